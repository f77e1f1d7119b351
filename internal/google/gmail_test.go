package google

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"

	"mailasset/internal/lab"
	"mailasset/internal/secret"
)

// madeUp is a token of no form a scanner knows.
const madeUp = "made-up-access-token-0123456789"

// address asks one server, and fails when the token shows in the error.
func address(t *testing.T, ctx context.Context, endpoint, token string, timeout time.Duration) (string, error) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	got, err := Gmail{HTTP: client, Endpoint: endpoint + "/", Timeout: timeout}.Address(ctx, secret.New(token))
	var api googleapi.Error
	if refused := (*googleapi.Error)(nil); errors.As(err, &refused) {
		api = *refused // all of its fields, not what it says as an error
	}
	for _, form := range []string{token, url.QueryEscape(token)} {
		if strings.Contains(fmt.Sprintf("%v %q %+v %v", err, got, api, api.Header), form) {
			t.Errorf("the token is shown: %v", err)
		}
	}
	return got, err
}

// labToken is an access token that a robot's consent in a lab came to.
func labToken(t *testing.T, l *lab.Lab) string {
	t.Helper()
	var file struct {
		Web struct {
			ID     string `json:"client_id"`
			Secret string `json:"client_secret"`
		} `json:"web"`
	}
	doc, err := os.ReadFile(l.Endpoints().ClientJSON)
	if err := errors.Join(err, json.Unmarshal(doc, &file)); err != nil {
		t.Fatal(err)
	}
	config := oauth2.Config{
		ClientID: file.Web.ID, ClientSecret: file.Web.Secret, RedirectURL: "http://127.0.0.1:8473/callback", Scopes: []string{"https://mail.google.com/"},
		Endpoint: oauth2.Endpoint{AuthURL: l.Endpoints().Accounts + "/o/oauth2/auth", TokenURL: l.Endpoints().Token, AuthStyle: oauth2.AuthStyleInParams},
	}
	code, verifier := "", oauth2.GenerateVerifier()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar, CheckRedirect: func(r *http.Request, before []*http.Request) error {
		if code = r.URL.Query().Get("code"); code != "" || len(before) > 9 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(config.AuthCodeURL("a-state", oauth2.AccessTypeOffline, oauth2.SetAuthURLParam("prompt", "consent"), oauth2.S256ChallengeOption(verifier)))
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	token, err := config.Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	return token.AccessToken
}

func TestAddressInTheLab(t *testing.T) {
	l, err := lab.Start(lab.Config{Robot: true, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	good := labToken(t, l)
	for _, tt := range []struct {
		fault, token string
		code         int
		temporary    bool
		text         string
	}{
		{"", good, 200, false, ""},
		{"", madeUp, 401, false, "Invalid Credentials"},
		{"gmail-api-disabled", good, 403, false, "accessNotConfigured"},
		{"mail-service-disabled", good, 400, false, "Mail service not enabled"},
		{"gmail-500", good, 500, true, "Internal error"},
		{"provider-error", good, 503, true, "unavailable"},
	} {
		faults := strings.Fields(tt.fault)
		if err := l.SetFaults(faults...); err != nil {
			t.Fatal(err)
		}
		got, err := address(t, t.Context(), l.Endpoints().Gmail, tt.token, 10*time.Second)
		if tt.code == 200 {
			if got != l.Endpoints().Mailbox || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
			continue
		}
		var api *googleapi.Error
		if !errors.As(err, &api) || api.Code != tt.code || !strings.Contains(err.Error(), tt.text) || got != "" {
			t.Errorf("%s: got %q, %v", tt.fault, got, err)
		}
		if answered, temporary := Answered(err); !answered || temporary != tt.temporary {
			t.Errorf("%s: answered %v, temporary %v", tt.fault, answered, temporary)
		}
	}
	if complaints := l.Complaints(); len(complaints) > 0 {
		t.Errorf("the lab complains: %q", complaints)
	}
}

func TestTheTokenTravelsInTheHeaderOnly(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.Method != http.MethodGet || r.URL.Path != "/gmail/v1/users/me/profile" || strings.Contains(r.URL.RawQuery, "made-up") || r.ContentLength > 0 {
			t.Errorf("asked %s %s", r.Method, r.URL)
		}
		for name, values := range r.Header {
			if held := strings.Contains(strings.Join(values, " "), madeUp); held != (name == "Authorization") {
				t.Errorf("%s: %q", name, values)
			}
		}
		if got := r.Header.Values("Authorization"); len(got) != 1 || got[0] != "Bearer "+madeUp {
			t.Errorf("authorization %q", got)
		}
		fmt.Fprint(w, `{"emailAddress": "support@example.com"}`)
	}))
	defer server.Close()
	if got, err := address(t, t.Context(), server.URL, madeUp, 10*time.Second); got != "support@example.com" || err != nil || asked != 1 {
		t.Errorf("got %q, %v, asked %d times", got, err, asked)
	}
	shared := &http.Client{}
	if _, err := (Gmail{HTTP: shared, Endpoint: server.URL + "/", Timeout: time.Minute}).Address(t.Context(), secret.New(madeUp)); err != nil {
		t.Errorf("with the default transport: %v", err)
	}
	if shared.Transport != nil || shared.CheckRedirect != nil {
		t.Error("the caller's client was changed")
	}
}

