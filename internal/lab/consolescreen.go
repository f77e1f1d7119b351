package lab

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// notConfigured is what the console says where a consent screen is needed.
const notConfigured = "Google Auth Platform is not configured yet. To go on, you must first configure your consent screen."

func (l *Lab) overviewPage(w http.ResponseWriter, v *visit) {
	v.show(w, "overview", map[string]any{"Nav": "overview", "Configured": v.project.screen != nil, "App": v.project.screen.app(), "Gmail": v.project.services[gmailService]})
}

// mayBeInternal reports whether the project's app can be Internal: it must
// belong to an organization (facts/google.md section 4).
func (v *visit) mayBeInternal() bool { return isMember(v.account) && v.project.parent != "" }

// The parts of "Get started". One is open at a time; after the last only Create
// is left.
const (
	appInformation = iota + 1
	audiencePart
	contactInformation
	finishPart
	createPart
)

// startPage is the wizard behind "Get started".
func (l *Lab) startPage(w http.ResponseWriter, v *visit) { l.showStart(w, v, appInformation, "") }

func (l *Lab) showStart(w http.ResponseWriter, v *visit, part int, problem string) {
	if v.project.screen != nil {
		v.to(w, "/auth/overview")
		return
	}
	v.show(w, "start", map[string]any{"Nav": "overview", "Problem": problem, "Part": part, "MayBeInternal": v.mayBeInternal(),
		"AppName": v.FormValue("app-name"), "Support": v.FormValue("support-email"), "Audience": v.FormValue("audience"), "Contact": v.FormValue("contact")})
}

// startForm takes Next and Continue, which open the part after theirs, and
// Create. What earlier parts hold travels along in the page and is judged again.
func (l *Lab) startForm(w http.ResponseWriter, v *visit) {
	s := &consentScreen{
		appName: strings.TrimSpace(v.PostFormValue("app-name")), supportEmail: v.PostFormValue("support-email"),
		contacts: addresses(v.PostFormValue("contact")), external: v.PostFormValue("audience") == "external",
	}
	next, _ := strconv.Atoi(v.PostFormValue("next"))
	last := finishPart
	if next > appInformation && next < createPart {
		last = next - 1
	}
	for part := appInformation; part <= last; part++ {
		if problem := v.startProblem(s, part); problem != "" {
			l.showStart(w, v, part, problem)
			return
		}
	}
	if next > appInformation {
		l.showStart(w, v, last+1, "")
		return
	}
	l.change(v, v.project.id, func(p *project) string {
		if p.screen == nil {
			p.screen = s
		}
		return ""
	})
	v.to(w, "/auth/overview")
}

// startProblem is what is wrong with one part of "Get started".
func (v *visit) startProblem(s *consentScreen, part int) string {
	switch chosen := v.PostFormValue("audience"); part {
	case appInformation:
		return s.appProblem(v.account)
	case audiencePart:
		if !s.external && chosen != "internal" {
			return "Choose an audience."
		}
		if !s.external && !v.mayBeInternal() {
			return "Internal is only available to users of an organization. Choose External."
		}
	case contactInformation:
		return s.contactProblem()
	case finishPart:
		if v.PostFormValue("agree") == "" {
			return "Agree to the Google API Services: User Data Policy."
		}
	}
	return ""
}

// appProblem is what is wrong with App Information. The support email is the
// account that is signed in: the drop-down offers no other
// (facts/procedure.md 2.3).
func (s *consentScreen) appProblem(offered ...string) string {
	if s.appName == "" {
		return "App name is required."
	}
	if !slices.Contains(offered, s.supportEmail) {
		return "User support email: choose one of the addresses offered."
	}
	return ""
}

func (s *consentScreen) contactProblem() string {
	if len(s.contacts) == 0 {
		return "Developer contact information: an email address is required."
	}
	for _, contact := range s.contacts {
		if !isAddress(contact) {
			return "Developer contact information: " + contact + " is not an email address."
		}
	}
	return ""
}

// addresses reads a field that holds several, however they are separated.
func addresses(field string) []string {
	return strings.FieldsFunc(strings.ToLower(field), func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) })
}

