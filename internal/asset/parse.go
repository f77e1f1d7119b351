package asset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Bounds of a document: far above any configuration, far below what hurts.
const (
	maxFile     = 1 << 20
	maxDepth    = 100
	maxKey      = 128  // YAML takes no longer ones on one line
	maxMembers  = 1000 // of one object: it is searched from the front
	maxProblems = 100
)

// parse reads a document into a tree. One that begins with a brace or a bracket
// is JSON, every other YAML. Problems say what the tree leaves out; without a
// tree there is one.
func parse(doc []byte) (*node, []Problem) {
	doc = bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf")) // Notepad writes one
	first := bytes.TrimLeft(doc, " \t\r\n")
	p := &parser{}
	var root *node
	switch {
	case len(doc) > maxFile:
		p.fail(0, "", DefectLarge, "")
	case len(first) == 0:
		p.fail(0, "", DefectEmpty, "")
	case first[0] == '{', first[0] == '[':
		root = p.readJSON(doc)
	default:
		root = p.readYAML(doc)
	}
	return root, p.problems
}

// parser collects what is wrong with a document while it is read.
type parser struct {
	problems []Problem
	full     bool // an object has more keys than are read, which was said

	tokens *json.Decoder
	doc    []byte
	line   int // of the token last read
	offset int64
}

func (p *parser) fail(line int, place string, d Defect, want string) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, Problem{line, place, &ContentError{d, want}})
	}
}

// spoilt stands for a value that cannot be used: its key is there, and nothing
// is made of it.
func (p *parser) spoilt(line int, place string, d Defect) *node {
	p.fail(line, place, d, "")
	return &node{kind: nullNode, line: line, bad: true}
}

// below names the place of a key under another.
func below(place, key string) string { return strings.TrimPrefix(place+"."+key, ".") }

func index(place string, i int) string { return fmt.Sprintf("%s[%d]", place, i) }

// add puts a member into an object, unless its key is there already or cannot
// be one.
func (p *parser) add(object *node, place string, m member) {
	switch {
	case len(object.members) == maxMembers:
		if !p.full {
			p.fail(m.line, place, DefectMany, "")
		}
		p.full = true
	case len(m.key) > maxKey:
		p.fail(m.line, place, DefectKey, "")
	case object.get(m.key) != nil:
		p.fail(m.line, below(place, m.key), DefectTwice, "")
	default:
		object.members = append(object.members, m)
	}
}

// readJSON reads JSON. It is valid before the first token is taken, so that
// taking them cannot fail.
func (p *parser) readJSON(doc []byte) *node {
	var whole json.RawMessage
	if err := json.Unmarshal(doc, &whole); err != nil {
		p.fail(lineOf(doc, err), "", DefectSyntax, "JSON")
		return nil
	}
	p.tokens, p.doc, p.line = json.NewDecoder(bytes.NewReader(doc)), doc, 1
	p.tokens.UseNumber()
	return p.jsonValue("", 0)
}

// next takes a token and counts the lines up to it.
func (p *parser) next() json.Token {
	token, err := p.tokens.Token()
	if err != nil {
		return nil
	}
	end := p.tokens.InputOffset()
	p.line += bytes.Count(p.doc[p.offset:end], []byte("\n"))
	p.offset = end
	return token
}

func (p *parser) jsonValue(place string, depth int) *node {
	token := p.next()
	n := &node{line: p.line}
	switch value := token.(type) {
	case json.Delim:
		if depth++; depth > maxDepth {
			p.skip()
			return p.spoilt(n.line, "", DefectDeep)
		}
		p.jsonBelow(n, value, place, depth)
	case string:
		n.kind, n.text = stringNode, value
	case json.Number:
		return p.number(n, place, value.String())
	case bool:
		n.kind, n.text = booleanNode, strconv.FormatBool(value)
	default:
		n.kind = nullNode
	}
	return n
}

// jsonBelow reads what stands in an object or an array, and its end.
func (p *parser) jsonBelow(n *node, open json.Delim, place string, depth int) {
	n.kind = objectNode
	if open == '[' {
		n.kind = arrayNode
	}
	for i := 0; p.tokens.More(); i++ {
		if n.kind == arrayNode {
			n.items = append(n.items, p.jsonValue(index(place, i), depth))
			continue
		}
		key, _ := p.next().(string)
		m := member{key: key, line: p.line}
		m.value = p.jsonValue(below(place, key), depth)
		p.add(n, place, m)
	}
	p.next()
}

// skip passes over the rest of an object or an array that was opened.
func (p *parser) skip() {
	for open := 1; open > 0; {
		switch p.next() {
		case json.Delim('{'), json.Delim('['):
			open++
		case json.Delim('}'), json.Delim(']'), nil:
			open--
		}
	}
}

// number takes a number that fits into a float64, as JSON readers hold it.
func (p *parser) number(n *node, place, text string) *node {
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return p.spoilt(n.line, place, DefectNumber)
	}
	n.kind, n.text = numberNode, text
	return n
}

