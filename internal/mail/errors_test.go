package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"testing"
)

func TestErrorsNameTheActAndWrapOnce(t *testing.T) {
	s := Server{"smtp.test", 465, SSL}
	lost := &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
	unknown := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	for want, err := range map[string]error{
		"greeting: no answer in time":                                        &ConnectError{s, phaseGreeting, context.DeadlineExceeded},
		"auth: connection reset by peer":                                     &ConnectError{s, phaseAuth, lost},
		"dial: context canceled":                                             &ConnectError{s, phaseDial, context.Canceled},
		"tls: x509: certificate signed by unknown authority (issuer CN=Box)": &TLSError{Server: s, Phase: phaseTLS, Err: unknown, Issuer: "CN=Box"},
		"starttls: not offered":                                              &TLSError{Server: s, Phase: phaseSTARTTLS, Err: ErrNotOffered},
		"starttls: refused: 454 4.7.0 later":                                 &TLSError{Server: s, Phase: phaseSTARTTLS, Err: ErrRefused, Reply: Reply{454, "4.7.0", "later"}},
		`answered with "SSH-2.0", which is no SMTP here`:                     &NotSMTPError{Server: s, Got: "SSH-2.0"},
		"XOAUTH2 is not offered, only PLAIN LOGIN":                           &NoXOAUTH2Error{s, []string{"PLAIN", "LOGIN"}},
		"no mechanism is offered":                                            &NoXOAUTH2Error{s, nil},
		"greeting: 421 4.7.0 later":                                          &ReplyError{s, phaseGreeting, 421, "4.7.0", "later", nil},
		"535 5.7.8 no":                                                       &ReplyError{s, phaseAuth, 535, "5.7.8", "no", nil},
		`535 no (challenge status "400")`:                                    &ReplyError{s, phaseAuth, 535, "", "no", &Challenge{Status: "400"}},
		"334 (unreadable challenge)":                                         &ReplyError{s, phaseAuth, 334, "", "", &Challenge{Raw: "x"}},
	} {
		if got := err.Error(); got != "sign in to smtp.test:465: "+want {
			t.Errorf("got  %s\nwant sign in to smtp.test:465: %s", got, want)
		}
	}
}
