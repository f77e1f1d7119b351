package sheet

import (
	"crypto/subtle"
	"net/http"

	"mailasset/internal/msg"
)

// guard refuses what no page of ours asks, and sets the headers that hold for
// every answer. The Host header must be ours: a page elsewhere can have its own
// name resolve to 127.0.0.1 (DNS rebinding).
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", looks().policy)
		switch {
		case r.Host != s.host:
			http.Error(w, "bad request", http.StatusBadRequest)
		case r.Method != http.MethodGet && r.Method != http.MethodPost:
			h.Set("Allow", "GET, POST")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

// route compares the path as it was sent. A ServeMux would redirect other
// spellings of it.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	path := r.Method + " " + r.URL.EscapedPath()
	if equal(path, "GET "+s.ticket) {
		s.serveTicket(w, r)
		return
	}
	handlers := map[string]http.HandlerFunc{
		"GET /": s.serveSheet, "GET /state": s.serveState,
		"POST /value": s.serveValue, "POST /tick": s.serveTick, "POST /reveal": s.serveReveal, "POST /check": s.serveCheck,
	}
	handler, known := handlers[path]
	switch {
	case !known:
		http.NotFound(w, r)
	case !s.admitted(r):
		s.refuse(w, http.StatusForbidden, msg.SheetDenied, s.say(msg.SheetDeniedWhy))
	case r.Method == http.MethodPost && !s.meant(r):
		http.Error(w, "forbidden", http.StatusForbidden)
	default:
		if path != "GET /state" { // the page asks for that by itself
			s.use()
		}
		handler(w, r)
	}
}

// serveTicket lets the browser in that comes first, and only that one.
func (s *Server) serveTicket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	first := !s.opened
	s.opened = true
	s.mu.Unlock()
	if !first && !s.admitted(r) {
		s.refuse(w, http.StatusGone, msg.SheetUsedTitle, s.say(msg.SheetUsedText, s.page.Resume))
		return
	}
	s.use()
	http.SetCookie(w, &http.Cookie{Name: s.cookie, Value: s.pass, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// admitted reports whether the browser is the one that was let in.
func (s *Server) admitted(r *http.Request) bool {
	c, err := r.Cookie(s.cookie)
	return err == nil && equal(c.Value, s.pass)
}

// meant reports whether a POST comes from our own page: its token in a header,
// or in the form where there are no scripts. Browsers send such a form with the
// origin "null", because the page gives no referrer.
func (s *Server) meant(r *http.Request) bool {
	origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	if site != "" && site != "same-origin" {
		return false
	}
	if token := r.Header.Get("X-Sheet-Token"); token != "" {
		return equal(token, s.token) && origin == "http://"+s.host
	}
	return (origin == "null" || origin == "http://"+s.host) && equal(r.PostFormValue("token"), s.token)
}

// equal compares in constant time what must not be guessed.
func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
