//go:build !windows

package cli

import "os"

// exposed reports whether others on this machine can read a file.
func exposed(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o077 != 0
}
