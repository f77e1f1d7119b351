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
	config := a.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(config) { // a relative one is to be ignored (XDG Base Directory Specification)
		config = filepath.Join(home, ".config")
	}
	dir := filepath.Join(home, "Downloads")
	if text, err := os.ReadFile(filepath.Join(config, "user-dirs.dirs")); err == nil {
		if said := downloadDir(string(text), home); said != "" {
			dir = said
		}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// downloadDir finds XDG_DOWNLOAD_DIR in user-dirs.dirs, a list of assignments
// for a shell: the path is absolute or begins with $HOME/, everything else is
// to be ignored (user-dirs.dirs(5)).
func downloadDir(text, home string) string {
	dir := ""
	for line := range strings.Lines(text) {
		value, found := strings.CutPrefix(strings.TrimSpace(line), "XDG_DOWNLOAD_DIR=")
		if !found {
			continue
		}
		value = strings.ReplaceAll(strings.Trim(value, `"`), `\`, "")
		if rest, ok := strings.CutPrefix(value, "$HOME"); ok && (rest == "" || rest[0] == '/') {
			value = filepath.Join(home, rest)
		}
		if filepath.IsAbs(value) {
			dir = value
		}
	}
	return dir
}
