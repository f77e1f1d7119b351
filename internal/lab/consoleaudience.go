package lab

import (
	"net/http"
	"slices"
	"strings"
)

func (l *Lab) audiencePage(w http.ResponseWriter, v *visit) {
	if l.hasScreen(w, v, "audience") {
		l.showAudience(w, v, "")
	}
}

func (l *Lab) showAudience(w http.ResponseWriter, v *visit, problem string) {
	s := v.project.screen
	v.show(w, "audience", map[string]any{
		"Nav": "audience", "Problem": problem, "External": s.external, "Production": s.production,
		"Blocked": l.unpublishable(s), "TestUsers": s.testUsers, "Used": len(s.listed), "Cap": testUserCap, "MayBeInternal": v.mayBeInternal(),
		"Adding": problem != "" && v.PostFormValue("do") == "add-users",
	})
}

// unpublishable is why "Publish app" is greyed out; "" when it is not.
func (l *Lab) unpublishable(s *consentScreen) string {
	if l.faults.on("publish-blocked") {
		return "Branding needs a home page and a privacy policy link on an authorized domain."
	}
	return s.unpublishable()
}

// audienceForm takes the page's buttons. "Publish app" asks first.
func (l *Lab) audienceForm(w http.ResponseWriter, v *visit) {
	if !l.hasScreen(w, v, "audience") {
		return
	}
	action := v.PostFormValue("do")
	if action == "publish" {
		if blocked := l.unpublishable(v.project.screen); blocked != "" {
			l.showAudience(w, v, "The app cannot be published. "+blocked)
			return
		}
		v.show(w, "publish", map[string]any{"Nav": "audience", "App": v.project.screen.app()})
		return
	}
	problem := l.change(v, v.project.id, func(p *project) string { return l.applyAudience(v, p.screen, action) })
	if problem != "" {
		l.showAudience(w, v, problem)
		return
	}
	v.to(w, "/auth/audience")
}

func (l *Lab) applyAudience(v *visit, s *consentScreen, action string) string {
	switch action {
	case "confirm":
		if blocked := l.unpublishable(s); blocked != "" {
			return "The app cannot be published. " + blocked
		}
		s.production = true
	case "back":
		s.production = false
	case "make-internal":
		if !v.mayBeInternal() {
			return "Internal is only available to users of an organization."
		}
		s.external, s.production = false, false
	case "make-external":
		s.external, s.production = true, false
	case "add-users":
		wanted := addresses(v.PostFormValue("users"))
		if len(wanted) == 0 {
			return "Add users: type at least one email address."
		}
		return s.addTestUsers(wanted)
	case "remove-user":
		s.testUsers = slices.DeleteFunc(s.testUsers, func(u string) bool { return u == v.PostFormValue("user") })
	default:
		return "Choose one of the buttons."
	}
	return ""
}

// scopesPage is Data Access. What the table's Update brought is not saved
// before Save is pressed: there are two saves.
func (l *Lab) scopesPage(w http.ResponseWriter, v *visit) {
	if l.hasScreen(w, v, "scopes") {
		l.showScopes(w, v, v.project.screen.scopes, "")
	}
}

func (l *Lab) showScopes(w http.ResponseWriter, v *visit, shown scopes, problem string) {
	v.show(w, "scopes", map[string]any{"Nav": "scopes", "Scopes": shown, "Problem": problem,
		"Unsaved": !slices.Equal(shown, v.project.screen.scopes)})
}

func (l *Lab) scopesForm(w http.ResponseWriter, v *visit) {
	if !l.hasScreen(w, v, "scopes") {
		return
	}
	_ = v.PostFormValue("do") // reads the form
	wanted := scopes(filled(v.PostForm["scope"]))
	if unknown := unknownScopes(wanted); len(unknown) > 0 {
		l.showScopes(w, v, v.project.screen.scopes, "Invalid scope: "+unknown.String())
		return
	}
	l.change(v, v.project.id, func(p *project) string { p.screen.scopes = wanted; return "" })
	v.to(w, "/auth/scopes")
}

// scopesTable is the panel behind "Add or remove scopes".
func (l *Lab) scopesTable(w http.ResponseWriter, v *visit) {
	if l.hasScreen(w, v, "scopes") {
		l.showTable(w, v, v.project.screen.scopes, "", "")
	}
}

func (l *Lab) showTable(w http.ResponseWriter, v *visit, table scopes, pasted, problem string) {
	v.show(w, "scopesedit", map[string]any{"Nav": "scopes", "Table": table, "Pasted": pasted, "Problem": problem})
}

func (l *Lab) scopesTableForm(w http.ResponseWriter, v *visit) {
	if !l.hasScreen(w, v, "scopes") {
		return
	}
	pasted := v.PostFormValue("paste")
	table := scopes(filled(v.PostForm["scope"])) // the ticked rows
	if v.PostFormValue("do") == "update" {
		l.showScopes(w, v, table, "")
		return
	}
	added := scopes(strings.FieldsFunc(pasted, func(r rune) bool { return strings.ContainsRune(" ,\t\r\n", r) }))
	if unknown := unknownScopes(added); len(unknown) > 0 {
		l.showTable(w, v, table, pasted, "Invalid scope: "+unknown.String())
		return
	}
	for _, s := range added {
		if !table.has(s) {
			table = append(table, s)
		}
	}
	l.showTable(w, v, table, "", "")
}

func unknownScopes(wanted scopes) scopes {
	return slices.DeleteFunc(slices.Clone(wanted), knownScopes.has)
}
