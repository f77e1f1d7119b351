package lab

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	confirmationSender = "forwarding-noreply@google.com"
	verifyPath         = "/mail/vf-"
)

// requestForwarding adds a forwarding address to a mailbox and asks the
// address for its consent, again when it has been asked before. Where both
// belong to the organization nobody is asked
// (https://support.google.com/a/answer/176605).
func (w *world) requestForwarding(account, address string) (sent bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	set := &w.boxes[account].forwarding
	wanted := set.find(address)
	if wanted == nil {
		wanted = &forwardingAddress{address: address}
		set.addresses = append(set.addresses, wanted)
	}
	if isMember(account) && isMember(address) {
		wanted.accepted = true
		return false
	}
	wanted.code, wanted.token = w.random.text(9, digits), w.random.secret("", 44)
	w.bring(w.confirmationMail(account, wanted), address)
	return true
}

// confirmationMail is what Google writes to a forwarding address: the sender,
// the subject, a code of nine digits and a link below /mail/vf- are those of
// Google's mail, the words around them are not.
func (w *world) confirmationMail(account string, wanted *forwardingAddress) message {
	m := message{
		From: confirmationSender, To: []string{wanted.address}, At: w.now(),
		Subject: "Gmail Forwarding Confirmation - Receive Mail from " + account, MessageID: w.newMessageID(),
		Body: fmt.Sprintf("%s would like its mail to be forwarded to %s.\r\n\r\n"+
			"Confirmation code: %s\r\n\r\n"+
			"To allow it, type the code in the settings of %s, or open this link and press Confirm:\r\n\r\n"+
			"%s\r\n\r\nTo refuse it, do nothing.\r\n",
			account, wanted.address, wanted.code, account, w.issuer+verifyPath+wanted.token),
	}
	m.Header = []field{
		{"From", "Gmail Team <" + confirmationSender + ">"}, {"To", wanted.address}, {"Subject", m.Subject},
		{"Date", m.At.Format(time.RFC1123Z)}, {"Message-ID", m.MessageID},
		{"MIME-Version", "1.0"}, {"Content-Type", `text/plain; charset="UTF-8"`},
	}
	return m
}

// newMessageID is an id of the kind Gmail gives what comes without one.
func (w *world) newMessageID() string { return "<" + w.random.text(24, hexChars) + "@mx.google.com>" }

// confirmByCode is the code typed in the mailbox's settings; false when it is
// not the one that was sent.
func (w *world) confirmByCode(account, address, code string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	set := &w.boxes[account].forwarding
	asked := set.find(address)
	if asked == nil || asked.code == "" || asked.code != strings.TrimSpace(code) {
		return false
	}
	asked.accepted = true
	return true
}

// confirmByLink finds what a link of a confirmation mail is about, and says
// yes to it when told to. Whoever has the link may: it went to the address.
func (w *world) confirmByLink(token string, yes bool) (account, address string, found bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, account := range w.accounts {
		for _, asked := range w.boxes[account].forwarding.addresses {
			if asked.token != "" && asked.token == token {
				asked.accepted = asked.accepted || yes
				return account, asked.address, true
			}
		}
	}
	return "", "", false
}

// removeForwarding takes a forwarding address out; forwarding to it ends.
func (w *world) removeForwarding(account, address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	set := &w.boxes[account].forwarding
	set.addresses = slices.DeleteFunc(set.addresses, func(a *forwardingAddress) bool { return a.address == address })
	if set.address == address {
		set.enabled, set.address = false, ""
	}
}

// saveForwarding is "Save Changes"; false when the address is not one that
// has agreed.
func (w *world) saveForwarding(account string, enabled bool, address, disposition string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	set := &w.boxes[account].forwarding
	if !enabled {
		set.enabled = false
		return true
	}
	if target := set.find(address); target == nil || !target.accepted {
		return false
	}
	set.enabled, set.address, set.disposition = true, address, disposition
	return true
}
