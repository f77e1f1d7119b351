package lab

import (
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// message is a mail: its envelope, its header and its body.
type message struct {
	From      string    `json:"from"` // of the envelope
	To        []string  `json:"to"`   // of the envelope
	Subject   string    `json:"subject"`
	MessageID string    `json:"messageId"` // in its angle brackets
	Header    []field   `json:"-"`         // in its order
	Body      string    `json:"-"`
	At        time.Time `json:"at"`
	Via       string    `json:"via,omitempty"` // the mailbox that forwarded it
}

// field is one line of a mail's header, unfolded. The keys are those of the
// Gmail API.
type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// header is the first header field of that name, "" when there is none.
func (m message) header(name string) string {
	for _, f := range m.Header {
		if textproto.CanonicalMIMEHeaderKey(f.Name) == textproto.CanonicalMIMEHeaderKey(name) {
			return f.Value
		}
	}
	return ""
}

const (
	forwardedTo  = "X-Forwarded-To"
	forwardedFor = "X-Forwarded-For"
)

// deliver brings a mail to everybody on its envelope: to the Webex Connect
// tenant, to the lab's mailboxes and on to where these forward it. Mail for
// anybody else is swallowed. The caller holds mu.
func (w *world) deliver(m message) {
	for _, to := range m.To {
		w.bring(m, to)
	}
}

// bring brings a mail to one address. The caller holds mu.
func (w *world) bring(m message, to string) {
	to = strings.ToLower(to)
	if w.isForwarding(to) {
		w.inbound = append(w.inbound, m)
		return
	}
	box := w.boxes[to]
	if box == nil {
		return
	}
	rule := w.forwardingOf(to)
	if !rule.enabled || m.passed(to) {
		box.store(w, m, labelInbox, labelUnread)
		return
	}
	box.store(w, m, rule.keptAs()...)
	m.Header = append([]field{{forwardedTo, rule.address}, {forwardedFor, to + " " + rule.address}}, m.Header...)
	m.Via = to
	w.bring(m, rule.address)
}

// passed reports whether a mailbox has forwarded the mail before, so that two
// that forward to each other do not go on for ever.
func (m message) passed(account string) bool {
	return slices.ContainsFunc(m.Header, func(f field) bool {
		return f.Name == forwardedFor && strings.HasPrefix(f.Value, account+" ")
	})
}
