package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mailasset/internal/lab"
)

const labScope = "https://mail.google.com/"

// labGoogle starts a lab and returns its ready client and a Preflight. What the
// lab complains of fails the test.
func labGoogle(t testing.TB, faults ...string) (*lab.Lab, *Client, Preflight) {
	t.Helper()
	l, err := lab.Start(lab.Config{Faults: faults, Dir: t.TempDir(), Robot: true})
	if err != nil {
		t.Fatal(err)
	}
	client, err := ReadClient(l.Endpoints().ClientJSON)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if c := l.Complaints(); len(c) > 0 {
			t.Errorf("the lab complains: %v", c)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, client, Preflight{HTTP: &http.Client{Transport: transport}, Timeout: enough, Pause: noPause}
}

func TestPreflightLab(t *testing.T) {
	for _, tt := range []struct {
		fault        string
		loopback     Answer
		connect      Answer
		code         string // of the loopback's error page
		credentials  Answer
		reason       Reason
		notPreflight bool
	}{
		{"", AnswerAccepted, AnswerAccepted, "", AnswerAccepted, "", false},
		{"redirect-uri-mismatch", AnswerRefused, AnswerAccepted, "redirect_uri_mismatch", AnswerAccepted, "", false},
		{"redirect-uri-invalid", AnswerRefused, AnswerRefused, "invalid_request", AnswerAccepted, "", false},
		{"client-not-found", AnswerRefused, AnswerRefused, "invalid_client", AnswerRefused, ReasonClientNotFound, false},
		{"client-deleted", AnswerRefused, AnswerRefused, "deleted_client", AnswerRefused, ReasonClientDeleted, false},
		{"client-secret-invalid", AnswerAccepted, AnswerAccepted, "", AnswerRefused, ReasonSecretInvalid, false},
		{"disallowed-useragent", AnswerUnknown, AnswerUnknown, "disallowed_useragent", AnswerAccepted, "", false},
		{"not-a-test-user", AnswerAccepted, AnswerAccepted, "", AnswerAccepted, "", false}, // told after sign-in only
		{"org-internal", AnswerAccepted, AnswerAccepted, "", AnswerAccepted, "", false},
		{"token-500", AnswerAccepted, AnswerAccepted, "", AnswerUnknown, "", false},
		{"token-garbage", AnswerAccepted, AnswerAccepted, "", AnswerUnknown, "", false},
		{"token-empty", AnswerAccepted, AnswerAccepted, "", AnswerUnknown, "", false},
		{"provider-error", AnswerAccepted, AnswerAccepted, "", AnswerUnknown, "", false},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			var faults []string
			if tt.fault != "" {
				faults = append(faults, tt.fault)
			}
			l, client, p := labGoogle(t, faults...)
			loopback, connect := RedirectURI(8473), l.Endpoints().CallbackURL
			v, err := p.Redirects(context.Background(), client, labScope, loopback, connect)
			if err != nil || v[0].Answer != tt.loopback || v[1].Answer != tt.connect || v[0].RedirectURI != loopback || v[1].RedirectURI != connect {
				t.Errorf("%+v, %v", v, err)
			}
			checkPage(t, v[0], tt.code)
			c := p.Credentials(context.Background(), client, loopback)
			if c.Answer != tt.credentials || c.Reason != tt.reason || (c.Err == nil) != (c.Answer == AnswerAccepted) {
				t.Errorf("credentials: %+v", c)
			}
			var failure *TokenError
			if c.Err != nil && !errors.As(c.Err, &failure) {
				t.Errorf("%T", c.Err)
			}
			asked := map[string]int{}
			for _, r := range l.Requests() {
				asked[r.Method+" "+r.Path]++
			}
			if len(asked) != 2 || asked["GET /o/oauth2/auth"] != 3 || asked["POST /token"] != 1 {
				t.Errorf("requests: %v", asked)
			}
			discreet(t, "the verdict", fmt.Sprintf("%+v %v %+v %v", v, v[0].Err, c, c.Err), []string{client.Secret.Reveal(), "authError", "state="})
		})
	}
}

func checkPage(t *testing.T, v Verdict, code string) {
	t.Helper()
	var page *PageError
	switch {
	case code == "" && v.Err != nil:
		t.Errorf("error %v", v.Err)
	case code == "":
	case !errors.As(v.Err, &page) || page.Code != code || page.Truncated || v.Status != http.StatusFound:
		t.Errorf("%+v: %v, want %s", v, v.Err, code)
	case code == "redirect_uri_mismatch" && page.Details["redirect_uri"] != v.RedirectURI:
		t.Errorf("details %v", page.Details)
	}
}

