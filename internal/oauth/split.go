package oauth

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"

	"mailasset/internal/secret"
)

const (
	pendingLife    = time.Hour
	pendingVersion = 1
	maxPending     = 64 << 10 // of its encoded form
)

// Pending is a sign-in that was begun by one command and is finished by another,
// perhaps with another person between them. Whoever has its file and the address
// that the browser ended at can finish it. It is good for one exchange.
type Pending struct {
	Version     int           `json:"version"`
	ClientID    string        `json:"clientId"`
	AuthURI     string        `json:"authUri"`
	TokenURI    string        `json:"tokenUri"`
	RedirectURI string        `json:"redirectUri"`
	Scope       string        `json:"scope"`
	LoginHint   string        `json:"loginHint,omitempty"`
	Prompt      string        `json:"prompt,omitempty"`
	State       secret.String `json:"state"`
	Verifier    secret.String `json:"verifier"`
	CreatedAt   time.Time     `json:"createdAt"`
	ExpiresAt   time.Time     `json:"expiresAt"`

	used atomic.Bool // an answer with its state was taken
}

// PendingKind names why a pending sign-in cannot be finished.
type PendingKind string

// The kinds. After the first three the pasted text may still be corrected.
const (
	PendingIncomplete    PendingKind = "incomplete"     // pasted without the state: the whole address is needed
	PendingWrongState    PendingKind = "wrong-state"    // the answer to another sign-in
	PendingWrongIssuer   PendingKind = "wrong-issuer"   // RFC 9207: another provider's answer
	PendingExpired       PendingKind = "expired"        // begun more than an hour ago
	PendingForeignClient PendingKind = "foreign-client" // begun with another client, or endpoints
	PendingUsed          PendingKind = "used"           // an answer was taken already
	PendingUnreadable    PendingKind = "unreadable"     // not what Encode wrote
	PendingNoFlow        PendingKind = "no-flow"        // nothing to begin with: port, client or scope is missing
)

// PendingError says why a pending sign-in cannot be begun or finished. It holds
// nothing of what was pasted or kept.
type PendingError struct {
	Kind      PendingKind
	ExpiredAt time.Time // of PendingExpired
}

// Error implements error.
func (e *PendingError) Error() string { return "finish the sign-in: " + string(e.Kind) }

// Start begins a sign-in whose answer is taken by Finish. Nothing listens on
// the redirect URI meanwhile: the browser shows a page that does not load.
// Errors are *PendingError.
func (f Flow) Start() (*Pending, error) {
	client := f.Endpoint.Client
	if client == nil || f.Port < 1 || f.Port > 65535 {
		return nil, &PendingError{Kind: PendingNoFlow}
	}
	begun := f.Endpoint.Now().UTC().Truncate(time.Second)
	p := &Pending{
		Version: pendingVersion, ClientID: client.ID, AuthURI: client.AuthURI, TokenURI: client.TokenURI,
		RedirectURI: RedirectURI(f.Port), Scope: f.Scope, LoginHint: f.LoginHint, Prompt: f.Prompt,
		State: secret.New(random(32)), Verifier: secret.New(oauth2.GenerateVerifier()),
		CreatedAt: begun, ExpiresAt: begun.Add(pendingLife),
	}
	if !p.whole() {
		return nil, &PendingError{Kind: PendingNoFlow}
	}
	return p, nil
}

// whole reports whether everything is there, with secrets that cannot be
// guessed (32 random bytes each; RFC 7636 section 4.1) and the life of Start.
func (p *Pending) whole() bool {
	for _, value := range []string{p.ClientID, p.AuthURI, p.TokenURI, p.RedirectURI, p.Scope} {
		if value == "" {
			return false
		}
	}
	const shortest = 43
	return p.Version == pendingVersion && len(p.State.Reveal()) >= shortest && len(p.Verifier.Reveal()) >= shortest &&
		!p.CreatedAt.IsZero() && p.ExpiresAt.Equal(p.CreatedAt.Add(pendingLife))
}

// Expired reports whether it is too late to finish.
func (p *Pending) Expired(now time.Time) bool { return !now.Before(p.ExpiresAt) }

// AuthorizationURL is the address that the person signs in at. The state inside
// it is meant to be there.
func (p *Pending) AuthorizationURL() string {
	client := &Client{ID: p.ClientID, AuthURI: p.AuthURI, TokenURI: p.TokenURI}
	flow := Flow{Endpoint: TokenEndpoint{Client: client}, Scope: p.Scope, LoginHint: p.LoginHint, Prompt: p.Prompt}
	return p.attempt(context.Background(), flow).authorizationURL()
}

// attempt is the part of an Attempt that needs no server: the two judge an
// answer by the same code.
func (p *Pending) attempt(ctx context.Context, f Flow) *Attempt {
	f.Scope = p.Scope
	return &Attempt{flow: f, ctx: ctx, redirect: p.RedirectURI, state: p.State.Reveal(), verifier: p.Verifier.Reveal()}
}

