package guide

import (
	"net"
	"net/url"
	"strings"

	"mailasset/internal/msg"
)

// Google's addresses that the lab stands in for.
const (
	consoleBase  = "https://console.cloud.google.com"
	accountsBase = "https://accounts.google.com"
	mailBase     = "https://mail.google.com"
)

// Link returns the address of the step's page with the values filled in, or
// "" when the step has none. A query parameter whose value is missing is left
// out: the page then asks for it, where a wrong one would be an error.
func (s Step) Link(v Values) string { return s.Page.link(v) }

// LinkAs returns Link by way of Google's account chooser, so that the page
// opens as that account and not as the one the browser signed in first. Of its
// two parameters only continue is documented; Email preselects. Pages that
// are not Google's are returned as Link returns them, and so are the lab's
// where it has no account chooser.
func (s Step) LinkAs(v Values, email string) string { return s.Page.linkAs(v, email) }

func (p Page) linkAs(v Values, email string) string {
	link := p.link(v)
	parsed, err := url.Parse(p.Link)
	if err != nil || !strings.HasSuffix(parsed.Hostname(), ".google.com") {
		return link
	}
	accounts := v.base("accounts", accountsBase)
	if accounts == accountsBase && p.console() && v.base("console", consoleBase) != consoleBase {
		return link
	}
	chooser := accounts + "/AccountChooser?"
	if email != "" {
		chooser += "Email=" + url.QueryEscape(email) + "&"
	}
	return chooser + "continue=" + url.QueryEscape(link)
}

// console reports whether the page is one of Google's console.
func (p Page) console() bool { return strings.HasPrefix(p.Link, consoleBase+"/") }

// link fills the placeholders of the page's address.
func (p Page) link(v Values) string {
	base, query, hasQuery := strings.Cut(p.Link, "?")
	query, fragment, _ := strings.Cut(query, "#")
	filled, ok := v.fillLink(v.rebase(base), func(s string) string { return strings.TrimRight(s, "/") })
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

// rebase puts the lab in the place of Google's console and sign-in pages.
func (v Values) rebase(link string) string {
	for _, key := range [...][2]string{{"console", consoleBase}, {"accounts", accountsBase}, {"mail", mailBase}} {
		if path, ok := strings.CutPrefix(link, key[1]+"/"); ok {
			return v.base(key[0], key[1]) + "/" + path
		}
	}
	return link
}

// base returns the address under a key of the values, if one can open it, else
// the usual one.
func (v Values) base(key, usual string) string {
	base := strings.TrimRight(v.get(key), "/")
	if u, err := url.Parse(base); err != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || !opens(base) {
		return usual
	}
	return base
}

// opens reports whether an address may be made a link: values come from
// anywhere, and a link runs what its scheme says. Plain http is for this
// computer only.
func opens(link string) bool {
	u, err := url.Parse(link)
	if err != nil || u.Hostname() == "" || u.User != nil || strings.ContainsAny(link, " <>\"`\\\n") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// badLink says why an address may not stand in a pack: a pack may come from
// anywhere, and its links are opened by people who are about to sign in.
func badLink(link string) reason {
	if link == "{authorizationLink}" {
		return reason{}
	}
	if path, ok := strings.CutPrefix(link, "{origin}"); ok && (path == "" || path[0] == '/') {
		link = "https://tenant.example" + path
	}
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return because(&msg.PackNoAddress, link)
	case u.Scheme != "https":
		return because(&msg.PackNoHTTPS, link)
	case u.User != nil || u.Hostname() == "":
		return because(&msg.PackNoHost, link)
	case strings.ContainsAny(u.Host+u.Path+u.Fragment, "{}"):
		return because(&msg.PackFilledHost, link)
	}
	return reason{}
}
