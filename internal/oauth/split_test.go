package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mailasset/internal/secret"
)

func startSplit(t testing.TB, answer http.HandlerFunc) (Flow, *Pending, *provider) {
	t.Helper()
	p := newProvider(t, answer)
	f := flowTo(p)
	f.Port, f.LoginHint = 8473, "support@lab.test"
	pending, err := f.Start()
	if err != nil {
		t.Fatal(err)
	}
	return f, pending, p
}

// answered is the address at which the browser would end.
func (p *Pending) answered(more ...string) string {
	return p.RedirectURI + "?state=" + p.State.Reveal() + "&code=" + url.QueryEscape(someCode) + strings.Join(more, "")
}

func TestSplitLab(t *testing.T) {
	for _, tt := range []struct {
		fault string
		want  string // in the error
		posts int
	}{
		{"", "", 1},
		{"consent-declined", "access_denied", 0},
		{"redirect-uri-mismatch", "redirect_uri_mismatch", 0}, // the error page's address is pasted
		{"not-a-test-user", "access_denied", 0},
		{"client-secret-invalid", "invalid_client", 1},
		{"code-rejected", "invalid_grant", 1},
		{"token-garbage", "no access token", 1},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			var faults []string
			if tt.fault != "" {
				faults = append(faults, tt.fault)
			}
			l, client, p := labGoogle(t, faults...)
			accepted := 0
			f := Flow{
				Endpoint: TokenEndpoint{Client: client, HTTP: p.HTTP, Now: time.Now, Timeout: enough},
				Scope:    labScope, Prompt: "consent", LoginHint: l.Endpoints().Mailbox, Port: 8473,
				Accept: func(context.Context, *Token) (string, error) { accepted++; return "", nil },
			}
			begun, err := f.Start()
			if err != nil {
				t.Fatal(err)
			}
			ended := walk(t, p.HTTP, begun.AuthorizationURL(), begun.RedirectURI)
			kept, err := DecodePending(begun.Encode()) // by another process
			if err != nil {
				t.Fatal(err)
			}
			token, err := f.Finish(context.Background(), kept, ended)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v, %v", token, err)
			}
			if err == nil && (accepted != 1 || token.Refresh.Empty() || !token.HasScope(labScope)) {
				t.Errorf("accepted %d times: %+v", accepted, token)
			}
			posts := 0
			for _, r := range l.Requests() {
				if r.Path == "/token" {
					posts++
				}
			}
			if posts != tt.posts {
				t.Errorf("%d exchanges, want %d", posts, tt.posts)
			}
			discreet(t, "the error", fmt.Sprintf("%v %+v", err, err), []string{kept.State.Reveal(), kept.Verifier.Reveal(), client.Secret.Reveal(), "authError="})
		})
	}
}

// walk follows the redirects as a browser would, to the redirect URI that
// nobody listens on, or to the error page.
func walk(t testing.TB, client *http.Client, from, redirectURI string) string {
	t.Helper()
	browser := *client
	browser.Jar = cookies{}
	browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), redirectURI) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	resp, err := browser.Get(from)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if location := resp.Header.Get("Location"); location != "" {
		return location
	}
	return resp.Request.URL.String()
}

// cookies keeps the last cookie of each name, for one host.
type cookies map[string]*http.Cookie

func (c cookies) SetCookies(_ *url.URL, all []*http.Cookie) {
	for _, one := range all {
		c[one.Name] = one
	}
}

func (c cookies) Cookies(*url.URL) (all []*http.Cookie) {
	for _, one := range c {
		all = append(all, one)
	}
	return all
}

