package asset

import (
	_ "embed" // schema.json
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
)

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of the configuration file.
func Schema() []byte { return schemaJSON }

// configurationSchema is the schema as it is walked, and made ready for the
// library that is the referee.
type configurationSchema struct {
	root     *jsonschema.Schema
	resolved *jsonschema.Resolved
}

// theSchema is made on first use: most commands read no configuration.
var theSchema = sync.OnceValues(func() (configurationSchema, error) {
	root := new(jsonschema.Schema)
	if err := json.Unmarshal(schemaJSON, root); err != nil {
		return configurationSchema{}, fmt.Errorf("read the built-in schema: %w", err)
	}
	resolved, err := root.Resolve(nil)
	if err != nil {
		return configurationSchema{}, fmt.Errorf("read the built-in schema: %w", err)
	}
	return configurationSchema{root, resolved}, nil
})

// validate holds a document that this program wrote against the schema.
func validate(root *node) error {
	schema, err := theSchema()
	if err != nil {
		return err
	}
	v := &validator{}
	v.value(schema.root, root, "", 0)
	switch {
	case len(v.problems) > 0:
		return fmt.Errorf("hold it against the schema: %s", v.problems[0])
	case schema.resolved.Validate(root.plain()) != nil: // its words repeat values
		return fmt.Errorf("hold it against the schema: it breaks it")
	}
	return nil
}

// validator walks a document along its schema. The library stops at the first
// breach, knows no lines, and repeats the value it found; hence this walk over
// the keywords that our schema uses, after which the library has the last word.
type validator struct {
	problems []Problem
	unknown  []UnknownKey
	schema   *jsonschema.Schema
}

// againstSchema marks what breaks the schema and reports all of it, and the
// keys that the schema does not know. The library is asked about a whole
// document only.
func againstSchema(root *node, whole bool) ([]Problem, []UnknownKey, error) {
	schema, err := theSchema()
	if err != nil {
		return nil, nil, err
	}
	v := &validator{schema: schema.root}
	v.value(schema.root, root, "", 0)
	if whole && len(v.problems) == 0 && schema.resolved.Validate(root.plain()) != nil {
		v.problems = append(v.problems, Problem{0, "", &ContentError{DefectSchema, ""}})
	}
	return v.problems, v.unknown, nil
}

func (v *validator) fail(n *node, line int, place string, d Defect, want string) {
	n.bad = true
	if len(v.problems) < maxProblems {
		v.problems = append(v.problems, Problem{line, place, &ContentError{d, want}})
	}
}

// value holds one value against its part of the schema. The line is that of its
// key.
func (v *validator) value(s *jsonschema.Schema, n *node, place string, line int) {
	if n.bad {
		return // told of already
	}
	types := s.Types
	if s.Type != "" {
		types = []string{s.Type}
	}
	if types != nil && !slices.Contains(types, n.typeFor(types)) {
		v.fail(n, line, place, DefectType, types[0])
		return
	}
	switch n.kind {
	case objectNode:
		v.object(s, n, place, line)
	case arrayNode:
		for i, item := range n.items {
			if s.Items != nil {
				v.value(s.Items, item, index(place, i), item.line)
			}
		}
	default:
		v.scalar(s, n, place, line)
	}
}

// typeFor is the type of a value, in the schema's words: a whole number is an
// integer, however it was written, where one is wanted.
func (n *node) typeFor(wanted []string) string {
	if n.kind != numberNode || !slices.Contains(wanted, "integer") {
		return string(n.kind)
	}
	f, err := strconv.ParseFloat(n.text, 64)
	const exact = 1 << 53
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return string(numberNode)
	}
	n.text = strconv.FormatInt(int64(f), 10)
	return "integer"
}

func (v *validator) object(s *jsonschema.Schema, n *node, place string, line int) {
	n.members = slices.DeleteFunc(n.members, func(m member) bool {
		bare := m.value.left && s.Properties[m.key] != nil
		if bare {
			n.bare = append(n.bare, m)
		}
		return bare
	})
	for _, key := range s.Required {
		bare := n.bareLine(key)
		switch {
		case bare > 0:
			v.missing(bare, below(place, key), DefectBare)
		case n.get(key) == nil:
			v.missing(line, below(place, key), DefectMissing)
		}
	}
	for _, m := range n.members {
		if known := s.Properties[m.key]; known != nil {
			v.value(known, m.value, below(place, m.key), m.line)
		} else if s.Properties != nil {
			v.unknown = append(v.unknown, UnknownKey{m.line, below(place, m.key), v.near(s, place, m.key), place, m})
		}
	}
}

func (v *validator) missing(line int, place string, d Defect) {
	if len(v.problems) < maxProblems {
		v.problems = append(v.problems, Problem{line, place, &ContentError{d, ""}})
	}
}

func (v *validator) scalar(s *jsonschema.Schema, n *node, place string, line int) {
	switch {
	case s.Const != nil && *s.Const != n.plain():
		v.fail(n, line, place, DefectChoice, fmt.Sprint(*s.Const))
	case s.Enum != nil && !slices.Contains(s.Enum, n.plain()):
		v.fail(n, line, place, DefectChoice, choices(s.Enum))
	case n.kind == numberNode && !within(s, n):
		v.fail(n, line, place, DefectRange, fmt.Sprintf("%.0f-%.0f", *s.Minimum, *s.Maximum))
	case n.kind == stringNode && !matches(s, n.text):
		v.fail(n, line, place, DefectTime, "")
	}
}

// choices lists the values of an enum that somebody would choose: the form's
// None protects nothing, and a rule refuses it.
func choices(enum []any) string {
	var all []string
	for _, value := range enum {
		if value != "" && value != "None" {
			all = append(all, fmt.Sprint(value))
		}
	}
	return strings.Join(all, ", ")
}

// within reports whether a number keeps the schema's bounds, which come in
// pairs.
func within(s *jsonschema.Schema, n *node) bool {
	f, _ := strconv.ParseFloat(n.text, 64)
	return s.Minimum == nil || s.Maximum == nil || f >= *s.Minimum && f <= *s.Maximum
}

// matches holds a text against the schema's pattern, which only times have. One
// of the right form can still name a day that no calendar has.
func matches(s *jsonschema.Schema, text string) bool {
	if s.Pattern == "" {
		return true
	}
	form, err := regexp.Compile(s.Pattern)
	if err != nil || !form.MatchString(text) {
		return false
	}
	at, err := time.Parse(time.RFC3339, text)
	year := at.UTC().Year()
	return err == nil && year >= 0 && year <= 9999
}
