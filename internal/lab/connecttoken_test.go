package lab

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// What goes wrong at Generate Token stands on the page as text.
func TestGenerateTokenFails(t *testing.T) {
	f := start(t, Config{Robot: true})
	for fault, want := range map[string]string{
		"consent-declined":      "access_denied",
		"client-secret-invalid": "invalid_client: The provided client secret is invalid.",
		"code-rejected":         "invalid_grant",
		"token-500":             "internal_failure",
		"provider-error":        "the token URL answered 503",
		"token-garbage":         "not JSON",
		"token-empty":           "without an access token",
	} {
		f.set(t, fault)
		p := f.portal(t)
		p.open(newEmailPath).press("Generate Token", f.gmailForm()).at(callbackPath).sees(want)
		if p.page.status != 400 {
			t.Errorf("%s: %d", fault, p.page.status)
		}
		p.open(p.link("Back to the form")).sees("Generate Token failed: ", want)
		if p.row(keyAccessToken) != "" {
			t.Errorf("%s: a token is filled", fault)
		}
	}
	f.set(t)
	p := f.portal(t)
	typed := f.gmailForm(keyTokenURL, "http://127.0.0.1:1/token")
	p.open(newEmailPath).press("Generate Token", typed).at(callbackPath).sees("the token URL does not answer")
	p.open(newEmailPath).press("Generate Token", f.gmailForm()).sees("(filled)").seesNot("Generate Token failed")
}

// A state is good once and for ten minutes, and only if it was given out.
func TestCallbackKnowsItsStates(t *testing.T) {
	f := start(t, Config{Robot: true})
	p := f.portal(t)
	p.c.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == callbackPath {
			return http.ErrUseLastResponse
		}
		return nil
	}
	answer := func() string {
		return p.open(newEmailPath).press("Generate Token", f.gmailForm()).page.location(t).String()
	}
	first := answer()
	if got := do(t, p.c, http.MethodGet, first, "", ""); got.status != 200 || !strings.HasPrefix(got.url.Path, appsPath) {
		t.Errorf("the right answer: %d", got.status)
	}
	late := answer()
	f.clock.advance(pendingLife + time.Second)
	for name, address := range map[string]string{"again": first, "late": late} {
		if got := do(t, p.c, http.MethodGet, address, "", ""); got.status != 200 || !strings.Contains(got.body, "left alone") {
			t.Errorf("%s: %d\n%s", name, got.status, got.body)
		}
	}
	if got := len(getJSON[[]tokenRequest](t, f.URL+"/lab/exchanges")); got != 1 {
		t.Errorf("%d exchanges", got)
	}
}

// Without the tick Google is not asked for the consent page, and then gives no
// refresh token to whom it knows (facts/webex-connect.md section 1, row 16).
func TestReviewTick(t *testing.T) {
	f := start(t, Config{Robot: true})
	p := f.portal(t)
	f.login(t) // the account has consented before
	p.open(newEmailPath).press("Generate Token", f.gmailForm(keyReview, "")).sees("press Save")
	if p.row(keyAccessToken) == "" || p.row(keyRefreshToken) != "" {
		t.Errorf("without the tick: %q, %q", p.row(keyAccessToken), p.row(keyRefreshToken))
	}
	p.press("Generate Token", fields{keyReview: {"true"}}).sees("press Save")
	if p.row(keyRefreshToken) == "" {
		t.Error("with the tick there is no refresh token")
	}
}

func TestRefreshBeforeExpiry(t *testing.T) {
	f := start(t, Config{Robot: true})
	p := f.portal(t)
	p.open(newEmailPath).press("Generate Token", f.gmailForm()).press("Save", nil)
	id := strings.TrimPrefix(p.page.url.Path, appsPath+"/")
	first := f.asset(t, id).saved.tokens
	f.clock.advance(first.validity*9/10 - time.Second)
	if p.open(appsPath); f.asset(t, id).saved.tokens != first {
		t.Error("refreshed too early")
	}
	f.clock.advance(time.Second)
	p.open(appsPath).sees("generated")
	second := f.asset(t, id).saved.tokens
	if second.access == first.access || second.refresh != first.refresh || !second.since.After(first.since) {
		t.Errorf("not refreshed: %v", second.since)
	}
	p.open(mailsPath).sees("no mail")

	refresh := func() string {
		return do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/connect/refresh", "application/json", "").body
	}
	if got := refresh(); !strings.Contains(got, id) || !strings.Contains(got, `"tokenState":"generated"`) {
		t.Errorf("forced: %s", got)
	}
	f.set(t, "refresh-token-dead")
	f.clock.advance(first.validity)
	p.open(appsPath).sees("refresh failed")
	p.open(mailsPath).sees("Access token of SupportGmail could not be refreshed", "Token has been expired or revoked.", "press Generate Token")
	p.open(appsPath + "/" + id).sees("The last refresh of the access token failed")
	mails := getJSON[[]ownerMail](t, f.URL+"/lab/connect/mails")
	if len(mails) != 1 || mails[0].To != adminAccount || strings.Contains(mails[0].Body, second.refresh) {
		t.Errorf("mails %+v", mails)
	}
	if got := refresh(); !strings.Contains(got, "expired or revoked") {
		t.Errorf("forced: %s", got)
	}
	f.set(t)
	p.open(appsPath+"/"+id).press("Generate Token", nil).press("Save", nil).seesNot("refresh of the access token failed")
	p.open(appsPath).sees("generated")
}

// Without a refresh token the first refresh fails.
func TestRefreshNeedsARefreshToken(t *testing.T) {
	f := start(t, Config{Robot: true, Faults: []string{"refresh-token-missing"}})
	p := f.portal(t)
	p.open(newEmailPath).press("Generate Token", f.gmailForm()).press("Save", nil)
	f.clock.advance(time.Hour)
	p.open(mailsPath).sees("there is no refresh token")
}
