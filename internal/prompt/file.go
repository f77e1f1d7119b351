package prompt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"mailasset/internal/lazyregexp"
)

// maxAnswers bounds an answers file: it holds some twenty short lines.
const maxAnswers = 1 << 20

// Reason is why an answers file or an answer on the command line is refused.
type Reason string

// The reasons there are.
const (
	NotYAML   Reason = "this is not YAML"
	TooLong   Reason = "an answers file has at most 1 MiB"
	NotAMap   Reason = "an answers file is one flat map of ids to answers"
	NotScalar Reason = "an answer is one value, not a list or a map"
	Duplicate Reason = "this id is answered twice"
	NoEquals  Reason = "an answer is written ID=VALUE"
)

// AnswersError says what in an answers file cannot be read.
type AnswersError struct {
	Line   int // counted from 1; 0 where there is none
	ID     string
	Reason Reason
	Err    error // what the YAML parser says, for NotYAML
}

// Error implements error.
func (e *AnswersError) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.ID != "" {
		b.WriteString(e.ID + ": ")
	}
	b.WriteString(string(e.Reason))
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns what the YAML parser said, if it was that.
func (e *AnswersError) Unwrap() error { return e.Err }

// UnknownIDError says that no question has this id.
type UnknownIDError struct {
	ID   string
	Line int // 0 on the command line
}

// Error implements error.
func (e *UnknownIDError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: no question has the id %q", e.Line, e.ID)
	}
	return fmt.Sprintf("no question has the id %q", e.ID)
}

// ReadAnswers reads an answers file: a flat YAML map of dotted ids to scalars,
// taken as they are written ("yes" stays "yes"). An id without a value is not
// answered, so that a template may keep its empty lines. known decides which
// ids exist; nil takes any.
func ReadAnswers(r io.Reader, known func(id string) bool) (map[string]string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxAnswers+1))
	if err != nil {
		return nil, fmt.Errorf("read the answers: %w", err)
	}
	if len(text) > maxAnswers {
		return nil, &AnswersError{Line: lines(text), Reason: TooLong}
	}
	if valid := bytes.ToValidUTF8(text, nil); len(valid) < len(text) {
		return nil, &AnswersError{Line: lines(commonPrefix(text, valid)), Reason: NotYAML, Err: errors.New("it is not UTF-8")}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return map[string]string{}, nil // empty, or comments only
	} else if err != nil {
		return nil, yamlError(err)
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, &AnswersError{Line: second.Line, Reason: NotAMap}
	} else if !errors.Is(err, io.EOF) {
		return nil, yamlError(err)
	}
	return answersOf(document.Content[0], known)
}

// lines is the line on which a text ends.
func lines(text []byte) int { return 1 + bytes.Count(text, []byte("\n")) }

func commonPrefix(a, b []byte) []byte {
	for i := range b {
		if a[i] != b[i] {
			return a[:i]
		}
	}
	return b
}

func answersOf(root *yaml.Node, known func(string) bool) (map[string]string, error) {
	answers, seen := map[string]string{}, map[string]bool{}
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		return answers, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, &AnswersError{Line: root.Line, Reason: NotAMap}
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			return nil, &AnswersError{Line: key.Line, Reason: NotAMap}
		case known != nil && !known(key.Value):
			return nil, &UnknownIDError{ID: key.Value, Line: key.Line}
		case seen[key.Value]:
			return nil, &AnswersError{Line: key.Line, ID: key.Value, Reason: Duplicate}
		case value.Kind != yaml.ScalarNode: // aliases too: they can stand for a map
			return nil, &AnswersError{Line: value.Line, ID: key.Value, Reason: NotScalar}
		}
		seen[key.Value] = true
		if value.ShortTag() != "!!null" {
			answers[key.Value] = Clean(value.Value)
		}
	}
	return answers, nil
}

var (
	yamlLine = lazyregexp.New(`^(?:yaml: )?(?:line (\d+): )?((?s).*)$`)
	// yamlParser is how the errors of the parser begin, in contrast to those of
	// the scanner: it counts their lines from 0 (seen in v3.0.6).
	yamlParser = lazyregexp.New(`^did not find expected (?:key|node|',' or|'-' ind|<)`)
)

// yamlError takes the line out of the text, as there is no type for it. No line
// is given for the first one, nor for an anchor.
func yamlError(err error) error {
	m := yamlLine().FindStringSubmatch(err.Error())
	e := &AnswersError{Reason: NotYAML, Err: errors.New(m[2])}
	line, _ := strconv.Atoi(m[1])
	switch {
	case strings.Contains(m[2], "anchor"):
	case line == 0 || yamlParser().MatchString(m[2]):
		e.Line = line + 1
	default:
		e.Line = line
	}
	return e
}

// ParseAnswer reads an answer from the command line, written ID=VALUE.
func ParseAnswer(s string, known func(id string) bool) (id, value string, err error) {
	id, value, found := strings.Cut(s, "=")
	if !found {
		// What was written is left out of the error: it may be the value.
		return "", "", &AnswersError{Reason: NoEquals}
	}
	id = Clean(id)
	if known != nil && !known(id) {
		return "", "", &UnknownIDError{ID: id}
	}
	return id, Clean(value), nil
}
