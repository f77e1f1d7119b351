package lab

import (
	"net/http"
	"net/url"
	"strings"
)

const (
	callbackPath = "/callback"
	appsPath     = "/assets/apps"
	newEmailPath = "/assets/apps/configure/email"
	logsPath     = "/logs"
	mailsPath    = "/mails"
)

// connectRoutes is the Webex Connect tenant. It is announced as localhost, so
// that its callback cannot be confused with the wizard's own on 127.0.0.1.
func (l *Lab) connectRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", l.portalPage)
	mux.HandleFunc("GET "+appsPath, l.appsPage)
	mux.HandleFunc("GET "+newEmailPath, l.newEmail)
	mux.HandleFunc("GET "+appsPath+"/{id}", l.emailPage)
	mux.HandleFunc("POST "+appsPath+"/{id}", l.emailForm)
	mux.HandleFunc("GET "+appsPath+"/{id}/register", l.registerPage)
	mux.HandleFunc("POST "+appsPath+"/{id}/register", l.registerForm)
	mux.HandleFunc("GET "+logsPath, l.logsPage)
	mux.HandleFunc("POST "+logsPath, l.logsForm)
	mux.HandleFunc("GET "+logsPath+"/{transaction}", l.transactionPage)
	mux.HandleFunc("GET "+mailsPath, l.ownerMailsPage)
	mux.HandleFunc("GET "+callbackPath, l.connectCallback)
	l.assetRoutes(mux)
	// A page elsewhere must not change assets.
	return http.NewCrossOriginProtection().Handler(mux)
}

// portalPage shows the two values the email form hands out, labelled as on the
// form (facts/webex-connect.md section 1, rows 3 and 11).
func (l *Lab) portalPage(w http.ResponseWriter, _ *http.Request) {
	l.showPortal(w, http.StatusOK, "portal", map[string]any{
		"Forwarding": l.world.connect.forwardingAddress, "Callback": l.world.connect.callback(),
	})
}

// showPortal draws a page of the portal. One with problems carries them in a
// header too, for programs.
func (l *Lab) showPortal(w http.ResponseWriter, status int, page string, data map[string]any) {
	if problem, _ := data["Problem"].(string); problem != "" {
		w.Header().Set(problemHeader, url.PathEscape(problem))
	}
	nav := strings.TrimPrefix(page, "connect-")
	data["Nav"] = nav
	render(w, status, page, data)
}

// frontPage tells a person who opens the lab's address what it is.
func (l *Lab) frontPage(w http.ResponseWriter, _ *http.Request) {
	render(w, http.StatusOK, "front", map[string]any{"Endpoints": l.Endpoints(), "Faults": l.faults.list()})
}
