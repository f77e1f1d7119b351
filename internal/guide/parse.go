package guide

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"

	"go.yaml.in/yaml/v3"

	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
)

// PackError is one thing wrong with a step pack.
type PackError struct {
	File   string // empty when the pack did not come from a file
	Line   int    // in the file, from 1; 0 when it concerns the whole file
	Field  string // the path, such as steps[4].verified; empty for the whole file
	Reason msg.Line
	Err    error // why the file could not be read; then there is no Reason
}

// Error names the file, the line, the field and the reason.
func (e *PackError) Error() string {
	where := ""
	if e.File != "" {
		where = e.File + ": "
	}
	if e.Line != 0 {
		where += fmt.Sprintf("line %d: ", e.Line)
	}
	if e.Field != "" {
		where += e.Field + ": "
	}
	if e.Err != nil {
		return where + e.Err.Error()
	}
	return where + e.Reason.In(msg.English)
}

// Unwrap returns why the file could not be read.
func (e *PackError) Unwrap() error { return e.Err }

// Problems lists everything that an error of [Parse] or [ReadPack] says, in the
// order of the file.
func Problems(err error) []*PackError {
	var all []*PackError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			all = append(all, Problems(one)...)
		}
		return all
	}
	var one *PackError
	if errors.As(err, &one) {
		all = append(all, one)
	}
	return all
}

// maxPack is far above the size of any real pack.
const maxPack = 1 << 20

// Parse reads a step pack, such as a newer one that a person got as a file.
// Everything wrong with it is reported at once: the error joins one
// *PackError per problem, in the order of the file.
func Parse(data []byte) (*Pack, error) {
	if len(data) > maxPack {
		return nil, &PackError{Reason: msg.PackLarge.Line()}
	}
	return read[Pack](data, (*checker).check)
}

// read decodes the one YAML document in data after it was checked.
func read[T any](data []byte, check func(c *checker, root *yaml.Node)) (*T, error) {
	root, err := document(data)
	if err != nil {
		return nil, err
	}
	c := &checker{}
	if check(c, root); len(c.problems) > 0 {
		return nil, c.joined()
	}
	var all T
	if err := root.Decode(&all); err != nil {
		return nil, syntax(err)
	}
	return &all, nil
}

// document returns the root of the one YAML document in data.
func document(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, syntax(err)
	}
	if len(doc.Content) == 0 {
		return nil, &PackError{Reason: msg.PackEmpty.Line()}
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, &PackError{Line: second.Line, Reason: msg.PackSecond.Line()}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntax(err)
	}
	return doc.Content[0], nil
}

// UnmarshalYAML reads a label, either one string for both languages or a mapping.
func (l *Label) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*l = Label{En: n.Value, Nl: n.Value}
		return nil
	}
	type mapping Label // without this method
	return n.Decode((*mapping)(l))
}

// The YAML library names the line only inside its text, and means the line
// on which the piece that it could not read begins, or the one before.
var yamlLine = lazyregexp.New(`^yaml: (?:line (\d+): )?`)

func syntax(err error) error {
	m := yamlLine().FindStringSubmatch(err.Error())
	if m == nil {
		return &PackError{Reason: msg.PackNotYAML.Line(err.Error())}
	}
	line, _ := strconv.Atoi(m[1]) // none named is line 0, the whole file
	return &PackError{Line: line, Reason: msg.PackNotYAMLHere.Line(err.Error()[len(m[0]):])}
}

// joined returns the problems as one error, in the order of the file.
func (c *checker) joined() error {
	sort.SliceStable(c.problems, func(i, j int) bool { return c.problems[i].Line < c.problems[j].Line })
	all := make([]error, len(c.problems))
	for i, p := range c.problems {
		all[i] = p
	}
	return errors.Join(all...)
}
