package asset

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// CheckConnectURL holds the address of the Webex Connect tenant against the
// rules of a JavaScript origin; a path behind it is let pass, because people
// copy it from the address bar and Origin drops it. In a lab, plain http on
// loopback is fine.
func CheckConnectURL(address string, lab bool) error {
	u, rule := parseAddress(address)
	if rule == "" {
		rule = hostRule(u, lab)
	}
	return broken(FieldConnectURL, address, rule)
}

// CheckCallbackURL holds Webex Connect's Call Back URL, row 11 of the form,
// against the rules of a redirect URI. It must be https except in a lab.
func CheckCallbackURL(address string, lab bool) error {
	rule := redirectRule(address, lab)
	if u, err := url.Parse(address); rule == "" && err == nil && (u.Path == "" || u.Path == "/") {
		rule = RulePath
	}
	return broken(FieldCallbackURL, address, rule)
}

// CheckEndpoint holds an authorization or token address, rows 12 and 14 of the
// form, against what carries a client secret safely: https, or http on loopback.
// A foreign provider may have it on a host that only its own network knows.
func CheckEndpoint(field Field, address string) error {
	u, rule := parseAddress(address)
	switch {
	case rule != "":
	case u.User != nil:
		rule = RuleUserinfo
	case u.Scheme != "https" && (u.Scheme != "http" || !IsLoopback(hostOf(u))):
		rule = RuleScheme
	}
	return broken(field, address, rule)
}

// CheckRedirectURI holds an address against Google's rules for the redirect
// URIs of a web client, google.md section 2.1: https, or http on loopback.
func CheckRedirectURI(address string) error {
	return broken(FieldRedirect, address, redirectRule(address, true))
}

// CheckWebPage holds a home page or privacy policy address against what
// Branding takes: https on a public host (google.md section 4.1).
func CheckWebPage(field Field, address string) error {
	u, rule := parseAddress(address)
	if rule == "" {
		rule = hostRule(u, false)
	}
	if rule == "" && slices.ContainsFunc(repositories, func(domain string) bool { return isUnder(hostOf(u), domain) }) {
		rule = RuleForeignDomain
	}
	return broken(field, address, rule)
}

// repositories serve files of code repositories; their Pages sites have other
// domains.
var repositories = []string{"github.com", "gitlab.com", "bitbucket.org"}

// isUnder reports whether host is the domain or a name below it.
func isUnder(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// hostOf is the host in the form that names are compared in: lower case,
// without the dot of the root, which "github.com." may carry.
func hostOf(u *url.URL) string {
	return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
}

func broken(field Field, value string, rule Rule) error {
	if rule == "" {
		return nil
	}
	return &RuleError{field, value, rule}
}

func redirectRule(address string, loopbackHTTP bool) Rule {
	u, rule := parseAddress(address)
	if rule != "" {
		return rule
	}
	for _, r := range []Rule{hostRule(u, loopbackHTTP), traversalRule(u), queryRule(u)} {
		if r != "" {
			return r
		}
	}
	return ""
}

// parseAddress reads an absolute address and applies the rules that concern
// its characters, before anything is decoded.
func parseAddress(address string) (*url.URL, Rule) {
	switch {
	case address == "":
		return nil, RuleEmpty
	case strings.Contains(address, "*"):
		return nil, RuleWildcard
	case strings.Contains(address, "#"):
		return nil, RuleFragment
	case strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return nil, RuleCharacters
	case strings.Contains(address, "%00"), strings.Contains(strings.ToUpper(address), "%C0%80"):
		return nil, RuleCharacters
	}
	u, err := url.Parse(address)
	if err != nil {
		if strings.Contains(err.Error(), "invalid URL escape") {
			return nil, RuleCharacters
		}
		return nil, RuleURL
	}
	if _, err := url.PathUnescape(u.RawQuery); err != nil {
		return nil, RuleCharacters
	}
	if u.Opaque != "" || !isRawIP(hostOf(u)) && !isHostName(hostOf(u)) || !hasPort(u) {
		return nil, RuleURL
	}
	return u, ""
}

// isHostName reports whether host is made of labels as RFC 1123 section 2.1
// wants them. An underscore is let pass: tenants have them and browsers go
// there.
func isHostName(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return len(host) <= 253
}

// hasPort reports whether the port, where one is written, is one.
func hasPort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

// hostRule applies the rules 1 to 5: scheme, raw addresses, public suffix,
// shorteners, user information.
func hostRule(u *url.URL, loopbackHTTP bool) Rule {
	host := hostOf(u)
	loopback := IsLoopback(host)
	switch {
	case u.User != nil:
		return RuleUserinfo
	case u.Scheme != "https" && u.Scheme != "http":
		return RuleScheme
	case loopback && loopbackHTTP:
		return ""
	case u.Scheme != "https":
		return RuleScheme
	case loopback, isRawIP(host):
		return RuleRawIP
	case isUnder(host, "googleusercontent.com"):
		return RuleGoogleHost
	case !hasPublicSuffix(host):
		return RuleSuffix
	case slices.Contains(shorteners, host):
		return RuleShortener
	}
	return ""
}

// shorteners are the well-known domains of rule 4; the rule lets their owners
// pass, who do not run an email asset on them.
var shorteners = []string{"bit.ly", "goo.gl", "g.co", "t.co", "tinyurl.com", "is.gd", "ow.ly", "buff.ly"}

// IsLoopback reports whether a host name is this machine's loopback, by name
// or by address.
func IsLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}

func isRawIP(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// hasPublicSuffix reports whether host is a name below an entry of the public
// suffix list: "local" or "test" alone are no entries.
func hasPublicSuffix(host string) bool {
	suffix, icann := publicsuffix.PublicSuffix(host)
	return suffix != host && (icann || strings.Contains(suffix, "."))
}

// RegistrableDomain returns the domain under which a host was registered, for
// the authorized domains of Branding; "" when there is none.
func RegistrableDomain(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || !hasPublicSuffix(host) {
		return ""
	}
	return domain
}

// traversalRule looks for the path traversal of rule 6 in everything behind
// the host, as written, decoded, and decoded twice.
func traversalRule(u *url.URL) Rule {
	text := strings.ToLower(u.EscapedPath() + "?" + u.RawQuery)
	for range 3 {
		if strings.Contains(text, "/..") || strings.Contains(text, `\..`) {
			return RuleTraversal
		}
		text = traversalParts.Replace(text)
	}
	return ""
}

// traversalParts decodes what a traversal is made of and nothing else, so that
// it cannot fail on the rest.
var traversalParts = strings.NewReplacer("%2e", ".", "%2f", "/", "%5c", `\`, "%25", "%")

// queryRule recognises the open redirect of rule 7: a parameter that is itself
// an address. Browsers skip blanks before it and read a backslash as a slash;
// servers separate at a semicolon too, which net/url does not.
func queryRule(u *url.URL) Rule {
	for pair := range strings.FieldsFuncSeq(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		for _, v := range []string{name, value} {
			v, _ = url.QueryUnescape(v) // its escapes were looked at before
			v = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(v)), `\`, "/")
			if strings.HasPrefix(v, "http:") || strings.HasPrefix(v, "https:") || strings.HasPrefix(v, "//") {
				return RuleOpenRedirect
			}
		}
	}
	return ""
}
