package wizard

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// configured is a real asset (no lab's) with everything answered.
func configured(t *testing.T) (*Wizard, *session.Session) {
	t.Helper()
	w, s, _ := testWizard(t)
	answersOf(s, "asset.name", "Acme", "asset.email", "support@acme.com", "asset.login_id", "support@acme.com",
		"asset.forwarding_address", "abc@mail-us.imiconnect.io",
		"connect.url", "https://acme.us.webexconnect.io/apps?x=1", "connect.callback_url", "https://oauth.us.webexconnect.io/callback",
		"google.project_id", "acme-mail", "google.user_type", "external", "google.publish", "publish", "google.app_name", "Webex Mail")
	s.Client = &session.Client{ID: "1-a.apps.googleusercontent.com", RedirectURIs: []string{"http://127.0.0.1:9000/callback"}}
	s.RedirectPort = 9000
	s.Secrets = session.Secrets{ClientID: s.Client.ID, ClientSecret: secret.New("made-up"), Account: "support@acme.com", Tokens: tokens(nil)}
	s.Proof = []asset.Proof{{Check: "token.scope", Status: "pass", At: noon}}
	return w, s
}

func TestTheConfigurationOfAnAsset(t *testing.T) {
	w, s := configured(t)
	want := asset.Configuration{
		SchemaVersion: asset.SchemaVersion,
		Asset: asset.Asset{
			Name: "Acme", EmailID: "support@acme.com", ForwardingAddress: "abc@mail-us.imiconnect.io",
			ConnectURL: "https://acme.us.webexconnect.io", Region: "us",
		},
		Authentication: asset.Authentication{
			Type: "OAuth 2.0", SMTPServer: "smtp.gmail.com", Username: "support@acme.com", Port: 465, Security: asset.SSL,
			ClientID: "1-a.apps.googleusercontent.com", ClientSecret: secret.New("made-up"), CallbackURL: "https://oauth.us.webexconnect.io/callback",
			AuthorizationURL: "https://accounts.google.com/o/oauth2/auth", Scope: "https://mail.google.com/",
			AccessTokenURL: "https://oauth2.googleapis.com/token", RefreshTokenURL: "https://oauth2.googleapis.com/token", ReviewConsent: true,
		},
		Tokens: s.Secrets.Tokens,
		Google: &asset.Google{ProjectID: "acme-mail", UserType: "external", Publishing: "production"},
		Proof:  []asset.Proof{{Check: "token.scope", Status: "pass", At: noon}},
	}
	if got := w.Configuration(s); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if breaches := want.Check(); len(breaches) > 0 {
		t.Errorf("it breaks rules: %v", breaches)
	}
}

