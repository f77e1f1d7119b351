package wholefile

import (
	"io"
	"os"
	"syscall"
	"time"
)

// silence is how long a pipe may keep a reader waiting: enough for a program
// that asks its user for a passphrase before it writes.
var silence = 30 * time.Second

// Read returns the first bytes of a file, no more than most of them. It never
// hangs: a named pipe that nobody writes to is empty, and one whose writer says
// nothing for half a minute ends with os.ErrDeadlineExceeded. What a shell puts
// in the place of a file, such as /dev/stdin and /dev/fd/63, can be read.
// Errors are those of package os.
func Read(path string, most int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(patient{f}, most))
}

// patient is a file that is waited for within a bound. A regular one has no
// deadlines and needs none.
type patient struct{ *os.File }

// Read implements [io.Reader].
func (p patient) Read(b []byte) (int, error) {
	_ = p.SetReadDeadline(time.Now().Add(silence))
	return p.File.Read(b)
}
