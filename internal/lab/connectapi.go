package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

const (
	apiPath    = "/connectapi"
	assetsPath = "/v2/digital/app"
)

// The results of the Digital Asset API. The fields are documented, the numbers
// are the lab's own.
const (
	resultDone    = 1000
	resultRefused = 1000 // plus the HTTP status
)

// connectRefusal is why a call of the Digital Asset API was refused.
type connectRefusal struct {
	status int
	text   string
}

// connectMethod is one operation: what it answers, or why not.
type connectMethod func(r *http.Request, body map[string]any) (any, *connectRefusal)

// assetRoutes is the Digital Asset API. That of creating is documented; of the
// others it is only known that they exist, so their addresses are assumed, and
// clients take them from the mapping (facts/webex-connect.md section 3).
func (l *Lab) assetRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST "+apiPath+assetsPath, l.assetCall(l.createAsset))
	mux.HandleFunc("GET "+apiPath+assetsPath, l.assetCall(l.listAssets))
	mux.HandleFunc("GET "+apiPath+assetsPath+"/{id}", l.assetCall(l.getAsset))
	mux.HandleFunc("PUT "+apiPath+assetsPath+"/{id}", l.assetCall(l.updateAsset))
}

// assetCall wraps an operation in what every call meets first: the faults, the
// token, the organization, the other headers, the body.
func (l *Lab) assetCall(method connectMethod) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer l.beginUpdate(r)()
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
		if l.faults.on("connect-hang") {
			hang(r)
		}
		l.judgeCall(r)
		refused := l.callRefusal(r)
		var body map[string]any
		if refused == nil && writes(r) {
			body, refused = readBody(r, data, err)
		}
		var answer any
		if refused == nil {
			answer, refused = method(r, body)
		}
		if refused != nil {
			l.refuseCall(w, r, refused)
			return
		}
		if writes(r) && l.faults.on("connect-drop") {
			panic(http.ErrAbortHandler)
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

func writes(r *http.Request) bool { return r.Method == http.MethodPost || r.Method == http.MethodPut }

// connectFaults are the faults that refuse every call.
var connectFaults = []struct {
	fault   string
	refusal connectRefusal
}{
	{"connect-token-expired", connectRefusal{http.StatusUnauthorized, "The access token has expired."}},
	{"connect-forbidden", connectRefusal{http.StatusForbidden, "The user has no access to this organization."}},
	{"connect-bad-request", connectRefusal{http.StatusBadRequest, "A request parameter is invalid."}},
	{"connect-rate-limited", connectRefusal{http.StatusTooManyRequests, "The rate limit of this operation is exceeded."}},
	{"connect-server-error", connectRefusal{http.StatusInternalServerError, "The operation could not be completed because of an internal error."}},
}

// callRefusal is why the call is refused before its body is looked at: the
// documented statuses, 401 for the token, 403 for the organization, 400 for
// everything else that is missing or wrong.
func (l *Lab) callRefusal(r *http.Request) *connectRefusal {
	for _, f := range connectFaults {
		if l.faults.on(f.fault) {
			return &f.refusal
		}
	}
	token, organization := bearer(r), r.Header.Get("x-organization-id")
	switch {
	case token == "":
		return &connectRefusal{http.StatusUnauthorized, "The access token is missing."}
	case token != l.tenant.token:
		return &connectRefusal{http.StatusUnauthorized, "The access token is invalid."}
	case l.world.now().After(l.tenant.expires):
		return &connectRefusal{http.StatusUnauthorized, "The access token has expired."}
	case organization == "":
		return badCall("The header x-organization-id is missing.")
	case organization != l.tenant.organization:
		return &connectRefusal{http.StatusForbidden, "The user has no access to this organization."}
	case r.URL.Query().Get("channel") != "email":
		return badCall("The parameter channel is missing or not email.")
	}
	return nil
}

func badCall(text string) *connectRefusal { return &connectRefusal{http.StatusBadRequest, text} }

// readBody reads the body of a call that writes.
func readBody(r *http.Request, data []byte, err error) (map[string]any, *connectRefusal) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return nil, badCall("The header Content-Type must be application/json.")
	}
	var body map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err != nil || d.Decode(&body) != nil || body == nil {
		return nil, badCall("The body is not a JSON object.")
	}
	return body, nil
}

