package wizard

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/google"
	"mailasset/internal/lab"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
)

// administrated is a fresh lab, in which nothing is made yet, and a wizard
// that finds the administrator's token.
func administrated(t *testing.T, faults ...string) stage {
	t.Helper()
	g := onStageOf(t, lab.Config{Robot: true, Fresh: true, Faults: faults})
	g.w.Credential = func(ctx context.Context) (google.Credential, error) {
		return google.Discover(ctx, google.Options{TokenFile: g.w.Endpoints.AdminTokenFile})
	}
	answersOf(g.s, "asset.name", "Acme", "asset.email", "support@lab.test", "google.user_type", "external", "google.project_id", "acme-mail-x7")
	return g
}

// hurried is administrated where nothing pauses between two looks at an
// operation.
func hurried(t *testing.T, faults ...string) (stage, *google.Admin) {
	t.Helper()
	g := administrated(t, faults...)
	admin, err := g.w.admin(t.Context())
	must(t, err)
	admin.Poll = func(ctx context.Context, _ int) error { return ctx.Err() }
	g.said.wipe()
	return g, admin
}

func TestWhoAdministrates(t *testing.T) {
	for name, c := range map[string]struct {
		credential func(context.Context) (google.Credential, error)
		found      bool
		want       any
		says       string
	}{
		"nobody wants that": {nil, false, nil, ""},
		"nobody is found": {func(context.Context) (google.Credential, error) {
			return google.Credential{}, &google.NoCredentialError{}
		}, false, nil, "Neither gcloud nor"},
		"a token file without use": {func(context.Context) (google.Credential, error) {
			return google.FromTokenFile(filepath.Join(t.TempDir(), "absent"))
		}, false, new(*google.CredentialError), ""},
		"a token that others can read": {func(context.Context) (google.Credential, error) {
			return google.Credential{Source: google.SourceTokenFile, Token: secret.New("made-up"), Path: "/x/token", Exposed: true}, nil
		}, true, nil, "! Others on this machine can read /x/token."},
		"a token that tells no account": {func(context.Context) (google.Credential, error) {
			return google.Credential{Source: google.SourceGcloud, Token: secret.New("made-up")}, nil
		}, true, nil, "acting as an account that could not be told (gcloud)"},
	} {
		t.Run(name, func(t *testing.T) {
			g := onStage(t)
			g.w.Credential = c.credential
			admin, err := g.w.admin(t.Context())
			if (admin != nil) != c.found || (err != nil) != (c.want != nil) || err != nil && !errors.As(err, c.want) {
				t.Fatalf("%v, %v", admin, err)
			}
			if said := g.said.String(); !strings.Contains(said, c.says) || c.says == "" && said != "" {
				t.Errorf("it said %q", said)
			}
			if strings.Contains(g.said.String(), "made-up") {
				t.Error("the token was shown")
			}
		})
	}
}

func TestTheCredentialIsLookedForOnce(t *testing.T) {
	g := administrated(t)
	find, times := g.w.Credential, 0
	g.w.Credential = func(ctx context.Context) (google.Credential, error) { times++; return find(ctx) }
	for range 3 {
		if admin, err := g.w.admin(t.Context()); admin == nil || err != nil {
			t.Fatal(admin, err)
		}
	}
	if times != 1 || strings.Count(g.said.String(), "acting as admin@lab.test (token file)") != 1 {
		t.Errorf("%d times; it said %q", times, g.said)
	}
}

