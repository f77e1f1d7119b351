package google

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"google.golang.org/api/googleapi"
)

// refusal is a no of Google's in one form, whether it came as an HTTP answer
// or as the end of an operation (https://google.aip.dev/193).
type refusal struct {
	status   string // PERMISSION_DENIED and so on; "" when it is not Google's form
	message  string
	text     string // message and descriptions, for what has no better mark
	reasons  []string
	metadata map[string]string // of every google.rpc.ErrorInfo, and of violations written as a query
	details  []detail
	during   bool // it ended an operation
	err      error
}

// detail is the union of google.rpc.ErrorInfo, PreconditionFailure,
// QuotaFailure and BadRequest.
type detail struct {
	Reason          string            `json:"reason"`
	Metadata        map[string]string `json:"metadata"`
	Violations      []violation       `json:"violations"`
	FieldViolations []violation       `json:"fieldViolations"`
}

type violation struct {
	Type        string `json:"type"`
	Subject     string `json:"subject"`
	Description string `json:"description"`
	Field       string `json:"field"`
}

// operationError keeps the details, which the generated types leave raw. A
// message may be missing: the violations then carry the words
// (https://github.com/taers232c/GAMADV-X/issues/12).
func operationError(code int64, message string, raw []googleapi.RawMessage) *OperationError {
	e := &OperationError{Code: code, Message: message}
	for _, r := range raw {
		var d detail
		if json.Unmarshal(r, &d) == nil { // a form of detail that is not in the union says nothing here
			e.details = append(e.details, d)
		}
	}
	for _, d := range e.details {
		for _, v := range d.Violations {
			e.Message = cmp.Or(e.Message, v.Description)
		}
	}
	return e
}

// codes are the names of google.rpc.Code that matter here.
var codes = [...]string{3: "INVALID_ARGUMENT", 6: "ALREADY_EXISTS", 7: "PERMISSION_DENIED", 8: "RESOURCE_EXHAUSTED",
	9: "FAILED_PRECONDITION", 16: "UNAUTHENTICATED"}

// refused reads err as a refusal, if it is one.
func refused(err error) (refusal, bool) {
	var ended *OperationError
	if errors.As(err, &ended) {
		r := refusal{message: ended.Message, details: ended.details, during: true, err: ended}
		if ended.Code > 0 && ended.Code < int64(len(codes)) {
			r.status = codes[ended.Code]
		}
		r.gather()
		return r, true
	}
	var answer *googleapi.Error
	if !errors.As(err, &answer) {
		return refusal{}, false
	}
	var body struct {
		Error struct {
			Status  string            `json:"status"`
			Details []json.RawMessage `json:"details"`
		} `json:"error"`
	}
	_ = json.Unmarshal([]byte(answer.Body), &body) // not Google's form: no status, nothing matches
	r := refusal{status: body.Error.Status, message: answer.Message, err: answer}
	for _, raw := range body.Error.Details {
		var d detail
		if json.Unmarshal(raw, &d) == nil {
			r.details = append(r.details, d)
		}
	}
	for _, item := range answer.Errors {
		r.reasons = append(r.reasons, item.Reason)
	}
	r.gather()
	return r, true
}

// gather collects reasons, metadata and descriptions from the details. Service
// Usage writes facts into the subject of a violation, as a query:
// "?error_code=110002&permission=serviceusage.services.enable&resource=...".
func (r *refusal) gather() {
	r.text, r.metadata = r.message, map[string]string{}
	for _, d := range r.details {
		if d.Reason != "" {
			r.reasons = append(r.reasons, d.Reason)
		}
		maps.Copy(r.metadata, d.Metadata)
		for _, v := range slices.Concat(d.Violations, d.FieldViolations) {
			r.text += "\n" + v.Description
			if query, ok := strings.CutPrefix(v.Subject, "?"); ok {
				facts, _ := url.ParseQuery(query) // what can be read of it
				for key := range facts {
					r.metadata[key] = cmp.Or(r.metadata[key], facts.Get(key))
				}
			}
		}
	}
}

// says reports whether one of the texts occurs, in whatever case.
func (r refusal) says(texts ...string) bool {
	words := strings.ToLower(r.text)
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(words, t) })
}

// because returns the first of the reasons that Google gives, or "".
func (r refusal) because(reasons ...string) string {
	for _, reason := range reasons {
		if slices.Contains(r.reasons, reason) {
			return reason
		}
	}
	return ""
}

// violates returns the first violation that is the one meant.
func (r refusal) violates(meant func(violation) bool) (violation, bool) {
	for _, d := range r.details {
		all := slices.Concat(d.Violations, d.FieldViolations)
		if i := slices.IndexFunc(all, meant); i >= 0 {
			return all[i], true
		}
	}
	return violation{}, false
}

// failed puts what was attempted before what came of it, in the type that fits
// it. id is the project id that was to be created, else "". What no type fits
// stays as it is: "could not tell".
func (a Admin) failed(attempt, id string, err error) error {
	r, ok := refused(err)
	if !ok {
		return fmt.Errorf("%s: %w", attempt, err)
	}
	if typed := r.typed(id); typed != nil {
		var credential *CredentialError
		if errors.As(typed, &credential) {
			credential.Source, credential.Path = a.Credential.Source, a.Credential.Path
		}
		return fmt.Errorf("%s: %w", attempt, typed)
	}
	var answer *googleapi.Error
	if errors.As(r.err, &answer) {
		return fmt.Errorf("%s: %w", attempt, unclear{answer})
	}
	return fmt.Errorf("%s: %w", attempt, r.err)
}
