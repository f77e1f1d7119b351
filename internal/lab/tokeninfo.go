package lab

import (
	"net/http"
	"strconv"
	"strings"
)

// tokenInfo is what /tokeninfo tells of a live access token. All values are
// text, as in Google's v3 answers; the full list of fields is unconfirmed
// (facts/google.md 3.4).
type tokenInfo struct {
	Azp           string `json:"azp"`
	Aud           string `json:"aud"`
	Scope         string `json:"scope"`
	Exp           string `json:"exp"`
	ExpiresIn     string `json:"expires_in"`
	Email         string `json:"email,omitempty"`
	EmailVerified string `json:"email_verified,omitempty"`
	AccessType    string `json:"access_type"`
}

// tokeninfo takes the token in the query, in a form or as a Bearer header:
// Google's Node client posts it in the header.
func (l *Lab) tokeninfo(w http.ResponseWriter, r *http.Request) {
	if !getOrPost(w, r) {
		return
	}
	token := r.FormValue("access_token") // reads the form too
	if l.faults.on("provider-error") {
		unavailable(w)
		return
	}
	if token == "" {
		token = bearer(r)
	}
	a, ok := l.world.liveAccess(token)
	if !ok {
		writeJSON(w, http.StatusBadRequest, oauthError{Code: "invalid_token", Description: "Invalid Value"})
		return
	}
	info := tokenInfo{Azp: a.client, Aud: a.client, Scope: a.scope.String(), Exp: strconv.FormatInt(a.expires.Unix(), 10),
		ExpiresIn: strconv.Itoa(int(a.expires.Sub(l.world.now()).Seconds())), AccessType: "online"}
	if a.offline {
		info.AccessType = "offline"
	}
	if a.scope.has("email") || a.scope.has(scopeEmail) {
		info.Email, info.EmailVerified = a.account, "true"
	}
	writeJSON(w, http.StatusOK, info)
}

// revoke takes the token in a form or in the query.
func (l *Lab) revoke(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		l.log.complain("the revoke endpoint was asked with " + r.Method)
		w.Header().Set("Allow", http.MethodPost)
		writeJSON(w, http.StatusMethodNotAllowed, invalidRequest("Only POST is accepted."))
		return
	}
	token := r.FormValue("token")
	switch {
	case l.faults.on("provider-error"):
		unavailable(w)
	case token == "":
		writeJSON(w, http.StatusBadRequest, invalidRequest("Missing required parameter: token"))
	case !l.world.revoke(token):
		writeJSON(w, http.StatusBadRequest, oauthError{Code: "invalid_token", Description: "Token expired or revoked"})
	default:
		writeJSON(w, http.StatusOK, struct{}{})
	}
}

func getOrPost(w http.ResponseWriter, r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return true
	}
	w.Header().Set("Allow", "GET, POST")
	writeJSON(w, http.StatusMethodNotAllowed, invalidRequest("Only GET and POST are accepted."))
	return false
}

// bearer returns the token of an Authorization header (RFC 6750 2.1), or "".
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
