package lab

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

func TestRefreshTokenNeedsOfflineAndConsent(t *testing.T) {
	f := start(t, Config{Robot: true})
	for _, test := range []struct {
		name    string
		changes []string
		want    bool
	}{
		{"online", []string{"access_type", "online"}, false},
		{"no access type", []string{"access_type", ""}, false},
		{"offline, consent already given", []string{"prompt", ""}, false},
		{"offline, consent shown", nil, true},
	} {
		_, answer := f.post(t, f.exchange(f.consent(t, f.with(test.changes...)).Get("code")))
		if _, got := answer["refresh_token"]; got != test.want {
			t.Errorf("%s: refresh token %v, want %v", test.name, got, test.want)
		}
	}
}

func TestRefresh(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t)
	status, answer := f.post(t, f.exchange("", "code", "", "grant_type", "refresh_token", "refresh_token", token.RefreshToken))
	if status != 200 || answer["access_token"] == token.AccessToken || answer["scope"] != scopeMail || answer["expires_in"] != 3599.0 {
		t.Errorf("%d %v", status, answer)
	}
	if _, ok := answer["refresh_token"]; ok {
		t.Error("a refresh answer holds a refresh token")
	}
	f.clock.advance(3600 * time.Second)
	if _, ok := f.world.liveAccess(token.AccessToken); ok {
		t.Error("an access token outlives its hour")
	}
	expired := *token
	expired.Expiry = time.Now().Add(-time.Hour)
	if _, err := f.oauth().TokenSource(t.Context(), &expired).Token(); err != nil {
		t.Errorf("x/oauth2 cannot refresh: %v", err)
	}
}

func TestTestingTokensDieAfterSevenDays(t *testing.T) {
	f := start(t, Config{Robot: true, Faults: []string{"testing-token-expires"}})
	_, answer := f.post(t, f.exchange(f.consent(t, f.with()).Get("code")))
	if answer["refresh_token_expires_in"] != 604799.0 {
		t.Fatalf("answer %v", answer)
	}
	f.set(t) // published: the token from Testing dies all the same
	refresh, _ := answer["refresh_token"].(string)
	form := f.exchange("", "code", "", "grant_type", "refresh_token", "refresh_token", refresh)
	f.clock.advance(604798 * time.Second)
	if status, _ := f.post(t, form); status != 200 {
		t.Errorf("before its end: %d", status)
	}
	f.clock.advance(2 * time.Second)
	if status, answer := f.post(t, form); status != 400 || answer["error_description"] != "Token has been expired or revoked." {
		t.Errorf("after its end: %d %v", status, answer)
	}
}

func TestOldestOfAHundredRefreshTokensDies(t *testing.T) {
	f := start(t, Config{Robot: true})
	first, second := f.login(t), f.login(t)
	live := func(token *oauth2.Token) bool {
		expired := &oauth2.Token{RefreshToken: token.RefreshToken}
		_, err := f.oauth().TokenSource(t.Context(), expired).Token()
		var refused *oauth2.RetrieveError
		if err != nil && !errors.As(err, &refused) {
			t.Fatal(err)
		}
		return err == nil
	}
	known, _ := f.world.findClient(f.file.Web.ClientID)
	a := &authRequest{party: known, redirectURI: loopback, scope: scopes{scopeMail}, offline: true}
	mint := func(account string, n int) {
		for range n {
			code, _ := f.world.issueCode(a, account, true)
			if _, refused := f.world.exchange(f.file.Web.ClientID, code, loopback, "", f.log.complain); refused != nil {
				t.Fatal(refused)
			}
		}
	}
	mint(otherAccount, 100) // another account's tokens do not count
	mint(mailbox, 98)
	if !live(first) || !live(second) {
		t.Error("a token died within the limit")
	}
	mint(mailbox, 1)
	if live(first) || !live(second) {
		t.Error("the oldest token does not make room for the newest")
	}
}

