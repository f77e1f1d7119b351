package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"
)

// Certificate is what a server's certificate says of itself.
type Certificate struct {
	Subject  string    `json:"subject"`
	Issuer   string    `json:"issuer"`
	NotAfter time.Time `json:"notAfter"`
	DNSNames []string  `json:"dnsNames,omitempty"`
}

func describe(chain []*x509.Certificate) []Certificate {
	var list []Certificate
	for _, c := range chain {
		shown := Certificate{
			Subject:  printable(c.Subject.String(), textLimit),
			Issuer:   printable(c.Issuer.String(), textLimit),
			NotAfter: c.NotAfter,
		}
		for _, name := range c.DNSNames {
			shown.DNSNames = append(shown.DNSNames, printable(name, textLimit))
		}
		list = append(list, shown)
	}
	return list
}

// encrypt makes the connection a TLS one and speaks over that from now on. What
// came in clear before is forgotten with the old reader, also what a stranger
// slipped in behind the reply to STARTTLS (RFC 3207 section 4.2; CVE-2011-0411).
func (d *dialogue) encrypt(phase string) error {
	d.polite = false
	d.raw.forget()
	conn := tls.Client(d.raw, &tls.Config{
		ServerName: d.server.Host, RootCAs: d.Roots, MinVersion: tls.VersionTLS12,
	})
	if err := conn.HandshakeContext(d.ctx); err != nil {
		return d.handshakeError(phase, err)
	}
	state := conn.ConnectionState()
	d.report.TLSVersion = tls.VersionName(state.Version)
	d.report.Chain = describe(state.PeerCertificates)
	d.speakOver(&tap{Conn: conn})
	return nil
}

// handshakeError tells apart who spoil a handshake: the network, a server
// that speaks no TLS here, and a certificate or server that does.
func (d *dialogue) handshakeError(phase string, err error) error {
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &record):
		if phase == phaseTLS {
			return d.notSMTP(d.raw)
		}
	case errors.As(err, &certificate):
		d.report.Chain = describe(certificate.UnverifiedCertificates)
	case d.ctx.Err() != nil || d.raw.err != nil:
		return d.connectError(phase, err)
	}
	return d.tlsError(phase, err)
}

func (d *dialogue) tlsError(phase string, err error) *TLSError {
	e := &TLSError{Server: d.server, Phase: phase, Err: err, Chain: d.report.Chain}
	if len(e.Chain) > 0 {
		e.Issuer = e.Chain[0].Issuer
	}
	return e
}

// isAlert reports whether the other side objected to the handshake. With TLS
// 1.3 that can come after it: with the first bytes read.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}
