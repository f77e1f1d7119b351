package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// stateDir is where the state lies by default (commands.md, Files).
func stateDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "mailasset"), nil
	}
	if runtime.GOOS == "windows" {
		if dir := getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, "mailasset"), nil
		}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the home folder (--dir names another place): %w", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "mailasset"), nil
	}
	return filepath.Join(home, ".local", "state", "mailasset"), nil
}
