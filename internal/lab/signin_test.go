package lab

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var formPattern = regexp.MustCompile(`<form method="post" action="([^"]*)">`)

// press submits the page's first form the way a browser does when the named
// button is pressed. The button must be there to be pressed.
func (f *fixture) press(t *testing.T, c *http.Client, p page, name, value string) page {
	t.Helper()
	if !strings.Contains(p.body, `name="`+name+`" value="`+value+`"`) {
		t.Fatalf("no button %s=%s on the page:\n%s", name, value, p.body)
	}
	return f.submit(t, c, p, url.Values{name: {value}})
}

func (f *fixture) submit(t *testing.T, c *http.Client, p page, form url.Values) page {
	t.Helper()
	action := formPattern.FindStringSubmatch(p.body)
	if action == nil {
		t.Fatalf("no form on the page:\n%s", p.body)
	}
	return do(t, c, http.MethodPost, f.Accounts+html.UnescapeString(action[1]), "application/x-www-form-urlencoded", form.Encode())
}

func (f *fixture) open(t *testing.T, c *http.Client, q url.Values) page {
	t.Helper()
	return do(t, c, http.MethodGet, f.authURL(q), "", "")
}

func TestAPersonClicksThrough(t *testing.T) {
	f := start(t, Config{})
	c := f.browser(t)
	p := f.open(t, c, f.with("login_hint", otherAccount))
	if p.status != 200 || strings.Index(p.body, otherAccount) > strings.Index(p.body, mailbox) {
		t.Errorf("the hinted account does not come first:\n%s", p.body)
	}
	p = f.press(t, c, p, "account", mailbox)
	if !strings.Contains(p.body, "Go to Webex Mail (unsafe)") || !strings.Contains(p.body, "<summary>Advanced</summary>") {
		t.Errorf("no warning page:\n%s", p.body)
	}
	back := regexp.MustCompile(`<a href="([^"]*)">Choose another account</a>`).FindStringSubmatch(p.body)
	if chooser := do(t, c, http.MethodGet, f.Accounts+html.UnescapeString(back[1]), "", ""); !strings.Contains(chooser.body, "Choose an account") {
		t.Errorf("the way back leads elsewhere:\n%s", chooser.body)
	}
	p = f.press(t, c, p, "go", "yes")
	if !strings.Contains(p.body, scopeMail) || !strings.Contains(p.body, mailbox) {
		t.Errorf("no consent page:\n%s", p.body)
	}
	answer := f.press(t, c, p, "decision", "allow").location(t).Query()
	want := map[string]string{"state": "a-state", "scope": scopeMail, "iss": f.Accounts, "error": ""}
	for key, value := range want {
		if answer.Get(key) != value {
			t.Errorf("%s is %q, want %q", key, answer.Get(key), value)
		}
	}
	if !strings.HasPrefix(answer.Get("code"), "4/") || len(answer.Get("code")) > 256 {
		t.Errorf("code %q", answer.Get("code"))
	}
	if got := f.Complaints(); len(got) != 0 {
		t.Errorf("complaints about a careful client: %q", got)
	}
}

func TestCancel(t *testing.T) {
	f := start(t, Config{})
	c := f.browser(t)
	p := f.press(t, c, f.open(t, c, f.with()), "account", mailbox)
	back := f.press(t, c, f.press(t, c, p, "go", "yes"), "decision", "deny").location(t).Query()
	if back.Get("error") != "access_denied" || back.Get("state") != "a-state" || back.Has("code") {
		t.Errorf("sent back with %v", back)
	}
}

func TestPagesAreSafeAndMarked(t *testing.T) {
	f := start(t, Config{})
	c := f.browser(t)
	signIn := f.open(t, c, f.with("login_hint", `"><script>`))
	warning := f.press(t, c, signIn, "account", mailbox)
	consent := f.press(t, c, warning, "go", "yes")
	for _, p := range []page{signIn, warning, consent, get(t, f.URL), get(t, f.ConnectURL)} {
		if !strings.Contains(p.body, "Lab on this computer") {
			t.Errorf("%s has no banner", p.url.Path)
		}
		if strings.Contains(p.body, "<script") || regexp.MustCompile(`(src|href)="https?://[^l1]`).MatchString(p.body) {
			t.Errorf("%s loads something:\n%s", p.url.Path, p.body)
		}
		if !strings.Contains(p.header.Get("Content-Security-Policy"), "default-src 'none'") || p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", p.url.Path, p.header)
		}
	}
}

func TestUnknownAddressStaysOnThePage(t *testing.T) {
	f := start(t, Config{})
	c := f.browser(t)
	p := f.submit(t, c, f.open(t, c, f.with()), url.Values{"address": {"stranger@lab.test"}})
	if p.status != 400 || !strings.Contains(p.body, "no such account") {
		t.Errorf("status %d:\n%s", p.status, p.body)
	}
	if p = f.submit(t, c, p, url.Values{"address": {otherAccount}}); !strings.Contains(p.body, "(unsafe)") {
		t.Errorf("a known address does not go on:\n%s", p.body)
	}
}

