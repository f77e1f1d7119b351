package sheet

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"mailasset/internal/secret"
)

// commandTime bounds one call of a clipboard program.
const commandTime = 5 * time.Second

// Programs are the commands that reach the clipboard of the desktop.
type Programs struct {
	Write []string // reads the text on stdin: an argument could be seen by others
	Read  []string
	Clear []string // nil: writing nothing clears
	Wide  bool     // Write takes what is not ASCII in UTF-16 with a byte order mark
}

// FindPrograms finds the clipboard programs of this desktop; nil where there are
// none, or where the desktop is not the one that the person sits at.
func FindPrograms(getenv func(string) string, wsl bool) *Programs {
	if p := inSession(getenv); p != nil {
		return p
	}
	powershell := []string{"powershell.exe", "-NoProfile", "-NonInteractive", "-Command"}
	windows := Programs{
		Write: []string{"clip.exe"}, Wide: true,
		Read:  append(powershell, "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-Clipboard -Raw"),
		Clear: append(powershell, "Set-Clipboard -Value $null"),
	}
	switch {
	case getenv("SSH_CONNECTION") != "": // somebody else's desk
		return nil
	case runtime.GOOS == "darwin":
		return installed(Programs{Write: []string{"pbcopy"}, Read: []string{"pbpaste"}})
	case runtime.GOOS == "windows", wsl:
		return installed(windows)
	}
	return nil
}

// inSession are the programs of a Wayland or X11 session, also of one that SSH
// forwards.
func inSession(getenv func(string) string) *Programs {
	if getenv("WAYLAND_DISPLAY") != "" {
		if p := installed(Programs{Write: []string{"wl-copy"}, Read: []string{"wl-paste", "--no-newline"}, Clear: []string{"wl-copy", "--clear"}}); p != nil {
			return p
		}
	}
	if getenv("DISPLAY") == "" || runtime.GOOS == "darwin" {
		return nil
	}
	if p := installed(Programs{Write: []string{"xclip", "-selection", "clipboard", "-in"}, Read: []string{"xclip", "-selection", "clipboard", "-out"}}); p != nil {
		return p
	}
	return installed(Programs{Write: []string{"xsel", "--clipboard", "--input"}, Read: []string{"xsel", "--clipboard", "--output"}, Clear: []string{"xsel", "--clipboard", "--clear"}})
}

func installed(p Programs) *Programs {
	if _, err := exec.LookPath(p.Write[0]); err != nil {
		return nil
	}
	return &p
}

// call runs one program. Its output goes nowhere but into the returned text:
// xclip and wl-copy stay behind to serve the clipboard, and would hold a pipe.
func call(ctx context.Context, words []string, in []byte, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	c := exec.CommandContext(ctx, words[0], words[1:]...)
	c.Stdin, c.Stdout = bytes.NewReader(in), out
	c.WaitDelay = time.Second
	if err := c.Run(); err != nil {
		return fmt.Errorf("run %s: %w", words[0], err)
	}
	return nil
}

func (p *Programs) write(ctx context.Context, text string) error {
	in := []byte(text)
	if p.Wide && strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
		in = []byte{0xff, 0xfe} // clip.exe reads anything else in the console's code page
		for _, unit := range utf16.Encode([]rune(text)) {
			in = binary.LittleEndian.AppendUint16(in, unit)
		}
	}
	return call(ctx, p.Write, in, nil)
}

func (p *Programs) read(ctx context.Context) (string, error) {
	var out bytes.Buffer
	err := call(ctx, p.Read, nil, &out)
	return strings.TrimRight(out.String(), "\r\n"), err
}

func (p *Programs) clear(ctx context.Context) error {
	if p.Clear == nil {
		return call(ctx, p.Write, nil, nil)
	}
	return call(ctx, p.Clear, nil, nil)
}

// Way is how a text reached the clipboard.
type Way string

// The ways. Whether a terminal passes a text on cannot be seen.
const (
	ByProgram  Way = "program"
	ByTerminal Way = "terminal"
)

// Clipboard puts values on the clipboard and takes secrets off it again.
type Clipboard struct {
	Programs *Programs         // nil: through the terminal
	Terminal func(text string) // writes a control sequence; nil: there is no terminal
	Hold     time.Duration     // how long a secret stays

	mu    sync.Mutex
	held  secret.String // that lies there as far as is known
	way   Way
	timer *time.Timer
}

// Copy puts an item's value on the clipboard. Where the programs fail, the
// terminal is asked.
func (c *Clipboard) Copy(ctx context.Context, i Item) (Way, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	way, err := c.put(ctx, i.clear())
	if err != nil {
		return way, err
	}
	c.stop()
	c.held, c.way = i.Secret, way
	if !i.Secret.Empty() {
		c.timer = time.AfterFunc(c.Hold, func() { _, _ = c.Clear(context.Background()) })
	}
	return way, nil
}

func (c *Clipboard) put(ctx context.Context, text string) (Way, error) {
	var err error
	if c.Programs != nil {
		if err = c.Programs.write(ctx, text); err == nil {
			return ByProgram, nil
		}
	}
	if c.Terminal == nil || ctx.Err() != nil {
		return "", err
	}
	c.osc52(text)
	return ByTerminal, nil
}

// osc52 asks the terminal, also one at the other end of an SSH connection, to
// take a text (xterm's control sequences).
func (c *Clipboard) osc52(text string) {
	c.Terminal("\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a")
}

func (c *Clipboard) stop() {
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
}

// Clear takes a secret off the clipboard: where that can be read, only if it is
// still there; a terminal's is written over. It reports whether anything was
// done.
func (c *Clipboard) Clear(ctx context.Context) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stop()
	if c.held.Empty() {
		return false, nil
	}
	held := c.held
	c.held = secret.String{}
	if c.way == ByTerminal {
		c.osc52(" ") // an empty text is not understood everywhere
		return true, nil
	}
	ctx = context.WithoutCancel(ctx) // the program may be ending; each call has its bound
	if text, err := c.Programs.read(ctx); err == nil && !secret.New(text).Equal(held) {
		return false, nil // somebody copied something else
	}
	return true, c.Programs.clear(ctx)
}
