//go:build unix

package prompt

import (
	"bytes"
	"context"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Netflix/go-expect"
	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"
)

// bound ends every wait of these tests. Nothing waits that long unless it hangs.
const bound = 5 * time.Second

// The runtime's goroutine for signals begins with the first and stays.
func init() { continues.now() }

// emulated is a terminal with a person at it.
type emulated struct {
	*expect.Console
	t   *testing.T
	raw *record        // everything the terminal was sent
	vt  vt10x.Terminal // what it shows
}

type record struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.String()
}

// reply is how the emulation answers, where a cursor is asked for.
type reply struct{ *expect.Console }

func (r *reply) Write(p []byte) (int, error) { return r.Console.Write(p) }

// emulate starts a terminal that reports its cursor, or a bare one.
func emulate(t *testing.T, bare bool) *emulated {
	t.Helper()
	back, e := new(reply), &emulated{t: t, raw: new(record)}
	outputs := []expect.ConsoleOpt{expect.WithStdout(e.raw), expect.WithDefaultTimeout(bound)}
	if !bare {
		e.vt = vt10x.New(vt10x.WithWriter(back), vt10x.WithSize(80, 24))
		outputs = append(outputs, expect.WithStdout(e.vt))
	}
	c, err := expect.NewConsole(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	back.Console, e.Console = c, c
	if err := pty.Setsize(c.Tty(), &pty.Winsize{Cols: 80, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	return e
}

// sees waits until the screen was sent a text.
func (e *emulated) sees(text string) {
	if _, err := e.ExpectString(text); err != nil {
		e.t.Errorf("waiting for %q: %v; the screen was sent %q", text, err, e.raw)
	}
}

func (e *emulated) types(keys string) {
	if _, err := e.Send(keys); err != nil {
		e.t.Errorf("type %q: %v", keys, err)
	}
}

// with runs the person beside ask and returns when both have ended. The
// person's side must read until the end, or the terminal blocks; the end comes
// when the tty is closed.
func (e *emulated) with(person func(), ask func(ctx context.Context)) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 2*bound)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		person()
		_, _ = e.ExpectEOF()
	}()
	ask(ctx)
	_ = e.Tty().Close()
	select {
	case <-done:
	case <-time.After(2 * bound):
		e.t.Error("the person's side hangs")
	}
}

// ask puts one question to a person who types keys, each after the screen has
// shown a text.
func (e *emulated) ask(a Asker, q Question, script ...string) (answer string, err error) {
	e.t.Helper()
	e.with(func() { e.follows(script...) }, func(ctx context.Context) { answer, err = a.Ask(ctx, q) })
	return answer, err
}

// follows is a person who types keys, each after the screen has shown a text.
func (e *emulated) follows(script ...string) {
	for i := 0; i+1 < len(script); i += 2 {
		e.sees(script[i])
		e.types(script[i+1])
	}
}

// unchanged fails unless act leaves the terminal and the goroutines as they
// were.
func unchanged(t *testing.T, tty *os.File, act func()) {
	t.Helper()
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	goroutines := runtime.NumGoroutine()
	act()
	after, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if *before != *after {
		t.Errorf("the terminal is left as %+v, it was %+v", after, before)
	}
	for end := time.Now().Add(bound); runtime.NumGoroutine() > goroutines; runtime.Gosched() {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, there were %d:\n%s", runtime.NumGoroutine(), goroutines, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func count(t *testing.T, text, part string, want int) {
	t.Helper()
	if got := strings.Count(text, part); got != want {
		t.Errorf("%q is there %d times, want %d: %q", part, got, want, text)
	}
}
