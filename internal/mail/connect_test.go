package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailasset/internal/secret"
)

func timings(r Report) string {
	var words []string
	for _, phase := range slices.Sorted(maps.Keys(r.TimingsMs)) {
		words = append(words, fmt.Sprintf("%s=%d", phase, r.TimingsMs[phase]))
	}
	return strings.Join(words, " ")
}

func TestCertificatesThatCannotBeTrusted(t *testing.T) {
	tests := map[string]struct {
		config *tls.Config
		issuer string
		is     any
	}{
		"self-signed":      {pki().selfSigned, "CN=self.test", new(x509.UnknownAuthorityError)},
		"expired":          {pki().expired, "CN=Made-up CA", new(x509.CertificateInvalidError)},
		"wrong name":       {pki().wrong, "CN=Made-up CA", new(x509.HostnameError)},
		"old TLS":          {&tls.Config{Certificates: pki().good.Certificates, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}, "", nil},
		"wants ours first": {&tls.Config{Certificates: pki().good.Certificates, ClientAuth: tls.RequireAnyClientCert}, "CN=Made-up CA", nil},
	}
	for name, tt := range tests {
		for _, security := range []Security{SSL, STARTTLS} {
			t.Run(name+" "+string(security), func(t *testing.T) {
				script := overTLS
				if security == STARTTLS {
					script = join(helloTLS, []string{"C: STARTTLS", "S: 220 go"}, overTLS)
				}
				s := (&scripted{tls: tt.config, lines: script}).serve(t, security)
				report, err := login(t, t.Context(), Prober{}, s)
				var got *TLSError
				if !errors.As(err, &got) || got.Issuer != tt.issuer || len(report.Chain) != len(got.Chain) {
					t.Fatalf("got %v, issuer %q, want %q; chain %v", err, got.Issuer, tt.issuer, report.Chain)
				}
				if tt.is != nil && !errors.As(err, tt.is) {
					t.Errorf("%v is no %T", err, tt.is)
				}
			})
		}
	}
}

// The certificate must be the host's the person named, not the address's.
func TestTheNameOfTheHostIsAskedFor(t *testing.T) {
	for host, tt := range map[string]struct {
		script []string
		want   string
	}{
		"smtp.test":  {join(sslAuth, []string{"S: 235 2.7.0 Accepted"}, bye), "ok"},
		"other.test": {overTLS, `tls tls x509: certificate is valid for smtp.test, not other.test issuer="CN=Made-up CA"`},
	} {
		at := (&scripted{tls: pki().good, lines: tt.script}).serve(t, SSL)
		p := Prober{Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if addr != host+":465" {
				t.Errorf("dialled %s", addr)
			}
			return new(net.Dialer).DialContext(ctx, network, at.String())
		}}
		_, err := login(t, t.Context(), p, Server{Host: host, Port: 465, Security: SSL})
		if got := facts(err); got != tt.want {
			t.Errorf("%s: got %s, want %s", host, got, tt.want)
		}
	}
}

func TestAClosedPortAndAnUnknownHost(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := Server{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: SSL}
	listener.Close()
	_, err = login(t, t.Context(), Prober{}, closed)
	if facts(err) != "connect dial timeout=false" || err.Error() != "sign in to "+closed.String()+": dial: connect: connection refused" {
		t.Errorf("got %s: %v", facts(err), err)
	}
	unknown := &net.DNSError{Err: "no such host", Name: "smtp.test", IsNotFound: true}
	p := Prober{Dial: func(context.Context, string, string) (net.Conn, error) { return nil, unknown }}
	if _, err = login(t, t.Context(), p, closed); !errors.Is(err, unknown) {
		t.Errorf("got %v", err)
	}
}

func TestAnUnknownSecurityConnectsNowhere(t *testing.T) {
	p := Prober{Dial: func(context.Context, string, string) (net.Conn, error) {
		t.Error("dialled")
		return nil, errors.New("no")
	}}
	if _, err := login(t, t.Context(), p, Server{Host: "smtp.test", Port: 25, Security: "None"}); err == nil {
		t.Error("no error")
	}
}

