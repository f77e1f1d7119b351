package lab

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

const (
	tempPrefix = "mailasset-lab-"
	tempLock   = "alive"
)

// TempDir makes an empty folder for something that ends with this process, such
// as a lab's files, in the system's folder for temporary files. The caller calls
// remove in the end; what processes left that were killed before they could is
// removed now.
//
// A folder is alive as long as a lock on a file in it is held, which the kernel
// gives back however a process ends. A process id would tell less: it may be
// somebody else's by now, and in a container it is another one.
func TempDir() (dir string, remove func() error, err error) {
	sweepTemp(os.TempDir())
	const attempts = 10
	for range attempts {
		if dir, err = os.MkdirTemp("", tempPrefix); err != nil {
			return "", nil, err
		}
		path := filepath.Join(dir, tempLock)
		alive := flock.New(path)
		held, lockErr := alive.TryLock()
		// Somebody else's sweep may have come between the file and its lock.
		if _, err = os.Stat(path); held && err == nil {
			return dir, func() error { return errors.Join(alive.Close(), os.RemoveAll(dir)) }, nil
		}
		err = errors.Join(err, lockErr, alive.Close(), os.RemoveAll(dir))
	}
	return "", nil, fmt.Errorf("keep a temporary folder: %w", err)
}

// sweepTemp removes the folders of processes that are gone. It is nobody's task
// to succeed: what cannot be removed stays.
func sweepTemp(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		dir := filepath.Join(parent, e.Name())
		if e.IsDir() && strings.HasPrefix(e.Name(), tempPrefix) && ownFolder(dir) {
			sweepOne(dir)
		}
	}
}

// sweepOne removes a folder that is not alive. One without the file is left
// alone: it may be just being made.
func sweepOne(dir string) {
	path := filepath.Join(dir, tempLock)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return
	}
	alive := flock.New(path, flock.SetFlag(os.O_RDWR)) // one that has gone meanwhile is not made again
	if held, err := alive.TryLock(); err != nil || !held {
		return
	}
	_ = os.RemoveAll(dir)
	_ = alive.Close()
	_ = os.RemoveAll(dir) // Windows removes no file that is open
}
