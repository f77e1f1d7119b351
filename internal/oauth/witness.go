package oauth

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
)

// witness is the transport of one token request. It remembers what x/oauth2
// does not tell: the status of an answer that it could not read, and that an
// answer broke off.
type witness struct {
	next   http.RoundTripper
	status int   // 0 when no answer came
	broken error // why the answer has no end
}

func (e TokenEndpoint) witness() *witness {
	return &witness{next: cmp.Or(e.HTTP.Transport, http.DefaultTransport)}
}

// RoundTrip implements http.RoundTripper.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	w.status = resp.StatusCode
	body := bufio.NewReader(&witnessed{resp.Body, w})
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind == "text/plain" && beginsJSON(body) {
		// x/oauth2 reads plain text as a form, and the spent code's tokens are lost.
		resp.Header.Set("Content-Type", "application/json")
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{body, resp.Body}
	return resp, nil
}

// beginsJSON reports whether the first character that is no blank begins a JSON
// object. What it has looked at stays to be read.
func beginsJSON(body *bufio.Reader) bool {
	for n := 1; ; n++ {
		head, err := body.Peek(n)
		if err != nil {
			return false
		}
		switch head[n-1] {
		case ' ', '\t', '\r', '\n':
		default:
			return head[n-1] == '{'
		}
	}
}

// witnessed is a body whose witness learns of an early end.
type witnessed struct {
	io.ReadCloser
	witness *witness
}

func (b *witnessed) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.witness.broken = err
	}
	return n, err
}
