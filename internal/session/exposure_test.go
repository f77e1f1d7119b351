package session

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
)

func nothing(string) string { return "" }

func folder(t *testing.T, parts ...string) string {
	t.Helper()
	path := filepath.Join(parts...)
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// real is a new folder by its real name: some systems link their temporary one.
func real(t *testing.T) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// workingTree is a git work tree that ignores the configuration and state/.
func workingTree(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	tree := folder(t, real(t), "tree")
	if out, err := exec.Command("git", "init", "--quiet", tree).CombinedOutput(); err != nil {
		t.Fatalf("%s, %v", out, err)
	}
	if err := os.WriteFile(filepath.Join(tree, ".gitignore"), []byte("*.asset.json\n/state/\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder(t, tree, "state", "support")
	return tree
}

func TestInAWorkTree(t *testing.T) {
	tree := workingTree(t)
	for path, exposed := range map[string]bool{
		"support.asset.json": false, "deep/in/there/support.asset.json": false, "state/support": false,
		"support.json": true, "deep/state/support": true, "other": true, "": true,
	} {
		path := filepath.Join(tree, path)
		want := []Exposure{{InWorkTree, path, tree}}
		if !exposed {
			want = nil
		}
		if got := Exposures(t.Context(), nothing, path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

func TestGitIsAskedPlainly(t *testing.T) {
	tree := workingTree(t)
	// An environment that points git elsewhere changes nothing.
	t.Setenv("GIT_DIR", t.TempDir())
	if got := Exposures(t.Context(), nothing, filepath.Join(tree, "a.asset.json")); got != nil {
		t.Errorf("%+v", got)
	}
	// A link into the tree is in the tree; without git nothing counts as ignored.
	link := filepath.Join(real(t), "link")
	if err := os.Symlink(tree, link); err == nil {
		if got := Exposures(t.Context(), nothing, filepath.Join(link, "other")); len(got) != 1 || got[0].By != tree {
			t.Errorf("over a link: %+v", got)
		}
	}
	t.Setenv("PATH", "")
	if got := Exposures(t.Context(), nothing, filepath.Join(tree, "a.asset.json")); len(got) != 1 {
		t.Errorf("without git: %+v", got)
	}
}

func TestAStrangersWorkTreeRunsNothing(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil || runtime.GOOS == "windows" {
		t.Skip("needs git and a shell")
	}
	tree := real(t)
	ran := filepath.Join(t.TempDir(), "ran")
	hook := filepath.Join(tree, "monitor")
	if err := os.WriteFile(hook, []byte("#!/bin/sh\ntouch "+ran+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"config", "core.fsmonitor", hook}} {
		if out, err := exec.Command("git", append([]string{"-C", tree}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%s, %v", out, err)
		}
	}
	Exposures(t.Context(), nothing, filepath.Join(tree, "other"))
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program of the work tree ran")
	}
}

func TestInASyncedFolder(t *testing.T) {
	root := real(t)
	marked := folder(t, root, "renamed")
	folder(t, marked, ".dropbox.cache")
	business := folder(t, root, "work files")
	getenv := func(name string) string {
		if name == "OneDriveCommercial" {
			return business
		}
		return ""
	}
	for path, by := range map[string]string{
		"Dropbox/x": "Dropbox", "Dropbox (Personal)/a/b/x": "Dropbox", "OneDrive - Example/x": "OneDrive", "onedrive/x": "OneDrive",
		"Google Drive/x": "Google Drive", "Library/CloudStorage/GoogleDrive-kim@example.com/My Drive/x": "Google Drive",
		"Library/Mobile Documents/com~apple~CloudDocs/x": "iCloud", "iCloudDrive/x": "iCloud",
		"renamed/x": "Dropbox", "work files/x": "OneDrive", "work files": "OneDrive",
		"work files 2/x": "", "dropboxes/x": "", "x": "", "onedrives/x": "", "Library/x": "",
	} {
		path := filepath.Join(root, path)
		want := []Exposure{{Synced, path, by}}
		if by == "" {
			want = nil
		}
		if got := Exposures(t.Context(), getenv, path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", path, got)
		}
	}
}
