package lab

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// archived writes a report with one file in it.
func archived(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	entry, err := z.Create(name)
	if err == nil {
		_, err = entry.Write([]byte(text))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadScene(t *testing.T) {
	s, err := ReadScene(archived(t, "lab.json", `{"version": 1, "faults": ["smtp-tls", "of-a-later-version"], "tokens": "both"}`))
	if err != nil || s.Tokens != "both" || !slices.Equal(s.Play().faults, []string{"smtp-tls"}) {
		t.Errorf("%+v, %v", s, err)
	}
	noZip := filepath.Join(t.TempDir(), "report.zip")
	if err := os.WriteFile(noZip, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		noZip:                          "not a valid zip",
		noZip + ".gone":                "no such file",
		archived(t, "report.md", "#"):  "no lab.json",
		archived(t, "lab.json", "{"):   "unexpected end",
		archived(t, "lab.json", `{}`):  "another version",
		archived(t, "lab.json", `[1]`): "cannot unmarshal",
	} {
		if _, err := ReadScene(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

// TestWhatALabPlays: the fault that shows a finding again hangs on who was asked,
// and what no fault shows is named.
func TestWhatALabPlays(t *testing.T) {
	found := func(findings ...string) []string { return findings }
	for label, c := range map[string]struct {
		scene                 Scene
		plays, cannot, faults string
		check, signIn         bool
	}{
		"healthy":            {},
		"of its own name":    {scene: Scene{Findings: found("smtp.login: smtp-tls")}, plays: "smtp-tls", faults: "smtp-tls", check: true},
		"loopback":           {scene: Scene{Findings: found("client.redirects: redirect-uri-mismatch", "redirect.loopback: redirect-uri-mismatch"), Unregistered: []string{"loopback"}}, plays: "redirect-uri-mismatch", faults: "redirect-uri-mismatch", check: true},
		"Webex Connect's":    {scene: Scene{Findings: found("redirect.connect: redirect-uri-mismatch"), Unregistered: []string{"connect"}}, plays: "redirect-uri-mismatch", check: true},
		"by the file alone":  {scene: Scene{Findings: found("client.redirects: redirect-uri-mismatch")}, cannot: "client.redirects: redirect-uri-mismatch"},
		"silent":             {scene: Scene{Findings: found("client.credentials: provider-unreachable", "token.refresh: provider-unreachable")}, plays: "token-hang", faults: "token-hang", check: true},
		"slow":               {scene: Scene{Findings: found("token.refresh: provider-unreachable")}, plays: "token-slow", faults: "token-slow", check: true},
		"no network":         {scene: Scene{Findings: found("redirect.connect: provider-unreachable", "mailbox.identity: provider-unreachable")}, plays: "gmail-hang", cannot: "redirect.connect: provider-unreachable", faults: "gmail-hang", check: true},
		"a page":             {scene: Scene{Findings: found("token.refresh: proxy-intercepts", "smtp.login: proxy-intercepts")}, plays: "token-garbage", cannot: "smtp.login: proxy-intercepts", faults: "token-garbage", check: true},
		"trouble of Google":  {scene: Scene{Findings: found("token.refresh: provider-error", "mailbox.identity: provider-error", "redirect.connect: provider-error")}, plays: "token-500 gmail-500", cannot: "redirect.connect: provider-error", faults: "token-500 gmail-500", check: true},
		"a name":             {scene: Scene{Findings: found("asset.shape: asset-name-invalid"), Fields: map[string]string{"asset.name": "other"}}, plays: "asset-name-invalid", check: true},
		"an address":         {scene: Scene{Findings: found("asset.shape: email-invalid"), Fields: map[string]string{"asset.name": "other"}}, cannot: "asset.shape: email-invalid"},
		"several rules":      {scene: Scene{Findings: found("asset.shape: asset-file-invalid"), Fields: map[string]string{"asset.emailId": ""}}, plays: "asset-file-invalid", check: true},
		"no refresh token":   {scene: Scene{Findings: found("token.refresh: refresh-token-missing"), Tokens: "access"}, plays: "refresh-token-missing", check: true},
		"Testing":            {scene: Scene{Findings: found("token.lifetime: testing-token-expires"), Testing: true}, plays: "testing-token-expires", check: true},
		"unknown":            {scene: Scene{Findings: found("mailbox.identity", "later.check: of-a-later-version", "connect.asset: connect-mapping-missing")}, cannot: "mailbox.identity later.check: of-a-later-version connect.asset: connect-mapping-missing"},
		"no names":           {scene: Scene{Findings: found("\x1b[31m: smtp-tls", "smtp.login: \x1b[31m", "smtp.login: "+strings.Repeat("x", 100)), SignIn: "\x1b[31m"}},
		"older":              {scene: Scene{Faults: []string{"smtp-tls", "provider-error", "provider-unreachable"}}, plays: "smtp-tls provider-error", cannot: "provider-unreachable", faults: "smtp-tls provider-error", check: true},
		"a sign-in":          {scene: Scene{SignIn: "not-a-test-user"}, plays: "not-a-test-user", faults: "not-a-test-user", signIn: true},
		"one without token":  {scene: Scene{Findings: found("token.refresh: refresh-token-missing"), Tokens: "access", SignIn: "refresh-token-missing"}, plays: "refresh-token-missing", faults: "refresh-token-missing", check: true, signIn: true},
		"a check sees it":    {scene: Scene{Findings: found("client.credentials: client-deleted"), SignIn: "client-deleted"}, plays: "client-deleted", faults: "client-deleted", check: true, signIn: true},
		"mended since":       {scene: Scene{SignIn: "client-deleted"}, cannot: "tokens: client-deleted"},
		"not of the sign-in": {scene: Scene{SignIn: "smtp-tls"}, cannot: "tokens: smtp-tls"},
	} {
		p := c.scene.Play()
		for what, pair := range map[string][2]string{
			"plays": {strings.Join(p.Plays, " "), c.plays}, "cannot": {strings.Join(p.Cannot, " "), c.cannot}, "faults": {strings.Join(p.faults, " "), c.faults},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %s %q, want %q", label, what, pair[0], pair[1])
			}
		}
		if p.Check != c.check || p.SignIn != c.signIn {
			t.Errorf("%s: check %t, sign-in %t", label, p.Check, p.SignIn)
		}
		if _, err := newFaultSet(p.faults); err != nil {
			t.Errorf("%s: %v", label, err)
		}
	}
}
