package lab

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

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