// asks are the queries that a scripted authorization endpoint was asked.
type asks struct {
	mu      sync.Mutex
	queries []url.Values
	headers []http.Header
	paths   []string
}

func (a *asks) note(r *http.Request) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queries = append(a.queries, r.URL.Query())
	a.headers = append(a.headers, r.Header)
	a.paths = append(a.paths, r.URL.Path)
	return len(a.queries)
}

// states are those that were asked with, each once: a repeated GET is the same
// probe (TestProbesAreRepeated counts the tries).
func (a *asks) states() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var states []string
	for _, q := range a.queries {
		if state := q.Get("state"); !slices.Contains(states, state) {
			states = append(states, state)
		}
	}
	return states
}

func scripted(t testing.TB, answer http.HandlerFunc) (*asks, *Client, Preflight) {
	t.Helper()
	noted := &asks{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // unread, the server would not notice that the client goes
		noted.note(r)
		answer(w, r)
	}))
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(server.Close)
	client := flowTo(&provider{Server: server}).Endpoint.Client
	return noted, client, Preflight{HTTP: &http.Client{Transport: transport, Jar: noJar{t}}, Timeout: enough, Pause: noPause}
}

// noJar fails the test when somebody wants cookies.
type noJar struct{ testing.TB }

func (j noJar) SetCookies(*url.URL, []*http.Cookie) { j.Error("cookies set") }
func (j noJar) Cookies(*url.URL) []*http.Cookie     { j.Error("cookies asked"); return nil }

func to(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.Header().Set("Set-Cookie", "NID=1; Path=/")
		w.WriteHeader(status)
	}
}

var mismatch = pageSample{code: "redirect_uri_mismatch", message: "Zo niet.", status: 400, details: [][2]string{{"redirect_uri", "x"}}}

