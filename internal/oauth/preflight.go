package oauth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"mailasset/internal/secret"
)

// Preflight asks Google, before anybody signs in, whether a client and its
// redirect URIs are good. The method is undocumented (OBS, google.md sections
// 1.5 and 1.6): an answer that fits no known form is AnswerUnknown, never
// AnswerRefused. It tells nothing that depends on the account: test users, an
// Internal app, an administrator's block.
type Preflight struct {
	HTTP    *http.Client  // its Transport only: no cookies, no redirects
	Timeout time.Duration // bound on one probe, with every try of it; 0 means 30 seconds
	Pause   Pause         // between two tries; nil sleeps
}

// Answer is what a probe came to.
type Answer string

// The answers of a probe.
const (
	AnswerAccepted Answer = "accepted"
	AnswerRefused  Answer = "refused"
	AnswerUnknown  Answer = "unknown"
)

// Reason names what a refusal at the token endpoint is about.
type Reason string

// The reasons. Both texts of invalid_client are observed, not documented, so
// neither may be there.
const (
	ReasonClientNotFound Reason = "client-not-found"
	ReasonClientDeleted  Reason = "client-deleted"
	ReasonSecretInvalid  Reason = "client-secret-invalid"
	ReasonIDOrSecret     Reason = "client-id-or-secret" // invalid_client, in other words
	ReasonOnlyID         Reason = "only-id-proved"      // not a refusal: the secret was perhaps not looked at
)

// Verdict is the outcome of one probe. Err is a *PageError, a *TokenError or a
// *ProbeError, perhaps wrapped; nil when accepted.
type Verdict struct {
	RedirectURI string
	Answer      Answer
	Reason      Reason // of Credentials, "" when there is none to tell
	Status      int    // HTTP, 0 when there was no answer
	Err         error
}

// ProbeError says why a probe of the authorization endpoint could not tell.
// Host is where the answer pointed to, "" for nowhere. No part of an address
// but its host is kept.
type ProbeError struct {
	Status int
	Host   string
	Err    error // of a request that got no answer, or none that can be read
}

// Error implements error.
func (e *ProbeError) Error() string {
	text := "probe the authorization endpoint: "
	switch {
	case e.Err != nil:
		return text + e.Err.Error()
	case e.Host != "":
		return text + fmt.Sprintf("status %d, on to %s, which is neither sign-in nor error page", e.Status, e.Host)
	}
	return text + fmt.Sprintf("status %d, neither sign-in nor error page", e.Status)
}

// Unwrap returns the cause of a request without an answer.
func (e *ProbeError) Unwrap() error { return e.Err }

var (
	// ErrControlAccepted says that an address which nobody can have registered
	// was accepted too: the probe tells nothing any more.
	ErrControlAccepted = errors.New("probe the redirect URIs: one that cannot be registered was accepted too")

	// ErrControlUnclear says that this address was not refused as it must be, so
	// that what was accepted proves nothing today.
	ErrControlUnclear = errors.New("probe the redirect URIs: the negative control could not tell")
)

// The codes of the error page that mean more than a refusal.
const (
	pageMismatch  = "redirect_uri_mismatch" // what propagation cures
	pageUserAgent = "disallowed_useragent"  // a judgement on the asker: on us
)

const (
	preflightTimeout = 30 * time.Second
	maxPage          = 256 << 10 // of an answer's body that is read
	maxProbes        = 4         // at the same time
)

func (p Preflight) transport() http.RoundTripper {
	if p.HTTP != nil && p.HTTP.Transport != nil {
		return p.HTTP.Transport
	}
	return http.DefaultTransport
}

func (p Preflight) timeout() time.Duration { return cmp.Or(p.Timeout, preflightTimeout) }

// Redirect makes one anonymous request for the authorization URL and judges
// where the answer points: to the sign-in page when the provider accepts client
// and redirect URI, to its error page when it does not (OBS, google.md section
// 1.5). Alone it has no negative control: see Redirects.
func (p Preflight) Redirect(ctx context.Context, client *Client, redirectURI, scope string) Verdict {
	ctx, cancel := context.WithTimeout(ctx, p.timeout())
	defer cancel()
	v := p.ask(ctx, client, redirectURI, scope)
	v.RedirectURI = redirectURI
	return v
}

func (p Preflight) ask(ctx context.Context, client *Client, redirectURI, scope string) Verdict {
	endpoint := TokenEndpoint{Client: client}
	state := random(32) // thrown away: no answer can come back with it
	address := endpoint.config(scope, redirectURI).AuthCodeURL(state)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return untold(0, "", errors.New("its address cannot be read"))
	}
	// A RoundTripper follows nothing and keeps no cookies.
	resp, err := Repeating{Next: p.transport(), Pause: p.Pause}.RoundTrip(req)
	if err != nil {
		return untold(0, "", withoutPage(err, endpoint.plain(err.Error(), secret.New(state))))
	}
	defer resp.Body.Close()
	location := resp.Header.Get("Location")
	if location == "" || resp.StatusCode < 300 || resp.StatusCode > 399 {
		return judgeBody(resp)
	}
	target, err := req.URL.Parse(location)
	if err != nil {
		return untold(resp.StatusCode, "", errors.New("the answer's Location cannot be read"))
	}
	return judgeLocation(resp.StatusCode, target, origin(req.URL.String()))
}

