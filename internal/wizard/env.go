package wizard

import (
	"cmp"
	"context"
	"crypto/x509"
	"io"
	"maps"
	"net/http"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/google"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// Env is the outside world and what the user wished: the whole list of what
// tests replace.
type Env struct {
	Err      io.Writer                                   // everything a person reads
	Ask      prompt.Asker                                // puts questions to somebody
	Browse   func(ctx context.Context, url string) error // opens a page; nil: nobody wants that
	Screen   bool                                        // a page that is opened is seen by whoever sits there
	ReadLine func(ctx context.Context) (string, error)   // a pasted line; nil: nobody can paste
	Now      func() time.Time
	HTTP     *http.Client
	Roots    func() *x509.CertPool // trusted roots for SMTP; nil pool: the system's
	// Credential finds who may create projects and switch APIs on.
	Credential func(ctx context.Context) (google.Credential, error)
	Tell       func(what string, took time.Duration)                      // of each SMTP dialogue; nil: nobody is told
	LookupMX   func(ctx context.Context, domain string) ([]string, error) // nil: DNS is not asked
	// FillForm fills in the form of Webex Connect and has its tokens generated,
	// as a lab's robot can. Where it is nil or returns false, a person does.
	FillForm  func(ctx context.Context, c asset.Configuration) (bool, error)
	Endpoints asset.Endpoints
	Known     *secret.Redactor // learns every secret that passes

	Lang           msg.Lang
	Marks          Marks
	Width          int               // columns
	Redraw         bool              // a line may be written over
	CanAsk         bool              // somebody sits there
	Yes            bool              // what must be confirmed is
	Idle           func()            // done while the browser is awaited; nil: nothing
	SSH            string            // user@host of this machine for whoever sits at the other end; "" at its own desk
	Downloads      string            // folder that browsers save to; "" where that is not known
	DirFlag        string            // the state directory as a shell takes it, where one was named
	LabDir         string            // that of a lab inside this run, in the same form
	StepPack       string            // file of a newer step pack; "" is the built-in one
	Given          map[string]string // answers given beforehand, by question id
	Port           int               // of the redirect; 0: not wished
	TrustEndpoints bool
	Timeout        time.Duration // bound on one network answer
	OpenTimeout    time.Duration // bound on the wait for the browser
}

// Marks are what stands before a line that is good, bad, or in between.
type Marks struct{ Pass, Warn, Fail, Skip string }

// Provider is Gmail, or the lab's.
func (w *Wizard) Provider() asset.Provider { return w.Endpoints.Provider() }

// Context is what is known about the asset, for the words of a finding.
func (w *Wizard) Context(s *session.Session) diagnose.Context {
	c := diagnose.Context{Lang: w.Lang, Now: w.Now(), Lab: w.Endpoints.Lab(), LabURL: w.Endpoints.Accounts, Dir: w.DirFlag}
	if s == nil {
		return c
	}
	c.Name = s.Name
	c.ProjectID = s.Answer("google.project_id")
	c.Email, c.LoginID = s.Answer("asset.email"), s.Answer("asset.login_id")
	c.CallbackURL, c.ForwardingAddress = s.Answer("connect.callback_url"), s.Answer("asset.forwarding_address")
	c.LoopbackURI = oauth.RedirectURI(w.port(s))
	if s.Client != nil {
		c.ClientID, c.Foreign, c.Registered = s.Client.ID, s.Client.Foreign, s.Client.RedirectURIs
	}
	return c
}

// sheetCommand shows the form in another window, which does not know of this
// run's lab and state directory.
func (w *Wizard) sheetCommand(s *session.Session) string {
	command := "mailasset sheet " + s.Name + " --page"
	if dir := cmp.Or(w.DirFlag, w.LabDir); dir != "" {
		command += " --dir " + dir
	}
	if w.Endpoints.Lab() {
		command = "MAILASSET_LAB=" + w.Endpoints.URL + " " + command
	}
	return command
}

// World is how the checks reach the counterparts.
func (w *Wizard) World() check.World {
	return check.World{HTTP: w.HTTP, Roots: w.Roots(), Now: w.Now, Timeout: w.Timeout, Tell: w.Tell}
}

// Values fill the placeholders of the step pack. Without a session every value
// of the asset is open.
func (w *Wizard) Values(s *session.Session) guide.Values {
	p := w.Provider()
	v := guide.Values{
		"scope":            p.Scope,
		"smtpServer":       p.SMTPServer,
		"port":             itoa(p.TLSPort),
		"security":         string(asset.SSL),
		"authorizationUrl": p.AuthorizationURL,
		"tokenUrl":         p.TokenURL,
	}
	if w.Endpoints.Lab() {
		v["console"], v["accounts"], v["mail"] = w.Endpoints.Accounts, w.Endpoints.Accounts, w.Endpoints.Accounts // one origin serves all
	}
	if s != nil {
		maps.Copy(v, w.assetValues(s))
	}
	return v
}

func (w *Wizard) assetValues(s *session.Session) guide.Values {
	v := guide.Values{
		"name":              s.Name,
		"project":           s.Answer("google.project_id"),
		"email":             s.Answer("asset.email"),
		"assetName":         s.Answer("asset.name"),
		"appName":           s.Answer("google.app_name"),
		"supportEmail":      w.supportEmail(s),
		"developerContact":  w.supportEmail(s),
		"homePage":          s.Answer("google.home_page"),
		"privacyPolicy":     s.Answer("google.privacy_policy"),
		"authorizedDomains": w.authorizedDomains(s),
		"testUser":          w.login(s),
		"loginId":           w.sharedLogin(s),
		"clientName":        s.Answer("google.app_name"),
		"origin":            asset.Origin(s.Answer("connect.url")),
		"callbackUrl":       s.Answer("connect.callback_url"),
		"loopbackRedirect":  oauth.RedirectURI(w.port(s)),
		"forwardingAddress": s.Answer("asset.forwarding_address"),
		"username":          s.Answer("asset.email"),
	}
	if s.Client != nil {
		v["clientId"] = s.Client.ID
	}
	return v
}

// supportEmail is the address that Branding shows: the account that signs in,
// unless another was answered (procedure.md, step 2.3).
func (w *Wizard) supportEmail(s *session.Session) string {
	if address := s.Answer("google.support_email"); address != "" {
		return address
	}
	return w.login(s)
}

// sharedLogin is the Login ID of a shared mailbox, "" where the mailbox signs in
// itself.
func (w *Wizard) sharedLogin(s *session.Session) string {
	if id := s.Answer("asset.login_id"); id != s.Answer("asset.email") {
		return id
	}
	return ""
}

// login is the account that signs in for the mailbox.
func (w *Wizard) login(s *session.Session) string {
	if id := s.Answer("asset.login_id"); id != "" {
		return id
	}
	return s.Answer("asset.email")
}
