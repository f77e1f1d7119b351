package diagnose

import (
	"context"
	"io"
	"strings"
	"testing"

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
