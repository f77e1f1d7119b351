package diagnose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"

	"mailasset/internal/google"
)

// says answers every request of one path, and all others with the second body.
type says struct {
	status int
	body   string
	other  string // to what asks about a project
}

func (s says) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.other != "" && r.Method == http.MethodGet {
		s.status, s.body = http.StatusOK, s.other
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: s.status, Header: header, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, nil
}

func (s says) admin() google.Admin {
	impatient := func(context.Context, int) error { return errors.New("enough") }
	return google.Admin{HTTP: &http.Client{Transport: s}, Poll: impatient, Credential: google.Credential{Source: google.SourceGcloud}}
}

// creating is what comes of creating a project that Google answers so.
func creating(s says) error {
	_, err := s.admin().CreateProject(context.Background(), "webex-mail-4711", "Webex Mail", "")
	return err
}

func enabling(status int, body string) error {
	return says{status: status, body: body}.admin().EnableGmail(context.Background(), "webex-mail-4711")
}

// ended is an operation that failed: HTTP says 200.
func ended(code int, message, details string) says {
	return says{status: http.StatusOK, body: fmt.Sprintf(`{"name":"operations/cp.1","done":true,"error":{"code":%d,"message":%q,"details":[%s]}}`, code, message, details)}
}

func no(status int, name, message, details string) string {
	return fmt.Sprintf(`{"error":{"code":%d,"message":%q,"status":%q,"details":[%s]}}`, status, message, name, details)
}

func info(reason, metadata string) string {
	return fmt.Sprintf(`{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":%q,"domain":"googleapis.com","metadata":{%s}}`, reason, metadata)
}

const (
	termsViolation  = `{"@type":"type.googleapis.com/google.rpc.PreconditionFailure","violations":[{"type":"TOS","subject":"cloud","description":"Callers must accept Terms of Service"}]}`
	policyViolation = `{"@type":"type.googleapis.com/google.rpc.PreconditionFailure","violations":[{"type":"constraints/gcp.resourceLocations","subject":"orgpolicy:projects/x","description":"violated"}]}`
	noQuotaProject  = "Your application is authenticating by using local Application Default Credentials. The cloudresourcemanager.googleapis.com API requires a quota project, which is not set by default."
)

// gcloudSays runs a gcloud that ends with an error.
func gcloudSays(stderr string) google.Runner {
	return func(context.Context, string, ...string) ([]byte, error) {
		if stderr == "" {
			return nil, &exec.Error{Name: "gcloud", Err: exec.ErrNotFound}
		}
		return nil, &exec.ExitError{Stderr: []byte(stderr)}
	}
}

func fromGcloud(stderr string) error {
	_, err := google.FromGcloud(context.Background(), gcloudSays(stderr))
	return err
}

// nowhere is a search for a credential in an empty home.
func nowhere(stderr string) error {
	_, err := google.Discover(context.Background(), google.Options{Run: gcloudSays(stderr), Getenv: func(string) string { return "/nonexistent" }})
	return err
}

// noToken is what a token file without a token gives.
func fromTokenFile(path string) error {
	_, err := google.FromTokenFile(path)
	return err
}

// tried is a search in which each source failed in its way.
func tried(gcloud, adc error) error {
	return &google.NoCredentialError{Tried: []google.Attempt{{Source: google.SourceGcloud, Err: gcloud}, {Source: google.SourceADC, Err: adc}}}
}

func credential(source google.Source, kind google.Kind, detail string) error {
	return &google.CredentialError{Source: source, Kind: kind, Path: "/home/kim/adc.json", Detail: detail}
}

const expiredGcloud = "ERROR: (gcloud.auth.print-access-token) There was a problem refreshing your current auth tokens: Reauthentication failed. Please run: $ gcloud auth login"

