package diagnose

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/google"
	"mailasset/internal/lab"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

// startLab starts a lab whose accounts part answers for a person.
func startLab(t *testing.T, c lab.Config) *lab.Lab {
	t.Helper()
	c.Dir = t.TempDir()
	l, err := lab.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func setFault(t *testing.T, l *lab.Lab, fault string) {
	t.Helper()
	if err := l.SetFaults(fault); err != nil {
		t.Fatal(err)
	}
}

// flow is a sign-in at the lab in two parts, and its link.
func flow(t *testing.T, l *lab.Lab) (oauth.Flow, *oauth.Pending) {
	t.Helper()
	client, err := oauth.ReadClient(l.Endpoints().ClientJSON)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := oauth.TokenEndpoint{Client: client, HTTP: http.DefaultClient, Now: time.Now, Timeout: 20 * time.Second}
	f := oauth.Flow{Endpoint: endpoint, Port: 8473, Scope: "https://mail.google.com/", Prompt: "consent"}
	p, err := f.Start()
	if err != nil {
		t.Fatal(err)
	}
	return f, p
}

// end follows a link to where the browser would stop.
func end(t *testing.T, link string) string {
	t.Helper()
	last := link
	jar, err := cookiejar.New(nil) // the sign-in page knows the person by it
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, before []*http.Request) error {
		last = r.URL.String()
		if r.URL.Port() == "8473" || len(before) > 10 {
			return http.ErrUseLastResponse // nobody listens there
		}
		return nil
	}}
	answer, err := client.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return last
}

// Each fault that a page of the lab shows leads to the code of its name.
func TestPagesOfTheLab(t *testing.T) {
	l := startLab(t, lab.Config{Robot: true})
	for _, fault := range []string{
		"redirect-uri-mismatch", "redirect-uri-invalid", "client-not-found", "client-deleted", "disallowed-useragent",
		"not-a-test-user", "org-internal", "wrong-session", "admin-policy-enforced", "access-not-configured",
	} {
		setFault(t, l, fault)
		f, p := flow(t, l)
		_, err := f.Finish(t.Context(), p, end(t, p.AuthorizationURL()))
		c := Context{ClientID: p.ClientID, LoopbackURI: p.RedirectURI, CallbackURL: l.Endpoints().CallbackURL}
		found := Explain(err, c)
		if found.Code != fault {
			t.Errorf("%s: %q from %v", fault, found.Code, err)
		}
		if fault == "redirect-uri-mismatch" && found.Facts["which"] != "loopback" {
			t.Errorf("it is not seen to be ours: %q", found.Facts)
		}
		checkFinding(t, fault, found, c)
	}
}

// Each fault that the probes meet leads to its code, before any sign-in.
func TestProbesOfTheLab(t *testing.T) {
	l := startLab(t, lab.Config{Robot: true})
	for _, fault := range []string{"redirect-uri-mismatch", "redirect-uri-invalid", "client-not-found", "client-deleted", "client-secret-invalid"} {
		setFault(t, l, fault)
		f, p := flow(t, l)
		probe := oauth.Preflight{HTTP: http.DefaultClient, Timeout: 20 * time.Second}
		v := probe.Redirect(t.Context(), f.Endpoint.Client, p.RedirectURI, f.Scope)
		if fault == "client-secret-invalid" {
			v = probe.Credentials(t.Context(), f.Endpoint.Client, p.RedirectURI)
		}
		if got := Explain(v.Err, Context{}).Code; got != fault {
			t.Errorf("%s: %q from %v", fault, got, v.Err)
		}
	}
}

