//go:build unix

package oauth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"
)

// processTime is the CPU time that this process has used.
func processTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// benchmarkPage measures from the redirect, delivered to the listener, to the
// last byte of the page. The CPU time is that of the whole process, with the
// token endpoint and the browser's side in it: ours is less. With -benchtime 1x
// it is that of the first time, which is what a person waits for.
func benchmarkPage(b *testing.B, p *provider, warm bool) {
	var used time.Duration
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		idle := make(chan struct{})
		f := flowTo(p)
		f.Idle = func() {
			if warm {
				_, _ = x509.SystemCertPool()
			}
			close(idle)
		}
		l := await(listenTo(b, context.Background(), f), p)
		<-idle
		c := l.dial(b)
		request := get(CallbackPath+"?"+l.genuine(), l.host)
		begun := processTime(b)
		b.StartTimer()
		_, _ = io.WriteString(c, request)
		got := receive(b, c)
		b.StopTimer()
		used += processTime(b) - begun
		if _, err := l.end(b); got.status != http.StatusOK && err == nil {
			b.Fatal(got.status)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(used.Microseconds())/float64(b.N), "cpu-us/op")
}

func BenchmarkRedirectToPage(b *testing.B) { benchmarkPage(b, newProvider(b, good), true) }

// BenchmarkRedirectToPageTLS is refused for a certificate of nobody's, by the
// system's authorities: what is read there is read as with Google.
func BenchmarkRedirectToPageTLS(b *testing.B) {
	for name, warm := range map[string]bool{"cold": false, "warm": true} {
		b.Run(name, func(b *testing.B) {
			server := httptest.NewUnstartedServer(good)
			server.Config.ErrorLog = silent()
			server.StartTLS()
			defer server.Close()
			p := newProvider(b, good)
			p.URL = server.URL
			p.transport.TLSClientConfig = &tls.Config{}
			benchmarkPage(b, p, warm)
		})
	}
}
