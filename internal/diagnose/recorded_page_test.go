package diagnose

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"syscall"
	"time"

	"mailasset/internal/oauth"
)

const (
	policyHelp = "https://developers.google.com/identity/protocols/oauth2/policies#secure-response-handling"
	testerHelp = "https://support.google.com/accounts/answer/3466521?p=app_notverified"
)

// page is the error page of Google whose address was pasted: the form of
// google.md section 1.4, read as the program reads it.
func page(code, message, help string, status uint64, details ...string) error {
	text := func(m []byte, field uint64, s string) []byte {
		m = binary.AppendUvarint(binary.AppendUvarint(m, field<<3|2), uint64(len(s)))
		return append(m, s...)
	}
	m := text(text(text(nil, 1, code), 2, message), 3, help)
	m = binary.AppendUvarint(append(m, 4<<3), status)
	for i := 0; i+1 < len(details); i += 2 {
		m = text(m, 5, string(text(text(nil, 1, details[i]), 2, details[i+1])))
	}
	read, err := oauth.ParseErrorPage("https://accounts.google.com/signin/oauth/error?authError=" + base64.URLEncoding.EncodeToString(m) +
		"&client_id=" + acme.ClientID + "&flowName=GeneralOAuthFlow")
	if err != nil {
		return err
	}
	return read
}

// cutPage is an address that was cut off, with the code or before it.
func cutPage(payload string) error {
	read, err := oauth.ParseErrorPage("https://accounts.google.com/signin/oauth/error?authError=" + payload)
	if err != nil {
		return err
	}
	return read
}

func pending(kind oauth.PendingKind) error { return &oauth.PendingError{Kind: kind} }

