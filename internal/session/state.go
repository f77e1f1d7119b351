package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"mailasset/internal/wholefile"
)

// StateError says what could not be done with a file or folder of the state.
type StateError struct {
	Act  string // "read", "write", ...
	Path string
	Err  error
}

// Error implements error.
func (e *StateError) Error() string { return fmt.Sprintf("%s %s: %v", e.Act, e.Path, e.Err) }

// Unwrap returns the cause.
func (e *StateError) Unwrap() error { return e.Err }

// ExposedError says that others on this machine can read a file of the state, or
// write to a folder of it.
type ExposedError struct {
	Path string
	Mode fs.FileMode // not on Windows; that of a folder says so

	// Windows: the accounts that can read it, and the user's own.
	Readers []string
	Self    string
}

// Error implements error.
func (e *ExposedError) Error() string {
	if len(e.Readers) > 0 {
		return fmt.Sprintf("read %s: others can read it (%s)", e.Path, strings.Join(e.Readers, ", "))
	}
	if e.Mode.IsDir() {
		return fmt.Sprintf("use %s: others can write to it (mode %04o)", e.Path, e.Mode.Perm())
	}
	return fmt.Sprintf("read %s: others can read it (mode %04o)", e.Path, e.Mode.Perm())
}

// LockedError says that another process works on the asset. PID is 0 where it
// did not say who it is.
type LockedError struct {
	Name string
	PID  int
}

// Error implements error.
func (e *LockedError) Error() string {
	if e.PID == 0 {
		return "take the lock of " + e.Name + ": another process holds it"
	}
	return fmt.Sprintf("take the lock of %s: process %d holds it", e.Name, e.PID)
}

func stateError(act, path string, err error) *StateError {
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return &StateError{act, path, err}
}

// readState reads a file of the state into v, and leaves v as it is when the
// file is absent.
func readState(path string, v any) error {
	err := closed(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	doc, err := os.ReadFile(path)
	if err != nil {
		return stateError("read", path, err)
	}
	if err := decode(doc, v); err != nil {
		return stateError("read", path, err)
	}
	return nil
}

// closed reports whether a file is there and only its owner can read it.
func closed(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return stateError("read", path, err)
	}
	// Windows keeps who may read a file elsewhere than in its mode.
	if others, self := wholefile.Readers(path); len(others) > 0 {
		return &ExposedError{Path: path, Readers: others, Self: self}
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return &ExposedError{Path: path, Mode: info.Mode()}
	}
	return nil
}

// unshared reports whether only its owner can write to a folder: others could put
// files of their own in the place of those in it. Of the state directory it is
// enough that they cannot replace what is not theirs, as in /tmp.
func unshared(folder string, allowed fs.FileMode) error {
	info, err := os.Stat(folder)
	if err != nil {
		return stateError("read", folder, err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 && info.Mode()&allowed == 0 {
		return &ExposedError{Path: folder, Mode: info.Mode()}
	}
	return nil
}

// unsharedAsset is unshared for an asset's folder and the state directory.
func unsharedAsset(folder string) error {
	if err := unshared(filepath.Dir(folder), fs.ModeSticky); err != nil {
		return err
	}
	return unshared(folder, 0)
}

// decode reads a JSON document without repeating what stands in it: a time
// that is none may be a secret in the wrong place. A null would read as nothing
// at all, and be written over.
func decode(doc []byte, v any) error {
	var misread *time.ParseError
	err := json.Unmarshal(doc, v)
	switch {
	case errors.As(err, &misread):
		return errors.New("a time in it is not of RFC 3339")
	case err == nil && string(bytes.TrimSpace(doc)) == "null":
		return errors.New("null is no document")
	}
	return err
}

func writeState(path string, v any) error {
	doc, err := marshalState(v)
	if err != nil {
		return stateError("write", path, err)
	}
	if err := wholefile.Write(path, doc); err != nil {
		return stateError("write", path, err)
	}
	return nil
}

// lock is held by the kernel for this process: it ends with it, however it
// ends. The file beside it only tells who holds it.
type lock struct {
	flock  *flock.Flock
	holder string
}

func acquire(folder, name string) (*lock, error) {
	l := &lock{flock.New(filepath.Join(folder, lockFile)), filepath.Join(folder, "holder")}
	held, err := l.flock.TryLock()
	if err != nil {
		return nil, stateError("lock", folder, err)
	}
	if !held {
		var pid int
		if text, err := os.ReadFile(l.holder); err == nil {
			_, _ = fmt.Sscan(string(text), &pid)
		}
		return nil, &LockedError{name, pid}
	}
	if err := wholefile.Write(l.holder, fmt.Appendln(nil, os.Getpid())); err != nil {
		l.release()
		return nil, stateError("lock", folder, err)
	}
	return l, nil
}

func (l *lock) release() {
	_ = os.Remove(l.holder)
	_ = l.flock.Unlock()
}
