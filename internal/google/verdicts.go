package google

import (
	"cmp"
	"slices"
	"strings"
)

// typed returns the error type that fits the refusal, or nil. Marks made for
// programs come before words, and what hides behind another answer before it:
// missing terms of service also come as a plain 403.
func (r refusal) typed(id string) error {
	for _, verdict := range []func(string) error{r.terms, r.mfa, r.credential, r.quotaProject, r.policy,
		r.quota, r.idTaken, r.idInvalid, r.permission} {
		if err := verdict(id); err != nil {
			return err
		}
	}
	return nil
}

// terms: an operation ends with code 9 and a violation of type TOS whose
// subject is the id (https://github.com/taers232c/GAMADV-X/issues/12); Service
// Usage says UREQ_TOS_NOT_ACCEPTED with tos_id; Firebase was seen with a 403 that
// has nothing but words (https://github.com/firebase/firebase-tools/issues/2498).
func (r refusal) terms(string) error {
	v, marked := r.violates(func(v violation) bool { return v.Type == "TOS" })
	if !marked && r.because("UREQ_TOS_NOT_ACCEPTED") == "" && !r.says("terms of service", "ureq_tos_not_accepted") {
		return nil
	}
	id := cmp.Or(r.metadata["tos_id"], wordAfter(r.text, "tos_id="))
	if marked && id == "" {
		id = v.Subject
	}
	if strings.ContainsFunc(id, func(c rune) bool { return !lower(c) && !digit(c) && c != '-' }) {
		id = "" // not an id: nothing to build an address from
	}
	return &TermsError{TOSID: id, Link: "https://console.cloud.google.com/terms/" + cmp.Or(id, "cloud"), cause: cause{r.err}}
}

// mfa: no recorded answer is public, so by the words of Google's own page.
func (r refusal) mfa(string) error {
	asks := slices.ContainsFunc(r.reasons, func(s string) bool {
		return strings.Contains(s, "MFA") || strings.Contains(s, "TWO_STEP") || strings.Contains(s, "MULTI_FACTOR")
	})
	if !asks && !wantsMFA(r.text) {
		return nil
	}
	return &MFAError{cause{r.err}}
}

func wantsMFA(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc([]string{"2-step verification", "two-step verification", "multi-factor auth", "multifactor auth"},
		func(t string) bool { return strings.Contains(text, t) })
}

// credential: https://pkg.go.dev/google.golang.org/genproto/googleapis/api/error_reason.
func (r refusal) credential(string) error {
	kind := Kind("")
	reason := r.because("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions", "CREDENTIALS_MISSING", "ACCESS_TOKEN_TYPE_UNSUPPORTED")
	switch {
	case reason == "CREDENTIALS_MISSING":
		kind = KindMissing
	case reason == "ACCESS_TOKEN_TYPE_UNSUPPORTED":
		kind = KindRefused // what Google says to a token that is none
	case reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT", r.says("insufficient authentication scopes"):
		kind = KindScope
	case r.status == "UNAUTHENTICATED", r.because("authError") != "", r.says("invalid_rapt", "reauth related error"):
		kind = KindExpired
	default:
		return nil
	}
	return &CredentialError{Kind: kind, Detail: r.because("ACCESS_TOKEN_EXPIRED", reason), cause: cause{r.err}}
}

// quotaProject: google.md section 6.4.
func (r refusal) quotaProject(string) error {
	if r.because("SERVICE_DISABLED", "CONSUMER_INVALID", "accessNotConfigured") == "" && !r.says("requires a quota project") {
		return nil
	}
	return &QuotaProjectError{Consumer: r.metadata["consumer"], Service: r.metadata["service"], cause: cause{r.err}}
}

// policy: a precondition names the constraint in its type
// (https://github.com/GAM-team/got-your-back/pull/537), others only in words.
func (r refusal) policy(string) error {
	const prefix = "constraints/"
	v, _ := r.violates(func(v violation) bool { return strings.HasPrefix(v.Type, prefix) })
	constraint := v.Type
	if name := wordAfter(r.text, prefix); constraint == "" && name != "" {
		constraint = prefix + name
	}
	constraint = cmp.Or(constraint, r.because("RESOURCE_USAGE_RESTRICTION_VIOLATED", "ORG_RESTRICTION_VIOLATION",
		"LOCATION_ORG_POLICY_VIOLATED", "USER_BLOCKED_BY_ADMIN", "SECURITY_POLICY_VIOLATED"))
	if constraint == "" {
		return nil
	}
	return &PolicyError{Constraint: constraint, cause: cause{r.err}}
}

// quota: projects, not requests a minute: those pass.
func (r refusal) quota(string) error {
	if !r.says("project quota") && (!r.during || r.status != "RESOURCE_EXHAUSTED") || r.because("RATE_LIMIT_EXCEEDED") != "" {
		return nil
	}
	return &QuotaError{Message: oneLine(r.message), cause: cause{r.err}}
}

// idTaken: the third text looks like another matter and was seen for this one
// (googleworkspace/cli, setup.rs).
func (r refusal) idTaken(id string) error {
	if id == "" || r.status != "ALREADY_EXISTS" && !r.says("already in use", "already exists", "project ids are immutable") {
		return nil
	}
	return &IDTakenError{ID: id, cause: cause{r.err}}
}

func (r refusal) idInvalid(id string) error {
	_, marked := r.violates(func(v violation) bool {
		return strings.HasSuffix(strings.ToLower(strings.ReplaceAll(v.Field, "_", "")), "projectid")
	})
	if id == "" || !marked && (r.status != "INVALID_ARGUMENT" || !r.says("project id", "project_id", "projectid")) {
		return nil
	}
	return &IDInvalidError{ID: id, Rule: RuleRefused, cause: cause{r.err}}
}

// permission: https://cloud.google.com/iam/docs/permission-error-messages. An
// answer with another reason than these is not about a role.
func (r refusal) permission(string) error {
	reason := r.because("IAM_PERMISSION_DENIED", "AUTH_PERMISSION_DENIED", "USER_PROJECT_DENIED")
	informed := slices.ContainsFunc(r.details, func(d detail) bool { return d.Reason != "" })
	if reason == "" && (r.status != "PERMISSION_DENIED" || informed) {
		return nil
	}
	e := &PermissionError{Permission: cmp.Or(r.metadata["permission"], wordAfter(r.text, "ermission '")),
		Resource: cmp.Or(r.metadata["resource"], wordAfter(r.text, "resource '")), cause: cause{r.err}}
	if reason == "USER_PROJECT_DENIED" {
		e.Permission = "serviceusage.services.use"
		e.Resource = cmp.Or(r.metadata["consumer"], e.Resource)
	}
	return e
}

// wordAfter returns what follows mark, up to a character that no permission,
// resource or constraint contains; "" without mark.
func wordAfter(text, mark string) string {
	_, rest, found := strings.Cut(text, mark)
	if !found {
		return ""
	}
	end := strings.IndexFunc(rest, func(r rune) bool {
		return !lower(r) && !digit(r) && !('A' <= r && r <= 'Z') && !strings.ContainsRune("-_./:", r)
	})
	if end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimRight(rest, ".:")
}
