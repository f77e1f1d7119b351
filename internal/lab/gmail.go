package lab

import (
	"net/http"
	"slices"
	"strings"
)

// profileScopes are the scopes users.getProfile accepts (Gmail discovery
// document).
var profileScopes = scopes{
	scopeMail, "https://www.googleapis.com/auth/gmail.modify", "https://www.googleapis.com/auth/gmail.compose",
	"https://www.googleapis.com/auth/gmail.readonly", "https://www.googleapis.com/auth/gmail.metadata",
}

// apiError is an error of a Google API, as googleapi.CheckResponse reads it.
type apiError struct {
	Code    int         `json:"code"`
	Message string      `json:"message"`
	Errors  []apiReason `json:"errors,omitempty"`
	Status  string      `json:"status"`
	Details []any       `json:"details,omitempty"`
}

type apiReason struct {
	Message      string `json:"message"`
	Domain       string `json:"domain"`
	Reason       string `json:"reason"`
	ExtendedHelp string `json:"extendedHelp,omitempty"`
	Location     string `json:"location,omitempty"`
	LocationType string `json:"locationType,omitempty"`
}

func newAPIError(code int, status, domain, reason, message string) *apiError {
	return &apiError{Code: code, Status: status, Message: message,
		Errors: []apiReason{{Message: message, Domain: domain, Reason: reason}}}
}

func (e *apiError) write(w http.ResponseWriter) {
	writeJSON(w, e.Code, map[string]*apiError{"error": e})
}

// gmailProfile is users.getProfile: it proves which mailbox consented.
func (l *Lab) gmailProfile(w http.ResponseWriter, r *http.Request) {
	switch {
	case l.faults.on("gmail-hang"):
		hang(r)
	case l.faults.on("provider-error"):
		newAPIError(http.StatusServiceUnavailable, "UNAVAILABLE", "global", "backendError", "The service is currently unavailable.").write(w)
		return
	case l.faults.on("gmail-500"):
		newAPIError(http.StatusInternalServerError, "INTERNAL", "global", "backendError", "Internal error encountered.").write(w)
		return
	}
	a, ok := l.world.liveAccess(bearer(r))
	if !ok {
		e := newAPIError(http.StatusUnauthorized, "UNAUTHENTICATED", "global", "authError", "Invalid Credentials")
		e.Errors[0].Location, e.Errors[0].LocationType = "Authorization", "header"
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://accounts.google.com/", error="invalid_token"`)
		e.write(w)
		return
	}
	if refused := l.gmailRefusal(a, r.PathValue("user")); refused != nil {
		refused.write(w)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"emailAddress": a.account, "messagesTotal": len(l.world.mails()), "threadsTotal": len(l.world.mails()), "historyId": "1001",
	})
}

// gmailRefusal is why a live token gets no answer; nil when it does.
func (l *Lab) gmailRefusal(a access, user string) *apiError {
	switch {
	case !l.world.gmailOn(a.project):
		return accessNotConfigured(gmailService, "Gmail API", l.world.numberOf(a.project))
	case !slices.ContainsFunc(a.scope, profileScopes.has):
		return newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "insufficientPermissions", "Request had insufficient authentication scopes.")
	case user != "me" && !strings.EqualFold(user, a.account):
		return newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "forbidden", "Delegation denied for "+a.account)
	case l.faults.on("mail-service-disabled"):
		return newAPIError(http.StatusBadRequest, "FAILED_PRECONDITION", "global", "failedPrecondition", "Mail service not enabled")
	}
	return nil
}
