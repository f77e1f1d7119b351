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
	if err != nil || s.Tokens != "both" || !slices.Equal(s.faults(), []string{"smtp-tls"}) {
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

func TestWhichFaultAnUnregisteredRedirectIs(t *testing.T) {
	for where, want := range map[string]int{"loopback": 1, "connect": 0} {
		s := Scene{Version: 1, Faults: []string{"redirect-uri-mismatch"}, Unregistered: []string{where}}
		if got := s.faults(); len(got) != want {
			t.Errorf("%s: %v", where, got)
		}
	}
}
