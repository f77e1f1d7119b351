//go:build unix

package asset

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// trouble makes the test binary write a configuration where the system will
// not let it; it is then a process of its own, because what it gives up it
// cannot take back.
const trouble = "MAILASSET_TEST_TROUBLE"

func TestMain(m *testing.M) {
	if kind := os.Getenv(trouble); kind != "" {
		writeInTrouble(kind, os.Args[1])
		return
	}
	os.Exit(m.Run())
}

func writeInTrouble(kind, path string) {
	switch kind {
	case "full":
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 100, Max: 100}
		fmt.Println("limited:", syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	case "denied":
		if os.Getuid() == 0 { // nobody may do less
			fmt.Println("dropped:", syscall.Setuid(65534))
		}
	}
	c := complete()
	c.Tokens.Validity = 1
	err := Write(path, c)
	fmt.Println("full:", errors.Is(err, syscall.EFBIG), "denied:", errors.Is(err, os.ErrPermission), "foreign:", errors.Is(err, ErrForeignFile))
	fmt.Println(err)
}

func TestWriteInTroubleKeepsTheOldFile(t *testing.T) {
	for kind, want := range map[string]string{"full": "full: true", "denied": "denied: true"} {
		t.Run(kind, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "d")
			path := filepath.Join(dir, "support.asset.json")
			old := encoded(t, complete(), true)
			if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(path, old, 0o600)); err != nil {
				t.Fatal(err)
			}
			if kind == "denied" {
				closeFolder(t, dir, path)
			}
			child := exec.Command(os.Args[0], path)
			// The race detector would sleep for a second at the end.
			child.Env = append(os.Environ(), trouble+"="+kind, "GORACE=atexit_sleep_ms=0")
			said, err := child.CombinedOutput()
			if err != nil || !bytes.Contains(said, []byte(want)) || !bytes.Contains(said, []byte("write "+path+": ")) {
				t.Errorf("%v: %s", err, said)
			}
			if bytes.Contains(said, []byte("made-up")) {
				t.Errorf("a secret is shown: %s", said)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, old) {
				t.Errorf("the old file is lost: %v", err)
			}
			onlyIn(t, dir, "support.asset.json")
		})
	}
}

// closeFolder lets nobody write into the folder; the file in it stays the
// child's own.
func closeFolder(t *testing.T, dir, path string) {
	t.Helper()
	if os.Getuid() == 0 {
		for _, p := range []string{filepath.Dir(filepath.Dir(dir)), filepath.Dir(dir), path} {
			if err := os.Chown(p, 65534, -1); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
}
