package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	mailbox      = "support@lab.test"
	otherAccount = "other@lab.test"
	projectID    = "webex-mail-lab"
	appName      = "Webex Mail"

	scopeMail  = "https://mail.google.com/"
	scopeSend  = "https://www.googleapis.com/auth/gmail.send"
	scopeEmail = "https://www.googleapis.com/auth/userinfo.email"
)

// world is everything the counterparts remember, under one mutex: who has an
// account, which client exists, what was granted, which tokens live. Faults
// are read where a decision is made, so switching one takes effect at once.
type world struct {
	now    func() time.Time
	random *random
	faults *faultSet

	accounts []string // never changes
	client   client   // never changes
	project  project  // never changes
	connect  connectTenant
	issuer   string

	mu       sync.Mutex
	session  string             // who POST /lab/account signed in; "" nobody
	sessions map[string]string  // browser cookie to account
	consents map[string]scopes  // account to what it has granted to the project
	codes    map[string]*code   // by value
	access   map[string]*access // by value
	refresh  map[string]*refresh
	order    []string // refresh tokens, oldest first
	messages []message
}

type project struct{ id, number, app string }

type client struct {
	id, secret string
	redirects  []string
}

// connectTenant is the Webex Connect side: what its email form hands out.
type connectTenant struct{ origin, forwardingAddress string }

func (c connectTenant) callback() string { return c.origin + callbackPath }

func newWorld(c Config, faults *faultSet, google, connect string) *world {
	r := newRandom(c.Seed)
	number := "1" + r.text(11, digits)
	w := &world{
		now: c.Now, random: r, faults: faults, issuer: google,
		accounts: []string{mailbox, otherAccount},
		project:  project{id: projectID, number: number, app: appName},
		client: client{
			id:     number + "-" + r.text(32, lowers) + ".apps.googleusercontent.com",
			secret: r.clientSecret(),
		},
		connect:  connectTenant{origin: connect, forwardingAddress: r.text(32, hexChars) + "@mail-us.imiconnect.io"},
		sessions: map[string]string{}, consents: map[string]scopes{},
		codes: map[string]*code{}, access: map[string]*access{}, refresh: map[string]*refresh{},
	}
	w.client.redirects = []string{w.connect.callback()}
	for _, port := range c.RedirectPorts {
		w.client.redirects = append(w.client.redirects, fmt.Sprintf("http://127.0.0.1:%d/callback", port))
	}
	return w
}

// registered returns the redirect URIs of the client as Google sees them now.
func (w *world) registered() []string {
	if w.faults.on("redirect-uri-mismatch") {
		return []string{w.connect.callback()}
	}
	return w.client.redirects
}

// findClient returns the client of that id, if Google knows it.
func (w *world) findClient(id string) (client, bool) {
	if id != w.client.id || w.faults.on("client-not-found") {
		return client{}, false
	}
	return w.client, true
}

func (w *world) testing() bool {
	return w.faults.on("testing-token-expires") || w.faults.on("not-a-test-user")
}

func (w *world) internal() bool { return w.faults.on("org-internal") }

func (w *world) hasAccount(address string) bool { return slices.Contains(w.accounts, address) }

// signInAs makes every browser that comes without a session of its own the
// named account's; "" signs everybody out.
func (w *world) signInAs(account string) error {
	if account != "" && !w.hasAccount(account) {
		return fmt.Errorf("unknown account %q", account)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.session = account
	clear(w.sessions)
	return nil
}

func (w *world) newSession(account string) string {
	id := w.random.text(24, letters)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sessions[id] = account
	return id
}

// sessionAccount returns who a browser with this cookie is signed in as.
func (w *world) sessionAccount(cookie string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if account := w.sessions[cookie]; account != "" {
		return account
	}
	return w.session
}

// clientFile is the file behind "Download JSON" (facts/google.md section 8).
type clientFile struct {
	Web struct {
		ClientID     string   `json:"client_id"`
		ProjectID    string   `json:"project_id"`
		AuthURI      string   `json:"auth_uri"`
		TokenURI     string   `json:"token_uri"`
		CertURL      string   `json:"auth_provider_x509_cert_url"`
		ClientSecret string   `json:"client_secret"`
		RedirectURIs []string `json:"redirect_uris,omitempty"`
		Origins      []string `json:"javascript_origins,omitempty"`
	} `json:"web"`
}

// writeClientJSON writes the ready client's file as it stands at this moment:
// like Google's it is a snapshot.
func (w *world) writeClientJSON(dir string) (string, error) {
	var f clientFile
	f.Web.ClientID, f.Web.ClientSecret, f.Web.ProjectID = w.client.id, w.client.secret, w.project.id
	f.Web.AuthURI, f.Web.TokenURI = w.issuer+"/o/oauth2/auth", w.issuer+tokenPath
	f.Web.CertURL = "https://www.googleapis.com/oauth2/v1/certs"
	f.Web.RedirectURIs, f.Web.Origins = w.registered(), []string{w.connect.origin}
	data, err := json.Marshal(f)
	if err != nil {
		return "", fmt.Errorf("encode the client JSON: %w", err)
	}
	path := filepath.Join(dir, "client_secret_"+w.client.id+".json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", fmt.Errorf("write the client JSON: %w", err)
	}
	return path, nil
}

// scopes is a set of granted scopes in the order they were asked for.
type scopes []string

func parseScopes(s string) scopes  { return strings.Fields(s) }
func (s scopes) String() string    { return strings.Join(s, " ") }
func (s scopes) has(v string) bool { return slices.Contains(s, v) }
func (s scopes) covers(t scopes) bool {
	return !slices.ContainsFunc(t, func(v string) bool { return !s.has(v) })
}
