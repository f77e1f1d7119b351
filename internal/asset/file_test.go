package asset

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mailasset/internal/secret"
)

// least is what a customer's file must hold; the places of a violation are
// filled in by the tests.
const least = `{
  "schemaVersion": 1,
  "asset": {"name": "Support", "emailId": "support@example.com"},
  "authentication": {"type": "OAuth 2.0", "smtpServer": "smtp.gmail.com",
    "port": 465, "security": "SSL", "clientId": "4711"}
}`

func TestDecodeTakesWhatACustomerHas(t *testing.T) {
	for name, doc := range map[string]string{
		"the least":          least,
		"a byte order mark":  "\ufeff" + least,
		"nulls":              strings.Replace(least, `"schemaVersion": 1,`, `"schemaVersion": 1, "tokens": null, "google": null, "proof": null,`, 1),
		"unknown keys":       strings.Replace(least, `"schemaVersion": 1,`, `"schemaVersion": 1, "remark": {"by": "Kim"},`, 1),
		"another's security": strings.Replace(least, `"SSL"`, `"None"`, 1),
		"an hour elsewhere":  strings.Replace(least, `"schemaVersion": 1,`, `"schemaVersion": 1, "tokens": {"issuedAt": "2026-11-29T11:00:00.5+01:00"},`, 1),
	} {
		c, line, err := Decode([]byte(doc))
		if err != nil || line != 0 {
			t.Errorf("%s: line %d: %v", name, line, err)
			continue
		}
		if c.Asset.EmailID != "support@example.com" || c.Authentication.Port != 465 || !c.Authentication.ClientSecret.Empty() || c.Google != nil {
			t.Errorf("%s: got %+v", name, c)
		}
	}
}

