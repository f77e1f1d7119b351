// Package secret holds values that must not be shown: the type that hides them
// and the redactor that finds them again in text that came from elsewhere.
package secret

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// masked is what a String looks like wherever it is not meant to be read.
const masked = "[secret]"

// String is a value that no formatting verb, encoder or logger shows. The value
// sits behind a pointer because fmt prints the unexported fields of a struct it
// cannot ask (measured: a type with only a String method leaks through %d).
// The zero String is empty.
type String struct {
	v *string
	// disclosed is set on the copies that Disclosed returns.
	disclosed bool
}

// New returns a String that holds s.
func New(s string) String {
	if s == "" {
		return String{}
	}
	return String{v: &s}
}

// Reveal returns the value. The places that call it are few and listed in a
// test of this package.
func (s String) Reveal() string {
	if s.v == nil {
		return ""
	}
	return *s.v
}

// Disclosed returns a copy that marshals as its value instead of a mask, for a
// file that only its owner can read. Formatting and logging still mask it. The
// places that call it are listed in the same test as those of Reveal.
func (s String) Disclosed() String {
	s.disclosed = true
	return s
}

// Empty reports whether there is no value.
func (s String) Empty() bool { return s.Reveal() == "" }

// Equal compares two values in constant time for values of equal length.
func (s String) Equal(t String) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(t.Reveal())) == 1
}

// Hint returns the last four characters of a value that is long enough to stay
// secret without them, behind an ellipsis; else the mask, or "" when empty.
func (s String) Hint() string {
	v := s.Reveal()
	switch {
	case v == "":
		return ""
	case len(v) < 4*minLength:
		return masked
	}
	return "…" + v[len(v)-4:]
}

// Format implements [fmt.Formatter]: the mask for every verb, "" when empty.
func (s String) Format(f fmt.State, _ rune) {
	if !s.Empty() {
		_, _ = io.WriteString(f, masked)
	}
}

// LogValue implements [slog.LogValuer].
func (s String) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// MarshalText implements [encoding.TextMarshaler]: the mask, or the value of a
// Disclosed copy.
func (s String) MarshalText() ([]byte, error) {
	if s.disclosed {
		return []byte(s.Reveal()), nil
	}
	return []byte(fmt.Sprint(s)), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. A mask reads as empty,
// so that a document written masked never passes for one with its secrets.
func (s *String) UnmarshalText(text []byte) error {
	*s = String{}
	if v := string(text); v != masked && !strings.HasPrefix(v, redactedPrefix) {
		*s = New(v)
	}
	return nil
}
