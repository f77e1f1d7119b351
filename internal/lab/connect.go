package lab

import "net/http"

const callbackPath = "/callback"

// connectRoutes is the Webex Connect tenant. It is announced as localhost, so
// that its callback cannot be confused with the wizard's own on 127.0.0.1.
func (l *Lab) connectRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", l.portalPage)
	mux.HandleFunc("GET "+callbackPath, l.connectCallback)
	return mux
}

// portalPage shows the two values the email form hands out, labelled as on the
// form (facts/webex-connect.md section 1, rows 3 and 11).
func (l *Lab) portalPage(w http.ResponseWriter, _ *http.Request) {
	render(w, http.StatusOK, "portal", map[string]any{
		"Forwarding": l.world.connect.forwardingAddress, "Callback": l.world.connect.callback(),
	})
}

// connectCallback says what arrived, without showing a code.
func (l *Lab) connectCallback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case q.Get("error") != "":
		render(w, http.StatusBadRequest, "callback", map[string]any{"Error": q.Get("error")})
	case q.Get("code") != "":
		render(w, http.StatusOK, "callback", nil)
	default:
		render(w, http.StatusBadRequest, "callback", map[string]any{"Error": "neither a code nor an error came"})
	}
}

// frontPage tells a person who opens the lab's address what it is.
func (l *Lab) frontPage(w http.ResponseWriter, _ *http.Request) {
	render(w, http.StatusOK, "front", map[string]any{"Endpoints": l.endpoints, "Faults": l.faults.list()})
}
