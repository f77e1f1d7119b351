package lab

import (
	"net/http"
	"net/url"
	"strings"
)

const sessionCookie = "lab_session"

// sessionOf returns the account the browser is signed in as, or "".
func (l *Lab) sessionOf(r *http.Request) string {
	value := ""
	if c, err := r.Cookie(sessionCookie); err == nil {
		value = c.Value
	}
	return l.world.sessionAccount(value)
}

// request reads the authorization request that travels along in the query; on
// a bad one it has answered and returns nil.
func (l *Lab) request(w http.ResponseWriter, r *http.Request) *authRequest {
	a, refused := l.world.checkAuthRequest(r.URL.Query())
	if refused != nil {
		l.refuse(w, r, refused)
		return nil
	}
	return a
}

// identifierPage is the sign-in page with its account chooser. A session that
// is already there is used unless the request asks for the chooser; a
// login_hint does not override it (facts/google.md 1.1).
func (l *Lab) identifierPage(w http.ResponseWriter, r *http.Request) {
	a := l.request(w, r)
	if a == nil {
		return
	}
	session := l.sessionOf(r)
	switch {
	case session != "" && !a.prompt.has("select_account"):
		l.signIn(w, r, a, session)
	case l.config.Robot:
		l.signIn(w, r, a, l.robotAccount(session, a.loginHint))
	default:
		l.showIdentifier(w, r, a, http.StatusOK, "")
	}
}

func (l *Lab) showIdentifier(w http.ResponseWriter, r *http.Request, a *authRequest, status int, problem string) {
	accounts := l.world.accounts
	if l.world.hasAccount(a.loginHint) { // the hinted account comes first
		accounts = []string{a.loginHint}
		for _, other := range l.world.accounts {
			if other != a.loginHint {
				accounts = append(accounts, other)
			}
		}
	}
	render(w, status, "identifier", map[string]any{
		"App": a.party.project.screen.app(), "Action": here(r), "Accounts": accounts, "Hint": a.loginHint, "Problem": problem, "Nl": inDutch(r),
	})
}

// identifierForm takes the account a person chose.
func (l *Lab) identifierForm(w http.ResponseWriter, r *http.Request) {
	a := l.request(w, r)
	if a == nil {
		return
	}
	account := r.PostFormValue("account")
	if account == "" {
		account = r.PostFormValue("address")
	}
	if !l.world.hasAccount(account) {
		l.showIdentifier(w, r, a, http.StatusBadRequest, say(r, "This lab has no such account.", "Dit lab heeft zo'n account niet."))
		return
	}
	l.signIn(w, r, a, account)
}

// signIn is where form, session and robot meet: the account is judged, then
// asked for consent, or sent straight back when it has given it before.
func (l *Lab) signIn(w http.ResponseWriter, r *http.Request, a *authRequest, account string) {
	if l.faults.on("wrong-account") {
		account = otherAccount
	}
	l.setSession(w, account)
	if refused := l.world.judgeAccount(a, account); refused != nil {
		l.refuse(w, r, refused)
		return
	}
	if !a.prompt.has("consent") && l.world.hasConsent(account, a.party.project.id, a.scope) {
		l.grant(w, r, a, account, false)
		return
	}
	if a.party.project.screen.internal() { // an Internal app is not warned about
		l.goTo(w, r, a, consentPath)
		return
	}
	l.goTo(w, r, a, warningPath)
}

// warningPage says that the app is not verified; the way on is behind
// Advanced, as on Google's page.
func (l *Lab) warningPage(w http.ResponseWriter, r *http.Request) {
	a := l.request(w, r)
	if a == nil {
		return
	}
	if l.config.Robot {
		l.goTo(w, r, a, consentPath)
		return
	}
	a.query.Set("prompt", "select_account consent") // a session would lead straight back here
	render(w, http.StatusOK, "warning", map[string]any{
		"App": a.party.project.screen.app(), "Undeclared": a.party.project.screen.undeclared(a.scope),
		"Action": here(r), "Back": identifierPath + "?" + a.query.Encode(), "Nl": inDutch(r),
	})
}

// warningForm takes the click on "Go to the app".
func (l *Lab) warningForm(w http.ResponseWriter, r *http.Request) {
	if a := l.request(w, r); a != nil {
		l.goTo(w, r, a, consentPath)
	}
}

// consentPage asks for the scopes.
func (l *Lab) consentPage(w http.ResponseWriter, r *http.Request) {
	a, account := l.consenting(w, r)
	if a == nil {
		return
	}
	if l.config.Robot {
		l.decide(w, r, a, account, true)
		return
	}
	render(w, http.StatusOK, "consent", map[string]any{
		"App": a.party.project.screen.app(), "Action": here(r), "Account": account, "Scopes": a.scope, "Nl": inDutch(r),
	})
}

// consentForm takes Continue or Cancel.
func (l *Lab) consentForm(w http.ResponseWriter, r *http.Request) {
	if a, account := l.consenting(w, r); a != nil {
		l.decide(w, r, a, account, r.PostFormValue("decision") == "allow")
	}
}

// consenting returns the request and the account whose consent it wants; a
// browser that is not signed in, or may not, has been sent elsewhere.
func (l *Lab) consenting(w http.ResponseWriter, r *http.Request) (*authRequest, string) {
	a := l.request(w, r)
	if a == nil {
		return nil, ""
	}
	account := l.sessionOf(r)
	if account == "" {
		l.goTo(w, r, a, identifierPath)
		return nil, ""
	}
	if refused := l.world.judgeAccount(a, account); refused != nil {
		l.refuse(w, r, refused)
		return nil, ""
	}
	return a, account
}

func (l *Lab) decide(w http.ResponseWriter, r *http.Request, a *authRequest, account string, allow bool) {
	if !allow || l.faults.on("consent-declined") {
		l.sendBack(w, r, a, url.Values{"error": {"access_denied"}})
		return
	}
	l.grant(w, r, a, account, true)
}

// setSession signs the browser in.
func (l *Lab) setSession(w http.ResponseWriter, account string) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: l.world.newSession(account), Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// here is the address of a page as the target of its own form.
func here(r *http.Request) string { return r.URL.Path + "?" + r.URL.RawQuery }

// inDutch reports whether a page is to be in Dutch: the parameter hl says so, as
// at Google, else the language that the browser likes best.
func inDutch(r *http.Request) bool {
	language := r.URL.Query().Get("hl")
	if language == "" {
		language = r.Header.Get("Accept-Language")
	}
	return strings.HasPrefix(strings.ToLower(language), "nl")
}

// say is a sentence in the language of the page.
func say(r *http.Request, english, dutch string) string {
	if inDutch(r) {
		return dutch
	}
	return english
}
