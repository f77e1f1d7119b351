package wizard

import (
	"context"
	"fmt"
	"time"

	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// connectStep has the form of Webex Connect filled in, and its own tokens made
// there.
type connectStep struct{ w *Wizard }

// ID implements [Step].
func (*connectStep) ID() string { return "connect" }

// Done implements [Step].
func (*connectStep) Done(_ context.Context, s *session.Session) (State, error) {
	if _, recorded := s.Steps["connect"]; !recorded || generatedTooEarly(s) {
		return Missing, nil
	}
	return Done, nil
}

// generatedTooEarly reports whether Generate Token was pressed before the app
// was published: what it made then dies after seven days all the same
// (google.md section 4.2).
func generatedTooEarly(s *session.Session) bool {
	published, walked := s.Steps["audience"]
	return s.Generated != nil && walked && publishing(s) == "production" && s.Generated.Before(published.At)
}

// Do implements [Step].
func (st *connectStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	robot := w.FillForm != nil && !w.CanAsk
	if robot || st.compares(s) || generatedTooEarly(s) || publishing(s) == "testing" {
		w.heading(st.ID()) // something is said before the guide's page
	}
	switch {
	case generatedTooEarly(s):
		w.note(msg.GenerateAgain.Line(w.Marks.Warn, msg.Moment(*s.Generated)))
		s.Generated = nil
		delete(s.Answers, "connect.form_same")
		s.Forget(st.ID())
	case publishing(s) == "testing":
		w.note(msg.GenerateDies.Line(w.Marks.Warn)) // the gate holds for Webex Connect's own token too
	}
	if robot {
		if filled, err := st.filledByRobot(ctx, s); filled || err != nil {
			return err
		}
	}
	if err := st.compare(ctx, s); err != nil {
		return err
	}
	if err := w.show(s, st.ID()); err != nil {
		return err
	}
	if w.CanAsk {
		w.note(msg.SheetHelps.Line())
		fmt.Fprintf(w.Err, "  %s\n\n", w.sheetCommand(s))
	}
	if err := st.generate(ctx, s); err != nil {
		return err
	}
	if err := w.confirm(ctx, s, st.ID()); err != nil {
		return err
	}
	if s.Generated == nil {
		st.generated(s) // that the step is done says so
	}
	return nil
}

// filledByRobot has the lab play the administrator of Webex Connect, where
// nobody sits at the terminal.
func (st *connectStep) filledByRobot(ctx context.Context, s *session.Session) (bool, error) {
	w := st.w
	filled, err := w.FillForm(ctx, w.Configuration(s))
	if err != nil {
		return false, fmt.Errorf("fill in the form of Webex Connect: %w", err)
	}
	if !filled {
		return false, nil
	}
	w.note(msg.FormFilled.Line(w.Marks.Pass))
	st.generated(s)
	s.Record(st.ID(), session.Observed, w.Now())
	return true, nil
}

func (st *connectStep) generated(s *session.Session) {
	now := st.w.Now().UTC().Truncate(time.Second)
	s.Generated = &now
}

// compare has a person look whether the form still shows the two values that
// were copied out of it in step 1: whether an unsaved form keeps them is not
// documented. Others are asked for again, and another Call Back URL must reach
// Google's client first.
func (st *connectStep) compare(ctx context.Context, s *session.Session) error {
	w := st.w
	if !st.compares(s) {
		return nil
	}
	fmt.Fprintf(w.Err, "\n%s\n\n  Forwarding Address  %s\n  Call Back URL       %s\n\n", msg.FormShows.In(w.Lang, w.formAddress(s)),
		s.Answer("asset.forwarding_address"), s.Answer("connect.callback_url"))
	q := w.formSameQuestion()
	answer, err := w.Ask.Ask(ctx, q)
	if err == nil && answer == "no" {
		err = st.copyAgain(ctx, s)
	}
	if err != nil {
		return err
	}
	s.Answers[q.ID] = "yes"
	return s.Save()
}

// compares reports whether a person is asked to compare.
func (st *connectStep) compares(s *session.Session) bool {
	return st.w.isAsked("connect.form_same") && s.Answer("connect.form_same") != "yes" && s.Answer("asset.forwarding_address") != ""
}

func (w *Wizard) formSameQuestion() prompt.Question {
	return prompt.Question{
		ID: "connect.form_same", Text: msg.AskFormSame.In(w.Lang), Default: w.inLab("yes"), Commits: true,
		Choices: []prompt.Choice{
			{Value: "no", Label: msg.ChoiceFormOther.In(w.Lang)},
			{Value: "yes", Label: msg.ChoiceFormSame.In(w.Lang)},
		},
	}
}

func (w *Wizard) generatedQuestion() prompt.Question {
	return prompt.Question{
		ID: "connect.generated", Text: msg.AskGenerated.In(w.Lang), Default: w.inLab("yes"), Commits: true,
		Choices: []prompt.Choice{
			{Value: "not-yet", Label: msg.ChoiceNotYet.In(w.Lang)},
			{Value: "yes", Label: msg.ChoiceAllFilled.In(w.Lang)},
			{Value: "no-refresh-token", Label: msg.ChoiceNoRefresh.In(w.Lang)},
			{Value: "error", Label: msg.ChoiceExplain.In(w.Lang)},
		},
	}
}

// inLab is a default that only a lab may give.
func (w *Wizard) inLab(answer string) string {
	if w.Endpoints.Lab() {
		return answer
	}
	return ""
}

func (w *Wizard) formAddress(s *session.Session) string { return s.Answer("connect.url") }

// copyAgain takes the two values from the form once more.
func (st *connectStep) copyAgain(ctx context.Context, s *session.Session) error {
	w := st.w
	callback := s.Answer("connect.callback_url")
	questions := []prompt.Question{w.forwardingQuestion(true), w.callbackQuestion()}
	for i, id := range []string{"asset.forwarding_address", "connect.callback_url"} {
		questions[i].Default = s.Answer(id)
		answer, err := w.answer(ctx, s, questions[i])
		if err != nil {
			return err
		}
		if s.Answers[id] = answer; s.Answer("connect.callback_url") != callback {
			s.Forget("client")
			delete(s.Answers, "google.client_json")
		}
		if err := s.Save(); err != nil {
			return err
		}
	}
	if s.Answer("connect.callback_url") == callback {
		return nil
	}
	w.note(msg.CallbackChanged.Line(w.Marks.Warn))
	w.at = "client"
	defer func() { w.at = st.ID() }()
	return (&clientStep{w}).Do(ctx, s)
}

// generate asks what Generate Token brought, until the fields are filled, and
// keeps the day.
func (st *connectStep) generate(ctx context.Context, s *session.Session) error {
	w := st.w
	if s.Generated != nil || !w.isAsked("connect.generated") {
		return nil
	}
	q := w.offerPage(w.generatedQuestion(), s, st.ID())
	for {
		answer, err := w.Ask.Ask(ctx, q)
		if err != nil {
			return err
		}
		switch answer {
		case "yes":
			st.generated(s)
			return s.Save()
		case "no-refresh-token":
			w.note(msg.TickReview.Line(w.Marks.Warn))
		case "error":
			err = w.explain(ctx, s, st.ID(), msg.NotRecognised.Line(w.Marks.Warn))
		case "open":
			w.open(ctx, w.openable(s, st.ID()))
		}
		_, given := w.Given[q.ID]
		if err == nil && (answer == "not-yet" || given) {
			err = &StoppedError{st.ID()}
		}
		if err != nil {
			return err
		}
	}
}

// isAsked reports whether a question about the form is put: to a person who has
// not said beforehand that the step is done.
func (w *Wizard) isAsked(id string) bool {
	_, given := w.Given[id]
	_, done := w.Given["step.connect.done"]
	return given || w.CanAsk && !done
}
