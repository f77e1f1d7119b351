package diagnose

import (
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

	"mailasset/internal/lazyregexp"
	"mailasset/internal/mail"
	"mailasset/internal/oauth"
)

var (
	portTaken     = saying(`address already in use`, `\bEADDRINUSE\b`, `only one usage of each socket address`)
	portKept      = saying(`\bbind: permission denied`, `\bEACCES\b.{0,40}listen`, `listen.{0,40}\bEACCES\b`, `access a socket in a way forbidden`)
	loopbackPort  = lazyregexp.New(`(?i)(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0|::|port)[ :]+(\d{2,5})\b`)
	asker         = lazyregexp.New(`(?i)(?:https?://)?((?:[a-z0-9-]+\.)*(?:google|googleapis|gmail|webexconnect|imiconnect|webex)\.(?:com|io))\b`)
	anyHost       = lazyregexp.New(`(?i)\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|nl|be|de|eu|uk|example|local|lan|test)\b`)
	certificateIs = saying(`x509: certificate`, `certificate signed by unknown authority`, `unable to get local issuer certificate`,
		`self[- ]signed certificate`, `CERTIFICATE_VERIFY_FAILED`, `PKIX path building failed`, `ERR_CERT_AUTHORITY_INVALID`,
		`SEC_ERROR_UNKNOWN_ISSUER`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`, `UNABLE_TO_GET_ISSUER_CERT`, `SELF_SIGNED_CERT_IN_CHAIN`,
		`could not establish trust relationship for the SSL`, `the issuer certificate of a locally looked up certificate could not be found`)
	certificateTime = saying(`certificate has expired`, `certificate is not yet valid`, `expired or is not yet valid`, `ERR_CERT_DATE_INVALID`,
		`SEC_ERROR_EXPIRED_CERTIFICATE`, `CERT_HAS_EXPIRED`, `CERT_NOT_YET_VALID`, `your clock is (?:ahead|behind)`, `je klok loopt (?:voor|achter)`)
	noSuchName = saying(`no such host`, `could not resolve (?:host|proxy)`, `\bENOTFOUND\b`, `\bEAI_AGAIN\b`, `name or service not known`,
		`temporary failure in name resolution`, `nodename nor servname provided`, `ERR_NAME_NOT_RESOLVED`, `DNS_PROBE_FINISHED`, `getaddrinfo failed`, `\bUnknownHostException\b`)
	refusedWords = saying(`connection refused`, `\bECONNREFUSED\b`, `ERR_CONNECTION_REFUSED`, `actively refused it`, `verbinding (?:is )?geweigerd`)
	noRoute      = saying(`network is unreachable`, `no route to host`, `\bENETUNREACH\b`, `\bEHOSTUNREACH\b`, `ERR_INTERNET_DISCONNECTED`, `ERR_ADDRESS_UNREACHABLE`)
	tooLate      = saying(`i/o timeout`, `context deadline exceeded`, `(?:connection|operation|request) timed out`, `\bETIMEDOUT\b`, `ERR_(?:CONNECTION_)?TIMED_OUT`,
		`TLS handshake timeout`, `\bread timeout`, `timed out after`, `duurde te lang om te reageren`, `took too long to respond`)
	cutOff     = saying(`connection reset by peer`, `\bECONNRESET\b`, `ERR_CONNECTION_(?:RESET|CLOSED)`, `forcibly closed by the remote host`, `unexpected EOF`, `SSL_ERROR_SYSCALL`)
	proxyLogin = saying(`\b407 Proxy Authentication Required`, `Proxy Authentication Required`, `HTTP code 407 from proxy`, `\b407\b.{0,30}proxy`)
)

// portIn reads that the loopback port cannot be had.
func portIn(p pasted) error {
	port := 0
	if m := loopbackPort().FindStringSubmatch(p.flat); m != nil {
		port, _ = strconv.Atoi(m[1])
	}
	switch {
	case port == 0 || port > 65535:
		return nil
	case portTaken().MatchString(p.flat):
		return &oauth.PortError{Port: port, Err: errAddressTaken}
	case portKept().MatchString(p.flat):
		return &oauth.PortError{Port: port, Err: syscall.EACCES}
	}
	return nil
}

// networkIn reads what common tools say of a connection to Google or to a mail
// server. A connection to somebody else is none of ours.
func networkIn(p pasted) error {
	err := troubleIn(p)
	if err == nil {
		return nil
	}
	server := serverIn(p)
	toMail := server.Port != 0 || strings.HasPrefix(server.Host, "smtp.") || ownLogin().MatchString(p.flat)
	host := asker().FindStringSubmatch(p.flat)
	switch {
	case toMail && distrusted(err):
		return &mail.TLSError{Server: server, Phase: "tls", Err: err}
	case toMail:
		return &mail.ConnectError{Server: server, Phase: "dial", Err: err}
	case host != nil:
		return &url.Error{Op: "Get", URL: "https://" + strings.ToLower(host[1]) + "/", Err: err}
	case distrusted(err) && !anyHost().MatchString(p.flat):
		return &url.Error{Op: "Get", URL: "", Err: err}
	}
	return nil
}

// troubleIn is the error behind the words, nil where there is none.
func troubleIn(p pasted) error {
	for _, t := range []struct {
		is  bool
		err error
	}{
		{certificateTime().MatchString(p.flat), &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}},
		{certificateIs().MatchString(p.flat), &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}},
		{proxyLogin().MatchString(p.flat), errProxyLogin},
		{noSuchName().MatchString(p.flat), &net.DNSError{Err: "no such host", IsNotFound: true}},
		{refusedWords().MatchString(p.flat), &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}},
		{noRoute().MatchString(p.flat), &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ENETUNREACH}},
		{tooLate().MatchString(p.flat), context.DeadlineExceeded},
		{cutOff().MatchString(p.flat), io.ErrUnexpectedEOF},
	} {
		if t.is {
			return t.err
		}
	}
	return nil
}

// errAddressTaken is what systems answer for a port that is taken; Windows has
// a number of its own.
var errAddressTaken = errors.Join(syscall.EADDRINUSE, syscall.Errno(10048))

// errProxyLogin is how net/http tells that a proxy wants a login.
//
//lint:ignore ST1005 the text is that of net/http
var errProxyLogin = errors.New("Proxy Authentication Required")
