package google

import (
	"strings"
)

// Rule is the rule that a project id breaks
// (https://cloud.google.com/resource-manager/docs/creating-managing-projects).
type Rule string

// The rules of a project id. RuleRefused is Google's word on an id that keeps
// the others.
const (
	RuleLength     Rule = "length"     // 6 to 30
	RuleStart      Rule = "start"      // a lower-case letter
	RuleEnd        Rule = "end"        // no hyphen
	RuleCharacters Rule = "characters" // lower-case letters, digits, hyphens
	RuleRestricted Rule = "restricted" // not "google"
	RuleRefused    Rule = "refused"
)

// restricted are the strings that an id must not contain. Only the first is
// seen to be refused; SuggestID avoids them all, CheckID leaves the others to
// Google (google.md section 6.1).
var restricted = [...]string{"google", "ssl", "null", "undefined"}

// CheckID returns an *IDInvalidError for an id that Google would not take, or
// nil.
func CheckID(id string) error {
	rule := Rule("")
	switch {
	case len(id) < 6 || len(id) > 30:
		rule = RuleLength
	case strings.ContainsFunc(id, func(r rune) bool { return r != '-' && !lower(r) && !digit(r) }):
		rule = RuleCharacters
	case !lower(rune(id[0])):
		rule = RuleStart
	case id[len(id)-1] == '-':
		rule = RuleEnd
	case strings.Contains(id, restricted[0]):
		rule = RuleRestricted
	default:
		return nil
	}
	return &IDInvalidError{ID: id, Rule: rule}
}

// checkReference holds what may name an existing project: an id, a number, or
// an old id that begins with a domain ("example.com:mail"). It also keeps
// strange characters out of the address that is asked.
func checkReference(id string) error {
	strange := func(r rune) bool { return !lower(r) && !digit(r) && !strings.ContainsRune("-.:", r) }
	switch {
	case id == "" || len(id) > 63:
		return &IDInvalidError{ID: id, Rule: RuleLength}
	case strings.ContainsFunc(id, strange) || strings.Trim(id, ".") == "":
		return &IDInvalidError{ID: id, Rule: RuleCharacters}
	}
	return nil
}

// SuggestID makes a project id of an asset's name; the salt tells apart what
// others have already taken, at most eight of its letters and digits are used.
// The result always passes CheckID.
func SuggestID(name, salt string) string {
	salt = unrestricted(slug(salt))
	salt = strings.Trim(salt[:min(len(salt), 8)], "-")
	if salt != "" {
		salt = "-" + salt
	}
	base := unrestricted(slug(name))
	if base == "" || digit(rune(base[0])) || len(base)+len(salt) < 6 {
		base = strings.TrimSuffix("mail-"+base, "-")
	}
	if len(base)+len(salt) < 6 {
		base += "-project"
	}
	base = base[:min(len(base), 30-len(salt))]
	return strings.TrimRight(base, "-") + salt
}

// slug keeps lower-case letters and digits; every other run becomes one
// hyphen, none at the ends.
func slug(s string) string {
	return squeeze(strings.ToLower(s), '-', func(r rune) bool { return lower(r) || digit(r) })
}

// unrestricted breaks restricted strings with a hyphen, which is in none of
// them, so that no new one arises.
func unrestricted(s string) string {
	for _, word := range restricted {
		s = strings.ReplaceAll(s, word, word[:len(word)/2]+"-"+word[len(word)/2:])
	}
	return s
}

// DisplayName makes of an asset's name what the console shows: 4 to 30
// letters, digits, hyphens, quotes, blanks and exclamation marks (projects
// resource, field displayName).
func DisplayName(name string) string {
	name = squeeze(name, ' ', func(r rune) bool {
		return lower(r|0x20) && r < 0x80 || digit(r) || strings.ContainsRune(`-'"!`, r)
	})
	if len(name) < 4 {
		name = strings.TrimSpace("Mail " + name)
	}
	return strings.TrimSpace(name[:min(len(name), 30)])
}

// squeeze keeps the characters that keep accepts; every other run between them
// becomes one gap.
func squeeze(s string, gap byte, keep func(rune) bool) string {
	var b strings.Builder
	open := false
	for _, r := range s {
		if !keep(r) {
			open = b.Len() > 0
			continue
		}
		if open {
			b.WriteByte(gap)
		}
		open = false
		b.WriteRune(r)
	}
	return b.String()
}

func lower(r rune) bool { return 'a' <= r && r <= 'z' }
func digit(r rune) bool { return '0' <= r && r <= '9' }
