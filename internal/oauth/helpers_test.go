package oauth

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mailasset/internal/secret"
)

// What is secret in these tests. Every value is made up.
const (
	clientID     = "1234-made-up.apps.example"
	clientSecret = "made-up-client-secret-0001"
	someCode     = "4/made-up-code-0001"
	someAccess   = "made-up-access-token-0001"
	someRefresh  = "made-up-refresh-token-0001"
	someScope    = "https://mail.example/"
	enough       = 5 * time.Second // for anything that must happen at once
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const goodAnswer = `{"access_token":"` + someAccess + `","refresh_token":"` + someRefresh +
	`","token_type":"Bearer","expires_in":3599,"scope":"` + someScope + `"}`

// provider is a token endpoint that answers as told and remembers its posts.
type provider struct {
	*httptest.Server
	transport *http.Transport

	mu    sync.Mutex
	posts []url.Values
	auth  []string // Authorization headers
}

func newProvider(t testing.TB, answer http.HandlerFunc) *provider {
	t.Helper()
	p := &provider{transport: &http.Transport{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		p.mu.Lock()
		p.posts = append(p.posts, r.PostForm)
		p.auth = append(p.auth, r.Header.Get("Authorization"))
		p.mu.Unlock()
		w.Header().Set("Date", now.Format(http.TimeFormat)) // the clocks agree, unless answer says otherwise
		answer(w, r)
	}))
	t.Cleanup(func() {
		p.transport.CloseIdleConnections()
		p.Close()
	})
	return p
}

func (p *provider) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.posts)
}

func (p *provider) endpoint() TokenEndpoint {
	return TokenEndpoint{
		Client: &Client{
			ID: clientID, Secret: secret.New(clientSecret),
			AuthURI: p.URL + "/authorize", TokenURI: p.URL + "/token",
		},
		HTTP:    &http.Client{Transport: p.transport},
		Now:     func() time.Time { return now },
		Timeout: enough,
		Pause:   noPause,
	}
}

// says answers every request the same.
func says(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var good = says(http.StatusOK, "application/json", goodAnswer)

// gate holds the answers of a token endpoint back: reached gets one value per
// request that came in, and all go on when open is closed.
type gate struct {
	reached chan struct{}
	open    chan struct{}
}

func newGate() *gate { return &gate{make(chan struct{}, 100), make(chan struct{})} }

func (g *gate) guard(then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else net/http does not see the client leave
		g.reached <- struct{}{}
		select {
		case <-g.open:
			then(w, r)
		case <-r.Context().Done():
		}
	}
}

// login is an Attempt with somebody waiting for it.
type login struct {
	*Attempt
	provider *provider
	ended    chan result
}

func flowTo(p *provider) Flow {
	return Flow{
		Endpoint: p.endpoint(), Scope: someScope, Prompt: "consent",
		Words: func(o Outcome) Page {
			return Page{Lang: "en", Title: string(o.Kind), Text: "account: " + o.Account,
				Detail: o.Code + " " + o.Description, Next: "go on"}
		},
	}
}

func listenTo(t testing.TB, ctx context.Context, f Flow) *Attempt {
	t.Helper()
	a, err := f.Listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a
}

func signIn(t testing.TB, answer http.HandlerFunc) *login {
	t.Helper()
	p := newProvider(t, answer)
	return await(listenTo(t, context.Background(), flowTo(p)), p)
}

func await(a *Attempt, p *provider) *login {
	l := &login{a, p, make(chan result, 1)}
	go func() {
		token, err := a.Wait(time.Minute)
		l.ended <- result{token, err}
	}()
	return l
}

// end returns what Wait returned.
func (l *login) end(t testing.TB) (*Token, error) {
	t.Helper()
	return (<-within(t, l.ended)).unpack()
}

func (r result) unpack() (*Token, error) { return r.token, r.err }

// waiting fails the test when the login is over.
func (l *login) waiting(t testing.TB) {
	t.Helper()
	select {
	case r := <-l.ended:
		t.Fatalf("the login is over: %v, %v", r.token, r.err)
	default:
	}
}

// within gives the next value of a channel, or fails the test.
func within[T any](t testing.TB, c <-chan T) <-chan T {
	t.Helper()
	one := make(chan T, 1)
	select {
	case v := <-c:
		one <- v
	case <-time.After(enough):
		t.Fatal("nothing happened in time")
	}
	return one
}

// genuine is the query of a redirect that answers this attempt.
func (a *Attempt) genuine() string {
	return url.Values{"code": {someCode}, "state": {a.state}}.Encode()
}

func get(target, host string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
}

// answer is one answer of the local server, read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// dial connects to the local server. The connection ends with the test.
func (a *Attempt) dial(t testing.TB) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp4", strings.TrimPrefix(strings.TrimSuffix(a.RedirectURI(), CallbackPath), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_ = c.SetDeadline(time.Now().Add(enough))
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// send sends bytes as they are and reads the one answer. What cannot be written
// any more because the answer is already there is left.
func (a *Attempt) send(t testing.TB, raw string) answer {
	t.Helper()
	c := a.dial(t)
	_, _ = io.WriteString(c, raw)
	return receive(t, c)
}

func receive(t testing.TB, c net.Conn) answer {
	t.Helper()
	got, err := readAnswer(c)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func readAnswer(c net.Conn) (answer, error) {
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return answer{}, fmt.Errorf("read the answer: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body) // an error when the page is cut off
	if err != nil {
		return answer{}, fmt.Errorf("read the body: %w", err)
	}
	if n := resp.Header.Get("Content-Length"); n != strconv.Itoa(len(body)) && n != "" {
		return answer{}, fmt.Errorf("Content-Length is %s, body has %d", n, len(body))
	}
	return answer{resp.StatusCode, resp.Header, string(body)}, nil
}

// comeBack sends the genuine redirect.
func (a *Attempt) comeBack(t testing.TB) answer {
	t.Helper()
	return a.send(t, get(CallbackPath+"?"+a.genuine(), a.host))
}

// succeeds has the genuine redirect come and the login end well.
func (l *login) succeeds(t testing.TB) {
	t.Helper()
	l.waiting(t)
	if got := l.comeBack(t); got.status != http.StatusOK || !strings.Contains(got.body, string(SignedIn)) {
		t.Errorf("the genuine redirect got %d: %s", got.status, got.body)
	}
	token, err := l.end(t)
	if err != nil || token.Access.Reveal() != someAccess {
		t.Errorf("the login ended with %v, %v", token, err)
	}
	if n := l.provider.requests(); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
}

// secretsOf are all the values that must show nowhere, as they are and escaped.
func secretsOf(a *Attempt) []string {
	values := []string{clientSecret, someCode, url.QueryEscape(someCode), someAccess, someRefresh}
	if a != nil {
		values = append(values, a.state, a.verifier)
	}
	return values
}

// discreet fails the test where a text holds a secret.
func discreet(t testing.TB, what, text string, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(text, s) {
			t.Errorf("%s holds the secret %q: %s", what, s, text)
		}
	}
}

// leakless checks at the end of the test that no goroutine was left behind. Call
// it first, in tests that do not run in parallel.
func leakless(t testing.TB) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for end := time.Now().Add(enough); runtime.NumGoroutine() > before; <-tick.C {
			if time.Now().After(end) {
				stacks := make([]byte, 1<<16)
				t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
			}
		}
	})
}
