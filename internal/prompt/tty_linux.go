package prompt

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// discard drops what was typed and not yet read. It fails on what is no
// terminal, where there is nothing to drop.
func discard(in *os.File) { _ = unix.IoctlSetInt(int(in.Fd()), unix.TCFLSH, unix.TCIFLUSH) }

// drain is tcdrain.
func drain(in *os.File) error { return unix.IoctlSetInt(int(in.Fd()), unix.TCSBRK, 1) }

// takeStop has the calling thread stop the program by a signal that waits for it.
// The kernel wakes the first thread for a signal, which on a busy machine comes to
// it when this one has long put the next question. A change of its mask has this
// thread look as well (recalc_sigpending).
func takeStop() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var other, before unix.Sigset_t
	other.Val[0] = 1 << (unix.SIGWINCH - 1)
	if unix.PthreadSigmask(unix.SIG_BLOCK, &other, &before) == nil {
		_ = unix.PthreadSigmask(unix.SIG_SETMASK, &before, nil)
	}
}
