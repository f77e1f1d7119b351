package oauth

import (
	"net"
	"net/http"
	"slices"
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

// conns are the connections of the local server, oldest first.
type conns struct {
	mu     sync.Mutex
	open   []*conn
	gone   chan struct{} // takes one value when a connection has ended
	closed bool
}

type conn struct {
	net.Conn
	since time.Time
	asked bool // its request has come whole
	busy  bool // and is being answered
}

// track follows the state of a connection.
func (c *conns) track(nc net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch at := slices.IndexFunc(c.open, func(k *conn) bool { return k.Conn == nc }); {
	case state == http.StateNew && c.closed:
		_ = nc.Close()
	case state == http.StateNew:
		c.open = append(c.open, &conn{Conn: nc, since: time.Now()})
	case at >= 0 && state == http.StateClosed:
		c.drop(at)
	}
}

// drop forgets a connection, and tells who waits for room.
func (c *conns) drop(at int) {
	c.open = slices.Delete(c.open, at, at+1)
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
	for _, k := range c.open {
		if k.RemoteAddr().String() == remote {
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
	at := slices.IndexFunc(c.open, func(k *conn) bool { return !k.busy })
	if at < 0 {
		return askTime, true
	}
	if left := askTime - time.Since(c.open[at].since); left > 0 {
		return left, true
	}
	_ = c.open[at].Close()
	c.drop(at)
	return 0, false
}

// close closes the connections whose request never came whole, and those that
// are still accepted.
func (c *conns) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for _, k := range c.open {
		if !k.asked {
			_ = k.Close()
		}
	}
	select {
	case c.gone <- struct{}{}:
	default:
	}
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
