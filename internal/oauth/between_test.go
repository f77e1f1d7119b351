package oauth

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mailasset/internal/secret"
)

const portal = "http://portal.hotel.example:8080/login"

func dated(at time.Time, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", at.UTC().Format(http.TimeFormat))
		then(w, r)
	}
}

// TestPageInstead: a stranger's page is told from an answer of the endpoint's.
func TestPageInstead(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		page   bool
		host   string
		says   string
	}{
		{"200 in HTML", says(200, "text/html; charset=utf-8", "<html>Welcome"), true, "", "web page"},
		{"200 in XHTML", says(200, "application/xhtml+xml", "<html/>"), true, "", "web page"},
		{"200 of no kind", raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n \r\n<!DOCTYPE html>"), true, "", "web page"},
		{"200 as plain text", says(200, "text/plain", "\n<html>"), true, "", "web page"},
		{"403 of a proxy", says(403, "text/html", "<title>Denied"), true, "", "status 403, it is a web page"},
		{"407", says(407, "text/html", ""), true, "", "status 407"},
		{"511", says(511, "application/json", "{}"), true, "", "status 511"},
		{"511 in HTML", says(511, "text/html", "<html>"), true, "", "status 511"},
		{"302 elsewhere", to(302, portal), true, "portal.hotel.example:8080", "points to portal.hotel.example:8080"},
		{"307 elsewhere", to(307, portal), true, "portal.hotel.example:8080", "status 307"},
		{"302 with the secrets", to(302, "http://"+clientSecret+".example/"), true, "", "points to [secret:"},
		{"302 with escapes", to(302, "http://a%1b.example/"), false, "", "parse"},
		{"302 to itself", to(302, "/elsewhere"), false, "", "status 302"},
		{"302 to nowhere", says(302, "application/json", ""), false, "", "status 302"},
		{"502 of the endpoint's own", says(502, "text/html", "<html>Error 502 (Server Error)!!1"), false, "", "status 502"},
		{"404 of the endpoint's own", says(404, "text/html", "<html>Error 404 (Not Found)!!1"), false, "", "status 404"},
		{"200 in JSON", json200("{}"), false, "", "no access token"},
		{"200 empty", says(200, "text/plain", ""), false, "", "no access token"},
		{"refused in HTML", says(400, "text/html", `{"error":"invalid_grant"}`), false, "", "invalid_grant"},
		{"cut off", raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<"), false, "", "EOF"},
	} {
		for _, act := range acts {
			leakless(t)
			_, err := act.do(t.Context(), newProvider(t, tt.answer).endpoint())
			var failed *TokenError
			if !errors.As(err, &failed) || failed.Page != tt.page || tt.host != "" && failed.Host != tt.host || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s, %s: %+v: %v", act.name, tt.name, failed, err)
			}
			discreet(t, tt.name, err.Error()+" "+failed.Host, act.sent)
			printable(t, err.Error())
		}
	}
}

// TestJSONClient: the same for what is read from an API with a bearer token.
func TestJSONClient(t *testing.T) {
	const token = "made-up-access-0123456789"
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		page   bool
		says   string
	}{
		{"a page", says(200, "text/html", "<html>"), true, "status 200 with a web page"},
		{"511", says(511, "text/html", "<html>"), true, "status 511"},
		{"elsewhere", to(302, portal), true, "on to portal.hotel.example:8080"},
		{"elsewhere with the token", to(302, "http://"+token+".example"), true, "on to [secret:"},
		{"JSON", says(200, "application/json", "{}"), false, ""},
		{"a refusal", says(403, "application/json", "{}"), false, ""},
		{"trouble", says(502, "text/html", "<html>"), false, ""},
		{"plain", says(200, "text/plain", "  {}"), false, ""},
	} {
		leakless(t)
		p := newProvider(t, tt.answer)
		client := JSONClient(&http.Client{Transport: p.transport}, time.Now, noPause)
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := client.Do(r)
		var seen *BetweenError
		if errors.As(err, &seen) != tt.page || tt.page && !seen.Page {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if tt.page {
			if !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), token) || p.requests() != 1 {
				t.Errorf("%s: %v after %d", tt.name, err, p.requests())
			}
			continue
		}
		if body, err := io.ReadAll(resp.Body); err != nil || resp.Body.Close() != nil || tt.says != "" && string(body) != tt.says {
			t.Errorf("%s: %q, %v", tt.name, body, err)
		}
	}
}

