package oauth

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func silent() *log.Logger { return log.New(io.Discard, "", 0) }

const portal = "http://portal.hotel.example:8080/login"

func dated(at time.Time, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", at.UTC().Format(http.TimeFormat))
		then(w, r)
	}
}

// TestPageInstead: a stranger's page is told from an answer of the endpoint's.
func TestPageInstead(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		page   bool
		host   string
		says   string
	}{
		{"200 in HTML", says(200, "text/html; charset=utf-8", "<html>Welcome"), true, "", "web page"},
		{"200 in XHTML", says(200, "application/xhtml+xml", "<html/>"), true, "", "web page"},
		{"200 of no kind", raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n \r\n<!DOCTYPE html>"), true, "", "web page"},
		{"200 as plain text", says(200, "text/plain", "\n<html>"), true, "", "web page"},
		{"403 of a proxy", says(403, "text/html", "<title>Denied"), true, "", "status 403, it is a web page"},
		{"407", says(407, "text/html", ""), true, "", "status 407"},
		{"511", says(511, "application/json", "{}"), true, "", "status 511"},
		{"511 in HTML", says(511, "text/html", "<html>"), true, "", "status 511"},
		{"302 elsewhere", to(302, portal), true, "portal.hotel.example:8080", "points to portal.hotel.example:8080"},
		{"307 elsewhere", to(307, portal), true, "portal.hotel.example:8080", "status 307"},
		{"302 with the secrets", to(302, "http://"+clientSecret+".example/"), true, "", "points to [secret:"},
		{"302 with escapes", to(302, "http://a%1b.example/"), false, "", "parse"},
		{"302 to itself", to(302, "/elsewhere"), false, "", "status 302"},
		{"302 to nowhere", says(302, "application/json", ""), false, "", "status 302"},
		{"502 of the endpoint's own", says(502, "text/html", "<html>Error 502 (Server Error)!!1"), false, "", "status 502"},
		{"404 of the endpoint's own", says(404, "text/html", "<html>Error 404 (Not Found)!!1"), false, "", "status 404"},
		{"200 in JSON", json200("{}"), false, "", "no access token"},
		{"200 empty", says(200, "text/plain", ""), false, "", "no access token"},
		{"refused in HTML", says(400, "text/html", `{"error":"invalid_grant"}`), false, "", "invalid_grant"},
		{"cut off", raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<"), false, "", "EOF"},
	} {
		for _, act := range acts {
			leakless(t)
			_, err := act.do(t.Context(), newProvider(t, tt.answer).endpoint())
			var failed *TokenError
			if !errors.As(err, &failed) || failed.Page != tt.page || tt.host != "" && failed.Host != tt.host || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s, %s: %+v: %v", act.name, tt.name, failed, err)
			}
			discreet(t, tt.name, err.Error()+" "+failed.Host, act.sent)
			printable(t, err.Error())
		}
	}
}

// TestJSONClient: the same for what is read from an API with a bearer token.
func TestJSONClient(t *testing.T) {
	const token = "made-up-access-0123456789"
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		page   bool
		says   string
	}{
		{"a page", says(200, "text/html", "<html>"), true, "status 200 with a web page"},
		{"511", says(511, "text/html", "<html>"), true, "status 511"},
		{"elsewhere", to(302, portal), true, "on to portal.hotel.example:8080"},
		{"elsewhere with the token", to(302, "http://"+token+".example"), true, "on to [secret:"},
		{"JSON", says(200, "application/json", "{}"), false, ""},
		{"a refusal", says(403, "application/json", "{}"), false, ""},
		{"trouble", says(502, "text/html", "<html>"), false, ""},
		{"plain", says(200, "text/plain", "  {}"), false, ""},
	} {
		leakless(t)
		p := newProvider(t, tt.answer)
		client := JSONClient(&http.Client{Transport: p.transport}, time.Now, noPause)
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := client.Do(r)
		var seen *BetweenError
		if errors.As(err, &seen) != tt.page || tt.page && !seen.Page {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if tt.page {
			if !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), token) || p.requests() != 1 {
				t.Errorf("%s: %v after %d", tt.name, err, p.requests())
			}
			continue
		}
		if body, err := io.ReadAll(resp.Body); err != nil || resp.Body.Close() != nil || tt.says != "" && string(body) != tt.says {
			t.Errorf("%s: %q, %v", tt.name, body, err)
		}
	}
}

