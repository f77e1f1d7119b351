package lab

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/api/gmail/v1"
)

// mail sends a mail the way a client does, through the mail server.
func (f *fixture) mail(t *testing.T, account, token, content string, to ...string) {
	t.Helper()
	c := f.mailClient(t, false)
	if err := c.Auth(xoauth2Client{account, token}); err != nil {
		t.Fatal(err)
	}
	if err := c.SendMail(account, to, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
}

// search returns the ids of the mails a search of Gmail finds.
func (f *fixture) search(t *testing.T, token, q string) []string {
	t.Helper()
	list, err := f.gmail(t, token).Messages.List("me").Q(q).Do()
	if err != nil {
		t.Fatal(err)
	}
	if int(list.ResultSizeEstimate) != len(list.Messages) {
		t.Errorf("%d of %d", list.ResultSizeEstimate, len(list.Messages))
	}
	var ids []string
	for _, m := range list.Messages {
		ids = append(ids, m.Id)
	}
	return ids
}

// found is the one mail a search finds, in that format.
func (f *fixture) found(t *testing.T, token, q, format string) *gmail.Message {
	t.Helper()
	ids := f.search(t, token, q)
	if len(ids) != 1 {
		t.Fatalf("%s finds %q", q, ids)
	}
	m, err := f.gmail(t, token).Messages.Get("me", ids[0]).Format(format).Do()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (f *fixture) inbound() []message {
	f.world.mu.Lock()
	defer f.world.mu.Unlock()
	return slices.Clone(f.world.inbound)
}

// headersOf are a mail's headers by name.
func headersOf(m *gmail.Message) map[string]string {
	headers := map[string]string{}
	for _, h := range m.Payload.Headers {
		headers[h.Name] = h.Value
	}
	return headers
}

const letter = "From: Support <support@lab.test>\r\nTo: other@lab.test\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n  opens\r\n" +
	"Message-ID: <one@client.test>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nTea & <coffee>,\r\n\r\nas ever.\r\n"

func TestMailIsDelivered(t *testing.T) {
	f := start(t, Config{})
	support, other, consumer := f.planted(scopeMail), f.plantedFor(otherAccount, scopeMail), f.plantedFor(consumerAccount, scopeMail)
	f.mail(t, mailbox, support, letter, otherAccount, "Stranger@example.com")
	for name, test := range map[string]struct {
		token  string
		labels []string
	}{
		"sender":    {support, []string{"SENT"}},
		"recipient": {other, []string{"INBOX", "UNREAD"}},
	} {
		m := f.found(t, test.token, "rfc822msgid:one@client.test", "metadata")
		want := map[string]string{"From": "Support <support@lab.test>", "To": otherAccount, "Subject": "=?utf-8?q?caf=C3=A9?= opens",
			"Message-ID": "<one@client.test>", "Date": "Sun, 22 Nov 2026 10:00:00 +0000"}
		if !slices.Equal(m.LabelIds, test.labels) || !maps.Equal(headersOf(m), want) {
			t.Errorf("%s: %q, %v", name, m.LabelIds, headersOf(m))
		}
		if m.Snippet != "Tea &amp; &lt;coffee&gt;, as ever." || m.InternalDate != f.clock.now().UnixMilli() || m.ThreadId != m.Id || m.SizeEstimate == 0 {
			t.Errorf("%s: %+v", name, m)
		}
		p, err := f.profile(t, "me", test.token)
		if err != nil || p.MessagesTotal != 1 {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	if got := f.search(t, consumer, ""); len(got) != 0 {
		t.Errorf("somebody else got it: %q", got)
	}
	if got := f.inbound(); len(got) != 0 {
		t.Errorf("what was only sent was forwarded: %+v", got)
	}
	mails := f.world.mails()
	if len(mails) != 1 || mails[0].From != mailbox || mails[0].Subject != "café opens" || mails[0].MessageID != "<one@client.test>" || !mails[0].At.Equal(f.clock.now()) {
		t.Errorf("%+v", mails)
	}
}

// A mail to oneself lies in the mailbox once and is forwarded like any other.
func TestMailToOneself(t *testing.T) {
	f := start(t, Config{})
	token := f.planted(scopeMail)
	f.mail(t, mailbox, token, letter, "SUPPORT@lab.test")
	if m := f.found(t, token, "rfc822msgid:<one@client.test>", "minimal"); !slices.Equal(m.LabelIds, []string{"SENT", "INBOX", "UNREAD"}) || m.Payload != nil {
		t.Errorf("%+v", m)
	}
	got := f.inbound()
	if len(got) != 1 || got[0].Via != mailbox || got[0].MessageID != "<one@client.test>" || got[0].header("x-forwarded-to") != f.ForwardingAddress ||
		got[0].header("X-Forwarded-For") != mailbox+" "+f.ForwardingAddress || !strings.HasPrefix(got[0].Body, "Tea") {
		t.Errorf("%+v", got)
	}
}

func TestSenderIsTheAccount(t *testing.T) {
	f := start(t, Config{})
	token := f.planted(scopeMail)
	for from, want := range map[string][2]string{
		"From: " + mailbox + "\r\n":                  {mailbox, ""},
		"From: SUPPORT@LAB.TEST\r\n":                 {"SUPPORT@LAB.TEST", ""},
		"From: Café <boss@example.com>\r\n":          {"=?utf-8?q?Caf=C3=A9?= <support@lab.test>", "Café <boss@example.com>"},
		"From: \"A, B\" <boss@example.com>\r\n":      {`"A, B" <support@lab.test>`, `"A, B" <boss@example.com>`},
		"from: not an address\r\n":                   {mailbox, "not an address"},
		"":                                           {mailbox, ""},
		"From: x@example.com,\r\n y@example.com\r\n": {mailbox, "x@example.com, y@example.com"},
	} {
		id := fmt.Sprintf("id-%x@client.test", from)
		f.mail(t, mailbox, token, from+"Message-ID: <"+id+">\r\nSubject: x\r\n\r\nx\r\n", "stranger@example.com")
		m := message{}
		for _, h := range f.found(t, token, "rfc822msgid:"+id, "metadata").Payload.Headers {
			m.Header = append(m.Header, field{h.Name, h.Value})
		}
		if m.header("From") != want[0] || m.header("X-Google-Original-From") != want[1] || m.header("Date") == "" {
			t.Errorf("%q: %+v", from, m.Header)
		}
	}
}

func TestMessageID(t *testing.T) {
	f := start(t, Config{})
	token := f.planted(scopeMail)
	for _, id := range []string{"", "bare@client.test", "<no-at>", "<two words@client.test>"} {
		line := ""
		if id != "" {
			line = "Message-ID: " + id + "\r\n"
		}
		f.mail(t, mailbox, token, line+"Subject: x\r\n\r\nx\r\n", "stranger@example.com")
		mails := f.world.mails()
		last := mails[len(mails)-1]
		if !wellFormedID(last.MessageID) || !strings.HasSuffix(last.MessageID, "@mx.google.com>") || last.header("X-Google-Original-Message-ID") != id {
			t.Errorf("%q became %q: %+v", id, last.MessageID, last.Header)
		}
		f.found(t, token, "rfc822msgid:"+last.MessageID, "minimal")
	}
}

func TestSearch(t *testing.T) {
	f := start(t, Config{})
	token := f.planted(scopeMail)
	f.mail(t, mailbox, token, letter, mailbox)
	f.mail(t, mailbox, token, "Message-ID: <two@client.test>\r\nTo: desk@example.com\r\nSubject: plain\r\n\r\nwater\r\n", "desk@example.com")
	all := f.search(t, token, "")
	if len(all) != 2 {
		t.Fatalf("%q", all)
	}
	two, one := all[0:1], all[1:2] // newest first
	for q, want := range map[string][]string{
		"rfc822msgid:<one@client.test>": one, "rfc822msgid:ONE@client.test": one, "rfc822msgid:one": nil,
		"in:sent": all, "in:inbox": one, "is:unread": one, "in:sent in:inbox rfc822msgid:one@client.test": one,
		"in:inbox rfc822msgid:two@client.test": nil, "in:trash": nil, "label:inbox": one, "in:anywhere": all,
		"subject:plain": two, "to:desk": two, `from:"support"`: all, "coffee": one, "WATER": two, "café": one,
		"newer_than:1d": all, ":": all, "in:": all, `"`: all, "rfc822msgid:": nil, "  ": all,
	} {
		if got := f.search(t, token, q); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
	messages := f.gmail(t, token).Messages
	first, err := messages.List("me").MaxResults(1).Do()
	if err != nil || len(first.Messages) != 1 || first.Messages[0].Id != two[0] || first.NextPageToken == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	rest, err := messages.List("me").PageToken(first.NextPageToken).Do()
	if err != nil || len(rest.Messages) != 1 || rest.Messages[0].Id != one[0] || rest.NextPageToken != "" {
		t.Errorf("%+v, %v", rest, err)
	}
	inbox, err := messages.List("me").LabelIds("SENT", "INBOX").Do()
	if err != nil || len(inbox.Messages) != 1 || inbox.Messages[0].Id != one[0] {
		t.Errorf("%+v, %v", inbox, err)
	}
	if beyond, err := messages.List("me").PageToken("99").Do(); err != nil || len(beyond.Messages) != 0 {
		t.Errorf("%+v, %v", beyond, err)
	}
	if _, err := messages.List("me").PageToken("-1").Do(); err == nil {
		t.Error("a page before the first")
	}
	if _, err := messages.List("me").MaxResults(-1).Do(); err == nil {
		t.Error("fewer than none")
	}
}

func TestMessageFormats(t *testing.T) {
	f := start(t, Config{})
	token := f.planted(scopeMail)
	const parts = "Message-ID: <parts@client.test>\r\nSubject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9\r\n" +
		"--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\nContent-Transfer-Encoding: base64\r\n\r\nYSxi\r\n--b--\r\n"
	f.mail(t, mailbox, token, parts, "stranger@example.com")
	text := func(b *gmail.MessagePartBody) string {
		data, err := base64.URLEncoding.DecodeString(b.Data)
		if err != nil || int(b.Size) != len(data) {
			t.Errorf("%+v: %v", b, err)
		}
		return string(data)
	}
	full := f.found(t, token, "subject:parts", "full")
	if p := full.Payload; p.MimeType != "multipart/mixed" || len(p.Parts) != 2 || full.Snippet != "café" {
		t.Fatalf("%+v", full)
	}
	if p := full.Payload.Parts[0]; p.PartId != "0" || p.MimeType != "text/plain" || text(p.Body) != "café" {
		t.Errorf("%+v", p)
	}
	if p := full.Payload.Parts[1]; p.PartId != "1" || p.Filename != "a.csv" || text(p.Body) != "a,b" {
		t.Errorf("%+v", p)
	}
	raw, err := base64.URLEncoding.DecodeString(f.found(t, token, "subject:parts", "raw").Raw)
	if err != nil || !strings.Contains(string(raw), "Subject: parts\r\n") || !strings.HasSuffix(string(raw), "--b--\r\n") {
		t.Errorf("%q, %v", raw, err)
	}
	get := f.gmail(t, token).Messages.Get("me", full.Id)
	if m, err := get.Format("metadata").MetadataHeaders("subject", "Message-Id").Do(); err != nil || len(headersOf(m)) != 2 || headersOf(m)["Subject"] != "parts" {
		t.Errorf("%+v, %v", m, err)
	}
	_, err = f.gmail(t, token).Messages.Get("me", full.Id).Format("everything").Do()
	if status, _ := reasonOf(err); status != 400 {
		t.Errorf("an unknown format: %v", err)
	}
	_, err = f.gmail(t, token).Messages.Get("me", "0123456789abcdef").Do()
	if status, reason := reasonOf(err); status != 404 || reason != "notFound" {
		t.Errorf("an unknown mail: %v", err)
	}
	_, err = f.gmail(t, f.plantedFor(otherAccount, scopeMail)).Messages.Get("me", full.Id).Do()
	if status, _ := reasonOf(err); status != 404 {
		t.Errorf("somebody else's mail: %v", err)
	}
	// The metadata scope narrows whatever else was granted.
	slim := f.gmail(t, f.planted(scopeMail+" "+scopeMetadata)).Messages
	if _, err := slim.Get("me", full.Id).Format("metadata").Do(); err != nil {
		t.Error(err)
	}
	for name, ask := range map[string]func() error{
		"q":    func() error { _, err := slim.List("me").Q("x").Do(); return err },
		"full": func() error { _, err := slim.Get("me", full.Id).Do(); return err },
		"raw":  func() error { _, err := slim.Get("me", full.Id).Format("raw").Do(); return err },
	} {
		if status, reason := reasonOf(ask()); status != 403 || reason != "forbidden" {
			t.Errorf("%s with the metadata scope: %d %s", name, status, reason)
		}
	}
}

func FuzzParts(f *testing.F) {
	f.Add("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n")
	f.Add("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n--b--")
	f.Add("Content-Transfer-Encoding: base64\r\n folded\r\n\r\n!")
	f.Add(" \n:\n\n")
	w := &world{now: time.Now, random: newRandom(1)}
	f.Fuzz(func(t *testing.T, content string) {
		m := w.sentMail(mailbox, nil, content)
		if !wellFormedID(m.MessageID) || m.header("From") == "" {
			t.Errorf("%+v", m)
		}
		if s := (storedMail{message: m}); len([]rune(s.snippet())) > 6*snippetLength || len(s.raw()) < len(m.Body) {
			t.Errorf("%q", s.snippet())
		}
		newPart("", m.Header, m.Body)
	})
}
