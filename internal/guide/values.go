package guide

import (
	"net/url"
	"strings"
	"unicode"

	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
)

// Values fills the placeholders of a pack, by their names without braces; see
// [Placeholders]. No secret is among them. A missing one shows as its name in
// pointed brackets, such as <project id>.
type Values map[string]string

// placeholders are all names a pack may use, and what stands for a missing value.
var placeholders = map[string]Text{
	"project":           {"project id", "project-id"},
	"projectNumber":     {"project number", "projectnummer"},
	"email":             {"mailbox address", "adres van de mailbox"},
	"appName":           {"app name", "app-naam"},
	"supportEmail":      {"support address", "ondersteuningsadres"},
	"homePage":          {"home page address", "adres van de startpagina"},
	"privacyPolicy":     {"privacy policy address", "adres van het privacybeleid"},
	"authorizedDomains": {"authorized domains", "geautoriseerde domeinen"},
	"developerContact":  {"contact address", "contactadres"},
	"testUser":          {"test user", "testgebruiker"},
	"scope":             {"scope", "scope"},
	"clientName":        {"client name", "naam van de client"},
	"origin":            {"Webex Connect address", "adres van Webex Connect"},
	"callbackUrl":       {"Call Back URL of the asset", "Call Back URL van de asset"},
	"loopbackRedirect":  {"this program's redirect address", "redirect-adres van dit programma"},
	"forwardingAddress": {"Forwarding Address of the asset", "Forwarding Address van de asset"},
	"smtpServer":        {"SMTP server", "SMTP-server"},
	"port":              {"port", "poort"},
	"security":          {"security", "beveiliging"},
	"authorizationUrl":  {"authorization URL", "autorisatie-URL"},
	"tokenUrl":          {"token URL", "token-URL"},
	"clientId":          {"client ID", "client-ID"},
	"loginId":           {"login ID", "login-ID"},
	"assetName":         {"asset name", "naam van de asset"},
	"username":          {"user name", "gebruikersnaam"},
}

// Placeholders returns every name that a pack may use, with the words that
// stand for it while its value is missing.
func Placeholders() map[string]Text {
	all := make(map[string]Text, len(placeholders))
	for name, words := range placeholders {
		all[name] = words
	}
	return all
}

var placeholder = lazyregexp.New(`\{[^{}]*\}?`)

// invisible reports whether a character shows nothing, or steers a terminal.
func invisible(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}

// get returns the value without invisible characters, which come along when a
// value is copied from a web page.
func (v Values) get(name string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, v[name]))
}

// fill replaces the placeholders in a template.
func (v Values) fill(template string, lang msg.Lang) string {
	return placeholder().ReplaceAllStringFunc(template, func(match string) string {
		name := strings.Trim(match, "{}")
		if value := v.get(name); value != "" {
			return value
		}
		return "<" + placeholders[name].In(lang) + ">"
	})
}

// has reports whether every placeholder of a template has a value.
func (v Values) has(template string) bool {
	for _, match := range placeholder().FindAllString(template, -1) {
		if v.get(strings.Trim(match, "{}")) == "" {
			return false
		}
	}
	return template != ""
}

// meet reports whether an action with these needs is to be shown.
func (v Values) meet(needs string) bool {
	name, without := strings.CutPrefix(needs, "!")
	return name == "" || (v.get(name) == "") == without
}

// each fills a template and returns the values that are pasted one by one: a
// value of several lines is several values, and so are domains after commas.
func (v Values) each(template string, lang msg.Lang) []string {
	separators := "\n"
	if template == "{authorizedDomains}" {
		separators = ",\n"
	}
	filled := strings.FieldsFunc(v.fill(template, lang), func(r rune) bool {
		return strings.ContainsRune(separators, r)
	})
	for i := range filled {
		filled[i] = strings.TrimSpace(filled[i])
	}
	return filled
}

// Link returns the address of the step's page with the values filled in, or
// "" when the step has none. A query parameter whose value is missing is left
// out: the page then asks for it, where a wrong one would be an error.
func (s Step) Link(v Values) string { return s.Page.link(v) }

// LinkAs returns Link by way of Google's account chooser, so that the page
// opens as that account and not as the one the browser signed in first. Of its
// two parameters only continue is documented; Email preselects. Pages that
// are not Google's are returned as Link returns them.
func (s Step) LinkAs(v Values, email string) string {
	link := s.Link(v)
	parsed, err := url.Parse(link)
	if err != nil || !strings.HasSuffix(parsed.Hostname(), ".google.com") {
		return link
	}
	chooser := "https://accounts.google.com/AccountChooser?"
	if email != "" {
		chooser += "Email=" + url.QueryEscape(email) + "&"
	}
	return chooser + "continue=" + url.QueryEscape(link)
}

// link fills the placeholders of the page's address.
func (p Page) link(v Values) string {
	base, query, hasQuery := strings.Cut(p.Link, "?")
	query, fragment, _ := strings.Cut(query, "#")
	filled, ok := v.fillLink(base, func(s string) string { return strings.TrimRight(s, "/") })
	if !ok {
		return ""
	}
	if !hasQuery {
		return filled
	}
	var kept []string
	for parameter := range strings.SplitSeq(query, "&") {
		if one, ok := v.fillLink(parameter, url.QueryEscape); ok {
			kept = append(kept, one)
		}
	}
	if len(kept) > 0 {
		filled += "?" + strings.Join(kept, "&")
	}
	if fragment != "" {
		filled += "#" + fragment
	}
	return filled
}

// fillLink fills a piece of an address and reports whether no value was missing.
func (v Values) fillLink(piece string, escape func(string) string) (string, bool) {
	complete := true
	filled := placeholder().ReplaceAllStringFunc(piece, func(match string) string {
		value := v.get(strings.Trim(match, "{}"))
		complete = complete && value != ""
		return escape(value)
	})
	return filled, complete
}
