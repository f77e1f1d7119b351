package oauth

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"
)

// TestIdle: what can be done ahead is done once, while the browser is awaited,
// and holds nothing up.
func TestIdle(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	f := flowTo(p)
	called, open, left := make(chan struct{}, 9), make(chan struct{}), make(chan struct{})
	f.Idle = func() {
		called <- struct{}{}
		<-open
		close(left)
	}
	a := listenTo(t, context.Background(), f)
	select {
	case <-called:
		t.Error("called before anybody waits")
	default:
	}
	l := await(a, p)
	within(t, called)
	l.succeeds(t) // while Idle is still busy
	close(open)
	within(t, left)
	if len(called) != 0 {
		t.Errorf("called %d times more", len(called))
	}
}

func TestIdleOnce(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	f := flowTo(p)
	var calls atomic.Int32
	done := make(chan struct{}, 9)
	f.Idle = func() { calls.Add(1); done <- struct{}{} }
	a := listenTo(t, context.Background(), f)
	for range 3 {
		var late *TimeoutError
		if _, err := a.Wait(time.Nanosecond); err == nil || calls.Load() > 1 || errors.As(err, &late) && late.After != time.Nanosecond {
			t.Error(err)
		}
	}
	within(t, done)
	if calls.Load() != 1 {
		t.Errorf("called %d times", calls.Load())
	}
}
