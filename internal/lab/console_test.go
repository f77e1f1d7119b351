package lab

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"testing"
)

// configured walks a fresh project through "Get started".
func (p *person) configured(id, audience string) *person {
	p.t.Helper()
	p.open("/projectcreate").press("Create", fields{"name": {"Acme Mail"}, "id": {id}}).at("/auth/overview")
	p.open("/auth/overview?project=" + id).sees("not configured yet")
	return p.getStarted(id, fields{
		"app-name": {"Acme Mail"}, "support-email": {mailbox}, "audience": {audience}, "contact": {mailbox}, "agree": {"yes"},
	}).at("/auth/overview").sees("is configured for")
}

// getStarted goes through the parts of "Get started", up to the one that is
// refused.
func (p *person) getStarted(id string, typed fields) *person {
	p.t.Helper()
	p.open("/auth/overview/create?project=" + id)
	for _, part := range []struct {
		button string
		names  []string
	}{{"Next", []string{"app-name", "support-email"}}, {"Next", []string{"audience"}}, {"Next", []string{"contact"}}, {"Continue", []string{"agree"}}} {
		now := fields{}
		for _, name := range part.names {
			now[name] = typed[name]
		}
		if p.press(part.button, now); strings.Contains(p.page.body, `role="alert"`) {
			return p
		}
	}
	return p.press("Create", nil)
}

// client makes a client with these redirect URIs and leaves the dialog open.
func (p *person) client(id string, redirects ...string) *person {
	p.t.Helper()
	p.open("/auth/clients/create?project="+id).press("Create", nil)
	p.open("/auth/clients/create?project="+id).pressNth(0, "Add URI", fields{"name": {"Webex Connect"}})
	p.pressNth(0, "Add URI", fields{"origin": {p.f.ConnectURL}})
	for i := range redirects {
		p.pressNth(1, "Add URI", fields{"redirect": redirects[:i]})
	}
	return p.press("Create", fields{"redirect": redirects})
}

// download presses Download JSON in the open dialog.
func (p *person) download() (name string, file clientFile) {
	p.t.Helper()
	answer := do(p.t, p.c, http.MethodGet, p.f.URL+p.link("Download JSON"), "", "")
	_, parameters, err := mime.ParseMediaType(answer.header.Get("Content-Disposition"))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(answer.body), &file); err != nil {
		p.t.Fatal(err)
	}
	return parameters["filename"], file
}

// From an empty lab to a working sign-in, by clicking only.
func TestConsoleFromNothingToASignIn(t *testing.T) {
	f := start(t, Config{Fresh: true})
	p := f.person(t)
	p.open("/console").sees("has no project yet", "Lab on this computer", mailbox)
	p.configured("acme-mail-4711", "external")
	p.open("/apis/library/gmail.googleapis.com?project=acme-mail-4711").press("Enable", nil).sees("API Enabled")

	p.open("/auth/scopes?project=acme-mail-4711").sees("No scope is declared")
	p.open(p.link("Add or remove scopes")).press("Add to table", fields{"paste": {scopeMail}}).press("Update", nil).sees("Not saved yet")
	p.press("Save", nil).sees(scopeMail).seesNot("Not saved yet")

	p.client("acme-mail-4711", f.CallbackURL, loopback).sees("OAuth client created", "GOC"+"SPX-lab-")
	name, file := p.download()
	if name != "client_secret_"+file.Web.ClientID+".json" || file.Web.ClientSecret == "" || file.Web.ProjectID != "acme-mail-4711" {
		t.Errorf("downloaded %s: %+v", name, file)
	}
	if got := fmt.Sprint(file.Web.RedirectURIs, file.Web.Origins); got != fmt.Sprint([]string{f.CallbackURL, loopback}, []string{f.ConnectURL}) {
		t.Errorf("URIs %s", got)
	}
	p.press("OK", nil).at("/auth/clients").sees(file.Web.ClientID)

	f.file = file
	if got := f.signInAs(t, mailbox); got != "access_denied" {
		t.Errorf("in Testing, without test users: %q", got)
	}
	p.open("/auth/audience?project=acme-mail-4711").press("Save", fields{"users": {"Support@lab.test"}}).sees(mailbox, "1 users of a cap of 100")
	if got := f.signInAs(t, otherAccount); got != "access_denied" {
		t.Errorf("somebody who is no test user: %q", got)
	}
	if answer := f.tokens(t, mailbox); answer["refresh_token_expires_in"] != 604799.0 {
		t.Errorf("the tokens of an app in Testing: %v", answer)
	}
	p.publish("acme-mail-4711")
	answer := f.tokens(t, otherAccount)
	if answer["refresh_token"] == nil || answer["refresh_token_expires_in"] != nil {
		t.Errorf("the tokens of a published app: %v", answer)
	}
	if _, err := f.profile(t, "me", answer["access_token"].(string)); err != nil {
		t.Error(err)
	}
	p.open("/apis/library/gmail.googleapis.com?project=acme-mail-4711").press("Disable API", nil)
	if _, err := f.profile(t, "me", answer["access_token"].(string)); err == nil || !strings.Contains(err.Error(), "accessNotConfigured") {
		t.Errorf("after Disable API: %v", err)
	}
}

