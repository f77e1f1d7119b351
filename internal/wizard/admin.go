package wizard

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"mailasset/internal/diagnose"
	"mailasset/internal/google"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// adminAccess finds the credential for the admin calls once per run: asking
// gcloud takes a second.
type adminAccess struct {
	once  sync.Once
	admin *google.Admin
	err   error
}

// admin returns who may create projects and switch APIs on, nil where nobody
// is found: then the console pages are shown. A token file that was given and
// is of no use is an error.
func (w *Wizard) admin(ctx context.Context) (*google.Admin, error) {
	if w.Credential == nil {
		return nil, nil
	}
	w.admins.once.Do(func() { w.admins.admin, w.admins.err = w.findAdmin(ctx) })
	return w.admins.admin, w.admins.err
}

func (w *Wizard) findAdmin(ctx context.Context) (*google.Admin, error) {
	credential, err := w.Credential(ctx)
	var none *google.NoCredentialError
	if errors.As(err, &none) {
		w.note(msg.NoAdmin.Line())
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w.Known.Know("admin token", credential.Token)
	e := w.Endpoints
	admin := &google.Admin{
		HTTP: w.HTTP, ResourceManager: e.ResourceManager, ServiceUsage: e.ServiceUsage, Credential: credential, Timeout: w.Timeout,
	}
	if e.Lab() {
		admin.TokenInfo = e.Accounts + "/tokeninfo"
	}
	if credential.Exposed {
		w.note(msg.TokenFileExposed.Line(w.Marks.Warn, credential.Path))
	}
	account, err := admin.Account(ctx)
	if err != nil || account == "" {
		account = msg.UnknownAccount.In(w.Lang) // what it may do, the calls will tell
	}
	w.note(msg.AdminIs.Line(account, cameFrom(credential.Source)))
	return admin, nil
}

// fallsBack reports whether a person who is there goes on by hand after an
// admin call failed; the reason is said first.
func (w *Wizard) fallsBack(s *session.Session, err error) bool {
	if !w.CanAsk || errors.Is(err, context.Canceled) || errors.Is(err, prompt.ErrInterrupted) || errors.Is(err, prompt.ErrClosed) {
		return false
	}
	var declined *declinedError
	if !errors.As(err, &declined) {
		WriteFinding(w.Err, w.Lang, w.Width, w.Marks.Fail, diagnose.Explain(err, w.Context(s)))
		w.note(msg.ByHand.Line())
	}
	return true
}

// triesOther reports whether an id is taken and a person is there to name
// another: the project is then created by API all the same.
func (w *Wizard) triesOther(s *session.Session, err error) bool {
	var taken *google.IDTakenError
	if _, given := w.Given["google.project_id"]; given || w.Yes || !w.CanAsk || !errors.As(err, &taken) {
		return false
	}
	w.taken = append(w.taken, taken.ID)
	WriteFinding(w.Err, w.Lang, w.Width, w.Marks.Fail, diagnose.Explain(err, w.Context(s)))
	return true
}

// declinedError says that a person does not want a project created.
type declinedError struct{}

// Error implements error.
func (*declinedError) Error() string { return "create the project: declined" }

// projectByAPI uses the project that is named, or creates it after a yes.
func (w *Wizard) projectByAPI(ctx context.Context, s *session.Session, admin *google.Admin) error {
	if s.Answer("google.project_id") == "" && w.CanAsk && w.taken == nil {
		w.listProjects(ctx, admin)
	}
	id, err := w.ask(ctx, s, w.projectQuestion(s))
	if err != nil {
		return err
	}
	p, err := admin.Project(ctx, id)
	var denied *google.PermissionError
	switch {
	case errors.As(err, &denied): // Google says so too of one that does not exist
		return w.createProject(ctx, s, admin, id)
	case err != nil:
		return err
	case p.State != google.StateActive:
		delete(s.Answers, "google.project_id")
		return &google.IDTakenError{ID: id}
	}
	w.note(msg.UsesProject.Line(p.ID))
	w.lookAtParent(s, p)
	s.Record("project", session.Observed, w.Now())
	return nil
}

// listProjects shows a few projects that are there, the newest first. It is a
// help: when it fails, the question stands without it.
func (w *Wizard) listProjects(ctx context.Context, admin *google.Admin) {
	const most = 10
	projects, err := admin.Projects(ctx)
	if err != nil || len(projects) == 0 {
		return
	}
	w.note(msg.ProjectsThere.Line())
	for _, p := range projects[:min(most, len(projects))] {
		fmt.Fprintf(w.Err, "  %s  %s\n", p.ID, p.Name)
	}
}

func (w *Wizard) createQuestion(project string) prompt.Question {
	return prompt.Question{
		ID: createProject, Text: msg.AskCreateProject.In(w.Lang, project), Default: "yes", Commits: true,
		Choices: []prompt.Choice{{Value: "yes", Label: msg.ChoiceYes.In(w.Lang)}, {Value: "no", Label: msg.ChoiceNo.In(w.Lang)}},
	}
}

func (w *Wizard) createProject(ctx context.Context, s *session.Session, admin *google.Admin, id string) error {
	if err := w.mayCreate(ctx, s, id); err != nil {
		return err
	}
	p, err := admin.CreateProject(ctx, id, google.DisplayName(s.Answer("asset.name")), "")
	var taken *google.IDTakenError
	switch {
	case errors.As(err, &taken) && taken.Ours:
		p = taken.Project
	case errors.As(err, &taken):
		delete(s.Answers, "google.project_id") // the next run asks for another
		return err
	case err != nil:
		return err
	}
	w.note(msg.MadeProject.Line(p.ID))
	w.lookAtParent(s, p)
	s.Record("project", session.Observed, w.Now())
	return nil
}

// lookAtParent warns of a project in which an app cannot be Internal. Google puts
// a member's into the organisation by itself.
func (w *Wizard) lookAtParent(s *session.Session, p google.Project) {
	if p.Parent == "" && s.Answer("google.user_type") == "internal" {
		w.note(msg.NoOrganisation.Line(w.Marks.Warn, p.ID))
	}
}

// mayCreate asks before a project is created. A no is kept: Enter must not create
// in the next run what was declined in this one.
func (w *Wizard) mayCreate(ctx context.Context, s *session.Session, id string) error {
	if w.declined(s) {
		return &declinedError{}
	}
	answer, err := w.Ask.Ask(ctx, w.createQuestion(id))
	if err != nil || answer == "yes" {
		delete(s.Answers, createProject)
		return err
	}
	s.Answers[createProject] = answer
	if err := s.Save(); err != nil {
		return err
	}
	return &declinedError{}
}

// createProject is the id of the question whether a project may be created.
const createProject = "google.create_project"

// declined reports whether a person who is there said no to that in an earlier
// run, and was told of nothing else since.
func (w *Wizard) declined(s *session.Session) bool {
	_, given := w.Given[createProject]
	return s.Answer(createProject) == "no" && w.CanAsk && !w.Yes && !given
}

// apiStep switches the Gmail API on.
type apiStep struct{ w *Wizard }

// ID implements [Step].
func (*apiStep) ID() string { return "api" }

// Done implements [Step].
func (st *apiStep) Done(_ context.Context, s *session.Session) (State, error) {
	if _, recorded := s.Steps["api"]; recorded {
		return Done, nil
	}
	return Missing, nil
}

// Do implements [Step].
func (st *apiStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	admin, err := w.admin(ctx)
	if err != nil {
		return err
	}
	if admin != nil {
		w.heading(st.ID())
		w.note(msg.TurningOn.Line())
		err := admin.EnableGmail(ctx, s.Answer("google.project_id"))
		if err == nil {
			w.note(msg.GmailOn.Line())
			s.Record(st.ID(), session.Observed, w.Now())
			return nil
		}
		if !w.fallsBack(s, err) {
			return err
		}
	}
	return (&guidedStep{w, st.ID()}).Do(ctx, s)
}

// cameFrom is where a credential comes from, in words or by its name.
func cameFrom(source google.Source) any {
	switch source {
	case google.SourceTokenFile:
		return msg.FromTokenFile.Line()
	case google.SourceADC:
		return "Application Default Credentials"
	}
	return string(source)
}
