//go:build unix

package prompt

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// stopped has a shell stop the program and let it go on: what the terminal is
// like meanwhile is looked at, and changed as a shell changes it.
func (e *emulated) stopped(t *testing.T) (times *int) {
	t.Helper()
	found, err := term.GetState(int(e.Tty().Fd()))
	if err != nil {
		t.Fatal(err)
	}
	real := stopForeground
	t.Cleanup(func() { stopForeground = real })
	times = new(int)
	stopForeground = func() error {
		*times++
		if now, err := term.GetState(int(e.Tty().Fd())); err != nil || *now != *found {
			t.Errorf("the shell gets the terminal as %+v, it was %+v (%v)", now, found, err)
		}
		return goesOn()
	}
	return times
}

func goesOn() error { return syscall.Kill(os.Getpid(), syscall.SIGCONT) }

// askers are the two that ask a person on a terminal.
func askers(tty *os.File) map[string]Asker {
	return map[string]Asker{"survey": &Survey{In: tty, Err: tty}, "lines": Lines{In: tty, Err: tty}}
}

// asks puts one question to a person, and looks at the terminal afterwards.
func (e *emulated) asks(a Asker, q Question, person func()) (answer string, err error) {
	e.t.Helper()
	e.with(person, func(ctx context.Context) {
		unchanged(e.t, e.Tty(), func() { answer, err = a.Ask(ctx, q) })
	})
	return answer, err
}

// TestSuspendedWithAKey: Ctrl-Z where it is a key like others. The question is
// put again, and what stood in the field stands there.
func TestSuspendedWithAKey(t *testing.T) {
	for name, test := range map[string]struct {
		asker    string
		question Question
		script   []string
		want     string
		stops    int
	}{
		"text":                     {"survey", mailbox, []string{"Mailbox", "de\x1a", "Mailbox", "", ") ", "", "de", "sk" + enter}, "desk", 1},
		"list":                     {"survey", userType, []string{"other", down + "\x1a", "Who may", "", "Who may", "", "other", down + enter}, "both", 1},
		"secret":                   {"survey", token, []string{"Token", "xx\x1a", "Token", "hunter2" + enter}, "hunter2", 1},
		"before the cursor report": {"survey", mailbox, []string{"\x1b[6n", "\x1a", "Mailbox", "desk" + enter}, "desk", 1},
		"secret in a line":         {"lines", token, []string{"> ", "xx\x1a", "Token", "", "> ", "hunter2" + enter}, "hunter2", 1},
		"again and again":          {"lines", token, []string{"> ", "\x1a", "Token", "", "> ", "\x1a", "Token", "", "> ", "hunter2" + enter}, "hunter2", 2},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulate(t, false)
			times := e.stopped(t)
			got, err := e.asks(askers(e.Tty())[test.asker], test.question, func() { e.follows(test.script...) })
			if got != test.want || err != nil || *times != test.stops {
				t.Errorf("got %q, %v after %d stops\nscreen %q", got, err, *times, e.raw)
			}
			count(t, e.raw.String(), "hunter2", 0)
		})
	}
}

// TestStoppedFromOutside: nothing can be done before such a stop. When the
// program goes on, the terminal is as the shell left it; the question is put
// again, and a secret stays as unseen as before.
func TestStoppedFromOutside(t *testing.T) {
	for name, test := range map[string]struct {
		asker    string
		question Question
		before   []string
		shown    []string // when it goes on
		typed    string
		want     string
	}{
		"text":             {"survey", mailbox, []string{"Mailbox", "de", "de"}, []string{"Mailbox", ") ", "de"}, "sk" + enter, "desk"},
		"list":             {"survey", userType, []string{"other", down, "Who may"}, []string{"Who may", "other"}, down + enter, "both"},
		"secret":           {"survey", token, []string{"Token", "xx", "**"}, []string{"Token"}, "hunter2" + enter, "hunter2"},
		"line":             {"lines", mailbox, []string{"> "}, []string{"Mailbox", "> "}, "desk\n", "desk"},
		"secret in a line": {"lines", token, []string{"> "}, []string{"Token", "> "}, "hunter2" + enter, "hunter2"},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulate(t, false)
			found, err := term.GetState(int(e.Tty().Fd()))
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.asks(askers(e.Tty())[test.asker], test.question, func() {
				e.sees(test.before[0])
				if len(test.before) > 1 {
					e.types(test.before[1])
					e.sees(test.before[2])
				}
				if err := errors.Join(term.Restore(int(e.Tty().Fd()), found), goesOn()); err != nil {
					t.Error(err)
				}
				for _, text := range test.shown {
					e.sees(text)
				}
				e.types(test.typed)
			})
			if got != test.want || err != nil {
				t.Errorf("got %q, %v\nscreen %q", got, err, e.raw)
			}
			count(t, e.raw.String(), "hunter2", 0)
		})
	}
}

