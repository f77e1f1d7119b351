// Package lazyregexp compiles regular expressions when they are first used:
// compiled at start-up, the program's two dozen cost every command, also
// `mailasset version`, more than all the rest of what it does (measured).
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that compiles the expression once, when it is first
// called. A wrong expression panics there; a test that matches anything finds
// it.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
