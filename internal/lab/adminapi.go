package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	scopeCloud     = "https://www.googleapis.com/auth/cloud-platform"
	scopeCloudRead = "https://www.googleapis.com/auth/cloud-platform.read-only"
	scopeServices  = "https://www.googleapis.com/auth/service.management"

	gmailService   = "gmail.googleapis.com"
	managerService = "cloudresourcemanager.googleapis.com"
	usageService   = "serviceusage.googleapis.com"

	// gcloudClient is the public client id of the gcloud command, whose tokens
	// need no project; adcProject is the project behind those of Application
	// Default Credentials, which is not theirs (facts/google.md 6.4).
	gcloudClient = "32555940559.apps.googleusercontent.com"
	adcProject   = "projects/764086051850"

	// adminLife is a working day instead of Google's hour: the lab's ready
	// token is a file, and nobody renews it.
	adminLife = 12 * time.Hour
)

// writeAdminToken writes the ready administrator's token where only its owner
// can read it.
func (w *world) writeAdminToken(dir string) (string, error) {
	path := filepath.Join(dir, "admin-token")
	if err := os.WriteFile(path, []byte(w.adminToken+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("write the administrator's token: %w", err)
	}
	return path, nil
}

// adminMethod is a method of one of the two APIs that administrators call.
type adminMethod func(r *http.Request, a access) (any, *apiError)

// admin wraps a method in what every call meets first: the service itself, the
// token, its scope, the account, the project that pays.
func (l *Lab) admin(service string, accepted scopes, method adminMethod) http.HandlerFunc {
	accepted = append(scopes{scopeCloud}, accepted...)
	return func(w http.ResponseWriter, r *http.Request) {
		if l.faults.on("provider-error") {
			newAPIError(http.StatusServiceUnavailable, "UNAVAILABLE", "global", "backendError", "The service is currently unavailable.").write(w)
			return
		}
		a, refused := l.adminAccess(r, service, accepted)
		if refused != nil {
			if refused.Code == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Bearer realm="https://accounts.google.com/"`)
			}
			refused.write(w)
			return
		}
		answer, refused := method(r, a)
		if refused != nil {
			refused.write(w)
			return
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

func (l *Lab) adminAccess(r *http.Request, service string, accepted scopes) (access, *apiError) {
	token := bearer(r)
	if token == "" {
		return access{}, unauthenticated("Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.", "CREDENTIALS_MISSING", service)
	}
	a, ok := l.world.liveAccess(token)
	switch {
	case !ok:
		return a, unauthenticated("Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.", "ACCESS_TOKEN_TYPE_UNSUPPORTED", service)
	case !slices.ContainsFunc(a.scope, accepted.has):
		e := forbidden("Request had insufficient authentication scopes.",
			newErrorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "googleapis.com", map[string]string{"service": service}))
		e.Errors[0].Reason = "insufficientPermissions"
		return a, e
	case l.faults.on("mfa-required"): // the exact text is unconfirmed; facts/google.md section 5 has the rule
		return a, forbidden("Access to Google Cloud requires 2-Step Verification (MFA) for " + a.account +
			". Turn on 2-Step Verification for the account. See https://docs.cloud.google.com/docs/authentication/mfa-requirement")
	}
	return a, l.world.quotaRefusal(r.Header.Get("X-Goog-User-Project"), a, service)
}

// quotaRefusal is why no project answers for the call: the one the header
// names must have the API on, and so must the project of the token's client.
// gcloud's own client is let off, that of Application Default Credentials is
// not (facts/google.md 6.4).
func (w *world) quotaRefusal(header string, a access, service string) *apiError {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	ref := a.project
	if header != "" {
		ref = strings.TrimPrefix(header, "projects/")
		if w.usable(ref, a.account) == nil {
			return forbidden("Caller does not have required permission to use project "+ref+". Grant the caller the roles/serviceusage.serviceUsageConsumer role, or a custom role with the serviceusage.services.use permission.",
				newErrorInfo("USER_PROJECT_DENIED", "googleapis.com", map[string]string{"service": service, "consumer": "projects/" + ref}))
		}
	}
	switch p := w.findProject(ref); {
	case p != nil && !p.services[service]:
		return accessNotConfigured(service, titleOf(service), p.number)
	case ref == "" && w.faults.on("quota-project-missing"):
		return forbidden("Your application is authenticating by using local Application Default Credentials. The "+service+
			" API requires a quota project, which is not set by default. To learn how to set your quota project, see https://cloud.google.com/docs/authentication/adc-troubleshooting/user-creds .",
			newErrorInfo("SERVICE_DISABLED", "googleapis.com", map[string]string{"service": service, "consumer": adcProject}))
	}
	return nil
}

// accessNotConfigured says that an API is off in a project.
func accessNotConfigured(service, title, number string) *apiError {
	link := "https://console.developers.google.com/apis/api/" + service + "/overview?project=" + number
	e := newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "usageLimits", "accessNotConfigured",
		fmt.Sprintf("%s has not been used in project %s before or it is disabled. Enable it by visiting %s then retry.", title, number, link))
	e.Errors[0].ExtendedHelp = link
	e.Details = []any{newErrorInfo("SERVICE_DISABLED", "googleapis.com", map[string]string{"service": service, "consumer": "projects/" + number})}
	return e
}

func unauthenticated(message, reason, service string) *apiError {
	e := newAPIError(http.StatusUnauthorized, "UNAUTHENTICATED", "global", "authError", message)
	e.Errors[0].Location, e.Errors[0].LocationType = "Authorization", "header"
	e.Details = []any{newErrorInfo(reason, "googleapis.com", map[string]string{"service": service})}
	return e
}

func forbidden(message string, details ...any) *apiError {
	e := newAPIError(http.StatusForbidden, "PERMISSION_DENIED", "global", "forbidden", message)
	e.Details = details
	return e
}

func invalidArgument(message string, fields ...violation) *apiError {
	e := newAPIError(http.StatusBadRequest, "INVALID_ARGUMENT", "global", "badRequest", message)
	if len(fields) > 0 {
		e.Details = []any{badFields{"type.googleapis.com/google.rpc.BadRequest", fields}}
	}
	return e
}

// adminBody reads a method's body the way Google does: an unknown field is
// refused, an empty body is an empty message.
func adminBody(r *http.Request, v any) *apiError {
	d := json.NewDecoder(io.LimitReader(r.Body, 1<<16))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case strings.HasPrefix(err.Error(), "json: unknown field"):
		name := strings.TrimPrefix(err.Error(), "json: unknown field ")
		return invalidArgument("Invalid JSON payload received. Unknown name " + name + ": Cannot find field.")
	}
	return invalidArgument("Invalid JSON payload received. " + err.Error())
}
