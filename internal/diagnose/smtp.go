package diagnose

import (
	"crypto/x509"
	"errors"
	"strconv"
	"strings"

	"mailasset/internal/check"
	"mailasset/internal/mail"
)

// ofSMTP judges the mail server's side of a login.
var ofSMTP verdict = func(err error) (string, facts) {
	if e, ok := find[mail.ReplyError](err); ok {
		return replyCode(e), refutedBy(err, replyFacts(e))
	}
	if e, ok := find[mail.ConnectError](err); ok {
		seen := serverFacts(e.Server, e.Phase)
		seen["reason"] = networkReason(e.Err)
		if e.Timeout() {
			seen["reason"] = "timeout"
		}
		if e.Phase == "greeting" && e.Server.Security == mail.STARTTLS {
			seen["reason"] = greetingReason(e, seen["reason"])
		}
		return "smtp-unreachable", seen
	}
	if e, ok := find[mail.TLSError](err); ok {
		seen := serverFacts(e.Server, e.Phase)
		seen["issuer"], seen["reason"] = e.Issuer, tlsReason(e.Err)
		if e.Reply.Code != 0 {
			seen["answer"] = e.Reply.String()
		}
		return "smtp-tls", seen
	}
	if e, ok := find[mail.NotSMTPError](err); ok {
		seen := serverFacts(e.Server, "")
		seen["answer"], seen["speaks"] = e.Got, e.Speaks
		return "smtp-not-smtp", seen
	}
	if e, ok := find[mail.NoXOAUTH2Error](err); ok {
		seen := serverFacts(e.Server, "")
		seen["offered"] = strings.Join(e.Offered, ", ")
		return "smtp-no-xoauth2", seen
	}
	return "", nil
}

// greetingReason explains a server that takes the connection and does not greet:
// on a port for SSL it waits for the client to begin.
func greetingReason(e *mail.ConnectError, reason string) string {
	const portForSSL = 465
	switch {
	case e.Server.Port == portForSSL:
		return "mixed-up"
	case e.Timeout():
		return "silent"
	}
	return reason
}

// mixedUp says who mends an asset whose port and security do not match.
func mixedUp(seen facts) string {
	speaks := seen["speaks"]
	if seen["reason"] == "mixed-up" || speaks == mail.SpeaksPlainSMTP || speaks == mail.SpeaksTLS {
		return WhoConnectAdmin
	}
	return ""
}

// replyCode reads a refusal (google.md section 7.1). The order counts: a login
// that was judged outweighs the number of the reply.
func replyCode(e *mail.ReplyError) string {
	switch {
	case e.Enhanced == "5.4.5":
		return "smtp-sending-limit"
	case e.Code/100 == 4 && strings.Contains(strings.ToLower(e.Text), "too many login"):
		return "smtp-throttled"
	case e.Code/100 == 4:
		return "smtp-temporary"
	case e.Phase != "auth":
		return "smtp-refused"
	case e.Code == 535, e.Code == 334, e.Challenge != nil, e.Enhanced == "5.7.8":
		return "smtp-auth-rejected"
	}
	return "smtp-refused"
}

func replyFacts(e *mail.ReplyError) facts {
	seen := serverFacts(e.Server, e.Phase)
	seen["answer"] = mail.Reply{Code: e.Code, Enhanced: e.Enhanced, Text: e.Text}.String()
	if e.Challenge != nil {
		seen["challengeStatus"] = e.Challenge.Status
		seen["challengeScope"] = e.Challenge.Scope
	}
	return seen
}

// refutedBy notes what other checks have proven of the token that was refused,
// so that it is not named as the cause.
func refutedBy(err error, seen facts) facts {
	if e, ok := find[check.LoginError](err); ok {
		seen["holds"] = map[[2]bool]string{{true, true}: "both", {true, false}: "identity", {false, true}: "scope"}[[2]bool{e.IdentityHolds, e.ScopeHolds}]
	}
	return seen
}

func serverFacts(s mail.Server, phase string) facts {
	seen := facts{"security": string(s.Security), "phase": phase}
	if s.Host != "" {
		seen["server"] = s.Host
	}
	if s.Host != "" && s.Port != 0 {
		seen["server"] = s.String()
	}
	if s.Port != 0 {
		seen["smtpPort"] = strconv.Itoa(s.Port)
	}
	return seen
}

// tlsReason names what spoiled the encryption.
func tlsReason(err error) string {
	var invalid x509.CertificateInvalidError
	switch {
	case errors.Is(err, mail.ErrNotOffered):
		return "not-offered"
	case errors.Is(err, mail.ErrRefused):
		return "refused"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "expired"
	case distrusted(err):
		return "untrusted"
	}
	return "handshake"
}
