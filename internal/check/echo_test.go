package check

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mailasset/internal/mail"
	"mailasset/internal/msg"
)

// mails are those that the lab's mail server took.
func (b *bench) mails(t *testing.T) (all []struct {
	From, Subject, MessageID string
	To                       []string
}) {
	t.Helper()
	answer, err := http.Get(b.Endpoints().URL + "/lab/mails")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// echo runs the whole tier with somebody's consent and returns the last result.
func (b *bench) echo(t *testing.T, o Options) Result {
	t.Helper()
	o.Tier, o.Only = Send, append([]string{"send.echo"}, chain...)
	results := b.run(t, t.Context(), o)
	return results[len(results)-1]
}

func TestEcho(t *testing.T) {
	b := set(t)
	r := b.echo(t, Options{MaySend: true, Lang: msg.Dutch})
	if r.Status != Pass || !strings.HasPrefix(says(r), "a mail to itself was in the mailbox after ") {
		t.Fatalf("%s %s: %v", r.Status, says(r), r.Err)
	}
	sent := b.mails(t)
	mailbox := b.Endpoints().Mailbox
	if len(sent) != 1 || sent[0].From != mailbox || len(sent[0].To) != 1 || sent[0].To[0] != mailbox || sent[0].Subject != "Test van je e-mailasset door mailasset" {
		t.Fatalf("sent %+v", sent)
	}
	if id := r.Facts["messageId"].(string); !strings.HasSuffix(id, "@lab.test") || strings.Trim(sent[0].MessageID, "<>") != id {
		t.Errorf("the Message-ID is %q, told %q", sent[0].MessageID, id)
	}
	if _, told := r.Facts["foundAfterMillis"].(int64); !told {
		t.Errorf("facts %v", r.Facts)
	}
	if complaints := b.Complaints(); len(complaints) > 0 {
		t.Errorf("the lab complains: %q", complaints)
	}
}

// No mail leaves without consent, nor where it would prove nothing.
func TestNoMailIsSent(t *testing.T) {
	b := set(t)
	expect(t, "nobody agreed", b.echo(t, Options{}), Skip, "not sent: nobody agreed to the mail (--yes does)")
	for _, fault := range []string{"refresh-token-dead", "gmail-api-disabled", "smtp-auth-rejected", "smtp-throttled"} {
		b.faults(t, fault)
		if r := b.echo(t, Options{MaySend: true}); r.Status != Skip || !strings.Contains(says(r), "must hold first") {
			t.Errorf("%s: %s %s", fault, r.Status, says(r))
		}
	}
	b.faults(t)
	b.run(t, t.Context(), Options{Tier: Online, MaySend: true}) // logs in, and sends nothing
	if sent := b.mails(t); len(sent) != 0 {
		t.Errorf("sent %+v", sent)
	}
}

func TestAMailThatIsNotTakenOrLost(t *testing.T) {
	b := set(t)
	b.faults(t, "smtp-sending-limit")
	var reply *mail.ReplyError
	if r := b.echo(t, Options{MaySend: true}); r.Status != Fail || !errors.As(r.Err, &reply) || reply.Enhanced != "5.4.5" || reply.Phase != "data" {
		t.Errorf("%s: %v", r.Status, r.Err)
	}
	b.faults(t, "mail-lost")
	b.Timeout = 400 * time.Millisecond
	begun := time.Now()
	r := b.echo(t, Options{MaySend: true})
	var lost *EchoError
	if r.Status != Unknown || !errors.As(r.Err, &lost) || lost.Waited < 300*time.Millisecond || time.Since(begun) > 5*time.Second {
		t.Errorf("%s after %v: %v", r.Status, time.Since(begun), r.Err)
	}
	if asked := strings.Count(b.askedOf(), "/messages"); asked < 1 || asked > 5 {
		t.Errorf("looked %d times", asked)
	}
	if r.Waits() || !r.Settled() {
		t.Error("the mail would be sent again")
	}
}

// Gmail that says nothing of use does not make the mail a lost one.
func TestTheMailboxCannotBeLookedInto(t *testing.T) {
	b := set(t)
	b.Timeout = 300 * time.Millisecond
	for status, want := range map[int]Status{503: Unknown, 403: Fail} {
		looks := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			looks++
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"error": {"code": %d, "message": "no"}}`, status)
		}))
		b.Provider.API = server.URL + "/"
		results := b.run(t, t.Context(), Options{Tier: Send, MaySend: true, Only: []string{"send.echo"}})
		if r := results[0]; r.Status != want || kind(r.Err) != "api" || looks == 0 {
			t.Errorf("%d: %s after %d looks: %v", status, r.Status, looks, r.Err)
		}
		server.Close()
	}
}

// Where no look came to an answer, nothing is said of the mail.
func TestTheMailboxWasNeverLookedInto(t *testing.T) {
	b := set(t)
	b.faults(t, "gmail-hang")
	b.Timeout = 200 * time.Millisecond
	r := b.run(t, t.Context(), Options{Tier: Send, MaySend: true, Only: []string{"send.echo"}})[0]
	if r.Status != Unknown || is[*EchoError](r.Err) || !errors.Is(r.Err, context.DeadlineExceeded) || r.Summary.In(msg.English) != msg.CheckEchoUnread.Line().In(msg.English) {
		t.Errorf("%s %s: %v", r.Status, says(r), r.Err)
	}
}

// A mail that takes its time is waited for, and a cancelled run ends at once.
func TestAMailThatTakesItsTime(t *testing.T) {
	b := set(t)
	looks := 0
	b.wire.before = func(r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/messages") {
			return
		}
		if looks++; looks == 2 {
			b.faults(t)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, map[bool]string{true: `{"messages": [{"id": "1"}]}`, false: `{"resultSizeEstimate": 0}`}[looks > 1])
	}))
	defer server.Close()
	b.Provider.API = server.URL + "/"
	only := Options{Tier: Send, MaySend: true, Only: []string{"send.echo"}}
	if r := b.run(t, t.Context(), only)[0]; r.Status != Pass || looks != 2 {
		t.Errorf("%s after %d looks: %v", r.Status, looks, r.Err)
	}
	looks = -1000
	ctx, cancel := context.WithCancel(t.Context())
	b.wire.before = func(*http.Request) { cancel() }
	b.Timeout = time.Hour
	if r := b.run(t, ctx, only)[0]; r.Status == Pass {
		t.Errorf("cancelled: %s", r.Status)
	}
}
