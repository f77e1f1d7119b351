package lab

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

func TestAPIComplaints(t *testing.T) {
	f := start(t, Config{})
	complaint := func(want string) {
		t.Helper()
		got := f.Complaints()
		if len(got) == 0 || !strings.Contains(got[len(got)-1], want) {
			t.Errorf("no complaint %q in %q", want, got)
		}
	}
	_, made := ask(t, f.call(t, "POST", onEmail, f.body("a"), "trackingid", "one"))
	id := fmt.Sprint(made["appId"])
	if status, second := ask(t, f.call(t, "POST", onEmail, f.body("a"))); status != 200 || second["appId"] == id || second["forwardingAddress"] == made["forwardingAddress"] {
		t.Errorf("a second: %d %v", status, second)
	}
	complaint("a second asset was created for " + mailbox)
	ask(t, f.call(t, "GET", byID(id), "", "trackingid", "one"))
	complaint("a trackingid was used twice")
	_, read := ask(t, f.call(t, "GET", byID(id), ""))
	if status, answer := ask(t, f.call(t, "PUT", byID(id), read)); status != 400 || !strings.Contains(fmt.Sprint(answer["description"]), "masked") {
		t.Errorf("the masked secret: %d %v", status, answer)
	}
	complaint("the masked client secret")

	// Two updates at once: the first has sent its head only.
	body, pipe := io.Pipe()
	slow := f.call(t, "PUT", byID(id), "")
	slow.Body, slow.ContentLength = body, -1
	done := make(chan error, 1)
	go func() {
		response, err := http.DefaultClient.Do(slow)
		if err == nil {
			_ = response.Body.Close()
		}
		done <- err
	}()
	waitFor(t, "the first update", func() bool {
		f.tenant.mu.Lock()
		defer f.tenant.mu.Unlock()
		return f.tenant.find(id).updating == 1
	})
	ask(t, f.call(t, "PUT", byID(id), f.body("a")))
	complaint("updated twice at the same time")
	if _, err := io.WriteString(pipe, encoded(t, f.body("a"))); err != nil {
		t.Fatal(err)
	}
	_ = pipe.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := len(f.Complaints()); got != 4 {
		t.Errorf("complaints %q", f.Complaints())
	}
}

// After 429 a client looks at the asset before it writes again.
func TestRetryAfterRateLimit(t *testing.T) {
	f := start(t, Config{})
	limited := func(method string) {
		f.set(t, "connect-rate-limited")
		if status, _ := ask(t, f.call(t, method, onEmail, f.body("a"))); status != 429 {
			t.Fatalf("%s: %d", method, status)
		}
		f.set(t)
	}
	count := func(want int, what string) {
		t.Helper()
		if got := f.Complaints(); len(got) != want {
			t.Errorf("%s: complaints %q", what, got)
		}
	}
	limited("POST")
	send(t, http.DefaultClient, f.call(t, "GET", onEmail, ""))
	send(t, http.DefaultClient, f.call(t, "POST", onEmail, `{}`))
	count(0, "after a look")
	limited("POST")
	f.clock.advance(time.Hour)
	send(t, http.DefaultClient, f.call(t, "POST", onEmail, `{}`))
	count(1, "without a look")
	limited("GET")
	f.clock.advance(lookAgain)
	send(t, http.DefaultClient, f.call(t, "GET", onEmail, ""))
	count(1, "looking a minute later")
	limited("GET")
	send(t, http.DefaultClient, f.call(t, "GET", onEmail, ""))
	count(2, "looking at once")
	if got := f.Complaints(); !slices.Contains(got, "POST /connectapi/v2/digital/app was retried after 429") {
		t.Errorf("complaints %q", got)
	}
}

// refusedCall: the Digital Asset API answers everything with this status.
func refusedCall(status int) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		for _, method := range []string{"GET", "POST"} {
			got, answer := ask(t, f.call(t, method, onEmail, f.body("a")))
			if got != status || answer["code"] != float64(1000+status) || answer["description"] == "" || answer["transid"] == "" {
				t.Errorf("%s: %d %v", method, got, answer)
			}
		}
	}
}

// droppedCall: the asset is made, the answer is lost.
func droppedCall(t *testing.T, f *fixture, _ *oauth2.Token) {
	f.tenant.mu.Lock()
	before := len(f.tenant.savedAssets())
	f.tenant.mu.Unlock()
	response, err := http.DefaultClient.Do(f.call(t, "POST", onEmail, f.body("a", keyEmail, "dropped@lab.test")))
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("answered %s", response.Status)
	}
	_, answer := ask(t, f.call(t, "GET", onEmail, ""))
	if apps, _ := answer["apps"].([]any); len(apps) != before+1 {
		t.Errorf("%d assets, %d before", len(apps), before)
	}
}

// hangingCall: no answer comes until the client gives up.
func hangingCall(t *testing.T, f *fixture, token *oauth2.Token) {
	r := f.call(t, "POST", onEmail, f.body("a"))
	hangs(func(ctx context.Context, _ *fixture) (*http.Response, error) {
		return http.DefaultClient.Do(r.WithContext(ctx))
	})(t, f, token)
}

// resetForm: the form is given another forwarding address.
func resetForm(t *testing.T, f *fixture, _ *oauth2.Token) {
	if p := f.portal(t).open(newEmailPath); p.row(keyForwarding) == f.ForwardingAddress {
		t.Error("the forwarding address stays")
	}
}
