package wizard

import (
	"context"
	"errors"

	"mailasset/internal/session"
)

// forwardingStep has customers' mail forwarded to Webex Connect.
type forwardingStep struct {
	w        *Wizard
	deferred bool // in this run
}

func (*forwardingStep) ID() string { return "forwarding" }

func (st *forwardingStep) Done(_ context.Context, s *session.Session) (State, error) {
	_, recorded := s.Steps["forwarding"]
	switch {
	case recorded && s.Answer("asset.forwarding_address") != "":
		return Done, nil
	case st.deferred:
		return Waiting, nil
	}
	return Missing, nil
}

// Do needs the forwarding address at last. Not having forwarded yet is no
// failure: the confirmation hides in Webex Connect and may take its time.
func (st *forwardingStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	if _, err := w.ask(ctx, s, w.forwardingQuestion(true)); err != nil {
		return err
	}
	if err := w.show(s, st.ID()); err != nil {
		return err
	}
	err := w.confirm(ctx, s, st.ID())
	var stopped *StoppedError
	if errors.As(err, &stopped) {
		st.deferred = true
		return nil
	}
	return err
}
