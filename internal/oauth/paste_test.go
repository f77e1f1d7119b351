package oauth

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestPaste: what a person copies is an answer or is none. STATE, HOST and
// START stand for the attempt's own.
func TestPaste(t *testing.T) {
	const code = "4%2Fmade-up-code-0001"
	for _, tt := range []struct {
		name, text string
		sent       string // the code that is exchanged, "" when it is no answer
	}{
		{"whole address", "http://HOST/callback?state=STATE&code=" + code + "&scope=x", someCode},
		{"blanks and newlines around", " \t http://HOST/callback?code=" + code + "&state=STATE \r\n\n", someCode},
		{"address without scheme", "HOST/callback?code=" + code + "&state=STATE", someCode},
		{"address of a jump host", "http://localhost:9999/callback?code=" + code + "&state=STATE", someCode},
		{"address without state", "http://HOST/callback?code=" + code, someCode},
		{"address with an empty fragment", "http://HOST/callback?code=" + code + "&state=STATE#", someCode},
		{"address with a fragment", "http://HOST/callback?code=" + code + "&state=STATE#_=_", someCode},
		{"address with our issuer", "http://HOST/callback?code=" + code + "&state=STATE&iss=ORIGIN", someCode},
		{"query", "code=" + code + "&state=STATE", someCode},
		{"query behind ?", "?code=" + code + "&state=STATE", someCode},
		{"query behind #", "#code=" + code + "&state=STATE", someCode},
		{"query, state first", "state=STATE&code=" + code, someCode},
		{"code", someCode, someCode},
		{"code escaped", code, someCode},
		{"code with a newline", code + "\n", someCode},
		{"code with a broken escape", "made-up-code-100%-0001", "made-up-code-100%-0001"},
		{"code in base64", "bWFkZS11cC1jb2RlLTAwMQ==", "bWFkZS11cC1jb2RlLTAwMQ=="},

		{"state wrong", "http://HOST/callback?code=" + code + "&state=wrong", ""},
		{"state empty", "http://HOST/callback?code=" + code + "&state=", ""},
		{"state empty, then wrong", "code=" + code + "&state=&state=wrong", ""},
		{"state twice", "code=" + code + "&state=STATE&state=STATE", ""},
		{"code twice", "code=" + code + "&code=x&state=STATE", ""},
		{"code empty", "code=&state=STATE", ""},
		{"another issuer", "code=" + code + "&state=STATE&iss=https://evil.example", ""},
		{"error with another state", "error=access_denied&state=wrong", ""},
		{"escapes broken", "code=%zz&state=STATE", ""},
		{"nothing", "", ""},
		{"blanks", " \r\n ", ""},
		{"words", "I have signed in, what now?", ""},
		{"code with words", "code: " + someCode, ""},
		{"too short for a code", "yes", ""},
		{"too long for a code", strings.Repeat("x", 5000), ""},
		{"the start address", "START", ""},
		{"the authorization address", "AUTHORIZATION", ""},
		{"the authorization address without scheme", "AUTHORIZATIONBARE", ""},
		{"the redirect address without query", "http://HOST/callback", ""},
		{"an address of the provider's error page", "https://accounts.example/signin/oauth/error?authError=Cg5pbnZhbGlk&client_id=x", ""},
		{"a query of the provider's error page", "authError=Cg5pbnZhbGlkX2NsaWVudA&client_id=made-up", ""},
		{"a mail address", "somebody.longer@mail.example", ""},
		{"escape sequences", "\x1b[200~4/made-up-code-0001", ""},
		{"markup", "<script>alert(document.cookie)</script>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			l := signIn(t, good)
			_, bare, _ := strings.Cut(l.AuthorizationURL(), "://")
			text := strings.NewReplacer("AUTHORIZATIONBARE", bare, "AUTHORIZATION", l.AuthorizationURL(), "START", l.StartURL()).Replace(tt.text)
			err := l.Paste(l.in(text))
			if tt.sent == "" {
				if err != ErrNotAnAnswer || l.provider.requests() != 0 || l.Strangers() != 0 {
					t.Fatalf("%v, %d token requests, %d strangers", err, l.provider.requests(), l.Strangers())
				}
				l.succeeds(t)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if token, err := l.end(t); err != nil || token.Access.Reveal() != someAccess {
				t.Errorf("the login ended with %v, %v", token, err)
			}
			if n := l.provider.requests(); n != 1 || l.provider.posts[0].Get("code") != tt.sent {
				t.Errorf("%d token requests: %v", n, l.provider.posts)
			}
		})
	}
}

