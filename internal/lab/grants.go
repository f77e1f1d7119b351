package lab

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	codePrefix     = "4/"
	codeLife       = time.Minute
	accessLife     = 3599 * time.Second
	testingLife    = 604799 * time.Second // facts/google.md 3.1
	maxLiveRefresh = 100                  // per account and client, facts/google.md 3.3
)

// code is an authorization code and what it was issued for.
type code struct {
	account, redirect string
	client, project   string // ids
	scope             scopes
	challenge, method string
	offline, consent  bool // asked for offline access; saw the consent page
	expires           time.Time
	used              bool
}

// access is an access token; parent is the refresh token it came from.
type access struct {
	account, parent string
	client, project string // ids; gcloud's client has no project here
	scope           scopes
	offline         bool
	expires         time.Time
}

// refresh is a refresh token; a zero expires means it does not expire.
type refresh struct {
	account         string
	client, project string // ids
	scope           scopes
	expires         time.Time
}

// tokenAnswer is what the token endpoint says on success (RFC 6749 5.1).
type tokenAnswer struct {
	AccessToken    string `json:"access_token"`
	ExpiresIn      int    `json:"expires_in"`
	RefreshToken   string `json:"refresh_token,omitempty"`
	Scope          string `json:"scope"`
	TokenType      string `json:"token_type"`
	RefreshExpires int    `json:"refresh_token_expires_in,omitempty"`
}

// oauthError is what the token endpoint says on failure (RFC 6749 5.2).
type oauthError struct {
	Status      int    `json:"-"`
	Code        string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

func invalidGrant(description string) *oauthError {
	return &oauthError{http.StatusBadRequest, "invalid_grant", description}
}

func invalidRequest(description string) *oauthError {
	return &oauthError{http.StatusBadRequest, "invalid_request", description}
}

// issueCode remembers the consent and returns a code for the request.
func (w *world) issueCode(a *authRequest, account string, consentShown bool) (string, scopes) {
	granted := a.scope
	if w.faults.on("scope-missing") {
		granted = slices.DeleteFunc(slices.Clone(a.scope), func(s string) bool { return s == scopeMail })
		if len(granted) == 0 {
			granted = scopes{scopeSend} // the wrong scope people pick, facts/google.md 9, row 9
		}
	}
	value := w.random.code()
	w.mu.Lock()
	defer w.mu.Unlock()
	if consentShown {
		given := consentOf{account, a.party.project.id}
		w.consents[given] = append(w.consents[given], granted...)
	}
	w.codes[value] = &code{
		account: account, redirect: a.redirectURI, scope: granted,
		client: a.party.client.id, project: a.party.project.id,
		challenge: a.challenge, method: a.challengeMethod,
		offline: a.offline, consent: consentShown, expires: w.now().Add(codeLife),
	}
	return value, granted
}

// hasConsent reports whether the account already granted all of these scopes
// to the project.
func (w *world) hasConsent(account, project string, wanted scopes) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.consents[consentOf{account, project}].covers(wanted)
}

// exchange turns a code into tokens. The code is spent by the first attempt
// of an authenticated client, good or bad (RFC 6749 4.1.2); complain is called
// when it was spent before.
func (w *world) exchange(client, value, redirect, verifier string, complain func(string)) (*tokenAnswer, *oauthError) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.codes[value]
	switch {
	case c == nil:
		return nil, invalidGrant("Malformed auth code.")
	case c.used:
		complain("a code was posted twice")
		return nil, invalidGrant("Bad Request")
	}
	c.used = true
	switch {
	case w.faults.on("code-rejected"), w.now().After(c.expires), client != c.client:
		return nil, invalidGrant("Bad Request")
	case redirect != c.redirect:
		return nil, &oauthError{http.StatusBadRequest, "redirect_uri_mismatch", "Bad Request"}
	}
	if err := c.checkVerifier(verifier); err != nil {
		return nil, err
	}
	return w.mint(c), nil
}

