package wizard

import (
	"context"
	"fmt"
	"time"

	"mailasset/internal/diagnose"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// guidedStep is a step that only a person can carry out and see: the page is
// shown with the values to paste, and the person states that it is done.
type guidedStep struct {
	w  *Wizard
	id string
}

// ID implements [Step].
func (st *guidedStep) ID() string { return st.id }

// Done implements [Step].
func (st *guidedStep) Done(_ context.Context, s *session.Session) (State, error) {
	if _, recorded := s.Steps[st.id]; recorded {
		return Done, nil
	}
	return Missing, nil
}

// Do implements [Step].
func (st *guidedStep) Do(ctx context.Context, s *session.Session) error {
	if err := st.w.show(s, st.id); err != nil {
		return err
	}
	return st.w.confirm(ctx, s, st.id)
}

// show writes the page of a step with this asset's values.
func (w *Wizard) show(s *session.Session, id string) error {
	step, ok := w.pack.Step(id)
	if !ok {
		return fmt.Errorf("read the step pack: no step %q", id)
	}
	fmt.Fprintln(w.Err)
	if err := step.Instructions(w.Err, w.Lang, w.Values(s), BranchOf(s), w.Width); err != nil {
		return err
	}
	w.shown = id
	if w.CanAsk && w.typesAt(s, id) {
		if id != "tokens" && w.openable(s, id) != "" {
			w.note(msg.SayOpen.Line())
		}
		w.note(msg.SayDifferent.Line())
	}
	fmt.Fprintln(w.Err)
	return nil
}

// typesAt reports whether something is typed after the page of a step: not where
// it was answered before.
func (w *Wizard) typesAt(s *session.Session, id string) bool {
	switch id {
	case "asset":
		return !w.assetAnswered(s)
	case "client":
		q := w.clientQuestion()
		_, given := w.Given[q.ID]
		return !given && (s.Answer(q.ID) == pasted || !answered(s, []prompt.Question{q}))
	}
	return id == "tokens"
}

// openable is the address of a step's page, where a browser can be opened for
// somebody who sits there; else "".
func (w *Wizard) openable(s *session.Session, id string) string {
	if !w.CanAsk || !w.Screen || w.Browse == nil {
		return ""
	}
	step, _ := w.pack.Step(id)
	return step.Link(w.Values(s))
}

// offerPage adds the choice to open the step's page, where that can be done.
func (w *Wizard) offerPage(q prompt.Question, s *session.Session, id string) prompt.Question {
	if w.openable(s, id) != "" {
		q.Choices = append(q.Choices, prompt.Choice{Value: "open", Label: msg.ChoiceOpen.In(w.Lang)})
	}
	return q
}

// openBound is how long an opener may take to say that it cannot; some of them
// stay until the browser is closed.
const openBound = 3 * time.Second

// open opens a page in the browser.
func (w *Wizard) open(ctx context.Context, link string) {
	failed := make(chan error, 1)
	go func() { failed <- w.Browse(ctx, link) }()
	select {
	case err := <-failed:
		if err != nil && ctx.Err() == nil {
			w.note(msg.BrowserFailed.Line(err))
		}
	case <-time.After(openBound):
	case <-ctx.Done():
	}
}

// typed reports whether what follows a step's page is typed: there
// "different" is an answer; the others offer it as a choice.
func typed(id string) bool { return id == "asset" || id == "client" || id == "tokens" }

// BranchOf says which parts of a step concern an asset; without one, all.
func BranchOf(s *session.Session) guide.Branch {
	if s == nil {
		return guide.Branch{}
	}
	b := guide.Branch{Audience: s.Answer("google.user_type")}
	switch {
	case consumer(s):
		b.Account = "consumer"
	case s.Answer("asset.email") != "":
		b.Account = "workspace"
	}
	return b
}

// confirm has a person state that a step is done, and keeps that.
func (w *Wizard) confirm(ctx context.Context, s *session.Session, id string) error {
	if err := w.confirmed(ctx, s, id); err != nil {
		return err
	}
	s.Record(id, session.Stated, w.Now())
	return s.Save()
}

// confirmed returns once a person says that a step is done. "No" stops here;
// "different" notes it, shows what else the page may look like, "explain" what a
// message on it means, "open" opens the page, and these ask once more.
func (w *Wizard) confirmed(ctx context.Context, s *session.Session, id string) error {
	q := w.offerPage(w.doneQuestion(id), s, id)
	for {
		answer, err := w.Ask.Ask(ctx, q)
		if err != nil {
			return err
		}
		switch answer {
		case "yes":
			return nil
		case "no":
			return &StoppedError{id}
		case "explain":
			err = w.explain(ctx, s, id, msg.NoteInstead.Line(w.Marks.Warn, msg.ChoiceDifferent.Line()))
		case "different":
			err = w.different(ctx, s, id)
		case "open":
			w.open(ctx, w.openable(s, id))
		}
		if err != nil {
			return err
		}
		if _, given := w.Given[q.ID]; given {
			return &StoppedError{id}
		}
	}
}

// doneQuestion has no default outside the lab: that a step is done must be
// said, not assumed. "No" stands first, for the arrow keys mark the first.
func (w *Wizard) doneQuestion(id string) prompt.Question {
	q := prompt.Question{
		ID: "step." + id + ".done", Text: msg.AskDone.In(w.Lang), Default: w.inLab("yes"), Commits: true,
		Choices: []prompt.Choice{
			{Value: "no", Label: msg.ChoiceNotYet.In(w.Lang)},
			{Value: "yes", Label: msg.ChoiceDone.In(w.Lang)},
			{Value: "different", Label: msg.ChoiceDifferent.In(w.Lang)},
		},
	}
	if w.CanAsk {
		q.Choices = append(q.Choices, prompt.Choice{Value: "explain", Label: msg.ChoiceExplain.In(w.Lang)})
	}
	return q
}

// explain has a person paste what a page or a message says, and says what it
// means, or what is told of one that nobody knows. What is kept for the support
// report is the code, not the text: an address can hold a secret.
func (w *Wizard) explain(ctx context.Context, s *session.Session, id string, unknown msg.Line) error {
	text, err := w.Ask.Ask(ctx, prompt.Question{ID: "explain.text", Text: msg.AskSays.In(w.Lang)})
	if err != nil || text == "" {
		return err
	}
	code := w.means(text, w.Context(s), unknown)
	if code == "" {
		return nil
	}
	return w.sighted(s, id, code)
}

// sighted keeps what was seen at a step for the support report.
func (w *Wizard) sighted(s *session.Session, id, text string) error {
	s.Seen = append(s.Seen, session.Sighting{Step: id, Text: text, At: w.Now().UTC().Truncate(time.Second)})
	return s.Save()
}

// means says what a text means that somebody saw, and returns its code; "" is a
// text that nobody knows, of which that is said.
func (w *Wizard) means(text string, c diagnose.Context, unknown msg.Line) string {
	seen, ok := diagnose.Recognise(text)
	if !ok {
		w.note(unknown)
		return ""
	}
	c.Pasted = true
	f := diagnose.Explain(seen, c)
	WriteFinding(w.Err, w.Lang, w.Width, w.Marks.Fail, f)
	return f.Code
}

// different says what is known to look different, and notes in the person's own
// words what is seen instead, for the support report. Secrets in them are not
// kept: people paste whole pages.
func (w *Wizard) different(ctx context.Context, s *session.Session, id string) error {
	step, _ := w.pack.Step(id)
	if err := step.Otherwise(w.Err, w.Lang, w.Values(s), BranchOf(s), w.Width); err != nil {
		return err
	}
	text := ""
	if w.CanAsk {
		answer, err := w.Ask.Ask(ctx, prompt.Question{ID: "step." + id + ".seen", Text: msg.AskSeen.In(w.Lang)})
		if err != nil {
			return err
		}
		text = diagnose.HideUnknown(w.Known.Redact(answer))
	}
	return w.sighted(s, id, text)
}
