package oauth

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"
)

const (
	maxTries   = 3
	firstPause = 500 * time.Millisecond // doubled each time
)

// Pause waits between two tries of a request, or returns the error of a context
// that ends meanwhile.
type Pause func(ctx context.Context, d time.Duration) error

// take waits where the context lasts longer than that, and reports whether it
// did. A nil Pause sleeps.
func (p Pause) take(ctx context.Context, d time.Duration) bool {
	if end, bounded := ctx.Deadline(); ctx.Err() != nil || bounded && time.Until(end) <= d {
		return false
	}
	if p == nil {
		p = sleep
	}
	return p(ctx, d) == nil
}

// backoff is the pause after the n-th try, counted from 1: half of it is left
// to chance, so that programs that failed together do not come back together.
func backoff(n int) time.Duration {
	whole := firstPause << (n - 1)
	return whole/2 + rand.N(whole/2+1)
}

// retryAfter reads the header of RFC 9110 section 10.2.3. A date is held against
// the answer's own, so that a wrong clock here does not matter.
func retryAfter(h http.Header, now time.Time) (after time.Duration, told bool) {
	value := h.Get("Retry-After")
	if n, err := strconv.ParseUint(value, 10, 32); err == nil {
		return time.Duration(n) * time.Second, true
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(until.Sub(now), 0), true
}

func orNow(now func() time.Time) func() time.Time {
	if now == nil {
		return time.Now
	}
	return now
}

// busy are the answers that ask to come back: RFC 6585 section 4, RFC 9110
// section 15.6.4.
func busy(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// passing reports a failure of the network that may be gone in a moment. What
// somebody decided, a certificate or a name that is not there, is not.
func passing(err error) bool {
	var network net.Error
	var name *net.DNSError
	var proxy *ProxyError
	var between *BetweenError
	var notTLS tls.RecordHeaderError
	switch {
	case err == nil, badCertificate(err), errors.As(err, &proxy), errors.As(err, &between), errors.As(err, &notTLS):
		return false
	case errors.As(err, &name) && name.IsNotFound, errors.Is(err, context.Canceled):
		return false
	}
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// undialled reports that no connection came about, to the host or to a proxy on
// the way: nobody can have seen the request.
func undialled(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}

// Repeating is a transport that asks again what is safe to ask again: a GET or
// HEAD (RFC 9110 section 9.2.2) without a body that failed on the way, or that
// was answered 429 or 503: after the time that the answer names, or once more
// where it names none. All tries together are bounded by the deadline of the
// request's context: a wait that would outlast it is not begun.
type Repeating struct {
	Next  http.RoundTripper // nil: http.DefaultTransport
	Now   func() time.Time  // nil: time.Now
	Pause Pause             // nil sleeps
}

// RoundTrip implements http.RoundTripper.
func (t Repeating) RoundTrip(r *http.Request) (*http.Response, error) {
	next := cmp.Or(t.Next, http.DefaultTransport)
	reads := (r.Method == http.MethodGet || r.Method == http.MethodHead) && (r.Body == nil || r.Body == http.NoBody)
	for n := 1; ; n++ {
		resp, err := next.RoundTrip(r)
		if !reads || n == maxTries {
			return resp, err
		}
		wait, again := t.again(resp, err, n)
		if !again || !t.Pause.take(r.Context(), wait) {
			return resp, err
		}
		if resp != nil {
			const most = 64 << 10 // what it costs to keep the connection
			_, _ = io.CopyN(io.Discard, resp.Body, most)
			_ = resp.Body.Close()
		}
	}
}

func (t Repeating) again(resp *http.Response, err error, n int) (time.Duration, bool) {
	if err != nil {
		return backoff(n), passing(err)
	}
	if !busy(resp.StatusCode) {
		return 0, false
	}
	if after, told := retryAfter(resp.Header, orNow(t.Now)()); told {
		return after + backoff(1), true
	}
	return backoff(n), n == 1
}

// JSONClient returns a copy of a client for reading JSON: it repeats as
// Repeating does, and names who stands in between with a *BetweenError.
func JSONClient(given *http.Client, now func() time.Time, pause Pause) *http.Client {
	client := *given
	client.Transport = Repeating{
		Next: wary{cmp.Or(given.Transport, http.DefaultTransport), orNow(now)},
		Now:  now, Pause: pause,
	}
	return &client
}
