package google

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	create    = "POST /v3/projects"
	look      = "GET /v3/operations/cp.1"
	read1     = "GET /v3/projects/webex-mail-1"
	search    = "GET /v3/projects:search"
	started   = `{"name":"operations/cp.1","metadata":{"@type":"type.googleapis.com/google.cloud.resourcemanager.v3.CreateProjectMetadata"}}`
	finished  = `{"name":"operations/cp.1","done":true,"response":` + oneProject + `}`
	alsoEmpty = `{"name":"operations/cp.1","done":true,"response":{"@type":"type.googleapis.com/google.protobuf.Empty"}}`
	notFound  = `{"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND"}}`
	denied    = `{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}`
)

var theProject = Project{ID: "webex-mail-1", Number: "123456789012", Name: "Webex Mail", State: "ACTIVE", Parent: "organizations/42",
	Created: time.Date(2026, 11, 20, 10, 0, 0, 5e8, time.UTC)}

func TestCreateProject(t *testing.T) {
	for name, tt := range map[string]struct {
		answers map[string][]answer
		waits   int
	}{
		"done at once":                 {map[string][]answer{create: {{200, finished}}}, 0},
		"polled":                       {map[string][]answer{create: {{200, started}}, look: {{200, started}, {503, ""}, {200, finished}}}, 3},
		"the response is not it":       {map[string][]answer{create: {{200, alsoEmpty}}, read1: {{200, oneProject}}}, 0},
		"the operation vanished":       {map[string][]answer{create: {{200, started}}, look: {{404, notFound}}, read1: {{200, oneProject}}}, 1},
		"named but not yet readable":   {map[string][]answer{create: {{200, `{"name":"operations/cp.1","done":true}`}}, read1: {{500, ""}, {200, oneProject}}}, 1},
		"done while still being made":  {map[string][]answer{create: {{200, strings.Replace(finished, "ACTIVE", "", 1)}}, read1: {{200, oneProject}}}, 0},
		"an answer with another's id":  {map[string][]answer{create: {{200, strings.Replace(finished, "webex-mail-1", "webex-mail-2", 1)}}, read1: {{200, oneProject}}}, 0},
		"polled longer than a Timeout": {map[string][]answer{create: {{200, started}}, look: append(slices.Repeat([]answer{{200, started}}, 15), answer{200, finished})}, 16},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, tt.answers)
			a, ctx, waits := s.admin()
			got, err := a.CreateProject(ctx, "webex-mail-1", "Webex Mail", "organizations/42")
			if err != nil || got != theProject {
				t.Errorf("got %+v, %v", got, err)
			}
			if *waits != tt.waits || s.times(create) != 1 {
				t.Errorf("waited %d times, created %d times", *waits, s.times(create))
			}
			var sent map[string]string
			if err := json.Unmarshal([]byte(s.asked[0].body), &sent); err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(sent, map[string]string{"projectId": "webex-mail-1", "displayName": "Webex Mail", "parent": "organizations/42"}) {
				t.Errorf("sent %v", sent)
			}
		})
	}
}

func TestCreateProjectThatDoesNotEnd(t *testing.T) {
	s := script(t, map[string][]answer{create: {{200, started}}, look: {{200, started}}})
	a, ctx, waits := s.admin()
	_, err := a.CreateProject(ctx, "webex-mail-1", "Webex Mail", "")
	if !errors.Is(err, context.Canceled) || *waits != 20 || !strings.Contains(err.Error(), "operations/cp.1 has not ended") {
		t.Errorf("got %v after %d waits", err, *waits)
	}
	a.Patience = time.Nanosecond
	if _, err := a.CreateProject(t.Context(), "webex-mail-1", "Webex Mail", ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestCreateProjectCouldNotTell(t *testing.T) {
	for name, tt := range map[string]struct {
		answers map[string][]answer
		want    string
	}{
		"a page":                      {map[string][]answer{create: {{502, "<html>Bad Gateway</html>"}}}, "Google answered 502"},
		"unavailable is not repeated": {map[string][]answer{create: {{503, `{"error":{"code":503,"message":"try later","status":"UNAVAILABLE"}}`}}}, "Google answered 503: try later"},
		"no name":                     {map[string][]answer{create: {{200, `{}`}}}, "names no operation"},
		"vanished, and no project":    {map[string][]answer{create: {{200, started}}, look: {{404, notFound}}, read1: {{403, denied}}}, "permission denied"},
		"no such place":               {map[string][]answer{create: {{404, notFound}}}, "Google answered 404: Requested entity was not found."},
		"polling is refused":          {map[string][]answer{create: {{200, started}}, look: {{403, denied}}}, "permission denied"},
		"fails with a code":           {map[string][]answer{create: {{200, `{"done":true,"error":{"code":13,"message":"Internal\nerror"}}`}}}, "create project webex-mail-1: the operation failed with code 13: Internal error"},
		"fails without a word":        {map[string][]answer{create: {{200, `{"done":true,"error":{"code":99}}`}}}, "create project webex-mail-1: the operation failed with code 99"},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, tt.answers)
			a, ctx, _ := s.admin()
			_, err := a.CreateProject(ctx, "webex-mail-1", "Webex Mail", "")
			if err == nil || !strings.Contains(err.Error(), tt.want) || s.times(create) != 1 {
				t.Errorf("got %v after %d requests, want %q", err, s.times(create), tt.want)
			}
			noToken(t, err)
		})
	}
}

