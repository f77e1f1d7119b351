package google

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"google.golang.org/api/googleapi"

	"mailasset/internal/lab"
	"mailasset/internal/secret"
)

// mailbox asks one server.
func mailbox(t *testing.T, endpoint string) Gmail {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	return Gmail{HTTP: client, Endpoint: endpoint + "/", Timeout: 10 * time.Second}
}

func TestForwardingInTheLab(t *testing.T) {
	l, err := lab.Start(lab.Config{Robot: true, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	token, ours := secret.New(labToken(t, l)), l.Endpoints().ForwardingAddress
	g := mailbox(t, l.Endpoints().Gmail)
	for fault, want := range map[string]struct {
		addresses string
		active    Forwarding
	}{
		"":                     {fmt.Sprint([]ForwardingAddress{{ours, true}}), Forwarding{true, ours, "leaveInInbox"}},
		"forwarding-missing":   {"[]", Forwarding{}},
		"forwarding-pending":   {fmt.Sprint([]ForwardingAddress{{ours, false}}), Forwarding{}},
		"forwarding-off":       {fmt.Sprint([]ForwardingAddress{{ours, true}}), Forwarding{}},
		"forwarding-elsewhere": {"2", Forwarding{Enabled: true}},
	} {
		if err := l.SetFaults(strings.Fields(fault)...); err != nil {
			t.Fatal(err)
		}
		list, err := g.ForwardingAddresses(t.Context(), token)
		active, err2 := g.AutoForwarding(t.Context(), token)
		if err := errors.Join(err, err2); err != nil {
			t.Fatalf("%s: %v", fault, err)
		}
		if fault == "forwarding-elsewhere" {
			if len(list) != 2 || active.To == ours || !active.Enabled {
				t.Errorf("%s: %v, %+v", fault, list, active)
			}
			continue
		}
		if active.Enabled != want.active.Enabled || active.Enabled && active != want.active || fmt.Sprint(list) != want.addresses {
			t.Errorf("%s: %v, %+v", fault, list, active)
		}
	}
	if found, err := g.HasMessage(t.Context(), token, "nobody@lab.test"); found || err != nil {
		t.Errorf("a mail that nobody sent: %v, %v", found, err)
	}
	if complaints := l.Complaints(); len(complaints) > 0 {
		t.Errorf("the lab complains: %q", complaints)
	}
}

// verbs are all that reads a mailbox.
func verbs(g Gmail, ctx context.Context, token secret.String) map[string]func() (any, error) {
	return map[string]func() (any, error){
		"/gmail/v1/users/me/profile":                      func() (any, error) { return g.Address(ctx, token) },
		"/gmail/v1/users/me/settings/autoForwarding":      func() (any, error) { return g.AutoForwarding(ctx, token) },
		"/gmail/v1/users/me/settings/forwardingAddresses": func() (any, error) { return g.ForwardingAddresses(ctx, token) },
		"/gmail/v1/users/me/messages":                     func() (any, error) { return g.HasMessage(ctx, token, "id@example.com") },
	}
}

// Every verb makes one GET, with the token in its header, and shows the token
// nowhere, whatever a server answers.
func TestVerbsKeepTheToken(t *testing.T) {
	echo := `{"emailAddress": "` + madeUp + `", "enabled": true, "disposition": "` + madeUp + `", "messages": [{"id": "` + madeUp + `"}],
		"forwardingAddresses": [{"forwardingEmail": "` + madeUp + `", "verificationStatus": "accepted"}], "error": {"code": 403, "message": "` + madeUp + `"}}`
	for _, status := range []int{200, 403} {
		var asked []string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.Method+" "+r.URL.Path)
			if r.Header.Get("Authorization") != "Bearer "+madeUp || strings.Contains(r.URL.RawQuery, "made-up") {
				t.Errorf("asked %s with %q", r.URL, r.Header.Get("Authorization"))
			}
			if strings.HasSuffix(r.URL.Path, "/messages") && (r.FormValue("q") != "rfc822msgid:id@example.com" || r.FormValue("includeSpamTrash") != "true") {
				t.Errorf("asked %s", r.URL.RawQuery)
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprint(w, echo)
		}))
		for path, verb := range verbs(mailbox(t, server.URL), t.Context(), secret.New(madeUp)) {
			asked = nil
			got, err := verb()
			if (err == nil) != (status == 200) || strings.Contains(fmt.Sprintf("%+v %v", got, err), madeUp) {
				t.Errorf("%d %s: %+v, %v", status, path, got, err)
			}
			if len(asked) != 1 || asked[0] != "GET "+path {
				t.Errorf("%s: asked %q", path, asked)
			}
			if answered, _ := Answered(err); answered != (status == 403) {
				t.Errorf("%s: %v", path, err)
			}
		}
		server.Close()
	}
}

func TestAPIDisabled(t *testing.T) {
	off := &googleapi.Error{Code: 403, Errors: []googleapi.ErrorItem{{Reason: "accessNotConfigured"}}}
	for name, tt := range map[string]struct {
		err  error
		want bool
	}{
		"nothing":   {nil, false},
		"old form":  {fmt.Errorf("read: %w", off), true},
		"new form":  {&googleapi.Error{Code: 403, Details: []any{"x", map[string]any{"reason": "SERVICE_DISABLED"}}}, true},
		"a scope":   {&googleapi.Error{Code: 403, Errors: []googleapi.ErrorItem{{Reason: "insufficientPermissions"}}}, false},
		"of others": {&googleapi.Error{Code: 400, Errors: off.Errors}, false},
		"no answer": {context.DeadlineExceeded, false},
	} {
		if APIDisabled(tt.err) != tt.want {
			t.Errorf("%s", name)
		}
	}
}
