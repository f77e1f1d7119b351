package check

import (
	"context"
	"fmt"
	"strings"

	"mailasset/internal/msg"
	"mailasset/internal/secret"
)

// ForwardingProblem is what is wrong with a mailbox's forwarding.
type ForwardingProblem string

// The problems, each a code of the catalog behind "forwarding-".
const (
	ForwardingMissing   ForwardingProblem = "missing"   // the address is not registered in the mailbox
	ForwardingPending   ForwardingProblem = "pending"   // it is, and nobody has confirmed it yet
	ForwardingOff       ForwardingProblem = "off"       // it is confirmed, and nothing is forwarded
	ForwardingElsewhere ForwardingProblem = "elsewhere" // mail is forwarded, to another address
)

// ForwardingError says that a mailbox does not forward to the asset's address.
type ForwardingError struct {
	Problem ForwardingProblem
	Want    string // the asset's forwarding address
	Got     string // what is there instead: addresses, separated by ", "; "" when nothing is
}

// Error implements error.
func (e *ForwardingError) Error() string {
	text := fmt.Sprintf("compare the forwarding with %s: %s", e.Want, e.Problem)
	if e.Got != "" {
		text += " (found: " + e.Got + ")"
	}
	return text
}

// forwarding are the grounds that both checks of the forwarding have in common:
// the address that is wanted and a token to ask with, or the result that one
// lacks. Gmail forwards for the mailbox that signs in, which is not the asset's
// where a login id is used.
func (r *run) forwarding(ctx context.Context) (want string, token secret.String, none Result) {
	want = r.Config.Asset.ForwardingAddress
	switch {
	case r.Foreign:
		none = Result{Status: Skip, Summary: msg.CheckIdentityForeign.Line()}
	case r.Config.SharedMailbox():
		none = Result{Status: Skip, Summary: msg.CheckOtherMailbox.Line(r.Config.Login())}
	case want == "":
		none = lacking("asset.forwardingAddress")
	default:
		token, none = r.withToken(ctx)
	}
	return want, token, none
}

// forwardingAddress proves that the asset's address is registered in Gmail, and
// that its owner has confirmed it.
func (r *run) forwardingAddress(ctx context.Context) Result {
	want, token, none := r.forwarding(ctx)
	if none.Status != "" {
		return none
	}
	registered, err := r.gmail().ForwardingAddresses(ctx, token)
	if err != nil {
		return found(tokenStatus(err), msg.CheckForwardingUnread.Line(), err)
	}
	var others []string
	for _, a := range registered {
		switch {
		case !sameAddress(a.Address, want):
			others = append(others, a.Address)
		case a.Accepted:
			return passed(msg.CheckForwardingKnown.Line(want), map[string]any{"forwardingAddress": want, "verificationStatus": "accepted"})
		default:
			return found(Warn, msg.CheckForwardingPending.Line(want), &ForwardingError{Problem: ForwardingPending, Want: want})
		}
	}
	return found(Fail, msg.CheckForwardingMissing.Line(want), &ForwardingError{ForwardingMissing, want, strings.Join(others, ", ")})
}

// forwardingActive proves that Gmail forwards all mail to the asset's address.
func (r *run) forwardingActive(ctx context.Context) Result {
	want, token, none := r.forwarding(ctx)
	if none.Status != "" {
		return none
	}
	got, err := r.gmail().AutoForwarding(ctx, token)
	switch {
	case err != nil:
		return found(tokenStatus(err), msg.CheckForwardingUnread.Line(), err)
	case !got.Enabled:
		return found(Fail, msg.CheckForwardingOff.Line(), &ForwardingError{Problem: ForwardingOff, Want: want})
	case !sameAddress(got.To, want):
		return found(Fail, msg.CheckForwardingElsewhere.Line(got.To, want), &ForwardingError{ForwardingElsewhere, want, got.To})
	}
	return passed(msg.CheckForwardingActive.Line(want), map[string]any{"forwardingAddress": want, "disposition": got.Disposition})
}

// sameAddress compares as Gmail does, which ignores case.
func sameAddress(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