// Encode returns the form for a file that only its owner can read. Every other
// way to write a Pending masks its secrets.
func (p *Pending) Encode() []byte {
	type plain Pending // without methods, and copied by hand: see used
	disclosed := plain{
		Version: p.Version, ClientID: p.ClientID, AuthURI: p.AuthURI, TokenURI: p.TokenURI,
		RedirectURI: p.RedirectURI, Scope: p.Scope, LoginHint: p.LoginHint, Prompt: p.Prompt,
		State: p.State.Disclosed(), Verifier: p.Verifier.Disclosed(),
		CreatedAt: p.CreatedAt, ExpiresAt: p.ExpiresAt,
	}
	data, _ := json.MarshalIndent(&disclosed, "", "  ") // texts and times of four-digit years
	return append(data, '\n')
}

// DecodePending reads what Encode wrote. Errors are *PendingError.
func DecodePending(data []byte) (*Pending, error) {
	p := &Pending{}
	if len(data) > maxPending || json.Unmarshal(data, p) != nil || !p.whole() {
		return nil, &PendingError{Kind: PendingUnreadable}
	}
	return p, nil
}

// Finish takes what was copied from the browser's address bar: the redirect
// address or its query. A code alone is refused: between two commands, and
// perhaps two people, only the state shows that it answers this sign-in. The
// caller deletes the kept Pending after anything but ErrNotAnAnswer and the
// kinds incomplete, wrong-state and wrong-issuer; one Pending is never exchanged
// twice. Errors are *PendingError, ErrNotAnAnswer, *PageError when the provider's
// error page was pasted, *CallbackError, *TokenError, what Accept returned, or
// the context's.
func (f Flow) Finish(ctx context.Context, p *Pending, pasted string) (*Token, error) {
	if err := f.fits(p); err != nil {
		return nil, err
	}
	a := p.attempt(ctx, f)
	query, err := a.readPasted(pasted)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx) // nothing is spent yet
	}
	if !p.used.CompareAndSwap(false, true) {
		return nil, &PendingError{Kind: PendingUsed}
	}
	_, r := a.deliver(query)
	if r == nil { // it refused what readPasted let through
		p.used.Store(false)
		return nil, ErrNotAnAnswer
	}
	return a.told(*r)
}

// fits checks what is known before anything is pasted.
func (f Flow) fits(p *Pending) error {
	client := f.Endpoint.Client
	switch {
	case p == nil || !p.whole():
		return &PendingError{Kind: PendingUnreadable}
	case client == nil || p.ClientID != client.ID || p.AuthURI != client.AuthURI || p.TokenURI != client.TokenURI:
		return &PendingError{Kind: PendingForeignClient}
	case p.Expired(f.Endpoint.Now()):
		return &PendingError{Kind: PendingExpired, ExpiredAt: p.ExpiresAt}
	case p.used.Load():
		return &PendingError{Kind: PendingUsed}
	}
	return nil
}

// readPasted reads an answer with our state in it, which is compared before
// anything else is looked at.
func (a *Attempt) readPasted(pasted string) (url.Values, error) {
	query, err := parsePaste(a.answerIn(pasted))
	if err != nil {
		if page, bad := ParseErrorPage(pasted); bad == nil {
			return nil, page
		}
		return nil, err
	}
	state := query.Get("state")
	switch {
	case state == "":
		return nil, &PendingError{Kind: PendingIncomplete}
	case !secret.New(state).Equal(secret.New(a.state)):
		return nil, &PendingError{Kind: PendingWrongState}
	case !a.issuedHere(query):
		return nil, &PendingError{Kind: PendingWrongIssuer}
	case query.Get("code") == "" && query.Get("error") == "":
		return nil, &PendingError{Kind: PendingIncomplete}
	}
	return query, nil
}

// answerIn finds the address, with or without its scheme, and joins what a mail
// program wrapped and quoted: an address has no blanks, so that a line of one
// word goes on with it and any other line ends it.
func (a *Attempt) answerIn(pasted string) string {
	if len(pasted) > maxPasted {
		return ""
	}
	_, place, _ := strings.Cut(a.redirect, "://")
	if i := strings.Index(pasted, place+"?"); i >= 0 {
		pasted = pasted[i:]
	}
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(pasted)) {
		words := strings.Fields(strings.TrimLeft(pageNoise().Replace(line), "> \t"))
		if b.Len() > 0 && len(words) != 1 {
			break
		}
		if len(words) > 0 {
			b.WriteString(words[0])
		}
		if len(words) > 1 {
			break
		}
	}
	address := b.String()
	if i := strings.IndexAny(address, "<>\""); i >= 0 {
		address = address[:i]
	}
	return address
}