func TestClockOfAnAnswer(t *testing.T) {
	for off, want := range map[time.Duration]time.Duration{
		0: 0, 4 * time.Minute: 0, -4 * time.Minute: 0, 5 * time.Minute: 0,
		6 * time.Minute: 6 * time.Minute, -6 * time.Minute: -6 * time.Minute, 8760 * time.Hour: 8760 * time.Hour,
	} {
		p := newProvider(t, dated(now.Add(-off), says(400, "application/json", `{"error":"invalid_grant"}`)))
		_, err := acts[1].do(t.Context(), p.endpoint())
		var failed *TokenError
		if !errors.As(err, &failed) || failed.Clock != want || failed.Failure != FailureRejected {
			t.Errorf("%v off: %+v", off, failed)
		}
	}
	if skew(http.Header{"Date": {"yesterday"}}, now) != 0 || skew(http.Header{}, now) != 0 {
		t.Error("a clock was compared with nothing")
	}
}

// issue makes a certificate for a host, signed by an authority of its own.
func issue(t testing.TB, issuer, host string, from, to time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: issuer, Organization: []string{"Box"}}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: now.AddDate(-50, 0, 0), NotAfter: now.AddDate(50, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: host}, NotBefore: from, NotAfter: to,
		DNSNames: []string{host}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	root, err := x509.CreateCertificate(rand.Reader, authority, authority, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, authority, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if parsed, err := x509.ParseCertificate(root); err == nil {
		pool.AddCert(parsed)
	}
	return tls.Certificate{Certificate: [][]byte{der, root}, PrivateKey: key}, pool
}

// TestCertificates: who signed one that is not trusted is kept, and a time that
// does not fit is told from it.
func TestCertificates(t *testing.T) {
	const issuer = "CN=Made-up Inspector,O=Box"
	year := 365 * 24 * time.Hour
	for _, tt := range []struct {
		name     string
		host     string // in the address
		for_     string // in the certificate
		from, to time.Duration
		trusted  bool
		issuer   string
		clock    time.Duration
	}{
		{"a proxy's", "oauth2.provider.com", "oauth2.provider.com", -year, year, false, issuer, 0},
		{"another host's", "oauth2.provider.com", "portal.hotel.com", -year, year, true, issuer, 0},
		{"one of this machine", "mail.test", "mail.test", -year, year, false, "", 0},
		{"expired", "oauth2.provider.com", "oauth2.provider.com", -2 * year, -year, true, "", year},
		{"not valid yet", "oauth2.provider.com", "oauth2.provider.com", year, 2 * year, true, "", -year},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			certificate, pool := issue(t, "Made-up Inspector", tt.for_, now.Add(tt.from), now.Add(tt.to))
			if !tt.trusted {
				pool = x509.NewCertPool()
			}
			server := httptest.NewUnstartedServer(good)
			server.Config.ErrorLog, server.TLS = silent(), &tls.Config{Certificates: []tls.Certificate{certificate}}
			server.StartTLS()
			defer server.Close()
			client := &http.Client{Transport: &http.Transport{
				TLSClientConfig: &tls.Config{RootCAs: pool, Time: func() time.Time { return now }},
				DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
					return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
				},
			}}
			e := newProvider(t, good).endpoint()
			e.Client.TokenURI, e.HTTP = "https://"+tt.host+"/token", client
			_, err := acts[0].do(t.Context(), e)
			var failed *TokenError
			if !errors.As(err, &failed) || failed.Failure != FailureUnreachable || failed.Issuer != tt.issuer || failed.Clock != tt.clock {
				t.Errorf("%+v: %v", failed, err)
			}
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+tt.host+"/api", nil)
			_, err = JSONClient(client, func() time.Time { return now }, noPause).Do(r)
			var seen *BetweenError
			if named := tt.issuer != "" || tt.clock != 0; errors.As(err, &seen) != named || named && (seen.Issuer != tt.issuer || seen.Clock != tt.clock) {
				t.Errorf("%+v: %v", seen, err)
			}
			var verification *tls.CertificateVerificationError
			if !errors.As(err, &verification) {
				t.Errorf("the cause is lost: %v", err)
			}
		})
	}
}

