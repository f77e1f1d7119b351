package sheet

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

// draw shows the item at hand: what it is, the value alone on its line, what to
// do, and the keys.
func (t *Terminal) draw() {
	s, i := t.Sheet, t.Sheet.Items[t.at]
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s · %s", s.say(msg.SheetPlace, t.at+1, len(s.Items), i.Label), s.say(i.does()))
	if _, done := s.Ticked(i.ID); done {
		fmt.Fprintf(&b, " · %s", s.say(msg.SheetDone))
	}
	b.WriteByte('\n')
	if value := t.value(i); value != "" {
		fmt.Fprintln(&b, value)
	}
	for _, text := range append([]string{i.Note, i.Page}, t.notes...) {
		if text != "" {
			fmt.Fprintln(&b, msg.Wrap(text, max(t.Width(), 40)-1, ""))
		}
	}
	b.WriteString(t.keys(i))
	if t.Lines {
		b.WriteString("> ")
	}
	t.drawn = b.String()
	_, _ = io.WriteString(t.Out, t.drawn)
}

// value is what stands on the value's line: dots for a secret, as many for any.
func (t *Terminal) value(i Item) string {
	switch {
	case !i.Secret.Empty() && t.revealed && t.Lines:
		return i.clear() + "\n" + t.Sheet.say(msg.SheetStays)
	case !i.Secret.Empty() && t.revealed:
		return i.clear()
	case !i.Secret.Empty() && t.Lines:
		return "(" + t.Sheet.say(msg.SheetHidden) + ")"
	case !i.Secret.Empty():
		return dots
	case i.Direction == asset.Filled:
		return t.Sheet.say(msg.SheetFilledByThem)
	}
	return t.Sheet.masked(i)
}

// dots stand for a secret of any length.
const dots = "••••••••••••"

// keys lists what can be pressed, in one line or, with whole lines, one each.
func (t *Terminal) keys(i Item) string {
	type key struct {
		letter string
		text   msg.Text
	}
	all := []key{{"Enter", msg.SheetKeyDone}, {"n", msg.SheetKeyNext}, {"b", msg.SheetKeyBack}}
	switch {
	case i.Copyable() && i.Direction != Press:
		all[0].text = msg.SheetKeyCopy
	case i.Copyable() && t.copied == i.ID:
		all = append(all, key{"c", msg.SheetKeyCopyOnly})
	case i.Copyable():
		all[0].text = msg.SheetKeyCopyOnly
	}
	if !i.Secret.Empty() {
		all = append(all, key{"r", msg.SheetKeyReveal})
	}
	if _, done := t.Sheet.Ticked(i.ID); done {
		all = append(all, key{"u", msg.SheetKeyUntick})
	}
	if i.Page != "" || t.Sheet.FormURL != "" {
		all = append(all, key{"p", msg.SheetKeyPage})
	}
	var cells []string
	for _, k := range append(all, key{"q", msg.SheetKeyQuit}) {
		if t.Lines {
			cells = append(cells, fmt.Sprintf("%s: %s", k.letter, t.Sheet.say(k.text)))
		} else {
			cells = append(cells, fmt.Sprintf("[%s] %s", k.letter, t.Sheet.say(k.text)))
		}
	}
	if t.Lines {
		return strings.Join(cells, ", ") + "\n"
	}
	return msg.Wrap(strings.Join(cells, " · "), max(t.Width(), 40)-1, "") + "\n"
}

// erase takes the item off the screen, so that what was shown of it is gone and
// the list of what was done stays.
func (t *Terminal) erase() {
	if t.drawn == "" {
		return
	}
	if !t.Lines {
		_, _ = fmt.Fprintf(t.Out, "\x1b[%dA\r\x1b[J", rows(t.drawn, t.Width()))
	}
	t.drawn = ""
}

// rows counts the lines that a text takes on a screen.
func rows(text string, width int) int {
	n := 0
	for line := range strings.Lines(text) {
		n += 1 + max(utf8.RuneCountInString(strings.TrimSuffix(line, "\n"))-1, 0)/max(width, 1)
	}
	return n
}
