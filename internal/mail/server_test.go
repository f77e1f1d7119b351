package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"flag"
	"fmt"
	"math/big"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain fails when the tests leave goroutines behind.
func TestMain(m *testing.M) {
	before := runtime.NumGoroutine()
	code := m.Run()
	if flag.Lookup("test.fuzz").Value.String() != "" {
		os.Exit(code) // the fuzzing engine keeps goroutines of its own
	}
	for end := time.Now().Add(2 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(end); {
		runtime.Gosched()
	}
	if runtime.NumGoroutine() > before && code == 0 {
		fmt.Println("goroutines are left:")
		_ = pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
		code = 1
	}
	os.Exit(code)
}

// pki is a certificate authority in memory, with a certificate of each kind.
var pki = sync.OnceValue(func() (p struct {
	roots                            *x509.CertPool
	good, selfSigned, expired, wrong *tls.Config
}) {
	now := time.Now()
	serial := int64(0)
	issue := func(name string, until time.Time, ca *x509.Certificate, caKey *ecdsa.PrivateKey) tls.Certificate {
		key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		serial++
		template := &x509.Certificate{
			SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
			NotBefore: now.Add(-48 * time.Hour), NotAfter: until, IsCA: ca == nil, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		}
		if name != "other.test" {
			template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
		}
		if ca == nil {
			ca, caKey = template, key
		}
		der, err := x509.CreateCertificate(rand.Reader, template, ca, &key.PublicKey, caKey)
		if err != nil {
			panic(err)
		}
		leaf, _ := x509.ParseCertificate(der)
		return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
	}
	config := func(c tls.Certificate) *tls.Config { return &tls.Config{Certificates: []tls.Certificate{c}} }
	ca := issue("Made-up CA", now.Add(time.Hour), nil, nil)
	key := ca.PrivateKey.(*ecdsa.PrivateKey)
	p.roots = x509.NewCertPool()
	p.roots.AddCert(ca.Leaf)
	p.good = config(issue("smtp.test", now.Add(time.Hour), ca.Leaf, key))
	p.expired = config(issue("smtp.test", now.Add(-time.Hour), ca.Leaf, key))
	p.wrong = config(issue("other.test", now.Add(time.Hour), ca.Leaf, key))
	p.selfSigned = config(issue("self.test", now.Add(time.Hour), nil, nil))
	return p
})

// scripted is a server that says what its script says, and holds its client to
// it. The lines of the script:
//
//	S: TEXT   send the line        RAW: BYTES   send exactly these
//	C: TEXT   the client says it; TEXT… is a beginning
//	TLS       handshake            CALL         call the function at
//	END       the client hangs up  HANG         read until it does
//	READ      one byte, any
//	RESET     break off            DRIP: BYTES  one byte per second
//
// At the end of the script the connection is closed.
type scripted struct {
	t     *testing.T
	tls   *tls.Config
	lines []string
	at    func()
	done  chan struct{}
}

// serve runs the script for one client.
func (s *scripted) serve(t *testing.T, security Security) Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.t, s.done = t, make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		conn, err := listener.Accept()
		if err != nil {
			return // the client never came
		}
		defer conn.Close()
		running.Go(func() { <-s.done; conn.Close() })
		s.play(conn)
	})
	t.Cleanup(func() {
		listener.Close()
		close(s.done)
		running.Wait()
	})
	return Server{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: security}
}

func (s *scripted) play(conn net.Conn) {
	raw, reader := conn, bufio.NewReader(conn)
	for _, line := range s.lines {
		verb, text, _ := strings.Cut(line, " ")
		switch verb {
		case "S:":
			_, _ = conn.Write([]byte(text + "\r\n"))
		case "RAW:":
			_, _ = conn.Write([]byte(text))
		case "C:":
			if !s.expect(reader, text) {
				return
			}
		case "END":
			if got, err := reader.ReadString('\n'); err == nil {
				s.t.Errorf("the client says %q, want it to hang up", got)
			}
		case "HANG":
			for err := error(nil); err == nil; {
				_, err = reader.ReadByte()
			}
		case "READ":
			_, _ = reader.ReadByte()
		case "TLS":
			conn = tls.Server(raw, s.tls)
			reader = bufio.NewReader(conn)
			if conn.(*tls.Conn).Handshake() != nil {
				return // the client judges
			}
		case "CALL":
			s.at()
		case "RESET":
			_ = raw.(*net.TCPConn).SetLinger(0)
		case "DRIP:":
			s.drip(conn, text)
		default:
			s.t.Errorf("the script says %q", line)
		}
	}
}

func (s *scripted) expect(reader *bufio.Reader, want string) bool {
	got, err := reader.ReadString('\n')
	got = strings.TrimRight(got, "\r\n")
	start, open := strings.CutSuffix(want, "…")
	if err != nil || (got != want && !(open && strings.HasPrefix(got, start))) {
		s.t.Errorf("the client says %q, %v; want %q", got, err, want)
		return false
	}
	return true
}

func (s *scripted) drip(conn net.Conn, text string) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for _, b := range []byte(text) {
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		select {
		case <-every.C:
		case <-s.done:
			return
		}
	}
}