func TestAProjectIsCreatedOnceAndThenUsed(t *testing.T) {
	g, _ := hurried(t)
	st := step(t, g.w, "project")
	if err := st.Do(t.Context(), g.s); err != nil || stateOf(t, st, g.s) != Done {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	if !strings.Contains(g.said.String(), "Project acme-mail-x7 was created.") {
		t.Errorf("it said\n%s", g.said)
	}
	g.s.Forget("project")
	g.said.wipe()
	g.w.Ask = scriptedAsker{} // nothing is left to ask
	if err := st.Do(t.Context(), g.s); err != nil || !strings.Contains(g.said.String(), "Project acme-mail-x7 is there and is used.") {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	api := step(t, g.w, "api")
	if err := api.Do(t.Context(), g.s); err != nil || stateOf(t, api, g.s) != Done || !strings.Contains(g.said.String(), "The Gmail API is on.") {
		t.Errorf("%v; it said\n%s", err, g.said)
	}
}

func TestAProjectIsCreatedOnlyAfterAYes(t *testing.T) {
	g := administrated(t)
	g.w.Ask = scriptedAsker{"google.create_project": "no"}
	st := step(t, g.w, "project")
	var declined *declinedError
	if err := st.Do(t.Context(), g.s); !errors.As(err, &declined) {
		t.Fatalf("nobody is there: %v", err)
	}
	// A person is shown the console instead, and is not told of an error.
	g.w.CanAsk, g.w.Ask = true, scriptedAsker{"google.create_project": "no", "step.project.done": "yes"}
	err := st.Do(t.Context(), g.s)
	var missing *prompt.MissingError // the person said it is there, it is not, and the id is asked for again
	if !errors.As(err, &missing) || missing.Error() != "no answer to google.project_id" || !strings.Contains(g.said.String(), "No project with the ID acme-mail-x7 is visible") {
		t.Errorf("%v", err)
	}
	if said := g.said.String(); strings.Contains(said, "permission-denied") || strings.Contains(said, "It can be done by hand as well") || strings.Contains(said, "was created") {
		t.Errorf("it said\n%s", said)
	}
	if _, recorded := g.s.Steps["project"]; recorded || g.s.Answer("google.project_id") != "" {
		t.Errorf("believed: %v", g.s.Answers)
	}
}

// Enter must not create in the next run what was declined in this one.
func TestADeclinedProjectIsNotOfferedAgain(t *testing.T) {
	g := administrated(t)
	g.w.CanAsk, g.w.Ask = true, turns{"google.create_project": {"no"}, "step.project.done": {"no"}}
	st := step(t, g.w, "project")
	var stopped *StoppedError
	if err := st.Do(t.Context(), g.s); !errors.As(err, &stopped) || onDisk(t, g.s).Answer("google.create_project") != "no" {
		t.Fatal(err)
	}
	g = g.again(t)
	st = step(t, g.w, "project")
	g.w.Ask = scriptedAsker{"step.project.done": "no"}
	if err := st.Do(t.Context(), g.s); !errors.As(err, &stopped) || strings.Count(g.said.String(), "Step 2 of 11") != 1 {
		t.Errorf("%v; it said\n%s", err, g.said)
	}
	g.w.Given = map[string]string{"google.project_id": "acme-mail-x8"}
	if g.w.adopt(g.s); g.s.Answer("google.create_project") != "" {
		t.Error("the no holds for another project")
	}
}

// What a person made under an id of Google's is looked up, and not told to be
// made once more.
func TestAProjectMadeByHandIsFoundByItsID(t *testing.T) {
	for name, c := range map[string]struct {
		ids  []string
		want string
	}{
		"Google's id":            {[]string{"acme-mail-x9"}, "acme-mail-x9"},
		"a slip of the pen":      {[]string{"acme-mail-y9", "acme-mail-x9"}, "acme-mail-x9"},
		"another account's":      {[]string{"acme-mail-x7"}, "acme-mail-x7"},
		"another account's, too": {[]string{"acme-mail-y9", "acme-mail-y9"}, "acme-mail-y9"},
	} {
		g, admin := hurried(t)
		if _, err := admin.CreateProject(t.Context(), "acme-mail-x9", "Acme", ""); err != nil {
			t.Fatal(err)
		}
		g.w.CanAsk, g.w.Ask = true, turns{"google.create_project": {"no"}, "step.project.done": {"yes"}, "google.project_id": c.ids}
		st := step(t, g.w, "project")
		if err := st.Do(t.Context(), g.s); err != nil || stateOf(t, st, g.s) != Done || onDisk(t, g.s).Answer("google.project_id") != c.want {
			t.Errorf("%s: %v, %q", name, err, g.s.Answer("google.project_id"))
		}
		said := g.said.String()
		if !strings.Contains(said, "No project with the ID acme-mail-x7 is visible") || strings.Contains(said, "by hand as well") || strings.Count(said, "New Project") != 1 {
			t.Errorf("%s: it said\n%s", name, said)
		}
	}
}

// Another id than one that is taken is asked for and tried, and not the same one
// proposed.
func TestATakenProjectIDLeadsToAnotherOne(t *testing.T) {
	g, _ := hurried(t)
	delete(g.s.Answers, "google.project_id")
	suggested := g.w.suggestProject(g.s)
	must(t, g.lab.SetFaults("project-id-taken"))
	var offered []string
	g.w.CanAsk = true
	g.w.Ask = watching{turns{"google.create_project": {"yes", "yes"}}, func(q prompt.Question) {
		if q.ID == "google.project_id" {
			if offered = append(offered, q.Default); len(offered) == 2 {
				must(t, g.lab.SetFaults())
			}
		}
	}}
	st := &projectStep{g.w}
	if err := st.Do(t.Context(), g.s); err != nil || stateOf(t, st, g.s) != Done {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	if len(offered) != 2 || offered[0] != suggested || offered[1] == suggested || g.s.Answer("google.project_id") != offered[1] {
		t.Errorf("offered %q, took %q", offered, g.s.Answer("google.project_id"))
	}
	if said := g.said.String(); !saysInOrder(said, "project-id-taken", "Project "+offered[1]+" was created.") || strings.Contains(said, "by hand") {
		t.Errorf("it said\n%s", said)
	}
}

func TestAnInternalAppNeedsAnOrganisation(t *testing.T) {
	for _, c := range []struct {
		userType, parent string
		warns            bool
	}{{"internal", "", true}, {"internal", "organizations/42", false}, {"internal", "folders/42", false}, {"external", "", false}} {
		w, s, said := testWizard(t)
		s.Answers["google.user_type"] = c.userType
		w.lookAtParent(s, google.Project{ID: "acme-mail", Parent: c.parent})
		if strings.Contains(said.String(), "cannot be Internal") != c.warns {
			t.Errorf("%+v: it said %q", c, said)
		}
	}
}

// For whom the app is decides where its project must lie.
func TestForWhomTheAppIsIsAskedBeforeItsProject(t *testing.T) {
	g, _ := hurried(t)
	delete(g.s.Answers, "google.user_type")
	delete(g.s.Answers, "google.project_id")
	var asked []string
	g.w.Ask = recorder{turns{"google.user_type": {"internal"}}, func(id string) { asked = append(asked, id) }}
	must(t, step(t, g.w, "project").Do(t.Context(), g.s))
	if len(asked) != 3 || asked[0] != "google.user_type" || asked[1] != "google.project_id" || strings.Contains(g.said.String(), "cannot be Internal") {
		t.Errorf("asked %q; it said\n%s", asked, g.said)
	}
}

// watching shows each question to a function before it is put.
type watching struct {
	prompt.Asker
	see func(prompt.Question)
}

func (a watching) Ask(ctx context.Context, q prompt.Question) (string, error) {
	a.see(q)
	return a.Asker.Ask(ctx, q)
}

func TestWhatCreatingAProjectMeets(t *testing.T) {
	for fault, c := range map[string]struct {
		want   any
		forget bool // the id, so that the next run asks for another
	}{
		"tos-not-accepted":  {new(*google.TermsError), false},
		"project-quota":     {new(*google.QuotaError), false},
		"project-id-taken":  {new(*google.IDTakenError), true},
		"permission-denied": {new(*google.PermissionError), false},
		"org-policy":        {new(*google.PolicyError), false},
		"mfa-required":      {new(*google.MFAError), false},
	} {
		t.Run(fault, func(t *testing.T) {
			g, _ := hurried(t, fault)
			st := step(t, g.w, "project")
			if err := st.Do(t.Context(), g.s); !errors.As(err, c.want) {
				t.Errorf("nobody is there: %v", err)
			}
			if (g.s.Answer("google.project_id") == "") != c.forget {
				t.Errorf("the id is %q", g.s.Answer("google.project_id"))
			}
			if _, recorded := g.s.Steps["project"]; recorded {
				t.Error("recorded")
			}
			// A person hears the reason and goes on by hand.
			if fault == "project-id-taken" {
				return // but not with another id
			}
			g.w.CanAsk, g.w.Ask = true, turns{"google.create_project": {"yes"}, "step.project.done": {"no"}}
			var stopped *StoppedError
			if err := st.Do(t.Context(), g.s); !errors.As(err, &stopped) {
				t.Errorf("%v", err)
			}
			if !saysInOrder(g.said.String(), "\nx ", "\n    cause ", "It can be done by hand as well:", "Open ") {
				t.Errorf("it said\n%s", g.said)
			}
		})
	}
}

func TestFallingBackIsForPeople(t *testing.T) {
	refused := &google.QuotaError{Message: "no more"}
	for name, c := range map[string]struct {
		canAsk bool
		err    error
		want   bool
	}{
		"nobody is there": {false, refused, false},
		"a person":        {true, refused, true},
		"declined":        {true, &declinedError{}, true},
		"cancelled":       {true, context.Canceled, false},
		"Ctrl-C":          {true, prompt.ErrInterrupted, false},
		"hang-up":         {true, prompt.ErrClosed, false},
	} {
		w, s, said := testWizard(t)
		w.CanAsk = c.canAsk
		if got := w.fallsBack(s, c.err); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if explained := said.Len() > 0; explained != (name == "a person") {
			t.Errorf("%s: it said %q", name, said)
		}
	}
}

func TestAPersonsYesToAProjectIsBelievedAsFarAsItCannotBeSeen(t *testing.T) {
	g, admin := hurried(t)
	if _, err := admin.CreateProject(t.Context(), "acme-mail-x7", "Acme", ""); err != nil {
		t.Fatal(err)
	}
	for id, there := range map[string]bool{"acme-mail-x7": true, "acme-mail-x8": false} {
		g.s.Answers["google.project_id"] = id
		err := g.w.lookAtProject(t.Context(), g.s, admin)
		if (err == nil) != there || (g.s.Answer("google.project_id") == id) != there {
			t.Errorf("%s: %v, %q", id, err, g.s.Answer("google.project_id"))
		}
	}
	g.w.listProjects(t.Context(), admin) // Google's search lags: it misses a fresh project once
	g.w.listProjects(t.Context(), admin)
	if !saysInOrder(g.said.String(), "Projects this account can use:\n", "  acme-mail-x7  Acme\n") {
		t.Errorf("it said\n%s", g.said)
	}
}

func TestAHomePageMustBeThere(t *testing.T) {
	for status, fine := range map[int]bool{
		http.StatusOK: true, http.StatusForbidden: true, http.StatusInternalServerError: true, http.StatusNotFound: false, http.StatusGone: false,
	} {
		w, _, said := testWizard(t)
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(status) }))
		w.HTTP = server.Client()
		err := w.pageAnswers(asset.FieldHomePage, server.URL)
		server.Close()
		var rule *asset.RuleError
		if (err == nil) != fine || err != nil && (!errors.As(err, &rule) || rule.Rule != asset.RuleNoPage || rule.Field != asset.FieldHomePage) {
			t.Errorf("%d: %v", status, err)
		}
		if said.Len() > 0 {
			t.Errorf("%d: it said %q", status, said)
		}
		// Closed now: it may be reachable for Google all the same.
		if err := w.pageAnswers(asset.FieldHomePage, server.URL); err != nil || !strings.Contains(said.String(), "! "+server.URL+" could not be reached from here") {
			t.Errorf("unreachable: %v; it said %q", err, said)
		}
	}
}

