package lab

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// shorteners are domains that stand for any other (facts/google.md 2.1 rule 4).
var shorteners = []string{"bit.ly", "goo.gl", "t.co", "tinyurl.com", "ow.ly", "is.gd"}

// What the console says when a host is refused. It is known which texts there
// are, not in every case which rule says which (facts/google.md 2.3).
const (
	needsTopLevel = `must end with a public top-level domain (such as .com or .org).`
	needsPrivate  = `must use a domain that is a valid top private domain.`
	needsDomain   = `must contain a domain.`
)

// redirectPolicy is Google's check of the redirect URI itself, made before the
// client's list is looked at (facts/google.md 1.5, 2.1, 2.3).
func redirectPolicy(uri string) *authError {
	if u, err := url.Parse(uri); err == nil {
		if ip, err := netip.ParseAddr(u.Hostname()); err == nil && (ip.IsPrivate() || ip.IsLinkLocalUnicast()) {
			return badRequest("device_id and device_name are required for private IP: "+uri).withDetail("redirect_uri", uri)
		}
	}
	if redirectProblem(uri) != "" {
		return policyBreach(uri)
	}
	return nil
}

func policyBreach(uri string) *authError {
	e := badRequest("The redirect URI of this request does not comply with the provider's policy for keeping apps secure.")
	e.help = helpPolicy
	return e.withDetail("redirect_uri", uri)
}

// redirectProblem is what the console says of a redirect URI after "Invalid
// Redirect: ", by the ten rules of facts/google.md 2.1; "" when it is good.
func redirectProblem(uri string) string {
	u, problem := parseURI(uri)
	switch {
	case problem != "":
		return problem
	case traverses(uri):
		return "must not contain a path traversal."
	case isShortener(u.Hostname()) && !strings.Contains(u.Path+"/", "/google-callback/"):
		return "must not use a domain that shortens addresses."
	}
	for _, values := range u.Query() {
		for _, v := range values {
			if strings.Contains(v, "://") {
				return "must not contain an open redirect."
			}
		}
	}
	return ""
}

// originProblem is the same for a JavaScript origin (facts/google.md 2.4).
func originProblem(origin string) string {
	u, problem := parseURI(origin)
	switch {
	case problem != "":
		return problem
	case u.Path != "" || strings.Contains(origin, "?"):
		return `URIs must not contain a path or end with "/".`
	}
	return ""
}

// parseURI applies the rules that redirects and origins share.
func parseURI(uri string) (*url.URL, string) {
	u, err := url.Parse(uri)
	switch {
	case !printable(uri):
		return nil, "must not contain blanks or characters that cannot be printed."
	case err != nil, !goodEscapes(uri):
		return nil, "must be a valid URI."
	case u.Host == "", u.Opaque != "":
		return nil, needsDomain
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, needsDomain
	case u.User != nil:
		return nil, "must not contain user information."
	case strings.Contains(uri, "#"):
		return nil, "must not contain a fragment."
	case strings.ContainsAny(uri, "*"):
		return nil, "must not contain a wildcard."
	}
	if problem := uriHostProblem(u); problem != "" {
		return nil, problem
	}
	if u.Scheme == "http" && !isLoopbackHost(u.Hostname()) {
		return nil, "must use https as the scheme, unless it is localhost."
	}
	return u, ""
}

// uriHostProblem judges the host: localhost, or a name below a public suffix.
func uriHostProblem(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if host == "" {
		return needsDomain
	}
	if isLoopbackHost(host) {
		return ""
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return needsTopLevel
	}
	suffix, listed := publicsuffix.PublicSuffix(host)
	switch {
	case strings.HasSuffix(host, ".localhost"):
		return needsPrivate
	case !listed && !strings.Contains(suffix, "."): // an unlisted last label is its own suffix
		return needsTopLevel
	case host == suffix || strings.HasPrefix(host, ".") || strings.Contains(host, ".."):
		return needsPrivate
	case host == "googleusercontent.com" || strings.HasSuffix(host, ".googleusercontent.com"):
		return "must not use googleusercontent.com."
	}
	return ""
}

// goodEscapes reports whether every percent sign begins an escape, and none
// stands for NULL (facts/google.md 2.1 rule 9).
func goodEscapes(uri string) bool {
	if _, err := url.PathUnescape(uri); err != nil {
		return false
	}
	upper := strings.ToUpper(uri)
	return !strings.Contains(upper, "%00") && !strings.Contains(upper, "%C0%80")
}

// traverses reports whether "/.." or "\.." occurs, as it is or escaped once
// or twice.
func traverses(uri string) bool {
	for range 3 {
		if strings.Contains(uri, "/..") || strings.Contains(uri, `\`) {
			return true
		}
		plain, err := url.PathUnescape(uri)
		if err != nil || plain == uri {
			return false
		}
		uri = plain
	}
	return false
}

func isShortener(host string) bool {
	domain, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(host))
	return err == nil && slices.Contains(shorteners, domain)
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// isLoopbackHost reports whether a host name, without port, is this machine.
func isLoopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
