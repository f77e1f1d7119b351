package check

import (
	"context"
	"errors"
	"slices"
	"testing"

	"mailasset/internal/mail"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

func TestWhatWaits(t *testing.T) {
	mismatch := &oauth.PageError{Code: "redirect_uri_mismatch"}
	throttled := &mail.ReplyError{Code: 454, Enhanced: "4.7.0", Text: "Too many login attempts"}
	for name, tt := range map[string]struct {
		r              Result
		waits, settled bool
	}{
		"passed":         {Result{Status: Pass}, false, true},
		"skipped":        {Result{Status: Skip}, false, false},
		"not told":       {Result{Status: Unknown, Err: context.DeadlineExceeded}, true, false},
		"throttled":      {Result{Status: Unknown, Err: throttled}, false, true},
		"system problem": {Result{Status: Unknown, Err: &mail.ReplyError{Code: 454, Enhanced: "4.7.0", Text: "Cannot authenticate due to temporary system problem."}}, true, false},
		"missing":        {Result{Status: Fail, Err: &ForwardingError{Problem: ForwardingMissing}}, true, false},
		"pending":        {Result{Status: Warn, Err: &ForwardingError{Problem: ForwardingPending}}, true, false},
		"off":            {Result{Status: Fail, Err: &ForwardingError{Problem: ForwardingOff}}, true, false},
		"elsewhere":      {Result{Status: Fail, Err: &ForwardingError{Problem: ForwardingElsewhere}}, false, false},
		"propagation":    {Result{Status: Fail, Err: mismatch}, true, false},
		"policy":         {Result{Status: Fail, Err: &oauth.PageError{Code: "invalid_request"}}, false, false},
		"account":        {Result{Status: Fail, Err: &AccountError{}}, false, false},
		"testing":        {Result{Status: Warn, Err: &LifetimeError{}}, false, false},
		"no token yet":   {Result{ID: "connect.asset", Status: Fail, Err: &NoConnectTokenError{}}, true, false},
		"no mapping":     {Result{ID: "connect.asset", Status: Unknown, Err: errors.New("unconfirmed")}, false, false},
		"a lost mail":    {Result{ID: "send.echo", Status: Unknown, Err: &EchoError{}}, false, true},
		"an unsent one":  {Result{ID: "send.echo", Status: Skip}, false, false},
	} {
		if tt.r.Waits() != tt.waits || tt.r.Settled() != tt.settled {
			t.Errorf("%s: waits %v, settled %v", name, tt.r.Waits(), tt.r.Settled())
		}
	}
	b := set(t)
	b.faults(t, "gmail-api-disabled")
	if r := b.only(t, "mailbox.identity"); r.Status != Fail || !r.Waits() {
		t.Errorf("an API that was just switched on: %s, %v", r.Status, r.Err)
	}
	b.faults(t, "mail-service-disabled")
	if r := b.only(t, "mailbox.identity"); r.Status != Fail || r.Waits() {
		t.Errorf("an account without a mailbox: %s, %v", r.Status, r.Err)
	}
}

// What held in an earlier run is not asked again, and is ground for the rest.
func TestStandingResults(t *testing.T) {
	b := set(t)
	b.faults(t, "forwarding-off")
	first := b.run(t, t.Context(), Options{Tier: Online, Only: ours})
	if got := letters(first); got != "ppppppppppppf" {
		t.Fatalf("got %s", got)
	}
	b.faults(t)
	b.askedOf()
	standing := slices.DeleteFunc(slices.Clone(first), func(r Result) bool { return !r.Settled() })
	second := b.run(t, t.Context(), Options{Tier: Online, Only: ours, Standing: standing})
	if got := letters(second); got != "ppppppppppppp" {
		t.Errorf("got %s", got)
	}
	if asked := b.askedOf(); asked != "/token /gmail/v1/users/me/settings/autoForwarding" {
		t.Errorf("asked %s", asked)
	}
	if second[6].Took != first[6].Took {
		t.Error("a result that stands was measured again")
	}
	// A ground that is gone stays gone, and nobody else's results count.
	gone := Result{ID: "token.refresh", Status: Fail, Summary: msg.CheckRefreshFailed.Line(), Err: errors.New("refused")}
	if got := letters(b.run(t, t.Context(), Options{Tier: Online, Only: []string{"token.refresh", "smtp.login"}, Standing: []Result{gone, first[0]}})); got != "f-" {
		t.Errorf("got %s", got)
	}
	// A scope that was not told is looked up while the refresh stands.
	only := Options{Tier: Online, Only: []string{"token.refresh", "token.scope", "mailbox.identity"}, Standing: []Result{first[6]}}
	b.Config.Tokens.Scope = ""
	if got := letters(b.run(t, t.Context(), only)); got != "ppp" {
		t.Errorf("got %s", got)
	}
}

// smtp.login tells what the other checks have proven of a token that is
// refused.
func TestARefusedLoginTellsWhatHolds(t *testing.T) {
	b := set(t)
	b.faults(t, "smtp-auth-rejected")
	var refused *LoginError
	if r := b.run(t, t.Context(), Options{Tier: Online, Only: chain})[10]; !errors.As(r.Err, &refused) || !refused.IdentityHolds || !refused.ScopeHolds || kind(r.Err) != "reply" {
		t.Errorf("%v", r.Err)
	}
	if r := b.only(t, "smtp.login"); !errors.As(r.Err, &refused) || refused.IdentityHolds || refused.ScopeHolds {
		t.Errorf("alone: %+v", refused)
	}
	b.faults(t, "smtp-throttled")
	if r := b.only(t, "smtp.login"); errors.As(r.Err, &refused) && refused.Err == nil || is[*LoginError](r.Err) {
		t.Errorf("nobody refused the token: %v", r.Err)
	}
}
