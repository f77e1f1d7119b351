package lab

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// maxSecrets is how many secrets a client may have (facts/google.md section 5).
const maxSecrets = 2

// client is an OAuth client of type Web application. What the console shows
// (redirects) and what the authorization endpoint obeys (live) differ while a
// change propagates.
type client struct {
	id, name  string
	origins   []string
	redirects []string
	live      []string
	secrets   []clientSecret // oldest first
	created   time.Time
	deleted   bool // restorable for some 30 days
}

type clientSecret struct {
	value    string
	created  time.Time
	disabled bool
}

// tail is all the console shows of a secret once its dialog is closed.
func (s clientSecret) tail() string { return "****" + s.value[len(s.value)-4:] }

func (c *client) clone() client {
	d := *c
	d.origins, d.redirects, d.live = slices.Clone(c.origins), slices.Clone(c.redirects), slices.Clone(c.live)
	d.secrets = slices.Clone(c.secrets)
	return d
}

// accepts reports whether the secret is one of the client's that are enabled.
func (c client) accepts(secret string) bool {
	ok := false
	for _, s := range c.secrets {
		if subtle.ConstantTimeCompare([]byte(secret), []byte(s.value)) == 1 && !s.disabled {
			ok = true
		}
	}
	return ok
}

// party is a client with the project it belongs to, as they were at one moment.
type party struct {
	client  client
	project project
}

// findClient returns the client of that id, if Google knows it.
func (w *world) findClient(id string) (party, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.faults.on("client-not-found") {
		return party{}, false
	}
	for _, p := range w.projects {
		for _, c := range p.clients {
			if c.id == id {
				found := party{client: c.clone(), project: p.clone()}
				found.client.deleted = c.deleted || p.deleted
				return found, true
			}
		}
	}
	return party{}, false
}

// propagate lets every change of redirect URIs reach the authorization
// endpoint, unless the fault holds it back.
func (w *world) propagate() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.faults.on("propagation-delay") {
		return
	}
	for _, p := range w.projects {
		for _, c := range p.clients {
			c.live = c.redirects
		}
	}
}

// clientFile is the file behind "Download JSON" (facts/google.md section 8).
type clientFile struct {
	Web webClient `json:"web"`
}

type webClient struct {
	ClientID     string   `json:"client_id"`
	ProjectID    string   `json:"project_id"`
	AuthURI      string   `json:"auth_uri"`
	TokenURI     string   `json:"token_uri"`
	CertURL      string   `json:"auth_provider_x509_cert_url"`
	ClientSecret string   `json:"client_secret,omitempty"` // absent once it was shown
	RedirectURIs []string `json:"redirect_uris,omitempty"`
	Origins      []string `json:"javascript_origins,omitempty"`
}

// clientFile is the client's file as it stands at this moment: like Google's
// it is a snapshot.
func (w *world) clientFile(project string, c client, redirects []string, secret string) clientFile {
	return clientFile{Web: webClient{
		ClientID: c.id, ProjectID: project, ClientSecret: secret,
		AuthURI: w.issuer + "/o/oauth2/auth", TokenURI: w.issuer + tokenPath,
		CertURL:      "https://www.googleapis.com/oauth2/v1/certs",
		RedirectURIs: redirects, Origins: c.origins,
	}}
}

// writeClientJSON writes the ready client's file; a fresh lab has none.
func (w *world) writeClientJSON(dir string) (string, error) {
	if len(w.projects) == 0 {
		return "", nil
	}
	p := w.projects[0]
	c := p.clients[0].clone()
	data, err := json.Marshal(w.clientFile(p.id, c, w.registered(c), c.secrets[0].value))
	if err != nil {
		return "", fmt.Errorf("encode the client JSON: %w", err)
	}
	path := filepath.Join(dir, clientFileName(c.id, 1))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", fmt.Errorf("write the client JSON: %w", err)
	}
	return path, nil
}

// clientFileName is the name Google gives the download; that of a second
// secret carries a number.
func clientFileName(id string, nth int) string {
	if nth > 1 {
		return fmt.Sprintf("client_secret_%d_%s.json", nth, id)
	}
	return "client_secret_" + id + ".json"
}
