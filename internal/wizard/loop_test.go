package wizard

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/guide"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

func TestTheWholeWalkEndsWithAConfiguration(t *testing.T) {
	g := onStage(t)
	result, err := g.run(t)
	if err != nil {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	if result.File != g.s.OutFile || result.Waiting != nil || len(result.Proof) != len(proven()) || !g.s.Complete {
		t.Errorf("result %+v, complete %v", result, g.s.Complete)
	}
	for _, p := range result.Proof {
		if p.Status == string(check.Fail) || p.Status == string(check.Unknown) {
			t.Errorf("%s: %s", p.Check, p.Status)
		}
	}
	written, err := asset.Read(result.File)
	must(t, err)
	if breaches := written.Check(); len(breaches) > 0 {
		t.Errorf("the file breaks rules: %v", breaches)
	}
	if written.Asset.EmailID != g.w.Endpoints.Mailbox || written.Tokens == nil || written.Tokens.RefreshToken.Empty() || !written.Lab {
		t.Errorf("wrote %+v", written)
	}
	for _, st := range g.w.steps(g.s) {
		want := Done
		if st.ID() == "proof" {
			want = Missing // of the next run
		}
		if got := stateOf(t, st, g.s); got != want {
			t.Errorf("%s is %s, want %s", st.ID(), got, want)
		}
	}
	if complaints := g.lab.Complaints(); len(complaints) > 0 {
		t.Errorf("the lab complains: %q", complaints)
	}
	for _, secret := range []string{written.Tokens.RefreshToken.Reveal(), written.Tokens.AccessToken.Reveal(), g.s.Secrets.ClientSecret.Reveal()} {
		if strings.Contains(g.said.String(), secret) {
			t.Error("a secret was shown")
		}
	}
}

// proven are the checks whose outcome a whole walk keeps.
func proven() []string {
	online := check.Options{Tier: check.Online, Only: append(proofChecks(), forwardingChecks...)}
	return online.IDs()
}

func TestEveryStepIsMissingUntilItIsDone(t *testing.T) {
	g := onStage(t, "forwarding-off")
	for _, st := range g.w.steps(g.s) {
		if got := stateOf(t, st, g.s); got != Missing {
			t.Errorf("%s is %s before it was walked", st.ID(), got)
		}
		if g.w.at = st.ID(); g.w.at == "forwarding" {
			must(t, g.lab.SetFaults())
		}
		if err := st.Do(t.Context(), g.s); err != nil {
			t.Fatalf("%s: %v; it said\n%s", st.ID(), err, g.said)
		}
		if got := stateOf(t, st, g.s); got != Done {
			t.Errorf("%s is %s after it was walked", st.ID(), got)
		}
	}
}

func TestLookingChangesNothing(t *testing.T) {
	g := finished(t)
	before, err := os.ReadFile(g.s.Dir() + "/session.json")
	must(t, err)
	for _, st := range g.w.steps(g.s) {
		stateOf(t, st, g.s)
	}
	must(t, g.s.Save())
	after, err := os.ReadFile(g.s.Dir() + "/session.json")
	if err != nil || string(after) != string(before) {
		t.Errorf("%v; from\n%s\nto\n%s", err, before, after)
	}
	if g.said.String() != "" {
		t.Errorf("it said %q", g.said)
	}
}

func TestTheStepsAreThoseOfTheGuide(t *testing.T) {
	w, _, said := testWizard(t)
	if got := stepIDs(w); !slices.Equal(got, guide.IDs()) {
		t.Errorf("%q, the guide has %q", got, guide.IDs())
	}
	w.Welcome(false)
	for _, id := range guide.IDs() {
		if !strings.Contains(said.String(), w.title(id)) {
			t.Errorf("the first screen lacks %s", id)
		}
	}
}

func TestASecondRunAsksNothingAndProvesAnew(t *testing.T) {
	g := finished(t).again(t)
	g.w.Ask = scriptedAsker{}
	result, err := g.run(t)
	if err != nil {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	said := g.said.String()
	if !saysInOrder(said, "Going on with", "1 Asset: already there", "7 Client: already there", "Step 9 of 11 · Proof", "10 Webex Connect: done, as you said") {
		t.Errorf("it said\n%s", said)
	}
	if len(result.Proof) == 0 || strings.Contains(said, "9 Proof: already there") {
		t.Error("the proof of the earlier run was believed")
	}
}

// What is answered is on the disk before the next question is put: a kill
// loses one answer at most.
func TestEveryAnswerIsSavedBeforeTheNextQuestion(t *testing.T) {
	g := onStage(t)
	var asked []string
	g.w.Ask = recorder{prompt.Answers{Defaults: true}, func(id string) {
		kept := onDisk(t, g.s)
		for _, earlier := range asked {
			_, answered := kept.Answers[earlier]
			done, stated := strings.CutPrefix(earlier, "step.")
			if stated {
				_, answered = kept.Steps[strings.TrimSuffix(done, ".done")]
			}
			if !answered {
				t.Errorf("asked %s, and %s is not on the disk", id, earlier)
			}
		}
		asked = append(asked, id)
	}}
	if _, err := g.run(t); err != nil {
		t.Fatal(err)
	}
	if len(asked) < 15 {
		t.Errorf("it asked only %q", asked)
	}
}

func TestAFailedStepIsSavedAndGoneOnWith(t *testing.T) {
	g := onStage(t, "code-rejected")
	result, err := g.run(t)
	var rejected *oauth.TokenError
	if !errors.As(err, &rejected) || result.File != "" {
		t.Fatalf("%+v, %v", result, err)
	}
	kept := onDisk(t, g.s)
	if kept.Client == nil || kept.Complete || kept.Steps["client"].How != session.Observed || kept.Secrets.ClientSecret.Empty() {
		t.Errorf("kept %+v", kept)
	}
	if _, recorded := kept.Steps["tokens"]; recorded {
		t.Error("the failed step counts as done")
	}
	must(t, g.lab.SetFaults())
	next := g.again(t)
	if result, err := next.run(t); err != nil || result.File == "" {
		t.Errorf("afterwards: %+v, %v; it said\n%s", result, err, g.said)
	}
}

func TestNoStopsAtTheStepAndKeepsTheRest(t *testing.T) {
	for _, id := range []string{"project", "api", "branding", "audience", "data-access", "connect"} {
		t.Run(id, func(t *testing.T) {
			g := onStage(t)
			g.answers(map[string]string{"step." + id + ".done": "no"})
			_, err := g.run(t)
			var stopped *StoppedError
			if !errors.As(err, &stopped) || stopped.Step != id {
				t.Fatalf("%v", err)
			}
			kept := onDisk(t, g.s)
			if _, recorded := kept.Steps[id]; recorded || kept.Complete {
				t.Errorf("recorded %v, complete %v", recorded, kept.Complete)
			}
			g.answers(nil)
			for _, earlier := range stepIDs(g.w)[:slices.Index(guide.IDs(), id)] {
				if earlier != "proof" && stateOf(t, step(t, g.w, earlier), kept) != Done {
					t.Errorf("%s is lost", earlier)
				}
			}
		})
	}
}

func TestWhatLooksDifferentIsNoted(t *testing.T) {
	g := onStage(t)
	g.w.CanAsk = true
	g.w.Ask = turns{
		"step.project.done": {"different", "yes"}, "step.project.seen": {"a page without a button"},
		"asset.name": {"different", "Acme"}, "step.asset.seen": {"another form"},
	}
	if _, err := g.run(t); err != nil {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	seen := onDisk(t, g.s).Seen
	if len(seen) != 2 || seen[0].Step != "asset" || seen[0].Text != "another form" || seen[1].Text != "a page without a button" || seen[1].At.IsZero() {
		t.Errorf("noted %+v", seen)
	}
	if g.s.Answer("asset.name") != "Acme" {
		t.Errorf("the name is %q", g.s.Answer("asset.name"))
	}
}

// TestWhatLooksDifferentKeepsNoSecret: people paste whole pages.
func TestWhatLooksDifferentKeepsNoSecret(t *testing.T) {
	g := onStage(t)
	g.w.CanAsk = true
	const known = "MADE-UP/secret/0123456789"
	g.w.Known.Know("client secret", secret.New(known))
	g.w.Ask = turns{
		"step.project.done": {"different", "yes"},
		"step.project.seen": {"it shows " + strings.ReplaceAll(known, "/", "&#47;") + " and password=MADEUPpass1 and https://jane:MADEUPx@a.example"},
	}
	if _, err := g.run(t); err != nil {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	seen := onDisk(t, g.s).Seen
	if len(seen) != 1 || !strings.HasPrefix(seen[0].Text, "it shows [secret:client secret ") || strings.Contains(seen[0].Text, "MADE") || strings.Contains(seen[0].Text, "jane") {
		t.Errorf("noted %+v", seen)
	}
}

func TestDifferentGivenBeforehandIsNotedOnceAndStops(t *testing.T) {
	g := onStage(t)
	g.answers(map[string]string{"step.api.done": "different"})
	_, err := g.run(t)
	var stopped *StoppedError
	if !errors.As(err, &stopped) || stopped.Step != "api" {
		t.Fatal(err)
	}
	if seen := onDisk(t, g.s).Seen; len(seen) != 1 || seen[0].Step != "api" || seen[0].Text != "" {
		t.Errorf("noted %+v", seen)
	}
}

func TestForwardingMayWait(t *testing.T) {
	g := onStage(t, "forwarding-off")
	g.answers(map[string]string{"step.forwarding.done": "no"})
	result, err := g.run(t)
	if err != nil || !slices.Equal(result.Waiting, []string{"forwarding"}) || result.File == "" || onDisk(t, g.s).Complete {
		t.Fatalf("%+v, %v", result, err)
	}
	next := g.again(t)
	if st := step(t, next.w, "forwarding"); stateOf(t, st, next.s) != Missing {
		t.Error("the next run would not ask again")
	}
	must(t, g.lab.SetFaults())
	if result, err = next.run(t); err != nil || result.Waiting != nil || !onDisk(t, next.s).Complete {
		t.Errorf("%+v, %v", result, err)
	}
	if strings.Contains(next.said.String(), "Step 11 of 11") {
		t.Error("what Gmail says by itself was asked for")
	}
}

// A yes is believed as far as Gmail does not say otherwise.
func TestGmailSettlesWhetherItForwards(t *testing.T) {
	for fault, code := range map[string]string{
		"forwarding-missing": "forwarding-missing", "forwarding-pending": "forwarding-pending",
		"forwarding-off": "forwarding-off", "forwarding-elsewhere": "forwarding-elsewhere",
	} {
		g := onStage(t, fault)
		g.answers(map[string]string{"step.forwarding.done": "yes"})
		result, err := g.run(t)
		if err != nil || !slices.Equal(result.Waiting, []string{"forwarding"}) || !strings.Contains(g.said.String(), code) {
			t.Errorf("%s: %+v, %v; it said\n%s", fault, result.Waiting, err, g.said)
		}
		if _, recorded := onDisk(t, g.s).Steps["forwarding"]; recorded {
			t.Errorf("%s: the step counts as done", fault)
		}
	}
}

// lookOnly is a step whose Do does nothing.
type lookOnly struct {
	state State
	err   error
	did   int
}

func (*lookOnly) ID() string { return "api" }

func (l *lookOnly) Done(context.Context, *session.Session) (State, error) { return l.state, l.err }

func (l *lookOnly) Do(context.Context, *session.Session) error {
	l.did++
	return nil
}

func TestWalk(t *testing.T) {
	for name, c := range map[string]struct {
		step   lookOnly
		want   State
		did    int
		failed any
	}{
		"done":          {lookOnly{state: Done}, Done, 0, nil},
		"waiting":       {lookOnly{state: Waiting}, Waiting, 1, nil},
		"still missing": {lookOnly{state: Missing}, Missing, 1, new(*UnfinishedError)},
		"cannot look":   {lookOnly{state: Missing, err: &StoppedError{"api"}}, Missing, 0, new(*StoppedError)},
	} {
		w, s, _ := testWizard(t)
		state, err := w.walk(t.Context(), s, &c.step)
		if state != c.want || c.step.did != c.did || (err != nil) != (c.failed != nil) || err != nil && !errors.As(err, c.failed) {
			t.Errorf("%s: %s after %d, %v", name, state, c.step.did, err)
		}
	}
}

func TestACancelledWalkKeepsWhatItHas(t *testing.T) {
	g := onStage(t)
	ctx, cancel := context.WithCancel(t.Context())
	g.w.Browse = func(context.Context, string) error { cancel(); return nil } // Ctrl-C while the browser is open
	_, err := g.w.Run(ctx, g.s)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if kept := onDisk(t, g.s); kept.Client == nil || kept.Secrets.Tokens != nil {
		t.Errorf("kept %+v", kept)
	}
}
