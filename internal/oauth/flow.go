package oauth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// CallbackPath is the path of the loopback redirect URI.
const CallbackPath = "/callback"

// RedirectURI returns the loopback redirect URI of a port: the literal address,
// not "localhost", which may resolve to another family (RFC 8252 section 7.3).
func RedirectURI(port int) string {
	return "http://127.0.0.1:" + strconv.Itoa(port) + CallbackPath
}

// Flow is one authorization code flow over a loopback redirect (RFC 8252
// section 7.3) with state and PKCE (RFC 7636).
type Flow struct {
	Endpoint  TokenEndpoint
	Scope     string
	LoginHint string // the account that should sign in, "" for none
	Prompt    string // "consent", or "select_account consent"
	Port      int    // of the redirect URI; a web client's is registered

	// Accept looks at a fresh token before the browser is answered and returns
	// the account it belongs to, where that can be told. Its error ends the
	// flow. Nil accepts every token and names no account.
	Accept func(ctx context.Context, t *Token) (account string, err error)

	// Words says an outcome in the user's language.
	Words func(Outcome) Page

	// Idle is called once, on a goroutine of its own, when Wait begins to wait:
	// for what the exchange will need and a person's time can pay for, such as
	// reading the certificate authorities. Nobody waits for it. May be nil.
	Idle func()
}

// TimeoutError says that nobody came back from the browser in time.
type TimeoutError struct {
	After     time.Duration
	Strangers int // requests that were refused meanwhile
}

// Error implements error.
func (e *TimeoutError) Error() string {
	return fmt.Sprintf("wait for the browser: nobody came back within %v", e.After)
}

// PortError says that the loopback port cannot be listened on.
type PortError struct {
	Port   int
	Err    error
	Holder string // who has it, such as "nc (pid 4711)"; "" where the system does not tell
}

// Error implements error.
func (e *PortError) Error() string { return fmt.Sprintf("listen on 127.0.0.1:%d: %v", e.Port, e.Err) }

// Unwrap returns the operating system's error.
func (e *PortError) Unwrap() error { return e.Err }

func newPortError(port int, err error) *PortError {
	e := &PortError{Port: port, Err: err}
	if e.InUse() {
		e.Holder = holderOf(port)
	}
	return e
}

// InUse reports whether another program listens on the port; else the system
// itself keeps it (Windows reserves ranges and answers "access denied").
func (e *PortError) InUse() bool { return inUse(e.Err) }

// CheckPort reports whether the loopback port can be listened on now. Errors
// are *PortError.
func CheckPort(port int) error {
	l, err := listen(port)
	if err != nil {
		return err
	}
	return l.Close()
}

func listen(port int) (net.Listener, error) {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return nil, newPortError(port, err)
	}
	return l, nil
}

// Attempt is a Flow that listens. Its addresses are good until Wait returns.
type Attempt struct {
	flow     Flow
	ctx      context.Context
	cancel   context.CancelFunc
	server   *http.Server
	served   chan struct{} // closed when the server accepts no more
	redirect string
	host     string
	start    string // path of the start address, with its random part
	state    string
	verifier string
	authURL  string
	conns    conns
	settled  chan result // takes one result, from whoever is first
	idle     sync.Once

	mu        sync.Mutex
	taken     bool // an answer with our state has won, or it is too late for one
	strangers int
}

type result struct {
	token *Token
	err   error
}

// Listen binds the port and begins to serve. The context bounds everything the
// flow does. The caller calls Wait, which also ends the server, or Close.
// Errors are *PortError.
func (f Flow) Listen(ctx context.Context) (*Attempt, error) {
	l, err := listen(f.Port)
	if err != nil {
		return nil, err
	}
	a := &Attempt{
		flow:     f,
		served:   make(chan struct{}),
		redirect: RedirectURI(l.Addr().(*net.TCPAddr).Port),
		host:     l.Addr().String(),
		start:    "/start/" + random(16),
		state:    random(32),
		verifier: oauth2.GenerateVerifier(),
		settled:  make(chan result, 1),
		conns:    conns{open: map[net.Conn]*conn{}, gone: make(chan struct{}, 1)},
	}
	a.ctx, a.cancel = context.WithCancel(ctx)
	a.authURL = a.authorizationURL()
	a.server = a.newServer()
	go func() {
		defer close(a.served)
		_ = a.server.Serve(roomy{l, &a.conns})
	}()
	return a, nil
}

