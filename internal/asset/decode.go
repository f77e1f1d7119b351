package asset

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// decode reads as much as can be used of a document, JSON or YAML, of this version
// of the schema or an older one. It returns what breaks the schema and, apart from
// that, what breaks the rules of the form, each in the order of the lines.
func decode(doc []byte) (c *Configuration, broken, rules []Problem) {
	defer func() {
		for i := range broken {
			broken[i].Path = sayable(broken[i].Path)
		}
	}()
	root, broken := parse(doc)
	if root == nil {
		return nil, broken, nil
	}
	if root.kind != objectNode {
		return nil, append(broken, Problem{root.line, "", &ContentError{DefectType, string(objectNode)}}), nil
	}
	if problem, ok := migrate(root); !ok {
		return nil, append(broken, problem), nil
	}
	found, unknown, err := againstSchema(root, len(broken) == 0)
	if err != nil {
		return nil, append(broken, Problem{0, "", err}), nil
	}
	broken = append(broken, found...)
	c = &Configuration{unknown: unknown}
	if err := json.Unmarshal(root.usable(), c); err != nil {
		broken = append(broken, Problem{0, "", &ContentError{DefectSchema, ""}})
	}
	byLine(broken)
	return c, broken, brokenRules(c, root, broken)
}

// brokenRules are the breaches of the form's rules with their lines. A key that
// breaks the schema has been told of. Values are left out: the line shows them,
// and one of them may be a secret in the wrong place.
func brokenRules(c *Configuration, root *node, told []Problem) []Problem {
	var rules []Problem
	for _, err := range c.Check() {
		var rule *RuleError
		if !errors.As(err, &rule) {
			continue
		}
		places := []string{rule.Field.Path()}
		if rule.Rule == RulePair {
			places = []string{FieldPort.Path(), FieldSecurity.Path()}
		}
		if slices.ContainsFunc(told, func(p Problem) bool { return concerns(p, places) }) {
			continue
		}
		_, line := root.at(places[0])
		rules = append(rules, Problem{line, places[0], &RuleError{Field: rule.Field, Rule: rule.Rule}})
	}
	byLine(rules)
	return rules
}

// concerns reports whether a problem lies at one of the places or above it.
func concerns(p Problem, places []string) bool {
	return p.Path != "" && slices.ContainsFunc(places, func(place string) bool {
		return place == p.Path || strings.HasPrefix(place, p.Path+".")
	})
}

// byLine sorts problems, of which there are few, and leaves those of one line as
// they are. Not slices.SortStableFunc: it is compiled anew for each type, six
// kilobytes here.
func byLine(problems []Problem) {
	for i := range problems {
		for j := i; j > 0 && problems[j].Line < problems[j-1].Line; j-- {
			problems[j], problems[j-1] = problems[j-1], problems[j]
		}
	}
}

// usable is the document without what breaks the schema.
func (n *node) usable() []byte {
	var b bytes.Buffer
	n.withoutBad().json(&b, "")
	return b.Bytes()
}

func (n *node) withoutBad() *node {
	good := *n
	good.members, good.items = nil, nil
	for _, m := range n.members {
		if !m.value.bad {
			good.members = append(good.members, member{m.key, m.line, m.value.withoutBad()})
		}
	}
	for _, item := range n.items {
		if !item.bad {
			good.items = append(good.items, item.withoutBad())
		}
	}
	return &good
}
