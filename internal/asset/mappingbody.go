package asset

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mailasset/internal/secret"
)

// body puts together what create and update send. Secrets in it marshal masked
// unless disclose is set. What Webex Connect gives itself is not sent.
func (m *Mapping) body(c *Configuration, disclose bool) (any, error) {
	var body any
	for _, row := range c.Form() {
		f, mapped := m.Fields[row.Key]
		if !mapped || f.None || row.Direction != Typed && row.Direction != Tick {
			continue
		}
		value, err := f.encode(row, disclose)
		if err == nil {
			body, err = f.Path.put(body, value)
		}
		if err != nil {
			return nil, invalidMapping(0, fmt.Errorf("%s: %w", row.Key, err))
		}
	}
	for _, f := range m.Fixed {
		var err error
		if body, err = f.Path.put(body, f.Value); err != nil {
			return nil, invalidMapping(0, fmt.Errorf("the fixed %s: %w", f.Path, err))
		}
	}
	if holes(body) {
		return nil, invalidMapping(0, fmt.Errorf("an array of the body has a place that nothing fills"))
	}
	return body, nil
}

// trial puts a body together, so that two values in one place are seen now and
// not when an asset is written.
func (r *mappingReader) trial(line int) {
	var body any
	put := func(what string, p Path) {
		var err error
		if body, err = p.put(body, "x"); err != nil && r.err == nil {
			r.err = invalidMapping(line, fmt.Errorf("the place of %s: %w", what, err))
		}
	}
	for _, key := range MappableKeys() {
		if f, mapped := r.m.Fields[key]; mapped && !f.None && r.err == nil {
			put(key, f.Path)
		}
	}
	for _, f := range r.m.Fixed {
		if r.err == nil {
			put("the fixed "+f.Path.String(), f.Path)
		}
	}
	if _, isList := body.([]any); r.err == nil && isList {
		r.err = invalidMapping(line, errors.New("a body is an object, no array"))
	}
}

// encode turns the value of a row into what JSON carries.
func (f MappedField) encode(row FormField, disclose bool) (any, error) {
	if !row.Secret.Empty() {
		if disclose {
			return row.Secret.Disclosed(), nil
		}
		return row.Secret, nil
	}
	text := row.Value
	if word, has := f.Values[text]; has {
		text = word
	}
	switch f.Type {
	case TypeNumber:
		if !json.Valid([]byte(text)) || strings.Trim(text, "-+.eE0123456789") != "" {
			return nil, fmt.Errorf("%q is no number", text)
		}
		return json.Number(text), nil
	case TypeBoolean:
		if text != "true" && text != "false" {
			return nil, fmt.Errorf("%q is neither true nor false", text)
		}
		return text == "true", nil
	}
	return text, nil
}

// decode turns a value of an answer into the text of the form; "" for null and
// for what is no single value.
func (f MappedField) decode(value any) string {
	text := scalarText(value)
	for form, word := range f.Values {
		if word == text {
			return form
		}
	}
	return text
}

// scalarText is a single JSON value as text; "" for null, objects and arrays.
func scalarText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool, json.Number:
		return fmt.Sprint(v)
	}
	return ""
}

// Difference is a value that Webex Connect has otherwise than the configuration.
// It never holds a secret: of one, Here and There are empty.
type Difference struct {
	Key, Label  string
	Here, There string
	Given       bool // Webex Connect gives it: no update changes it there
}

// Comparison is the configuration against what Webex Connect has.
type Comparison struct {
	Compared    int // values that could be compared
	Differences []Difference
	Unseen      []string // keys that the answer does not tell, such as a masked secret
}

// Given are the differences in what Webex Connect gives itself.
func (c Comparison) Given() []Difference { return c.which(true) }

// Settable are the differences that an update mends.
func (c Comparison) Settable() []Difference { return c.which(false) }

func (c Comparison) which(given bool) []Difference {
	return slices.DeleteFunc(slices.Clone(c.Differences), func(d Difference) bool { return d.Given != given })
}

// compare holds the rows of the form against an asset as the API shows it. The
// asset's forwarding address may be unknown here: then there is nothing to
// compare.
func (m *Mapping) compare(c *Configuration, asset any) Comparison {
	var result Comparison
	for _, row := range c.Form() {
		f, mapped := m.Fields[row.Key]
		if !mapped || f.None || row.Value == "" && row.Secret.Empty() {
			continue
		}
		value, there := f.Path.in(asset)
		text := f.decode(value)
		switch {
		case !there, row.Direction == Given && text == "", !row.Secret.Empty() && !row.Secret.Equal(secret.New(text)):
			result.Unseen = append(result.Unseen, row.Key)
			continue
		case row.Secret.Empty() && !sameText(row.Key, row.Value, text):
			result.Differences = append(result.Differences, Difference{row.Key, row.Label, row.Value, text, row.Direction == Given})
		}
		result.Compared++
	}
	return result
}

// sameText compares two texts as their field takes them: addresses and hosts
// without case, scopes without order.
func sameText(key, a, b string) bool {
	switch key {
	case "asset.emailId", "asset.forwardingAddress", "authentication.username", "authentication.loginId", "authentication.smtpServer":
		return strings.EqualFold(a, b)
	case "authentication.scope":
		one, other := strings.Fields(a), strings.Fields(b)
		slices.Sort(one)
		slices.Sort(other)
		return slices.Equal(one, other)
	}
	return a == b
}

// value returns what the asset has in the place of a key.
func (m *Mapping) value(key string, asset any) string {
	f, mapped := m.Fields[key]
	if !mapped || f.None {
		return ""
	}
	value, _ := f.Path.in(asset)
	return f.decode(value)
}

// SecretMark is a mark of the client secret as it was last sent to an asset: the
// API may not show one, and whether it changed must be known. It does not lead
// back to the secret, which is too long to be guessed.
func SecretMark(id string, clientSecret secret.String) string {
	sum := sha256.Sum256([]byte("mailasset\x00" + id + "\x00" + clientSecret.Reveal()))
	return hex.EncodeToString(sum[:8])
}
