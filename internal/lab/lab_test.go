package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
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

func TestStart(t *testing.T) {
	f := start(t, Config{RedirectPorts: []int{8473, 9000}})
	web := f.file.Web
	if !regexp.MustCompile(`^[0-9]{12}-[a-z0-9]{32}\.apps\.googleusercontent\.com$`).MatchString(web.ClientID) {
		t.Errorf("client id %q", web.ClientID)
	}
	if want := "GOC" + "SPX-lab-"; !strings.HasPrefix(web.ClientSecret, want) || len(web.ClientSecret) != len("GOC"+"SPX-")+28 {
		t.Error("the client secret has another shape")
	}
	if want := []string{f.CallbackURL, loopback, "http://127.0.0.1:9000/callback"}; !slices.Equal(web.RedirectURIs, want) {
		t.Errorf("redirect URIs %q, want %q", web.RedirectURIs, want)
	}
	if web.ProjectID != "webex-mail-lab" || web.AuthURI != f.Accounts+"/o/oauth2/auth" || web.TokenURI != f.Token || !slices.Equal(web.Origins, []string{f.ConnectURL}) {
		t.Errorf("client JSON %+v", web)
	}
	if filepath.Base(f.ClientJSON) != "client_secret_"+web.ClientID+".json" {
		t.Errorf("file %s", f.ClientJSON)
	}
	for _, path := range []string{f.ClientJSON, f.CAFile} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	if !regexp.MustCompile(`^[0-9a-f]{32}@mail-us\.imiconnect\.io$`).MatchString(f.ForwardingAddress) {
		t.Errorf("forwarding address %q", f.ForwardingAddress)
	}
	if !strings.HasPrefix(f.ConnectURL, "http://localhost:") || f.CallbackURL != f.ConnectURL+"/callback" || f.Mailbox != "support@lab.test" {
		t.Errorf("endpoints %+v", f.Endpoints)
	}
	if got := getJSON[Endpoints](t, f.URL+"/lab/endpoints"); got != f.Endpoints {
		t.Errorf("/lab/endpoints %+v, want %+v", got, f.Endpoints)
	}
}

func TestStartRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		config Config
		want   string
	}{
		"unknown fault":  {Config{Faults: []string{"token-500", "no-such-fault"}}, `unknown fault "no-such-fault"`},
		"missing folder": {Config{Dir: filepath.Join(t.TempDir(), "missing")}, "write the lab's CA"},
		"taken port":     {Config{PortBase: taken(t)}, "listen for the lab"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := Start(test.config)
			if l != nil || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v", l, err)
			}
		})
	}
}

