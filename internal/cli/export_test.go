package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

const someRecipient = "age1jfn6xrsduekxchs4pnnrdegs546jk44rnx2s24ekh2vgg0ne292skghlzq"

func TestExportOptions(t *testing.T) {
	for name, c := range map[string]struct {
		o    exportOptions
		form asset.Format
		open bool // with its secrets
	}{
		"nothing":               {exportOptions{}, asset.FormatJSON, false},
		"shown":                 {exportOptions{showSecrets: true}, asset.FormatJSON, true},
		"a file":                {exportOptions{file: "a.json"}, asset.FormatJSON, true},
		"stdout by name":        {exportOptions{file: "-"}, asset.FormatJSON, false},
		"by the name":           {exportOptions{file: "a.yml"}, asset.FormatYAML, true},
		"against the name":      {exportOptions{file: "a.yml", format: "env"}, asset.FormatEnv, true},
		"another name":          {exportOptions{file: "a.conf"}, asset.FormatJSON, true},
		"redacted":              {exportOptions{file: "a.html", redact: true}, asset.FormatHTML, false},
		"encrypted":             {exportOptions{encryptTo: []string{someRecipient}}, asset.FormatJSON, true},
		"encrypted, by name":    {exportOptions{encryptTo: []string{someRecipient}, file: "a.yaml.age"}, asset.FormatYAML, true},
		"encrypted and masked":  {exportOptions{encryptTo: []string{someRecipient}, redact: true}, asset.FormatJSON, false},
		"a template":            {exportOptions{template: true}, asset.FormatYAML, false},
		"a template in a file":  {exportOptions{template: true, file: "a.json"}, asset.FormatJSON, true},
		"a template of no name": {exportOptions{template: true, file: "a"}, asset.FormatYAML, true},
	} {
		o := c.o
		o.app = &app{}
		if err := o.check(); err != nil || o.form != c.form || o.disclose() != c.open {
			t.Errorf("%s: %v, %s, secrets %v", name, err, o.form, o.disclose())
		}
	}
	for name, o := range map[string]exportOptions{
		"no format":            {format: "pdf"},
		"markdown":             {format: "markdown"},
		"masked and shown":     {redact: true, showSecrets: true},
		"template and schema":  {template: true, schema: true},
		"template of an asset": {template: true, name: "support"},
		"schema of an asset":   {schema: true, name: "support"},
		"schema as yaml":       {schema: true, format: "yaml"},
		"a page to fill in":    {template: true, format: "html"},
		"template, encrypted":  {template: true, encryptTo: []string{someRecipient}},
		"an SSH key":           {encryptTo: []string{someRecipient, "ssh-ed25519 AAAA"}},
		"nobody":               {encryptTo: []string{"kim"}},
	} {
		o.app = &app{}
		if err := o.check(); exitCode(err) != exitUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestExportLineIsTheCommand(t *testing.T) {
	o := &exportOptions{
		app: &app{options: options{dir: "/state", dirGiven: true}}, format: "yaml", file: "a b.yaml", redact: true, encryptTo: []string{"age1x", "age1y"},
	}
	got := shellLine(o.line("support"))
	want := "mailasset export support --format yaml --file 'a b.yaml' --redact --encrypt-to age1x --encrypt-to age1y --dir /state"
	if got != want {
		t.Errorf("got %s", got)
	}
	o = &exportOptions{app: &app{}, template: true}
	if got := o.line(""); !slices.Equal(got, []string{"mailasset", "export", "--template"}) {
		t.Errorf("got %q", got)
	}
}

// stage is an asset in a state of its own, and the folder its files go to.
type stage struct {
	t       *testing.T
	session *session.Session
	config  asset.Configuration
	err     *os.File
	path    string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s, err := session.Open(t.TempDir(), "support")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	told, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = told.Close() })
	config := asset.Configuration{
		SchemaVersion: 1, Asset: asset.Asset{Name: "Support", EmailID: "support@example.com"},
		Authentication: asset.Authentication{Type: "OAuth 2.0", SMTPServer: "smtp.gmail.com", Port: 465, Security: asset.SSL, ClientID: "4711", ClientSecret: secret.New("made-up-secret")},
	}
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	return &stage{t, s, config, told, filepath.Join(t.TempDir(), "support.asset.json")}
}

// there puts a document at the path, older than the asset's state or newer.
func (s *stage) there(doc []byte, older bool) {
	s.t.Helper()
	age := time.Hour
	if older {
		age = -time.Hour
	}
	at := changed(s.session).Add(age)
	if err := errors.Join(os.WriteFile(s.path, doc, 0o600), os.Chtimes(s.path, at, at)); err != nil {
		s.t.Fatal(err)
	}
}