// withoutPage gives an error its text that is fit to be shown, up to where it
// quotes the error page's address. An error that says more is not kept.
func withoutPage(err error, text string) error {
	text, _, _ = strings.Cut(text, pageParameter)
	if text == err.Error() {
		return err
	}
	return errors.New(text)
}

func untold(status int, host string, err error) Verdict {
	probe := &ProbeError{Status: status, Host: Printable(host), Err: err}
	return Verdict{Answer: AnswerUnknown, Status: status, Err: probe}
}

// judgeLocation judges a redirect. Only the provider's own pages count: a
// hotel's network has a sign-in page as well.
func judgeLocation(status int, target *url.URL, provider string) Verdict {
	address := target.String()
	switch {
	case origin(address) != provider:
	case strings.HasPrefix(target.Path, pagePath):
		if page, err := ParseErrorPage(address); err == nil {
			return refusal(status, page)
		}
	case signInPage(target.Path):
		return Verdict{Answer: AnswerAccepted, Status: status}
	}
	return untold(status, target.Hostname(), nil)
}

// signInPage reports whether a path is one of those on which people sign in
// (OBS). Their neighbours for troubles of another kind are not.
func signInPage(path string) bool {
	for _, trouble := range []string{"error", "reject", "denied", "disabled", "sorry"} {
		if strings.Contains(strings.ToLower(path), trouble) {
			return false
		}
	}
	for _, page := range []string{"/v3/signin", "/signin", "/ServiceLogin"} {
		if path == page || strings.HasPrefix(path, page+"/") {
			return true
		}
	}
	return false
}

// judgeBody looks for the error page in an answer that points nowhere. That is
// all such an answer can prove: a proxy's page is 200 as well.
func judgeBody(resp *http.Response) Verdict {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
	text := unescape(pageNoise().Replace(string(body)))
	if i := strings.Index(text, pagePath[1:]); i >= 0 {
		text = text[i:]
		if page, bad := ParseErrorPage(text[:min(len(text), maxPayload)]); bad == nil {
			return refusal(resp.StatusCode, page)
		}
	}
	return untold(resp.StatusCode, "", err)
}

func refusal(status int, page *PageError) Verdict {
	v := Verdict{Answer: AnswerRefused, Status: status, Err: page}
	if page.Code == "" || page.Code == pageUserAgent {
		v.Answer = AnswerUnknown
	}
	return v
}

// NegativeControl asks for an address that must be refused. It is a random page
// of example.com, because the provider's policy comes before the client's list:
// a host that can never exist is refused by policy, which would not show that
// the list is looked at (OBS, google.md section 1.5).
func (p Preflight) NegativeControl(ctx context.Context, client *Client, scope string) Verdict {
	return p.Redirect(ctx, client, "https://example.com/mailasset-preflight/"+random(16), scope)
}

// Redirects probes redirect URIs together with one negative control, a few at
// the same time. An acceptance counts only beside a control that was refused as
// not registered; else it becomes AnswerUnknown. Errors are ErrControlAccepted,
// where nothing counts, and the context's; the verdicts are there all the same.
func (p Preflight) Redirects(ctx context.Context, client *Client, scope string, uris ...string) ([]Verdict, error) {
	if len(uris) == 0 {
		return nil, nil
	}
	var control Verdict
	verdicts := make([]Verdict, len(uris))
	slots := make(chan struct{}, maxProbes)
	var probes sync.WaitGroup
	probe := func(into *Verdict, ask func() Verdict) {
		slots <- struct{}{}
		probes.Go(func() {
			*into = ask()
			<-slots
		})
	}
	probe(&control, func() Verdict { return p.NegativeControl(ctx, client, scope) })
	for i, uri := range uris {
		probe(&verdicts[i], func() Verdict { return p.Redirect(ctx, client, uri, scope) })
	}
	probes.Wait()
	for i := range verdicts {
		verdicts[i].hold(control)
	}
	switch {
	case ctx.Err() != nil:
		return verdicts, context.Cause(ctx)
	case control.Answer == AnswerAccepted:
		return verdicts, ErrControlAccepted
	}
	return verdicts, nil
}

// hold holds a verdict against the negative control.
func (v *Verdict) hold(control Verdict) {
	var page *PageError
	mismatch := errors.As(control.Err, &page) && page.Code == pageMismatch
	switch {
	case control.Answer == AnswerAccepted:
		v.Answer, v.Err = AnswerUnknown, ErrControlAccepted
	case v.Answer == AnswerAccepted && !mismatch:
		v.Answer, v.Err = AnswerUnknown, fmt.Errorf("%w: %w", ErrControlUnclear, control.Err)
	}
}
