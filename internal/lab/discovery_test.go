package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// schema is a JSON schema of a discovery document, as far as it is used.
type schema struct {
	Ref                  string             `json:"$ref"`
	Type                 string             `json:"type"`
	Format               string             `json:"format"`
	Enum                 []string           `json:"enum"`
	Properties           map[string]*schema `json:"properties"`
	Items                *schema            `json:"items"`
	AdditionalProperties *schema            `json:"additionalProperties"`
}

type discovered struct {
	Schemas   map[string]*schema
	Resources map[string]*resource
}

type resource struct {
	Methods map[string]struct {
		HTTPMethod string
		FlatPath   string
		Scopes     []string
		Response   struct {
			Ref string `json:"$ref"`
		}
	}
	Resources map[string]*resource
}

// discovery are Google's discovery documents out of the module that ships them.
var discovery = sync.OnceValues(func() ([]*discovered, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		return nil, fmt.Errorf("find google.golang.org/api: %w", err)
	}
	var all []*discovered
	for _, file := range []string{"gmail/v1/gmail-api.json", "cloudresourcemanager/v3/cloudresourcemanager-api.json", "serviceusage/v1/serviceusage-api.json"} {
		data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), filepath.FromSlash(file)))
		if err != nil {
			return nil, err
		}
		d := &discovered{}
		if err := json.Unmarshal(data, d); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
})

// inside are the types of what an operation carries as "@type".
var inside = map[string]string{
	"google.cloud.resourcemanager.v3.Project":                "Project",
	"google.cloud.resourcemanager.v3.CreateProjectMetadata":  "CreateProjectMetadata",
	"google.cloud.resourcemanager.v3.DeleteProjectMetadata":  "DeleteProjectMetadata",
	"google.api.serviceusage.v1.EnableServiceResponse":       "EnableServiceResponse",
	"google.api.serviceusage.v1.BatchEnableServicesResponse": "BatchEnableServicesResponse",
	"google.api.serviceusage.v1.OperationMetadata":           "OperationMetadata",
	"google.rpc.ErrorInfo":                                   "",
	"google.rpc.PreconditionFailure":                         "",
	"google.rpc.BadRequest":                                  "",
}

// checkAnswer holds a good answer against the schema of its method, and a bad
// one against the shape every Google API's errors have. It puts the body back.
func checkAnswer(t *testing.T, r *http.Request, response *http.Response) {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	documents, err := discovery()
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Errorf("%s %s: %v", r.Method, r.URL, err)
		return
	}
	if response.StatusCode >= 400 {
		checkError(t, response.StatusCode, body)
		return
	}
	for _, d := range documents {
		if ref := d.response(d.Resources, r); ref != "" {
			for _, wrong := range d.check(r.URL.Path, d.Schemas[ref], value) {
				t.Errorf("%s %s: %s", r.Method, r.URL.Path, wrong)
			}
			return
		}
	}
	t.Errorf("no discovery document has the method %s %s", r.Method, r.URL.Path)
}

