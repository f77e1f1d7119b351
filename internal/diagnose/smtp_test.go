package diagnose

import (
	"context"
	"crypto/x509"
	"io"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/mail"
	"mailasset/internal/msg"
)

// A configuration may name another server than Gmail's: advice is about the one
// that was tried.
func TestTheServerThatWasTried(t *testing.T) {
	own := mail.Server{Host: "mail.acme.example", Port: 2465, Security: mail.SSL}
	for name, err := range map[string]error{
		"unreachable": &mail.ConnectError{Server: own, Phase: "dial", Err: context.DeadlineExceeded},
		"no name":     &mail.ConnectError{Server: own, Phase: "dial", Err: got(io.EOF)},
		"refused":     &mail.ReplyError{Server: own, Phase: "greeting", Code: 554},
		"not smtp":    &mail.NotSMTPError{Server: own, Got: "HTTP/1.1 400", Speaks: mail.SpeaksHTTP},
		"tls":         &mail.TLSError{Server: own, Phase: "tls", Err: mail.ErrNotOffered},
		"xoauth2":     &mail.NoXOAUTH2Error{Server: own},
	} {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			f := Explain(err, Context{Lang: lang})
			all := strings.Join(append(f.Fix, f.Summary, f.Cause), "\n")
			if !strings.Contains(all, "mail.acme.example:2465") {
				t.Errorf("%s: the server is not named:\n%s", name, all)
			}
			for step := range strings.SplitSeq(all, "\n") {
				if strings.Contains(step, "smtp.gmail.com") && !strings.Contains(step, "or Gmail") {
					t.Errorf("%s: %s", name, step)
				}
			}
		}
	}
}

// A port for SSL is silent when STARTTLS is spoken to it: both sides wait.
func TestSilentGreeting(t *testing.T) {
	mixed := mail.Server{Host: "smtp.gmail.com", Port: 465, Security: mail.STARTTLS}
	odd := mail.Server{Host: "smtp.gmail.com", Port: 2525, Security: mail.STARTTLS}
	for _, tt := range []struct {
		name, who string
		err       error
		pairs     bool
	}{
		{"465 with STARTTLS, silent", WhoConnectAdmin, &mail.ConnectError{Server: mixed, Phase: "greeting", Err: context.DeadlineExceeded}, true},
		{"465 with STARTTLS, closed", WhoConnectAdmin, &mail.ConnectError{Server: mixed, Phase: "greeting", Err: io.EOF}, true},
		{"465 with STARTTLS, not even connected", WhoNetworkAdmin, &mail.ConnectError{Server: mixed, Phase: "dial", Err: context.DeadlineExceeded}, false},
		{"587 with STARTTLS", WhoNetworkAdmin, &mail.ConnectError{Server: startTLSPort, Phase: "greeting", Err: context.DeadlineExceeded}, true},
		{"another port", WhoNetworkAdmin, &mail.ConnectError{Server: odd, Phase: "greeting", Err: context.DeadlineExceeded}, true},
		{"587, closed", WhoNetworkAdmin, &mail.ConnectError{Server: startTLSPort, Phase: "greeting", Err: io.EOF}, false},
		{"465 with SSL", WhoNetworkAdmin, &mail.ConnectError{Server: tlsPort, Phase: "greeting", Err: context.DeadlineExceeded}, false},
		{"SSL on a STARTTLS port", WhoConnectAdmin, &mail.NotSMTPError{Server: startTLSPort, Speaks: mail.SpeaksPlainSMTP}, true},
		{"STARTTLS on an SSL port", WhoConnectAdmin, &mail.NotSMTPError{Server: mixed, Speaks: mail.SpeaksTLS}, true},
		{"a web server", WhoNetworkAdmin, &mail.NotSMTPError{Server: tlsPort, Speaks: mail.SpeaksHTTP}, true},
		{"something else", WhoNetworkAdmin, &mail.NotSMTPError{Server: tlsPort}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			english, dutch := Explain(tt.err, acme), Explain(tt.err, Context{Lang: msg.Dutch})
			if english.Who != tt.who {
				t.Errorf("%s mends it", english.Who)
			}
			en, nl := strings.Join(english.Fix, "\n"), strings.Join(dutch.Fix, "\n")
			if strings.Contains(en, "465 goes with SSL, 587 with STARTTLS") != tt.pairs || strings.Contains(nl, "465 hoort bij SSL, 587 bij STARTTLS") != tt.pairs {
				t.Errorf("%s\n%s", en, nl)
			}
		})
	}
}

