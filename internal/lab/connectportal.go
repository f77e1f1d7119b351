package lab

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// appView is one line of Assets -> Apps.
type appView struct{ ID, Name, Email, Token, Service string }

// appsPage is Assets -> Apps.
func (l *Lab) appsPage(w http.ResponseWriter, _ *http.Request) {
	l.refreshTokens(false)
	var apps []appView
	l.tenant.mu.Lock()
	for _, a := range l.tenant.savedAssets() {
		apps = append(apps, appView{a.id, a.saved.settings[keyName], a.saved.settings[keyEmail], a.saved.tokens.state(), a.service})
	}
	l.tenant.mu.Unlock()
	l.showPortal(w, http.StatusOK, "connect-apps", map[string]any{"Apps": apps, "New": newEmailPath})
}

// newEmail is Configure New App -> Email.
func (l *Lab) newEmail(w http.ResponseWriter, r *http.Request) {
	id := l.tenant.openForm(l.faults.on("connect-form-resets"))
	http.Redirect(w, r, appsPath+"/"+id, http.StatusSeeOther)
}

// emailPage is the form of an asset, saved or not.
func (l *Lab) emailPage(w http.ResponseWriter, r *http.Request) {
	l.refreshTokens(false)
	l.showEmail(w, r, http.StatusOK, nil)
}

// rowView is a row of the form as it is drawn.
type rowView struct {
	formRow
	Value, Problem string
	Filled         bool // a value is there and is not shown
}

// showEmail draws the form with what is wrong in it.
func (l *Lab) showEmail(w http.ResponseWriter, r *http.Request, status int, problems []rowProblem) {
	l.tenant.mu.Lock()
	a := l.tenant.find(r.PathValue("id"))
	if a == nil {
		l.tenant.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	rows := l.rowsOf(a, problems)
	data := map[string]any{
		"ID": a.id, "Rows": rows[:oauthRows], "OAuthRows": rows[oauthRows:], "Here": r.URL.Path,
		"IsSaved": !a.created.IsZero(), "Unsaved": a.open != nil, "Service": a.service,
		"TokenProblem": a.problem, "RefreshProblem": a.state().tokens.failed,
		"Done": r.URL.Query().Get("done"), "Problem": sentence(problems),
	}
	l.tenant.mu.Unlock()
	l.showPortal(w, status, "connect-email", data)
}

// rowsOf are the rows of the asset's form. The caller holds the tenant's mu.
func (l *Lab) rowsOf(a *emailAsset, problems []rowProblem) []rowView {
	state := a.state()
	var rows []rowView
	for _, row := range emailRows {
		view := rowView{formRow: row, Value: state.settings[row.Key]}
		switch row.Key {
		case keyForwarding:
			view.Value = a.forwarding
		case keyCallback:
			view.Value = l.world.connect.callback()
		case keyClientSecret:
			view.Filled, view.Value = view.Value != "", ""
		case keyAccessToken:
			view.Filled = state.tokens.access != ""
		case keyRefreshToken:
			view.Filled = state.tokens.refresh != ""
		case keyValidity:
			if state.tokens.access != "" {
				view.Value = strconv.Itoa(int(state.tokens.validity.Seconds())) // as expires_in has it
			}
		}
		if i := slices.IndexFunc(problems, func(p rowProblem) bool { return p.key == row.Key }); i >= 0 {
			view.Problem = problems[i].text
		}
		rows = append(rows, view)
	}
	return rows
}

// sentence is all problems in one, for whoever reads no page.
func sentence(problems []rowProblem) string {
	var texts []string
	for _, p := range problems {
		texts = append(texts, labelOf(p.key)+": "+p.text)
	}
	return strings.Join(texts, " ")
}

// emailForm takes the form: Generate Token or Save. What was typed stays in
// the form either way.
func (l *Lab) emailForm(w http.ResponseWriter, r *http.Request) {
	action, typed := r.PostFormValue("do"), typedIn(r)
	l.tenant.mu.Lock()
	a := l.tenant.find(r.PathValue("id"))
	if a == nil {
		l.tenant.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	state := a.state()
	state.settings = state.settings.merge(typed)
	a.open = &state
	next, problems := l.tenant.press(a, action)
	l.tenant.mu.Unlock()
	if len(problems) > 0 {
		l.showEmail(w, r, http.StatusBadRequest, problems)
		return
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// typedIn is what a person typed into the form.
func typedIn(r *http.Request) map[string]string {
	typed := map[string]string{}
	for _, row := range emailRows {
		typed[row.Key] = r.PostFormValue(row.Key)
		if row.Kind == "tick" && typed[row.Key] == "" {
			typed[row.Key] = "false" // a browser sends no box that is not ticked
		}
	}
	return typed
}

// press does what a button of the form does, unless the form refuses what
// stands in it, and returns where the browser goes. The caller holds mu.
func (s *connectStore) press(a *emailAsset, action string) (next string, problems []rowProblem) {
	settings := a.state().settings
	next, problems = appsPath+"/"+a.id, settings.problems()
	if len(problems) > 0 {
		return next, problems
	}
	switch action {
	case "generate":
		if key, outside := settings.outside(); outside {
			return next, []rowProblem{{key, "This lab reaches nothing outside this computer."}}
		}
		return s.beginToken(a), nil
	case "save":
		s.save(a)
		next += "?done=saved"
	}
	return next, nil
}

// engageServices are what Register To Webex Engage offers.
var engageServices = []string{"Contact Center Email", "My First Service"}

// registerPage is Register To Webex Engage.
func (l *Lab) registerPage(w http.ResponseWriter, r *http.Request) {
	l.showRegister(w, r, http.StatusOK, "")
}

func (l *Lab) showRegister(w http.ResponseWriter, r *http.Request, status int, problem string) {
	l.tenant.mu.Lock()
	a := l.tenant.savedAsset(r.PathValue("id"))
	if a == nil {
		l.tenant.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	data := map[string]any{"ID": a.id, "Name": a.saved.settings[keyName], "Service": a.service, "Services": engageServices, "Here": r.URL.Path, "Problem": problem}
	l.tenant.mu.Unlock()
	l.showPortal(w, status, "connect-register", data)
}

// registerForm takes the service. It cannot be changed afterwards.
func (l *Lab) registerForm(w http.ResponseWriter, r *http.Request) {
	service, problem := r.PostFormValue("service"), ""
	l.tenant.mu.Lock()
	a := l.tenant.savedAsset(r.PathValue("id"))
	switch {
	case a == nil:
	case a.service != "":
		problem = "This asset is registered to " + a.service + ". The service cannot be changed."
	case !slices.Contains(engageServices, service):
		problem = "Choose a service."
	default:
		a.service = service
	}
	l.tenant.mu.Unlock()
	if a == nil || problem != "" {
		l.showRegister(w, r, http.StatusBadRequest, problem)
		return
	}
	http.Redirect(w, r, appsPath+"/"+a.id+"?done=registered", http.StatusSeeOther)
}
