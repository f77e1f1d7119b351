package session

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestTicksAreKeptWhileSomebodyHoldsTheLock: setup waits for the form to be
// filled in, and the sheet is ticked meanwhile.
func TestTicksAreKeptWhileSomebodyHoldsTheLock(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, "support")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	if ticks, err := ReadTicks(dir, "support"); ticks != nil || err != nil {
		t.Errorf("before: %v, %v", ticks, err)
	}
	want := map[string]time.Time{"asset.name": time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	if err := KeepTicks(dir, "support", want); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(); err != nil { // does not undo it
		t.Fatal(err)
	}
	if got, err := ReadTicks(dir, "support"); err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	info, err := os.Stat(filepath.Join(dir, "support", sheetFile))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if left, err := s.Remove(); left || err != nil {
		t.Errorf("after forgetting, something is left: %v, %v", left, err)
	}
}
