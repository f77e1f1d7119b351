package cli

import (
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
)

// handOver makes what an opener is given for an address that works once. Other
// accounts can read the words of every command on this machine: they get a page
// that only its owner reads, and that leads on. remove takes it away again.
//
// On Windows the words of a command are its owner's alone, and a browser outside
// WSL cannot be counted on to reach a file in it: there the address stays.
func (a *app) handOver(address string) (given string, remove func(), err error) {
	remove = func() {}
	if runtime.GOOS == "windows" || insideWSL() {
		return address, remove, nil
	}
	dir, err := os.MkdirTemp(a.handOverDir(), "mailasset-") // mode 0700
	if err != nil {
		return "", remove, fmt.Errorf("write a page for the browser: %w", err)
	}
	remove = func() { _ = os.RemoveAll(dir) }
	const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>mailasset</title>` +
		`<meta http-equiv="refresh" content="0;url=%[1]s"><p><a href="%[1]s">mailasset</a></p>` + "\n"
	path, err := filepath.Abs(filepath.Join(dir, "sheet.html"))
	if err == nil {
		err = os.WriteFile(path, fmt.Appendf(nil, page, html.EscapeString(address)), 0o600)
	}
	if err != nil {
		remove()
		return "", func() {}, fmt.Errorf("write a page for the browser: %w", err)
	}
	return (&url.URL{Scheme: "file", Path: path}).String(), remove, nil
}

// handOverDir is where the page lies. A browser from a snap sees neither the
// folder for temporary files nor hidden ones, but it sees the downloads.
func (a *app) handOverDir() string {
	if _, err := os.Stat("/snap"); err != nil {
		return ""
	}
	return a.downloads()
}
