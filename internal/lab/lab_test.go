package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/oauth2/google"
)

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
		if err != nil || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
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
	one, other := start(t, Config{}), start(t, Config{})
	if start(t, Config{Seed: 8}).file.Web.ClientID == a.ClientID || one.file.Web.ClientID == other.file.Web.ClientID {
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
