package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// reported runs report on a state directory with nobody at the terminal, and
// returns the exit code and what a person reads.
func reported(t *testing.T, dir string, args ...string) (code int, errs string) {
	t.Helper()
	file := func(name string) *os.File {
		f, err := os.Create(filepath.Join(t.TempDir(), name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	streams := Streams{file("in"), file("out"), file("err"), environment(nil)}
	code = Main(append([]string{"report", "--dir", dir}, args...), streams)
	text, err := os.ReadFile(streams.Err.Name())
	if err != nil {
		t.Fatal(err)
	}
	return code, string(text)
}

func TestCommandsNameTheFolderOfTheRun(t *testing.T) {
	given := options{dir: "/a b", dirGiven: true}
	for want, o := range map[string]options{"acme": {dir: "/usual"}, "acme --dir '/a b'": given} {
		if got := (&app{options: o}).asTyped("acme"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestAReportThatCannotBeMade names the asset and the folder in what to do, and
// says what is wrong with --file before any host is asked.
func TestAReportThatCannotBeMade(t *testing.T) {
	dir := t.TempDir()
	knownAsset(t, dir, "support", "support@acme.example", "", "", "")
	if code, errs := reported(t, dir, "missing"); code != exitUsage || !strings.Contains(errs, `"missing"`) {
		t.Errorf("unknown: %d\n%s", code, errs)
	}
	if code, errs := reported(t, dir, "support", "--file", filepath.Join(dir, "none", "a.zip")); code != exitUsage || !strings.Contains(errs, filepath.Join(dir, "none")) {
		t.Errorf("no folder: %d\n%s", code, errs)
	}
	there := filepath.Join(dir, "there.zip")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, errs := reported(t, dir, "support", "--file", there); code != exitUsage || !strings.Contains(errs, there) {
		t.Errorf("there already: %d\n%s", code, errs)
	}
	path := filepath.Join(dir, "support", "session.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, errs := reported(t, dir, "support")
	errs = strings.Join(strings.Fields(errs), " ")
	if code != exitFailed || !strings.Contains(errs, "asset-file-invalid") || !strings.Contains(errs, "support --dir "+dir) {
		t.Errorf("damaged: %d\n%s", code, errs)
	}
}
