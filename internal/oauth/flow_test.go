package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestAuthorizationURL(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	f := flowTo(p)
	f.Scope, f.LoginHint, f.Prompt = "https://mail.example/ openid", "box+x@mail.example", "select_account consent"
	l := await(listenTo(t, context.Background(), f), p)
	address, err := url.Parse(l.AuthorizationURL())
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	state := query.Get("state")
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{43,}$`).MatchString(state) {
		t.Errorf("the state is not 32 bytes in base64url: %q", state)
	}
	l.succeeds(t)
	sum := sha256.Sum256([]byte(p.posts[0].Get("code_verifier")))
	_, port, _ := strings.Cut(l.host, ":")
	want := url.Values{
		"response_type":         {"code"},
		"client_id":             {clientID},
		"redirect_uri":          {"http://127.0.0.1:" + port + "/callback"},
		"scope":                 {"https://mail.example/ openid"},
		"state":                 {state},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(sum[:])},
		"code_challenge_method": {"S256"},
		"access_type":           {"offline"},
		"prompt":                {"select_account consent"},
		"login_hint":            {"box+x@mail.example"},
	}
	if !reflect.DeepEqual(query, want) {
		t.Errorf("the parameters are\n%v, want\n%v", query, want)
	}
	if got := address.Scheme + "://" + address.Host + address.Path; got != p.URL+"/authorize" {
		t.Errorf("the address is %s", got)
	}
	if p.posts[0].Get("redirect_uri") != want.Get("redirect_uri") || l.RedirectURI() != want.Get("redirect_uri") {
		t.Errorf("the exchange sends another redirect URI: %v", p.posts[0])
	}
}

func TestEveryAttemptHasItsOwnSecrets(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	f := flowTo(p)
	a, b := listenTo(t, context.Background(), f), listenTo(t, context.Background(), f)
	if a.state == b.state || a.verifier == b.verifier || a.StartURL() == b.StartURL() {
		t.Errorf("two attempts share a secret: %s %s", a.AuthorizationURL(), b.AuthorizationURL())
	}
	if strings.Contains(a.AuthorizationURL(), "login_hint") {
		t.Errorf("a hint that was not given: %s", a.AuthorizationURL())
	}
	if got := a.send(t, get(CallbackPath+"?"+b.genuine(), a.host)); got.status != http.StatusBadRequest {
		t.Errorf("the redirect of another attempt got %d", got.status)
	}
}

func TestStartAddress(t *testing.T) {
	leakless(t)
	l := signIn(t, good)
	start, err := url.Parse(l.StartURL())
	if err != nil || start.Host != l.host || start.RawQuery != "" || len(start.Path) < len("/start/")+16 {
		t.Fatalf("the start address is %s", l.StartURL())
	}
	for range 2 { // a browser may ask again
		got := l.send(t, get(start.Path, l.host))
		if got.status != http.StatusFound || got.header.Get("Location") != l.AuthorizationURL() {
			t.Errorf("the start address got %d to %s", got.status, got.header.Get("Location"))
		}
		shielded(t, got.header)
	}
	if got := l.send(t, get(start.Path, "localhost:1")); got.status != http.StatusBadRequest || got.header.Get("Location") != "" {
		t.Errorf("the start address under another host got %d", got.status)
	}
	l.succeeds(t)
	if c, err := net.Dial("tcp4", l.host); err == nil {
		_ = c.Close()
		t.Error("the server is still there after the end")
	}
}

func TestReplays(t *testing.T) {
	leakless(t)
	g := newGate()
	l := signIn(t, g.guard(good))
	first := l.dial(t)
	_, _ = io.WriteString(first, get(CallbackPath+"?"+l.genuine(), l.host))
	within(t, g.reached)
	for range 20 { // while the first is being exchanged
		got := l.comeBack(t)
		if got.status != http.StatusBadRequest || !strings.Contains(got.body, string(Replay)) {
			t.Errorf("a replay got %d: %s", got.status, got.body)
		}
		if err := l.Paste(l.RedirectURI() + "?" + l.genuine()); err != nil {
			t.Errorf("a pasted replay: %v", err)
		}
	}
	decline := l.send(t, get(CallbackPath+"?error=access_denied&state="+l.state, l.host))
	if decline.status != http.StatusBadRequest || !strings.Contains(decline.body, string(Replay)) {
		t.Errorf("an error after the code got %d: %s", decline.status, decline.body)
	}
	l.waiting(t)
	close(g.open)
	if got := receive(t, first); got.status != http.StatusOK {
		t.Errorf("the first got %d", got.status)
	}
	if token, err := l.end(t); err != nil || token.Access.Reveal() != someAccess {
		t.Errorf("the login ended with %v, %v", token, err)
	}
	if n := l.provider.requests(); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	if n := l.Strangers(); n != 0 {
		t.Errorf("%d strangers counted: a replay is none", n)
	}
}

func TestPasteRacesTheRedirect(t *testing.T) {
	for range 20 {
		leakless(t)
		l := signIn(t, good)
		c := l.dial(t)
		pasted := make(chan error, 1)
		go func() { pasted <- l.Paste(l.genuine()) }()
		_, _ = io.WriteString(c, get(CallbackPath+"?"+l.genuine(), l.host))
		got, err := readAnswer(c) // none when the server ended before it read the request
		if token, err := l.end(t); err != nil || token.Access.Reveal() != someAccess {
			t.Fatalf("the login ended with %v, %v", token, err)
		}
		if err := <-within(t, pasted); err != nil {
			t.Errorf("paste: %v", err)
		}
		if err == nil && got.status != http.StatusOK && got.status != http.StatusBadRequest {
			t.Errorf("the redirect got %d", got.status)
		}
		if n := l.provider.requests(); n != 1 {
			t.Errorf("%d token requests, want 1", n)
		}
	}
}

func TestBrowserThatLeavesDuringTheExchange(t *testing.T) {
	leakless(t)
	g := newGate()
	l := signIn(t, g.guard(good))
	c := l.dial(t)
	_, _ = io.WriteString(c, get(CallbackPath+"?"+l.genuine(), l.host))
	within(t, g.reached)
	_ = c.(*net.TCPConn).SetLinger(0) // a reset, not an orderly end
	_ = c.Close()
	close(g.open)
	if token, err := l.end(t); err != nil || token.Access.Reveal() != someAccess {
		t.Errorf("the login ended with %v, %v", token, err)
	}
}

// TestExchangeSlowerThanTheReadTimeout: the time to read a request must not cut
// off the answer to it.
func TestExchangeSlowerThanTheReadTimeout(t *testing.T) {
	leakless(t)
	const timeout = 20 * time.Millisecond
	l := signIn(t, func(w http.ResponseWriter, r *http.Request) {
		<-time.After(3 * timeout)
		good(w, r)
	})
	hasty := l.newServer()
	hasty.ReadTimeout, hasty.ReadHeaderTimeout = timeout, timeout
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = hasty.Serve(listener) }()
	t.Cleanup(func() { _ = hasty.Close() })
	c, err := net.Dial("tcp4", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = io.WriteString(c, get(CallbackPath+"?"+l.genuine(), l.host))
	if got := receive(t, c); got.status != http.StatusOK {
		t.Errorf("status %d: %s", got.status, got.body)
	}
	if _, err := l.end(t); err != nil {
		t.Error(err)
	}
}

func TestContextCancelled(t *testing.T) {
	stop := errors.New("stopped by the user")
	for _, tt := range []struct {
		name     string
		exchange bool
	}{{"while waiting", false}, {"during the exchange", true}} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			g := newGate()
			p := newProvider(t, g.guard(good))
			ctx, cancel := context.WithCancelCause(context.Background())
			defer cancel(nil)
			l := await(listenTo(t, ctx, flowTo(p)), p)
			c := l.dial(t)
			if tt.exchange {
				_, _ = io.WriteString(c, get(CallbackPath+"?"+l.genuine(), l.host))
				within(t, g.reached)
			}
			cancel(stop)
			if token, err := l.end(t); !errors.Is(err, stop) || token != nil {
				t.Errorf("the login ended with %v, %v", token, err)
			}
			if got, err := readAnswer(c); tt.exchange && (err != nil || got.status != http.StatusBadGateway) {
				t.Errorf("the redirect got %d, %v", got.status, err)
			}
		})
	}
}

// TestCauseBeatsItsConsequence: when both are there, the user's Ctrl-C is told,
// not the exchange that failed because of it; and a token is never dropped.
func TestCauseBeatsItsConsequence(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	for range 20 {
		ctx, cancel := context.WithCancel(context.Background())
		a := listenTo(t, ctx, flowTo(p))
		a.settled <- result{err: &TokenError{Failure: FailureUnreachable, Err: io.EOF}}
		cancel()
		if _, err := a.Wait(time.Minute); err != context.Canceled {
			t.Fatalf("the login ended with %v", err)
		}
		ctx, cancel = context.WithCancel(context.Background())
		b := listenTo(t, ctx, flowTo(p))
		b.taken = true
		b.settled <- result{token: &Token{}}
		cancel()
		if token, err := b.Wait(0); token == nil {
			t.Fatalf("the token is lost: %v", err)
		}
	}
}

func TestTimeout(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	a := listenTo(t, context.Background(), flowTo(p))
	for _, path := range []string{"/callback", "/callback?code=x&state=y", "/favicon.ico"} {
		a.send(t, get(path, a.host))
	}
	token, err := a.Wait(10 * time.Millisecond)
	var late *TimeoutError
	if token != nil || !errors.As(err, &late) || *late != (TimeoutError{After: 10 * time.Millisecond, Strangers: 2}) {
		t.Errorf("the login ended with %v, %#v", token, err)
	}
	if err := a.Paste(a.genuine()); err != nil {
		t.Errorf("a paste after the end: %v", err)
	}
	if n := p.requests(); n != 0 {
		t.Errorf("%d token requests after the end: the tokens they bring are lost", n)
	}
}

// TestTimeoutDuringTheExchange: somebody did come back, so the wait goes on
// until the code has brought what it brings.
func TestTimeoutDuringTheExchange(t *testing.T) {
	leakless(t)
	g := newGate()
	p := newProvider(t, g.guard(good))
	a := listenTo(t, context.Background(), flowTo(p))
	c := a.dial(t)
	_, _ = io.WriteString(c, get(CallbackPath+"?"+a.genuine(), a.host))
	within(t, g.reached)
	time.AfterFunc(20*time.Millisecond, func() { close(g.open) }) // after the bound
	if token, err := a.Wait(time.Nanosecond); err != nil || token.Access.Reveal() != someAccess {
		t.Errorf("the login ended with %v, %v", token, err)
	}
	if got := receive(t, c); got.status != http.StatusOK {
		t.Errorf("the redirect got %d", got.status)
	}
}

// TestHangingExchangeIsBounded by the endpoint's own bound, whatever the wait's.
func TestHangingExchangeIsBounded(t *testing.T) {
	leakless(t)
	p := newProvider(t, newGate().guard(good))
	f := flowTo(p)
	f.Endpoint.Timeout = 30 * time.Millisecond
	l := await(listenTo(t, context.Background(), f), p)
	if got := l.comeBack(t); got.status != http.StatusBadGateway {
		t.Errorf("the redirect got %d", got.status)
	}
	_, err := l.end(t)
	var failed *TokenError
	if !errors.As(err, &failed) || failed.Failure != FailureUnreachable || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the login ended with %v", err)
	}
}

func TestCloseWithoutWaitEndsTheExchange(t *testing.T) {
	leakless(t)
	g := newGate()
	p := newProvider(t, g.guard(good))
	f := flowTo(p)
	f.Endpoint.Timeout = time.Minute
	a := listenTo(t, context.Background(), f)
	pasted := make(chan error, 1)
	go func() { pasted <- a.Paste(a.genuine()) }()
	within(t, g.reached)
	a.Close()
	a.Close()
	if err := <-within(t, pasted); err != nil {
		t.Error(err)
	}
	if _, err := a.Wait(time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("a wait after the end: %v", err)
	}
}

func TestPort(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	holder, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	f := flowTo(p)
	f.Port = holder.Addr().(*net.TCPAddr).Port
	a, err := f.Listen(context.Background())
	for _, err := range []error{err, CheckPort(f.Port)} {
		var taken *PortError
		if a != nil || !errors.As(err, &taken) || !taken.InUse() || taken.Port != f.Port {
			t.Errorf("a port in use gave %v, %v", a, err)
		}
		if want := fmt.Sprintf("(pid %d)", os.Getpid()); runtime.GOOS == "linux" && !strings.Contains(taken.Holder, want) {
			t.Errorf("the port is held by %q, want %s", taken.Holder, want)
		}
	}
	var wrong *PortError
	if err := CheckPort(70_000); !errors.As(err, &wrong) || wrong.InUse() {
		t.Errorf("a port that does not exist gave %v", err)
	}
}

// TestPortIsFreeAtOnce after Close, also where the server had hardly begun.
func TestPortIsFreeAtOnce(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	f := flowTo(p)
	a := listenTo(t, context.Background(), f)
	a.Close()
	_, port, _ := strings.Cut(a.host, ":")
	f.Port, _ = strconv.Atoi(port)
	for range 300 {
		a, err := f.Listen(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		a.Close()
	}
}

func TestOnlyTheLiteralAddressIsBound(t *testing.T) {
	leakless(t)
	l := signIn(t, good)
	if _, port, _ := strings.Cut(l.host, ":"); !strings.HasPrefix(l.host, "127.0.0.1:") || port == "0" {
		t.Errorf("bound to %s", l.host)
	} else if other, err := net.Listen("tcp6", "[::1]:"+port); err != nil {
		t.Logf("IPv6 cannot be tried here: %v", err)
	} else {
		_ = other.Close() // nobody held it
	}
	l.succeeds(t)
}

// TestGreedyClients hold connections open and must neither block the genuine
// redirect nor delay the end.
func TestGreedyClients(t *testing.T) {
	for _, tt := range []struct{ name, sends string }{
		{"opened ahead", ""},
		{"slow header", "GET /callback?code=x HTTP/1.1\r\nHost: "},
		{"slow request line", "GET /call"},
		{"first byte only", "G"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			l := signIn(t, good)
			for range 100 {
				_, _ = io.WriteString(l.dial(t), tt.sends)
			}
			begun := time.Now()
			l.succeeds(t)
			if took := time.Since(begun); took > closeGrace/2 {
				t.Errorf("redirect and end took %v", took)
			}
		})
	}
}

// TestFlood: more connections than are held keep their requests back, and the
// redirect comes through all the same.
func TestFlood(t *testing.T) {
	header := "GET /callback?code=x HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + strings.Repeat("x", 15<<10)
	for _, tt := range []struct{ name, sends string }{
		{"silent", ""},
		{"headers without end", header},
		{"headers that are refused", header + strings.Repeat("x", 10<<10)},
		{"headers that are whole", header + "\r\n\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			l := signIn(t, good)
			for range 6 * maxConns {
				c := l.dial(t)
				go func() { _, _ = io.WriteString(c, tt.sends) }()
			}
			l.conns.mu.Lock()
			held := len(l.conns.open)
			l.conns.mu.Unlock()
			if held > maxConns {
				t.Errorf("%d connections are held", held)
			}
			l.succeeds(t)
		})
	}
}

// TestConnectionDuringTheEnd: one that is accepted between the sweep and the
// end of the listener waits for nothing either.
func TestConnectionDuringTheEnd(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	a := listenTo(t, context.Background(), flowTo(p))
	a.conns.close()
	c := a.dial(t)
	_ = c.SetDeadline(time.Now().Add(closeGrace))
	if n, err := c.Read(make([]byte, 1)); n != 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read %d, %v", n, err)
	}
	begun := time.Now()
	a.Close()
	if took := time.Since(begun); took > closeGrace/2 {
		t.Errorf("the end took %v", took)
	}
}

// TestReaderThatNeverReads holds its page back; the end is bounded all the same.
func TestReaderThatNeverReads(t *testing.T) {
	leakless(t)
	l := signIn(t, good)
	c := l.dial(t)
	begun := time.Now()
	_, _ = io.WriteString(c, get(CallbackPath+"?"+l.genuine(), l.host))
	if _, err := l.end(t); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > 2*closeGrace {
		t.Errorf("the end took %v", took)
	}
}

func BenchmarkRedirectToEnd(b *testing.B) {
	p := newProvider(b, good)
	for b.Loop() {
		b.StopTimer()
		l := await(listenTo(b, context.Background(), flowTo(p)), p)
		c := l.dial(b)
		request := get(CallbackPath+"?"+l.genuine(), l.host)
		b.StartTimer()
		_, _ = io.WriteString(c, request)
		if _, err := l.end(b); err != nil {
			b.Fatal(err)
		}
	}
}