func TestPastedErrors(t *testing.T) {
	for _, text := range []string{"error=access_denied", "http://HOST/callback?error=access_denied&state=STATE"} {
		leakless(t)
		l := signIn(t, good)
		if err := l.Paste(l.in(text)); err != nil {
			t.Error(err)
		}
		_, err := l.end(t)
		var declined *CallbackError
		if !errors.As(err, &declined) || declined.Code != "access_denied" || l.provider.requests() != 0 {
			t.Errorf("%q ended with %v", text, err)
		}
	}
	leakless(t)
	l := signIn(t, says(400, "application/json", `{"error":"invalid_grant"}`))
	if err := l.Paste(someCode); err != nil {
		t.Error(err)
	}
	var refused *TokenError
	if _, err := l.end(t); !errors.As(err, &refused) || refused.Failure != FailureRejected {
		t.Errorf("the login ended with %v", err)
	}
	if err := l.Paste(someCode); err != nil || l.provider.requests() != 1 {
		t.Errorf("a second paste: %v, %d token requests", err, l.provider.requests())
	}
}

const fuzzState = "made-up-state-0001-0002-0003-0004-0005-0006"

// unplugged is an attempt without a network, and counts its token requests.
func unplugged() (a *Attempt, requests *int) {
	requests = new(int)
	transport := trip(func(*http.Request) (*http.Response, error) {
		*requests++
		return nil, errors.New("no network here")
	})
	a = &Attempt{
		flow: Flow{
			Endpoint: TokenEndpoint{
				Client: &Client{AuthURI: "https://provider.example/auth", TokenURI: "https://provider.example/token"},
				HTTP:   &http.Client{Transport: transport}, Timeout: enough,
			},
			Words: func(o Outcome) Page { return Page{Title: string(o.Kind), Detail: o.Description} },
		},
		ctx: context.Background(), host: "127.0.0.1:8085", start: "/start/x", state: fuzzState, settled: make(chan result, 1),
	}
	return a, requests
}

func FuzzPaste(f *testing.F) {
	for _, text := range []string{someCode, "code=x&state=" + fuzzState, "code=x&state=", "http://127.0.0.1:8085/callback?code=x&state=wrong#x",
		"?error=x", "?a?code=x", "code=x?state", "#code=x", "%", "code=x&st%61te=wrong"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, requests := unplugged()
		err := a.Paste(text)
		if *requests > 1 || (err != nil && *requests > 0) || (err != nil && len(a.settled) > 0) {
			t.Errorf("%d token requests, %v", *requests, err)
		}
		raw := strings.TrimSpace(text)
		raw, _, _ = strings.Cut(raw, "#")
		if _, after, found := strings.Cut(raw, "?"); found {
			raw = after
		}
		query, bad := url.ParseQuery(raw)
		if states := query["state"]; bad == nil && *requests > 0 && len(states) > 0 && (len(states) > 1 || states[0] != fuzzState) {
			t.Errorf("exchanged with the states %q", states)
		}
	})
}

func FuzzCallbackQuery(f *testing.F) {
	for _, query := range []string{"", "code=x&state=" + fuzzState, "error=x&state=" + fuzzState, "code=x&state=x", "state=" + fuzzState + "&state=&code=x",
		"code=x&iss=https://provider.example&state=" + fuzzState, "%", ";", "code=x&st%61te=" + fuzzState} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		a, requests := unplugged()
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, CallbackPath, nil)
		r.Host, r.URL.RawQuery = a.host, query
		a.newServer().Handler.ServeHTTP(w, r)
		values, err := url.ParseQuery(query)
		ours := err == nil && len(values["state"]) == 1 && values.Get("state") == fuzzState
		if !ours && (*requests > 0 || w.Code != http.StatusBadRequest || len(a.settled) > 0) {
			t.Errorf("status %d, %d token requests without our state", w.Code, *requests)
		}
		if ours && (*requests > 1 || w.Code != http.StatusBadRequest && w.Code != http.StatusBadGateway) {
			t.Errorf("status %d, %d token requests", w.Code, *requests)
		}
		if strings.Contains(w.Body.String(), fuzzState) {
			t.Errorf("the page holds the state: %s", w.Body)
		}
	})
}
