package wizard

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

// proofStep proves every link that can be seen from here. It trusts no proof
// of an earlier run: what held then need not hold now.
type proofStep struct {
	w      *Wizard
	proven bool // in this run
}

// ID implements [Step].
func (*proofStep) ID() string { return "proof" }

// Done implements [Step].
func (st *proofStep) Done(context.Context, *session.Session) (State, error) {
	if st.proven {
		return Done, nil
	}
	return Missing, nil
}

// ProofError says which checks failed.
type ProofError struct {
	Failed []check.Result
}

// Error implements error.
func (e *ProofError) Error() string {
	return fmt.Sprintf("prove the asset: %d check(s) failed, the first is %s", len(e.Failed), e.Failed[0].ID)
}

// Unwrap returns what the first failed check found.
func (e *ProofError) Unwrap() error { return e.Failed[0].Err }

// proofChecks are those of what is there before the form of Webex Connect and
// the forwarding: their steps come later.
func proofChecks() []string {
	return slices.DeleteFunc(check.IDs(), func(id string) bool {
		return strings.HasPrefix(id, "forwarding.") || strings.HasPrefix(id, "connect.")
	})
}

// Do implements [Step].
func (st *proofStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	w.heading(st.ID())
	results := check.Run(ctx, w.World(), w.Subject(s), check.Options{Tier: check.Online, Only: proofChecks()}, w.Results(w.Err, w.Context(s)))
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.learnAccount(s, results); err != nil {
		return err
	}
	s.Proof = nil
	var failed []check.Result
	for _, r := range results {
		s.Proof = append(s.Proof, proofOf(r, w.Now()))
		if r.Status == check.Fail {
			failed = append(failed, r)
		}
	}
	if failed != nil {
		return &ProofError{failed}
	}
	s.Record(st.ID(), session.Observed, w.Now())
	st.proven = true
	return nil
}

// proofOf is what the configuration keeps of a check.
func proofOf(r check.Result, at time.Time) asset.Proof {
	return asset.Proof{Check: r.ID, Status: string(r.Status), At: at.UTC().Truncate(time.Second)}
}

// WriteResult writes one check: a line when it is good, and what is known
// about it when it is not.
func (w *Wizard) WriteResult(out io.Writer, r check.Result, c diagnose.Context) {
	w.writeResult(out, r, &c, map[string]string{})
}

// Results writes the checks of one run. What two of them found with the same way
// to mend it is told in full once.
func (w *Wizard) Results(out io.Writer, c diagnose.Context) func(check.Result) {
	told := map[string]string{}
	return func(r check.Result) { w.writeResult(out, r, &c, told) }
}

// writeResult writes one check. told holds the checks whose findings were told,
// by the code and the fix.
func (w *Wizard) writeResult(out io.Writer, r check.Result, c *diagnose.Context, told map[string]string) {
	fmt.Fprintf(out, "%s %-18s %s\n", w.Marks.Of(r.Status), r.ID, oauth.Inert(r.Summary.In(w.Lang)))
	if r.Err == nil {
		return
	}
	f := diagnose.Explain(r.Err, *c)
	f.Summary = "" // the line above says it
	key := f.Code + strings.Join(f.Fix, "\n")
	if before := told[key]; before != "" {
		f = diagnose.Finding{Cause: msg.AsAbove.In(w.Lang, before)}
	} else if f.Code != "" {
		told[key] = r.ID
	}
	WriteFinding(out, w.Lang, w.Width, "", f)
}

// Of returns the mark of a status.
func (m Marks) Of(s check.Status) string {
	switch s {
	case check.Pass:
		return m.Pass
	case check.Fail:
		return m.Fail
	case check.Skip:
		return m.Skip
	}
	return m.Warn
}

// heading is that of a step whose page of the guide is not shown.
func (w *Wizard) heading(id string) {
	fmt.Fprintf(w.Err, "\n%s\n\n", msg.StepHeading.In(w.Lang, stepNumber(id), len(guide.IDs()), w.title(id)))
}
