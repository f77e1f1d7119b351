package prompt

import (
	"context"
	"errors"
	"io"
	"os"
)

// ReadLine waits for one line that a person types or pastes on the terminal
// while something else is awaited, and returns it cleaned. When ctx ends it
// returns ctx's error at once; what is typed from then on, and a line that was
// begun, stay for the next reader, and no goroutine is left waiting. A terminal
// hands over at most 4095 bytes of a line (Linux; 1024 on macOS).
func ReadLine(ctx context.Context, in *os.File) (string, error) {
	var line []byte
	err := listen(ctx, in, func(r io.Reader) (err error) {
		line, err = untilNewline(r)
		return err
	})
	return Clean(string(line)), err
}

// untilNewline reads byte by byte, so that nothing behind the newline is taken.
// The end of input ends a line that has begun.
func untilNewline(r io.Reader) ([]byte, error) {
	var line []byte
	var b [1]byte
	for {
		n, err := r.Read(b[:])
		if n > 0 && b[0] == '\n' {
			return line, nil
		}
		line = append(line, b[:n]...)
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return line, nil
		}
		if err != nil {
			return nil, readError(err)
		}
	}
}

// input is a file one can stop waiting for.
type input interface {
	io.Reader
	Cancel() bool
	Close() error
}

// listen calls read with a reader whose waiting ends with ctx, and returns only
// when everything it started has ended.
func listen(ctx context.Context, in *os.File, read func(io.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r, err := newInput(in)
	if err != nil {
		// epoll takes no regular file and no /dev/null; these never block.
		r = unwaited{in}
	}
	cancelled := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		r.Cancel()
		close(cancelled)
	})
	err = read(r)
	if !stop() {
		<-cancelled
		err = ctx.Err()
	}
	_ = r.Close()
	return err
}

type unwaited struct{ io.Reader }

func (unwaited) Cancel() bool { return false }
func (unwaited) Close() error { return nil }
