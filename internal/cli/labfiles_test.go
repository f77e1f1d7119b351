package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"mailasset/internal/asset"
)

func TestALabNamesFilesOfItsOwnOnly(t *testing.T) {
	const url = "http://127.0.0.1:1"
	file := func(dir, mark string) string {
		path := filepath.Join(dir, "token")
		if err := os.WriteFile(path, []byte("made-up-token"), 0o600); err != nil {
			t.Fatal(err)
		}
		if mark != "" {
			if err := os.WriteFile(filepath.Join(dir, labMark), []byte(mark+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	own := file(t.TempDir(), url)
	open := t.TempDir()
	writable := file(open, url)
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(filepath.Dir(own), "link")
	if err := os.Symlink(own, link); err != nil {
		t.Skip(err)
	}
	for path, good := range map[string]bool{
		own: true, "": true,
		file(t.TempDir(), ""):                      false, // somebody's file
		file(t.TempDir(), "http://127.0.0.1:2"):    false, // another lab's
		filepath.Join(filepath.Dir(own), "absent"): false,
		link:     false,
		writable: runtime.GOOS == "windows",
	} {
		for _, e := range []asset.Endpoints{
			{URL: url, ConnectTokenFile: path}, {URL: url, ClientJSON: path}, {URL: url, CAFile: path}, {URL: url, AdminTokenFile: path}, {URL: url, ConnectMappingFile: path},
		} {
			if err := checkLabFiles(e); (err == nil) != good {
				t.Errorf("%q: %v", path, err)
			}
		}
	}
}
