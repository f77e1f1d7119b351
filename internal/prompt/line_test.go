//go:build unix

package prompt

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
)

func TestReadLine(t *testing.T) {
	e := emulate(t, true)
	e.with(func() {
		e.types("  http://127.0.0.1:8473/callback?state=s&code=4/0A \r")
		e.types("second\n")
		e.types(ctrlD)
	}, func(ctx context.Context) {
		for _, want := range []string{"http://127.0.0.1:8473/callback?state=s&code=4/0A", "second"} {
			if got, err := LineReader(e.Tty())(ctx); got != want || err != nil {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		}
		if got, err := LineReader(e.Tty())(ctx); got != "" || err != ErrClosed {
			t.Errorf("after the end: %q, %v", got, err)
		}
	})
}

func TestReadLineEndsWithTheContext(t *testing.T) {
	e := emulate(t, true)
	wait, stop := context.WithCancel(t.Context())
	e.with(func() {
		e.types("begun")
		e.sees("begun")
		stop()
	}, func(ctx context.Context) {
		unchanged(t, e.Tty(), func() {
			if got, err := LineReader(e.Tty())(wait); got != "" || err != context.Canceled {
				t.Errorf("got %q, %v", got, err)
			}
		})
		if _, err := LineReader(e.Tty())(wait); err != context.Canceled {
			t.Errorf("read in an ended context: %v", err)
		}
		e.types(" and ended\n")
		if got, err := LineReader(e.Tty())(ctx); got != "begun and ended" || err != nil {
			t.Errorf("what was typed is gone: %q, %v", got, err)
		}
	})
}

// A file that epoll refuses never blocks.
func TestReadLineOfWhatIsNoTerminal(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/lines")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if _, err := file.WriteString("one\ntwo"); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"one", "two"} {
		if got, err := LineReader(file)(t.Context()); got != want || err != nil {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	if _, err := LineReader(file)(t.Context()); err != ErrClosed {
		t.Errorf("at the end: %v", err)
	}
	_ = file.Close()
	if _, err := LineReader(file)(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "read the terminal: ") {
		t.Errorf("of a closed file: %v", err)
	}
}

func TestInteractive(t *testing.T) {
	e := emulate(t, true)
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = null.Close() }()
	for _, test := range []struct {
		in, err *os.File
		want    bool
	}{{e.Tty(), e.Tty(), true}, {null, e.Tty(), false}, {e.Tty(), null, false}, {nil, e.Tty(), false}, {e.Tty(), nil, false}} {
		if got := Interactive(test.in, test.err); got != test.want {
			t.Errorf("Interactive(%v, %v) is %v", test.in, test.err, got)
		}
	}
}