func TestSplitForms(t *testing.T) {
	for name, form := range map[string]func(p *Pending) string{
		"whole": func(p *Pending) string { return p.answered() },
		"more parameters": func(p *Pending) string {
			return p.answered("&scope=x&authuser=0&iss=", url.QueryEscape(strings.TrimSuffix(p.AuthURI, "/authorize")), "&prompt=consent")
		},
		"blanks around":    func(p *Pending) string { return "\n  " + p.answered() + " \r\n\n" },
		"without a scheme": func(p *Pending) string { return strings.TrimPrefix(p.answered(), "http://") },
		"query":            func(p *Pending) string { _, q, _ := strings.Cut(p.answered(), "?"); return q },
		"query with mark":  func(p *Pending) string { _, q, _ := strings.Cut(p.answered(), "?"); return "?" + q },
		"code first":       func(p *Pending) string { return p.RedirectURI + "?code=" + someCode + "&state=" + p.State.Reveal() },
		"wrapped":          func(p *Pending) string { return wrap(p.answered("&scope=x"), 60, "\r\n") },
		"quoted":           func(p *Pending) string { return "> Hi,\n>\n> " + wrap(p.answered(), 50, "\n> ") + "\n>\n> Jan\n" },
		"in a letter":      func(p *Pending) string { return "Hi Jan, here is <" + p.answered() + "> as you asked.\n\nAnne" },
		"before words":     func(p *Pending) string { return p.answered() + " Regards,\nAnne" },
		"before a line":    func(p *Pending) string { return p.answered("&prompt=consent") + "\nRegards, Anne" },
		"as mark-up":       func(p *Pending) string { return `<a href="` + strings.ReplaceAll(p.answered(), "&", "&amp;") + `">` },
		"with a fragment":  func(p *Pending) string { return p.answered("#") },
	} {
		f, p, made := startSplit(t, good)
		token, err := f.Finish(context.Background(), p, form(p))
		if err != nil || token.Access.Reveal() != someAccess || made.requests() != 1 {
			t.Errorf("%s: %v, %v, %d requests", name, token, err, made.requests())
			continue
		}
		q := made.posts[0]
		if q.Get("code") != someCode || q.Get("code_verifier") != p.Verifier.Reveal() || q.Get("redirect_uri") != p.RedirectURI {
			t.Errorf("%s: posted %v", name, q)
		}
	}
}

func TestSplitRefuses(t *testing.T) {
	other := strings.Repeat("x", 43)
	kind := func(k PendingKind) func(error) bool {
		return func(err error) bool { var e *PendingError; return errors.As(err, &e) && e.Kind == k }
	}
	notAnAnswer := func(err error) bool { return errors.Is(err, ErrNotAnAnswer) }
	for name, tt := range map[string]struct {
		pasted func(p *Pending) string
		is     func(error) bool
	}{
		"code alone":            {func(*Pending) string { return someCode }, kind(PendingIncomplete)},
		"without a state":       {func(p *Pending) string { return p.RedirectURI + "?code=" + someCode }, kind(PendingIncomplete)},
		"empty state":           {func(p *Pending) string { return p.RedirectURI + "?state=&code=" + someCode }, kind(PendingIncomplete)},
		"declined, no state":    {func(p *Pending) string { return p.RedirectURI + "?error=access_denied" }, kind(PendingIncomplete)},
		"wrong state":           {func(p *Pending) string { return p.RedirectURI + "?code=" + someCode + "&state=" + other }, kind(PendingWrongState)},
		"declined, wrong state": {func(p *Pending) string { return p.RedirectURI + "?error=access_denied&state=" + other }, kind(PendingWrongState)},
		"cut state": {func(p *Pending) string {
			s := "?code=" + someCode + "&state=" + p.State.Reveal()
			return p.RedirectURI + s[:len(s)-1]
		}, kind(PendingWrongState)},
		"longer state": {func(p *Pending) string {
			return p.RedirectURI + "?code=" + someCode + "&state=" + p.State.Reveal() + "x"
		}, kind(PendingWrongState)},
		"wrong issuer": {func(p *Pending) string { return p.answered("&iss=https://evil.test") }, kind(PendingWrongIssuer)},
		"wrong state, issuer": {func(p *Pending) string {
			return p.RedirectURI + "?code=" + someCode + "&iss=https://evil.test&state=" + other
		}, kind(PendingWrongState)},
		"two codes":       {func(p *Pending) string { return p.answered("&code=" + someCode) }, notAnAnswer},
		"two states":      {func(p *Pending) string { return p.answered("&state=" + other) }, notAnAnswer},
		"no answer":       {func(p *Pending) string { return p.RedirectURI + "?state=" + p.State.Reveal() }, notAnAnswer},
		"empty code":      {func(p *Pending) string { return p.RedirectURI + "?code=&state=" + p.State.Reveal() }, notAnAnswer},
		"the link itself": {func(p *Pending) string { return p.AuthorizationURL() }, notAnAnswer},
		"nothing":         {func(*Pending) string { return "" }, notAnAnswer},
		"words":           {func(*Pending) string { return "it did not work" }, notAnAnswer},
		"too long":        {func(p *Pending) string { return p.answered("&x=", strings.Repeat("y", maxPasted)) }, notAnAnswer},
		"error page": {func(*Pending) string { return pageSamples[6].address() }, func(err error) bool {
			var page *PageError
			return errors.As(err, &page) && page.Code == "access_denied"
		}},
	} {
		f, p, made := startSplit(t, good)
		token, err := f.Finish(context.Background(), p, tt.pasted(p))
		if token != nil || !tt.is(err) || made.requests() != 0 {
			t.Errorf("%s: %v, %v, %d requests", name, token, err, made.requests())
		}
		discreet(t, name, fmt.Sprintf("%v %+v", err, err), append(secretsOf(nil), p.State.Reveal(), p.Verifier.Reveal(), sampleState, other))
		if _, err := f.Finish(context.Background(), p, p.answered()); err != nil {
			t.Errorf("%s: after that the right address gets %v", name, err)
		}
	}
}

