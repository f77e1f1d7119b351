package diagnose

import (
	"crypto/x509"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailasset/internal/check"
	"mailasset/internal/mail"
)

// ofSMTP judges the mail server's side of a login.
var ofSMTP verdict = func(err error) (string, facts) {
	if e, ok := find[mail.ReplyError](err); ok {
		code, seen := replyCode(e), refutedBy(err, replyFacts(e))
		if code == "smtp-refused" {
			seen["reason"] = refusal(e)
		}
		return code, seen
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
		seen["issuer"], seen["reason"] = e.Issuer, tlsReason(err, seen)
		seen["names"] = namesOf(e)
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
	if connectionOf(seen) == fellSilent {
		return WhoYou
	}
	return ""
}

// replyCode reads a refusal (google.md section 7.1). The order counts: a login
// that was judged outweighs the number of the reply.
func replyCode(e *mail.ReplyError) string {
	switch {
	case e.Enhanced == "5.4.5":
		return "smtp-sending-limit"
	case e.TooManyLogins():
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

// refusal tells what it was that the server refused, if not the token: a mail,
// by its sender, recipient or content; the account, until its owner has signed in
// in a browser; a login without a token; "" where it is the way in.
func refusal(e *mail.ReplyError) string {
	startTLS := strings.Contains(strings.ToLower(e.Text), "starttls")
	switch {
	case e.Code == 530 && !startTLS, e.Code == 534 && e.Enhanced == "5.7.9":
		return "no-login"
	case e.Code == 534:
		return "browser"
	case e.Phase == "mail":
		return "mail-sender"
	case e.Phase == "rcpt":
		return "mail-recipient"
	case e.Phase == "data":
		return "mail-content"
	}
	return ""
}

// refusedWho says who mends what was refused.
func refusedWho(seen facts) string {
	switch reason := seen["reason"]; {
	case reason == "no-login":
		return WhoConnectAdmin
	case reason == "browser", strings.HasPrefix(reason, "mail-"):
		return WhoMailboxOwner
	}
	return ""
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

// tlsReason names what spoiled the encryption, and notes of a certificate that
// is not valid now from when to when it is, and whether the clock is to blame.
func tlsReason(err error, seen facts) string {
	var other x509.HostnameError
	switch {
	case errors.Is(err, mail.ErrNotOffered):
		return "not-offered"
	case errors.Is(err, mail.ErrRefused):
		return "refused"
	case expiredCertificate(err, seen):
		return expiredReason(err, seen)
	case errors.As(err, &other):
		return "wrong-name"
	case distrusted(err):
		return "untrusted"
	}
	return "handshake"
}

// expiredReason tells a server whose certificate has ended from a computer
// whose clock is wrong, where the answers of others have told.
func expiredReason(err error, seen facts) string {
	e, ok := find[check.CertificateError](err)
	if !ok || !e.Told {
		return "expired"
	}
	if noteClock(e.Ahead, seen); seen["minutes"] != "" {
		return "expired-clock"
	}
	return "expired-server"
}

// namesOf lists the names that the server's certificate is for, cut where it
// gets long.
func namesOf(e *mail.TLSError) string {
	const few = 5
	var names []string
	var other x509.HostnameError
	switch {
	case len(e.Chain) > 0:
		names = e.Chain[0].DNSNames
	case errors.As(e.Err, &other) && other.Certificate != nil:
		names = other.Certificate.DNSNames
	}
	if len(names) > few {
		names = append(slices.Clone(names[:few]), "…")
	}
	return strings.Join(names, ", ")
}

// tlsWho says who mends an asset with the wrong server, and a clock.
func tlsWho(seen facts) string {
	return map[string]string{"wrong-name": WhoConnectAdmin, "expired-clock": WhoYou}[seen["reason"]]
}

// echoFacts are those of a mail that did not turn up.
func echoFacts(e *check.EchoError) (facts, bool) {
	return facts{"messageId": e.MessageID, "after": e.Waited.Round(100 * time.Millisecond).String()}, true
}
