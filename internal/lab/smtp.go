package lab

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/mail"

	"github.com/emersion/go-smtp"
)

const maxMessage = 35882577 // Gmail's SIZE

// send takes a mail for an account: it lies among the account's sent mail and
// goes to its recipients, if mail does not get lost.
func (w *world) send(account string, to []string, content string) {
	m := w.sentMail(account, to, content)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.messages = append(w.messages, m)
	if w.faults.on("mail-lost") {
		return
	}
	w.boxes[account].store(w, m, labelSent)
	w.deliver(m)
}

func (w *world) mails() []message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]message{}, w.messages...)
}

// serveSMTP serves both mail ports. go-smtp greets, talks and keeps the state
// of a connection; the front before it plays what happens before a greeting.
func (l *Lab) serveSMTP(implicit, startTLS net.Listener, ca *authority) {
	l.mail = &mailServer{lab: l, tls: ca.config(), open: map[*mailConn]struct{}{}}
	for _, port := range []*front{
		{Listener: implicit, mail: l.mail, implicitTLS: true},
		{Listener: startTLS, mail: l.mail},
	} {
		server := smtp.NewServer(smtp.BackendFunc(l.mail.newSession))
		server.Domain = "smtp.lab.test"
		server.MaxMessageBytes = maxMessage
		server.MaxLineLength = 12288 // RFC 4954 section 4: AUTH lines
		server.EnableSMTPUTF8 = true
		server.ErrorLog = quiet()
		// go-smtp would answer a clear-text AUTH itself, with a reply that is
		// not Gmail's and without telling us. So it may pass, and the session
		// refuses it.
		server.AllowInsecureAuth = true
		if !port.implicitTLS {
			server.TLSConfig = l.mail.tls
		}
		l.mail.servers = append(l.mail.servers, server)
		l.mail.accepting.Go(func() { _ = server.Serve(port) })
	}
}

// session is one connection's dialogue after EHLO, as go-smtp calls it.
type session struct {
	lab     *Lab
	conn    *smtp.Conn
	account string // "" before a good AUTH
	to      []string
}

func (m *mailServer) newSession(c *smtp.Conn) (smtp.Session, error) {
	if m.lab.faults.on("smtp-hang") {
		_, _ = io.Copy(io.Discard, c.Conn()) // until the client goes or the lab closes
		return nil, net.ErrClosed
	}
	return &session{lab: m.lab, conn: c}, nil
}

func (s *session) secure() bool {
	_, ok := s.conn.TLSConnectionState()
	return ok
}

// ready is the check before a message: TLS first, then AUTH.
func (s *session) ready() error {
	switch {
	case !s.secure():
		return reply(530, 5, 7, 0, "Must issue a STARTTLS command first. - gsmtp")
	case s.account == "":
		return reply(530, 5, 7, 0, "Authentication Required. For more information, go to", " https://support.google.com/mail/?p=WantAuthError - gsmtp")
	}
	return nil
}

// Mail begins a message. Whoever it names, the signed-in account sends it.
func (s *session) Mail(string, *smtp.MailOptions) error { return s.ready() }

// Rcpt adds a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data takes the message.
func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("read the message: %w", err)
	}
	if s.lab.faults.on("smtp-sending-limit") {
		return reply(550, 5, 4, 5, "Daily user sending limit exceeded. - gsmtp")
	}
	if _, err := mail.ReadMessage(bytes.NewReader(content)); err != nil {
		return reply(550, 5, 7, 1, "The message has no readable header. - gsmtp")
	}
	s.lab.world.send(s.account, s.to, string(content))
	return nil
}

// Reset drops the message under way.
func (s *session) Reset() { s.to = nil }

// Logout ends the session.
func (s *session) Logout() error { return nil }

// reply makes a reply of several lines. go-smtp writes the enhanced code on
// the last line only; Gmail writes it on all of them (RFC 2034 section 4).
func reply(code, class, subject, detail int, lines ...string) *smtp.SMTPError {
	text := ""
	for i, line := range lines {
		if i < len(lines)-1 {
			line = fmt.Sprintf("%d.%d.%d %s\n", class, subject, detail, line)
		}
		text += line
	}
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: text}
}
