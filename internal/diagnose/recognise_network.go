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
	// What a certificate is for, and what it should be for.
	shownNames = lazyregexp.New(`(?i)certificate is valid for (.{1,300}?), not |altnames: (?:Host: \S+ is not in the cert's altnames: )?((?:, ?)?DNS:[^\s'")]+(?:, DNS:[^\s'")]+)*)`)
	wantedName = lazyregexp.New(`(?i)(?:certificate is valid for .{1,300}?, not |not valid for ["']?|target host(?: ?name)? ["']?|altnames: Host: |but wanted to match |names? matching (?:IP address )?(?:DNS name )?)((?:[a-z0-9-]+\.)+[a-z0-9-]+)`)

	loopbackPort = lazyregexp.New(`(?i)(?:\b127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\blocalhost|\[::1\]|(?:^|[^\w:])::1)[ :]+(?:port )?(\d{2,5})\b`)
	asker        = lazyregexp.New(`(?i)(?:https?://)?((?:[a-z0-9-]+\.)*(?:google|googleapis|gmail|webexconnect|imiconnect|webex)\.(?:com|io))\b`)
	mailPort     = lazyregexp.New(`(?i)(?:\b((?:[a-z0-9-]+\.)+[a-z0-9]+)|\[?\b([0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})\]?):(465|587)\b`)
	anyHost      = lazyregexp.New(`(?i)\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|nl|be|de|eu|uk|example|local|lan|test)\b`)
)

// What Go, curl, OpenSSL, Node, Python, Java and browsers say of a connection.
var (
	portTaken = saying(`address already in use / EADDRINUSE / only one usage of each socket address`)
	portKept  = saying(`bind: permission denied / EACCES: permission denied / access a socket in a way forbidden`)

	certificateIs = saying(`x509: certificate / certificate signed by unknown authority / unable to get local issuer certificate / ` +
		`self-signed certificate / self signed certificate / CERTIFICATE_VERIFY_FAILED / PKIX path building failed / ERR_CERT_AUTHORITY_INVALID / ` +
		`SEC_ERROR_UNKNOWN_ISSUER / UNABLE_TO_VERIFY_LEAF_SIGNATURE / UNABLE_TO_GET_ISSUER_CERT / SELF_SIGNED_CERT_IN_CHAIN / ` +
		`could not establish trust relationship for the SSL / the issuer certificate of a locally looked up certificate could not be found`)
	certificateName = saying(`x509: (?:certificate is (?:valid for .{1,300}?, not |not valid for any names)|cannot validate certificate for) / no alternative certificate subject name matches / ` +
		`certificate subject name .{0,200}does(?: not|n't) match target host / ERR_TLS_CERT_ALTNAME_INVALID / does not match certificate's altnames / ERR_CERT_COMMON_NAME_INVALID / ` +
		`SSL_ERROR_BAD_CERT_DOMAIN / (?:hostname|ip address) mismatch, certificate / num=62:hostname mismatch / no subject alternative (?:dns )?names? (?:matching|present) / CertificateException: no name matching`)
	certificateTime = saying(`certificate has expired / certificate is not yet valid / expired or is not yet valid / ERR_CERT_DATE_INVALID / ` +
		`SEC_ERROR_EXPIRED_CERTIFICATE / CERT_HAS_EXPIRED / CERT_NOT_YET_VALID / your clock is ahead / your clock is behind / je klok loopt voor / je klok loopt achter`)
	// toolSays is what tells the words of a program from those of a person.
	toolSays   = saying(`x509: / curl: / verify error / certificate verify failed / in certificate chain / or is not yet valid / pkix / trust relationship / no alternative certificate / unknown authority / unable to get local issuer / [a-z]_[a-z]+_[a-z] / \b(?:error|exception)\b`)
	proxyLogin = saying(`Proxy Authentication Required / HTTP code 407 from proxy / proxy returned 407`)
	noSuchName = saying(`no such host / could not resolve host / could not resolve proxy / ENOTFOUND / EAI_AGAIN / name or service not known / ` +
		`temporary failure in name resolution / nodename nor servname provided / ERR_NAME_NOT_RESOLVED / DNS_PROBE_FINISHED / getaddrinfo failed / UnknownHostException`)
	refusedWords = saying(`connection refused / ECONNREFUSED / ERR_CONNECTION_REFUSED / actively refused it / verbinding geweigerd / ` +
		`(?:couldn't|could not) connect to server`)
	curlWaited = saying(`curl: \(28\)|after \d{4,} ms: (?:couldn't|could not) connect to server`) // of a refusal it says the same, at once
	noRoute    = saying(`network is unreachable / no route to host / ENETUNREACH / EHOSTUNREACH / ERR_INTERNET_DISCONNECTED / ERR_ADDRESS_UNREACHABLE`)
	tooLate    = saying(`i/o timeout / context deadline exceeded / connection timed out / operation timed out / request timed out / ETIMEDOUT / ERR_TIMED_OUT / ` +
		`ERR_CONNECTION_TIMED_OUT / TLS handshake timeout / read timeout / timed out after / duurde te lang om te reageren / took too long to respond`)
	cutOff = saying(`connection reset by peer / ECONNRESET / ERR_CONNECTION_RESET / ERR_CONNECTION_CLOSED / forcibly closed by the remote host / unexpected EOF / SSL_ERROR_SYSCALL`)
)

