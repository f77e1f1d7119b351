//go:build !windows

package oauth

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
	_, err := ReadClient(path)
	var bad *ClientError
	if !errors.As(err, &bad) || bad.Path != path {
		t.Errorf("%v", err)
	}
}
