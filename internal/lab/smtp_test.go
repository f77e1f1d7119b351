package lab

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// line is a client that speaks SMTP line by line, so that a test decides every
// byte.
type line struct {
	conn net.Conn
	in   *bufio.Reader
}

func mustDial(t *testing.T, address string) *line {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	// A bound, so that a silent server fails the test instead of hanging it.
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	return &line{conn, bufio.NewReader(conn)}
}

// roots are the lab's CA as a client loads it.
func (f *fixture) roots(t *testing.T) *tls.Config {
	t.Helper()
	data, err := os.ReadFile(f.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		t.Fatal("the CA file holds no certificate")
	}
	return &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

// secure begins TLS on the connection.
func (l *line) secure(t *testing.T, f *fixture) *line {
	t.Helper()
	c := tls.Client(l.conn, f.roots(t))
	if err := c.Handshake(); err != nil {
		t.Fatal(err)
	}
	return &line{c, bufio.NewReader(c)}
}

func (l *line) send(t *testing.T, s string) {
	t.Helper()
	if _, err := fmt.Fprint(l.conn, s+"\r\n"); err != nil {
		t.Fatal(err)
	}
}

// read returns a whole reply, its lines joined by newlines.
func (l *line) read() (string, error) {
	var reply []string
	for {
		s, err := l.in.ReadString('\n')
		if err != nil {
			return strings.Join(reply, "\n"), err
		}
		s = strings.TrimSuffix(s, "\r\n")
		if reply = append(reply, s); len(s) < 4 || s[3] != '-' {
			return strings.Join(reply, "\n"), nil
		}
	}
}

func (l *line) expect(t *testing.T, prefix string) string {
	t.Helper()
	reply, err := l.read()
	if err != nil || !strings.HasPrefix(reply, prefix) {
		t.Fatalf("got %q, %v, want %q…", reply, err, prefix)
	}
	return reply
}

func (l *line) ask(t *testing.T, command, prefix string) string {
	t.Helper()
	l.send(t, command)
	return l.expect(t, prefix)
}

// greeted is a client on the port with TLS, after EHLO.
func (f *fixture) greeted(t *testing.T) *line {
	t.Helper()
	c := mustDial(t, f.SMTPTLS).secure(t, f)
	c.expect(t, "220 ")
	c.ask(t, "EHLO client.test", "250-")
	return c
}

func xoauth2(user, token string) string {
	return base64.StdEncoding.EncodeToString([]byte("user=" + user + "\x01auth=Bearer " + token + "\x01\x01"))
}

func oauthBearer(user, token string) string {
	return base64.StdEncoding.EncodeToString([]byte("n,a=" + user + ",\x01host=127.0.0.1\x01port=465\x01auth=Bearer " + token + "\x01\x01"))
}

const badCredentials = "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials - gsmtp"

func TestEHLO(t *testing.T) {
	f := start(t, Config{})
	const auth = "250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH"
	words := func(reply string) []string { return strings.Split(strings.Replace(reply, "250 ", "250-", 1), "\n") }

	plain := mustDial(t, f.SMTPSTARTTLS)
	plain.expect(t, "220 smtp.lab.test ")
	before := words(plain.ask(t, "EHLO client.test", "250-"))
	if !slices.Contains(before, "250-STARTTLS") || slices.ContainsFunc(before, func(s string) bool { return strings.Contains(s, "AUTH") }) {
		t.Errorf("before TLS: %q", before)
	}
	plain.ask(t, "STARTTLS", "220 ")
	secure := plain.secure(t, f)
	for _, c := range []*line{secure, f.greeted(t)} {
		after := words(c.ask(t, "EHLO client.test", "250-"))
		for _, want := range []string{auth, "250-SIZE 35882577", "250-8BITMIME", "250-ENHANCEDSTATUSCODES", "250-PIPELINING", "250-CHUNKING", "250-SMTPUTF8"} {
			if !slices.Contains(after, want) {
				t.Errorf("after TLS %q is missing from %q", want, after)
			}
		}
		if slices.Contains(after, "250-STARTTLS") {
			t.Error("STARTTLS is offered twice")
		}
	}
}

func TestTokenIsAccepted(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t).AccessToken
	for name, dialogue := range map[string][]string{
		"XOAUTH2 at once":       {"AUTH XOAUTH2 " + xoauth2(mailbox, token)},
		"XOAUTH2 after 334":     {"AUTH XOAUTH2", xoauth2(mailbox, token)},
		"lower case":            {"auth xoauth2 " + xoauth2(mailbox, token)},
		"address in capitals":   {"AUTH XOAUTH2 " + xoauth2("SUPPORT@lab.test", token)},
		"OAUTHBEARER at once":   {"AUTH OAUTHBEARER " + oauthBearer(mailbox, token)},
		"OAUTHBEARER after 334": {"AUTH OAUTHBEARER", oauthBearer(mailbox, token)},
	} {
		t.Run(name, func(t *testing.T) {
			c := f.greeted(t)
			for _, command := range dialogue[:len(dialogue)-1] {
				if got := c.ask(t, command, "334"); got != "334 " {
					t.Errorf("first challenge %q", got)
				}
			}
			if got := c.ask(t, dialogue[len(dialogue)-1], "235"); got != "235 2.7.0 Accepted" {
				t.Errorf("reply %q", got)
			}
			c.ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, token), "503 5.5.1")
			c.ask(t, "QUIT", "221")
		})
	}
	if got := f.Complaints(); len(got) != 0 {
		t.Errorf("complaints %q", got)
	}
}

