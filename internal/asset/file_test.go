package asset

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

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
	first := `"schemaVersion": 1,`
	for name, doc := range map[string]string{
		"the least":          least,
		"a byte order mark":  "\ufeff" + least,
		"nulls":              strings.Replace(least, first, first+` "tokens": null, "google": null, "proof": null,`, 1),
		"unknown keys":       strings.Replace(least, first, first+` "remark": {"by": "Kim"},`, 1),
		"another's security": strings.Replace(least, `"SSL"`, `"None"`, 1),
		"an hour elsewhere":  strings.Replace(least, first, first+` "tokens": {"issuedAt": "2026-11-29T11:00:00.5+01:00"},`, 1),
		"a whole number":     strings.Replace(least, "465", "4.65e2", 1),
		"tabs and returns":   strings.ReplaceAll(strings.ReplaceAll(least, "\n", "\r\n"), "  ", "\t"),
		"YAML":               leastYAML,
		"YAML in one line":   "# a flow\n" + strings.ReplaceAll(least, "\n", " "),
		"YAML, left out":     leastYAML + "  loginId:\n  username:\n  clientSecret:\ntokens:\n",
		"YAML, an alias":     strings.Replace(strings.Replace(leastYAML, "name: Support", "name: &n Support", 1), "clientId: '4711'", "clientId: '4711'\n  username: *n", 1),
		"YAML, a document":   "---\n" + leastYAML + "...\n",
		"YAML, a date":       leastYAML + "tokens: {issuedAt: 2026-11-29T10:00:00Z}\n",
		"YAML, tags":         strings.Replace(leastYAML, "465", "!!int 465", 1) + "google: !!null\ntokens: !!null ~\nlab: !!bool False\nremark: !!map {a: !!float 1, b: !!seq [!!str 5, !!int '7', !!timestamp 2026-11-29]}\n",
		"YAML, hexadecimal":  strings.Replace(leastYAML, "465", "0x1D1", 1),
		"no version":         strings.Replace(least, first, "", 1),
		"version 0":          strings.Replace(least, first, `"schemaVersion": 0,`, 1),
		"version 0, a port":  strings.Replace(strings.Replace(least, first, "", 1), "465", `" 465"`, 1),
	} {
		c, problems := Decode([]byte(doc))
		if problems != nil {
			t.Errorf("%s: %v", name, problems)
			continue
		}
		if c.SchemaVersion != 1 || c.Asset.EmailID != "support@example.com" || c.Authentication.Port != 465 || !c.Authentication.ClientSecret.Empty() || c.Google != nil {
			t.Errorf("%s: got %+v", name, c)
		}
	}
}

// leastYAML is least as somebody writes it by hand.
const leastYAML = `schemaVersion: 1
asset:
  name: Support
  emailId: support@example.com # the mailbox
authentication:
  type: OAuth 2.0
  smtpServer: smtp.gmail.com
  port: 465
  security: SSL
  clientId: '4711'
`

