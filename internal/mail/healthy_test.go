package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"mailasset/internal/secret"
)

// backend is go-smtp's side of a healthy server: others wrote its SMTP. It takes
// one SASL response and no mail.
type backend struct {
	t      *testing.T
	accept string
	logins atomic.Int32
	waited atomic.Bool // the client waited for a 334 with its response
}

func (b *backend) NewSession(*smtp.Conn) (smtp.Session, error) { return b, nil }
func (b *backend) AuthMechanisms() []string                    { return []string{"PLAIN", "XOAUTH2"} }
func (b *backend) Auth(mech string) (sasl.Server, error) {
	if mech != "XOAUTH2" {
		b.t.Errorf("the client asks for %s", mech)
	}
	return b, nil
}

func (b *backend) Next(response []byte) ([]byte, bool, error) {
	switch {
	case response == nil:
		b.waited.Store(true)
		return nil, false, nil // an empty 334
	case string(response) == b.accept:
		b.logins.Add(1)
		return nil, true, nil
	case len(response) == 0:
		return nil, false, smtp.ErrAuthFailed
	}
	return []byte(`{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}`), false, nil
}

func (b *backend) Reset()        {}
func (b *backend) Logout() error { return nil }
func (b *backend) Mail(string, *smtp.MailOptions) error {
	b.t.Error("the probe sends mail")
	return errors.New("no")
}
func (b *backend) Rcpt(string, *smtp.RcptOptions) error { return b.Mail("", nil) }
func (b *backend) Data(io.Reader) error                 { return b.Mail("", nil) }

// serveHealthy starts a go-smtp server and fails the test when it complains.
func serveHealthy(t *testing.T, security Security, accept string) (Server, *backend) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	b, complaints := &backend{t: t, accept: accept}, new(bytes.Buffer)
	server := smtp.NewServer(b)
	server.Domain, server.TLSConfig, server.ErrorLog = "smtp.test", pki().good, log.New(complaints, "", 0)
	if security == SSL {
		listener = tls.NewListener(listener, pki().good)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Shutdown(context.Background()), <-served); err != nil {
			t.Error(err)
		}
		if complaints.Len() > 0 {
			t.Errorf("the server complains: %s", complaints)
		}
	})
	return Server{Host: "127.0.0.1", Port: port, Security: security}, b
}

func TestLoginOnAHealthyServer(t *testing.T) {
	for _, security := range []Security{SSL, STARTTLS} {
		t.Run(string(security), func(t *testing.T) {
			s, b := serveHealthy(t, security, saslString)
			var told []string
			report, err := login(t, t.Context(), Prober{Tell: func(what string, _ time.Duration) { told = append(told, what) }}, s)
			if want := "SMTP " + s.String() + " AUTH XOAUTH2: 235 2.0.0 Authentication succeeded"; !slices.Equal(told, []string{want}) {
				t.Errorf("told %q, want %q", told, want)
			}
			if err != nil || b.logins.Load() != 1 {
				t.Fatalf("%d logins, %v", b.logins.Load(), err)
			}
			if !strings.HasPrefix(report.Greeting, "smtp.test ESMTP") || report.TLSVersion != "TLS 1.3" {
				t.Errorf("greeting %q, %s", report.Greeting, report.TLSVersion)
			}
			if !slices.Contains(report.Extensions, "PIPELINING") || !slices.Equal(report.Mechanisms, []string{"PLAIN", "XOAUTH2"}) {
				t.Errorf("extensions %q, mechanisms %q", report.Extensions, report.Mechanisms)
			}
			if len(report.Chain) != 1 || report.Chain[0].Issuer != "CN=Made-up CA" || report.Chain[0].DNSNames[0] != "smtp.test" {
				t.Errorf("chain %+v", report.Chain)
			}
			if (report.Reply != Reply{235, "2.0.0", "Authentication succeeded"}) {
				t.Errorf("reply %+v", report.Reply)
			}
		})
	}
}

func TestLoginIsRefusedByAHealthyServer(t *testing.T) {
	s, _ := serveHealthy(t, SSL, "another token")
	report, err := login(t, t.Context(), Prober{}, s)
	want := `reply auth 535 5.7.8 "Authentication failed" {"401" "bearer" "https://mail.google.com/" ""}`
	if got := facts(err); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if report.Reply.Code != 535 || report.Challenge == nil || report.Challenge.Status != "401" {
		t.Errorf("report %+v, %+v", report.Reply, report.Challenge)
	}
}

// RFC 4954 section 4: a token too long for the command line waits for a 334.
func TestALongTokenWaitsForTheServer(t *testing.T) {
	for length, waits := range map[int]bool{300: false, 346: false, 347: true, 1400: true} { // 346 make a line of 511 bytes
		token := strings.Repeat("x", length)
		s, b := serveHealthy(t, SSL, "user=a@b.nl\x01auth=Bearer "+token+"\x01\x01")
		_, err := (Prober{Roots: pki().roots}).Login(t.Context(), s, "a@b.nl", secret.New(token))
		if err != nil || b.logins.Load() != 1 || b.waited.Load() != waits {
			t.Errorf("%d characters: waited %t, %v", length, b.waited.Load(), err)
		}
	}
}

func TestTimingsAreOfThePhasesThatWereBegun(t *testing.T) {
	var ticks atomic.Int64
	clock := func() time.Time { return time.Unix(0, 0).Add(time.Duration(ticks.Add(1)) * time.Millisecond) }
	for security, want := range map[Security]string{
		SSL:      "auth=1 dial=1 ehlo=1 greeting=1 tls=1 total=11",
		STARTTLS: "auth=1 dial=1 ehlo=2 greeting=1 starttls=1 total=13",
	} {
		s, _ := serveHealthy(t, security, saslString)
		report, err := login(t, t.Context(), Prober{Now: clock}, s)
		if got := timings(report); got != want || err != nil {
			t.Errorf("%s: %s, want %s; %v", security, got, want, err)
		}
	}
	s := (&scripted{lines: []string{"S: 421 no", "END"}}).serve(t, STARTTLS)
	report, _ := login(t, t.Context(), Prober{Now: clock}, s)
	if got, want := timings(report), "dial=1 greeting=1 total=5"; got != want {
		t.Errorf("refused at the greeting: %s, want %s", got, want)
	}
}
