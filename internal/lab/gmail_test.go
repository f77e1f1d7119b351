package lab

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

// gmail is Google's own client library with a token. What it is answered is
// held against Google's discovery document.
func (f *fixture) gmail(t *testing.T, token string) *gmail.UsersService {
	t.Helper()
	client := &http.Client{Transport: &oauth2.Transport{
		Source: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}), Base: judged{t, http.DefaultTransport},
	}}
	service, err := gmail.NewService(t.Context(), option.WithEndpoint(f.Gmail), option.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	return service.Users
}

func (f *fixture) profile(t *testing.T, user, token string) (*gmail.Profile, error) {
	t.Helper()
	return f.gmail(t, token).GetProfile(user).Context(t.Context()).Do()
}

// tokenFor is an access token of this scope.
func (f *fixture) tokenFor(t *testing.T, scope string) string {
	t.Helper()
	token, err := f.oauth().Exchange(t.Context(), f.consent(t, f.with("scope", scope)).Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	return token.AccessToken
}

// reasonOf is an API error's status and first reason.
func reasonOf(err error) (int, string) {
	var refused *googleapi.Error
	if !errors.As(err, &refused) || len(refused.Errors) == 0 {
		return 0, ""
	}
	return refused.Code, refused.Errors[0].Reason
}

func TestProfile(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t).AccessToken
	for name, test := range map[string]struct {
		user, token string
		status      int
		reason      string
	}{
		"me":             {"me", token, 0, ""},
		"by address":     {mailbox, token, 0, ""},
		"other mailbox":  {otherAccount, token, 403, "forbidden"},
		"unknown token":  {"me", "unknown", 401, "authError"},
		"scope too slim": {"me", f.tokenFor(t, scopeSend), 403, "insufficientPermissions"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := f.profile(t, test.user, test.token)
			if status, reason := reasonOf(err); status != test.status || reason != test.reason {
				t.Fatalf("%d %s (%v)", status, reason, err)
			}
			if err == nil && (p.EmailAddress != mailbox || p.HistoryId == 0) {
				t.Errorf("profile %+v", p)
			}
		})
	}
	if p := get(t, f.Gmail+"/gmail/v1/users/me/profile"); p.status != 401 || !strings.Contains(p.body, `"UNAUTHENTICATED"`) {
		t.Errorf("without a token: %d %s", p.status, p.body)
	}
	f.clock.advance(time.Hour)
	if _, err := f.profile(t, "me", token); err == nil {
		t.Error("an expired token is accepted")
	}
}

func TestAPIDisabledNamesTheProject(t *testing.T) {
	f := start(t, Config{Robot: true, Faults: []string{"gmail-api-disabled"}})
	_, err := f.profile(t, "me", f.login(t).AccessToken)
	number, _, _ := strings.Cut(f.file.Web.ClientID, "-")
	link := "https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=" + number
	for _, want := range []string{"Gmail API has not been used in project " + number + " before or it is disabled.", link} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}

func TestRequestsAreListed(t *testing.T) {
	f := start(t, Config{Robot: true})
	if _, err := f.profile(t, "me", f.login(t).AccessToken); err != nil {
		t.Fatal(err)
	}
	get(t, f.CallbackURL+"?code=x")
	get(t, f.URL+"/nowhere?secret=x")
	want := []Request{
		{"GET", "/o/oauth2/v2/auth", 302}, {"GET", "/v3/signin/identifier", 302}, {"GET", "/signin/oauth/warning", 302}, {"GET", "/signin/oauth/consent", 302},
		{"POST", "/token", 200}, {"GET", "/gmail/v1/users/me/profile", 200}, {"GET", "/callback", 200}, {"GET", "/nowhere", 404},
	}
	if got := getJSON[[]Request](t, f.URL+"/lab/requests"); !slices.Equal(got, want) {
		t.Errorf("requests %+v", got)
	}
	if got := f.Requests(); !slices.Equal(got, want) {
		t.Errorf("Requests %+v", got)
	}
}

func TestPortal(t *testing.T) {
	f := start(t, Config{})
	p := get(t, f.ConnectURL)
	for _, want := range []string{"Forwarding Address", f.ForwardingAddress, "Call Back URL", f.CallbackURL} {
		if p.status != 200 || !strings.Contains(p.body, want) {
			t.Errorf("status %d, %q is missing", p.status, want)
		}
	}
	for query, want := range map[string]struct {
		status int
		text   string
	}{
		"?code=4/shh&state=s":    {200, "received an authorization code"},
		"?error=access_denied":   {400, "access_denied"},
		"":                       {400, "neither a code nor an error"},
		"?error=%3Cb%3E&code=no": {400, "&lt;b&gt;"},
	} {
		p := get(t, f.CallbackURL+query)
		if p.status != want.status || !strings.Contains(p.body, want.text) || strings.Contains(p.body, "4/shh") {
			t.Errorf("%s: %d\n%s", query, p.status, p.body)
		}
	}
}

func TestControls(t *testing.T) {
	f := start(t, Config{Faults: []string{"token-500"}})
	post := func(path, body string) page {
		return do(t, http.DefaultClient, http.MethodPost, f.URL+path, "application/json", body)
	}
	if got := getJSON[faultList](t, f.URL+"/lab/faults"); !slices.Equal(got.Faults, []string{"token-500"}) || !slices.Equal(got.Known, Faults()) {
		t.Errorf("faults %+v", got)
	}
	for name, test := range map[string]struct {
		path, body string
		status     int
		after      []string
	}{
		"unknown name":  {"/lab/faults", `{"faults":["gmail-500","no-such-fault"]}`, 400, []string{"token-500"}},
		"no JSON":       {"/lab/faults", `faults`, 400, []string{"token-500"}},
		"unknown field": {"/lab/faults", `{"fault":["gmail-500"]}`, 400, []string{"token-500"}},
		"bad account":   {"/lab/account", `[]`, 400, []string{"token-500"}},
	} {
		if p := post(test.path, test.body); p.status != test.status || !slices.Equal(f.faults.list(), test.after) {
			t.Errorf("%s: %d, %q", name, p.status, f.faults.list())
		}
	}
	if p := post("/lab/faults", `{"faults":["gmail-500","token-hang"]}`); p.status != 200 || !slices.Equal(f.faults.list(), []string{"gmail-500", "token-hang"}) {
		t.Errorf("replaced: %d, %q", p.status, f.faults.list())
	}
	if post("/lab/faults", `{"faults":[]}`); len(f.faults.list()) != 0 {
		t.Error("an empty list leaves faults on")
	}
	for _, path := range []string{"/lab/complaints", "/lab/requests", "/lab/mails", "/lab/exchanges"} {
		if p := get(t, f.URL+path); strings.TrimSpace(p.body) != "[]" {
			t.Errorf("%s of a fresh lab: %s", path, p.body)
		}
	}
	foreign, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL+"/lab/faults", strings.NewReader(`{"faults":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	foreign.Header.Set("Origin", "https://attacker.test")
	if p := send(t, http.DefaultClient, foreign); p.status != 403 {
		t.Errorf("a foreign page may switch faults: %d", p.status)
	}
}