func TestWhatChangesTheConfiguration(t *testing.T) {
	const auth, token = "https://login.example.com/auth", "https://login.example.com/token"
	for name, c := range map[string]struct {
		change func(*session.Session)
		holds  func(asset.Configuration) bool
	}{
		"shared mailbox": {
			func(s *session.Session) { s.Answers["asset.login_id"] = "anna@acme.com" },
			func(c asset.Configuration) bool {
				return c.Authentication.LoginID != nil && c.Login() == "anna@acme.com" && c.Authentication.Username == "support@acme.com"
			},
		},
		"its own login": {
			func(*session.Session) {},
			func(c asset.Configuration) bool {
				return c.Authentication.LoginID == nil && c.Login() == "support@acme.com"
			},
		},
		"no login answered": {
			func(s *session.Session) { delete(s.Answers, "asset.login_id") },
			func(c asset.Configuration) bool { return c.Authentication.LoginID == nil },
		},
		"foreign endpoints": {
			func(s *session.Session) { s.Client.Foreign, s.Client.AuthURI, s.Client.TokenURI = true, auth, token },
			func(c asset.Configuration) bool {
				a := c.Authentication
				return a.AuthorizationURL == auth && a.AccessTokenURL == token && a.RefreshTokenURL == token && a.SMTPServer == "" && c.Google == nil
			},
		},
		"another spelling of Google's endpoints": {
			func(s *session.Session) { s.Client.AuthURI = "https://accounts.google.com/o/oauth2/v2/auth" },
			func(c asset.Configuration) bool {
				return c.Authentication.AuthorizationURL == asset.Gmail.AuthorizationURL
			},
		},
		"no client yet": {
			func(s *session.Session) { s.Client = nil },
			func(c asset.Configuration) bool { return c.Authentication.ClientID == "" },
		},
		"a region that was answered": {
			func(s *session.Session) { s.Answers["connect.region"] = "eu" },
			func(c asset.Configuration) bool { return c.Asset.Region == "eu" },
		},
		"a lab's": {
			func(s *session.Session) { s.Lab = true },
			func(c asset.Configuration) bool { return c.Lab },
		},
	} {
		w, s := configured(t)
		c.change(s)
		if got := w.Configuration(s); !c.holds(got) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTheProofOfAConfigurationIsItsOwn(t *testing.T) {
	w, s := configured(t)
	w.Configuration(s).Proof[0].Status = "fail"
	if s.Proof[0].Status != "pass" {
		t.Error("the session's proof changed with the configuration's")
	}
}

func TestPublishing(t *testing.T) {
	for _, c := range []struct{ userType, publish, want string }{
		{"", "", ""}, {"external", "", ""}, {"external", "publish", "production"}, {"external", "stay-in-testing", "testing"},
		{"internal", "", "internal"}, {"internal", "stay-in-testing", "internal"},
	} {
		_, s, _ := testWizard(t)
		answersOf(s, "google.user_type", c.userType, "google.publish", c.publish)
		if got := publishing(s); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestTheSubjectOfTheChecks(t *testing.T) {
	w, s := configured(t)
	got := w.Subject(s)
	if got.Loopback != "http://127.0.0.1:9000/callback" || !slices.Equal(got.Redirects, s.Client.RedirectURIs) || got.Foreign || got.Provider != asset.Gmail {
		t.Errorf("%+v", got)
	}
	s.Client = nil
	if got = w.Subject(s); got.Redirects != nil || got.Config.Authentication.ClientID != "" {
		t.Errorf("without a client: %+v", got)
	}
}

func TestTheContextOfAFinding(t *testing.T) {
	w, s := configured(t)
	now := noon
	w.Now = func() time.Time { return now }
	want := diagnose.Context{
		Lang: msg.English, Now: now, Name: "acme", ProjectID: "acme-mail", ClientID: "1-a.apps.googleusercontent.com",
		Email: "support@acme.com", LoginID: "support@acme.com", CallbackURL: "https://oauth.us.webexconnect.io/callback",
		ForwardingAddress: "abc@mail-us.imiconnect.io", LoopbackURI: "http://127.0.0.1:9000/callback", Registered: s.Client.RedirectURIs,
	}
	if got := w.Context(s); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	w.Endpoints.URL = "http://127.0.0.1:1"
	if got, want := w.Context(nil), (diagnose.Context{Lang: msg.English, Now: now, Lab: true}); !reflect.DeepEqual(got, want) {
		t.Errorf("without a session: %+v", got)
	}
}

// Every placeholder of the step pack has a value, and no value is without one.
func TestTheValuesOfTheStepPack(t *testing.T) {
	w, s := configured(t)
	pack, err := os.ReadFile("../guide/pack.yaml")
	must(t, err)
	const sentence = "There is nothing for you to do."
	for id := range w.Values(s) {
		if _, err := guide.Parse(bytes.Replace(pack, []byte(sentence), []byte("{"+id+"}"), 1)); err != nil {
			t.Errorf("no page can show %s: %v", id, err)
		}
	}
	if _, err := guide.Parse(bytes.Replace(pack, []byte(sentence), []byte("{nothing}"), 1)); err == nil {
		t.Error("a page can show anything")
	}
	open := w.Values(nil)
	if open["scope"] != "https://mail.google.com/" || open["port"] != "465" || open["security"] != "SSL" {
		t.Errorf("what holds for every asset: %v", open)
	}
	for _, id := range []string{"email", "project", "clientId", "callbackUrl", "loopbackRedirect", "console"} {
		if value, set := open[id]; set {
			t.Errorf("without a session %s is %q", id, value)
		}
	}
	w.Endpoints = asset.Endpoints{URL: "http://127.0.0.1:1", Accounts: "http://127.0.0.1:2"}
	if v := w.Values(nil); v["console"] != "http://127.0.0.1:2" || v["accounts"] != "http://127.0.0.1:2" {
		t.Errorf("in a lab: %v", v)
	}
}

func TestTheAddressOnTheConsentScreen(t *testing.T) {
	for _, c := range []struct{ support, login, want string }{
		{"", "", "support@acme.com"}, {"", "anna@acme.com", "anna@acme.com"}, {"help@acme.com", "anna@acme.com", "help@acme.com"},
	} {
		w, s := configured(t)
		answersOf(s, "google.support_email", c.support, "asset.login_id", c.login)
		if v := w.Values(s); v["supportEmail"] != c.want || v["developerContact"] != c.want {
			t.Errorf("%+v: %q, %q", c, v["supportEmail"], v["developerContact"])
		}
	}
}

func TestWhichPartsOfAStepConcernAnAsset(t *testing.T) {
	if got := BranchOf(nil); got != (guide.Branch{}) {
		t.Errorf("without a session: %+v", got)
	}
	for email, account := range map[string]string{"": "", "a@acme.com": "workspace", "a@gmail.com": "consumer"} {
		_, s, _ := testWizard(t)
		answersOf(s, "asset.email", email, "google.user_type", "internal")
		if got, want := BranchOf(s), (guide.Branch{Audience: "internal", Account: account}); got != want {
			t.Errorf("%q: %+v, want %+v", email, got, want)
		}
	}
}

func TestEveryListedQuestionIsKnownAndEveryAskedOneIsListed(t *testing.T) {
	all := Questions()
	for i, id := range all {
		if !KnownQuestion(id) || slices.Index(all, id) != i {
			t.Errorf("%s: known %v, or listed twice", id, KnownQuestion(id))
		}
	}
	w, s := configured(t)
	asked := append(w.assetQuestions(s), w.brandingQuestions(s)...)
	asked = append(asked, w.forwardingQuestion(true), w.projectQuestion(s), w.clientQuestion(), w.doneQuestion("data-access"))
	for _, q := range asked {
		if !slices.Contains(all, q.ID) || q.Text == "" {
			t.Errorf("%q is asked and not listed", q.ID)
		}
	}
	all[0] = "changed"
	if Questions()[0] == "changed" {
		t.Error("who reads the list can change it")
	}
}

func TestThatAStepIsDoneIsNeverAssumed(t *testing.T) {
	w, _, _ := testWizard(t)
	if q := w.doneQuestion("api"); q.Default != "" || q.Choices[0].Value != "no" {
		t.Errorf("%+v", q)
	}
	w.Endpoints.URL = "http://127.0.0.1:1"
	if q := w.doneQuestion("api"); q.Default != "yes" {
		t.Errorf("in a lab: %+v", q)
	}
}

func TestHomeIsWrittenAsInAShell(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	tilde := "~" + string(filepath.Separator)
	for path, want := range map[string]string{
		tilde + "client.json": filepath.Join(home, "client.json"), "~client.json": "~client.json", "client.json": "client.json", "": "",
	} {
		if got := expandHome(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}
