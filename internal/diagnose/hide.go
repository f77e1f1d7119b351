package diagnose

import (
	"regexp"
	"strings"
	"unicode"

	"mailasset/internal/lazyregexp"
)

// What strangers' texts hold in confidence without a word before it.
var (
	privateKey    = lazyregexp.New(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z0-9 ]*-----|$)|(?i)\bAGE-SECRET-KEY-[A-Z0-9-]+`)
	loginAnswer   = lazyregexp.New(`(?i)(\b(?:VXNlcm5hbWU6|UGFzc3dvcmQ6|VXNlciBOYW1lAA==|UGFzc3dvcmQA)\s+(?:[CS<>]:?\s+)?)([A-Za-z0-9+/]{4,}={0,2})`) // "Username:" and "Password:" in base64
	userInfo      = lazyregexp.New(`(?i)([a-z][a-z0-9+.-]*(?::|%(?:25)*3a)(?:/|%(?:25)*2f|\\/){2})[^/\s"'<>?#]{1,512}@`)
	queryToken    = lazyregexp.New(`(?i)([?&;#](?:amp;)?[\w.-]*(?:token|secret|passw(?:or)?d|pwd|api_?key|signature|sig|jwt|session_?id)=)([^&\s"'<>#;]+)`)
	bearer        = lazyregexp.New(`(?i)(\bbearer |\bbasic )([\w.~+/=-]{16,})`)
	redactedLabel = lazyregexp.New(`\[secret:[^\]\n]*\]`)
	opaque        = lazyregexp.New(`[A-Za-z0-9_-]{20,}`)
)

// HideSecrets takes out of a text that a person pasted, or that somebody else
// wrote, what must never be repeated: what has the shape of a secret, the values
// of names that mean one, names and passwords in addresses, and private keys.
func HideSecrets(s string) string { return hideSecrets(hideShapes(s)) }

// hideShapes leaves the values of code and state, which may be codes of this
// program's.
func hideShapes(s string) string {
	const hidden = "[secret]"
	if len(s) < len("a://b:c@") { // shorter than the shortest of them
		return s
	}
	s = privateKey().ReplaceAllString(s, hidden)
	s = loginAnswer().ReplaceAllString(s, "${1}"+hidden)
	s = userInfo().ReplaceAllString(s, "${1}"+hidden+"@")
	s = queryToken().ReplaceAllString(s, "${1}"+hidden)
	s = bearer().ReplaceAllString(s, "${1}"+hidden)
	s = secretShape().ReplaceAllString(s, hidden)
	s = webToken().ReplaceAllString(s, hidden)
	s = mechanism().ReplaceAllString(s, "${1}"+hidden)
	return secretValue().ReplaceAllString(s, "${1}"+hidden)
}

// HideUnknown does the same, and takes out every word that can only be a token:
// long, in capitals, small letters and digits. What a secret.Redactor wrote
// stays.
func HideUnknown(s string) string {
	var out strings.Builder
	for {
		at := redactedLabel().FindStringIndex(s)
		if at == nil {
			return out.String() + hideOpaque(HideSecrets(s))
		}
		out.WriteString(hideOpaque(HideSecrets(s[:at[0]])) + s[at[0]:at[1]])
		s = s[at[1]:]
	}
}

// hideOpaque leaves parts of addresses and of paths alone.
func hideOpaque(s string) string {
	return replaceWhere(s, opaque(), func(before, word, after string) bool {
		if strings.HasSuffix(before, "/") || strings.HasSuffix(before, `\`) || strings.HasPrefix(after, "/") || strings.HasPrefix(after, ".") {
			return false
		}
		var capitals, small, digits int
		for _, r := range word {
			switch {
			case unicode.IsUpper(r):
				capitals++
			case unicode.IsLower(r):
				small++
			case unicode.IsDigit(r):
				digits++
			}
		}
		return capitals > 1 && small > 1 && digits > 1
	}, "[secret]")
}

// replaceWhere replaces the matches that a rule takes, given with the text on
// both sides.
func replaceWhere(s string, expression *regexp.Regexp, takes func(before, match, after string) bool, with string) string {
	var out strings.Builder
	shown := 0
	for _, at := range expression.FindAllStringIndex(s, -1) {
		if takes(s[:at[0]], s[at[0]:at[1]], s[at[1]:]) {
			out.WriteString(s[shown:at[0]] + with)
			shown = at[1]
		}
	}
	return out.String() + s[shown:]
}
