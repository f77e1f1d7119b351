package lab

import (
	"net/http"
	"net/url"
	"strings"
)

func (l *Lab) projectForm(w http.ResponseWriter, v *visit) {
	l.showProjectForm(w, v, "")
}

func (l *Lab) showProjectForm(w http.ResponseWriter, v *visit, problem string) {
	organization := "No organization"
	if isMember(v.account) {
		organization = organizationOf
	}
	v.show(w, "projectcreate", map[string]any{
		"Name": v.FormValue("name"), "ID": v.FormValue("id"), "Organization": organization, "Problem": problem,
		"Terms": l.faults.on("tos-not-accepted"),
	})
}

// createInConsole makes a project at once; the console hides the operation.
func (l *Lab) createInConsole(w http.ResponseWriter, v *visit) {
	name, id := strings.TrimSpace(v.PostFormValue("name")), strings.TrimSpace(v.PostFormValue("id"))
	if id == "" {
		id = l.suggestID(name)
	}
	problem := projectIDProblem(id)
	if name == "" {
		problem = "Project name is required."
	} else if p := displayNameProblem(name); p != "" {
		problem = p
	}
	if refused := l.createRefusal(v.account, ""); refused != nil {
		problem = refused.Message
	}
	if problem == "" {
		problem = l.addInConsole(v, id, name)
	}
	if problem != "" {
		l.showProjectForm(w, v, problem)
		return
	}
	v.to(w, "/auth/overview")
}

func (l *Lab) addInConsole(v *visit, id, name string) string {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.settle()
	p, failed := l.world.addProject(id, name, "", v.account, nil)
	switch {
	case failed == nil:
		v.project = p.clone()
		return ""
	case failed.Code == codeAlreadyExists:
		return "The project ID " + id + " is already taken. Project IDs are immutable and can be set only during project creation."
	}
	return failed.Message
}

// suggestID is the id that a name brings: the name itself where that is a free
// id, else one made from it, with digits at the end as Google does.
func (l *Lab) suggestID(name string) string {
	l.world.mu.Lock()
	taken := l.world.findProject(name) != nil
	l.world.mu.Unlock()
	if projectIDProblem(name) == "" && !taken {
		return name
	}
	keep := func(r rune) rune {
		if strings.ContainsRune(lowers, r) {
			return r
		}
		return '-'
	}
	words := strings.FieldsFunc(strings.Map(keep, strings.ToLower(name)), func(r rune) bool { return r == '-' })
	stem := strings.TrimLeft(strings.Join(words, "-"), digits+"-")
	if stem == "" {
		stem = "project"
	}
	return strings.TrimRight(stem[:min(len(stem), 23)], "-") + "-" + l.world.random.text(6, digits)
}

// termsPage shows terms of service; accepting them helps the account that is
// signed in, and no other (facts/google.md 6.1).
func (l *Lab) termsPage(w http.ResponseWriter, v *visit) {
	l.world.mu.Lock()
	accepted := l.world.terms[v.account+" "+v.PathValue("terms")]
	l.world.mu.Unlock()
	v.show(w, "terms", map[string]any{"Terms": v.PathValue("terms"), "Accepted": accepted})
}

func (l *Lab) acceptTerms(w http.ResponseWriter, v *visit) {
	if v.PostFormValue("agree") == "" {
		v.show(w, "terms", map[string]any{"Terms": v.PathValue("terms"), "Accepted": false, "Problem": "Tick that you agree to the terms."})
		return
	}
	l.world.mu.Lock()
	l.world.terms[v.account+" "+v.PathValue("terms")] = true
	l.world.mu.Unlock()
	http.Redirect(w, v.Request, here(v.Request), http.StatusSeeOther)
}

// serviceOf is the service a library page is about: in its path, or in the
// query of /flows/enableapi.
func serviceOf(v *visit) string {
	if name := v.PathValue("service"); name != "" {
		return name
	}
	return v.URL.Query().Get("apiid")
}

func (l *Lab) libraryPage(w http.ResponseWriter, v *visit) { l.showLibrary(w, v, "") }

func (l *Lab) showLibrary(w http.ResponseWriter, v *visit, problem string) {
	name := serviceOf(v)
	if titleOf(name) == "" {
		l.blocked(w, v, "Failed to load", "There is no API "+name+", or "+v.account+" may not see it.")
		return
	}
	l.world.mu.Lock()
	on := l.world.service(&v.project, name).State == "ENABLED"
	l.world.mu.Unlock()
	v.show(w, "library", map[string]any{"Nav": "library", "Service": name, "Title": titleOf(name), "On": on, "Problem": problem})
}

// libraryForm is Enable and Disable API.
func (l *Lab) libraryForm(w http.ResponseWriter, v *visit) {
	name := serviceOf(v)
	problem := l.change(v, v.project.id, func(p *project) string {
		if v.PostFormValue("do") == "disable" {
			delete(p.services, name)
			return ""
		}
		if _, refused := l.world.enableRefusal(p.id, v.account, []string{name}); refused != nil {
			return refusalInWords(refused)
		}
		p.services[name] = true
		return ""
	})
	if problem != "" {
		l.showLibrary(w, v, problem)
		return
	}
	http.Redirect(w, v.Request, here(v.Request), http.StatusSeeOther)
}

// refusalInWords is an API's refusal as the console puts it.
func refusalInWords(e *apiError) string {
	if strings.HasPrefix(e.Message, "Precondition check failed") {
		return "You must accept the terms of service first: open /terms/universal."
	}
	return e.Message
}

// chooserPage is Google's account chooser: deep links are wrapped in it when
// the wrong account is likely (facts/google.md section 5).
func (l *Lab) chooserPage(w http.ResponseWriter, r *http.Request) {
	if l.config.Robot {
		l.chooseAccount(w, r, l.robotAccount("", r.URL.Query().Get("Email")))
		return
	}
	render(w, http.StatusOK, "chooser", map[string]any{"Accounts": l.world.accounts, "Action": here(r), "Target": l.continueTo(r), "Nl": inDutch(r)})
}

func (l *Lab) chooserForm(w http.ResponseWriter, r *http.Request) {
	account := r.PostFormValue("account")
	if !l.world.hasAccount(account) {
		http.Error(w, "This lab has no such account.", http.StatusBadRequest)
		return
	}
	l.chooseAccount(w, r, account)
}

func (l *Lab) chooseAccount(w http.ResponseWriter, r *http.Request, account string) {
	l.setSession(w, account)
	http.Redirect(w, r, l.continueTo(r), http.StatusSeeOther)
}

// continueTo is where the chooser leads: a page of this lab, also when the
// link names Google's own host. Any other address leads to the console.
func (l *Lab) continueTo(r *http.Request) string {
	u, err := url.Parse(r.URL.Query().Get("continue"))
	if err != nil || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") {
		return consolePath
	}
	switch u.Host {
	case "", r.Host, "console.cloud.google.com", "console.developers.google.com", "mail.google.com":
		return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
	}
	return consolePath
}
