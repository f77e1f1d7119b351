//go:build linux && (amd64 || arm64)

// The program is killed at every file operation of a complete setup, and must
// go on as if nothing had been.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// TestKilledAtEveryFileOperation. Each point is a setup of its own, in a folder
// of its own, that SIGKILL ends when it asks the kernel for its N-th operation
// on the state or the configuration: that operation is not carried out any
// more. Without EXHAUSTIVE only some of the points are tried: the first and the
// last of every kind of operation, and others evenly among them.
func TestKilledAtEveryFileOperation(t *testing.T) {
	hasNoRaces(t)
	t.Parallel()
	b, _ := robotBench(t)
	all := b.apart(t).traced(t, 0, "setup", "acme", "--yes")
	if all.code != 0 || len(all.operations) < 100 {
		t.Fatalf("exit code %d, %d operations, want 100 at least", all.code, len(all.operations))
	}
	points := choose(all.operations, 10)
	t.Logf("%d file operations, %d of them are points", len(all.operations), len(points))
	const workers = 2 // each has a lab, and so a redirect port, of its own
	for w := range workers {
		t.Run(fmt.Sprintf("worker %d", w), func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t)
			known := 0
			for i := w; i < len(points); i += workers {
				answers, reached := crash(t, b.apart(t), points[i])
				if reached && answers < known {
					t.Errorf("killed at %d: %d answers were kept, %d at an earlier point", points[i], answers, known)
				}
				known = max(known, answers)
			}
		})
	}
}

// TestKilledAgainAndAgain kills every run of one setup, each a little later
// than the one before, until one comes through.
func TestKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	kills, before := 0, map[string]string{}
	for at := 12; ; at += 12 {
		run := b.traced(t, at, "setup", "acme", "--yes")
		if !run.killed {
			if run.code != 0 {
				t.Fatalf("exit code %d:\n%s", run.code, run.said)
			}
			break
		}
		kills++
		after := b.intact(fmt.Sprintf("killed %d times", kills))
		kept(t, fmt.Sprintf("killed %d times", kills), before, after)
		before = after
	}
	t.Logf("killed %d times", kills)
	b.isProven("acme.asset.json", "Acme")
	b.isTidy("in the end")
}

// choose returns the numbers, from 1, of the operations to be killed at.
func choose(operations []string, wanted int) []int {
	last := map[string]int{}
	for i, name := range operations {
		last[name] = i
	}
	step := max(1, len(operations)/wanted)
	var points []int
	for i, name := range operations {
		if exhaustive || last[name] == i || i%step == 0 {
			points = append(points, i+1)
		}
	}
	return points
}

// crash kills a setup at one point, looks at what is left, has the next run go
// on, and returns how many answers had been kept.
func crash(t *testing.T, b *bench, at int) (answers int, reached bool) {
	t.Helper()
	run := b.traced(t, at, "setup", "acme", "--yes")
	if !run.killed {
		if run.code != 0 { // else this run had fewer operations than the first
			t.Errorf("point %d was not reached: exit code %d\n%s", at, run.code, run.said)
		}
		return 0, false
	}
	where := fmt.Sprintf("killed at %d, before %s", at, run.operations[at-1])
	before := b.intact(where)
	code, _, stderr := b.run("setup", "acme", "--yes")
	if code != 0 {
		t.Errorf("%s: the next run ends with %d:\n%s", where, code, stderr)
		return len(before), true
	}
	kept(t, where, before, b.intact(where+", after the next run"))
	b.isProven("acme.asset.json", "Acme")
	b.isTidy(where)
	return len(before), true
}

// kept: every answer is still there, and still the same.
func kept(t *testing.T, where string, before, after map[string]string) {
	t.Helper()
	for id, answer := range before {
		if again, there := after[id]; !there || again != answer {
			t.Errorf("%s: the answer to %s was %q, is %q (there: %v)", where, id, answer, again, there)
		}
	}
}

// intact: what a killed run left is whole, or absent, and its owner's alone.
// It returns the answers.
func (b *bench) intact(where string) map[string]string {
	b.t.Helper()
	folder := filepath.Join(b.dir, "state", "mailasset", "acme")
	var session struct{ Answers map[string]string }
	b.whole(where, filepath.Join(folder, "session.json"), &session)
	var secrets struct{ ClientID, ClientSecret string }
	b.whole(where, filepath.Join(folder, "secrets.json"), &secrets)
	if (secrets.ClientID == "") != (secrets.ClientSecret == "") {
		b.t.Errorf("%s: half a client in secrets.json", where)
	}
	var asset struct {
		Asset  struct{ Name string }
		Tokens struct{ RefreshToken string }
	}
	file := filepath.Join(b.dir, "acme.asset.json")
	if b.whole(where, file, &asset) && (asset.Asset.Name != "Acme" || asset.Tokens.RefreshToken == "") {
		b.t.Errorf("%s: the configuration is not whole", where)
	}
	return session.Answers
}

