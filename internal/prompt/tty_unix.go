//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package prompt

import (
	"errors"
	"os"
	"time"

	"github.com/muesli/cancelreader"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// bracketed: these terminals can mark what is pasted.
const bracketed = true

func newInput(in *os.File) (input, error) {
	r, err := cancelreader.NewReader(yielding{in})
	return patient{r}, err
}

// cancelled reports whether reading ended because nobody waits any more.
func cancelled(err error) bool { return errors.Is(err, cancelreader.ErrCanceled) }

// yielding is a terminal that is not read while another program has the
// foreground: the kernel would stop this one, which may await something else
// meanwhile.
type yielding struct{ *os.File }

var errBackground = errors.New("another program has the terminal")

// Read implements io.Reader. Where it cannot be told who has the terminal,
// reading tells what is wrong.
func (y yielding) Read(p []byte) (int, error) {
	if group, err := unix.IoctlGetInt(int(y.Fd()), unix.TIOCGPGRP); err == nil && group != unix.Getpgrp() {
		return 0, errBackground
	}
	return y.File.Read(p)
}

// patient waits until it has the terminal. What is typed is for others then,
// and wakes it until they have read it.
type patient struct{ input }

// Read implements [io.Reader].
func (r patient) Read(p []byte) (int, error) {
	const pause = 250 * time.Millisecond // long enough to cost nothing
	for {
		n, err := r.input.Read(p)
		if !errors.Is(err, errBackground) {
			return n, err
		}
		time.Sleep(pause)
	}
}

// awaitForeground returns when the program has the terminal, and an error where
// it never will: in the background the kernel stops it here. Any signal ends the
// draining, even one that the runtime sends to itself.
func awaitForeground(in *os.File) error {
	for {
		if err := drain(in); err != unix.EINTR {
			return err
		}
	}
}

// quiet turns echo off for survey.
func quiet(in *os.File) (*term.State, int, error) { return makeRaw(in) }
