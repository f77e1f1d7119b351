package lab

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	mailbox      = "support@lab.test"
	otherAccount = "other@lab.test"

	scopeMail  = "https://mail.google.com/"
	scopeSend  = "https://www.googleapis.com/auth/gmail.send"
	scopeEmail = "https://www.googleapis.com/auth/userinfo.email"
)

// world is everything the counterparts remember, under one mutex: who has an
// account, which projects and clients exist, what was granted, which tokens
// live. Faults are read where a decision is made, so switching one takes
// effect at once.
type world struct {
	now    func() time.Time
	random *random
	faults *faultSet

	accounts     []string // never changes
	organization string   // never changes; "organizations/" and a number
	connect      connectTenant
	issuer       string
	adminToken   string // never changes

	mu         sync.Mutex
	projects   []*project // oldest first, the deleted ones too
	operations map[string]*operation
	terms      map[string]bool          // account, blank, terms accepted on the console
	session    string                   // who POST /lab/account signed in; "" nobody
	sessions   map[string]string        // browser cookie to account
	consents   map[consentOf]scopes     // what an account has granted to a project
	codes      map[string]*code         // by value
	access     map[string]*access       // by value
	refresh    map[string]*refresh      // by value
	order      []string                 // refresh tokens, oldest first
	dialogs    map[string]*secretDialog // by ticket
	messages   []message                // what the mail server took, oldest first
	inbound    []message                // what reached the forwarding address, oldest first
	issued     []string                 // forwarding addresses of the tenant beyond the one it announces
	boxes      map[string]*box          // by account; the map never changes
}

// consentOf says whose consent and to which project: consent is given to a
// project, not to a client (facts/google.md 1.1, include_granted_scopes).
type consentOf struct{ account, project string }

// connectTenant is the Webex Connect side: what its email form hands out.
type connectTenant struct{ origin, forwardingAddress string }

func (c connectTenant) callback() string { return c.origin + callbackPath }

// newWorld makes an empty world. It draws in a fixed order, so that what a
// seed repeats does not depend on what else the lab learnt to make.
func newWorld(c Config, faults *faultSet, google, connect string) *world {
	r := newRandom(c.Seed)
	number := r.projectNumber()
	id, secret := r.clientID(number), r.clientSecret()
	w := &world{
		now: c.Now, random: r, faults: faults, issuer: google,
		accounts:   []string{mailbox, otherAccount, adminAccount, consumerAccount},
		connect:    connectTenant{origin: connect, forwardingAddress: r.text(32, hexChars) + "@mail-us.imiconnect.io"},
		operations: map[string]*operation{}, terms: map[string]bool{}, dialogs: map[string]*secretDialog{},
		sessions: map[string]string{}, consents: map[consentOf]scopes{},
		codes: map[string]*code{}, access: map[string]*access{}, refresh: map[string]*refresh{}, boxes: map[string]*box{},
	}
	for _, account := range w.accounts {
		w.boxes[account] = &box{}
	}
	if !c.Fresh || c.Robot { // the robot has been at Gmail's settings
		w.boxes[mailbox].forwarding = forwardsTo(w.connect.forwardingAddress)
	}
	w.organization = "organizations/" + r.projectNumber()
	w.adminToken = r.accessToken()
	w.access[w.adminToken] = &access{account: adminAccount, client: gcloudClient, offline: true,
		scope: scopes{"openid", scopeEmail, scopeCloud}, expires: c.Now().Add(adminLife)}
	if !c.Fresh {
		w.projects = []*project{w.readyProject(c, number, id, secret)}
	}
	return w
}

// registered returns the redirect URIs of a client as Google sees them now.
func (w *world) registered(c client) []string {
	if !w.faults.on("redirect-uri-mismatch") {
		return c.live
	}
	loopback := func(uri string) bool { return strings.HasPrefix(uri, "http://127.0.0.1") }
	return slices.DeleteFunc(slices.Clone(c.live), loopback)
}

// testing reports whether refresh tokens die after seven days.
func (w *world) testing(p project) bool {
	return w.faults.on("testing-token-expires") || w.faults.on("not-a-test-user") || p.screen.inTesting()
}

// outsider reports whether an Internal app refuses the account.
func (w *world) outsider(p project, account string) bool {
	return w.faults.on("org-internal") || p.screen.internal() && !isMember(account)
}

// stranger reports whether an app in Testing refuses the account.
func (w *world) stranger(p project, account string) bool {
	return w.faults.on("not-a-test-user") || p.screen.inTesting() && !slices.Contains(p.screen.testUsers, account)
}

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

// scopes is a set of granted scopes in the order they were asked for.
type scopes []string

func parseScopes(s string) scopes { return strings.Fields(s) }

// String implements [fmt.Stringer].
func (s scopes) String() string    { return strings.Join(s, " ") }
func (s scopes) has(v string) bool { return slices.Contains(s, v) }
func (s scopes) covers(t scopes) bool {
	return !slices.ContainsFunc(t, func(v string) bool { return !s.has(v) })
}
