package lab

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// uriRow is one input of a client form, with what the console says below it.
type uriRow struct{ Value, Problem string }

// clientDraft is a client form as it was typed.
type clientDraft struct {
	Name               string
	Origins, Redirects []uriRow
}

func draftOf(c client) clientDraft {
	return clientDraft{Name: c.name, Origins: rows(c.origins), Redirects: rows(c.redirects)}
}

func rows(values []string) []uriRow {
	var all []uriRow
	for _, v := range values {
		all = append(all, uriRow{Value: v})
	}
	return all
}

// readDraft reads a client form. The two "Add URI" buttons look the same and
// add a row to one of two lists (facts/google.md section 5).
func readDraft(v *visit) (draft clientDraft, more bool) {
	action := v.PostFormValue("do")
	draft = clientDraft{Name: strings.TrimSpace(v.PostFormValue("name")), Origins: rows(filled(v.PostForm["origin"])), Redirects: rows(filled(v.PostForm["redirect"]))}
	switch action {
	case "add-origin":
		draft.Origins = append(draft.Origins, uriRow{})
	case "add-redirect":
		draft.Redirects = append(draft.Redirects, uriRow{})
	default:
		return draft, false
	}
	return draft, true
}

func (d clientDraft) values() (origins, redirects []string) {
	for _, row := range d.Origins {
		origins = append(origins, row.Value)
	}
	for _, row := range d.Redirects {
		redirects = append(redirects, row.Value)
	}
	return origins, redirects
}

// check marks the rows that break a rule and returns what is wrong first.
func (d clientDraft) check() string {
	problem := ""
	if d.Name == "" {
		problem = "Name is required."
	}
	for _, list := range []struct {
		rows  []uriRow
		judge func(string) string
		kind  string
	}{{d.Origins, originProblem, "Invalid Origin: "}, {d.Redirects, redirectProblem, "Invalid Redirect: "}} {
		seen := map[string]bool{}
		for i, row := range list.rows {
			text := list.judge(row.Value)
			if text == "" && seen[row.Value] {
				text = "must not be given twice."
			}
			seen[row.Value] = true
			if text == "" {
				continue
			}
			list.rows[i].Problem = list.kind + text
			if problem == "" {
				problem = list.rows[i].Problem
			}
		}
	}
	return problem
}

func (l *Lab) clientsPage(w http.ResponseWriter, v *visit) {
	if !l.hasScreen(w, v, "clients") {
		return
	}
	l.closeDialogs(v.project.id, "")
	type row struct{ ID, Name, Created string }
	var list []row
	for _, c := range v.project.clients {
		if !c.deleted {
			list = append(list, row{c.id, c.name, day(c.created)})
		}
	}
	v.show(w, "clients", map[string]any{"Nav": "clients", "Clients": list})
}

func day(t time.Time) string { return t.UTC().Format("Jan 2, 2006, 15:04 UTC") }

func (l *Lab) newClientPage(w http.ResponseWriter, v *visit) {
	if l.hasScreen(w, v, "clients") {
		l.showNewClient(w, v, clientDraft{Name: "Web client 1"}, "")
	}
}

func (l *Lab) showNewClient(w http.ResponseWriter, v *visit, draft clientDraft, problem string) {
	v.show(w, "clientcreate", map[string]any{"Nav": "clients", "Draft": draft, "Problem": problem})
}

func (l *Lab) newClientForm(w http.ResponseWriter, v *visit) {
	if !l.hasScreen(w, v, "clients") {
		return
	}
	draft, more := readDraft(v)
	if more {
		l.showNewClient(w, v, draft, "")
		return
	}
	problem := draft.check()
	if v.PostFormValue("type") != "web" {
		problem = "Choose the application type."
	}
	if problem != "" {
		l.showNewClient(w, v, draft, problem)
		return
	}
	var made, ticket string
	l.change(v, v.project.id, func(p *project) string {
		c := &client{id: l.world.random.clientID(p.number), name: draft.Name, created: l.world.now()}
		made = c.id
		p.clients = append(p.clients, c)
		l.world.setURIs(p, c, draft)
		ticket = l.world.addSecret(p, c)
		return ""
	})
	v.to(w, "/auth/clients/"+made+"/created", "ticket", ticket)
}

// setURIs saves a form's URIs and authorizes their domains. The authorization
// endpoint learns of it at once or, with the fault, later. The caller holds mu.
func (w *world) setURIs(p *project, c *client, draft clientDraft) {
	c.name = draft.Name
	c.origins, c.redirects = draft.values()
	if !w.faults.on("propagation-delay") {
		c.live = c.redirects
	}
	p.screen.authorize(c.origins...)
	p.screen.authorize(c.redirects...)
}

// addSecret makes a secret and opens the dialog that shows it. The caller
// holds mu.
func (w *world) addSecret(p *project, c *client) (ticket string) {
	secret := clientSecret{value: w.random.clientSecret(), created: w.now()}
	c.secrets = append(c.secrets, secret)
	ticket = w.random.text(24, letters)
	w.dialogs[ticket] = &secretDialog{project: p.id, client: c.id, secret: secret.value, nth: len(c.secrets)}
	return ticket
}

// closeDialogs ends the dialogs of a project, or of one of its clients: from
// now on nobody can read the secrets they showed.
func (l *Lab) closeDialogs(project, client string) {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	for ticket, d := range l.world.dialogs {
		if d.project == project && (client == "" || d.client == client) {
			delete(l.world.dialogs, ticket)
		}
	}
}

