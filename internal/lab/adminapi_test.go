package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"google.golang.org/api/cloudresourcemanager/v3"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
	"google.golang.org/api/serviceusage/v1"
)

// adminToken is what a client reads from the announced file.
func (f *fixture) adminToken(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(f.AdminTokenFile)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

// judged is a transport that holds every answer against Google's discovery
// documents.
type judged struct {
	t    *testing.T
	base http.RoundTripper
}

func (j judged) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := j.base.RoundTrip(r)
	if err == nil {
		checkAnswer(j.t, r, response)
	}
	return response, err
}

// clients are Google's own generated clients with a token.
func (f *fixture) clients(t *testing.T, token string) (*cloudresourcemanager.Service, *serviceusage.Service) {
	t.Helper()
	client := &http.Client{Transport: &oauth2.Transport{
		Source: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}), Base: judged{t, http.DefaultTransport},
	}}
	manager, err := cloudresourcemanager.NewService(t.Context(), option.WithEndpoint(f.ResourceManager), option.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	usage, err := serviceusage.NewService(t.Context(), option.WithEndpoint(f.ServiceUsage), option.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	return manager, usage
}

func (f *fixture) admin(t *testing.T) (*cloudresourcemanager.Service, *serviceusage.Service) {
	t.Helper()
	return f.clients(t, f.adminToken(t))
}

// created polls a creation to its end.
func created(t *testing.T, manager *cloudresourcemanager.Service, p *cloudresourcemanager.Project) (*cloudresourcemanager.Operation, error) {
	t.Helper()
	o, err := manager.Projects.Create(p).Do()
	for polls := 0; err == nil && !o.Done; polls++ {
		if polls > 2 {
			t.Fatal("the operation does not end")
		}
		o, err = manager.Operations.Get(o.Name).Do()
	}
	return o, err
}

// enabled polls an enabling to its end.
func enabled(t *testing.T, usage *serviceusage.Service, o *serviceusage.Operation, err error) (*serviceusage.Operation, error) {
	t.Helper()
	for polls := 0; err == nil && !o.Done; polls++ {
		if polls > 2 {
			t.Fatal("the operation does not end")
		}
		o, err = usage.Operations.Get(o.Name).Do()
	}
	return o, err
}

func enable(t *testing.T, usage *serviceusage.Service, project string) (*serviceusage.Operation, error) {
	t.Helper()
	o, err := usage.Services.Enable("projects/"+project+"/services/gmail.googleapis.com", &serviceusage.EnableServiceRequest{}).Do()
	return enabled(t, usage, o, err)
}

func TestProjectByAPI(t *testing.T) {
	f := start(t, Config{Fresh: true})
	if f.ClientJSON != "" {
		t.Errorf("a fresh lab has a client: %s", f.ClientJSON)
	}
	manager, usage := f.admin(t)
	o, err := manager.Projects.Create(&cloudresourcemanager.Project{ProjectId: "acme-mail-4711", DisplayName: "Acme Mail", Labels: map[string]string{"a": "b"}}).Do()
	if err != nil || o.Done || !strings.HasPrefix(o.Name, "operations/cp.") {
		t.Fatalf("%+v, %v", o, err)
	}
	if _, err := manager.Projects.Get("projects/acme-mail-4711").Do(); statusOf(err) != 403 {
		t.Errorf("before the operation is done: %v", err)
	}
	if o, err = manager.Operations.Get(o.Name).Do(); err != nil || o.Done {
		t.Fatalf("first poll: %+v, %v", o, err)
	}
	o, err = manager.Operations.Get(o.Name).Do()
	var made cloudresourcemanager.Project
	if err != nil || !o.Done || o.Error != nil || json.Unmarshal(o.Response, &made) != nil || made.ProjectId != "acme-mail-4711" {
		t.Fatalf("second poll: %+v, %v", o, err)
	}
	p, err := manager.Projects.Get("projects/acme-mail-4711").Do()
	if err != nil || p.State != "ACTIVE" || p.DisplayName != "Acme Mail" || p.Labels["a"] != "b" || p.Parent == "" || p.Name != made.Name {
		t.Errorf("%+v, %v", p, err)
	}
	for range 2 { // the search lags behind
		found, err := manager.Projects.Search().Query("id:acme-*").Do()
		if err != nil {
			t.Fatal(err)
		}
		if seen := len(found.Projects); seen == 1 {
			break
		} else if seen != 0 {
			t.Errorf("found %d projects", seen)
		}
	}
	if found, err := manager.Projects.Search().Query("displayName:acme* state:active").Do(); err != nil || len(found.Projects) != 1 {
		t.Errorf("the second search: %+v, %v", found, err)
	}
	if list, err := manager.Projects.List().Parent(p.Parent).Do(); err != nil || len(list.Projects) != 1 {
		t.Errorf("%+v, %v", list, err)
	}

	if s, err := usage.Services.Get(p.Name + "/services/gmail.googleapis.com").Do(); err != nil || s.State != "DISABLED" {
		t.Errorf("%+v, %v", s, err)
	}
	if o, err := enable(t, usage, p.ProjectId); err != nil || o.Error != nil || !strings.Contains(string(o.Response), `"state":"ENABLED"`) {
		t.Errorf("%+v, %v", o, err)
	}
	if s, err := usage.Services.Get("projects/acme-mail-4711/services/gmail.googleapis.com").Do(); err != nil || s.State != "ENABLED" || s.Config.Title != "Gmail API" {
		t.Errorf("%+v, %v", s, err)
	}
	if o, err := usage.Services.Enable(p.Name+"/services/gmail.googleapis.com", &serviceusage.EnableServiceRequest{}).Do(); err != nil || !o.Done || o.Name != "operations/noop.DONE_OPERATION" {
		t.Errorf("enabled twice: %+v, %v", o, err)
	}
	if list, err := usage.Services.List(p.Name).Filter("state:ENABLED").Do(); err != nil || len(list.Services) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}

// Enabling by API is what the Gmail endpoint obeys.
func TestEnablingSwitchesGmailOn(t *testing.T) {
	f := start(t, Config{Fresh: true, Robot: true})
	p := f.person(t).configured("acme-mail-4711", "internal").client("acme-mail-4711", loopback)
	_, f.file = p.download()
	token := f.login(t)
	if _, err := f.profile(t, "me", token.AccessToken); err == nil || !strings.Contains(err.Error(), "Gmail API has not been used in project") {
		t.Errorf("before: %v", err)
	}
	_, usage := f.admin(t)
	if _, err := enable(t, usage, "acme-mail-4711"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.profile(t, "me", token.AccessToken); err != nil {
		t.Errorf("after: %v", err)
	}
}

// Nobody needs to look at an operation for it to end.
func TestOperationEndsByItself(t *testing.T) {
	f := start(t, Config{Fresh: true})
	manager, _ := f.admin(t)
	o, err := manager.Projects.Create(&cloudresourcemanager.Project{ProjectId: "acme-mail-4711"}).Do()
	if err != nil {
		t.Fatal(err)
	}
	f.clock.advance(operationTime)
	if p, err := manager.Projects.Get("projects/acme-mail-4711").Do(); err != nil || p.DisplayName != "acme-mail-4711" {
		t.Errorf("%+v, %v", p, err)
	}
	if o, err = manager.Operations.Get(o.Name).Do(); err != nil || !o.Done {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestProjectIDsAreNeverFreeAgain(t *testing.T) {
	f := start(t, Config{})
	manager, _ := f.admin(t)
	deleted := func(o *cloudresourcemanager.Operation, err error) {
		t.Helper()
		for err == nil && !o.Done {
			o, err = manager.Operations.Get(o.Name).Do()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	deleted(manager.Projects.Delete("projects/" + readyID).Do())
	if p, err := manager.Projects.Get("projects/" + readyID).Do(); err != nil || p.State != "DELETE_REQUESTED" {
		t.Errorf("%+v, %v", p, err)
	}
	if o, err := created(t, manager, &cloudresourcemanager.Project{ProjectId: readyID}); err != nil || o.Error == nil || o.Error.Code != 6 {
		t.Errorf("%+v, %v", o, err)
	}
	if u := preflight(t, http.MethodGet, f.authURL(f.with())); errorOf(t, u).code != "deleted_client" {
		t.Errorf("its client: %s", u)
	}
	if list, err := manager.Projects.List().Parent(f.world.organization).Do(); err != nil || len(list.Projects) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := manager.Projects.List().Parent(f.world.organization).ShowDeleted(true).Do(); err != nil || len(list.Projects) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestProjectRules(t *testing.T) {
	for id, good := range map[string]bool{
		"acme-mail-4711": true, "abcdef": true, "a23456789012345678901234567890": true, "mail-sl": true,
		"abcde": false, "a234567890123456789012345678901": false, "4711-acme": false, "acme-mail-": false, "Acme-mail": false, "acme_mail": false,
		"acme.mail": false, "my-google-mail": false, "acme-null-x": false, "undefined-mail": false, "acme-ssl-mail": false, "": false, "akme\u00e9mail": false,
	} {
		if got := projectIDProblem(id) == ""; got != good {
			t.Errorf("%q: %t", id, got)
		}
	}
	for name, good := range map[string]bool{
		"": true, "Acme": true, `It's "mail" - 1!`: true, "abc": false, strings.Repeat("a", 30): true, strings.Repeat("a", 31): false, "Acme_Mail": false, "Acme: Mail": false,
	} {
		if got := displayNameProblem(name) == ""; got != good {
			t.Errorf("%q: %t", name, got)
		}
	}
}

// shapeOf is an API error's status, canonical status and reason in its details.
func shapeOf(err error) string {
	var e *googleapi.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	var body struct {
		Error struct {
			Status  string
			Details []struct{ Reason string }
		}
	}
	_ = json.Unmarshal([]byte(e.Body), &body)
	reason := ""
	for _, d := range body.Error.Details {
		reason += d.Reason
	}
	return strings.TrimSpace(fmt.Sprint(e.Code, " ", body.Error.Status, " ", reason))
}

func statusOf(err error) int {
	var e *googleapi.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}
