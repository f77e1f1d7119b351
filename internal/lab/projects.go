package lab

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	adminAccount    = "admin@lab.test"
	consumerAccount = "lab.helpdesk@gmail.com"
	organizationOf  = "lab.test" // the Workspace organization's domain

	readyID   = "webex-mail-lab"
	readyName = "Webex Mail"
)

// project is a Google Cloud project.
type project struct {
	id, number, name string
	parent           string // the organization; "" for a consumer's
	owner            string
	created          time.Time
	deleted          bool // its id is never free again
	labels           map[string]string
	unseen           int // searches that still miss it
	services         map[string]bool
	screen           *consentScreen // nil before "Get started"
	clients          []*client
}

func (p *project) clone() project {
	c := *p
	c.labels, c.services, c.screen = maps.Clone(p.labels), maps.Clone(p.services), p.screen.clone()
	c.clients = nil
	for _, each := range p.clients {
		copied := each.clone()
		c.clients = append(c.clients, &copied)
	}
	return c
}

func (p *project) client(id string) *client {
	for _, c := range p.clients {
		if c.id == id {
			return c
		}
	}
	return nil
}

// readyProject is what a lab that is not fresh begins with: published, with
// one client that knows the loopback and the Webex Connect callback.
func (w *world) readyProject(c Config, number, id, secret string) *project {
	p := &project{
		id: readyID, number: number, name: readyName, parent: w.organization, owner: mailbox, created: w.now(),
		services: map[string]bool{gmailService: true, managerService: true, usageService: true},
		screen: &consentScreen{
			appName: readyName, supportEmail: mailbox, contacts: []string{mailbox}, external: true, production: true,
			homePage: "https://www.example.com/", privacyPolicy: "https://www.example.com/privacy", domains: []string{"example.com"},
			scopes: scopes{scopeMail},
		},
	}
	redirects := []string{w.connect.callback()}
	for _, port := range c.RedirectPorts {
		redirects = append(redirects, fmt.Sprintf("http://127.0.0.1:%d/callback", port))
	}
	p.clients = []*client{{
		id: id, name: "Webex Connect", origins: []string{w.connect.origin}, redirects: redirects, live: redirects,
		secrets: []clientSecret{{value: secret, created: w.now()}}, created: w.now(),
	}}
	return p
}

// isMember reports whether the account belongs to the lab's organization.
func isMember(account string) bool { return strings.HasSuffix(account, "@"+organizationOf) }

// mayUse reports whether the account may see and change the project. In this
// organization every member is Owner of every project, so that cloud
// administrator and mailbox owner can take turns; a consumer has only his own.
func (w *world) mayUse(p *project, account string) bool {
	return p.owner == account || p.parent == w.organization && isMember(account)
}

// findProject returns the project of that id or number. The caller holds mu.
func (w *world) findProject(ref string) *project {
	for _, p := range w.projects {
		if ref != "" && (p.id == ref || p.number == ref) {
			return p
		}
	}
	return nil
}

// usable returns the live project the account may use. The caller holds mu.
func (w *world) usable(ref, account string) *project {
	if p := w.findProject(ref); p != nil && !p.deleted && w.mayUse(p, account) {
		return p
	}
	return nil
}

// addProject makes a project; what it returns is why it cannot. The caller
// holds mu.
func (w *world) addProject(id, name, parent, owner string, labels map[string]string) (*project, *rpcStatus) {
	switch {
	case w.faults.on("tos-not-accepted") && !w.terms[owner+" cloud"]:
		return nil, termsStatus()
	case w.faults.on("project-quota"):
		return nil, &rpcStatus{Code: codeResourceExhausted, Message: "The project cannot be created because you have exceeded your allotted project quota."}
	case w.faults.on("project-id-taken") || w.findProject(id) != nil:
		return nil, &rpcStatus{Code: codeAlreadyExists, Message: "Requested entity already exists"}
	}
	if parent == "" && isMember(owner) {
		parent = w.organization // where a member's projects go when no parent is given
	}
	p := &project{
		id: id, number: w.random.projectNumber(), name: name, parent: parent, owner: owner, labels: labels, created: w.now(),
		services: map[string]bool{usageService: true}, unseen: 1, // one of the few that are on from the start
	}
	w.projects = append(w.projects, p)
	return p, nil
}

var (
	projectIDForm   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9-]{4,28}[a-z0-9]$`) })
	displayNameForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9'" !-]{4,30}$`) })
)

// restrictedWords may not occur in a project id (facts/google.md 6.1).
var restrictedWords = []string{"google", "null", "undefined", "ssl"}

// projectIDProblem is what is wrong with a project id; "" when nothing is.
func projectIDProblem(id string) string {
	restricted := func(word string) bool { return strings.Contains(id, word) }
	switch {
	case len(id) < 6:
		return "project_id must be at least 6 characters long"
	case len(id) > 30:
		return "project_id must be at most 30 characters long"
	case !projectIDForm().MatchString(id):
		return "project_id contains invalid characters: it must start with a lowercase letter, hold lowercase letters, digits and hyphens only, and not end with a hyphen"
	case slices.ContainsFunc(restrictedWords, restricted):
		return "project_id contains a restricted string"
	}
	return ""
}

// displayNameProblem is what is wrong with a display name; "" when nothing is.
func displayNameProblem(name string) string {
	switch {
	case name == "" || displayNameForm().MatchString(name):
		return ""
	case len(name) < 4:
		return "display_name must be at least 4 characters long"
	case len(name) > 30:
		return "display_name must be at most 30 characters long"
	}
	return "display_name has invalid characters"
}
