package report

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// Made-up secrets, as no service hands them out.
const (
	madeUpSecret  = "MADE-UP-client-secret-0123456789"
	madeUpRefresh = "MADE-UP-refresh-token-0123456789/+="
	madeUpAccess  = "MADE-UP-access-token-0123456789"
	madeUpShort   = "MADE-UP"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func configured() *asset.Configuration {
	ends := noon.Add(7 * 24 * time.Hour)
	return &asset.Configuration{
		SchemaVersion: asset.SchemaVersion,
		Asset: asset.Asset{Name: "Acme", EmailID: "support@acme.example", ForwardingAddress: "0123abcd@mail-us.imiconnect.io",
			ConnectURL: "https://acme.us.webexconnect.io", Region: "us"},
		Authentication: asset.Authentication{
			Type: "OAuth 2.0", SMTPServer: "smtp.gmail.com", Username: "support@acme.example", Port: 465, Security: asset.SSL,
			ClientID: "123-made-up.apps.googleusercontent.com", ClientSecret: secret.New(madeUpSecret),
			CallbackURL: "https://acme.us.webexconnect.io/callback", AuthorizationURL: asset.Gmail.AuthorizationURL,
			Scope: asset.Gmail.Scope, AccessTokenURL: asset.Gmail.TokenURL, RefreshTokenURL: asset.Gmail.TokenURL, ReviewConsent: true,
		},
		Tokens: &asset.Tokens{
			AccessToken: secret.New(madeUpAccess), RefreshToken: secret.New(madeUpRefresh), TokenType: "Bearer", Scope: asset.Gmail.Scope,
			Validity: 3599, IssuedAt: noon, ExpiresAt: noon.Add(time.Hour), RefreshTokenExpiresAt: &ends,
		},
		Google: &asset.Google{ProjectID: "acme-mail", UserType: "external", Publishing: "testing"},
	}
}

// source is a report about an asset in Testing whose Connect callback is not
// registered; secrets stand where none belongs.
func source(lang msg.Lang) Source {
	c := configured()
	page := &oauth.PageError{Code: "redirect_uri_mismatch", Details: map[string]string{"redirect_uri": c.Authentication.CallbackURL}}
	s := &session.Session{
		SchemaVersion: 1, Name: "acme", OutFile: "/home/made-up/acme.asset.json",
		Answers: map[string]string{"asset.email": "Support@acme.example", "asset.login_id": "someone@acme.example"},
		Steps: map[string]session.Record{
			"audience": {How: session.Stated, At: noon.Add(-time.Hour)},
			"tokens":   {How: session.Observed, At: noon.Add(-time.Minute)},
		},
		Seen:         []session.Sighting{{Step: "client", Text: "a red box with " + madeUpRefresh + " | and a pipe", At: noon.Add(-30 * time.Minute)}},
		Generated:    &noon,
		ConnectCalls: []session.ConnectCall{{At: noon.Add(time.Minute), Outcome: "failed", Status: 403, TransID: "made-up-transid", TrackingID: "made-up-trackingid"}},
		Mints:        []session.Mints{{ClientID: c.Authentication.ClientID, Account: "support@acme.example", Count: 3, First: noon.Add(-2 * time.Hour), Last: noon}},
		Secrets:      session.Secrets{ClientSecret: c.Authentication.ClientSecret, Tokens: c.Tokens},
	}
	checked := []Checked{
		{Result: check.Result{ID: "asset.shape", Status: check.Pass, Summary: msg.CheckRefreshGood.Line()}},
		{Result: check.Result{ID: "redirect.connect", Status: check.Fail, Summary: msg.CheckRefreshFailed.Line(), Err: page},
			Finding: diagnose.Explain(page, diagnose.Context{Lang: lang, Email: "support@acme.example", CallbackURL: c.Authentication.CallbackURL})},
		{Result: check.Result{ID: "token.lifetime", Status: check.Warn, Summary: msg.CheckRefreshFailed.Line(), Err: errors.New("x")},
			Finding: diagnose.Finding{Code: "testing-token-expires", Summary: "s", Cause: "c " + madeUpAccess}},
	}
	return Source{
		Lang: lang, Now: noon, Steps: []string{"asset", "audience", "tokens"}, Session: s, Config: c, Checked: checked,
		Checks: map[string]string{"said": "support@acme.example sent " + url.QueryEscape(madeUpRefresh) + " and " + base64.StdEncoding.EncodeToString([]byte(madeUpSecret))},
		Surroundings: Surroundings{StepPack: "1", Hosts: []Host{
			{Name: "accounts.google.com", Addresses: []string{"192.0.2.1"}, Issuers: []string{"CN=WR2", "CN=Root"}},
			{Name: "smtp.gmail.com", DNSError: "no such host"},
		}},
	}
}

func bundled(t *testing.T, s Source) (all string, files map[string]string) {
	t.Helper()
	list, err := Bundle(s)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range list {
		files[f.Name] = f.Text
		all += "==> " + f.Name + " <==\n" + f.Text
	}
	return all, files
}

func TestABundleHoldsNoSecretAndNoAddress(t *testing.T) {
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		all, _ := bundled(t, source(lang))
		for _, value := range []string{madeUpSecret, madeUpAccess, madeUpRefresh} {
			for _, form := range []string{value, url.QueryEscape(value), base64.StdEncoding.EncodeToString([]byte(value))} {
				if strings.Contains(all, form) {
					t.Errorf("%s stands in the bundle", form)
				}
			}
		}
		for _, address := range []string{"support@", "Support@", "someone@", "0123abcd@", "/home/"} {
			if strings.Contains(all, address) {
				t.Errorf("%s stands in the bundle", address)
			}
		}
	}
}