// portIn reads that the loopback port cannot be had. A port elsewhere is another
// program's.
func portIn(p pasted) error {
	port := 0
	if m := loopbackPort().FindStringSubmatch(p.flat); m != nil {
		port, _ = strconv.Atoi(m[1])
	}
	switch {
	case port == 0 || port > 65535:
		return nil
	case portTaken.in(p):
		return &oauth.PortError{Port: port, Err: errAddressTaken}
	case portKept.in(p):
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
	if at := shownNames().FindStringSubmatchIndex(p.flat); at != nil { // those are not whom we asked
		p.flat = p.flat[:max(at[2], at[4])] + p.flat[max(at[3], at[5]):]
	}
	server := serverIn(p)
	if m := mailPort().FindStringSubmatch(p.flat); m != nil && server.Port == 0 {
		server.Host = strings.ToLower(m[1] + m[2])
		server.Port, _ = strconv.Atoi(m[3])
		server.Security = map[int]mail.Security{465: mail.SSL, 587: mail.STARTTLS}[server.Port]
	}
	toMail := server.Port != 0 || strings.HasPrefix(server.Host, "smtp.") || ownLogin().MatchString(p.flat)
	host := asker().FindStringSubmatch(p.flat)
	switch {
	case toMail && distrusted(err):
		return &mail.TLSError{Server: server, Phase: "tls", Err: err}
	case toMail:
		return &mail.ConnectError{Server: server, Phase: "dial", Err: err}
	case host != nil:
		return &url.Error{Op: "Get", URL: "https://" + strings.ToLower(host[1]) + "/", Err: err}
	case distrusted(err) && toolSays.in(p) && !anyHost().MatchString(p.flat):
		return &url.Error{Op: "Get", URL: "", Err: err}
	}
	return nil
}

// troubleIn is the error behind the words, nil where there is none.
func troubleIn(p pasted) error {
	for _, t := range []struct {
		is  wording
		err error
	}{
		{certificateTime, &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}},
		{certificateName, otherName(p)},
		{certificateIs, &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}},
		{proxyLogin, errProxyLogin},
		{noSuchName, &net.DNSError{Err: "no such host", IsNotFound: true}},
		{curlWaited, context.DeadlineExceeded},
		{refusedWords, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}},
		{noRoute, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ENETUNREACH}},
		{tooLate, context.DeadlineExceeded},
		{cutOff, io.ErrUnexpectedEOF},
	} {
		if t.is.in(p) {
			return t.err
		}
	}
	return nil
}

// otherName is a certificate for another name than the one asked for, as far as
// the text tells the two.
func otherName(p pasted) error {
	e := x509.HostnameError{Certificate: &x509.Certificate{}}
	if m := wantedName().FindStringSubmatch(p.flat); m != nil {
		e.Host = strings.ToLower(m[1])
	}
	if m := shownNames().FindStringSubmatch(p.flat); m != nil {
		e.Certificate.DNSNames = strings.FieldsFunc(strings.ReplaceAll(m[1]+m[2], "DNS:", ""), func(r rune) bool { return r == ',' || r == ' ' })
	}
	return &tls.CertificateVerificationError{Err: e}
}

// errAddressTaken is what systems answer for a port that is taken; Windows has
// a number of its own.
var errAddressTaken = errors.Join(syscall.EADDRINUSE, syscall.Errno(10048))

// errProxyLogin is how net/http tells that a proxy wants a login.
//
//lint:ignore ST1005 the text is that of net/http
var errProxyLogin = errors.New("Proxy Authentication Required")
