package google

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/api/googleapi"
)

// http4 is an error answer of Google's as JSON.
func http4(code int, status, message string, details ...string) answer {
	return answer{code, fmt.Sprintf(`{"error":{"code":%d,"message":%q,"errors":[{"message":%q,"domain":"global","reason":"forbidden"}],"status":%q,"details":[%s]}}`,
		code, message, message, status, strings.Join(details, ","))}
}

// ended is an operation that ended with an error, HTTP status 200.
func ended(code int, message string, details ...string) answer {
	return answer{200, fmt.Sprintf(`{"name":"operations/cp.1","done":true,"error":{"code":%d,"message":%q,"details":[%s]}}`,
		code, message, strings.Join(details, ","))}
}

func info(reason string, metadata ...string) string {
	var pairs []string
	for i := 0; i+1 < len(metadata); i += 2 {
		pairs = append(pairs, fmt.Sprintf("%q:%q", metadata[i], metadata[i+1]))
	}
	return fmt.Sprintf(`{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":%q,"domain":"googleapis.com","metadata":{%s}}`, reason, strings.Join(pairs, ","))
}

func precondition(kind, subject, description string) string {
	return fmt.Sprintf(`{"@type":"type.googleapis.com/google.rpc.PreconditionFailure","violations":[{"type":%q,"subject":%q,"description":%q}]}`, kind, subject, description)
}

func field(name string) string {
	return fmt.Sprintf(`{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":%q,"description":"is not valid"}]}`, name)
}

const (
	localized = `{"@type":"type.googleapis.com/google.rpc.LocalizedMessage","locale":"en-US","message":"words"}`
	help      = `{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"x","url":"https://cloud.google.com/"}]}`
	cloud     = "https://console.cloud.google.com/terms/"
)

