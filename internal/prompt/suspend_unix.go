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
var stopForeground = func() error { return unix.Kill(0, unix.SIGTSTP) }

// suspend stops the program until a shell lets it go on. Where no shell can,
// the kernel ignores the signal, and so nothing happens but a short pause.
func suspend() {
	const looks, pause = 20, 10 * time.Millisecond
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	defer signal.Stop(continued)
	if stopForeground() != nil {
		return
	}
	// Several looks: a timer is up at once after a stop, before the signal came.
	for range looks {
		select {
		case <-continued:
			return
		case <-time.After(pause):
		}
	}
}

// onContinue calls act whenever the program goes on after it was stopped, until
// end is called. The terminal may have any mode by then, and other text on it.
func onContinue(act func()) (end func()) {
	continued, stop, ended := make(chan os.Signal, 1), make(chan struct{}), make(chan struct{})
	signal.Notify(continued, unix.SIGCONT)
	go func() {
		defer close(ended)
		for {
			select {
			case <-continued:
				act()
			case <-stop:
				return
			}
		}
	}()
	return func() {
		signal.Stop(continued)
		close(stop)
		<-ended
	}
}