// recordedAdmin holds what Google Cloud and the credentials for it answered.
var recordedAdmin = map[string][]recording{
	"tos-not-accepted": {
		{"operation", creating(ended(9, "", termsViolation)), facts{"tosId": "cloud", "termsPage": "https://console.cloud.google.com/terms/cloud"}},
		{"403", creating(says{status: 403, body: no(403, "PERMISSION_DENIED", "Callers must accept Terms of Service", "")}), nil},
		{"enabling", enabling(400, no(400, "FAILED_PRECONDITION", "Precondition check failed.", info("UREQ_TOS_NOT_ACCEPTED", `"tos_id":"universal"`))), nil},
		{"Workspace", enabling(400, no(400, "FAILED_PRECONDITION", "UREQ_TOS_NOT_ACCEPTED: tos_id=appsadmin", "")), nil},
	},
	"project-quota": {
		{"operation", creating(ended(8, "The project cannot be created because you have exceeded your allotted project quota.", "")), facts{"answer": "The project cannot be created because you have exceeded your allotted project quota."}},
		{"429", creating(says{status: 429, body: no(429, "RESOURCE_EXHAUSTED", "You have exceeded your allotted project quota.", "")}), nil},
	},
	"project-id-taken": {
		{"somebody's", creating(says{status: 409, body: no(409, "ALREADY_EXISTS", "Requested entity already exists", "")}), facts{"projectId": "webex-mail-4711", "owner": "unknown"}},
		{"ours", creating(says{409, no(409, "ALREADY_EXISTS", "Requested entity already exists", ""), `{"name":"projects/1","projectId":"webex-mail-4711","state":"ACTIVE"}`}), facts{"projectId": "webex-mail-4711", "owner": "ours"}},
		{"ours, going", creating(says{409, no(409, "ALREADY_EXISTS", "Requested entity already exists", ""), `{"name":"projects/1","projectId":"webex-mail-4711","state":"DELETE_REQUESTED"}`}), facts{"projectId": "webex-mail-4711", "owner": "ours-deleted"}},
	},
	"project-id-invalid": {
		{"before it is sent", google.CheckID("Webex"), facts{"projectId": "Webex", "rule": "length"}},
		{"by Google", creating(ended(3, "Project IDs must be between 6 and 30 characters.", "")), facts{"projectId": "webex-mail-4711", "rule": "refused"}},
	},
	"permission-denied": {
		{"role", creating(says{status: 403, body: no(403, "PERMISSION_DENIED", "Permission 'resourcemanager.projects.create' denied on resource '//cloudresourcemanager.googleapis.com/organizations/42' (or it may not exist).", "")}),
			facts{"refusedBy": "role", "permission": "resourcemanager.projects.create", "resource": "organizations/42", "grant": "Project Creator", "iamPage": "https://console.cloud.google.com/iam-admin/iam?organizationId=42"}},
		{"role, enabling", enabling(403, no(403, "PERMISSION_DENIED", "Permission denied to enable service [gmail.googleapis.com]", info("AUTH_PERMISSION_DENIED", `"permission":"serviceusage.services.enable","resource":"webex-mail-4711"`))), nil},
		{"role, unnamed", enabling(403, no(403, "PERMISSION_DENIED", "The caller does not have permission", "")), facts{"refusedBy": "role"}},
		{"policy", creating(ended(9, "Precondition check failed.", policyViolation)), facts{"refusedBy": "policy", "constraint": "constraints/gcp.resourceLocations"}},
		{"policy, enabling", enabling(403, no(403, "PERMISSION_DENIED", "Request is disallowed by organization's constraints/gcp.restrictServiceUsage constraint for 'projects/1'.", "")), nil},
		{"suspended", enabling(403, no(403, "PERMISSION_DENIED", "Permission denied: Consumer 'projects/7' has been suspended.", info("CONSUMER_SUSPENDED", ""))), nil},
	},
	"mfa-required": {
		{"answer", creating(says{status: 403, body: no(403, "PERMISSION_DENIED", "Access to Google Cloud requires 2-Step Verification (MFA) for admin@example.com.", "")}), facts{}},
		{"gcloud", fromGcloud("ERROR: 2-Step Verification is required, see https://docs.cloud.google.com/docs/authentication/mfa-requirement"), nil},
		{"among others", nowhere("ERROR: multi-factor authentication is needed; run gcloud auth login"), nil},
	},
	"adc-missing": {
		{"nowhere", nowhere(""), facts{"gcloud": "no-program", "adc": "no-file"}},
		{"expired", nowhere(expiredGcloud), facts{"gcloud": "expired", "adc": "no-file"}},
		{"gcloud too slow", tried(fmt.Errorf("ask gcloud for a token: %w", context.DeadlineExceeded), credential(google.SourceADC, google.KindType, "service_account")), facts{"gcloud": "other", "adc": "type"}},
		{"gcloud alone", fromGcloud("ERROR: (gcloud.auth.print-access-token) You do not currently have an active account selected."), nil},
		{"no token file", fromTokenFile("/nonexistent/token"), facts{"source": "token-file", "defect": "no-file", "path": "/nonexistent/token"}},
		{"token file is a folder", fromTokenFile("/"), nil},
		{"token too old", creating(says{status: 401, body: no(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", info("ACCESS_TOKEN_EXPIRED", ""))}), facts{"source": "gcloud", "defect": "expired", "answer": "ACCESS_TOKEN_EXPIRED"}},
		{"token too small", enabling(403, no(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", ""))), nil},
		{"service account", credential(google.SourceADC, google.KindType, "service_account"), nil},
		{"session over", credential(google.SourceADC, google.KindExpired, "invalid_rapt"), nil},
		{"refused", credential(google.SourceADC, google.KindRefused, "invalid_client"), nil},
		{"empty", credential(google.SourceTokenFile, google.KindEmpty, ""), nil},
	},
	"quota-project-missing": {
		{"none named", creating(says{status: 403, body: no(403, "PERMISSION_DENIED", noQuotaProject, info("SERVICE_DISABLED", `"consumer":"projects/764086051850","service":"cloudresourcemanager.googleapis.com"`))}),
			facts{"consumer": "projects/764086051850", "service": "cloudresourcemanager.googleapis.com", "payer": "none"}},
		{"API off in it", creating(says{status: 403, body: no(403, "PERMISSION_DENIED", "Cloud Resource Manager API has not been used in project 7 before or it is disabled.", info("SERVICE_DISABLED", `"consumer":"projects/7","service":"cloudresourcemanager.googleapis.com"`))}),
			facts{"consumer": "projects/7", "service": "cloudresourcemanager.googleapis.com", "payer": "named", "servicePage": "https://console.cloud.google.com/flows/enableapi?apiid=cloudresourcemanager.googleapis.com&project=7"}},
		{"gone", creating(says{status: 400, body: no(400, "INVALID_ARGUMENT", "Project 'projects/7' not found or deleted.", info("CONSUMER_INVALID", `"consumer":"projects/7"`))}), nil},
	},
	"provider-error": {
		{"operation", creating(ended(13, "Internal error", "")), facts{"answer": "the operation failed with code 13: Internal error"}},
		{"admin 503", creating(says{status: 503, body: "<html>"}), nil},
		{"admin rate", creating(says{status: 429, body: no(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Write requests'.", info("RATE_LIMIT_EXCEEDED", ""))}), nil},
	},
	"provider-unreachable": {{"credential", tried(fromGcloud(""), fmt.Errorf("refresh the Application Default Credentials: %w", got(dialed(context.DeadlineExceeded)))), facts{"host": "gmail.googleapis.com", "reason": "timeout"}}},
}

// recordings holds what was met for every entry, by code.
var recordings = together(recordedFirst, recordedPages, recordedAdmin, recordedBetween, recordedForwarding, recordedConnect)

func together(all ...map[string][]recording) map[string][]recording {
	sum := map[string][]recording{}
	for _, some := range all {
		for code, list := range some {
			sum[code] = append(sum[code], list...)
		}
	}
	return sum
}
