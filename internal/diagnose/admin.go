package diagnose

import (
	"strings"

	"mailasset/internal/google"
	"mailasset/internal/lazyregexp"
)

// ofAdmin judges the calls that create a project and switch its API on, and the
// credential for them (google.md section 6).
var ofAdmin verdict = func(err error) (string, facts) {
	if _, ok := find[google.MFAError](err); ok {
		return "mfa-required", facts{}
	}
	for _, judge := range []verdict{ofCredential, ofProject, ofPermission} {
		if code, seen := judge(err); code != "" || seen != nil {
			return code, seen
		}
	}
	if e, ok := find[google.OperationError](err); ok {
		return "provider-error", facts{"answer": textOf(e)}
	}
	return "", nil
}

// ofCredential judges the credential. Facts without a code say that the network
// kept it from being looked at.
var ofCredential verdict = func(err error) (string, facts) {
	if e, ok := find[google.NoCredentialError](err); ok {
		seen := facts{}
		for _, tried := range e.Tried {
			if tried.Source == google.SourceADC && inBetween(tried.Err) {
				return "", facts{}
			}
			seen[string(tried.Source)] = credentialDefect(tried.Err)
		}
		return "adc-missing", seen
	}
	e, ok := find[google.CredentialError](err)
	if !ok {
		return "", nil
	}
	seen := facts{"source": string(e.Source), "defect": credentialDefect(e), "path": e.Path, "answer": e.Detail}
	switch cause := e.Unwrap(); {
	case e.Kind == google.KindType:
		seen["type"], seen["answer"] = e.Detail, ""
	case e.Kind == google.KindUnreadable && e.Detail == "" && cause != nil:
		seen["answer"] = textOf(cause)
	}
	return "adc-missing", seen
}

// credentialDefect says in one word why a credential is of no use. A program or
// a file that is not there is another matter than nobody signed in.
func credentialDefect(err error) string {
	e, ok := find[google.CredentialError](err)
	switch {
	case !ok:
		return "other"
	case e.Kind == google.KindMissing && e.Source == google.SourceGcloud && e.Detail == "":
		return "no-program"
	case e.Kind == google.KindMissing && e.Path != "":
		return "no-file"
	}
	return string(e.Kind)
}

// ofProject judges what is particular to creating a project.
var ofProject verdict = func(err error) (string, facts) {
	if e, ok := find[google.TermsError](err); ok {
		return "tos-not-accepted", facts{"tosId": e.TOSID, "termsPage": e.Link}
	}
	if e, ok := find[google.QuotaError](err); ok {
		return "project-quota", facts{"answer": e.Message}
	}
	if e, ok := find[google.IDInvalidError](err); ok {
		return "project-id-invalid", facts{"projectId": e.ID, "rule": string(e.Rule)}
	}
	e, ok := find[google.IDTakenError](err)
	if !ok {
		return "", nil
	}
	seen := facts{"projectId": e.ID, "owner": "unknown"}
	switch {
	case e.Ours:
		seen["owner"] = "ours"
	case e.Project.State != "":
		seen["owner"] = "ours-deleted"
	}
	return "project-id-taken", seen
}

// roleFacts say what is needed, and where the console grants it.
func roleFacts(e *google.PermissionError) facts {
	resource := e.Resource
	if host, ok := strings.CutPrefix(resource, "//"); ok { // //service/resource
		_, resource, _ = strings.Cut(host, "/")
	}
	seen := facts{"refusedBy": "role", "permission": e.Permission, "resource": resource, "grant": grants[e.Permission]}
	if m := organization().FindStringSubmatch(resource); m != nil {
		seen["iamPage"] = "https://console.cloud.google.com/iam-admin/iam?organizationId=" + m[1]
	}
	return seen
}

// gcloudConsumer is the project of gcloud's own client, which pays when nobody
// named another.
const gcloudConsumer = "projects/764086051850"

// What may go into an address of the console. They come from an answer.
var (
	serviceName     = lazyregexp.New(`^[a-z][a-z0-9-]*\.googleapis\.com$`)
	organization    = lazyregexp.New(`^organizations/(\d+)$`)
	consumerProject = lazyregexp.New(`^projects/([a-z0-9][a-z0-9:.-]*)$`)
)

// grants are the smallest roles, as the console names them, that hold a
// permission.
var grants = map[string]string{
	"resourcemanager.projects.create": "Project Creator",
	"resourcemanager.projects.get":    "Browser",
	"serviceusage.services.enable":    "Service Usage Admin",
	"serviceusage.services.get":       "Service Usage Viewer",
	"serviceusage.services.use":       "Service Usage Consumer",
}

// ofPermission judges who may do it and who pays for it.
var ofPermission verdict = func(err error) (string, facts) {
	if e, ok := find[google.PolicyError](err); ok {
		return "permission-denied", facts{"refusedBy": "policy", "constraint": e.Constraint}
	}
	if e, ok := find[google.PermissionError](err); ok {
		return "permission-denied", roleFacts(e)
	}
	e, ok := find[google.QuotaProjectError](err)
	if !ok {
		return "", nil
	}
	seen := facts{"consumer": e.Consumer, "service": e.Service, "payer": "named"}
	paying := consumerProject().FindStringSubmatch(e.Consumer)
	switch {
	case e.Consumer == gcloudConsumer || e.Consumer == "":
		seen["payer"] = "none"
	case paying != nil && serviceName().MatchString(e.Service):
		seen["servicePage"] = "https://console.cloud.google.com/flows/enableapi?apiid=" + e.Service + "&project=" + strings.ReplaceAll(paying[1], ":", "%3A")
	}
	return "quota-project-missing", seen
}
