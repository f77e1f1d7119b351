package google

import (
	"cmp"
	"fmt"
	"strings"

	"google.golang.org/api/googleapi"
)

// cause is what Google answered, a *googleapi.Error or an *OperationError, or
// nil where nobody was asked.
type cause struct{ Err error }

// Unwrap returns the cause.
func (c cause) Unwrap() error { return c.Err }

// TermsError says that the account has not accepted terms of service.
type TermsError struct {
	TOSID string // cloud, universal, appsadmin; "" when the answer does not say
	Link  string // the page that shows them
	cause
}

// Error implements error.
func (e *TermsError) Error() string {
	if e.TOSID == "" {
		return "the terms of service are not accepted"
	}
	return fmt.Sprintf("the terms of service %q are not accepted", e.TOSID)
}

// QuotaError says that the account may create no more projects.
type QuotaError struct {
	Message string // Google's sentence
	cause
}

// Error implements error.
func (e *QuotaError) Error() string { return "the project quota is used up" }

// IDTakenError says that a project id was used before, by anybody, ever.
type IDTakenError struct {
	ID      string
	Ours    bool    // this credential sees the project, and it is active
	Project Project // as it is, when this credential sees it; else zero
	cause
}

// Error implements error.
func (e *IDTakenError) Error() string {
	if e.Ours {
		return fmt.Sprintf("the project id %q is taken, by a project of yours", e.ID)
	}
	return fmt.Sprintf("the project id %q is taken", e.ID)
}

// IDInvalidError says that a project id breaks a rule.
type IDInvalidError struct {
	ID   string
	Rule Rule
	cause
}

// Error implements error.
func (e *IDInvalidError) Error() string {
	return fmt.Sprintf("%.80q is no project id (rule: %s)", e.ID, e.Rule)
}

// PermissionError says that the account may not do this. Google answers it for
// a project that does not exist, too.
type PermissionError struct {
	Permission, Resource string // "" when the answer does not say
	cause
}

// Error implements error.
func (e *PermissionError) Error() string {
	s := "permission denied"
	if e.Permission != "" {
		s += ": " + e.Permission
	}
	if e.Resource != "" {
		s += " on " + e.Resource
	}
	return s
}

// PolicyError says that a policy of the organisation forbids this.
type PolicyError struct {
	Constraint string // constraints/..., or the reason Google gives
	cause
}

// Error implements error.
func (e *PolicyError) Error() string {
	return "a policy of the organisation forbids it: " + e.Constraint
}

// MFAError says that Google Cloud wants two-step verification on the account
// (https://docs.cloud.google.com/docs/authentication/mfa-requirement).
type MFAError struct{ cause }

// Error implements error.
func (e *MFAError) Error() string { return "two-step verification is required" }

// QuotaProjectError says that a project has to pay for the request and either
// none is named or the named one has the called API off.
type QuotaProjectError struct {
	Consumer string // projects/N, as Google counted; 764086051850 is gcloud's own client
	Service  string // the API that is off there
	cause
}

// Error implements error.
func (e *QuotaProjectError) Error() string {
	return fmt.Sprintf("%s is off for %s, which pays for the request", cmp.Or(e.Service, "the API"), cmp.Or(e.Consumer, "the project"))
}

// OperationError is how an operation failed, when nothing more is known. Its
// error arrives in an answer with HTTP status 200.
type OperationError struct {
	Code    int64 // google.rpc.Code
	Message string
	details []detail
}

// Error implements error.
func (e *OperationError) Error() string {
	return strings.TrimSuffix(fmt.Sprintf("the operation failed with code %d: %s", e.Code, oneLine(e.Message)), ": ")
}

// Kind is what is wrong with a credential.
type Kind string

// The kinds of a CredentialError.
const (
	KindMissing    Kind = "missing"    // there is none: no program, no file, nobody signed in
	KindExpired    Kind = "expired"    // sign in again
	KindRefused    Kind = "refused"    // Google says no for another reason
	KindScope      Kind = "scope"      // the token lacks cloud-platform
	KindEmpty      Kind = "empty"      // the file holds nothing
	KindUnreadable Kind = "unreadable" // not permitted, or not the form it should have
	KindType       Kind = "type"       // Application Default Credentials, not of a person
)

// CredentialError says that a credential cannot be used.
type CredentialError struct {
	Source Source
	Kind   Kind
	Path   string // the file, when there is one
	Detail string // a code, a type, or what gcloud said, without secrets
	cause
}

// Error implements error.
func (e *CredentialError) Error() string {
	s := fmt.Sprintf("credential from %s: %s", e.Source, e.Kind)
	if e.Path != "" {
		s += fmt.Sprintf(" (%s)", e.Path)
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// NoCredentialError says that no source has a credential, and why each has not.
type NoCredentialError struct{ Tried []Attempt }

// Error implements error.
func (e *NoCredentialError) Error() string { return "there is no credential for Google Cloud" }

// Unwrap returns the error of every source.
func (e *NoCredentialError) Unwrap() []error {
	all := make([]error, len(e.Tried))
	for i, t := range e.Tried {
		all[i] = t.Err
	}
	return all
}

// unclear prints an answer that no type fits in one line: Google's own form
// takes many, or repeats a whole page of HTML.
type unclear struct{ answer *googleapi.Error }

// Error implements error.
func (u unclear) Error() string {
	return strings.TrimSuffix(fmt.Sprintf("Google answered %d: %s", u.answer.Code, oneLine(u.answer.Message)), ": ")
}

// Unwrap returns the cause.
func (u unclear) Unwrap() error { return u.answer }

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}
