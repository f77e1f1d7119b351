package prompt

import (
	"context"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/term"
)

// KeyReader reads single keys from a terminal, which echoes nothing meanwhile.
// What is written to it needs "\r\n".
type KeyReader struct {
	in     *os.File
	before *term.State
	count  int    // of stops, when the terminal was made raw
	typed  []byte // ahead
}

// longestTyped is what a person types ahead; more at once was pasted, and each of
// its letters would be taken for a key.
const longestTyped = 16

// ReadKeys begins to read keys. The caller calls Close.
func ReadKeys(in *os.File) (*KeyReader, error) {
	before, count, err := makeRaw(in)
	if err != nil {
		return nil, terminalError("turn echo off", err)
	}
	return &KeyReader{in: in, before: before, count: count}, nil
}

// Close leaves the terminal as it was found.
func (k *KeyReader) Close() { _ = term.Restore(int(k.in.Fd()), k.before) }

// Key waits for a key and returns its letter, "" for Enter. Arrows are "n" (down,
// right) and "b" (up, left). Errors are ErrInterrupted, ErrClosed, ErrContinued
// after the program was stopped, for the caller to show again what was shown, and
// the context's.
func (k *KeyReader) Key(ctx context.Context) (string, error) {
	for {
		if key, found := k.take(); found {
			switch key {
			case string(rune(interrupt)):
				return "", ErrInterrupted
			case string(rune(endOfText)):
				return "", ErrClosed
			}
			return key, nil
		}
		if err := k.read(ctx); err != nil {
			return "", err
		}
	}
}

func (k *KeyReader) read(ctx context.Context) error {
	err := untilContinued(ctx, k.in, k.count, func(r io.Reader) error {
		var chunk [1024]byte
		n, err := r.Read(chunk[:])
		if n > longestTyped {
			n = 0
		}
		k.typed = append(k.typed, chunk[:n]...)
		if err != nil {
			return readError(err)
		}
		return nil
	})
	if err == ErrContinued {
		var failed error
		if _, k.count, failed = makeRaw(k.in); failed != nil {
			return terminalError("turn echo off", failed)
		}
	}
	return err
}

// arrows are the keys that walk a list, in both spellings of terminals.
var arrows = map[byte]string{'A': "b", 'B': "n", 'C': "n", 'D': "b"}

// take returns the first key that was typed. Another escape sequence is dropped
// with what came with it: it is some key that means nothing here.
func (k *KeyReader) take() (string, bool) {
	for len(k.typed) > 0 {
		if k.typed[0] == escape {
			if len(k.typed) >= 3 && (k.typed[1] == '[' || k.typed[1] == 'O') && arrows[k.typed[2]] != "" {
				key := arrows[k.typed[2]]
				k.typed = k.typed[3:]
				return key, true
			}
			k.typed = nil
			break
		}
		r, size := utf8.DecodeRune(k.typed)
		k.typed = k.typed[size:]
		switch {
		case r == '\r' || r == '\n':
			return "", true
		case r >= ' ' && r != 0x7f || r == interrupt || r == endOfText:
			return string(r), true
		}
	}
	return "", false
}
