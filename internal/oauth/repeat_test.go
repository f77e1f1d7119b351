package oauth

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"
)

// noPause is a Pause that takes no time.
func noPause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// pauses remembers what it was asked to wait, and takes no time.
type pauses struct{ taken []time.Duration }

func (p *pauses) take(ctx context.Context, d time.Duration) error {
	p.taken = append(p.taken, d)
	return ctx.Err()
}

// within reports whether there were as many pauses, each within the bounds.
func (p *pauses) within(n int, least, most time.Duration) bool {
	for _, d := range p.taken {
		if d < least || d > most {
			return false
		}
	}
	return len(p.taken) == n
}

// after answers the first requests one way, all further ones another.
func after(n int, first, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if n--; n >= 0 {
			first(w, r)
			return
		}
		then(w, r)
	}
}

// later is an answer with a Retry-After.
func later(status int, when string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", when)
		says(status, "application/json", `{"error":"temporarily_unavailable"}`)(w, r)
	}
}

// closing ends a connection in the middle of the request's way.
func closing(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = c.Close()
	}
}

// TestWhatMayBeRepeated: a code never goes out again once anybody can have seen
// it; a refresh only when the endpoint says when.
func TestWhatMayBeRepeated(t *testing.T) {
	const ms = time.Millisecond
	inADay := time.Now().Add(24 * time.Hour).UTC().Format(http.TimeFormat)
	for _, tt := range []struct {
		name     string
		times    int // it answers so, and well afterwards; 0 for ever
		answer   http.HandlerFunc
		exchange int // requests that the endpoint sees
		refresh  int
		least    time.Duration // of each of the refresh's pauses
	}{
		{"fine", 0, good, 1, 1, 0},
		{"429 with seconds", 1, later(429, "1"), 1, 2, 1000 * ms},
		{"503 with seconds", 1, later(503, "2"), 1, 2, 2000 * ms},
		{"503 with 0", 2, later(503, "0"), 1, 3, 0},
		{"503 with a date that has passed", 2, later(503, "Sun, 22 Nov 2026 09:00:00 GMT"), 1, 3, 0},
		{"503 for ever", 0, later(503, "1"), 1, 3, 1000 * ms},
		{"503 beyond the bound", 0, later(503, "3600"), 1, 1, 0},
		{"503 until tomorrow", 0, later(503, inADay), 1, 1, 0},
		{"503 with nonsense", 0, later(503, "-1 \x7f"), 1, 1, 0},
		{"500 with seconds", 0, later(500, "1"), 1, 1, 0},
		{"400 with seconds", 0, later(400, "1"), 1, 1, 0},
		{"429 without", 0, says(429, "", ""), 1, 1, 0},
		{"503 without", 0, says(503, "", ""), 1, 1, 0},
		{"closed", 0, closing, 1, 1, 0},
		{"closed in the answer", 0, raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), 1, 1, 0},
	} {
		for i, want := range []int{tt.exchange, tt.refresh} {
			leakless(t)
			waited := &pauses{}
			answer := tt.answer
			if tt.times > 0 {
				answer = after(tt.times, tt.answer, good)
			}
			p := newProvider(t, answer)
			e := p.endpoint()
			e.Pause = waited.take
			_, err := acts[i].do(t.Context(), e)
			if got := p.requests(); got != want {
				t.Errorf("%s, %s: %d requests, want %d: %v", tt.name, acts[i].name, got, want, err)
			}
			if i == 1 && !waited.within(want-1, tt.least, tt.least+firstPause) {
				t.Errorf("%s: waited %v", tt.name, waited.taken)
			}
			if want > 1 && p.requests() == want {
				p.mu.Lock()
				if first, last := p.posts[0].Encode(), p.posts[want-1].Encode(); first != last {
					t.Errorf("%s: repeated as something else: %s, %s", tt.name, first, last)
				}
				p.mu.Unlock()
			}
		}
	}
}

