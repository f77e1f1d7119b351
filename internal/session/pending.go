package session

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"mailasset/internal/wholefile"
)

// pendingFile holds a sign-in that was begun and not finished yet.
const pendingFile = "pending.json"

// PendingPath is where the sign-in of a known asset waits to be finished.
func PendingPath(dir, name string) string { return filepath.Join(dir, name, pendingFile) }

// NamelessPendingPath is where a sign-in waits that belongs to no asset, but to
// a client.
func NamelessPendingPath(dir, clientID string) string {
	sum := sha256.Sum256([]byte(clientID))
	return filepath.Join(dir, "pending-"+hex.EncodeToString(sum[:4])+".json")
}

// WritePending keeps a begun sign-in, whose state and verifier are secrets.
// Errors are *StateError.
func WritePending(path string, data []byte) error {
	if err := wholefile.MkdirAll(filepath.Dir(path)); err != nil {
		return stateError("make the folder", filepath.Dir(path), err)
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
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, stateError("read", path, err)
	}
	return data, nil
}

// RemovePending removes a sign-in that was finished, or can no longer be.
func RemovePending(path string) { _ = os.Remove(path) }
