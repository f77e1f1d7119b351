package session

import (
	"path/filepath"
	"time"
)

// sheetFile holds the ticks of the paste sheet. They have a file of their own:
// while setup waits for the form to be filled in, it holds the lock of the
// session, and that is when most of them are made.
const sheetFile = "sheet.json"

// ReadTicks returns when each item of the asset's paste sheet was ticked, by its
// id; nil where none was. Errors are *StateError and *ExposedError.
func ReadTicks(dir, name string) (map[string]time.Time, error) {
	var ticks map[string]time.Time
	err := readState(filepath.Join(dir, name, sheetFile), &ticks)
	return ticks, err
}

// KeepTicks writes the ticks of a known asset. No lock is needed: of two sheets
// at the same time the later write holds. Errors are *StateError.
func KeepTicks(dir, name string, ticks map[string]time.Time) error {
	return writeState(filepath.Join(dir, name, sheetFile), ticks)
}
