package lab

import (
	"mime"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// splitMail takes a mail apart: its header in its order, unfolded, and its
// body. What is no header field is left out.
func splitMail(content string) (header []field, body string) {
	for content != "" {
		line, rest, _ := strings.Cut(content, "\n")
		content = rest
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			return header, content
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(header) > 0 {
				header[len(header)-1].Value += " " + strings.TrimSpace(line)
			}
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			header = append(header, field{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	return header, ""
}

// sentMail is a mail as Gmail sends it on for an account: what the account may
// not write itself is put right.
func (w *world) sentMail(account string, to []string, content string) message {
	m := message{From: account, To: to, At: w.now()}
	m.Header, m.Body = splitMail(content)
	m.ownSender(account)
	if id := m.header("Message-ID"); !wellFormedID(id) {
		// What is no id in angle brackets is replaced and kept beside
		// (observed: https://github.com/xhit/go-simple-mail/issues/47).
		if id != "" {
			m.set("X-Google-Original-Message-ID", id)
		}
		m.set("Message-ID", w.newMessageID())
	}
	if m.header("Date") == "" {
		m.set("Date", m.At.Format(time.RFC1123Z))
	}
	m.MessageID, m.Subject = m.header("Message-ID"), withoutEncoding(m.header("Subject"))
	return m
}

// ownSender makes the account the author: Gmail refuses no other sender, it
// writes its own account over the address, leaves the name and keeps what was
// there in a field of its own (observed:
// https://github.com/gophish/gophish/issues/182).
func (m *message) ownSender(account string) {
	original := m.header("From")
	written, err := mail.ParseAddress(original)
	switch {
	case err != nil:
		m.set("From", account)
	case strings.EqualFold(written.Address, account):
		return
	default:
		m.set("From", (&mail.Address{Name: written.Name, Address: account}).String())
	}
	if original != "" {
		m.set("X-Google-Original-From", original)
	}
}

// set writes a header field over the first of that name, else adds it.
func (m *message) set(name, value string) {
	same := func(f field) bool {
		return textproto.CanonicalMIMEHeaderKey(f.Name) == textproto.CanonicalMIMEHeaderKey(name)
	}
	if i := slices.IndexFunc(m.Header, same); i >= 0 {
		m.Header[i].Value = value
		return
	}
	m.Header = append(m.Header, field{name, value})
}

// wellFormedID reports whether a Message-ID has its angle brackets and both
// its sides (RFC 5322 3.6.4).
func wellFormedID(id string) bool {
	inner, opened := strings.CutPrefix(id, "<")
	inner, closed := strings.CutSuffix(inner, ">")
	left, right, two := strings.Cut(inner, "@")
	return opened && closed && two && left != "" && right != "" && !strings.ContainsAny(inner, " <>")
}

// withoutEncoding is a header value without its encoded words; as it is when they
// cannot be read.
func withoutEncoding(value string) string {
	if plain, err := new(mime.WordDecoder).DecodeHeader(value); err == nil {
		return plain
	}
	return value
}
