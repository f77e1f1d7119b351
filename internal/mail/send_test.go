package mail

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"mailasset/internal/secret"
)

// letter is a mail with all that is hard to send: a language that is not ASCII,
// a line of one dot, a line that begins with one, and a long one.
var letter = Message{
	From: mailbox, To: "queue@example.com", ID: "made-up-id@example.com",
	Date:    time.Date(2026, 12, 6, 11, 0, 0, 0, time.FixedZone("CET", 3600)),
	Subject: "Proef: dit is één zin",
	Text:    "Eén.\n.\n.net\n" + strings.Repeat("lang ", 29) + "lang\n",
}

// The lines of the letter as they travel: ASCII, dots doubled.
var (
	letterHead = []string{
		"C: From: <support@example.com>", "C: To: <queue@example.com>", "C: Date: Sun, 06 Dec 2026 11:00:00 +0100",
		"C: Message-ID: <made-up-id@example.com>", "C: Subject: =?utf-8?q?Proef:_dit_is_=C3=A9=C3=A9n_zin?=",
		"C: Auto-Submitted: auto-generated", "C: MIME-Version: 1.0", "C: Content-Type: text/plain; charset=utf-8",
		"C: Content-Transfer-Encoding: quoted-printable", "C: ",
	}
	letterBody = []string{
		"C: E=C3=A9n.", "C: ..", "C: ..net",
		"C: lang lang lang lang lang lang lang lang lang lang lang lang lang lang lang =",
		"C: lang lang lang lang lang lang lang lang lang lang lang lang lang lang lang", "C: .",
	}
	accepted = join(sslAuth, []string{"S: 235 2.7.0 Accepted"})
	envelope = []string{"C: MAIL FROM:<support@example.com>", "S: 250 2.1.0 OK", "C: RCPT TO:<queue@example.com>", "S: 250 2.1.5 OK"}
	ready    = join(envelope, []string{"C: DATA", "S: 354 Go ahead"}, letterHead, letterBody)
)

func send(t *testing.T, ctx context.Context, p Prober, s Server, m Message) (Report, error) {
	t.Helper()
	p.Roots = pki().roots
	report, err := p.Send(ctx, s, mailbox, secret.New(accessToken), m)
	if err != nil && strings.Contains(err.Error(), accessToken) {
		t.Errorf("the token is shown: %v", err)
	}
	return report, err
}

func TestSend(t *testing.T) {
	const limit = "550-5.4.5 Daily user sending limit exceeded. For more information"
	for name, tt := range map[string]struct {
		script []string
		want   string
	}{
		"taken":     {join(accepted, ready, []string{"S: 250 2.0.0 OK  1733482800 made-up - gsmtp"}, bye), "ok"},
		"forwarded": {join(accepted, []string{envelope[0], envelope[1], envelope[2], "S: 251 will forward", "C: DATA", "S: 354 go"}, letterHead, letterBody, []string{"S: 250 OK"}, bye), "ok"},
		"no login":  {join(sslAuth, badLogin, bye), "reply auth " + badLoginIs},
		"sender":    {join(accepted, envelope[:1], []string{"S: 550-5.4.5 Daily", "S: 550 5.4.5 limit"}, bye), `reply mail 550 5.4.5 "Daily limit"`},
		"recipient": {join(accepted, envelope[:3], []string{"S: 550 5.1.1 no such mailbox"}, bye), `reply rcpt 550 5.1.1 "no such mailbox"`},
		"no data":   {join(accepted, envelope, []string{"C: DATA", "S: 451 4.3.0 later"}, bye), `reply data 451 4.3.0 "later"`},
		"content":   {join(accepted, ready, []string{limit, "S: 550 5.4.5 x"}, bye), `reply data 550 5.4.5 "Daily user sending limit exceeded. For more information x"`},
		"odd data":  {join(accepted, envelope, []string{"C: DATA", "S: 250 what?"}, bye), `stranger "250 what?" `},
		"left":      {join(accepted, ready), "connect data timeout=false"},
		"hung up":   {join(accepted, envelope, []string{"C: DATA"}), "connect data timeout=false"},
	} {
		t.Run(name, func(t *testing.T) {
			for i, line := range tt.script {
				if line == limit {
					tt.script[i] = "S: " + limit
				}
			}
			s := (&scripted{tls: pki().good, lines: tt.script}).serve(t, SSL)
			report, err := send(t, t.Context(), Prober{}, s, letter)
			if got := facts(err); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			var reply *ReplyError
			if errors.As(err, &reply) && report.Reply.Code != reply.Code || err == nil && report.Reply.Code != 250 {
				t.Errorf("the report says %+v", report.Reply)
			}
		})
	}
}

