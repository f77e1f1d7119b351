package wizard

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// answersOf fills a session with answers, given as id, value, id, value.
func answersOf(s *session.Session, pairs ...string) {
	for pair := range slices.Chunk(pairs, 2) {
		s.Answers[pair[0]] = pair[1]
	}
}

func TestAnAppThatStaysInTestingWaitsAndIsOfferedToPublish(t *testing.T) {
	g := onStage(t)
	now := time.Now() // all within one second: no token is older than the publishing
	g.w.Now = func() time.Time { return now }
	g.answers(map[string]string{"google.publish": "stay-in-testing"})
	result, err := g.run(t)
	if err != nil || !slices.Equal(result.Waiting, []string{"audience"}) || g.s.Complete {
		t.Fatalf("%+v, %v", result, err)
	}
	if !strings.Contains(g.said.String(), "every token made now dies 7 days later") || !strings.Contains(g.said.String(), "Generate Token makes dies") {
		t.Errorf("no warning in\n%s", g.said)
	}
	if written, err := asset.Read(result.File); err != nil || written.Google.Publishing != "testing" {
		t.Errorf("%+v, %v", written, err)
	}

	// Nobody to ask: it goes on waiting, and says so.
	g = g.again(t)
	g.w.Given, g.w.Ask = nil, scriptedAsker{}
	if result, err = g.run(t); err != nil || !slices.Equal(result.Waiting, []string{"audience"}) {
		t.Fatalf("%+v, %v", result, err)
	}

	// A person who publishes gives the pages that Google wants, and confirms both.
	g = g.again(t)
	var asked []string
	g.w.CanAsk = true
	g.w.Ask = recorder{turns{"google.publish": {"publish"}}, func(id string) {
		kept := onDisk(t, g.s)
		if len(asked) > 0 && kept.Answer("google.publish") != "publish" {
			t.Errorf("killed at %s, the app stays in Testing", id)
		}
		if _, walked := kept.Steps["branding"]; slices.Contains(asked, "step.branding.done") != walked && len(asked) > 0 {
			t.Errorf("killed at %s: branding is done: %v", id, walked)
		}
		asked = append(asked, id)
	}}
	if result, err = g.run(t); err != nil || result.Waiting != nil || !g.s.Complete {
		t.Fatalf("%+v, %v", result, err)
	}
	want := []string{"google.publish", "google.home_page", "google.privacy_policy", "step.branding.done", "step.audience.done"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	if written, err := asset.Read(result.File); err != nil || written.Google.Publishing != "production" {
		t.Errorf("%+v, %v", written, err)
	}
}

func TestStayingInTestingIsTheHarmlessAnswer(t *testing.T) {
	g := onStage(t)
	answersOf(g.s, "google.user_type", "external", "google.publish", "stay-in-testing")
	g.s.Record("audience", session.Stated, noon)
	g.w.CanAsk, g.w.Ask = true, turns{} // Enter
	st := step(t, g.w, "audience")
	if err := st.Do(t.Context(), g.s); err != nil || stateOf(t, st, g.s) != Waiting || g.s.Answer("google.publish") != "stay-in-testing" {
		t.Errorf("%v, %v", err, g.s.Answers)
	}
}

func TestBrandingAsksWhatTheAudienceNeeds(t *testing.T) {
	always := []string{"google.user_type", "google.app_name", "google.support_email"}
	for name, c := range map[string]struct {
		userType, publish string
		more              []string
	}{
		"not answered":         {"", "", nil},
		"internal":             {"internal", "", nil},
		"internal, once outer": {"internal", "publish", nil},
		"external":             {"external", "", []string{"google.publish"}},
		"in testing":           {"external", "stay-in-testing", []string{"google.publish"}},
		"published":            {"external", "publish", []string{"google.publish", "google.home_page", "google.privacy_policy"}},
	} {
		w, s, _ := testWizard(t)
		answersOf(s, "google.user_type", c.userType, "google.publish", c.publish)
		var got []string
		for _, q := range w.brandingQuestions(s) {
			got = append(got, q.ID)
		}
		if want := append(slices.Clone(always), c.more...); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAConsumerAccountMakesTheAppExternal(t *testing.T) {
	w, s, said := testWizard(t)
	answersOf(s, "asset.email", "acme@gmail.com", "google.user_type", "internal")
	w.Ask = scriptedAsker{
		"google.app_name": "Acme", "google.support_email": "acme@gmail.com", "google.publish": "stay-in-testing", "step.branding.done": "yes",
	}
	if err := step(t, w, "branding").Do(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if s.Answer("google.user_type") != "external" || !strings.Contains(said.String(), "acme@gmail.com is a personal Gmail account") {
		t.Errorf("%q; it said\n%s", s.Answer("google.user_type"), said)
	}
}

// A step that was walked is missing again when an answer under it changed.
func TestChangedAnswersMakeTheirStepsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		given   map[string]string
		missing []string
	}{
		"nothing":      {map[string]string{}, nil},
		"the same":     {map[string]string{"asset.email": "support@lab.test"}, nil},
		"mailbox":      {map[string]string{"asset.email": "other@lab.test", "asset.login_id": "other@lab.test"}, []string{"asset", "tokens"}},
		"login":        {map[string]string{"asset.login_id": "other@lab.test"}, []string{"asset"}},
		"project":      {map[string]string{"google.project_id": "another-project"}, []string{"project"}},
		"app name":     {map[string]string{"google.app_name": "Acme"}, []string{"branding"}},
		"client":       {map[string]string{"google.client_json": "other.json"}, []string{"client"}},
		"forwarding":   {map[string]string{"asset.forwarding_address": "x@mail.imiconnect.io"}, []string{"asset", "forwarding"}},
		"name":         {map[string]string{"asset.name": "Other"}, []string{"asset"}},
		"callback URL": {map[string]string{"connect.callback_url": "http://localhost:1/callback"}, []string{"asset"}},
	} {
		g := walked(t)
		g.answers(c.given)
		g.w.adopt(g.s)
		var missing []string
		for _, st := range g.w.steps(g.s) {
			if st.ID() != "proof" && stateOf(t, st, g.s) == Missing {
				missing = append(missing, st.ID())
			}
		}
		if !slices.Equal(missing, c.missing) {
			t.Errorf("%s: missing %q, want %q", name, missing, c.missing)
		}
	}
}

// walked is an asset whose steps are all done, by the look of its session.
func walked(t *testing.T) stage {
	t.Helper()
	w, s, _ := testWizard(t)
	w.Endpoints = asset.Endpoints{URL: "http://127.0.0.1:1"}
	answersOf(s, "asset.name", "Acme", "asset.email", "support@lab.test", "asset.login_id", "support@lab.test",
		"asset.forwarding_address", "abc@mail-us.imiconnect.io", "connect.url", "http://localhost:9", "connect.callback_url", "http://localhost:9/callback",
		"google.project_id", "acme-mail", "google.user_type", "internal", "google.app_name", "Webex Mail", "google.support_email", "support@lab.test",
		"google.client_json", "client.json")
	for _, id := range stepIDs(w) {
		s.Record(id, session.Stated, noon)
	}
	s.Client = &session.Client{ID: "1-a.apps.googleusercontent.com"}
	s.Secrets = session.Secrets{ClientID: s.Client.ID, ClientSecret: secret.New("made-up"), Account: "support@lab.test", Tokens: tokens(nil)}
	return stage{w: w, s: s}
}

func TestTokensAreOfTheRightAccountAndOfTheirTime(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*session.Session)
		minted bool
		want   State
	}{
		"good":               {func(*session.Session) {}, false, Done},
		"none":               {func(s *session.Session) { s.Secrets.Tokens = nil }, false, Missing},
		"other case":         {func(s *session.Session) { s.Secrets.Account = "SUPPORT@lab.test" }, false, Done},
		"other account":      {func(s *session.Session) { s.Secrets.Account = "other@lab.test" }, false, Missing},
		"other login":        {func(s *session.Session) { s.Answers["asset.login_id"] = "admin@lab.test" }, false, Missing},
		"dies":               {func(s *session.Session) { s.Secrets.Tokens = tokens(dies) }, false, Missing},
		"dies, minted now":   {func(s *session.Session) { s.Secrets.Tokens = tokens(dies) }, true, Waiting},
		"dies, by choice":    {func(s *session.Session) { s.Secrets.Tokens = tokens(dies); testing7(s) }, false, Done},
		"other, minted now":  {func(s *session.Session) { s.Secrets.Account = "other@lab.test" }, true, Missing},
		"in testing, others": {func(s *session.Session) { s.Secrets.Account = "other@lab.test"; testing7(s) }, false, Missing},
	} {
		g := walked(t)
		c.change(g.s)
		if got := stateOf(t, &tokensStep{g.w, c.minted}, g.s); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// testing7 leaves the app in Testing, where tokens live seven days.
func testing7(s *session.Session) {
	answersOf(s, "google.user_type", "external", "google.publish", "stay-in-testing")
}

func TestATokenThatDiesSendsBackToTheAudience(t *testing.T) {
	g := onStage(t, "testing-token-expires")
	result, err := g.run(t)
	if err != nil || !slices.Equal(result.Waiting, []string{"tokens"}) {
		t.Fatalf("%+v, %v", result, err)
	}
	kept := onDisk(t, g.s)
	if _, recorded := kept.Steps["audience"]; recorded || kept.Complete || kept.Secrets.Tokens.RefreshTokenExpiresAt == nil {
		t.Errorf("audience recorded %v, complete %v", recorded, kept.Complete)
	}
}

func TestTheClientIsDoneWhenItIsProvenAndItsSecretIsThere(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*session.Session)
		want   State
	}{
		"whole":            {func(*session.Session) {}, Done},
		"no file named":    {func(s *session.Session) { delete(s.Answers, "google.client_json") }, Missing},
		"not proven":       {func(s *session.Session) { s.Forget("client") }, Missing},
		"no client":        {func(s *session.Session) { s.Client = nil }, Missing},
		"no secret":        {func(s *session.Session) { s.Secrets.ClientSecret = secret.String{} }, Missing},
		"another's secret": {func(s *session.Session) { s.Secrets.ClientID = "2-b.apps.googleusercontent.com" }, Missing},
	} {
		g := walked(t)
		c.change(g.s)
		if got := stateOf(t, &clientStep{g.w}, g.s); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTokensGoWithTheirClient(t *testing.T) {
	for id, kept := range map[string]bool{"1-a.apps.googleusercontent.com": true, "2-b.apps.googleusercontent.com": false} {
		g := walked(t)
		client := &oauth.Client{ID: id, Secret: secret.New("made-up-2"), ProjectID: "its-project", RedirectURIs: []string{"http://127.0.0.1:9005/callback"}}
		must(t, (&clientStep{g.w}).take(g.s, client))
		again := onDisk(t, g.s)
		if (again.Secrets.Tokens != nil) != kept || again.Secrets.ClientID != id || again.Secrets.ClientSecret.Reveal() != "made-up-2" {
			t.Errorf("%s: kept %+v", id, again.Secrets.Tokens)
		}
		if again.Answer("google.project_id") != "its-project" || again.RedirectPort != 9005 {
			t.Errorf("project %q, port %d", again.Answer("google.project_id"), again.RedirectPort)
		}
	}
}

func TestAClientThatGoogleRefusesIsSaidBeforeAnybodySignsIn(t *testing.T) {
	for _, fault := range []string{"client-secret-invalid", "client-deleted", "redirect-uri-mismatch"} {
		g := onStage(t, fault)
		g.w.Browse = func(context.Context, string) error { t.Errorf("%s: the browser was opened", fault); return nil }
		_, err := g.run(t)
		var proof *ProofError
		if !errors.As(err, &proof) || len(proof.Failed) == 0 {
			t.Fatalf("%s: %v", fault, err)
		}
		if g = g.again(t); !g.w.keepsClient(g.s) {
			t.Errorf("%s: the client is asked for again", fault)
		}
	}
}

func TestAProofErrorIsWhatTheFirstFailedCheckFound(t *testing.T) {
	first := &check.AccountError{Want: "a@acme.com", Got: "b@acme.com"}
	err := error(&ProofError{[]check.Result{{ID: "mailbox.identity", Err: first}, {ID: "smtp.login", Err: errors.New("second")}}})
	var found *check.AccountError
	if !errors.As(err, &found) || found != first || !strings.Contains(err.Error(), "2 check(s) failed, the first is mailbox.identity") {
		t.Errorf("%v", err)
	}
}

func TestAFailedProofIsKeptWithWhatPassed(t *testing.T) {
	g := onStage(t, "smtp-auth-rejected")
	result, err := g.run(t)
	var proof *ProofError
	if !errors.As(err, &proof) || proof.Failed[0].ID != "smtp.login" || result.File == "" {
		t.Fatalf("%+v, %v", result, err)
	}
	kept := onDisk(t, g.s)
	if len(kept.Proof) != len(proven())-len(forwardingChecks) || kept.Complete {
		t.Errorf("kept %+v", kept.Proof)
	}
	if written, err := asset.Read(result.File); err != nil || !slices.Equal(written.Proof, kept.Proof) {
		t.Errorf("the file says %+v, %v", written, err)
	}
}

func TestForwardingNeedsTheAddressAtLast(t *testing.T) {
	w, s, said := testWizard(t)
	w.Ask = prompt.Answers{}
	st := step(t, w, "forwarding")
	var missing *prompt.MissingError
	if err := st.Do(t.Context(), s); !errors.As(err, &missing) || missing.Error() != "no answer to asset.forwarding_address" {
		t.Errorf("%v", err)
	}
	w.Ask = scriptedAsker{"asset.forwarding_address": ""}
	var invalid *prompt.InvalidError
	if err := st.Do(t.Context(), s); !errors.As(err, &invalid) {
		t.Errorf("an empty address passes: %v", err)
	}
	w.Ask = scriptedAsker{"asset.forwarding_address": "x@mail-us.imiconnect.io", "step.forwarding.done": "no"}
	if err := st.Do(t.Context(), s); err != nil || stateOf(t, st, s) != Waiting {
		t.Errorf("%v; it said\n%s", err, said)
	}
	w.Ask = scriptedAsker{"step.forwarding.done": "yes"}
	if err := st.Do(t.Context(), s); err != nil || stateOf(t, st, s) != Done {
		t.Errorf("%v; it said\n%s", err, said)
	}
}

func TestAForwardingAddressElsewhereIsRemarkedOn(t *testing.T) {
	for address, want := range map[string]bool{
		"x@mail-us.imiconnect.io": true, "x@mail.webexconnect.io": true, "X@MAIL.IMICONNECT.IO": true,
		"x@imiconnect.io.example.com": false, "x@acme.com": false, "x@myimiconnect.io": false,
	} {
		if connectDomain(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}
