package check

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

// A check without ground says which one removed it; one without a value says
// which value, whatever was skipped before it.
func TestSkipsSayWhy(t *testing.T) {
	b := set(t)
	full := *b.Config
	for name, tt := range map[string]struct {
		change func(*asset.Configuration)
		fault  string
		want   string // by the letters of TestFaults
		says   string // of the last check
	}{
		"a failed refresh":    {func(*asset.Configuration) {}, "client-deleted", "pppf----p--", "token.refresh must hold first"},
		"an unknown one":      {func(*asset.Configuration) {}, "token-garbage", "pppuppu-p--", "token.refresh must hold first"},
		"a missing scope":     {func(c *asset.Configuration) { c.Tokens.Scope = "openid" }, "", "ppppppppppp", ""}, // the answer tells the granted one
		"no tokens":           {func(c *asset.Configuration) { c.Tokens = nil }, "", "pppppp-----", "tokens.refreshToken is not known here"},
		"no refresh token":    {func(c *asset.Configuration) { c.Tokens = &asset.Tokens{Scope: c.Tokens.Scope} }, "", "pppppp-p---", "tokens.refreshToken is not known here"},
		"no secret":           {func(c *asset.Configuration) { c.Authentication.ClientSecret = secret.String{} }, "", "p-p-pp-pp--", "authentication.clientSecret is not known here"},
		"no client":           {func(c *asset.Configuration) { c.Authentication.ClientID = "" }, "", "p-p----pp--", "authentication.clientId is not known here"},
		"no token URL":        {func(c *asset.Configuration) { c.Authentication.RefreshTokenURL = "" }, "", "fppppp-pp--", "authentication.refreshTokenUrl is not known here"},
		"no username":         {func(c *asset.Configuration) { c.Authentication.Username = "" }, "", "fppppppppp-", "authentication.username is not known here"},
		"no server":           {func(c *asset.Configuration) { c.Authentication.SMTPServer = "" }, "", "fppppppppp-", "authentication.smtpServer is not known here"},
		"no security":         {func(c *asset.Configuration) { c.Authentication.Security = "None" }, "", "fppppppppp-", "authentication.security is not known here"},
		"a lost refresh only": {func(c *asset.Configuration) { c.Tokens.RefreshToken = secret.String{} }, "", "ppppppf----", "token.refresh must hold first"},
	} {
		c, tokens := full, *full.Tokens
		c.Tokens = &tokens
		tt.change(&c)
		b.Config = &c
		b.faults(t, strings.Fields(tt.fault)...)
		results := b.run(t, t.Context(), Options{Tier: Online, Only: chain})
		if got := letters(results); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
		if last := results[len(results)-1]; tt.says != "" {
			expect(t, name, last, Skip, "not tried: "+tt.says)
		}
	}
}

// askedOf is what the lab was asked over HTTP since it was last looked at.
func (b *bench) askedOf() string {
	b.wire.mu.Lock()
	defer b.wire.mu.Unlock()
	asked := strings.Join(b.wire.asked, " ")
	b.wire.asked = nil
	return asked
}

// A stored access token that lives is used as it is when the refresh is not
// part of the run, and only then.
func TestOnlyUsesTheStoredToken(t *testing.T) {
	b := set(t)
	before := len(b.Requests())
	const profile = "/gmail/v1/users/me/profile"
	run := func(name, want, asked string, only ...string) {
		t.Helper()
		if got := letters(b.run(t, t.Context(), Options{Tier: Online, Only: only})); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		if got := b.askedOf(); got != asked {
			t.Errorf("%s: asked %q, want %q", name, got, asked)
		}
	}
	b.Config.Authentication.ClientSecret = secret.String{} // it needs no secret either
	run("stored", "pp", profile, "smtp.login", "mailbox.identity")
	for _, request := range b.Requests()[before:] {
		if request.Path == "/token" {
			t.Errorf("the lab was asked %+v", request)
		}
	}
	b.Config.Tokens.ExpiresAt = b.Now()
	run("expired, and no secret", "-", "", "smtp.login")
	b.Config.Authentication.ClientSecret = secret.New(b.wire.secrets[0])
	run("expired", "pp", "/token "+profile, "mailbox.identity", "smtp.login")
	b.Config.Tokens.ExpiresAt = time.Time{}
	run("of unknown age", "p", "/token", "smtp.login")
	b.Config.Tokens.ExpiresAt = b.Now().Add(time.Hour)
	run("with the refresh", "pp", "/token", "token.refresh", "smtp.login")
	b.Config.Tokens.AccessToken = secret.New("made-up-access-token-0123456789")
	b.wire.secrets = append(b.wire.secrets, b.Config.Tokens.AccessToken.Reveal())
	run("stored and dead", "ff", profile, "mailbox.identity", "smtp.login")
	b.faults(t, "refresh-token-dead")
	b.Config.Tokens.ExpiresAt = b.Now()
	run("expired, and refused", "ff", "/token", "mailbox.identity", "smtp.login")
}

