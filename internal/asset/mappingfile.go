package asset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxMapping is far above any mapping.
const maxMapping = 64 << 10

// noneWord stands in a mapping for what the API does not have.
const noneWord = "none"

// ReadMapping reads a mapping file. Errors are *MappingError.
func ReadMapping(path string) (*Mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		reason := MappingUnreadable
		if errors.Is(err, fs.ErrNotExist) {
			reason = MappingAbsent
		}
		return nil, &MappingError{Path: path, Reason: reason, Err: unwrapPath(err)}
	}
	defer f.Close()
	doc, err := io.ReadAll(io.LimitReader(f, maxMapping+1))
	if err != nil {
		return nil, &MappingError{Path: path, Reason: MappingUnreadable, Err: unwrapPath(err)}
	}
	m, err := ParseMapping(doc)
	if bad, ok := err.(*MappingError); ok {
		bad.Path = path
	}
	return m, err
}

// ParseMapping reads a mapping document (YAML). What it lacks is no error here:
// [Mapping.Check] tells that for an asset. Errors are *MappingError.
func ParseMapping(doc []byte) (*Mapping, error) {
	if len(doc) > maxMapping {
		return nil, invalidMapping(0, fmt.Errorf("larger than %d bytes", maxMapping))
	}
	var root yaml.Node
	if err := yaml.Unmarshal(doc, &root); err != nil {
		return nil, invalidMapping(yamlLine(err), yamlReason(err))
	}
	m := &Mapping{Fields: map[string]MappedField{}}
	if len(root.Content) == 0 {
		return m, nil
	}
	r := &mappingReader{m: m}
	r.eachOf(root.Content[0], map[string]func(*yaml.Node){
		"confirmed":  r.confirmed,
		"operations": r.operations,
		"answer":     r.answer,
		"fields":     r.fields,
		"fixed":      r.fixed,
	})
	if r.err == nil {
		r.trial(root.Content[0].Line)
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, nil
}

func invalidMapping(line int, err error) error {
	return &MappingError{Line: line, Reason: MappingInvalid, Detail: err.Error()}
}

// mappingReader reads a document into m and keeps the first thing wrong.
type mappingReader struct {
	m   *Mapping
	err error
}

func (r *mappingReader) fail(n *yaml.Node, format string, args ...any) {
	if r.err == nil {
		r.err = invalidMapping(n.Line, fmt.Errorf(format, args...))
	}
}

// pairs calls f with each key and value of an object.
func (r *mappingReader) pairs(n *yaml.Node, f func(key, value *yaml.Node)) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == "":
		return
	case n.Kind != yaml.MappingNode:
		r.fail(n, "names with values are due here")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || seen[key.Value] {
			r.fail(key, "%q stands here twice", key.Value)
			return
		}
		seen[key.Value] = true
		f(key, n.Content[i+1])
	}
}

// eachOf hands every value of an object to what reads it. A name that nothing
// reads is a typing error that would otherwise pass unseen.
func (r *mappingReader) eachOf(n *yaml.Node, readers map[string]func(*yaml.Node)) {
	r.pairs(n, func(key, value *yaml.Node) {
		read, known := readers[key.Value]
		if !known {
			r.fail(key, "unknown name %q", key.Value)
			return
		}
		read(value)
	})
}

// text returns a scalar, "" where it is open.
func (r *mappingReader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, "a text is due here")
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

func (r *mappingReader) path(n *yaml.Node) Path {
	p, err := ParsePath(r.text(n))
	if err != nil {
		r.fail(n, "the place %q: %v", n.Value, err)
	}
	return p
}

func (r *mappingReader) confirmed(n *yaml.Node) {
	switch r.text(n) {
	case "true":
		r.m.Confirmed = true
	case "false", "":
	default:
		r.fail(n, "confirmed takes true or false, not %q", n.Value)
	}
}

