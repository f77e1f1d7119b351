package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/oauth2"

	"mailasset/internal/secret"
)

// Failure names the way in which the token endpoint failed.
type Failure string

// The failures of a token request.
const (
	FailureRejected    Failure = "rejected"    // an OAuth error answer, RFC 6749 section 5.2
	FailureServer      Failure = "server"      // another status than 200: without a readable error, 429 or 5xx
	FailureGarbled     Failure = "garbled"     // 200 without an access token
	FailureUnreachable Failure = "unreachable" // no whole answer: connection, TLS, deadline
)

// TokenError says how a token request failed. Code and Description are the
// provider's own words: show them as text, never as markup.
type TokenError struct {
	Act         string // "exchange the code" or "refresh the token"
	Endpoint    string
	Failure     Failure
	Status      int    // HTTP, 0 when there was no answer
	Code        string // RFC 6749 section 5.2
	Description string
	RetryAfter  time.Duration // that the endpoint asks to wait; 0 when it does not
	Between                   // who else has a hand in it
	Err         error         // of an unreachable endpoint
}

// Error implements error. Nothing in it is secret: neither what was sent nor an
// answer that was not understood is repeated.
func (e *TokenError) Error() string {
	text := e.Act + " at " + e.Endpoint + ": "
	switch e.Failure {
	case FailureRejected:
		text += fmt.Sprintf("%d %s", e.Status, e.Code)
		if e.Description != "" {
			text += fmt.Sprintf(" (%s)", e.Description)
		}
		return text
	case FailureServer:
		text += "status " + strconv.Itoa(e.Status)
	case FailureGarbled:
		text += "the answer holds no access token"
	default:
		return text + e.Err.Error()
	}
	switch {
	case e.Host != "":
		text += ", it points to " + e.Host
	case e.Page:
		text += ", it is a web page"
	}
	return text
}

// Unwrap returns the cause of an unreachable endpoint.
func (e *TokenError) Unwrap() error { return e.Err }

// failed tells how a request failed that sent these secrets.
func (e TokenEndpoint) failed(act string, err error, seen *witness, sent ...secret.String) *TokenError {
	failure := &TokenError{Act: act, Endpoint: e.Client.TokenURI, Status: seen.status, RetryAfter: seen.after, Between: seen.between}
	var answer *oauth2.RetrieveError
	var transport *url.Error
	switch {
	case errors.As(err, &answer):
		failure.Failure = FailureServer
		// A server that is in trouble refuses nothing, whatever it says.
		inTrouble := failure.Status >= http.StatusInternalServerError || failure.Status == http.StatusTooManyRequests
		if answer.ErrorCode != "" && !inTrouble {
			failure.Failure = FailureRejected
		}
		failure.Code = e.plain(answer.ErrorCode, sent...)
		failure.Description = e.plain(answer.ErrorDescription, sent...)
	case errors.As(err, &transport):
		failure.Failure, err = FailureUnreachable, transport.Err
	case seen.broken != nil:
		failure.Failure, err = FailureUnreachable, seen.broken
	default:
		failure.Failure = FailureGarbled
	}
	switch failure.Failure {
	case FailureUnreachable:
		failure.Err = &quoted{err, e.plain(err.Error(), sent...)}
		failure.Page, failure.Host = false, ""
	case FailureRejected:
		failure.Page, failure.Host = false, "" // it speaks OAuth, whatever it calls its words
	}
	failure.Host = e.plain(failure.Host, sent...)
	return failure
}

// quoted is an error that can repeat what a stranger sent (net/http quotes what
// it cannot read), with its text made fit to be shown.
type quoted struct {
	error
	text string
}

// Error implements error.
func (q *quoted) Error() string { return q.text }

// Unwrap returns the cause.
func (q *quoted) Unwrap() error { return q.error }

// plain makes what a stranger sent fit for one line of a terminal, without what
// was sent to him in confidence, which a server may repeat.
func (e TokenEndpoint) plain(s string, sent ...secret.String) string {
	var known secret.Redactor
	known.Know("client secret", e.Client.Secret)
	known.Know("sent", sent...)
	return Printable(known.Redact(s))
}

// Printable cuts what a stranger sent to one short line without control and
// format characters, so that it can neither move the cursor, turn the line
// around, hide in it nor fill the screen.
func Printable(s string) string {
	const most = 300
	s = Inert(s)
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return strings.TrimSpace(s)
}

// Inert makes one line, as long as it was, of what a stranger sent: control
// characters and line breaks become blanks, and format characters, which cannot
// be seen, fall out.
func Inert(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
