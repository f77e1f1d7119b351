package wizard

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// patience bounds every wait of these tests.
const patience = 10 * time.Second

func testWizard(t *testing.T) (*Wizard, *session.Session, *bytes.Buffer) {
	t.Helper()
	var said bytes.Buffer
	w, err := New(Env{
		Err: &said, Ask: prompt.Answers{}, Now: time.Now, Known: new(secret.Redactor),
		Lang: msg.English, Width: 80, Marks: Marks{"+", "!", "x", "-"}, Given: map[string]string{},
		Roots: func() *x509.CertPool { return nil },
		HTTP: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, errors.New("nobody is to be asked here")
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := session.Open(t.TempDir(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return w, s, &said
}

func TestRegisteredPort(t *testing.T) {
	for _, c := range []struct {
		uris []string
		want int
	}{
		{nil, 0},
		{[]string{"https://acme.us.webexconnect.io/callback", "http://127.0.0.1:9000/callback"}, 9000},
		{[]string{"http://127.0.0.1:9000/callback", "http://127.0.0.1:9001/callback"}, 0},
		{[]string{"http://localhost:9000/callback"}, 0},
		{[]string{"http://127.0.0.1:9000/other"}, 0},
		{[]string{"http://127.0.0.1/callback"}, 0},
		{[]string{"https://127.0.0.1:9000/callback"}, 0},
		{[]string{"http://127.0.0.1:9000/callback/"}, 0},
		{[]string{"::", "http://127.0.0.1:9000/callback"}, 9000},
	} {
		if got := RegisteredPort(c.uris); got != c.want {
			t.Errorf("%q: %d, want %d", c.uris, got, c.want)
		}
	}
}

func TestThePortIsTheWishedElseTheRememberedElseTheUsual(t *testing.T) {
	w, s, _ := testWizard(t)
	if got := w.port(s); got != DefaultPort {
		t.Errorf("usual: %d", got)
	}
	s.RedirectPort = 9000
	if got := w.port(s); got != 9000 {
		t.Errorf("remembered: %d", got)
	}
	w.Port = 9001
	if got := w.port(s); got != 9001 {
		t.Errorf("wished: %d", got)
	}
}

func TestForeignEndpointsNeedTrust(t *testing.T) {
	google := oauth.Client{AuthURI: "https://accounts.google.com/o/oauth2/auth", TokenURI: "https://oauth2.googleapis.com/token"}
	for name, c := range map[string]struct {
		auth, token string
		trust, ok   bool
	}{
		"google":              {google.AuthURI, google.TokenURI, false, true},
		"google, newer path":  {"https://accounts.google.com/o/oauth2/v2/auth", google.TokenURI, false, true},
		"foreign":             {"https://login.example.com/auth", "https://login.example.com/token", false, false},
		"foreign, trusted":    {"https://login.example.com/auth", "https://login.example.com/token", true, true},
		"token alone foreign": {google.AuthURI, "https://login.example.com/token", false, false},
		"lookalike":           {"https://accounts.google.com.example.com/o/oauth2/auth", google.TokenURI, false, false},
		"plain http":          {"http://login.example.com/auth", "http://login.example.com/token", true, false},
		"plain on loopback":   {"http://127.0.0.1:1/auth", "http://localhost:1/token", true, true},
		"half plain":          {"https://login.example.com/auth", "http://login.example.com/token", true, false},
		"no address":          {"login", "token", true, false},
	} {
		w, _, _ := testWizard(t)
		w.TrustEndpoints = c.trust
		err := w.checkEndpoints(&oauth.Client{AuthURI: c.auth, TokenURI: c.token})
		var foreign *diagnose.ForeignEndpointError
		if (err == nil) != c.ok || err != nil && !errors.As(err, &foreign) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSuggestedProjectsAreProjectIDs(t *testing.T) {
	w, s, _ := testWizard(t)
	for _, name := range []string{"Support", "A", "Ünïcode Ä", strings.Repeat("long name ", 9), "9 to 5", "x-"} {
		s.Answers["asset.name"] = name
		if id := w.suggestProject(s); asset.CheckProjectID(id) != nil {
			t.Errorf("%q suggests %q", name, id)
		}
	}
}

func TestAuthorizedDomainsAreRegistrable(t *testing.T) {
	w, s, _ := testWizard(t)
	s.Answers["connect.url"] = "https://acme.us.webexconnect.io"
	s.Answers["connect.callback_url"] = "https://oauth.us.webexconnect.io/callback"
	s.Answers["google.home_page"] = "https://www.acme.co.uk/"
	s.Answers["google.privacy_policy"] = "https://legal.acme.co.uk/privacy"
	if got, want := w.authorizedDomains(s), "webexconnect.io\nacme.co.uk"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestConsumerAccounts(t *testing.T) {
	_, s, _ := testWizard(t)
	for _, c := range []struct {
		email, login string
		want         bool
	}{
		{"a@gmail.com", "", true}, {"a@GoogleMail.com", "", true}, {"a@acme.com", "", false},
		{"support@acme.com", "someone@gmail.com", true}, {"a@gmail.com", "admin@acme.com", false},
	} {
		s.Answers["asset.email"], s.Answers["asset.login_id"] = c.email, c.login
		if consumer(s) != c.want {
			t.Errorf("%+v", c)
		}
	}
}

func TestKnownQuestions(t *testing.T) {
	for id, want := range map[string]bool{
		"asset.email": true, "google.client_json": true, "step.data-access.done": true,
		"step.asset.done": false, "step.client.done": false, "step.tokens.done": false, "step.proof.done": false, // nobody is asked that
		"asset.mail": false, "step.nothing.done": false, "step.api": false, "api.done": false, "": false,
	} {
		if KnownQuestion(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}

func TestAWrongChoiceIsRefusedBeforeTheFirstStep(t *testing.T) {
	w, _, _ := testWizard(t)
	for id, answer := range map[string]string{
		"google.user_type": "everybody", "google.publish": "maybe", "google.create_project": "perhaps",
		"connect.form_same": "so", "connect.generated": "some", "step.branding.done": "done",
	} {
		w.Given = map[string]string{id: answer}
		var invalid *prompt.InvalidError
		var choice *prompt.ChoiceError
		if err := w.CheckGiven(t.Context()); !errors.As(err, &invalid) || invalid.ID != id || !errors.As(err, &choice) || choice.Got != answer {
			t.Errorf("%s=%s: %v", id, answer, err)
		}
	}
	w.Given = map[string]string{"google.publish": "stay-in-testing", "step.branding.done": "yes", "asset.email": "anything"}
	must(t, w.CheckGiven(t.Context()))
}

func TestAnswersGivenBeforehandReplaceEarlierOnes(t *testing.T) {
	w, s, _ := testWizard(t)
	s.Answers["asset.email"], s.Answers["asset.name"] = "old@acme.com", "Acme"
	w.Given = map[string]string{"asset.email": "new@acme.com", "asset.name": "Acme"}
	w.Ask = prompt.Answers{Values: w.Given}
	w.adopt(s)
	if _, kept := s.Answers["asset.email"]; kept || s.Answer("asset.name") != "Acme" {
		t.Errorf("after adopting: %v", s.Answers)
	}
	got, err := w.ask(context.Background(), s, prompt.Question{ID: "asset.email"})
	if err != nil || got != "new@acme.com" {
		t.Errorf("%q, %v", got, err)
	}
	again, err := session.Read(filepath.Dir(s.Dir()), "acme")
	if err != nil || again.Answer("asset.email") != "new@acme.com" {
		t.Errorf("not kept at once: %v, %v", again, err)
	}
}

// waitingAsker is a person who types nothing.
type waitingAsker struct{ asked chan string }

func (a waitingAsker) Ask(ctx context.Context, q prompt.Question) (string, error) {
	a.asked <- q.ID
	<-ctx.Done()
	return "", context.Cause(ctx)
}

const goodClient = `{"web":{"client_id":"1-a.apps.googleusercontent.com","client_secret":"made-up-client-secret",
"auth_uri":"https://accounts.google.com/o/oauth2/auth","token_uri":"https://oauth2.googleapis.com/token","redirect_uris":["http://127.0.0.1:8473/callback"]}}`

func TestADownloadAnswersTheQuestion(t *testing.T) {
	w, s, said := testWizard(t)
	w.Downloads, w.CanAsk = t.TempDir(), true
	asker := waitingAsker{make(chan string, 1)}
	w.Ask = asker
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(w.Downloads, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("client_secret_old.json", goodClient) // was there before: not taken
	go func() {
		<-asker.asked
		write("client_secret_half.json", goodClient[:40]) // still being written
		write("holiday.json", goodClient)
		write("client_secret_1-a.apps.googleusercontent.com.json", goodClient)
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client, err := w.intake(ctx, s)
	if err != nil || client.ID != "1-a.apps.googleusercontent.com" {
		t.Fatalf("%+v, %v", client, err)
	}
	want := filepath.Join(w.Downloads, "client_secret_1-a.apps.googleusercontent.com.json")
	if s.Answer("google.client_json") != want || !strings.Contains(said.String(), want) {
		t.Errorf("answer %q; it said %q", s.Answer("google.client_json"), said.String())
	}
	if strings.Contains(said.String(), "made-up-client-secret") {
		t.Error("the secret was shown")
	}
}

// scriptedAsker answers by id.
type scriptedAsker map[string]string

func (a scriptedAsker) Ask(_ context.Context, q prompt.Question) (string, error) {
	answer, ok := a[q.ID]
	if !ok {
		return "", &prompt.MissingError{IDs: []string{q.ID}}
	}
	if q.Check != nil {
		if err := q.Check(answer); err != nil {
			return "", &prompt.InvalidError{ID: q.ID, Err: err}
		}
	}
	return answer, nil
}

func TestIDAndSecretCanBePasted(t *testing.T) {
	w, s, said := testWizard(t)
	w.CanAsk = true
	w.Ask = scriptedAsker{"google.client_json": "1-a.apps.googleusercontent.com", "google.client_secret": "made-up-client-secret"}
	client, err := w.intake(context.Background(), s)
	if err != nil || client.Secret.Reveal() != "made-up-client-secret" || client.TokenURI != asset.Gmail.TokenURL {
		t.Fatalf("%+v, %v", client, err)
	}
	doc, err := os.ReadFile(filepath.Join(s.Dir(), "session.json"))
	if err != nil || strings.Contains(string(doc)+said.String(), "made-up-client-secret") {
		t.Errorf("the secret is in the session or on the screen: %v", err)
	}
	// After a crash the secret is asked for again: it was not kept with the answer.
	w.Ask = scriptedAsker{"google.client_json": "1-a.apps.googleusercontent.com", "google.client_secret": "another-made-up-secret"}
	if client, err = w.intake(context.Background(), s); err != nil || client.Secret.Reveal() != "another-made-up-secret" {
		t.Errorf("%+v, %v", client, err)
	}
}

func TestMailThatDoesNotGoToGoogleIsSaidEarly(t *testing.T) {
	for name, c := range map[string]struct {
		email string
		hosts []string
		err   error
		warns bool
	}{
		"google":    {"a@acme.com", []string{"ASPMX.L.GOOGLE.COM."}, nil, false},
		"mixed":     {"a@acme.com", []string{"filter.example.net.", "alt1.aspmx.l.google.com."}, nil, false},
		"elsewhere": {"a@acme.com", []string{"acme-com.mail.protection.outlook.com."}, nil, true},
		"lookalike": {"a@acme.com", []string{"mx.notgoogle.com."}, nil, true},
		"no answer": {"a@acme.com", nil, errors.New("no such host"), false},
		"no record": {"a@acme.com", nil, nil, false},
		"consumer":  {"a@gmail.com", []string{"mx.example.net."}, nil, false},
	} {
		w, s, said := testWizard(t)
		s.Answers["asset.email"] = c.email
		w.LookupMX = func(context.Context, string) ([]string, error) { return c.hosts, c.err }
		w.lookAtMailbox(context.Background(), s)
		if warned := said.Len() > 0; warned != c.warns {
			t.Errorf("%s: it said %q", name, said.String())
		}
	}
}

func TestAChangedAnswerTakesAlongWhatFollowedFromIt(t *testing.T) {
	w, s, _ := testWizard(t)
	s.Answers = map[string]string{"asset.email": "tpyo@acme.com", "asset.login_id": "tpyo@acme.com", "google.publish": "stay-in-testing"}
	s.Record("audience", session.Stated, w.Now())
	w.Given = map[string]string{"asset.email": "typo@acme.com", "google.publish": "publish"}
	w.adopt(s)
	if _, kept := s.Answers["asset.login_id"]; kept {
		t.Error("the login that was the mistyped mailbox stays")
	}
	if _, walked := s.Steps["audience"]; walked {
		t.Error("the app counts as published because somebody said it should be")
	}
	s.Answers = map[string]string{"asset.email": "team@acme.com", "asset.login_id": "ann@acme.com"}
	w.Given = map[string]string{"asset.email": "sales@acme.com"}
	if w.adopt(s); s.Answer("asset.login_id") != "ann@acme.com" {
		t.Error("a person's own login is forgotten")
	}
}