func taken(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

func TestPortBase(t *testing.T) {
	// Four free ports in a row are likely, not certain: look for them.
	for base := 42000; base < 42400; base += 4 {
		l, err := Start(Config{PortBase: base, Dir: t.TempDir()})
		if err != nil {
			continue
		}
		defer l.Close()
		e := l.Endpoints()
		got := []string{e.URL, e.ConnectURL, e.SMTPTLS, e.SMTPSTARTTLS}
		want := []string{fmt.Sprintf("http://127.0.0.1:%d", base), fmt.Sprintf("http://localhost:%d", base+1),
			fmt.Sprintf("127.0.0.1:%d", base+2), fmt.Sprintf("127.0.0.1:%d", base+3)}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		return
	}
	t.Skip("no four free ports in a row")
}

func TestSeedRepeats(t *testing.T) {
	first, second := start(t, Config{Seed: 7, Robot: true}), start(t, Config{Seed: 7, Robot: true})
	a, b := first.file.Web, second.file.Web
	if a.ClientID != b.ClientID || a.ClientSecret != b.ClientSecret || first.ForwardingAddress != second.ForwardingAddress {
		t.Error("ids differ with the same seed")
	}
	if x, y := first.login(t), second.login(t); x.AccessToken != y.AccessToken || x.RefreshToken != y.RefreshToken {
		t.Error("tokens differ with the same seed")
	}
	if start(t, Config{Seed: 8}).file.Web.ClientID == a.ClientID || start(t, Config{}).file.Web.ClientID == start(t, Config{}).file.Web.ClientID {
		t.Error("ids repeat without the same seed")
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	l, err := Start(Config{Dir: dir, Faults: []string{"token-hang", "smtp-hang"}})
	if err != nil {
		t.Fatal(err)
	}
	e := l.Endpoints()
	hanging := make(chan error, 1)
	go func() {
		response, err := http.PostForm(e.Token, url.Values{"grant_type": {"refresh_token"}})
		if err == nil {
			_ = response.Body.Close()
		}
		hanging <- err
	}()
	waiting := mustDial(t, e.SMTPSTARTTLS)
	waiting.expect(t, "220 ")
	waiting.send(t, "EHLO client.test")
	unspoken := mustDial(t, e.SMTPTLS) // a client that never begins TLS
	waitFor(t, "the hanging request", func() bool { return len(l.Requests()) == 1 })
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
	if err := <-hanging; err == nil {
		t.Error("a hanging answer came through")
	}
	_, _ = waiting.conn.Close(), unspoken.conn.Close()
	for _, address := range []string{strings.TrimPrefix(e.URL, "http://"), e.SMTPTLS, e.SMTPSTARTTLS} {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			t.Errorf("%s still listens", address)
		}
	}
	waitFor(t, "the end of every goroutine", func() bool {
		return !strings.Contains(stacks(), "lab.(*Lab)") && !strings.Contains(stacks(), "go-smtp.(*Server)")
	})
}

func TestOwnFolderGoesWithTheLab(t *testing.T) {
	l, err := Start(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.Endpoints().CAFile); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(l.Endpoints().CAFile)); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
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

func TestOnlyOwnNamesAreAnswered(t *testing.T) {
	f := start(t, Config{})
	for host, want := range map[string]int{
		"127.0.0.1": 200, "localhost:1234": 200, "LOCALHOST": 200, "lab.attacker.test": 421, "127.0.0.1.attacker.test": 421, "[::1]:80": 421,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.URL+"/lab/endpoints", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		if got := send(t, http.DefaultClient, r).status; got != want {
			t.Errorf("Host %s: %d, want %d", host, got, want)
		}
	}
	for _, address := range []string{f.URL, f.SMTPTLS, f.SMTPSTARTTLS} {
		if !strings.Contains(address, "127.0.0.1:") {
			t.Errorf("%s is not the loopback address", address)
		}
	}
}

func TestBrowse(t *testing.T) {
	arrived := make(chan url.Values, 1)
	port, _ := callbackServer(t, func(w http.ResponseWriter, r *http.Request) { arrived <- r.URL.Query() })
	f := start(t, Config{Robot: true, RedirectPorts: []int{port}})
	redirect := fmt.Sprintf("http://127.0.0.1:%d/callback", port)
	if err := f.Browse(t.Context(), f.authURL(f.with("redirect_uri", redirect))); err != nil {
		t.Fatal(err)
	}
	if q := <-arrived; q.Get("state") != "a-state" || q.Get("code") == "" {
		t.Errorf("arrived: %v", q)
	}
	err := f.Browse(t.Context(), f.authURL(f.with("redirect_uri", "http://127.0.0.1:1/callback")))
	if err == nil || !strings.Contains(err.Error(), "/signin/oauth/error answered 400") {
		t.Errorf("an error page is no error: %v", err)
	}
	if err := f.Browse(t.Context(), "http://lab.attacker.test/"); err == nil || !strings.Contains(err.Error(), "not on this machine") {
		t.Errorf("left the machine: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Browse(ended, f.URL); err == nil {
		t.Error("went on after the context ended")
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

// The client JSON is what x/oauth2 reads as Google's, with Google's keys.
func TestClientJSONIsGoogles(t *testing.T) {
	f := start(t, Config{})
	data, err := os.ReadFile(f.ClientJSON)
	if err != nil {
		t.Fatal(err)
	}
	config, err := google.ConfigFromJSON(data, scopeMail)
	if err != nil {
		t.Fatal(err)
	}
	if config.ClientID != f.file.Web.ClientID || config.Endpoint.TokenURL != f.Token {
		t.Errorf("read as %+v", config.Endpoint)
	}
	var keys map[string]map[string]any
	if err := json.Unmarshal(data, &keys); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(keys["web"]))
	want := []string{"auth_provider_x509_cert_url", "auth_uri", "client_id", "client_secret", "javascript_origins", "project_id", "redirect_uris", "token_uri"}
	if len(keys) != 1 || !slices.Equal(got, want) {
		t.Errorf("keys %q", got)
	}
}

// A lab that closes while clients are in the middle of everything ends all the
// same, and without a race.
func TestCloseInTheMiddle(t *testing.T) {
	for range 5 {
		f := start(t, Config{})
		var busy sync.WaitGroup
		for i := range 8 {
			busy.Go(func() {
				address := []string{f.SMTPTLS, f.SMTPSTARTTLS, strings.TrimPrefix(f.URL, "http://")}[i%3]
				c, err := net.Dial("tcp", address)
				if err != nil {
					return // the lab was faster
				}
				defer c.Close()
				_, _ = io.WriteString(c, "EHLO client.test\r\nSTARTTLS\r\n")
				_, _ = io.Copy(io.Discard, c)
			})
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		busy.Wait()
	}
}

func TestBrowseWithoutARobotEndsAtSignIn(t *testing.T) {
	f := start(t, Config{})
	if err := f.Browse(t.Context(), f.authURL(f.with())); err != nil {
		t.Error(err)
	}
	requests := f.Requests()
	if last := requests[len(requests)-1]; last != (Request{"GET", "/v3/signin/identifier", 200}) {
		t.Errorf("ended at %+v", last)
	}
}

func TestUnansweredRequestIsListedWithoutStatus(t *testing.T) {
	f := start(t, Config{Faults: []string{"token-hang"}})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if response, err := request(ctx, http.MethodPost, f.Token, formType, ""); err == nil {
			_ = response.Body.Close()
		}
	}()
	waitFor(t, "the request", func() bool { return len(f.Requests()) == 1 })
	if got := f.Requests()[0]; got != (Request{"POST", "/token", 0}) {
		t.Errorf("listed as %+v", got)
	}
	cancel()
	<-done
}

func TestAnswerKeepsTheRedirectsOwnQuery(t *testing.T) {
	answer := url.Values{"code": {"4/x"}}
	for uri, want := range map[string]string{
		"http://127.0.0.1:1/callback":      "http://127.0.0.1:1/callback?code=4%2Fx",
		"https://a.example.com/cb?app=%41": "https://a.example.com/cb?app=%41&code=4%2Fx",
	} {
		if got := withAnswer(uri, answer); got != want {
			t.Errorf("%s: %s", uri, got)
		}
	}
}
