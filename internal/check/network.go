package check

import (
	"crypto/x509"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"mailasset/internal/google"
	"mailasset/internal/oauth"
)

// How the checks reach the web: every request is bounded by World.Timeout, with
// the tries of it that are safe; a POST that somebody may have seen is never
// made twice (package oauth).

func (r *run) preflight() oauth.Preflight {
	return oauth.Preflight{HTTP: r.HTTP, Timeout: r.Timeout, Pause: r.Pause}
}

func (r *run) tokenEndpoint() oauth.TokenEndpoint {
	a := r.Config.Authentication
	return oauth.TokenEndpoint{
		Client: &oauth.Client{ID: a.ClientID, Secret: a.ClientSecret, AuthURI: a.AuthorizationURL, TokenURI: a.RefreshTokenURL},
		HTTP:   r.HTTP, Now: r.Now, Timeout: r.Timeout, Pause: r.Pause,
	}
}

func (r *run) gmail() google.Gmail {
	return google.Gmail{HTTP: oauth.JSONClient(r.HTTP, r.Now, r.Pause), Endpoint: r.Provider.API, Timeout: r.Timeout}
}

// maxSkew is what a clock may be off without a word: a Date has seconds, and an
// answer takes its time.
const maxSkew = 5 * time.Minute

// clock compares this computer's time with the Date of the answers that come
// in (RFC 9110 section 6.6.1).
type clock struct {
	next  http.RoundTripper
	now   func() time.Time
	ahead atomic.Pointer[time.Duration] // of the last answer; nil: none told
}

// watched has a clock see every answer that the world gives.
func watched(w *World) *clock {
	c := &clock{now: w.Now}
	if w.HTTP != nil {
		client := *w.HTTP
		if c.next = client.Transport; c.next == nil {
			c.next = http.DefaultTransport
		}
		client.Transport, w.HTTP = c, &client
	}
	return c
}

// RoundTrip implements [http.RoundTripper].
func (c *clock) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.next.RoundTrip(r)
	if err != nil {
		return response, err
	}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		ahead := c.now().Sub(date).Truncate(time.Second)
		if ahead.Abs() <= maxSkew {
			ahead = 0
		}
		c.ahead.Store(&ahead)
	}
	return response, nil
}

// compared notes what is known of the clock with a certificate that is not
// valid at its time. Other errors stay as they are.
func (c *clock) compared(err error) error {
	var invalid x509.CertificateInvalidError
	if !errors.As(err, &invalid) || invalid.Reason != x509.Expired {
		return err
	}
	e := &CertificateError{Err: err}
	if ahead := c.ahead.Load(); ahead != nil {
		e.Told, e.Ahead = true, *ahead
	}
	return e
}
