//go:build !windows

package asset

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
)

// A named pipe that nobody writes to keeps nobody waiting.
func TestReadingAPipeEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Read(path)
	var file *FileError
	if !errors.As(err, &file) || len(file.Problems) != 1 || file.Problems[0].String() != "empty" {
		t.Errorf("a configuration: %v", err)
	}
	if err := CheckOverwrite(path, false, Owner{"Support", "support@example.com"}); !errors.Is(err, ErrForeignFile) {
		t.Errorf("to be written: %v", err)
	}
	if m, err := ReadMapping(path); err != nil || len(m.Fields) != 0 {
		t.Errorf("a mapping: %+v, %v", m, err)
	}
}
