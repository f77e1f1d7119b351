package lab

import (
	"net/http"
	"os"
	"testing"

	"go.yaml.in/yaml/v3"
)

// mapping is the mapping file the lab writes.
type mapping struct {
	Confirmed  bool
	Operations map[string]string
	Answer     struct {
		ID, Items  string
		TokenState string   `yaml:"tokenState"`
		TokenValid []string `yaml:"tokenValid"`
	}
	Fields map[string]string
}

func (f *fixture) mapping(t *testing.T) mapping {
	t.Helper()
	var m mapping
	data, err := os.ReadFile(f.ConnectMappingFile)
	if err == nil {
		err = yaml.Unmarshal(data, &m)
	}
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return m
}

// fieldsOf are where the fields of an email asset stand in a body of that shape.
func fieldsOf(shape string) map[string]string {
	s, err := findShape(shape)
	if err != nil {
		return nil
	}
	return s.fields
}

func TestMappingFile(t *testing.T) {
	f := start(t, Config{})
	for _, shape := range []string{"a", "b"} {
		if got := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/connect/shape", "application/json", `{"shape":"`+shape+`"}`); got.status != 200 {
			t.Fatalf("%d %s", got.status, got.body)
		}
		m := f.mapping(t)
		if encoded(t, m.Fields) != encoded(t, fieldsOf(shape)) || !m.Confirmed || len(m.Fields) != 17 || f.Lab.Endpoints().ConnectShape != shape {
			t.Errorf("shape %s: %+v", shape, m)
		}
		want := map[string]string{
			"create": "POST /v2/digital/app?channel=email", "list": "GET /v2/digital/app?channel=email",
			"get": "GET /v2/digital/app/{id}?channel=email", "update": "PUT /v2/digital/app/{id}?channel=email",
		}
		if encoded(t, m.Operations) != encoded(t, want) {
			t.Errorf("operations %v", m.Operations)
		}
	}
	for body, path := range map[string]string{`{"shape":"z"}`: "", `{"name":"a"}`: ""} {
		if got := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/connect/shape"+path, "application/json", body); got.status != 400 || f.Lab.Endpoints().ConnectShape != "b" {
			t.Errorf("%s: %d", body, got.status)
		}
	}
	if fieldsOf("z") != nil || fieldsOf("")[keyName] != "appName" {
		t.Error("fields of an unknown shape")
	}
}

func TestPaths(t *testing.T) {
	root := map[string]any{}
	for path, value := range map[string]string{"a": "1", "b.c[1].d": "2", "b.c[0]": "3", "e[0][1]": "4"} {
		place(root, steps(path), value)
	}
	if got := encoded(t, root); got != `{"a":"1","b":{"c":["3",{"d":"2"}]},"e":[[null,"4"]]}` {
		t.Errorf("placed %s", got)
	}
	for path, want := range map[string]any{"a": "1", "b.c[1].d": "2", "e[0][1]": "4", "e[0][2]": nil, "e[x]": nil, "e.f": nil, "a.b": nil, "": nil} {
		if got := look(root, steps(path)); got != want {
			t.Errorf("%q: %v", path, got)
		}
	}
}
