package lab

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// inTemp points the system's folder for temporary files at an empty one.
func inTemp(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	return dir
}

// fill makes a file and the folder that it lies in.
func fill(t *testing.T, path string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func thereIs(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// TestStaleFoldersAreSwept: those of killed processes alone.
func TestStaleFoldersAreSwept(t *testing.T) {
	parent := inTemp(t)
	living, remove, err := TempDir()
	if err != nil {
		t.Fatal(err)
	}
	fill(t, filepath.Join(living, "ca.pem"))
	in := func(names ...string) string { return filepath.Join(append([]string{parent}, names...)...) }
	fill(t, in("mailasset-lab-dead", "alive"))
	fill(t, in("mailasset-lab-dead", "acme", "session.json"))
	kept := []string{
		filepath.Join(living, "ca.pem"),
		fill(t, in("mailasset-lab-made-just-now", "ca.pem")),
		fill(t, in("another-program", "alive")),
		fill(t, in("mailasset-lab-file")),
		fill(t, in("elsewhere", "alive")),
	}
	links := map[string]string{"mailasset-lab-link": in("elsewhere"), "mailasset-lab-odd/alive": in("elsewhere", "alive")}
	fill(t, in("mailasset-lab-odd", "mine"))
	for name, target := range links {
		if err := os.Symlink(target, in(name)); err != nil {
			t.Skipf("this system makes no links: %v", err)
		}
		kept = append(kept, in(name))
	}
	if runtime.GOOS != "windows" { // others could have filled it
		kept = append(kept, fill(t, in("mailasset-lab-open", "alive")))
		if err := os.Chmod(in("mailasset-lab-open"), 0o777); err != nil {
			t.Fatal(err)
		}
	}

	l, err := Start(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if thereIs(in("mailasset-lab-dead")) {
		t.Error("a dead lab's folder is there")
	}
	for _, path := range kept {
		if !thereIs(path) {
			t.Errorf("%s is gone", path)
		}
	}
	if err := l.Close(); err != nil || thereIs(l.config.Dir) {
		t.Errorf("its own folder is there: %v", err)
	}
	if err := remove(); err != nil || thereIs(living) {
		t.Errorf("the other's folder is there: %v", err)
	}
}

// TestFoldersMadeAtOnce: nobody sweeps away what somebody else begins.
func TestFoldersMadeAtOnce(t *testing.T) {
	parent := inTemp(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			dir, remove, err := TempDir()
			if err != nil {
				t.Error(err)
				return
			}
			if err := os.WriteFile(filepath.Join(dir, "ca.pem"), nil, 0o600); err != nil {
				t.Error(err)
			}
			if err := remove(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if left, _ := os.ReadDir(parent); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
