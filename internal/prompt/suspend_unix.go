//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package prompt

import (
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// stopForeground does what a terminal that is not raw does on Ctrl-Z. SIGTSTP is
// never caught: Go's runtime keeps a signal that was caught once (go1.26,
// sigdisable), and Ctrl-Z would do nothing from then on. A kill -TSTP from
// outside therefore stops the program in the middle of a question, as kill -STOP
// does; the shell has its own terminal modes, and ours are set when it goes on.
var stopForeground = func() error {
	err := unix.Kill(0, unix.SIGTSTP)
	takeStop()
	return err
}

// suspend stops the program until a shell lets it go on. Where no shell can,
// the kernel ignores the signal, and so nothing happens but a short pause.
func suspend() {
	continued := continues.after(continues.now())
	if stopForeground() != nil {
		return
	}
	select {
	case <-continued:
	case <-time.After(stopPause): // perhaps up only because time went on while the program was stopped
	}
}

// watchContinues has every SIGCONT of this process counted.
func watchContinues() {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	go func() {
		for range continued {
			continues.add()
		}
	}()
}