// Where the asset is wrong, nobody is sent to a firewall or told to go on.
func TestMixedUpIsNotTheNetworks(t *testing.T) {
	mixed := mail.Server{Host: "smtp.gmail.com", Port: 465, Security: mail.STARTTLS}
	f := Explain(&mail.ConnectError{Server: mixed, Phase: "greeting", Err: context.DeadlineExceeded}, acme)
	all := strings.Join(append(f.Fix, f.Cause), "\n")
	for _, wrong := range []string{"firewall", "network", "without this proof", "need not concern"} {
		if strings.Contains(all, wrong) {
			t.Errorf("%q in\n%s", wrong, all)
		}
	}
}

// What is said hangs on what was refused: not every refusal is the network's.
func TestWhatWasRefused(t *testing.T) {
	const ports, clock = "465 goes with SSL", "clock to automatic"
	company := x509.HostnameError{Certificate: &x509.Certificate{DNSNames: []string{"mail.hotel.example"}}, Host: "smtp.gmail.com"}
	for _, tt := range []struct {
		name, who     string
		err           error
		says, silence []string
	}{
		{"browser", WhoMailboxOwner, reply("auth", 534, "5.7.14", "Please log in via your web browser", nil), []string{"in a browser once", "support@acme.example", "myaccount.google.com/security"}, []string{ports, "network"}},
		{"password", WhoConnectAdmin, reply("auth", 534, "5.7.9", "Application-specific password required", nil), []string{"OAuth 2.0", "Generate Token"}, []string{ports, "network"}},
		{"no login", WhoConnectAdmin, reply("auth", 530, "5.5.1", "Authentication Required", nil), []string{"OAuth 2.0"}, []string{ports}},
		{"no STARTTLS", WhoYou, reply("auth", 530, "5.7.0", "Must issue a STARTTLS command first", nil), []string{ports}, nil},
		{"sender", WhoMailboxOwner, reply("mail", 553, "5.7.1", "not yours", nil), []string{"the sender", "Email ID and Username"}, []string{ports, "this connection"}},
		{"recipient", WhoMailboxOwner, reply("rcpt", 550, "5.1.1", "no such user", nil), []string{"the recipient", "--tier send"}, []string{ports, "this connection"}},
		{"content", WhoMailboxOwner, reply("data", 552, "5.7.0", "blocked", nil), []string{"too large", "Gmail -> Compliance"}, []string{ports, "this connection"}},
		{"way in", WhoYou, reply("greeting", 554, "", "go away", nil), []string{ports, "this connection"}, nil},
		{"other name", WhoConnectAdmin, &mail.TLSError{Server: tlsPort, Phase: "tls", Issuer: "CN=Made-up CA", Err: company}, []string{"for mail.hotel.example", "SMTP Server"}, []string{"--ca-file", "does not trust"}},
		{"other CA", WhoNetworkAdmin, &mail.TLSError{Server: tlsPort, Phase: "tls", Issuer: "CN=Made-up CA", Err: x509.UnknownAuthorityError{Cert: companyCertificate}}, []string{"--ca-file"}, []string{"another name"}},
		{"ended", WhoNetworkAdmin, notValid(true, 0), []string{"to 2026-06-01 00:00 UTC", "must renew"}, []string{clock}},
		{"clock behind", WhoYou, notValid(true, -90*time.Minute), []string{"to 2026-06-01 00:00 UTC", clock, "90 minutes behind"}, []string{"must renew"}},
		{"not compared", WhoNetworkAdmin, notValid(false, 0), []string{"to 2026-06-01 00:00 UTC", "time.is", "must renew"}, []string{clock}},
		{"web, other name", WhoNetworkAdmin, got(x509.HostnameError{Certificate: companyCertificate, Host: "gmail.googleapis.com"}), []string{"for another name", "asks for a sign-in"}, []string{"--ca-file"}},
		{"lost", WhoMailboxOwner, &check.EchoError{MessageID: "made-up@acme.example", Waited: 30 * time.Second}, []string{"rfc822msgid:made-up@acme.example", "30s", "--tier send"}, []string{ports}},
		{"addresses", WhoYou, broken(asset.FieldAccessTokenURL, "https://oauth2.googleapis.co/token", asset.RuleProvider), []string{"is not Google's", "oauth2.googleapis.co"}, nil},
	} {
		f := Explain(tt.err, acme)
		said := strings.Join(append(f.Fix, f.Summary, f.Cause), "\n")
		if f.Who != tt.who {
			t.Errorf("%s: %s mends it", tt.name, f.Who)
		}
		for _, words := range tt.says {
			if !strings.Contains(said, words) {
				t.Errorf("%s: %q is missing:\n%s", tt.name, words, said)
			}
		}
		for _, words := range tt.silence {
			if strings.Contains(said, words) {
				t.Errorf("%s: %q in\n%s", tt.name, words, said)
			}
		}
	}
}

