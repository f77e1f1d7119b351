package session

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Exposure says that a file or folder with secrets lies where others can come
// to see it, although nobody on this machine can.
type Exposure struct {
	Kind ExposureKind
	Path string // what lies there
	By   string // the work tree, or the name of the service that synchronises
}

// ExposureKind is how others come to see a file.
type ExposureKind string

// The exposures.
const (
	InWorkTree ExposureKind = "work-tree" // git does not ignore it: one commit publishes it
	Synced     ExposureKind = "synced"    // a service copies it elsewhere
)

// Exposures looks where files and folders lie that hold secrets. They need not
// be there yet. It warns, so it never fails.
func Exposures(ctx context.Context, getenv func(string) string, paths ...string) []Exposure {
	var all []Exposure
	for _, path := range paths {
		real := resolved(path)
		if tree := workTree(ctx, real); tree != "" {
			all = append(all, Exposure{InWorkTree, path, tree})
		}
		if by := syncedBy(getenv, real); by != "" {
			all = append(all, Exposure{Synced, path, by})
		}
	}
	return all
}

// resolved follows the links of the part of a path that is there.
func resolved(path string) string {
	rest := ""
	for dir := path; ; dir = filepath.Dir(dir) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		if dir == filepath.Dir(dir) {
			return path
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
}

// above are the folders over a path, nearest first.
func above(path string) []string {
	var all []string
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		all = append(all, dir)
		if dir == filepath.Dir(dir) {
			return all
		}
	}
}

// workTree returns the git work tree in which the path lies and is not ignored.
func workTree(ctx context.Context, path string) string {
	for _, dir := range append([]string{path}, above(path)...) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err != nil {
			continue
		}
		if ignored(ctx, dir, path) {
			return ""
		}
		return dir
	}
	return ""
}

// gitBound is how long git may take over one question.
const gitBound = 2 * time.Second

// ignored asks git, which alone knows all its rules. Where it cannot answer,
// nothing is taken for ignored. The work tree may be a stranger's: nothing that
// it configures is run.
func ignored(ctx context.Context, tree, path string) bool {
	ctx, cancel := context.WithTimeout(ctx, gitBound)
	defer cancel()
	c := exec.CommandContext(ctx, "git", "-c", "core.fsmonitor=false", "-C", tree, "check-ignore", "--quiet", "--", path)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_") {
			c.Env = append(c.Env, v)
		}
	}
	return c.Run() == nil
}

// services are the folders that synchronise, by how their names begin in lower
// case, and what marks their roots.
var services = []struct{ name, folder, marker string }{
	{"Dropbox", "dropbox", ".dropbox.cache"},
	{"OneDrive", "onedrive", ""},
	{"Google Drive", "google drive", ".tmp.driveupload"},
	{"Google Drive", "googledrive", ""},
	{"iCloud", "icloud", ""},
	{"iCloud", "mobile documents", ""},
}

// syncedBy names the service that copies the path elsewhere.
func syncedBy(getenv func(string) string, path string) string {
	for _, variable := range []string{"OneDrive", "OneDriveConsumer", "OneDriveCommercial"} {
		if root := getenv(variable); filepath.IsAbs(root) && within(resolved(root), path) {
			return "OneDrive"
		}
	}
	for _, dir := range append([]string{path}, above(path)...) {
		for _, s := range services {
			if named(filepath.Base(dir), s.folder) {
				return s.name
			}
			if _, err := os.Stat(filepath.Join(dir, s.marker)); s.marker != "" && err == nil {
				return s.name
			}
		}
	}
	return ""
}

// named reports whether a folder bears a service's name, alone or followed by
// whose it is: "OneDrive - Example", "Dropbox (Personal)", "iCloudDrive",
// "GoogleDrive-kim@example.com".
func named(folder, name string) bool {
	rest, found := strings.CutPrefix(strings.ToLower(folder), name)
	if !found {
		return false
	}
	return rest == "" || rest == "drive" || strings.HasPrefix(rest, " - ") || strings.HasPrefix(rest, " (") || strings.HasPrefix(rest, "-")
}

// within reports whether a path lies in a folder or is it.
func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}
