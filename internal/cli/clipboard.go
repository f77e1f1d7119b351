package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"time"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/sheet"
)

// clipboardBound is how long the system may take to hand over its clipboard: a
// program that owns it and hangs must not hang this one.
const clipboardBound = 5 * time.Second

// clipboard reads the text on the clipboard of the desk that the person sits at.
func (a *app) clipboard(ctx context.Context) (string, error) {
	programs := sheet.FindPrograms(a.Getenv, insideWSL())
	if programs == nil {
		return "", errors.New(msg.ClipboardNone.In(a.lang))
	}
	return a.readClipboard(ctx, programs.Read)
}

func (a *app) readClipboard(ctx context.Context, command []string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, clipboardBound)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
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

// Write implements [io.Writer].
func (b *bounded) Write(p []byte) (int, error) {
	keep := p[:min(len(p), b.left)]
	b.left -= len(keep)
	if _, err := b.w.Write(keep); err != nil {
		return 0, err
	}
	return len(p), nil
}
