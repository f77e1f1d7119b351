package lab

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

const loopback = "http://127.0.0.1:8473/callback"

// clock is a lab's clock that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// fixture is a started lab with what a client knows of it: its endpoints and
// its client JSON, nothing else.
type fixture struct {
	*Lab
	Endpoints
	file  clientFile
	clock *clock
}

func start(t *testing.T, c Config) *fixture {
	t.Helper()
	if c.Dir == "" {
		c.Dir = t.TempDir()
	}
	ticking := &clock{at: time.Now()}
	if c.Now == nil {
		c.Now = ticking.now
	}
	l, err := Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	f := &fixture{Lab: l, Endpoints: l.Endpoints(), clock: ticking}
	if c.Fresh {
		return f // it has no client yet
	}
	data, err := os.ReadFile(f.ClientJSON)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &f.file); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) set(t *testing.T, faults ...string) {
	t.Helper()
	if err := f.SetFaults(faults...); err != nil {
		t.Fatal(err)
	}
}

// oauth is x/oauth2 set up as a client of this lab.
func (f *fixture) oauth() *oauth2.Config {
	return &oauth2.Config{
		ClientID: f.file.Web.ClientID, ClientSecret: f.file.Web.ClientSecret, RedirectURL: loopback, Scopes: []string{scopeMail},
		Endpoint: oauth2.Endpoint{AuthURL: f.file.Web.AuthURI, TokenURL: f.file.Web.TokenURI, AuthStyle: oauth2.AuthStyleInParams},
	}
}

// with returns a good authorization request with some parameters changed; an
// empty value removes one.
func (f *fixture) with(changes ...string) url.Values {
	q := url.Values{
		"client_id": {f.file.Web.ClientID}, "redirect_uri": {loopback}, "response_type": {"code"}, "scope": {scopeMail},
		"state": {"a-state"}, "access_type": {"offline"}, "prompt": {"consent"},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "code_challenge_method": {"S256"},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		q.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			q.Del(changes[i])
		}
	}
	return q
}

var verifier = oauth2.GenerateVerifier()

func (f *fixture) authURL(q url.Values) string {
	return f.Accounts + "/o/oauth2/v2/auth?" + q.Encode()
}

// browser follows redirects inside the lab and stops at the first that leaves
// it, the way a browser arrives at a client's callback.
func (f *fixture) browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	inside := strings.TrimPrefix(f.URL, "http://")
	transport := localTransport()
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host != inside {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

// page is an answer, read.
type page struct {
	status int
	header http.Header
	body   string
	url    *url.URL
}

func (p page) location(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse(p.header.Get("Location"))
	if err != nil || u.Host == "" {
		t.Fatalf("no redirect: status %d, Location %q (%v)", p.status, p.header.Get("Location"), err)
	}
	return u
}

func do(t *testing.T, c *http.Client, method, address, contentType, body string) page {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return send(t, c, r)
}

func send(t *testing.T, c *http.Client, r *http.Request) page {
	t.Helper()
	response, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{response.StatusCode, response.Header, string(data), response.Request.URL}
}

func get(t *testing.T, address string) page {
	t.Helper()
	return do(t, http.DefaultClient, http.MethodGet, address, "", "")
}

func getJSON[T any](t *testing.T, address string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(get(t, address).body), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// consent lets a lab with a robot answer the request and returns what arrives
// at the callback.
func (f *fixture) consent(t *testing.T, q url.Values) url.Values {
	t.Helper()
	u := do(t, f.browser(t), http.MethodGet, f.authURL(q), "", "").location(t)
	if got := u.Scheme + "://" + u.Host + u.Path; got != q.Get("redirect_uri") {
		t.Fatalf("sent back to %s", got)
	}
	return u.Query()
}

// login walks the whole flow of a robot's lab and returns the tokens.
func (f *fixture) login(t *testing.T) *oauth2.Token {
	t.Helper()
	answer := f.consent(t, f.with())
	token, err := f.oauth().Exchange(t.Context(), answer.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// stacks are those of every goroutine but this one.
func stacks() string {
	all := make([]byte, 1<<20)
	_, others, _ := strings.Cut(string(all[:runtime.Stack(all, true)]), "\n\n")
	return others
}

// waitFor yields until a condition holds that another goroutine brings about.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !holds(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s\n%s", what, stacks())
		}
	}
}

// callbackServer is a client's loopback listener.
func callbackServer(t *testing.T, handle http.HandlerFunc) (port int, origin string) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handle}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().(*net.TCPAddr).Port, "http://" + listener.Addr().String()
}
