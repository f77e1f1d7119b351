package prompt

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// counter counts how often the program went on after it was stopped. By then the
// terminal may have any mode, and other text on it.
type counter struct {
	watch sync.Once
	mu    sync.Mutex
	count int
	told  int           // the count when something was last shown, or taken down
	next  chan struct{} // closed and replaced with every count
}

// stopPause is how long after a stop the count may take to rise.
const stopPause = 200 * time.Millisecond

var continues = &counter{next: make(chan struct{})}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	close(c.next)
	c.next = make(chan struct{})
}

// now is the count so far. Whoever shows something that must be shown again
// after a stop takes it before.
func (c *counter) now() int {
	c.watch.Do(watchContinues)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count
}

// tell notes that nothing stands on the terminal that would have to be shown
// again after a stop up to now.
func (c *counter) tell() {
	count := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = count
}

func (c *counter) lastTold() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.told
}

// after is closed once the count is not the given one any more.
func (c *counter) after(count int) <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count == count {
		return c.next
	}
	already := make(chan struct{})
	close(already)
	return already
}

// makeRaw turns echo off and returns the state to restore, the program's own and
// not that of a shell in front of it, and the count at which it was looked at.
func makeRaw(in *os.File) (before *term.State, count int, err error) {
	if err := awaitForeground(in); err != nil {
		return nil, 0, err
	}
	count = continues.now()
	before, err = term.MakeRaw(int(in.Fd()))
	return before, count, err
}

// untilContinued is listen that also ends, with ErrContinued, when the program
// went on after a stop since the count was taken. What read came to by then
// counts.
func untilContinued(ctx context.Context, in *os.File, count int, read func(io.Reader) error) error {
	waiting, cancel := context.WithCancelCause(ctx)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-continues.after(count):
			cancel(ErrContinued)
		case <-stop:
		}
	}()
	result := ErrContinued
	err := listen(waiting, in, func(r io.Reader) error {
		err := read(r)
		if !cancelled(err) {
			result = err
		}
		return err
	})
	close(stop)
	<-ended
	defer cancel(nil)
	if ctx.Err() != nil || context.Cause(waiting) != ErrContinued {
		return err
	}
	return result
}
