//go:build unix

package prompt

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

func TestLines(t *testing.T) {
	for name, test := range map[string]struct {
		question Question
		script   []string
		want     string
		err      error
	}{
		"a choice by number":          {userType, []string{"[Anybody] > ", "1\n"}, "internal", nil},
		"a choice by label":           {userType, []string{"> ", "only MY organisation\n"}, "internal", nil},
		"a choice by value":           {userType, []string{"> ", " Both \n"}, "both", nil},
		"enter takes the default":     {userType, []string{"> ", "\n"}, "external", nil},
		"no choice, then one":         {userType, []string{"> ", "4\n", "not one of the choices", "", "> ", "0\n", "not one of the choices", "", "> ", "2\n"}, "external", nil},
		"help":                        {userType, []string{"? for help", "?\n", "Internal needs Workspace.", "", "> ", "3\n"}, "both", nil},
		"text":                        {mailbox, []string{"> ", "desk@example.com\n"}, "desk@example.com", nil},
		"the default text":            {mailbox, []string{"[support@example.com] > ", "\n"}, "support@example.com", nil},
		"refused, then accepted":      {mailbox, []string{"> ", "de\n", "three letters", "", "> ", "desk\n"}, "desk", nil},
		"a question mark is a text":   {Question{Text: "Name"}, []string{"> ", "?\n"}, "?", nil},
		"corrected with backspace":    {mailbox, []string{"> ", "desx\x7fk\n"}, "desk", nil},
		"the end of input":            {mailbox, []string{"> ", ctrlD}, "", ErrClosed},
		"secret":                      {token, []string{"> ", "hunter2\r"}, "hunter2", nil},
		"secret, refused, then right": {token, []string{"> ", "hu\r", "three letters", "", "> ", "hunter2\r"}, "hunter2", nil},
		"secret, corrected":           {token, []string{"> ", "xx\x15hunterß\x7f\x082\x7fr2\n"}, "hunter2", nil},
		"secret, Ctrl-C":              {token, []string{"> ", "hunter2" + ctrlC}, "", ErrInterrupted},
		"secret, Ctrl-D":              {token, []string{"> ", "hunter2" + ctrlD}, "", ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulate(t, true)
			got, err := e.ask(Lines{In: e.Tty(), Err: e.Tty()}, test.question, test.script...)
			if got != test.want || err != test.err {
				t.Errorf("got %q, %v; want %q, %v\nscreen %q", got, err, test.want, test.err, e.raw)
			}
			if shown := e.raw.String(); strings.Contains(shown, "hunter") || strings.Contains(shown, "\x1b") {
				t.Errorf("a secret or an escape code is on the screen: %q", shown)
			}
		})
	}
}

func TestLinesLookLikeThis(t *testing.T) {
	e := emulate(t, true)
	dutch := Words{Choose: "Typ een nummer of de tekst.", NotAChoice: "Dat staat er niet bij.", Help: "? voor uitleg"}
	if _, err := e.ask(Lines{In: e.Tty(), Err: e.Tty(), Words: dutch}, userType, "> ", "9\n", "> ", "?\n", "> ", "2\n"); err != nil {
		t.Error(err)
	}
	want := `Who may sign in? (? voor uitleg)
  1  Only my organisation
  2  Anybody
  3  First one, then the other
Typ een nummer of de tekst.
[Anybody] > 9
Dat staat er niet bij.
[Anybody] > ?
Internal needs Workspace.
[Anybody] > 2
`
	if got := strings.ReplaceAll(e.raw.String(), "\r\n", "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLinesExplain(t *testing.T) {
	e := emulate(t, true)
	l := Lines{In: e.Tty(), Err: e.Tty(), Explain: func(err error) string {
		if errors.Is(err, errTooShort) {
			return "minstens drie letters"
		}
		return err.Error()
	}}
	if got, err := e.ask(l, mailbox, "> ", "de\n", "minstens drie", "", "> ", "desk\n"); got != "desk" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestLinesEndWithTheContext(t *testing.T) {
	for _, q := range []Question{mailbox, token} {
		t.Run(q.ID, func(t *testing.T) {
			e := emulate(t, true)
			ask, stop := context.WithCancel(t.Context())
			defer stop()
			e.with(func() {
				e.sees("> ")
				stop()
			}, func(context.Context) {
				unchanged(t, e.Tty(), func() {
					if answer, err := (Lines{In: e.Tty(), Err: e.Tty()}).Ask(ask, q); answer != "" || err != context.Canceled {
						t.Errorf("got %q, %v", answer, err)
					}
				})
				if _, err := (Lines{In: e.Tty(), Err: e.Tty()}).Ask(ask, q); err != context.Canceled {
					t.Errorf("asked in an ended context: %v", err)
				}
			})
			count(t, e.raw.String(), "> ", 1)
		})
	}
}

// The second line of a paste must not answer the next question unseen, unless
// the terminal is fed by a script.
func TestLinesPastedAtOnce(t *testing.T) {
	for _, typeAhead := range []bool{false, true} {
		e := emulate(t, true)
		l := Lines{In: e.Tty(), Err: e.Tty(), TypeAhead: typeAhead}
		pasted := make(chan struct{})
		var first, second string
		e.with(func() {
			e.sees("> ")
			e.types("first\nsecond\n")
			e.sees("second") // echoed: it waits for the next reader
			close(pasted)
			if e.sees("> "); !typeAhead {
				e.types("third\n")
			}
		}, func(ctx context.Context) {
			first, _ = l.Ask(ctx, mailbox)
			<-pasted
			second, _ = l.Ask(ctx, mailbox)
		})
		if want := map[bool]string{false: "third", true: "second"}[typeAhead]; first != "first" || second != want {
			t.Errorf("type ahead %v: got %q, %q", typeAhead, first, second)
		}
	}
}

func TestTheTerminalGoesAway(t *testing.T) {
	for name, asker := range map[string]func(tty *os.File) Asker{
		"survey": func(tty *os.File) Asker { return &Survey{In: tty, Err: tty} },
		"lines":  func(tty *os.File) Asker { return Lines{In: tty, Err: tty} },
	} {
		t.Run(name, func(t *testing.T) {
			master, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tty.Close() }()
			ctx, cancel := context.WithTimeout(t.Context(), bound)
			defer cancel()
			asked := make(chan error, 1)
			go func() {
				_, err := asker(tty).Ask(ctx, userType)
				asked <- err
			}()
			var screen [1]byte
			if _, err := master.Read(screen[:]); err != nil {
				t.Error(err)
			}
			_ = master.Close()
			if err := <-asked; !errors.Is(err, ErrClosed) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// The caller decides who asks; where it is wrong, there is an error and no wait.
func TestAskersOnWhatIsNoTerminal(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = read.Close(), write.Close() }()
	for name, test := range map[string]struct {
		asker    Asker
		question Question
	}{
		"survey":          {&Survey{In: read, Err: write}, mailbox},
		"lines, a secret": {Lines{In: read, Err: io.Discard}, token},
	} {
		_, err := test.asker.Ask(t.Context(), test.question)
		if err == nil || !strings.HasPrefix(err.Error(), "turn echo off: ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := write.WriteString("desk\nrest"); err != nil {
		t.Fatal(err)
	}
	if got, err := (Lines{In: read, Err: io.Discard}).Ask(t.Context(), mailbox); got != "desk" || err != nil {
		t.Errorf("lines of a pipe: %q, %v", got, err)
	}
}
