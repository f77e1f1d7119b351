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
