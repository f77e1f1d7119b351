package check

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mailasset/internal/mail"
)

// gmailSays points the asset at a Gmail that answers this to the two questions
// about forwarding.
func (b *bench) gmailSays(t *testing.T, addresses, active string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/settings/forwardingAddresses"):
			fmt.Fprint(w, addresses)
		case strings.HasSuffix(r.URL.Path, "/settings/autoForwarding"):
			fmt.Fprint(w, active)
		default:
			t.Errorf("asked %s", r.URL.Path)
		}
	}))
	t.Cleanup(server.Close)
	b.Provider.API = server.URL + "/"
}

// What Gmail says against the asset's address: letters of forwarding.address
// and forwarding.active, the problem and what was found instead.
func TestForwarding(t *testing.T) {
	const (
		want      = "0123456789abcdef@mail-us.imiconnect.io"
		on        = `{"enabled": true, "emailAddress": "` + want + `", "disposition": "markRead"}`
		onOther   = `{"enabled": true, "emailAddress": "other@mail-eu.imiconnect.io", "disposition": "archive"}`
		off       = `{"enabled": false}`
		confirmed = `{"forwardingEmail": "` + want + `", "verificationStatus": "accepted"}`
		waiting   = `{"forwardingEmail": "` + want + `", "verificationStatus": "pending"}`
		others    = `{"forwardingEmail": "a@example.com", "verificationStatus": "accepted"}, {"forwardingEmail": "b@example.com", "verificationStatus": "pending"}`
	)
	b := set(t)
	b.Config.Asset.ForwardingAddress = want
	for name, tt := range map[string]struct {
		addresses, active, want string
		problem                 ForwardingProblem
		got                     string
	}{
		"all well":        {confirmed, on, "pp", "", ""},
		"among others":    {others + "," + confirmed, on, "pp", "", ""},
		"in capitals":     {strings.ToUpper(want[:10]) + confirmed, on, "uu", "", ""}, // no JSON
		"none":            {"", off, "f-", ForwardingMissing, ""},
		"only others":     {others, onOther, "f-", ForwardingMissing, "a@example.com, b@example.com"},
		"not confirmed":   {waiting, off, "w-", ForwardingPending, ""},
		"an odd status":   {strings.Replace(waiting, "pending", "verificationStatusUnspecified", 1), off, "w-", ForwardingPending, ""},
		"off":             {confirmed, off, "pf", ForwardingOff, ""},
		"elsewhere":       {confirmed, onOther, "pf", ForwardingElsewhere, "other@mail-eu.imiconnect.io"},
		"other letters":   {strings.Replace(confirmed, "abcdef", "ABCDEF", 1), strings.Replace(on, "imiconnect", "IMIConnect", 1), "pp", "", ""},
		"nothing at all":  {"", "{}", "f-", ForwardingMissing, ""},
		"off, to nowhere": {confirmed, `{"enabled": false, "emailAddress": "` + want + `"}`, "pf", ForwardingOff, ""},
	} {
		b.gmailSays(t, `{"forwardingAddresses": [`+tt.addresses+`]}`, tt.active)
		results := b.run(t, t.Context(), Options{Tier: Online, Only: []string{"forwarding.active", "forwarding.address"}})
		if name == "in capitals" {
			if results[0].Status != Unknown || results[1].Status != Skip {
				t.Errorf("%s: got %s", name, letters(results))
			}
			continue
		}
		if got := letters(results); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
		var wrong *ForwardingError
		for _, r := range results {
			if errors.As(r.Err, &wrong) {
				break
			}
		}
		if (wrong != nil) != (tt.problem != "") || wrong != nil && *wrong != (ForwardingError{tt.problem, want, tt.got}) {
			t.Errorf("%s: %+v", name, wrong)
		}
		if results[1].Status == Pass && results[1].Facts["disposition"] != "markRead" || results[0].Status == Pass && results[0].Facts["verificationStatus"] != "accepted" {
			t.Errorf("%s: facts %v %v", name, results[0].Facts, results[1].Facts)
		}
	}
	b.gmailSays(t, "", on) // alone it is judged alone
	if r := b.only(t, "forwarding.active"); r.Status != Pass {
		t.Errorf("alone: %s %v", r.Status, r.Err)
	}
	b.Config.Asset.ForwardingAddress = ""
	for _, id := range []string{"forwarding.address", "forwarding.active"} {
		expect(t, id, b.only(t, id), Skip, "not tried: asset.forwardingAddress is not known here")
	}
	login := "somebody@lab.test"
	b.Config.Authentication.LoginID = &login
	for _, id := range []string{"forwarding.address", "forwarding.active", "send.echo"} {
		results := b.run(t, t.Context(), Options{Tier: Send, MaySend: true, Only: []string{id}})
		expect(t, id, results[0], Skip, "not asked: this token sees another mailbox, "+login)
	}
	b.Foreign = true
	for _, id := range []string{"forwarding.address", "forwarding.active", "send.echo"} {
		results := b.run(t, t.Context(), Options{Tier: Send, MaySend: true, Only: []string{id}})
		expect(t, id, results[0], Skip, "not asked: the provider is not Google")
	}
}

// Whose forwarding it is counts: another mailbox's says nothing.
func TestForwardingOfAnotherMailbox(t *testing.T) {
	b := set(t, "wrong-account")
	for _, r := range b.run(t, t.Context(), Options{Tier: Online, Only: []string{"mailbox.identity", "forwarding.address", "forwarding.active"}})[1:] {
		expect(t, r.ID, r, Skip, "not tried: mailbox.identity must hold first")
	}
}

func TestForwardingErrors(t *testing.T) {
	for want, err := range map[string]error{
		"compare the forwarding with a@x.io: off":                             &ForwardingError{Problem: ForwardingOff, Want: "a@x.io"},
		"compare the forwarding with a@x.io: missing (found: b@x.io, c@x.io)": &ForwardingError{ForwardingMissing, "a@x.io", "b@x.io, c@x.io"},
		"look for the mail: x@y.nl is not in the mailbox after 30s":           &EchoError{"x@y.nl", 30e9},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	refusal := &mail.ReplyError{Code: 535}
	if err := (&LoginError{Err: refusal}); err.Error() != refusal.Error() || !is[*mail.ReplyError](err) {
		t.Errorf("got %v", err)
	}
}
