package asset

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// FuzzDecode holds any document against what every reader relies on: no panic,
// no line that is not there, no value in what is said, and an end.
func FuzzDecode(f *testing.F) {
	for _, doc := range []string{least, leastYAML, tenMistakes, withUnknown, "{\n\"a\":\"\n", "a: &a [*a]\n", "? {a: b}\n: c\n", "--- |\n x\n", "{\"schemaVersion\":1e0}",
		"a: !!binary " + madeUpSecret, "*" + madeUpSecret, "%YAML 1.1\n---\n", "a: 0x_1\nb: 1_0\nc: +.5\nd: 0o7\ne: 190:20:30\n",
		"a: !!bool x\nb: !!null x\nc: !!int x\nd: !!float 1\ne: !!bool 'true'\nf: 0465\ng: !!seq {}\n"} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		begun := time.Now()
		c, broken, rules := decode(doc)
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%d bytes took %v", len(doc), took)
		}
		for _, p := range append(broken, rules...) {
			if p.Line < 0 || p.Line > 2+bytes.Count(doc, []byte("\n"))+bytes.Count(doc, []byte("\r"))+bytes.Count(doc, []byte("\u2028"))+bytes.Count(doc, []byte("\u2029"))+bytes.Count(doc, []byte("\u0085")) {
				t.Errorf("line %d of %q", p.Line, doc)
			}
			if said := p.String(); strings.Contains(said, "made-up") {
				t.Errorf("it tells %q", said)
			}
		}
		if len(broken) > 2*maxProblems+2 {
			t.Errorf("%d problems", len(broken))
		}
		if len(broken) == 0 {
			survives(t, doc, c)
		}
	})
}

// survives holds what was read against what is read back.
func survives(t *testing.T, doc []byte, c *Configuration) {
	json, err := c.Encode(true)
	if err != nil {
		t.Fatalf("%q cannot be written: %v", doc, err)
	}
	yaml, err := c.EncodeYAML(true)
	if err != nil {
		t.Fatalf("%q cannot be written as YAML: %v", doc, err)
	}
	for _, form := range [][]byte{json, yaml} {
		again, problems := Decode(form)
		if len(form) > maxFile {
			return // it grew by its indents
		}
		if problems != nil {
			t.Fatalf("%q does not survive: %s\n%s", doc, texts(problems), form)
		}
		if back, err := again.Encode(true); err != nil || !bytes.Equal(back, json) {
			t.Errorf("%q becomes\n%s\nand not\n%s", doc, back, json)
		}
	}
}
