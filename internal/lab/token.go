package lab

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
)

const tokenPath = "/token"

// token is the token endpoint.
func (l *Lab) token(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		l.log.complain("the token endpoint was asked with " + r.Method)
		w.Header().Set("Allow", http.MethodPost)
		writeJSON(w, http.StatusMethodNotAllowed, invalidRequest("Only POST is accepted."))
		return
	}
	form, refused := l.tokenForm(w, r)
	if l.tokenFails(w, r) {
		return
	}
	var answer *tokenAnswer
	if refused == nil {
		answer, refused = l.answerToken(r, form)
	}
	switch {
	case refused != nil:
		writeJSON(w, refused.Status, refused)
	case l.faults.on("token-slow"):
		body, _ := json.Marshal(answer) // plain strings and numbers
		jsonHeader(w)
		trickle(w, r, body)
	default:
		writeJSON(w, http.StatusOK, answer)
	}
}

// tokenForm reads the body, which must be a form (RFC 6749 4.1.3). Parameters
// in the query do not count.
func (l *Lab) tokenForm(w http.ResponseWriter, r *http.Request) (url.Values, *oauthError) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	err := r.ParseForm()
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		l.log.complain("a token request's content type was not a form")
		_, _ = io.Copy(io.Discard, r.Body) // unread, the server would not notice that the client goes
		return nil, invalidRequest("The body must be form-encoded.")
	}
	if err != nil {
		return nil, invalidRequest("The body cannot be read.")
	}
	if r.URL.RawQuery != "" {
		l.log.complain("a token request carried parameters in its address")
	}
	return r.PostForm, nil
}

// tokenFails plays the failures of the endpoint itself; it is true when it has
// answered.
func (l *Lab) tokenFails(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case l.faults.on("token-hang"):
		hang(r)
	case l.faults.on("provider-error"):
		unavailable(w)
	case l.faults.on("token-500"):
		writeJSON(w, http.StatusInternalServerError, oauthError{Code: "internal_failure"})
	case l.faults.on("token-garbage"):
		render(w, http.StatusOK, "garbage", nil)
	case l.faults.on("token-empty"):
		writeJSON(w, http.StatusOK, struct{}{})
	default:
		return false
	}
	return true
}

// unavailable answers 503 the way a front end does: with a page.
func unavailable(w http.ResponseWriter) { render(w, http.StatusServiceUnavailable, "unavailable", nil) }

// answerToken checks in Google's order: grant type, client, secret, then the
// grant (facts/google.md 1.6).
func (l *Lab) answerToken(r *http.Request, form url.Values) (answer *tokenAnswer, refused *oauthError) {
	id, secret, style := l.clientAuth(r, form)
	note := tokenRequest{Grant: form.Get("grant_type"), ClientAuth: style, PKCE: form.Get("code_verifier") != ""}
	defer func() {
		if refused != nil {
			note.Error = refused.Code
		}
		l.log.exchange(note)
	}()
	switch note.Grant {
	case "":
		return nil, invalidRequest("Required parameter is missing: grant_type")
	case "authorization_code", "refresh_token":
	default:
		return nil, &oauthError{http.StatusBadRequest, "unsupported_grant_type", "Invalid grant_type: " + note.Grant}
	}
	if refused := l.world.checkSecret(id, secret); refused != nil {
		return nil, refused
	}
	if note.Grant == "refresh_token" {
		return l.answerRefresh(id, form)
	}
	return l.answerCode(id, form)
}

func (l *Lab) answerCode(client string, form url.Values) (*tokenAnswer, *oauthError) {
	for _, key := range []string{"code", "redirect_uri"} {
		if form.Get(key) == "" {
			return nil, invalidRequest("Missing required parameter: " + key)
		}
	}
	return l.world.exchange(client, form.Get("code"), form.Get("redirect_uri"), form.Get("code_verifier"), l.log.complain)
}

func (l *Lab) answerRefresh(client string, form url.Values) (*tokenAnswer, *oauthError) {
	if form.Get("refresh_token") == "" {
		return nil, invalidRequest("Missing required parameter: refresh_token")
	}
	return l.world.renew(client, form.Get("refresh_token"))
}

// clientAuth reads id and secret from the body or from a Basic header (RFC
// 6749 2.3.1 allows either, not both).
func (l *Lab) clientAuth(r *http.Request, form url.Values) (id, secret, style string) {
	id, secret = form.Get("client_id"), form.Get("client_secret")
	user, password, ok := r.BasicAuth()
	switch {
	case ok && secret != "":
		l.log.complain("a token request sent the client secret in the body and in a Basic header")
		return id, secret, "both"
	case ok:
		// The two halves are form-encoded inside the header, RFC 6749 2.3.1.
		if u, err := url.QueryUnescape(user); err == nil {
			user = u
		}
		if p, err := url.QueryUnescape(password); err == nil {
			password = p
		}
		return user, password, "basic"
	case id != "" || secret != "":
		return id, secret, "body"
	}
	return "", "", "none"
}

func (w *world) checkSecret(id, secret string) *oauthError {
	unauthorized := func(code, description string) *oauthError {
		return &oauthError{http.StatusUnauthorized, code, description}
	}
	if id == "" {
		return invalidRequest("Missing required parameter: client_id")
	}
	known, ok := w.findClient(id)
	switch {
	case !ok:
		return unauthorized("invalid_client", "The OAuth client was not found.")
	case known.client.deleted, w.faults.on("client-deleted"):
		return unauthorized("deleted_client", "The OAuth client was deleted.")
	case secret == "": // PKCE does not replace it, facts/google.md 1.1
		return invalidRequest("client_secret is missing.")
	case w.faults.on("client-secret-invalid"), !known.client.accepts(secret):
		return unauthorized("invalid_client", "The provided client secret is invalid.")
	}
	return nil
}