// Two checks that ask for a token share one refresh.
func TestOneRefreshPerRun(t *testing.T) {
	b := set(t)
	b.run(t, t.Context(), Options{Tier: Online, Only: chain})
	if asked := b.askedOf(); strings.Count(asked, "/token") != 2 { // and the probe of the client
		t.Errorf("asked %s", asked)
	}
}

func TestFacts(t *testing.T) {
	b := set(t)
	if r := b.only(t, "token.refresh"); r.Facts["validity"] != 3599 {
		t.Errorf("refresh: %v", r.Facts)
	}
	if r := b.only(t, "token.scope"); r.Facts["scope"] != asset.Gmail.Scope {
		t.Errorf("scope: %v", r.Facts)
	}
	if r := b.only(t, "mailbox.identity"); r.Facts["emailAddress"] != b.Endpoints().Mailbox {
		t.Errorf("identity: %v", r.Facts)
	}
}

func TestForeign(t *testing.T) {
	b := set(t)
	b.Foreign = true
	b.Config.Authentication.ClientSecret = secret.New(b.wire.secrets[0])
	results := b.run(t, t.Context(), Options{Tier: Online, Only: chain})
	if got := letters(results); got != "ppp---ppp--" {
		t.Errorf("got %s", got)
	}
	expect(t, "identity", results[9], Skip, "not asked: the provider is not Google")
	expect(t, "login", results[10], Skip, "not asked: the provider is not Google")
	if asked := b.askedOf(); asked != "/token" {
		t.Errorf("asked %s", asked)
	}
}

// A token of another provider is not shown to Google's mail servers, by whatever
// name; a server that the asset names itself is judged.
func TestForeignTokenStaysFromGoogle(t *testing.T) {
	b := set(t)
	b.Foreign = true
	own, dialled := b.Config.Authentication.SMTPServer, ""
	dial := b.Dial
	b.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		dialled = addr
		if dial != nil {
			return dial(ctx, network, addr)
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	b.Provider = asset.Gmail
	for _, host := range []string{"smtp.gmail.com", "SMTP.Gmail.com.", "smtp-relay.gmail.com", "smtp.googlemail.com", "aspmx.l.google.com"} {
		b.Config.Authentication.SMTPServer = host
		expect(t, host, b.only(t, "smtp.login"), Skip, "not asked: the provider is not Google")
	}
	b.Config.Authentication.SMTPServer = ""
	expect(t, "none", b.only(t, "smtp.login"), Skip, "not tried: authentication.smtpServer is not known here")
	expect(t, "shape", b.only(t, "asset.shape"), Pass, "every value follows the rules of the form")
	if dialled != "" {
		t.Errorf("dialled %s", dialled)
	}
	b.Config.Authentication.SMTPServer = own
	if r := b.only(t, "smtp.login"); r.Status != Pass || dialled == "" {
		t.Errorf("its own server: %s, dialled %q", r.Status, dialled)
	}
}

// What another host than the provider's says is not the provider's word, and
// it is not sent the secret.
func TestNobodyElseIsCreditedAsGoogle(t *testing.T) {
	b := set(t)
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
	}))
	defer server.Close()
	b.Config.Authentication.AccessTokenURL = server.URL + "/token"
	expect(t, "token address", b.only(t, "client.credentials"), Skip, "not asked: only Google is known to answer this")
	b.Config.Authentication.AuthorizationURL = server.URL + "/auth"
	expect(t, "authorization address", b.only(t, "redirect.connect"), Skip, "not asked: only Google is known to answer this")
	if asked != 0 {
		t.Errorf("asked %d times", asked)
	}
}

