package oauth

import (
	"errors"
	"syscall"
)

// wsaEADDRINUSE is what Windows answers for a port that is taken; a reserved
// one gives WSAEACCES (10013).
const wsaEADDRINUSE syscall.Errno = 10048

func inUse(err error) bool { return errors.Is(err, wsaEADDRINUSE) }
