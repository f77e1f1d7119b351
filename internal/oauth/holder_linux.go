package oauth

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// holderOf names the process that listens on a port of this computer, as far as
// /proc tells: of processes of other users it does not (proc(5), /proc/net/tcp and
// /proc/pid/fd).
func holderOf(port int) string {
	sockets := listeners(port)
	if len(sockets) == 0 {
		return ""
	}
	files, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, file := range files {
		if target, err := os.Readlink(file); err != nil || !sockets[target] {
			continue
		}
		process := filepath.Dir(filepath.Dir(file))
		if name, err := os.ReadFile(filepath.Join(process, "comm")); err == nil {
			return fmt.Sprintf("%s (pid %s)", Printable(strings.TrimSpace(string(name))), filepath.Base(process))
		}
	}
	return ""
}

// listeners are the sockets that listen on the port, as links of /proc/pid/fd name
// them.
func listeners(port int) map[string]bool {
	const local, state, inode, listen = 1, 3, 9, "0A"
	found := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, _ := os.ReadFile(table)
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if len(fields) <= inode || fields[state] != listen {
				continue
			}
			_, hex, _ := strings.Cut(fields[local], ":")
			if number, err := strconv.ParseUint(hex, 16, 16); err == nil && int(number) == port {
				found["socket:["+fields[inode]+"]"] = true
			}
		}
	}
	return found
}
