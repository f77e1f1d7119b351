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
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailasset/internal/lab"
)

// reenacted are faults whose reports are made in every run; EXHAUSTIVE takes all
// that a check can see.
var reenacted = []string{
	"redirect-uri-mismatch", "redirect-uri-invalid", "client-deleted", "client-secret-invalid", "refresh-token-dead",
	"token-garbage", "gmail-api-disabled", "gmail-500", "smtp-auth-rejected", "smtp-throttled", "smtp-no-xoauth2", "smtp-tls",
	"forwarding-pending", "forwarding-elsewhere", "connect-forbidden",
}

// unseen are faults that no check of the tier online meets: they end or hinder a
// sign-in, or the walk through the console or the form, or need a mail or a push,
// which a report never sends.
var unseen = strings.Fields(`consent-declined wrong-session not-a-test-user org-internal admin-policy-enforced access-not-configured
	refresh-token-missing scope-missing wrong-account testing-token-expires code-rejected callback-state-mismatch callback-timeout
	publish-blocked tos-not-accepted project-quota project-id-taken permission-denied mfa-required quota-project-missing org-policy
	propagation-delay smtp-sending-limit mail-lost connect-drop connect-form-resets`)

// silent are faults that a check waits for, until its bound.
var silent = []string{"token-hang", "token-slow", "gmail-hang", "smtp-hang", "smtp-drip", "connect-hang"}

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
			if !slices.Contains(unseen, f.Name) {
				faults = append(faults, f.Name)
			}
		}
	}
	secrets := b.stored()
	for _, fault := range faults {
		if err := b.lab.SetFaults(fault); err != nil {
			t.Fatal(err)
		}
		var bound []string
		if slices.Contains(silent, fault) {
			bound = []string{"--timeout", "2s"}
		}
		file := filepath.Join(b.dir, fault+".zip")
		if code, _, stderr := b.run(append(bound, "report", "acme", "--file", file)...); code != 0 {
			t.Errorf("%s: report ends with %d:\n%s", fault, code, stderr)
			continue
		}
		files := unzip(t, file)
		before := findingsOf(t, files["checks.json"])
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
		again := b.reenact(t, file, port)
		_, stdout, _ := again.run(append(bound, "-o", "json")...)
		after := findingsOf(t, stdout)
		t.Logf("%-24s the report says %v, the lab from it %v", fault, before, after)
		if len(before) == 0 || !slices.Equal(before, after) || strings.Contains(again.said, "cannot play") {
			t.Errorf("%s: the report says %v, the lab from it %v; it said\n%s", fault, before, after, again.said)
		}
	}
}

// again is a lab that was started from a report, and the command that it names.
type again struct {
	*bench
	said string
	line []string
}

// run runs the command that the lab names.
func (a *again) run(more ...string) (code int, stdout, stderr string) {
	return a.bench.run(slices.Concat(a.line, more)...)
}

// ofLab is the command with which a lab says that its failure can be seen.
var ofLab = regexp.MustCompile(`(MAILASSET_LAB=\S+) mailasset (.+)`)

// reenact starts a lab from a report as a user does.
func (b *bench) reenact(t *testing.T, file string, port int, flags ...string) *again {
	t.Helper()
	j := b.begin(append([]string{"lab", "--from-report", file, "--redirect-port", strconv.Itoa(port)}, flags...)...)
	line := ofLab.FindStringSubmatch(j.says(ofLab))
	return &again{b.apart(t, line[1]), j.stderr.String(), strings.Fields(line[2])}
}

// TestAReportShowsHowASignInEnded: what ended it stands in the report, and the
// lab from it ends the next one the same way.
func TestAReportShowsHowASignInEnded(t *testing.T) {
	t.Parallel()
	b, port := robotBench(t)
	codes := []string{"code-rejected", "wrong-account"}
	if exhaustive {
		codes = append(codes, "refresh-token-missing", "scope-missing", "consent-declined", "callback-timeout")
	}
	for _, code := range codes {
		if err := b.lab.SetFaults(code); err != nil {
			t.Fatal(err)
		}
		wait := []string{"--open-timeout", patience.String()}
		if code == "callback-timeout" {
			wait[1] = "1s"
		}
		name, file := "of-"+code, filepath.Join(b.dir, code+".zip")
		if ended, _, stderr := b.run(append([]string{"setup", name, "--yes"}, wait...)...); ended != 1 || !strings.Contains(stderr, code) {
			t.Fatalf("%s: exit code %d:\n%s", code, ended, stderr)
		}
		if ended, _, stderr := b.run("report", name, "--file", file); ended != 0 {
			t.Fatalf("%s: report ends with %d:\n%s", code, ended, stderr)
		}
		if page := unzip(t, file)["report.md"]; strings.Count(page, "step tokens: "+code) != 1 {
			t.Errorf("%s is not in the timeline:\n%s", code, page)
		}
		again := b.reenact(t, file, port, "--robot")
		if again.line[0] != "token" {
			t.Errorf("%s: the lab names %v; it said\n%s", code, again.line, again.said)
		}
		_, stdout, stderr := again.run(append(wait, "-o", "json")...)
		var d struct{ Error struct{ Code string } }
		if err := json.Unmarshal([]byte(stdout), &d); err != nil || d.Error.Code != code {
			t.Errorf("%s: the sign-in ends with %q: %v\n%s", code, d.Error.Code, err, stderr)
		}
	}
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
		"died in Testing":         {lab.Scene{Tokens: "both", Testing: true, Ended: true, Faults: []string{"refresh-token-dead", "testing-token-expires"}}, []string{"refresh-token-dead", "testing-token-expires"}},
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

// findingsOf are the checks that found something, with what.
func findingsOf(t *testing.T, doc string) []string {
	t.Helper()
	var d struct {
		Checks []struct{ ID, Status, Code string }
	}
	if err := json.Unmarshal([]byte(doc), &d); err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	var found []string
	for _, c := range d.Checks {
		if c.Status != "pass" && c.Status != "skip" {
			found = append(found, c.ID+" "+c.Status+" "+c.Code)
		}
	}
	return found
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