func TestAPageIsCheckedByFormFirstAndLookedAtOnce(t *testing.T) {
	looks := 0
	w, _, _ := testWizard(t)
	w.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		looks++
		return &http.Response{StatusCode: http.StatusNotFound, Body: http.NoBody, Request: r}, nil
	})}
	var rule *asset.RuleError
	for address, want := range map[string]asset.Rule{
		"https://github.com/acme/privacy": asset.RuleForeignDomain, "nowhere": "", "https://www.acme.com/gone": asset.RuleNoPage,
	} {
		err := w.checkPage(asset.FieldPrivacyPolicy, "")(address)
		if !errors.As(err, &rule) || want != "" && rule.Rule != want {
			t.Errorf("%s: %v", address, err)
		}
	}
	if looks != 1 {
		t.Errorf("%d looks", looks)
	}
	if err := w.checkPage(asset.FieldPrivacyPolicy, "https://www.acme.com/gone")("https://www.acme.com/gone"); err != nil || looks != 1 {
		t.Errorf("accepted earlier: %v after %d looks", err, looks)
	}
	w.Endpoints.URL = "http://127.0.0.1:1"
	if err := w.checkPage(asset.FieldHomePage, "")("https://www.example.com/"); err != nil || looks != 1 {
		t.Errorf("in a lab: %v after %d looks", err, looks)
	}
}

// roundTrip is a transport in a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
