//go:build !windows

package sheet

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"mailasset/internal/secret"
)

var (
	secretItem = Item{ID: "s", Secret: secret.New(madeUp)}
	plainItem  = Item{ID: "p", Value: "plain"}
)

// desk puts programs on the path that keep a clipboard in a file.
func desk(t *testing.T, programs ...string) (file string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "board")
	script := "#!/bin/sh\ncase \"$*\" in *out*|*no-newline*) exec cat '" + file + "';; *) test $# -gt 3 && exit 9; exec cat >'" + file + "';; esac\n"
	for _, name := range programs {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/bin:/usr/bin")
	return file
}

func board(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPrograms(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("pbcopy is there always")
	}
	desk(t, "wl-copy", "xclip", "xsel", "clip.exe")
	for _, c := range []struct {
		name, env, want string
		wsl             bool
	}{
		{"Wayland", "WAYLAND_DISPLAY DISPLAY", "wl-copy", false},
		{"X11", "DISPLAY", "xclip", false},
		{"X11 over SSH", "DISPLAY SSH_CONNECTION", "xclip", false},
		{"Windows below", "", "clip.exe", true},
		{"Windows below, over SSH", "SSH_CONNECTION", "", true},
		{"a console", "", "", false},
	} {
		getenv := func(name string) string {
			if strings.Contains(" "+c.env+" ", " "+name+" ") {
				return "set"
			}
			return ""
		}
		got := ""
		if p := FindPrograms(getenv, c.wsl); p != nil {
			got = p.Write[0]
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	desk(t, "xsel")
	if p := inSession(func(string) string { return "set" }); p == nil || p.Write[0] != "xsel" {
		t.Errorf("got %v", p)
	}
}

func TestASecretLeavesTheDesk(t *testing.T) {
	file := desk(t, "wl-copy", "wl-paste")
	c := &Clipboard{Programs: &Programs{Write: []string{"wl-copy"}, Read: []string{"wl-paste", "--no-newline"}}, Hold: time.Hour}
	copies := func(i Item) {
		t.Helper()
		if way, err := c.Copy(t.Context(), i); err != nil || way != ByProgram {
			t.Fatalf("%v, %v", way, err)
		}
	}
	clears := func(want bool) {
		t.Helper()
		if did, err := c.Clear(t.Context()); did != want || err != nil {
			t.Errorf("cleared: %v, %v", did, err)
		}
	}
	copies(secretItem)
	if got := board(t, file); got != madeUp {
		t.Errorf("the clipboard holds %q", got)
	}
	clears(true)
	if got := board(t, file); got != "" {
		t.Errorf("the clipboard still holds %q", got)
	}
	clears(false)

	copies(secretItem)
	copies(plainItem) // nothing secret is there any more
	clears(false)
	if got := board(t, file); got != "plain" {
		t.Errorf("the clipboard holds %q", got)
	}

	copies(secretItem)
	if err := os.WriteFile(file, []byte("somebody's own"), 0o600); err != nil {
		t.Fatal(err)
	}
	clears(false)
	if got := board(t, file); got != "somebody's own" {
		t.Errorf("the clipboard holds %q", got)
	}

	// When the time is up, and when the context of the copying has ended.
	c.Hold = time.Millisecond
	copies(secretItem)
	for end := time.Now().Add(5 * time.Second); board(t, file) != "" && time.Now().Before(end); {
		runtime.Gosched()
	}
	if got := board(t, file); got != "" {
		t.Errorf("after its time the clipboard holds %q", got)
	}
	c.Hold = time.Hour
	copies(secretItem)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if did, err := c.Clear(ended); !did || err != nil || board(t, file) != "" {
		t.Errorf("at the end: %v, %v", did, err)
	}
}

func TestTheTerminalCopies(t *testing.T) {
	var sent []string
	c := &Clipboard{Terminal: func(s string) { sent = append(sent, s) }, Hold: time.Hour, Programs: &Programs{Write: []string{"no-such-program"}}}
	way, err := c.Copy(t.Context(), secretItem)
	if want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(madeUp)) + "\a"; way != ByTerminal || err != nil || sent[0] != want {
		t.Errorf("%v, %v: %q", way, err, sent)
	}
	if did, err := c.Clear(t.Context()); !did || err != nil || sent[1] != "\x1b]52;c;IA==\a" {
		t.Errorf("%v, %v: %q", did, err, sent)
	}
	c.Terminal = nil
	if way, err := c.Copy(t.Context(), secretItem); way != "" || err == nil || strings.Contains(err.Error(), madeUp) {
		t.Errorf("%v, %v", way, err)
	}
	if did, _ := c.Clear(t.Context()); did {
		t.Error("what was never copied was cleared")
	}
}

func TestWideTextForWindows(t *testing.T) {
	file := desk(t, "clip.exe")
	c := &Clipboard{Programs: &Programs{Write: []string{"clip.exe"}, Wide: true}, Hold: time.Hour}
	if _, err := c.Copy(t.Context(), Item{Value: "é"}); err != nil || board(t, file) != "\xff\xfe\xe9\x00" {
		t.Errorf("%v: %q", err, board(t, file))
	}
}