func TestSplitDeclined(t *testing.T) {
	f, p, made := startSplit(t, good)
	_, err := f.Finish(context.Background(), p, p.RedirectURI+"?error=access_denied&error_description=No+"+p.State.Reveal()+"&state="+p.State.Reveal())
	var declined *CallbackError
	if !errors.As(err, &declined) || declined.Code != "access_denied" || made.requests() != 0 {
		t.Errorf("%v", err)
	}
	discreet(t, "the error", err.Error(), []string{p.State.Reveal()})
}

// TestSplitOnce: one exchange per Pending, also at the same time, and also when
// it failed.
func TestSplitOnce(t *testing.T) {
	f, p, made := startSplit(t, good)
	var finishing sync.WaitGroup
	errs := make(chan error, 20)
	for range 20 {
		finishing.Go(func() {
			_, err := f.Finish(context.Background(), p, p.answered())
			errs <- err
		})
	}
	finishing.Wait()
	won := 0
	for range 20 {
		var used *PendingError
		err := <-errs
		if err == nil {
			won++
		} else if !errors.As(err, &used) || used.Kind != PendingUsed {
			t.Error(err)
		}
	}
	if won != 1 || made.requests() != 1 {
		t.Errorf("%d won, %d requests", won, made.requests())
	}
	f, p, made = startSplit(t, says(500, "", ""))
	var failed *TokenError
	if _, err := f.Finish(context.Background(), p, p.answered()); !errors.As(err, &failed) {
		t.Error(err)
	}
	var used *PendingError
	if _, err := f.Finish(context.Background(), p, p.answered()); !errors.As(err, &used) || used.Kind != PendingUsed || made.requests() != 1 {
		t.Errorf("%v, %d requests", err, made.requests())
	}
	f, p, made = startSplit(t, good)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Finish(ctx, p, p.answered()); !errors.Is(err, context.Canceled) || made.requests() != 0 || p.used.Load() {
		t.Errorf("stopped before: %v, %d requests", err, made.requests())
	}
	refusal := errors.New("another mailbox")
	f.Accept = func(context.Context, *Token) (string, error) { return "other@lab.test", refusal }
	if token, err := f.Finish(context.Background(), p, p.answered()); token != nil || !errors.Is(err, refusal) {
		t.Errorf("%v, %v", token, err)
	}
}