// A foreign provider may replace the refresh token. One that nobody can keep is
// not spent unasked.
func TestARefreshTokenIsNotUsedUp(t *testing.T) {
	b := set(t)
	var sent []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.PostFormValue("refresh_token"))
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":"made-up-access-%d","refresh_token":"made-up-refresh-%[1]d","token_type":"Bearer","expires_in":3600}`, len(sent))
	}))
	defer server.Close()
	b.Foreign, b.Provider = true, asset.Gmail // so the mail server is its own
	b.Config.Authentication.RefreshTokenURL = server.URL
	b.Config.Tokens.RefreshToken = secret.New("made-up-refresh-0")
	const spends = "not asked: the provider may replace the refresh token, and check keeps none (--only token.refresh asks)"
	results := b.run(t, t.Context(), Options{Tier: Online})
	for _, r := range results {
		if r.ID == "token.refresh" {
			expect(t, "a file", r, Skip, spends)
		}
		if r.ID == "smtp.login" && r.Status != Pass {
			t.Errorf("the stored access token is not used: %s %v", r.Status, r.Err)
		}
	}
	b.Config.Tokens.ExpiresAt = time.Now().Add(-time.Hour)
	for _, r := range b.run(t, t.Context(), Options{Tier: Online}) {
		if r.ID == "smtp.login" {
			expect(t, "no access token", r, Skip, spends)
		}
	}
	expect(t, "no access token, alone", b.only(t, "smtp.login"), Skip, spends)
	if sent != nil {
		t.Fatalf("sent %q", sent)
	}
	r := b.only(t, "token.refresh")
	expect(t, "asked for", r, Pass, "a new access token was given, and another refresh token: the one that was read may be used up")
	if r.Facts["replaced"] != true {
		t.Errorf("facts %v", r.Facts)
	}
	// Where somebody keeps it, it is refreshed as it is kept then.
	b.Refresh = func(_ context.Context, spend func(secret.String) (*oauth.Token, error)) (*oauth.Token, error) {
		return spend(secret.New("made-up-refresh-kept"))
	}
	sent = nil
	expect(t, "kept", b.only(t, "token.refresh"), Pass, "a new access token was given for the stored refresh token")
	if !slices.Equal(sent, []string{"made-up-refresh-kept"}) {
		t.Errorf("sent %q", sent)
	}
	locked := errors.New("locked")
	b.Refresh = func(context.Context, func(secret.String) (*oauth.Token, error)) (*oauth.Token, error) {
		return nil, locked
	}
	if r := b.only(t, "token.refresh"); r.Status != Unknown || !errors.Is(r.Err, locked) {
		t.Errorf("%s %v", r.Status, r.Err)
	}
}

// A certificate that has ended is the clock's fault only where the clock is
// wrong, which the Date of the provider's answers tells.
func TestWhoseFaultAnExpiredCertificateIs(t *testing.T) {
	b := set(t)
	b.faults(t, "smtp-cert-expired")
	only := Options{Tier: Online, Only: []string{"token.refresh", "smtp.login"}}
	var told *CertificateError
	if r := b.run(t, t.Context(), only)[1]; !errors.As(r.Err, &told) || !told.Told || told.Ahead != 0 || kind(r.Err) != "tls" {
		t.Errorf("%+v of %v", told, r.Err)
	}
	b.Now = func() time.Time { return time.Now().Add(48 * time.Hour) }
	if r := b.run(t, t.Context(), only)[1]; !errors.As(r.Err, &told) || !told.Told || told.Ahead.Round(time.Hour) != 48*time.Hour {
		t.Errorf("%+v of %v", told, r.Err)
	}
	b.Now = time.Now
	if r := b.only(t, "smtp.login"); !errors.As(r.Err, &told) || told.Told { // nobody was asked
		t.Errorf("%+v of %v", told, r.Err)
	}
	if text := told.Error(); text != told.Err.Error() {
		t.Error(text)
	}
}

func TestCompareAccount(t *testing.T) {
	for got, same := range map[string]bool{"support@example.com": true, "Support@Example.COM": true, "sales@example.com": false, "": false} {
		err := CompareAccount("support@example.com", got)
		var wrong *AccountError
		if errors.As(err, &wrong); (err == nil) != same || wrong != nil && *wrong != (AccountError{"support@example.com", got}) {
			t.Errorf("%q: %v", got, err)
		}
	}
}

