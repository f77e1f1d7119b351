package wizard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/google"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// projectStep names the Google project.
type projectStep struct{ w *Wizard }

// ID implements [Step].
func (*projectStep) ID() string { return "project" }

// Done implements [Step].
func (st *projectStep) Done(_ context.Context, s *session.Session) (State, error) {
	if _, recorded := s.Steps["project"]; recorded && s.Answer("google.project_id") != "" {
		return Done, nil
	}
	return Missing, nil
}

// Do asks for whom the app is before there is a project: one for an Internal app
// must lie in the organisation, and stays where it was made.
func (st *projectStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	if err := w.askUserType(ctx, s); err != nil {
		return err
	}
	admin, err := w.admin(ctx)
	if err != nil {
		return err
	}
	if admin == nil {
		return st.byHand(ctx, s, nil)
	}
	if !w.declined(s) {
		w.heading(st.ID())
	}
	err = w.projectByAPI(ctx, s, admin)
	for w.triesOther(s, err) {
		err = w.projectByAPI(ctx, s, admin)
	}
	if err == nil || !w.fallsBack(s, err) {
		return err
	}
	return st.byHand(ctx, s, admin)
}

// byHand has a person make the project, and looks at it where that is possible.
func (st *projectStep) byHand(ctx context.Context, s *session.Session, admin *google.Admin) error {
	w := st.w
	if _, err := w.ask(ctx, s, w.projectQuestion(s)); err != nil {
		return err
	}
	if err := w.show(s, st.ID()); err != nil {
		return err
	}
	if err := w.confirmed(ctx, s, st.ID()); err != nil {
		return err
	}
	if admin != nil {
		if err := st.find(ctx, s, admin); err != nil {
			return err
		}
	}
	s.Record(st.ID(), session.Stated, w.Now())
	return s.Save()
}

// find asks for the id of a project that a person made until it is seen: the
// console may have given it another one. An id that is typed once more is
// believed, for the project may be another account's.
func (st *projectStep) find(ctx context.Context, s *session.Session, admin *google.Admin) error {
	w := st.w
	for {
		unseen := s.Answer("google.project_id")
		err := w.lookAtProject(ctx, s, admin)
		var denied *google.PermissionError
		if _, given := w.Given["step.project.done"]; given || w.Yes || !w.CanAsk || !errors.As(err, &denied) {
			return err
		}
		if err := s.Save(); err != nil {
			return err
		}
		w.note(msg.ProjectUnseen.Line(w.Marks.Warn, unseen))
		w.listProjects(ctx, admin)
		q := w.projectQuestion(s)
		q.Default = ""
		id, err := w.ask(ctx, s, q)
		if err != nil || id == unseen {
			return err
		}
	}
}

// lookAtProject believes a person's yes only as far as it cannot look.
func (w *Wizard) lookAtProject(ctx context.Context, s *session.Session, admin *google.Admin) error {
	_, err := admin.Project(ctx, s.Answer("google.project_id"))
	var denied *google.PermissionError
	if !errors.As(err, &denied) {
		return nil // it is there, or whether it is cannot be told
	}
	delete(s.Answers, "google.project_id")
	return err
}

func (w *Wizard) projectQuestion(s *session.Session) prompt.Question {
	return prompt.Question{
		ID: "google.project_id", Text: msg.AskProject.In(w.Lang), Help: msg.HelpProject.In(w.Lang),
		Default: w.suggestProject(s), Check: asset.CheckProjectID,
	}
}

// suggestProject makes an id out of the asset's name that was not refused yet; in
// a lab, the one that is there.
func (w *Wizard) suggestProject(s *session.Session) string {
	if c, err := oauth.ReadClient(w.Endpoints.ClientJSON); w.Endpoints.Lab() && err == nil && !slices.Contains(w.taken, c.ProjectID) {
		return c.ProjectID
	}
	_, domain, _ := strings.Cut(s.Answer("asset.email"), "@")
	id := google.SuggestID("webex mail "+s.Answer("asset.name"), domain)
	for n := 2; slices.Contains(w.taken, id); n++ {
		id = google.SuggestID(fmt.Sprintf("webex mail %d %s", n, s.Answer("asset.name")), domain)
	}
	return id
}

// brandingStep decides for whom the app is, and what its consent screen says.
type brandingStep struct{ w *Wizard }

// ID implements [Step].
func (*brandingStep) ID() string { return "branding" }

// Done implements [Step].
func (st *brandingStep) Done(_ context.Context, s *session.Session) (State, error) {
	record, recorded := s.Steps["branding"]
	if recorded && record.How == session.Observed || recorded && answered(s, st.w.brandingQuestions(s)) {
		return Done, nil
	}
	return Missing, nil
}

// Do implements [Step].
func (st *brandingStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	fmt.Fprintln(w.Err)
	w.note(msg.ForConsent.Line())
	if err := w.askUserType(ctx, s); err != nil {
		return err
	}
	if err := w.askAll(ctx, s, w.brandingQuestions); err != nil {
		return err
	}
	if err := w.show(s, st.ID()); err != nil {
		return err
	}
	return w.confirm(ctx, s, st.ID())
}

