package sheet

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"mailasset/internal/msg"
)

// walks runs the terminal's walk with these keys and returns what was written
// and copied.
func walks(t *testing.T, s *Sheet, lines bool, keys ...string) (said, copied string, err error) {
	t.Helper()
	var out, sent bytes.Buffer
	x := &Terminal{
		Sheet: s, Clipboard: &Clipboard{Terminal: func(sequence string) { sent.WriteString(sequence) }, Hold: OnClipboard},
		Out: &out, Width: func() int { return 60 }, Lines: lines, Mark: "+",
		Open: func(_ context.Context, address string) error { return errors.New("no screen for " + address) },
		Next: func(ctx context.Context) (string, error) {
			if len(keys) == 0 {
				return "", context.Canceled
			}
			key := keys[0]
			keys = keys[1:]
			if key == "wait" {
				return "", context.DeadlineExceeded // as when a shown secret waited too long
			}
			if key == "stopped" {
				return "", ErrRedraw
			}
			return key, ctx.Err()
		},
	}
	err = x.Walk(t.Context())
	return out.String(), sent.String(), err
}

func TestWalkTicksAndStops(t *testing.T) {
	s, kept := newSheet(t, configuration(), msg.English)
	said, copied, err := walks(t, s, true, "", "c", "N", "b", "n", "p", "u", "x", "40", "10", "r", "wait", "c", "q")
	if !errors.Is(err, ErrStopped) || len(*kept) != 3 {
		t.Errorf("%v; kept %v", err, *kept)
	}
	for _, want := range []string{
		"1 of 23 · Asset Name · paste\nSupport\n", "+  2 Email ID: copied\n", "Forwarding Address · compare", "No browser opened (no screen for",
		`"x" is no key here.`, `"40" is no key here.`, "(hidden)", madeUp + "\nIt stays on your screen", "+ 10 Client Secret: copied",
		"3 of 23 ticked", "The secret was taken off the clipboard.",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "\x1b") || strings.Count(copied, "\x1b]52") != 4 {
		t.Errorf("escape codes in %q, or copied %q", said, copied)
	}
}

func TestWalkDrawsOver(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.Dutch)
	keys := []string{}
	for range s.Items {
		keys = append(keys, "c")
	}
	// The last item is a click: copying its address does not end it.
	said, _, err := walks(t, s, false, append(keys, "c")...)
	if !errors.Is(err, context.Canceled) || s.Complete() || !strings.Contains(said, "Gekopieerd. Doe wat hier staat") {
		t.Errorf("%v:\n%s", err, said)
	}
	s, _ = newSheet(t, configuration(), msg.Dutch)
	said, _, err = walks(t, s, false, append(keys, "")...)
	if err != nil || !s.Complete() || !strings.Contains(said, "Alles is afgevinkt.") || strings.Contains(said, madeUp) || !strings.Contains(said, dots) {
		t.Errorf("%v:\n%s", err, said)
	}
	if !strings.Contains(said, "\x1b[") {
		t.Error("nothing was drawn over")
	}
	// All was ticked: the walk begins with saying so, and ends only when somebody stops.
	said, _, err = walks(t, s, false, "n", "u", "c", "q")
	if err != nil || !strings.Contains(said, "Alles was al afgevinkt") {
		t.Errorf("%v:\n%s", err, said)
	}
}

// TestWalkAfterAStop: what a shell wrote meanwhile is not drawn over, and a
// secret is not shown again.
func TestWalkAfterAStop(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	said, _, err := walks(t, s, false, "n", "stopped", "q")
	if again := strings.Split(said, "Email ID"); !errors.Is(err, ErrStopped) || len(again) != 3 || strings.Contains(again[1], "\x1b[") {
		t.Errorf("%v: %q", err, said)
	}
	keys := []string{}
	for i := range s.Items {
		if !s.Items[i].Secret.Empty() {
			break
		}
		keys = append(keys, "n")
	}
	if said, _, _ = walks(t, s, false, append(keys, "r", "stopped", "q")...); strings.Count(said, madeUp) != 1 {
		t.Errorf("the secret is shown %d times: %q", strings.Count(said, madeUp), said)
	}
}

func TestATickThatIsNotKeptIsToldOnce(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	s.keep = func(map[string]time.Time) error { return errors.New("the disk is full") }
	said, _, err := walks(t, s, true, "", "", "")
	if !errors.Is(err, context.Canceled) || strings.Count(said, "the disk is full") != 1 {
		t.Errorf("%v:\n%s", err, said)
	}
}

func TestRows(t *testing.T) {
	for text, want := range map[string]int{"": 0, "\n": 1, "12345\n": 1, "123456\n": 2, "12345678901\n": 3, "a\nb\n": 2, "•••••\n": 1, "open": 1} {
		if got := rows(text, 5); got != want {
			t.Errorf("%q takes %d rows, want %d", text, got, want)
		}
	}
}