// whole reads a JSON document that may be absent.
func (b *bench) whole(where, path string, into any) bool {
	b.t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || info.Mode().Perm() != 0o600 {
		b.t.Errorf("%s: %s: %v %v %v", where, path, err, statErr, info)
	}
	return true
}

// isTidy: no temporary file is left, in the state or beside the configuration.
func (b *bench) isTidy(where string) {
	b.t.Helper()
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && (strings.Contains(d.Name(), "tmp") || d.Name() == "holder") {
			b.t.Errorf("%s: %s is left behind", where, strings.TrimPrefix(path, b.dir))
		}
		return err
	})
	if err != nil {
		b.t.Error(err)
	}
}

// trace is a run of the program under ptrace(2).
type trace struct {
	operations []string // on files below the bench's folder, in order
	killed     bool     // at the last of them
	code       int
	said       string
	err        error // of tracing
}

// tracer stops the program at its calls on files, whichever thread makes them:
// strace counts for each thread apart, and Go's calls move between threads.
type tracer struct {
	dir string // operations below it count
	pid int
	at  int // kill at this one; 0: never
	run trace
}

// errNoTrace: some sandboxes refuse ptrace or seccomp.
var errNoTrace = errors.New("this system lets nobody trace a process: the crash matrix cannot be run here")

// traced runs the program and kills it at an operation on a file; 0 is never.
func (b *bench) traced(t *testing.T, at int, args ...string) trace {
	t.Helper()
	said, err := os.CreateTemp(t.TempDir(), "said")
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	cmd := b.command(args...)
	cmd.Env = append(cmd.Env, stopAtFiles+"=1")
	cmd.Stdout, cmd.Stderr = said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	done := make(chan trace)
	go func() {
		runtime.LockOSThread() // the tracer is a thread, which ends here, and what it still traces with it
		done <- (&tracer{dir: b.dir, at: at}).follow(cmd)
	}()
	run := <-done
	text, err := os.ReadFile(said.Name())
	if err != nil {
		t.Fatal(err)
	}
	run.said = string(text)
	switch {
	case errors.Is(run.err, errNoTrace), run.code == exitNoFilter:
		t.Skip(errNoTrace)
	case run.err != nil:
		t.Fatal(run.err)
	}
	return run
}

const (
	traceFork, traceVfork, traceClone, traceExec = 0x2, 0x4, 0x8, 0x10
	traceSeccomp, traceExitKill                  = 0x80, 0x100000

	seccompEvent = 7
	anyThread    = syscall.WALL | 0x20000000 // __WNOTHREAD: only what this thread traces
)

func (x *tracer) follow(cmd *exec.Cmd) trace {
	x.run.err = cmd.Start()
	if errors.Is(x.run.err, syscall.EPERM) {
		x.run.err = errNoTrace
	}
	if x.run.err != nil {
		return x.run
	}
	late := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	x.pid = cmd.Process.Pid
	var status syscall.WaitStatus
	_, err := syscall.Wait4(x.pid, &status, syscall.WALL, nil)
	if err == nil {
		err = syscall.PtraceSetOptions(x.pid, traceFork|traceVfork|traceClone|traceExec|traceSeccomp|traceExitKill)
	}
	if err != nil {
		_ = cmd.Process.Kill()
		x.run.err = fmt.Errorf("%w (%v)", errNoTrace, err)
		return x.run
	}
	x.run.err = x.watch()
	return x.run
}

// watch lets the program go from stop to stop until it has ended. The browser
// that it starts is followed too: it has inherited the filter. What is waited
// for is their process group: this thread may have started other programs,
// before it became the tracer, and whoever waits for those must find them.
func (x *tracer) watch() error {
	var status syscall.WaitStatus
	deliver, thread := 0, x.pid
	for {
		_ = syscall.PtraceCont(thread, deliver) // it may be dead by now
		var err error
		for thread, err = syscall.Wait4(-x.pid, &status, anyThread, nil); err == syscall.EINTR; {
			thread, err = syscall.Wait4(-x.pid, &status, anyThread, nil)
		}
		if err != nil {
			return fmt.Errorf("wait for the traced program: %w", err)
		}
		deliver = 0
		switch {
		case thread == x.pid && (status.Exited() || status.Signaled()):
			x.run.code = status.ExitStatus()
			return nil
		case !status.Stopped():
		case status>>16 == seccompEvent:
			x.look(thread)
		case status.StopSignal() == syscall.SIGSTOP, status>>16 != 0: // something new begins
		default:
			deliver = int(status.StopSignal())
		}
	}
}

