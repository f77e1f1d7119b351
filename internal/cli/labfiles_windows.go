package cli

import "os"

// ours reports whether a folder is there. Temporary folders are each user's own
// on Windows.
func ours(dir string) bool {
	info, err := os.Lstat(dir)
	return err == nil && info.IsDir()
}