// What is pasted wrongly, and a link that is too old.
func TestPastingInTheLab(t *testing.T) {
	l := startLab(t, lab.Config{Robot: true})
	f, p := flow(t, l)
	_, other := flow(t, l)
	whole, another := end(t, p.AuthorizationURL()), end(t, other.AuthorizationURL())
	_, afterCode, _ := strings.Cut(whole, "code=")
	code, _, _ := strings.Cut(afterCode, "&")
	late := f
	late.Endpoint.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	for _, tt := range []struct {
		name, pasted, code, reason string
		flow                       oauth.Flow
	}{
		{"words", "it did not work", "callback-state-mismatch", "incomplete", f},
		{"only the code", code, "callback-state-mismatch", "incomplete", f},
		{"cut off", whole[:strings.IndexByte(whole, '?')+6], "callback-state-mismatch", "incomplete", f},
		{"another link's", another, "callback-state-mismatch", "wrong-state", f},
		{"too late", whole, "code-rejected", "expired", late},
	} {
		_, err := tt.flow.Finish(t.Context(), p, tt.pasted)
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			c := Context{Lang: lang, Name: "acme", LoopbackURI: p.RedirectURI}
			found := Explain(err, c)
			if found.Code != tt.code || found.Facts["reason"] != tt.reason {
				t.Errorf("%s: %s for %q, from %v", tt.name, found.Code, found.Facts["reason"], err)
			}
			checkFinding(t, tt.name, found, c)
			if steps := strings.Join(found.Fix, "\n"); !strings.Contains(steps, "`mailasset token acme --start`") {
				t.Errorf("%s: how to begin again is not said: %s", tt.name, steps)
			}
		}
	}
	if _, err := f.Finish(t.Context(), p, whole); err != nil {
		t.Fatal(err)
	}
	_, err := f.Finish(t.Context(), p, whole)
	if found := Explain(err, Context{}); found.Code != "code-rejected" || found.Facts["reason"] != "used" {
		t.Errorf("pasted twice: %+v", found)
	}
}

// Each fault of the lab's admin calls leads to its code, whatever is called.
func TestAdminCallsOfTheLab(t *testing.T) {
	l := startLab(t, lab.Config{Fresh: true})
	e := l.Endpoints()
	owner, err := google.FromTokenFile(e.AdminTokenFile)
	if err != nil {
		t.Fatal(err)
	}
	hurried := func(ctx context.Context, _ int) error { return ctx.Err() }
	a := google.Admin{ResourceManager: e.ResourceManager, ServiceUsage: e.ServiceUsage, Credential: owner, Timeout: 20 * time.Second, Poll: hurried}
	made, err := a.CreateProject(t.Context(), "webex-mail-first", "Webex Mail", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		fault, code string
		enabling    bool
	}{
		{"tos-not-accepted", "tos-not-accepted", false},
		{"project-quota", "project-quota", false},
		{"project-id-taken", "project-id-taken", false},
		{"permission-denied", "permission-denied", false},
		{"permission-denied", "permission-denied", true},
		{"org-policy", "permission-denied", false},
		{"org-policy", "permission-denied", true},
		{"mfa-required", "mfa-required", false},
		{"quota-project-missing", "quota-project-missing", false},
		{"provider-error", "provider-error", true},
	} {
		setFault(t, l, tt.fault)
		_, err := a.CreateProject(t.Context(), "webex-mail-x7", "Webex Mail", "")
		if tt.enabling {
			err = a.EnableGmail(t.Context(), made.ID)
		}
		found := Explain(err, acme)
		if found.Code != tt.code || (found.Facts["refusedBy"] == "policy") != (tt.fault == "org-policy") {
			t.Errorf("%s (enabling: %v): %q %q from %v", tt.fault, tt.enabling, found.Code, found.Facts, err)
		}
		checkFinding(t, tt.fault, found, acme)
	}
}

// subject is an asset that was set up in the lab, as check sees it, with the
// Digital Asset API beside it.
func subject(t *testing.T, l *lab.Lab) (check.World, check.Subject) {
	t.Helper()
	var at asset.Endpoints
	doc, err := json.Marshal(l.Endpoints())
	if err := errors.Join(err, json.Unmarshal(doc, &at)); err != nil {
		t.Fatal(err)
	}
	f, p := flow(t, l)
	token, err := f.Finish(t.Context(), p, end(t, p.AuthorizationURL()))
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(at.CAFile)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("no roots: %v", err)
	}
	webex, err := os.ReadFile(at.ConnectTokenFile)
	mapping, mapped := asset.ReadMapping(at.ConnectMappingFile)
	if err := errors.Join(err, mapped); err != nil {
		t.Fatal(err)
	}
	const bound = 300 * time.Millisecond // what hangs is to end soon
	hurried := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	provider, client := at.Provider(), f.Endpoint.Client
	w := check.World{HTTP: http.DefaultClient, Roots: roots, Now: time.Now, Timeout: bound, Pause: hurried}
	return w, check.Subject{
		Provider: provider, Loopback: p.RedirectURI, Redirects: client.RedirectURIs,
		Config: &asset.Configuration{
			SchemaVersion: asset.SchemaVersion, Lab: true,
			Asset: asset.Asset{Name: "Support", EmailID: at.Mailbox, ForwardingAddress: at.ForwardingAddress, ConnectURL: at.ConnectURL},
			Authentication: asset.Authentication{
				Type: "OAuth 2.0", SMTPServer: provider.SMTPServer, Username: at.Mailbox, Port: provider.TLSPort, Security: asset.SSL, ClientID: client.ID,
				ClientSecret: client.Secret, CallbackURL: at.CallbackURL, AuthorizationURL: provider.AuthorizationURL, Scope: provider.Scope,
				AccessTokenURL: provider.TokenURL, RefreshTokenURL: provider.TokenURL, ReviewConsent: true,
			},
			Tokens: &asset.Tokens{
				AccessToken: token.Access, RefreshToken: token.Refresh, TokenType: token.Type, Scope: token.Scope,
				Validity: int(token.Validity.Seconds()), IssuedAt: token.IssuedAt, ExpiresAt: token.ExpiresAt,
			},
		},
		Connect: check.Connect{API: &asset.ConnectAPI{
			Base: at.ConnectAPI, OrganizationID: at.OrganizationID, Token: secret.New(strings.TrimSpace(string(webex))), Mapping: mapping,
			HTTP: http.DefaultClient, Timeout: bound,
		}},
	}
}

