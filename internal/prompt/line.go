package prompt

import (
	"context"
	"errors"
	"io"
	"os"
)

// LineReader returns what waits for one line that a person types or pastes on
// the terminal while something else is awaited, and returns it cleaned. When its
// context ends it returns the context's error at once; what is typed from then
// on, and a line that was begun, stay for the next reader, and no goroutine is
// left waiting. When the program was stopped since the last line or question it
// returns [ErrContinued]. A terminal hands over at most 4095 bytes of a line
// (Linux; 1024 on macOS).
func LineReader(in *os.File) func(ctx context.Context) (string, error) {
	continues.tell()
	return func(ctx context.Context) (string, error) {
		defer continues.tell()
		return readLine(ctx, in, continues.lastTold())
	}
}

// ReadLine is what [LineReader] returns, for a line of which nothing has to be
// said again after a stop.
func ReadLine(ctx context.Context, in *os.File) (string, error) {
	defer continues.tell()
	for {
		line, err := readLine(ctx, in, continues.now())
		if err != ErrContinued {
			return line, err
		}
	}
}

// readLine reads a line that was asked for when the program had gone on so
// often.
func readLine(ctx context.Context, in *os.File, count int) (string, error) {
	var line []byte
	read := func(r io.Reader) (err error) {
		line, err = untilNewline(r, line)
		return err
	}
	err := untilContinued(ctx, in, count, read)
	if err == ErrContinued && len(line) > 0 {
		err = listen(ctx, in, read) // a terminal hands over whole lines: the rest is there
	}
	if err != nil {
		return "", err
	}
	return Clean(string(line)), nil
}

// untilNewline goes on with a line, byte by byte, so that nothing behind the
// newline is taken. The end of input ends a line that has begun.
func untilNewline(r io.Reader, line []byte) ([]byte, error) {
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
			return line, readError(err)
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

// Cancel implements [input].
func (unwaited) Cancel() bool { return false }

// Close implements [io.Closer].
func (unwaited) Close() error { return nil }
