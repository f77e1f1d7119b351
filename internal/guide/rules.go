package guide

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"mailasset/internal/msg"
)

// checker walks the YAML tree beside the Go types and collects what is wrong.
// It works on the tree, because only there the lines are known.
type checker struct{ problems []*PackError }

func (c *checker) report(n *yaml.Node, path string, why *msg.Text, quoted ...string) {
	args := make([]any, len(quoted))
	for i, text := range quoted {
		args[i] = text
	}
	c.problems = append(c.problems, &PackError{Line: n.Line, Field: path, Reason: why.Line(args...)})
}

// check checks a whole pack.
func (c *checker) check(root *yaml.Node) {
	checkAs[Pack](c, root)
	if len(c.problems) > 0 {
		return
	}
	if c.steps(child(root, "steps")); len(c.problems) == 0 {
		c.chapters(root)
	}
}

// checkAs checks the root of a document against the type it is decoded into.
func checkAs[T any](c *checker, root *yaml.Node) { c.value(root, reflect.TypeFor[T](), "") }

// value checks a node against the type it is decoded into.
func (c *checker) value(n *yaml.Node, t reflect.Type, path string) {
	label := t == reflect.TypeFor[Label]() && n.Kind == yaml.ScalarNode
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		c.report(n, path, &msg.PackAlias)
	case n.Style&yaml.TaggedStyle != 0:
		c.report(n, path, &msg.PackTag)
	case label:
		c.scalar(n, path)
		c.rule(n, "required", path)
	case t.Kind() == reflect.String:
		c.scalar(n, path)
	case t.Kind() == reflect.Slice:
		c.sequence(n, t.Elem(), path)
	default:
		c.mapping(n, t, path)
	}
}

func (c *checker) scalar(n *yaml.Node, path string) {
	if n.Kind != yaml.ScalarNode {
		c.report(n, path, &msg.PackText)
		return
	}
	for _, match := range placeholder().FindAllString(n.Value, -1) {
		if _, known := placeholders[strings.Trim(match, "{}")]; !known || !strings.HasSuffix(match, "}") {
			c.report(n, path, &msg.PackPlaceholder, match)
		}
	}
	if strings.ContainsFunc(n.Value, invisible) {
		c.report(n, path, &msg.PackInvisible)
	}
}

func (c *checker) sequence(n *yaml.Node, elem reflect.Type, path string) {
	if n.Kind != yaml.SequenceNode {
		c.report(n, path, &msg.PackList)
		return
	}
	for i, item := range n.Content {
		c.value(item, elem, fmt.Sprintf("%s[%d]", path, i))
	}
}

// mapping checks the keys of a mapping against the fields of a struct.
func (c *checker) mapping(n *yaml.Node, t reflect.Type, path string) {
	if n.Kind != yaml.MappingNode {
		c.report(n, path, &msg.PackMapping)
		return
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, known := fieldOf(t, key.Value)
		at := join(path, key.Value)
		switch {
		case !known:
			c.report(key, at, &msg.PackUnknown)
		case seen[key.Value]:
			c.report(key, at, &msg.PackTwice)
		default:
			before := len(c.problems)
			c.value(value, field.Type, at)
			if before == len(c.problems) {
				c.rule(value, field.Tag.Get("check"), at)
			}
		}
		seen[key.Value] = true
	}
	c.missing(n, t, path, seen)
	if t == reflect.TypeFor[Field]() {
		c.field(n, path)
	}
}

// field checks what the fields of a form say together.
func (c *checker) field(n *yaml.Node, path string) {
	value := child(n, "value").Value
	switch {
	case child(n, "kind").Value == Secret && value != "":
		c.report(n, join(path, "value"), &msg.PackSecret)
	case child(n, "kind").Value != Tick && value == "" && child(n, "note").Kind == 0:
		c.report(n, path, &msg.PackNoValue)
	}
}

// needed are the rules of fields that may not be left out.
var needed = map[string]bool{"required": true, "date": true, "step": true, "source": true, "role": true, "how": true}