// The transport adds the token to whatever it is asked: a redirect must not
// make it ask somebody else.
func TestTheTokenIsNotRedirected(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("a stranger was given %q", r.Header.Get("Authorization"))
	}))
	defer stranger.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.RedirectHandler(stranger.URL, status))
		_, err := address(t, t.Context(), server.URL, madeUp, 10*time.Second)
		if answered, _ := Answered(err); err == nil || answered {
			t.Errorf("%d counts as an answer: %v", status, err)
		}
		server.Close()
	}
}

func TestOddAnswers(t *testing.T) {
	const html = "<!doctype html><title>Sign in to the network</title>"
	limited := `{"error": {"code": 403, "message": "Rate Limit Exceeded", "errors": [{"domain": "usageLimits", "reason": "%s", "message": "Rate Limit Exceeded"}]}}`
	echo := `{"error": {"code": 400, "message": "bad ` + madeUp + `", "status": "` + madeUp + `", "details": [{"@type": "x", "t": "` + madeUp + `"}],
		"errors": [{"reason": "r-` + madeUp + `", "message": "m-` + madeUp + `"}]}}`
	for name, tt := range map[string]struct {
		status              int
		body                string
		answered, temporary bool
	}{
		"a page":                {200, html, false, false},
		"nothing":               {200, "", false, false},
		"cut":                   {200, `{"emailAddress": "sup`, false, false},
		"no address":            {200, `{}`, false, false},
		"another shape":         {200, `{"emailAddress": ["support@example.com"]}`, false, false},
		"a page, 403":           {403, html, true, false},
		"a page, 502":           {502, html, true, true},
		"too many":              {429, `{"error": {"code": 429, "message": "Too many requests"}}`, true, true},
		"per user":              {403, fmt.Sprintf(limited, "userRateLimitExceeded"), true, true},
		"per project":           {403, fmt.Sprintf(limited, "rateLimitExceeded"), true, true},
		"not configured":        {403, fmt.Sprintf(limited, "accessNotConfigured"), true, false},
		"the token, repeated":   {400, echo, true, false},
		"the token, in a page":  {401, "<p>Bearer " + madeUp, true, false},
		"the token, as address": {200, `{"emailAddress": "` + madeUp + `"}`, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("X-Asked-With", r.Header.Get("Authorization"))
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}))
			defer server.Close()
			got, err := address(t, t.Context(), server.URL, madeUp, 10*time.Second)
			if got == "" && err == nil {
				t.Error("no address and no error")
			}
			if answered, temporary := Answered(err); answered != tt.answered || temporary != tt.temporary {
				t.Errorf("answered %v, temporary %v: %v", answered, temporary, err)
			}
			var api *googleapi.Error
			if tt.answered && (!errors.As(err, &api) || api.Code != tt.status) {
				t.Errorf("%v is no *googleapi.Error", err)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	arrived := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	}))
	defer server.Close()
	_, err := address(t, t.Context(), server.URL, madeUp, 50*time.Millisecond)
	if answered, _ := Answered(err); answered || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	if _, err = address(t, ctx, server.URL, madeUp, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	_, err = address(t, t.Context(), gone.URL, madeUp, 10*time.Second)
	var transport *url.Error
	if answered, _ := Answered(err); answered || !errors.As(err, &transport) {
		t.Errorf("got %v", err)
	}
	if answered, temporary := Answered(nil); answered || temporary {
		t.Error("no error is an answer")
	}
}
