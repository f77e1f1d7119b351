// Package mail signs in to a mail server with XOAUTH2, sends nothing unless that
// is asked for, and tells what the server really answered.
package mail

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"strconv"
	"time"

	"mailasset/internal/secret"
)

// Security is how the connection is encrypted, by the labels of Webex Connect's
// email form.
type Security string

// The two securities a mail server is reached with. In both the token travels
// encrypted or not at all.
const (
	SSL      Security = "SSL"      // TLS from the first byte, RFC 8314 section 3.3
	STARTTLS Security = "STARTTLS" // TLS after a command, RFC 3207
)

// Server is where mail is submitted.
type Server struct {
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`
}

// String returns the address as a dialer wants it.
func (s Server) String() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// The phases of a login, in the order of the dialogue. With [STARTTLS] there is
// no phase tls, and ehlo comes before and after starttls. A failing goodbye is
// no failure, so no error names one.
const (
	phaseDial     = "dial"
	phaseTLS      = "tls"
	phaseGreeting = "greeting"
	phaseEHLO     = "ehlo"
	phaseSTARTTLS = "starttls"
	phaseAuth     = "auth"
	phaseMail     = "mail" // these three only when a mail is sent
	phaseRcpt     = "rcpt"
	phaseData     = "data"
	phaseTotal    = "total"
)

// Prober is how servers are reached. The zero Prober is usable.
type Prober struct {
	// Roots are the authorities trusted to name the server; nil: the system's.
	Roots *x509.CertPool
	// Dial reaches an address; nil: a [net.Dialer].
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Now measures the timings and nothing else (certificates are judged by the
	// system's clock, as everywhere in this program); nil: [time.Now].
	Now func() time.Time
	// Timeout bounds the whole dialogue; 0: 30 seconds. The context bounds it too.
	Timeout time.Duration
	// Tell is called after each dialogue with what was asked of whom, what decided
	// it, without what was sent, and how long it took; nil: nobody is told.
	Tell func(what string, took time.Duration)
}

// defaultTimeout is long enough for a greylisting server's slow greeting and
// short enough for a person who waits.
const defaultTimeout = 30 * time.Second

// Report is what was seen on the way, as far as the dialogue came. What the
// server said is shown printable and without what was sent to it.
type Report struct {
	Server Server `json:"server"`
	// Greeting is the text behind the code of the first reply.
	Greeting string `json:"greeting,omitempty"`
	// Extensions are the lines of the last EHLO reply, RFC 5321 section 4.1.1.1.
	Extensions []string `json:"extensions,omitempty"`
	// Mechanisms are those of the AUTH line, RFC 4954 section 3.
	Mechanisms []string      `json:"mechanisms,omitempty"`
	TLSVersion string        `json:"tlsVersion,omitempty"`
	Chain      []Certificate `json:"chain,omitempty"`
	// TimingsMs are milliseconds by phase: dial, tls, greeting, ehlo, starttls,
	// auth, mail, rcpt, data and total. A phase that was not begun is missing.
	TimingsMs map[string]int64 `json:"timingsMs,omitempty"`
	// Reply is the one that decided: 235, the 250 to a mail, or the refusal.
	Reply     Reply      `json:"reply,omitzero"`
	Challenge *Challenge `json:"challenge,omitempty"`
}

// Login signs in with XOAUTH2 and leaves again; it never sends mail. The Report
// is filled as far as the dialogue came, also when an error is returned. The
// mechanism is Google's, facts/google.md section 7.1:
// https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
func (p Prober) Login(ctx context.Context, s Server, user string, token secret.String) (Report, error) {
	return p.speak(ctx, s, user, token, nil)
}

// speak is one dialogue: a login, and a mail unless there is none.
func (p Prober) speak(ctx context.Context, s Server, user string, token secret.String, m *Message) (Report, error) {
	report := Report{Server: s, TimingsMs: map[string]int64{}}
	if s.Security != SSL && s.Security != STARTTLS {
		return report, fmt.Errorf("sign in to %s: security %q is neither %s nor %s", s, s.Security, SSL, STARTTLS)
	}
	p = p.withDefaults()
	ctx, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	response := "user=" + user + "\x01auth=Bearer " + token.Reveal() + "\x01\x01"
	d := &dialogue{
		Prober: p, ctx: ctx, server: s, report: &report,
		response: response, hide: newHider(user, token.Reveal(), response), message: m,
	}
	begun := p.Now()
	err := d.timed(phaseTotal, d.run)
	if p.Tell != nil {
		p.Tell(report.told(m), p.Now().Sub(begun))
	}
	return report, err
}

// told is the dialogue in a line.
func (r Report) told(m *Message) string {
	what, came := "AUTH "+mechanism, "no answer"
	if m != nil {
		what += " and a mail"
	}
	if r.Reply.Code != 0 {
		came = r.Reply.String()
	}
	return fmt.Sprintf("SMTP %s %s: %s", r.Server, what, came)
}

func (p Prober) withDefaults() Prober {
	if p.Dial == nil {
		p.Dial = new(net.Dialer).DialContext
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Timeout <= 0 {
		p.Timeout = defaultTimeout
	}
	return p
}