// With a login id the token is another account's by design, so a 535 is its
// lack of access to the shared mailbox.
func TestSharedMailbox(t *testing.T) {
	b := set(t)
	login, team := b.Endpoints().Mailbox, "team@lab.test"
	b.Config.Authentication.LoginID, b.Config.Authentication.Username, b.Config.Asset.EmailID = &login, team, team
	results := b.run(t, t.Context(), Options{Tier: Online, Only: chain})
	var wrong *AccountError
	if got := letters(results); got != "ppppppppppf" || !errors.As(results[10].Err, &wrong) || *wrong != (AccountError{team, login}) {
		t.Errorf("got %s, %v", got, results[10].Err)
	}
	b.faults(t, "smtp-refused") // a 534 is no matter of accounts
	if r := b.only(t, "smtp.login"); kind(r.Err) != "reply" {
		t.Errorf("534: %v", r.Err)
	}
	b.faults(t, "smtp-auth-rejected")
	spelled := "Support@Lab.test" // the mailbox itself, in other letters
	b.Config.Authentication.LoginID, b.Config.Authentication.Username, b.Config.Asset.EmailID = &spelled, login, login
	if r := b.only(t, "smtp.login"); kind(r.Err) != "reply" {
		t.Errorf("not shared: %v", r.Err)
	}
}

// logins are the servers of the login and of the other port, as the facts tell.
func logins(t *testing.T, r Result) (own, other string) {
	t.Helper()
	var facts struct {
		Login, OtherPort struct {
			Server struct {
				Port     int
				Security string
			}
			Error string
			Reply struct{ Code int }
		}
	}
	doc, err := json.Marshal(r.Facts)
	if err := errors.Join(err, json.Unmarshal(doc, &facts)); err != nil {
		t.Fatal(err)
	}
	if facts.OtherPort.Error != "" {
		return facts.Login.Server.Security, "refused"
	}
	return facts.Login.Server.Security, facts.OtherPort.Server.Security
}

// The asset is judged on its own port; the provider's other one is a fact, and
// asked at nobody else's.
func TestTheOtherPort(t *testing.T) {
	b := set(t)
	p := b.Provider
	for name, tt := range map[string]struct {
		host       string
		port       int
		security   asset.Security
		status     Status
		own, other string
	}{
		"SSL":           {p.SMTPServer, p.TLSPort, asset.SSL, Pass, "SSL", "STARTTLS"},
		"STARTTLS":      {p.SMTPServer, p.StartTLSPort, asset.STARTTLS, Pass, "STARTTLS", "SSL"},
		"somebody else": {"localhost", p.TLSPort, asset.SSL, Pass, "SSL", ""},
		"port mixed":    {p.SMTPServer, p.StartTLSPort, asset.SSL, Fail, "SSL", ""},
	} {
		a := &b.Config.Authentication
		a.SMTPServer, a.Port, a.Security = tt.host, tt.port, tt.security
		r := b.only(t, "smtp.login")
		if own, other := logins(t, r); r.Status != tt.status || own != tt.own || other != tt.other {
			t.Errorf("%s: %s at %q, other %q: %v", name, r.Status, own, other, r.Err)
		}
	}
	a := &b.Config.Authentication
	a.SMTPServer, a.Port, a.Security = p.SMTPServer, p.TLSPort, asset.SSL
	var mu sync.Mutex
	dialled := 0
	b.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		mu.Lock()
		defer mu.Unlock()
		if dialled++; strings.HasSuffix(addr, ":"+b.Endpoints().SMTPSTARTTLS[strings.LastIndex(b.Endpoints().SMTPSTARTTLS, ":")+1:]) {
			return nil, net.ErrClosed
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	r := b.only(t, "smtp.login")
	if own, other := logins(t, r); r.Status != Pass || own != "SSL" || other != "refused" || dialled != 2 {
		t.Errorf("only the other is closed: %s at %q, other %q, dialled %d", r.Status, own, other, dialled)
	}
}

// What this desk's firewall or proxy can cause proves nothing about the cloud
// that Webex Connect sends from.
func TestWhatADeskCanCauseIsUnknown(t *testing.T) {
	b := set(t)
	b.Roots = x509.NewCertPool() // an authority that is not ours, as a proxy's
	if r := b.only(t, "smtp.login"); r.Status != Unknown || kind(r.Err) != "tls" {
		t.Errorf("a stranger's authority: %s %v", r.Status, r.Err)
	}
	b.Dial = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "smtp.test", IsNotFound: true}
	}
	if r := b.only(t, "smtp.login"); r.Status != Unknown || kind(r.Err) != "connect" {
		t.Errorf("no such host: %s %v", r.Status, r.Err)
	}
}

