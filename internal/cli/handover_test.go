package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mailasset/internal/msg"
	"mailasset/internal/sheet"
)

// TestTheAddressIsNotHandedOverBare: where no page can be written, nothing is
// opened; the address would be among the words of a command.
func TestTheAddressIsNotHandedOverBare(t *testing.T) {
	if runtime.GOOS == "windows" || insideWSL() {
		t.Skip("here the words of a command are its owner's alone")
	}
	home := t.TempDir() // without downloads, for a machine with snaps
	t.Setenv("HOME", home)
	t.Setenv("TMPDIR", filepath.Join(home, "missing"))
	a := &app{Streams: Streams{Getenv: os.Getenv}}
	given, remove, err := a.handOver("http://127.0.0.1:1/open/made-up")
	remove()
	if given != "" || err == nil || strings.Contains(err.Error(), "made-up") {
		t.Errorf("got %q, %v", given, err)
	}

	t.Setenv("TMPDIR", home)
	given, remove, err = a.handOver("http://127.0.0.1:1/open/made-up")
	if err != nil || !strings.HasPrefix(given, "file:///") || strings.Contains(given, "made-up") {
		t.Errorf("got %q, %v", given, err)
	}
	remove()
	if left, err := os.ReadDir(home); err != nil || len(left) != 0 {
		t.Errorf("%v: %v is left", err, left)
	}
}

// TestReopened: the secret is to be replaced only where one was given out.
func TestReopened(t *testing.T) {
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		for _, secrets := range [][]string{nil, {"Client Secret"}} {
			f := reopenedFinding(lang, &sheet.ReopenedError{Secrets: secrets})
			told := strings.Contains(f.Cause, "Client Secret") && strings.Contains(strings.Join(f.Fix, ""), "Add secret")
			if told != (secrets != nil) || len(f.Fix) != 2+len(secrets) || exitCode(&sheet.ReopenedError{}) != exitFailed {
				t.Errorf("%s, %q: %+v", lang, secrets, f)
			}
		}
	}
}
