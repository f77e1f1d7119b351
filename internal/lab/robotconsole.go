package lab

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// ConsoleWish is what the person at the console is to bring about: a project
// with a consent screen and a client. A project that does not exist is made.
type ConsoleWish struct {
	Project       string   `json:"project"`
	AppName       string   `json:"appName"`
	SupportEmail  string   `json:"supportEmail"`
	UserType      string   `json:"userType"` // internal or external
	Publish       bool     `json:"publish"`
	HomePage      string   `json:"homePage"`
	PrivacyPolicy string   `json:"privacyPolicy"`
	Origins       []string `json:"origins"`
	RedirectURIs  []string `json:"redirectUris"`
	ClientName    string   `json:"clientName"`
}

// robotConsole answers POST /lab/robot/console, in a lab with a robot only.
func (l *Lab) robotConsole(w http.ResponseWriter, r *http.Request) {
	if !l.config.Robot {
		writeJSON(w, http.StatusForbidden, map[string]string{"error": "this lab has no robot: a person fills the console"})
		return
	}
	var wish ConsoleWish
	if !readJSON(w, r, &wish) {
		return
	}
	path, err := l.RobotConsole(r.Context(), wish)
	if err != nil {
		writeJSON(w, http.StatusConflict, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"clientJson": path})
}

// RobotConsole does on the console what a person would do, by submitting the
// same forms, and returns where it saved the client JSON it downloaded. A page
// that refuses ends it with what the page says.
func (l *Lab) RobotConsole(ctx context.Context, wish ConsoleWish) (clientJSON string, err error) {
	p := &robotPerson{lab: l, ctx: ctx, project: wish.Project}
	account := wish.SupportEmail
	if !l.world.hasAccount(account) {
		account = mailbox // then the drop-down will not offer what is wished
	}
	p.cookie = l.world.newSession(account)
	p.chooseProject(wish)
	p.fillScreen(wish)
	p.declareScope()
	p.publish(wish)
	dialog := p.createClient(wish)
	return p.download(dialog), p.failed
}

// robotPerson submits forms of the console one after the other. After one that
// was refused it does nothing more.
type robotPerson struct {
	lab     *Lab
	ctx     context.Context
	cookie  string
	project string
	failed  error
}

// ask opens a page, or submits its form when there is one to submit.
func (p *robotPerson) ask(what, path string, form url.Values) *answerInMemory {
	answer := &answerInMemory{header: http.Header{}}
	if p.failed != nil {
		return answer
	}
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(p.ctx, method, p.lab.world.issuer+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.failed = fmt.Errorf("%s: %w", what, err)
		return answer
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: p.cookie})
	p.lab.google.ServeHTTP(answer, r)
	if answer.status >= http.StatusBadRequest {
		problem, _ := url.PathUnescape(answer.header.Get(problemHeader))
		p.failed = fmt.Errorf("%s: the console says: %s", what, problem)
	}
	return answer
}

// at is a page of the project.
func (p *robotPerson) at(path string) string { return path + "?project=" + url.QueryEscape(p.project) }

func (p *robotPerson) now() *project {
	w := p.lab.world
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	found := w.findProject(p.project)
	if found == nil {
		return nil
	}
	c := found.clone()
	return &c
}

// chooseProject makes the project when it is not there, and enables the Gmail
// API.
func (p *robotPerson) chooseProject(wish ConsoleWish) {
	if p.now() == nil {
		name := wish.AppName
		if displayNameProblem(name) != "" {
			name = wish.Project
		}
		p.ask("create the project", "/projectcreate", url.Values{"name": {name}, "id": {wish.Project}})
	}
	if now := p.now(); now != nil && !now.services[gmailService] {
		p.ask("enable the Gmail API", p.at("/apis/library/"+gmailService), url.Values{"do": {"enable"}})
	}
}

// fillScreen goes through "Get started" where that was not done, then fills
// Branding.
func (p *robotPerson) fillScreen(wish ConsoleWish) {
	now := p.now()
	if now == nil {
		return
	}
	app := url.Values{"app-name": {wish.AppName}, "support-email": {wish.SupportEmail}, "contact": {wish.SupportEmail}}
	if now.screen == nil {
		app.Set("audience", wish.UserType)
		app.Set("agree", "yes")
		p.ask("get started", p.at("/auth/overview/create"), app)
	} else if now.screen.external != (wish.UserType == "external") {
		p.ask("change the user type", p.at("/auth/audience"), url.Values{"do": {"make-" + wish.UserType}})
	}
	app.Set("do", "save")
	app.Set("home-page", wish.HomePage)
	app.Set("privacy-policy", wish.PrivacyPolicy)
	domains := &consentScreen{}
	if now.screen != nil {
		domains.domains = now.screen.domains
	}
	domains.authorize(wish.HomePage, wish.PrivacyPolicy)
	app["domain"] = domains.domains
	p.ask("fill Branding", p.at("/auth/branding"), app)
}

// declareScope saves twice: the table, then the page.
func (p *robotPerson) declareScope() {
	p.ask("update the scopes", p.at("/auth/scopes/edit"), url.Values{"do": {"update"}, "scope": {scopeMail}})
	p.ask("save the scopes", p.at("/auth/scopes"), url.Values{"scope": {scopeMail}})
}

// publish publishes an External app, or lists the test user it then needs.
func (p *robotPerson) publish(wish ConsoleWish) {
	now := p.now()
	switch {
	case now == nil || !now.screen.inTesting():
	case wish.Publish:
		p.ask("press Publish app", p.at("/auth/audience"), url.Values{"do": {"publish"}})
		p.ask("confirm the push to production", p.at("/auth/audience"), url.Values{"do": {"confirm"}})
	default:
		p.ask("add the test user", p.at("/auth/audience"), url.Values{"do": {"add-users"}, "users": {wish.SupportEmail}})
	}
}

// createClient returns the address of the dialog that shows the secret.
func (p *robotPerson) createClient(wish ConsoleWish) *url.URL {
	name := wish.ClientName
	if name == "" {
		name = "Web client 1"
	}
	answer := p.ask("create the client", p.at("/auth/clients/create"), url.Values{
		"do": {"create"}, "type": {"web"}, "name": {name}, "origin": wish.Origins, "redirect": wish.RedirectURIs,
	})
	dialog, err := url.Parse(answer.header.Get("Location"))
	if err != nil {
		return &url.URL{}
	}
	return dialog
}

// download saves what Download JSON gives, then closes the dialog.
func (p *robotPerson) download(dialog *url.URL) string {
	answer := p.ask("download the JSON", strings.TrimSuffix(dialog.Path, "/created")+"/download?"+dialog.RawQuery, nil)
	p.ask("close the dialog", dialog.String(), url.Values{})
	if p.failed != nil {
		return ""
	}
	_, parameters, err := mime.ParseMediaType(answer.header.Get("Content-Disposition"))
	if err != nil {
		p.failed = fmt.Errorf("download the JSON: %w", err)
		return ""
	}
	path := filepath.Join(p.lab.config.Dir, filepath.Base(parameters["filename"]))
	if err := os.WriteFile(path, answer.body.Bytes(), 0o600); err != nil {
		p.failed = fmt.Errorf("save the client JSON: %w", err)
		return ""
	}
	return path
}

// answerInMemory is an answer that never was on a wire.
type answerInMemory struct {
	status int
	header http.Header
	body   bytes.Buffer
}

// Header implements [http.ResponseWriter].
func (a *answerInMemory) Header() http.Header { return a.header }

// WriteHeader implements [http.ResponseWriter].
func (a *answerInMemory) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write implements [io.Writer].
func (a *answerInMemory) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}
