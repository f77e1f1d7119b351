package sheet

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
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
	// Checks runs the asset's checks once and reports each result; ids are all of
	// them, in order.
	Checks func(ctx context.Context, report func(check.Result))
	IDs    []string
	Redact func(string) string // takes secrets out of what servers said
	Idle   time.Duration       // the page ends when nobody used it for so long
	Resume string              // the command that opens the page again
}

// IdleError says that nobody used the page for so long that it ended.
type IdleError struct{ After time.Duration }

// Error implements error.
func (e *IdleError) Error() string { return fmt.Sprintf("serve the sheet: not used for %v", e.After) }

// Server is a Page that listens.
type Server struct {
	page   Page
	host   string
	port   int
	ticket string // path of the address that works once
	cookie string // name: browsers share cookies between the ports of a host
	pass   string // value of the cookie
	token  string // stands in the page; what changes or tells anything must show it

	ctx    context.Context
	cancel context.CancelFunc
	server *http.Server
	served chan struct{} // closed when the server accepts no more
	used   chan struct{} // takes a mark whenever a person did something
	done   chan struct{} // closed when all is ticked and that was delivered
	end    sync.Once
	checks *live

	mu     sync.Mutex
	opened bool // the address has been used
	states int  // answers to the script so far
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
		ticket: "/open/" + random(), cookie: "mailasset-sheet-" + random()[:8], pass: random(), token: random(),
		served: make(chan struct{}), used: make(chan struct{}, 1), done: make(chan struct{}),
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

// Port is the port that the page is served on.
func (s *Server) Port() int { return s.port }

// Wait serves until everything is ticked and the browser was told so. Errors are
// *IdleError and the context's.
func (s *Server) Wait() error {
	defer s.close()
	timer := time.NewTimer(s.page.Idle)
	defer timer.Stop()
	for {
		select {
		case <-s.done:
			return nil
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
	select {
	case s.used <- struct{}{}:
	default:
	}
}

// finish ends the wait. It is called when the answer that says so is written.
func (s *Server) finish() { s.end.Do(func() { close(s.done) }) }
