package asset

import (
	"fmt"
	"strconv"
	"strings"
)

// Bounds of a path: far above any body, far below what hurts.
const (
	maxPathDepth = 32
	maxIndex     = 99
)

// Path leads to one value of a JSON document: names of objects and indexes of
// arrays, written "smtp.servers[0].host". A backslash takes the meaning from
// the dot, the bracket or the backslash behind it. The empty Path is the
// document itself.
type Path []step

// step is one name, or, where name is empty and isIndex is set, one index.
type step struct {
	name    string
	index   int
	isIndex bool
}

// ParsePath reads a path. Its errors name a [MappingFlaw].
func ParsePath(whole string) (Path, error) {
	var path Path
	for rest := whole; rest != ""; {
		if len(path) == maxPathDepth {
			return nil, &flawError{FlawPathDeep, whole, strconv.Itoa(maxPathDepth)}
		}
		var next step
		var err *flawError
		if rest[0] == '[' {
			next, rest, err = parseIndex(rest)
		} else {
			next, rest, err = parseName(rest, len(path) > 0)
		}
		if err != nil {
			return nil, &flawError{err.flaw, whole, err.want}
		}
		path = append(path, next)
	}
	return path, nil
}

func parseIndex(text string) (step, string, *flawError) {
	digits, rest, closed := strings.Cut(text[1:], "]")
	n, err := strconv.ParseUint(digits, 10, 8)
	if !closed || err != nil || n > maxIndex {
		return step{}, "", &flawError{flaw: FlawPathIndex, want: strconv.Itoa(maxIndex)}
	}
	return step{index: int(n), isIndex: true}, rest, nil
}

// parseName reads a name up to the next dot or bracket. A name that is not the
// first step stands behind a dot.
func parseName(text string, further bool) (step, string, *flawError) {
	if further {
		if text[0] != '.' {
			return step{}, "", &flawError{flaw: FlawPathDot}
		}
		text = text[1:]
	}
	var name strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			if i++; i == len(text) {
				return step{}, "", &flawError{flaw: FlawPathEscape}
			}
		case '.', '[':
			return named(name.String(), text[i:])
		}
		name.WriteByte(text[i])
	}
	return named(name.String(), "")
}

func named(name, rest string) (step, string, *flawError) {
	if name == "" {
		return step{}, "", &flawError{flaw: FlawPathEmpty}
	}
	return step{name: name}, rest, nil
}

var escapeName = strings.NewReplacer(`\`, `\\`, ".", `\.`, "[", `\[`)

// String writes the path as ParsePath reads it.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.isIndex:
			fmt.Fprintf(&b, "[%d]", s.index)
			continue
		case i > 0:
			b.WriteByte('.')
		}
		b.WriteString(escapeName.Replace(s.name))
	}
	return b.String()
}

// in returns the value that stands at the path in a decoded JSON document, and
// whether there is one: null is one.
func (p Path) in(document any) (any, bool) {
	for _, s := range p {
		if s.isIndex {
			list, ok := document.([]any)
			if !ok || s.index >= len(list) {
				return nil, false
			}
			document = list[s.index]
			continue
		}
		object, ok := document.(map[string]any)
		if !ok {
			return nil, false
		}
		if document, ok = object[s.name]; !ok {
			return nil, false
		}
	}
	return document, true
}

// put returns the document with the value at the path. Objects and arrays that
// are missing are made; a place that is taken is an error.
func (p Path) put(document, value any) (any, error) {
	if len(p) == 0 {
		if document != nil {
			return nil, &flawError{flaw: FlawTaken}
		}
		return value, nil
	}
	if p[0].isIndex {
		return p.putInList(document, value)
	}
	object, ok := document.(map[string]any)
	if !ok {
		if document != nil {
			return nil, &flawError{flaw: FlawInValue}
		}
		object = map[string]any{}
	}
	child, err := p[1:].put(object[p[0].name], value)
	if err != nil {
		return nil, err
	}
	object[p[0].name] = child
	return object, nil
}

func (p Path) putInList(document, value any) (any, error) {
	list, ok := document.([]any)
	if !ok && document != nil {
		return nil, &flawError{flaw: FlawInValue}
	}
	for len(list) <= p[0].index {
		list = append(list, nil)
	}
	child, err := p[1:].put(list[p[0].index], value)
	if err != nil {
		return nil, err
	}
	list[p[0].index] = child
	return list, nil
}

// holes reports whether an array of the document has a place that nothing
// fills.
func holes(document any) bool {
	switch d := document.(type) {
	case map[string]any:
		for _, child := range d {
			if holes(child) {
				return true
			}
		}
	case []any:
		for _, child := range d {
			if child == nil || holes(child) {
				return true
			}
		}
	}
	return false
}
