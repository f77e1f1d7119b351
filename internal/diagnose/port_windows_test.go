package diagnose

import "syscall"

const addressInUse = syscall.Errno(10048)
