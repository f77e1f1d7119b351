package lab

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// portal is a person at the portal, whose browser also goes to the accounts
// part and back.
func (f *fixture) portal(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := localTransport()
	t.Cleanup(transport.CloseIdleConnections)
	there := *f
	there.URL = f.ConnectURL
	return &person{t: t, f: &there, c: &http.Client{Jar: jar, Transport: transport}}
}

// gmailForm is what is typed into the form for the lab's Gmail.
func (f *fixture) gmailForm(changes ...string) fields {
	typed := fields{
		keyName: {"SupportGmail"}, keyEmail: {mailbox}, keyType: {typeOAuth}, keySMTPServer: {"127.0.0.1"}, keyUsername: {mailbox},
		keyPort: {"465"}, keySecurity: {"SSL"}, keyClientID: {f.file.Web.ClientID}, keyClientSecret: {f.file.Web.ClientSecret},
		keyAuthorization: {f.file.Web.AuthURI}, keyScope: {scopeMail}, keyTokenURL: {f.Token}, keyRefreshURL: {f.Token}, keyReview: {"true"},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		typed[changes[i]] = []string{changes[i+1]}
		if changes[i+1] == "" {
			typed[changes[i]] = nil
		}
	}
	return typed
}

// generated is a person's way from the empty form to tokens in it.
func (p *person) generated(typed fields) *person {
	p.t.Helper()
	p.open(newEmailPath).press("Generate Token", typed)
	if len(p.page.url.Query()["client_id"]) == 0 {
		return p
	}
	p.press(mailbox, nil)
	if p.page.url.Path == warningPath {
		p.press("Go to Webex Mail (unsafe)", nil).press("Continue", nil)
	}
	return p
}

// row is what stands in the output of a row.
func (p *person) row(key string) string {
	p.t.Helper()
	root, err := html.Parse(strings.NewReader(p.page.body))
	if err != nil {
		p.t.Fatal(err)
	}
	for node := range root.Descendants() {
		if attribute(node, "id") == key {
			return textOf(node)
		}
	}
	p.t.Fatalf("no row %s on %s:\n%s", key, p.page.url, p.page.body)
	return ""
}

func (f *fixture) asset(t *testing.T, id string) emailAsset {
	t.Helper()
	f.tenant.mu.Lock()
	defer f.tenant.mu.Unlock()
	a := f.tenant.savedAsset(id)
	if a == nil {
		t.Fatalf("no asset %s", id)
	}
	return *a
}

// From the empty tenant to a registered asset whose token sends mail.
func TestAPersonFillsTheForm(t *testing.T) {
	f := start(t, Config{})
	p := f.portal(t)
	p.open(appsPath).sees("There is no app yet", "Configure New App").open(newEmailPath).sees("Configure New App: Email")
	if p.row(keyForwarding) != f.ForwardingAddress || p.row(keyCallback) != f.CallbackURL || p.row(keyAccessToken) != "" {
		t.Errorf("given: %s, %s", p.row(keyForwarding), p.row(keyCallback))
	}
	p.generated(f.gmailForm()).at(p.page.url.Path).sees("press Save", "(filled)").seesNot(f.file.Web.ClientSecret)
	if p.row(keyRefreshToken) != p.row(keyAccessToken) || p.row(keyValidity) != "3599" {
		t.Errorf("tokens: %q, %q, validity %q", p.row(keyAccessToken), p.row(keyRefreshToken), p.row(keyValidity))
	}
	p.press("Save", nil).sees("Saved.", "Configure App: Email", "Register To Webex Engage").seesNot("not saved yet")
	id := strings.TrimPrefix(p.page.url.Path, appsPath+"/")
	saved := f.asset(t, id)
	if saved.saved.settings[keyClientSecret] != f.file.Web.ClientSecret || saved.saved.settings.login() != mailbox {
		t.Errorf("saved %v", saved.saved.settings)
	}
	for _, value := range []string{saved.saved.tokens.access, saved.saved.tokens.refresh} {
		p.seesNot(value)
	}
	f.greeted(t).ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, saved.saved.tokens.access), "235 ")

	p.open(p.link("Register To Webex Engage")).sees("cannot be changed afterwards", "must not be deleted")
	p.press("Register", nil).sees("Choose a service.").press("Register", fields{"service": {"Contact Center Email"}}).sees("Registered to Contact Center Email")
	again := do(t, p.c, http.MethodPost, f.ConnectURL+appsPath+"/"+id+"/register", formType, "service=My+First+Service")
	if again.status != 400 || !strings.Contains(again.body, "The service cannot be changed") {
		t.Errorf("another service: %d", again.status)
	}
	p.open(appsPath).sees("SupportGmail", mailbox, "generated", "Contact Center Email")
	if got := f.Complaints(); len(got) > 0 {
		t.Errorf("complaints %q", got)
	}
	exchanges := getJSON[[]tokenRequest](t, f.URL+"/lab/exchanges")
	if want := []tokenRequest{{Grant: "authorization_code", ClientAuth: "body"}}; !slices.Equal(exchanges, want) {
		t.Errorf("exchanges %+v", exchanges)
	}
}

