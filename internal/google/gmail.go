// Package google speaks to Google's APIs through Google's generated clients:
// thin verbs, typed errors, no advice.
package google

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"mailasset/internal/secret"
)

// Gmail asks the Gmail API about the mailbox a token belongs to.
type Gmail struct {
	HTTP     *http.Client
	Endpoint string        // base address, with a trailing slash
	Timeout  time.Duration // bound on one request
}

// errNoAddress says that the answer came and named nobody.
var errNoAddress = errors.New("the answer names no mailbox")

// Address returns the address of the mailbox that the access token belongs to
// (users.getProfile, which the scope https://mail.google.com/ allows). An
// answer that says no wraps a *googleapi.Error, without the token where a
// server repeats it.
func (g Gmail) Address(ctx context.Context, token secret.String) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, g.Timeout)
	defer cancel()
	client := *g.HTTP
	client.Transport = bearer{token, g.HTTP.Transport}
	// The transport adds the token to every request, so it must make but one.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	service, err := gmail.NewService(ctx, option.WithHTTPClient(&client), option.WithEndpoint(g.Endpoint))
	if err != nil {
		return "", fmt.Errorf("reach the Gmail API: %w", err)
	}
	var known secret.Redactor
	known.Know("access token", token)
	profile, err := service.Users.GetProfile("me").Context(ctx).Do()
	if err == nil && profile.EmailAddress == "" {
		err = errNoAddress
	}
	if err != nil {
		hide(err, &known)
		return "", fmt.Errorf("read the Gmail profile: %w", err)
	}
	return known.Redact(profile.EmailAddress), nil
}

// hide takes known secrets out of what a server answered.
func hide(err error, known *secret.Redactor) {
	var api *googleapi.Error
	if !errors.As(err, &api) {
		return
	}
	api.Body, api.Message = known.Redact(api.Body), known.Redact(api.Message)
	for i, e := range api.Errors {
		api.Errors[i] = googleapi.ErrorItem{Reason: known.Redact(e.Reason), Message: known.Redact(e.Message)}
	}
	for _, values := range api.Header {
		for i, v := range values {
			values[i] = known.Redact(v)
		}
	}
	// The details came from JSON and go back into it.
	if doc, err := json.Marshal(api.Details); err == nil {
		api.Details = nil
		_ = json.Unmarshal([]byte(known.Redact(string(doc))), &api.Details)
	}
}

// bearer adds the access token to each request (RFC 6750 section 2.1).
type bearer struct {
	token secret.String
	next  http.RoundTripper
}

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token.Reveal())
	next := b.next
	if next == nil {
		next = http.DefaultTransport
	}
	return next.RoundTrip(r)
}

// Answered reports whether err is an answer of one of Google's APIs, and then
// whether that answer speaks of a passing trouble of its own. A redirect is no
// answer of theirs, but of something on the way.
func Answered(err error) (answered, temporary bool) {
	var api *googleapi.Error
	if !errors.As(err, &api) || api.Code < http.StatusBadRequest {
		return false, false
	}
	return true, api.Code >= http.StatusInternalServerError || api.Code == http.StatusTooManyRequests ||
		slices.ContainsFunc(api.Errors, isLimit)
}

// isLimit recognises the limits on a rate that Gmail answers with 403
// (https://developers.google.com/workspace/gmail/api/guides/handle-errors).
func isLimit(e googleapi.ErrorItem) bool {
	return e.Reason == "rateLimitExceeded" || e.Reason == "userRateLimitExceeded"
}
