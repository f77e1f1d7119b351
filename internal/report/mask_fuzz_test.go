package report

import (
	"encoding/json"
	"testing"

	"mailasset/internal/msg"
)

// FuzzMask: no text stops the report, what is masked stays so, and a document
// stays one.
func FuzzMask(f *testing.F) {
	for _, text := range []string{"'@x", `"@x"@y.example`, "%40%40", "a@b@c", `C:\Users\a b\`, "[secret:x y]@z", "&#64;@", "\xff@x", `"\u0040"@x`, madeUpRefresh, `""@a`} {
		f.Add(text)
	}
	m := newMask(source(msg.English))
	f.Fuzz(func(t *testing.T, text string) {
		m.text(text)
		doc, err := indented(map[string]string{"seen": text})
		if masked := m.document(doc); err != nil || !json.Valid([]byte(masked)) {
			t.Errorf("%v: %s", err, masked)
		}
	})
}
