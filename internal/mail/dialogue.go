package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// mechanism is what the probe signs in with, and nothing else.
const mechanism = "XOAUTH2"

// clientName is how the probe introduces itself: an address literal, which RFC
// 5321 section 4.1.4 wants from a client without a name, and one that tells
// nothing about the network it runs in.
const clientName = "[127.0.0.1]"

// lineLimit is the longest command with its CRLF, RFC 5321 section 4.5.3.1.4. An
// initial response that would make it longer waits for an empty 334 (RFC 4954
// section 4).
const lineLimit = 512

// dialogue is one login under way, and perhaps a mail after it.
//
// It is spoken with net/textproto. go-smtp's client cannot tell what this probe
// is for (v0.25.1): it drops the text of the greeting and of the 235, lists no
// extensions, starts TLS and greets in one call without saying which of them
// failed, and loses a challenge that is no base64. After a final refusal it sends
// a "*" and waits for an answer to that, up to its own five minutes. AUTH must be
// spoken by hand for that alone, and the client lends nobody its connection.
type dialogue struct {
	Prober

	ctx      context.Context
	server   Server
	response string // of XOAUTH2, not yet encoded
	hide     *hider
	report   *Report
	message  *Message // nil: none is sent

	raw    *tap // the connection
	top    *tap // what is spoken over: raw, or TLS on it
	text   *textproto.Conn
	polite bool // the server waits for a command, so QUIT will be understood
}

// run dials and goes through the phases, for as long as the context allows.
func (d *dialogue) run() error {
	if err := d.timed(phaseDial, d.dial); err != nil {
		return err
	}
	defer d.raw.Close()
	stop := context.AfterFunc(d.ctx, func() { d.raw.Close() })
	defer stop()
	err := d.signIn()
	d.leave()
	return err
}

// signIn is the whole dialogue, told as a list.
func (d *dialogue) signIn() error {
	type step struct {
		phase string
		do    func() error
	}
	steps := []step{
		{phaseTLS, func() error { return d.encrypt(phaseTLS) }},
		{phaseGreeting, d.greeting},
		{phaseEHLO, d.ehlo},
		{phaseAuth, d.auth},
	}
	if d.server.Security == STARTTLS {
		steps = []step{
			{phaseGreeting, d.greeting},
			{phaseEHLO, d.ehlo},
			{phaseSTARTTLS, d.startTLS},
			{phaseEHLO, d.ehlo}, // what was offered in clear counts no more, RFC 3207 section 4.2
			{phaseAuth, d.auth},
		}
	}
	if d.message != nil {
		steps = append(steps, step{phaseMail, d.sender}, step{phaseRcpt, d.recipient}, step{phaseData, d.content})
	}
	for _, s := range steps {
		if err := d.timed(s.phase, s.do); err != nil {
			return err
		}
	}
	return nil
}

func (d *dialogue) timed(phase string, do func() error) error {
	begun := d.Now()
	err := do()
	d.report.TimingsMs[phase] += d.Now().Sub(begun).Milliseconds()
	return err
}

func (d *dialogue) dial() error {
	conn, err := d.Dial(d.ctx, "tcp", d.server.String())
	if err != nil {
		return d.connectError(phaseDial, err)
	}
	d.raw = &tap{Conn: conn}
	d.speakOver(d.raw)
	d.until(0)
	return nil
}

// until sets the connection's clock to that long before the bound. A connection
// that is closed refuses, and says so again at the next read.
func (d *dialogue) until(before time.Duration) { _ = d.raw.SetDeadline(d.bound().Add(-before)) }

func (d *dialogue) bound() time.Time {
	bound, _ := d.ctx.Deadline() // Login has set one
	return bound
}

// moment is how long the probe lingers when the outcome is known already: a
// small part of what is left.
func (d *dialogue) moment() time.Duration {
	return min(max(time.Until(d.bound())/4, 0), 500*time.Millisecond)
}

// greeting reads the first reply. A web server, and a TLS server on a plain port,
// wait for their client to speak first: to tell them from a silent line, QUIT is
// said a moment before the bound. An SMTP server takes it at any time (RFC 5321
// section 4.1.1.10).
func (d *dialogue) greeting() error {
	d.until(d.moment())
	a, err := d.listen(phaseGreeting)
	if errors.Is(err, context.DeadlineExceeded) && len(d.top.got) == 0 {
		return d.drawOut(err)
	}
	if err != nil {
		return err
	}
	d.report.Greeting = a.Text
	d.until(0)
	return d.want(phaseGreeting, 220, a)
}