func TestOneAddressHasOneNumber(t *testing.T) {
	_, files := bundled(t, source(msg.English))
	var c asset.Configuration
	if err := json.Unmarshal([]byte(files["configuration.json"]), &c); err != nil {
		t.Fatal(err)
	}
	if c.Asset.EmailID != c.Authentication.Username || !regexp.MustCompile(`^address-\d+@acme\.example$`).MatchString(c.Asset.EmailID) {
		t.Errorf("email %q, user name %q", c.Asset.EmailID, c.Authentication.Username)
	}
	var s session.Session
	if err := json.Unmarshal([]byte(files["session.json"]), &s); err != nil {
		t.Fatal(err)
	}
	if s.Answers["asset.email"] != c.Asset.EmailID || s.Answers["asset.login_id"] == c.Asset.EmailID {
		t.Errorf("answers %v beside %q", s.Answers, c.Asset.EmailID)
	}
}

func TestAddressesMayStay(t *testing.T) {
	s := source(msg.English)
	s.WithAddresses = true
	all, _ := bundled(t, s)
	if !strings.Contains(all, "support@acme.example") || strings.Contains(all, "address-1@") {
		t.Error("the addresses are not there")
	}
}

var fingerprint = regexp.MustCompile(`\[secret:refresh token ([0-9a-f]{6})\]`)

func TestTheSameSecretHasOneFingerprintPerBundle(t *testing.T) {
	marks := func() []string {
		all, _ := bundled(t, source(msg.English))
		var found []string
		for _, m := range fingerprint.FindAllStringSubmatch(all, -1) {
			found = append(found, m[1])
		}
		slices.Sort(found)
		return found
	}
	first, second := marks(), marks()
	if len(first) < 3 || len(slices.Compact(slices.Clone(first))) != 1 {
		t.Errorf("fingerprints in one bundle: %v", first)
	}
	if first[0] == second[0] {
		t.Error("two bundles have the same fingerprint")
	}
}

func TestAShortSecretIsNamedToo(t *testing.T) {
	s := source(msg.English)
	s.Config.Authentication.ClientSecret = secret.New(madeUpShort)
	s.Session.Secrets.ClientSecret = secret.New(madeUpShort)
	_, files := bundled(t, s)
	if strings.Contains(files["configuration.json"], `"`+madeUpShort+`"`) || !strings.Contains(files["configuration.json"], "[secret:client secret ") {
		t.Error(files["configuration.json"])
	}
}

