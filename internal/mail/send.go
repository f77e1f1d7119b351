package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"

	"mailasset/internal/secret"
)

// Message is a small mail of plain text.
type Message struct {
	From, To string // addresses, of the envelope and of the header
	ID       string // Message-ID without its angle brackets, RFC 5322 section 3.6.4
	Date     time.Time
	Subject  string // any language
	Text     string // any language, lines separated by \n
}

// The limits of a Message: it is a probe, not a mail program's.
const (
	subjectLimit = 200      // bytes
	messageLimit = 16 << 10 // bytes of the text
)

// MessageError says that a Message cannot be sent as it is, before anybody was
// asked. Field is one of its fields.
type MessageError struct{ Field string }

// Error implements error.
func (e *MessageError) Error() string { return "write the mail: its " + e.Field + " cannot be sent" }

// Send signs in as Login does and has the server take one mail. The Report's
// Reply is the one that decided. A refusal of the sender, the recipient or the
// content is a *ReplyError of the phase mail, rcpt or data (RFC 5321 section
// 3.3). Nothing is tried twice: after a *ConnectError of the phase data the
// server may have taken the mail or not.
func (p Prober) Send(ctx context.Context, s Server, user string, token secret.String, m Message) (Report, error) {
	if err := m.check(); err != nil {
		return Report{Server: s}, err
	}
	return p.speak(ctx, s, user, token, &m)
}

// check refuses what would become another command or another header field.
func (m Message) check() error {
	switch {
	case !isAddress(m.From):
		return &MessageError{"From"}
	case !isAddress(m.To):
		return &MessageError{"To"}
	case !isAddress(m.ID): // it has the same form
		return &MessageError{"ID"}
	case m.Date.IsZero():
		return &MessageError{"Date"}
	case m.Subject == "" || len(m.Subject) > subjectLimit || printable(m.Subject, subjectLimit) != m.Subject || strings.Contains(m.Subject, "=?"):
		return &MessageError{"Subject"}
	case len(m.Text) > messageLimit:
		return &MessageError{"Text"}
	}
	return nil
}

// isAddress reports whether an address can stand between angle brackets as it
// is: ASCII without the characters that end it. Others would need SMTPUTF8 (RFC
// 6531) or quoting.
func isAddress(address string) bool {
	local, domain, found := strings.Cut(address, "@")
	odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>()[]\,;:"`, r) }
	return found && local != "" && domain != "" && len(address) <= 254 && !strings.ContainsRune(domain, '@') && !strings.ContainsFunc(address, odd)
}

// write writes the message in ASCII: any server takes that, without extensions.
func (m Message) write(w io.Writer) error {
	for _, field := range []struct{ name, body string }{
		{"From", "<" + m.From + ">"},
		{"To", "<" + m.To + ">"},
		{"Date", m.Date.Format(time.RFC1123Z)},
		{"Message-ID", "<" + m.ID + ">"},
		{"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Auto-Submitted", "auto-generated"}, // RFC 3834: nobody's holiday answers this
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		// An encoded subject holds a blank where a line may be folded.
		if _, err := fmt.Fprintf(w, "%s: %s\r\n", field.name, strings.ReplaceAll(field.body, "?= =?", "?=\r\n =?")); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(w, "\r\n"); err != nil {
		return err
	}
	body := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(body, m.Text); err != nil {
		return err
	}
	return body.Close()
}

// sender and recipient are the envelope.
func (d *dialogue) sender() error { return d.envelope(phaseMail, "MAIL FROM:<"+d.message.From+">") }

func (d *dialogue) recipient() error { return d.envelope(phaseRcpt, "RCPT TO:<"+d.message.To+">") }

// envelope says a command that is answered with any 25x: a server that forwards
// answers RCPT with 251 (RFC 5321 section 4.3.2).
func (d *dialogue) envelope(phase, line string) error {
	a, err := d.say(phase, line)
	if err != nil || a.Code/10 == 25 {
		return err
	}
	return d.want(phase, 250, a)
}

// content has the server take the mail. textproto doubles the dots that begin a
// line (RFC 5321 section 4.5.2) and ends the mail.
func (d *dialogue) content() error {
	a, err := d.say(phaseData, "DATA")
	if err == nil {
		err = d.want(phaseData, 354, a)
	}
	if err != nil {
		return err
	}
	d.polite = false
	d.raw.forget()
	d.top.forget()
	body := d.text.DotWriter()
	if err := errors.Join(d.message.write(body), body.Close()); err != nil {
		return d.lost(phaseData, err)
	}
	if a, err = d.listen(phaseData); err != nil {
		return err
	}
	d.report.Reply = a.Reply
	return d.want(phaseData, 250, a)
}