// Whatever is wrong, a check that fails, warns or cannot tell names its code, cause, fix and who, in
// both languages. Every fault of the lab is run through every check, and the
// asset is broken in the ways that no fault breaks it.
func TestEveryFailHasACodeAndAFix(t *testing.T) {
	l := startLab(t, lab.Config{Robot: true})
	w, s := subject(t, l)
	found := map[string]bool{}
	look := func(what string, only ...string) {
		t.Helper()
		o := check.Options{Tier: check.Send, Only: only, MaySend: true}
		for _, r := range check.Run(t.Context(), w, s, o, func(check.Result) {}) {
			if r.Err == nil {
				continue
			}
			for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
				c := acme
				c.Lang = lang
				f := Explain(r.Err, c)
				if f.Code == "" || f.Cause == "" || f.Who == "" || len(f.Fix) == 0 {
					t.Errorf("%s: %s is %s and explained as %+v, from %v", what, r.ID, r.Status, f, r.Err)
				}
			}
			found[r.ID] = true
		}
	}
	look("no asset in Webex Connect", "connect.asset")
	made, err := s.Connect.API.Create(t.Context(), s.Config)
	if err != nil {
		t.Fatal(err)
	}
	look("no token in Webex Connect", "connect.asset")
	s.Connect.ID = "4711"
	look("an id that is refused", "connect.asset")
	s.Connect.ID = made.ID
	for _, fault := range lab.Faults() {
		setFault(t, l, fault.Name)
		look(fault.Name)
	}
	if err := l.SetFaults(); err != nil {
		t.Fatal(err)
	}
	right, api := *s.Config, *s.Connect.API
	for what, wrong := range map[string]func(*asset.Configuration){
		"another port":      func(c *asset.Configuration) { c.Authentication.Port, c.Authentication.Security = 587, asset.STARTTLS },
		"a wrong name":      func(c *asset.Configuration) { c.Asset.Name = "Support_Mail" },
		"a wrong client ID": func(c *asset.Configuration) { c.Authentication.ClientID = "made-up" },
		"no refresh token": func(c *asset.Configuration) {
			c.Tokens = &asset.Tokens{AccessToken: right.Tokens.AccessToken, Scope: "openid"}
		},
		"an old token": func(c *asset.Configuration) {
			old, ended := *right.Tokens, time.Now().Add(-time.Hour)
			old.RefreshTokenExpiresAt = &ended
			c.Tokens = &old
		},
	} {
		broken := right
		wrong(&broken)
		s.Config = &broken
		look(what)
	}
	s.Config = &right
	s.Redirects = []string{}
	look("no redirects", "client.redirects")
	if _, err := api.Create(t.Context(), &right); err != nil { // what only a person can do wrong there
		t.Fatal(err)
	}
	s.Connect.ID = ""
	look("two assets", "connect.asset")
	setFault(t, l, "scope-missing")
	_, s = subject(t, l)
	look("too little was granted")
	for _, id := range check.IDs() {
		if !found[id] {
			t.Errorf("nothing was wrong with %s", id)
		}
	}
}