func TestDecodeNamesThePlaceOfAViolation(t *testing.T) {
	tests := map[string]struct{ old, new, place, what string }{
		"a newer version":     {`"schemaVersion": 1`, `"schemaVersion": 2`, "schemaVersion: ", "1"},
		"no version":          {`"schemaVersion": 1,`, ``, "", "schemaVersion"},
		"no asset":            {`"asset"`, `"assets"`, "", "asset"},
		"no client id":        {`, "clientId": "4711"`, ``, "authentication: ", "clientId"},
		"no email":            {`, "emailId": "support@example.com"`, ``, "asset: ", "emailId"},
		"a port in words":     {`465`, `"4465"`, "authentication.port: ", `"integer"`},
		"port 0":              {`465`, `0`, "authentication.port: ", "minimum"},
		"port 65536":          {`465`, `65536`, "authentication.port: ", "maximum"},
		"half a port":         {`465`, `465.5`, "authentication.port: ", `"integer"`},
		"another type":        {`OAuth 2.0`, `Username & Password`, "authentication.type: ", "OAuth 2.0"},
		"another security":    {`"SSL"`, `"TLS"`, "authentication.security: ", "STARTTLS"},
		"tokens as text":      {`"asset":`, `"tokens": "` + madeUpAccess + `", "asset":`, "tokens: ", `"string"`},
		"a secret in a list":  {`"clientId"`, `"clientSecret": ["` + madeUpSecret + `"], "clientId"`, "authentication.clientSecret: ", `"array"`},
		"a secret as object":  {`"clientId"`, `"clientSecret": {"` + madeUpSecret + ` has type ": 1}, "clientId"`, "authentication.clientSecret: ", `"object"`},
		"a secret for a time": {`"asset":`, `"tokens": {"issuedAt": "` + madeUpRefresh + `"}, "asset":`, "tokens.issuedAt: ", "pattern"},
		"an empty time":       {`"asset":`, `"tokens": {"expiresAt": ""}, "asset":`, "tokens.expiresAt: ", "pattern"},
		"a day":               {`"asset":`, `"tokens": {"refreshTokenExpiresAt": "2026-12-06"}, "asset":`, "tokens.refreshTokenExpiresAt: ", "pattern"},
		"a negative validity": {`"asset":`, `"tokens": {"validity": -1}, "asset":`, "tokens.validity: ", "minimum"},
		"a proof's status":    {`"asset":`, `"proof": [{"check": "a", "status": "good", "at": "2026-11-29T10:00:00Z"}], "asset":`, "proof[].status: ", "unknown"},
		"a proof's time":      {`"asset":`, `"proof": [{"check": "a", "status": "pass"}], "asset":`, "proof[]: ", "at"},
		"a user type":         {`"asset":`, `"google": {"userType": "public"}, "asset":`, "google.userType: ", "internal"},
		"lab in words":        {`"asset":`, `"lab": "true", "asset":`, "lab: ", `"boolean"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(least, tt.old) {
				t.Fatal("the test changes nothing")
			}
			_, line, err := Decode([]byte(strings.Replace(least, tt.old, tt.new, 1)))
			if err == nil || line != 0 {
				t.Fatalf("line %d: %v", line, err)
			}
			if text := err.Error(); !strings.HasPrefix(text, tt.place) || !strings.Contains(text, tt.what) || strings.Contains(text, "made-up") {
				t.Errorf("got %q, want %q and %q", text, tt.place, tt.what)
			}
		})
	}
	for _, doc := range []string{"null", "[]", "7", `"text"`, "{}"} {
		if _, _, err := Decode([]byte(doc)); err == nil {
			t.Errorf("%s passes", doc)
		}
	}
}

func TestDecodeNamesTheLine(t *testing.T) {
	for name, tt := range map[string]struct {
		doc  string
		line int
	}{
		"nothing":           {"", 1},
		"text":              {"hello", 1},
		"a page":            {"<!doctype html>\n<html>", 1},
		"a missing comma":   {"{\n\"schemaVersion\": 1\n\"asset\": {}}", 3},
		"a trailing comma":  {"{\n\"schemaVersion\": 1,\n}", 3},
		"a line break":      {"{\n\"a\": \"b\nc\"}", 2},
		"cut":               {"{\n\"a\": 1,\n\"b\":", 3},
		"cut after a line":  {"{\n\"a\": 1,\n", 2},
		"more behind":       {least + "\n{}", 7},
		"a huge number":     {strings.Replace(least, "465", "1e999", 1), 5},
		"a number of a day": {strings.Replace(least, "465", "465.0", 1), 5},
	} {
		_, line, err := Decode([]byte(tt.doc))
		var syntax *json.SyntaxError
		var typed *json.UnmarshalTypeError
		if line != tt.line || !errors.As(err, &syntax) && !errors.As(err, &typed) {
			t.Errorf("%s: line %d, want %d: %v", name, line, tt.line, err)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, doc []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, doc, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	padded := func(size int) []byte { return append([]byte(least), bytes.Repeat([]byte(" "), size-len(least))...) }
	if c, err := Read(file("full", padded(maxFile))); err != nil || c.Asset.Name != "Support" {
		t.Errorf("1 MiB: %v", err)
	}
	for path, want := range map[string]string{
		file("over", padded(maxFile+1)):     ": larger than 1048576 bytes",
		file("cut", []byte(least[:50])):     ", line 3: unexpected end of JSON input",
		file("empty", nil):                  ", line 1: unexpected end of JSON input",
		file("object", []byte("{}")):        ": required: missing properties",
		dir:                                 ": is a directory",
		filepath.Join(dir, "absent"):        ": no such file or directory",
		filepath.Join(dir, "full", "under"): ": not a directory",
	} {
		_, err := Read(path)
		var failed *FileError
		if !errors.As(err, &failed) || failed.Path != path || !strings.HasPrefix(err.Error(), "read "+path+want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := Read(filepath.Join(dir, "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an absent file cannot be told from a bad one")
	}
}

// onlyIn fails unless the folder holds these files and nothing half-written.
func onlyIn(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("in the folder: %q, %v; want %q", got, err, want)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "support.asset.json")
	first, second := complete(), complete()
	second.Authentication.ClientSecret = secret.New("made-up-and-changed-since")
	for _, c := range []Configuration{first, second, second} {
		if err := Write(path, c); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		got, err := Read(path)
		if err != nil || !reflect.DeepEqual(*got, c) {
			t.Errorf("read back %v, %v", got, err)
		}
		onlyIn(t, dir, "support.asset.json")
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, first); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("an exposed file stays exposed: %v", info.Mode())
	}
}

// A file that is not this asset's stays as it is, byte for byte.
func TestWriteNeverReplacesAForeignFile(t *testing.T) {
	changed := func(change func(*Configuration)) []byte {
		c := complete()
		change(&c)
		return encoded(t, c, true)
	}
	for name, old := range map[string][]byte{
		"another name":    changed(func(c *Configuration) { c.Asset.Name = "Sales" }),
		"another mailbox": changed(func(c *Configuration) { c.Asset.EmailID = "sales@example.com" }),
		"a lab's":         changed(func(c *Configuration) { c.Lab = true }),
		"no JSON":         []byte("my notes\n"),
		"cut":             encoded(t, complete(), true)[:200],
		"empty":           {},
		"a newer version": bytes.Replace(encoded(t, complete(), true), []byte(`"schemaVersion": 1`), []byte(`"schemaVersion": 2`), 1),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "support.asset.json")
			if err := os.WriteFile(path, old, 0o640); err != nil {
				t.Fatal(err)
			}
			if err := Write(path, complete()); !errors.Is(err, ErrForeignFile) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v", err)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, old) {
				t.Errorf("the file was changed, %v", err)
			}
			onlyIn(t, filepath.Dir(path), "support.asset.json")
		})
	}
	dir := t.TempDir()
	if err := Write(dir, complete()); !errors.Is(err, ErrForeignFile) {
		t.Errorf("over a folder: %v", err)
	}
}

func TestCheckOverwrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "support.asset.json")
	c := complete()
	if err := CheckOverwrite(path, "Support", c.Asset.EmailID, false); err != nil {
		t.Errorf("nothing is there: %v", err)
	}
	if err := Write(path, c); err != nil {
		t.Fatal(err)
	}
	if err := CheckOverwrite(path, "Support", c.Asset.EmailID, false); err != nil {
		t.Errorf("its own: %v", err)
	}
	err := CheckOverwrite(path, "Sales", "sales@example.com", false)
	if !errors.Is(err, ErrForeignFile) || !strings.Contains(err.Error(), "Support, support@example.com") {
		t.Errorf("whose it is, is not said: %v", err)
	}
}

func TestWriteRefusesWhatItCouldNotRead(t *testing.T) {
	dir := t.TempDir()
	for name, change := range map[string]func(*Configuration){
		"no version": func(c *Configuration) { c.SchemaVersion = 0 },
		"a port":     func(c *Configuration) { c.Authentication.Port = 0 },
		"a status":   func(c *Configuration) { c.Proof[0].Status = "good" },
	} {
		c := complete()
		change(&c)
		if err := Write(filepath.Join(dir, "support.asset.json"), c); err == nil || strings.Contains(err.Error(), "made-up") {
			t.Errorf("%s: %v", name, err)
		}
		onlyIn(t, dir)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(least))
	f.Add([]byte("{\n\"a\":\"\n"))
	doc, err := complete().Encode(true)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(doc)
	f.Fuzz(func(t *testing.T, doc []byte) {
		c, line, err := Decode(doc)
		if line < 0 || line > 1+bytes.Count(doc, []byte("\n")) {
			t.Errorf("line %d of %q", line, doc)
		}
		if err != nil {
			return
		}
		c.Check()
		again, err := c.Encode(true)
		if err != nil {
			return // a year that UTC moves out of range
		}
		if _, _, err := Decode(again); err != nil {
			t.Errorf("%q does not survive: %v", doc, err)
		}
	})
}
