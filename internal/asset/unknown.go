package asset

import (
	"maps"
	"slices"
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
// understood, in the order of the document.
func (c *Configuration) Unknown() []UnknownKey { return slices.Clone(c.unknown) }

// near finds the known key that was perhaps meant: one beside it that is
// written almost alike, else one elsewhere that is written alike but for case.
func (v *validator) near(s *jsonschema.Schema, place, key string) string {
	best, distance := "", 3
	for _, known := range slices.Sorted(maps.Keys(s.Properties)) {
		if d := editDistance(letters(key), letters(known)); d < distance && d < len(known)/2 {
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

// editDistance counts the letters to change, insert or drop (Levenshtein).
// Keys are short.
func editDistance(a, b string) int {
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
// they stood. Masked, their values are hidden: a secret under a mistyped key is
// still one.
func (c *Configuration) keepUnknown(root *node, disclose bool) {
	for _, u := range c.unknown {
		parent, _ := root.at(u.parent)
		if parent == nil || parent.kind != objectNode || parent.get(u.member.key) != nil {
			continue
		}
		value := u.member.value
		if !disclose {
			value = value.masked()
		}
		parent.put(u.member.key, value)
	}
}

// TakeUnknown takes over the keys that are not ours from the asset's own file at
// path, if there is one.
func (c *Configuration) TakeUnknown(path string) {
	if old, err := replaced(path, c.Asset.Name, c.Asset.EmailID, c.Lab); err == nil && old != nil {
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

// masked is a copy of the tree in which no value shows.
func (n *node) masked() *node {
	masked := *n
	masked.members, masked.items = slices.Clone(n.members), slices.Clone(n.items)
	for i := range masked.members {
		masked.members[i].value = masked.members[i].value.masked()
	}
	for i := range masked.items {
		masked.items[i] = masked.items[i].masked()
	}
	if n.kind == stringNode && n.text != "" || n.kind == numberNode {
		masked.kind, masked.text = stringNode, mask
	}
	return &masked
}