func TestTokenIsRefused(t *testing.T) {
	f := start(t, Config{Robot: true})
	good := f.login(t).AccessToken
	sendOnly, err := f.oauth().Exchange(t.Context(), f.consent(t, f.with("scope", scopeSend, "code_challenge", "", "code_challenge_method", "")).Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	raw := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	before := len(f.Complaints())
	for name, command := range map[string]string{
		"unknown token":        "XOAUTH2 " + xoauth2(mailbox, "unknown"),
		"other mailbox":        "XOAUTH2 " + xoauth2(otherAccount, good),
		"without mail scope":   "XOAUTH2 " + xoauth2(mailbox, sendOnly.AccessToken),
		"one ^A at the end":    "XOAUTH2 " + raw("user="+mailbox+"\x01auth=Bearer "+good+"\x01"),
		"no user":              "XOAUTH2 " + raw("auth=Bearer "+good+"\x01\x01"),
		"no Bearer":            "XOAUTH2 " + raw("user="+mailbox+"\x01auth="+good+"\x01\x01"),
		"no header":            "OAUTHBEARER " + raw("\x01auth=Bearer "+good+"\x01\x01"),
		"header without user":  "OAUTHBEARER " + raw("n,,\x01auth=Bearer "+good+"\x01\x01"),
		"bearer, other user":   "OAUTHBEARER " + oauthBearer(otherAccount, good),
		"empty first response": "XOAUTH2 =",
	} {
		t.Run(name, func(t *testing.T) {
			c := f.greeted(t)
			challenge := strings.TrimPrefix(c.ask(t, "AUTH "+command, "334 "), "334 ")
			decoded, err := base64.StdEncoding.DecodeString(challenge)
			if err != nil || string(decoded) != `{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}` {
				t.Errorf("challenge %q, %v", decoded, err)
			}
			if got := c.ask(t, "", "535"); got != badCredentials {
				t.Errorf("refusal %q", got)
			}
			c.ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, good), "235 ") // the connection goes on
		})
	}
	if got := f.Complaints()[before:]; len(got) != 0 {
		t.Errorf("complaints %q", got)
	}
	f.clock.advance(2 * time.Hour)
	f.greeted(t).ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, good), "334 ")
}

func TestAfterTheChallenge(t *testing.T) {
	f := start(t, Config{})
	const complaint = "smtp: no empty line after a 334"
	refuse := func() *line {
		c := f.greeted(t)
		c.ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, "unknown"), "334 ")
		return c
	}
	for _, answer := range []string{"*", "QUIT"} {
		if got := refuse().ask(t, answer, "535"); got != badCredentials {
			t.Errorf("after %q: %q", answer, got)
		}
	}
	if got := f.Complaints(); !slices.Equal(got, []string{complaint, complaint}) {
		t.Errorf("complaints %q", got)
	}
	_ = refuse().conn.Close()
	waitFor(t, "the complaint about hanging up", func() bool { return len(f.Complaints()) == 3 })
}

func TestPasswordsAreRefused(t *testing.T) {
	f := start(t, Config{})
	refusal := "534-5.7.9 Application-specific password required."
	for name, dialogue := range map[string][]string{
		"PLAIN at once":   {"AUTH PLAIN AHUAcA=="},
		"PLAIN after 334": {"AUTH PLAIN", "AHUAcA=="},
		"LOGIN":           {"AUTH LOGIN", "dQ==", "cA=="},
		"LOGIN with user": {"AUTH LOGIN dQ==", "cA=="},
		"client token":    {"AUTH PLAIN-CLIENTTOKEN AHUAcA=="},
	} {
		t.Run(name, func(t *testing.T) {
			c := f.greeted(t)
			for _, command := range dialogue[:len(dialogue)-1] {
				c.ask(t, command, "334")
			}
			c.ask(t, dialogue[len(dialogue)-1], refusal)
		})
	}
	f.greeted(t).ask(t, "AUTH CRAM-MD5", "504 5.7.4")
}