// TestNobodySawIt: what failed before there was a connection is tried again,
// also with a code in it.
func TestNobodySawIt(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	for _, tt := range []struct {
		name  string
		fails error
		tries int
	}{
		{"refused", refused, 3},
		{"no route", &net.OpError{Op: "dial", Net: "tcp", Err: syscall.EHOSTUNREACH}, 3},
		{"DNS fails", &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}, 3},
		{"no such name", &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, 1},
		{"cancelled", &net.OpError{Op: "dial", Net: "tcp", Err: context.Canceled}, 1},
		{"reset", &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, 1},
		{"broken pipe", &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}, 1},
		{"a transport that says nothing", errors.New("it failed"), 1},
		{"a proxy's refusal", &ProxyError{Proxy: "proxy.test:3128", Status: 407}, 1},
	} {
		for _, act := range acts {
			waited, p := &pauses{}, newProvider(t, good)
			e, tries := p.endpoint(), 0
			e.Pause = waited.take
			e.HTTP = &http.Client{Transport: trip(func(*http.Request) (*http.Response, error) {
				tries++
				return nil, tt.fails
			})}
			_, err := act.do(t.Context(), e)
			if tries != tt.tries || !waited.within(tries-1, firstPause/2, 2*firstPause) || !errors.Is(err, tt.fails) {
				t.Errorf("%s, %s: %d tries, waited %v: %v", act.name, tt.name, tries, waited.taken, err)
			}
		}
	}
}

// TestAnEndpointThatComesBack is one that refuses connections at first.
func TestAnEndpointThatComesBack(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	e, dials := p.endpoint(), 0
	p.transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials++; dials < 3 {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	if token, err := acts[0].do(t.Context(), e); err != nil || token.Access.Reveal() != someAccess || p.requests() != 1 {
		t.Errorf("%v, %d requests", err, p.requests())
	}
}

// TestTLSFailsOnTheWay: a handshake that was cut off is tried again, a
// certificate that is not trusted is not.
func TestTLSFailsOnTheWay(t *testing.T) {
	leakless(t)
	server := httptest.NewUnstartedServer(good)
	server.Config.ErrorLog = silent()
	server.StartTLS()
	defer server.Close()
	for _, cut := range []bool{true, false} {
		dials := 0
		transport := &http.Transport{TLSClientConfig: &tls.Config{}, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			dials++
			c, err := new(net.Dialer).DialContext(ctx, network, addr)
			if err == nil && cut {
				_ = c.Close()
			}
			return c, err
		}}
		e := newProvider(t, good).endpoint()
		e.Client.TokenURI, e.HTTP = server.URL+"/token", &http.Client{Transport: transport}
		want := map[bool]int{true: 3, false: 1}[cut]
		if _, err := acts[0].do(t.Context(), e); err == nil || dials != want {
			t.Errorf("cut %v: %d dials, want %d: %v", cut, dials, want, err)
		}
	}
}

func TestTheBoundHoldsAllTries(t *testing.T) {
	leakless(t)
	p := newProvider(t, later(503, "0"))
	e := p.endpoint()
	e.Timeout = 20 * time.Millisecond
	e.Pause = func(ctx context.Context, _ time.Duration) error {
		<-ctx.Done() // a pause that takes all there is
		return ctx.Err()
	}
	_, err := acts[1].do(t.Context(), e)
	var failed *TokenError
	if !errors.As(err, &failed) || failed.Status != 503 || p.requests() != 1 {
		t.Errorf("%v, %d requests", err, p.requests())
	}
}

func TestRetryAfterIsTold(t *testing.T) {
	p := newProvider(t, later(503, "3600"))
	_, err := acts[1].do(t.Context(), p.endpoint())
	var failed *TokenError
	if !errors.As(err, &failed) || failed.RetryAfter != time.Hour {
		t.Errorf("%+v", failed)
	}
}