func TestDecodeNamesThePlaceOfAViolation(t *testing.T) {
	tests := map[string]struct{ old, new, want string }{
		"a newer version":     {`"schemaVersion": 1`, `"schemaVersion": 2`, "line 2: schemaVersion: version (want 1)"},
		"a version in words":  {`"schemaVersion": 1`, `"schemaVersion": "1"`, "line 2: schemaVersion: choice (want 1)"},
		"no asset":            {`"asset"`, `"assets"`, "asset: missing"},
		"no client id":        {`, "clientId": "4711"`, ``, "line 4: authentication.clientId: missing"},
		"no email":            {`, "emailId": "support@example.com"`, ``, "line 3: asset.emailId: missing"},
		"a port in words":     {`465`, `"4465"`, "line 5: authentication.port: type (want integer)"},
		"port 0":              {`465`, `0`, "line 5: authentication.port: range (want 1-65535)"},
		"port 65536":          {`465`, `65536`, "line 5: authentication.port: range (want 1-65535)"},
		"half a port":         {`465`, `465.5`, "line 5: authentication.port: type (want integer)"},
		"a huge port":         {`465`, `1e999`, "line 5: authentication.port: number"},
		"another type":        {`OAuth 2.0`, `Username & Password`, "line 4: authentication.type: choice (want OAuth 2.0)"},
		"another security":    {`"SSL"`, `"TLS"`, "line 5: authentication.security: choice (want SSL, STARTTLS)"},
		"a null":              {`"4711"`, `null`, "line 5: authentication.clientId: type (want string)"},
		"tokens as text":      {`"asset":`, `"tokens": "` + madeUpAccess + `", "asset":`, "line 3: tokens: type (want object)"},
		"a secret in a list":  {`"clientId"`, `"clientSecret": ["` + madeUpSecret + `"], "clientId"`, "line 5: authentication.clientSecret: type (want string)"},
		"a secret as object":  {`"clientId"`, `"clientSecret": {"` + madeUpSecret + ` has type ": 1}, "clientId"`, "line 5: authentication.clientSecret: type (want string)"},
		"a secret for a time": {`"asset":`, `"tokens": {"issuedAt": "` + madeUpRefresh + `"}, "asset":`, "line 3: tokens.issuedAt: time"},
		"an empty time":       {`"asset":`, `"tokens": {"expiresAt": ""}, "asset":`, "line 3: tokens.expiresAt: time"},
		"a day":               {`"asset":`, `"tokens": {"refreshTokenExpiresAt": "2026-12-06"}, "asset":`, "line 3: tokens.refreshTokenExpiresAt: time"},
		"no such day":         {`"asset":`, `"tokens": {"issuedAt": "2026-02-30T10:00:00Z"}, "asset":`, "line 3: tokens.issuedAt: time"},
		"a negative validity": {`"asset":`, `"tokens": {"validity": -1}, "asset":`, "line 3: tokens.validity: range (want 0-2147483647)"},
		"a proof's status":    {`"asset":`, `"proof": [{"check": "a", "status": "good", "at": "2026-11-29T10:00:00Z"}], "asset":`, "line 3: proof[0].status: choice (want pass, warn, fail, unknown, skip)"},
		"a proof's time":      {`"asset":`, `"proof": [{"check": "a", "status": "pass"}], "asset":`, "line 3: proof[0].at: missing"},
		"a user type":         {`"asset":`, `"google": {"userType": "public"}, "asset":`, "line 3: google.userType: choice (want internal, external)"},
		"lab in words":        {`"asset":`, `"lab": "true", "asset":`, "line 3: lab: type (want boolean)"},
		"a key twice":         {`"port": 465`, `"port": 465, "port": 587`, "line 5: authentication.port: twice"},
		"a long key":          {`"asset":`, `"` + strings.Repeat("k", 129) + `": 1, "asset":`, "line 3: key"},
		"deep":                {`"asset":`, `"x": ` + strings.Repeat("[", 101) + strings.Repeat("]", 101) + `, "asset":`, "line 3: deep"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(least, tt.old) {
				t.Fatal("the test changes nothing")
			}
			_, problems := Decode([]byte(strings.Replace(least, tt.old, tt.new, 1)))
			if got := texts(problems); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if strings.Contains(texts(problems), "made-up") {
				t.Errorf("a secret is told: %s", texts(problems))
			}
		})
	}
	for _, doc := range []string{"null", "[]", "7", `"text"`, "{}", "a: 1", "- a"} {
		if _, problems := Decode([]byte(doc)); problems == nil {
			t.Errorf("%s passes", doc)
		}
	}
}

func texts(problems []Problem) string {
	all := make([]string, len(problems))
	for i, p := range problems {
		all[i] = p.String()
	}
	return strings.Join(all, "; ")
}