// TestTypedAtTheMomentOfAStop: what is typed while the question is put again
// counts for it.
func TestTypedAtTheMomentOfAStop(t *testing.T) {
	for typed, want := range map[string]error{"de": nil, "de" + ctrlC: ErrInterrupted} {
		e := emulate(t, true)
		got, err := e.asks(&Survey{In: e.Tty(), Err: e.Tty(), wait: bound}, mailbox, func() {
			e.sees("\x1b[6n")
			if err := goesOn(); err != nil {
				t.Error(err)
			}
			e.types(typed)
			e.sees("\x1b[6n")
			e.types("\x1b[24;80R\x1b[1;9R") // for the first time, and of no use any more
			if want != nil {
				return
			}
			e.follows("\x1b[6n", "\x1b[24;80R", "\x1b[6n", "\x1b[1;9R", "de", "sk"+enter)
		})
		if err != want || err == nil && got != "desk" {
			t.Errorf("%q: got %q, %v; screen %q", typed, got, err, e.raw)
		}
	}
}

// TestReadLineAfterAStop: who waits for something else meanwhile says so again.
func TestReadLineAfterAStop(t *testing.T) {
	e := emulate(t, true)
	e.with(func() {
		e.sees("waiting")
		e.types("la") // a line that has begun stays
		e.sees("la")
		if err := goesOn(); err != nil {
			t.Error(err)
		}
		e.sees("waiting")
		e.types("ter\n")
	}, func(ctx context.Context) {
		read := LineReader(e.Tty())
		for _, want := range []error{ErrContinued, nil} {
			_, _ = e.Tty().WriteString("waiting\n")
			line, err := read(ctx)
			if err != want || err == nil && line != "later" {
				t.Errorf("got %q, %v", line, err)
			}
		}
	})
}

// TestStoppedBetweenTwoLines: what was shown before the reading counts too.
func TestStoppedBetweenTwoLines(t *testing.T) {
	e := emulate(t, true)
	e.with(func() {
		e.sees("waiting")
		e.types("later\n")
	}, func(ctx context.Context) {
		read := LineReader(e.Tty())
		count := continues.now()
		if err := goesOn(); err != nil {
			t.Fatal(err)
		}
		<-continues.after(count)
		if line, err := read(ctx); err != ErrContinued {
			t.Errorf("got %q, %v", line, err)
		}
		_, _ = e.Tty().WriteString("waiting\n")
		if line, err := read(ctx); line != "later" || err != nil {
			t.Errorf("got %q, %v", line, err)
		}
	})
}

// A report that comes when nobody waits for it any more would stand on the
// shell's line as if it had been typed.
func TestLateCursorReportIsSwallowed(t *testing.T) {
	e := emulate(t, true)
	report := make(chan struct{})
	e.with(func() {
		e.sees("\x1b[6n")
		e.types(ctrlC)
		<-report
		e.types("\x1b[24;")
		e.types("80R\x1b[1;9R")
		e.sees("below")
		e.types("later\n")
	}, func(ctx context.Context) {
		unchanged(t, e.Tty(), func() {
			time.AfterFunc(lateWait/10, func() { close(report) }) // the way to the terminal and back
			if _, err := (&Survey{In: e.Tty(), Err: e.Tty(), wait: bound}).Ask(ctx, mailbox); err != ErrInterrupted {
				t.Errorf("got %v", err)
			}
		})
		_, _ = e.Tty().WriteString("below\n")
		if line, err := LineReader(e.Tty())(ctx); line != "later" || err != nil {
			t.Errorf("got %q, %v", line, err)
		}
	})
	count(t, e.raw.String(), "^[[", 0)
}

// A terminal that is gone answers EIO to whatever is done with it first.
func TestTheTerminalIsGone(t *testing.T) {
	for name, q := range map[string]Question{"text": mailbox, "list": userType, "secret": token} {
		for kind := range askers(nil) {
			t.Run(kind+", "+name, func(t *testing.T) {
				master, tty, err := pty.Open()
				if err != nil {
					t.Fatal(err)
				}
				defer tty.Close()
				if err := master.Close(); err != nil {
					t.Fatal(err)
				}
				if _, err := askers(tty)[kind].Ask(t.Context(), q); err != ErrClosed {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}
