package diagnose

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

// ofNetwork judges what stands between this computer and a web endpoint. The
// mail server's and the loopback port's troubles have entries of their own.
var ofNetwork verdict = func(err error) (string, facts) {
	if code, _ := ofSMTP(err); code != "" || isLocal(err) {
		return "", nil
	}
	if code, _ := ofAdmin(err); code != "" {
		return "", nil // a source of credentials may have failed for it
	}
	if code, _ := ofConnect(err); code != "" {
		return "", nil // it was reached, or its mapping could not be read
	}
	seen := facts{"host": hostIn(err)}
	between, status := betweenOf(err)
	var other x509.HostnameError
	switch expired, notTrusted := expiredCertificate(err, seen), distrusted(err); {
	case expired:
		noteClock(between.Clock, seen)
		return "clock-skew", seen
	case errors.As(err, &other):
		seen["issuer"], seen["reason"] = cmp.Or(between.Issuer, issuerOf(err)), "name"
		return "proxy-intercepts", seen
	case notTrusted, between.Issuer != "":
		seen["issuer"] = cmp.Or(between.Issuer, issuerOf(err))
		return "proxy-intercepts", seen
	case between.Page:
		seen["reason"], seen["elsewhere"] = "page", between.Host
		if status != 0 {
			seen["status"] = strconv.Itoa(status)
		}
		if between.Host != "" {
			seen["reason"] = "page-elsewhere"
		}
		return "proxy-intercepts", seen
	}
	if !fromNetwork(err) {
		return "", nil
	}
	seen["reason"], seen["asked"] = networkReason(err), plainPage(err)
	if e, ok := find[oauth.ProxyError](err); ok {
		seen["proxy"], seen["status"] = e.Proxy, strconv.Itoa(e.Status)
	}
	return "provider-unreachable", seen
}

// betweenOf tells what an error shows of somebody in between, and the status of
// what came. A refusal in the words of OAuth is the provider's own.
func betweenOf(err error) (oauth.Between, int) {
	if e, ok := find[oauth.BetweenError](err); ok {
		return e.Between, e.Status
	}
	if e, ok := find[oauth.TokenError](err); ok && e.Failure != oauth.FailureRejected {
		return e.Between, e.Status
	}
	return oauth.Between{}, 0
}

// pageInstead reports a web page where the provider's answer was due.
func pageInstead(err error) bool {
	between, _ := betweenOf(err)
	return between.Page
}

// noteClock notes how far the clock is off, in minutes, where that is more than
// a clock may be.
func noteClock(ahead time.Duration, seen facts) {
	const fine = 5 * time.Minute
	if ahead.Abs() <= fine {
		return
	}
	seen["minutes"], seen["direction"] = strconv.Itoa(int(ahead.Abs().Round(time.Minute)/time.Minute)), "ahead"
	if ahead < 0 {
		seen["direction"] = "behind"
	}
}

// isLocal reports an error of this machine that may wrap one that looks like
// the network's.
func isLocal(err error) bool {
	_, port := find[oauth.PortError](err)
	_, timeout := find[oauth.TimeoutError](err)
	_, keyring := find[session.KeyringError](err)
	return port || timeout || keyring
}

func fromNetwork(err error) bool {
	if e, ok := find[oauth.TokenError](err); ok {
		return e.Failure == oauth.FailureUnreachable
	}
	_, transport := find[url.Error](err)
	_, op := find[net.OpError](err)
	_, dns := find[net.DNSError](err)
	_, proxy := find[oauth.ProxyError](err)
	return transport || op || dns || proxy || errors.Is(err, context.DeadlineExceeded)
}

// inBetween reports an error that the network, a certificate or a stranger's
// page caused.
func inBetween(err error) bool { return fromNetwork(err) || distrusted(err) || pageInstead(err) }