func TestSplitFits(t *testing.T) {
	f, p, made := startSplit(t, good)
	finish := func(f Flow, p *Pending, want PendingKind) {
		t.Helper()
		var e *PendingError
		if _, err := f.Finish(context.Background(), p, "not even read"); !errors.As(err, &e) || e.Kind != want || !strings.HasSuffix(err.Error(), string(want)) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for _, change := range []func(c *Client){
		func(c *Client) { c.ID += "x" }, func(c *Client) { c.AuthURI += "x" }, func(c *Client) { c.TokenURI += "x" },
	} {
		foreign, c := f, *f.Endpoint.Client
		change(&c)
		foreign.Endpoint.Client = &c
		finish(foreign, p, PendingForeignClient)
	}
	none := f
	none.Endpoint.Client = nil
	finish(none, p, PendingForeignClient)
	finish(f, nil, PendingUnreadable)
	finish(f, &Pending{}, PendingUnreadable)
	late := f
	late.Endpoint.Now = func() time.Time { return p.ExpiresAt }
	finish(late, p, PendingExpired)
	if p.Expired(p.ExpiresAt.Add(-time.Second)) || !p.Expired(p.ExpiresAt) || p.ExpiresAt.Sub(now) != time.Hour {
		t.Errorf("expires at %v", p.ExpiresAt)
	}
	if made.requests() != 0 {
		t.Errorf("%d requests", made.requests())
	}
	for name, change := range map[string]func(f *Flow){
		"no client": func(f *Flow) { f.Endpoint.Client = nil }, "no port": func(f *Flow) { f.Port = 0 }, "no such port": func(f *Flow) { f.Port = 65536 },
		"no scope": func(f *Flow) { f.Scope = "" }, "no id": func(f *Flow) { f.Endpoint.Client = &Client{AuthURI: "x", TokenURI: "x"} },
	} {
		bad := f
		change(&bad)
		var e *PendingError
		if p, err := bad.Start(); p != nil || !errors.As(err, &e) || e.Kind != PendingNoFlow {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
}

func TestSplitKept(t *testing.T) {
	f, p, _ := startSplit(t, good)
	file := p.Encode()
	kept, err := DecodePending(file)
	if err != nil || !kept.State.Equal(p.State) || !kept.Verifier.Equal(p.Verifier) || kept.AuthorizationURL() != p.AuthorizationURL() || string(kept.Encode()) != string(file) {
		t.Fatalf("%v, %v", kept, err)
	}
	again, _ := f.Start()
	if again.State.Equal(p.State) || again.Verifier.Equal(p.Verifier) {
		t.Error("the same secrets twice")
	}
	u, err := url.Parse(p.AuthorizationURL())
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for key, want := range map[string]string{"client_id": clientID, "redirect_uri": "http://127.0.0.1:8473/callback", "response_type": "code", "scope": someScope,
		"access_type": "offline", "prompt": "consent", "login_hint": "support@lab.test", "state": p.State.Reveal(), "code_challenge_method": "S256"} {
		if q.Get(key) != want {
			t.Errorf("%s=%q", key, q.Get(key))
		}
	}
	masked, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %s", p, p, p, masked, p.AuthorizationURL())
	discreet(t, "a Pending", shown, []string{p.Verifier.Reveal(), clientSecret})
	discreet(t, "a masked Pending", fmt.Sprintf("%v %+v %#v %s", p, p, p, masked), []string{p.State.Reveal()})
	discreet(t, "the file", string(file), []string{clientSecret})
	text := string(file)
	for name, broken := range map[string]string{
		"masked": string(masked), "nothing": "", "null": "null", "an array": "[]", "cut": text[:len(text)/2], "more": text + "x",
		"another version": strings.Replace(text, `"version": 1`, `"version": 2`, 1), "lives longer": strings.Replace(text, "T10:00", "T11:00", 1),
		"no id": strings.Replace(text, clientID, "", 1), "short state": strings.Replace(text, p.State.Reveal(), "abc", 1),
		"short verifier": strings.Replace(text, p.Verifier.Reveal(), "abc", 1), "too long": text + strings.Repeat(" ", maxPending),
	} {
		var e *PendingError
		if got, err := DecodePending([]byte(broken)); got != nil || !errors.As(err, &e) || e.Kind != PendingUnreadable {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// FuzzSplit: nothing is exchanged but for an answer with our state.
func FuzzSplit(f *testing.F) {
	state := strings.Repeat("s", 43)
	p := &Pending{Version: pendingVersion, ClientID: clientID, AuthURI: "https://a.test/auth", TokenURI: "https://a.test/token",
		RedirectURI: RedirectURI(8473), Scope: someScope, State: secret.New(state), Verifier: secret.New(strings.Repeat("v", 43)),
		CreatedAt: now, ExpiresAt: now.Add(pendingLife)}
	file := string(p.Encode())
	for _, pasted := range []string{"", someCode, p.answered(), p.answered()[1:], "> " + wrap(p.answered(), 40, "\n> "), "?error=x&state=" + state, "code=%&state=" + state} {
		f.Add(file, pasted)
	}
	f.Fuzz(func(t *testing.T, file, pasted string) {
		p, err := DecodePending([]byte(file))
		if err != nil {
			return
		}
		network := roundTripper(func(r *http.Request) (*http.Response, error) {
			if !strings.Contains(strings.Join(strings.Fields(pasted), ""), "state") {
				t.Errorf("exchanged for %q", pasted)
			}
			return nil, errors.New("no network")
		})
		client := &Client{ID: p.ClientID, Secret: secret.New(clientSecret), AuthURI: p.AuthURI, TokenURI: p.TokenURI}
		flow := Flow{Endpoint: TokenEndpoint{Client: client, HTTP: &http.Client{Transport: network}, Now: func() time.Time { return p.CreatedAt }, Timeout: enough}}
		token, err := flow.Finish(context.Background(), p, pasted)
		if token != nil || err == nil {
			t.Fatalf("%v, %v", token, err)
		}
		_ = p.AuthorizationURL()
		discreet(t, "the error", err.Error(), []string{p.Verifier.Reveal(), clientSecret})
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
