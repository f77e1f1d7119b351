package oauth

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRetryAfterHeader(t *testing.T) {
	const date, soon = "Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 09:00:30 GMT"
	for _, tt := range []struct {
		value, date string
		want        time.Duration
		told        bool
	}{
		{"0", "", 0, true}, {"120", "", 2 * time.Minute, true}, {"4294967295", "", 4294967295 * time.Second, true},
		{"4294967296", "", 0, false}, {"", "", 0, false}, {"-1", "", 0, false}, {"1.5", "", 0, false}, {"soon", "", 0, false},
		{soon, "", 30 * time.Second, true}, {date, "", 0, true},
		{soon, "Sun, 22 Nov 2026 09:00:20 GMT", 10 * time.Second, true}, // by the answer's clock, not ours
		{"Sun Nov 22 09:00:30 2026", "", 30 * time.Second, true},
	} {
		got, told := retryAfter(http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}, now)
		if got != tt.want || told != tt.told {
			t.Errorf("%q: %v, %v", tt.value, got, told)
		}
	}
}

func TestBackoffHasJitter(t *testing.T) {
	for n := 1; n < maxTries; n++ {
		seen := map[time.Duration]bool{}
		for range 100 {
			d := backoff(n)
			if whole := firstPause << (n - 1); d < whole/2 || d > whole {
				t.Fatalf("after %d: %v", n, d)
			}
			seen[d] = true
		}
		if len(seen) < 50 {
			t.Errorf("after %d: only %d different pauses", n, len(seen))
		}
	}
}

// TestReadsAreRepeated: a GET may be, nothing else.
func TestReadsAreRepeated(t *testing.T) {
	fine := says(200, "application/json", "{}")
	for _, tt := range []struct {
		name   string
		method string
		answer http.HandlerFunc
		asked  int
		status int // 0: an error
	}{
		{"fine", "GET", fine, 1, 200},
		{"429 once", "GET", after(1, says(429, "", "x"), fine), 2, 200},
		{"503 twice", "GET", says(503, "", "x"), 2, 503},
		{"503 with seconds", "GET", after(2, later(503, "1"), fine), 3, 200},
		{"503 for ever", "GET", later(503, "0"), 3, 503},
		{"503 beyond the bound", "GET", later(503, "3600"), 1, 503},
		{"500", "GET", says(500, "", ""), 1, 500},
		{"403", "GET", later(403, "1"), 1, 403},
		{"closed once", "GET", after(1, closing, fine), 2, 200},
		{"closed for ever", "GET", closing, 3, 0},
		{"HEAD", "HEAD", after(1, says(503, "", ""), fine), 2, 200},
		{"POST", "POST", later(503, "0"), 1, 503},
		{"PUT", "PUT", later(503, "0"), 1, 503},
		{"POST, closed", "POST", closing, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			p, waited := newProvider(t, tt.answer), &pauses{}
			ctx, cancel := context.WithTimeout(t.Context(), enough)
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, tt.method, p.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := Repeating{Next: p.transport, Pause: waited.take}.RoundTrip(r)
			status := 0
			if err == nil {
				status = resp.StatusCode
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
			if p.requests() != tt.asked || status != tt.status || len(waited.taken) != tt.asked-1 {
				t.Errorf("asked %d times, waited %v, %d, %v", p.requests(), waited.taken, status, err)
			}
		})
	}
}

func TestABodyIsNotRepeated(t *testing.T) {
	p := newProvider(t, later(503, "0"))
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL, strings.NewReader("once"))
	if resp, err := (Repeating{Next: p.transport, Pause: noPause}).RoundTrip(r); err != nil || resp.Body.Close() != nil || p.requests() != 1 {
		t.Errorf("%v, asked %d times", err, p.requests())
	}
}

// TestProbesAreRepeated, and each try is the same probe.
func TestProbesAreRepeated(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		asked  int
		want   Answer
	}{
		{"fine", to(302, "/v3/signin/identifier"), 1, AnswerAccepted},
		{"closed once", after(1, closing, to(302, "/v3/signin/identifier")), 2, AnswerAccepted},
		{"throttled once", after(1, says(429, "", ""), to(302, "/v3/signin/identifier")), 2, AnswerAccepted},
		{"throttled", says(429, "", ""), 2, AnswerUnknown},
		{"closed", closing, 3, AnswerUnknown},
	} {
		noted, client, p := scripted(t, tt.answer)
		v := p.Redirect(t.Context(), client, RedirectURI(8473), labScope)
		if v.Answer != tt.want || noted.count() != tt.asked || len(noted.states()) != 1 {
			t.Errorf("%s: %s after %d: %v", tt.name, v.Answer, noted.count(), v.Err)
		}
	}
}

// TestTheMadeUpCodeIsSentOnce: it is a POST with a secret, for all it is made up.
func TestTheMadeUpCodeIsSentOnce(t *testing.T) {
	p := newProvider(t, later(503, "0"))
	v := Preflight{HTTP: &http.Client{Transport: p.transport}, Timeout: enough, Pause: noPause}.Credentials(t.Context(), p.endpoint().Client, RedirectURI(8473))
	if v.Answer != AnswerUnknown || p.requests() != 1 {
		t.Errorf("%s after %d", v.Answer, p.requests())
	}
}

// TestARealPauseEnds with the context.
func TestARealPauseEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if !Pause(nil).take(ctx, 0) {
		t.Error("no time is too long")
	}
	cancel()
	if Pause(nil).take(ctx, 0) || sleep(ctx, time.Hour) == nil {
		t.Error("it waits for a context that has ended")
	}
}

// count is how many requests came.
func (a *asks) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.queries)
}
