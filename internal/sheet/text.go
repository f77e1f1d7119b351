package sheet

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

// textWidth is that of the notes in a text, as in a document; values are never
// broken.
const textWidth = 78

// WriteText writes the whole sheet, each value alone on its line, secrets
// masked.
func (s *Sheet) WriteText(w io.Writer) error {
	ticked, all := s.Progress()
	var b strings.Builder
	fmt.Fprintf(&b, "%s · %s\n", s.heading(), s.say(msg.SheetProgress, ticked, all))
	if s.FormURL != "" {
		fmt.Fprintf(&b, "%s\n%s\n", s.say(msg.SheetOpenForm), s.FormURL)
	}
	for n, i := range s.Items {
		box := "[ ]"
		if _, done := s.Ticked(i.ID); done {
			box = "[x]"
		}
		fmt.Fprintf(&b, "\n%2d %s %s (%s)\n", n+1, box, i.Label, s.say(i.does()))
		if value := s.masked(i); value != "" {
			fmt.Fprintln(&b, value)
		}
		if i.Note != "" {
			const indent = "       "
			fmt.Fprintln(&b, indent+msg.Wrap(i.Note, textWidth-len(indent), indent))
		}
		if i.Page != "" {
			fmt.Fprintln(&b, i.Page)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// masked is a value as anybody may see it.
func (s *Sheet) masked(i Item) string {
	switch {
	case !i.Secret.Empty():
		return fmt.Sprint(i.Secret)
	case i.Direction == asset.Tick: // its note says it
		return ""
	}
	return i.Value
}

// Document is the sheet as JSON, secrets masked.
type Document struct {
	Asset    string         `json:"asset"`
	Form     string         `json:"form"` // address of the form
	Complete bool           `json:"complete"`
	Items    []DocumentItem `json:"items"`
}

// DocumentItem is one item. Ticked is null where it was not.
type DocumentItem struct {
	ID        string          `json:"id"`
	Label     string          `json:"label"`
	Direction asset.Direction `json:"direction"`
	Value     string          `json:"value"`
	Secret    bool            `json:"secret"`
	Note      string          `json:"note"`
	Page      string          `json:"page,omitempty"`
	Ticked    *time.Time      `json:"ticked"`
}

// Document returns the sheet for -o json.
func (s *Sheet) Document() Document {
	d := Document{Asset: s.Name, Form: s.FormURL, Complete: s.Complete()}
	for _, i := range s.Items {
		item := DocumentItem{ID: i.ID, Label: i.Label, Direction: i.Direction, Value: i.Value, Secret: !i.Secret.Empty(), Note: i.Note, Page: i.Page}
		if item.Secret {
			item.Value = fmt.Sprint(i.Secret)
		}
		if at, done := s.Ticked(i.ID); done {
			item.Ticked = &at
		}
		d.Items = append(d.Items, item)
	}
	return d
}

// heading says whose form it is.
func (s *Sheet) heading() string { return s.say(msg.SheetHeading, cmp.Or(s.Email, s.Title, s.Name)) }
