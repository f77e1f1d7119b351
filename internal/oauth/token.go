package oauth

import (
	"context"
	"encoding/json"
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

// Token is what the token endpoint gave (RFC 6749 section 5.1). Times are UTC.
type Token struct {
	Access           secret.String
	Refresh          secret.String // empty when none was given
	Type             string
	Scope            string        // granted: as answered, else as requested
	Validity         time.Duration // of the access token; 0 when not told
	IssuedAt         time.Time
	ExpiresAt        time.Time // of the access token; zero when not told
	RefreshExpiresAt time.Time // zero when the refresh token has no stated end
}

// HasScope reports whether the scope was granted.
func (t *Token) HasScope(scope string) bool {
	for _, s := range strings.Fields(t.Scope) {
		if s == scope {
			return true
		}
	}
	return false
}

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
	Err         error
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
		return text + "status " + strconv.Itoa(e.Status)
	case FailureGarbled:
		return text + "the answer holds no access token"
	}
	return text + e.Err.Error()
}

// Unwrap returns the cause of an unreachable endpoint.
func (e *TokenError) Unwrap() error { return e.Err }

// TokenEndpoint asks a provider's token endpoint, with one request per act:
// x/oauth2 would otherwise probe how the client authenticates and post a code
// twice.
type TokenEndpoint struct {
	Client  *Client
	HTTP    *http.Client
	Now     func() time.Time
	Timeout time.Duration // bound on one request
}

// Exchange trades an authorization code for tokens (RFC 6749 section 4.1.3,
// RFC 7636 section 4.5). It makes one request and never repeats it. Errors are
// *TokenError.
func (e TokenEndpoint) Exchange(ctx context.Context, code secret.String, scope, redirectURI, verifier string) (*Token, error) {
	config, seen := e.config(scope, redirectURI), e.witness()
	ctx, cancel := e.bounded(ctx, seen)
	defer cancel()
	t, err := config.Exchange(ctx, code.Reveal(), oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, e.failed("exchange the code", err, seen, code, secret.New(verifier))
	}
	return e.token(t, scope), nil
}

// Refresh trades a refresh token for a new access token (RFC 6749 section 6).
// Where the answer holds no new refresh token, the old one stays. Errors are
// *TokenError.
func (e TokenEndpoint) Refresh(ctx context.Context, refresh secret.String, scope string) (*Token, error) {
	seen := e.witness()
	ctx, cancel := e.bounded(ctx, seen)
	defer cancel()
	old := &oauth2.Token{RefreshToken: refresh.Reveal()}
	t, err := e.config("", "").TokenSource(ctx, old).Token()
	if err != nil {
		return nil, e.failed("refresh the token", err, seen, refresh)
	}
	return e.token(t, scope), nil
}

func (e TokenEndpoint) config(scope, redirectURI string) *oauth2.Config {
	return &oauth2.Config{
		ClientID:     e.Client.ID,
		ClientSecret: e.Client.Secret.Reveal(),
		RedirectURL:  redirectURI,
		Scopes:       strings.Fields(scope),
		Endpoint: oauth2.Endpoint{
			AuthURL:   e.Client.AuthURI,
			TokenURL:  e.Client.TokenURI,
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

// bounded gives the context its deadline and a client that follows no
// redirect: a code must not be sent anywhere but to the endpoint.
func (e TokenEndpoint) bounded(ctx context.Context, seen *witness) (context.Context, context.CancelFunc) {
	client := *e.HTTP
	client.Transport = seen
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, &client), e.Timeout)
}

func (e TokenEndpoint) token(t *oauth2.Token, requested string) *Token {
	now := e.Now().UTC().Truncate(time.Second)
	token := &Token{
		Access:   secret.New(t.AccessToken),
		Refresh:  secret.New(t.RefreshToken),
		Type:     t.Type(),
		Scope:    requested,
		IssuedAt: now,
	}
	if scope, ok := t.Extra("scope").(string); ok {
		token.Scope = scope
	}
	if t.ExpiresIn > 0 {
		token.Validity = time.Duration(t.ExpiresIn) * time.Second
		token.ExpiresAt = now.Add(token.Validity)
	}
	if life := seconds(t.Extra("refresh_token_expires_in")); life > 0 {
		token.RefreshExpiresAt = now.Add(life)
	}
	return token
}

// seconds reads a number of seconds as JSON gives it. Providers differ in
// whether they quote it.
func seconds(v any) time.Duration {
	var n float64
	switch v := v.(type) {
	case float64:
		n = v
	case json.Number:
		n, _ = v.Float64()
	case int64:
		n = float64(v)
	case string:
		n, _ = strconv.ParseFloat(v, 64)
	}
	if n > 0 && n <= eternity.Seconds() {
		return time.Duration(n) * time.Second
	}
	return 0
}

// eternity is longer than any token lives, and far from the end of a Duration.
const eternity = 100 * 365 * 24 * time.Hour

// failed tells how a request failed that sent these secrets.
func (e TokenEndpoint) failed(act string, err error, seen *witness, sent ...secret.String) *TokenError {
	failure := &TokenError{Act: act, Endpoint: e.Client.TokenURI, Status: seen.status}
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
	if failure.Failure == FailureUnreachable {
		failure.Err = &quoted{err, e.plain(err.Error(), sent...)}
	}
	return failure
}

// quoted is an error that can repeat what a stranger sent (net/http quotes what
// it cannot read), with its text made fit to be shown.
type quoted struct {
	error
	text string
}

func (q *quoted) Error() string { return q.text }
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
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return strings.TrimSpace(s)
}