// recordedPages holds what was met on Google's pages and with what was pasted.
var recordedPages = map[string][]recording{
	"redirect-uri-mismatch": {
		{"page", page("redirect_uri_mismatch", "You can't sign in to this app.", "", 400, "redirect_uri", "https://acme.us.webexconnect.io/callback"), facts{
			"phase": "page", "error": "redirect_uri_mismatch", "answer": "redirect_uri_mismatch (You can't sign in to this app.)", "status": "400",
			"client_id": acme.ClientID, "projectNumber": "123456789012", "redirect_uri": "https://acme.us.webexconnect.io/callback"}},
		{"page, Dutch", page("redirect_uri_mismatch", "Je kunt niet inloggen bij deze app omdat deze niet voldoet aan het beleid.", "", 400, "redirect_uri", "http://localhost:3000/ "), nil},
		{"page, cut", cutPage("ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2"), facts{"phase": "page", "error": "redirect_uri_mismatch", "answer": "redirect_uri_mismatch"}},
	},
	"redirect-uri-invalid": {
		{"page, policy", page("invalid_request", "Deze app voldoet niet aan het beleid van Google.", policyHelp, 400, "redirect_uri", "https://a.invalid/cb"), nil},
		{"page, policy without the address", page("invalid_request", "Access blocked", policyHelp, 400), nil},
		{"page, private", page("invalid_request", "device_id and device_name are required for private IP: http://192.168.1.5/cb", "", 400), facts{
			"phase": "page", "error": "invalid_request", "answer": "invalid_request (device_id and device_name are required for private IP: http://192.168.1.5/cb)", "status": "400",
			"client_id": acme.ClientID, "projectNumber": "123456789012", "redirect_uri": "http://192.168.1.5/cb", "value": "http://192.168.1.5/cb", "field": "redirect", "rule": "raw-ip"}},
		{"page, request", page("invalid_request", "Toegang geblokkeerd", "", 400, "redirect_uri", "ftp://x"), nil},
	},
	"origin-mismatch": {
		{"new form", page("redirect_uri_mismatch", "Register the origin.", "", 400, "origin", "https://tenant.us.webexconnect.io"), facts{
			"phase": "page", "error": "redirect_uri_mismatch", "answer": "redirect_uri_mismatch (Register the origin.)", "status": "400",
			"client_id": acme.ClientID, "projectNumber": "123456789012", "origin": "https://tenant.us.webexconnect.io"}},
		{"old form", page("origin_mismatch", "Register the JavaScript origin.", "", 400, "origin", "http://x.test"), nil},
	},
	"client-not-found": {
		{"page", page("invalid_client", "De OAuth-client is niet gevonden.", "", 401), nil},
		{"page, cut", cutPage("Cg5pbnZhbGlkX2NsaWVudB"), nil},
	},
	"client-deleted":        {{"page", page("deleted_client", "The OAuth client was deleted.", "", 401), nil}, {"page, cut", cutPage("Cg5kZWxldGVkX2NsaWVudB"), nil}},
	"not-a-test-user":       {{"page", page("access_denied", "It’s currently being tested.", testerHelp, 403, "client_id", acme.ClientID, "scope", "https://mail.google.com/"), nil}, {"page, cut", cutPage("Cg1hY2Nlc3NfZGVuaWVk"), nil}},
	"wrong-session":         {{"one word order", page("invalid_request", "Required parameter is missing: response_type", "", 400), nil}, {"the other", page("invalid_request", "Missing required parameter: redirect_uri", "", 400), nil}, {"Dutch", page("invalid_request", "Verplichte parameter ontbreekt: response_type", "", 400), nil}},
	"org-internal":          {{"page", page("org_internal", "This client is restricted to users within its organization.", "", 403), nil}},
	"admin-policy-enforced": {{"page", page("admin_policy_enforced", "Access blocked: your institution's admin needs to review it.", "", 400), nil}},
	"access-not-configured": {{"page", page("access_not_configured", "Your institution's admin has not configured access.", "", 400), nil}},
	"disallowed-useragent":  {{"page", page("disallowed_useragent", "Use secure browsers.", policyHelp, 403), nil}},
	"unverified-app":        {{"seen", &SeenError{SightUnverifiedApp}, nil}},
	"publish-blocked":       {{"seen", &SeenError{SightPublishBlocked}, nil}},
	"provider-error": {
		{"page, scope", page("invalid_scope", "Some requested scopes were invalid.", "", 400), nil},
		{"page, grant", page("invalid_grant", "Try again.", "", 400), nil},
		{"page, request", page("invalid_request", "Iets anders", "", 400), nil},
		{"page, new code", page("the_moon", "", "", 500), nil},
		{"probe, a page", &oauth.ProbeError{Status: 200}, facts{"reason": "probe", "answer": "HTTP 200"}},
		{"probe, guest network", &oauth.ProbeError{Status: 302, Host: "login.hotel.example"}, facts{"reason": "probe-elsewhere", "host": "login.hotel.example", "answer": "HTTP 302"}},
		{"probe, garbled", &oauth.ProbeError{Status: 302, Err: errors.New("the answer's Location cannot be read")}, facts{"reason": "probe", "answer": "the answer's Location cannot be read"}},
		{"control accepted", oauth.ErrControlAccepted, facts{"reason": "probe-control"}},
		{"control unclear", fmt.Errorf("%w: %w", oauth.ErrControlUnclear, &oauth.ProbeError{Status: 429}), facts{"reason": "probe-control"}},
		{"control on another page", fmt.Errorf("%w: %w", oauth.ErrControlUnclear, page("disallowed_useragent", "", "", 403)), facts{"reason": "probe-control"}},
	},
	"provider-unreachable": {
		{"probe", &oauth.ProbeError{Err: dialed(syscall.ECONNREFUSED)}, facts{"host": "192.0.2.1:443", "reason": "refused"}},
		{"probe, too late", &oauth.ProbeError{Err: context.DeadlineExceeded}, facts{"reason": "timeout"}},
		{"control, too late", fmt.Errorf("%w: %w", oauth.ErrControlUnclear, &oauth.ProbeError{Err: context.DeadlineExceeded}), facts{"reason": "timeout"}},
	},
	"callback-state-mismatch": {
		{"no address", oauth.ErrNotAnAnswer, facts{"reason": "incomplete"}},
		{"only the code", pending(oauth.PendingIncomplete), facts{"reason": "incomplete"}},
		{"another link", pending(oauth.PendingWrongState), facts{"reason": "wrong-state"}},
		{"another provider", pending(oauth.PendingWrongIssuer), facts{"reason": "wrong-issuer"}},
		{"error page, cut", cutPage("C"), facts{"phase": "page", "reason": "page-cut-off"}},
	},
	"code-rejected": {
		{"begun long ago", &oauth.PendingError{Kind: oauth.PendingExpired, ExpiredAt: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}, facts{"reason": "expired", "expiredAt": "2026-11-22T09:00:00Z"}},
		{"finished twice", pending(oauth.PendingUsed), facts{"reason": "used"}},
		{"damaged", pending(oauth.PendingUnreadable), facts{"reason": "unreadable"}},
	},
	"client-json-invalid": {{"begun with another", pending(oauth.PendingForeignClient), facts{"defect": "other-client"}}},
	"answers-invalid":     {{"nothing to begin with", pending(oauth.PendingNoFlow), facts{"rule": "no-flow", "field": "--client-json, --redirect-port, --scope"}}},
}