// A server that takes the mail and never says so: within the bound.
func TestSendIsBounded(t *testing.T) {
	s := (&scripted{tls: pki().good, lines: join(accepted, ready, []string{"HANG"})}).serve(t, SSL)
	_, err := send(t, t.Context(), Prober{Timeout: short}, s, letter)
	if got := facts(err); got != "connect data timeout=true" {
		t.Errorf("got %s", got)
	}
	if !strings.HasPrefix(err.Error(), "send mail through ") {
		t.Errorf("the act is not named: %v", err)
	}
}

// What would become a command or a field of its own is refused before anybody
// is asked.
func TestMessagesThatCannotBeSent(t *testing.T) {
	nobody := Server{"127.0.0.1", 0, SSL}
	for name, spoil := range map[string]func(*Message){
		"From":    func(m *Message) { m.From = "a@b.nl>\r\nRCPT TO:<c@d.nl" },
		"To":      func(m *Message) { m.To = "support" },
		"ID":      func(m *Message) { m.ID = "<a@b>" },
		"Subject": func(m *Message) { m.Subject = "x\r\nBcc: c@d.nl" },
		"Date":    func(m *Message) { m.Date = time.Time{} },
		"Text":    func(m *Message) { m.Text = strings.Repeat("x", messageLimit+1) },
	} {
		m := letter
		spoil(&m)
		var wrong *MessageError
		if _, err := send(t, t.Context(), Prober{}, nobody, m); !errors.As(err, &wrong) || wrong.Field != name || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for address, fine := range map[string]bool{
		"a@b.nl": true, "first.last+tag@x-y.nl": true, "a@b@c": false, "@b": false, "a@": false, "é@b.nl": false, "a b@c.nl": false, `"a"@b.nl`: false,
	} {
		if isAddress(address) != fine {
			t.Errorf("%s", address)
		}
	}
}

// FuzzMessage: whatever passes the check comes out of a mail reader as it went
// in, in lines that any server takes.
func FuzzMessage(f *testing.F) {
	f.Add("Proef: één", "Regel\n.\n.x\n")
	f.Add(strings.Repeat("é", 90), strings.Repeat("lang ", 300))
	f.Add("=?utf-8?q?x?=", "a\r\nb\rc")
	f.Fuzz(func(t *testing.T, subject, text string) {
		m := letter
		m.Subject, m.Text = subject, text
		if m.check() != nil {
			return
		}
		var out strings.Builder
		if err := m.write(&out); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(out.String(), "\r\n") {
			if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' && r != '\n' && r != '\r' }) {
				t.Errorf("the line %q", line)
			}
		}
		read, err := mail.ReadMessage(strings.NewReader(out.String()))
		if err != nil {
			t.Fatalf("%v in %q", err, out.String())
		}
		if len(read.Header) != 9 {
			t.Errorf("%d fields: %q", len(read.Header), read.Header)
		}
		got, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
		if err != nil || strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(subject), " ") {
			t.Errorf("the subject is %q, %v", got, err)
		}
		if _, err := io.ReadAll(quotedprintable.NewReader(read.Body)); err != nil {
			t.Errorf("the text: %v", err)
		}
	})
}