// networkReason says in one word why a connection failed.
func networkReason(err error) string {
	var silent net.Error
	var record tls.RecordHeaderError
	op, isOp := find[net.OpError](err)
	_, dns := find[net.DNSError](err)
	_, refused := find[oauth.ProxyError](err)
	errno := errnoOf(err)
	switch {
	case err == nil:
		return ""
	case refused, isOp && op.Op == "proxyconnect", strings.Contains(textOf(err), "Proxy Authentication Required"):
		return "proxy"
	case dns:
		return "dns"
	case errno == syscall.ECONNREFUSED, errno == wsaeconnrefused:
		return "refused"
	case errno == syscall.ENETUNREACH, errno == syscall.EHOSTUNREACH, errno == wsaenetunreach, errno == wsaehostunreach:
		return "route"
	case errors.As(err, &record), strings.Contains(textOf(err), "HTTP response to HTTPS"):
		return "not-tls"
	case errors.As(err, &silent) && silent.Timeout():
		return "timeout"
	case errno == syscall.ECONNRESET, errno == wsaeconnreset, isAny(err, io.EOF, io.ErrUnexpectedEOF):
		return "closed"
	}
	return "other"
}

// What Windows answers; the syscall package has other numbers under the names
// used above. On other systems no error has these.
const (
	wsaenetunreach  syscall.Errno = 10051
	wsaeconnreset   syscall.Errno = 10054
	wsaeconnrefused syscall.Errno = 10061
	wsaehostunreach syscall.Errno = 10065
)

func errnoOf(err error) syscall.Errno {
	var errno syscall.Errno
	errors.As(err, &errno)
	return errno
}

// hostIn finds whom we wanted to reach.
func hostIn(err error) string {
	if e, ok := find[oauth.TokenError](err); ok {
		return hostOf(e.Endpoint)
	}
	if e, ok := find[oauth.BetweenError](err); ok && e.Asked != "" {
		return e.Asked
	}
	if e, ok := find[url.Error](err); ok {
		return hostOf(e.URL)
	}
	if e, ok := find[oauth.ProxyError](err); ok {
		return strings.TrimSuffix(e.Target, ":443")
	}
	if e, ok := find[net.DNSError](err); ok {
		return e.Name
	}
	if e, ok := find[net.OpError](err); ok && e.Addr != nil {
		return e.Addr.String()
	}
	return ""
}

// plainPage is the page of the host that was asked, where it is asked without
// encryption, as in a lab; "" for one that is not.
func plainPage(err error) string {
	address := ""
	if e, ok := find[oauth.TokenError](err); ok {
		address = e.Endpoint
	} else if e, ok := find[url.Error](err); ok {
		address = e.URL
	}
	if u, err := url.Parse(address); err == nil && u.Scheme == "http" {
		return "http://" + u.Host + "/"
	}
	return ""
}

// expiredCertificate reports a certificate that is not valid at this computer's
// time, and notes from when to when it is.
func expiredCertificate(err error, seen facts) bool {
	var invalid x509.CertificateInvalidError
	if !errors.As(err, &invalid) || invalid.Reason != x509.Expired {
		return false
	}
	if invalid.Cert != nil {
		seen["notBefore"] = invalid.Cert.NotBefore.UTC().Format(time.RFC3339)
		seen["notAfter"] = invalid.Cert.NotAfter.UTC().Format(time.RFC3339)
	}
	return true
}

// distrusted reports a certificate that this computer does not accept. The
// verifiers of macOS and Windows wrap errors of their own.
func distrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var noRoots x509.SystemRootsError
	return errors.As(err, &verification) || errors.As(err, &unknown) || errors.As(err, &host) ||
		errors.As(err, &invalid) || errors.As(err, &noRoots)
}

// issuerOf names who signed the certificate that was shown.
func issuerOf(err error) string {
	var shown *x509.Certificate
	var verification *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case errors.As(err, &verification) && verification != nil && len(verification.UnverifiedCertificates) > 0:
		shown = verification.UnverifiedCertificates[0]
	case errors.As(err, &unknown):
		shown = unknown.Cert
	case errors.As(err, &host):
		shown = host.Certificate
	}
	if shown == nil {
		return ""
	}
	return shown.Issuer.String()
}
