package google

import (
	"context"
	"errors"
	"testing"

	"mailasset/internal/lab"
)

// TestAProjectInTheLab goes the whole way: find the credential, say whose it
// is, create, list, enable, and each fault of the lab by its name.
func TestAProjectInTheLab(t *testing.T) {
	l, err := lab.Start(lab.Config{Fresh: true, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	e := l.Endpoints()
	found, err := Discover(t.Context(), Options{TokenFile: e.AdminTokenFile})
	if err != nil || found.Exposed {
		t.Fatalf("got %+v, %v", found, err)
	}
	a, ctx, _ := script(t, nil).admin()
	a.Poll = func(ctx context.Context, _ int) error { return ctx.Err() }
	a.ResourceManager, a.ServiceUsage, a.TokenInfo, a.Credential = e.ResourceManager, e.ServiceUsage, e.Accounts+"/tokeninfo", found
	if who, err := a.Account(ctx); err != nil || who != "admin@lab.test" {
		t.Errorf("it is %q, %v", who, err)
	}
	everyFault(t, l, a, ctx)
	id := SuggestID("Webex Mail", "x7")
	made, err := a.CreateProject(ctx, id, DisplayName("Webex Mail"), "")
	if err != nil || made.ID != id || made.Number == "" || made.State != StateActive {
		t.Fatalf("made %+v, %v", made, err)
	}
	var taken *IDTakenError
	if _, err := a.CreateProject(ctx, id, "Again", ""); !errors.As(err, &taken) || !taken.Ours || taken.Project != made {
		t.Errorf("got %v", err)
	}
	enableInTheLab(t, a, made)
	for _, fault := range []string{"provider-error", "org-policy", "permission-denied"} {
		if err := l.SetFaults(fault); err != nil {
			t.Fatal(err)
		}
		if err := a.EnableGmail(ctx, made.Number); err == nil {
			t.Errorf("%s: enabled", fault)
		}
	}
	if complaints := l.Complaints(); len(complaints) > 0 {
		t.Errorf("the lab complains: %q", complaints)
	}
}

func everyFault(t *testing.T, l *lab.Lab, a Admin, ctx context.Context) {
	t.Helper()
	for fault, want := range map[string]any{
		"tos-not-accepted": new(*TermsError), "project-quota": new(*QuotaError), "project-id-taken": new(*IDTakenError), "mfa-required": new(*MFAError),
		"permission-denied": new(*PermissionError), "org-policy": new(*PolicyError), "quota-project-missing": new(*QuotaProjectError),
	} {
		if err := l.SetFaults(fault); err != nil {
			t.Fatal(err)
		}
		if _, err := a.CreateProject(ctx, "webex-mail-x7", "Webex Mail", ""); !errors.As(err, want) {
			t.Errorf("%s: got %v", fault, err)
		}
	}
	if err := l.SetFaults(); err != nil {
		t.Fatal(err)
	}
}

func enableInTheLab(t *testing.T, a Admin, made Project) {
	t.Helper()
	for _, want := range []bool{false, true} {
		if on, err := a.GmailEnabled(t.Context(), made.ID); on != want || err != nil {
			t.Errorf("on %v, want %v, %v", on, want, err)
		}
		if err := a.EnableGmail(t.Context(), made.ID); err != nil {
			t.Error(err)
		}
	}
	for range 2 { // the search lags
		all, err := a.Projects(t.Context())
		if err != nil {
			t.Error(err)
		}
		if len(all) == 1 && all[0] == made {
			return
		}
	}
	t.Error("the project is not listed")
}
