package lab

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// mailServer is what both mail ports share.
type mailServer struct {
	lab *Lab
	tls *tls.Config

	servers   []*smtp.Server
	accepting sync.WaitGroup

	mu   sync.Mutex
	open map[*mailConn]struct{}
}

// close ends what both ports do, after their listeners were closed. It closes
// the connections itself and lets go-smtp only wait: go-smtp's Close touches
// connections without regard to a STARTTLS under way.
func (m *mailServer) close() {
	m.closeConnections()
	m.accepting.Wait()
	for _, server := range m.servers {
		// The error is that of the listener, which is closed already.
		_ = server.Shutdown(context.Background())
	}
}

// mailConn is a connection Close waits for.
type mailConn struct {
	net.Conn
	mail *mailServer
	once sync.Once
}

// Close closes the connection and counts it out.
func (c *mailConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.mail.mu.Lock()
		delete(c.mail.open, c)
		c.mail.mu.Unlock()
		c.mail.lab.running.Done()
	})
	return err
}

// CloseWrite ends the lab's side of the connection.
func (c *mailConn) CloseWrite() error {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		return tcp.CloseWrite()
	}
	return nil
}

// reset ends the connection with a reset instead of an orderly close.
func (c *mailConn) reset() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // closed at once is closed all the same
	}
	_ = c.Close()
}

// admit counts a connection in; nil when the lab is closing.
func (m *mailServer) admit(raw net.Conn) *mailConn {
	if !m.lab.enter() {
		_ = raw.Close()
		return nil
	}
	c := &mailConn{Conn: raw, mail: m}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open[c] = struct{}{}
	return c
}

// closeConnections closes what is open.
func (m *mailServer) closeConnections() {
	m.mu.Lock()
	open := make([]*mailConn, 0, len(m.open))
	for c := range m.open {
		open = append(open, c)
	}
	m.mu.Unlock()
	for _, c := range open {
		_ = c.Close()
	}
}

// reset resets the session's connection.
func (s *session) reset() {
	conn := s.conn.Conn()
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	if c, ok := conn.(*mailConn); ok {
		c.reset()
	}
}

// front is a mail port as go-smtp sees it: a listener that keeps to itself the
// connections a fault spoils before the greeting, which go-smtp cannot do.
type front struct {
	net.Listener
	mail        *mailServer
	implicitTLS bool
}

// Accept returns the next connection that gets a proper greeting.
func (f *front) Accept() (net.Conn, error) {
	for {
		raw, err := f.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := f.mail.admit(raw)
		if c == nil {
			continue
		}
		faults := f.mail.lab.faults
		switch {
		case faults.on("smtp-unreachable"):
			c.reset()
		case faults.on("smtp-not-smtp"):
			// No TLS either: whatever holds the port speaks its own protocol.
			go f.mail.say(c, c, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
		case faults.on("smtp-greeting-421"):
			go f.mail.say(c, f.secured(c), "421 4.7.0 Try again later, closing connection. - gsmtp\r\n")
		case faults.on("smtp-drip"):
			go f.mail.drip(c, f.secured(c))
		default:
			return f.secured(c), nil
		}
	}
}

func (f *front) secured(c *mailConn) net.Conn {
	if f.implicitTLS {
		return tls.Server(c, f.mail.tls)
	}
	return c
}

// say writes one text, ends its side and waits for the client to go: to close
// over bytes the client has sent would reset the connection and could take the
// text along.
func (m *mailServer) say(c *mailConn, w net.Conn, text string) {
	defer c.Close()
	if _, err := io.WriteString(w, text); err != nil {
		return
	}
	if half, ok := w.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		_, _ = io.Copy(io.Discard, w)
	}
}

// dripPause lies between two bytes of an endless greeting: short enough that
// no bound on a single read ever ends it.
const dripPause = 20 * time.Millisecond

// drip greets byte by byte and never comes to the last line.
func (m *mailServer) drip(c *mailConn, w net.Conn) {
	defer c.Close()
	tick := time.NewTicker(dripPause)
	defer tick.Stop()
	const line = "220-smtp.lab.test is taking its time\r\n"
	for i := 0; ; i = (i + 1) % len(line) {
		if _, err := w.Write([]byte{line[i]}); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-m.lab.ctx.Done():
			return
		}
	}
}

var _ smtp.AuthSession = (*session)(nil)