func TestDecodeNamesTheLine(t *testing.T) {
	for name, tt := range map[string]struct{ doc, want string }{
		"nothing":             {"", "empty"},
		"blanks":              {" \n\n", "empty"},
		"comments":            {"# nothing\n", "empty"},
		"text":                {"hello", "line 1: type (want object)"},
		"a page":              {"<!doctype html>\n<html>", "line 1: type (want object)"},
		"a missing comma":     {"{\n\"schemaVersion\": 1\n\"asset\": {}}", "line 3: syntax (want JSON)"},
		"a trailing comma":    {"{\n\"schemaVersion\": 1,\n}", "line 3: syntax (want JSON)"},
		"a line break":        {"{\n\"a\": \"b\nc\"}", "line 2: syntax (want JSON)"},
		"cut":                 {"{\n\"a\": 1,\n\"b\":", "line 3: syntax (want JSON)"},
		"cut after a line":    {"{\n\"a\": 1,\n", "line 2: syntax (want JSON)"},
		"more behind":         {least + "\n{}", "line 7: syntax (want JSON)"},
		"a tab in YAML":       {"asset:\n\tname: x\n", "line 2: tab"},
		"a tab elsewhere":     {"asset:\n  note: |\n    a\n    \tb\n\n\n\nauthentication: [\n", "line 8: syntax (want YAML)"},
		"nothing behind":      {strings.Replace(leastYAML, "port: 465", "port:", 1), "line 8: authentication.port: bare"},
		"mistakes before two": {strings.Replace(leastYAML, "465", "x", 1) + "---\na: 1\n", "line 8: authentication.port: type (want integer); line 11: second"},
		"an open quote":       {"asset:\n  name: \"x\n", "line 2: syntax (want YAML)"},
		"a second document":   {leastYAML + "---\n" + leastYAML, "line 11: second"},
		"an alias to nothing": {leastYAML + "google: *" + madeUpSecret + "\n", "syntax (want YAML)"},
		"an alias to a group": {leastYAML + "google: &g {userType: external}\nremark: *g\n", "line 12: alias"},
		"an anchored loop":    {leastYAML + "google: &g {userType: *g}\n", "line 11: google.userType: alias"},
		"a merge":             {leastYAML + "google:\n  <<: {userType: external}\n", "line 12: google: alias"},
		"a tag":               {leastYAML + "google: !own {}\n", "line 11: google: tag"},
		"a binary":            {leastYAML + "remark: !!binary aGk=\n", "line 11: tag"},
		"no number":           {leastYAML + "remark: .nan\n", "line 11: number"},
		"a secret as key":     {leastYAML + madeUpSecret + ": !!binary aGk=\n" + madeUpSecret + ": 1\n", "line 11: tag; line 12: twice"},
		"a secret as a group": {leastYAML + "google: {" + madeUpSecret + ": .nan}\n", "line 11: google: number"},
		"a list as key":       {leastYAML + "? [a]\n: b\n", "line 11: alias"},
		"an octal port":       {strings.Replace(leastYAML, "465", "0465", 1), "line 8: authentication.port: zeros"},
		"signs and strokes":   {leastYAML + "remark: [-0465, +00, 0_1, 09, 00.5, 0, -0, 0.5, 0o7]\n", "line 11: zeros; line 11: zeros; line 11: zeros; line 11: zeros; line 11: zeros"},
		"digits for a text":   {strings.Replace(leastYAML, "'4711'", "0471", 1), "line 10: authentication.clientId: zeros"},
		"no truth":            {leastYAML + "lab: !!bool foo\n", "line 11: lab: tag"},
		"a yes":               {leastYAML + "lab: !!bool yes\n", "line 11: lab: tag"},
		"no nothing":          {leastYAML + "remark: !!null " + madeUpSecret + "\n", "line 11: tag"},
		"no whole number":     {leastYAML + "remark: !!int 1.5\n", "line 11: tag"},
		"no day":              {leastYAML + "remark: !!timestamp x\n", "line 11: tag"},
		"no list":             {leastYAML + "remark: !!seq {a: b}\n", "line 11: tag"},
		"no group":            {leastYAML + "remark: !!map [a]\n", "line 11: tag"},
	} {
		if _, problems := Decode([]byte(tt.doc)); texts(problems) != tt.want {
			t.Errorf("%s: got %q, want %q", name, texts(problems), tt.want)
		}
	}
}

