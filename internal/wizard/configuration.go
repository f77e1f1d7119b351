package wizard

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Configuration makes the asset's configuration out of its session: the state
// is the truth, the file a product of it.
func (w *Wizard) Configuration(s *session.Session) asset.Configuration {
	p := w.Provider()
	c := asset.Configuration{
		SchemaVersion: asset.SchemaVersion,
		Lab:           s.Lab,
		Asset: asset.Asset{
			Name:              s.Answer("asset.name"),
			EmailID:           s.Answer("asset.email"),
			ForwardingAddress: s.Answer("asset.forwarding_address"),
			ConnectURL:        asset.Origin(s.Answer("connect.url")),
			Region:            w.region(s),
		},
		Authentication: asset.Authentication{
			Type:             "OAuth 2.0",
			SMTPServer:       p.SMTPServer,
			Username:         s.Answer("asset.email"),
			Port:             p.TLSPort,
			Security:         asset.SSL,
			ClientSecret:     s.Secrets.ClientSecret,
			CallbackURL:      s.Answer("connect.callback_url"),
			AuthorizationURL: p.AuthorizationURL,
			Scope:            p.Scope,
			AccessTokenURL:   p.TokenURL,
			RefreshTokenURL:  p.TokenURL,
			ReviewConsent:    true,
		},
		Tokens: s.Secrets.Tokens,
		Google: &asset.Google{ProjectID: s.Answer("google.project_id"), UserType: s.Answer("google.user_type"), Publishing: publishing(s)},
		Proof:  slices.Clone(s.Proof),
	}
	if s.StartTLS {
		c.Authentication.Port, c.Authentication.Security = p.StartTLSPort, asset.STARTTLS
	}
	if id := w.sharedLogin(s); id != "" {
		c.Authentication.LoginID = &id
	}
	if s.Client != nil {
		c.Authentication.ClientID = s.Client.ID
	}
	if s.Client != nil && s.Client.Foreign {
		c.Google = nil
		c.Authentication.SMTPServer = s.SMTPServer // "": which one takes this provider's tokens is not known
		c.Authentication.AuthorizationURL = s.Client.AuthURI
		c.Authentication.AccessTokenURL, c.Authentication.RefreshTokenURL = s.Client.TokenURI, s.Client.TokenURI
	}
	return c
}

// publishing is the state of the app as far as it was stated.
func publishing(s *session.Session) string {
	switch {
	case s.Answer("google.user_type") == "internal":
		return "internal"
	case s.Answer("google.publish") == "publish":
		return "production"
	case s.Answer("google.publish") == "stay-in-testing":
		return "testing"
	}
	return ""
}

func (w *Wizard) region(s *session.Session) string {
	if r := s.Answer("connect.region"); r != "" {
		return r
	}
	return asset.Region(s.Answer("asset.forwarding_address"), s.Answer("connect.url"))
}

// Subject is the asset as the checks see it.
func (w *Wizard) Subject(s *session.Session) check.Subject {
	config := w.Configuration(s)
	subject := check.Subject{Config: &config, Provider: w.Provider(), Loopback: oauth.RedirectURI(w.port(s))}
	if s.NoLoopback {
		subject.Loopback = ""
	}
	if s.Client != nil {
		subject.Foreign, subject.Redirects = s.Client.Foreign, s.Client.RedirectURIs
	}
	return subject
}

// authorizedDomains are the registrable domains of every address that Branding
// or the client names (google.md section 2.5), one per line.
func (w *Wizard) authorizedDomains(s *session.Session) string {
	var domains []string
	for _, id := range []string{"connect.url", "connect.callback_url", "google.home_page", "google.privacy_policy"} {
		u, err := url.Parse(s.Answer(id))
		if err != nil {
			continue
		}
		if d := asset.RegistrableDomain(u.Hostname()); d != "" && !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	return strings.Join(domains, "\n")
}

// DefaultPort is the loopback port where nobody says otherwise: below 49152,
// where systems hand out and reserve ports.
const DefaultPort = 8473

// port is the redirect port of the asset: the wished one, else the remembered
// one, else the usual one.
func (w *Wizard) port(s *session.Session) int {
	switch {
	case w.Port != 0:
		return w.Port
	case s.RedirectPort != 0:
		return s.RedirectPort
	}
	return DefaultPort
}

// RegisteredPort returns the port of the one loopback redirect URI among those
// registered, 0 where there is none or more than one.
func RegisteredPort(registered []string) int {
	found := 0
	for _, uri := range registered {
		u, err := url.Parse(uri)
		if err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Path != oauth.CallbackPath {
			continue
		}
		port, err := strconv.Atoi(u.Port())
		if err != nil || found != 0 {
			return 0
		}
		found = port
	}
	return found
}
