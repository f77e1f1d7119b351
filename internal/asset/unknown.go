package asset

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// UnknownKey is a key of a document that the schema does not know. It is kept
// when the document is written again.
type UnknownKey struct {
	Line int    // from 1
	Path string // such as "authentication.smtpSrever"
	Near string // the place of the known key that may have been meant, "" where there is none

	parent string
	member member
}

// Unknown returns the keys of the document that were kept without being
// understood, in the order of the document. One that is near no known key may be
// a secret in the wrong place: it is not to be shown.
func (c *Configuration) Unknown() []UnknownKey { return slices.Clone(c.unknown) }

// mistyped are the keys that are near a known one, as hints. A key that a
// terminal would not show is quoted.
func (c *Configuration) mistyped() []Problem {
	var hints []Problem
	for _, u := range c.unknown {
		if u.Near != "" && len(hints) < maxProblems {
			place := strings.Trim(strconv.Quote(u.Path), `"`)
			hints = append(hints, Problem{u.Line, place, &ContentError{DefectUnknown, u.Near}})
		}
	}
	return hints
}

// near finds the known key that was perhaps meant: one beside it that is
// written almost alike, else one elsewhere that is written alike but for case.
func (v *validator) near(s *jsonschema.Schema, place, key string) string {
	best, distance := "", 3
	for _, known := range slices.Sorted(maps.Keys(s.Properties)) {
		if d := EditDistance(letters(key), letters(known)); d < distance && d < len(known)/2 {
			best, distance = below(place, known), d
		}
	}
	if best != "" || v.schema == nil {
		return best
	}
	for _, group := range slices.Sorted(maps.Keys(v.schema.Properties)) {
		for known := range v.schema.Properties[group].Properties {
			if letters(known) == letters(key) {
				return below(group, known)
			}
		}
	}
	return ""
}

// letters is a key without what people write differently.
func letters(key string) string {
	return separators.Replace(strings.ToLower(key))
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// EditDistance counts the bytes to change, insert or drop (Levenshtein). The time
// goes with the product of both lengths: the caller bounds them.
func EditDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// keepUnknown puts the keys that nobody understood back into a document where
// they stood. Masked, what stands behind them is hidden, and a key that is no
// plain word is left out: a secret in the wrong place is still one.
func (c *Configuration) keepUnknown(root *node, disclose bool) {
	for _, u := range c.unknown {
		parent, _ := root.at(u.parent)
		if parent == nil || parent.kind != objectNode || parent.get(u.member.key) != nil {
			continue
		}
		value := u.member.value
		if !disclose {
			if !isPlainWord(u.member.key) {
				continue
			}
			value = &node{kind: stringNode, text: mask}
		}
		parent.put(u.member.key, value)
	}
}

// isPlainWord reports whether a key is of a form that no secret has.
func isPlainWord(key string) bool {
	const most = 32
	return len(key) <= most && strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_ ") == ""
}

// sayable is a place of a document up to the first key that the schema does not
// know, because that may be a secret in the wrong place.
func sayable(place string) string {
	schema, err := theSchema()
	if err != nil {
		return ""
	}
	at := schema.root
	end := 0
	for step := range strings.SplitAfterSeq(place, ".") {
		key, item, _ := strings.Cut(strings.TrimSuffix(step, "."), "[")
		at = at.Properties[key]
		if at == nil {
			break
		}
		if item != "" && at.Items != nil {
			at = at.Items
		}
		end += len(step)
	}
	return strings.TrimSuffix(place[:end], ".")
}

// TakeUnknown takes over the keys that are not ours from the asset's own file at
// path, if there is one.
func (c *Configuration) TakeUnknown(path string) {
	if old, err := replaced(path, c.Lab, []Owner{c.Owner()}); err == nil && old != nil {
		c.takeUnknown(old)
	}
}

// TakeUnknownOf takes over the keys that are not ours from another file that the
// asset was read from, where it can still be read.
func (c *Configuration) TakeUnknownOf(path string) {
	if old, err := Read(path); err == nil {
		c.takeUnknown(old)
	}
}

// takeUnknown takes over the keys that the file which is replaced had beside
// ours. Those of the proof go with the check they stood at.
func (c *Configuration) takeUnknown(old *Configuration) {
	if len(c.unknown) > 0 {
		return
	}
	c.unknown = slices.DeleteFunc(old.Unknown(), func(u UnknownKey) bool { return strings.HasPrefix(u.parent, "proof") })
}
