package asset

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// leaf is a single value of an answer.
type leaf struct {
	path Path
	text string
	kind ValueType
}

// maxLeaves is far above any asset.
const maxLeaves = 5000

// learnList finds the list in an answer: the array with an item that has the
// id, or else the Email ID. It returns where the list stands, where the item has
// its id, and that id.
func learnList(document any, email, id string) (items, inItem Path, found string) {
	for _, list := range lists(document, nil) {
		for _, item := range list.items {
			leaves := leavesOf(item)
			for _, l := range leaves {
				if id != "" && l.text == id {
					return list.path, l.path, id
				}
			}
			if id != "" || !slices.ContainsFunc(leaves, func(l leaf) bool { return strings.EqualFold(l.text, email) }) {
				continue
			}
			if own := idOf(leaves); own.text != "" {
				return list.path, own.path, own.text
			}
		}
	}
	return nil, nil, id
}

// idOf is the value that looks like the id of an item: the one with the
// shortest place whose name ends in "id", and is no address.
func idOf(leaves []leaf) leaf {
	var best leaf
	for _, l := range leaves {
		name := strings.ToLower(l.path[len(l.path)-1].name)
		if !strings.HasSuffix(name, "id") && name != "ref" || l.text == "" || strings.ContainsAny(l.text, "@ ") {
			continue
		}
		if best.text == "" || len(l.path) < len(best.path) {
			best = l
		}
	}
	return best
}

type listAt struct {
	path  Path
	items []any
}

// lists are the arrays of objects in a document, the outer ones first.
func lists(document any, at Path) []listAt {
	var all []listAt
	switch d := document.(type) {
	case []any:
		if len(d) > 0 {
			if _, objects := d[0].(map[string]any); objects {
				all = append(all, listAt{at, d})
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(d)) {
			all = append(all, lists(d[name], append(slices.Clone(at), step{name: name}))...)
		}
	}
	return all
}

// leavesOf are the single values of a document.
func leavesOf(document any) []leaf {
	var all []leaf
	var walk func(any, Path)
	walk = func(document any, at Path) {
		if len(all) == maxLeaves || len(at) > maxPathDepth {
			return
		}
		kind := TypeString
		switch d := document.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(d)) {
				if name != "" {
					walk(d[name], append(slices.Clone(at), step{name: name}))
				}
			}
			return
		case []any:
			for i, item := range d[:min(len(d), maxIndex+1)] {
				walk(item, append(slices.Clone(at), step{index: i, isIndex: true}))
			}
			return
		case bool:
			kind = TypeBoolean
		case json.Number:
			kind = TypeNumber
		}
		if len(at) > 0 {
			all = append(all, leaf{at, scalarText(document), kind})
		}
	}
	walk(document, nil)
	return all
}

// nameHints are words that the place of a value is likely to have in its name.
// They rank places; none is taken for known.
var nameHints = map[string][]string{
	"asset.name":                      {"name", "title"},
	"asset.emailId":                   {"email", "address"},
	"authentication.username":         {"user", "account"},
	"authentication.loginId":          {"login", "signin", "consent"},
	"authentication.type":             {"auth", "type", "method"},
	"authentication.security":         {"secur", "encrypt", "tls", "ssl"},
	"authentication.clientSecret":     {"secret", "password"},
	"authentication.authorizationUrl": {"auth", "url"},
	"authentication.accessTokenUrl":   {"access", "url"},
	"authentication.refreshTokenUrl":  {"refresh", "url"},
	"authentication.sharedMailbox":    {"shared", "different"},
	"authentication.reviewConsent":    {"review", "consent"},
	"authentication.smtpServer":       {"smtp", "server", "host"},
	"authentication.clientId":         {"client"},
	"authentication.callbackUrl":      {"callback", "redirect"},
	"authentication.scope":            {"scope"},
	"authentication.port":             {"port"},
	"asset.forwardingAddress":         {"forward", "inbound"},
}

// bestNamed returns the place whose name speaks most for the key; false where
// none does, or two do alike.
func bestNamed(key string, paths []Path) (Path, bool) {
	var best Path
	most, tied := 0, false
	for _, p := range paths {
		name, score := strings.ToLower(p.String()), 0
		for _, hint := range nameHints[key] {
			if strings.Contains(name, hint) {
				score++
			}
		}
		switch {
		case score > most:
			best, most, tied = p, score, false
		case score == most:
			tied = true
		}
	}
	return best, most > 0 && !tied
}