// look counts the operation that a thread asks for, and kills the program when
// it is the one.
func (x *tracer) look(thread int) {
	name, counts := x.operation(thread)
	if !counts || x.run.killed {
		return
	}
	x.run.operations = append(x.run.operations, name)
	if len(x.run.operations) == x.at {
		x.run.killed = true
		_ = syscall.Kill(x.pid, syscall.SIGKILL)
	}
}

// Calls that change a file or a folder, by where their path or file stands.
var (
	pathCalls = map[uint64]string{
		syscall.SYS_OPENAT: "openat", syscall.SYS_MKDIRAT: "mkdirat", syscall.SYS_UNLINKAT: "unlinkat",
		syscall.SYS_RENAMEAT: "renameat", syscall.SYS_FCHMODAT: "fchmodat",
	}
	fileCalls = map[uint64]string{
		syscall.SYS_WRITE: "write", syscall.SYS_PWRITE64: "pwrite64", syscall.SYS_FSYNC: "fsync", syscall.SYS_CLOSE: "close",
		syscall.SYS_FLOCK: "flock", syscall.SYS_FTRUNCATE: "ftruncate", syscall.SYS_FCHMOD: "fchmod",
	}
)

// operation names what a thread is about to do, if it is to a file that counts.
func (x *tracer) operation(thread int) (string, bool) {
	const getSyscallInfo = 0x420e
	var info struct { // ptrace_syscall_info
		op   uint8
		_    [3]uint8
		arch uint32
		ip   uint64
		sp   uint64
		nr   uint64
		args [6]uint64
		_    [2]uint64
	}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PTRACE, getSyscallInfo, uintptr(thread), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 {
		return "", false
	}
	var call, path string
	if name, known := pathCalls[info.nr]; known {
		call, path = name, x.text(thread, info.args[1])
	} else if name, known := fileCalls[info.nr]; known {
		target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", thread, int32(info.args[0])))
		if err != nil {
			return "", false
		}
		call, path = name, target
	}
	if call == "" || !strings.HasPrefix(path, x.dir+"/") {
		return "", false
	}
	name := filepath.Base(path)
	if stem, _, temporary := strings.Cut(name, "-tmp-"); temporary {
		name = stem + "-tmp"
	}
	return call + " " + name, true
}

// text reads a path out of the program's memory.
func (x *tracer) text(thread int, at uint64) string {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", thread))
	if err != nil {
		return ""
	}
	defer memory.Close()
	var path [1024]byte
	n, _ := memory.ReadAt(path[:], int64(at)) // short where the mapping ends
	text, _, _ := strings.Cut(string(path[:n]), "\x00")
	return text
}

// The program stops itself at calls on files: it is this test binary.
const (
	stopAtFiles  = "MAILASSET_TEST_STOP_AT_FILES"
	exitNoFilter = 97
)

func init() {
	if os.Getenv(stopAtFiles) == "" {
		return
	}
	_ = os.Unsetenv(stopAtFiles)
	if err := filterFileCalls(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitNoFilter)
	}
}

// filterFileCalls has every thread stop for its tracer before a call on a file
// (seccomp(2)), so that all other calls run at full speed.
func filterFileCalls() error {
	const (
		loadNumber, jumpIfEqual, giveBack = 0x20, 0x15, 0x06
		toTracer, allow                   = 0x7ff00000, 0x7fff0000
		noNewPrivileges                   = 38
		setFilter, allThreads             = 1, 1
	)
	seccomp := map[string]uintptr{"amd64": 317, "arm64": 277}[runtime.GOARCH]
	program := []syscall.SockFilter{{Code: loadNumber}}
	for _, calls := range []map[uint64]string{pathCalls, fileCalls} {
		for number := range calls {
			program = append(program,
				syscall.SockFilter{Code: jumpIfEqual, Jf: 1, K: uint32(number)},
				syscall.SockFilter{Code: giveBack, K: toTracer})
		}
	}
	program = append(program, syscall.SockFilter{Code: giveBack, K: allow})
	whole := syscall.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_PRCTL, noNewPrivileges, 1, 0, 0, 0, 0); errno != 0 {
		return fmt.Errorf("give up privileges: %w", errno)
	}
	if _, _, errno := syscall.RawSyscall(seccomp, setFilter, allThreads, uintptr(unsafe.Pointer(&whole))); errno != 0 {
		return fmt.Errorf("filter calls: %w", errno)
	}
	return nil
}
