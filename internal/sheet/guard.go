package sheet

import (
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"

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
	switch {
	case equal(path, "GET "+s.ticket):
		s.serveTicket(w, r)
		return
	case path == "GET /":
		s.serveShell(w, r)
		return
	}
	handlers := map[string]http.HandlerFunc{
		"POST /sheet": s.serveSheet, "POST /state": s.serveState, "POST /value": s.serveValue,
		"POST /tick": s.serveTick, "POST /reveal": s.serveReveal, "POST /check": s.serveCheck,
	}
	handler, known := handlers[path]
	switch {
	case !known:
		http.NotFound(w, r)
	case !s.meant(r) || s.closed():
		http.Error(w, "forbidden", http.StatusForbidden)
	default:
		if path != "POST /state" { // the page asks for that by itself
			s.use()
		}
		handler(w, r)
	}
}

// serveTicket gives the page to whoever comes first. A second one means that
// somebody else may have the address: it closes the page for both and ends the
// program, which says so.
func (s *Server) serveTicket(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.Header.Get("Sec-Purpose"), "prefetch") { // nobody looks at it yet
		http.Error(w, "not in advance", http.StatusServiceUnavailable)
		return
	}
	first, handed := s.enter()
	if !first {
		s.notice(w, http.StatusGone, msg.SheetUsedTitle, s.say(msg.SheetUsedText, s.page.Resume))
		s.finish(&ReopenedError{Secrets: handed})
		return
	}
	s.use()
	s.serveSheet(w, r)
}

// enter notes that the address was opened. From the second time on nothing is
// given out any more, and what was is returned.
func (s *Server) enter() (first bool, handed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries++; s.entries == 1 {
		close(s.opened)
		return true, nil
	}
	return false, slices.Clone(s.handed)
}

// closed reports whether the address was opened more than once.
func (s *Server) closed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.entries > 1
}

// hand notes that an item's value is given out, and reports whether it may be.
func (s *Server) hand(i Item) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries > 1 {
		return false
	}
	if !i.Secret.Empty() && !slices.Contains(s.handed, i.Label) {
		s.handed = append(s.handed, i.Label)
	}
	return true
}

// meant reports whether a POST comes from our own page: its token in a header,
// or in the form where there are no scripts. Browsers send such a form with the
// origin "null", because the page gives no referrer. There is no cookie: a
// browser sends those to every port of a host, so to other programs too.
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
