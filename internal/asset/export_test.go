package asset

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/msg"
	"mailasset/internal/secret"
)

// awkward is a configuration whose values try to break out of every format.
func awkward() Configuration {
	c := complete()
	c.Authentication.ClientSecret = secret.New(madeUpSecret + ` 'it''s' "q" $HOME ` + "`id` \\ \n<b>&amp;</b>\tend")
	c.Authentication.ClientID = "4711' ; echo pwned #\u202e<script>alert(1)</script>\x1b[2J"
	c.Google.ProjectID = "no"
	return c
}

// goldenFile compares a document with testdata/NAME.
func goldenFile(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v: got\n%s\nwant, as %s has it (-update writes it anew)\n%s", err, got, path, want)
	}
}

func exportedAs(t *testing.T, c Configuration, f Format, o ExportOptions) []byte {
	t.Helper()
	doc, err := c.Export(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestExport(t *testing.T) {
	ends := map[Format]string{FormatJSON: "json", FormatYAML: "yaml", FormatEnv: "env", FormatText: "txt", FormatHTML: "html"}
	for _, f := range Formats() {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			if lang == msg.Dutch && f != FormatText && f != FormatHTML {
				if !bytes.Equal(exportedAs(t, complete(), f, ExportOptions{Lang: lang}), exportedAs(t, complete(), f, ExportOptions{})) {
					t.Errorf("%s follows the language", f)
				}
				continue
			}
			for state, disclose := range map[string]bool{"masked": false, "clear": true} {
				name := strings.Join([]string{"export", string(lang), state, ends[f]}, ".")
				goldenFile(t, name, exportedAs(t, complete(), f, ExportOptions{Lang: lang, Disclose: disclose}))
			}
		}
	}
	goldenFile(t, "export.awkward.env", exportedAs(t, awkward(), FormatEnv, ExportOptions{Disclose: true}))
	goldenFile(t, "export.awkward.html", exportedAs(t, awkward(), FormatHTML, ExportOptions{Disclose: true}))
	goldenFile(t, "export.beginning.txt", exportedAs(t, sample(), FormatText, ExportOptions{}))
	_, err := complete().Export("pdf", ExportOptions{})
	var none *FormatError
	if !errors.As(err, &none) || none.Format != "pdf" {
		t.Errorf("pdf: %v", err)
	}
}

// No format shows a secret unless it was asked to, nor lets a value out of its
// place.
func TestExportHidesAndHolds(t *testing.T) {
	c := awkward()
	c.unknown = []UnknownKey{{Path: "clientSecrte", member: member{"clientSecrte", 1, &node{kind: arrayNode, items: []*node{{kind: stringNode, text: madeUpRefresh}, {kind: numberNode, text: "4711471147114711"}}}}}}
	for _, f := range Formats() {
		masked := string(exportedAs(t, c, f, ExportOptions{}))
		for _, value := range append(slices.Clone(madeUp), "4711471147114711") {
			if strings.Contains(masked, value) {
				t.Errorf("%s shows %s", f, value)
			}
		}
		if !strings.Contains(masked, mask) {
			t.Errorf("%s does not say that there is a secret", f)
		}
		if !strings.Contains(string(exportedAs(t, c, f, ExportOptions{Disclose: true})), madeUpSecret) {
			t.Errorf("%s lacks the secret", f)
		}
	}
	if page := string(exportedAs(t, c, FormatHTML, ExportOptions{Disclose: true})); strings.Contains(page, "<script") || strings.Contains(page, "<b>") || strings.Contains(page, "http-equiv=\"refresh") {
		t.Error("a value becomes part of the page")
	}
	if text := string(exportedAs(t, c, FormatText, ExportOptions{Disclose: true})); strings.ContainsAny(text, "\x1b\u202e") {
		t.Error("a value steers the terminal")
	}
}

// What a shell reads from the env format is what the configuration holds.
func TestEnvIsSourced(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	for name, c := range map[string]Configuration{"complete": complete(), "awkward": awkward()} {
		path := filepath.Join(t.TempDir(), "asset.env")
		if err := os.WriteFile(path, exportedAs(t, c, FormatEnv, ExportOptions{Disclose: true}), 0o600); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			"WEBEX_CONNECT_SCHEMA_VERSION": "1", "WEBEX_CONNECT_ASSET_NAME": c.Asset.Name, "WEBEX_CONNECT_ASSET_EMAIL_ID": c.Asset.EmailID,
			"WEBEX_CONNECT_AUTHENTICATION_CLIENT_ID": c.Authentication.ClientID, "WEBEX_CONNECT_AUTHENTICATION_PORT": "465",
			"WEBEX_CONNECT_AUTHENTICATION_CLIENT_SECRET": c.Authentication.ClientSecret.Reveal(), "WEBEX_CONNECT_AUTHENTICATION_REVIEW_CONSENT": "true",
			"WEBEX_CONNECT_AUTHENTICATION_CALLBACK_URL": c.Authentication.CallbackURL, "WEBEX_CONNECT_TOKENS_REFRESH_TOKEN": madeUpRefresh,
		}
		script := "set -eu\n. \"$1\"\n"
		names := make([]string, 0, len(want))
		for variable := range want {
			names = append(names, variable)
			script += `printf '%s\000' "$` + variable + "\"\n"
		}
		out, err := exec.Command(sh, "-c", script, "sh", path).Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i, got := range strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00") {
			if got != want[names[i]] {
				t.Errorf("%s: %s is %q, want %q", name, names[i], got, want[names[i]])
			}
		}
	}
	if got := shellQuoted("a\x00b"); got != "'ab'" {
		t.Errorf("a NUL: %s", got)
	}
}

func TestConfigurationTemplate(t *testing.T) {
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		doc, err := Template(FormatYAML, lang)
		if err != nil {
			t.Fatal(err)
		}
		goldenFile(t, "template."+string(lang)+".yaml", doc)
		for key, words := range msg.TemplateWords {
			if !bytes.Contains(doc, []byte("# "+words.In(lang)+"\n")) {
				t.Errorf("%s is not explained in %s", key, lang)
			}
		}
		c, problems := Decode(doc)
		if problems != nil || c.Authentication.Scope != Gmail.Scope || len(c.Unknown()) != 0 {
			t.Fatalf("%s: %v", lang, problems)
		}
		filled := strings.NewReplacer(`name: ""`, "name: Support", `emailId: ""`, "emailId: support@example.com", `username: ""`, "username: support@example.com",
			`connectUrl: ""`, "connectUrl: https://tenant.us.webexconnect.io", `callbackUrl: ""`, "callbackUrl: https://tenant.us.webexconnect.io/callback").Replace(string(doc))
		if _, _, rules := decode([]byte(filled)); rules != nil {
			t.Errorf("filled in: %s", texts(rules))
		}
	}
	doc, err := Template(FormatJSON, msg.English)
	if c, problems := Decode(doc); err != nil || problems != nil || c.Authentication.Port != 465 {
		t.Errorf("JSON: %v, %v", err, problems)
	}
	if _, err := Template(FormatEnv, msg.English); err == nil {
		t.Error("a template for a shell")
	}
}

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]Format{
		"a.asset.json": FormatJSON, "A.JSON": FormatJSON, "a.yaml": FormatYAML, "a.yml": FormatYAML, "x/.env": FormatEnv, "a.env": FormatEnv,
		"a.txt": FormatText, "a.html": FormatHTML, "a.htm": FormatHTML, "a.yaml.age": FormatYAML, "a.age": "", "a": "", "": "", "json": "",
	} {
		if got := FormatOf(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}
