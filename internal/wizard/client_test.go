package wizard

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

const unknownClient = "1-made0up0client.apps.googleusercontent.com"

// beforeTheClient is a stage on which all is done up to the client.
func beforeTheClient(t *testing.T, answers prompt.Asker) stage {
	t.Helper()
	g := onStage(t)
	for _, st := range g.w.steps(g.s)[:6] {
		g.w.at = st.ID()
		must(t, st.Do(t.Context(), g.s))
	}
	must(t, g.s.Save())
	g.said.wipe()
	g.w.CanAsk, g.w.Ask = true, answers
	return g
}

func (g stage) client(t *testing.T) error {
	t.Helper()
	g.w.at = "client"
	return (&clientStep{g.w}).Do(t.Context(), g.s)
}

func TestAClientThatGoogleDoesNotKnowIsAskedForAgain(t *testing.T) {
	g := beforeTheClient(t, turns{
		"google.client_json": {unknownClient}, "google.client_secret": {"made-up-client-secret"},
	})
	if err := g.client(t); err != nil || stateOf(t, &clientStep{g.w}, g.s) != Done || g.s.Client.ID == unknownClient {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	if said := g.said.String(); !saysInOrder(said, "Step 7 of 11", "client-not-found", "Give the client once more") || strings.Count(said, "Step 7 of 11") != 1 {
		t.Errorf("it said\n%s", said)
	}
}

func TestASecretThatIsWrongIsAskedForAgain(t *testing.T) {
	g := beforeTheClient(t, nil)
	real, err := oauth.ReadClient(g.w.Endpoints.ClientJSON)
	must(t, err)
	g.w.Ask = turns{"google.client_json": {real.ID, real.ID}, "google.client_secret": {"made-up-client-secret", real.Secret.Reveal()}}
	if err := g.client(t); err != nil || onDisk(t, g.s).Secrets.ClientSecret.Reveal() != real.Secret.Reveal() {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	if !strings.Contains(g.said.String(), "client-secret-invalid") {
		t.Errorf("it said\n%s", g.said)
	}
}

// What was given beforehand is not taken again and again.
func TestAGivenClientThatGoogleDoesNotKnowEndsTheRun(t *testing.T) {
	g := beforeTheClient(t, turns{})
	must(t, g.lab.SetFaults("client-not-found"))
	g.w.Given["google.client_json"] = g.w.Endpoints.ClientJSON
	var proof *ProofError
	if err := g.client(t); !errors.As(err, &proof) {
		t.Errorf("%v", err)
	}
	delete(g.w.Given, "google.client_json")
	g.w.Yes = true
	if err := g.client(t); !errors.As(err, &proof) {
		t.Errorf("with --yes: %v", err)
	}
}

// Google shows a secret once: what is kept of a client is not asked for again.
func TestAClientThatIsKeptIsNotAskedForAgain(t *testing.T) {
	g := beforeTheClient(t, nil)
	real, err := oauth.ReadClient(g.w.Endpoints.ClientJSON)
	must(t, err)
	for name, answers := range map[string]turns{
		"pasted": {"google.client_json": {real.ID}, "google.client_secret": {real.Secret.Reveal()}},
		"a file": {"google.client_json": {g.w.Endpoints.ClientJSON}},
	} {
		must(t, g.lab.SetFaults("redirect-uri-mismatch"))
		g.w.Ask = answers
		ctx, kill := context.WithCancel(t.Context())
		g.w.Err = stopper{g.said, "A change on the console", kill}
		if err := (&clientStep{g.w}).Do(ctx, g.s); !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: %v", name, err)
		}
		must(t, g.lab.SetFaults())
		g = g.again(t)
		g.w.Err, g.w.Ask = g.said, scriptedAsker{}
		if err := g.client(t); err != nil || stateOf(t, &clientStep{g.w}, g.s) != Done {
			t.Errorf("%s: %v; it said\n%s", name, err, g.said)
		}
		g.s.Forget("client")
		delete(g.s.Answers, "google.client_json")
	}
}

// stopper stops what writes a text.
type stopper struct {
	*screen
	text string
	stop func()
}

func (s stopper) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.text) {
		s.stop()
	}
	return s.screen.Write(p)
}

