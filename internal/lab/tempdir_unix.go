//go:build !windows

package lab

import (
	"os"
	"syscall"
)

// ownFolder reports whether a path is a folder that only this user can have
// filled: others may write to the folder for temporary files too.
func ownFolder(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return false
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	return known && int(owner.Uid) == os.Getuid()
}
