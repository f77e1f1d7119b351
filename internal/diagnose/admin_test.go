package diagnose

import (
	"context"
	"crypto/x509"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/google"
	"mailasset/internal/msg"
)

func TestWhoAcceptsTerms(t *testing.T) {
	for _, r := range recordings["tos-not-accepted"] {
		f := Explain(r.err, acme)
		want := WhoCloudAdmin
		if f.Facts["tosId"] == "appsadmin" {
			want = WhoWorkspaceAdmin
		}
		if f.Who != want || !strings.HasPrefix(f.Link, "https://console.cloud.google.com/terms/") || !strings.Contains(f.Fix[0], f.Link) {
			t.Errorf("%s: %s at %s", r.name, f.Who, f.Link)
		}
	}
}

func TestPermissions(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		link       string
		err        error
	}{
		{"create", "the role Project Creator", "iam-admin/iam", &google.PermissionError{Permission: "resourcemanager.projects.create", Resource: "organizations/42"}},
		{"enable", "webex-mail-4711 for the role Service Usage Admin", "iam-admin/iam", &google.PermissionError{Permission: "serviceusage.services.enable", Resource: "webex-mail-4711"}},
		{"pay", "the role Service Usage Consumer", "iam-admin/iam", &google.PermissionError{Permission: "serviceusage.services.use"}},
		{"unknown", "the role that holds this permission", "iam-admin/iam", &google.PermissionError{Permission: "x.y.z"}},
		{"policy", "exception", "iam-admin/orgpolicies", &google.PolicyError{Constraint: "constraints/x"}},
		{"mailbox", "mailasset token acme-support", "iam-admin/iam", answered(403, reason(403, "forbidden", "Delegation denied"))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Explain(tt.err, acme)
			if got := strings.Join(f.Fix, "\n"); !strings.Contains(got, tt.want) || !strings.Contains(f.Link, tt.link) {
				t.Errorf("%s\n%s", f.Link, got)
			}
		})
	}
	policy := Explain(&google.PolicyError{Constraint: "constraints/x"}, acme)
	if got := strings.Join(policy.Fix, "\n"); strings.Contains(got, "role") || !strings.Contains(policy.Cause, "constraints/x") {
		t.Errorf("a policy is mended with a role: %s", got)
	}
}

// Each reason for having no credential has words of its own.
func TestCredentialsReadDifferently(t *testing.T) {
	kinds := []google.Kind{google.KindMissing, google.KindExpired, google.KindRefused, google.KindScope, google.KindEmpty, google.KindUnreadable, google.KindType}
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		said := map[string]google.Kind{}
		for _, kind := range kinds {
			f := Explain(credential(google.SourceADC, kind, "x"), Context{Lang: lang})
			if other, ok := said[f.Cause]; ok || strings.Contains(f.Cause, "no source") {
				t.Errorf("%s is said like %q: %s", kind, other, f.Cause)
			}
			said[f.Cause] = kind
		}
	}
	for source, want := range map[google.Source]string{
		google.SourceGcloud: "`gcloud auth login`", google.SourceADC: "`gcloud auth application-default login`", google.SourceTokenFile: "`gcloud auth print-access-token`",
	} {
		if f := Explain(credential(source, google.KindExpired, ""), acme); !strings.Contains(f.Fix[0], want) {
			t.Errorf("%s: %s", source, f.Fix[0])
		}
	}
}

func TestWhatWasTriedIsSaid(t *testing.T) {
	f := Explain(nowhere(""), acme)
	if !strings.Contains(f.Cause, "gcloud: not installed") || !strings.Contains(f.Cause, "Application Default Credentials: there is no file") {
		t.Error(f.Cause)
	}
	if f := Explain(tried(fromGcloud(expiredGcloud), credential(google.SourceADC, google.KindType, "service_account")), Context{Lang: msg.Dutch}); !strings.Contains(f.Cause, "gcloud: de aanmelding is verlopen. Application Default Credentials: ze zijn niet van een persoon.") {
		t.Error(f.Cause)
	}
}