// An answer that is not Gmail's, such as a hotel's page, proves nothing.
func TestOddAnswersAreUnknown(t *testing.T) {
	b := set(t)
	for name, tt := range map[string]struct {
		status int
		body   string
		want   Status
	}{
		"a page":     {200, "<html>", Unknown},
		"no address": {200, "{}", Unknown},
		"elsewhere":  {302, "", Unknown},
		"throttled":  {429, "{}", Unknown},
		"a 502":      {502, "<html>", Unknown},
		"a 403":      {403, `{"error": {"code": 403, "message": "no"}}`, Fail},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(tt.status)
			_, _ = w.Write([]byte(tt.body))
		}))
		b.Provider.API = server.URL + "/"
		if r := b.only(t, "mailbox.identity"); r.Status != tt.want {
			t.Errorf("%s: %s, %v", name, r.Status, r.Err)
		}
		server.Close()
	}
	refuse := func(status int, body string) Result {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		defer server.Close()
		b.Config.Authentication.RefreshTokenURL = server.URL + "/token"
		return b.only(t, "token.refresh")
	}
	for status, want := range map[int]Status{400: Fail, 401: Fail, 429: Unknown, 500: Unknown, 503: Unknown} {
		if r := refuse(status, `{"error": "invalid_grant"}`); r.Status != want {
			t.Errorf("a token endpoint that refuses with %d: %s %v", status, r.Status, r.Err)
		}
	}
}

func TestErrorsSayWhatWasCompared(t *testing.T) {
	at := time.Date(2026, 12, 6, 11, 0, 0, 0, time.FixedZone("CET", 3600))
	for want, err := range map[string]error{
		"compare the mailbox: b@x.nl signed in, the asset needs a@x.nl":       &AccountError{"a@x.nl", "b@x.nl"},
		`compare the scope: "openid" was granted, "mail" is needed`:           &ScopeError{"mail", "openid"},
		"read the token answer: no refresh token in it":                       &NoRefreshTokenError{},
		"read the lifetime: the refresh token ends at 2026-12-06T10:00:00Z":   &LifetimeError{ExpiresAt: at},
		"compare the redirect URIs: the client JSON lacks http://a, http://b": &RedirectsError{Missing: []string{"http://a", "http://b"}},
		"look at the client secret: it does not have the usual form":          &ClientShapeError{"secret"},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

// The three probes of the client ask without a sign-in, share one negative
// control, and tell nothing when the control does not hold.
func TestTheClientIsProbed(t *testing.T) {
	b := set(t)
	for _, id := range []string{"client.credentials", "redirect.connect", "redirect.loopback"} {
		if r := b.only(t, id); r.Status != Pass {
			t.Errorf("%s: %s, %v", id, r.Status, r.Err)
		}
	}
	b.askedOf()
	results := b.run(t, t.Context(), Options{Tier: Online, Only: []string{"redirect.connect", "redirect.loopback"}})
	if asked := b.askedOf(); letters(results) != "pp" || strings.Count(asked, "/o/oauth2/auth") != 3 {
		t.Errorf("got %s, asked %s", letters(results), asked)
	}

	slash := *b.Config
	slash.Authentication.CallbackURL += "/"
	b.Config = &slash
	r := b.only(t, "redirect.connect")
	var page *oauth.PageError
	if r.Status != Fail || !errors.As(r.Err, &page) || page.Code != "redirect_uri_mismatch" || page.Details["redirect_uri"] != slash.Authentication.CallbackURL {
		t.Errorf("one character too many: %s, %v", r.Status, r.Err)
	}

	everybodyIn := httptest.NewServer(http.RedirectHandler("/v3/signin/identifier", http.StatusFound))
	defer everybodyIn.Close()
	open := slash
	open.Authentication.AuthorizationURL, b.Provider.AuthorizationURL = everybodyIn.URL, everybodyIn.URL
	b.Config = &open
	if r := b.only(t, "redirect.connect"); r.Status != Unknown || !errors.Is(r.Err, oauth.ErrControlAccepted) {
		t.Errorf("the control does not hold: %s, %v", r.Status, r.Err)
	}
}
