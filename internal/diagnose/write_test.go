package diagnose

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"mailasset/internal/check"
	"mailasset/internal/google"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

func TestNameInCommands(t *testing.T) {
	err := &check.NoRefreshTokenError{}
	for name, want := range map[string]string{"acme": "`mailasset token acme`", "": "`mailasset token`"} {
		f := Explain(err, Context{Name: name})
		if !strings.Contains(f.Fix[1], want) {
			t.Errorf("with the name %q: %s", name, f.Fix[1])
		}
	}
}

func TestProjectInLinks(t *testing.T) {
	const page = "https://console.cloud.google.com/auth/audience"
	err := &check.LifetimeError{}
	for _, tt := range []struct {
		name string
		c    Context
		want string
	}{
		{"id", Context{ProjectID: "mail-4711", ClientID: "99-x.apps.googleusercontent.com"}, page + "?project=mail-4711"},
		{"number of the client", Context{ClientID: "99-x.apps.googleusercontent.com"}, page + "?project=99"},
		{"strange id", Context{ProjectID: "a b&c=d"}, page + "?project=a+b%26c%3Dd"},
		{"old client id", Context{ClientID: "oldclient.apps.googleusercontent.com"}, page},
		{"nothing", Context{}, page},
		{"foreign", Context{ProjectID: "mail-4711", Foreign: true}, ""},
	} {
		if got := Explain(err, tt.c).Link; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The API is off in the project that the answer names, whatever we thought.
func TestEnableLink(t *testing.T) {
	const fromAnswer = "https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=123456789012"
	if got := Explain(answered(403, apiDisabled), acme).Link; got != fromAnswer {
		t.Errorf("got %s", got)
	}
	const built = "https://console.cloud.google.com/flows/enableapi?apiid=gmail.googleapis.com&project=987654321098"
	if got := Explain(answered(403, apiDisabledNewForm), acme).Link; got != built {
		t.Errorf("got %s", got)
	}
	hostile := strings.ReplaceAll(apiDisabled, "console.developers.google.com", "console.developers.google.com.evil.example")
	if got := Explain(answered(403, hostile), acme).Link; strings.Contains(got, "evil") {
		t.Errorf("a stranger chose the link: %s", got)
	}
}

// googleNames takes out what was recorded with Google and is no advice.
var googleNames = strings.NewReplacer("mail.google.com", "", "googleusercontent.com", "")

func TestForeignProvider(t *testing.T) {
	c := acme
	c.Foreign = true
	for _, code := range []string{"redirect-uri-mismatch", "client-not-found", "client-secret-invalid", "scope-missing",
		"testing-token-expires", "refresh-token-missing", "refresh-token-dead", "code-rejected", "consent-declined"} {
		f := Explain(recordings[code][0].err, c)
		for _, text := range append([]string{f.Summary, f.Cause}, f.Fix...) {
			if strings.Contains(googleNames.Replace(strings.ToLower(text)), "google") {
				t.Errorf("%s speaks of Google: %s", code, text)
			}
		}
	}
	if f := Explain(refresh(400, "invalid_grant", ""), c); !strings.HasPrefix(f.Summary, "the provider no longer") {
		t.Errorf("summary %q", f.Summary)
	}
}

func TestSharedMailbox(t *testing.T) {
	c := acme
	c.LoginID = "kim@acme.example"
	if f := Explain(refresh(400, "invalid_grant", ""), c); !strings.Contains(f.Summary, "kim@acme.example") {
		t.Errorf("the wrong account is told to sign in: %s", f.Summary)
	}
}

func TestValuesAreNotExpandedAgain(t *testing.T) {
	f := Explain(&check.AccountError{Want: "{port}@acme.example", Got: "{x}"}, acme)
	if f.Summary != "{x} signed in, but the asset needs {port}@acme.example" {
		t.Errorf("got %q", f.Summary)
	}
}

func TestTimesAreForPeople(t *testing.T) {
	r := recordings["testing-token-expires"][0]
	f := Explain(r.err, Context{Lang: msg.Dutch})
	if f.Summary != "het refresh-token verloopt op 2026-11-29 10:00 UTC" || f.Facts["expiresAt"] != "2026-11-29T10:00:00Z" {
		t.Errorf("%q, %q", f.Summary, f.Facts["expiresAt"])
	}
}

func TestClientIsAFact(t *testing.T) {
	for _, code := range []string{"client-not-found", "client-deleted", "client-secret-invalid", "admin-policy-enforced", "access-not-configured"} {
		if f := Explain(recordings[code][0].err, acme); f.Facts["client_id"] != acme.ClientID {
			t.Errorf("%s: client_id is %q", code, f.Facts["client_id"])
		}
	}
}

func TestNextPort(t *testing.T) {
	for port, want := range map[string]string{"8473": "8474", "80": "8474", "60000": "8474", "": "8474", "x": "8474", "9000": "9001"} {
		if got := nextPort(port); got != want {
			t.Errorf("after %q comes %s", port, got)
		}
	}
}

func TestQuote(t *testing.T) {
	for path, want := range map[string]string{
		"/home/kim/session.json": "/home/kim/session.json",
		"/a b/c":                 "'/a b/c'",
		"/it's/here":             `'/it'\''s/here'`,
		"-rf":                    "'-rf'",
		"":                       "''",
		"/$(id)/`x`":             "'/$(id)/`x`'",
	} {
		if got := quote(path); got != want {
			t.Errorf("%q becomes %s", path, got)
		}
	}
}

// Each reason has words of its own, so that no two situations read the same.
func TestReasonsReadDifferently(t *testing.T) {
	for _, code := range []string{"client-json-invalid", "client-json-incomplete", "client-type-wrong", "smtp-tls", "smtp-unreachable", "asset-file-invalid"} {
		said := map[string]string{}
		for _, r := range recordings[code] {
			reason := Explain(r.err, Context{}).Facts
			key := reason["defect"] + reason["reason"]
			cause := Explain(r.err, Context{}).Cause
			if other, ok := said[cause]; ok && other != key && key != "unreadable-other" && !strings.HasPrefix(key, "unreadable-") && !strings.HasPrefix(key, "no-") {
				t.Errorf("%s: %s and %s are both %q", code, key, other, cause)
			}
			said[cause] = key
		}
	}
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EACCES, syscall.EROFS, syscall.ENOTDIR} {
		if f := Explain(kept("write", errno), Context{}); strings.Contains(f.Cause, "The system refused") {
			t.Errorf("%v is not said in words", errno)
		}
	}
}

func FuzzExplain(f *testing.F) {
	for _, list := range recordings {
		f.Add(list[0].err.Error(), "acme", "mail-4711")
	}
	f.Add("{name} {{x}} %s %!v(PANIC)", "{port}", "\x00\xff")
	f.Fuzz(func(t *testing.T, text, name, project string) {
		c := Context{Name: name, ProjectID: project, Email: text, ClientID: text, Lang: msg.Dutch, CallbackURL: name, LoopbackURI: project,
			Registered: []string{text, project}, Command: "mailasset token " + text}
		plain := errors.New(text)
		if got := Explain(plain, c); got.Code != "" {
			t.Errorf("a bare text became %s", got.Code)
		}
		errs := []error{
			callback(text, name), exchange(400, text, name), refresh(400, "invalid_grant", text),
			reply("auth", 535, name, text, nil), answered(403, text), broken("connect.url", text, "characters"),
			&check.RedirectsError{Missing: []string{text}, Registered: []string{name, project, text + "/"}},
			&AnswersError{Path: text, ID: name, Reason: project}, kept(name, plain),
			page(text, name, project, 400, "redirect_uri", text, "origin", name), page("invalid_request", text, project, 400), mismatch(text),
			&oauth.ProbeError{Host: text, Err: plain}, &google.PermissionError{Permission: text, Resource: text}, &google.PolicyError{Constraint: text},
			&google.QuotaProjectError{Consumer: "projects/" + text, Service: name}, credential(google.SourceADC, google.Kind(text), name),
			&google.TermsError{TOSID: text, Link: "https://console.cloud.google.com/terms/cloud"}, &google.IDTakenError{ID: text},
		}
		err := errs[(len(text)+len(name)+len(project))%len(errs)] // one a run: many runs see them all
		finding := Explain(err, c)
		if strings.ContainsAny(finding.Summary+finding.Cause+finding.Link, "\x00\x1b\n\u202e") {
			t.Errorf("%s lets through what steers a terminal", finding.Code)
		}
	})
}

// In a lab the links lead to the lab, by its own scheme; a scope is no link, though
// it looks like one.
func TestLinksInALab(t *testing.T) {
	const lab, scope = "http://127.0.0.1:9510", "https://mail.google.com/"
	c := Context{Name: "support", Lab: true, LabURL: lab, ProjectID: "mail-4711"}
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		c.Lang = lang
		f := Explain(&check.ScopeError{Want: scope, Granted: "openid " + scope + "feed"}, c)
		said := strings.Join(append(f.Fix, f.Cause), "\n")
		if strings.Contains(said, lab+"/ ") || strings.Contains(said, lab+"/.") || strings.Contains(said, lab+"/feed") || strings.Count(said, scope) < 4 || strings.Contains(said, "cloud.google.com") {
			t.Errorf("%s", said)
		}
		if f.Link != lab+"/auth/scopes?project=mail-4711" {
			t.Errorf("link %s", f.Link)
		}
		f = Explain(&check.ForwardingError{Problem: check.ForwardingOff, Want: "a@mail.example"}, c)
		if said = strings.Join(append(f.Fix, f.Link), "\n"); strings.Contains(said, "google.com") || !strings.Contains(said, lab+"/mail/u/0/#settings") {
			t.Errorf("%s", said)
		}
		if f = Explain(recordings["mail-service-disabled"][0].err, c); !strings.Contains(strings.Join(f.Fix, "\n"), lab+"/ ") {
			t.Errorf("%s", f.Fix)
		}
		slow := &oauth.TokenError{Act: "refresh the token", Endpoint: lab + "/token", Failure: oauth.FailureUnreachable, Err: errors.New("silent")}
		if f = Explain(slow, c); !strings.Contains(f.Fix[0], " "+lab+"/ ") {
			t.Errorf("%s", f.Fix[0])
		}
	}
	slow := &oauth.TokenError{Act: "refresh the token", Endpoint: "https://oauth2.googleapis.com/token", Failure: oauth.FailureUnreachable, Err: errors.New("silent")}
	if f := Explain(slow, Context{}); !strings.Contains(f.Fix[0], " https://oauth2.googleapis.com/ ") || f.Facts["asked"] != "" {
		t.Errorf("%s %q", f.Fix[0], f.Facts)
	}
}
