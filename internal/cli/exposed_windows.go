package cli

import "mailasset/internal/wholefile"

// exposed reports whether others on this machine can read a file.
func exposed(path string) bool {
	others, _ := wholefile.Readers(path)
	return len(others) > 0
}
