//go:build !windows

// A support report tells a failure without a secret, and a lab that starts from
// it shows the same one.

package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailasset/internal/lab"
)

// reenacted are faults whose reports are made in every run; EXHAUSTIVE takes all
// that a check can see.
var reenacted = []string{
	"redirect-uri-mismatch", "client-deleted", "client-secret-invalid", "refresh-token-dead", "gmail-api-disabled",
	"smtp-auth-rejected", "smtp-throttled", "smtp-no-xoauth2", "smtp-tls", "forwarding-pending", "forwarding-elsewhere",
}

// unseen are faults that end or hinder a sign-in, not a check.
var unseen = strings.Fields(`consent-declined wrong-session disallowed-useragent publish-blocked tos-not-accepted project-quota
	project-id-taken permission-denied mfa-required quota-project-missing code-rejected org-policy propagation-delay
	callback-state-mismatch callback-timeout token-hang gmail-hang smtp-hang smtp-drip token-slow not-a-test-user org-internal
	unverified-app refresh-token-missing scope-missing wrong-account testing-token-expires`)

func TestAReportShowsItsFailureAgain(t *testing.T) {
	t.Parallel()
	b, port := robotBench(t)
	if code, _, stderr := b.run("setup", "acme", "--yes"); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	faults := reenacted
	if exhaustive {
		faults = nil
		for _, f := range lab.Faults() {
			if !slices.Contains(unseen, f.Name) && !strings.HasPrefix(f.Name, "connect-") {
				faults = append(faults, f.Name)
			}
		}
	}
	secrets := b.stored()
	for _, fault := range faults {
		if err := b.lab.SetFaults(fault); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(b.dir, fault+".zip")
		if code, _, stderr := b.run("report", "acme", "--file", file); code != 0 {
			t.Errorf("%s: report ends with %d:\n%s", fault, code, stderr)
			continue
		}
		files := unzip(t, file)
		before := codesOf(t, []byte(files["checks.json"]))
		for name, text := range files {
			for what, value := range secrets {
				if strings.Contains(text, value) {
					t.Errorf("%s: the %s stands in %s", fault, what, name)
				}
			}
			if strings.Contains(text, "support@lab.test") {
				t.Errorf("%s: an address stands in %s", fault, name)
			}
		}
		after := reenact(t, b, file, port)
		t.Logf("%-24s the report says %v, the lab from it %v", fault, before, after)
		if len(before) == 0 || !slices.Equal(before, after) {
			t.Errorf("%s: the report says %v, the lab from it %v", fault, before, after)
		}
	}
}

