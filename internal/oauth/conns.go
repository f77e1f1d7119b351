package oauth

import (
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// maxConns is how many connections the local server holds; a browser opens
	// half a dozen.
	maxConns = 64
	// askTime is how long a connection may take to ask before it makes way for
	// another. Who has just signed in sends at once; who floods the port with
	// connections that say nothing gets no further than this.
	askTime = 100 * time.Millisecond
)

// conns are the connections of the local server.
type conns struct {
	mu     sync.Mutex
	open   map[net.Conn]*conn
	gone   chan struct{} // takes one value when a connection has ended
	closed bool
}

type conn struct {
	since time.Time
	asked bool // its request has come whole
	busy  bool // and is being answered
}

// track follows the state of a connection.
func (c *conns) track(nc net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state == http.StateNew && c.closed:
		_ = nc.Close()
	case state == http.StateNew:
		c.open[nc] = &conn{since: time.Now()}
	case state == http.StateClosed:
		delete(c.open, nc)
		c.tell()
	}
}

// tell wakes who waits for room.
func (c *conns) tell() {
	select {
	case c.gone <- struct{}{}:
	default:
	}
}

// answering notes that the request of a connection has come whole, and whether
// it is still being answered: then it makes way for nobody.
func (c *conns) answering(remote string, busy bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for nc, k := range c.open {
		if nc.RemoteAddr().String() == remote {
			k.asked, k.busy = true, busy
		}
	}
}

// makeRoom waits until another connection can be held. The oldest that is not
// being answered makes way; meanwhile the others wait where the system keeps
// them, and none is refused.
func (c *conns) makeRoom() {
	for {
		wait, full := c.crowded()
		if !full {
			return
		}
		timer := time.NewTimer(wait)
		select {
		case <-c.gone:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// crowded reports whether there is no room, and after what time it is worth to
// look again.
func (c *conns) crowded() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || len(c.open) < maxConns {
		return 0, false
	}
	var oldest net.Conn
	since := time.Now()
	for nc, k := range c.open {
		if !k.busy && k.since.Before(since) {
			oldest, since = nc, k.since
		}
	}
	left := askTime - time.Since(since)
	if left > 0 {
		return left, true
	}
	_ = oldest.Close()
	delete(c.open, oldest)
	return 0, false
}

// close closes the connections whose request never came whole, and those that
// are still accepted.
func (c *conns) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for nc, k := range c.open {
		if !k.asked {
			_ = nc.Close()
		}
	}
	c.tell()
}

// roomy is a listener that accepts only what can be held.
type roomy struct {
	net.Listener
	conns *conns
}

// Accept implements [net.Listener].
func (l roomy) Accept() (net.Conn, error) {
	l.conns.makeRoom()
	return l.Listener.Accept()
}
