package cli

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"time"

	"mailasset/internal/oauth"
)

// The bounds of one connection. A request as a whole is bounded by its context,
// with --timeout.
const (
	dialTime  = 30 * time.Second
	maxHeader = 256 << 10
)

// transport is how the program speaks HTTP: through the proxy that HTTPS_PROXY,
// HTTP_PROXY and NO_PROXY name (in either case, [http.ProxyFromEnvironment]),
// where a proxy is never asked for a loopback address; ALL_PROXY is not read.
// SMTP does not go this way: package mail connects directly, because the
// variables are about HTTP, and few proxies let 465 and 587 through.
func (a *app) transport(roots *x509.CertPool) http.RoundTripper {
	t := newTransport(&net.Dialer{Timeout: dialTime, KeepAlive: dialTime}, roots)
	if !a.verbose {
		return t
	}
	return &narrator{next: t, tell: a.narrate}
}

// newTransport connects with a dialer, which tries IPv6 and IPv4 next to each
// other (RFC 8305), so that one that leads nowhere keeps nobody waiting.
func newTransport(dialer *net.Dialer, roots *x509.CertPool) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() // with the proxy variables
	t.DialContext = dialer.DialContext
	t.MaxResponseHeaderBytes = maxHeader
	t.MaxIdleConnsPerHost = maxInFlight // the usual two would be dialled anew for every asset
	t.OnProxyConnectResponse = oauth.ProxyAnswer
	if roots != nil {
		t.TLSClientConfig = tlsConfig(roots)
	}
	return t
}

// warm reads this computer's certificate authorities, which takes longer than
// all else that happens between the redirect and its page. They are kept by
// crypto/x509, so that reading them ahead, while a browser is awaited, is all.
func warm() { _, _ = x509.SystemCertPool() }

// narrator says what is asked of whom: never the query, which may hold a
// secret.
type narrator struct {
	next http.RoundTripper
	tell func(what string, took time.Duration)
}

// RoundTrip implements [http.RoundTripper].
func (n *narrator) RoundTrip(r *http.Request) (*http.Response, error) {
	begun := time.Now()
	response, err := n.next.RoundTrip(r)
	outcome := "no answer"
	if err == nil {
		outcome = oauth.Printable(response.Status)
	}
	n.tell(fmt.Sprintf("%s %s://%s%s: %s", r.Method, r.URL.Scheme, oauth.Inert(r.URL.Host), r.URL.EscapedPath(), outcome), time.Since(begun))
	return response, err
}

// narrate tells, with --verbose, what was asked of whom and what came of it.
func (a *app) narrate(what string, took time.Duration) {
	a.telling.Lock()
	defer a.telling.Unlock()
	fmt.Fprintf(a.Err, "> %s (%d ms)\n", oauth.Inert(what), took.Milliseconds())
}
