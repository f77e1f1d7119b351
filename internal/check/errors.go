package check

import (
	"fmt"
	"strings"
	"time"
)

// AccountError says that another mailbox consented than the asset's.
type AccountError struct{ Want, Got string }

// Error implements error.
func (e *AccountError) Error() string {
	return fmt.Sprintf("compare the mailbox: %s signed in, the asset needs %s", e.Got, e.Want)
}

// ScopeError says that the granted scope lacks the one that is needed.
type ScopeError struct{ Want, Granted string }

// Error implements error.
func (e *ScopeError) Error() string {
	return fmt.Sprintf("compare the scope: %q was granted, %q is needed", e.Granted, e.Want)
}

// NoRefreshTokenError says that the token answer held no refresh token.
type NoRefreshTokenError struct{}

// Error implements error.
func (*NoRefreshTokenError) Error() string { return "read the token answer: no refresh token in it" }

// LifetimeError says that the refresh token has a stated end, as one minted
// while the app was in Testing.
type LifetimeError struct {
	ExpiresAt time.Time
	Dead      bool // the end has passed
}

// Error implements error.
func (e *LifetimeError) Error() string {
	return "read the lifetime: the refresh token ends at " + e.ExpiresAt.UTC().Format(time.RFC3339)
}

// RedirectsError says that redirect URIs are not in the client JSON, which is
// a snapshot of the day it was downloaded.
type RedirectsError struct{ Missing, Registered []string }

// Error implements error.
func (e *RedirectsError) Error() string {
	return "compare the redirect URIs: the client JSON lacks " + strings.Join(e.Missing, ", ")
}

// ClientShapeError says that a client id or secret does not look like one of
// Google's. What is "id" or "secret".
type ClientShapeError struct{ What string }

// Error implements error.
func (e *ClientShapeError) Error() string {
	return "look at the client " + e.What + ": it does not have the usual form"
}

// WorseTokenError says that a new token would have replaced a better one, which
// stays. What is one of the Worse constants.
type WorseTokenError struct{ What string }

// In what a token is worse than another.
const (
	WorseNoRefresh = "refresh-token" // it has none
	WorseLifetime  = "lifetime"      // it dies on a stated day
	WorseScope     = "scope"         // less was granted
)

// Error implements error.
func (e *WorseTokenError) Error() string {
	return "replace the stored token: the new one is worse (" + e.What + "); the stored one stays"
}

// EchoError says that a mail the server took for delivery did not turn up in
// the mailbox it was for.
type EchoError struct {
	MessageID string        // without the angle brackets
	Waited    time.Duration // how long it was looked for
}

// Error implements error.
func (e *EchoError) Error() string {
	return fmt.Sprintf("look for the mail: %s is not in the mailbox after %s", e.MessageID, e.Waited.Round(time.Second))
}

// CertificateError says that a mail server's certificate is not valid at this
// computer's time, and what the answers of other servers in the same run tell of
// that time.
type CertificateError struct {
	Err   error         // usually a *mail.TLSError
	Told  bool          // an answer of the run told the time
	Ahead time.Duration // of the clock; negative when it is behind, 0 within five minutes
}

// Error implements error.
func (e *CertificateError) Error() string { return e.Err.Error() }

// Unwrap returns what the mail server's certificate did.
func (e *CertificateError) Unwrap() error { return e.Err }

// LoginError says that a mail server refused a sign-in, and what other checks
// of the same run have proven of the token it refused: what holds is not the
// cause.
type LoginError struct {
	Err           error // usually a *mail.ReplyError
	IdentityHolds bool  // the token belongs to the mailbox that signed in
	ScopeHolds    bool  // the token has the scope for mail
}

// Error implements error.
func (e *LoginError) Error() string { return e.Err.Error() }

// Unwrap returns the refusal.
func (e *LoginError) Unwrap() error { return e.Err }