// A file of the largest size, made to be slow, is read in no time.
func TestDecodeEndsSoon(t *testing.T) {
	var keys, nested, proof strings.Builder
	for i := range 60000 {
		fmt.Fprintf(&keys, `,"k%d":1`, i)
	}
	for nested.Len() < maxFile/2 {
		nested.WriteString("a: {b: [")
	}
	for proof.Len() < maxFile/4 {
		proof.WriteString("  - {check: a, state: good}\n")
	}
	for name, doc := range map[string]string{
		"many keys":     `{"schemaVersion":1` + keys.String() + "}",
		"deep in JSON":  strings.Repeat("[", maxFile/2) + strings.Repeat("]", maxFile/2),
		"deepest valid": `{"a":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}",
		"deep in YAML":  nested.String(),
		"many mistakes": "proof:\n" + proof.String(),
		"one long text": leastYAML + "remark: " + strings.Repeat("a ", maxFile/2-200) + "\n",
	} {
		begun := time.Now()
		c, problems := Decode([]byte(doc))
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if len(problems) == 0 && c == nil || len(problems) > 2*maxProblems {
			t.Errorf("%s: %d problems", name, len(problems))
		}
	}
	if _, problems := Decode([]byte(`{"schemaVersion":1` + keys.String() + "}")); !strings.Contains(texts(problems), "line 1: many") || strings.Count(texts(problems), "many") != 1 {
		t.Errorf("many keys: %s", texts(problems))
	}
}

// tenMistakes is what somebody wrote by hand on a bad day.
const tenMistakes = `schemaVersion: 1
asset:
  name: Support_Desk
  emailId: Support <support@example.com>
  forwardingAddress: forward
  connectUrl: tenant.us.webexconnect.io
authentication:
  type: Password
  smtpServer: "smtp.gmail.com:465"
  username: support@example.com
  port: "465"
  security: TLS
  clientSecret: ` + madeUpSecret + `
  callbackUrl: http://tenant.us.webexconnect.io/callback
  authorizationUrl: https://accounts.google.com/o/oauth2/auth
  scope: https://www.googleapis.com/auth/gmail.send
  accessTokenUrl: https://oauth2.googleapis.com/token
  refreshTokenUrl: https://oauth2.googleapis.com/token
`

// Everything is told at once, in the order of the lines, whatever kind it is of.
func TestTenMistakesAreTenProblems(t *testing.T) {
	path := filepath.Join(t.TempDir(), "support.asset.yaml")
	if err := os.WriteFile(path, []byte(tenMistakes), 0o600); err != nil {
		t.Fatal(err)
	}
	want := strings.Split(`line 3: asset.name: breaks the rule "name"
line 4: asset.emailId: breaks the rule "email"
line 5: asset.forwardingAddress: breaks the rule "email"
line 6: asset.connectUrl: breaks the rule "url"
line 7: authentication.clientId: missing
line 8: authentication.type: choice (want OAuth 2.0)
line 9: authentication.smtpServer: breaks the rule "host"
line 11: authentication.port: type (want integer)
line 12: authentication.security: choice (want SSL, STARTTLS)
line 14: authentication.callbackUrl: breaks the rule "scheme"
line 16: authentication.scope: breaks the rule "mail-scope"`, "\n")
	for _, read := range []func(string) (*Configuration, error){Read, ReadChecked} {
		_, err := read(path)
		var failed *FileError
		if !errors.As(err, &failed) || failed.Path != path {
			t.Fatalf("got %v", err)
		}
		if got := strings.Split(texts(failed.Problems), "; "); !slices.Equal(got, want) {
			t.Errorf("got\n%s", strings.Join(got, "\n"))
		}
		if strings.Contains(err.Error(), "made-up") {
			t.Error("the secret is told")
		}
	}
}

// The rules of the form stop who builds on the file, not who looks at it.
func TestReadCheckedAsksTheRulesToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "support.asset.json")
	if err := os.WriteFile(path, []byte(least), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err != nil {
		t.Errorf("Read: %v", err)
	}
	_, err := ReadChecked(path)
	var failed *FileError
	if !errors.As(err, &failed) || len(failed.Problems) == 0 || failed.Problems[0].Path != "asset.connectUrl" || failed.Problems[0].Line != 3 {
		t.Errorf("ReadChecked: %v", err)
	}
	if err := os.WriteFile(path, encoded(t, sample(), true), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadChecked(path); err != nil {
		t.Errorf("ReadChecked of a good one: %v", err)
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
		file("over", padded(maxFile+1)):     ": large",
		file("cut", []byte(least[:50])):     ": line 3: syntax (want JSON)",
		file("empty", nil):                  ": empty",
		file("object", []byte("{}")):        ": schemaVersion: missing; asset: missing; authentication: missing",
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
	if err := CheckOverwrite(path, false, c.Owner()); err != nil {
		t.Errorf("nothing is there: %v", err)
	}
	if err := Write(path, c); err != nil {
		t.Fatal(err)
	}
	if err := CheckOverwrite(path, false, c.Owner()); err != nil {
		t.Errorf("its own: %v", err)
	}
	err := CheckOverwrite(path, false, Owner{"Sales", "sales@example.com"})
	var foreign *ForeignFileError
	if !errors.Is(err, ErrForeignFile) || !errors.As(err, &foreign) || *foreign != (ForeignFileError{path, "Support", "support@example.com"}) ||
		!strings.Contains(err.Error(), "Support, support@example.com") {
		t.Errorf("whose it is, is not said: %v", err)
	}
	renamed := c
	renamed.Asset.Name = "Help desk"
	if err := Write(path, renamed); !errors.Is(err, ErrForeignFile) {
		t.Errorf("under another name: %v", err)
	}
	if err := Write(path, renamed, c.Owner()); err != nil {
		t.Errorf("once it had the other name: %v", err)
	}
	if there, err := OwnerOf(path, false, c.Owner(), renamed.Owner()); err != nil || there == nil || *there != renamed.Owner() {
		t.Errorf("whose it is: %v, %v", there, err)
	}
}

func TestWriteRefusesWhatItCouldNotRead(t *testing.T) {
	dir := t.TempDir()
	for name, change := range map[string]func(*Configuration){
		"no version":  func(c *Configuration) { c.SchemaVersion = 0 },
		"no security": func(c *Configuration) { c.Authentication.Security = "" },
		"a port":      func(c *Configuration) { c.Authentication.Port = 0 },
		"a status":    func(c *Configuration) { c.Proof[0].Status = "good" },
	} {
		c := complete()
		change(&c)
		if err := Write(filepath.Join(dir, "support.asset.json"), c); err == nil || strings.Contains(err.Error(), "made-up") {
			t.Errorf("%s: %v", name, err)
		}
		onlyIn(t, dir)
	}
}

// A key that is near a known one is told in a file that fails, because it may
// be why; what may be a secret in the wrong place is not.
func TestMistypedKeysAreToldWhereAFileFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "support.asset.yaml")
	doc := strings.Replace(leastYAML, "authentication:", "  conectUrl: https://acme.us.webexconnect.io\n"+madeUpSecret+": 1\nauthentication:", 1)
	for old, want := range map[string]string{
		"port: 465":        `line 5: asset.conectUrl: unknown (want asset.connectUrl); line 7: authentication.port: missing`,
		"clientId: '4711'": `line 5: asset.conectUrl: unknown (want asset.connectUrl); line 7: authentication.clientId: missing`,
	} {
		if err := os.WriteFile(path, []byte(strings.Replace(doc, old, "", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(path)
		var file *FileError
		if !errors.As(err, &file) || !strings.Contains(texts(file.Problems), want) || strings.Contains(err.Error(), "made-up") {
			t.Errorf("without %s: %v", old, err)
		}
	}
	if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := Read(path); err != nil || len(c.Unknown()) != 2 {
		t.Errorf("a file that can be used: %v", err)
	}
	_, err := ReadChecked(path)
	var file *FileError
	if !errors.As(err, &file) || !strings.HasPrefix(texts(file.Problems), `line 2: asset.connectUrl: breaks the rule "empty"`) || !strings.Contains(texts(file.Problems), "line 5: asset.conectUrl: unknown") {
		t.Errorf("a file that breaks a rule: %v", err)
	}
}

// Decode reads a document whole or not at all; the rules of the form are not
// asked.
func Decode(doc []byte) (*Configuration, []Problem) {
	c, broken, _ := decode(doc)
	if len(broken) > 0 {
		return nil, broken
	}
	return c, nil
}
