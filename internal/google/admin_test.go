package google

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/api/googleapi"

	"mailasset/internal/secret"
)

// adminToken has no form a scanner knows.
const adminToken = "made-up-admin-token-0123456789"

// answer is one recorded answer; the zero status is 200.
type answer struct {
	status int
	body   string
}

// asked is what a scripted server was asked.
type asked struct {
	what   string // "GET /v3/projects/x"
	query  url.Values
	header http.Header
	body   string
}

// scripted answers each request from its list, in order; the last one stays.
// It judges, too: a wrong token, a token in an address and a request that
// nobody foresaw fail the test.
type scripted struct {
	*httptest.Server
	t       *testing.T
	mu      sync.Mutex
	answers map[string][]answer
	asked   []asked
}

func script(t *testing.T, answers map[string][]answer) *scripted {
	t.Helper()
	s := &scripted{t: t, answers: answers}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	what := r.Method + " " + r.URL.Path
	s.asked = append(s.asked, asked{what, r.URL.Query(), r.Header, string(body)})
	if strings.Contains(r.URL.String(), adminToken) {
		s.t.Errorf("the token is in the address %s", r.URL)
	}
	if got := r.Header.Get("Authorization"); strings.HasPrefix(r.URL.Path, "/v") && got != "Bearer "+adminToken {
		s.t.Errorf("%s: Authorization %q", what, got)
	}
	list := s.answers[what]
	if len(list) == 0 {
		s.t.Errorf("nobody foresaw %s", what)
		http.NotFound(w, r)
		return
	}
	if len(list) > 1 {
		s.answers[what] = list[1:]
	}
	if strings.HasPrefix(list[0].body, "{") {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	}
	if to, ok := strings.CutPrefix(list[0].body, "Location: "); ok {
		w.Header().Set("Location", to)
	}
	w.WriteHeader(orElse(list[0].status, http.StatusOK))
	_, _ = io.WriteString(w, list[0].body)
}

// times counts the requests of one kind.
func (s *scripted) times(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, a := range s.asked {
		if a.what == what {
			n++
		}
	}
	return n
}

// admin is an Admin against the server whose clock is a counter: the context
// is cancelled when it has waited 20 times.
func (s *scripted) admin() (Admin, context.Context, *int) {
	ctx, cancel := context.WithCancelCause(s.t.Context())
	s.t.Cleanup(func() { cancel(nil) })
	waits := new(int)
	transport := &http.Transport{}
	s.t.Cleanup(transport.CloseIdleConnections)
	return Admin{
		HTTP: &http.Client{Transport: transport}, ResourceManager: s.URL, ServiceUsage: s.URL + "/", TokenInfo: s.URL + "/tokeninfo",
		Credential: Credential{Source: SourceGcloud, Token: secret.New(adminToken)}, Timeout: 10 * time.Second,
		Poll: func(ctx context.Context, attempt int) error {
			if *waits++; *waits == 20 {
				cancel(errors.New("enough"))
			}
			return ctx.Err()
		},
	}, ctx, waits
}

// noToken fails when an error shows the token in whatever form.
func noToken(t *testing.T, err error) {
	t.Helper()
	var api *googleapi.Error
	errors.As(err, &api)
	if shown := fmt.Sprintf("%v %+v %#v %q %+v", err, err, err, err, api); strings.Contains(shown, adminToken) {
		t.Errorf("the token is shown: %s", shown)
	}
}

func TestBackoffGrowsAndIsBounded(t *testing.T) {
	var all []time.Duration
	for attempt := range 40 {
		all = append(all, backoff(attempt))
	}
	if all[0] != 500*time.Millisecond || all[1] != 750*time.Millisecond || !slices.IsSorted(all) || all[39] != 10*time.Second {
		t.Errorf("waits %v", all)
	}
}

func TestBackoffEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if err := (Admin{}).wait(t.Context(), 2); err != nil || time.Since(start) != 1125*time.Millisecond {
			t.Errorf("waited %v, %v", time.Since(start), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := Backoff(ctx, 30); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

const oneProject = `{"name":"projects/123456789012","projectId":"webex-mail-1","state":"ACTIVE","displayName":"Webex Mail",
	"parent":"organizations/42","createTime":"2026-11-20T10:00:00.5Z"}`

func TestReadingIsRepeatedAndBounded(t *testing.T) {
	down := answer{503, `{"error":{"code":503,"message":"The service is currently unavailable.","status":"UNAVAILABLE"}}`}
	const get = "GET /v3/projects/webex-mail-1"
	s := script(t, map[string][]answer{get: {down, {500, "<html>"}, {429, ""}, {200, oneProject}}})
	a, ctx, waits := s.admin()
	if p, err := a.Project(ctx, "webex-mail-1"); err != nil || p.ID != "webex-mail-1" || *waits != 3 {
		t.Errorf("got %v, %v after %d waits", p, err, *waits)
	}
	s = script(t, map[string][]answer{get: {down}})
	a, ctx, _ = s.admin()
	_, err := a.Project(ctx, "webex-mail-1")
	if _, passing := Answered(err); !passing || s.times(get) != 1+repeats {
		t.Errorf("got %v after %d requests", err, s.times(get))
	}
	if want := "read project webex-mail-1: Google answered 503: The service is currently unavailable."; err.Error() != want {
		t.Errorf("got %q", err)
	}
}

func TestAnAnswerThatRepeatsTheToken(t *testing.T) {
	for _, body := range []string{
		`{"error":{"code":400,"message":"bad token ` + adminToken + `","status":"INVALID_ARGUMENT","details":[{"@type":"x","reason":"` + adminToken + `"}]}}`,
		`<html>` + adminToken + `</html>`,
	} {
		s := script(t, map[string][]answer{"GET /v3/projects:search": {{400, body}}})
		a, ctx, _ := s.admin()
		_, err := a.Projects(ctx)
		noToken(t, err)
		if _, passing := Answered(err); err == nil || passing {
			t.Errorf("got %v", err)
		}
	}
}

// A page in front of Google (a proxy, a portal) is no word of Google's.
func TestPagesInsteadOfAnswers(t *testing.T) {
	page := "<html><title>Sign in to the network</title>" + strings.Repeat("<p>blah</p>", 500) + "</html>"
	for _, tt := range []struct {
		status int
		body   string
		want   string
	}{
		{200, page, "invalid character"},
		{403, page, "Google answered 403"},
		{302, "Location: https://portal.invalid/?again", "Google answered 302"},
		{404, page, "Google answered 404"},
		{200, `{"projects":[` + strings.Repeat(" ", maxAnswer) + `]}`, "longer than"},
	} {
		s := script(t, map[string][]answer{"GET /v3/projects:search": {{tt.status, tt.body}}})
		a, ctx, _ := s.admin()
		_, err := a.Projects(ctx)
		if err == nil || !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 500 {
			t.Errorf("%d: got %v", tt.status, err)
		}
		var denied *PermissionError
		if errors.As(err, &denied) {
			t.Errorf("%d: a page is taken for Google's word: %v", tt.status, err)
		}
	}
}

// A redirect must not carry the token elsewhere.
func TestNoRedirectIsFollowed(t *testing.T) {
	other := script(t, nil) // fails when asked
	s := script(t, map[string][]answer{
		"GET /v3/projects/webex-mail-1": {{307, "Location: " + other.URL + "/v3/projects/webex-mail-1"}},
		"POST /tokeninfo":               {{307, "Location: " + other.URL + "/tokeninfo"}},
		"POST /token":                   {{308, "Location: " + other.URL + "/token"}},
	})
	a, ctx, _ := s.admin()
	if _, err := a.Project(ctx, "webex-mail-1"); err == nil {
		t.Error("a redirect is taken for a project")
	}
	if who, err := a.Account(ctx); who != "" || err == nil {
		t.Errorf("a redirect is taken for %q", who)
	}
	if _, err := FromADC(ctx, adcWorld(t, person, s)); err == nil {
		t.Error("a redirect is taken for a token")
	}
}

func TestTheQuotaProjectIsNamed(t *testing.T) {
	s := script(t, map[string][]answer{"GET /v3/projects/webex-mail-1": {{200, oneProject}}})
	a, ctx, _ := s.admin()
	for _, project := range []string{"", "paying-project"} {
		a.Credential.QuotaProject = project
		if _, err := a.Project(ctx, "webex-mail-1"); err != nil {
			t.Error(err)
		}
		if got := s.asked[len(s.asked)-1].header.Get("X-Goog-User-Project"); got != project {
			t.Errorf("x-goog-user-project is %q, want %q", got, project)
		}
	}
}

func TestARequestIsBounded(t *testing.T) {
	never := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-never:
		}
	}))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(never) })
	a := Admin{ResourceManager: silent.URL, TokenInfo: silent.URL, Credential: Credential{Token: secret.New(adminToken)}, Timeout: 20 * time.Millisecond}
	if _, err := a.Project(t.Context(), "webex-mail-1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := a.Account(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, listed := a.Projects(ctx)
	_, created := a.CreateProject(ctx, "webex-mail-1", "Webex Mail", "")
	a.Credential.Account = "me@example.com"
	_, who := a.Account(ctx)
	for _, err := range []error{listed, created, who, a.EnableGmail(ctx, "webex-mail-1")} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		noToken(t, err)
	}
}