func TestClockOfAnAnswer(t *testing.T) {
	for off, want := range map[time.Duration]time.Duration{
		0: 0, 4 * time.Minute: 0, -4 * time.Minute: 0, 5 * time.Minute: 0,
		6 * time.Minute: 6 * time.Minute, -6 * time.Minute: -6 * time.Minute, 8760 * time.Hour: 8760 * time.Hour,
	} {
		p := newProvider(t, dated(now.Add(-off), says(400, "application/json", `{"error":"invalid_grant"}`)))
		_, err := acts[1].do(t.Context(), p.endpoint())
		var failed *TokenError
		if !errors.As(err, &failed) || failed.Clock != want || failed.Failure != FailureRejected {
			t.Errorf("%v off: %+v", off, failed)
		}
	}
	if skew(http.Header{"Date": {"yesterday"}}, now) != 0 || skew(http.Header{}, now) != 0 {
		t.Error("a clock was compared with nothing")
	}
}

// FuzzAnswerHeaders: what a stranger puts into the headers that are looked at.
func FuzzAnswerHeaders(f *testing.F) {
	f.Add(302, portal, "1", "Sun, 22 Nov 2026 09:00:00 GMT", "text/html")
	f.Add(503, "", "Sun, 22 Nov 2026 09:00:30 GMT", "", "application/json")
	f.Add(301, "http://\x1b[2J@"+clientSecret+"/", "99999999999", "Mon", "")
	f.Fuzz(func(t *testing.T, status int, location, retry, date, kind string) {
		e := TokenEndpoint{Client: &Client{TokenURI: "https://provider.example/token"}, Now: func() time.Time { return now }, Timeout: enough, Pause: noPause,
			HTTP: &http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200 + (status%400+400)%400, Request: r, Body: io.NopCloser(strings.NewReader("<html>")),
					Header: http.Header{"Location": {location}, "Retry-After": {retry}, "Date": {date}, "Content-Type": {kind}}}, nil
			})}}
		_, err := acts[1].do(context.Background(), e)
		var failed *TokenError
		if !errors.As(err, &failed) || failed.RetryAfter < 0 || failed.Clock != 0 && failed.Clock.Abs() <= maxSkew {
			t.Fatalf("%+v", err)
		}
		printable(t, err.Error()+failed.Host)
	})
}

// TestAPageRevokesNothing: a hotel's page with 200 must not pass for the end of
// a grant.
func TestAPageRevokesNothing(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a page": says(200, "text/html", "<html>Welcome"), "elsewhere": to(302, portal), "511": says(511, "text/html", "<html>"),
	} {
		leakless(t)
		p := newProvider(t, answer)
		err := p.endpoint().Revoke(t.Context(), p.URL+"/revoke", secret.New(someRefresh))
		var failed *TokenError
		if !errors.As(err, &failed) || failed.Failure != FailureServer || !failed.Page || p.requests() != 1 {
			t.Errorf("%s: %+v", name, err)
		}
	}
	p := newProvider(t, json200("{}"))
	if err := p.endpoint().Revoke(t.Context(), p.URL+"/revoke", secret.New(someRefresh)); err != nil {
		t.Error(err)
	}
}

// TestClockOfATokensAnswer: a good answer too tells that this computer's clock is
// wrong.
func TestClockOfATokensAnswer(t *testing.T) {
	for _, ahead := range []time.Duration{0, 5 * time.Minute, 12 * time.Minute, -3 * time.Hour} {
		want := ahead
		if ahead.Abs() <= maxSkew {
			want = 0
		}
		p := newProvider(t, dated(now.Add(-ahead), json200(`{"access_token":"A","refresh_token":"R","token_type":"Bearer","expires_in":3600}`)))
		for _, act := range acts {
			if got, err := act.do(t.Context(), p.endpoint()); err != nil || got.Clock != want {
				t.Errorf("%s, %v ahead: %+v, %v", act.name, ahead, got, err)
			}
		}
	}
}
