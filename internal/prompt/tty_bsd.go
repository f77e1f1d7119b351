//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package prompt

import (
	"os"

	"golang.org/x/sys/unix"
)

// discard drops what was typed and not yet read. It fails on what is no
// terminal, where there is nothing to drop.
func discard(in *os.File) {
	const inputQueue = 1 // FREAD of <sys/fcntl.h>
	_ = unix.IoctlSetPointerInt(int(in.Fd()), unix.TIOCFLUSH, inputQueue)
}

// drain is tcdrain.
func drain(in *os.File) error { return unix.IoctlSetInt(int(in.Fd()), unix.TIOCDRAIN, 0) }

// takeStop does nothing: what the kernel does with a signal has to do.
func takeStop() {}
