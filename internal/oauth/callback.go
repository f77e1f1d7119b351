package oauth

import (
	"cmp"
	"crypto/subtle"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mailasset/internal/secret"
)

// CallbackError is an error that the provider sent to the redirect URI, with
// our state (RFC 6749 section 4.1.2.1). Code and Description are its words.
type CallbackError struct{ Code, Description string }

// Error implements error.
func (e *CallbackError) Error() string {
	if e.Description == "" {
		return "sign in: the provider answered " + e.Code
	}
	return fmt.Sprintf("sign in: the provider answered %s (%s)", e.Code, e.Description)
}

// Limits of the local server: a slow or greedy client cannot hold it.
const (
	headerTimeout = 5 * time.Second
	maxHeader     = 16 << 10
	pageTimeout   = 5 * time.Second // to deliver a page
)

func (a *Attempt) newServer() *http.Server {
	return &http.Server{
		Handler:                      a.guard(http.HandlerFunc(a.route)),
		DisableGeneralOptionsHandler: true, // "OPTIONS *" is the guard's too
		ReadHeaderTimeout:            headerTimeout,
		ReadTimeout:                  headerTimeout,
		MaxHeaderBytes:               maxHeader,
		ConnState:                    a.conns.track,
		ErrorLog:                     log.New(io.Discard, "", 0), // strangers' mistakes are not the user's
	}
}

// route compares the path as it was sent. A ServeMux would redirect other
// spellings of it, and repeat code and state in its answer.
func (a *Attempt) route(w http.ResponseWriter, r *http.Request) {
	switch r.URL.EscapedPath() {
	case CallbackPath:
		a.serveCallback(w, r)
	case a.start:
		a.serveStart(w, r)
	default:
		http.NotFound(w, r)
	}
}

// guard refuses what no browser of ours asks, and sets the headers that hold
// for every answer. The Host header must be ours: a page elsewhere can have its
// own name resolve to 127.0.0.1 (DNS rebinding).
func (a *Attempt) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.conns.answering(r.RemoteAddr, true)
		defer a.conns.answering(r.RemoteAddr, false)
		h := w.Header()
		h.Set("Connection", "close")
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", page().policy)
		switch {
		case r.Host != a.host:
			http.Error(w, "bad request", http.StatusBadRequest)
		case r.Method != http.MethodGet:
			h.Set("Allow", http.MethodGet)
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (a *Attempt) serveStart(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, a.authURL, http.StatusFound)
}

func (a *Attempt) serveCallback(w http.ResponseWriter, r *http.Request) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		query = nil
	}
	outcome, r2 := a.deliver(query)
	if outcome.Kind == Stranger {
		a.mu.Lock()
		a.strangers++
		a.mu.Unlock()
	}
	a.writePage(w, outcome)
	if r2 != nil {
		a.settled <- *r2
	}
}

// deliver judges one redirect and carries out the exchange for the first that
// is ours. The result is nil while the flow is undecided.
func (a *Attempt) deliver(query url.Values) (Outcome, *result) {
	if outcome, ok := a.admit(query); !ok {
		return outcome, nil
	}
	if code := query.Get("error"); code != "" {
		state := secret.New(a.state)
		err := &CallbackError{
			Code:        a.flow.Endpoint.plain(code, state),
			Description: a.flow.Endpoint.plain(query.Get("error_description"), state),
		}
		return Outcome{Kind: Declined, Code: err.Code, Description: err.Description}, &result{err: err}
	}
	return a.redeem(secret.New(query.Get("code")))
}

// admit lets the first redirect through that carries our state and an answer.
// The state is compared before anything else, in constant time.
func (a *Attempt) admit(query url.Values) (Outcome, bool) {
	ours := subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.state)) == 1
	ours = ours && single(query, "state", "code", "error", "iss") && a.issuedHere(query)
	ours = ours && (query.Get("code") != "" || query.Get("error") != "")
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case !ours:
		return Outcome{Kind: Stranger}, false
	case a.taken:
		return Outcome{Kind: Replay}, false
	}
	a.taken = true
	return Outcome{}, true
}

// single reports that none of the parameters is given twice (RFC 6749 section
// 3.1).
func single(query url.Values, names ...string) bool {
	for _, name := range names {
		if len(query[name]) > 1 {
			return false
		}
	}
	return true
}

// issuedHere compares the issuer of RFC 9207, where one is given, by its
// origin: some providers' issuers have a path or a trailing slash.
func (a *Attempt) issuedHere(query url.Values) bool {
	if !query.Has("iss") {
		return true
	}
	issuer := origin(query.Get("iss"))
	return issuer != "" && issuer == origin(a.flow.Endpoint.Client.AuthURI)
}

// origin returns scheme, host and port of an address, or "" when it has none
// (RFC 6454 section 4).
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return ""
	}
	usual := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + cmp.Or(u.Port(), usual)
}

// redeem exchanges the code and has the token looked at, before the browser is
// answered: what the page says is true then.
func (a *Attempt) redeem(code secret.String) (Outcome, *result) {
	token, err := a.flow.Endpoint.Exchange(a.ctx, code, a.flow.Scope, a.redirect, a.verifier)
	if err != nil {
		return failedOutcome(err), &result{err: err}
	}
	if a.flow.Accept == nil {
		return Outcome{Kind: SignedIn}, &result{token: token}
	}
	account, err := a.flow.Accept(a.ctx, token)
	if err != nil {
		return Outcome{Kind: NotAccepted, Account: account}, &result{err: err}
	}
	return Outcome{Kind: SignedIn, Account: account}, &result{token: token}
}
