package sheet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"mailasset/internal/check"
	"mailasset/internal/msg"
)

// served is a page that is served, and a browser that was let in.
type served struct {
	*Server
	t       *testing.T
	browser *http.Client
	runs    chan chan check.Result // takes each run of the checks
	ended   chan error

	standing []check.Result // of the run that was taken last
	cancel   context.CancelFunc
}

func serve(t *testing.T, s *Sheet, change ...func(*Page)) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &served{t: t, browser: &http.Client{Jar: jar, Timeout: 5 * time.Second}, runs: make(chan chan check.Result, 8), ended: make(chan error, 1), cancel: cancel}
	p := Page{
		Sheet: s, IDs: []string{"asset.shape", "token.refresh"}, Idle: time.Hour, Resume: "mailasset sheet support --page",
		Redact: func(text string) string { return strings.ReplaceAll(text, "made-up-token", "[secret:token]") },
		Pause:  time.Hour,
		Checks: func(ctx context.Context, standing []check.Result, report func(check.Result)) {
			results := make(chan check.Result)
			v.standing = standing
			v.runs <- results
			for {
				select {
				case r, more := <-results:
					if !more {
						return
					}
					report(r)
				case <-ctx.Done():
					return
				}
			}
		},
	}
	for _, c := range change {
		c(&p)
	}
	if v.Server, err = p.Listen(ctx); err != nil {
		t.Fatal(err)
	}
	go func() { v.ended <- v.Wait() }()
	t.Cleanup(func() {
		cancel()
		<-v.ended
	})
	return v
}

// end is what Wait returned.
func (v *served) end() error {
	v.t.Helper()
	select {
	case err := <-v.ended:
		v.ended <- err
		return err
	case <-time.After(5 * time.Second):
		v.t.Fatal("the page does not end")
		return nil
	}
}

// ask sends one request; a form makes it a POST.
func (v *served) ask(path string, form url.Values, headers ...string) (int, string, http.Header) {
	v.t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, "http://"+v.host+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	response, err := v.browser.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return response.StatusCode, string(text), response.Header
}

// script asks as the page's own script does; nil fields are none.
func (v *served) script(path string, form url.Values) (int, string) {
	v.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	status, text, _ := v.ask(path, form, "Origin", "http://"+v.host, "X-Sheet-Token", v.token, "Sec-Fetch-Site", "same-origin")
	return status, text
}

// plain asks as a form does where there are no scripts.
func (v *served) plain(path string, form url.Values) (int, string) {
	v.t.Helper()
	form.Set("token", v.token)
	status, text, _ := v.ask(path, form, "Origin", "null", "Sec-Fetch-Site", "same-origin")
	return status, text
}

// open lets the browser in.
func (v *served) open() string {
	v.t.Helper()
	status, text, _ := v.ask(v.ticket, nil)
	if status != http.StatusOK || !strings.Contains(text, "Client ID") {
		v.t.Fatalf("status %d: %s", status, text)
	}
	return text
}

func TestTheAddressWorksOnce(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	v := serve(t, s)
	for _, purpose := range []string{"prefetch", "prefetch;prerender"} { // a browser that guesses where the person goes
		if status, _, _ := v.ask(v.ticket, nil, "Sec-Purpose", purpose); status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", purpose, status)
		}
	}
	if status, _, _ := v.ask("/open/"+strings.Repeat("A", 43), nil); status != http.StatusNotFound {
		t.Errorf("a guessed address: %d", status)
	}
	page := v.open()
	if strings.Contains(page, madeUp) || strings.Contains(page, v.ticket) {
		t.Error("the page holds the secret, or its own address")
	}
	select {
	case <-v.Opened():
	default:
		t.Error("nobody is told that it was opened")
	}
}

