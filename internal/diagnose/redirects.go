package diagnose

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mailasset/internal/asset"
	"mailasset/internal/check"
)

// missingRedirects tells what the client JSON lacks and which registered
// address was meant.
func missingRedirects(e *check.RedirectsError) (facts, bool) {
	seen := facts{"redirect_uri": strings.Join(e.Missing, ", "), "source": "client-json"}
	if len(e.Missing) == 0 {
		return seen, true
	}
	compare(seen, e.Missing[0], e.Registered)
	return seen, true
}

// compare notes the registered address that is nearest to the one sent, and
// where the two differ.
func compare(seen facts, sent string, registered []string) {
	nearest := nearestTo(sent, registered)
	if nearest == "" {
		return
	}
	at := firstDifference(sent, nearest)
	seen["nearest"] = nearest
	seen["marked"] = mark(nearest, at)
	seen["differsAt"] = strconv.Itoa(at + 1)
	seen["difference"] = difference(sent, nearest)
}

// whichRedirect names which of our redirect addresses it is, or is meant to be,
// and holds it against what the client JSON lists. A text that names none can
// be about either.
func whichRedirect(seen facts, c Context) {
	ours := map[string]string{c.LoopbackURI: "loopback", c.CallbackURL: "connect"}
	delete(ours, "")
	switch {
	case seen["redirect_uri"] != "" || seen["source"] != "":
	case c.Pasted:
		seen["match"] = "unnamed"
	default:
		seen["redirect_uri"] = c.LoopbackURI
	}
	sent := seen["redirect_uri"]
	seen["which"] = ours[sent]
	strangeClient(seen, c)
	if sent == "" {
		return
	}
	holdAgainst(seen, sent, ours, c)
	if seen["source"] != "" {
		return
	}
	if slices.Contains(c.Registered, sent) {
		seen["source"] = "listed"
		return
	}
	compare(seen, sent, c.Registered)
}

// holdAgainst tells whether what was sent, or each of several addresses, is the
// asset's. A document that somebody pasted has no say in that.
func holdAgainst(seen facts, sent string, ours map[string]string, c Context) {
	for _, name := range []string{"match", "expected", "sentMarked"} {
		delete(seen, name)
	}
	all := strings.Split(sent, ", ")
	if !slices.ContainsFunc(all, func(one string) bool { return ours[one] == "" }) {
		return
	}
	meant := ""
	if len(all) == 1 {
		meant = nearestTo(sent, []string{c.LoopbackURI, c.CallbackURL})
	}
	switch {
	case meant != "":
		seen["which"], seen["match"], seen["expected"] = ours[meant], "near", meant
		seen["sentMarked"] = mark(sent, firstDifference(meant, sent))
	case len(ours) == 2:
		seen["which"], seen["match"] = "stranger", "none"
	}
}

// nearestTo returns the registered address that takes the fewest changes, and
// "" when none is like it.
func nearestTo(sent string, registered []string) string {
	const longest = 2048 // of an address that somebody means
	nearest, fewest := "", len(sent)/2+1
	for _, r := range registered {
		if len(r) > longest || len(sent) > longest {
			continue
		}
		if n := asset.EditDistance(sent, r); n < fewest {
			nearest, fewest = r, n
		}
	}
	return nearest
}

// firstDifference returns the offset of the first byte that is not the same,
// at the start of a character.
func firstDifference(a, b string) int {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	for at > 0 && at < len(b) && !utf8.RuneStart(b[at]) {
		at--
	}
	return at
}

// mark puts the character at an offset between brackets, or empty brackets
// where there is none.
func mark(s string, at int) string {
	_, size := utf8.DecodeRuneInString(s[at:])
	return s[:at] + "[" + s[at:at+size] + "]" + s[at+size:]
}

// difference names what makes a registered address another than the one sent.
func difference(sent, registered string) string {
	switch {
	case sent == registered+"/":
		return "slash-missing"
	case sent+"/" == registered:
		return "slash-extra"
	case strings.EqualFold(sent, registered):
		return "case"
	}
	a, err := url.Parse(sent)
	b, err2 := url.Parse(registered)
	if err != nil || err2 != nil || a.EscapedPath() != b.EscapedPath() || a.RawQuery != b.RawQuery {
		return "other"
	}
	switch {
	case a.Host == b.Host && a.Scheme != b.Scheme:
		return "scheme"
	case a.Scheme == b.Scheme && a.Hostname() == b.Hostname():
		return "port"
	case a.Scheme == b.Scheme && a.Port() == b.Port():
		return "host"
	}
	return "other"
}