// checkError: google.rpc.Status with the HTTP code in it.
func checkError(t *testing.T, status int, body []byte) {
	t.Helper()
	var e struct {
		Error struct {
			Code    int              `json:"code"`
			Message string           `json:"message"`
			Status  string           `json:"status"`
			Errors  []apiReason      `json:"errors"`
			Details []map[string]any `json:"details"`
		} `json:"error"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil || e.Error.Code != status || e.Error.Message == "" || e.Error.Status == "" {
		t.Errorf("%d is not Google's error: %s (%v)", status, body, err)
	}
	for _, detail := range e.Error.Details {
		name, _ := detail["@type"].(string)
		if _, known := inside[strings.TrimPrefix(name, "type.googleapis.com/")]; !known {
			t.Errorf("a detail of the unknown type %q", name)
		}
	}
}

// response is the schema a request is answered with, "" when the document
// does not have the method.
func (d *discovered) response(resources map[string]*resource, r *http.Request) string {
	for _, each := range resources {
		for _, m := range each.Methods {
			if m.HTTPMethod == r.Method && pathPattern(m.FlatPath).MatchString(strings.TrimPrefix(r.URL.Path, "/")) {
				return m.Response.Ref
			}
		}
		if ref := d.response(each.Resources, r); ref != "" {
			return ref
		}
	}
	return ""
}

var placeholder = regexp.MustCompile(`\\\{[A-Za-z0-9]+\\\}`)

// pathPattern turns v3/projects/{projectsId} into an expression.
func pathPattern(path string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(path)
	return regexp.MustCompile("^" + placeholder.ReplaceAllString(quoted, `[^/:]+`) + "$")
}

// check returns what is wrong with a value: unknown fields, other types,
// values no enumeration has.
func (d *discovered) check(place string, s *schema, value any) []string {
	if s == nil {
		return []string{place + " has no schema"}
	}
	if s.Ref != "" {
		return d.check(place, d.Schemas[s.Ref], value)
	}
	var wrong []string
	switch v := value.(type) {
	case map[string]any:
		if s.Type != "object" {
			return []string{place + " is an object, not " + s.Type}
		}
		wrong = d.checkObject(place, s, v)
	case []any:
		if s.Type != "array" {
			return []string{place + " is a list, not " + s.Type}
		}
		for i, each := range v {
			wrong = append(wrong, d.check(fmt.Sprintf("%s[%d]", place, i), s.Items, each)...)
		}
	case string:
		wrong = checkText(place, s, v)
	case bool:
		if s.Type != "boolean" && s.Type != "any" {
			wrong = []string{place + " is a boolean, not " + s.Type}
		}
	case float64:
		if (s.Type != "integer" || v != float64(int32(v))) && s.Type != "number" && s.Type != "any" {
			wrong = []string{place + " is a number, not " + s.Type}
		}
	default:
		wrong = []string{fmt.Sprintf("%s is %v", place, v)}
	}
	return wrong
}

func (d *discovered) checkObject(place string, s *schema, object map[string]any) []string {
	if name, typed := object["@type"].(string); typed {
		known, ok := inside[strings.TrimPrefix(name, "type.googleapis.com/")]
		if !ok {
			return []string{place + " is of the unknown type " + name}
		}
		rest := map[string]any{}
		for key, value := range object {
			if key != "@type" {
				rest[key] = value
			}
		}
		if known == "" {
			return nil
		}
		return d.check(place+"("+known+")", d.Schemas[known], rest)
	}
	var wrong []string
	for key, value := range object {
		field := s.Properties[key]
		if field == nil {
			field = s.AdditionalProperties
		}
		if field == nil {
			wrong = append(wrong, place+" has the unknown field "+key)
			continue
		}
		wrong = append(wrong, d.check(place+"."+key, field, value)...)
	}
	return wrong
}

func checkText(place string, s *schema, v string) []string {
	switch {
	case s.Type != "string" && s.Type != "any":
		return []string{place + " is text, not " + s.Type}
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, v):
		return []string{place + " is " + v + ", which is none of the enumeration"}
	case s.Format == "google-datetime":
		if _, err := time.Parse(time.RFC3339Nano, v); err != nil {
			return []string{place + ": " + err.Error()}
		}
	case s.Format == "uint64" || s.Format == "int64":
		if strings.Trim(v, "0123456789") != "" {
			return []string{place + " is " + v + ", not a number"}
		}
	}
	return nil
}

// The judge itself finds what is wrong.
func TestDiscoveryCheck(t *testing.T) {
	documents, err := discovery()
	if err != nil {
		t.Fatal(err)
	}
	manager := documents[1]
	for text, want := range map[string]int{
		`{"name": "projects/1", "state": "ACTIVE", "createTime": "2026-11-22T10:00:00Z", "labels": {"a": "b"}}`: 0,
		`{"projectNumber": "1"}`:                   1,
		`{"state": "RUNNING"}`:                     1,
		`{"createTime": "yesterday"}`:              1,
		`{"labels": {"a": 1}}`:                     1,
		`{"displayName": ["a"], "etag": {}}`:       2,
		`{"@type": "type.googleapis.com/unknown"}`: 1,
	} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if wrong := manager.check("project", manager.Schemas["Project"], value); len(wrong) != want {
			t.Errorf("%s: %q", text, wrong)
		}
	}
}
