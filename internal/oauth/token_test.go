package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mailasset/internal/secret"
)

const someVerifier = "made-up-verifier-0001-0002-0003-0004-0005-0006"

// act is a token request, made with the secrets of these tests.
type act struct {
	name string
	sent []string
	do   func(context.Context, TokenEndpoint) (*Token, error)
}

var acts = []act{
	{"exchange the code", []string{clientSecret, someCode, url.QueryEscape(someCode), someVerifier}, func(ctx context.Context, e TokenEndpoint) (*Token, error) {
		return e.Exchange(ctx, secret.New(someCode), someScope, RedirectURI(8085), someVerifier)
	}},
	{"refresh the token", []string{clientSecret, someRefresh}, func(ctx context.Context, e TokenEndpoint) (*Token, error) {
		return e.Refresh(ctx, secret.New(someRefresh), someScope)
	}},
}

// raw answers with bytes as they are, and the end of the connection.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(c, text)
		_ = c.Close()
	}
}

func json200(body string) http.HandlerFunc { return says(200, "application/json", body) }

// drip answers one byte at a time and never ends.
func drip(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			_, _ = io.WriteString(w, " ")
			w.(http.Flusher).Flush()
		}
	}
}

// everySecret is a text that repeats all that was sent.
const everySecret = clientSecret + " " + someCode + " " + someVerifier + " " + someRefresh