// dialog is the open dialog the visit's ticket belongs to; nil when it was
// closed.
func (l *Lab) dialog(v *visit) *secretDialog {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	d := l.world.dialogs[v.URL.Query().Get("ticket")]
	if d == nil || d.project != v.project.id || d.client != v.PathValue("client") {
		return nil
	}
	return d
}

// createdPage is the dialog "OAuth client created", the only place where the
// secret can be read.
func (l *Lab) createdPage(w http.ResponseWriter, v *visit) {
	d := l.dialog(v)
	if d == nil {
		v.to(w, "/auth/clients/"+v.PathValue("client"))
		return
	}
	v.show(w, "clientcreated", map[string]any{"Nav": "clients", "ID": d.client, "Secret": d.secret, "Ticket": v.URL.Query().Get("ticket"), "Second": d.nth > 1})
}

func (l *Lab) createdForm(w http.ResponseWriter, v *visit) {
	l.closeDialogs(v.project.id, v.PathValue("client"))
	v.to(w, "/auth/clients")
}

// downloadClient is Download JSON: with the secret while its dialog is open,
// without it ever after (facts/google.md section 8).
func (l *Lab) downloadClient(w http.ResponseWriter, v *visit) {
	c := v.project.client(v.PathValue("client"))
	if c == nil {
		http.NotFound(w, v.Request)
		return
	}
	secret, nth := "", 1
	if d := l.dialog(v); d != nil {
		secret, nth = d.secret, d.nth
	}
	data, err := json.Marshal(l.world.clientFile(v.project.id, *c, c.redirects, secret))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	jsonHeader(w)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", clientFileName(c.id, nth)))
	_, _ = w.Write(data) // the client may be gone
}

func (l *Lab) clientPage(w http.ResponseWriter, v *visit) {
	c := v.project.client(v.PathValue("client"))
	if c == nil || c.deleted {
		l.blocked(w, v, "Not found", "There is no such client in this project.")
		return
	}
	l.closeDialogs(v.project.id, c.id)
	l.showClient(w, v, c, draftOf(*c), "")
}

func (l *Lab) showClient(w http.ResponseWriter, v *visit, c *client, draft clientDraft, problem string) {
	type row struct {
		Index         int
		Tail, Created string
		Disabled      bool
	}
	var list []row
	for i, s := range c.secrets {
		list = append(list, row{i, s.tail(), day(s.created), s.disabled})
	}
	v.show(w, "client", map[string]any{"Nav": "clients", "ID": c.id, "Created": day(c.created), "Draft": draft, "Secrets": list,
		"Full": len(c.secrets) >= maxSecrets, "Problem": problem, "Saved": v.URL.Query().Get("saved") != "" && problem == ""})
}

// clientForm takes the buttons of a client's page.
func (l *Lab) clientForm(w http.ResponseWriter, v *visit) {
	c := v.project.client(v.PathValue("client"))
	if c == nil || c.deleted {
		l.blocked(w, v, "Not found", "There is no such client in this project.")
		return
	}
	draft, action := draftOf(*c), v.PostFormValue("do")
	problem, ticket := "", ""
	switch action {
	case "add-origin", "add-redirect", "save":
		typed, more := readDraft(v)
		if more {
			l.showClient(w, v, c, typed, "")
			return
		}
		draft, problem = typed, typed.check()
	}
	if problem == "" {
		problem = l.change(v, v.project.id, func(p *project) (problem string) {
			ticket, problem = l.applyClient(v, p, p.client(c.id), action, draft)
			return problem
		})
	}
	switch {
	case problem != "":
		l.showClient(w, v, c, draft, problem)
	case ticket != "":
		v.to(w, "/auth/clients/"+c.id+"/created", "ticket", ticket)
	case action == "delete":
		v.to(w, "/auth/clients")
	default:
		v.to(w, "/auth/clients/"+c.id, "saved", "1")
	}
}

func (l *Lab) applyClient(v *visit, p *project, c *client, action string, draft clientDraft) (ticket, problem string) {
	i, err := strconv.Atoi(v.PostFormValue("secret"))
	known := err == nil && i >= 0 && i < len(c.secrets)
	switch {
	case action == "save":
		l.world.setURIs(p, c, draft)
	case action == "delete":
		c.deleted = true
	case action == "add-secret" && len(c.secrets) >= maxSecrets:
		return "", "A client can have two secrets. Disable and delete one first."
	case action == "add-secret":
		return l.world.addSecret(p, c), ""
	case action == "disable" && known:
		c.secrets[i].disabled = true
	case action == "enable" && known:
		c.secrets[i].disabled = false
	case action == "delete-secret" && known && !c.secrets[i].disabled:
		return "", "Disable the secret before you delete it."
	case action == "delete-secret" && known:
		c.secrets = slices.Delete(c.secrets, i, i+1)
	default:
		return "", "Choose one of the buttons."
	}
	return "", ""
}

// deletedPage lists the clients that can be restored.
func (l *Lab) deletedPage(w http.ResponseWriter, v *visit) {
	type row struct{ ID, Name string }
	var list []row
	for _, c := range v.project.clients {
		if c.deleted {
			list = append(list, row{c.id, c.name})
		}
	}
	v.show(w, "deleted", map[string]any{"Nav": "clients", "Clients": list})
}

func (l *Lab) restoreClient(w http.ResponseWriter, v *visit) {
	l.change(v, v.project.id, func(p *project) string {
		if c := p.client(v.PostFormValue("client")); c != nil {
			c.deleted = false
		}
		return ""
	})
	v.to(w, "/auth/clients")
}
