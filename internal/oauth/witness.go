package oauth

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// witness is the transport of one token request. It remembers what x/oauth2
// does not tell: whether anybody can have seen the request, the status of an
// answer that it could not read, who else has a hand in it, and that an answer
// broke off.
type witness struct {
	next    http.RoundTripper
	now     func() time.Time
	unsent  bool // surely nobody has seen the request
	status  int  // 0 when no answer came
	between Between
	after   time.Duration // that the answer asks to wait
	told    bool          // whether it does
	broken  error         // why the answer has no end

	// Set by the transport, which may still dial when it has returned.
	connected atomic.Bool // there was a connection to write to
	unshaken  atomic.Bool // TLS failed
}

func (e TokenEndpoint) witness() *witness {
	return &witness{next: cmp.Or(e.HTTP.Transport, http.DefaultTransport), now: orNow(e.Now)}
}

// RoundTrip implements http.RoundTripper. A request counts as unsent only where
// the transport says how it failed before there was a connection; a transport
// that says nothing may have sent it.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { w.connected.Store(true) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err != nil {
				w.unshaken.Store(true)
			}
		},
	})))
	if err != nil {
		w.unsent = !w.connected.Load() && (undialled(err) || w.unshaken.Load())
		w.between.seeCertificate(err, r.URL.Hostname(), w.now())
		return nil, err
	}
	if resp.Request == nil {
		resp.Request = r
	}
	w.see(resp)
	return resp, nil
}

// see notes what an answer says besides its body, of which it looks at the
// first character at most.
func (w *witness) see(resp *http.Response) {
	w.status = resp.StatusCode
	w.after, w.told = retryAfter(resp.Header, w.now())
	resp.Body = &witnessed{resp.Body, w}
	body := peeked(resp)
	first := func() byte { return firstIn(body) }
	w.between.Page, w.between.Host = pageInstead(resp, first)
	w.between.Clock = skew(resp.Header, w.now())
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind == "text/plain" && first() == '{' {
		// x/oauth2 reads plain text as a form, and the spent code's tokens are lost.
		resp.Header.Set("Content-Type", "application/json")
	}
}

// peeked lets an answer's body be looked at and still be read.
func peeked(resp *http.Response) *bufio.Reader {
	body := bufio.NewReader(resp.Body)
	resp.Body = struct {
		io.Reader
		io.Closer
	}{body, resp.Body}
	return body
}

// firstIn returns the first character that is no blank, 0 where there is none
// near. What it has looked at stays to be read.
func firstIn(body *bufio.Reader) byte {
	for n := 1; ; n++ {
		head, err := body.Peek(n)
		if err != nil {
			return 0
		}
		switch head[n-1] {
		case ' ', '\t', '\r', '\n':
		default:
			return head[n-1]
		}
	}
}

// witnessed is a body whose witness learns of an early end.
type witnessed struct {
	io.ReadCloser
	witness *witness
}

// Read implements [io.Reader].
func (b *witnessed) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.witness.broken = err
	}
	return n, err
}
