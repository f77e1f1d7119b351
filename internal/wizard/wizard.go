// Package wizard walks an admin through the procedure: a list of steps, each
// of which looks before it acts, and the loop that walks the list.
package wizard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// State is what a step finds when it looks.
type State string

// The states. Waiting is a step that was walked, and whose effect is not there
// yet, by somebody's choice or because somebody else must act.
const (
	Missing State = "missing"
	Waiting State = "waiting"
	Done    State = "done"
)

// Step brings one part of the setup from missing to present.
type Step interface {
	// ID is stable: the session, stories and the step pack use it.
	ID() string
	// Done looks and changes nothing.
	Done(ctx context.Context, s *session.Session) (State, error)
	// Do asks, acts and records.
	Do(ctx context.Context, s *session.Session) error
}

// Wizard walks the steps for one asset.
type Wizard struct {
	Env
	pack   *guide.Pack
	admins adminAccess
	at     string   // id of the step that is walked
	shown  string   // id of the step whose page was shown last
	taken  []string // project ids that Google refused

	about   diagnose.Context // of the sign-in that is awaited
	signsIn *session.Session // of the same; nil where it is of no asset
}

// New returns a wizard in the given world.
func New(env Env) (*Wizard, error) {
	if env.StepPack != "" {
		pack, err := guide.ReadPack(env.StepPack)
		return &Wizard{Env: env, pack: pack}, err
	}
	pack, err := guide.Embedded()
	if err != nil {
		return nil, fmt.Errorf("read the built-in step pack: %w", err)
	}
	return &Wizard{Env: env, pack: pack}, nil
}

// Pack is the step pack that the wizard walks by.
func (w *Wizard) Pack() *guide.Pack { return w.pack }

// steps is the procedure, in order. With a client of another provider than
// Google only the steps are left that are not about Google.
func (w *Wizard) steps(s *session.Session) []Step {
	if w.isForeign(s) {
		return []Step{&assetStep{w}, &clientStep{w}, &tokensStep{w: w}}
	}
	return []Step{
		&assetStep{w},                 // name, addresses, the two values that Webex Connect gives
		&projectStep{w},               // a Google project, in which a client can live
		&apiStep{w},                   // the Gmail API, switched on
		&brandingStep{w},              // what the consent screen says, and for whom
		&audienceStep{w},              // Internal, or External and published
		&guidedStep{w, "data-access"}, // the one scope, declared
		&clientStep{w},                // the web client and its JSON
		&tokensStep{w: w},             // signed in once, tokens fetched
		&proofStep{w: w},              // every link proven
		&connectStep{w},               // the form in Webex Connect, filled in
		&forwardingStep{w: w},         // customers' mail on its way to Webex Connect
	}
}

// StoppedError says that a person chose to stop at a step.
type StoppedError struct{ Step string }

// Error implements error.
func (e *StoppedError) Error() string { return "stopped at the step " + e.Step }

// UnfinishedError says that a step was walked and what it should bring about is
// not there, without an error that says why.
type UnfinishedError struct{ Step string }

// Error implements error.
func (e *UnfinishedError) Error() string { return "the step " + e.Step + " is not finished" }

// Result is what a walk came to.
type Result struct {
	File    string        // the configuration file, "" when there is none yet
	Proof   []asset.Proof // of this walk
	Waiting []string      // steps that wait
}

