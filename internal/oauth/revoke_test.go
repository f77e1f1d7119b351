package oauth

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mailasset/internal/secret"
)

func TestRevokePutsTheTokenIntoTheBodyAlone(t *testing.T) {
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.RawQuery != "" || r.Referer() != "" || r.Header.Get("Authorization") != "" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		if got := r.PostForm; len(got) != 1 || got.Get("token") != someRefresh {
			t.Errorf("body %v", got)
		}
	})
	if err := p.endpoint().Revoke(t.Context(), p.URL+"/revoke", secret.New(someRefresh)); err != nil || p.requests() != 1 {
		t.Errorf("%d requests, %v", p.requests(), err)
	}
}

// revocations are answers of a revocation endpoint and what they mean.
var revocations = map[string]struct {
	answer  http.HandlerFunc
	failure Failure
	status  int
	code    string
	ended   bool
}{
	"ended already":      {says(400, "application/json", `{"error":"invalid_token","error_description":"Token expired or revoked"}`), FailureRejected, 400, "invalid_token", true},
	"invalid request":    {says(400, "application/json", `{"error":"invalid_request"}`), FailureRejected, 400, "invalid_request", false},
	"no JSON":            {says(400, "text/html", "<h1>invalid_token</h1>"), FailureServer, 400, "", false},
	"in trouble":         {says(503, "application/json", `{"error":"invalid_token"}`), FailureServer, 503, "invalid_token", false},
	"too many":           {says(429, "application/json", `{"error":"invalid_token"}`), FailureServer, 429, "invalid_token", false},
	"of another meaning": {says(401, "application/json", `{"error":"invalid_token"}`), FailureRejected, 401, "invalid_token", false},
	"repeats the token":  {says(400, "application/json", `{"error":"`+someRefresh+`","error_description":"`+someRefresh+`"}`), FailureRejected, 400, "", false},
	"no content":         {says(204, "application/json", ""), FailureServer, 204, "", false},
	"hangs up": {func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler)
	}, FailureUnreachable, 0, "", false},
}

func TestRevokeFailures(t *testing.T) {
	for name, tt := range revocations {
		t.Run(name, func(t *testing.T) {
			p := newProvider(t, tt.answer)
			err := p.endpoint().Revoke(t.Context(), p.URL+"/revoke", secret.New(someRefresh))
			var failed *TokenError
			if !errors.As(err, &failed) || failed.Failure != tt.failure || failed.Status != tt.status || AlreadyEnded(err) != tt.ended {
				t.Fatalf("got %#v", err)
			}
			if tt.code != "" && failed.Code != tt.code {
				t.Errorf("code %q", failed.Code)
			}
			if strings.Contains(err.Error()+failed.Code, someRefresh) {
				t.Errorf("the token is shown: %v", err)
			}
			if p.requests() != 1 {
				t.Errorf("%d requests", p.requests())
			}
		})
	}
	if AlreadyEnded(nil) || AlreadyEnded(io.EOF) {
		t.Error("anything passes for ended")
	}
}

func TestRevokeFollowsNoRedirect(t *testing.T) {
	elsewhere := newProvider(t, good)
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+"/revoke", http.StatusTemporaryRedirect)
	})
	err := p.endpoint().Revoke(t.Context(), p.URL+"/revoke", secret.New(someRefresh))
	var failed *TokenError
	if !errors.As(err, &failed) || failed.Status != http.StatusTemporaryRedirect || elsewhere.requests() != 0 {
		t.Errorf("%d requests arrived elsewhere, %v", elsewhere.requests(), err)
	}
}

func TestRevokeEndsInTime(t *testing.T) {
	g := newGate()
	p := newProvider(t, g.guard(good))
	e := p.endpoint()
	e.Timeout = 1
	var failed *TokenError
	err := e.Revoke(t.Context(), p.URL+"/revoke", secret.New(someRefresh))
	if !errors.As(err, &failed) || failed.Failure != FailureUnreachable {
		t.Errorf("got %v", err)
	}
	if err := e.Revoke(t.Context(), "::", secret.New(someRefresh)); !errors.As(err, &failed) {
		var address *url.Error
		t.Errorf("got %v, %v", err, errors.As(err, &address))
	}
}
