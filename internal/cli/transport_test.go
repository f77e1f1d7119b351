package cli

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mailasset/internal/asset"
)

// fetch asks for an address as the program does, and says what came.
func fetch(t http.RoundTripper, address string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err.Error()
	}
	response, err := (&http.Client{Transport: t}).Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return string(body)
}

const childAddress, childCA = "MAILASSET_TEST_ADDRESS", "MAILASSET_TEST_CA"

// TestProxyChild is the program in TestProxy: net/http reads the proxy variables
// once in the life of a process.
func TestProxyChild(t *testing.T) {
	address := os.Getenv(childAddress)
	if address == "" {
		t.Skip("it runs within TestProxy")
	}
	net.DefaultResolver = names("127.0.0.1")
	a := &app{options: options{caFile: os.Getenv(childCA)}}
	roots, err := a.roots(asset.Endpoints{})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("<<%s>>", fetch(a.transport(roots), address))
}

// proxy is an HTTP proxy on loopback. It connects everybody to one server,
// whoever is asked for.
type proxy struct {
	at     string
	server string
	status string // of the answer to CONNECT
	mu     sync.Mutex
	asked  []string
}

func startProxy(t *testing.T, server, status string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	p := &proxy{at: l.Addr().String(), server: server, status: status}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
}

func (p *proxy) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.RequestURI)
	p.mu.Unlock()
	if r.Method != http.MethodConnect {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nby itself")
		return
	}
	_, _ = io.WriteString(c, "HTTP/1.1 "+p.status+"\r\n\r\n")
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(server, in) }()
	_, _ = io.Copy(c, server)
}

// child runs TestProxyChild with these variables and no other proxy.
func child(t *testing.T, address, caFile string, variables ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxyChild$")
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, childAddress+"="+address, childCA+"="+caFile)
	cmd.Env = append(cmd.Env, variables...)
	said, err := cmd.CombinedOutput()
	_, said2, begun := strings.Cut(string(said), "<<")
	got, _, ended := strings.Cut(said2, ">>")
	if err != nil || !begun || !ended {
		t.Fatalf("the child: %v: %s", err, said)
	}
	return got
}

// TestProxy: the proxy variables and --ca-file, in the program's own transport.
func TestProxy(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "at "+r.Host) }))
	defer server.Close()
	caFile := filepath.Join(t.TempDir(), "ca.pem")
	doc := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(caFile, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	own := server.Listener.Addr().String()
	_, port, _ := net.SplitHostPort(own)
	named := "oauth.example.com:" + port
	for _, tt := range []struct {
		name, address, caFile, variables, status string
		want                                     string // in what came
		asked                                    string // of the proxy
	}{
		{"https", "https://oauth.example.com/x", caFile, "HTTPS_PROXY=http://%s", "200 OK", "at oauth.example.com", "CONNECT oauth.example.com:443"},
		{"in small letters", "https://oauth.example.com/x", caFile, "https_proxy=%s", "200 OK", "at oauth.example.com", "CONNECT oauth.example.com:443"},
		{"another's variable", "https://" + named, caFile, "HTTP_PROXY=http://%s", "200 OK", "at oauth.example.com", ""},
		{"plain", "http://oauth.example.com/x", caFile, "HTTP_PROXY=http://%s", "200 OK", "by itself", "GET http://oauth.example.com/x"},
		{"NO_PROXY", "https://" + named, caFile, "HTTPS_PROXY=http://%s NO_PROXY=.example.com", "200 OK", "at oauth.example.com", ""},
		{"NO_PROXY of another", "https://" + named, caFile, "HTTPS_PROXY=http://%s NO_PROXY=example.org", "200 OK", "at oauth.example.com", "CONNECT " + named},
		{"loopback", "https://" + own, caFile, "HTTPS_PROXY=http://%s", "200 OK", "at 127.0.0.1", ""},
		{"none", "https://" + named, caFile, "X=1", "200 OK", "at oauth.example.com", ""},
		{"without --ca-file", "https://" + named, "", "X=1", "200 OK", "certificate", ""},
		{"407", "https://oauth.example.com", caFile, "HTTPS_PROXY=http://u:made-up-password@%s", "407 No", "refuses to connect to oauth.example.com:443: 407", "CONNECT oauth.example.com:443"},
		{"403", "https://oauth.example.com", caFile, "HTTPS_PROXY=http://%s", "403 No", "refuses to connect to oauth.example.com:443: 403", "CONNECT oauth.example.com:443"},
	} {
		p := startProxy(t, own, tt.status)
		variables := strings.Fields(strings.Replace(tt.variables, "%s", p.at, 1))
		got := child(t, tt.address, tt.caFile, variables...)
		p.mu.Lock()
		if asked := strings.Join(p.asked, ", "); !strings.Contains(got, tt.want) || asked != tt.asked || strings.Contains(got, "made-up-password") {
			t.Errorf("%s: got %q, the proxy was asked %q", tt.name, got, asked)
		}
		p.mu.Unlock()
	}
}

// TestTransportBounds: a transport bounds a connection, its header and
// its TLS even where a context would not.
func TestTransportBounds(t *testing.T) {
	transport := newTransport(&net.Dialer{}, x509.NewCertPool())
	if transport.TLSHandshakeTimeout == 0 || transport.IdleConnTimeout == 0 || transport.MaxResponseHeaderBytes != maxHeader ||
		transport.Proxy == nil || !transport.ForceAttemptHTTP2 || transport.TLSClientConfig.RootCAs == nil {
		t.Errorf("%+v", transport)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X", strings.Repeat("x", 2*maxHeader))
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
	if response, err := transport.RoundTrip(request); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a header without end: %v, %v", response, err)
	}
}

func TestWarm(t *testing.T) {
	warm()
	begun := time.Now()
	warm()
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the second time took %v", took)
	}
}

// TestTheNarratorIsInert: what a server calls its answer must not steer the
// terminal.
func TestTheNarratorIsInert(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, _ = io.WriteString(c, "HTTP/1.1 200 \x1b]0;made up\x07\u202eOK\r\nContent-Length: 2\r\n\r\nok")
			err = c.Close()
		}
		if err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	var said strings.Builder
	n := &narrator{server.Client().Transport, func(what string, _ time.Duration) { said.WriteString(what + "\n") }}
	if got := fetch(n, server.URL+"/a%1b%5b31m%e2%80%ae?code=MADEUP"); got != "ok" {
		t.Error(got)
	}
	if strings.ContainsAny(said.String(), "\x1b\x07\u202e") || strings.Contains(said.String(), "MADEUP") || !strings.Contains(said.String(), "/a%1b%5b31m%e2%80%ae: 200 ") {
		t.Errorf("%q", said.String())
	}
}

func TestDocumentsDoNotSteerTheTerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := "a\u202e\u009b\x1b\n\U000e0041☃"
	(&app{Streams: Streams{Out: w}}).writeJSON(map[string]string{"a": want})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	doc, err := io.ReadAll(r)
	var got map[string]string
	if err != nil || json.Unmarshal(doc, &got) != nil || got["a"] != want || strings.ContainsAny(string(doc), "\u202e\u009b\x1b\U000e0041") || !strings.Contains(string(doc), "☃") {
		t.Errorf("%v: %q", err, doc)
	}
	if got := inertLines("a\x1b[31mb\nc\u202ed"); got != "a [31mb\ncd" {
		t.Errorf("%q", got)
	}
}
