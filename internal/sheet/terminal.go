package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mailasset/internal/msg"
)

// ErrStopped says that a person stopped before everything was ticked.
var ErrStopped = errors.New("stopped before every item of the sheet was ticked")

// ErrRedraw is what Next returns when something else has written on the terminal.
var ErrRedraw = errors.New("the item has to be shown again")

// Terminal walks a person through the sheet, one item at a time.
type Terminal struct {
	Sheet     *Sheet
	Clipboard *Clipboard
	// Next waits for a key, or with Lines for a line: a letter, "" for Enter, and
	// in a line also the number of an item.
	Next  func(ctx context.Context) (string, error)
	Open  func(ctx context.Context, address string) error // opens a page; nil: nobody wants that
	Out   io.Writer
	Width func() int
	Lines bool   // whole lines, nothing is drawn over
	Mark  string // before what was done

	at       int
	revealed bool   // the item at hand
	copied   string // id of the item whose value was copied and that has yet to be done
	drawn    string // what stands on the screen and can be drawn over
	told     map[msg.Text]bool
	notes    []string // for the item at hand
}

// Walk goes through the items until all are ticked, and takes a copied secret
// off the clipboard in the end. Errors are ErrStopped, those of Next, and the
// context's.
func (t *Terminal) Walk(ctx context.Context) error {
	t.told = map[msg.Text]bool{}
	defer t.tidy(ctx)
	t.begin()
	complete := t.Sheet.Complete() // before: then only q ends the walk
	t.at, _ = t.Sheet.open(0)
	for {
		if !complete && t.Sheet.Complete() {
			t.line(t.Sheet.say(msg.SheetAllTicked))
			return nil
		}
		key, err := t.ask(ctx)
		if err != nil {
			return err
		}
		if key == "q" {
			return t.quit()
		}
		t.act(ctx, key)
	}
}

func (t *Terminal) begin() {
	s := t.Sheet
	ticked, all := s.Progress()
	t.line(s.heading() + " · " + s.say(msg.SheetProgress, ticked, all))
	if s.FormURL != "" {
		t.line(s.say(msg.SheetOpenForm) + "\n" + s.FormURL)
	}
	if ticked == all {
		t.line(s.say(msg.SheetWasTicked))
	}
	t.line(s.say(msg.SheetClears, msg.Span(t.Clipboard.Hold).In(s.Lang)))
	if t.Lines {
		t.line(s.say(msg.SheetPlainKeys))
	}
}

func (t *Terminal) quit() error {
	ticked, all := t.Sheet.Progress()
	t.line(t.Sheet.say(msg.SheetProgress, ticked, all))
	if ticked < all {
		return ErrStopped
	}
	return nil
}

// tidy leaves neither a shown secret on the screen nor a copied one on the
// clipboard.
func (t *Terminal) tidy(ctx context.Context) {
	t.erase()
	switch cleared, err := t.Clipboard.Clear(ctx); {
	case err != nil:
		t.line(t.Sheet.say(msg.SheetNotCleared, err))
	case cleared:
		t.line(t.Sheet.say(msg.SheetCleared))
	}
}

// ask shows the item and waits for a key. A secret that is shown waits only so
// long; it is hidden again whatever comes.
func (t *Terminal) ask(ctx context.Context) (string, error) {
	t.draw()
	waiting, cancel := ctx, context.CancelFunc(func() {})
	if t.revealed && !t.Lines {
		waiting, cancel = context.WithTimeout(ctx, OnScreen)
	}
	key, err := t.Next(waiting)
	cancel()
	if errors.Is(err, ErrRedraw) {
		t.drawn, t.revealed = "", false // it does not stand there any more
		return t.ask(ctx)
	}
	t.erase()
	t.revealed, t.notes = false, nil
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return t.ask(ctx)
	}
	return strings.ToLower(key), err
}

func (t *Terminal) act(ctx context.Context, key string) {
	items := t.Sheet.Items
	switch n, err := strconv.Atoi(key); {
	case (key == "" || key == "c") && items[t.at].Copyable():
		t.copy(ctx, key)
	case key == "" || key == "c":
		t.finish(msg.SheetDone)
	case key == "n":
		t.at = (t.at + 1) % len(items)
	case key == "b":
		t.at = (t.at + len(items) - 1) % len(items)
	case key == "r" && !items[t.at].Secret.Empty():
		t.revealed = true
	case key == "u":
		t.note(t.Sheet.notKept(t.Sheet.Tick(items[t.at].ID, false)))
	case key == "p":
		t.openPage(ctx)
	case t.Lines && err == nil && n >= 1 && n <= len(items):
		t.at = n - 1
	default:
		t.note(t.Sheet.say(msg.SheetNoKey, key))
	}
}

// copy copies a value. Pasting it is all there is to do with most, so that their
// item is done then; what has to be clicked besides is done with another Enter.
func (t *Terminal) copy(ctx context.Context, key string) {
	s, i := t.Sheet, t.Sheet.Items[t.at]
	if key == "" && t.copied == i.ID {
		t.finish(msg.SheetDone)
		return
	}
	way, err := t.Clipboard.Copy(ctx, i)
	if err != nil || way == "" {
		t.note(s.say(msg.SheetNotCopied, err))
		return
	}
	if way == ByTerminal {
		t.once(msg.SheetByTerminal)
	}
	if i.Direction != Press {
		t.finish(msg.SheetCopied)
		return
	}
	t.copied = i.ID
	t.note(s.say(msg.SheetCopiedFirst))
}

// finish ticks the item and goes to the next that is open.
func (t *Terminal) finish(did msg.Text) {
	s, i := t.Sheet, t.Sheet.Items[t.at]
	if kept := s.notKept(s.Tick(i.ID, true)); kept != "" && !t.told[msg.SheetNotKept] {
		t.told[msg.SheetNotKept] = true
		t.note(kept)
	}
	t.line(fmt.Sprintf("%s %2d %s: %s", t.Mark, t.at+1, i.Label, s.say(did)))
	if next, open := s.open(t.at + 1); open {
		t.at = next
	} else {
		t.at = (t.at + 1) % len(s.Items)
	}
}

func (t *Terminal) openPage(ctx context.Context) {
	address := t.Sheet.Items[t.at].Page
	if address == "" {
		address = t.Sheet.FormURL
	}
	if address == "" {
		return
	}
	if t.Open != nil {
		if err := t.Open(ctx, address); err != nil {
			t.note(t.Sheet.say(msg.SheetNotOpened, err))
		}
	}
	t.note(address)
}

// note is shown below the item at hand.
func (t *Terminal) note(text string) {
	if text != "" {
		t.notes = append(t.notes, text)
	}
}

func (t *Terminal) once(text msg.Text) {
	if !t.told[text] {
		t.told[text] = true
		t.note(t.Sheet.say(text))
	}
}

// line writes what stays on the screen.
func (t *Terminal) line(text string) {
	t.erase()
	_, _ = io.WriteString(t.Out, text+"\n")
}
