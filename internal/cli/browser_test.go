package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/msg"
)

func TestOpenerFollowsTheScreen(t *testing.T) {
	if runtime.GOOS != "linux" || insideWSL() {
		t.Skip("only Linux has to look for a screen")
	}
	for name, c := range map[string]struct {
		env  map[string]string
		want []string
	}{
		"X":           {map[string]string{"DISPLAY": ":0"}, []string{"xdg-open"}},
		"Wayland":     {map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, []string{"xdg-open"}},
		"none":        {nil, nil},
		"BROWSER too": {map[string]string{"DISPLAY": ":0", "BROWSER": "firefox"}, []string{"firefox"}},
	} {
		words, err := (&app{Streams: Streams{Getenv: environment(c.env)}}).opener()
		if !slices.Equal(words, c.want) || (c.want == nil) != errors.Is(err, errNoBrowser) {
			t.Errorf("%s: %q, %v", name, words, err)
		}
	}
}

func TestWithoutAScreenTheReasonIsInTheUsersLanguage(t *testing.T) {
	if runtime.GOOS != "linux" || insideWSL() {
		t.Skip("only Linux has to look for a screen")
	}
	a := &app{Streams: Streams{Getenv: environment(nil)}, lang: msg.Dutch}
	if err := a.browser()(context.Background(), "http://127.0.0.1:1/start"); err == nil || err.Error() != msg.NoScreen.Nl {
		t.Errorf("got %v", err)
	}
}

// TestBrowserGetsTheAddressAsItsOneArgument: an address keeps its & and spaces.
func TestBrowserGetsTheAddressAsItsOneArgument(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the browser here is a shell script")
	}
	dir := t.TempDir()
	script, heard := filepath.Join(dir, "my browser"), filepath.Join(dir, "heard")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nprintf '%s|%s' \"$#\" \"$1\" >'"+heard+"'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	a := &app{Streams: Streams{Getenv: environment(map[string]string{"BROWSER": script})}}
	const address = "http://127.0.0.1:1/start?a=b&c=$HOME d"
	if err := a.browser()(context.Background(), address); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(heard); err != nil || string(text) != "1|"+address {
		t.Errorf("it heard %q, %v", text, err)
	}
	if err := os.Remove(script); err != nil {
		t.Fatal(err)
	}
	if err := a.browser()(context.Background(), address); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a browser that is gone: %v", err)
	}
}

// TestAnswersGivenTwice: the one on the command line wins over the file's, and
// an unknown id is a wrong command line.
func TestAnswersGivenTwice(t *testing.T) {
	file := filepath.Join(t.TempDir(), "answers.yaml")
	write(t, file, "asset.name: Support\nasset.email: support@example.com\n")
	a := &app{lang: msg.English}
	a.answers, a.answer = file, []string{"asset.name=Sales"}
	given, err := a.givenAnswers()
	if err != nil || given["asset.name"] != "Sales" || given["asset.email"] != "support@example.com" {
		t.Errorf("%v, %v", given, err)
	}
	for _, pair := range []string{"asset.nam=Sales", "asset.name", "=Sales"} {
		a.answer = []string{pair}
		if _, err := a.givenAnswers(); exitCode(err) != exitUsage {
			t.Errorf("%q: %v", pair, err)
		}
	}
	a.answers, a.answer = file+".missing", nil
	if _, err := a.givenAnswers(); exitCode(err) != exitFailed || !strings.Contains(err.Error(), file) {
		t.Errorf("a file that is not there: %v", err)
	}
}
