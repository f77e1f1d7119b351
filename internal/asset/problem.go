package asset

import (
	"fmt"
	"strings"
)

// Defect is one way in which a document cannot be used.
type Defect string

// The defects of a document.
const (
	DefectLarge   Defect = "large"   // above 1 MiB
	DefectEmpty   Defect = "empty"   // nothing in it
	DefectSyntax  Defect = "syntax"  // not whole; Want is JSON or YAML
	DefectTab     Defect = "tab"     // YAML that is not whole, with a tab as indentation
	DefectSecond  Defect = "second"  // a second YAML document
	DefectDeep    Defect = "deep"    // nested beyond use
	DefectKey     Defect = "key"     // a key longer than any
	DefectMany    Defect = "many"    // more keys under one than any
	DefectTwice   Defect = "twice"   // a key stands there a second time
	DefectAlias   Defect = "alias"   // a YAML alias that is no single value
	DefectTag     Defect = "tag"     // a YAML tag that JSON has no value for
	DefectNumber  Defect = "number"  // a number that JSON readers cannot hold
	DefectZeros   Defect = "zeros"   // a number of YAML that begins with 0, which is octal to some readers
	DefectUnknown Defect = "unknown" // a key that is not known; Want is the place of the one that is nearest
	DefectVersion Defect = "version" // of a newer program; Want is the newest known
	DefectMissing Defect = "missing" // a required key
	DefectBare    Defect = "bare"    // YAML: a required key behind which nothing stands
	DefectType    Defect = "type"    // Want is the schema's type
	DefectChoice  Defect = "choice"  // Want lists what may stand there
	DefectRange   Defect = "range"   // Want is "from-to"
	DefectTime    Defect = "time"    // not RFC 3339
	DefectSchema  Defect = "schema"  // another keyword of the schema; Want is the schema's word for it
)

// ContentError says what is wrong at one place of a document. It repeats no
// value of the document, which may be a secret in the wrong place.
type ContentError struct {
	Defect Defect
	Want   string // what belongs there, where the defect does not say it
}

// Error implements error.
func (e *ContentError) Error() string {
	if e.Want != "" {
		return fmt.Sprintf("%s (want %s)", e.Defect, e.Want)
	}
	return string(e.Defect)
}

// Problem is one thing wrong with a document.
type Problem struct {
	Line int    // from 1; 0 where it has no place in the text
	Path string // of the key, such as "authentication.port"; "" for the whole document
	// Err is a *ContentError, or a *RuleError without the value.
	Err error
}

// String is the problem in one line.
func (p Problem) String() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	if rule, ok := p.Err.(*RuleError); ok {
		fmt.Fprintf(&b, "breaks the rule %q", rule.Rule)
		return b.String()
	}
	b.WriteString(p.Err.Error())
	return b.String()
}

// Hint reports a problem that alone keeps nothing from being used: it may be why
// another is there.
func (p Problem) Hint() bool {
	content, ok := p.Err.(*ContentError)
	return ok && content.Defect == DefectUnknown
}

// FileError says what is wrong with a configuration file: either Err, where the
// system did not let it be read, or everything found in it, hints among it, in
// the order of the lines.
type FileError struct {
	Path     string
	Err      error
	Problems []Problem
}

// Error implements error.
func (e *FileError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("read %s: %v", e.Path, e.Err)
	}
	all := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		all[i] = p.String()
	}
	return fmt.Sprintf("read %s: %s", e.Path, strings.Join(all, "; "))
}

// Unwrap returns what the system said, nil where the content is at fault: the
// problems are told by their file, not one by one.
func (e *FileError) Unwrap() error { return e.Err }