func TestSessionIsRemembered(t *testing.T) {
	f := start(t, Config{})
	c := f.browser(t)
	f.press(t, c, f.open(t, c, f.with()), "account", otherAccount)
	// A login_hint does not override the session (facts/google.md 1.1) …
	if p := f.open(t, c, f.with("login_hint", mailbox)); p.url.Path != "/signin/oauth/warning" {
		t.Errorf("the session was forgotten: %s", p.url.Path)
	}
	// … the chooser does, and nobody else's browser is signed in.
	if p := f.open(t, c, f.with("prompt", "select_account consent")); p.url.Path != "/v3/signin/identifier" {
		t.Errorf("no chooser: %s", p.url.Path)
	}
	if p := f.open(t, f.browser(t), f.with()); p.url.Path != "/v3/signin/identifier" {
		t.Errorf("another browser is signed in: %s", p.url.Path)
	}
	// /lab/account speaks for every browser, also for one that has a session.
	do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/account", "application/json", `{"account":"`+mailbox+`"}`)
	for _, browser := range []*http.Client{c, f.browser(t)} {
		if p := f.press(t, browser, f.open(t, browser, f.with()), "go", "yes"); !strings.Contains(p.body, mailbox) {
			t.Errorf("not signed in as told:\n%s", p.body)
		}
	}
}

func TestConsentNeedsASession(t *testing.T) {
	f := start(t, Config{})
	for _, path := range []string{"/signin/oauth/consent?", "/v3/signin/identifier?"} {
		if p := do(t, f.browser(t), http.MethodGet, f.Accounts+path+f.with().Encode(), "", ""); p.url.Path != "/v3/signin/identifier" {
			t.Errorf("%s led to %s", path, p.url.Path)
		}
	}
	// A page that is opened with a spoiled request ends on the error page.
	for _, path := range []string{"/v3/signin/identifier", "/signin/oauth/warning", "/signin/oauth/consent"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			p := do(t, f.browser(t), method, f.Accounts+path+"?"+f.with("redirect_uri", "https://evil.example.com/").Encode(), "application/x-www-form-urlencoded", "account="+mailbox+"&decision=allow")
			if p.url.Path != "/signin/oauth/error" {
				t.Errorf("%s %s led to %s", method, path, p.url.Path)
			}
		}
	}
}

func TestConsentIsAskedOnce(t *testing.T) {
	f := start(t, Config{Robot: true})
	if got := f.consent(t, f.with("prompt", "")).Get("prompt"); got != "consent" {
		t.Errorf("the first grant showed no consent page: prompt=%s", got)
	}
	if got := f.consent(t, f.with("prompt", "")).Get("prompt"); got != "none" {
		t.Errorf("the second grant asked again: prompt=%s", got)
	}
	if got := f.consent(t, f.with()).Get("prompt"); got != "consent" {
		t.Errorf("prompt=consent did not ask: prompt=%s", got)
	}
	if got := f.consent(t, f.with("prompt", "", "scope", scopeMail+" openid")).Get("prompt"); got != "consent" {
		t.Errorf("a new scope was not asked for: prompt=%s", got)
	}
}

func TestPromptNone(t *testing.T) {
	f := start(t, Config{Robot: true})
	silent := f.with("prompt", "none")
	c := f.browser(t)
	ask := func() url.Values { return f.open(t, c, silent).location(t).Query() }
	if got := ask(); got.Get("error") != "login_required" || got.Get("state") != "a-state" {
		t.Errorf("without a session: %v", got)
	}
	if err := f.world.signInAs(mailbox); err != nil {
		t.Fatal(err)
	}
	if got := ask().Get("error"); got != "consent_required" {
		t.Errorf("without consent: %s", got)
	}
	f.consent(t, f.with())
	if got := ask(); got.Get("code") == "" {
		t.Errorf("with both: %v", got)
	}
	f.set(t, "org-internal")
	if got := ask().Get("error"); got != "interaction_required" {
		t.Errorf("with an account that may not: %s", got)
	}
}

func TestRobotChoosesTheAccount(t *testing.T) {
	f := start(t, Config{Robot: true})
	tests := []struct{ signedIn, hint, want string }{
		{"", "", mailbox},
		{"", otherAccount, otherAccount},
		{"", "stranger@lab.test", mailbox},
		{otherAccount, mailbox, otherAccount},
		{mailbox, otherAccount, mailbox},
	}
	for _, test := range tests {
		p := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/account", "application/json", `{"account":"`+test.signedIn+`"}`)
		if p.status != 200 {
			t.Fatalf("sign in %q: %d", test.signedIn, p.status)
		}
		q := f.with("login_hint", test.hint, "prompt", "select_account consent")
		code := f.consent(t, q).Get("code")
		if got := f.world.codes[code].account; got != test.want {
			t.Errorf("signed in %q, hint %q: %s, want %s", test.signedIn, test.hint, got, test.want)
		}
	}
	if p := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/account", "application/json", `{"account":"stranger@lab.test"}`); p.status != 400 {
		t.Errorf("an unknown account: %d", p.status)
	}
}

func TestCarelessRequestsAreComplainedAbout(t *testing.T) {
	f := start(t, Config{Robot: true})
	f.consent(t, f.with("state", ""))
	f.consent(t, f.with("code_challenge", "", "code_challenge_method", ""))
	f.consent(t, f.with("code_challenge", verifier, "code_challenge_method", "plain"))
	// Webex Connect sends no challenge; that is no client of ours.
	f.consent(t, f.with("code_challenge", "", "code_challenge_method", "", "redirect_uri", f.CallbackURL))
	want := []string{"an authorization request came without state", "an authorization request came without PKCE", "an authorization request came with a plain PKCE challenge"}
	if got := f.Complaints(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("complaints %q", got)
	}
}
