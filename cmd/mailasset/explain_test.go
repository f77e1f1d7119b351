//go:build !windows

package main

import (
	"testing"

	"mailasset/internal/lab"
)

// What is pasted on a terminal may have empty lines inside; an empty line that
// nothing follows ends it, and so does the end of input.
func TestExplainOnATerminal(t *testing.T) {
	t.Parallel()
	b := newBench(t, lab.Config{})
	for _, tt := range []struct {
		args   []string
		typed  string
		says   string
		exited int
	}{
		{nil, "\nToegang geblokkeerd\n\nDe app wordt momenteel getest.\n\nFout 403: access_denied\n\n", "not-a-test-user", 0},
		{[]string{"--lang", "nl"}, "de maan\n\x04", "niet gegokt", 4},
		{nil, "\x03", "Stopped", 3},
	} {
		x := b.start(append([]string{"explain"}, tt.args...)...)
		x.expect("explain.text")
		x.send(tt.typed)
		x.expect(tt.says)
		if code, said := x.exit(); code != tt.exited {
			t.Errorf("%q: exit code %d:\n%s", tt.typed, code, said)
		}
	}
}
