package lab

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	flowName       = "GeneralOAuthFlow"
	errorPath      = "/signin/oauth/error"
	identifierPath = "/v3/signin/identifier"
	warningPath    = "/signin/oauth/warning"
	consentPath    = "/signin/oauth/consent"
)

// authRequest is an authorization request that passed every check that needs
// no signed-in account (RFC 6749 4.1.1, RFC 7636 4.3).
type authRequest struct {
	query           url.Values
	party           party // the client and its project
	redirectURI     string
	scope           scopes
	state           string
	offline         bool
	prompt          scopes // space-delimited like scopes
	loginHint       string
	challenge       string
	challengeMethod string
}

// authorize is the authorization endpoint: on to the sign-in page, or to the
// error page. Without a session nothing more can be told (facts/google.md 1.5).
func (l *Lab) authorize(w http.ResponseWriter, r *http.Request) {
	a, refused := l.world.checkAuthRequest(r.URL.Query())
	if refused != nil {
		l.refuse(w, r, refused)
		return
	}
	if a.prompt.has("none") {
		l.authorizeSilently(w, r, a)
		return
	}
	a.query.Set("flowName", flowName)
	l.goTo(w, r, a, identifierPath)
}

// goTo sends the browser to the next page. The whole request travels along in
// the query and is checked again there, so the lab keeps no state for
// strangers who only look.
func (l *Lab) goTo(w http.ResponseWriter, r *http.Request, a *authRequest, path string) {
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	http.Redirect(w, r, l.world.issuer+path+"?"+a.query.Encode(), status)
}

// authorizeSilently answers prompt=none, which shows no page (facts 1.3).
func (l *Lab) authorizeSilently(w http.ResponseWriter, r *http.Request, a *authRequest) {
	account := l.sessionOf(r)
	switch {
	case account == "":
		l.sendBack(w, r, a, url.Values{"error": {"login_required"}})
	case l.world.judgeAccount(a, account) != nil:
		l.sendBack(w, r, a, url.Values{"error": {"interaction_required"}})
	case !l.world.hasConsent(account, a.party.project.id, a.scope):
		l.sendBack(w, r, a, url.Values{"error": {"consent_required"}})
	default:
		l.grant(w, r, a, account, false)
	}
}

// checkAuthRequest checks in Google's order: client, policy for the redirect
// URI, the client's list, then the rest (facts/google.md 1.5).
func (w *world) checkAuthRequest(q url.Values) (*authRequest, *authError) {
	for _, key := range []string{"response_type", "client_id", "redirect_uri", "scope", "state"} {
		if len(q[key]) > 1 { // RFC 6749 3.1
			return nil, badRequest("A parameter was given more than once: " + key)
		}
	}
	switch q.Get("response_type") {
	case "":
		return nil, badRequest("Required parameter is missing: response_type")
	case "code":
	default:
		return nil, badRequest("This client cannot use the response_type " + q.Get("response_type"))
	}
	known, err := w.checkClient(q)
	if err != nil {
		return nil, err
	}
	if err := w.checkRedirect(known.client, q.Get("redirect_uri")); err != nil {
		return nil, err
	}
	if err := checkScope(q.Get("scope")); err != nil {
		return nil, err
	}
	a := &authRequest{
		query: q, party: known, redirectURI: q.Get("redirect_uri"), scope: parseScopes(q.Get("scope")), state: q.Get("state"),
		offline: q.Get("access_type") == "offline", prompt: parseScopes(q.Get("prompt")), loginHint: q.Get("login_hint"),
		challenge: q.Get("code_challenge"), challengeMethod: q.Get("code_challenge_method"),
	}
	return a, a.checkOptions()
}

func (w *world) checkClient(q url.Values) (party, *authError) {
	id := q.Get("client_id")
	if id == "" {
		return party{}, badRequest("Missing required parameter: client_id")
	}
	known, ok := w.findClient(id)
	if !ok {
		return party{}, &authError{code: "invalid_client", message: "The OAuth client was not found.", status: http.StatusUnauthorized}
	}
	if known.client.deleted || w.faults.on("client-deleted") {
		return party{}, &authError{code: "deleted_client", message: "The OAuth client was deleted.", status: http.StatusUnauthorized}
	}
	if w.faults.on("disallowed-useragent") {
		return party{}, &authError{code: "disallowed_useragent", message: "The provider does not accept sign-in from this kind of browser.", help: helpPolicy, status: http.StatusForbidden}
	}
	return known, nil
}

func (w *world) checkRedirect(c client, uri string) *authError {
	if uri == "" {
		return badRequest("Missing required parameter: redirect_uri")
	}
	if w.faults.on("redirect-uri-invalid") {
		return policyBreach(uri)
	}
	if err := redirectPolicy(uri); err != nil {
		return err
	}
	if !slices.Contains(w.registered(c), uri) {
		e := &authError{code: "redirect_uri_mismatch", status: http.StatusBadRequest,
			message: "The redirect URI of this request is not registered for the client."}
		return e.withDetail("redirect_uri", uri)
	}
	return nil
}

