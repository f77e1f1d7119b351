package lab

import (
	"fmt"
	"slices"
	"sync"
)

// Fault is one thing that can be made to go wrong.
type Fault struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// allFaults: the first group carries the names of the diagnosis codes, the
// second the ways a connection itself can fail.
var allFaults = []Fault{
	{"redirect-uri-mismatch", "the loopback redirect is not registered on the client"},
	{"redirect-uri-invalid", "Google's policy refuses every redirect URI"},
	{"client-not-found", "the client id is unknown"},
	{"client-deleted", "the client was deleted"},
	{"client-secret-invalid", "the client secret is not the client's"},
	{"not-a-test-user", "the app is in Testing and lists no test user"},
	{"consent-declined", "the person presses Cancel on the consent page"},
	{"org-internal", "the app is Internal to another organization"},
	{"wrong-session", "another Google account is signed in and Google speaks of a missing response_type"},
	{"admin-policy-enforced", "the Workspace administrator blocks the app"},
	{"access-not-configured", "the Workspace for Education administrator has not configured the app"},
	{"disallowed-useragent", "Google takes the browser for an embedded one"},
	{"testing-token-expires", "the app is in Testing: refresh tokens die after seven days"},
	{"refresh-token-missing", "the token answer holds no refresh token"},
	{"refresh-token-dead", "every refresh token is expired or revoked"},
	{"scope-missing", "the granted scope lacks https://mail.google.com/"},
	{"wrong-account", "the other account signs in, whatever the hint says"},
	{"gmail-api-disabled", "the Gmail API is off in the project"},
	{"mail-service-disabled", "the account has no mailbox"},
	{"publish-blocked", "\"Publish app\" is greyed out, whatever Branding holds"},
	{"tos-not-accepted", "nobody has accepted Google's terms of service"},
	{"project-quota", "the account has used up its projects"},
	{"project-id-taken", "every project id is taken"},
	{"permission-denied", "the account may neither create projects nor enable APIs"},
	{"mfa-required", "Google Cloud wants 2-step verification of the account"},
	{"quota-project-missing", "the administrator's token is one of Application Default Credentials"},
	{"smtp-auth-rejected", "the mail server refuses every token with 535"},
	{"smtp-throttled", "the mail server answers AUTH with 454 too many login attempts"},
	{"smtp-temporary", "the mail server answers AUTH with 454 temporary system problem"},
	{"smtp-refused", "the mail server answers AUTH with 534, web sign-in wanted"},
	{"smtp-sending-limit", "the mail server refuses the message with 550 5.4.5"},
	{"smtp-no-xoauth2", "the mail server offers passwords only"},
	{"smtp-not-smtp", "something that is no SMTP server answers on the mail ports"},
	{"smtp-unreachable", "the mail ports reset every connection"},
	{"smtp-tls", "the mail server's certificate is self-signed"},
	{"forwarding-missing", "the mailbox has no forwarding address"},
	{"forwarding-pending", "nobody has confirmed the forwarding address"},
	{"forwarding-off", "the forwarding address is confirmed and forwarding is disabled"},
	{"forwarding-elsewhere", "the mailbox forwards to another address"},
	{"code-rejected", "the token endpoint refuses the code"},
	{"provider-error", "every Google API answers 503"},
	{"connect-token-expired", "the Digital Asset API answers 401"},
	{"connect-forbidden", "the Digital Asset API answers 403"},
	{"connect-bad-request", "the Digital Asset API answers 400"},
	{"connect-rate-limited", "the Digital Asset API answers 429"},
	{"connect-server-error", "the Digital Asset API answers 500"},

	{"org-policy", "an organization policy forbids projects and APIs"},
	{"propagation-delay", "changes to redirect URIs do not take effect while this is on"},
	{"token-500", "the token endpoint answers 500"},
	{"token-garbage", "the token endpoint answers 200 with a page instead of JSON"},
	{"token-empty", "the token endpoint answers 200 with an empty object"},
	{"token-hang", "the token endpoint never answers"},
	{"token-slow", "the token endpoint's answer trickles"},
	{"smtp-reset", "the connection is reset in the middle of AUTH"},
	{"smtp-drip", "the mail server's greeting trickles and has no end"},
	{"smtp-hang", "the mail server falls silent after EHLO"},
	{"smtp-greeting-421", "the mail server greets with 421"},
	{"smtp-cert-expired", "the mail server's certificate has expired"},
	{"smtp-cert-wrong-name", "the mail server's certificate is for another name"},
	{"gmail-500", "the Gmail API answers 500"},
	{"gmail-hang", "the Gmail API never answers"},
	{"mail-lost", "a mail the server accepted never appears in the mailbox"},
	{"connect-hang", "the Digital Asset API never answers"},
	{"connect-drop", "the Digital Asset API does what it is asked, then drops the connection"},
	{"connect-form-resets", "the email form gives another forwarding address each time it is opened anew"},
	{"callback-state-mismatch", "a stranger calls the redirect with a wrong state before the right answer comes"},
	{"callback-timeout", "the browser is never sent back"},
}

// Faults returns everything that can be made to go wrong, in a stable order.
func Faults() []Fault { return slices.Clone(allFaults) }

// IsFault reports whether something of that name can be made to go wrong.
func IsFault(name string) bool {
	for _, f := range allFaults {
		if f.Name == name {
			return true
		}
	}
	return false
}

// faultSet holds the faults that are on. Safe for concurrent use.
type faultSet struct {
	mu     sync.RWMutex
	active []string
}

func newFaultSet(names []string) (*faultSet, error) {
	f := &faultSet{}
	return f, f.replace(names)
}

// replace switches exactly these on; an unknown name changes nothing.
func (f *faultSet) replace(names []string) error {
	for _, name := range names {
		if !IsFault(name) {
			return fmt.Errorf("unknown fault %q", name)
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = append([]string{}, names...)
	return nil
}

func (f *faultSet) on(name string) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Contains(f.active, name)
}

func (f *faultSet) list() []string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return append([]string{}, f.active...)
}