// Run walks the steps until all are done, one fails, or the person stops. The
// session is saved after every answer and every step, also when it fails.
func (w *Wizard) Run(ctx context.Context, s *session.Session) (Result, error) {
	var result Result
	if err := w.refused(s); err != nil {
		return result, err
	}
	w.adopt(s)
	s.Complete = false
	if err := s.Save(); err != nil {
		return result, err
	}
	if len(s.Steps) > 0 {
		w.note(msg.GoesOn.Line(s.Answer("asset.name")))
	}
	if err := w.trusted(); err != nil {
		return result, err
	}
	for _, step := range w.steps(s) {
		state, err := w.walk(ctx, s, step)
		if f, last := step.(*forwardingStep); last {
			f.keepProof(s)
		}
		result.File, result.Proof = w.written(s), s.Proof
		if err != nil {
			return result, err
		}
		if state == Waiting {
			result.Waiting = append(result.Waiting, step.ID())
		}
		if step.ID() == "tokens" && s.Client.Foreign {
			break // it was given at the step client, and the rest is about Gmail
		}
	}
	s.Complete = result.Waiting == nil
	w.end(result)
	return result, w.save(s)
}

// walk brings one step about: look, act only when needed, look again. What
// surrounds every step is here and nowhere else.
func (w *Wizard) walk(ctx context.Context, s *session.Session, step Step) (State, error) {
	state, err := step.Done(ctx, s)
	if err != nil {
		return state, err
	}
	if state == Done {
		w.alreadyDone(s, step)
		return state, nil
	}
	w.at = step.ID()
	err = step.Do(ctx, s)
	if saveErr := w.save(s); err == nil {
		err = saveErr
	}
	if err != nil {
		return Missing, err
	}
	state, err = step.Done(ctx, s)
	if err == nil && state == Missing {
		err = &UnfinishedError{step.ID()}
	}
	return state, err
}

// save writes the session, and the configuration once there are tokens: the
// file is a product of the state.
func (w *Wizard) save(s *session.Session) error {
	w.storage(s)
	if err := s.Save(); err != nil {
		return err
	}
	if s.Secrets.Tokens == nil || s.Client == nil {
		return nil
	}
	c := w.Configuration(s)
	if _, err := os.Stat(s.OutFile); errors.Is(err, fs.ErrNotExist) && s.AdoptedFrom != "" {
		c.TakeUnknownOf(s.AdoptedFrom)
	}
	var former []asset.Owner
	if s.Written != nil {
		former = append(former, *s.Written)
	}
	if err := asset.Write(s.OutFile, c, former...); err != nil {
		return err
	}
	if owner := c.Owner(); s.Written == nil || *s.Written != owner {
		s.Written = &owner
		return s.Save()
	}
	return nil
}

// written returns the path of the configuration file once it was written.
func (w *Wizard) written(s *session.Session) string {
	if s.Secrets.Tokens == nil || s.Client == nil {
		return ""
	}
	return s.OutFile
}

// refused says which answer that was given to take the place of an earlier one
// cannot: that one is then kept.
func (w *Wizard) refused(s *session.Session) error {
	for _, q := range w.assetQuestions(s) {
		given, there := w.Given[q.ID]
		if !there || q.Check == nil || s.Answer(q.ID) == "" || given == s.Answer(q.ID) {
			continue
		}
		if err := q.Check(prompt.Clean(given)); err != nil {
			return &prompt.InvalidError{ID: q.ID, Err: err}
		}
	}
	return nil
}

// adopt lets answers given beforehand replace those of an earlier run: a step
// that depends on one then finds itself missing.
func (w *Wizard) adopt(s *session.Session) {
	for id, value := range w.Given {
		old, known := s.Answers[id]
		if old == value || id == "google.client_json" && old == FullPath(value) {
			continue
		}
		delete(s.Answers, id)
		switch {
		case id == "google.publish" && known, id == "google.user_type" && known:
			s.Forget("audience") // the page is another one now
		case id == "google.project_id":
			delete(s.Answers, createProject) // it was asked of the other
		case id == "asset.email" && s.Answers["asset.login_id"] == old:
			delete(s.Answers, "asset.login_id") // it was the mailbox itself
		}
	}
}

// ask returns the answer to a question: the one given beforehand, else the one
// of an earlier run, else a person's. It is kept at once.
func (w *Wizard) ask(ctx context.Context, s *session.Session, q prompt.Question) (string, error) {
	if answered(s, []prompt.Question{q}) {
		return s.Answers[q.ID], nil
	}
	answer, err := w.answer(ctx, s, q)
	if err != nil {
		return "", err
	}
	return answer, w.keepAnswer(s, q, answer)
}

