package prompt

import (
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// TestAwaitForegroundUnderSignals sends signals to the thread that waits for the
// terminal, as the runtime does to preempt it and the shell to go on with it.
func TestAwaitForegroundUnderSignals(t *testing.T) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = tty.Close(), master.Close() }()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	thread, stop, stopped := unix.Gettid(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				_ = unix.Tgkill(os.Getpid(), thread, unix.SIGURG)
			}
		}
	}()
	for range 2000 {
		if err = awaitForeground(tty); err != nil {
			break
		}
	}
	close(stop)
	<-stopped
	if err != nil {
		t.Errorf("waiting for the terminal ended: %v", err)
	}
}

// blindWriter is a screen that minds whether what is typed can be seen.
type blindWriter struct {
	io.Writer
	tty  *os.File
	seen []string // what was written while it could
}

// Write implements [io.Writer].
func (w *blindWriter) Write(p []byte) (int, error) {
	if mode, err := unix.IoctlGetTermios(int(w.tty.Fd()), unix.TCGETS); err != nil || mode.Lflag&unix.ECHO != 0 {
		w.seen = append(w.seen, string(p))
	}
	return w.Writer.Write(p)
}

// TestSecretIsAskedForInTheDark: a secret is pasted as soon as there is something
// to read, whether that asks for it, helps, or refuses what came first.
func TestSecretIsAskedForInTheDark(t *testing.T) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = tty.Close(), master.Close() }()
	if _, err := master.WriteString("?\rno\rmade-up-secret\r"); err != nil {
		t.Fatal(err)
	}
	screen := &blindWriter{Writer: io.Discard, tty: tty}
	q := Question{ID: "client.secret", Text: "Client secret", Help: "Google shows it once.", Secret: true, Check: func(s string) error {
		if len(s) < 5 {
			return errors.New("it is short")
		}
		return nil
	}}
	got, err := Lines{In: tty, Err: screen, TypeAhead: true}.Ask(t.Context(), q)
	if got != "made-up-secret" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for _, text := range screen.seen {
		if strings.TrimSpace(text) != "" {
			t.Errorf("what is typed could be seen when this was written: %q", text)
		}
	}
}
