// Package wholefile writes files that are there whole or not at all, for their
// owner's eyes only. It is ours because the maintained ones either leave
// Windows out (google/renameio) or keep the permissions of the file they
// replace (natefinch/atomic), which may be too wide for a secret.
package wholefile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Perm is the mode of every file that Write leaves behind. On Windows a list of
// access rights with one entry stands for it.
const Perm os.FileMode = 0o600

// DirPerm is the mode of every folder that MkdirAll makes.
const DirPerm os.FileMode = 0o700

// tempMark is part of the name of a file that is still being written.
const tempMark = ".mailasset-tmp-"

// Write replaces the file at path by data, with mode 0600. Until the very last
// act, a rename, the old file is untouched; a failure leaves no temporary file.
// The data is synced before the rename, and the folder after it, because a
// file system may otherwise keep the name and lose the content in a crash.
func Write(path string, data []byte) (err error) {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	temp, err := os.CreateTemp(dir, "."+base+tempMark)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	protect(temp.Name())
	if _, err = temp.Write(data); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	if err = os.Rename(temp.Name(), path); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// MkdirAll makes the folder and those above it that are missing, mode 0700.
func MkdirAll(dir string) error {
	top := "" // of what is missing
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		top = at
	}
	if err := os.MkdirAll(dir, DirPerm); err != nil {
		return err
	}
	if top != "" {
		protect(top) // and with it what lies in it
	}
	return nil
}

// Probe reports whether a file at path could be written, and leaves nothing
// behind: better to learn that before a token is minted than after.
func Probe(path string) error {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	temp, err := os.CreateTemp(dir, "."+base+tempMark)
	if err != nil {
		return err
	}
	_ = temp.Close()
	return os.Remove(temp.Name())
}

// SweepBeside removes what a killed process left of a write to path. The folder
// may hold other people's files: nothing else in it is touched.
func SweepBeside(path string) error {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	return sweep(dir, "."+base+tempMark)
}

// Sweep removes from dir what a killed process left half-written.
func Sweep(dir string) error { return sweep(dir, "") }

func sweep(dir, prefix string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && strings.Contains(e.Name(), tempMark) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("remove what an interrupted run left: %w", err)
			}
		}
	}
	return nil
}

// syncDir makes the rename durable. Windows and some file systems cannot sync
// a folder; the rename stands all the same.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
