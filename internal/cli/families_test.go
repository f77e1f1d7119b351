package cli

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// names is a resolver that knows these addresses for every name.
func names(addresses ...string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go serveNames(theirs, addresses)
		return ours, nil
	}}
}

// serveNames answers questions over a stream (RFC 1035 section 4.2.2).
func serveNames(c net.Conn, addresses []string) {
	defer c.Close()
	for {
		var length [2]byte
		if _, err := io.ReadFull(c, length[:]); err != nil {
			return
		}
		asked := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(c, asked); err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(asked) != nil || len(m.Questions) == 0 {
			return
		}
		m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
		m.Answers = records(m.Questions[0], addresses)
		packed, err := m.Pack()
		if err != nil {
			return
		}
		_, _ = c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...))
	}
}

func records(q dnsmessage.Question, addresses []string) (all []dnsmessage.Resource) {
	for _, address := range addresses {
		at := netip.MustParseAddr(address)
		head := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}
		switch {
		case q.Type == dnsmessage.TypeA && at.Is4():
			all = append(all, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: at.As4()}})
		case q.Type == dnsmessage.TypeAAAA && at.Is6():
			all = append(all, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: at.As16()}})
		}
	}
	return all
}

// TestEitherFamily: a name with an IPv6 address that leads nowhere, and a server
// that only IPv6 leads to.
func TestEitherFamily(t *testing.T) {
	four := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "by IPv4") }))
	defer four.Close()
	_, port, _ := net.SplitHostPort(four.Listener.Addr().String())
	six := func(then error) func(context.Context, string, string, syscall.RawConn) error {
		return func(ctx context.Context, network, _ string, _ syscall.RawConn) error {
			if network != "tcp6" {
				return nil
			}
			if then == nil {
				<-ctx.Done() // packets that nobody answers
				return ctx.Err()
			}
			return then
		}
	}
	for name, control := range map[string]func(context.Context, string, string, syscall.RawConn) error{
		"silent": six(nil), "off": six(syscall.ENETUNREACH), "refused": six(syscall.ECONNREFUSED),
	} {
		begun := time.Now()
		d := &net.Dialer{Timeout: dialTime, Resolver: names("2001:db8::1", "127.0.0.1"), ControlContext: control}
		transport := newTransport(d, nil)
		got := fetch(transport, "http://mail.example.com:"+port)
		if took := time.Since(begun); got != "by IPv4" || took > 3*time.Second {
			t.Errorf("IPv6 is %s: %q after %v", name, got, took)
		}
		transport.CloseIdleConnections()
	}
}

func TestIPv6Alone(t *testing.T) {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6: ", err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "by IPv6") }))
	_ = server.Listener.Close()
	server.Listener = l
	server.Start()
	defer server.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for _, resolver := range []*net.Resolver{names("::1"), names("::1", "127.0.0.1")} {
		transport := newTransport(&net.Dialer{Timeout: dialTime, Resolver: resolver}, nil)
		if got := fetch(transport, "http://mail.example.com:"+port); got != "by IPv6" {
			t.Error(got)
		}
		transport.CloseIdleConnections()
	}
}
