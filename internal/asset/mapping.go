package asset

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Mapping says how the Digital Asset API of Webex Connect names what the form
// names. Documented are the create operation's method and path, the headers and
// the fields code, description and transid of an answer (webex-connect.md
// section 3). The names in the bodies stand on the API reference page only, and
// the paths of the other operations are assumed: so all of them come from a
// file, which its user completes, or which [Learn] proposes.
type Mapping struct {
	// Confirmed says that a person held it against the API reference or against
	// an answer of the API. Without that nothing is sent.
	Confirmed  bool
	Operations Operations
	Answer     AnswerMapping
	// Fields are the values of the form by their key (Configuration.Form).
	Fields map[string]MappedField
	// Fixed are values that every body carries, whatever the asset.
	Fixed []FixedValue
}

// Operations are the requests of the API. Create, Get and Update must be there;
// an API without List has the zero Operation.
type Operations struct{ Create, List, Get, Update Operation }

// Operation is a method and what follows the base address. In it, {id} stands
// for the id of the asset and {emailId} for its email address.
type Operation struct{ Method, Target string }

// String returns the operation as a mapping has it.
func (o Operation) String() string { return o.Method + " " + o.Target }

// none reports that the API has no such operation.
func (o Operation) none() bool { return o.Method == "" }

// AnswerMapping says where answers have what is read from them.
type AnswerMapping struct {
	ID    Path // in the answers of create and get, and in each item of list
	Items Path // the array in the answer of list; empty: the answer itself
	Asset Path // the object that the fields are counted from; empty: the answer or item itself

	HasTokenState bool
	TokenState    Path     // counted from Asset
	TokenValid    []string // the texts of TokenState that mean a valid token; empty: not known
}

// ValueType is the JSON type that a value is sent as.
type ValueType string

// The types.
const (
	TypeString  ValueType = "string"
	TypeNumber  ValueType = "number"
	TypeBoolean ValueType = "boolean"
)

// MappedField is the place of one value of the form.
type MappedField struct {
	None bool // the API has no such field
	Path Path
	Type ValueType // never empty
	// Values are the API's words for the texts of the form; a text that is not
	// among them is sent as it is.
	Values map[string]string
}

// FixedValue is a value that every body carries: a string, bool, nil or
// json.Number.
type FixedValue struct {
	Path  Path
	Value any
}

// MappingReason says what is wrong with a mapping.
type MappingReason string

// The reasons.
const (
	MappingAbsent      MappingReason = "absent"      // there is no file
	MappingUnreadable  MappingReason = "unreadable"  // it cannot be read
	MappingInvalid     MappingReason = "invalid"     // it is no mapping; Flaw says why
	MappingIncomplete  MappingReason = "incomplete"  // Missing names what it lacks
	MappingUnconfirmed MappingReason = "unconfirmed" // nobody said that it is right
	MappingMismatch    MappingReason = "mismatch"    // an answer of the API lacks what Missing names
	MappingPaged       MappingReason = "paged"       // the list comes in pages: Missing names the sign of it
)

// MappingError says that the mapping cannot be used. Line is 0 where the
// trouble has no place.
type MappingError struct {
	Path    string
	Line    int
	Missing []string
	Reason  MappingReason
	Flaw    MappingFlaw    // for MappingInvalid
	Place   string         // the key or the place that the flaw is at, "" where Line says all
	Given   string         // what stands there, "" where that does not help or may be a secret
	Want    string         // what belongs there, where the flaw does not say it
	Receipt ConnectReceipt // of the answer, for MappingMismatch and MappingPaged
	Err     error
}

// Error implements error.
func (e *MappingError) Error() string {
	text := "read the mapping"
	if e.Path != "" {
		text += " " + e.Path
	}
	if e.Line > 0 {
		text += fmt.Sprintf(", line %d", e.Line)
	}
	text += ": " + string(e.Reason)
	if e.Flaw != "" {
		text += ": "
		if e.Place != "" {
			text += e.Place + ": "
		}
		text += (&flawError{e.Flaw, e.Given, e.Want}).Error()
	}
	if len(e.Missing) > 0 {
		text += ": " + strings.Join(e.Missing, ", ")
	}
	return text
}

