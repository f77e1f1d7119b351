package asset

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mailasset/internal/secret"
)

const (
	madeUpToken = "made-up-webex-token-4711"
)

// connectServer is a Digital Asset API in a few lines: flat bodies, ids from 1.
// The lab's is the judge; this one does what a test tells it to.
type connectServer struct {
	*httptest.Server
	mu     sync.Mutex
	assets []map[string]any
	asked  []string // "POST /v2/digital/app?channel=email"
	heads  []http.Header
	// first answers a request instead of the server where it returns true.
	first func(w http.ResponseWriter, r *http.Request, body map[string]any) bool
}

func newConnectServer(t *testing.T) *connectServer {
	t.Helper()
	s := &connectServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *connectServer) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	doc, _ := io.ReadAll(r.Body)
	var body map[string]any
	_ = json.Unmarshal(doc, &body)
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
	s.heads = append(s.heads, r.Header)
	if s.first != nil && s.first(w, r, body) {
		return
	}
	s.carryOut(w, r, body)
}

func (s *connectServer) carryOut(w io.Writer, r *http.Request, body map[string]any) {
	id := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/connectapi/v2/digital/app"), "/")
	switch {
	case r.Method == http.MethodPost:
		body["appId"] = len(s.assets) + 1
		body["forwardingAddress"] = "0123456789abcdef0123456789abcdef@mail-us.imiconnect.io"
		s.assets = append(s.assets, body)
		reply(w, map[string]any{"transid": "tr-1", "appId": body["appId"]})
	case id == "":
		items := []any{}
		for _, a := range s.assets {
			items = append(items, shown(a))
		}
		reply(w, map[string]any{"transid": "tr-2", "apps": items})
	default:
		for _, a := range s.assets {
			if scalarText(json.Number(idText(a["appId"]))) != id {
				continue
			}
			if r.Method == http.MethodPut {
				for name, value := range body {
					a[name] = value
				}
			}
			reply(w, shown(a))
			return
		}
		if h, ok := w.(http.ResponseWriter); ok {
			h.WriteHeader(http.StatusNotFound)
		}
		reply(w, map[string]any{"code": 1404, "description": "no such asset", "transid": "tr-404"})
	}
}

func idText(id any) string { doc, _ := json.Marshal(id); return string(doc) }

func shown(a map[string]any) map[string]any {
	copied := map[string]any{"transid": "tr-3"}
	for name, value := range a {
		copied[name] = value
	}
	copied["clientSecret"] = "********"
	return copied
}

func reply(w io.Writer, v any) { _ = json.NewEncoder(w).Encode(v) }

// refuse answers like the API's documented errors.
func refuse(status int, description string) func(http.ResponseWriter, *http.Request, map[string]any) bool {
	return func(w http.ResponseWriter, _ *http.Request, _ map[string]any) bool {
		w.WriteHeader(status)
		reply(w, map[string]any{"code": "E" + http.StatusText(status), "description": description, "transid": "tr-bad"})
		return true
	}
}

const flatMapping = `
confirmed: true
operations:
  create: POST /v2/digital/app?channel=email
  list: GET /v2/digital/app?channel=email
  get: GET /v2/digital/app/{id}?channel=email
  update: PUT /v2/digital/app/{id}?channel=email
answer: {id: appId, items: apps, tokenState: tokenStatus, tokenValid: [GENERATED]}
fields:
  asset.name: appName
  asset.emailId: emailId
  asset.forwardingAddress: forwardingAddress
  authentication.type: none
  authentication.smtpServer: smtp.host
  authentication.username: smtp.user
  authentication.port: smtp.port
  authentication.security: {path: smtp.security, values: {SSL: ssl, STARTTLS: tls}}
  authentication.clientId: oauth.clientId
  authentication.clientSecret: clientSecret
  authentication.authorizationUrl: 'oauth.urls[0].value'
  authentication.scope: oauth.scope
  authentication.accessTokenUrl: 'oauth.urls[1].value'
  authentication.refreshTokenUrl: 'oauth.urls[2].value'
  authentication.loginId: loginId
  authentication.reviewConsent: {path: review, type: string}
fixed:
  'oauth.urls[0].name': authorize
  'oauth.urls[1].name': access
  'oauth.urls[2].name': refresh
  version: 2
  draft: false
`

