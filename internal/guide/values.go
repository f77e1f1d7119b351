package guide

import (
	"strings"
	"unicode"

	"mailasset/internal/lazyregexp"
)

// Values fills the placeholders of a pack, by their names without braces; see
// [Placeholders]. No secret is among them. A missing one shows as its name in
// pointed brackets, such as <project id>.
//
// Three more keys are no placeholders. consoleAccount is the account to open
// the pages of Google's console with: their links then go by way of the account
// chooser. console and accounts replace https://console.cloud.google.com and
// https://accounts.google.com in links, for the lab.
type Values map[string]string

var placeholder = lazyregexp.New(`\{[^{}]*\}?`)

// invisible reports whether a character shows nothing, or steers a terminal.
func invisible(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
}

// get returns the value without invisible characters, which come along when a
// value is copied from a web page. Some values follow from others.
func (v Values) get(name string) string {
	value := visible(v[name])
	if derive := derived[name]; value == "" && derive != nil {
		return derive(v)
	}
	return value
}

func visible(value string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, value))
}

// derived are the values that follow from others while they are not given.
var derived = map[string]func(v Values) string{
	"signInAs": func(v Values) string {
		if login := visible(v["loginId"]); login != "" {
			return login
		}
		return visible(v["email"])
	},
	"adminDomain":      func(v Values) string { return domain(visible(v["email"])) },
	"forwardingDomain": func(v Values) string { return domain(visible(v["forwardingAddress"])) },
}

// domain returns what stands after the @ of an address.
func domain(address string) string {
	return address[strings.LastIndex(address, "@")+1:]
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
