package session

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mailasset/internal/wholefile"
)

// pendingFile holds a sign-in that was begun and not finished yet.
const pendingFile = "pending.json"

// namelessPending begins the name of one that belongs to no asset.
const namelessPending = "pending-"

// PendingPath is where the sign-in of a known asset waits to be finished.
func PendingPath(dir, name string) string { return filepath.Join(dir, name, pendingFile) }

// NamelessPendingPath is where a sign-in waits that belongs to no asset, but to
// a client.
func NamelessPendingPath(dir, clientID string) string {
	sum := sha256.Sum256([]byte(clientID))
	return filepath.Join(dir, namelessPending+hex.EncodeToString(sum[:4])+".json")
}

// WritePending keeps a begun sign-in, whose state and verifier are secrets.
// Errors are *StateError and *ExposedError.
func WritePending(path string, data []byte) error {
	if err := wholefile.MkdirAll(filepath.Dir(path)); err != nil {
		return stateError("make the folder", filepath.Dir(path), err)
	}
	if err := unshared(filepath.Dir(path), fs.ModeSticky); err != nil {
		return err
	}
	if err := wholefile.Write(path, data); err != nil {
		return stateError("write", path, err)
	}
	return nil
}

// ReadPending reads a begun sign-in. Errors are *StateError, which wraps
// [fs.ErrNotExist] when none was begun, and *ExposedError.
func ReadPending(path string) ([]byte, error) {
	if err := closed(path); err != nil {
		return nil, err
	}
	if err := unshared(filepath.Dir(path), fs.ModeSticky); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, stateError("read", path, err)
	}
	return data, nil
}

// RemovePending removes a sign-in that was finished, or can no longer be.
func RemovePending(path string) { _ = os.Remove(path) }

// SweepPending removes the begun sign-ins in a state directory that are too late
// to finish: they hold secrets that nothing needs any more. One that cannot be
// read stays, for whoever finishes it to hear what is wrong with it.
func SweepPending(dir string, now time.Time) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir():
			path = filepath.Join(path, pendingFile)
		case !strings.HasPrefix(e.Name(), namelessPending):
			continue
		}
		var begun struct{ ExpiresAt time.Time }
		const most = 64 << 10 // of a file that the program wrote
		doc, err := wholefile.Read(path, most)
		if err != nil || json.Unmarshal(doc, &begun) != nil || begun.ExpiresAt.IsZero() || now.Before(begun.ExpiresAt) {
			continue
		}
		RemovePending(path)
	}
}