// reenact starts a lab from a report and returns what a check of its asset
// finds. A file does not tell the loopback port: setup finds that one.
func reenact(t *testing.T, b *bench, file string, port int) []string {
	t.Helper()
	scene, err := lab.ReadScene(file)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(lab.Config{Scene: scene, RedirectPorts: []int{port}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	again := b.apart(t, "MAILASSET_LAB="+l.Endpoints().URL)
	if slices.Equal(scene.Unregistered, []string{"loopback"}) {
		_, stdout, stderr := again.run("setup", "acme", "--yes", "--redirect-port", strconv.Itoa(port), "-o", "json")
		var d struct{ Error struct{ Code string } }
		if err := json.Unmarshal([]byte(stdout), &d); err != nil {
			t.Fatalf("%v in %q; it said\n%s", err, stdout, stderr)
		}
		return []string{d.Error.Code}
	}
	return checkedFile(t, again, l.Endpoints().AssetFile)
}

func checkedFile(t *testing.T, b *bench, file string) []string {
	t.Helper()
	_, stdout, stderr := b.run("check", file, "-o", "json")
	if stdout == "" {
		t.Fatalf("no document:\n%s", stderr)
	}
	return codesOf(t, []byte(stdout))
}

// TestScenes: what a report tells that no fault of a counterpart is.
func TestScenes(t *testing.T) {
	t.Parallel()
	b, port := robotBench(t)
	for name, c := range map[string]struct {
		scene lab.Scene
		want  []string
	}{
		"healthy":                 {lab.Scene{Tokens: "both"}, nil},
		"no tokens":               {lab.Scene{Tokens: "none"}, nil},
		"no refresh token":        {lab.Scene{Tokens: "access"}, []string{"refresh-token-missing"}},
		"from Testing":            {lab.Scene{Tokens: "both", Testing: true}, []string{"testing-token-expires"}},
		"callback not registered": {lab.Scene{Tokens: "both", Faults: []string{"redirect-uri-mismatch"}, Unregistered: []string{"connect"}}, []string{"redirect-uri-mismatch"}},
		"another account":         {lab.Scene{Tokens: "both", Faults: []string{"wrong-account"}}, []string{"wrong-account"}},
		"wrong scope":             {lab.Scene{Tokens: "both", Faults: []string{"scope-missing"}}, []string{"scope-missing"}},
		"name":                    {lab.Scene{Tokens: "both", Fields: map[string]string{"asset.name": "other"}}, []string{"asset-name-invalid"}},
		"unknown things":          {lab.Scene{Tokens: "both", Faults: []string{"of-a-later-version"}, Fields: map[string]string{"authentication.later": "x"}}, nil},
		"a stranger's addresses":  {lab.Scene{Tokens: "both", Fields: map[string]string{"authentication.refreshTokenUrl": "https://tokens.example/", "authentication.smtpServer": "mail.example"}}, nil},
	} {
		l, err := lab.Start(lab.Config{Scene: &c.scene, RedirectPorts: []int{port}})
		if err != nil {
			t.Fatal(err)
		}
		got := checkedFile(t, b.apart(t, "MAILASSET_LAB="+l.Endpoints().URL), l.Endpoints().AssetFile)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// codesOf are the codes of what a check found, without repetitions.
func codesOf(t *testing.T, doc []byte) []string {
	t.Helper()
	var d struct{ Checks []struct{ Code string } }
	if err := json.Unmarshal(doc, &d); err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	var codes []string
	for _, c := range d.Checks {
		if c.Code != "" && !slices.Contains(codes, c.Code) {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// stored are the secrets that the bench's asset has.
func (b *bench) stored() map[string]string {
	b.t.Helper()
	doc, err := os.ReadFile(filepath.Join(b.dir, "state", "mailasset", "acme", "secrets.json"))
	var s struct {
		ClientSecret string
		Tokens       struct{ AccessToken, RefreshToken string }
	}
	if err == nil {
		err = json.Unmarshal(doc, &s)
	}
	if err != nil || s.Tokens.RefreshToken == "" {
		b.t.Fatalf("read the stored secrets: %v", err)
	}
	return map[string]string{"client secret": s.ClientSecret, "access token": s.Tokens.AccessToken, "refresh token": s.Tokens.RefreshToken}
}

func unzip(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// TestAReportIsShownBeforeItIsWritten: what --show prints is what is packed, and
// nothing is written.
func TestAReportIsShownBeforeItIsWritten(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	if code, _, stderr := b.run("setup", "acme", "--yes"); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	code, shown, stderr := b.run("report", "--show")
	if code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	for _, name := range []string{"report.md", "checks.json", "configuration.json", "session.json", "surroundings.json", "lab.json"} {
		if !strings.Contains(shown, fmt.Sprintf("==> %s <==", name)) {
			t.Errorf("%s is not shown", name)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(b.dir, "*.zip")); left != nil {
		t.Errorf("written: %v", left)
	}
	code, stdout, stderr := b.run("report", "--with-addresses", "--lang", "nl")
	if code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	path := strings.TrimSpace(stdout)
	if code, _, stderr := b.run("report", "--file", "acme.asset.json"); code != 2 || !strings.Contains(stderr, "is there already") {
		t.Errorf("the configuration is replaced: exit code %d\n%s", code, stderr)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || filepath.Dir(path) != b.dir {
		t.Errorf("%s: %v %v", path, info, err)
	}
	if text := unzip(t, path)["report.md"]; !strings.Contains(text, "# Supportrapport") || !strings.Contains(text, "geen kapotte schakel") {
		t.Error(text)
	}
}