// readYAML reads YAML. The reader's own words are not passed on: they repeat
// what stands in the file.
func (p *parser) readYAML(doc []byte) (root *node) {
	defer func() {
		if recover() != nil { // the reader stumbled over itself
			p.fail(0, "", DefectSyntax, "YAML")
			root = nil
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(doc))
	var first, second yaml.Node
	if err := decoder.Decode(&first); err != nil && !errors.Is(err, io.EOF) {
		near := yamlLine(err)
		if line := tabLine(doc, near); line > 0 {
			p.fail(line, "", DefectTab, "")
			return nil
		}
		p.fail(near, "", DefectSyntax, "YAML")
		return nil
	}
	if len(first.Content) == 0 {
		p.fail(0, "", DefectEmpty, "")
		return nil
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		p.fail(second.Line, "", DefectSecond, "")
	case !errors.Is(err, io.EOF):
		p.fail(yamlLine(err), "", DefectSyntax, "YAML")
	}
	return p.yamlValue(first.Content[0], "", 0)
}

// tabLine is the line that is indented with a tab where the reader stumbled, or
// beside it, 0 where none is.
func tabLine(doc []byte, near int) int {
	lines := bytes.Split(doc, []byte("\n"))
	for line := max(near-1, 1); line <= min(near+1, len(lines)); line++ {
		rest := bytes.TrimLeft(lines[line-1], " ")
		if bytes.HasPrefix(rest, []byte("\t")) && len(bytes.TrimSpace(rest)) > 0 {
			return line
		}
	}
	return 0
}

func (p *parser) yamlValue(y *yaml.Node, place string, depth int) *node {
	line := y.Line
	if y.Kind == yaml.AliasNode {
		y = y.Alias // of a single value only: a list of lists of aliases would grow without bound
		if y == nil || y.Kind != yaml.ScalarNode {
			return p.spoilt(line, place, DefectAlias)
		}
	}
	n := &node{line: line}
	if y.Kind == yaml.ScalarNode {
		return p.yamlScalar(n, y, place)
	}
	if y.ShortTag() != (&yaml.Node{Kind: y.Kind}).ShortTag() {
		return p.spoilt(line, place, DefectTag)
	}
	if depth++; depth > maxDepth {
		return p.spoilt(line, "", DefectDeep)
	}
	if y.Kind == yaml.SequenceNode {
		n.kind = arrayNode
		for i, item := range y.Content {
			n.items = append(n.items, p.yamlValue(item, index(place, i), depth))
		}
		return n
	}
	n.kind = objectNode
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			p.fail(key.Line, place, DefectAlias, "")
			continue
		}
		m := member{key: key.Value, line: key.Line}
		m.value = p.yamlValue(y.Content[i+1], below(place, key.Value), depth)
		p.add(n, place, m)
	}
	return n
}

// yamlScalar reads a single value. A date is text: the configuration holds it
// as JSON does.
func (p *parser) yamlScalar(n *node, y *yaml.Node, place string) *node {
	if !tagFits(y) {
		return p.spoilt(n.line, place, DefectTag)
	}
	switch y.ShortTag() {
	case "!!str", "!!timestamp":
		n.kind, n.text = stringNode, y.Value
	case "!!null":
		n.kind, n.left = nullNode, y.Value == ""
	case "!!bool":
		n.kind, n.text = booleanNode, strings.ToLower(y.Value)
	case "!!int", "!!float":
		if leadingZeros(y.Value) {
			return p.spoilt(n.line, place, DefectZeros)
		}
		text, ok := jsonNumber(y)
		if !ok {
			return p.spoilt(n.line, place, DefectNumber)
		}
		return p.number(n, place, text)
	default:
		return p.spoilt(n.line, place, DefectTag)
	}
	return n
}

// tagFits reports whether a value is what its tag says, which can be any where
// somebody wrote it himself: the reader does not look.
func tagFits(y *yaml.Node) bool {
	tag, plain := y.ShortTag(), (&yaml.Node{Kind: yaml.ScalarNode, Value: y.Value}).ShortTag()
	return tag == "!!str" || tag == plain || tag == "!!float" && plain == "!!int"
}

// leadingZeros reports a number that begins as no other is written: YAML 1.1
// takes 0465 for the octal 309, YAML 1.2 for 465.
func leadingZeros(number string) bool {
	digits := strings.TrimLeft(number, "+-")
	return len(digits) > 1 && digits[0] == '0' && (digits[1] == '_' || digits[1] >= '0' && digits[1] <= '9')
}

// jsonNumber is a number of YAML as JSON writes it: as it stands where JSON has
// that form, else in decimals. Infinity and "not a number" have none.
func jsonNumber(y *yaml.Node) (string, bool) {
	if json.Valid([]byte(y.Value)) {
		return y.Value, true
	}
	var value any
	if err := y.Decode(&value); err != nil {
		return "", false
	}
	text, err := json.Marshal(value)
	return string(text), err == nil && strings.Trim(string(text), "+-.eE0123456789") == ""
}

// lineOf turns the offset of a JSON error into a line number.
func lineOf(doc []byte, err error) int {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) || syntax.Offset > int64(len(doc)) {
		return 0
	}
	// The byte at which the reader stumbled belongs to the line it ends.
	return 1 + bytes.Count(doc[:max(syntax.Offset-1, 0)], []byte("\n"))
}
