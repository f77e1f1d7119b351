package sheet

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"mailasset/internal/check"
)

// Limits of the local server: a slow or greedy client cannot hold it.
const (
	headerTimeout = 5 * time.Second
	answerTimeout = 10 * time.Second
	quietTimeout  = time.Minute // of a connection between two requests
	maxHeader     = 32 << 10
	maxBody       = 4 << 10
	closeGrace    = time.Second
)

// Page is the sheet as a page on 127.0.0.1.
type Page struct {
	Sheet *Sheet
	// Checks runs the asset's checks once, but for those that stand from an earlier
	// run, and reports each result; ids are all of them, in order.
	Checks func(ctx context.Context, standing []check.Result, report func(check.Result))
	IDs    []string
	Pause  time.Duration       // before what is open is looked at again, at first
	Redact func(string) string // takes secrets out of what servers said
	Idle   time.Duration       // the page ends when nobody used it for so long
	Resume string              // the command that opens the page again
}

// IdleError says that nobody used the page for so long that it ended.
type IdleError struct{ After time.Duration }

// Error implements error.
func (e *IdleError) Error() string { return fmt.Sprintf("serve the sheet: not used for %v", e.After) }

// ReopenedError says that the address, which works once, was opened again: one
// of the two may be somebody else. The page is closed for both.
type ReopenedError struct {
	Secrets []string // labels of the secrets that were shown or copied before
}

// Error implements error.
func (e *ReopenedError) Error() string {
	text := "serve the sheet: its address was opened a second time"
	if len(e.Secrets) > 0 {
		text += "; given out before: " + strings.Join(e.Secrets, ", ")
	}
	return text
}

// Server is a Page that listens.
type Server struct {
	page   Page
	host   string
	port   int
	ticket string // path of the address that works once
	token  string // stands in the page that the ticket gives; whatever asks must show it

	ctx    context.Context
	cancel context.CancelFunc
	server *http.Server
	served chan struct{} // closed when the server accepts no more
	used   chan struct{} // takes a mark whenever a person did something
	opened chan struct{} // closed when the address was opened
	done   chan struct{} // closed when the page ends and that was delivered
	end    sync.Once
	why    error // of the end; nil: all is ticked
	checks *live

	mu      sync.Mutex
	entries int      // how often the address was opened
	handed  []string // labels of the secrets that were given out
	states  int      // answers to the script so far
}

// Listen binds a free port of 127.0.0.1 and begins to serve. The caller calls
// Wait, which also ends the server.
func (p Page) Listen(ctx context.Context) (*Server, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the sheet: %w", err)
	}
	s := &Server{
		page: p, host: l.Addr().String(), port: l.Addr().(*net.TCPAddr).Port,
		ticket: "/open/" + random(), token: random(),
		served: make(chan struct{}), used: make(chan struct{}, 1), opened: make(chan struct{}), done: make(chan struct{}),
	}
	s.ctx, s.cancel = context.WithCancel(ctx)
	s.checks = newLive(s.ctx, p)
	s.server = &http.Server{
		Handler:                      s.guard(http.HandlerFunc(s.route)),
		DisableGeneralOptionsHandler: true, // "OPTIONS *" is the guard's too
		ReadHeaderTimeout:            headerTimeout,
		ReadTimeout:                  headerTimeout,
		WriteTimeout:                 answerTimeout,
		IdleTimeout:                  quietTimeout,
		MaxHeaderBytes:               maxHeader,
	}
	go func() {
		defer close(s.served)
		_ = s.server.Serve(l)
	}()
	return s, nil
}

// random returns 32 random bytes as base64url text.
func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b)
}

// Address is the address that opens the sheet, once.
func (s *Server) Address() string { return "http://" + s.host + s.ticket }

// Opened is closed when somebody opened the address.
func (s *Server) Opened() <-chan struct{} { return s.opened }

// Port is the port that the page is served on.
func (s *Server) Port() int { return s.port }

// Wait serves until everything is ticked and the browser was told so. Errors are
// *IdleError, *ReopenedError and the context's.
func (s *Server) Wait() error {
	defer s.close()
	timer := time.NewTimer(s.page.Idle)
	defer timer.Stop()
	for {
		select {
		case <-s.done:
			return s.why
		case <-s.ctx.Done():
			return context.Cause(s.ctx)
		case <-timer.C:
			return &IdleError{s.page.Idle}
		case <-s.used:
			timer.Reset(s.page.Idle)
		}
	}
}

// close ends the checks that run and the server: within a second for an answer
// on its way.
func (s *Server) close() {
	s.cancel()
	s.checks.wait()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
	<-s.served
}

// use notes that a person did something.
func (s *Server) use() {
	s.checks.used()
	select {
	case s.used <- struct{}{}:
	default:
	}
}

// finish ends the wait, with nil where all is ticked. It is called when the
// answer that says so is written.
func (s *Server) finish(why error) {
	s.end.Do(func() {
		s.why = why
		close(s.done)
	})
}