// checkVerifier holds the verifier against the challenge (RFC 7636 4.6).
func (c *code) checkVerifier(verifier string) *oauthError {
	if c.challenge == "" {
		return nil
	}
	if verifier == "" {
		return invalidGrant("Missing code verifier.")
	}
	derived := verifier
	if c.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		derived = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if subtle.ConstantTimeCompare([]byte(derived), []byte(c.challenge)) != 1 {
		return invalidGrant("Invalid code verifier.")
	}
	return nil
}

// mint makes the tokens of a code. A refresh token needs offline access and a
// consent page that was shown (facts/google.md 3.1).
func (w *world) mint(c *code) *tokenAnswer {
	answer := &tokenAnswer{}
	parent := ""
	if c.offline && c.consent && !w.faults.on("refresh-token-missing") {
		parent = w.random.refreshToken()
		r := &refresh{account: c.account, scope: c.scope, client: c.client, project: c.project}
		if p := w.findProject(c.project); p != nil && w.testing(*p) {
			r.expires = w.now().Add(testingLife)
			answer.RefreshExpires = int(testingLife.Seconds())
		}
		w.refresh[parent] = r
		w.order = append(w.order, parent)
		w.dropOldest(c.account, c.client)
		answer.RefreshToken = parent
	}
	w.mintAccess(answer, &access{account: c.account, parent: parent, scope: c.scope, offline: c.offline,
		client: c.client, project: c.project})
	return answer
}

func (w *world) mintAccess(answer *tokenAnswer, a *access) {
	value := w.random.accessToken()
	a.expires = w.now().Add(accessLife)
	w.access[value] = a
	answer.AccessToken, answer.ExpiresIn = value, int(accessLife.Seconds())
	answer.TokenType, answer.Scope = "Bearer", a.scope.String()
}

// dropOldest forgets the oldest refresh tokens of account and client above the limit,
// without a word, as Google does.
func (w *world) dropOldest(account, client string) {
	var live []string
	for _, value := range w.order {
		if r := w.refresh[value]; r != nil && r.account == account && r.client == client && !r.expired(w.now()) {
			live = append(live, value)
		}
	}
	for len(live) > maxLiveRefresh {
		w.dropRefresh(live[0])
		live = live[1:]
	}
}

func (r *refresh) expired(now time.Time) bool { return !r.expires.IsZero() && now.After(r.expires) }

func (w *world) dropRefresh(value string) {
	delete(w.refresh, value)
	w.order = slices.DeleteFunc(w.order, func(v string) bool { return v == value })
}

// renew answers a refresh grant: a new access token, never a new refresh token.
func (w *world) renew(client, value string) (*tokenAnswer, *oauthError) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.refresh[value]
	if r == nil && !strings.HasPrefix(value, "1//") {
		return nil, invalidGrant("Bad Request")
	}
	if r == nil || r.expired(w.now()) || w.faults.on("refresh-token-dead") {
		return nil, invalidGrant("Token has been expired or revoked.")
	}
	if r.client != client { // a refresh token is bound to its client, RFC 6749 6
		return nil, &oauthError{http.StatusUnauthorized, "unauthorized_client", "Unauthorized"}
	}
	answer := &tokenAnswer{}
	w.mintAccess(answer, &access{account: r.account, parent: value, scope: r.scope, offline: true,
		client: r.client, project: r.project})
	return answer, nil
}

// liveAccess returns the access token of that value if it still works.
func (w *world) liveAccess(value string) (access, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.access[value]
	if a == nil || w.now().After(a.expires) {
		return access{}, false
	}
	return *a, true
}

// revoke kills a token: an access token takes its refresh token along, a
// refresh token its access tokens, and the account is asked for consent anew
// (facts/google.md 3.4).
func (w *world) revoke(value string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	root, given := value, consentOf{}
	if a := w.access[value]; a != nil && !w.now().After(a.expires) {
		root, given = a.parent, consentOf{a.account, a.project}
		delete(w.access, value)
	} else if r := w.refresh[value]; r != nil && !r.expired(w.now()) {
		given = consentOf{r.account, r.project}
	} else {
		return false
	}
	if root != "" {
		w.dropRefresh(root)
		for v, a := range w.access {
			if a.parent == root {
				delete(w.access, v)
			}
		}
	}
	delete(w.consents, given)
	return true
}