// Running again after a lost outcome finds the project that was made.
func TestCreateProjectThatIsTaken(t *testing.T) {
	asOperation := func(message string) answer {
		return answer{200, fmt.Sprintf(`{"name":"operations/cp.1","done":true,"error":{"code":6,"message":%q}}`, message)}
	}
	leaving := strings.Replace(oneProject, "ACTIVE", "DELETE_REQUESTED", 1)
	inDeletion := theProject
	inDeletion.State = "DELETE_REQUESTED"
	for name, tt := range map[string]struct {
		created, seen answer
		want          IDTakenError
	}{
		"ours": {asOperation("Requested entity already exists"), answer{200, oneProject},
			IDTakenError{ID: "webex-mail-1", Ours: true, Project: theProject}},
		"ours, being deleted": {asOperation("Requested entity already exists"), answer{200, leaving}, IDTakenError{ID: "webex-mail-1", Project: inDeletion}},
		"somebody's":          {asOperation("Requested entity already exists"), answer{403, denied}, IDTakenError{ID: "webex-mail-1"}},
		"by status": {answer{409, `{"error":{"code":409,"message":"Requested entity already exists","status":"ALREADY_EXISTS"}}`},
			answer{403, denied}, IDTakenError{ID: "webex-mail-1"}},
		"already in use": {answer{400, `{"error":{"code":400,"message":"The project ID you specified is already in use by another project.","status":"INVALID_ARGUMENT"}}`},
			answer{403, denied}, IDTakenError{ID: "webex-mail-1"}},
		"immutable": {answer{400, `{"error":{"code":400,"message":"Project IDs are immutable and can be set only during project creation.","status":"INVALID_ARGUMENT"}}`},
			answer{404, notFound}, IDTakenError{ID: "webex-mail-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, map[string][]answer{create: {tt.created}, read1: {tt.seen}})
			a, ctx, _ := s.admin()
			_, err := a.CreateProject(ctx, "webex-mail-1", "Webex Mail", "")
			var taken *IDTakenError
			if !errors.As(err, &taken) {
				t.Fatalf("got %v", err)
			}
			if taken.Unwrap() == nil {
				t.Error("Google's answer is lost")
			}
			if taken.cause = (cause{}); *taken != tt.want {
				t.Errorf("got %+v", *taken)
			}
		})
	}
}

func TestAnInvalidIDIsNotSent(t *testing.T) {
	s := script(t, nil)
	a, ctx, _ := s.admin()
	var invalid *IDInvalidError
	if _, err := a.CreateProject(ctx, "Webex", "Webex Mail", ""); !errors.As(err, &invalid) || invalid.Rule != RuleLength {
		t.Errorf("got %v", err)
	}
	for _, id := range []string{"", "..", "a/b", "x?y=z", "x#y", "UPPER-CASE", "x y", strings.Repeat("x", 64), "x%2fy", "x:enable/"} {
		_, read := a.Project(ctx, id)
		_, looked := a.GmailEnabled(ctx, id)
		for _, err := range []error{read, looked, a.EnableGmail(ctx, id)} {
			if !errors.As(err, &invalid) || invalid.ID != id {
				t.Errorf("%q: got %v", id, err)
			}
		}
	}
}

func TestProjectByNumberAndOldID(t *testing.T) {
	s := script(t, map[string][]answer{
		"GET /v3/projects/123456789012":     {{200, oneProject}},
		"GET /v3/projects/example.com:mail": {{200, strings.Replace(oneProject, "webex-mail-1", "example.com:mail", 1)}},
	})
	a, ctx, _ := s.admin()
	if p, err := a.Project(ctx, "123456789012"); err != nil || p != theProject {
		t.Errorf("got %+v, %v", p, err)
	}
	if p, err := a.Project(ctx, "example.com:mail"); err != nil || p.ID != "example.com:mail" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestProjectsArePagedAndSorted(t *testing.T) {
	listed := func(id, state, created string) string {
		return fmt.Sprintf(`{"name":"projects/1","projectId":%q,"state":%q,"createTime":%q}`, id, state, created)
	}
	s := script(t, map[string][]answer{search: {
		{200, `{"projects":[` + listed("older-one", "ACTIVE", "2024-01-01T00:00:00Z") + "," + listed("dying-one", "DELETE_REQUESTED", "2026-01-01T00:00:00Z") + `],"nextPageToken":"two"}`},
		{200, `{"nextPageToken":"three"}`},
		{200, `{"projects":[` + listed("newer-one", "ACTIVE", "2026-01-01T00:00:00Z") + "," + listed("undated", "ACTIVE", "") + `]}`},
	}})
	a, ctx, _ := s.admin()
	all, err := a.Projects(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var ids, tokens []string
	for _, p := range all {
		ids = append(ids, p.ID)
	}
	for _, r := range s.asked {
		tokens = append(tokens, r.query.Get("pageToken"))
		if r.query.Get("query") != "state:ACTIVE" {
			t.Errorf("asked %v", r.query)
		}
	}
	if !slices.Equal(ids, []string{"newer-one", "older-one", "undated"}) || !slices.Equal(tokens, []string{"", "two", "three"}) {
		t.Errorf("got %q with %q", ids, tokens)
	}
}

func TestProjectsAreBounded(t *testing.T) {
	one := `{"projectId":"one-of-many","state":"ACTIVE"}`
	for name, tt := range map[string]struct {
		page            string
		projects, pages int
	}{
		"many projects":         {`{"projects":[` + one + strings.Repeat(","+one, 399) + `],"nextPageToken":"more"}`, MaxProjects, 3},
		"pages without an end":  {`{"nextPageToken":"more"}`, 0, maxPages},
		"nothing, as for a new": {`{}`, 0, 1},
	} {
		s := script(t, map[string][]answer{search: {{200, tt.page}}})
		a, ctx, _ := s.admin()
		all, err := a.Projects(ctx)
		if err != nil || len(all) != tt.projects || s.times(search) != tt.pages {
			t.Errorf("%s: %d projects on %d pages, %v", name, len(all), s.times(search), err)
		}
	}
}
