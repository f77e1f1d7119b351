package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"mailasset/internal/msg"
)

// errNoBrowser says that nothing here can open a page.
var errNoBrowser = errors.New("no graphical screen here")

// browser opens a page: with $BROWSER where that is set, called with the
// address as its one argument, else the platform's way. It returns when the
// opener has ended; nobody has to wait for that.
func (a *app) browser() func(context.Context, string) error {
	return func(_ context.Context, address string) error {
		words, err := a.opener()
		if err != nil {
			return errors.New(msg.NoScreen.In(a.lang))
		}
		// The browser outlives the wait: it is not bound to the context.
		return exec.Command(words[0], append(words[1:], address)...).Run()
	}
}

func (a *app) opener() ([]string, error) {
	if browser := a.Getenv("BROWSER"); browser != "" {
		return []string{browser}, nil
	}
	switch runtime.GOOS {
	case "darwin":
		return []string{"open"}, nil
	case "windows":
		// Not "start": cmd.exe would read the & of an address as its own.
		return []string{"rundll32", "url.dll,FileProtocolHandler"}, nil
	}
	if insideWSL() {
		return []string{"powershell.exe", "-NoProfile", "-Command", "Start-Process"}, nil
	}
	if a.Getenv("DISPLAY") == "" && a.Getenv("WAYLAND_DISPLAY") == "" {
		return nil, errNoBrowser // xdg-open would start a text browser in this terminal
	}
	return []string{"xdg-open"}, nil
}

// insideWSL reports whether this is Linux inside Windows, whose browser is
// Windows' own.
func insideWSL() bool {
	version, err := os.ReadFile("/proc/version")
	return err == nil && strings.Contains(strings.ToLower(string(version)), "microsoft")
}

// sshTarget is how this machine was reached by SSH, "" when it was not. The
// third field of SSH_CONNECTION is the address that the client connected to.
func (a *app) sshTarget() string {
	fields := strings.Fields(a.Getenv("SSH_CONNECTION"))
	if len(fields) < 3 {
		return ""
	}
	if user := a.Getenv("USER"); user != "" {
		return user + "@" + fields[2]
	}
	return fields[2]
}
