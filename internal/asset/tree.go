package asset

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a node of a document is, in the words of JSON Schema.
type kind string

const (
	objectNode  kind = "object"
	arrayNode   kind = "array"
	stringNode  kind = "string"
	numberNode  kind = "number"
	booleanNode kind = "boolean"
	nullNode    kind = "null"
)

// node is one value of a document with its place in the text. JSON and YAML are
// read into the same tree, which knows what Go's own values lose: the order of
// the keys, how a number was written, and the line.
type node struct {
	kind    kind
	line    int
	text    string // of a scalar; a number's as JSON writes it
	members []member
	items   []*node
	bad     bool     // breaks the schema: nothing is made of it
	bare    []member // YAML: keys that are known and behind which nothing stands, which counts as not there
	left    bool     // YAML: nothing stands behind the key
}

// member is a key of an object and its value.
type member struct {
	key   string
	line  int
	value *node
}

// get returns the value of a key, nil where there is none.
func (n *node) get(key string) *node {
	for _, m := range n.members {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// put gives a key a value; a new key is the last.
func (n *node) put(key string, value *node) {
	for i, m := range n.members {
		if m.key == key {
			n.members[i].value = value
			return
		}
	}
	n.members = append(n.members, member{key, value.line, value})
}

// at finds the node at a place such as "proof[0].status". Where it is not
// there, it is nil, and the line is that of the key above it.
func (n *node) at(place string) (found *node, line int) {
	if place == "" {
		return n, 0
	}
	at, line := n, 0
	for _, key := range strings.FieldsFunc(place, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		next := (*node)(nil)
		if index, err := strconv.Atoi(key); err == nil && at.kind == arrayNode && index < len(at.items) {
			next = at.items[index]
			line = next.line
		}
		for _, m := range at.members {
			if m.key == key {
				next, line = m.value, m.line
			}
		}
		if bare := at.bareLine(key); next == nil && bare > 0 {
			line = bare
		}
		if next == nil {
			return nil, line
		}
		at = next
	}
	return at, line
}

// bareLine is the line of a key behind which nothing stands, 0 for another.
func (n *node) bareLine(key string) int {
	for _, m := range n.bare {
		if m.key == key {
			return m.line
		}
	}
	return 0
}

// plain turns the tree into what encoding/json would have read. Numbers beyond
// float64 were refused before.
func (n *node) plain() any {
	switch n.kind {
	case objectNode:
		object := make(map[string]any, len(n.members))
		for _, m := range n.members {
			object[m.key] = m.value.plain()
		}
		return object
	case arrayNode:
		array := make([]any, len(n.items))
		for i, item := range n.items {
			array[i] = item.plain()
		}
		return array
	case numberNode:
		f, _ := strconv.ParseFloat(n.text, 64)
		return f
	case booleanNode:
		return n.text == "true"
	case nullNode:
		return nil
	}
	return n.text
}

// scalar writes a value that has no others below it, alike in JSON and YAML.
func (n *node) scalar() string {
	switch {
	case n.kind == stringNode:
		return quoted(n.text)
	case n.kind == nullNode:
		return "null"
	case n.kind == objectNode:
		return "{}"
	case n.kind == arrayNode:
		return "[]"
	}
	return n.text
}

// empty reports whether a value fits on its key's line.
func (n *node) flat() bool { return len(n.members) == 0 && len(n.items) == 0 }

// json writes the tree as encoding/json would, indented by two.
func (n *node) json(b *bytes.Buffer, indent string) {
	if n.flat() {
		b.WriteString(n.scalar())
		return
	}
	open, shut := "{", "}"
	if n.kind == arrayNode {
		open, shut = "[", "]"
	}
	below, between := indent+"  ", open+"\n"
	for _, m := range n.members {
		b.WriteString(between + below + quoted(m.key) + ": ")
		m.value.json(b, below)
		between = ",\n"
	}
	for _, item := range n.items {
		b.WriteString(between + below)
		item.json(b, below)
		between = ",\n"
	}
	b.WriteString("\n" + indent + shut)
}

// yaml writes the lines of the tree. Every text is quoted, so that no reader
// takes it for a number, a date or a "no".
func (n *node) yaml(b *bytes.Buffer, indent string) {
	if n.flat() {
		b.WriteString(indent + n.scalar() + "\n")
		return
	}
	for _, m := range n.members {
		b.WriteString(indent + yamlKey(m.key) + ":")
		if m.value.flat() {
			b.WriteString(" " + m.value.scalar() + "\n")
			continue
		}
		b.WriteString("\n")
		m.value.yaml(b, indent+"  ")
	}
	for _, item := range n.items {
		var below bytes.Buffer
		item.yaml(&below, indent+"  ")
		b.WriteString(indent + "- ")
		b.Write(below.Bytes()[len(indent)+2:])
	}
}

// yamlKey quotes a key that a reader could take for something else.
func yamlKey(key string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	switch strings.ToLower(key) {
	case "", "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return quoted(key)
	}
	if strings.Trim(key[:1], letters) != "" || strings.Trim(key, letters+"0123456789_-") != "" {
		return quoted(key)
	}
	return key
}

// quoted writes a text in double quotes, as JSON and YAML both read it. What
// YAML would not take as it is, and what could steer a terminal, is escaped.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xffff && !unicode.IsPrint(r):
			b.WriteRune(r) // JSON has no short escape, and both readers take it
		case r != ' ' && !unicode.IsPrint(r):
			b.WriteString(`\u`)
			const digits = "0123456789abcdef"
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(digits[r>>shift&0xf])
			}
		case r == utf8.RuneError:
			b.WriteString(`\ufffd`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
