package lab

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func decodedAs[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

// call is a request of a careful client, with some headers changed; an empty
// value removes one.
func (f *fixture) call(t *testing.T, method, path string, body any, changes ...string) *http.Request {
	t.Helper()
	content, raw := body.(string)
	if !raw {
		content = encoded(t, body)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, f.ConnectAPI+path, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile(f.ConnectTokenFile)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	r.Header.Set("x-organization-id", f.OrganizationID)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(changes); i += 2 {
		r.Header.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			r.Header.Del(changes[i])
		}
	}
	return r
}

const onEmail = assetsPath + "?channel=email"

func byID(id string) string { return assetsPath + "/" + id + "?channel=email" }

// body is a good body of the shape with some settings changed; an empty value
// leaves one out.
func (f *fixture) body(shape string, changes ...string) map[string]any {
	values := f.gmailForm(changes...)
	body := map[string]any{}
	for key, path := range fieldsOf(shape) {
		if typed := values[key]; len(typed) > 0 {
			place(body, steps(path), typed[0])
		}
	}
	return body
}

// ask sends a request and reads the answer.
func ask(t *testing.T, r *http.Request) (int, map[string]any) {
	t.Helper()
	p := send(t, http.DefaultClient, r)
	return p.status, decodedAs[map[string]any](t, p.body)
}

// listed are the assets in the list answer, found by nothing but the mapping
// file.
func (f *fixture) listed(t *testing.T, m mapping) []any {
	t.Helper()
	answer := decodedAs[any](t, send(t, http.DefaultClient, f.call(t, "GET", onEmail, "")).body)
	if m.Answer.Items != "" {
		answer = look(answer, steps(m.Answer.Items))
	}
	items, ok := answer.([]any)
	if !ok {
		t.Fatalf("no list: %v", answer)
	}
	return items
}

// madeByAPI makes an asset and returns its id.
func (f *fixture) madeByAPI(t *testing.T, m mapping, shape string) string {
	t.Helper()
	status, made := ask(t, f.call(t, "POST", onEmail, f.body(shape), "trackingid", "one"))
	id, _ := look(made, steps(m.Answer.ID)).(string)
	if status != 200 || id == "" || made["transid"] == "" || made["description"] != "Success" {
		t.Fatalf("create: %d %v", status, made)
	}
	if _, text := made["code"].(string); text != (shape == "b") {
		t.Errorf("the code travels as %T", made["code"])
	}
	return id
}

// Creating, reading and changing an asset, in both shapes, by nothing but the
// mapping file.
func TestAssetByAPI(t *testing.T) {
	for _, shape := range []string{"a", "b"} {
		t.Run(shape, func(t *testing.T) {
			f := start(t, Config{ConnectShape: shape})
			m := f.mapping(t)
			if got := f.listed(t, m); len(got) != 0 {
				t.Fatalf("assets %v", got)
			}
			id := f.madeByAPI(t, m, shape)
			status, got := ask(t, f.call(t, "GET", byID(id), "", "Content-Type", ""))
			for key, want := range map[string]string{
				keyName: "SupportGmail", keyEmail: mailbox, keyPort: "465", keyReview: "true", keyForwarding: f.ForwardingAddress,
				keyCallback: f.CallbackURL, keyScope: scopeMail, keyRefreshURL: f.Token, keyLogin: "<nil>",
			} {
				value := look(got, steps(m.Fields[key]))
				if status != 200 || fmt.Sprint(value) != want {
					t.Errorf("%s is %v, want %s", key, value, want)
				}
				if _, number := value.(float64); key == keyPort && number == (shape == "b") {
					t.Errorf("the port travels as %T", value)
				}
			}
			if strings.Contains(fmt.Sprint(got), f.file.Web.ClientSecret) || !strings.Contains(fmt.Sprint(look(got, steps(m.Fields[keyClientSecret]))), "****") {
				t.Error("the client secret is not masked")
			}
			if status, _ := ask(t, f.call(t, "PUT", byID(id), f.body(shape, keyName, ""))); status != 400 {
				t.Errorf("an update without a name: %d", status)
			}
			status, updated := ask(t, f.call(t, "PUT", byID(id), f.body(shape, keyName, "Support 2", keyClientSecret, "", keyLogin, otherAccount)))
			if status != 200 || look(updated, steps(m.Fields[keyName])) != "Support 2" || look(updated, steps(m.Fields[keyLogin])) != otherAccount {
				t.Errorf("update: %d %v", status, updated)
			}
			if kept := f.asset(t, id).saved.settings; kept[keyClientSecret] != f.file.Web.ClientSecret || kept.login() != otherAccount {
				t.Error("an update without the secret lost it")
			}
			if got := f.Complaints(); len(f.listed(t, m)) != 1 || len(got) > 0 {
				t.Errorf("complaints %q", got)
			}
		})
	}
}

// Whether Generate Token was done can be seen through the API.
func TestTokenStateByAPI(t *testing.T) {
	for shape, want := range map[string][3]string{"a": {"NOT_GENERATED", "GENERATED", "REFRESH_FAILED"}, "b": {"none", "active", "failed"}} {
		t.Run(shape, func(t *testing.T) {
			f := start(t, Config{Robot: true, ConnectShape: shape})
			m := f.mapping(t)
			id := f.madeByAPI(t, m, shape)
			state := func() string { return fmt.Sprint(look(f.listed(t, m)[0], steps(m.Answer.TokenState))) }
			if got := state(); got != want[0] {
				t.Errorf("before Generate Token: %s", got)
			}
			f.portal(t).open(appsPath).sees("SupportGmail", "not generated", "not registered")
			f.portal(t).open(appsPath+"/"+id).press("Generate Token", nil).press("Save", nil).sees("Saved.")
			if got := state(); got != want[1] || !slices.Equal(m.Answer.TokenValid, want[1:2]) {
				t.Errorf("after Generate Token: %s", got)
			}
			ask(t, f.call(t, "PUT", byID(id), f.body(shape)))
			if got := state(); got != want[1] {
				t.Errorf("after an update: %s", got)
			}
			f.set(t, "refresh-token-dead")
			f.clock.advance(time.Hour)
			if got := state(); got != want[2] {
				t.Errorf("after a failed refresh: %s", got)
			}
		})
	}
}

func TestAssetCallsAreChecked(t *testing.T) {
	f := start(t, Config{})
	for name, test := range map[string]struct {
		method, path string
		body         any
		headers      []string
		status       int
		want         string
	}{
		"no token":         {"GET", onEmail, "", []string{"Authorization", ""}, 401, "missing"},
		"another token":    {"GET", onEmail, "", []string{"Authorization", "Bearer made-up"}, 401, "invalid"},
		"another scheme":   {"GET", onEmail, "", []string{"Authorization", "Basic bWFkZTp1cA=="}, 401, "missing"},
		"no organization":  {"GET", onEmail, "", []string{"x-organization-id", ""}, 400, "x-organization-id"},
		"another's":        {"GET", onEmail, "", []string{"x-organization-id", "made-up"}, 403, "organization"},
		"no channel":       {"GET", assetsPath, "", nil, 400, "channel"},
		"another channel":  {"POST", assetsPath + "?channel=sms", f.body("a"), nil, 400, "channel"},
		"no content type":  {"POST", onEmail, f.body("a"), []string{"Content-Type", ""}, 400, "Content-Type"},
		"form":             {"POST", onEmail, f.body("a"), []string{"Content-Type", formType}, 400, "Content-Type"},
		"no JSON":          {"POST", onEmail, "asset", nil, 400, "JSON object"},
		"a list":           {"POST", onEmail, "[]", nil, 400, "JSON object"},
		"nothing":          {"POST", onEmail, "", nil, 400, "JSON object"},
		"too long":         {"POST", onEmail, `{"appName":"` + strings.Repeat("x", 1<<16) + `"}`, nil, 400, "JSON object"},
		"no name":          {"POST", onEmail, f.body("a", keyName, ""), nil, 400, "appName"},
		"underscore":       {"POST", onEmail, f.body("a", keyName, "a_b"), nil, 400, "underscore"},
		"no client secret": {"POST", onEmail, f.body("a", keyClientSecret, ""), nil, 400, "clientSecret"},
		"another shape":    {"POST", onEmail, f.body("b"), nil, 400, "appName"},
		"no plain value":   {"POST", onEmail, map[string]any{"appName": []string{"x"}}, nil, 400, "plain value"},
		"review":           {"POST", onEmail, f.body("a", keyReview, "perhaps"), nil, 400, "reviewConsent"},
		"unknown asset":    {"GET", byID("1"), "", nil, 403, "asset"},
		"update unknown":   {"PUT", byID("1"), f.body("a"), nil, 403, "asset"},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := ask(t, f.call(t, test.method, test.path, test.body, test.headers...))
			description, _ := answer["description"].(string)
			if status != test.status || !strings.Contains(description, test.want) || answer["transid"] == nil || answer["code"] != float64(1000+status) {
				t.Errorf("%d %v", status, answer)
			}
		})
	}
	f.clock.advance(connectTokenLife + time.Second)
	if status, answer := ask(t, f.call(t, "GET", onEmail, "")); status != 401 || answer["description"] != "The access token has expired." {
		t.Errorf("later: %d %v", status, answer)
	}
	if assets := f.tenant.savedAssets(); len(assets) > 0 {
		t.Errorf("%d assets were made", len(assets))
	}
}
