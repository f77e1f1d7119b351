package prompt

import (
	"os"
	"runtime"
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
