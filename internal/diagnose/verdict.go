package diagnose

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mailasset/internal/oauth"
)

// A verdict is the code that an error of one kind belongs to, and what was
// seen; "" when the error is of another kind. Because each kind has one judge,
// no two entries can take the same error.
type verdict func(error) (code string, seen facts)

// is makes an entry take what the verdict gives its code.
func (v verdict) is(code string) func(error) (facts, bool) {
	return func(err error) (facts, bool) {
		got, seen := v(err)
		return seen, got == code
	}
}

// oneOf makes an entry take what any of them takes.
func oneOf(takes ...func(error) (facts, bool)) func(error) (facts, bool) {
	return func(err error) (facts, bool) {
		for _, take := range takes {
			if seen, ok := take(err); ok {
				return seen, true
			}
		}
		return nil, false
	}
}

// on makes an entry take the errors of one type, where see agrees.
func on[T any, P interface {
	*T
	error
}](see func(P) (facts, bool)) func(error) (facts, bool) {
	return func(err error) (facts, bool) {
		if e, ok := find[T, P](err); ok {
			return see(e)
		}
		return nil, false
	}
}

// oauthCodes are the codes of the provider's OAuth answers that mean the same
// at the callback and at the token endpoint (google.md sections 1.2, 3.2).
var oauthCodes = map[string]string{
	"redirect_uri_mismatch": "redirect-uri-mismatch",
	"deleted_client":        "client-deleted",
	"invalid_client":        "client-not-found",
	"org_internal":          "org-internal",
	"admin_policy_enforced": "admin-policy-enforced",
	"access_not_configured": "access-not-configured",
}

// ofOAuth judges what the provider said at the callback and at the token
// endpoint. An endpoint that was not reached, or whose answer is a stranger's
// page, is the network's.
var ofOAuth verdict = func(err error) (string, facts) {
	if e, ok := find[oauth.CallbackError](err); ok {
		return callbackCode(e), facts{"error": e.Code, "answer": words(e.Code, e.Description), "phase": "callback"}
	}
	e, ok := find[oauth.TokenError](err)
	if !ok || e.Failure == oauth.FailureUnreachable || pageInstead(err) {
		return "", nil
	}
	seen := facts{"host": hostOf(e.Endpoint), "phase": "exchange", "error": e.Code, "answer": words(e.Code, e.Description)}
	if e.Status != 0 {
		seen["status"] = strconv.Itoa(e.Status)
		switch {
		case seen["answer"] == "":
			seen["answer"] = "HTTP " + seen["status"]
		case e.Status >= http.StatusInternalServerError: // then its words alone say little
			seen["answer"] = "HTTP " + seen["status"] + ": " + seen["answer"]
		}
	}
	if refreshing(e) {
		seen["phase"] = "refresh"
	}
	switch e.Failure {
	case oauth.FailureRejected:
		code := tokenCode(e)
		switch {
		case code == "provider-error" && e.Code == "invalid_request":
			seen["reason"] = "asked-wrong"
		case e.Act == eitherAct:
			seen["reason"] = "unclear"
		}
		return code, seen
	case oauth.FailureGarbled:
		seen["reason"] = "garbled"
	}
	return "provider-error", seen
}

func callbackCode(e *oauth.CallbackError) string {
	if e.Code == "access_denied" {
		return "consent-declined"
	}
	if code, ok := oauthCodes[e.Code]; ok {
		return code
	}
	return "provider-error"
}

// tokenCode tells apart what the token endpoint refuses with few codes.
func tokenCode(e *oauth.TokenError) string {
	description := strings.ToLower(e.Description)
	switch {
	case e.Code == "invalid_client" && strings.Contains(description, "deleted"):
		return "client-deleted"
	case e.Code == "invalid_client" && !strings.Contains(description, "not found"),
		e.Code == "invalid_request" && strings.Contains(description, "client_secret"):
		return "client-secret-invalid"
	case refreshing(e) && (e.Code == "invalid_grant" || e.Code == "unauthorized_client"):
		return "refresh-token-dead"
	case refreshing(e):
	case e.Code == "invalid_grant", e.Code == "invalid_request", e.Code == "unauthorized_client":
		return "code-rejected"
	}
	if code, ok := oauthCodes[e.Code]; ok {
		return code
	}
	return "provider-error"
}

func refreshing(e *oauth.TokenError) bool { return strings.HasPrefix(e.Act, "refresh") }

// words joins a code and what was said with it.
func words(code, description string) string {
	code, description = oauth.Printable(code), oauth.Printable(description)
	if code == "" || description == "" {
		return code + description
	}
	return code + " (" + description + ")"
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// isAny reports whether the error is one of those given.
func isAny(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}
