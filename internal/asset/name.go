package asset

import (
	"net/url"
	"strings"

	"mailasset/internal/lazyregexp"
)

// maxShortName is the longest short name, so that folder and file names stay
// handy (commands.md).
const maxShortName = 40

var notShort = lazyregexp.New(`[^a-z0-9]+`)

// ShortName makes the name by which an asset is known on this machine from its
// name in Webex Connect: lower case, every other run of characters one hyphen.
// It is empty when nothing of the name is left.
func ShortName(name string) string {
	short := strings.Trim(notShort().ReplaceAllString(strings.ToLower(name), "-"), "-")
	if len(short) > maxShortName {
		short = strings.TrimRight(short[:maxShortName], "-")
	}
	return short
}

var mailRegion = lazyregexp.New(`^mail-([a-z]{2})\.`)

// regions are the host labels that name a Webex Connect region
// (webex-connect.md section 3).
var regions = map[string]bool{"us": true, "eu": true, "uk": true, "ca": true, "au": true, "sg": true, "in": true}

// Region derives the Webex Connect region from the forwarding address, else
// from a label of the tenant's host, else "". Nothing is taken from the
// callback: some tenants share a regional one.
func Region(forwardingAddress, connectURL string) string {
	_, domain, _ := strings.Cut(strings.ToLower(forwardingAddress), "@")
	if m := mailRegion().FindStringSubmatch(domain); m != nil {
		return m[1]
	}
	u, err := url.Parse(connectURL)
	if err != nil {
		return ""
	}
	for _, label := range strings.Split(hostOf(u), ".") {
		if regions[label] {
			return label
		}
	}
	return ""
}

// Origin reduces an address to scheme, host and port: the form in which Google
// takes a JavaScript origin (google.md section 2.4). A port that the scheme
// implies is dropped.
func Origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return ""
	}
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return u.Scheme + "://" + host
}