// TestASecondVisitEndsIt: whoever opens the address again gets nothing, whoever
// opened it first gets nothing any more, and the program is told what was given.
func TestASecondVisitEndsIt(t *testing.T) {
	secret, public := "authentication.clientSecret", "asset.emailId"
	for name, c := range map[string]struct {
		ask  func(*served)
		want []string
	}{
		"nothing was given out": {func(*served) {}, nil},
		"no secret was":         {func(v *served) { v.script("/value", url.Values{"id": {public}}) }, nil},
		"copied, and again": {func(v *served) {
			v.script("/value", url.Values{"id": {secret}})
			v.script("/value", url.Values{"id": {secret}})
		}, []string{"Client Secret"}},
		"shown without scripts": {func(v *served) { v.plain("/reveal", url.Values{"id": {secret}}) }, []string{"Client Secret"}},
	} {
		s, kept := newSheet(t, configuration(), msg.English)
		v := serve(t, s)
		v.open()
		c.ask(v)
		v.Server.enter() // a second visit whose answer is still on its way
		for _, path := range []string{"/sheet", "/state", "/value", "/tick", "/reveal", "/check"} {
			for _, ask := range []func(string, url.Values) (int, string){v.script, v.plain} {
				status, text := ask(path, url.Values{"id": {secret}, "on": {"true"}})
				if status != http.StatusForbidden || strings.Contains(text, madeUp) || strings.Contains(text, "Client ID") {
					t.Errorf("%s: the first one at %s: %d %s", name, path, status, text)
				}
			}
		}
		i, _ := s.Item(secret)
		if v.hand(i) || len(*kept) != 0 {
			t.Errorf("%s: the secret goes out, or something was ticked", name)
		}
		status, text, _ := v.ask(v.ticket, nil)
		if status != http.StatusGone || !strings.Contains(text, "mailasset sheet support --page") || strings.Contains(text, "Client ID") || strings.Contains(text, v.token) {
			t.Errorf("%s: the second one: %d %s", name, status, text)
		}
		var reopened *ReopenedError
		if err := v.end(); !errors.As(err, &reopened) || !slices.Equal(reopened.Secrets, c.want) || strings.Contains(err.Error(), madeUp) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestOnlyTheTicketGivesTheToken: what a browser sends to a host by itself, as to
// every other port of it, opens nothing: not the sheet, not its state, no value.
func TestOnlyTheTicketGivesTheToken(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	v := serve(t, s)
	page := v.open()
	if !strings.Contains(page, `data-token="`+v.token+`"`) {
		t.Fatal("the page that the address gives lacks the token")
	}
	origin, _ := url.Parse("http://" + v.host)
	if cookies := v.browser.Jar.Cookies(origin); len(cookies) != 0 {
		t.Errorf("the browser keeps %v", cookies)
	}
	ours := []string{"Origin", "http://" + v.host, "Sec-Fetch-Site", "same-origin"}
	status, text, _ := v.ask("/", nil, ours...)
	if status != http.StatusOK || !strings.Contains(text, "<script>"+pageJS+"</script>") {
		t.Errorf("/: %d %s", status, text)
	}
	form := url.Values{"id": {"authentication.clientSecret"}, "on": {"true"}}
	for path, form := range map[string]url.Values{
		"/": nil, "/state": nil, "/sheet": nil, "/sheet?": form, "/state?": form, "/value": form, "/reveal": form, "/tick": form, "/check": form,
	} {
		status, text, h := v.ask(strings.TrimSuffix(path, "?"), form, ours...)
		for _, inside := range []string{v.token, v.ticket, madeUp, "Client ID", "support@example.com", "checks\""} {
			if strings.Contains(text, inside) {
				t.Errorf("%s: %d, and it holds %s", path, status, inside)
			}
		}
		if path != "/" && status != http.StatusForbidden && status != http.StatusNotFound || h.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d, cookie %q", path, status, h.Get("Set-Cookie"))
		}
	}
	status, text = v.script("/sheet", nil)
	if status != http.StatusOK || !strings.Contains(text, "Client ID") || strings.Contains(text, madeUp) {
		t.Errorf("with the token: %d", status)
	}
}

func TestTheHeaders(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	v := serve(t, s)
	for _, path := range []string{"/", "/state", "/nowhere", v.ticket} {
		_, _, h := v.ask(path, nil)
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "script-src 'sha256-"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %s: %s", path, part, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestRefusals(t *testing.T) {
	s, kept := newSheet(t, configuration(), msg.English)
	v := serve(t, s)
	v.open()
	ours := "http://" + v.host
	form := url.Values{"id": {"authentication.clientSecret"}, "on": {"true"}}
	withToken := url.Values{"id": {"authentication.clientSecret"}, "on": {"true"}, "token": {v.token}}
	for _, c := range []struct {
		name, path string
		form       url.Values
		headers    []string
		want       int
	}{
		{"another name for us", "/", nil, []string{"Host", "evil.example:80"}, 400},
		{"localhost", "/", nil, []string{"Host", "localhost:" + ours[strings.LastIndex(ours, ":")+1:]}, 400},
		{"no token", "/value", form, []string{"Origin", ours}, 403},
		{"a guessed token", "/value", form, []string{"Origin", ours, "X-Sheet-Token", "guessed"}, 403},
		{"another origin", "/value", form, []string{"Origin", "http://evil.example", "X-Sheet-Token", v.token}, 403},
		{"no origin", "/value", form, []string{"X-Sheet-Token", v.token}, 403},
		{"a null origin with the script's header", "/value", form, []string{"Origin", "null", "X-Sheet-Token", v.token}, 403},
		{"another site", "/value", form, []string{"Origin", ours, "X-Sheet-Token", v.token, "Sec-Fetch-Site", "cross-site"}, 403},
		{"a form from another origin", "/tick", withToken, []string{"Origin", "http://evil.example"}, 403},
		{"a form without a token", "/tick", form, []string{"Origin", "null"}, 403},
		{"the token in the query", "/tick?token=" + v.token, form, []string{"Origin", "null"}, 403},
		{"an unknown value", "/value", url.Values{"id": {"nothing"}}, []string{"Origin", ours, "X-Sheet-Token", v.token}, 404},
		{"a value that is none", "/value", url.Values{"id": {"action.save"}}, []string{"Origin", ours, "X-Sheet-Token", v.token}, 404},
		{"an unknown tick", "/tick", url.Values{"id": {"nothing"}, "on": {"true"}}, []string{"Origin", ours, "X-Sheet-Token", v.token}, 404},
		{"a value by GET", "/value?id=authentication.clientSecret", nil, nil, 404},
		{"another path", "//", nil, nil, 404},
		{"an endless form", "/value", url.Values{"id": {strings.Repeat("x", 2*maxBody)}}, []string{"Origin", ours, "X-Sheet-Token", v.token}, 404},
	} {
		status, text, _ := v.ask(c.path, c.form, c.headers...)
		if status != c.want || strings.Contains(text, madeUp) || strings.Contains(text, v.token) {
			t.Errorf("%s: %d, want %d: %s", c.name, status, c.want, text)
		}
	}
	for _, method := range []string{"PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"} {
		r, err := http.NewRequest(method, ours+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := v.browser.Do(r)
		if err != nil || response.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %v, %v", method, response, err)
		}
	}
	if len(*kept) != 0 {
		t.Errorf("something was ticked: %v", *kept)
	}
}

func TestValuesComeOneByOne(t *testing.T) {
	s, kept := newSheet(t, configuration(), msg.English)
	v := serve(t, s)
	v.open()
	for id, want := range map[string]string{"authentication.clientSecret": madeUp, "asset.emailId": "support@example.com"} {
		status, text := v.script("/value", url.Values{"id": {id}})
		var answer struct{ Value string }
		if err := json.Unmarshal([]byte(text), &answer); err != nil || status != http.StatusOK || answer.Value != want {
			t.Errorf("%s: %d %s", id, status, text)
		}
	}
	// Without scripts: one secret is shown, and on the next page it is not.
	if status, text := v.plain("/reveal", url.Values{"id": {"authentication.clientSecret"}}); status != http.StatusOK || !strings.Contains(text, madeUp) {
		t.Errorf("%d: the secret is not shown", status)
	}
	status, text := v.plain("/tick", url.Values{"id": {"asset.name"}, "on": {"true"}})
	if status != http.StatusOK || strings.Contains(text, madeUp) || !strings.Contains(text, "1 of 23 ticked") || len(*kept) != 1 {
		t.Errorf("%d %s", status, text)
	}
}

func TestTheLastTickEndsIt(t *testing.T) {
	for name, scripted := range map[string]bool{"with scripts": true, "without scripts": false} {
		s, _ := newSheet(t, configuration(), msg.English)
		v := serve(t, s)
		v.open()
		last := s.Items[len(s.Items)-1]
		for _, i := range s.Items[:len(s.Items)-1] {
			if status, _ := v.script("/tick", url.Values{"id": {i.ID}, "on": {"true"}}); status != http.StatusOK {
				t.Fatalf("%s: %d", name, status)
			}
		}
		tick := v.script
		want := `"complete":true`
		if !scripted {
			tick, want = v.plain, `role="alert">Everything is ticked`
		}
		if _, text := tick("/tick", url.Values{"id": {last.ID}, "on": {"true"}}); !strings.Contains(text, want) {
			t.Errorf("%s: %s", name, text)
		}
		if err := v.end(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestItEndsByItself(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	v := serve(t, s, func(p *Page) { p.Idle = 20 * time.Millisecond })
	var idle *IdleError
	if err := v.end(); !errors.As(err, &idle) || idle.After != 20*time.Millisecond {
		t.Errorf("got %v", err)
	}
	v = serve(t, s)
	v.open()
	<-v.runs // a check that never ends does not hold it
	v.cancel()
	if err := v.end(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestTheChecksAreSeenLive(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	v := serve(t, s)
	look := func() (found struct {
		Going  bool
		Checks string
	}) {
		t.Helper()
		_, text := v.script("/state", nil)
		if err := json.Unmarshal([]byte(text), &found); err != nil {
			t.Fatal(err)
		}
		return found
	}
	v.open()
	run := <-v.runs
	if got := look(); !got.Going || strings.Count(got.Checks, "pending") != 2 {
		t.Errorf("at first: %+v", got)
	}
	run <- check.Result{ID: "asset.shape", Status: check.Pass, Summary: msg.CheckShapeGood.Line()}
	run <- check.Result{ID: "token.refresh", Status: check.Fail, Summary: msg.CheckRefreshFailed.Line(), Err: errors.New("it said made-up-token <b>")}
	close(run)
	var got struct {
		Going  bool
		Checks string
	}
	for got = look(); got.Going; got = look() {
		continue
	}
	if !strings.Contains(got.Checks, `class="check pass"`) || !strings.Contains(got.Checks, `class="check fail"`) || strings.Contains(got.Checks, "made-up-token") {
		t.Errorf("in the end: %s", got.Checks)
	}
	_, _ = v.script("/sheet", nil) // does not begin another run
	if status, _ := v.script("/check", url.Values{}); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	run = <-v.runs
	if status, text := v.plain("/check", url.Values{}); status != http.StatusOK || !strings.Contains(text, "Client ID") || len(v.runs) != 0 {
		t.Errorf("a second run at the same time: %d", status)
	}
	close(run)
}

// TestAMendedFaultShowsByItself: what is open is looked at again while somebody
// looks at the page, and what holds is not.
func TestAMendedFaultShowsByItself(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	v := serve(t, s, func(p *Page) { p.Pause = 0 })
	going := func() bool {
		t.Helper()
		_, text := v.script("/state", nil)
		return strings.Contains(text, `"going":true`)
	}
	v.open()
	run := <-v.runs
	if len(v.standing) != 0 {
		t.Errorf("at first there stands %v", v.standing)
	}
	run <- check.Result{ID: "asset.shape", Status: check.Pass, Summary: msg.CheckShapeGood.Line()}
	run <- check.Result{ID: "token.refresh", Status: check.Fail, Summary: msg.CheckRefreshFailed.Line(), Err: errors.New("not yet")}
	close(run)
	for len(v.runs) == 0 {
		if !going() && len(v.runs) == 0 {
			continue
		}
	}
	run = <-v.runs
	if len(v.standing) != 1 || v.standing[0].ID != "asset.shape" {
		t.Errorf("there stands %v", v.standing)
	}
	if _, text := v.script("/state", nil); !strings.Contains(text, "not yet") && !strings.Contains(text, "check fail") {
		t.Errorf("what was found is gone: %s", text)
	}
	run <- check.Result{ID: "asset.shape", Status: check.Pass, Summary: msg.CheckShapeGood.Line()}
	run <- check.Result{ID: "token.refresh", Status: check.Pass, Summary: msg.CheckRefreshGood.Line()}
	close(run)
	for going() {
		continue
	}
	if going() || len(v.runs) != 0 {
		t.Error("all holds, and it is looked at again")
	}
}

// TestTheScriptIsWhatThePolicyLets: the template passes style and script through
// as they are, or their hashes would not fit.
func TestTheScriptIsWhatThePolicyLets(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.Dutch)
	page := serve(t, s).open()
	if !strings.Contains(page, "<script>"+pageJS+"</script>") || !strings.Contains(page, "<style>"+pageCSS+"</style>") {
		t.Error("style or script are not in the page as they are")
	}
	for _, foreign := range []string{"<script src", "<link rel=\"stylesheet", "@import", "url("} {
		if strings.Contains(page, foreign) {
			t.Errorf("the page holds %s", foreign)
		}
	}
	if strings.Contains(page, "%!") || !bytes.Contains([]byte(page), []byte(`lang="nl"`)) {
		t.Error("a sentence lacks a value, or the language is another")
	}
}
