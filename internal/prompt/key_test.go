//go:build !windows

package prompt

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/term"
)

func TestSingleKeys(t *testing.T) {
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer terminal.Close()
	k, err := ReadKeys(terminal)
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string][]string{
		"c": {"c"}, "\r": {""}, "\n": {""}, "nb": {"n", "b"}, "é": {"é"}, "\x1b[A": {"b"}, "\x1bOB": {"n"},
		"\x1b[C\x1b[D": {"n", "b"}, "\x1b[5~\x00": nil, "\x1b": nil, "\x7f\x01": nil, strings.Repeat("q", longestTyped+1): nil,
	} {
		if want == nil {
			if _, err := io.WriteString(master, typed); err != nil {
				t.Fatal(err)
			}
			k.swallow(t)
			typed, want = "x", []string{"x"}
		}
		if _, err := io.WriteString(master, typed); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if got, err := k.Key(t.Context()); got != w || err != nil {
				t.Errorf("%q: %q, %v, want %q", typed, got, err, w)
			}
		}
	}
	for typed, want := range map[string]error{"\x03": ErrInterrupted, "\x04": ErrClosed} {
		if _, err := io.WriteString(master, typed); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Key(t.Context()); !errors.Is(err, want) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if err := term.Restore(int(terminal.Fd()), k.before); err != nil { // a shell has its own modes
		t.Fatal(err)
	}
	if err := goesOn(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Key(t.Context()); err != ErrContinued {
		t.Errorf("after a stop: %v", err)
	}
	if _, err := io.WriteString(master, "x"); err != nil { // without Enter
		t.Fatal(err)
	}
	if got, err := k.Key(t.Context()); got != "x" || err != nil {
		t.Errorf("after a stop: %q, %v", got, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.Key(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	k.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if _, err := ReadKeys(null); err == nil {
		t.Error("what is no terminal has no keys")
	}
}

// swallow reads what holds no key.
func (k *KeyReader) swallow(t *testing.T) {
	t.Helper()
	if err := k.read(t.Context()); err != nil {
		t.Fatal(err)
	}
	if key, found := k.take(); found {
		t.Errorf("%q is a key", key)
	}
}
