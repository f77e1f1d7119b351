package diagnose

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"google.golang.org/api/googleapi"

	"mailasset/internal/google"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/oauth"
)

var (
	tokenEndpoint = lazyregexp.New(`https?://[\w.:/-]+/token\b`)
	refreshWords  = lazyregexp.New(`(?i)refresh[ _]?(?:the )?token|RefreshError|refreshing|vernieuwen`)
	exchangeWords = lazyregexp.New(`(?i)exchang(?:e|ing)\b|authorization[ _]code|\bauth code`)
	httpStatus    = lazyregexp.New(`(?:\bHTTP(?:/[\d.]+)?[ :]+(?:status |code )?|\btoken: |\bstatus(?:[ _]?code)?["']?[ :=]+|/token: )([45]\d\d)\b`)

	// What programs print of a refusal: x/oauth2, this program, Google's library
	// for Python, and JSON that is cut off.
	quotedRefusal = lazyregexp.New(`\boauth2: "([a-z_]+)"(?: "([^"]*)")?`)
	ownRefusal    = lazyregexp.New(`(?:exchange the code|refresh the token) at \S+: \d{3} ([a-z_]+)(?: \((.*?)\))?`)
	brokenRefusal = lazyregexp.New(`["']error["']\s*:\s*["']([a-z_]+)["']?(?:[^{}]*?["']error_description["']\s*:\s*["']([^"']*))?`)
	saidOfToken   = lazyregexp.New(`\b(invalid_request)\b\s*[:,-]\s*["'(]?([^"',)}\]]{0,200}\brefresh_token\b[^"',)}\]]{0,100})`)
	saidRefusal   = lazyregexp.New(`\b(invalid_grant|unauthorized_client|unsupported_grant_type)\b(?:\s*[:,-]\s*["'(]?([^"',)}\]]{0,200}))?`)

	secretRefusal = saying(`client secret is invalid / client_secret is missing`)
	wordRefusal   = saying(`token has been expired or revoked / malformed auth code / missing code verifier`)
)

// tokenRefusalIn reads what programs print of a refusal of the token endpoint.
func tokenRefusalIn(p pasted) error {
	for _, e := range []func() []string{
		func() []string { return firstOf(p.flat, quotedRefusal, ownRefusal) },
		func() []string { return firstOf(p.flat, brokenRefusal) },
		func() []string {
			if namesAnother(p) {
				return nil
			}
			return firstOf(p.flat, saidRefusal, saidOfToken)
		},
	} {
		if m := e(); m != nil && slices.Contains(tokenCodes, m[1]) {
			description := m[2]
			if said := wordRefusal.find(p); !strings.Contains(description, said) { // it may stand elsewhere
				description = said
			}
			return tokenRefusal(p, m[1], description)
		}
	}
	if said := secretRefusal.find(p); said != "" {
		return tokenRefusal(p, "invalid_client", said)
	}
	if said := wordRefusal.find(p); said != "" {
		return tokenRefusal(p, "invalid_grant", said)
	}
	return nil
}

var (
	googleapiLine = lazyregexp.New(`\bgoogleapi: (?:Error|got HTTP response code) (\d{3})(?:: | with body: )?(.*)`)
	pythonError   = lazyregexp.New(`<HttpError (\d{3}) when requesting \S+ returned "([^"]*)"`)

	apiUnused = saying(`Gmail API has not been used in project (?:\S+ )?before or it is disabled.{0,300}`)
	noMailbox = saying(`Mail service not enabled`)
)

// apiReasons are those that the catalog tells apart, and rates, which pass.
var apiReasons = strings.Fields(`accessNotConfigured SERVICE_DISABLED failedPrecondition insufficientPermissions ACCESS_TOKEN_SCOPE_INSUFFICIENT
	domainPolicy authError rateLimitExceeded userRateLimitExceeded dailyLimitExceeded quotaExceeded forbidden backendError`)

// apiRefusalIn reads what programs print of an error of Google's APIs.
func apiRefusalIn(p pasted) error {
	answer := &googleapi.Error{}
	switch m := firstOf(p.flat, googleapiLine, pythonError); {
	case m != nil:
		answer.Code, _ = strconv.Atoi(m[1])
		answer.Message = m[2]
	case apiUnused.in(p):
		answer.Code, answer.Message = http.StatusForbidden, apiUnused.find(p)
	case noMailbox.in(p):
		answer.Code, answer.Message = http.StatusBadRequest, noMailbox.find(p)
	default:
		return nil
	}
	for _, reason := range apiReasons {
		if strings.Contains(p.flat, reason) {
			answer.Errors = append(answer.Errors, googleapi.ErrorItem{Reason: reason})
		}
	}
	if apiUnused.in(p) {
		answer.Errors = append(answer.Errors, googleapi.ErrorItem{Reason: "accessNotConfigured"})
	}
	for _, reason := range apiReasons {
		answer.Message = strings.TrimSuffix(answer.Message, ", "+reason)
	}
	answer.Message = oauth.Printable(answer.Message)
	return settled(p, answer)
}

// credentialWords are what gcloud and Google's libraries say where nobody signed
// in to Google Cloud.
var credentialWords = lazyregexp.New(`google: could not find default credentials|default credentials were not found|defaultcredentialserror|` +
	`application default credentials are not available|could not (?:automatically determine|load the default) credentials|do not currently have an active account selected`)

// credentialIn reads that no credential for Google Cloud was found.
func credentialIn(p pasted) error {
	if !credentialWords().MatchString(p.low) {
		return nil
	}
	return &google.NoCredentialError{}
}

// cloudWords are those of gcloud and of the calls that create a project.
var cloudWords = sync.OnceValue(func() wording {
	return saying(`gcloud.projects. / gcloud.services. / cloudresourcemanager / serviceusage / resourcemanager.projects / callers must accept terms of service / ` +
		`UREQ_TOS_NOT_ACCEPTED / allotted project quota / requires a quota project / local Application Default Credentials / projects/764086051850 / ` +
		`Google Cloud requires 2-Step / Google Cloud requires multi-factor / project ID you specified / project IDs are immutable / project IDs must be between / ` +
		`\bconstraints/[a-z]+\.`)
})

// cloudIn reads what gcloud prints, and the sentences of Google Cloud.
func cloudIn(p pasted) error {
	if !cloudWords().in(p) || googleapiLine().MatchString(p.flat) || pythonError().MatchString(p.flat) {
		return nil
	}
	return cloudRefusal(p, &googleapi.Error{Code: http.StatusForbidden, Message: oauth.Printable(p.flat)})
}

// cloudRefusal gives a refusal its type. Which project id was meant may stand
// beside it; nil where no type fits.
func cloudRefusal(p pasted, err error) error {
	const unknown = "unknown"
	typed := google.Refusal(err, cmp.Or(projectIDIn(p), unknown))
	if taken, ok := find[google.IDTakenError](typed); ok && taken.ID == unknown {
		return &google.IDTakenError{}
	}
	if invalid, ok := find[google.IDInvalidError](typed); ok && invalid.ID == unknown {
		return &google.IDInvalidError{Rule: invalid.Rule}
	}
	return typed
}

var projectID = lazyregexp.New(`(?:project[_ ]?[iI][dD]|\bprojects? )["']?\s*[:=]?\s*["'\[]?([a-z][a-z0-9-]{4,28}[a-z0-9])\b`)

// projectIDIn finds the project id that was to be created, or a word for it.
func projectIDIn(p pasted) string {
	if m := projectID().FindStringSubmatch(p.flat); m != nil && strings.ContainsAny(m[1], "0123456789-") {
		return m[1]
	}
	return ""
}