// publish fills Branding and pushes to production.
func (p *person) publish(id string) {
	p.t.Helper()
	p.open("/auth/branding?project="+id).press("Save", fields{
		"home-page": {"https://www.acme.example.com/"}, "privacy-policy": {"https://www.acme.example.com/privacy"}, "domain": {"example.com"},
	}).sees("configuration saved")
	p.open("/auth/audience?project="+id).press("Publish app", nil).sees("Push to production?").press("Confirm", nil).sees("In production", "Back to testing")
}

// signInAs lets a person choose the account; it returns the code of the error
// page, "" when the way to the consent page is open.
func (f *fixture) signInAs(t *testing.T, account string) string {
	t.Helper()
	c := f.browser(t)
	p := f.press(t, c, f.open(t, c, f.with()), "account", account)
	if p.url.Path != errorPath {
		return ""
	}
	return errorOf(t, p.url).code
}

// tokens walks the whole sign-in of a person and exchanges the code.
func (f *fixture) tokens(t *testing.T, account string) map[string]any {
	t.Helper()
	c := f.browser(t)
	p := f.press(t, c, f.open(t, c, f.with()), "account", account)
	if p.url.Path == warningPath {
		p = f.press(t, c, p, "go", "yes")
	}
	code := f.press(t, c, p, "decision", "allow").location(t).Query().Get("code")
	status, answer := f.post(t, f.exchange(code))
	if status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	return answer
}

func TestPublishIsGreyedOut(t *testing.T) {
	f := start(t, Config{Fresh: true})
	p := f.person(t)
	p.configured("acme-mail-4711", "external")
	greyed := func(why string) {
		t.Helper()
		p.open("/auth/audience?project=acme-mail-4711").sees(`value="publish" disabled`, why)
		// A form that was sent all the same changes nothing.
		for _, action := range []string{"publish", "confirm"} {
			answer := do(t, p.c, http.MethodPost, f.URL+"/auth/audience?project=acme-mail-4711", formType, "do="+action)
			if answer.status != 400 || !strings.Contains(answer.body, "cannot be published") {
				t.Errorf("%s: %d", action, answer.status)
			}
		}
	}
	greyed("no application home page and no privacy policy link")
	branding := func(typed fields) *person {
		t.Helper()
		return p.open("/auth/branding?project=acme-mail-4711").press("Save", typed)
	}
	branding(fields{"home-page": {"https://www.example.com/"}})
	greyed("no privacy policy link")
	branding(fields{"privacy-policy": {"https://www.example.com/privacy"}})
	greyed("example.com is not among the authorized domains")
	branding(fields{"domain": {"https://example.com"}}).sees("must be a top private domain")
	branding(fields{"domain": {"www.example.com"}}).sees("must be a top private domain")
	branding(fields{"home-page": {"https://github.com/acme/mail/blob/main/README.md"}}).sees("source repository")
	branding(fields{"home-page": {"http://www.example.com/"}}).sees("must use https")
	branding(fields{"app-name": {""}}).sees("App name is required")
	p.open("/auth/branding?project=acme-mail-4711").press("Add domain", fields{"domain": {"example.org"}}).press("Save", fields{"domain": {"example.org", "example.com"}}).sees("saved")
	p.open("/auth/audience?project=acme-mail-4711").press("Publish app", nil).press("Confirm", nil).sees("In production")
	p.press("Back to testing", nil).sees("Testing").press("Publish app", nil)
	p.open("/auth/audience?project=acme-mail-4711").sees("<strong>Testing</strong>") // Cancel
	f.set(t, "publish-blocked")
	greyed("Branding needs")
}

