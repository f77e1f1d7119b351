package lab

import "os"

// ownFolder reports whether a path is a folder. On Windows every user has a
// folder for temporary files of their own.
func ownFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}
