package wholefile

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestWriteReplacesAndNarrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.json")
	if err := os.WriteFile(path, []byte("old and much longer"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != "new" {
		t.Errorf("read %q, %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != Perm {
		t.Errorf("mode %v, want %v", info.Mode().Perm(), Perm)
	}
	onlyFileIs(t, filepath.Dir(path), "secrets.json")
}

func TestAFailedWriteLeavesTheOldFileAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []byte("new")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	onlyFileIs(t, dir, "taken")
	if err := Write(filepath.Join(dir, "missing", "f"), nil); err == nil {
		t.Error("wrote into a folder that does not exist")
	}
}

func TestProbeLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := Probe(filepath.Join(dir, "out.json")); err != nil {
		t.Error(err)
	}
	if err := Probe(filepath.Join(dir, "missing", "out.json")); err == nil {
		t.Error("a folder that does not exist can be written")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestSweepTakesOnlyWhatWasHalfWritten(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".session.json" + tempMark + "123", "session.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, Perm); err != nil {
			t.Fatal(err)
		}
	}
	if err := Sweep(dir); err != nil {
		t.Fatal(err)
	}
	onlyFileIs(t, dir, "session.json")
	if err := Sweep(filepath.Join(dir, "missing")); err == nil {
		t.Error("swept a folder that does not exist")
	}
}

func onlyFileIs(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		t.Errorf("in the folder: %v, %v; want only %s", entries, err, name)
	}
}

func TestSweepBesideTouchesOneFilesRemainsOnly(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".a.json" + tempMark + "1", ".b.json" + tempMark + "1", "a.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, Perm); err != nil {
			t.Fatal(err)
		}
	}
	if err := SweepBeside(filepath.Join(dir, "a.json")); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) != 1 || filepath.Base(left[0]) != ".b.json"+tempMark+"1" {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestReadersOfWhatIsWritten: nobody but its owner can read a file of ours, also
// by the lists that Windows keeps.
func TestReadersOfWhatIsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "support")
	if err := MkdirAll(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "secrets.json")
	if err := Write(path, nil); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, dir, filepath.Dir(dir)} {
		if others, _ := Readers(path); len(others) > 0 {
			t.Errorf("%s can be read by %q", path, others)
		}
	}
	if others, _ := Readers(filepath.Join(dir, "gone")); others != nil {
		t.Errorf("what is not there can be read by %q", others)
	}
}
