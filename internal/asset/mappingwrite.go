package asset

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mailasset/internal/wholefile"
)

// WriteMapping writes a mapping as a file that [ReadMapping] reads, whole and
// with mode 0600.
func WriteMapping(path string, m *Mapping) error {
	doc := m.Encode()
	if _, err := ParseMapping(doc); err != nil {
		return fmt.Errorf("write the mapping %s: %w", path, err)
	}
	if err := wholefile.Write(path, doc); err != nil {
		return fmt.Errorf("write the mapping %s: %w", path, unwrapPath(err))
	}
	return nil
}

// Encode writes the mapping as the document that [ParseMapping] reads.
func (m *Mapping) Encode() []byte {
	var b strings.Builder
	b.WriteString("# How the Digital Asset API of Webex Connect names the values of an email asset.\n" +
		"# `mailasset push --template` prints the manual of this file.\n")
	fmt.Fprintf(&b, "confirmed: %t\noperations:\n", m.Confirmed)
	for _, o := range []struct {
		name string
		op   Operation
	}{{"create", m.Operations.Create}, {"list", m.Operations.List}, {"get", m.Operations.Get}, {"update", m.Operations.Update}} {
		text := o.op.Method + " " + o.op.Target
		switch {
		case o.op.none() && o.name == "list":
			text = noneWord
		case o.op.none():
			text = ""
		}
		fmt.Fprintf(&b, "  %s: %s\n", o.name, jsonText(text))
	}
	a := m.Answer
	fmt.Fprintf(&b, "answer:\n  id: %s\n  items: %s\n  asset: %s\n  tokenState: %s\n  tokenValid: [%s]\n",
		jsonText(a.ID.String()), jsonText(a.Items.String()), jsonText(a.Asset.String()), jsonText(a.TokenState.String()), jsonTexts(a.TokenValid))
	b.WriteString("fields:\n")
	for _, key := range MappableKeys() {
		f, mapped := m.Fields[key]
		fmt.Fprintf(&b, "  %s: %s\n", key, f.encoded(key, mapped))
	}
	b.WriteString("fixed:")
	if len(m.Fixed) == 0 {
		b.WriteString(" {}")
	}
	for _, f := range m.Fixed {
		value, _ := json.Marshal(f.Value) // a single value, which always marshals
		fmt.Fprintf(&b, "\n  %s: %s", jsonText(f.Path.String()), value)
	}
	return []byte(b.String() + "\n")
}

// encoded is the field as the file has it.
func (f MappedField) encoded(key string, mapped bool) string {
	switch {
	case !mapped:
		return `""`
	case f.None:
		return noneWord
	case f.Type == usualType(key) && f.Values == nil && f.Path.String() != noneWord:
		return jsonText(f.Path.String())
	}
	text := "{path: " + jsonText(f.Path.String()) + ", type: " + string(f.Type)
	if f.Values != nil {
		var pairs []string
		for _, form := range slices.Sorted(maps.Keys(f.Values)) {
			pairs = append(pairs, jsonText(form)+": "+jsonText(f.Values[form]))
		}
		text += ", values: {" + strings.Join(pairs, ", ") + "}"
	}
	return text + "}"
}

func jsonTexts(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = jsonText(text)
	}
	return strings.Join(all, ", ")
}

// jsonText writes a text as JSON does, which YAML reads too.
func jsonText(text string) string {
	doc, _ := encode(text) // a text, which always marshals
	return strings.TrimSpace(string(doc))
}