// A pasted refusal of a mail is not taken for one of the login.
func TestPastedRefusalsOfAMail(t *testing.T) {
	for text, want := range map[string]string{
		"552-5.3.4 Your message exceeded Google's message size limits. Visit\n552 5.3.4 https://support.google.com/mail/?p=MaxSizeError - gsmtp":                                              "mail-content",
		"550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550 5.7.26 To learn more, see https://support.google.com/mail/answer/81126 - gsmtp":                    "mail-content",
		"550-5.7.1 [192.0.2.1 12] Our system has detected that this message is\n550 5.7.1 likely unsolicited mail. - gsmtp":                                                                   "mail-content",
		"552 5.7.0 This message was blocked because its content presents a potential security issue. - gsmtp":                                                                                 "mail-content",
		"C: EHLO [127.0.0.1]\nS: 250 ok\nC: AUTH XOAUTH2 x\nS: 235 2.7.0 Accepted\nC: MAIL FROM:<a@acme.example>\nS: 553 5.7.1 Sender address rejected: not owned by user":                    "mail-sender",
		"EHLO x\n250 smtp.gmail.com\nAUTH XOAUTH2 x\n235 2.7.0 Accepted\nMAIL FROM:<a@acme.example>\n250 2.1.0 OK\nRCPT TO:<b@acme.example>\n554 5.7.1 <b@acme.example>: Relay access denied": "mail-recipient",
		"EHLO x\n250 smtp.gmail.com\nAUTH XOAUTH2 x\n235 2.7.0 Accepted\nDATA\n354 go\n554 5.7.1 rejected by policy":                                                                          "mail-content",
		"534-5.7.14 Please log in via your web browser and then try again.\n534 5.7.14 https://support.google.com/mail/answer/78754 - gsmtp":                                                  "browser",
		"smtp: 550 5.7.1 your address is not allowed to connect":                                                                                                                              "",
	} {
		err, ok := Recognise(text)
		if f := Explain(err, acme); !ok || f.Code != "smtp-refused" || f.Facts["reason"] != want {
			t.Errorf("%q: %s %q", text, f.Code, f.Facts)
		}
	}
}

// A server that had answered before it fell silent is no firewall's silence.
func TestSilenceAfterAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		server mail.Server
		phase  string
		later  bool
	}{
		{tlsPort, "dial", false}, {tlsPort, "tls", false}, {tlsPort, "greeting", false}, {tlsPort, "ehlo", true}, {tlsPort, "auth", true},
		{startTLSPort, "dial", false}, {startTLSPort, "starttls", true}, {startTLSPort, "tls", true}, {startTLSPort, "data", true},
	} {
		err := &mail.ConnectError{Server: tt.server, Phase: tt.phase, Err: context.DeadlineExceeded}
		for lang, words := range map[msg.Lang][2]string{msg.English: {"It answered, then fell silent at " + tt.phase, "Nothing answers"}, msg.Dutch: {"zweeg daarna bij " + tt.phase, "geen antwoord"}} {
			f := Explain(err, Context{Lang: lang})
			said := f.Summary + "\n" + f.Cause + "\n" + strings.Join(f.Fix, "\n")
			if f.Code != "smtp-unreachable" || f.Facts["reason"] != "timeout" || strings.Contains(f.Cause, words[0]) != tt.later || tt.later && (strings.Contains(f.Cause, words[1]) || strings.Contains(said, "(465, 587)")) {
				t.Errorf("%s, %s: %s", tt.server, tt.phase, said)
			}
			checkFinding(t, tt.phase, f, Context{Lang: lang})
		}
	}
}
