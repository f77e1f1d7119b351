package lab

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// secretDialog is an open "OAuth client created" dialog, or one for a second
// secret: as long as it is open, and no longer, the secret can be read.
type secretDialog struct {
	project, client, secret string
	nth                     int // 1 for the first secret of the client
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
