// Package sheet is the Webex Connect form ready to paste: its rows in the order
// of the screen and what is clicked between them, in the terminal and as a page
// on 127.0.0.1. A secret is shown or copied only when somebody asks for that one.
package sheet

import (
	"maps"
	"sync"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
)

// The bounds of a secret that somebody asked for.
const (
	OnClipboard = 45 * time.Second // then it is taken off
	OnScreen    = 30 * time.Second // then it is hidden again
)

// Options say which asset the sheet is of, and who keeps its ticks.
type Options struct {
	Config *asset.Configuration
	About  diagnose.Context // the asset's name and the language among it
	// GmailSettings is the page of Gmail's settings in a lab, "" for Gmail itself.
	GmailSettings string
	Ticks         map[string]time.Time // of earlier runs, by item
	// Keep stores all ticks. Its error is told, and the sheet goes on.
	Keep func(map[string]time.Time) error
	Now  func() time.Time
}

// Sheet is the list of items of one asset with what was ticked so far. Safe for
// concurrent use.
type Sheet struct {
	Name    string // short name of the asset
	Title   string // Asset Name on the form
	Email   string
	FormURL string // where the form is
	Lang    msg.Lang
	Items   []Item

	about diagnose.Context
	keep  func(map[string]time.Time) error
	now   func() time.Time

	mu    sync.Mutex
	ticks map[string]time.Time
}

// New makes the sheet of an asset.
func New(o Options) *Sheet {
	s := &Sheet{
		Name: o.About.Name, Title: o.Config.Asset.Name, Email: o.Config.Asset.EmailID, FormURL: o.Config.Asset.ConnectURL,
		Lang: o.About.Lang, Items: items(o), about: o.About, keep: o.Keep, now: o.Now, ticks: maps.Clone(o.Ticks),
	}
	if s.ticks == nil {
		s.ticks = map[string]time.Time{}
	}
	return s
}

// Tick ticks an item, or takes its tick away, and has that kept. The error is of
// keeping it: the tick holds in this run all the same.
func (s *Sheet) Tick(id string, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on {
		s.ticks[id] = s.now().UTC().Truncate(time.Second)
	} else {
		delete(s.ticks, id)
	}
	return s.keep(maps.Clone(s.ticks))
}

// Ticked returns when an item was ticked; false where it was not.
func (s *Sheet) Ticked(id string) (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ticked := s.ticks[id]
	return at, ticked
}

// Progress counts the items that were ticked, and all.
func (s *Sheet) Progress() (ticked, all int) {
	for _, i := range s.Items {
		if _, done := s.Ticked(i.ID); done {
			ticked++
		}
	}
	return ticked, len(s.Items)
}

// Complete reports whether every item was ticked.
func (s *Sheet) Complete() bool {
	ticked, all := s.Progress()
	return ticked == all
}

// Item finds an item by its id.
func (s *Sheet) Item(id string) (Item, bool) {
	for _, i := range s.Items {
		if i.ID == id {
			return i, true
		}
	}
	return Item{}, false
}

// open returns the first item from a place on that is not ticked, going round;
// false where all are.
func (s *Sheet) open(from int) (int, bool) {
	for step := range s.Items {
		at := (from + step) % len(s.Items)
		if _, done := s.Ticked(s.Items[at].ID); !done {
			return at, true
		}
	}
	return 0, false
}

func (s *Sheet) say(t msg.Text, args ...any) string { return t.In(s.Lang, args...) }

// notKept says why a tick could not be stored, "" for nil.
func (s *Sheet) notKept(err error) string {
	if err == nil {
		return ""
	}
	return s.say(msg.SheetNotKept, diagnose.Explain(err, s.about).Summary)
}