func (w *Wizard) keepAnswer(s *session.Session, q prompt.Question, answer string) error {
	s.Answers[q.ID] = answer
	if !w.CanAsk {
		fmt.Fprintf(w.Err, "%s\n%s\n\n", q.Text, answer) // who reads a log wants to see what was taken
	}
	return s.Save()
}

// saysDifferent reports the answer, to any question that is typed, of a person
// who sees something else than the page describes.
func saysDifferent(answer string) bool { return answer == "different" || answer == "anders" }

// answer has the question answered. A person who wants the step's page opened, or
// sees something else on it, is served and asked again.
func (w *Wizard) answer(ctx context.Context, s *session.Session, q prompt.Question) (string, error) {
	if _, given := w.Given[q.ID]; given || !w.CanAsk || q.Choices != nil {
		return w.Ask.Ask(ctx, q)
	}
	link := ""
	if w.shown == w.at && typed(w.at) {
		link = w.openable(s, w.at)
	}
	saysOpen := func(answer string) bool { return answer == "open" && link != "" }
	check := q.Check
	q.Check = func(answer string) error {
		if saysDifferent(answer) || saysOpen(answer) || check == nil {
			return nil
		}
		return check(answer)
	}
	for {
		answer, err := w.Ask.Ask(ctx, q)
		switch {
		case err != nil:
			return answer, err
		case saysOpen(answer):
			w.open(ctx, link)
		case saysDifferent(answer):
			err = w.different(ctx, s, w.at)
		default:
			return answer, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// askAll asks a list of questions. An answer can bring up another question or
// give it a default, so the list is made anew after each. Where nobody may be
// asked, all that are missing are named at once.
func (w *Wizard) askAll(ctx context.Context, s *session.Session, list func(*session.Session) []prompt.Question) error {
	var all *prompt.MissingError
	for i := 0; i < len(list(s)); i++ {
		id := list(s)[i].ID
		_, err := w.ask(ctx, s, list(s)[i])
		var missing *prompt.MissingError
		switch {
		case err == nil:
		case !errors.As(err, &missing):
			return err
		case all == nil:
			all = missing
		case id != "asset.login_id": // that follows from the mailbox, which is missing
			all = &prompt.MissingError{IDs: append(all.IDs, missing.IDs...)}
		}
	}
	if all != nil {
		return all
	}
	return nil
}

// answered reports whether every question has an answer that still holds.
func answered(s *session.Session, questions []prompt.Question) bool {
	for _, q := range questions {
		if answer, ok := s.Answers[q.ID]; !ok || q.Check != nil && q.Check(answer) != nil {
			return false
		}
	}
	return true
}

// optional asks a question that may go unanswered for now; where nobody may be
// asked, that is the answer.
func (w *Wizard) optional(ctx context.Context, s *session.Session, q prompt.Question) (string, error) {
	answer, err := w.ask(ctx, s, q)
	var missing *prompt.MissingError
	if errors.As(err, &missing) {
		s.Answers[q.ID] = ""
		return "", nil
	}
	return answer, err
}

// note says one line. On a terminal it takes as many as it needs, so that no word
// is broken at the edge; in a log a line stays one.
func (w *Wizard) note(line msg.Line) {
	text := line.In(w.Lang)
	if !w.CanAsk && !w.Redraw {
		fmt.Fprintln(w.Err, text)
		return
	}
	for paragraph := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(w.Err, msg.Wrap(paragraph, max(w.Width, 60), ""))
	}
}

// finding says what an error means.
func (w *Wizard) finding(s *session.Session, err error) {
	WriteFinding(w.Err, w.Lang, w.Width, w.Marks.Warn, diagnose.Explain(err, w.Context(s)))
}