// creations are the recorded ways in which creating a project fails
// (google.md section 6, and the threads named in verdicts.go).
var creations = map[string]struct {
	answer answer
	want   error
}{
	"terms, in the operation, without a message": {ended(9, "", precondition("TOS", "cloud", "Callers must accept Terms of Service")),
		&TermsError{TOSID: "cloud", Link: cloud + "cloud"}},
	"terms, in the operation, with a strange subject": {ended(9, "Callers must accept Terms of Service", precondition("TOS", "type.googleapis.com", "Callers must accept Terms of Service")),
		&TermsError{Link: cloud + "cloud"}},
	"terms, as a plain 403": {http4(403, "PERMISSION_DENIED", "Callers must accept Terms of Service"), &TermsError{Link: cloud + "cloud"}},
	"quota": {ended(8, "The project cannot be created because you have exceeded your allotted project quota."),
		&QuotaError{Message: "The project cannot be created because you have exceeded your allotted project quota."}},
	"quota, as HTTP": {http4(429, "RESOURCE_EXHAUSTED", "You have exceeded your allotted project quota."), &QuotaError{Message: "You have exceeded your allotted project quota."}},
	"quota, in details only": {ended(8, "", `{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"subject":"user:x","description":"Too many"}]}`),
		&QuotaError{Message: "Too many"}},
	"id, by its field":       {http4(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", field("project.project_id")), &IDInvalidError{ID: "webex-mail-1", Rule: RuleRefused}},
	"id, in camel case":      {http4(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", field("projectId")), &IDInvalidError{ID: "webex-mail-1", Rule: RuleRefused}},
	"id, by words":           {http4(400, "INVALID_ARGUMENT", "field [project_id] has issue [project_id contains invalid characters]"), &IDInvalidError{ID: "webex-mail-1", Rule: RuleRefused}},
	"id, in the operation":   {ended(3, "Project IDs must be between 6 and 30 characters."), &IDInvalidError{ID: "webex-mail-1", Rule: RuleRefused}},
	"another field's fault":  {http4(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", field("project.display_name")), nil},
	"the role":               {http4(403, "PERMISSION_DENIED", "Permission 'resourcemanager.projects.create' denied on resource '//cloudresourcemanager.googleapis.com/organizations/42' (or it may not exist)."), &PermissionError{Permission: "resourcemanager.projects.create", Resource: "//cloudresourcemanager.googleapis.com/organizations/42"}},
	"the role, in a reason":  {http4(403, "PERMISSION_DENIED", "No.", info("IAM_PERMISSION_DENIED", "permission", "resourcemanager.projects.create", "resource", "organizations/42"), help), &PermissionError{Permission: "resourcemanager.projects.create", Resource: "organizations/42"}},
	"the role, in no detail": {http4(403, "PERMISSION_DENIED", "The caller does not have permission", localized, help), &PermissionError{}},
	"the role, at the end":   {ended(7, "The caller does not have permission"), &PermissionError{}},
	"policy, by words":       {http4(403, "PERMISSION_DENIED", `Operation denied by org policy on resource 'organizations/42': ["constraints/resourcemanager.allowedProjectCreators"].`), &PolicyError{Constraint: "constraints/resourcemanager.allowedProjectCreators"}},
	"policy, at the end":     {ended(9, "Precondition check failed.", precondition("constraints/gcp.resourceLocations", "orgpolicy:projects/x", "violated")), &PolicyError{Constraint: "constraints/gcp.resourceLocations"}},
	"two steps":              {http4(403, "PERMISSION_DENIED", "Access to Google Cloud requires 2-Step Verification (MFA) for admin@example.com."), &MFAError{}},
	"two steps, in a reason": {http4(403, "PERMISSION_DENIED", "No.", info("MFA_REQUIRED")), &MFAError{}},
	"no quota project": {http4(403, "PERMISSION_DENIED", "Your application is authenticating by using local Application Default Credentials. The cloudresourcemanager.googleapis.com API requires a quota project, which is not set by default.",
		info("SERVICE_DISABLED", "consumer", "projects/764086051850", "service", "cloudresourcemanager.googleapis.com"), localized),
		&QuotaProjectError{Consumer: "projects/764086051850", Service: "cloudresourcemanager.googleapis.com"}},
	"the quota project has the API off": {http4(403, "PERMISSION_DENIED", "Cloud Resource Manager API has not been used in project 7 before or it is disabled.", info("SERVICE_DISABLED", "consumer", "projects/7", "service", "cloudresourcemanager.googleapis.com")),
		&QuotaProjectError{Consumer: "projects/7", Service: "cloudresourcemanager.googleapis.com"}},
	"the quota project is gone": {http4(400, "INVALID_ARGUMENT", "Project 'projects/7' not found or deleted.", info("CONSUMER_INVALID", "consumer", "projects/7")), &QuotaProjectError{Consumer: "projects/7"}},
	"the quota project is not theirs": {http4(403, "PERMISSION_DENIED", "Caller does not have required permission to use project x.", info("USER_PROJECT_DENIED", "consumer", "projects/x", "service", "cloudresourcemanager.googleapis.com")),
		&PermissionError{Permission: "serviceusage.services.use", Resource: "projects/x"}},
	"expired":              {http4(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", info("ACCESS_TOKEN_EXPIRED", "service", "x")), &CredentialError{Source: SourceGcloud, Kind: KindExpired, Detail: "ACCESS_TOKEN_EXPIRED"}},
	"expired, old form":    {answer{401, `{"error":{"code":401,"message":"Invalid Credentials","errors":[{"reason":"authError"}]}}`}, &CredentialError{Source: SourceGcloud, Kind: KindExpired}},
	"no token at all":      {http4(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", info("ACCESS_TOKEN_TYPE_UNSUPPORTED")), &CredentialError{Source: SourceGcloud, Kind: KindRefused, Detail: "ACCESS_TOKEN_TYPE_UNSUPPORTED"}},
	"taken off on the way": {http4(401, "UNAUTHENTICATED", "Request is missing required authentication credential.", info("CREDENTIALS_MISSING")), &CredentialError{Source: SourceGcloud, Kind: KindMissing, Detail: "CREDENTIALS_MISSING"}},
	"too small a scope":    {http4(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")), &CredentialError{Source: SourceGcloud, Kind: KindScope, Detail: "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}},
	"too small, by words":  {http4(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes."), &CredentialError{Source: SourceGcloud, Kind: KindScope}},
	"a rate, which passes": {http4(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Write requests'.", info("RATE_LIMIT_EXCEEDED")), nil},
	"a rate, unnamed":      {http4(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."), nil},
	"a rate, at the end":   {ended(8, "Quota exceeded for quota metric 'Write requests'.", info("RATE_LIMIT_EXCEEDED")), nil},
	"suspended":            {http4(403, "PERMISSION_DENIED", "Permission denied: Consumer 'projects/7' has been suspended.", info("CONSUMER_SUSPENDED", "consumer", "projects/7")), nil},
	"details of odd forms": {answer{400, `{"error":{"code":400,"message":"odd","status":"X","details":[3,"x",null,{"violations":3},{"reason":[]}]}}`}, nil},
	"an odd operation":     {answer{200, `{"done":true,"error":{"code":-3,"message":"odd","details":[{"violations":"x"}]}}`}, nil},
}

var enablings = map[string]struct {
	answer answer
	want   error
}{
	"terms": {http4(400, "FAILED_PRECONDITION", "The terms of service 'universal' must be accepted.", precondition("googleapis.com", "?error_code=110003&tos_id=universal", ""), info("UREQ_TOS_NOT_ACCEPTED")),
		&TermsError{TOSID: "universal", Link: cloud + "universal"}},
	"terms, id in the reason": {http4(400, "FAILED_PRECONDITION", "Precondition check failed.", info("UREQ_TOS_NOT_ACCEPTED", "tos_id", "appsadmin")), &TermsError{TOSID: "appsadmin", Link: cloud + "appsadmin"}},
	"terms, words only":       {ended(9, "UREQ_TOS_NOT_ACCEPTED: tos_id=cloud, Help Token: x"), &TermsError{TOSID: "cloud", Link: cloud + "cloud"}},
	"terms, hostile id":       {ended(9, "UREQ_TOS_NOT_ACCEPTED: tos_id=../../evil"), &TermsError{Link: cloud + "cloud"}},
	"the role": {http4(403, "PERMISSION_DENIED", "Permission denied to enable service [gmail.googleapis.com]\nHelp Token: x",
		precondition("googleapis.com", "?error_code=110002&service=serviceusage.googleapis.com&permission=serviceusage.services.enable&resource=webex-mail-1", ""),
		info("AUTH_PERMISSION_DENIED", "service", "serviceusage.googleapis.com")), &PermissionError{Permission: "serviceusage.services.enable", Resource: "webex-mail-1"}},
	"policy":              {http4(400, "FAILED_PRECONDITION", "Precondition check failed.", precondition("constraints/serviceuser.services", "projects/1", "not allowed")), &PolicyError{Constraint: "constraints/serviceuser.services"}},
	"policy, a reason":    {http4(403, "PERMISSION_DENIED", "No.", info("RESOURCE_USAGE_RESTRICTION_VIOLATED", "service", "gmail.googleapis.com")), &PolicyError{Constraint: "RESOURCE_USAGE_RESTRICTION_VIOLATED"}},
	"policy, words":       {http4(403, "PERMISSION_DENIED", "Request is disallowed by organization's constraints/gcp.restrictServiceUsage constraint for 'projects/1'."), &PolicyError{Constraint: "constraints/gcp.restrictServiceUsage"}},
	"session is over":     {http4(401, "UNAUTHENTICATED", "reauth related error (invalid_rapt)"), &CredentialError{Source: SourceGcloud, Kind: KindExpired}},
	"taken is no matter":  {http4(409, "ALREADY_EXISTS", "already exists"), nil},
	"nor is a project id": {http4(400, "INVALID_ARGUMENT", "Project ID is odd", field("project_id")), nil},
}

func TestRefusals(t *testing.T) {
	for name, tt := range creations {
		t.Run(name, func(t *testing.T) {
			s := script(t, map[string][]answer{create: {tt.answer}})
			a, ctx, _ := s.admin()
			_, err := a.CreateProject(ctx, "webex-mail-1", "Webex Mail", "")
			checkRefusal(t, err, tt.want)
		})
	}
	for name, tt := range enablings {
		t.Run("enable: "+name, func(t *testing.T) {
			s := script(t, map[string][]answer{enable: {tt.answer}})
			a, ctx, _ := s.admin()
			checkRefusal(t, a.EnableGmail(ctx, "webex-mail-1"), tt.want)
		})
	}
}

// checkRefusal compares the typed error in err with want, cause aside; want nil
// means that nobody could tell.
func checkRefusal(t *testing.T, err, want error) {
	t.Helper()
	noToken(t, err)
	var answer *googleapi.Error
	var operation *OperationError
	if !errors.As(err, &answer) && !errors.As(err, &operation) {
		t.Errorf("Google's own answer is lost: %v", err)
	}
	got := typedIn(err)
	if got == nil || want == nil {
		if got != nil || want != nil {
			t.Errorf("got %#v (%v), want %#v", got, err, want)
		}
		return
	}
	inside := reflect.ValueOf(got).Elem().FieldByName("Err")
	if inside.IsNil() {
		t.Errorf("%v has no cause", got)
	}
	inside.SetZero()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
	if text := err.Error(); strings.Contains(text, "\n") || !strings.HasSuffix(text, want.Error()) {
		t.Errorf("says %q", text)
	}
}

func typedIn(err error) error {
	for ; err != nil; err = errors.Unwrap(err) {
		switch err.(type) {
		case *TermsError, *QuotaError, *IDTakenError, *IDInvalidError, *PermissionError, *PolicyError, *MFAError, *QuotaProjectError, *CredentialError:
			return err
		}
	}
	return nil
}

func TestWhatTheErrorsSay(t *testing.T) {
	for want, err := range map[string]error{
		`the terms of service "universal" are not accepted`:                     &TermsError{TOSID: "universal"},
		`the terms of service are not accepted`:                                 &TermsError{},
		`the project id "x" is taken`:                                           &IDTakenError{ID: "x"},
		`the project id "x" is taken, by a project of yours`:                    &IDTakenError{ID: "x", Ours: true},
		`"x" is no project id (rule: length)`:                                   &IDInvalidError{ID: "x", Rule: RuleLength},
		`permission denied: a.b on projects/x`:                                  &PermissionError{Permission: "a.b", Resource: "projects/x"},
		`the API is off for the project, which pays for the request`:            &QuotaProjectError{},
		`credential from adc: missing (/x)`:                                     &CredentialError{Source: SourceADC, Kind: KindMissing, Path: "/x"},
		`there is no credential for Google Cloud`:                               &NoCredentialError{},
		`a policy of the organisation forbids it: constraints/x`:                &PolicyError{Constraint: "constraints/x"},
		`two-step verification is required`:                                     &MFAError{},
		`the operation failed with code 9: ` + strings.Repeat("long", 75) + `…`: &OperationError{Code: 9, Message: strings.Repeat("long", 200)},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
