package mail

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"mailasset/internal/secret"
)

const (
	mailbox     = "support@example.com"
	accessToken = "made-up-access-token-for-tests/with+signs="
	saslString  = "user=" + mailbox + "\x01auth=Bearer " + accessToken + "\x01\x01"
)

// short is a bound that a machine under load keeps and a person does not notice.
const short = 150 * time.Millisecond

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// The parts scripts are put together from.
var (
	sayEHLO    = []string{"C: EHLO [127.0.0.1]"}
	offer      = []string{"S: 250-smtp.test at your service", "S: 250-SIZE 35882577", "S: 250 AUTH LOGIN PLAIN XOAUTH2"}
	offerTLS   = []string{"S: 250-smtp.test at your service", "S: 250-STARTTLS", "S: 250 AUTH=LOGIN XOAUTH2"}
	greet      = []string{"S: 220 smtp.test ESMTP made-up"}
	hello      = join(greet, sayEHLO, offer)
	helloTLS   = join(greet, sayEHLO, offerTLS)
	sayAuth    = []string{"C: AUTH XOAUTH2 " + encode(saslString)}
	challenge  = encode(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`)
	bye        = []string{"C: QUIT", "S: 221 2.0.0 bye", "END"}
	overTLS    = []string{"TLS"}
	badLogin   = []string{"S: 535-5.7.8 Username and Password not accepted. Go to", "S: 535 5.7.8  https://support.example/?p=BadCredentials x"}
	badLoginIs = `535 5.7.8 "Username and Password not accepted. Go to https://support.example/?p=BadCredentials x"`
	sslAuth    = join(overTLS, hello, sayAuth)
)

func join(parts ...[]string) (all []string) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// facts writes down what an error tells besides its text and its server.
func facts(err error) string {
	var (
		connect *ConnectError
		crypto  *TLSError
		other   *NotSMTPError
		missing *NoXOAUTH2Error
		reply   *ReplyError
	)
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &connect):
		return fmt.Sprintf("connect %s timeout=%t", connect.Phase, connect.Timeout())
	case errors.As(err, &crypto):
		return strings.TrimSpace(fmt.Sprintf("tls %s %s issuer=%q %s", crypto.Phase, reason(crypto.Err), crypto.Issuer, reported(crypto.Reply)))
	case errors.As(err, &other):
		return fmt.Sprintf("stranger %q %s", other.Got, other.Speaks)
	case errors.As(err, &missing):
		return fmt.Sprintf("missing %q", missing.Offered)
	case errors.As(err, &reply):
		text := "reply " + reply.Phase + " " + reported(Reply{reply.Code, reply.Enhanced, reply.Text})
		if reply.Challenge != nil {
			text += fmt.Sprintf(" %q", *reply.Challenge)
		}
		return text
	}
	return "untyped: " + err.Error()
}

func reported(r Reply) string {
	if r.Code == 0 {
		return ""
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%d %s %q", r.Code, r.Enhanced, r.Text)), " ")
}

// login probes the server as the tests' user and holds whatever comes back to
// the promise that nothing of what was sent is in it.
func login(t *testing.T, ctx context.Context, p Prober, s Server) (Report, error) {
	t.Helper()
	if p.Roots == nil {
		p.Roots = pki().roots
	}
	report, err := p.Login(ctx, s, mailbox, secret.New(accessToken))
	document, jsonErr := json.Marshal(report)
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	shown := string(document)
	for e := err; e != nil; e = errors.Unwrap(e) {
		fields, _ := json.Marshal(e)
		shown += fmt.Sprintf("\n%v\n%+v\n%#v\n%s", e, e, e, fields)
	}
	assertHidden(t, shown)
	return report, err
}

func assertHidden(t *testing.T, shown string) {
	t.Helper()
	for _, form := range []string{
		accessToken, url.QueryEscape(accessToken), url.PathEscape(accessToken), encode(accessToken),
		base64.RawURLEncoding.EncodeToString([]byte(accessToken)), encode(saslString), mailbox, encode(mailbox),
	} {
		if strings.Contains(shown, form) {
			t.Errorf("%q is shown in:\n%s", form, shown)
		}
	}
}

// readChallenge is how facts writes the challenge of the scripts.
const readChallenge = ` {"400" "Bearer" "https://mail.google.com/" ""}`

// bound is short for a script that is slow on purpose, and long for the others,
// so that no load on the machine fails them.
func bound(script []string, want string) time.Duration {
	all := strings.Join(script, "\n")
	slow := strings.Contains(all, "HANG") || strings.Contains(all, "DRIP") || strings.HasPrefix(all, "C: QUIT")
	if slow && want != "ok" {
		return short
	}
	return 10 * time.Second
}

// loginTests are dialogues as they go wrong in the field, and what is told of each.
var loginTests = []struct {
	name     string
	security Security
	script   []string
	want     string
}{
	{"accepted", SSL, join(sslAuth, []string{"S: 235 2.7.0 Accepted"}, bye), "ok"},
	{"accepted, then silence", SSL, join(sslAuth, []string{"S: 235 2.7.0 Accepted", "C: QUIT", "HANG"}), "ok"},
	{"accepted, then reset", SSL, join(sslAuth, []string{"S: 235 2.7.0 Accepted", "RESET"}), "ok"},
	{"accepted after STARTTLS", STARTTLS, join(helloTLS, []string{"C: STARTTLS", "S: 220 go", "TLS"}, sayEHLO, offer, sayAuth,
		[]string{"S: 235 2.7.0 Accepted"}, bye), "ok"},

	{"greeting 421", SSL, join(overTLS, []string{"S: 421 4.7.0 Try again later", "END"}), `reply greeting 421 4.7.0 "Try again later"`},
	{"greeting 554", SSL, join(overTLS, []string{"S: 554 no service"}, bye), `reply greeting 554 "no service"`},
	{"EHLO refused", SSL, join(overTLS, greet, sayEHLO, []string{"S: 550 5.7.1 blocked"}, bye), `reply ehlo 550 5.7.1 "blocked"`},
	{"no XOAUTH2", SSL, join(overTLS, greet, sayEHLO, []string{"S: 250-x", "S: 250 AUTH PLAIN LOGIN"}, bye), `missing ["PLAIN" "LOGIN"]`},
	{"no AUTH", SSL, join(overTLS, greet, sayEHLO, []string{"S: 250 x"}, bye), `missing []`},

	{"STARTTLS refused for now", STARTTLS, join(helloTLS, []string{"C: STARTTLS", "S: 454 4.7.0 TLS not available"}, bye),
		`tls starttls refused issuer="" 454 4.7.0 "TLS not available"`},
	{"STARTTLS refused", STARTTLS, join(helloTLS, []string{"C: STARTTLS", "S: 502 what?"}, bye), `tls starttls refused issuer="" 502 "what?"`},
	{"STARTTLS not offered", STARTTLS, join(hello, bye), `tls starttls not offered issuer=""`},
	{"STARTTLS answered in clear", STARTTLS, join(helloTLS, []string{"C: STARTTLS", "S: 220 go", "READ", "S: 250 no handshake", "HANG"}),
		`tls starttls tls: first record does not look like a TLS handshake issuer=""`},
	{"STARTTLS with lines slipped in", STARTTLS, join(helloTLS, []string{"C: STARTTLS", "RAW: 220 go\r\n250-x\r\n250 AUTH XOAUTH2\r\n", "TLS"},
		sayEHLO, []string{"S: 250-x", "S: 250 AUTH PLAIN"}, bye), `missing ["PLAIN"]`},

	{"535 with challenge", SSL, join(sslAuth, []string{"S: 334 " + challenge, "C: "}, badLogin, bye), "reply auth " + badLoginIs + readChallenge},
	{"535 without challenge", SSL, join(sslAuth, badLogin, bye), "reply auth " + badLoginIs},
	{"535 without enhanced code", SSL, join(sslAuth, []string{"S: 535 Incorrect authentication data"}, bye), `reply auth 535 "Incorrect authentication data"`},
	{"throttled", SSL, join(sslAuth, []string{"S: 454 4.7.0 Too many login attempts"}, bye), `reply auth 454 4.7.0 "Too many login attempts"`},
	{"app password wanted", SSL, join(sslAuth, []string{"S: 534 5.7.9 Application-specific password required"}, bye), `reply auth 534 5.7.9 "Application-specific password required"`},
	{"421 in the middle", SSL, join(sslAuth, []string{"S: 421 4.7.0 closing", "END"}), `reply auth 421 4.7.0 "closing"`},
	{"second 334", SSL, join(sslAuth, []string{"S: 334 " + challenge, "C: ", "S: 334 " + challenge, "END"}), `reply auth 334 ""` + readChallenge},
	{"gone after the challenge", SSL, join(sslAuth, []string{"S: 334 " + challenge, "C: "}), `reply auth 334 ""` + readChallenge},
	{"silent after the challenge", SSL, join(sslAuth, []string{"S: 334 " + challenge, "C: ", "HANG"}), `reply auth 334 ""` + readChallenge},
	{"accepted after the challenge", SSL, join(sslAuth, []string{"S: 334 " + challenge, "C: ", "S: 235 2.7.0 Accepted"}, bye), "ok"},
	{"challenge no base64", SSL, join(sslAuth, []string{"S: 334 what?", "END"}), `reply auth 334 "" {"" "" "" "what?"}`},
	{"challenge no JSON", SSL, join(sslAuth, []string{"S: 334 bm8ganNvbg==", "END"}), `reply auth 334 "" {"" "" "" "bm8ganNvbg=="}`},
	{"challenge empty", SSL, join(sslAuth, []string{"S: 334 ", "END"}), `reply auth 334 ""`},
	{"terminal codes", SSL, join(sslAuth, []string{"S: 535 5.7.8 \x1b[31mred\x07\xff"}, bye), `reply auth 535 5.7.8 ".[31mred.."`},

	{"hang at the handshake", SSL, []string{"HANG"}, "connect tls timeout=true"},
	{"hang at the greeting", SSL, join(overTLS, []string{"HANG"}), "connect greeting timeout=true"},
	{"hang after EHLO", SSL, join(overTLS, greet, sayEHLO, []string{"HANG"}), "connect ehlo timeout=true"},
	{"hang at STARTTLS", STARTTLS, join(helloTLS, []string{"C: STARTTLS", "HANG"}), "connect starttls timeout=true"},
	{"hang at the STARTTLS handshake", STARTTLS, join(helloTLS, []string{"C: STARTTLS", "S: 220 go", "HANG"}), "connect starttls timeout=true"},
	{"hang at AUTH", SSL, join(sslAuth, []string{"HANG"}), "connect auth timeout=true"},
	{"closed at the handshake", SSL, nil, "connect tls timeout=false"},
	{"closed before the greeting", STARTTLS, nil, "connect greeting timeout=false"},
	{"closed inside a reply", SSL, join(sslAuth, []string{"RAW: 235"}), "connect auth timeout=false"},
	{"reset at AUTH", SSL, join(sslAuth, []string{"RESET"}), "connect auth timeout=false"},
	{"one byte per second", STARTTLS, []string{"DRIP: 220 smtp.test ESMTP\r\n"}, "connect greeting timeout=true"},
	{"one byte per second at AUTH", SSL, join(sslAuth, []string{"DRIP: 235 2.7.0 Accepted\r\n"}), "connect auth timeout=true"},

	{"SSH", STARTTLS, []string{"S: SSH-2.0-OpenSSH_9.6", "HANG"}, `stranger "SSH-2.0-OpenSSH_9.6" `},
	{"four digits", STARTTLS, []string{"RAW: 2201", "HANG"}, `stranger "2201" `},
	{"a stranger's first bytes", STARTTLS, []string{"DRIP: * OK IMAP4rev1\r\n"}, `stranger "*" `},
	{"plain SMTP on the TLS port", SSL, []string{"S: 220 smtp.test ESMTP", "HANG"}, `stranger "220 smtp.test ESMTP" smtp`},
	{"TLS on the plain port", STARTTLS, []string{"C: QUIT", "RAW: \x15\x03\x01\x00\x02\x02\x46", "END"}, `stranger "......F" tls`},
	{"HTTP that speaks first", STARTTLS, []string{"S: HTTP/1.1 408 Request Timeout"}, `stranger "HTTP/1.1 408 Request Timeout" http`},
	{"late but SMTP", STARTTLS, []string{"C: QUIT", "S: 220 smtp.test", "END"}, "connect greeting timeout=true"},
	{"a code that has no place", SSL, join(sslAuth, []string{"S: 250 fine"}, bye), `stranger "250 fine" `},
	{"no end", STARTTLS, []string{"RAW: " + strings.Repeat("220-more\r\n", answerLimit/8)}, `stranger "220-more" `},
	{"no line end", STARTTLS, []string{"RAW: " + strings.Repeat("x", 2*answerLimit)}, fmt.Sprintf("stranger %q ", strings.Repeat("x", 80))},
}

func TestLoginTellsWhatTheServerAnswered(t *testing.T) {
	for _, tt := range loginTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := (&scripted{tls: pki().good, lines: tt.script}).serve(t, tt.security)
			report, err := login(t, t.Context(), Prober{Timeout: bound(tt.script, tt.want)}, s)
			if got := facts(err); got != tt.want {
				t.Errorf("got  %s\nwant %s\n%v", got, tt.want, err)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "sign in to "+s.String()+": ") {
				t.Errorf("the text does not name the act: %v", err)
			}
			if err == nil && (report.Reply != Reply{235, "2.7.0", "Accepted"}) {
				t.Errorf("reply %+v", report.Reply)
			}
		})
	}
}
