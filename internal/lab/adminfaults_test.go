package lab

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"google.golang.org/api/cloudresourcemanager/v3"
)

// refusedOperation: creating a project is answered with 200, and the operation
// ends with this error; the console refuses too.
func refusedOperation(code int64, text string) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		manager, _ := f.admin(t)
		o, err := created(t, manager, &cloudresourcemanager.Project{ProjectId: "acme-mail-4711"})
		if err != nil || o.Error == nil || o.Error.Code != code || !strings.Contains(o.Error.Message, text) {
			t.Errorf("%+v, %v", o, err)
		}
		if code == 9 && !strings.Contains(string(o.Error.Details[0]), `"type":"TOS"`) {
			t.Errorf("details %s", o.Error.Details)
		}
		f.person(t).open("/projectcreate").press("Create", fields{"name": {"Acme Mail"}, "id": {"acme-mail-4712"}}).sees(`role="alert"`).at("/projectcreate")
	}
}

// refusedAdmin: creating a project and enabling an API are refused at once
// like this ("" is not looked at), with one of the texts.
func refusedAdmin(create, enabling, texts string) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		manager, usage := f.admin(t)
		if create != "" {
			_, err := manager.Projects.Create(&cloudresourcemanager.Project{ProjectId: "acme-mail-4711"}).Do()
			if got := shapeOf(err); got != create || !containsOne(err.Error(), texts) {
				t.Errorf("create: %s (%v)", got, err)
			}
		}
		_, err := enable(t, usage, readyID)
		if got := shapeOf(err); got != enabling || !containsOne(err.Error(), texts) {
			t.Errorf("enable: %s (%v)", got, err)
		}
	}
}

func containsOne(s, texts string) bool {
	return slices.ContainsFunc(strings.Split(texts, "|"), func(text string) bool { return strings.Contains(s, text) })
}
