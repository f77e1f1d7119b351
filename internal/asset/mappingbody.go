package asset

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mailasset/internal/secret"
)

// body puts together what create and update send. Secrets in it marshal masked
// unless disclose is set. What Webex Connect gives itself is not sent.
// before is the asset that is updated, nil where one is made.
func (m *Mapping) body(c *Configuration, before *ConnectAsset, disclose bool) (any, error) {
	var body any
	for _, row := range ownRows(c) {
		f, mapped := m.Fields[row.Key]
		if !mapped || f.None || row.Direction != Typed && row.Direction != Tick || row.Key == loginKey && row.Value == "" && !m.clearsLogin(before) {
			continue
		}
		value, err := f.encode(row, disclose)
		if err == nil {
			body, err = f.Path.put(body, value)
		}
		if err != nil {
			return nil, invalidMapping(0, row.Key, err)
		}
	}
	for _, f := range m.Fixed {
		var err error
		if body, err = f.Path.put(body, f.Value); err != nil {
			return nil, invalidMapping(0, f.Path.String(), err)
		}
	}
	if holes(body) {
		return nil, invalidMapping(0, "", &flawError{flaw: FlawHole})
	}
	return body, nil
}

// The keys of who signs in.
const (
	sharedKey = "authentication.sharedMailbox"
	loginKey  = "authentication.loginId"
)

// ownRows are the rows of the form, and, where the mailbox signs in itself, the
// two that say that nobody else does: the form leaves them out, but an asset
// there may have them from before.
func ownRows(c *Configuration) []FormField {
	rows := c.Form()
	if c.SharedMailbox() {
		return rows
	}
	somebody := *c
	other := "other:" + c.Asset.EmailID
	somebody.Authentication.LoginID = &other
	for i, row := range somebody.Form() {
		switch row.Key {
		case sharedKey:
			row.Value = "false"
		case loginKey:
			row.Value = ""
		default:
			continue
		}
		rows = slices.Insert(rows, i, row)
	}
	return rows
}

// clearsLogin reports that an update has to empty the Login ID: nothing else
// tells the API that the mailbox signs in itself.
func (m *Mapping) clearsLogin(before *ConnectAsset) bool {
	shared, mapped := m.Fields[sharedKey]
	return before != nil && (!mapped || shared.None) && before.Value(loginKey) != ""
}

// trial puts a body together, so that two values in one place are seen now and
// not when an asset is written.
func (r *mappingReader) trial() {
	var body any
	put := func(what string, p Path) {
		var err error
		body, err = p.put(body, "x")
		if _, isList := body.([]any); err == nil && isList {
			err = &flawError{flaw: FlawBody}
		}
		if err != nil && r.err == nil {
			r.err = invalidMapping(r.lines[what], what, err)
		}
	}
	for _, key := range MappableKeys() {
		if f, mapped := r.m.Fields[key]; mapped && !f.None && r.err == nil {
			put(key, f.Path)
		}
	}
	for _, f := range r.m.Fixed {
		if r.err == nil {
			put(f.Path.String(), f.Path)
		}
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
			return nil, &flawError{flaw: FlawNumber, given: text}
		}
		return json.Number(text), nil
	case TypeBoolean:
		if text != "true" && text != "false" {
			return nil, &flawError{flaw: FlawBoolean, given: text}
		}
		return text == "true", nil
	}
	return text, nil
}

// decode turns a value of an answer into the text of the form; "" for null and
// for what is no single value. One word of the API may stand for several texts
// of the form: then it is own, the text that is configured, where that is one of
// them, else the first in their order.
func (f MappedField) decode(value any, own string) string {
	text := scalarText(value)
	if word, has := f.Values[own]; has && word == text {
		return own
	}
	for _, form := range slices.Sorted(maps.Keys(f.Values)) {
		if f.Values[form] == text {
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
	Secret      bool // it is another secret there
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
	for _, row := range ownRows(c) {
		f, mapped := m.Fields[row.Key]
		login := row.Key == loginKey && row.Value == "" // nobody else signs in
		if !mapped || f.None || row.Value == "" && row.Secret.Empty() && !login {
			continue
		}
		value, there := f.Path.in(asset)
		text := f.decode(value, row.Value)
		differs := Difference{Key: row.Key, Label: row.Label, Here: row.Value, There: text, Given: row.Direction == Given}
		switch {
		case login:
			if m.signsInItself(c, asset, text) {
				continue
			}
			differs.Here = c.Login()
			result.Differences = append(result.Differences, differs)
		case !there, !tells(row, text):
			result.Unseen = append(result.Unseen, row.Key)
			continue
		case !row.Secret.Empty() && !row.Secret.Equal(secret.New(text)):
			differs.There, differs.Secret = "", true
			result.Differences = append(result.Differences, differs)
		case row.Secret.Empty() && !sameText(row.Key, row.Value, text):
			result.Differences = append(result.Differences, differs)
		}
		result.Compared++
	}
	return result
}

// tells reports whether what an answer has in the place of a row can be held
// against it: a masked secret cannot, nor what is left out where it is not set.
func tells(row FormField, text string) bool {
	switch {
	case row.Direction == Given, row.Key == sharedKey && row.Value == "false":
		return text != ""
	case !row.Secret.Empty():
		return row.Secret.Equal(secret.New(text)) || looksWhole(text)
	}
	return true
}

// signsInItself reports that an asset's Login ID names nobody else, or that the
// box which makes it count is not ticked.
func (m *Mapping) signsInItself(c *Configuration, asset any, login string) bool {
	return login == "" || strings.EqualFold(login, c.Login()) || m.value(sharedKey, asset) == "false"
}

// looksWhole reports a client secret that is shown as it is, as against a mask:
// Google's have one form.
func looksWhole(text string) bool {
	rest, usual := strings.CutPrefix(text, "GOCSPX-")
	const least, letters = 20, 6 // of a mask, the letters are few
	odd := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	}
	if !usual || len(rest) < least || strings.ContainsFunc(rest, odd) {
		return false
	}
	distinct := map[rune]bool{}
	for _, r := range rest {
		distinct[r] = true
	}
	return len(distinct) >= letters
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
	return f.decode(value, "")
}

// SecretMark is a mark of the client secret as it was last sent to an asset: the
// API may not show one, and whether it changed must be known. It does not lead
// back to the secret, which is too long to be guessed.
func SecretMark(id string, clientSecret secret.String) string {
	sum := sha256.Sum256([]byte("mailasset\x00" + id + "\x00" + clientSecret.Reveal()))
	return hex.EncodeToString(sum[:8])
}