func (r *mappingReader) operations(n *yaml.Node) {
	o := &r.m.Operations
	one := func(to *Operation, own bool, methods ...string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			text := r.text(n)
			if text == "" || text == noneWord && to == &o.List {
				return
			}
			op, err := parseOperation(text, own, methods...)
			if err != nil {
				r.fail(n, "the operation %q: %v", text, err)
			}
			*to = op
		}
	}
	r.eachOf(n, map[string]func(*yaml.Node){
		"create": one(&o.Create, false, http.MethodPost),
		"list":   one(&o.List, false, http.MethodGet),
		"get":    one(&o.Get, true, http.MethodGet),
		"update": one(&o.Update, true, writing...),
	})
}

func (r *mappingReader) answer(n *yaml.Node) {
	a := &r.m.Answer
	to := func(p *Path) func(*yaml.Node) { return func(n *yaml.Node) { *p = r.path(n) } }
	r.eachOf(n, map[string]func(*yaml.Node){
		"id":    to(&a.ID),
		"items": to(&a.Items),
		"asset": to(&a.Asset),
		"tokenState": func(n *yaml.Node) {
			a.TokenState = r.path(n)
			a.HasTokenState = len(a.TokenState) > 0
		},
		"tokenValid": func(n *yaml.Node) {
			if n.Kind != yaml.SequenceNode {
				r.fail(n, "a list is due here")
				return
			}
			for _, item := range n.Content {
				a.TokenValid = append(a.TokenValid, r.text(item))
			}
		},
	})
}

func (r *mappingReader) fields(n *yaml.Node) {
	known := MappableKeys()
	r.pairs(n, func(key, value *yaml.Node) {
		switch {
		case !slices.Contains(known, key.Value):
			r.fail(key, "the form has no %q (it has %s)", key.Value, strings.Join(known, ", "))
		case value.Kind == yaml.ScalarNode && r.text(value) == "":
		case value.Kind == yaml.ScalarNode && value.Value == noneWord:
			r.m.Fields[key.Value] = MappedField{None: true}
		default:
			r.m.Fields[key.Value] = r.field(key.Value, value)
		}
	})
}

func (r *mappingReader) field(key string, n *yaml.Node) MappedField {
	f := MappedField{Type: usualType(key)}
	if n.Kind == yaml.ScalarNode {
		f.Path = r.path(n)
		return f
	}
	r.eachOf(n, map[string]func(*yaml.Node){
		"path": func(n *yaml.Node) { f.Path = r.path(n) },
		"type": func(n *yaml.Node) {
			f.Type = ValueType(r.text(n))
			if !slices.Contains([]ValueType{TypeString, TypeNumber, TypeBoolean}, f.Type) {
				r.fail(n, "type takes string, number or boolean, not %q", n.Value)
			}
		},
		"values": func(n *yaml.Node) {
			f.Values = map[string]string{}
			r.pairs(n, func(key, value *yaml.Node) { f.Values[key.Value] = r.text(value) })
		},
	})
	if len(f.Path) == 0 {
		r.fail(n, "%s has no path", key)
	}
	return f
}

func (r *mappingReader) fixed(n *yaml.Node) {
	r.pairs(n, func(key, value *yaml.Node) {
		path := r.path(key)
		if len(path) == 0 {
			r.fail(key, "a fixed value has no place")
		}
		r.m.Fixed = append(r.m.Fixed, FixedValue{path, r.scalar(value)})
	})
}

// scalar is a value as JSON has it.
func (r *mappingReader) scalar(n *yaml.Node) any {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, "a single value is due here")
		return nil
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value)
		}
	}
	return n.Value
}

// yamlLine and yamlReason take apart the error of the YAML reader, which has
// the line in its text only.
func yamlLine(err error) int {
	var line int
	_, rest, _ := strings.Cut(err.Error(), "line ")
	_, _ = fmt.Sscanf(rest, "%d", &line)
	return line
}

func yamlReason(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if before, after, found := strings.Cut(text, ": "); found && strings.HasPrefix(before, "line ") {
		text = after
	}
	return errors.New(text)
}