func TestPublicHosts(t *testing.T) {
	for host, want := range map[string]bool{
		"oauth2.googleapis.com": true, "oauth2.googleapis.com.": true, "8.8.8.8": true, "2001:4860:4860::8888": true,
		"localhost": false, "a.localhost": false, "127.0.0.1": false, "::1": false, "10.0.0.1": false, "192.168.1.1": false, "fd00::1": false,
		"169.254.169.254": false, "fe80::1": false, "0.0.0.0": false, "printer": false, "Printer.LOCAL": false, "x.internal": false, "mail.test": false, "": false,
	} {
		if public(host) != want {
			t.Errorf("%q: %v", host, !want)
		}
	}
}

// refusingProxy answers every CONNECT with a status, and remembers nothing.
func refusingProxy(t testing.TB, status string) *url.URL {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = http.ReadRequest(bufio.NewReader(c))
			_, _ = io.WriteString(c, "HTTP/1.1 "+status+"\r\nContent-Length: 4\r\n\r\nnope")
			_ = c.Close()
		}
	}()
	return &url.URL{Scheme: "http", Host: l.Addr().String(), User: url.UserPassword("somebody", "made-up-proxy-password")}
}

// TestAProxyRefuses: it is named, and its password is not.
func TestAProxyRefuses(t *testing.T) {
	for status, want := range map[string]int{"407 Proxy Authentication Required": 407, "403 Forbidden": 403, "511 \x1b[2J": 511, "302 Found": 302} {
		leakless(t)
		at := refusingProxy(t, status)
		e := newProvider(t, good).endpoint()
		e.Client.TokenURI = "https://oauth2.provider.com/token"
		e.HTTP = &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(at), OnProxyConnectResponse: ProxyAnswer}}
		_, err := acts[0].do(t.Context(), e)
		var failed *TokenError
		var proxy *ProxyError
		if !errors.As(err, &failed) || failed.Failure != FailureUnreachable || !errors.As(err, &proxy) {
			t.Fatalf("%v", err)
		}
		if *proxy != (ProxyError{Proxy: at.Host, Target: "oauth2.provider.com:443", Status: want}) || !strings.Contains(err.Error(), at.Host) {
			t.Errorf("%+v: %v", proxy, err)
		}
		discreet(t, "the error", err.Error(), append(acts[0].sent, "made-up-proxy-password"))
		printable(t, err.Error())
	}
}

// FuzzAnswerHeaders: what a stranger puts into the headers that are looked at.
func FuzzAnswerHeaders(f *testing.F) {
	f.Add(302, portal, "1", "Sun, 22 Nov 2026 09:00:00 GMT", "text/html")
	f.Add(503, "", "Sun, 22 Nov 2026 09:00:30 GMT", "", "application/json")
	f.Add(301, "http://\x1b[2J@"+clientSecret+"/", "99999999999", "Mon", "")
	f.Fuzz(func(t *testing.T, status int, location, retry, date, kind string) {
		e := TokenEndpoint{Client: &Client{TokenURI: "https://provider.example/token"}, Now: func() time.Time { return now }, Timeout: enough, Pause: noPause,
			HTTP: &http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200 + (status%400+400)%400, Request: r, Body: io.NopCloser(strings.NewReader("<html>")),
					Header: http.Header{"Location": {location}, "Retry-After": {retry}, "Date": {date}, "Content-Type": {kind}}}, nil
			})}}
		_, err := acts[1].do(context.Background(), e)
		var failed *TokenError
		if !errors.As(err, &failed) || failed.RetryAfter < 0 || failed.Clock != 0 && failed.Clock.Abs() <= maxSkew {
			t.Fatalf("%+v", err)
		}
		printable(t, err.Error()+failed.Host)
	})
}
