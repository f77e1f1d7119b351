//go:build unix

package session

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// other makes the test binary play another process that works on the asset.
const other = "MAILASSET_TEST_OTHER"

func TestMain(m *testing.M) {
	if part := os.Getenv(other); part != "" {
		play(part, os.Args[1])
		return
	}
	os.Exit(m.Run())
}

func play(part, dir string) {
	if part == "denied" && os.Getuid() == 0 { // nobody may do less
		fmt.Println("dropped:", syscall.Setuid(65534))
	}
	s, err := Open(dir, "support")
	fmt.Println("opened:", err)
	if err != nil {
		return
	}
	defer s.Close()
	switch part {
	case "hold":
		_, _ = io.Copy(io.Discard, os.Stdin)
	case "full":
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 20, Max: 20}
		fmt.Println("limited:", syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
		s.Answers["asset.name"] = "Never kept"
		s.Secrets.Account = "never@example.com"
		for _, err := range []error{s.Save(), s.SaveSecrets()} {
			var failed *StateError
			fmt.Println("full:", errors.As(err, &failed) && errors.Is(err, syscall.EFBIG), err)
		}
	}
}

func process(t *testing.T, part, dir string) *exec.Cmd {
	t.Helper()
	child := exec.Command(os.Args[0], dir)
	// The race detector would sleep for a second at the end.
	child.Env = append(os.Environ(), other+"="+part, "GORACE=atexit_sleep_ms=0")
	return child
}

// locked fails unless the asset is held by that process.
func locked(t *testing.T, dir string, pid int) {
	t.Helper()
	_, err := Open(dir, "support")
	var held *LockedError
	if !errors.As(err, &held) || held.Name != "support" || held.PID != pid || !strings.Contains(err.Error(), fmt.Sprint(pid)) {
		t.Errorf("held by %d: %v", pid, err)
	}
}

func TestOneAtATime(t *testing.T) {
	dir, _ := saved(t)
	s := open(t, dir, "support")
	locked(t, dir, os.Getpid())
	open(t, dir, "sales") // another asset is free
	if _, err := Read(dir, "support"); err != nil {
		t.Errorf("to look needs no lock: %v", err)
	}
	said, err := process(t, "hold", dir).Output()
	if err != nil || !strings.Contains(string(said), fmt.Sprintf("process %d holds it", os.Getpid())) {
		t.Errorf("another process opened it: %s, %v", said, err)
	}
	s.Close()
	again := open(t, dir, "support")
	s.Close() // once more must not touch what is no longer its own
	locked(t, dir, os.Getpid())
	again.Close()
}

func TestALockEndsWithItsProcess(t *testing.T) {
	dir, _ := saved(t)
	child := process(t, "hold", dir)
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "opened: <nil>\n" {
		t.Fatalf("%q, %v", line, err)
	}
	locked(t, dir, child.Process.Pid)
	// What it had begun to write, Open sweeps; what it had written stays.
	folder := filepath.Join(dir, "support")
	half := filepath.Join(folder, "."+sessionFile+".mailasset-tmp-4711")
	if err := os.WriteFile(half, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	s := open(t, dir, "support")
	if s.Answer("asset.email") != "support@example.com" {
		t.Error("what was saved is lost")
	}
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("half a file is left: %v", err)
	}
	locked(t, dir, os.Getpid())
}

func TestASilentHolder(t *testing.T) {
	dir, _ := saved(t)
	open(t, dir, "support")
	for _, text := range []string{"", "nobody"} {
		if err := os.WriteFile(filepath.Join(dir, "support", "holder"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir, "support")
		var held *LockedError
		if !errors.As(err, &held) || held.PID != 0 || strings.Contains(err.Error(), " 0 ") {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func TestAWriteErrorKeepsTheOldFiles(t *testing.T) {
	dir, _ := saved(t)
	old := state(t, dir)
	said, err := process(t, "full", dir).CombinedOutput()
	if err != nil || bytes.Count(said, []byte("full: true")) != 2 || bytes.Contains(said, []byte("made-up")) {
		t.Errorf("%v: %s", err, said)
	}
	if now := state(t, dir); now != old {
		t.Errorf("the old state is lost: %s", now)
	}
}

func TestAnUnwritableFolder(t *testing.T) {
	dir, _ := saved(t)
	folder := filepath.Join(dir, "support")
	old := state(t, dir)
	if os.Getuid() == 0 { // the child is nobody, and must find the way
		for _, p := range []string{filepath.Dir(dir), dir, filepath.Join(folder, sessionFile), filepath.Join(folder, secretsFile), filepath.Join(folder, "lock")} {
			if err := os.Chown(p, 65534, -1); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(folder, 0o700) }()
	said, err := process(t, "denied", dir).CombinedOutput()
	if want := "opened: lock " + folder + ": permission denied"; err != nil || !bytes.Contains(said, []byte(want)) {
		t.Errorf("got %s, %v", said, err)
	}
	if now := state(t, dir); now != old {
		t.Errorf("the old state is lost: %s", now)
	}
}

// state is every byte of the asset's state, but for the lock.
func state(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "support"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range entries {
		if e.Name() == "lock" {
			continue
		}
		doc, err := os.ReadFile(filepath.Join(dir, "support", e.Name()))
		fmt.Fprintln(&all, e.Name(), string(doc), err)
	}
	return all.String()
}
