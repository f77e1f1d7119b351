package cli

import (
	"context"
	"net"
	"net/http"
	"sync"

	"mailasset/internal/check"
)

// maxInFlight is how many requests, or mail connections, go to one host at the
// same time, however many assets are checked: Google limits the rate of a
// project, and an address that knocks too often.
const maxInFlight = 8

// maxInFlightLab is the same for a lab, which plays all of Google's hosts on one
// address and has no limits.
const maxInFlightLab = 4 * maxInFlight

// gate lets so many through to each host. Who must wait does so within the
// bound of its own context.
type gate struct {
	places int
	mu     sync.Mutex
	hosts  map[string]chan struct{}
}

// enter waits for a place and returns how to leave it.
func (g *gate) enter(ctx context.Context, host string) (leave func(), err error) {
	g.mu.Lock()
	places := g.hosts[host]
	if places == nil {
		places = make(chan struct{}, g.places)
		g.hosts[host] = places
	}
	g.mu.Unlock()
	select {
	case places <- struct{}{}:
		return sync.OnceFunc(func() { <-places }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// gated returns the world with a gate before it. A request counts until its
// answer begins, a mail connection until it is closed.
func gated(w check.World, inLab bool) check.World {
	g := &gate{places: maxInFlight, hosts: map[string]chan struct{}{}}
	if inLab {
		g.places = maxInFlightLab
	}
	client := *w.HTTP
	next := client.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	client.Transport = gatedTransport{g, next}
	w.HTTP = &client
	dial := w.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	w.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		leave, err := g.enter(ctx, address)
		if err != nil {
			return nil, err
		}
		conn, err := dial(ctx, network, address)
		if err != nil {
			leave()
			return nil, err
		}
		return &gatedConn{conn, leave}, nil
	}
	return w
}

type gatedTransport struct {
	gate *gate
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t gatedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	leave, err := t.gate.enter(r.Context(), r.URL.Host)
	if err != nil {
		return nil, err
	}
	defer leave()
	return t.next.RoundTrip(r)
}

type gatedConn struct {
	net.Conn
	leave func()
}

// Close implements [net.Conn].
func (c *gatedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
