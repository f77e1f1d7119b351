package lab

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// testUserCap is how many test users a project may list over its life
// (facts/google.md section 4).
const testUserCap = 100

// consentScreen is what a project's Branding, Audience and Data Access pages
// hold. A project without one has not been through "Get started".
type consentScreen struct {
	appName, supportEmail          string
	homePage, privacyPolicy, terms string
	domains                        []string // authorized domains
	contacts                       []string // developer contact information
	external, production           bool
	testUsers                      []string
	listed                         []string // everybody who ever was a test user
	scopes                         scopes   // declared on Data Access
}

func (s *consentScreen) clone() *consentScreen {
	if s == nil {
		return nil
	}
	c := *s
	for _, list := range []*[]string{&c.domains, &c.contacts, &c.testUsers, &c.listed, (*[]string)(&c.scopes)} {
		*list = slices.Clone(*list)
	}
	return &c
}

func (s *consentScreen) app() string {
	if s == nil || s.appName == "" {
		return "The app"
	}
	return s.appName
}

func (s *consentScreen) internal() bool { return s != nil && !s.external }

func (s *consentScreen) inTesting() bool { return s != nil && s.external && !s.production }

// undeclared are the scopes of a request that Data Access does not list. They
// work, and count as unverified (facts/google.md section 5).
func (s *consentScreen) undeclared(wanted scopes) scopes {
	return slices.DeleteFunc(slices.Clone(wanted), func(v string) bool { return s != nil && s.scopes.has(v) })
}

// unpublishable is why "Publish app" is greyed out; "" when it is not
// (facts/google.md 4.1).
func (s *consentScreen) unpublishable() string {
	switch {
	case s.homePage == "" && s.privacyPolicy == "":
		return "Branding has no application home page and no privacy policy link."
	case s.homePage == "":
		return "Branding has no application home page."
	case s.privacyPolicy == "":
		return "Branding has no privacy policy link."
	}
	for _, page := range []string{s.homePage, s.privacyPolicy} {
		if domain := registrableDomain(page); !slices.Contains(s.domains, domain) {
			return "The domain " + domain + " is not among the authorized domains of Branding."
		}
	}
	return ""
}

// addTestUsers lists them; it returns what is wrong with one, and then adds
// nobody.
func (s *consentScreen) addTestUsers(addresses []string) string {
	listed := slices.Clone(s.listed)
	for _, address := range addresses {
		if !isAddress(address) {
			return address + " is not an email address."
		}
		if !slices.Contains(listed, address) {
			listed = append(listed, address)
		}
	}
	if len(listed) > testUserCap {
		return "The project has reached its limit of 100 test users over its life."
	}
	s.listed = listed
	for _, address := range addresses {
		if !slices.Contains(s.testUsers, address) {
			s.testUsers = append(s.testUsers, address)
		}
	}
	return ""
}

// authorize adds the domains of addresses to the authorized ones, as creating
// a client does (facts/google.md 2.5).
func (s *consentScreen) authorize(addresses ...string) {
	for _, address := range addresses {
		domain := registrableDomain(address)
		if domain != "" && !slices.Contains(s.domains, domain) {
			s.domains = append(s.domains, domain)
		}
	}
}

// registrableDomain returns the top private domain of an address, "" when it
// has none.
func registrableDomain(address string) string {
	u, err := url.Parse(address)
	if err != nil || uriHostProblem(u) != "" || isLoopbackHost(u.Hostname()) {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(u.Hostname()))
	if err != nil {
		return ""
	}
	return domain
}

func isAddress(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	return found && local != "" && strings.Contains(domain, ".") && printable(s) && !strings.ContainsAny(domain, "@,;<>")
}