func TestNothingGoesInClear(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t).AccessToken
	c := mustDial(t, f.SMTPSTARTTLS)
	c.expect(t, "220 ")
	c.ask(t, "EHLO client.test", "250-")
	c.ask(t, "MAIL FROM:<"+mailbox+">", "530 5.7.0 Must issue a STARTTLS command first")
	c.ask(t, "AUTH XOAUTH2", "530 5.7.0")
	c.ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, token), "530 5.7.0")
	want := []string{"smtp: AUTH was tried before STARTTLS", "smtp: a credential was sent in clear"}
	if got := f.Complaints(); !slices.Equal(got, want) {
		t.Errorf("complaints %q", got)
	}
	f.greeted(t).ask(t, "MAIL FROM:<"+mailbox+">", "530-5.7.0 Authentication Required.")
}

// xoauth2Client is the client side for go-smtp; its Next answers a challenge
// with an empty line.
type xoauth2Client struct{ user, token string }

func (x xoauth2Client) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

func (x xoauth2Client) Next([]byte) ([]byte, error) { return []byte{}, nil }

func (f *fixture) mailClient(t *testing.T, startTLS bool) *smtp.Client {
	t.Helper()
	dial, address := smtp.DialTLS, f.SMTPTLS
	if startTLS {
		dial, address = smtp.DialStartTLS, f.SMTPSTARTTLS
	}
	c, err := dial(address, f.roots(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestMailIsKept(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t).AccessToken
	for _, startTLS := range []bool{false, true} {
		c := f.mailClient(t, startTLS)
		var mechanism sasl.Client = xoauth2Client{mailbox, token}
		if startTLS {
			mechanism = sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: mailbox, Token: token})
		}
		if err := c.Auth(mechanism); err != nil {
			t.Fatal(err)
		}
		message := "Subject: =?utf-8?q?caf=C3=A9?=\r\nFrom: <" + mailbox + ">\r\n\r\nA line.\r\n"
		if err := c.SendMail(mailbox, []string{mailbox, "desk@lab.test"}, strings.NewReader(message)); err != nil {
			t.Fatal(err)
		}
		if err := c.SendMail(mailbox, []string{mailbox}, strings.NewReader("no header\r\n")); replyCode(err) != 550 {
			t.Errorf("a message without a header: %v", err)
		}
	}
	got := getJSON[[]message](t, f.URL+"/lab/mails")
	if len(got) != 2 {
		t.Fatalf("mails %+v", got)
	}
	for _, m := range got {
		if m.From != mailbox || m.Subject != "café" || !slices.Equal(m.To, []string{mailbox, "desk@lab.test"}) {
			t.Errorf("mail %+v", m)
		}
	}
}

func TestRefusedTokenThroughAClient(t *testing.T) {
	f := start(t, Config{})
	for _, startTLS := range []bool{false, true} {
		if err := f.mailClient(t, startTLS).Auth(xoauth2Client{mailbox, "unknown"}); replyCode(err) != 535 {
			t.Errorf("STARTTLS %v: %v", startTLS, err)
		}
	}
}

func replyCode(err error) int {
	var reply *smtp.SMTPError
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

// handshake tries TLS on the port with implicit TLS.
func (f *fixture) handshake(t *testing.T, name string) error {
	t.Helper()
	config := f.roots(t)
	config.ServerName = name
	c := tls.Client(mustDial(t, f.SMTPTLS).conn, config)
	return c.Handshake()
}

func TestCertificate(t *testing.T) {
	f := start(t, Config{})
	for _, name := range []string{"127.0.0.1", "localhost"} {
		if err := f.handshake(t, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var wrong x509.HostnameError
	if err := f.handshake(t, "smtp.gmail.com"); !errors.As(err, &wrong) {
		t.Errorf("for Google's name: %v", err)
	}
	stranger := tls.Client(mustDial(t, f.SMTPTLS).conn, &tls.Config{ServerName: "127.0.0.1", RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12})
	if err := stranger.Handshake(); err == nil {
		t.Error("the certificate is trusted without the lab's CA")
	}
}

// starttls shakes hands on a connection that was told to begin TLS.
func starttls(t *testing.T, f *fixture, c *line) error {
	t.Helper()
	return tls.Client(c.conn, f.roots(t)).Handshake()
}