// random returns n random bytes as base64url text. 32 of them make a state
// that cannot be guessed (RFC 6749 section 10.10).
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b)
}

func (a *Attempt) authorizationURL() string {
	options := []oauth2.AuthCodeOption{
		// Google's own parameter; others must ignore it (RFC 6749 section 3.1).
		oauth2.AccessTypeOffline,
		oauth2.S256ChallengeOption(a.verifier),
		oauth2.SetAuthURLParam("prompt", a.flow.Prompt),
	}
	if a.flow.LoginHint != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", a.flow.LoginHint))
	}
	config := a.flow.Endpoint.config(a.flow.Scope, a.redirect)
	config.ClientSecret = ""
	return config.AuthCodeURL(a.state, options...)
}

// AuthorizationURL is the address that the person signs in at.
func (a *Attempt) AuthorizationURL() string { return a.authURL }

// StartURL is a short local address that answers with a redirect to the
// authorization URL: no shell on the way sees its special characters.
func (a *Attempt) StartURL() string { return "http://" + a.host + a.start }

// RedirectURI is the redirect URI of this attempt.
func (a *Attempt) RedirectURI() string { return a.redirect }

// Strangers counts the requests to the callback that were refused.
func (a *Attempt) Strangers() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.strangers
}

// Wait waits until the flow is decided, at most for the given time, and ends
// the server; the winner's page is delivered whole before that. An exchange
// that has begun by then is waited for: its code is spent, and the tokens that
// it brings must not be lost. Errors are *CallbackError, *TokenError, what
// Accept returned, *TimeoutError, or the context's.
func (a *Attempt) Wait(bound time.Duration) (*Token, error) {
	defer a.Close()
	a.idle.Do(func() { go a.warm() })
	timer := time.NewTimer(bound)
	defer timer.Stop()
	select {
	case r := <-a.settled:
		return a.told(r)
	case <-a.ctx.Done():
		return a.stopped()
	case <-timer.C:
	}
	if a.shut() {
		return nil, &TimeoutError{After: bound, Strangers: a.Strangers()}
	}
	select {
	case r := <-a.settled:
		return a.told(r)
	case <-a.ctx.Done():
		return a.stopped()
	}
}

// warm does ahead what the answer to the browser would wait for.
func (a *Attempt) warm() {
	page()
	if a.flow.Idle != nil {
		a.flow.Idle()
	}
}

// told names the end of the context rather than what failed because of it.
func (a *Attempt) told(r result) (*Token, error) {
	if r.err != nil && a.ctx.Err() != nil {
		return nil, context.Cause(a.ctx)
	}
	return r.token, r.err
}

// stopped is the end of the context, unless a result is there all the same.
func (a *Attempt) stopped() (*Token, error) {
	select {
	case r := <-a.settled:
		return a.told(r)
	default:
		return nil, context.Cause(a.ctx)
	}
}

// shut lets no further answer through, and reports whether none had won.
func (a *Attempt) shut() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	open := !a.taken
	a.taken = true
	return open
}

// closeGrace is how long a page that is being delivered may still take.
const closeGrace = time.Second

// Close ends the server, and an exchange that nobody waits for: at once for
// connections that never asked anything (a browser opens some ahead of need),
// within a second for a page on its way. The port is free when it returns.
func (a *Attempt) Close() {
	a.shut()
	a.cancel()
	a.conns.close()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	if a.server.Shutdown(ctx) != nil {
		_ = a.server.Close()
	}
	<-a.served
}
