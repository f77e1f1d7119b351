package prompt

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
)

// What can happen at a prompt besides an answer. When the context ends, its own
// error is returned instead.
var (
	ErrInterrupted = errors.New("interrupted at a prompt") // Ctrl-C
	ErrClosed      = errors.New("the terminal was closed") // end of input, Ctrl-D, hang-up
)

// ErrContinued says that the program was stopped while a line was awaited and
// goes on now: what was shown before may have scrolled away.
var ErrContinued = errors.New("the program was stopped and goes on")

// errSuspended: Ctrl-Z at a prompt in raw mode, where it is a key like others.
var errSuspended = errors.New("suspended at a prompt")

// MissingError says that there is no answer to these questions and nobody may be
// asked.
type MissingError struct {
	IDs     []string
	Default string // of the question, where [Answers.Defaults] would take it
}

// Error implements error.
func (e *MissingError) Error() string { return "no answer to " + strings.Join(e.IDs, ", ") }

// InvalidError says that an answer given beforehand, in a file or a flag, is
// refused. It is not asked again: it was given deliberately.
type InvalidError struct {
	ID  string
	Err error // of Question.Check, or a *ChoiceError
}

// Error implements error.
func (e *InvalidError) Error() string { return e.ID + ": " + e.Err.Error() }

// Unwrap returns why the answer is refused.
func (e *InvalidError) Unwrap() error { return e.Err }

// ChoiceError says that an answer is none of the choices.
type ChoiceError struct {
	Got  string
	Want []string
}

func newChoiceError(got string, choices []Choice) *ChoiceError {
	e := &ChoiceError{Got: got}
	for _, c := range choices {
		e.Want = append(e.Want, c.Value)
	}
	return e
}

// Error implements error.
func (e *ChoiceError) Error() string { return "not one of " + strings.Join(e.Want, ", ") }

// reason is the one line a person reads after an answer that is refused.
func reason(err error, explain func(error) string, words Words) string {
	if _, ok := errors.AsType[*ChoiceError](err); ok {
		return words.orEnglish().NotAChoice
	}
	if explain == nil {
		return err.Error()
	}
	return explain(err)
}

// readError names the errors of reading a terminal.
func readError(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrClosed
	}
	return terminalError("read the terminal", err)
}

// terminalError names the errors of a terminal by what was done with it. One
// whose other end has gone answers EIO to everything, not the end of file.
func terminalError(act string, err error) error {
	if errors.Is(err, syscall.EIO) {
		return ErrClosed
	}
	return fmt.Errorf("%s: %w", act, err)
}
