package asset

import (
	"net/netip"
	"net/url"
	"slices"
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
	if rule == "" && slices.Contains([]string{"github.com", "gitlab.com", "bitbucket.org"}, strings.ToLower(u.Hostname())) {
		rule = RuleForeignDomain
	}
	return broken(field, address, rule)
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
	for _, r := range []Rule{hostRule(u, loopbackHTTP), pathRule(u), queryRule(u)} {
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
	if u.Host == "" || u.Opaque != "" || u.Hostname() == "" {
		return nil, RuleURL
	}
	return u, ""
}

// hostRule applies the rules 1 to 5: scheme, raw addresses, public suffix,
// shorteners, user information.
func hostRule(u *url.URL, loopbackHTTP bool) Rule {
	host := strings.ToLower(u.Hostname())
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
	case host == "googleusercontent.com", strings.HasSuffix(host, ".googleusercontent.com"):
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
	host = strings.TrimSuffix(host, ".")
	suffix, icann := publicsuffix.PublicSuffix(host)
	return suffix != host && (icann || strings.Contains(suffix, "."))
}

// RegistrableDomain returns the domain under which a host was registered, for
// the authorized domains of Branding; "" when there is none.
func RegistrableDomain(host string) string {
	domain, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(host))
	if err != nil || !hasPublicSuffix(strings.ToLower(host)) {
		return ""
	}
	return domain
}

func pathRule(u *url.URL) Rule {
	for _, path := range []string{u.Path, u.EscapedPath()} {
		decoded := strings.ReplaceAll(strings.ToLower(path), "%2e", ".")
		if strings.Contains(decoded, "/..") || strings.Contains(decoded, `\..`) ||
			strings.Contains(decoded, "%2f..") || strings.Contains(decoded, "%5c..") {
			return RuleTraversal
		}
	}
	return ""
}

// queryRule recognises the open redirect of rule 7: a parameter that is itself
// an address.
func queryRule(u *url.URL) Rule {
	for _, values := range u.Query() {
		for _, v := range values {
			if strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "//") {
				return RuleOpenRedirect
			}
		}
	}
	return ""
}
