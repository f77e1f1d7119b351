package asset

import (
	"errors"
	"fmt"
)

// MappingFlaw is one way in which a mapping cannot be used.
type MappingFlaw string

// The flaws of a mapping.
const (
	FlawLarge       MappingFlaw = "large"        // Want is the most bytes there may be
	FlawSyntax      MappingFlaw = "syntax"       // no YAML
	FlawObject      MappingFlaw = "no-names"     // names with values are due
	FlawTwice       MappingFlaw = "twice"        // a name stands there a second time
	FlawName        MappingFlaw = "unknown-name" // nothing has this name
	FlawKey         MappingFlaw = "unknown-key"  // the form has no such key; Want lists those it has
	FlawText        MappingFlaw = "no-text"      // a text is due
	FlawList        MappingFlaw = "no-list"      // a list is due
	FlawScalar      MappingFlaw = "no-value"     // a single value is due
	FlawConfirmed   MappingFlaw = "confirmed"    // neither true nor false
	FlawMethod      MappingFlaw = "method"       // an operation begins otherwise than with one of Want
	FlawTarget      MappingFlaw = "target"       // an operation is no path below the base address
	FlawWithoutID   MappingFlaw = "without-id"   // {id} is due in it
	FlawWithID      MappingFlaw = "with-id"      // {id} must not stand in it
	FlawType        MappingFlaw = "type"         // no type of JSON; Want lists those there are
	FlawNoPath      MappingFlaw = "no-path"      // a field or a fixed value has no place
	FlawPathDeep    MappingFlaw = "path-deep"    // a place has more levels than Want
	FlawPathIndex   MappingFlaw = "path-index"   // what stands in brackets is no index up to Want
	FlawPathDot     MappingFlaw = "path-dot"     // a dot is missing
	FlawPathEscape  MappingFlaw = "path-escape"  // nothing follows the last backslash
	FlawPathEmpty   MappingFlaw = "path-empty"   // a name in it is empty
	FlawTaken       MappingFlaw = "taken"        // another value stands in that place
	FlawInValue     MappingFlaw = "in-value"     // it leads into what is no object or no array
	FlawBody        MappingFlaw = "body-array"   // the body would be an array
	FlawHole        MappingFlaw = "hole"         // nothing fills a place of an array
	FlawNumber      MappingFlaw = "no-number"    // the value of the asset is none
	FlawBoolean     MappingFlaw = "no-boolean"   // the value of the asset is neither true nor false
	FlawFixedNumber MappingFlaw = "fixed-number" // a number that JSON has no form for
	FlawFixedTag    MappingFlaw = "fixed-tag"    // a YAML tag that does not fit its value, or JSON
)

// flawError is a flaw before its place is known.
type flawError struct {
	flaw        MappingFlaw
	given, want string
}

// Error implements error.
func (e *flawError) Error() string {
	text := string(e.flaw)
	if e.given != "" {
		text += fmt.Sprintf(" %q", e.given)
	}
	if e.want != "" {
		text += " (want " + e.want + ")"
	}
	return text
}

// invalidMapping is a flaw with its place. A line of 0 and a place of "" are not
// known.
func invalidMapping(line int, place string, err error) error {
	bad := &MappingError{Line: line, Place: place, Reason: MappingInvalid}
	var f *flawError
	if errors.As(err, &f) {
		bad.Flaw, bad.Given, bad.Want = f.flaw, f.given, f.want
	}
	return bad
}
