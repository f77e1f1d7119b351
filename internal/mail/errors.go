package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
)

// Why a server with [STARTTLS] did not come to TLS; a [TLSError] wraps them.
var (
	ErrNotOffered = errors.New("not offered")
	ErrRefused    = errors.New("refused")
)

// ConnectError says that the server could not be reached, closed or reset the
// connection, stayed silent past the bound, or that the context ended.
type ConnectError struct {
	Server Server
	Phase  string // dial, tls, greeting, ehlo, starttls, auth, mail, rcpt or data
	Err    error
}

// Error implements error.
func (e *ConnectError) Error() string {
	return act(e.Server, e.Phase) + reason(e.Err)
}

// Unwrap returns the cause.
func (e *ConnectError) Unwrap() error { return e.Err }

// Timeout reports whether it was silence and not a refusal or a lost connection.
func (e *ConnectError) Timeout() bool {
	var silent net.Error // context.DeadlineExceeded is one too
	return errors.As(e.Err, &silent) && silent.Timeout()
}

// TLSError says that there was no encryption to be trusted, and so no login: a
// certificate, a handshake, or a server that would not start TLS.
type TLSError struct {
	Server Server
	Phase  string // tls or starttls, or a later one when the server objects late (TLS 1.3)
	// Err is of package crypto/tls or crypto/x509, [ErrNotOffered] or [ErrRefused].
	Err error
	// Issuer is who signed the server's certificate, when one was seen.
	Issuer string
	// Chain is what the server presented.
	Chain []Certificate
	// Reply is the refusal of STARTTLS, 4xx and 421 too.
	Reply Reply
}

// Error implements error.
func (e *TLSError) Error() string {
	text := act(e.Server, e.Phase) + strings.TrimPrefix(reason(e.Err), "tls: ")
	if e.Reply.Code != 0 {
		text += ": " + e.Reply.String()
	}
	if e.Issuer != "" {
		text += " (issuer " + e.Issuer + ")"
	}
	return text
}

// Unwrap returns the cause.
func (e *TLSError) Unwrap() error { return e.Err }

// What a stranger can speak, in [NotSMTPError].
const (
	SpeaksPlainSMTP = "smtp" // SMTP in clear where TLS was expected
	SpeaksTLS       = "tls"  // TLS where SMTP in clear was expected
	SpeaksHTTP      = "http"
)

// NotSMTPError says that something answers which is no SMTP server, or one of
// the other security.
type NotSMTPError struct {
	Server Server
	// Got is its first line: printable, at most 80 bytes.
	Got string
	// Speaks is the protocol, where it can be told; else "".
	Speaks string
}

// Error implements error.
func (e *NotSMTPError) Error() string {
	return fmt.Sprintf("%sanswered with %q, which is no SMTP here", act(e.Server, ""), e.Got)
}

// NoXOAUTH2Error says that the server offers other ways to sign in, or none.
type NoXOAUTH2Error struct {
	Server  Server
	Offered []string
}

// Error implements error.
func (e *NoXOAUTH2Error) Error() string {
	if len(e.Offered) == 0 {
		return act(e.Server, "") + "no mechanism is offered"
	}
	return act(e.Server, "") + "XOAUTH2 is not offered, only " + strings.Join(e.Offered, " ")
}

// ReplyError is a refusal by reply, at any phase but starttls.
type ReplyError struct {
	Server Server
	Phase  string // greeting, ehlo, auth, mail, rcpt or data
	// Code is the reply's, RFC 5321 section 4.2. It is 334 when the server
	// never came to a final reply after its challenge.
	Code     int
	Enhanced string // such as 5.7.8, RFC 3463; "" when the server gave none
	Text     string
	// Challenge is what came before the refusal; nil when nothing did.
	Challenge *Challenge
}

// Error implements error.
func (e *ReplyError) Error() string {
	phase := e.Phase
	if phase == phaseAuth {
		phase = "" // the act says it
	}
	text := act(e.Server, phase) + Reply{e.Code, e.Enhanced, e.Text}.String()
	switch {
	case e.Challenge == nil:
	case e.Challenge.Raw != "":
		text += " (unreadable challenge)"
	default:
		text += fmt.Sprintf(" (challenge status %q)", e.Challenge.Status)
	}
	return text
}

// TooManyLogins reports whether the server counts the sign-ins and had enough of
// them (454, "Too many login attempts"): every new one makes it worse. Its other
// temporary refusals have the same code.
func (e *ReplyError) TooManyLogins() bool {
	return e.Code/100 == 4 && strings.Contains(strings.ToLower(e.Text), "too many login")
}

// act names what was done, and where in it.
func act(s Server, phase string) string {
	text := "sign in to " + s.String() + ": "
	if phase == phaseMail || phase == phaseRcpt || phase == phaseData {
		text = "send mail through " + s.String() + ": "
	}
	if phase != "" {
		text += phase + ": "
	}
	return text
}

// reason is an error's text without the addresses the act has named already.
func reason(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	switch e := err.(type) { // the outermost only: what a dialer of the caller adds stays
	case *net.OpError:
		err = e.Err
	case *tls.CertificateVerificationError:
		err = e.Err
	}
	return printable(err.Error(), textLimit) // certificates hold what strangers wrote
}