// missing reports the fields that a struct needs and the mapping lacks.
func (c *checker) missing(n *yaml.Node, t reflect.Type, path string, seen map[string]bool) {
	for field := range reflectFields(t) {
		name := field.Tag.Get("yaml")
		rule := field.Tag.Get("check")
		if needed[rule] && !seen[name] {
			c.report(n, join(path, name), &msg.PackMissing)
		}
	}
}

// rule checks a value by the rule that its field names.
func (c *checker) rule(n *yaml.Node, rule, path string) {
	if check, ok := rules[rule]; ok {
		if why := check(n); why.text != nil {
			c.report(n, path, why.text, why.quoted...)
		}
	}
}

// reason is why a value breaks a rule; without a text it does not.
type reason struct {
	text   *msg.Text
	quoted []string
}

func because(text *msg.Text, quoted ...string) reason { return reason{text, quoted} }

var rules = map[string]func(n *yaml.Node) reason{
	"required": func(n *yaml.Node) reason {
		if n.Kind == yaml.ScalarNode && (n.Tag == "!!null" || strings.TrimSpace(n.Value) == "") {
			return reason{text: &msg.PackEmpty}
		}
		return reason{}
	},
	"date": func(n *yaml.Node) reason {
		if _, err := time.Parse(time.DateOnly, n.Value); err != nil {
			return because(&msg.PackDate, n.Value)
		}
		return reason{}
	},
	"link":     func(n *yaml.Node) reason { return badLink(n.Value) },
	"source":   func(n *yaml.Node) reason { return badLink(n.Value) },
	"tac":      unknownTAC,
	"step":     oneOf(ids...),
	"audience": oneOf("internal", "external"),
	"account":  oneOf("consumer", "workspace"),
	"reader":   oneOf(readerSetup, readerLetter),
	"role":     oneOf(roles...),
	"how":      oneOf(openly, safely),
	"of":       oneOf(ids...),
	"chapter": func(n *yaml.Node) reason {
		if n.Value == "" || slices.Contains(chapterNumbers(), n.Value) {
			return reason{}
		}
		return because(&msg.PackNoTAC, n.Value)
	},
	"steps": func(n *yaml.Node) reason {
		for _, item := range n.Content {
			if why := oneOf(ids...)(item); why.text != nil {
				return why
			}
		}
		return reason{}
	},
	"kind": oneOf(Type, Choose, Tick, Copy, Secret),
	"placeholder": func(n *yaml.Node) reason {
		if _, known := placeholders[strings.TrimPrefix(n.Value, "!")]; !known {
			return because(&msg.PackPlaceholder, strconv.Quote(n.Value))
		}
		return reason{}
	},
}

func oneOf(known ...string) func(n *yaml.Node) reason {
	return func(n *yaml.Node) reason {
		if slices.Contains(known, n.Value) {
			return reason{}
		}
		return because(&msg.PackNoneOf, n.Value, strings.Join(known, ", "))
	}
}

// tacSteps are the steps of Cisco's document; it has no step 3.
var tacSteps = []string{"1", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "4.1", "4.2", "4.3", "4.4", "4.5"}

func unknownTAC(n *yaml.Node) reason {
	for _, item := range n.Content {
		if !slices.Contains(tacSteps, item.Value) {
			return because(&msg.PackNoTAC, item.Value)
		}
	}
	return reason{}
}

// steps checks that every step stands once and in the order of the setup.
func (c *checker) steps(list *yaml.Node) {
	seen, last := map[string]bool{}, -1
	for i, step := range list.Content {
		id := child(step, "id")
		path := fmt.Sprintf("steps[%d].id", i)
		at := slices.Index(ids, id.Value)
		switch {
		case seen[id.Value]:
			c.report(id, path, &msg.PackStepTwice, id.Value)
		case at < last:
			c.report(id, path, &msg.PackStepBefore, id.Value, ids[last])
		}
		seen[id.Value], last = true, max(last, at)
	}
	for _, id := range ids {
		if !seen[id] && id != "proof" {
			c.report(list, "steps", &msg.PackStepMissing, id)
		}
	}
}