// mayReplace asks whether the asset's JSON may go there, and answers so.
func (s *stage) mayReplace(answer string) (bool, error) {
	given := map[string]string{}
	if answer != "" {
		given["export.overwrite"] = answer
	}
	o := &exportOptions{app: &app{Streams: Streams{Err: s.err}}, env: wizard.Env{Err: s.err, Given: given, Ask: prompt.Answers{Values: given}}}
	return o.mayReplace(context.Background(), s.path, delivery{s.encode(s.config), s.config, s.session})
}

func (s *stage) encode(c asset.Configuration) []byte {
	s.t.Helper()
	doc, err := c.Encode(true)
	if err != nil {
		s.t.Fatal(err)
	}
	return doc
}

func TestAnExportAsksBeforeItReplaces(t *testing.T) {
	s := newStage(t)
	changedSince, another, begun := s.config, s.config, s.config
	changedSince.Asset.Region = "eu"
	another.Asset.Name, another.Asset.EmailID = "Sales", "sales@example.com"
	begun.Asset.Name = ""
	const silent, asks, never = "silent", "asks", "never"
	for name, c := range map[string]struct {
		doc   []byte
		older bool
		want  string
	}{
		"the same":           {s.encode(s.config), false, silent},
		"its own, older":     {s.encode(changedSince), true, silent},
		"its own, newer":     {s.encode(changedSince), false, asks},
		"notes":              {[]byte("my notes\n"), true, asks},
		"nothing in it":      {nil, true, asks},
		"another's":          {s.encode(another), true, never},
		"an empty template":  {s.encode(begun), true, asks},
		"a broken one":       {s.encode(s.config)[:40], true, asks},
		"an older program's": {bytes.Replace(s.encode(changedSince), []byte(`"schemaVersion": 1,`), nil, 1), true, silent},
	} {
		s.there(c.doc, c.older)
		same, err := s.mayReplace("")
		var missing *prompt.MissingError
		got := never
		switch {
		case err == nil:
			got = silent
		case errors.As(err, &missing) && missing.Error() == "no answer to export.overwrite":
			got = asks
		}
		if got != c.want || same != (name == "the same") {
			t.Errorf("%s: %s (%v), want %s", name, got, err, c.want)
		}
		if got != asks {
			continue
		}
		if _, err := s.mayReplace("yes"); err != nil {
			t.Errorf("%s: yes is %v", name, err)
		}
		if _, err := s.mayReplace("no"); exitCode(err) != exitStopped {
			t.Errorf("%s: no is %v", name, err)
		}
	}
	told, err := os.ReadFile(s.err.Name())
	if err != nil || strings.Contains(string(told), "made-up") || !strings.Contains(string(told), "Nothing was written") {
		t.Errorf("%v: it said %s", err, told)
	}
}

func TestAnExportGoesIntoFilesOnly(t *testing.T) {
	s := newStage(t)
	s.path = os.DevNull
	if _, err := s.mayReplace("yes"); exitCode(err) != exitUsage {
		t.Errorf("a device: %v", err)
	}
	s.path = t.TempDir()
	var state *session.StateError
	if _, err := s.mayReplace("yes"); !errors.As(err, &state) {
		t.Errorf("a folder: %v", err)
	}
	s.path = filepath.Join(t.TempDir(), "new.json")
	if same, err := s.mayReplace(""); same || err != nil {
		t.Errorf("nothing: %v, %v", same, err)
	}
}

// A key is shown only where it is almost one of ours: another may be a secret in
// the wrong place, or steer the terminal.
func TestOnlyMistypedKeysAreShown(t *testing.T) {
	s := newStage(t)
	path := filepath.Join(t.TempDir(), "f.json")
	doc := bytes.Replace(s.encode(s.config), []byte(`"region"`), []byte(`"a\u001b[2J\u202eb": 1, "made-up-secret": 1, "regi\u001bon": "made-up", "region"`), 1)
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := asset.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{Streams: Streams{Err: s.err}}
	a.warnOfUnknown("f.yaml", c)
	told, err := os.ReadFile(s.err.Name())
	if err != nil || !strings.HasPrefix(string(told), "note: f.yaml, line ") || !strings.HasSuffix(string(told), ": the key asset.regi\\x1bon is not known; was asset.region meant?\n") {
		t.Errorf("%v: it said %q", err, told)
	}
}
