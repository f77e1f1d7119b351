package lab

import (
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Request is one HTTP request the lab received, without its query.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Status int    `json:"status"` // 0 while it is not answered
}

// tokenRequest is one request to the token endpoint: how the client proved
// itself and what came of it.
type tokenRequest struct {
	Grant      string `json:"grant"`
	ClientAuth string `json:"clientAuth"` // body, basic, both or none
	PKCE       bool   `json:"pkce"`       // a verifier was sent
	Error      string `json:"error"`      // "" when it was granted
}

// journal keeps what happened, for the stories that want to prove it.
type journal struct {
	mu         sync.Mutex
	requests   []Request
	complaints []string
	exchanges  []tokenRequest
}

func (j *journal) complain(s string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.complaints = append(j.complaints, s)
}

func (j *journal) exchange(e tokenRequest) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.exchanges = append(j.exchanges, e)
}

// begin notes a request in its order of arrival and returns its place.
func (j *journal) begin(r *http.Request) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests = append(j.requests, Request{Method: r.Method, Path: r.URL.Path})
	return len(j.requests) - 1
}

func (j *journal) answered(place, status int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.requests[place].Status == 0 {
		j.requests[place].Status = status
	}
}

func (j *journal) complaintList() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string{}, j.complaints...)
}

func (j *journal) requestList() []Request {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]Request{}, j.requests...)
}

func (j *journal) exchangeList() []tokenRequest {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]tokenRequest{}, j.exchanges...)
}

// observe wraps an origin: only names of this machine are answered (a page
// elsewhere must not reach the lab by rebinding its name), every request but
// those to /lab/ is noted, and Close waits for the ones under way.
func (l *Lab) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.enter() {
			return
		}
		defer l.running.Done()
		if !isOwnHost(r.Host) {
			http.Error(w, "the lab answers to 127.0.0.1 and localhost only", http.StatusMisdirectedRequest)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/lab/") {
			next.ServeHTTP(w, r)
			return
		}
		place := l.log.begin(r)
		next.ServeHTTP(&noted{ResponseWriter: w, answered: func(status int) { l.log.answered(place, status) }}, r)
		l.log.answered(place, http.StatusOK) // a handler that wrote nothing answered 200
	})
}

func isOwnHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return slices.Contains([]string{"127.0.0.1", "localhost"}, strings.ToLower(host))
}

// noted tells the status of an answer before a byte of it leaves, so that a
// client that has the answer finds it in the list.
type noted struct {
	http.ResponseWriter
	answered func(status int)
}

// WriteHeader implements [http.ResponseWriter].
func (n *noted) WriteHeader(status int) {
	n.answered(status)
	n.ResponseWriter.WriteHeader(status)
}

// Write implements [io.Writer].
func (n *noted) Write(b []byte) (int, error) {
	n.answered(http.StatusOK)
	return n.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (n *noted) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// hang answers nothing until the client goes or the lab closes, then breaks
// the connection. The request's body must have been read, else the server
// does not notice that the client went.
func hang(r *http.Request) {
	<-r.Context().Done()
	panic(http.ErrAbortHandler)
}

// tricklePause lies between two bytes of a slow answer: a token answer of some
// 400 bytes takes longer than anybody should wait.
const tricklePause = 100 * time.Millisecond

// trickle sends the body byte by byte until it is through, the client goes or
// the lab closes.
func trickle(w http.ResponseWriter, r *http.Request, body []byte) {
	tick := time.NewTicker(tricklePause)
	defer tick.Stop()
	control := http.NewResponseController(w)
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil {
			return
		}
		if err := control.Flush(); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
}

// writeJSON answers with a JSON document that nobody may store.
func writeJSON(w http.ResponseWriter, status int, v any) {
	jsonHeader(w)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

func jsonHeader(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // RFC 6749 5.1
}

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
