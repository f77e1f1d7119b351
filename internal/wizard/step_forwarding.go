package wizard

import (
	"context"
	"errors"
	"slices"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/session"
)

// forwardingStep has customers' mail forwarded to Webex Connect. Gmail says
// itself whether it does, except for a shared mailbox.
type forwardingStep struct {
	w        *Wizard
	deferred bool           // in this run
	seen     []check.Result // of the last look in this run
}

// ID implements [Step].
func (*forwardingStep) ID() string { return "forwarding" }

// forwardingChecks tell what Gmail does with the mailbox's mail.
var forwardingChecks = []string{"forwarding.address", "forwarding.active"}

// Done implements [Step].
func (st *forwardingStep) Done(ctx context.Context, s *session.Session) (State, error) {
	if s.Answer("asset.forwarding_address") == "" && !st.deferred {
		return Missing, nil
	}
	if st.seen == nil && !st.deferred && s.Secrets.Tokens != nil {
		st.look(ctx, s)
	}
	_, recorded := s.Steps["forwarding"]
	switch {
	case st.active():
		return Done, ctx.Err()
	case st.deferred:
		return Waiting, nil
	case recorded && st.blind():
		return Done, nil
	}
	return Missing, ctx.Err()
}

// look asks Gmail.
func (st *forwardingStep) look(ctx context.Context, s *session.Session) {
	st.seen = check.Run(ctx, st.w.World(), st.w.Subject(s), check.Options{Tier: check.Online, Only: forwardingChecks}, func(check.Result) {})
}

// active reports whether Gmail forwards to the asset's address.
func (st *forwardingStep) active() bool {
	return len(st.seen) > 0 && !slices.ContainsFunc(st.seen, func(r check.Result) bool { return r.Status != check.Pass })
}

// blind reports whether Gmail could not be asked: then what a person says
// counts.
func (st *forwardingStep) blind() bool {
	return !slices.ContainsFunc(st.seen, func(r check.Result) bool { return r.Status != check.Skip && r.Status != check.Unknown })
}

// Do needs the forwarding address at last. Not having forwarded yet is no
// failure: the confirmation hides in Webex Connect and may take its time.
func (st *forwardingStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	st.deferred = false
	if _, err := w.ask(ctx, s, w.forwardingQuestion(true)); err != nil {
		return err
	}
	if err := w.show(s, st.ID()); err != nil {
		return err
	}
	for {
		err := w.confirm(ctx, s, st.ID())
		var stopped *StoppedError
		if errors.As(err, &stopped) {
			st.deferred = true
			return nil
		}
		if err != nil {
			return err
		}
		if st.settled(ctx, s) || ctx.Err() != nil {
			return ctx.Err()
		}
		s.Forget(st.ID())
		if _, given := w.Given["step.forwarding.done"]; given || w.Yes || !w.CanAsk {
			st.deferred = true
			return nil
		}
	}
}

// settled looks after a person said yes, and tells what Gmail says. It is false
// where Gmail says otherwise.
func (st *forwardingStep) settled(ctx context.Context, s *session.Session) bool {
	w := st.w
	st.look(ctx, s)
	if ctx.Err() != nil {
		return false
	}
	for _, r := range st.seen {
		w.WriteResult(w.Err, r, w.Context(s))
	}
	if st.active() {
		s.Record(st.ID(), session.Observed, w.Now())
	}
	return st.active() || st.blind()
}

// keepProof adds to the proof what Gmail said last, also where it forwarded
// before anybody was asked to see to it.
func (st *forwardingStep) keepProof(s *session.Session) {
	if st.active() && s.Steps[st.ID()].How != session.Observed {
		s.Record(st.ID(), session.Observed, st.w.Now())
	}
	for _, r := range st.seen {
		s.Proof = slices.DeleteFunc(s.Proof, func(p asset.Proof) bool { return p.Check == r.ID })
		if r.Status != check.Skip {
			s.Proof = append(s.Proof, proofOf(r, st.w.Now()))
		}
	}
}