func TestPreflightOddAnswers(t *testing.T) {
	page := "/signin/oauth/error?authError=" + mismatch.blob() + pageTail
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   Answer
		text   string // in the error
		host   string
	}{
		{"error page", to(302, page), AnswerRefused, "redirect_uri_mismatch", ""},
		{"error page, 303", to(303, page), AnswerRefused, "redirect_uri_mismatch", ""},
		{"error page v2", to(302, strings.Replace(page, "error?", "error/v2?", 1)), AnswerRefused, "redirect_uri_mismatch", ""},
		{"error page without a code", to(302, "/signin/oauth/error?authError=AAAA"), AnswerUnknown, "cut off", ""},
		{"error page elsewhere", to(302, "https://portal.test"+page), AnswerUnknown, "portal.test", "portal.test"},
		{"sign-in", to(302, "/v3/signin/identifier?x=1"), AnswerAccepted, "", ""},
		{"sign-in 307", to(307, "/v3/signin/identifier?x=1"), AnswerAccepted, "", ""},
		{"sign-in as of old", to(302, "/ServiceLogin?x=1"), AnswerAccepted, "", ""},
		{"chooser", to(302, "/signin/oauth/oauthchooseaccount"), AnswerAccepted, "", ""},
		{"sign-in refused", to(302, "/v3/signin/rejected?rhlk=1"), AnswerUnknown, "status 302", "127.0.0.1"},
		{"unknown error", to(302, "/signin/v2/unknownerror"), AnswerUnknown, "status 302", "127.0.0.1"},
		{"a name alike", to(302, "/signinhere"), AnswerUnknown, "status 302", "127.0.0.1"},
		{"captive portal", to(302, "http://hotel.test/signin/?next=x"), AnswerUnknown, "hotel.test", "hotel.test"},
		{"too many", to(302, "https://www.google.test/sorry/index"), AnswerUnknown, "www.google.test", "www.google.test"},
		{"another port", to(302, "http://127.0.0.1:1/signin"), AnswerUnknown, "status 302", "127.0.0.1"},
		{"redirect loop", func(w http.ResponseWriter, r *http.Request) { to(302, r.URL.String())(w, r) }, AnswerUnknown, "status 302", "127.0.0.1"},
		{"Location unreadable", to(302, "http://[bad/"+page), AnswerUnknown, "cannot be read", ""},
		{"Location with 200", func(w http.ResponseWriter, r *http.Request) { to(200, "/signin")(w, r) }, AnswerUnknown, "status 200", ""},
		{"302 without Location", says(302, "text/html", "moved"), AnswerUnknown, "status 302", ""},
		{"body with a link", says(200, "text/html", `<a href="`+strings.ReplaceAll(page, "&", "&amp;")+`">`), AnswerRefused, "redirect_uri_mismatch", ""},
		{"body with a script", says(400, "text/html", `location="https:\/\/x`+strings.NewReplacer("/", `\/`, "=", `\u003d`).Replace(page)+`"`), AnswerRefused, "redirect_uri_mismatch", ""},
		{"body with an escaped link", says(200, "text/html", `/x?u=`+url.QueryEscape(page)), AnswerRefused, "redirect_uri_mismatch", ""},
		{"body with the path alone", says(200, "text/html", `see /signin/oauth/error for more`), AnswerUnknown, "status 200", ""},
		{"link beyond the bound", says(200, "text/html", strings.Repeat(" ", maxPage)+page), AnswerUnknown, "status 200", ""},
		{"proxy page", says(200, "text/html", "<h1>Sign in to the proxy</h1>"), AnswerUnknown, "status 200", ""},
		{"proxy asks", says(407, "text/html", ""), AnswerUnknown, "status 407", ""},
		{"too many requests", says(429, "text/html", "slow down"), AnswerUnknown, "status 429", ""},
		{"server error", says(500, "text/html", "oops"), AnswerUnknown, "status 500", ""},
		{"no content", says(204, "", ""), AnswerUnknown, "status 204", ""},
		{"nothing at all", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, AnswerUnknown, "EOF", ""},
		{"not HTTP, and repeats us", func(w http.ResponseWriter, r *http.Request) {
			hijack(w, r.URL.RawQuery+" authError="+mismatch.blob()+"\r\n\r\n")
		}, AnswerUnknown, "malformed HTTP", ""},
		{"repeats a header", func(w http.ResponseWriter, r *http.Request) {
			hijack(w, "HTTP/1.1 302 Found\r\nLocation "+page+r.URL.Query().Get("state")+"\r\n\r\n")
		}, AnswerUnknown, "malformed", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			noted, client, p := scripted(t, tt.answer)
			v := p.Redirect(context.Background(), client, "http://127.0.0.1:8473/callback", labScope)
			if v.Answer != tt.want || (v.Err == nil) != (tt.want == AnswerAccepted) || v.Reason != "" {
				t.Fatalf("%+v: %v", v, v.Err)
			}
			var probe *ProbeError
			if errors.As(v.Err, &probe) && (probe.Host != tt.host || probe.Status != v.Status) {
				t.Errorf("%+v", probe)
			}
			text := fmt.Sprintf("%v %+v %#v", v.Err, v, v)
			for err := v.Err; err != nil; err = errors.Unwrap(err) {
				text += " " + err.Error()
			}
			if !strings.Contains(text, tt.text) {
				t.Errorf("%s lacks %q", text, tt.text)
			}
			if states := noted.states(); len(states) != 1 || len(states[0]) < 43 {
				t.Errorf("asked with the states %q", states)
			}
			discreet(t, "the verdict", text, append(noted.states(), "authError=", mismatch.blob()[:30], clientSecret))
		})
	}
}

func hijack(w http.ResponseWriter, answer string) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_, _ = io.WriteString(c, answer)
		_ = c.Close()
	}
}

// TestPreflightRequest: what is sent is what is needed, and nothing else.
func TestPreflightRequest(t *testing.T) {
	noted, client, p := scripted(t, to(302, "/v3/signin/identifier"))
	client.AuthURI += "?hd=x"
	for range 2 {
		if v := p.Redirect(context.Background(), client, "http://127.0.0.1:8473/callback", labScope); v.Answer != AnswerAccepted {
			t.Fatalf("%+v", v)
		}
	}
	states := noted.states()
	if states[0] == states[1] {
		t.Error("the same state twice")
	}
	q := noted.queries[0]
	q.Del("state")
	want := "client_id=" + clientID + "&hd=x&redirect_uri=http%3A%2F%2F127.0.0.1%3A8473%2Fcallback&response_type=code&scope=https%3A%2F%2Fmail.google.com%2F"
	if q.Encode() != want {
		t.Errorf("asked for %s", q.Encode())
	}
	for _, name := range []string{"Cookie", "Authorization", "Referer"} {
		if noted.headers[1].Get(name) != "" {
			t.Errorf("sent %s", name)
		}
	}
}

