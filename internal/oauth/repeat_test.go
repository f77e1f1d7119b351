package oauth

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pauses remembers what it was asked to wait, and takes no time.
type pauses struct{ taken []time.Duration }

func (p *pauses) take(ctx context.Context, d time.Duration) error {
	p.taken = append(p.taken, d)
	return ctx.Err()
}

// between reports whether there were as many pauses, each within the bounds.
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

func TestRetryAfterHeader(t *testing.T) {
	const date, soon = "Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 09:00:30 GMT"
	for _, tt := range []struct {
		value, date string
		want        time.Duration
		told        bool
	}{
		{"0", "", 0, true}, {"120", "", 2 * time.Minute, true}, {"4294967295", "", 4294967295 * time.Second, true},
		{"4294967296", "", 0, false}, {"", "", 0, false}, {"-1", "", 0, false}, {"1.5", "", 0, false}, {"soon", "", 0, false},
		{soon, "", 30 * time.Second, true}, {date, "", 0, true},
		{soon, "Sun, 22 Nov 2026 09:00:20 GMT", 10 * time.Second, true}, // by the answer's clock, not ours
		{"Sun Nov 22 09:00:30 2026", "", 30 * time.Second, true},
	} {
		got, told := retryAfter(http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}, now)
		if got != tt.want || told != tt.told {
			t.Errorf("%q: %v, %v", tt.value, got, told)
		}
	}
}

func TestBackoffHasJitter(t *testing.T) {
	for n := 1; n < maxTries; n++ {
		seen := map[time.Duration]bool{}
		for range 100 {
			d := backoff(n)
			if whole := firstPause << (n - 1); d < whole/2 || d > whole {
				t.Fatalf("after %d: %v", n, d)
			}
			seen[d] = true
		}
		if len(seen) < 50 {
			t.Errorf("after %d: only %d different pauses", n, len(seen))
		}
	}
}

// TestReadsAreRepeated: a GET may be, nothing else.
func TestReadsAreRepeated(t *testing.T) {
	fine := says(200, "application/json", "{}")
	for _, tt := range []struct {
		name   string
		method string
		answer http.HandlerFunc
		asked  int
		status int // 0: an error
	}{
		{"fine", "GET", fine, 1, 200},
		{"429 once", "GET", after(1, says(429, "", "x"), fine), 2, 200},
		{"503 twice", "GET", says(503, "", "x"), 2, 503},
		{"503 with seconds", "GET", after(2, later(503, "1"), fine), 3, 200},
		{"503 for ever", "GET", later(503, "0"), 3, 503},
		{"503 beyond the bound", "GET", later(503, "3600"), 1, 503},
		{"500", "GET", says(500, "", ""), 1, 500},
		{"403", "GET", later(403, "1"), 1, 403},
		{"closed once", "GET", after(1, closing, fine), 2, 200},
		{"closed for ever", "GET", closing, 3, 0},
		{"HEAD", "HEAD", after(1, says(503, "", ""), fine), 2, 200},
		{"POST", "POST", later(503, "0"), 1, 503},
		{"PUT", "PUT", later(503, "0"), 1, 503},
		{"POST, closed", "POST", closing, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			p, waited := newProvider(t, tt.answer), &pauses{}
			ctx, cancel := context.WithTimeout(t.Context(), enough)
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, tt.method, p.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := Repeating{Next: p.transport, Pause: waited.take}.RoundTrip(r)
			status := 0
			if err == nil {
				status = resp.StatusCode
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
			if p.requests() != tt.asked || status != tt.status || len(waited.taken) != tt.asked-1 {
				t.Errorf("asked %d times, waited %v, %d, %v", p.requests(), waited.taken, status, err)
			}
		})
	}
}

func TestABodyIsNotRepeated(t *testing.T) {
	p := newProvider(t, later(503, "0"))
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL, strings.NewReader("once"))
	if resp, err := (Repeating{Next: p.transport, Pause: noPause}).RoundTrip(r); err != nil || resp.Body.Close() != nil || p.requests() != 1 {
		t.Errorf("%v, asked %d times", err, p.requests())
	}
}

// TestProbesAreRepeated, and each try is the same probe.
func TestProbesAreRepeated(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		asked  int
		want   Answer
	}{
		{"fine", to(302, "/v3/signin/identifier"), 1, AnswerAccepted},
		{"closed once", after(1, closing, to(302, "/v3/signin/identifier")), 2, AnswerAccepted},
		{"throttled once", after(1, says(429, "", ""), to(302, "/v3/signin/identifier")), 2, AnswerAccepted},
		{"throttled", says(429, "", ""), 2, AnswerUnknown},
		{"closed", closing, 3, AnswerUnknown},
	} {
		noted, client, p := scripted(t, tt.answer)
		v := p.Redirect(t.Context(), client, RedirectURI(8473), labScope)
		if v.Answer != tt.want || noted.count() != tt.asked || len(noted.states()) != 1 {
			t.Errorf("%s: %s after %d: %v", tt.name, v.Answer, noted.count(), v.Err)
		}
	}
}

// TestTheMadeUpCodeIsSentOnce: it is a POST with a secret, for all it is made up.
func TestTheMadeUpCodeIsSentOnce(t *testing.T) {
	p := newProvider(t, later(503, "0"))
	v := Preflight{HTTP: &http.Client{Transport: p.transport}, Timeout: enough, Pause: noPause}.Credentials(t.Context(), p.endpoint().Client, RedirectURI(8473))
	if v.Answer != AnswerUnknown || p.requests() != 1 {
		t.Errorf("%s after %d", v.Answer, p.requests())
	}
}

// TestARealPauseEnds with the context.
func TestARealPauseEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if !Pause(nil).take(ctx, 0) {
		t.Error("no time is too long")
	}
	cancel()
	if Pause(nil).take(ctx, 0) || sleep(ctx, time.Hour) == nil {
		t.Error("it waits for a context that has ended")
	}
}

// count is how many requests came.
func (a *asks) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.queries)
}