// knownScopes are the scopes this lab's Google has heard of.
var knownScopes = scopes{
	"openid", "email", "profile", scopeEmail, "https://www.googleapis.com/auth/userinfo.profile",
	scopeMail, scopeSend, scopeModify, scopeCompose, scopeReadonly, scopeMetadata, scopeSettings, scopeSharing, scopeCloud, scopeCloudRead, scopeServices,
}

func checkScope(scope string) *authError {
	wanted := parseScopes(scope)
	if len(wanted) == 0 {
		return badRequest("Missing required parameter: scope")
	}
	for _, s := range wanted {
		if !knownScopes.has(s) {
			return &authError{code: "invalid_scope", message: "The request asks for an unknown scope: " + s, status: http.StatusBadRequest}
		}
	}
	return nil
}

// checkOptions checks what is optional in a request but not free in value.
func (a *authRequest) checkOptions() *authError {
	if t := a.query.Get("access_type"); t != "" && t != "offline" && t != "online" {
		return badRequest("Invalid value for access_type: " + t)
	}
	for _, p := range a.prompt {
		if (p != "none" && p != "consent" && p != "select_account") || (p == "none" && len(a.prompt) > 1) {
			return badRequest("Invalid value for prompt: " + a.prompt.String())
		}
	}
	if a.challenge == "" {
		if a.challengeMethod != "" {
			return badRequest("A code_challenge_method came without a code_challenge")
		}
		return nil
	}
	if a.challengeMethod == "" {
		a.challengeMethod = "plain" // RFC 7636 4.3
	}
	if a.challengeMethod != "plain" && a.challengeMethod != "S256" {
		return badRequest("Invalid value for code_challenge_method: " + a.challengeMethod)
	}
	if len(a.challenge) < 43 || len(a.challenge) > 128 { // RFC 7636 4.2
		return badRequest("Invalid length of code_challenge")
	}
	return nil
}

// judgeAccount makes the checks that need a signed-in account (facts 1.2).
func (w *world) judgeAccount(a *authRequest, account string) *authError {
	switch {
	case w.faults.on("wrong-session"): // misleading, as observed: facts 1.1 on login_hint
		return badRequest("Required parameter is missing: response_type")
	case w.faults.on("admin-policy-enforced"):
		return &authError{code: "admin_policy_enforced", message: "The administrator of this account's organization does not allow the app.", status: http.StatusBadRequest}
	case w.faults.on("access-not-configured"):
		return &authError{code: "access_not_configured", message: "The administrator of this school account has not configured access to the app.", status: http.StatusBadRequest}
	case w.outsider(a.party.project, account):
		return &authError{code: "org_internal", message: "The app is for members of its own organization only.", status: http.StatusForbidden}
	case w.stranger(a.party.project, account):
		e := &authError{code: "access_denied", help: helpTestUser, status: http.StatusForbidden,
			message: "The app is currently being tested and " + account + " is not one of its test users."}
		for _, key := range []string{"client_id", "redirect_uri", "response_type", "scope", "state", "access_type", "prompt", "login_hint"} {
			if v := a.query.Get(key); v != "" {
				e.withDetail(key, v)
			}
		}
		return e
	}
	return nil
}

// grant issues a code and sends the browser back with it.
func (l *Lab) grant(w http.ResponseWriter, r *http.Request, a *authRequest, account string, consentShown bool) {
	l.judgeRequest(a)
	code, granted := l.world.issueCode(a, account, consentShown)
	prompt := "none"
	if consentShown {
		prompt = "consent"
	}
	l.sendBack(w, r, a, url.Values{
		"code": {code}, "scope": {granted.String()}, "authuser": {"0"}, "prompt": {prompt},
	})
}

// judgeRequest complains about what Google lets pass and a careful client does
// not do. Webex Connect's own request carries no challenge.
func (l *Lab) judgeRequest(a *authRequest) {
	if a.state == "" {
		l.log.complain("an authorization request came without state")
	}
	if a.redirectURI == l.world.connect.callback() {
		return
	}
	switch {
	case a.challenge == "":
		l.log.complain("an authorization request came without PKCE")
	case a.challengeMethod == "plain":
		l.log.complain("an authorization request came with a plain PKCE challenge")
	}
}

// sendBack redirects to the client with the answer, the state and the issuer
// (RFC 9207).
func (l *Lab) sendBack(w http.ResponseWriter, r *http.Request, a *authRequest, answer url.Values) {
	if l.faults.on("callback-timeout") {
		render(w, http.StatusOK, "stopped", nil)
		return
	}
	answer.Set("iss", l.world.issuer)
	if a.state != "" {
		answer.Set("state", a.state)
	}
	if l.faults.on("callback-state-mismatch") {
		l.callAsStranger(r.Context(), withAnswer(a.redirectURI, url.Values{
			"code": {l.world.random.code()}, "state": {l.world.random.text(24, letters)}, "iss": {l.world.issuer},
		}))
	}
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	http.Redirect(w, r, withAnswer(a.redirectURI, answer), status)
}

// withAnswer appends the answer to a registered URI without touching the rest
// of it (RFC 6749 3.1.2).
func withAnswer(uri string, answer url.Values) string {
	separator := "?"
	if strings.Contains(uri, "?") {
		separator = "&"
	}
	return uri + separator + answer.Encode()
}