// What goes into an address comes from an answer, and is looked at first.
func TestServicePage(t *testing.T) {
	for _, tt := range []struct{ consumer, service, want string }{
		{"projects/7", "gmail.googleapis.com", "https://console.cloud.google.com/flows/enableapi?apiid=gmail.googleapis.com&project=7"},
		{"projects/acme.com:mail", "gmail.googleapis.com", "https://console.cloud.google.com/flows/enableapi?apiid=gmail.googleapis.com&project=acme.com%3Amail"},
		{"projects/7&x=y", "gmail.googleapis.com", ""},
		{"projects/7", "evil.example", ""},
		{"projects/7", "gmail.googleapis.com&x=y", ""},
		{gcloudConsumer, "gmail.googleapis.com", ""},
		{"", "", ""},
	} {
		f := Explain(&google.QuotaProjectError{Consumer: tt.consumer, Service: tt.service}, acme)
		if f.Code != "quota-project-missing" || f.Facts["servicePage"] != tt.want {
			t.Errorf("%s of %s: %q", tt.service, tt.consumer, f.Facts["servicePage"])
		}
	}
}

func TestProjectIDs(t *testing.T) {
	said := map[string]google.Rule{}
	for _, rule := range []google.Rule{google.RuleLength, google.RuleStart, google.RuleEnd, google.RuleCharacters, google.RuleRestricted, google.RuleRefused} {
		f := Explain(&google.IDInvalidError{ID: "x", Rule: rule}, acme)
		if other, ok := said[f.Cause]; ok {
			t.Errorf("%s is said like %s: %s", rule, other, f.Cause)
		}
		said[f.Cause] = rule
	}
	for owner, want := range map[string]string{"ours": "google.project_id=webex-mail-4711`", "ours-deleted": "Restore", "unknown": "google.project_id=ID`"} {
		for _, r := range recordings["project-id-taken"] {
			if f := Explain(r.err, acme); f.Facts["owner"] == owner && !strings.Contains(f.Fix[0], want) {
				t.Errorf("%s: %s", owner, f.Fix[0])
			}
		}
	}
}

// Who has to mend a file's form sees a whole one; no page of the web shows that.
func TestAFileToCompareWith(t *testing.T) {
	for _, r := range recordings["asset-file-invalid"] {
		f := Explain(r.err, acme)
		if template := strings.Contains(f.Cause, "export --template"); f.Link != "" || strings.HasPrefix(f.Facts["reason"], "place") && !template {
			t.Errorf("%s (%s): %q, %q", r.name, f.Facts["reason"], f.Link, f.Cause)
		}
	}
	if f := Explain(asset.ErrForeignFile, acme); f.Link != "" {
		t.Errorf("a foreign file leads to %s", f.Link)
	}
}

// Resources come in several forms; the console is opened only where one is
// known to lead.
func TestResources(t *testing.T) {
	for _, tt := range []struct{ resource, named, page string }{
		{"//cloudresourcemanager.googleapis.com/organizations/42", "organizations/42", "https://console.cloud.google.com/iam-admin/iam?organizationId=42"},
		{"organizations/42", "organizations/42", "https://console.cloud.google.com/iam-admin/iam?organizationId=42"},
		{"organizations/42&x=y", "organizations/42&x=y", ""},
		{"//cloudresourcemanager.googleapis.com/projects/mail", "projects/mail", ""},
		{"webex-mail-4711", "webex-mail-4711", ""},
		{"//odd", "", ""},
		{"", "", ""},
	} {
		f := Explain(&google.PermissionError{Permission: "resourcemanager.projects.create", Resource: tt.resource}, acme)
		if f.Facts["resource"] != tt.named || f.Facts["iamPage"] != tt.page {
			t.Errorf("%q: %q, %q", tt.resource, f.Facts["resource"], f.Facts["iamPage"])
		}
		if tt.page == "" && f.Link != "https://console.cloud.google.com/iam-admin/iam?project=webex-mail-4711" {
			t.Errorf("%q leads to %s", tt.resource, f.Link)
		}
	}
}

// What the network did to one source of credentials is the network's, unless
// another source has a matter of its own that comes first.
func TestNetworkAmongTheSources(t *testing.T) {
	lost := got(dialed(context.DeadlineExceeded))
	intercepted := got(x509.UnknownAuthorityError{Cert: companyCertificate})
	for _, tt := range []struct {
		name, want string
		err        error
	}{
		{"no network", "provider-unreachable", tried(fromGcloud(""), lost)},
		{"a proxy", "proxy-intercepts", tried(fromGcloud(""), intercepted)},
		{"gcloud was slow", "adc-missing", tried(lost, credential(google.SourceADC, google.KindMissing, ""))},
		{"two steps first", "mfa-required", tried(fromGcloud("ERROR: 2-Step Verification is required"), lost)},
		{"nothing tried", "adc-missing", &google.NoCredentialError{}},
	} {
		if f := Explain(tt.err, acme); f.Code != tt.want {
			t.Errorf("%s: %s", tt.name, f.Code)
		}
	}
}
