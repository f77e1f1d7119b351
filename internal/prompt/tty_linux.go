package prompt

import (
	"os"

	"golang.org/x/sys/unix"
)

// discard drops what was typed and not yet read. It fails on what is no
// terminal, where there is nothing to drop.
func discard(in *os.File) { _ = unix.IoctlSetInt(int(in.Fd()), unix.TCFLSH, unix.TCIFLUSH) }
