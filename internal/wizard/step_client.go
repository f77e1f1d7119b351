package wizard

import (
	"context"
	"errors"
	"maps"
	"slices"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// clientStep has the web client made and takes its JSON in.
type clientStep struct{ w *Wizard }

// ID implements [Step].
func (*clientStep) ID() string { return "client" }

// Done implements [Step].
func (st *clientStep) Done(_ context.Context, s *session.Session) (State, error) {
	answer, answered := s.Answers["google.client_json"]
	_, proven := s.Steps["client"]
	if !answered || !proven || !whole(s) || s.Client.From != "" && s.Client.From != answer {
		return Missing, nil
	}
	return Done, nil
}

// Do takes a client in and has Google say whether it knows it. A person whose
// client it does not know gives another.
func (st *clientStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	if err := w.fixPort(s); err != nil {
		return err
	}
	ask, back := st.begin, wayBack(s)
	for kept := w.keepsClient(s); ; kept = false {
		if kept {
			w.heading(st.ID())
		} else if err := ask(ctx, s); err != nil {
			return err
		} else {
			ask = st.takeIn // the page was shown
		}
		err := w.proveClient(ctx, s)
		if err == nil {
			break
		}
		if refusesClient(err) {
			err = errors.Join(err, back())
		}
		if !w.mistaken(err) {
			return err
		}
		w.note(msg.AnotherClient.Line())
		if err := w.forgetFile(s); err != nil {
			return err
		}
	}
	s.Record(st.ID(), session.Observed, w.Now())
	return st.walkAgain(ctx, s)
}

// wayBack returns what puts the client back that is proven now: one that Google
// refuses must not cost it, for its secret is shown only once.
func wayBack(s *session.Session) func() error {
	if _, proven := s.Steps["client"]; !proven || !whole(s) {
		return func() error { return nil }
	}
	client, secrets, steps := s.Client, s.Secrets, maps.Clone(s.Steps)
	project, port, noLoopback := client.ProjectID, s.RedirectPort, s.NoLoopback
	return func() error {
		s.Client, s.Secrets, s.Steps, s.RedirectPort, s.NoLoopback = client, secrets, maps.Clone(steps), port, noLoopback
		if project != "" {
			s.Answers["google.project_id"] = project
		}
		if client.From != "" {
			s.Answers["google.client_json"] = client.From
		}
		if err := s.SaveSecrets(); err != nil {
			return err
		}
		return s.Save()
	}
}

// fixPort chooses the port and tries it before anybody types it anywhere: from
// then on it stands in the client. One that was wished is kept before the page
// shows it.
func (w *Wizard) fixPort(s *session.Session) error {
	if client := w.clientGiven(); client != nil {
		w.choosePort(s, client)
	}
	if err := oauth.CheckPort(w.port(s)); err != nil {
		return err
	}
	if w.Port != 0 {
		s.RedirectPort = w.Port
	}
	return s.Save()
}

// keepsClient reports whether the client that was given last is here with its
// secret, which Google shows once, and nobody named another.
func (w *Wizard) keepsClient(s *session.Session) bool {
	answer, answered := s.Answers["google.client_json"]
	_, given := w.Given["google.client_json"]
	return answered && !given && whole(s) && s.Client.From == answer
}

// whole reports whether the client is here with its own secret.
func whole(s *session.Session) bool {
	return s.Client != nil && s.Secrets.ClientID == s.Client.ID && !s.Secrets.ClientSecret.Empty()
}

// begin shows the page, and takes the client in.
func (st *clientStep) begin(ctx context.Context, s *session.Session) error {
	if st.w.isForeign(s) {
		st.w.heading(st.ID()) // the guide's page is about Google's console
	} else if err := st.w.show(s, st.ID()); err != nil {
		return err
	}
	return st.takeIn(ctx, s)
}

// takeIn takes the client that is given, of the right project.
func (st *clientStep) takeIn(ctx context.Context, s *session.Session) error {
	w := st.w
	for {
		client, err := w.intake(ctx, s)
		if err != nil {
			return err
		}
		meant, err := w.meant(ctx, s, client)
		if err != nil {
			return err
		}
		if meant {
			return st.take(s, client)
		}
		if err := w.forgetFile(s); err != nil {
			return err
		}
		if _, given := w.Given["google.client_json"]; given { // it would be given again
			if s.Client != nil && s.Client.From != "" {
				s.Answers["google.client_json"] = s.Client.From // which stays as it is
			}
			return &StoppedError{st.ID()}
		}
	}
}

// meant asks whether a client of another project is the one: what was done on
// the console was done in the project that was named.
func (w *Wizard) meant(ctx context.Context, s *session.Session, c *oauth.Client) (bool, error) {
	project := s.Answer("google.project_id")
	if !w.CanAsk || w.Yes || w.Foreign(c) || c.ProjectID == "" || project == "" || c.ProjectID == project {
		return true, nil
	}
	w.note(msg.ClientElsewhere.Line(w.Marks.Warn, c.ProjectID, project))
	answer, err := w.Ask.Ask(ctx, prompt.Question{
		ID: "client.other_project", Text: msg.AskOtherProject.In(w.Lang),
		Choices: []prompt.Choice{
			{Value: "no", Label: msg.ChoiceWrongFile.In(w.Lang)},
			{Value: "yes", Label: msg.ChoiceOtherProject.In(w.Lang, c.ProjectID)},
		},
	})
	return answer == "yes", err
}

// mistaken reports whether Google refused what a person gave, who can give
// something else.
func (w *Wizard) mistaken(err error) bool {
	_, given := w.Given["google.client_json"]
	return !given && !w.Yes && w.CanAsk && refusesClient(err)
}

// refusesClient reports whether Google does not take the client.
func refusesClient(err error) bool {
	var proof *ProofError
	return errors.As(err, &proof) && slices.ContainsFunc(proof.Failed, func(r check.Result) bool { return r.ID == "client.credentials" })
}

// forgetFile has the client asked for again, also after a crash.
func (w *Wizard) forgetFile(s *session.Session) error {
	delete(s.Answers, "google.client_json")
	return s.Save()
}

// inProject are the steps that are done in one Google project.
var inProject = []string{"project", "api", "branding", "audience", "data-access"}

// walkAgain walks the steps again that were done in another project than the
// client's. That the project is there the client has proven.
func (st *clientStep) walkAgain(ctx context.Context, s *session.Session) error {
	w := st.w
	if s.Client.Foreign {
		return nil
	}
	if _, known := s.Steps["project"]; !known && s.Client.ProjectID != "" {
		s.Record("project", session.Observed, w.Now())
	}
	if err := s.Save(); err != nil {
		return err
	}
	for _, step := range w.steps(s) {
		if _, known := s.Steps[step.ID()]; known || !slices.Contains(inProject, step.ID()) {
			continue
		}
		if _, err := w.walk(ctx, s, step); err != nil {
			return err
		}
	}
	w.at = st.ID()
	return nil
}

// choosePort remembers the port of the redirect URI, which the client fixes
// unless the user wishes another.
func (w *Wizard) choosePort(s *session.Session, c *oauth.Client) {
	if port := RegisteredPort(c.RedirectURIs); w.Port == 0 && s.RedirectPort == 0 && port != 0 {
		s.RedirectPort = port
	}
	s.RedirectPort = w.port(s)
}

func (w *Wizard) clientQuestion() prompt.Question {
	return prompt.Question{
		ID: "google.client_json", Text: msg.AskClientJSON.In(w.Lang), Help: msg.HelpClientJSON.In(w.Lang),
		Default: w.Endpoints.ClientJSON, Afresh: true,
		Check: func(answer string) error {
			if w.CanAsk && clientID().MatchString(answer) {
				return nil // the secret is asked for next
			}
			_, err := w.ReadClient(answer)
			return err
		},
	}
}

// take keeps the client that a person gave. A file that was being taken over is
// not gone back to then.
func (st *clientStep) take(s *session.Session, c *oauth.Client) error {
	s.Adopting = false
	s.Forget(st.ID()) // what was proven was another's
	return st.w.keepClient(s, c, nil)
}

// keepClient keeps the client, and the tokens that came with it where there are
// none yet. The secrets go first and in one write, so that a crash before the
// second leaves the step missing and not half done.
func (w *Wizard) keepClient(s *session.Session, c *oauth.Client, t *asset.Tokens) error {
	if s.Secrets.ClientID != c.ID {
		s.Secrets.Tokens = nil // tokens of another client are worthless here
	}
	s.Secrets.ClientID, s.Secrets.ClientSecret = c.ID, c.Secret
	if t != nil && s.Secrets.Tokens == nil {
		s.Secrets.Tokens, s.Secrets.Account = t, "" // the proof will see whose they are
	}
	if err := s.SaveSecrets(); err != nil {
		return err
	}
	s.Client = &session.Client{
		ID: c.ID, ProjectID: c.ProjectID, AuthURI: c.AuthURI, TokenURI: c.TokenURI,
		RedirectURIs: c.RedirectURIs, JavaScriptOrigins: c.JavaScriptOrigins, Foreign: w.Foreign(c),
		From: s.Answer("google.client_json"),
	}
	w.choosePort(s, c)
	s.NoLoopback = false
	if c.ProjectID != "" && !w.Foreign(c) && c.ProjectID != s.Answer("google.project_id") {
		w.note(msg.OtherProject.Line(c.ProjectID))
		s.Answers["google.project_id"] = c.ProjectID
		for _, id := range inProject {
			s.Forget(id)
		}
	}
	return s.Save()
}

// ErrNoSecret says that the client is known and its secret is not, as when it
// lies in a keyring that may not be opened.
var ErrNoSecret = errors.New("read the session: the client's secret is not here")

// client is the session's client with its secret.
func (w *Wizard) client(s *session.Session) (*oauth.Client, error) {
	switch {
	case s.Client == nil:
		return nil, errors.New("read the session: there is no client yet")
	case s.Secrets.ClientSecret.Empty():
		return nil, ErrNoSecret
	}
	return &oauth.Client{
		ID: s.Client.ID, Secret: s.Secrets.ClientSecret, ProjectID: s.Client.ProjectID,
		AuthURI: s.Client.AuthURI, TokenURI: s.Client.TokenURI, RedirectURIs: s.Client.RedirectURIs,
	}, nil
}