func TestSecretIsShownOnce(t *testing.T) {
	f := start(t, Config{Fresh: true})
	p := f.person(t)
	p.configured("acme-mail-4711", "external").client("acme-mail-4711", loopback)
	dialog := p.page.url.RequestURI()
	_, file := p.download()
	f.file = file
	secret := file.Web.ClientSecret
	p.open(dialog).sees(secret).press("OK", nil)
	client := "/auth/clients/" + file.Web.ClientID + "?project=acme-mail-4711"
	p.open(dialog).at("/auth/clients/"+file.Web.ClientID).seesNot(secret).sees("****"+secret[len(secret)-4:], "without the secret")
	later := do(t, p.c, http.MethodGet, f.URL+p.link("Download JSON (without the secret)"), "", "").body
	if strings.Contains(later, "client_secret") || !strings.Contains(later, file.Web.ClientID) {
		t.Errorf("a later download: %s", later)
	}

	// A second secret works beside the first, until that is disabled.
	p.open(client).press("Add secret", nil).sees("Client secret added")
	name, second := p.download()
	if name != "client_secret_2_"+file.Web.ClientID+".json" || second.Web.ClientSecret == secret || second.Web.ClientSecret == "" {
		t.Errorf("%s: %+v", name, second)
	}
	p.open(client).sees(`value="add-secret" disabled`)
	if answer := do(t, p.c, http.MethodPost, f.URL+client, formType, "do=add-secret"); answer.status != 400 {
		t.Errorf("a third secret: %d", answer.status)
	}
	accepted := func(secret string) bool {
		form := f.exchange("4/made-up")
		form.Set("client_secret", secret)
		_, answer := f.post(t, form)
		return answer["error"] == "invalid_grant"
	}
	if !accepted(secret) || !accepted(second.Web.ClientSecret) {
		t.Error("one of two secrets is refused")
	}
	p.open(client).pressNth(0, "Disable", nil)
	if accepted(secret) || !accepted(second.Web.ClientSecret) {
		t.Error("the disabled secret is accepted, or the other refused")
	}
	p.press("Delete", nil).seesNot("Disabled")
	p.press("Delete client", nil).at("/auth/clients").seesNot(file.Web.ClientID)
	if u := preflight(t, http.MethodGet, f.authURL(f.with())); errorOf(t, u).code != "deleted_client" {
		t.Errorf("the deleted client: %s", u)
	}
	p.open(p.link("Restore deleted clients")).press("Restore", nil).sees(file.Web.ClientID)
	if u := preflight(t, http.MethodGet, f.authURL(f.with())); u.Path != identifierPath {
		t.Errorf("the restored client: %s", u)
	}
}

