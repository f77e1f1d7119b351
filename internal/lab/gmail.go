package lab

import (
	"net/http"
	"slices"
	"strings"
)

const (
	scopeModify   = "https://www.googleapis.com/auth/gmail.modify"
	scopeCompose  = "https://www.googleapis.com/auth/gmail.compose"
	scopeReadonly = "https://www.googleapis.com/auth/gmail.readonly"
	scopeMetadata = "https://www.googleapis.com/auth/gmail.metadata"
	scopeSettings = "https://www.googleapis.com/auth/gmail.settings.basic"
	scopeSharing  = "https://www.googleapis.com/auth/gmail.settings.sharing"
)

// The scopes the methods accept, each enough on its own (Gmail discovery
// document; facts/google.md 7.2).
var (
	profileScopes  = scopes{scopeMail, scopeModify, scopeCompose, scopeReadonly, scopeMetadata}
	messageScopes  = scopes{scopeMail, scopeModify, scopeReadonly, scopeMetadata}
	settingsScopes = scopes{scopeMail, scopeModify, scopeReadonly, scopeSettings}
	sharingScopes  = scopes{scopeSharing}
)

// gmailRoutes are the methods of the Gmail API the lab has.
func (l *Lab) gmailRoutes(mux *http.ServeMux) {
	method := func(pattern string, accepted scopes, handle gmailHandler) {
		verb, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(verb+" /gmail/v1/users/{user}/"+path, l.inGmail(accepted, handle))
	}
	method("GET profile", profileScopes, l.gmailProfile)
	method("GET messages", messageScopes, l.listMessages)
	method("GET messages/{id}", messageScopes, l.getMessage)
	method("GET settings/autoForwarding", settingsScopes, l.getAutoForwarding)
	method("GET settings/forwardingAddresses", settingsScopes, l.listForwardingAddresses)
	method("GET settings/forwardingAddresses/{address}", settingsScopes, l.getForwardingAddress)
	method("GET settings/sendAs", settingsScopes, l.listSendAs)
	method("GET settings/sendAs/{address}", settingsScopes, l.getSendAs)
	for _, write := range []string{
		"PUT settings/autoForwarding", "POST settings/forwardingAddresses", "DELETE settings/forwardingAddresses/{address}",
		"POST settings/sendAs", "DELETE settings/sendAs/{address}", "POST settings/sendAs/{address}/verify",
	} {
		method(write, sharingScopes, refuseWrite)
	}
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

// gmailHandler answers a method for a token that may use it.
type gmailHandler func(w http.ResponseWriter, r *http.Request, a access)

// inGmail is the gate before every method: whether Gmail works, who asks, and
// whether he may.
func (l *Lab) inGmail(accepted scopes, handle gmailHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if a, ok := l.mayUseGmail(w, r, accepted); ok {
			handle(w, r, a)
		}
	}
}

// mayUseGmail returns what the token stands for; one that is not good has been
// told so.
func (l *Lab) mayUseGmail(w http.ResponseWriter, r *http.Request, accepted scopes) (access, bool) {
	switch {
	case l.faults.on("gmail-hang"):
		hang(r)
	case l.faults.on("provider-error"):
		newAPIError(http.StatusServiceUnavailable, "UNAVAILABLE", "global", "backendError", "The service is currently unavailable.").write(w)
		return access{}, false
	case l.faults.on("gmail-500"):
		newAPIError(http.StatusInternalServerError, "INTERNAL", "global", "backendError", "Internal error encountered.").write(w)
		return access{}, false
	}
	a, ok := l.world.liveAccess(bearer(r))
	if !ok {
		e := newAPIError(http.StatusUnauthorized, "UNAUTHENTICATED", "global", "authError", "Invalid Credentials")
		e.Errors[0].Location, e.Errors[0].LocationType = "Authorization", "header"
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://accounts.google.com/", error="invalid_token"`)
		e.write(w)
		return access{}, false
	}
	if refused := l.gmailRefusal(a, r.PathValue("user"), accepted); refused != nil {
		refused.write(w)
		return access{}, false
	}
	return a, true
}

// gmailProfile is users.getProfile: it proves which mailbox consented.
func (l *Lab) gmailProfile(w http.ResponseWriter, _ *http.Request, a access) {
	total := len(l.world.mailsOf(a.account))
	writeJSON(w, http.StatusOK, map[string]any{
		"emailAddress": a.account, "messagesTotal": total, "threadsTotal": total, "historyId": historyID,
	})
}

// historyID is the state of every mailbox: nobody asks the lab for changes.
const historyID = "1001"

// gmailRefusal is why a live token gets no answer; nil when it does.
func (l *Lab) gmailRefusal(a access, user string, accepted scopes) *apiError {
	switch {
	case !l.world.gmailOn(a.project):
		return accessNotConfigured(gmailService, "Gmail API", l.world.numberOf(a.project))
	case !slices.ContainsFunc(a.scope, accepted.has):
		return newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "insufficientPermissions", "Request had insufficient authentication scopes.")
	case user != "me" && !strings.EqualFold(user, a.account):
		return newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "forbidden", "Delegation denied for "+a.account)
	case l.faults.on("mail-service-disabled"):
		return newAPIError(http.StatusBadRequest, "FAILED_PRECONDITION", "global", "failedPrecondition", "Mail service not enabled")
	}
	return nil
}