// brandingQuestions lists what Branding and Audience need. Home page and
// privacy policy are asked for only where Google wants them: it keeps "Publish
// app" greyed out without (google.md section 4.1).
func (w *Wizard) brandingQuestions(s *session.Session) []prompt.Question {
	questions := []prompt.Question{
		w.userTypeQuestion(),
		{ID: "google.app_name", Text: msg.AskAppName.In(w.Lang), Help: msg.HelpAppName.In(w.Lang), Default: "Webex Mail", Check: notEmpty(asset.FieldAppName)},
		{
			ID: "google.support_email", Text: msg.AskSupportEmail.In(w.Lang), Help: msg.HelpSupportEmail.In(w.Lang), Default: w.login(s),
			Check: func(a string) error { return asset.CheckEmail(asset.FieldSupportEmail, a) },
		},
	}
	if s.Answer("google.user_type") != "external" {
		return questions
	}
	questions = append(questions, w.publishQuestion())
	if s.Answer("google.publish") != "publish" {
		return questions
	}
	return append(questions,
		w.pageQuestion(s, asset.FieldHomePage, msg.AskHomePage), w.pageQuestion(s, asset.FieldPrivacyPolicy, msg.AskPrivacyPolicy))
}

// askUserType decides for whom the app is. A consumer's can only be External.
func (w *Wizard) askUserType(ctx context.Context, s *session.Session) error {
	q := w.userTypeQuestion()
	if !consumer(s) {
		_, err := w.ask(ctx, s, q)
		return err
	}
	if s.Answer(q.ID) != "external" {
		w.note(msg.ConsumerIsExternal.Line(w.login(s)))
	}
	s.Answers[q.ID] = "external"
	return nil
}

// userTypeQuestion says in its two choices what each leads to.
func (w *Wizard) userTypeQuestion() prompt.Question {
	return prompt.Question{
		ID: "google.user_type", Text: msg.AskUserType.In(w.Lang), Help: msg.HelpUserType.In(w.Lang), Default: "external",
		Choices: []prompt.Choice{
			{Value: "external", Label: msg.ChoiceExternal.In(w.Lang)},
			{Value: "internal", Label: msg.ChoiceInternal.In(w.Lang)},
		},
	}
}

func (w *Wizard) publishQuestion() prompt.Question {
	return prompt.Question{
		ID: "google.publish", Text: msg.AskPublish.In(w.Lang), Help: msg.HelpPublish.In(w.Lang), Default: "publish", Commits: true,
		Choices: []prompt.Choice{
			{Value: "publish", Label: msg.ChoicePublish.In(w.Lang)},
			{Value: "stay-in-testing", Label: msg.ChoiceTesting.In(w.Lang)},
		},
	}
}

func (w *Wizard) pageQuestion(s *session.Session, field asset.Field, text msg.Text) prompt.Question {
	q := prompt.Question{
		ID: string(field), Text: text.In(w.Lang), Help: msg.HelpPages.In(w.Lang),
		Check: w.checkPage(field, s.Answer(string(field))),
	}
	if w.Endpoints.Lab() {
		q.Default = "https://www.example.com/"
		if field == asset.FieldPrivacyPolicy {
			q.Default += "privacy"
		}
	}
	return q
}

func notEmpty(field asset.Field) func(string) error {
	return func(answer string) error {
		if answer == "" {
			return &asset.RuleError{Field: field, Rule: asset.RuleEmpty}
		}
		return nil
	}
}

// consumer reports whether a consumer Gmail account signs in; such accounts
// have no organisation, so their apps can only be External.
func consumer(s *session.Session) bool {
	login := s.Answer("asset.login_id")
	if login == "" {
		login = s.Answer("asset.email")
	}
	_, domain, _ := strings.Cut(strings.ToLower(login), "@")
	return domain == "gmail.com" || domain == "googlemail.com"
}

// audienceStep brings the app out of Testing, before any token is minted: one
// minted in Testing dies after seven days, also when the app is published
// later.
type audienceStep struct{ w *Wizard }

// ID implements [Step].
func (*audienceStep) ID() string { return "audience" }

// Done implements [Step].
func (st *audienceStep) Done(_ context.Context, s *session.Session) (State, error) {
	if _, recorded := s.Steps["audience"]; !recorded {
		return Missing, nil
	}
	if publishing(s) == "testing" {
		return Waiting, nil
	}
	return Done, nil
}

// Do implements [Step].
func (st *audienceStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	if _, walked := s.Steps["audience"]; walked && publishing(s) == "testing" {
		return st.again(ctx, s)
	}
	if err := w.show(s, st.ID()); err != nil {
		return err
	}
	if publishing(s) == "testing" {
		w.note(msg.StaysInTesting.Line())
	}
	return w.confirm(ctx, s, st.ID())
}

// again offers to publish an app that stayed in Testing.
func (st *audienceStep) again(ctx context.Context, s *session.Session) error {
	w := st.w
	w.note(msg.StaysInTesting.Line())
	q := w.publishQuestion()
	if _, given := w.Given[q.ID]; !given && !w.CanAsk {
		return nil
	}
	q.Default = "stay-in-testing"
	answer, err := w.Ask.Ask(ctx, q)
	if err != nil || answer != "publish" {
		return err
	}
	s.Answers[q.ID] = answer
	// Branding may lack what Publish needs, and the token dies all the same.
	s.Forget("branding")
	s.Forget("audience")
	if err := s.Save(); err != nil {
		return err
	}
	if err := (&brandingStep{w}).Do(ctx, s); err != nil {
		return err
	}
	return st.Do(ctx, s)
}