func TestTokenEndpointFaults(t *testing.T) {
	const either = -1 // the deadline can come before the status
	for _, tt := range []struct {
		name    string
		answer  http.HandlerFunc
		failure Failure
		status  int
		code    string
		says    string // in Error()
	}{
		// Refused, RFC 6749 section 5.2.
		{"400 in JSON", says(400, "application/json", `{"error":"invalid_grant","error_description":"Malformed auth code."}`),
			FailureRejected, 400, "invalid_grant", "400 invalid_grant (Malformed auth code.)"},
		{"401", says(401, "application/json", `{"error":"invalid_client"}`), FailureRejected, 401, "invalid_client", "401 invalid_client"},
		{"400 as a form", says(400, "application/x-www-form-urlencoded", "error=invalid_grant"), FailureRejected, 400, "invalid_grant", "invalid_grant"},
		{"400 as HTML with JSON in it", says(400, "text/html", `{"error":"invalid_grant"}`), FailureRejected, 400, "invalid_grant", "invalid_grant"},
		{"400 as plain text with JSON in it", says(400, "text/plain", `{"error":"invalid_grant"}`), FailureRejected, 400, "invalid_grant", "invalid_grant"},
		{"200 with an error", json200(`{"error":"invalid_grant"}`), FailureRejected, 200, "invalid_grant", "200 invalid_grant"},
		{"200 with an error and a token", json200(`{"error":"invalid_grant","access_token":"x"}`), FailureRejected, 200, "invalid_grant", "invalid_grant"},
		{"words that move the cursor", says(400, "application/json", `{"error":"x\u001b[2J","error_description":"a\r\nb\u009bc\u202ed\u200fe\u2066f\u061cg"}`),
			FailureRejected, 400, "x [2J", "400 x [2J (a  b cdefg)"},
		{"words without end", says(400, "application/json", `{"error":"x","error_description":"`+strings.Repeat("long ", 1000)+`"}`),
			FailureRejected, 400, "x", "long …"},
		{"words that repeat the secrets", says(400, "application/json", `{"error":"x","error_description":"`+everySecret+`"}`),
			FailureRejected, 400, "x", "[secret:client secret "},
		{"code that repeats the secrets", says(400, "application/json", `{"error":"`+everySecret+`"}`), FailureRejected, 400, "", "[secret:client secret "},

		// In trouble of its own.
		{"500 in HTML", says(500, "text/html", "<h1>"+everySecret+"</h1>"), FailureServer, 500, "", "status 500"},
		{"503 empty", says(503, "", ""), FailureServer, 503, "", "status 503"},
		{"503 in JSON", says(503, "application/json", `{"error":"temporarily_unavailable"}`), FailureServer, 503, "temporarily_unavailable", "status 503"},
		{"429 in JSON", says(429, "application/json", `{"error":"rate_limit_exceeded"}`), FailureServer, 429, "rate_limit_exceeded", "status 429"},
		{"404 in HTML", says(404, "text/html", "<p>no"), FailureServer, 404, "", "status 404"},
		{"400 with an empty error", says(400, "application/json", `{"error":""}`), FailureServer, 400, "", "status 400"},
		{"400 with an error that is no text", says(400, "application/json", `{"error":{"code":400}}`), FailureServer, 400, "", "status 400"},
		{"403 of a proxy", says(403, "text/html; charset=x", "<title>Denied</title>"), FailureServer, 403, "", "status 403"},
		{"304", says(304, "", ""), FailureServer, 304, "", "status 304"},

		// Not an answer to the question.
		{"200 with {}", json200(`{}`), FailureGarbled, 200, "", "no access token"},
		{"200 with null", json200(`null`), FailureGarbled, 200, "", "no access token"},
		{"200 with []", json200(`[]`), FailureGarbled, 200, "", "no access token"},
		{"200 empty", json200(``), FailureGarbled, 200, "", "no access token"},
		{"204", says(204, "", ""), FailureGarbled, 204, "", "no access token"},
		{"200 in HTML", says(200, "text/html", "<h1>Welcome to the hotel</h1>"+everySecret), FailureGarbled, 200, "", "no access token"},
		{"200 as plain text", says(200, "text/plain", "%zz "+everySecret), FailureGarbled, 200, "", "no access token"},
		{"access token empty", json200(`{"access_token":"","refresh_token":"made-up-refresh"}`), FailureGarbled, 200, "", "no access token"},
		{"access token a number", json200(`{"access_token":1}`), FailureGarbled, 200, "", "no access token"},
		{"JSON cut short", json200(goodAnswer[:len(goodAnswer)-2]), FailureGarbled, 200, "", "no access token"},
		{"JSON and more", json200(goodAnswer + everySecret), FailureGarbled, 200, "", "no access token"},
		{"lifetime no number", json200(`{"access_token":"x","expires_in":"` + someCode + `"}`), FailureGarbled, 200, "", "no access token"},

		// No whole answer.
		{"ends before the answer", raw(""), FailureUnreachable, 0, "", "EOF"},
		{"ends within the headers", raw("HTTP/1.1 200 OK\r\nContent-Type: appl"), FailureUnreachable, 0, "", "EOF"},
		{"ends within the body", raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"access_token\":\"made-up-"), FailureUnreachable, 200, "", "unexpected EOF"},
		{"ends within a chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{"), FailureUnreachable, 200, "", "unexpected EOF"},
		{"hangs", newGate().guard(good), FailureUnreachable, 0, "", "deadline exceeded"},
		{"drips", drip, FailureUnreachable, either, "", "deadline exceeded"},
		{"no HTTP", raw("made-up " + everySecret + "\r\n\r\n"), FailureUnreachable, 0, "", "malformed HTTP"},
		{"no HTTP, with escapes", raw("HTTP/1.1 \x1b[2J\u202e\r\n\r\n"), FailureUnreachable, 0, "", "malformed HTTP"},
		{"redirect to no address", raw("HTTP/1.1 302 Found\r\nLocation: http://[bad/?" +
			url.Values{"c": {someCode}, "s": {clientSecret}, "r": {someRefresh}}.Encode() + "\r\nContent-Length: 0\r\n\r\n"),
			FailureUnreachable, 302, "", "Location"},
	} {
		for _, act := range acts {
			t.Run(tt.name+"/"+act.name, func(t *testing.T) {
				leakless(t)
				p := newProvider(t, tt.answer)
				e := p.endpoint()
				if strings.Contains(tt.says, "deadline") {
					e.Timeout = 20 * time.Millisecond
				}
				begun := time.Now()
				token, err := act.do(context.Background(), e)
				var failed *TokenError
				if token != nil || !errors.As(err, &failed) {
					t.Fatalf("%v, %v", token, err)
				}
				if failed.Failure != tt.failure || (tt.status != either && failed.Status != tt.status) || (tt.code != "" && failed.Code != tt.code) {
					t.Errorf("%s %d %q, want %s %d %q", failed.Failure, failed.Status, failed.Code, tt.failure, tt.status, tt.code)
				}
				text := err.Error()
				if !strings.HasPrefix(text, act.name+" at "+p.URL+"/token: ") || !strings.Contains(text, tt.says) || len(text) > 1000 {
					t.Errorf("it says %q, want %q in it", text, tt.says)
				}
				printable(t, text)
				discreet(t, "the error", fmt.Sprintf("%v %+v %s %s", err, err, failed.Code, failed.Description), act.sent)
				if n := p.requests(); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
				if took := time.Since(begun); took > enough/2 {
					t.Errorf("it took %v", took)
				}
			})
		}
	}
}

// printable fails the test for what could move a cursor or turn a line around.
func printable(t *testing.T, text string) {
	t.Helper()
	if i := strings.IndexFunc(text, func(r rune) bool {
		return r < ' ' || r >= 0x7f && r < 0xa0 || strings.ContainsRune("\u061c\u200e\u200f\u2028\u2029\ufeff", r) ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	}); i >= 0 {
		t.Errorf("not printable at %d: %q", i, text)
	}
}

