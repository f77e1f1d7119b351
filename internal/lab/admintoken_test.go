package lab

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"google.golang.org/api/cloudresourcemanager/v3"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/serviceusage/v1"
)

func TestAdminRefusals(t *testing.T) {
	f := start(t, Config{Robot: true})
	manager, usage := f.admin(t)
	gmailOnly, _ := f.clients(t, f.login(t).AccessToken)
	unknown, _ := f.clients(t, "unknown")
	consumer := f.as(t, consumerAccount)
	project := func(id, name, parent string) *cloudresourcemanager.Project {
		return &cloudresourcemanager.Project{ProjectId: id, DisplayName: name, Parent: parent}
	}
	service := func(p, s string) error {
		_, err := usage.Services.Enable("projects/"+p+"/services/"+s, &serviceusage.EnableServiceRequest{}).Do()
		return err
	}
	batch := func(names ...string) error {
		_, err := usage.Services.BatchEnable("projects/"+readyID, &serviceusage.BatchEnableServicesRequest{ServiceIds: names}).Do()
		return err
	}
	for name, test := range map[string]struct {
		ask  func() error
		want string
	}{
		"bad id":           {func() error { _, err := manager.Projects.Create(project("Bad", "", "")).Do(); return err }, "400 INVALID_ARGUMENT"},
		"bad name":         {func() error { _, err := manager.Projects.Create(project("acme-1", "_", "")).Do(); return err }, "400 INVALID_ARGUMENT"},
		"foreign parent":   {func() error { _, err := manager.Projects.Create(project("acme-1", "", "folders/1")).Do(); return err }, "403 PERMISSION_DENIED"},
		"no parent":        {func() error { _, err := manager.Projects.List().Do(); return err }, "400 INVALID_ARGUMENT"},
		"other parent":     {func() error { _, err := manager.Projects.List().Parent("organizations/1").Do(); return err }, "403 PERMISSION_DENIED"},
		"bad page":         {func() error { _, err := manager.Projects.Search().PageToken("x").Do(); return err }, "400 INVALID_ARGUMENT"},
		"bad filter":       {func() error { _, err := usage.Services.List("projects/" + readyID).Filter("x").Do(); return err }, "400 INVALID_ARGUMENT"},
		"unknown project":  {func() error { _, err := manager.Projects.Get("projects/none-4711").Do(); return err }, "403 PERMISSION_DENIED"},
		"delete unknown":   {func() error { _, err := manager.Projects.Delete("projects/none-4711").Do(); return err }, "403 PERMISSION_DENIED"},
		"list unknown":     {func() error { _, err := usage.Services.List("projects/none-4711").Do(); return err }, "403 PERMISSION_DENIED AUTH_PERMISSION_DENIED"},
		"service unknown":  {func() error { _, err := usage.Services.Get("projects/none-4711/services/x").Do(); return err }, "403 PERMISSION_DENIED AUTH_PERMISSION_DENIED"},
		"unknown op":       {func() error { _, err := manager.Operations.Get("operations/none").Do(); return err }, "404 NOT_FOUND"},
		"enable elsewhere": {func() error { return service("none-4711", gmailService) }, "403 PERMISSION_DENIED AUTH_PERMISSION_DENIED"},
		"enable unknown":   {func() error { return service(readyID, "none.googleapis.com") }, "403 PERMISSION_DENIED SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"},
		"empty batch":      {func() error { return batch() }, "400 INVALID_ARGUMENT"},
		"batch of 21":      {func() error { return batch(slices.Repeat([]string{gmailService}, 21)...) }, "400 INVALID_ARGUMENT"},
		"batch, one bad":   {func() error { return batch("drive.googleapis.com", "none") }, "403 PERMISSION_DENIED SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"},
		"Gmail token":      {func() error { _, err := gmailOnly.Projects.Search().Do(); return err }, "403 PERMISSION_DENIED ACCESS_TOKEN_SCOPE_INSUFFICIENT"},
		"unknown token":    {func() error { _, err := unknown.Projects.Search().Do(); return err }, "401 UNAUTHENTICATED ACCESS_TOKEN_TYPE_UNSUPPORTED"},
		"a stranger":       {func() error { _, err := consumer.Projects.Get("projects/" + readyID).Do(); return err }, "403 PERMISSION_DENIED"},
		"a stranger's org": {func() error {
			_, err := consumer.Projects.Create(project("acme-1", "", f.world.organization)).Do()
			return err
		}, "403 PERMISSION_DENIED"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shapeOf(test.ask()); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	// Nothing of a refused batch is on: it is atomic. A good one is on as a whole.
	if s, err := usage.Services.Get("projects/" + readyID + "/services/drive.googleapis.com").Do(); err != nil || s.State != "DISABLED" {
		t.Errorf("%+v, %v", s, err)
	}
	o, err := usage.Services.BatchEnable("projects/"+readyID, &serviceusage.BatchEnableServicesRequest{ServiceIds: []string{"drive.googleapis.com", gmailService}}).Do()
	if o, err = enabled(t, usage, o, err); err != nil || strings.Count(string(o.Response), "ENABLED") != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	if page, err := usage.Services.List("projects/" + readyID).PageSize(3).Do(); err != nil || len(page.Services) != 3 || page.NextPageToken != "3" {
		t.Errorf("%+v, %v", page, err)
	}
}

// as is the resource manager with a token that a person of the ready client
// consented to.
func (f *fixture) as(t *testing.T, account string) *cloudresourcemanager.Service {
	t.Helper()
	if err := f.world.signInAs(account); err != nil {
		t.Fatal(err)
	}
	code := f.consent(t, f.with("scope", scopeCloud)).Get("code")
	token, err := f.oauth().Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	manager, _ := f.clients(t, token.AccessToken)
	if err := f.world.signInAs(""); err != nil {
		t.Fatal(err)
	}
	return manager
}

func TestAdminToken(t *testing.T) {
	f := start(t, Config{})
	info, err := os.Stat(f.AdminTokenFile)
	if err != nil || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
		t.Errorf("%v, %v", info, err)
	}
	token := f.adminToken(t)
	if listed := get(t, f.URL+"/lab/endpoints").body; strings.Contains(listed, token) || !strings.Contains(listed, `"adminTokenFile"`) {
		t.Errorf("endpoints: %s", listed)
	}
	told := getJSON[map[string]string](t, f.URL+"/tokeninfo?access_token="+token)
	if told["email"] != "admin@lab.test" || !strings.Contains(told["scope"], "https://www.googleapis.com/auth/cloud-platform") {
		t.Errorf("tokeninfo %v", told)
	}
	if _, err := f.profile(t, "me", token); statusOf(err) != 403 {
		t.Errorf("it reads mail: %v", err)
	}
	for name, test := range map[string]struct {
		token, body string
		want        int
	}{
		"no token":      {"", "{}", 401},
		"unknown field": {token, `{"id": "acme-mail-4711"}`, 400},
		"no JSON":       {token, `nothing`, 400},
		"nothing":       {token, ``, 400},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.ResourceManager+"/v3/projects", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		if test.token != "" {
			r.Header.Set("Authorization", "Bearer "+test.token)
		}
		if p := send(t, http.DefaultClient, r); p.status != test.want {
			t.Errorf("%s: %d %s", name, p.status, p.body)
		}
	}
}

// The project that pays for a call of Application Default Credentials must be
// named, be usable, and have the API on.
func TestQuotaProject(t *testing.T) {
	f := start(t, Config{Faults: []string{"quota-project-missing"}})
	manager, usage := f.admin(t)
	search := func(quota string) string {
		call := manager.Projects.Search()
		if quota != "" {
			call.Header().Set("X-Goog-User-Project", quota)
		}
		_, err := call.Do()
		return shapeOf(err)
	}
	if _, err := manager.Projects.Search().Do(); !strings.Contains(fmt.Sprint(err), "requires a quota project") || !strings.Contains(err.(*googleapi.Error).Body, "projects/764086051850") {
		t.Errorf("%v", err)
	}
	if got := search(readyID); got != "<nil>" {
		t.Errorf("with a quota project: %s", got)
	}
	if got := search("none-4711"); got != "403 PERMISSION_DENIED USER_PROJECT_DENIED" {
		t.Errorf("with one that is not his: %s", got)
	}
	f.set(t)
	if o, err := created(t, manager, &cloudresourcemanager.Project{ProjectId: "acme-mail-4711"}); err != nil || o.Error != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	f.set(t, "quota-project-missing")
	if got := search("acme-mail-4711"); got != "403 PERMISSION_DENIED SERVICE_DISABLED" {
		t.Errorf("with one where the API is off: %s", got)
	}
	call := usage.Services.Get("projects/acme-mail-4711/services/gmail.googleapis.com")
	call.Header().Set("X-Goog-User-Project", "acme-mail-4711")
	if _, err := call.Do(); err != nil {
		t.Errorf("Service Usage is on from the start: %v", err)
	}
}
