package mail

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/textproto"
	"os"
	"strings"
)

// answerLimit bounds what is read for one answer, a handshake's certificates
// included, from a server that never ends.
const answerLimit = 128 << 10

// gotLimit is how much of a stranger's first line is shown.
const gotLimit = 80

var errTooMuch = errors.New("the answer does not end")

// tap is a connection that remembers what arrived since it was last told to
// forget, and how it ended. textproto hides both: it takes a half line before an
// error for a whole one, so a login could succeed on "235" and a lost connection.
type tap struct {
	net.Conn
	got []byte
	err error
}

// Read implements [io.Reader].
func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.got = append(t.got, p[:n]...)
	if err == nil && len(t.got) > answerLimit {
		err = errTooMuch
	}
	t.note(err)
	return n, err
}

// Write implements [io.Writer].
func (t *tap) Write(p []byte) (int, error) {
	n, err := t.Conn.Write(p)
	t.note(err)
	return n, err
}

func (t *tap) note(err error) {
	if err != nil {
		t.err = err
	}
}

func (t *tap) forget() { t.got, t.err = nil, nil }

// cutShort reports whether the connection ended inside a line.
func (t *tap) cutShort() bool {
	return t.err != nil && !bytes.HasSuffix(t.got, []byte("\n"))
}

// speakOver makes the tap the connection the dialogue reads and writes.
func (d *dialogue) speakOver(t *tap) {
	d.top, d.text = t, textproto.NewConn(t)
}

// say sends a line and reads what is answered to it.
func (d *dialogue) say(phase, line string) (answer, error) {
	d.polite = false
	d.raw.forget()
	d.top.forget()
	if err := d.text.PrintfLine("%s", line); err != nil {
		return answer{}, d.lost(phase, err)
	}
	return d.listen(phase)
}

// listen reads one answer.
func (d *dialogue) listen(phase string) (answer, error) {
	code, message, err := d.text.ReadResponse(0)
	var malformed textproto.ProtocolError
	switch {
	case d.top.cutShort():
		return answer{}, d.lost(phase, d.top.err)
	case errors.As(err, &malformed):
		return answer{}, d.notSMTP(d.top)
	case err != nil:
		return answer{}, d.lost(phase, err)
	}
	// After 421 the server hangs up, after 334 it takes any line for a response,
	// after 354 for a part of the mail.
	d.polite = code != 421 && code != 334 && code != 354
	return parse(code, message, d.hide), nil
}

// want turns any other answer than the wanted one into an error.
func (d *dialogue) want(phase string, code int, a answer) error {
	switch {
	case a.Code == code:
		return nil
	case a.Code < 400:
		return d.notSMTP(d.top) // RFC 5321 section 4.2.1 knows no such reply here
	}
	return d.refused(phase, a, nil)
}

func (d *dialogue) refused(phase string, a answer, c *Challenge) error {
	d.report.Reply = a.Reply
	return &ReplyError{
		Server: d.server, Phase: phase, Code: a.Code, Enhanced: a.Enhanced, Text: a.Text, Challenge: c,
	}
}

// lost says why a dialogue broke off. Who spoke anything but the beginning of a
// reply before that is no SMTP server.
func (d *dialogue) lost(phase string, err error) error {
	switch {
	case errors.Is(d.ctx.Err(), context.Canceled):
	case errors.Is(err, errTooMuch) || !beginsReply(d.top.got):
		return d.notSMTP(d.top)
	case isAlert(err):
		return d.tlsError(phase, err)
	}
	return d.connectError(phase, err)
}

func (d *dialogue) connectError(phase string, err error) error {
	switch {
	case d.ctx.Err() != nil: // closes the connection: the cause, not the effect
		err = d.ctx.Err()
	case errors.Is(err, os.ErrDeadlineExceeded): // the connection's clock was a hair faster
		err = context.DeadlineExceeded
	}
	return &ConnectError{Server: d.server, Phase: phase, Err: err}
}

func (d *dialogue) notSMTP(t *tap) error {
	line, _, _ := strings.Cut(d.hide.mask(string(t.got)), "\n")
	e := &NotSMTPError{Server: d.server, Got: printable(strings.TrimRight(line, "\r"), gotLimit)}
	switch {
	case bytes.HasPrefix(t.got, []byte("HTTP/")):
		e.Speaks = SpeaksHTTP
	case t != d.raw || d.report.TLSVersion != "":
	case d.server.Security == SSL && len(t.got) > 3 && beginsReply(t.got):
		e.Speaks = SpeaksPlainSMTP
	case len(t.got) > 1 && (t.got[0] == 0x15 || t.got[0] == 0x16) && t.got[1] == 3:
		e.Speaks = SpeaksTLS // an alert or a handshake record, RFC 8446 section 5.1
	}
	return e
}

// beginsReply reports whether the bytes can be the beginning of a reply: three
// digits, then a space or a hyphen (RFC 5321 section 4.2). Nothing can.
func beginsReply(got []byte) bool {
	for i, c := range got[:min(len(got), 4)] {
		switch {
		case i < 3 && (c < '0' || c > '9'):
			return false
		case i == 3 && c != ' ' && c != '-':
			return false
		}
	}
	return true
}