func TestConsentScreenRules(t *testing.T) {
	f := start(t, Config{Fresh: true})
	p := f.person(t)
	p.open("/projectcreate").press("Create", fields{"name": {"acme-mail"}})
	if id := p.page.url.Query().Get("project"); id != "acme-mail" {
		t.Errorf("a name that is a free id made the id %q", id)
	}
	p.open("/projectcreate").press("Create", fields{"name": {"acme-mail"}})
	id := p.page.url.Query().Get("project")
	if !strings.HasPrefix(id, "acme-mail-") || projectIDProblem(id) != "" {
		t.Errorf("made the id %q", id)
	}
	for _, path := range []string{"/auth/clients/create", "/auth/clients", "/auth/branding", "/auth/audience", "/auth/scopes"} {
		if p.open(path + "?project=" + id).sees("must first configure your consent screen"); p.page.status != 409 {
			t.Errorf("%s: %d", path, p.page.status)
		}
	}
	good := fields{"app-name": {"Acme"}, "support-email": {mailbox}, "audience": {"internal"}, "contact": {mailbox}, "agree": {"yes"}}
	for want, change := range map[string]fields{
		"App name is required":        {"app-name": {""}},
		"User support email":          {"support-email": {""}},
		"Choose an audience":          {"audience": nil},
		"email address is required":   {"contact": {""}},
		"nobody is not an email":      {"contact": {"nobody"}},
		"Agree to the Google API Ser": {"agree": nil},
	} {
		typed := fields{}
		for name, values := range good {
			typed[name] = values
		}
		for name, values := range change {
			typed[name] = values
		}
		p.getStarted(id, typed).sees(want)
	}
	// Internal: members only, no warning, no seven days.
	p.getStarted(id, good).at("/auth/overview")
	p.client(id, loopback)
	_, f.file = p.download()
	if got := f.signInAs(t, consumerAccount); got != "org_internal" {
		t.Errorf("an outsider: %q", got)
	}
	if answer := f.tokens(t, otherAccount); answer["refresh_token_expires_in"] != nil {
		t.Errorf("a member: %v", answer)
	}
	p.open("/auth/audience?project="+id).press("Make external", nil).sees("Testing").press("Make internal", nil).sees("Internal")
}

func TestDataAccessRefusesUnknownScopes(t *testing.T) {
	f := start(t, Config{})
	p := f.person(t).open("/auth/scopes/edit?project="+readyID).press("Add to table", fields{"paste": {"https://mail.google.com"}}).sees("Invalid scope: https://mail.google.com")
	p.press("Update", fields{"scope": nil}).sees("No scope is declared", "Not saved yet").press("Save", nil)
	c := f.browser(t)
	if warning := f.press(t, c, f.open(t, c, f.with()), "account", mailbox); !strings.Contains(warning.body, "Not declared on the Data Access page") {
		t.Errorf("the warning says nothing of the undeclared scope:\n%s", warning.body)
	}
}

func TestDeepLinks(t *testing.T) {
	f := start(t, Config{})
	for _, path := range []string{
		"/auth/overview", "/auth/overview/create", "/auth/branding", "/auth/audience", "/auth/clients", "/auth/clients/create", "/auth/scopes",
		"/apis/credentials", "/apis/credentials/consent", "/apis/credentials/deleted", "/apis/library/gmail.googleapis.com",
		"/flows/enableapi?apiid=gmail.googleapis.com", "/apis/api/gmail.googleapis.com/overview", "/home/dashboard",
	} {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		p := f.person(t)
		if p.open(path+separator+"project="+readyID).sees("Lab on this computer", readyID); p.page.status != 200 {
			t.Errorf("%s: %d", path, p.page.status)
		}
		p.open("/console" + path).sees("Select a project")
		if p.open(p.link(readyName)); p.page.status != 200 || p.page.url.Query().Get("project") != readyID {
			t.Errorf("%s from the picker: %d %s", path, p.page.status, p.page.url)
		}
	}
	f.person(t).open("/terms/cloud").sees("I agree")
	if p := f.person(t).open("/apis/library/unknown.googleapis.com?project=" + readyID); p.page.status != 403 {
		t.Errorf("an unknown API: %d", p.page.status)
	}
	for _, path := range []string{"/auth/clients/none", "/auth/clients/none/download"} {
		if p := f.person(t).open(path + "?project=" + readyID); p.page.status < 400 {
			t.Errorf("%s: %d", path, p.page.status)
		}
	}
}
