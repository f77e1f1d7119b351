package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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

// downloads is the folder that browsers save to, "" where there is none: what
// the desktop says (xdg-user-dirs), else Downloads in the home folder.
func (a *app) downloads() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	dir := filepath.Join(home, "Downloads")
	if text, err := os.ReadFile(filepath.Join(home, ".config", "user-dirs.dirs")); err == nil {
		for _, line := range strings.Split(string(text), "\n") {
			if value, found := strings.CutPrefix(line, "XDG_DOWNLOAD_DIR="); found {
				dir = strings.Replace(strings.Trim(value, `"`), "$HOME", home, 1)
			}
		}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}
