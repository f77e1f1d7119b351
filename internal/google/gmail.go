// Package google speaks to Google's APIs through Google's generated clients:
// thin verbs, typed errors, no advice.
package google

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

// Address returns the address of the mailbox that the access token belongs to
// (users.getProfile, which the scope https://mail.google.com/ allows). An
// answer that says no wraps a *googleapi.Error.
func (g Gmail) Address(ctx context.Context, token secret.String) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, g.Timeout)
	defer cancel()
	client := *g.HTTP
	client.Transport = bearer{token, g.HTTP.Transport}
	service, err := gmail.NewService(ctx, option.WithHTTPClient(&client), option.WithEndpoint(g.Endpoint))
	if err != nil {
		return "", fmt.Errorf("reach the Gmail API: %w", err)
	}
	profile, err := service.Users.GetProfile("me").Context(ctx).Do()
	if err != nil {
		return "", fmt.Errorf("read the Gmail profile: %w", err)
	}
	return profile.EmailAddress, nil
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
// whether that answer speaks of a passing trouble of its own.
func Answered(err error) (answered, temporary bool) {
	var api *googleapi.Error
	if !errors.As(err, &api) {
		return false, false
	}
	return true, api.Code >= http.StatusInternalServerError || api.Code == http.StatusTooManyRequests
}
