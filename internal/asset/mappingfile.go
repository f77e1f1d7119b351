package asset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"mailasset/internal/wholefile"
)

// maxMapping is far above any mapping.
const maxMapping = 64 << 10

// noneWord stands in a mapping for what the API does not have.
const noneWord = "none"

// ReadMapping reads a mapping file. Errors are *MappingError.
func ReadMapping(path string) (*Mapping, error) {
	doc, err := wholefile.Read(path, maxMapping+1)
	if err != nil {
		reason := MappingUnreadable
		if errors.Is(err, fs.ErrNotExist) {
			reason = MappingAbsent
		}
		return nil, &MappingError{Path: path, Reason: reason, Err: unwrapPath(err)}
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
		return nil, invalidMapping(0, "", &flawError{flaw: FlawLarge, want: strconv.Itoa(maxMapping)})
	}
	var root yaml.Node
	if err := yaml.Unmarshal(doc, &root); err != nil {
		return nil, invalidMapping(yamlLine(err), "", &flawError{flaw: FlawSyntax})
	}
	m := &Mapping{Fields: map[string]MappedField{}}
	if len(root.Content) == 0 {
		return m, nil
	}
	r := &mappingReader{m: m, lines: map[string]int{}}
	r.eachOf(root.Content[0], map[string]func(*yaml.Node){
		"confirmed":  r.confirmed,
		"operations": r.operations,
		"answer":     r.answer,
		"fields":     r.fields,
		"fixed":      r.fixed,
	})
	if r.err == nil {
		r.trial()
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, nil
}

// mappingReader reads a document into m and keeps the first thing wrong.
type mappingReader struct {
	m     *Mapping
	lines map[string]int // of each field and fixed value, by its key or place
	err   error
}

func (r *mappingReader) fail(n *yaml.Node, place string, flaw flawError) {
	if r.err == nil {
		r.err = invalidMapping(n.Line, place, &flaw)
	}
}

// pairs calls f with each key and value of an object.
func (r *mappingReader) pairs(n *yaml.Node, f func(key, value *yaml.Node)) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == "":
		return
	case n.Kind != yaml.MappingNode:
		r.fail(n, "", flawError{flaw: FlawObject})
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || seen[key.Value] {
			r.fail(key, "", flawError{flaw: FlawTwice, given: key.Value})
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
			r.fail(key, "", flawError{flaw: FlawName, given: key.Value})
			return
		}
		read(value)
	})
}

// text returns a scalar, "" where it is open.
func (r *mappingReader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, "", flawError{flaw: FlawText})
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

func (r *mappingReader) path(n *yaml.Node) Path {
	p, err := ParsePath(r.text(n))
	var bad *flawError
	if errors.As(err, &bad) {
		r.fail(n, "", *bad)
	}
	return p
}

func (r *mappingReader) confirmed(n *yaml.Node) {
	switch r.text(n) {
	case "true":
		r.m.Confirmed = true
	case "false", "":
	default:
		r.fail(n, "confirmed", flawError{flaw: FlawConfirmed, given: n.Value})
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
			var bad *flawError
			if errors.As(err, &bad) {
				r.fail(n, "", *bad)
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
				r.fail(n, "", flawError{flaw: FlawList})
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
		r.lines[key.Value] = key.Line
		switch {
		case !slices.Contains(known, key.Value):
			r.fail(key, "", flawError{FlawKey, key.Value, strings.Join(known, ", ")})
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
				r.fail(n, key, flawError{FlawType, n.Value, "string, number, boolean"})
			}
		},
		"values": func(n *yaml.Node) {
			f.Values = map[string]string{}
			r.pairs(n, func(key, value *yaml.Node) { f.Values[key.Value] = r.text(value) })
		},
	})
	if len(f.Path) == 0 {
		r.fail(n, key, flawError{flaw: FlawNoPath})
	}
	return f
}

func (r *mappingReader) fixed(n *yaml.Node) {
	r.pairs(n, func(key, value *yaml.Node) {
		path := r.path(key)
		if len(path) == 0 {
			r.fail(key, "fixed", flawError{flaw: FlawNoPath})
		}
		r.lines[path.String()] = key.Line
		r.m.Fixed = append(r.m.Fixed, FixedValue{path, r.scalar(key.Value, value)})
	})
}

// scalar is a value as JSON has it. What YAML takes for a number and JSON has no
// form for, such as 0x10 and 1_000, may be meant as a text: whoever wrote it has
// to say.
func (r *mappingReader) scalar(place string, n *yaml.Node) any {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, place, flawError{flaw: FlawScalar})
		return nil
	}
	switch tag := n.ShortTag(); {
	case tag == "!!str", tag == "!!timestamp" && n.Style&yaml.TaggedStyle == 0:
		return n.Value
	case tag == "!!null" && slices.Contains([]string{"", "~", "null"}, strings.ToLower(n.Value)):
		return nil
	case tag == "!!bool" && slices.Contains([]string{"true", "false"}, strings.ToLower(n.Value)):
		return strings.EqualFold(n.Value, "true")
	case (tag == "!!int" || tag == "!!float") && json.Valid([]byte(n.Value)) && strings.Trim(n.Value, "-+.eE0123456789") == "":
		return json.Number(n.Value)
	case tag == "!!int", tag == "!!float":
		r.fail(n, place, flawError{flaw: FlawFixedNumber})
	default:
		r.fail(n, place, flawError{flaw: FlawFixedTag})
	}
	return nil
}

// yamlLine finds the line in the text of the YAML reader's error, 0 where it
// names none.
func yamlLine(err error) int {
	var line int
	_, rest, _ := strings.Cut(err.Error(), "line ")
	_, _ = fmt.Sscanf(rest, "%d", &line)
	return line
}