func TestAClientIsKeptOnlyUnderTheAnswerItCameBy(t *testing.T) {
	for name, c := range map[string]struct {
		change func(stage)
		want   bool
	}{
		"whole":          {func(stage) {}, true},
		"another answer": {func(g stage) { g.s.Answers["google.client_json"] = "other.json" }, false},
		"asked anew":     {func(g stage) { delete(g.s.Answers, "google.client_json") }, false},
		"a file given":   {func(g stage) { g.w.Given["google.client_json"] = "client.json" }, false},
		"no client":      {func(g stage) { g.s.Client = nil }, false},
		"no secret":      {func(g stage) { g.s.Secrets = session.Secrets{} }, false},
	} {
		g := walked(t)
		g.s.Client.From = "client.json"
		c.change(g)
		if got := g.w.keepsClient(g.s); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestThePathOfTheClientHoldsInEveryFolder(t *testing.T) {
	g := beforeTheClient(t, nil)
	doc, err := os.ReadFile(g.w.Endpoints.ClientJSON)
	must(t, err)
	t.Chdir(t.TempDir())
	must(t, os.WriteFile("dl.json", doc, 0o600))
	here, err := filepath.Abs("dl.json")
	must(t, err)
	g.answers(map[string]string{"google.client_json": "dl.json"})
	g.w.CanAsk = false
	must(t, g.client(t))
	if got := onDisk(t, g.s).Answer("google.client_json"); got != here {
		t.Errorf("kept %q", got)
	}
	if g.w.adopt(g.s); stateOf(t, &clientStep{g.w}, g.s) != Done {
		t.Error("the same file given again is taken for another")
	}
}

// The port stands on the page from which it is copied into the client.
func TestAWishedPortIsKeptBeforeThePageShowsIt(t *testing.T) {
	g := beforeTheClient(t, nil)
	kept := 0
	g.w.Ask = recorder{scriptedAsker{}, func(string) { kept = onDisk(t, g.s).RedirectPort }}
	if err := g.client(t); err == nil || kept != g.w.Port {
		t.Errorf("kept %d, %v", kept, err)
	}
}

// inAnother is a stage whose person named a project that the client is not of.
func inAnother(t *testing.T, answers prompt.Asker) stage {
	t.Helper()
	g := beforeTheClient(t, answers)
	g.s.Answers["google.project_id"] = "acme-mail-x7"
	must(t, g.s.Save())
	return g
}

func TestAClientOfAnotherProjectBringsBackItsSteps(t *testing.T) {
	g := inAnother(t, prompt.Answers{Defaults: true})
	g.w.CanAsk = false
	must(t, g.client(t))
	if !saysInOrder(g.said.String(), "going on with that one", "Step 3 of 11", "Step 4 of 11", "Step 5 of 11", "Step 6 of 11") {
		t.Errorf("it said\n%s", g.said)
	}
	for _, id := range inProject {
		if stateOf(t, step(t, g.w, id), g.s) != Done {
			t.Errorf("%s is not done", id)
		}
	}

	g = inAnother(t, scriptedAsker{"google.client_json": g.w.Endpoints.ClientJSON})
	g.w.CanAsk, g.w.Ask = false, scriptedAsker{"google.client_json": g.w.Endpoints.ClientJSON}
	var missing *prompt.MissingError
	if err := g.client(t); !errors.As(err, &missing) || !slices.Equal(missing.IDs, []string{"step.api.done"}) {
		t.Errorf("nobody says that the steps are done: %v", err)
	}
	if _, believed := onDisk(t, g.s).Steps["audience"]; believed {
		t.Error("the audience of another project counts")
	}
}

func TestAPersonMayHaveTakenTheWrongFile(t *testing.T) {
	var asked []string
	g := inAnother(t, recorder{turns{"client.other_project": {"no", "yes"}, "step.api.done": {"yes"}}, func(id string) { asked = append(asked, id) }})
	must(t, g.client(t))
	want := []string{"google.client_json", "client.other_project", "google.client_json", "client.other_project", "step.api.done", "step.branding.done", "step.audience.done", "step.data-access.done"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q", asked)
	}

	g = inAnother(t, turns{"client.other_project": {"no"}})
	g.w.Given["google.client_json"] = g.w.Endpoints.ClientJSON
	var stopped *StoppedError
	if err := g.client(t); !errors.As(err, &stopped) || g.s.Client != nil || g.s.Answer("google.project_id") != "acme-mail-x7" {
		t.Errorf("the file was named beforehand: %v", err)
	}
	delete(g.w.Given, "google.client_json")
	g.w.Ask = turns{"client.other_project": {"yes"}, "step.api.done": {"yes"}}
	must(t, g.client(t))
	other := filepath.Join(t.TempDir(), "other.json")
	doc, err := os.ReadFile(g.w.Endpoints.ClientJSON)
	must(t, err)
	must(t, os.WriteFile(other, []byte(strings.ReplaceAll(string(doc), "webex-mail-lab", "acme-mail-x8")), 0o600))
	g.w.Given["google.client_json"] = other
	g.w.adopt(g.s)
	g.w.Ask = prompt.Answers{Values: g.w.Given, Next: turns{"client.other_project": {"no"}}}
	if err := g.client(t); !errors.As(err, &stopped) || stateOf(t, &clientStep{g.w}, g.s) != Done {
		t.Errorf("the client that was proven is lost: %v", err)
	}
}

// A client that Google refuses does not cost the proven one: its secret is shown
// only once.
func TestARefusedClientLeavesTheProvenOne(t *testing.T) {
	g := beforeTheClient(t, turns{})
	must(t, g.client(t))
	proven := *g.s.Client
	known := g.s.Secrets.ClientSecret
	doc, err := os.ReadFile(g.w.Endpoints.ClientJSON)
	must(t, err)
	other := filepath.Join(t.TempDir(), "other.json")
	must(t, os.WriteFile(other, []byte(strings.ReplaceAll(string(doc), known.Reveal(), "made-up-secret-that-is-wrong")), 0o600))
	must(t, g.lab.SetFaults("client-secret-invalid"))
	g.answers(map[string]string{"google.client_json": other})
	g.w.CanAsk = false
	g.w.adopt(g.s)
	var proof *ProofError
	if err := g.client(t); !errors.As(err, &proof) {
		t.Errorf("a refused client: %v", err)
	}
	kept := onDisk(t, g.s)
	if kept.Client.From != proven.From || kept.Client.ID != proven.ID || !kept.Secrets.ClientSecret.Equal(known) {
		t.Errorf("the proven client is lost: %+v", kept.Client)
	}
	if got := stateOf(t, &clientStep{g.w}, kept); got != Done {
		t.Errorf("the step is %v", got)
	}
}

func TestWithoutADownloadsFolderTheIDIsOfferedToo(t *testing.T) {
	w, s, said := testWizard(t)
	w.CanAsk, w.Ask = true, scriptedAsker{}
	if _, err := w.intake(t.Context(), s); err == nil || !strings.Contains(said.String(), "or paste the client ID") {
		t.Errorf("%v; it said %q", err, said)
	}
}