func TestTokenEndpointGone(t *testing.T) {
	for _, act := range acts {
		leakless(t)
		p := newProvider(t, good)
		e := p.endpoint()
		p.Close()
		_, err := act.do(context.Background(), e)
		var failed *TokenError
		var op *net.OpError
		if !errors.As(err, &failed) || failed.Failure != FailureUnreachable || failed.Status != 0 {
			t.Errorf("%v", err)
		}
		if !errors.As(err, &op) || op.Op != "dial" {
			t.Errorf("the cause is lost: %#v", err)
		}
	}
}

// TestTokenEndpointRedirects: code and secret go to nobody else.
func TestTokenEndpointRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, act := range acts {
			t.Run(fmt.Sprint(status, "/", act.name), func(t *testing.T) {
				leakless(t)
				var strangers atomic.Int32
				elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
				defer elsewhere.Close()
				p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
					http.Redirect(w, r, elsewhere.URL+"/token", status)
				})
				_, err := act.do(context.Background(), p.endpoint())
				var failed *TokenError
				if !errors.As(err, &failed) || failed.Failure != FailureServer || failed.Status != status {
					t.Errorf("%v", err)
				}
				if p.requests() != 1 || strangers.Load() != 0 {
					t.Errorf("%d requests, and %d elsewhere", p.requests(), strangers.Load())
				}
			})
		}
	}
}

// TestRequests: what is sent, once, and how the client proves itself: in the
// body, RFC 6749 section 2.3.1.
func TestRequests(t *testing.T) {
	want := map[string]url.Values{
		"exchange the code": {
			"grant_type": {"authorization_code"}, "code": {someCode}, "code_verifier": {someVerifier},
			"redirect_uri": {"http://127.0.0.1:8085/callback"}, "client_id": {clientID}, "client_secret": {clientSecret},
		},
		"refresh the token": {
			"grant_type": {"refresh_token"}, "refresh_token": {someRefresh}, "client_id": {clientID}, "client_secret": {clientSecret},
		},
	}
	for _, act := range acts {
		for _, answer := range []http.HandlerFunc{good, says(401, "application/json", `{"error":"invalid_client"}`)} {
			leakless(t)
			p := newProvider(t, answer)
			_, _ = act.do(context.Background(), p.endpoint())
			if len(p.posts) != 1 || !reflect.DeepEqual(p.posts[0], want[act.name]) || p.auth[0] != "" {
				t.Errorf("%s sent %v with %q", act.name, p.posts, p.auth)
			}
		}
	}
}

func TestTokenAnswers(t *testing.T) {
	full := Token{Type: "Bearer", Scope: someScope, Validity: time.Hour, IssuedAt: now, ExpiresAt: now.Add(time.Hour)}
	but := func(change func(*Token)) Token {
		t := full
		change(&t)
		return t
	}
	dies := func(after time.Duration) Token {
		return but(func(t *Token) { t.RefreshExpiresAt = now.Add(after) })
	}
	timeless := but(func(t *Token) { t.Validity, t.ExpiresAt = 0, time.Time{} })
	const head = `{"access_token":"A","refresh_token":"R","token_type":"Bearer"`
	const hour = head + `,"expires_in":3600`
	for _, tt := range []struct {
		name, contentType, body string
		want                    Token
	}{
		{"full", "", hour + `,"scope":"` + someScope + `"}`, full},
		{"content type in capitals", "Application/JSON;charset=UTF-8", hour + `}`, full},
		{"HTML with JSON in it", "text/html", hour + `}`, full},
		{"plain text with JSON in it", "text/plain; charset=utf-8", "\n " + hour + `}`, full},
		{"a form", "application/x-www-form-urlencoded", "access_token=A&refresh_token=R&scope=" + url.QueryEscape(someScope), timeless},
		{"lifetime quoted", "", head + `,"expires_in":"3600"}`, full},
		{"lifetime missing", "", head + `}`, timeless},
		{"lifetime null", "", head + `,"expires_in":null}`, timeless},
		{"lifetime negative", "", head + `,"expires_in":-1}`, timeless},
		{"scope missing means as requested", "", hour + `}`, full},
		{"scope less than requested", "", hour + `,"scope":"openid"}`, but(func(t *Token) { t.Scope = "openid" })},
		{"type missing", "", `{"access_token":"A","refresh_token":"R","expires_in":3600}`, full},
		{"more than is known", "", hour + `,"id_token":"x","x":{"y":[1]}}`, full},
		{"refresh token dies", "", hour + `,"refresh_token_expires_in":604799}`, dies(604799 * time.Second)},
		{"refresh token dies, quoted", "", hour + `,"refresh_token_expires_in":"604799"}`, dies(604799 * time.Second)},
		{"refresh token dies, fraction", "", hour + `,"refresh_token_expires_in":60.5}`, dies(60 * time.Second)},
		{"refresh token without end", "", hour + `,"refresh_token_expires_in":0}`, full},
		{"refresh token's end negative", "", hour + `,"refresh_token_expires_in":-5}`, full},
		{"refresh token's end no number", "", hour + `,"refresh_token_expires_in":"soon"}`, full},
		{"refresh token's end NaN", "", hour + `,"refresh_token_expires_in":"NaN"}`, full},
		{"refresh token's end infinite", "", hour + `,"refresh_token_expires_in":"Inf"}`, full},
		{"refresh token's end beyond time", "", hour + `,"refresh_token_expires_in":20000000000}`, full},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			if tt.contentType == "" {
				tt.contentType = "application/json"
			}
			p := newProvider(t, says(200, tt.contentType, tt.body))
			for _, act := range acts {
				got, err := act.do(context.Background(), p.endpoint())
				if err != nil {
					t.Fatal(err)
				}
				if got.Access.Reveal() != "A" || got.Refresh.Reveal() != "R" {
					t.Errorf("tokens %q %q", got.Access.Reveal(), got.Refresh.Reveal())
				}
				got.Access, got.Refresh = secret.String{}, secret.String{} // compared above
				if !reflect.DeepEqual(*got, tt.want) {
					t.Errorf("%s\n got %+v\nwant %+v", act.name, *got, tt.want)
				}
			}
		})
	}
}