// The rows stand in the order of facts/webex-connect.md section 1.
func TestFormRowsAreInOrder(t *testing.T) {
	f := start(t, Config{})
	body := html.UnescapeString(f.portal(t).open(newEmailPath).page.body)
	at := 0
	for _, label := range []string{
		"Asset Name", "Email ID", "Forwarding Address", "Authentication Type", "SMTP Server", "Username", "Port", "Security",
		"Client ID", "Client Secret", "Call Back URL", "Authorization URL", "Scope", "Access Token URL", "Refresh Token URL",
		"Use different email address than the asset email ID for generating tokens", "Login ID For Generating Token",
		"I would like to explicitly review before providing consent for authentication", "Generate Token",
		"Access Token", "Refresh Token", "Validity", "Save",
	} {
		found := strings.Index(body[at:], label)
		if found < 0 {
			t.Fatalf("%s is not where it belongs", label)
		}
		at += found + len(label)
	}
	if i := slices.IndexFunc(emailRows, func(r formRow) bool { return r.Key == keyClientID }); i != oauthRows {
		t.Errorf("the rows of OAuth 2.0 begin at %d", i)
	}
}

func TestFormRules(t *testing.T) {
	f := start(t, Config{})
	p := f.portal(t)
	for name, test := range map[string]struct{ key, value, want string }{
		"underscore":      {keyName, "Support_Gmail", "an underscore is not"},
		"no name":         {keyName, "", "This field is required."},
		"two addresses":   {keyEmail, mailbox + "," + otherAccount, "Enter one valid email address."},
		"no address":      {keyEmail, "support", "Enter one valid email address."},
		"password":        {keyType, typePassword, "Google no longer accepts it"},
		"no type":         {keyType, "", "This field is required."},
		"port":            {keyPort, "70000", "Enter a port number."},
		"no secret":       {keyClientSecret, "", "This field is required."},
		"relative URL":    {keyTokenURL, "/token", "Enter a valid URL."},
		"other scheme":    {keyAuthorization, "javascript://x/", "Enter a valid URL."},
		"no login ID":     {keyShared, "true", "This field is required."},
		"outside":         {keyRefreshURL, "https://oauth2.googleapis.com/token", "reaches nothing outside this computer"},
		"outside too":     {keyAuthorization, "https://accounts.google.com/o/oauth2/auth", "reaches nothing outside this computer"},
		"security":        {keySecurity, "", "This field is required."},
		"no refresh URL ": {keyRefreshURL, "", "This field is required."},
	} {
		t.Run(name, func(t *testing.T) {
			typed := f.gmailForm()
			typed[test.key] = []string{test.value}
			p := f.portal(t)
			p.open(newEmailPath).press("Generate Token", typed).sees(test.want, "Nothing was saved")
			if problem, _ := url.PathUnescape(p.page.header.Get(problemHeader)); p.page.status != 400 || !strings.Contains(problem, test.want) {
				t.Errorf("status %d, %s", p.page.status, problem)
			}
			p.press("Generate Token", fields{keyClientSecret: {"made-up"}}) // what was typed is still there
			p.open(newEmailPath)
			f.tenant.mu.Lock()
			f.tenant.assets = nil
			f.tenant.mu.Unlock()
		})
	}
	if problem := (assetSettings{keySecurity: "TLS"}).problemOf(emailRows[7]); !strings.Contains(problem, "None, SSL, STARTTLS") {
		t.Errorf("a choice that is not offered: %q", problem)
	}
	for _, path := range []string{"/1", "/1/register"} {
		if got := do(t, p.c, http.MethodPost, f.ConnectURL+appsPath+path, formType, ""); got.status != 404 {
			t.Errorf("%s: %d", path, got.status)
		}
		if got := p.open(appsPath + path); got.page.status != 404 {
			t.Errorf("%s: %d", path, got.page.status)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.ConnectURL+logsPath, strings.NewReader("do=descriptive-on"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Origin", "https://attacker.test")
	if got := send(t, http.DefaultClient, r); got.status != 403 {
		t.Errorf("a page elsewhere submits a form: %d", got.status)
	}
}

// What was typed and the given values survive leaving the form, unless the
// fault is on.
func TestUnsavedForm(t *testing.T) {
	f := start(t, Config{})
	p := f.portal(t)
	p.open(newEmailPath).press("Save", fields{keyName: {"Half"}})
	first := p.page.url.Path
	p.open(newEmailPath).at(first).sees(`value="Half"`, f.ForwardingAddress)
	f.portal(t).open(newEmailPath).at(first)

	f.set(t, "connect-form-resets")
	p.open(newEmailPath)
	second := p.row(keyForwarding)
	if p.page.url.Path == first || second == f.ForwardingAddress || !strings.HasSuffix(second, "@mail-us.imiconnect.io") || p.row(keyCallback) != f.CallbackURL {
		t.Errorf("the fault gives %s at %s", second, p.page.url.Path)
	}
	if p.open(newEmailPath); p.row(keyForwarding) == second {
		t.Error("the fault gives the same address again")
	}
	f.set(t)

	// Mail to an address that was given out reaches the tenant all the same.
	f.world.mu.Lock()
	f.world.bring(message{From: mailbox, Subject: "Hello"}, second)
	f.world.mu.Unlock()
	f.portal(t).open(logsPath).sees("Hello")

	// A second asset has its own address.
	p.generated(f.gmailForm()).press("Save", nil).sees("Saved.")
	one := p.row(keyForwarding)
	if p.open(newEmailPath); p.row(keyForwarding) == one {
		t.Error("two assets have the same forwarding address")
	}
}

// Google's confirmation is read in the debug log.
func TestDebugLog(t *testing.T) {
	f := start(t, Config{})
	p := f.portal(t)
	p.open(logsPath).sees("No mail has reached", "Descriptive logs off")
	f.world.mu.Lock()
	f.world.inbound = append(f.world.inbound, message{From: mailbox, Subject: "An earlier one", Body: "<b>Hello</b>"})
	f.world.mu.Unlock()
	f.world.requestForwarding(otherAccount, f.ForwardingAddress)
	link := f.URL + verifyPath
	p.open(logsPath).sees("Gmail Forwarding Confirmation", "An earlier one")
	p.open(p.link("2")).sees("with descriptive logs on").seesNot(link)
	p.open(logsPath).press("Switch descriptive logs on", nil).sees("Descriptive logs on")
	p.open(p.link("2")).sees("encrypted", "Decrypt logs").seesNot(link)
	p.open("/logs/2?decrypt=yes").sees("Subject: Gmail Forwarding Confirmation", link).seesNot("Hello")
	p.open("/logs/1?decrypt=yes").sees("<b>Hello</b>")
	if strings.Contains(p.page.body, "<b>") {
		t.Error("a mail is drawn as a page")
	}
	p.open(logsPath).press("Switch descriptive logs off", nil).open("/logs/2?decrypt=yes").seesNot(link)
	for _, path := range []string{"/logs/0", "/logs/3", "/logs/x"} {
		if p.open(path); p.page.status != 404 {
			t.Errorf("%s: %d", path, p.page.status)
		}
	}
}

func TestPortalPagesAreSafe(t *testing.T) {
	f := start(t, Config{})
	p := f.portal(t)
	p.open(newEmailPath).press("Save", fields{keyName: {`"><script>`}})
	for _, path := range []string{"/", appsPath, newEmailPath, logsPath, mailsPath} {
		p.open(path).sees("Lab on this computer")
		if strings.Contains(p.page.body, "<script") || p.page.status != 200 {
			t.Errorf("%s: %d", path, p.page.status)
		}
	}
}