func TestTokeninfo(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t)
	f.clock.advance(time.Minute)
	bearing := func(method, value string) page {
		r, err := http.NewRequestWithContext(t.Context(), method, f.URL+"/tokeninfo", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", value)
		return send(t, http.DefaultClient, r)
	}
	form := url.Values{"access_token": {token.AccessToken}}.Encode()
	for name, p := range map[string]page{
		"query":  get(t, f.URL+"/tokeninfo?"+form),
		"form":   do(t, http.DefaultClient, http.MethodPost, f.URL+"/tokeninfo", formType, form),
		"header": bearing(http.MethodPost, "Bearer "+token.AccessToken),
		"get":    bearing(http.MethodGet, "bearer "+token.AccessToken),
	} {
		var info map[string]string
		if err := json.Unmarshal([]byte(p.body), &info); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if p.status != 200 || info["aud"] != f.file.Web.ClientID || info["scope"] != scopeMail || info["expires_in"] != "3539" || info["access_type"] != "offline" || info["email"] != "" {
			t.Errorf("%s: %d %v", name, p.status, info)
		}
	}
	for name, p := range map[string]page{
		"nothing": get(t, f.URL+"/tokeninfo"), "unknown": bearing(http.MethodGet, "Bearer x"), "basic": bearing(http.MethodGet, "Basic "+token.AccessToken),
		"refresh token": bearing(http.MethodGet, "Bearer "+token.RefreshToken),
	} {
		if p.status != 400 || !strings.Contains(p.body, `"invalid_token"`) {
			t.Errorf("%s: %d %s", name, p.status, p.body)
		}
	}
	if p := do(t, http.DefaultClient, http.MethodPut, f.URL+"/tokeninfo", "", ""); p.status != 405 {
		t.Errorf("PUT: %d", p.status)
	}
	answer := f.consent(t, f.with("scope", scopeMail+" email", "access_type", "online"))
	c := f.oauth()
	known, err := c.Exchange(t.Context(), answer.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	if p := bearing(http.MethodGet, "Bearer "+known.AccessToken); !strings.Contains(p.body, `"email":"`+mailbox+`"`) || !strings.Contains(p.body, `"access_type":"online"`) {
		t.Errorf("with the email scope: %s", p.body)
	}
}

func TestRevoke(t *testing.T) {
	f := start(t, Config{Robot: true})
	revoke := func(query, form string) page {
		return do(t, http.DefaultClient, http.MethodPost, f.URL+"/revoke"+query, formType, form)
	}
	for name, by := range map[string]func(*oauth2.Token) page{
		"access token in form":   func(k *oauth2.Token) page { return revoke("", url.Values{"token": {k.AccessToken}}.Encode()) },
		"refresh token in query": func(k *oauth2.Token) page { return revoke("?"+url.Values{"token": {k.RefreshToken}}.Encode(), "") },
	} {
		t.Run(name, func(t *testing.T) {
			other, token := f.login(t), f.login(t)
			if p := by(token); p.status != 200 {
				t.Fatalf("%d %s", p.status, p.body)
			}
			if _, ok := f.world.liveAccess(token.AccessToken); ok {
				t.Error("the access token lives")
			}
			if _, refused := f.world.renew(f.file.Web.ClientID, token.RefreshToken); refused == nil || refused.Description != "Token has been expired or revoked." {
				t.Errorf("the refresh token lives: %v", refused)
			}
			if _, refused := f.world.renew(f.file.Web.ClientID, other.RefreshToken); refused != nil {
				t.Errorf("another grant's token died: %v", refused)
			}
			if by(token).status != 400 {
				t.Error("a dead token can be revoked")
			}
			if got := f.consent(t, f.with("prompt", "")).Get("prompt"); got != "consent" {
				t.Error("consent was not forgotten")
			}
		})
	}
	if p := revoke("", ""); p.status != 400 || !strings.Contains(p.body, "Missing required parameter: token") {
		t.Errorf("without a token: %d %s", p.status, p.body)
	}
	if p := get(t, f.URL+"/revoke?token=x"); p.status != 405 {
		t.Errorf("GET: %d", p.status)
	}
}