func TestRefreshToken(t *testing.T) {
	leakless(t)
	p := newProvider(t, json200(`{"access_token":"A"}`))
	if got, err := acts[1].do(context.Background(), p.endpoint()); err != nil || got.Refresh.Reveal() != someRefresh {
		t.Errorf("the old refresh token does not stay: %v, %v", got, err)
	}
	if got, err := acts[0].do(context.Background(), p.endpoint()); err != nil || !got.Refresh.Empty() {
		t.Errorf("a refresh token that nobody gave: %v, %v", got, err)
	}
}

// TestHugeAnswer is neither taken nor kept in memory.
func TestHugeAnswer(t *testing.T) {
	leakless(t)
	const size = 64 << 20
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"`)
		for chunk, n := strings.Repeat("x", 1<<16), 0; n < size; n += len(chunk) {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
		_, _ = io.WriteString(w, `"}`)
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := acts[0].do(context.Background(), p.endpoint())
	runtime.ReadMemStats(&after)
	var failed *TokenError
	if !errors.As(err, &failed) || failed.Failure != FailureGarbled {
		t.Errorf("%v", err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > size/4 {
		t.Errorf("%d bytes allocated for an answer of %d", grown, size)
	}
}

func TestContextOfARequest(t *testing.T) {
	leakless(t)
	g := newGate()
	p := newProvider(t, g.guard(good))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-g.reached
		cancel()
	}()
	_, err := acts[0].do(ctx, p.endpoint())
	var failed *TokenError
	if !errors.As(err, &failed) || failed.Failure != FailureUnreachable || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestHasScope(t *testing.T) {
	token := &Token{Scope: "openid  https://mail.example/\tprofile"}
	for scope, want := range map[string]bool{"openid": true, "https://mail.example/": true, "profile": true,
		"https://mail.example": false, "HTTPS://mail.example/": false, "": false, "openid profile": false} {
		if token.HasScope(scope) != want {
			t.Errorf("scope %q: %v, want %v", scope, !want, want)
		}
	}
}

func FuzzTokenAnswer(f *testing.F) {
	f.Add(200, "application/json", goodAnswer)
	f.Add(400, "application/json", `{"error":"invalid_grant"}`)
	f.Add(200, "text/plain", "access_token=A&expires_in=1.5&refresh_token_expires_in=x")
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		e := TokenEndpoint{Client: &Client{TokenURI: "https://provider.example/token"}, Now: func() time.Time { return now }, Timeout: enough,
			HTTP: &http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200 + (status%400+400)%400, Header: http.Header{"Content-Type": {contentType}},
					Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
			})}}
		token, err := acts[0].do(context.Background(), e)
		var failed *TokenError
		switch {
		case err == nil && (token.Access.Empty() || token.Validity < 0 || token.ExpiresAt.Before(now) && token.Validity > 0):
			t.Errorf("a token that is none: %+v", token)
		case err == nil && !token.RefreshExpiresAt.IsZero() && !token.RefreshExpiresAt.After(now):
			t.Errorf("a refresh token that died before it was given: %v", token.RefreshExpiresAt)
		case err != nil && !errors.As(err, &failed):
			t.Errorf("%T: %v", err, err)
		case err != nil:
			printable(t, err.Error())
		}
	})
}

// trip is a transport without a network.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
