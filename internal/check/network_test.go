package check

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"mailasset/internal/oauth"
)

// TestEveryRequestHasADeadline: none of a whole run, and each within --timeout.
func TestEveryRequestHasADeadline(t *testing.T) {
	b := set(t)
	var mu sync.Mutex
	asked := 0
	b.wire.before = func(r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked++
		if end, bounded := r.Context().Deadline(); !bounded || time.Until(end) > b.Timeout {
			t.Errorf("%s %s: until %v", r.Method, r.URL.Path, end)
		}
	}
	if results := b.run(t, t.Context(), Options{Tier: Online}); asked < 5 || Verdict(results) != Pass {
		t.Errorf("asked %d times: %s", asked, letters(results))
	}
}

// trouble answers so many requests with a status and a Retry-After, and then
// well.
func trouble(t *testing.T, times, status int, retryAfter, well string) (url string, asked *int) {
	t.Helper()
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if n++; n <= times {
			if retryAfter != "" {
				w.Header().Set("Retry-After", retryAfter)
			}
			w.WriteHeader(status)
			return
		}
		_, _ = w.Write([]byte(well))
	}))
	t.Cleanup(server.Close)
	return server.URL, &n
}

// TestChecksAskAgain what is safe to ask again.
func TestChecksAskAgain(t *testing.T) {
	b := set(t)
	profile, refreshed := `{"emailAddress":"`+b.Config.Login()+`"}`, `{"access_token":"made-up-0001","token_type":"Bearer","expires_in":3600}`
	for _, tt := range []struct {
		id     string
		times  int
		status int
		after  string
		asked  int
		want   Status
	}{
		{"mailbox.identity", 1, 503, "", 2, Pass},
		{"mailbox.identity", 2, 503, "", 2, Unknown},
		{"mailbox.identity", 2, 429, "1", 3, Pass},
		{"mailbox.identity", 9, 429, "1", 3, Unknown},
		{"mailbox.identity", 1, 503, "3600", 1, Unknown},
		{"token.refresh", 1, 503, "", 1, Unknown},
		{"token.refresh", 2, 503, "1", 3, Pass},
		{"token.refresh", 1, 500, "1", 1, Unknown},
	} {
		well := profile
		if tt.id == "token.refresh" {
			well = refreshed
		}
		url, asked := trouble(t, tt.times, tt.status, tt.after, well)
		b.Provider.API, b.Config.Authentication.RefreshTokenURL = url+"/", url
		if r := b.only(t, tt.id); r.Status != tt.want || *asked != tt.asked {
			t.Errorf("%s, %d times %d (%q): %s after %d: %v", tt.id, tt.times, tt.status, tt.after, r.Status, *asked, r.Err)
		}
	}
}

// TestSomebodyInBetweenIsNamed by type, for package diagnose.
func TestSomebodyInBetweenIsNamed(t *testing.T) {
	b := set(t)
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>Welcome to the hotel"))
	}))
	defer portal.Close()
	b.Provider.API, b.Config.Authentication.RefreshTokenURL = portal.URL+"/", portal.URL
	var between *oauth.BetweenError
	if r := b.only(t, "mailbox.identity"); r.Status != Unknown || !errors.As(r.Err, &between) || !between.Page || between.Status != 200 {
		t.Errorf("the Gmail API: %s %v", r.Status, r.Err)
	}
	var token *oauth.TokenError
	if r := b.only(t, "token.refresh"); r.Status != Unknown || !errors.As(r.Err, &token) || !token.Page {
		t.Errorf("the token endpoint: %s %v", r.Status, r.Err)
	}
}