// Unwrap returns the cause.
func (e *MappingError) Unwrap() error { return e.Err }

//go:embed mapping.yaml
var mappingTemplate []byte

// MappingTemplate is a mapping to be completed, with its own manual in
// comments. It is not confirmed and lacks every name.
func MappingTemplate() []byte { return mappingTemplate }

// MappableKeys are the keys that fields may have, in the order of the form.
func MappableKeys() []string {
	somebody := "somebody@else.example"
	c := Configuration{Authentication: Authentication{LoginID: &somebody}}
	var keys []string
	for _, f := range c.Form() {
		if f.Direction != Filled {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// usualType is the JSON type of a value where nothing else is said.
func usualType(key string) ValueType {
	switch key {
	case "authentication.port":
		return TypeNumber
	case "authentication.sharedMailbox", "authentication.reviewConsent":
		return TypeBoolean
	}
	return TypeString
}

// Check returns a *MappingError unless the mapping has what this asset needs.
// Whether it is confirmed is another matter: [Mapping.CheckConfirmed].
func (m *Mapping) Check(c *Configuration) error {
	var missing []string
	lacks := func(what string, lacking bool) {
		if lacking {
			missing = append(missing, what)
		}
	}
	lacks("operations.create", m.Operations.Create.none())
	lacks("operations.get", m.Operations.Get.none())
	lacks("operations.update", m.Operations.Update.none())
	lacks("answer.id", len(m.Answer.ID) == 0)
	for _, f := range c.Form() {
		field, mapped := m.Fields[f.Key]
		must := f.Direction == Typed || f.Direction == Tick && f.Key != "authentication.sharedMailbox" // a Login ID may say that too
		lacks("fields."+f.Key, must && !mapped)
		lacks("fields."+f.Key, f.Key == "asset.emailId" && field.None) // it tells one asset from another
	}
	if missing != nil {
		return &MappingError{Reason: MappingIncomplete, Missing: missing}
	}
	return nil
}

// CheckConfirmed returns a *MappingError unless a person confirmed the mapping.
func (m *Mapping) CheckConfirmed() error {
	if !m.Confirmed {
		return &MappingError{Reason: MappingUnconfirmed}
	}
	return nil
}

// parseOperation reads "METHOD /path". own says whether it is about one asset.
func parseOperation(text string, own bool, methods ...string) (Operation, error) {
	method, target, found := strings.Cut(strings.TrimSpace(text), " ")
	target = strings.TrimSpace(target)
	switch {
	case !found, !slices.Contains(methods, method):
		return Operation{}, &flawError{FlawMethod, text, strings.Join(methods, ", ")}
	case !strings.HasPrefix(target, "/"), strings.HasPrefix(target, "//"), strings.ContainsAny(target, "#\\ \t"):
		return Operation{}, &flawError{flaw: FlawTarget, given: text}
	case own && !strings.Contains(target, "{id}"):
		return Operation{}, &flawError{flaw: FlawWithoutID, given: text}
	case !own && strings.Contains(target, "{id}"):
		return Operation{}, &flawError{flaw: FlawWithID, given: text}
	}
	plain := strings.NewReplacer("{id}", "1", "{emailId}", "1").Replace(target)
	if u, err := url.Parse(plain); err != nil || strings.ContainsAny(plain, "{}") || strings.Contains(u.Path, "..") {
		return Operation{}, &flawError{flaw: FlawTarget, given: text}
	}
	return Operation{method, target}, nil
}

// below returns the address of the operation for one asset.
func (o Operation) below(base, id, email string) string {
	path, query, _ := strings.Cut(o.Target, "?")
	address := strings.TrimSuffix(base, "/") + strings.NewReplacer("{id}", url.PathEscape(id), "{emailId}", url.PathEscape(email)).Replace(path)
	if query != "" {
		address += "?" + strings.NewReplacer("{id}", url.QueryEscape(id), "{emailId}", url.QueryEscape(email)).Replace(query)
	}
	return address
}

// writing are the methods that an update may have.
var writing = []string{http.MethodPut, http.MethodPatch, http.MethodPost}