// refuseCall answers a refusal with the documented fields.
func (l *Lab) refuseCall(w http.ResponseWriter, r *http.Request, refused *connectRefusal) {
	if refused.status == http.StatusTooManyRequests {
		l.tenant.limited(r)
	}
	l.tenant.mu.Lock()
	answer := l.tenant.result(resultRefused+refused.status, refused.text)
	l.tenant.mu.Unlock()
	writeJSON(w, refused.status, answer)
}

// result are the fields every answer has. The caller holds mu.
func (s *connectStore) result(code int, description string) map[string]any {
	r := s.world.random
	return map[string]any{
		"code": s.shape.number(code), "description": description,
		"transid": r.text(8, hexChars) + "-" + r.text(4, hexChars) + "-" + r.text(12, hexChars),
	}
}

// view is the answer that shows one asset. The caller holds mu.
func (s *connectStore) view(a *emailAsset) map[string]any {
	answer := s.result(resultDone, "Success")
	s.shape.answer(answer, a, s.world.connect.callback())
	return answer
}

func (l *Lab) listAssets(_ *http.Request, _ map[string]any) (any, *connectRefusal) {
	l.refreshTokens(false)
	s := l.tenant
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked()
	items := []any{}
	for _, a := range s.savedAssets() {
		item := map[string]any{}
		s.shape.answer(item, a, s.world.connect.callback())
		items = append(items, item)
	}
	if s.shape.items == "" {
		return items, nil
	}
	return place(s.result(resultDone, "Success"), steps(s.shape.items), items), nil
}

func (l *Lab) getAsset(r *http.Request, _ map[string]any) (any, *connectRefusal) {
	l.refreshTokens(false)
	s := l.tenant
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.savedAsset(r.PathValue("id"))
	if a == nil {
		return nil, noAsset
	}
	s.looked()
	return s.view(a), nil
}

// noAsset: 404 is not among the documented statuses.
var noAsset = &connectRefusal{http.StatusForbidden, "The user has no access to this asset."}

// createAsset makes one more asset on every call: it is the client that must
// not ask twice.
func (l *Lab) createAsset(_ *http.Request, body map[string]any) (any, *connectRefusal) {
	s := l.tenant
	s.mu.Lock()
	defer s.mu.Unlock()
	settings, refused := s.read(assetSettings{keyReview: "false", keyShared: "false"}, body)
	if refused != nil {
		return nil, refused
	}
	same := func(a *emailAsset) bool { return strings.EqualFold(a.saved.settings[keyEmail], settings[keyEmail]) }
	if slices.ContainsFunc(s.savedAssets(), same) {
		l.log.complain("a second asset was created for " + settings[keyEmail])
	}
	a := s.newAsset()
	a.open.settings = settings
	s.save(a)
	return s.view(a), nil
}

// updateAsset writes the settings of the body over those of the asset. The
// client secret may be left out; every other required field must be there.
func (l *Lab) updateAsset(r *http.Request, body map[string]any) (any, *connectRefusal) {
	s := l.tenant
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.savedAsset(r.PathValue("id"))
	if a == nil {
		return nil, noAsset
	}
	before := a.saved.settings
	settings, refused := s.read(assetSettings{keyReview: "false", keyShared: "false", keyClientSecret: before[keyClientSecret]}, body)
	switch {
	case refused != nil:
		return nil, refused
	case settings[keyClientSecret] != before[keyClientSecret] && settings[keyClientSecret] == s.shape.mask(before[keyClientSecret]):
		l.log.complain("an update sent the masked client secret back")
		return nil, badCall("The field " + s.shape.fields[keyClientSecret] + " is invalid: this is the masked value.")
	}
	a.saved.settings, a.updated = settings, s.world.now()
	a.open = nil // what stood in somebody's form is gone
	return s.view(a), nil
}

// read reads and checks the settings of a body; a refusal names the first
// field that is wrong. The caller holds mu.
func (s *connectStore) read(base assetSettings, body map[string]any) (assetSettings, *connectRefusal) {
	typed, wrong := s.shape.settings(body)
	settings := base.merge(typed)
	wrong = append(wrong, settings.problems()...)
	if len(wrong) > 0 {
		return nil, badCall(fmt.Sprintf("The field %s is missing or invalid: %s", s.shape.fields[wrong[0].key], wrong[0].text))
	}
	return settings, nil
}