func TestACancelledContextEndsTheLoginAtOnce(t *testing.T) {
	tests := map[string][]string{
		phaseTLS:  {"READ", "CALL", "HANG"},
		phaseEHLO: join(overTLS, greet, sayEHLO, []string{"CALL", "HANG"}),
		phaseAuth: join(sslAuth, []string{"S: 334 " + challenge, "C: ", "CALL", "HANG"}),
	}
	for phase, script := range tests {
		t.Run(phase, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := (&scripted{tls: pki().good, lines: script, at: cancel}).serve(t, SSL)
			begun := time.Now()
			report, err := login(t, ctx, Prober{}, s)
			var lost *ConnectError
			if !errors.Is(err, context.Canceled) || !errors.As(err, &lost) || lost.Phase != phase || lost.Timeout() {
				t.Errorf("got %v", err)
			}
			if phase == phaseAuth && report.Challenge == nil {
				t.Error("the report lost the challenge")
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// interrupted is a connection that calls before it reads.
type interrupted struct {
	net.Conn
	call func()
}

func (i interrupted) Read(p []byte) (int, error) {
	i.call()
	return i.Conn.Read(p)
}

func TestACancelledContextEndsTheGreetingAndTheDialling(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := (&scripted{lines: []string{"HANG"}}).serve(t, STARTTLS)
	p := Prober{Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		return interrupted{conn, cancel}, err
	}}
	if _, err := login(t, ctx, p, s); facts(err) != "connect greeting timeout=false" || !errors.Is(err, context.Canceled) {
		t.Errorf("at the greeting: got %v", err)
	}
	_, err := login(t, ctx, Prober{}, Server{Host: "127.0.0.1", Port: 1, Security: SSL})
	if facts(err) != "connect dial timeout=false" || !errors.Is(err, context.Canceled) {
		t.Errorf("before dialling: got %v", err)
	}
}

// The caller's own bound counts when it is the shorter one.
func TestTheContextBoundsTheLogin(t *testing.T) {
	s := (&scripted{tls: pki().good, lines: []string{"C: QUIT", "HANG"}}).serve(t, STARTTLS)
	ctx, cancel := context.WithTimeout(t.Context(), short)
	defer cancel()
	if _, err := login(t, ctx, Prober{}, s); facts(err) != "connect greeting timeout=true" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestAWebServerIsNoMailServer(t *testing.T) {
	page := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the web server understood SMTP") })
	plain, encrypted := httptest.NewServer(page), httptest.NewTLSServer(page)
	defer plain.Close()
	defer encrypted.Close()
	roots := x509.NewCertPool()
	roots.AddCert(encrypted.Certificate())
	for name, tt := range map[string]struct {
		server   *httptest.Server
		security Security
	}{
		"plain, STARTTLS": {plain, STARTTLS}, "plain, SSL": {plain, SSL}, "https, SSL": {encrypted, SSL},
	} {
		address, _ := url.Parse(tt.server.URL)
		port, _ := strconv.Atoi(address.Port())
		s := Server{Host: "127.0.0.1", Port: port, Security: tt.security}
		_, err := login(t, t.Context(), Prober{Timeout: 400 * time.Millisecond, Roots: roots}, s)
		if got := facts(err); got != `stranger "HTTP/1.1 400 Bad Request" http` {
			t.Errorf("%s: got %s: %v", name, got, err)
		}
	}
}

// One server of the field repeats the token in its refusal.
func TestWhatWasSentIsHiddenInWhatIsSaid(t *testing.T) {
	refusals := map[string][]string{
		"text":              {"S: 535 5.7.8 bad token " + accessToken + " of " + mailbox},
		"cut":               {"S: 535 5.7.8 bad token " + accessToken[:30] + "..."},
		"base64":            {"S: 535 5.7.8 " + encode(accessToken) + " " + encode(mailbox)},
		"the response":      {"S: 535 5.7.8 " + encode(saslString)},
		"escaped":           {"S: 535 5.7.8 " + url.QueryEscape(accessToken)},
		"hex":               {fmt.Sprintf("S: 535 5.7.8 %x", accessToken)},
		"challenge":         {"S: 334 " + encode(`{"status":"401","scope":"`+accessToken+`"}`), "C: ", "S: 535 no"},
		"raw challenge":     {"S: 334 " + encode("token="+accessToken), "END"},
		"challenge in text": {"S: 334 token=" + accessToken, "END"},
		"no reply at all":   {"S: token " + accessToken, "END"},
		"accepted":          {"S: 235 2.7.0 welcome " + mailbox + " with " + accessToken, "C: QUIT", "S: 221 bye"},
	}
	for name, refusal := range refusals {
		t.Run(name, func(t *testing.T) {
			if last := refusal[len(refusal)-1]; strings.HasPrefix(last, "S: 535") {
				refusal = join(refusal, bye)
			}
			s := (&scripted{tls: pki().good, lines: join(sslAuth, refusal)}).serve(t, SSL)
			report, err := login(t, t.Context(), Prober{}, s)
			document, _ := json.Marshal(report)
			if shown := fmt.Sprint(string(document), err); !strings.Contains(shown, hidden) {
				t.Errorf("nothing is hidden in %s", shown)
			} else if strings.Contains(shown, accessToken[:window]) {
				t.Errorf("the beginning is shown in %s", shown)
			}
		})
	}
}

func TestAReportIsReadableAsJSON(t *testing.T) {
	report, _ := (Prober{}).Login(t.Context(), Server{"smtp.test", 25, "None"}, mailbox, secret.New(accessToken))
	if document, err := json.Marshal(report); string(document) != `{"server":{"host":"smtp.test","port":25,"security":"None"}}` {
		t.Errorf("got %s, %v", document, err)
	}
	report = Report{Reply: Reply{535, "5.7.8", "no"}, Challenge: &Challenge{Status: "400"}, TLSVersion: "TLS 1.3", Mechanisms: []string{"XOAUTH2"}}
	want := `{"server":{"host":"","port":0,"security":""},"mechanisms":["XOAUTH2"],"tlsVersion":"TLS 1.3",` +
		`"reply":{"code":535,"enhanced":"5.7.8","text":"no"},"challenge":{"status":"400"}}`
	if document, err := json.Marshal(report); string(document) != want {
		t.Errorf("got %s, %v", document, err)
	}
}

// overheard is a connection whose other end is listened to on the way.
type overheard struct {
	net.Conn
	heard *bytes.Buffer
}

func (o overheard) Write(p []byte) (int, error) {
	o.heard.Write(p)
	return o.Conn.Write(p)
}

// RFC 3207 section 6: who sits in the middle can take STARTTLS away, refuse it
// or offer AUTH in clear; the token must not come out.
func TestTheTokenNeverTravelsInClear(t *testing.T) {
	lure := join(greet, sayEHLO, []string{"S: 250-smtp.test", "S: 250-STARTTLS", "S: 250 AUTH XOAUTH2", "C: STARTTLS"})
	for name, script := range map[string][]string{
		"taken away": join(hello, bye),
		"refused":    join(lure, []string{"S: 454 4.7.0 later"}, bye),
		"in clear":   join(lure, []string{"S: 220 go", "READ", "S: 250-smtp.test", "S: 250 AUTH XOAUTH2", "HANG"}),
		"slipped in": join(lure, []string{"RAW: 220 go\r\n250-smtp.test\r\n250 AUTH XOAUTH2\r\n235 welcome\r\n", "HANG"}),
		"wrong name": join(lure, []string{"S: 220 go", "TLS"}),
		"hung up on": join(lure, []string{"S: 220 go", "READ", "RESET"}),
	} {
		t.Run(name, func(t *testing.T) {
			heard := new(bytes.Buffer)
			p := Prober{Timeout: short, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, addr)
				return overheard{conn, heard}, err
			}}
			s := (&scripted{tls: pki().wrong, lines: script}).serve(t, STARTTLS)
			if _, err := login(t, t.Context(), p, s); err == nil {
				t.Error("no error")
			}
			if clear := heard.String(); strings.Contains(clear, "AUTH") || clear == "" {
				t.Errorf("heard %q", clear)
			}
			assertHidden(t, heard.String())
		})
	}
}

// A server that wants the token in a second line can refuse before it.
func TestALongTokenIsRefusedBeforeItIsSent(t *testing.T) {
	script := join(overTLS, hello, []string{"C: AUTH XOAUTH2", "S: 504 5.5.4 Unrecognized authentication type"}, bye)
	s := (&scripted{tls: pki().good, lines: script}).serve(t, SSL)
	_, err := (Prober{Roots: pki().roots}).Login(t.Context(), s, mailbox, secret.New(strings.Repeat("x", lineLimit)))
	if got, want := facts(err), `reply auth 504 5.5.4 "Unrecognized authentication type"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
