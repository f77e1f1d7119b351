package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/check"
	"mailasset/internal/mail"
	"mailasset/internal/msg"
)

func forwards(problem check.ForwardingProblem, found string) error {
	return &check.ForwardingError{Problem: problem, Want: "a1b2@mail-us.imiconnect.io", Got: found}
}

func notForThat(identity, scope bool, challenge *mail.Challenge) error {
	return &check.LoginError{Err: reply("auth", 535, "5.7.8", "Username and Password not accepted.", challenge), IdentityHolds: identity, ScopeHolds: scope}
}

// recordedForwarding holds what is wrong with the way of the mail into Webex
// Connect, and refused logins of which something is known already.
var recordedForwarding = map[string][]recording{
	"forwarding-missing": {
		{"bare", forwards(check.ForwardingMissing, ""), facts{"forwarding": "a1b2@mail-us.imiconnect.io"}},
		{"others", forwards(check.ForwardingMissing, "kim@acme.example, old@mail-us.imiconnect.io"), facts{"forwarding": "a1b2@mail-us.imiconnect.io", "found": "kim@acme.example, old@mail-us.imiconnect.io"}},
	},
	"forwarding-pending":   {{"unconfirmed", forwards(check.ForwardingPending, ""), facts{"forwarding": "a1b2@mail-us.imiconnect.io"}}},
	"forwarding-off":       {{"not chosen", forwards(check.ForwardingOff, ""), facts{"forwarding": "a1b2@mail-us.imiconnect.io"}}},
	"forwarding-elsewhere": {{"another", forwards(check.ForwardingElsewhere, "kim@acme.example"), facts{"forwarding": "a1b2@mail-us.imiconnect.io", "found": "kim@acme.example"}}},
	"smtp-auth-rejected": {
		{"mailbox proven", notForThat(true, false, nil), nil},
		{"scope proven", notForThat(false, true, nil), nil},
		{"both proven", notForThat(true, true, &mail.Challenge{Status: "401"}), nil},
		{"nothing proven", notForThat(false, false, nil), nil},
		{"mailbox proven, 401", notForThat(true, false, &mail.Challenge{Status: "401"}), nil},
		{"scope proven, 400", notForThat(false, true, &mail.Challenge{Status: "400"}), nil},
		{"mailbox proven, 400", notForThat(true, false, &mail.Challenge{Status: "400"}), nil},
	},
}

// What other checks have refuted is not named as the cause, nor advised on.
func TestRefutedCauses(t *testing.T) {
	for _, tt := range []struct {
		name          string
		says, silence []string
	}{
		{"mailbox proven", []string{"belongs to this mailbox", "wrong scope"}, []string{"another mailbox"}},
		{"scope proven", []string{"right scope", "another mailbox"}, []string{"wrong scope"}},
		{"both proven", []string{"The token is not the reason", "SMTP is switched off", "whether SMTP is allowed"}, []string{"expired", "revoked", "Sign in again"}},
		{"nothing proven", []string{"another mailbox", "wrong scope", "revoked"}, nil},
		{"mailbox proven, 401", []string{"expired or was revoked"}, []string{"another mailbox"}},
		{"scope proven, 400", []string{"right scope"}, []string{"does not have the scope"}},
		{"mailbox proven, 400", []string{"does not have the scope"}, nil},
	} {
		list := recordedForwarding["smtp-auth-rejected"]
		i := slices.IndexFunc(list, func(r recording) bool { return r.name == tt.name })
		f := Explain(fmt.Errorf("smtp.login: %w", list[i].err), acme)
		said := strings.Join(append(f.Fix, f.Cause), "\n")
		for _, words := range tt.says {
			if !strings.Contains(said, words) {
				t.Errorf("%s: %q is missing:\n%s", tt.name, words, said)
			}
		}
		for _, words := range tt.silence {
			if strings.Contains(said, words) {
				t.Errorf("%s: %q is refuted:\n%s", tt.name, words, said)
			}
		}
	}
}

// The confirmation is where nobody looks for it: that is said.
func TestWhereTheConfirmationHides(t *testing.T) {
	for lang, want := range map[msg.Lang][]string{
		msg.English: {"lies in Webex Connect", "debug log", "Decrypt logs", "outbound webhook", "`mailasset check acme-support --watch`"},
		msg.Dutch:   {"ligt in Webex Connect", "debuglog", "Decrypt logs", "uitgaande webhook", "`mailasset check acme-support --watch`"},
	} {
		c := acme
		c.Lang = lang
		f := Explain(forwards(check.ForwardingPending, ""), c)
		said := strings.Join(append(f.Fix, f.Cause), "\n")
		for _, words := range want {
			if !strings.Contains(said, words) {
				t.Errorf("%s: %q is missing:\n%s", lang, words, said)
			}
		}
	}
}