// drawOut returns the silence, or who broke it.
func (d *dialogue) drawOut(silence error) error {
	d.until(0)
	_, err := d.say(phaseGreeting, "QUIT")
	d.polite = false
	if stranger := (*NotSMTPError)(nil); errors.As(err, &stranger) || errors.Is(err, context.Canceled) {
		return err
	}
	return silence
}

// ehlo learns what the server can do, RFC 5321 section 4.1.1.1.
func (d *dialogue) ehlo() error {
	a, err := d.say(phaseEHLO, "EHLO "+clientName)
	if err == nil {
		err = d.want(phaseEHLO, 250, a)
	}
	if err != nil {
		return err
	}
	d.report.Extensions = a.lines[1:]
	d.report.Mechanisms = nil
	for _, line := range d.report.Extensions {
		// Old servers write "AUTH=PLAIN" beside or instead of "AUTH PLAIN".
		words := strings.Fields(strings.Replace(line, "=", " ", 1))
		if len(words) > 0 && strings.EqualFold(words[0], "AUTH") {
			for _, name := range words[1:] {
				if !slices.Contains(d.report.Mechanisms, name) {
					d.report.Mechanisms = append(d.report.Mechanisms, name)
				}
			}
		}
	}
	return nil
}

// startTLS turns the connection into an encrypted one, RFC 3207, or gives up:
// whatever the server says against it, the token does not travel in clear.
func (d *dialogue) startTLS() error {
	offered := func(line string) bool { return strings.EqualFold(strings.TrimSpace(line), "STARTTLS") }
	if !slices.ContainsFunc(d.report.Extensions, offered) {
		return d.tlsError(phaseSTARTTLS, ErrNotOffered)
	}
	a, err := d.say(phaseSTARTTLS, "STARTTLS")
	if err != nil {
		return err
	}
	if a.Code != 220 {
		d.report.Reply = a.Reply
		e := d.tlsError(phaseSTARTTLS, ErrRefused)
		e.Reply = a.Reply
		return e
	}
	return d.encrypt(phaseSTARTTLS)
}

// auth signs in, RFC 4954 section 4.
func (d *dialogue) auth() error {
	offered := func(name string) bool { return strings.EqualFold(name, mechanism) }
	if !slices.ContainsFunc(d.report.Mechanisms, offered) {
		return &NoXOAUTH2Error{Server: d.server, Offered: d.report.Mechanisms}
	}
	a, err := d.respond()
	if err != nil {
		return err
	}
	if a.Code == 334 {
		return d.challenged(a)
	}
	d.report.Reply = a.Reply
	return d.want(phaseAuth, 235, a)
}

// respond sends the token, at once where the line allows it.
func (d *dialogue) respond() (answer, error) {
	encoded := base64.StdEncoding.EncodeToString([]byte(d.response))
	command := "AUTH " + mechanism
	if line := command + " " + encoded; len(line)+len("\r\n") <= lineLimit {
		return d.say(phaseAuth, line)
	}
	if a, err := d.say(phaseAuth, command); err != nil || a.Code != 334 {
		return a, err
	}
	return d.say(phaseAuth, encoded)
}

// challenged answers the challenge, which is the refusal already, with the empty
// line that draws out the final reply. A challenge that cannot be read, a second
// one, or a server that leaves without a final reply end the dialogue: refused.
func (d *dialogue) challenged(first answer) error {
	challenge, readable := parseChallenge(first.raw, d.hide)
	d.report.Challenge = challenge
	if !readable {
		return d.refused(phaseAuth, first, challenge)
	}
	a, err := d.say(phaseAuth, "")
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return d.refused(phaseAuth, first, challenge)
	case a.Code == 235:
		d.report.Reply = a.Reply
		return nil
	}
	return d.refused(phaseAuth, a, challenge)
}

// leave says goodbye where it will be understood, and waits a moment for the
// answer. The outcome is known by now and stays what it is.
func (d *dialogue) leave() {
	if !d.polite || d.raw.SetDeadline(time.Now().Add(d.moment())) != nil {
		return
	}
	_, _ = d.say("", "QUIT")
}
