package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mailasset/internal/asset"
)

// labMark is the file in which a lab writes its address, beside the files that
// it announces.
const labMark = "lab.url"

// checkLabFiles refuses files that a lab announces and did not write: whatever
// answers on a port of this machine, after another user took it or a variable
// was left behind, could name any file of ours, and some of them are sent to
// where it says. A lab's files lie in a folder of ours that holds its address.
func checkLabFiles(e asset.Endpoints) error {
	for _, path := range []string{e.CAFile, e.ClientJSON, e.AdminTokenFile, e.ConnectTokenFile, e.ConnectMappingFile} {
		if path == "" {
			continue
		}
		dir := filepath.Dir(path)
		info, err := os.Lstat(path)
		mark, markErr := os.ReadFile(filepath.Join(dir, labMark))
		if err != nil || markErr != nil || !info.Mode().IsRegular() || !ours(dir) || strings.TrimSpace(string(mark)) != e.URL {
			return fmt.Errorf("ask the lab where it listens: it names %q, which is no file of that lab", path)
		}
	}
	return nil
}
