package google

import (
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"mailasset/internal/secret"
)

const (
	adcSecret  = "made-up-client-secret-0123"
	adcRefresh = "made-up-refresh-token-0123"
	person     = `{"account":"","client_id":"764086051850-x.apps.googleusercontent.com","client_secret":"` + adcSecret + `",
		"quota_project_id":"paying-project","refresh_token":"` + adcRefresh + `","type":"authorized_user","universe_domain":"googleapis.com"}`
)

// adcWorld is a world whose Application Default Credentials are the given
// text, refreshed by the server.
func adcWorld(t *testing.T, file string, s *scripted) Options {
	t.Helper()
	path := writeFile(t, file, 0o600)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return Options{HTTP: &http.Client{Transport: transport}, TokenURL: s.URL + "/token", Getenv: func(name string) string {
		return map[string]string{"GOOGLE_APPLICATION_CREDENTIALS": path}[name]
	}}
}

func noSecrets(t *testing.T, err error) {
	t.Helper()
	noToken(t, err)
	for _, hidden := range []string{adcSecret, adcRefresh} {
		if err != nil && strings.Contains(err.Error(), hidden) {
			t.Errorf("a secret is shown: %v", err)
		}
	}
}

func TestFromADC(t *testing.T) {
	s := script(t, map[string][]answer{"POST /token": {{200, `{"access_token":"` + adminToken + `","expires_in":3599,"token_type":"Bearer"}`}}})
	o := adcWorld(t, person, s)
	c, err := FromADC(t.Context(), o)
	if err != nil || c.Token.Reveal() != adminToken || c.QuotaProject != "paying-project" || c.Source != SourceADC || c.Exposed || c.Path == "" {
		t.Errorf("got %+v, %v", c, err)
	}
	sent, err := url.ParseQuery(s.asked[0].body)
	if err != nil || len(s.asked) != 1 || s.asked[0].header.Get("Authorization") != "" || len(s.asked[0].query) != 0 {
		t.Errorf("asked %v, %v", s.asked, err)
	}
	for name, want := range map[string]string{"grant_type": "refresh_token", "client_secret": adcSecret, "refresh_token": adcRefresh, "client_id": "764086051850-x.apps.googleusercontent.com"} {
		if got := sent.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	before := o.Getenv
	o.Getenv = func(name string) string {
		if name == "GOOGLE_CLOUD_QUOTA_PROJECT" {
			return "other-project"
		}
		return before(name)
	}
	if c, err := FromADC(t.Context(), o); err != nil || c.QuotaProject != "other-project" {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestADCFileShapes(t *testing.T) {
	s := script(t, nil) // asked by none of these
	for file, want := range map[string]CredentialError{
		`{"type":"service_account","private_key":"x"}`:                    {Kind: KindType, Detail: "service_account"},
		`{"type":"external_account"}`:                                     {Kind: KindType, Detail: "external_account"},
		`{"web":{"client_id":"x"}}`:                                       {Kind: KindType},
		`{"type":"authorized_user","client_id":"x"}`:                      {Kind: KindUnreadable},
		`{"type":"authorized_user","refresh_token":"` + adcRefresh + `"}`: {Kind: KindUnreadable},
		``:                                       {Kind: KindUnreadable},
		`not JSON ` + adcRefresh:                 {Kind: KindUnreadable},
		`{"type":7,"x":"` + adcRefresh + `"}`:    {Kind: KindUnreadable},
		`[` + strings.Repeat(" ", maxFile) + `]`: {Kind: KindUnreadable},
	} {
		_, err := FromADC(t.Context(), adcWorld(t, file, s))
		var no *CredentialError
		if !errors.As(err, &no) || no.Kind != want.Kind || no.Detail != want.Detail || no.Source != SourceADC || no.Path == "" {
			t.Errorf("%.60s: got %v", file, err)
		}
		noSecrets(t, err)
	}
}

func TestADCThatIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		answer answer
		kind   Kind
		detail string
	}{
		"revoked":       {answer{400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`}, KindExpired, "invalid_grant"},
		"session over":  {answer{400, `{"error":"invalid_grant","error_subtype":"invalid_rapt","error_description":"reauth related error (invalid_rapt)"}`}, KindExpired, "invalid_rapt"},
		"client":        {answer{401, `{"error":"invalid_client","error_description":"Unauthorized"}`}, KindRefused, "invalid_client"},
		"by the admin":  {answer{400, `{"error":"admin_policy_enforced"}`}, KindRefused, "admin_policy_enforced"},
		"two steps":     {answer{400, `{"error":"invalid_grant","error_description":"2-Step Verification is required"}`}, KindExpired, "invalid_grant"},
		"unavailable":   {answer{503, `{"error":"internal_failure"}`}, "", "answered 503"},
		"a page":        {answer{200, `<html>` + adcRefresh}, "", "answered 200 without a token"},
		"no token":      {answer{200, `{"token_type":"Bearer"}`}, "", "answered 200 without a token"},
		"error objects": {answer{400, `{"error":{"code":400}}`}, "", "answered 400"},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, map[string][]answer{"POST /token": {tt.answer}})
			_, err := FromADC(t.Context(), adcWorld(t, person, s))
			noSecrets(t, err)
			var no *CredentialError
			if errors.As(err, &no) != (tt.kind != "") || err == nil || !strings.Contains(err.Error(), tt.detail) {
				t.Fatalf("got %v", err)
			}
			if no != nil && no.Kind != tt.kind {
				t.Errorf("got %v, want %s", err, tt.kind)
			}
			var mfa *MFAError
			if errors.As(err, &mfa) != (name == "two steps") {
				t.Errorf("got %v", err)
			}
			if s.times("POST /token") != 1 {
				t.Error("asked more than once")
			}
		})
	}
}

func TestADCWithoutATokenEndpoint(t *testing.T) {
	o := adcWorld(t, person, script(t, nil))
	o.TokenURL = "http://127.0.0.1:0/token"
	if _, err := FromADC(t.Context(), o); err == nil {
		t.Error("nobody answered, and it is a credential")
	} else {
		noSecrets(t, err)
	}
	o.TokenURL = "::not an address"
	if _, err := FromADC(t.Context(), o); err == nil {
		t.Error("not an address, and it is a credential")
	}
}

func TestWhereADCAre(t *testing.T) {
	for _, tt := range []struct {
		system string
		env    map[string]string
		want   string
	}{
		{"linux", map[string]string{"HOME": "/h"}, "/h/.config/gcloud/application_default_credentials.json"},
		{"darwin", map[string]string{"HOME": "/h", "APPDATA": "/a"}, "/h/.config/gcloud/application_default_credentials.json"},
		{"windows", map[string]string{"HOME": "/h", "APPDATA": "/a"}, "/a/gcloud/application_default_credentials.json"},
		{"windows", map[string]string{"CLOUDSDK_CONFIG": "/c", "APPDATA": "/a"}, "/c/application_default_credentials.json"},
		{"linux", map[string]string{"CLOUDSDK_CONFIG": "/c", "GOOGLE_APPLICATION_CREDENTIALS": "/x.json"}, "/x.json"},
	} {
		if got := filepath.ToSlash(adcPath(tt.system, func(name string) string { return tt.env[name] })); got != tt.want {
			t.Errorf("%s %v: got %s", tt.system, tt.env, got)
		}
	}
}

func TestTheWorldAsItIs(t *testing.T) {
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "none"))
	t.Setenv("PATH", t.TempDir())
	_, err := Discover(t.Context(), Options{})
	var none *NoCredentialError
	if !errors.As(err, &none) || len(none.Tried) != 2 {
		t.Errorf("got %v", err)
	}
}

func TestAccount(t *testing.T) {
	for name, tt := range map[string]struct {
		known  string
		answer answer
		want   string
		kind   Kind
		fails  bool
	}{
		"Google says":           {"", answer{200, `{"email":"admin@example.com","email_verified":"true","expires_in":"3500"}`}, "admin@example.com", "", false},
		"Google knows better":   {"me@example.com", answer{200, `{"email":"robot@x.iam.gserviceaccount.com"}`}, "robot@x.iam.gserviceaccount.com", "", false},
		"no scope for it":       {"", answer{200, `{"scope":"https://www.googleapis.com/auth/cloud-platform"}`}, "", "", false},
		"gcloud's word":         {"me@example.com", answer{200, `{}`}, "me@example.com", "", false},
		"gcloud's word, broken": {"me@example.com", answer{500, `<html>`}, "me@example.com", "", false},
		"dead":                  {"me@example.com", answer{400, `{"error":"invalid_token","error_description":"` + adminToken + `"}`}, "", KindExpired, true},
		"broken":                {"", answer{502, `<html>`}, "", "", true},
		"a page":                {"", answer{200, `<html>`}, "", "", true},
		"unavailable":           {"", answer{503, `{"error":"internal_failure"}`}, "", "", true},
	} {
		s := script(t, map[string][]answer{"POST /tokeninfo": {tt.answer}})
		a, ctx, _ := s.admin()
		a.Credential.Account = tt.known
		got, err := a.Account(ctx)
		var no *CredentialError
		if got != tt.want || (err != nil) != tt.fails || errors.As(err, &no) != (tt.kind != "") || no != nil && (no.Kind != tt.kind || no.Source != SourceGcloud) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		noToken(t, err)
		if sent, _ := url.ParseQuery(s.asked[0].body); sent.Get("access_token") != adminToken || len(s.asked) != 1 {
			t.Errorf("%s: asked %v", name, s.asked)
		}
	}
	unreachable := Admin{TokenInfo: "http://127.0.0.1:0/", Credential: Credential{Token: secret.New(adminToken)}}
	if _, err := unreachable.Account(t.Context()); err == nil {
		t.Error("nobody answered, and that is no error")
	} else {
		noToken(t, err)
	}
}
