package guide

// badLink says why an address may not stand in a pack: a pack may come from
// anywhere, and its links are opened by people who are about to sign in.
func badLink(link string) string {
	if path, ok := strings.CutPrefix(link, "{origin}"); ok && (path == "" || path[0] == '/') {
		link = "https://tenant.example" + path
	}
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return fmt.Sprintf("%q is not an address", link)
	case u.Scheme != "https":
		return fmt.Sprintf("%q must begin with https://", link)
	case u.User != nil || u.Hostname() == "":
		return fmt.Sprintf("%q must name a host and nothing else before the path", link)
	case strings.ContainsAny(u.Host+u.Path+u.Fragment, "{}"):
		return fmt.Sprintf("%q may hold placeholders only after the question mark", link)
	}
	return ""
}