// hasScreen reports whether the project is configured; where it is not, the
// visitor has been told so.
func (l *Lab) hasScreen(w http.ResponseWriter, v *visit, nav string) bool {
	if v.project.screen == nil {
		w.Header().Set(problemHeader, url.PathEscape(notConfigured))
		render(w, http.StatusConflict, "console/unconfigured", v.view(map[string]any{"Nav": nav, "Problem": notConfigured}))
		return false
	}
	return true
}

func (l *Lab) brandingPage(w http.ResponseWriter, v *visit) {
	if l.hasScreen(w, v, "branding") {
		l.showBranding(w, v, v.project.screen, v.project.screen.domains, "")
	}
}

func (l *Lab) showBranding(w http.ResponseWriter, v *visit, s *consentScreen, domains []string, problem string) {
	support := []string{v.account}
	if s.supportEmail != "" && s.supportEmail != v.account {
		support = append(support, s.supportEmail)
	}
	v.show(w, "branding", map[string]any{
		"Nav": "branding", "Problem": problem, "AppName": s.appName, "Support": s.supportEmail, "Offered": support,
		"HomePage": s.homePage, "Privacy": s.privacyPolicy, "Terms": s.terms, "Domains": append(slices.Clone(domains), ""),
		"Contact": strings.Join(s.contacts, ", "), "Saved": v.URL.Query().Get("saved") != "" && problem == "",
	})
}

func (l *Lab) brandingForm(w http.ResponseWriter, v *visit) {
	if !l.hasScreen(w, v, "branding") {
		return
	}
	s := v.project.screen.clone()
	before := s.supportEmail
	s.appName, s.supportEmail = strings.TrimSpace(v.PostFormValue("app-name")), v.PostFormValue("support-email")
	s.homePage, s.privacyPolicy, s.terms = strings.TrimSpace(v.PostFormValue("home-page")), strings.TrimSpace(v.PostFormValue("privacy-policy")), strings.TrimSpace(v.PostFormValue("terms"))
	s.domains, s.contacts = filled(v.PostForm["domain"]), addresses(v.PostFormValue("contact"))
	if v.PostFormValue("do") == "add-domain" {
		l.showBranding(w, v, s, trimmed(v.PostForm["domain"]), "")
		return
	}
	problem := cmp.Or(s.appProblem(v.account, before), s.contactProblem(), s.linkProblem())
	if problem == "" {
		problem = l.change(v, v.project.id, func(p *project) string {
			s.external, s.production = p.screen.external, p.screen.production
			s.testUsers, s.listed, s.scopes = p.screen.testUsers, p.screen.listed, p.screen.scopes
			p.screen = s
			return ""
		})
	}
	if problem != "" {
		l.showBranding(w, v, s, s.domains, problem)
		return
	}
	v.to(w, "/auth/branding", "saved", "1")
}

// linkProblem is what is wrong with Branding's links and domains. A page of a
// repository makes Branding fail to save (facts/google.md 4.1).
func (s *consentScreen) linkProblem() string {
	for _, link := range [][2]string{
		{"Application home page", s.homePage}, {"Application privacy policy link", s.privacyPolicy}, {"Application terms of service link", s.terms},
	} {
		if link[1] == "" {
			continue
		}
		u, problem := parseURI(link[1])
		if problem == "" && strings.Contains(u.Path, "/blob/") {
			problem = "must not be a page of a source repository."
		}
		if problem == "" && registrableDomain(link[1]) == "" {
			problem = needsPrivate
		}
		if problem != "" {
			return link[0] + ": " + problem
		}
	}
	for _, domain := range s.domains {
		if registrableDomain("https://"+domain+"/") != domain {
			return "Authorized domain " + domain + ": must be a top private domain, without a scheme or a subdomain."
		}
	}
	return ""
}

// trimmed are a form's values, an empty row with them.
func trimmed(values []string) []string {
	all := slices.Clone(values)
	for i, v := range all {
		all[i] = strings.TrimSpace(v)
	}
	return all
}

// filled are a form's values without the empty rows.
func filled(values []string) []string {
	return slices.DeleteFunc(trimmed(values), func(v string) bool { return v == "" })
}