func parsed(t *testing.T, doc string) *Mapping {
	t.Helper()
	m, err := ParseMapping([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func support() *Configuration {
	return &Configuration{
		SchemaVersion: SchemaVersion,
		Asset:         Asset{Name: "Support Gmail", EmailID: "support@example.com", ConnectURL: "https://tenant.us.webexconnect.io", Region: "us"},
		Authentication: Authentication{
			Type: "OAuth 2.0", SMTPServer: "smtp.gmail.com", Username: "support@example.com", Port: 465, Security: SSL,
			ClientID: "123-abc.apps.googleusercontent.com", ClientSecret: secret.New(madeUpSecret), CallbackURL: "https://tenant.us.webexconnect.io/callback",
			AuthorizationURL: Gmail.AuthorizationURL, Scope: Gmail.Scope, AccessTokenURL: Gmail.TokenURL, RefreshTokenURL: Gmail.TokenURL, ReviewConsent: true,
		},
	}
}

func (s *connectServer) api(t *testing.T) *ConnectAPI {
	t.Helper()
	return &ConnectAPI{
		Base: s.URL + "/connectapi", OrganizationID: "org-1", Token: secret.New(madeUpToken), Mapping: parsed(t, flatMapping),
		HTTP: s.Client(), Timeout: 10 * time.Second,
	}
}

func TestCreateFindUpdate(t *testing.T) {
	s := newConnectServer(t)
	a, c := s.api(t), support()
	own, others, err := a.Look(t.Context(), "", c.Asset.EmailID)
	if own != nil || len(others) != 0 || err != nil {
		t.Fatalf("looked: %v %v %v", own, others, err)
	}
	done, err := a.Create(t.Context(), c)
	if err != nil || done.ID != "1" || done.Action != Created || done.TransID != "tr-1" || done.TrackingID == "" || done.After != nil {
		t.Fatalf("created: %+v %v", done, err)
	}
	if done.Asset.Value("asset.forwardingAddress") != "0123456789abcdef0123456789abcdef@mail-us.imiconnect.io" {
		t.Errorf("the forwarding address is not seen: %+v", done.Asset)
	}
	got, err := json.Marshal(s.assets[0])
	want := `{"appId":1,"appName":"Support Gmail","clientSecret":"` + madeUpSecret + `","draft":false,"emailId":"support@example.com",` +
		`"forwardingAddress":"0123456789abcdef0123456789abcdef@mail-us.imiconnect.io",` +
		`"oauth":{"clientId":"123-abc.apps.googleusercontent.com","scope":"https://mail.google.com/","urls":[` +
		`{"name":"authorize","value":"https://accounts.google.com/o/oauth2/auth"},{"name":"access","value":"https://oauth2.googleapis.com/token"},` +
		`{"name":"refresh","value":"https://oauth2.googleapis.com/token"}]},"review":"true",` +
		`"smtp":{"host":"smtp.gmail.com","port":465,"security":"ssl","user":"support@example.com"},"version":2}`
	if err != nil || string(got) != want {
		t.Errorf("sent\n%s, want\n%s", got, want)
	}

	c.Asset.EmailID = "Support@Example.com" // Gmail ignores case
	_, others, err = a.Look(t.Context(), "", c.Asset.EmailID)
	if err != nil || len(others) != 1 || others[0].ID != "1" {
		t.Fatalf("found: %+v %v", others, err)
	}
	c.Authentication.Port, c.Authentication.Security = 587, STARTTLS
	own, others, err = a.Look(t.Context(), "1", c.Asset.EmailID)
	if err != nil || own == nil || others != nil {
		t.Fatalf("looked: %v %v %v", own, others, err)
	}
	compared := own.Compare(c)
	if len(compared.Differences) != 2 || compared.Differences[0].There != "465" || compared.Differences[1].There != "SSL" || !slices.Contains(compared.Unseen, "authentication.clientSecret") {
		t.Errorf("compared: %+v", compared)
	}
	done, err = a.Update(t.Context(), own, c)
	if err != nil || done.Action != Updated || len(done.Asset.Compare(c).Differences) != 0 || len(s.assets) != 1 {
		t.Errorf("updated: %+v %v", done, err)
	}
	s.checkHeaders(t)
}

// checkHeaders holds every request against the API's guide.
func (s *connectServer) checkHeaders(t *testing.T) {
	t.Helper()
	seen := map[string]bool{}
	for i, h := range s.heads {
		if h.Get("Authorization") != "Bearer "+madeUpToken || h.Get("x-organization-id") != "org-1" || seen[h.Get("trackingid")] || h.Get("trackingid") == "" {
			t.Errorf("%s with %v", s.asked[i], h)
		}
		seen[h.Get("trackingid")] = true
		if writes := !strings.HasPrefix(s.asked[i], "GET"); (h.Get("Content-Type") == "application/json") != writes {
			t.Errorf("%s with the type %q", s.asked[i], h.Get("Content-Type"))
		}
	}
}

func TestRefusalsAreToldAndNotRepeated(t *testing.T) {
	for status, looks := range map[int]bool{400: false, 401: false, 403: false, 429: true, 500: true, 503: true} {
		s := newConnectServer(t)
		s.first = func(w http.ResponseWriter, r *http.Request, body map[string]any) bool {
			return r.Method == http.MethodPost && refuse(status, "no: "+madeUpToken+" "+madeUpSecret)(w, r, body)
		}
		_, err := s.api(t).Create(t.Context(), support())
		var failed *ConnectError
		if !errors.As(err, &failed) || failed.Status != status || failed.TransID != "tr-bad" || failed.Code == "" || failed.TrackingID == "" || !failed.Sent {
			t.Fatalf("%d: %#v", status, err)
		}
		if strings.Contains(err.Error(), madeUpToken) || strings.Contains(err.Error(), madeUpSecret) {
			t.Errorf("%d shows a secret: %v", status, err)
		}
		posts := slices.DeleteFunc(slices.Clone(s.asked), func(a string) bool { return !strings.HasPrefix(a, "POST") })
		if len(posts) != 1 || (len(s.asked) == 2) != looks || (failed.State == StateAbsent) != looks {
			t.Errorf("%d: %q, state %q", status, s.asked, failed.State)
		}
	}
}

// drop breaks the connection, after the request was carried out or before.
func (s *connectServer) drop(method string, carriedOut bool) {
	s.first = func(w http.ResponseWriter, r *http.Request, body map[string]any) bool {
		if r.Method != method {
			return false
		}
		if carriedOut {
			s.carryOut(io.Discard, r, body)
		}
		panic(http.ErrAbortHandler)
	}
}

func TestADroppedConnectionMakesNoSecondAsset(t *testing.T) {
	s := newConnectServer(t)
	s.drop(http.MethodPost, true)
	done, err := s.api(t).Create(t.Context(), support())
	var after *ConnectError
	if err != nil || done.ID != "1" || done.Action != Created || !errors.As(done.After, &after) || !after.Sent || len(s.assets) != 1 {
		t.Errorf("created after all: %+v %v, %d assets", done, err, len(s.assets))
	}

	c := support()
	c.Asset.Name = "Support"
	s.drop(http.MethodPut, true)
	done, err = s.api(t).Update(t.Context(), done.Asset, c)
	if err != nil || done.Action != Updated || done.After == nil {
		t.Errorf("updated after all: %+v %v", done, err)
	}

	s.drop(http.MethodPut, false)
	before, err := s.api(t).Get(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	c.Asset.Name = "Sales"
	_, err = s.api(t).Update(t.Context(), before, c)
	if !errors.As(err, &after) || after.State != StateBefore || !after.Sent {
		t.Errorf("not updated: %#v", err)
	}

	s.assets = nil
	s.drop(http.MethodPost, false)
	_, err = s.api(t).Create(t.Context(), support())
	if !errors.As(err, &after) || after.State != StateAbsent || after.Unreached() {
		t.Errorf("not created: %#v", err)
	}
}

func TestAHangEndsInTime(t *testing.T) {
	s := newConnectServer(t)
	release := make(chan struct{})
	defer close(release)
	s.first = func(_ http.ResponseWriter, r *http.Request, body map[string]any) bool {
		if r.Method != http.MethodPost {
			return false
		}
		s.carryOut(io.Discard, r, body)
		s.mu.Unlock()
		defer s.mu.Lock()
		select {
		case <-release:
		case <-r.Context().Done():
		}
		return true
	}
	a := s.api(t)
	a.Timeout = 300 * time.Millisecond
	done, err := a.Create(t.Context(), support())
	if err != nil || done.Action != Created || done.After == nil {
		t.Errorf("%+v %v", done, err)
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	_ = l.Close()
	a := ConnectAPI{Base: base, Token: secret.New(madeUpToken), Mapping: parsed(t, flatMapping), HTTP: http.DefaultClient, Timeout: 5 * time.Second}
	_, err = a.Create(t.Context(), support())
	var failed *ConnectError
	if !errors.As(err, &failed) || !failed.Unreached() || failed.State != StateNotLooked {
		t.Errorf("%#v", err)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for name, one := range map[string]struct {
		answer string
		want   error
	}{
		"a page": {"<html>Sign in to the network</html>", ErrConnectGarbled}, "a text": {`"ok"`, ErrConnectGarbled}, "nothing": {"", ErrConnectGarbled},
		"two": {"{} {}", ErrConnectGarbled}, "endless": {`["` + strings.Repeat("x", maxAnswer) + `"]`, ErrConnectTooLarge},
	} {
		s := newConnectServer(t)
		s.first = func(w http.ResponseWriter, _ *http.Request, _ map[string]any) bool {
			_, _ = io.WriteString(w, one.answer)
			return true
		}
		_, err := s.api(t).Find(t.Context(), "support@example.com")
		if !errors.Is(err, one.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A refusal that is a page or a plain text is nobody's word about the asset; one
// without a word goes by its status.
func TestRefusalsThatAreNoAnswer(t *testing.T) {
	for body, garbled := range map[string]bool{"<html>Blocked by your network</html>": true, "Forbidden": true, `"no"`: true, "": false, " \r\n": false, `{"code": 1}`: false} {
		for _, status := range []int{400, 403, 404, 502} {
			s := newConnectServer(t)
			s.first = func(w http.ResponseWriter, _ *http.Request, _ map[string]any) bool {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
				return true
			}
			_, err := s.api(t).Get(t.Context(), "1")
			var failed *ConnectError
			if !errors.As(err, &failed) || failed.Status != status || errors.Is(err, ErrConnectGarbled) != garbled {
				t.Errorf("%d %q: %#v", status, body, err)
			}
			s.asked = nil
			if _, _, err := s.api(t).Look(t.Context(), "1", "support@example.com"); err == nil || garbled && len(s.asked) != 1 {
				t.Errorf("%d %q: %v, asked %q", status, body, err, s.asked)
			}
		}
	}
}

// The token goes nowhere else.
func TestRedirectsAreNotFollowed(t *testing.T) {
	s, other := newConnectServer(t), newConnectServer(t)
	s.first = func(w http.ResponseWriter, r *http.Request, _ map[string]any) bool {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		return true
	}
	_, err := s.api(t).Get(t.Context(), "1")
	var failed *ConnectError
	if !errors.As(err, &failed) || failed.Status != 307 || len(other.asked) != 0 {
		t.Errorf("%v, %q", err, other.asked)
	}
}

// A list that does not show what it is asked for must not pass for an empty one.
func TestAListThatTellsNothing(t *testing.T) {
	for answer, lacks := range map[string]string{
		`{"items": []}`: "answer.items", `{"apps": {}}`: "answer.items", `{"apps": [{"appId": 1}]}`: "fields.asset.emailId",
		`{"apps": [{"emailId": "support@example.com"}]}`: "answer.id",
	} {
		s := newConnectServer(t)
		s.first = func(w http.ResponseWriter, _ *http.Request, _ map[string]any) bool {
			_, _ = io.WriteString(w, answer)
			return true
		}
		_, _, err := s.api(t).Look(t.Context(), "", "support@example.com")
		var bad *MappingError
		if !errors.As(err, &bad) || bad.Reason != MappingMismatch || !slices.Equal(bad.Missing, []string{lacks}) {
			t.Errorf("%s: %v", answer, err)
		}
	}
	s := newConnectServer(t)
	s.first = func(w http.ResponseWriter, _ *http.Request, _ map[string]any) bool {
		_, _ = io.WriteString(w, `{"apps": null}`)
		return true
	}
	if _, others, err := s.api(t).Look(t.Context(), "", "support@example.com"); err != nil || others != nil {
		t.Errorf("null is empty: %v %v", others, err)
	}
}

// A list that goes on must not pass for a whole one.
func TestAListInPages(t *testing.T) {
	for answer, sign := range map[string]string{
		`{"apps": [], "next": "/v2/digital/app?page=2"}`: "next", `{"apps": [], "paging": {"nextPage": 2}}`: "paging.nextPage",
		`{"apps": [], "_links": {"next": {"href": "x"}}}`: "_links.next", `{"apps": [], "links": [{"rel": "self"}, {"rel": "next", "href": "x"}]}`: "links[1]",
		`{"apps": [], "hasMore": true}`: "hasMore", `{"apps": [], "page": {"has_next": "true"}}`: "page.has_next", `{"apps": [], "last": false}`: "last",
		`{"apps": [], "totalPages": 2}`: "totalPages", `{"apps": [], "total": 1}`: "total", `{"apps": [{"appId": 1, "emailId": "kim@example.com"}], "meta": {"total_count": "7"}}`: "meta.total_count",
		`{"apps": [], "next": null, "nextToken": "", "hasMore": false, "last": true, "totalPages": 1, "total": 0, "nextPage": 0, "_links": {"next": {}}, "page": 1, "size": 20}`: "",
		`{"apps": [{"appId": 1, "emailId": "kim@example.com", "next": "x", "total": 99}], "count": 1}`:                                                                           "",
		`{"apps": null}`: "",
	} {
		s := newConnectServer(t)
		s.first = func(w http.ResponseWriter, _ *http.Request, _ map[string]any) bool {
			_, _ = io.WriteString(w, answer)
			return true
		}
		_, _, err := s.api(t).Look(t.Context(), "", "support@example.com")
		_, again := s.api(t).Find(t.Context(), "support@example.com")
		for _, err := range []error{err, again} {
			var bad *MappingError
			if (sign == "") != (err == nil) || sign != "" && (!errors.As(err, &bad) || bad.Reason != MappingPaged || !slices.Equal(bad.Missing, []string{sign})) {
				t.Errorf("%s: %v", answer, err)
			}
		}
	}
}

func TestAListInPagesByItsHeader(t *testing.T) {
	for name, value := range map[string]string{"Link": `</v2/digital/app?page=2>; rel="next"`, "X-Total-Count": "3"} {
		s := newConnectServer(t)
		s.first = func(w http.ResponseWriter, _ *http.Request, _ map[string]any) bool {
			w.Header().Set(name, value)
			return false
		}
		_, _, err := s.api(t).Look(t.Context(), "", "support@example.com")
		var bad *MappingError
		if !errors.As(err, &bad) || bad.Reason != MappingPaged || bad.Missing[0] != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who is on the first page is found; who is not may be on another one, also after
// a request whose outcome is open.
func TestAnAssetOnAnotherPage(t *testing.T) {
	s, c := newConnectServer(t), support()
	s.first = func(w http.ResponseWriter, r *http.Request, _ map[string]any) bool {
		switch {
		case r.Method == http.MethodPost:
			panic(http.ErrAbortHandler)
		case r.Method == http.MethodGet:
			_, _ = io.WriteString(w, `{"apps": [{"appId": 1, "emailId": "kim@example.com"}], "hasMore": true}`)
		}
		return true
	}
	if _, others, err := s.api(t).Look(t.Context(), "", "kim@example.com"); err != nil || len(others) != 1 {
		t.Errorf("on this page: %v %v", others, err)
	}
	_, err := s.api(t).Create(t.Context(), c)
	var failed *ConnectError
	if !errors.As(err, &failed) || failed.State != StateUnknown {
		t.Errorf("a page does not tell that nothing was made: %#v", err)
	}
}

// A refusal of a known id does not mean that the asset is gone, and no list that
// lacks it does.
func TestAnIDThatIsRefused(t *testing.T) {
	for status, gone := range map[int]bool{400: false, 403: false, 404: true, 410: true} {
		s := newConnectServer(t)
		s.first = func(w http.ResponseWriter, r *http.Request, body map[string]any) bool {
			return strings.Contains(r.URL.Path, "/app/") && refuse(status, "no access to this asset")(w, r, body)
		}
		own, others, err := s.api(t).Look(t.Context(), "99", "support@example.com")
		var refused *RefusedIDError
		var failed *ConnectError
		if own != nil || others != nil || (err == nil) != gone || !gone && (!errors.As(err, &refused) || refused.ID != "99" || !errors.As(err, &failed) || failed.Status != status) {
			t.Errorf("%d: %v %v %v", status, own, others, err)
		}
		s.assets = []map[string]any{{"appId": 7, "emailId": "support@example.com"}}
		if _, others, err := s.api(t).Look(t.Context(), "99", "support@example.com"); err != nil || len(others) != 1 {
			t.Errorf("%d, and another one: %v %v", status, others, err)
		}
	}
}

func TestAnAssetThatIsGone(t *testing.T) {
	s := newConnectServer(t)
	own, others, err := s.api(t).Look(t.Context(), "99", "support@example.com")
	if own != nil || others != nil || err != nil || len(s.asked) != 2 {
		t.Errorf("%v %v %v, asked %q", own, others, err, s.asked)
	}
}

func TestTokenState(t *testing.T) {
	for state, want := range map[string]TokenKnowledge{"GENERATED": TokenValid, "generated": TokenValid, "EXPIRED": TokenInvalid, "": TokenInvalid} {
		a := &ConnectAsset{mapping: parsed(t, flatMapping), fields: map[string]any{"tokenStatus": state}}
		if got, known := a.TokenState(); got != state || known != want {
			t.Errorf("%q is %q", state, known)
		}
	}
	m := parsed(t, flatMapping)
	if _, known := (&ConnectAsset{mapping: m, fields: map[string]any{}}).TokenState(); known != TokenInvalid {
		t.Errorf("no state where a valid one has a word is %q", known)
	}
	m.Answer.TokenValid = nil
	if _, known := (&ConnectAsset{mapping: m, fields: map[string]any{"tokenStatus": "X"}}).TokenState(); known != TokenUnclear {
		t.Errorf("a word nobody explained is %q", known)
	}
	if _, known := (&ConnectAsset{mapping: m, fields: map[string]any{}}).TokenState(); known != TokenUntold {
		t.Errorf("no state is %q", known)
	}
}

func TestDescribeShowsNoSecret(t *testing.T) {
	a := &ConnectAPI{Base: "https://connect.example/connectapi", OrganizationID: "org-1", Token: secret.New(madeUpToken), Mapping: parsed(t, flatMapping)}
	for id, want := range map[string]string{"": "POST https://connect.example/connectapi/v2/digital/app?channel=email", "a/b": "PUT https://connect.example/connectapi/v2/digital/app/a%2Fb?channel=email"} {
		r, err := a.Describe(support(), id, "<unique>")
		if err != nil || r.Method+" "+r.URL != want {
			t.Errorf("%q: %s %s, %v", id, r.Method, r.URL, err)
		}
		doc, _ := json.Marshal(r)
		if strings.Contains(string(doc), madeUpSecret) || strings.Contains(string(doc), madeUpToken) || !strings.Contains(string(doc), `"clientSecret":"[secret]"`) {
			t.Errorf("%s", doc)
		}
	}
}

func TestRegions(t *testing.T) {
	for text, want := range map[string]string{"us": "https://assetmanagement.us.webexconnect.io/connectapi", "JAPAN": "https://assetmanagement.au.webexconnect.io/connectapi", "London": "https://assetmanagement.uk.webexconnect.io/connectapi"} {
		if got, known := FindRegion(text); !known || got.Base != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
	if _, known := FindRegion("moon"); known {
		t.Error("the moon is a region")
	}
	for code := range regions {
		if _, known := FindRegion(code); !known {
			t.Errorf("%s is derived from addresses and has no base", code)
		}
	}
}
