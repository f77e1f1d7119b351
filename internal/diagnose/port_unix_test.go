//go:build !windows

package diagnose

import "syscall"

const addressInUse = syscall.EADDRINUSE