func TestPreflightBounded(t *testing.T) {
	g := newGate()
	_, client, p := scripted(t, g.guard(nil))
	p.Timeout = 20 * time.Millisecond
	v := p.Redirect(context.Background(), client, "http://127.0.0.1:8473/callback", labScope)
	if v.Answer != AnswerUnknown || v.Status != 0 || !errors.Is(v.Err, context.DeadlineExceeded) {
		t.Errorf("%+v: %v", v, v.Err)
	}
	if v := p.Credentials(context.Background(), client, "http://127.0.0.1:8473/callback"); v.Answer != AnswerUnknown || !errors.Is(v.Err, context.DeadlineExceeded) {
		t.Errorf("%+v: %v", v, v.Err)
	}
	// A body that drips is bounded too.
	_, client, p = scripted(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "<html>")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	p.Timeout = 20 * time.Millisecond
	if v := p.Redirect(context.Background(), client, "x", labScope); v.Answer != AnswerUnknown || v.Status != 200 || !errors.Is(v.Err, context.DeadlineExceeded) {
		t.Errorf("%+v: %v", v, v.Err)
	}
	for _, address := range []string{"", ":", "http://\x7f/", "ftp://x.test/", "http://127.0.0.1:1/"} {
		client.AuthURI = address
		if v := p.Redirect(context.Background(), client, "x", labScope); v.Answer != AnswerUnknown || v.Err == nil || strings.Contains(v.Err.Error(), "state") {
			t.Errorf("%q: %+v: %v", address, v, v.Err)
		}
	}
	if d := (Preflight{}); d.timeout() != preflightTimeout || d.transport() != http.DefaultTransport {
		t.Error("no defaults")
	}
}

// judged answers by redirect URI; everything else gets the control's answer.
func judged(answers map[string]http.HandlerFunc, control http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if answer := answers[r.URL.Query().Get("redirect_uri")]; answer != nil {
			answer(w, r)
			return
		}
		control(w, r)
	}
}

func pageAnswer(code string) http.HandlerFunc {
	s := pageSample{code: code, message: "No.", status: 400}
	return to(302, "/signin/oauth/error?authError="+s.blob())
}