func TestFormsOfSecretsThatNobodyKnows(t *testing.T) {
	m := newMask(Source{})
	for _, text := range []string{
		"ya29.MADE-UP-0123456789", "1//0MADE-UP-0123456789", "4/0AMADE-UP-0123456789", "code=4%2F0AMADE-UP-0123456789",
		"GOCSPX-MADE-UP-01234", "Authorization: Bearer MADE-UP.0123456789",
	} {
		if got := m.text(text); strings.Contains(got, "MADE-UP") {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestTheReadablePage(t *testing.T) {
	for lang, want := range map[msg.Lang][]string{
		msg.English: {"# Support report for the email asset Acme", "begin with **redirect.connect** (`redirect-uri-mismatch`)", "verdict of the checks: **fail**",
			"| redirect.connect | fail |", "asset: nothing was recorded", "audience: somebody said so", "tokens: the program saw it", "a red box with", `\| and a pipe`, "the refresh token dies", "no such host", "certificate by CN=WR2", "Generate Token",
			"push: failed (transid made-up-transid, trackingid made-up-trackingid)"},
		msg.Dutch: {"# Supportrapport van de e-mailasset Acme", "begin bij **redirect.connect**", "iemand zei het", "het refresh token vervalt", "geen proxy"},
	} {
		_, files := bundled(t, source(lang))
		for _, w := range want {
			if !strings.Contains(files["report.md"], w) {
				t.Errorf("%s: %q is missing in\n%s", lang, w, files["report.md"])
			}
		}
	}
}

func TestTheTimelineIsInOrder(t *testing.T) {
	_, files := bundled(t, source(msg.English))
	_, timeline, _ := strings.Cut(files["report.md"], "## Timeline\n")
	timeline, _, _ = strings.Cut(timeline, "\n## ")
	lines := strings.Split(strings.TrimSpace(timeline), "\n")
	if len(lines) < 8 || !slices.IsSorted(lines) && !slices.IsSortedFunc(lines, func(a, b string) int { return strings.Compare(a[:18], b[:18]) }) {
		t.Errorf("%d lines:\n%s", len(lines), timeline)
	}
}

func TestAHealthyAssetSaysSo(t *testing.T) {
	s := source(msg.English)
	s.Checked = s.Checked[:1]
	_, files := bundled(t, s)
	if !strings.Contains(files["report.md"], "no broken link was found") {
		t.Error(files["report.md"])
	}
}

func TestWhatTheLabIsTold(t *testing.T) {
	s := source(msg.English)
	s.Config.Authentication.Username = "other@acme.example"
	s.Config.Authentication.Security = asset.STARTTLS
	s.Config.Asset.ConnectURL = ""
	sc := s.scene()
	if !slices.Equal(sc.Faults, []string{"redirect-uri-mismatch", "testing-token-expires"}) || !slices.Equal(sc.Unregistered, []string{"connect"}) ||
		!slices.Equal(sc.Findings, []string{"redirect.connect: redirect-uri-mismatch", "token.lifetime: testing-token-expires"}) ||
		sc.Tokens != "both" || !sc.Testing || sc.Shared {
		t.Errorf("%+v", sc)
	}
	if sc.Fields["authentication.username"] != "other" || sc.Fields["authentication.security"] != "STARTTLS" || len(sc.Fields) != 2 {
		t.Errorf("fields %v", sc.Fields)
	}
	s.Now = *s.Config.Tokens.RefreshTokenExpiresAt
	if sc := s.scene(); !sc.Ended || !sc.Testing {
		t.Errorf("%+v", sc)
	}
	for want, tokens := range map[string]*asset.Tokens{
		"none": nil, "access": {AccessToken: secret.New(madeUpAccess)}, "refresh": {RefreshToken: secret.New(madeUpRefresh)},
	} {
		s.Config.Tokens = tokens
		if sc := s.scene(); sc.Tokens != want {
			t.Errorf("tokens %q, want %q", sc.Tokens, want)
		}
	}
}

// TestTheSignInThatTheLabIsTold: the last one that brought no tokens, by the code
// that the program recognised.
func TestTheSignInThatTheLabIsTold(t *testing.T) {
	saw := func(step, text string, minutes int) session.Sighting {
		return session.Sighting{Step: step, Text: text, At: noon.Add(time.Duration(minutes) * time.Minute)}
	}
	for label, c := range map[string]struct {
		seen []session.Sighting
		want string
	}{
		"none":            {nil, ""},
		"mended":          {[]session.Sighting{saw("tokens", "not-a-test-user", -1)}, ""},
		"since":           {[]session.Sighting{saw("tokens", "consent-declined", -1), saw("tokens", "not-a-test-user", 1)}, "not-a-test-user"},
		"the last":        {[]session.Sighting{saw("tokens", "wrong-account", 1), saw("tokens", "code-rejected", 2)}, "code-rejected"},
		"nobody came":     {[]session.Sighting{saw("tokens", "callback-timeout", 1)}, "callback-timeout"},
		"a page was seen": {[]session.Sighting{saw("tokens", "org-internal", 1), saw("tokens", "callback-timeout", 2)}, "org-internal"},
		"another step":    {[]session.Sighting{saw("client", "not-a-test-user", 1)}, ""},
		"own words":       {[]session.Sighting{saw("tokens", "a red box", 1)}, ""},
	} {
		s := source(msg.English)
		s.Session.Seen = c.seen
		if got := s.scene().SignIn; got != c.want {
			t.Errorf("%s: %q, want %q", label, got, c.want)
		}
	}
	s := source(msg.English)
	s.Session.Seen, s.Config.Tokens = []session.Sighting{saw("tokens", "not-a-test-user", -90)}, nil
	if got := s.scene().SignIn; got != "not-a-test-user" {
		t.Errorf("without tokens: %q", got)
	}
	_, files := bundled(t, s)
	for _, part := range []string{"- tokens, 2026-11-22 10:30 UTC: `not-a-test-user`", "2026-11-22 10:30 UTC step tokens: not-a-test-user"} {
		if !strings.Contains(files["report.md"], part) {
			t.Errorf("no %q in\n%s", part, files["report.md"])
		}
	}
	if !strings.Contains(files["session.json"], `"text": "not-a-test-user"`) || !strings.Contains(files["lab.json"], `"signIn": "not-a-test-user"`) {
		t.Errorf("%s\n%s", files["session.json"], files["lab.json"])
	}
}

// TestWhyThereIsNoSecureConnection: an error is no issuer, and where DNS has no
// address the failed connection says nothing more.
func TestWhyThereIsNoSecureConnection(t *testing.T) {
	s := source(msg.English)
	s.Surroundings.Hosts = []Host{
		{Name: "dns.example", DNSError: "no such host", TLSError: "dial tcp: lookup dns.example: no such host"},
		{Name: "proxied.example", DNSError: "no such host", TLSError: "Proxy Authentication Required"},
		{Name: "closed.example", Addresses: []string{"192.0.2.1"}, TLSError: "connection refused"},
	}
	s.Surroundings.Proxy = map[string]string{"proxied.example": "http://proxy.example:3128"}
	_, files := bundled(t, s)
	for _, line := range []string{
		"- dns.example: no such host\n",
		"- proxied.example: no such host; through the proxy http://proxy.example:3128; no secure connection: Proxy Authentication Required\n",
		"- closed.example: 192.0.2.1; no secure connection: connection refused\n",
	} {
		if !strings.Contains(files["report.md"], line) {
			t.Errorf("no %q in\n%s", line, files["report.md"])
		}
	}
	if strings.Contains(files["report.md"], "certificate by") {
		t.Error("an issuer is told")
	}
}

func TestTheArchiveHoldsTheFiles(t *testing.T) {
	files, err := Bundle(source(msg.English))
	var doc bytes.Buffer
	if err == nil {
		err = Archive(&doc, files, noon)
	}
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(doc.Bytes()), int64(doc.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(z.File) != len(files) || z.File[0].Name != "report.md" {
		t.Fatalf("%d files, the first is %s", len(z.File), z.File[0].Name)
	}
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || string(text) != files[i].Text {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

func TestLookingAtHosts(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://elsewhere.invalid/", http.StatusFound)
	}))
	defer server.Close()
	l := Looker{HTTP: server.Client(), Timeout: 10 * time.Second, Proxy: func(r *http.Request) (*url.URL, error) {
		return url.Parse("http://made-up-user:MADE-UP@192.0.2.7:3128")
	}}
	hosts := l.Look(t.Context(), []string{server.URL, server.URL + "/again", "smtp://127.0.0.1", ":", ""})
	if len(hosts) != 1 || len(hosts[0].Issuers) == 0 || hosts[0].NotAfter.IsZero() || !slices.Equal(hosts[0].Addresses, []string{"127.0.0.1"}) {
		t.Errorf("%+v", hosts)
	}
	if got := l.Proxies([]string{server.URL}); got["127.0.0.1"] != "http://192.0.2.7:3128" {
		t.Errorf("proxies %v", got)
	}
	server.Close()
	if hosts := l.Look(t.Context(), []string{server.URL}); hosts[0].TLSError == "" {
		t.Errorf("%+v", hosts)
	}
}

// seenText is a report about what a person typed, as its page shows it.
func seenText(t *testing.T, text string) (page, all string) {
	t.Helper()
	s := source(msg.English)
	s.Session.Seen = []session.Sighting{{Step: "client", Text: text, At: noon}}
	s.Session.Answers["google.home_page"] = text
	all, files := bundled(t, s)
	_, page, _ = strings.Cut(files["report.md"], "- client, ")
	page, _, _ = strings.Cut(page, "\n")
	return page, all
}

func TestWhatPeoplePasteIsMasked(t *testing.T) {
	known := base64.StdEncoding.EncodeToString
	for text, gone := range map[string]string{
		"https://jane:MADEUPr0ub4dor!x@proxy.example:3128/": "jane MADEUP", "password=MADEUPpass1": "MADEUP", "code_verifier=MADEUPverifier12345": "MADEUP",
		"state=MADEUPstate123": "MADEUP", "code=MADEUP.AQABcode": "MADEUP", "AUTH LOGIN c3VwcG9ydEBsYWIudGVzdA==": "c3Vwc",
		"-----BEGIN PRIVATE KEY-----MADEUP\nMADEUP-----END PRIVATE KEY-----": "MADEUP", "MADEUPwebexNjY0ZTg5ZDItMDY5Ny00MADEUP0_P0A1_1eb65fdf-9643": "MADEUP 1eb65",
		"MADEUPwebexNjY0ZTg5ZDItMDY5Ny00MADEUP": "MADEUP", madeUpRefresh[:14] + "\n" + madeUpRefresh[14:]: "0123456789", madeUpSecret[:9] + "\u200b" + madeUpSecret[9:]: "0123456789",
		strings.ReplaceAll(madeUpRefresh, "/", `\u002f`): "0123456789", known([]byte("x" + madeUpAccess)): "1BREUtVVA TUFERS1VUC",
		"jane.doe%2540acme.example": "jane", "jane.doe&#64;acme.example": "jane", `jane.doe\u0040acme.example`: "jane", "jane.doe＠acme.example": "jane",
		"janedoe@bücher.example": "janedoe", `"jane doe"@acme.example`: "jane doe", `"jane@doe"@acme.example`: "jane doe", "janedoe@intranet": "janedoe", known([]byte("jane.doe@other.example")): "amFuZS5kb2",
		known([]byte("xsupport@acme.example")): "c3VwcG9ydE N1cHBvcnR", "Jane van Doe <jane@other.example>": "Jane jane Doe", `"Doe, Jane" <jane@other.example>`: "Jane jane Doe", "jürgenmüller@acme.example": "rgenm ller", "john.o'brien@acme.example": "john o' brien",
		"jane&joe@acme.example": "jane joe", "j%C3%BCrgen@acme.example": "rgen C3", "x@[192.0.2.1]": "x@", "/home/janedoe/Downloads/client_secret.json": "janedoe", `C:\Users\janedoe\x`: "janedoe", `C:\Users\Jane Doe\x`: "Jane Doe",
		"/Users/janedoe": "janedoe", `C:\\Users\\janedoe`: "janedoe", "![x](http://evil.example/t.png) `a` <img src=x>": "![ <img `", "a\x1b[31m\u202eb": "\x1b \u202e",
	} {
		page, all := seenText(t, text)
		for _, part := range strings.Fields(gone) {
			if part == "`" && strings.Contains(page, "\\`") {
				continue
			}
			if strings.Contains(page, part) || !strings.ContainsAny(part, "<!]`x") && strings.Contains(all, part) && !strings.Contains(part, "12345") && part != "rgen" {
				t.Errorf("%q: %q is left in %s", text, part, page)
			}
		}
	}
}

func TestAMaskedTextStaysAsItIs(t *testing.T) {
	m := newMask(source(msg.English))
	for _, text := range []string{
		"kim@acme.example and " + madeUpAccess, "support@acme.example", "'jane@x' password=MADEUPpass", "/home/jane/x", "the state of 2026: https://acme.us.webexconnect.io/callback",
	} {
		once := m.text(text)
		if twice := m.text(once); twice != once {
			t.Errorf("%q became %q, then %q", text, once, twice)
		}
	}
	if m.text("'Support@Acme.example'") != "'address-1@acme.example'" || m.text("<a href=mailto:kim@b.example?x=1>") != m.text("<a href=mailto:KIM@b.example?x=1>") {
		t.Error(m.text("'Support@Acme.example'"))
	}
	if got := m.document(`{"a\\": "x\u0040y.example", "n": 1.50, "t": [true, null]}`); !strings.Contains(got, `"n": 1.50, "t": [true, null]}`) || !json.Valid([]byte(got)) {
		t.Error(got)
	}
}
