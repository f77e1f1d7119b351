//go:build !windows

package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A named pipe keeps nobody waiting: not without a writer, and not with one
// that says nothing.
func TestReadNeverHangs(t *testing.T) {
	defer func(d time.Duration) { silence = d }(silence)
	silence = 20 * time.Millisecond
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if doc, err := Read(path, 10); len(doc) != 0 || err != nil {
		t.Errorf("without a writer: %q, %v", doc, err)
	}
	writer, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	if _, err := Read(path, 10); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("with a silent one: %v", err)
	}
	if _, err := writer.WriteString("twelve bytes"); err != nil {
		t.Fatal(err)
	}
	if doc, err := Read(path, 6); string(doc) != "twelve" || err != nil {
		t.Errorf("with one that speaks: %q, %v", doc, err)
	}
}

// What a shell gives instead of a file is read to its end.
func TestReadTakesAPipeOfTheShell(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	long := strings.Repeat("x", 200000)
	go func() {
		_, _ = w.WriteString(long)
		_ = w.Close()
	}()
	path := "/dev/fd/" + strconv.Itoa(int(r.Fd()))
	if doc, err := Read(path, 1<<20); string(doc) != long || err != nil {
		t.Errorf("%d bytes, %v", len(doc), err)
	}
}

func TestReadOfAFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]string{3: "con", 7: "content", 100: "content"} {
		if doc, err := Read(path, most); string(doc) != want || err != nil {
			t.Errorf("%d: %q, %v", most, doc, err)
		}
	}
	if _, err := Read(filepath.Join(dir, "absent"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
	if _, err := Read(dir, 1); !errors.Is(err, syscall.EISDIR) {
		t.Errorf("a folder: %v", err)
	}
}