func TestPreflightControl(t *testing.T) {
	accept, refuse := to(302, "/v3/signin/identifier"), pageAnswer("redirect_uri_mismatch")
	uris := []string{"a", "b", "c", "d", "e"}
	for _, tt := range []struct {
		name     string
		control  http.HandlerFunc
		accepted Answer // what becomes of an acceptance
		refused  Answer
		err      error
		because  error
	}{
		{"refused as it must", refuse, AnswerAccepted, AnswerRefused, nil, nil},
		{"accepted", accept, AnswerUnknown, AnswerUnknown, ErrControlAccepted, ErrControlAccepted},
		{"refused by policy", pageAnswer("invalid_request"), AnswerUnknown, AnswerRefused, nil, ErrControlUnclear},
		{"refused for the client", pageAnswer("invalid_client"), AnswerUnknown, AnswerRefused, nil, ErrControlUnclear},
		{"too many requests", says(429, "", ""), AnswerUnknown, AnswerRefused, nil, ErrControlUnclear},
	} {
		noted, client, p := scripted(t, judged(map[string]http.HandlerFunc{"a": accept, "b": refuse, "c": accept, "d": refuse, "e": says(500, "", "")}, tt.control))
		v, err := p.Redirects(context.Background(), client, labScope, uris...)
		if !errors.Is(err, tt.err) || len(v) != len(uris) {
			t.Fatalf("%s: %+v, %v", tt.name, v, err)
		}
		for i, want := range []Answer{tt.accepted, tt.refused, tt.accepted, tt.refused, AnswerUnknown} {
			if v[i].Answer != want || v[i].RedirectURI != uris[i] {
				t.Errorf("%s: %+v, want %s", tt.name, v[i], want)
			}
		}
		if !errors.Is(v[0].Err, tt.because) {
			t.Errorf("%s: %v", tt.name, v[0].Err)
		}
		if n := len(noted.states()); n != len(uris)+1 {
			t.Errorf("%s: %d requests", tt.name, n)
		}
	}
	noted, client, p := scripted(t, accept)
	if v, err := p.Redirects(context.Background(), client, labScope); v != nil || err != nil || len(noted.states()) != 0 {
		t.Errorf("nothing asked for: %v, %v", v, err)
	}
	one, two := p.NegativeControl(context.Background(), client, labScope), p.NegativeControl(context.Background(), client, labScope)
	if one.RedirectURI == two.RedirectURI || !strings.HasPrefix(one.RedirectURI, "https://example.com/") {
		t.Errorf("%s and %s", one.RedirectURI, two.RedirectURI)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("stopped by the user")
	cancel(cause)
	if v, err := p.Redirects(ctx, client, labScope, "a"); !errors.Is(err, cause) || len(v) != 1 || v[0].Answer != AnswerUnknown {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestPreflightAtTheSameTime: a few, and not more than a few.
func TestPreflightAtTheSameTime(t *testing.T) {
	g := newGate()
	_, client, p := scripted(t, g.guard(pageAnswer("redirect_uri_mismatch")))
	ended := make(chan error, 1)
	go func() {
		_, err := p.Redirects(context.Background(), client, labScope, slices.Repeat([]string{"a"}, 12)...)
		ended <- err
	}()
	for range maxProbes {
		<-within(t, g.reached)
	}
	if len(g.reached) != 0 {
		t.Error("more than the bound")
	}
	close(g.open)
	if err := <-within(t, ended); err != nil {
		t.Error(err)
	}
}

func TestPreflightAwaitLab(t *testing.T) {
	l, client, p := labGoogle(t, "redirect-uri-mismatch")
	uris := []string{l.Endpoints().CallbackURL, RedirectURI(8473)}
	var seen []string
	interval := func(n int) time.Duration {
		if n == 3 {
			if err := l.SetFaults(); err != nil {
				t.Error(err)
			}
		}
		return 0
	}
	progress := func(n int, v []Verdict) { seen = append(seen, fmt.Sprint(n, v[0].Answer, v[1].Answer)) }
	v, err := p.Await(context.Background(), client, labScope, uris, interval, progress)
	if err != nil || v[0].Answer != AnswerAccepted || v[1].Answer != AnswerAccepted {
		t.Errorf("%+v, %v", v, err)
	}
	want := []string{"1 accepted refused", "2 accepted refused", "3 accepted refused", "4 accepted accepted"}
	for i, s := range seen {
		seen[i] = strings.Join(strings.Fields(strings.NewReplacer("accepted", " accepted", "refused", " refused").Replace(s)), " ")
	}
	if !slices.Equal(seen, want) {
		t.Errorf("progress %q", seen)
	}
	if n := len(l.Requests()); n != 3+2+2+2 { // what was accepted is not asked for again
		t.Errorf("%d requests", n)
	}
}

func TestPreflightAwaitEnds(t *testing.T) {
	refuse, accept := pageAnswer("redirect_uri_mismatch"), to(302, "/signin")
	cause := errors.New("stopped by the user")
	for _, tt := range []struct {
		name     string
		answer   http.HandlerFunc
		control  http.HandlerFunc
		interval func(n int, cancel context.CancelCauseFunc) time.Duration
		text     string
		requests int
	}{
		{"policy", pageAnswer("invalid_request"), refuse, nil, "invalid_request", 2},
		{"client", pageAnswer("invalid_client"), pageAnswer("invalid_client"), nil, "invalid_client", 2},
		{"control accepted", refuse, accept, nil, "cannot be registered", 2},
		{"given up", refuse, refuse, func(n int, _ context.CancelCauseFunc) time.Duration { return time.Duration(2 - n) }, "redirect_uri_mismatch", 6},
		{"cannot tell", says(503, "", ""), refuse, func(n int, _ context.CancelCauseFunc) time.Duration { return time.Duration(1 - n) }, "status 503", 4},
		{"stopped in the pause", refuse, refuse, func(_ int, cancel context.CancelCauseFunc) time.Duration { cancel(cause); return time.Hour }, "stopped by", 2},
	} {
		noted, client, p := scripted(t, judged(map[string]http.HandlerFunc{"a": tt.answer}, tt.control))
		ctx, cancel := context.WithCancelCause(context.Background())
		v, err := p.Await(ctx, client, labScope, []string{"a"}, func(n int) time.Duration {
			if tt.interval == nil {
				t.Errorf("%s: waited", tt.name)
				return -1
			}
			return tt.interval(n, cancel)
		}, nil)
		cancel(nil)
		if err == nil || !strings.Contains(err.Error(), tt.text) || len(v) != 1 || v[0].Answer == AnswerAccepted {
			t.Errorf("%s: %+v, %v", tt.name, v, err)
		}
		if n := len(noted.states()); n != tt.requests {
			t.Errorf("%s: %d requests", tt.name, n)
		}
	}
}

func TestPreflightAwaitStoppedWhileAsking(t *testing.T) {
	leakless(t)
	g := newGate()
	_, client, p := scripted(t, g.guard(nil))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-g.reached
		cancel()
	}()
	v, err := p.Await(ctx, client, labScope, []string{"a"}, nil, func(int, []Verdict) { t.Error("progress") })
	if !errors.Is(err, context.Canceled) || len(v) != 1 || v[0].Answer != AnswerUnknown {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestPreflightCredentials(t *testing.T) {
	oauthError := func(status int, code, description string) http.HandlerFunc {
		return says(status, "application/json", `{"error":"`+code+`","error_description":"`+description+`"}`)
	}
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   Answer
		reason Reason
	}{
		{"both good", oauthError(400, "invalid_grant", "Malformed auth code."), AnswerAccepted, ""},
		{"both good, other words", oauthError(400, "invalid_grant", "Bad Request"), AnswerAccepted, ""},
		{"id", oauthError(401, "invalid_client", "The OAuth client was not found."), AnswerRefused, ReasonClientNotFound},
		{"secret", oauthError(401, "invalid_client", "The provided client secret is invalid."), AnswerRefused, ReasonSecretInvalid},
		{"deleted", oauthError(401, "deleted_client", "Gone."), AnswerRefused, ReasonClientDeleted},
		{"deleted, as invalid", oauthError(401, "invalid_client", "The OAuth client was deleted."), AnswerRefused, ReasonClientDeleted},
		{"one of them", oauthError(401, "invalid_client", "Unauthorized"), AnswerRefused, ReasonIDOrSecret},
		{"without words", says(401, "application/json", `{"error":"invalid_client"}`), AnswerRefused, ReasonIDOrSecret},
		{"redirect first", oauthError(400, "redirect_uri_mismatch", "Bad Request"), AnswerUnknown, ReasonOnlyID},
		{"secret missing", oauthError(400, "invalid_request", "client_secret is missing."), AnswerUnknown, ""},
		{"in trouble", oauthError(503, "invalid_client", "The OAuth client was not found."), AnswerUnknown, ""},
		{"too many", oauthError(429, "invalid_grant", "x"), AnswerUnknown, ""},
		{"granted", good, AnswerUnknown, ""},
		{"a page", says(200, "text/html", "<h1>proxy</h1>"), AnswerUnknown, ""},
		{"sent elsewhere", to(307, "/elsewhere"), AnswerUnknown, ""},
		{"sent nowhere", to(302, "http://[bad/?"+clientSecret), AnswerUnknown, ""},
		{"repeats", oauthError(400, clientSecret, clientSecret), AnswerUnknown, ""},
		{"cut off", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, AnswerUnknown, ""},
	} {
		p := newProvider(t, tt.answer)
		v := Preflight{HTTP: &http.Client{Transport: p.transport}, Timeout: enough, Pause: noPause}.Credentials(context.Background(), p.endpoint().Client, RedirectURI(8473))
		if v.Answer != tt.want || v.Reason != tt.reason || v.RedirectURI != RedirectURI(8473) || (v.Err == nil) != (tt.want == AnswerAccepted) {
			t.Errorf("%s: %+v: %v", tt.name, v, v.Err)
		}
		discreet(t, tt.name, fmt.Sprintf("%v %+v %#v", v.Err, v, v), []string{clientSecret, someAccess})
		want := url.Values{"grant_type": {"authorization_code"}, "code": {madeUpCode}, "client_id": {clientID}, "client_secret": {clientSecret}, "redirect_uri": {RedirectURI(8473)}}
		if p.requests() != 1 || p.posts[0].Encode() != want.Encode() || p.auth[0] != "" {
			t.Errorf("%s: posted %v", tt.name, p.posts)
		}
	}
}
