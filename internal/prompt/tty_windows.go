package prompt

import (
	"os"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/term"
)

// bracketed: survey translates its own escape codes for old consoles, not ours.
const bracketed = false

var (
	kernel32          = syscall.NewLazyDLL("kernel32.dll")
	writeConsoleInput = kernel32.NewProc("WriteConsoleInputW")
	flushConsoleInput = kernel32.NewProc("FlushConsoleInputBuffer")
)

func discard(in *os.File) { _, _, _ = flushConsoleInput.Call(in.Fd()) }

func awaitForeground(*os.File) error { return nil }

// quiet returns the state to restore. A raw Windows console sends arrow keys as
// escape sequences, and survey wants its key events.
func quiet(in *os.File) (*term.State, int, error) {
	before, err := term.GetState(int(in.Fd()))
	return before, 0, err
}

// cancelled reports whether reading ended because nobody waits any more: here
// that looks like a Return.
func cancelled(error) bool { return false }

// console reads the console as it is. muesli/cancelreader is not used here: on
// Windows it turns echo and line editing off, and survey reads the handle past
// any reader. Not run on Windows so far, only compiled.
type console struct {
	*os.File
	cancelled atomic.Bool
}

func newInput(in *os.File) (input, error) { return &console{File: in}, nil }

// keyEvent is an INPUT_RECORD that holds a KEY_EVENT_RECORD.
type keyEvent struct {
	kind, _       uint16
	down          int32
	repeat        uint16
	virtualKey    uint16
	scanCode      uint16
	char          uint16
	controlStates uint32
}

// Cancel ends a read that waits by pressing Return, as libuv does
// (uv__cancel_read_console): a console read can be ended from outside in no
// other way. The caller sees the ended context and drops the answer.
func (c *console) Cancel() bool {
	c.cancelled.Store(true)
	returnKey := keyEvent{kind: 1, down: 1, repeat: 1, virtualKey: 0x0d, char: '\r'}
	var written uint32
	ok, _, _ := writeConsoleInput.Call(c.Fd(), uintptr(unsafe.Pointer(&returnKey)), 1, uintptr(unsafe.Pointer(&written)))
	return ok != 0
}

// Close leaves the console open. It drops the Return of a Cancel that came
// after the read had ended: it would answer the next question.
func (c *console) Close() error {
	if c.cancelled.Load() {
		discard(c.File)
	}
	return nil
}
