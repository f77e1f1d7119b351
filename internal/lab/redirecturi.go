package lab

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// privateEndings are the endings that can never be a public top-level domain
// (RFC 2606, RFC 6762, RFC 8375). Google holds a host against the public
// suffix list; a list of what cannot stand there is enough for a lab.
var privateEndings = []string{"invalid", "local", "localhost", "test", "example", "lan", "internal", "intranet", "home.arpa"}

// redirectPolicy is Google's check of the redirect URI itself, made before the
// client's list is looked at (facts/google.md 1.5, 2.1, 2.3).
func redirectPolicy(uri string) *authError {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return policyBreach(uri)
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil && !ip.IsLoopback() {
		if ip.IsPrivate() || ip.IsLinkLocalUnicast() {
			return badRequest("device_id and device_name are required for private IP: "+uri).withDetail("redirect_uri", uri)
		}
		return policyBreach(uri)
	}
	if !policyAllows(u, uri) {
		return policyBreach(uri)
	}
	return nil
}

func policyAllows(u *url.URL, uri string) bool {
	local := isLoopbackHost(u.Hostname())
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !local):
		return false
	case u.User != nil, strings.ContainsAny(uri, "#*\\"), !printable(uri):
		return false
	case slices.Contains(strings.Split(u.Path, "/"), ".."):
		return false
	case local:
		return true
	}
	host := strings.ToLower(u.Hostname())
	private := func(ending string) bool { return strings.HasSuffix(host, "."+ending) }
	return strings.Contains(host, ".") && !slices.ContainsFunc(privateEndings, private) &&
		host != "googleusercontent.com" && !strings.HasSuffix(host, ".googleusercontent.com")
}

func policyBreach(uri string) *authError {
	e := badRequest("The redirect URI of this request does not comply with the provider's policy for keeping apps secure.")
	e.help = helpPolicy
	return e.withDetail("redirect_uri", uri)
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
