package guide

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func packFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "newer.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadPack(t *testing.T) {
	p, err := ReadPack(packFile(t, string(packYAML)))
	if err != nil || p.Version != pack(t).Version {
		t.Errorf("got %v, %v", p, err)
	}
}

func TestReadPackNamesFileLineAndField(t *testing.T) {
	path := packFile(t, strings.NewReplacer("id: api", "id: apis", "verified: 2026-11-22 # tokens", "verified: never").Replace(small()))
	_, err := ReadPack(path)
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, want := range []string{": line 16: steps[2].id: ", ": steps[7].verified: "} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], path+": line ") || !strings.Contains(lines[i], want) {
			t.Errorf("line %d of %q lacks %q", i, lines, want)
		}
	}
	var first *PackError
	if !errors.As(err, &first) || first.File != path {
		t.Errorf("errors.As finds %+v", first)
	}
}

func TestReadPackIsBounded(t *testing.T) {
	path := packFile(t, strings.Repeat("#", maxPack+100))
	if _, err := ReadPack(path); err == nil || err.Error() != path+": larger than 1 MB" {
		t.Errorf("got %v", err)
	}
	if _, err := ReadPack(packFile(t, "")); err == nil || !strings.HasSuffix(err.Error(), ": empty") {
		t.Errorf("an empty file: %v", err)
	}
}

func TestReadPackWithoutFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.yaml")
	if _, err := ReadPack(path); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if _, err := ReadPack(t.TempDir()); err == nil {
		t.Error("a folder was read")
	}
}

// Every step is told in the order of Cisco's document, wherever an action stands.
func TestChaptersAreChecked(t *testing.T) {
	for _, test := range [][3]string{
		{"  - {number: \"2.4\", title: A}\n", "", "chapters: the numbers must be"},
		{"number: \"2.4\"", "number: \"2.7\"", "Cisco's document has no step \"2.7\""},
		{"steps: [asset, ", "steps: [", "steps[0]: no chapter tells the step \"asset\""},
		{"steps: [asset, ", "steps: [assets, ", "\"assets\" is none of"},
		{"        needs: loginId\n", "        needs: loginId\n        tac: \"4.4\"\n", "steps[4].actions[0].tac: chapter \"4.4\" does not tell the step \"audience\""},
		{"text: {en: A, nl: B}, ", "", "about.text: missing"},
	} {
		if !strings.Contains(small(), test[0]) {
			t.Fatalf("%q does not occur", test[0])
		}
		_, err := Parse([]byte(strings.Replace(small(), test[0], test[1], 1)))
		if err == nil || !strings.Contains(err.Error(), test[2]) {
			t.Errorf("%q: got %v, want %q", test[1], err, test[2])
		}
	}
}
