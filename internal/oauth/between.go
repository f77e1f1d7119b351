package oauth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"mailasset/internal/secret"
)

// Between is what an answer, or a failure, shows of somebody who stands between
// this computer and who was asked. The zero Between shows nobody.
type Between struct {
	// Page says that a web page came, a redirect to another host or status 511
	// (RFC 6585 section 6), where JSON is due: a network's own sign-in page, or
	// a proxy's refusal. A page with another status from 500 on is not counted,
	// and neither is one with 404: Google's front ends send such themselves.
	Page bool
	Host string // where a redirect points to, "" for nowhere else

	// Issuer is who signed a certificate that this computer does not trust,
	// shown in the name of a public host.
	Issuer string

	// Clock is how far this computer's clock is ahead of the answer's Date (RFC
	// 9110 section 6.6.1), or of the validity of the certificate; negative when
	// it is behind. 0 within five minutes. Of an answer it is a fact, not the
	// cause: no request of ours carries a time.
	Clock time.Duration
}

// maxSkew is what a clock may be off without a word: Date has seconds, and an
// answer takes its time.
const maxSkew = 5 * time.Minute

// skew returns how far now is ahead of the Date header, 0 where it does not
// matter or is not told.
func skew(h http.Header, now time.Time) time.Duration {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	if ahead := now.Sub(date).Truncate(time.Second); ahead.Abs() > maxSkew {
		return ahead
	}
	return 0
}

// pageInstead looks for an answer that is not of who was asked for JSON. begin
// is the first character of its body, where the header does not tell the kind.
func pageInstead(resp *http.Response, begin func() byte) (page bool, host string) {
	if to, err := resp.Location(); err == nil && resp.StatusCode < 400 && resp.StatusCode >= 300 {
		asked := resp.Request.URL.Host
		if !strings.EqualFold(to.Host, asked) {
			return true, Printable(to.Host)
		}
		return false, ""
	}
	switch {
	case resp.StatusCode == http.StatusNetworkAuthenticationRequired:
		return true, ""
	case resp.StatusCode >= http.StatusInternalServerError, resp.StatusCode == http.StatusNotFound:
		return false, ""
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch kind {
	case "text/html", "application/xhtml+xml":
		return true, ""
	case "", "text/plain":
		return begin() == '<', ""
	}
	return false, ""
}

// seeCertificate notes what a certificate that was not accepted shows.
func (b *Between) seeCertificate(err error, host string, now time.Time) {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil {
		switch {
		case now.Before(invalid.Cert.NotBefore):
			b.Clock = now.Sub(invalid.Cert.NotBefore).Truncate(time.Second)
		case now.After(invalid.Cert.NotAfter):
			b.Clock = now.Sub(invalid.Cert.NotAfter).Truncate(time.Second)
		}
		return
	}
	if shown := shownCertificate(err); shown != nil && public(host) {
		b.Issuer = Printable(shown.Issuer.String())
	}
}

// badCertificate reports a failure that no repetition mends.
func badCertificate(err error) bool {
	var verification *tls.CertificateVerificationError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &verification) || errors.As(err, &invalid) || shownCertificate(err) != nil
}

// shownCertificate is the leaf that a server showed and that was not accepted.
func shownCertificate(err error) *x509.Certificate {
	var verification *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var other x509.HostnameError
	switch {
	case errors.As(err, &verification) && len(verification.UnverifiedCertificates) > 0:
		return verification.UnverifiedCertificates[0]
	case errors.As(err, &unknown):
		return unknown.Cert
	case errors.As(err, &other):
		return other.Certificate
	}
	return nil
}

// public reports whether a host is one of the internet at large: no address of
// this machine or a private network, no name that is reserved for these (RFC
// 6761, RFC 6762, RFC 8375).
func public(host string) bool {
	if at, err := netip.ParseAddr(host); err == nil {
		return at.IsGlobalUnicast() && !at.IsPrivate()
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	own := []string{".localhost", ".local", ".internal", ".test", ".home.arpa"}
	return strings.Contains(name, ".") && !slices.ContainsFunc(own, func(end string) bool { return strings.HasSuffix(name, end) })
}

// ProxyError says that a proxy did not open the way to a host (CONNECT, RFC
// 9110 section 9.3.6): 407 wants a sign-in, 403 forbids the host.
type ProxyError struct {
	Proxy  string // its host and port
	Target string // the host and port that it was asked for
	Status int
}

// Error implements error.
func (e *ProxyError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the proxy %s refuses to connect to %s: %d %s", e.Proxy, e.Target, e.Status, http.StatusText(e.Status)))
}

// ProxyAnswer is the OnProxyConnectResponse of an [http.Transport] that names
// the refusal of a proxy. Neither the password in a proxy's address nor what it
// says is kept.
func ProxyAnswer(_ context.Context, proxy *url.URL, request *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &ProxyError{Proxy: Printable(proxy.Host), Target: Printable(request.Host), Status: answer.StatusCode}
}

// BetweenError says that somebody else answered a request for JSON than who was
// asked, or failed it.
type BetweenError struct {
	Asked  string // host and port
	Status int    // HTTP, 0 when there was no answer
	Between
	Err error // nil when there was an answer
}

// Error implements error.
func (e *BetweenError) Error() string {
	switch {
	case e.Err != nil:
		return e.Err.Error()
	case e.Host != "":
		return fmt.Sprintf("%s: status %d, on to %s", e.Asked, e.Status, e.Host)
	}
	return fmt.Sprintf("%s: status %d with a web page in the place of an answer", e.Asked, e.Status)
}

// Unwrap returns the cause of a request without an answer.
func (e *BetweenError) Unwrap() error { return e.Err }

// wary is a transport for JSON that turns a stranger's page into an error. The
// caller's own reading would say that a character is not expected.
type wary struct {
	next http.RoundTripper
	now  func() time.Time
}

// RoundTrip implements http.RoundTripper. Its errors that name somebody in
// between are *BetweenError.
func (w wary) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	seen := BetweenError{Asked: Printable(r.URL.Host)}
	if err != nil {
		if seen.seeCertificate(err, r.URL.Hostname(), w.now()); seen.Between != (Between{}) {
			seen.Err = err
			return nil, &seen
		}
		return nil, err
	}
	if resp.Request == nil {
		resp.Request = r
	}
	body := peeked(resp)
	if seen.Page, seen.Host = pageInstead(resp, func() byte { return firstIn(body) }); !seen.Page {
		return resp, nil
	}
	_ = resp.Body.Close()
	seen.Status, seen.Clock = resp.StatusCode, skew(resp.Header, w.now())
	seen.Host = withoutBearer(r, seen.Host)
	return nil, &seen
}

// withoutBearer takes the token that a request carried out of what came back.
func withoutBearer(r *http.Request, text string) string {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	var known secret.Redactor
	known.Know("sent", secret.New(token))
	return known.Redact(text)
}
