package lab

import (
	"net/http"
	"net/url"
)

const (
	consolePath = "/console"
	chooserPath = "/AccountChooser"
)

// consoleRoutes is the Google Cloud console: the paths are Google's, so that a
// deep link works when its host is replaced, and each answers below /console
// too (facts/google.md section 5).
func (l *Lab) consoleRoutes(mux *http.ServeMux) {
	page := func(method, path string, handle http.HandlerFunc) {
		mux.HandleFunc(method+" "+path, handle)
		mux.HandleFunc(method+" "+consolePath+path, handle)
	}
	both := func(path string, show, take consoleHandler) {
		page("GET", path, l.inProject(show))
		page("POST", path, l.inProject(take))
	}
	mux.HandleFunc("GET "+consolePath, l.inConsole(l.picker))
	mux.HandleFunc("GET "+consolePath+"/{$}", l.inConsole(l.picker))
	page("GET", "/projectcreate", l.inConsole(l.projectForm))
	page("POST", "/projectcreate", l.inConsole(l.createInConsole))
	page("GET", "/terms/{terms}", l.inConsole(l.termsPage))
	page("POST", "/terms/{terms}", l.inConsole(l.acceptTerms))
	page("GET", chooserPath, l.chooserPage)
	page("POST", chooserPath, l.chooserForm)
	for _, path := range []string{"/home/dashboard", "/auth/overview", "/apis/credentials/consent"} {
		page("GET", path, l.inProject(l.overviewPage))
	}
	both("/auth/overview/create", l.startPage, l.startForm)
	both("/auth/branding", l.brandingPage, l.brandingForm)
	both("/auth/audience", l.audiencePage, l.audienceForm)
	for _, path := range []string{"/auth/clients", "/apis/credentials"} {
		page("GET", path, l.inProject(l.clientsPage))
	}
	both("/auth/clients/create", l.newClientPage, l.newClientForm)
	both("/auth/clients/{client}", l.clientPage, l.clientForm)
	both("/auth/clients/{client}/created", l.createdPage, l.createdForm)
	page("GET", "/auth/clients/{client}/download", l.inProject(l.downloadClient))
	both("/apis/credentials/deleted", l.deletedPage, l.restoreClient)
	both("/auth/scopes", l.scopesPage, l.scopesForm)
	both("/auth/scopes/edit", l.scopesTable, l.scopesTableForm)
	for _, path := range []string{"/apis/library/{service}", "/apis/api/{service}/overview", "/flows/enableapi"} {
		both(path, l.libraryPage, l.libraryForm)
	}
}

// visit is one request to a console page: who is signed in, and the project
// as it was when the request came.
type visit struct {
	*http.Request
	account string
	project project
}

// consoleHandler answers a visit.
type consoleHandler func(w http.ResponseWriter, v *visit)

// inConsole finds out who is signed in. The lab's person is the mailbox's
// owner unless another account was chosen.
func (l *Lab) inConsole(handle consoleHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		account := l.sessionOf(r)
		if account == "" {
			account = mailbox
		}
		v := &visit{Request: r, account: account}
		if l.faults.on("mfa-required") {
			l.blocked(w, v, "Turn on 2-Step Verification", "Google Cloud requires 2-Step Verification (MFA) for "+account+
				". Turn it on in the security settings of the account, then come back. Gmail itself is not affected.")
			return
		}
		handle(w, v)
	}
}

// inProject also reads the project the address names, by id or number;
// without one the visitor picks one.
func (l *Lab) inProject(handle consoleHandler) http.HandlerFunc {
	return l.inConsole(func(w http.ResponseWriter, v *visit) {
		ref := v.URL.Query().Get("project")
		if ref == "" {
			l.picker(w, v)
			return
		}
		if problem := l.change(v, ref, func(*project) string { return "" }); problem != "" {
			l.blocked(w, v, "You need additional access", problem)
			return
		}
		handle(w, v)
	})
}

// change applies a change to the visited project; what it returns is why it
// did not. The visit has the project as it is afterwards.
func (l *Lab) change(v *visit, ref string, apply func(p *project) string) string {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.settle()
	p := l.world.usable(ref, v.account)
	if p == nil {
		return "There is no project " + ref + ", or " + v.account + " may not see it."
	}
	problem := apply(p)
	v.project = p.clone()
	return problem
}

// view is what every console page knows, with what this one adds.
func (v *visit) view(more map[string]any) map[string]any {
	data := map[string]any{
		"Account": v.account, "Project": v.project.id, "ProjectName": v.project.name, "Number": v.project.number,
		"Here": here(v.Request), "Problem": "", "Nav": "",
	}
	for key, value := range more {
		data[key] = value
	}
	return data
}

// show draws a console page; one with a problem is a 400 that a program finds
// in a header too.
func (v *visit) show(w http.ResponseWriter, page string, more map[string]any) {
	data := v.view(more)
	status := http.StatusOK
	if problem, _ := data["Problem"].(string); problem != "" {
		status = http.StatusBadRequest
		w.Header().Set(problemHeader, url.PathEscape(problem))
	}
	render(w, status, "console/"+page, data)
}

// problemHeader carries what a console page says is wrong.
const problemHeader = "Lab-Problem"

// to sends the browser to a page of the visited project.
func (v *visit) to(w http.ResponseWriter, path string, more ...string) {
	q := url.Values{"project": {v.project.id}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	http.Redirect(w, v.Request, path+"?"+q.Encode(), http.StatusSeeOther)
}

func (l *Lab) blocked(w http.ResponseWriter, v *visit, title, problem string) {
	w.Header().Set(problemHeader, url.PathEscape(problem))
	render(w, http.StatusForbidden, "console/blocked", v.view(map[string]any{"Title": title, "Problem": problem}))
}

// picker lists the account's projects. Each leads to the page that was asked
// for.
func (l *Lab) picker(w http.ResponseWriter, v *visit) {
	path, q := v.URL.Path, v.URL.Query()
	if path == consolePath || path == consolePath+"/" {
		path = "/auth/overview"
	}
	type row struct{ ID, Name, Number, Link string }
	var rows []row
	l.world.mu.Lock()
	l.world.settle()
	for _, p := range l.world.projects {
		if !p.deleted && l.world.mayUse(p, v.account) {
			q.Set("project", p.id)
			rows = append(rows, row{p.id, p.name, p.number, path + "?" + q.Encode()})
		}
	}
	l.world.mu.Unlock()
	v.show(w, "picker", map[string]any{"Projects": rows})
}
