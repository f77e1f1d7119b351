package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

// clipboardBound is how long the system may take to hand over its clipboard: a
// program that owns it and hangs must not hang this one.
const clipboardBound = 5 * time.Second

// clipboardReaders are the commands that print the clipboard, in the order in
// which they are tried.
func clipboardReaders(system string, getenv func(string) string) [][]string {
	windows := []string{"powershell.exe", "-NoProfile", "-NonInteractive", "-Command", "Get-Clipboard -Raw"}
	switch {
	case system == "darwin":
		return [][]string{{"pbpaste"}}
	case system == "windows":
		return [][]string{windows}
	case getenv("WAYLAND_DISPLAY") != "":
		return [][]string{{"wl-paste", "--no-newline"}, {"xclip", "-selection", "clipboard", "-o"}, {"xsel", "--clipboard", "--output"}, windows}
	}
	return [][]string{{"xclip", "-selection", "clipboard", "-o"}, {"xsel", "--clipboard", "--output"}, {"wl-paste", "--no-newline"}, windows} // the last under WSL
}

// clipboard reads the text on the clipboard with the first command that is
// there.
func (a *app) clipboard(ctx context.Context) (string, error) {
	readers := clipboardReaders(runtime.GOOS, a.Getenv)
	var names []string
	for _, command := range readers {
		names = append(names, command[0])
		path, err := exec.LookPath(command[0])
		if err != nil {
			continue
		}
		return a.readClipboard(ctx, path, command)
	}
	return "", errors.New(msg.ClipboardNone.In(a.lang, strings.Join(names, ", ")))
}

func (a *app) readClipboard(ctx context.Context, path string, command []string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, clipboardBound)
	defer cancel()
	c := exec.CommandContext(ctx, path, command[1:]...)
	c.WaitDelay = time.Second // what it started may hold its output open
	var text, said bytes.Buffer
	c.Stdout, c.Stderr = &bounded{&text, maxPasted}, &bounded{&said, 1 << 10}
	err := c.Run()
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case err != nil && said.Len() > 0:
		err = errors.New(oauth.Printable(said.String()))
	case err == nil && strings.TrimSpace(text.String()) == "":
		return "", errors.New(msg.ClipboardEmpty.In(a.lang))
	}
	if err != nil {
		return "", errors.New(msg.ClipboardFailed.In(a.lang, command[0], err))
	}
	return text.String(), nil
}

// bounded keeps the beginning of what is written to it, and takes the rest too,
// so that the writer comes to its end.
type bounded struct {
	w    io.Writer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	keep := p[:min(len(p), b.left)]
	b.left -= len(keep)
	if _, err := b.w.Write(keep); err != nil {
		return 0, err
	}
	return len(p), nil
}
