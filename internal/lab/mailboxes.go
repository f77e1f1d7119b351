package lab

import (
	"slices"
	"strings"
)

// The labels of the Gmail API the lab gives.
const (
	labelInbox  = "INBOX"
	labelSent   = "SENT"
	labelTrash  = "TRASH"
	labelUnread = "UNREAD"
)

// box is one account's mailbox: what lies in it and where it forwards.
type box struct {
	mails      []*storedMail // oldest first
	forwarding forwarding
}

// storedMail is a mail as it lies in one mailbox.
type storedMail struct {
	message
	id     string
	labels []string
}

// store puts a mail into the mailbox. One that is there already gets the
// labels too: what somebody sends to himself lies there once, as sent and as
// received. The caller holds mu.
func (b *box) store(w *world, m message, labels ...string) {
	for _, there := range b.mails {
		if there.MessageID == m.MessageID {
			there.label(labels...)
			return
		}
	}
	kept := &storedMail{message: m, id: w.random.text(16, hexChars)}
	kept.label(labels...)
	b.mails = append(b.mails, kept)
}

func (s *storedMail) label(labels ...string) {
	for _, l := range labels {
		if !slices.Contains(s.labels, l) {
			s.labels = append(s.labels, l)
		}
	}
}

// mailsOf are the mails of an account, oldest first.
func (w *world) mailsOf(account string) []storedMail {
	w.mu.Lock()
	defer w.mu.Unlock()
	var mails []storedMail
	for _, m := range w.boxes[account].mails {
		copied := *m
		copied.labels = slices.Clone(m.labels)
		mails = append(mails, copied)
	}
	return mails
}

// raw is the mail as it would go over the wire.
func (m message) raw() string {
	var b strings.Builder
	for _, f := range m.Header {
		b.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	return b.String() + "\r\n" + m.Body
}
