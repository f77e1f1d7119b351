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
	var address string
	err := g.ask(ctx, token, "read the Gmail profile", func(ctx context.Context, users *gmail.UsersService, redact func(string) string) error {
		profile, err := users.GetProfile("me").Context(ctx).Do()
		if err == nil && profile.EmailAddress == "" {
			err = errNoAddress
		}
		if err != nil {
			return err
		}
		address = redact(profile.EmailAddress)
		return nil
	})
	return address, err
}

// Forwarding is what Gmail does with all mail that comes in.
type Forwarding struct {
	Enabled     bool
	To          string // address; "" when forwarding is off
	Disposition string // of Gmail's own copy: leaveInInbox, archive, trash or markRead
}

// AutoForwarding returns the forwarding of the token's mailbox
// (users.settings.getAutoForwarding, which the scope https://mail.google.com/
// may read and not change; google.md section 7.2). Errors are those of Address.
func (g Gmail) AutoForwarding(ctx context.Context, token secret.String) (Forwarding, error) {
	var forwarding Forwarding
	err := g.ask(ctx, token, "read Gmail's forwarding", func(ctx context.Context, users *gmail.UsersService, redact func(string) string) error {
		answer, err := users.Settings.GetAutoForwarding("me").Context(ctx).Do()
		if err != nil {
			return err
		}
		forwarding = Forwarding{answer.Enabled, redact(answer.EmailAddress), redact(answer.Disposition)}
		return nil
	})
	return forwarding, err
}

// ForwardingAddress is an address that somebody registered in Gmail to forward
// mail to.
type ForwardingAddress struct {
	Address  string
	Accepted bool // its owner has confirmed it; before that nothing is forwarded
}

// ForwardingAddresses lists the addresses that are registered in the token's
// mailbox (users.settings.forwardingAddresses.list). Errors are those of
// Address.
func (g Gmail) ForwardingAddresses(ctx context.Context, token secret.String) ([]ForwardingAddress, error) {
	var list []ForwardingAddress
	err := g.ask(ctx, token, "list Gmail's forwarding addresses", func(ctx context.Context, users *gmail.UsersService, redact func(string) string) error {
		answer, err := users.Settings.ForwardingAddresses.List("me").Context(ctx).Do()
		if err != nil {
			return err
		}
		for _, a := range answer.ForwardingAddresses {
			list = append(list, ForwardingAddress{redact(a.ForwardingEmail), a.VerificationStatus == "accepted"})
		}
		return nil
	})
	return list, err
}

// HasMessage reports whether a mail with this Message-ID (without its angle
// brackets) is in the token's mailbox, trash and spam included
// (users.messages.list with the search operator rfc822msgid:). Errors are those
// of Address.
func (g Gmail) HasMessage(ctx context.Context, token secret.String, id string) (bool, error) {
	found := false
	err := g.ask(ctx, token, "look for the mail", func(ctx context.Context, users *gmail.UsersService, _ func(string) string) error {
		answer, err := users.Messages.List("me").Q("rfc822msgid:" + id).IncludeSpamTrash(true).MaxResults(1).Context(ctx).Do()
		if err != nil {
			return err
		}
		found = len(answer.Messages) > 0
		return nil
	})
	return found, err
}

// ask makes one request as the token's mailbox, within Timeout. The function
// that makes it is given what takes the token out of an answer.
func (g Gmail) ask(ctx context.Context, token secret.String, act string, send func(context.Context, *gmail.UsersService, func(string) string) error) error {
	ctx, cancel := context.WithTimeout(ctx, g.Timeout)
	defer cancel()
	client := *g.HTTP
	client.Transport = bearer{token, g.HTTP.Transport}
	// The transport adds the token to every request, so it must make but one.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	service, err := gmail.NewService(ctx, option.WithHTTPClient(&client), option.WithEndpoint(g.Endpoint))
	if err != nil {
		return fmt.Errorf("reach the Gmail API: %w", err)
	}
	var known secret.Redactor
	known.Know("access token", token)
	if err := send(ctx, service.Users, known.Redact); err != nil {
		hide(err, &known)
		return fmt.Errorf("%s: %w", act, err)
	}
	return nil
}

// APIDisabled reports whether err is Google's answer that an API is off in the
// client's project, or was switched on too short ago (google.md section 7.2).
func APIDisabled(err error) bool {
	var api *googleapi.Error
	if !errors.As(err, &api) || api.Code != http.StatusForbidden {
		return false
	}
	return slices.ContainsFunc(api.Errors, func(e googleapi.ErrorItem) bool { return e.Reason == "accessNotConfigured" }) ||
		slices.ContainsFunc(api.Details, func(d any) bool {
			info, _ := d.(map[string]any)
			return info["reason"] == "SERVICE_DISABLED"
		})
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

// RoundTrip implements [http.RoundTripper].
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
