package oauth

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

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
	// Clock is how far this computer's clock was ahead of the answer's Date (RFC
	// 9110 section 6.6.1), negative when behind, 0 within five minutes. The times
	// above are off by as much.
	Clock time.Duration
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

// TokenEndpoint asks a provider's token endpoint, with one request per act that
// the endpoint can have seen: x/oauth2 would otherwise probe how the client
// authenticates and post a code twice.
type TokenEndpoint struct {
	Client  *Client
	HTTP    *http.Client
	Now     func() time.Time
	Timeout time.Duration // bound on one act, with every try of it
	Pause   Pause         // between two tries; nil sleeps
}

// Exchange trades an authorization code for tokens (RFC 6749 section 4.1.3,
// RFC 7636 section 4.5). A code is good for one request (section 4.1.2): it is
// repeated only where no connection came about. Errors are *TokenError.
func (e TokenEndpoint) Exchange(ctx context.Context, code secret.String, scope, redirectURI, verifier string) (*Token, error) {
	config := e.config(scope, redirectURI)
	t, ahead, err := e.post(ctx, post{
		act: "exchange the code", secrets: []secret.String{code, secret.New(verifier)},
		send: func(ctx context.Context) (*oauth2.Token, error) {
			return config.Exchange(ctx, code.Reveal(), oauth2.VerifierOption(verifier))
		},
	})
	if err != nil {
		return nil, err
	}
	return e.token(t, ahead, scope), nil
}

// Refresh trades a refresh token for a new access token (RFC 6749 section 6).
// Where the answer holds no new refresh token, the old one stays. It is repeated
// where no connection came about, or where the endpoint answered 429 or 503 and
// said when to come back: a request that it may have carried out is not, because
// it may have replaced the refresh token. Errors are *TokenError.
func (e TokenEndpoint) Refresh(ctx context.Context, refresh secret.String, scope string) (*Token, error) {
	config, old := e.config("", ""), &oauth2.Token{RefreshToken: refresh.Reveal()}
	t, ahead, err := e.post(ctx, post{
		act: "refresh the token", whenTold: true, secrets: []secret.String{refresh},
		send: func(ctx context.Context) (*oauth2.Token, error) { return config.TokenSource(ctx, old).Token() },
	})
	if err != nil {
		return nil, err
	}
	return e.token(t, ahead, scope), nil
}

// post is one act at the token endpoint.
type post struct {
	act      string
	whenTold bool // may be repeated when the endpoint says when
	secrets  []secret.String
	send     func(context.Context) (*oauth2.Token, error)
}

// post carries out an act, and tells how far this computer's clock is ahead of
// the endpoint's. Its errors are *TokenError.
func (e TokenEndpoint) post(ctx context.Context, p post) (*oauth2.Token, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, e.Timeout)
	defer cancel()
	for n := 1; ; n++ {
		seen := e.witness()
		t, err := p.send(e.through(ctx, seen))
		if err == nil {
			return t, seen.between.Clock, nil
		}
		failure := e.failed(p.act, err, seen, p.secrets...)
		wait, again := p.again(seen, failure, n)
		if !again || n == maxTries || !e.Pause.take(ctx, wait) {
			return nil, 0, failure
		}
	}
}

func (p post) again(seen *witness, failure *TokenError, n int) (time.Duration, bool) {
	if seen.unsent {
		return backoff(n), passing(failure.Err)
	}
	return seen.after + backoff(1), p.whenTold && seen.told && busy(failure.Status)
}

// through sends by a witness and follows no redirect: a code must not be sent
// anywhere but to the endpoint.
func (e TokenEndpoint) through(ctx context.Context, seen *witness) context.Context {
	client := *e.HTTP
	client.Transport = seen
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return context.WithValue(ctx, oauth2.HTTPClient, &client)
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

func (e TokenEndpoint) token(t *oauth2.Token, ahead time.Duration, requested string) *Token {
	now := e.Now().UTC().Truncate(time.Second)
	token := &Token{
		Access:   secret.New(t.AccessToken),
		Refresh:  secret.New(t.RefreshToken),
		Type:     t.Type(),
		Scope:    requested,
		IssuedAt: now,
		Clock:    ahead,
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
