//go:build !windows

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"mailasset/internal/lab"
)

// patience bounds every wait of these tests. Only a failure waits so long, but a
// busy machine with the race detector may need a good part of it.
const patience = time.Minute

// terminal is the real binary on a pseudo-terminal that answers like a real
// one (survey waits for a cursor report).
type terminal struct {
	t   *testing.T
	cmd *exec.Cmd
	pty *os.File

	mu    sync.Mutex
	raw   bytes.Buffer
	read  int           // how far expect has looked, without escape codes
	grown chan struct{} // closed and replaced whenever raw grows
	ended chan struct{}
}

// bench is a folder, a lab with its robot on, and the environment of a user.
type bench struct {
	t   *testing.T
	dir string
	env []string
	lab *lab.Lab
}

func newBench(t *testing.T, config lab.Config) *bench {
	t.Helper()
	l, err := lab.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	b := &bench{t: t, dir: t.TempDir(), lab: l}
	robot, err := exec.LookPath("robot") // testscript puts it on the path
	if err != nil {
		t.Fatal(err)
	}
	b.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + b.dir, "TERM=xterm-256color", "LANG=C.UTF-8", "GORACE=" + raceOptions,
		"XDG_STATE_HOME=" + filepath.Join(b.dir, "state"),
		"MAILASSET_LAB=" + l.Endpoints().URL, "BROWSER=" + robot,
	}
	return b
}

func testPort(t *testing.T) int {
	t.Helper()
	port, err := unusedPort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// start runs the program on a terminal.
func (b *bench) start(args ...string) *terminal {
	b.t.Helper()
	return b.attach(b.command(args...))
}

// sessionScript runs a program as a shell does. The kernel hangs up the terminal
// of a session whose first process ends, and may drop what was written last (Linux:
// tty_ldisc_hangup): this one stays until all was read, which it marks.
const (
	sessionScript = `trap : INT HUP TERM; "$0" "$@" 3<&-; code=$?; printf '\036'; read -r _ <&3; exit $code`
	allWritten    = 0x1e
)

// attach runs a command as the foreground of a terminal.
func (b *bench) attach(cmd *exec.Cmd) *terminal {
	b.t.Helper()
	waits, goes, err := os.Pipe()
	if err != nil {
		b.t.Fatal(err)
	}
	defer waits.Close()
	cmd.Args = append([]string{"sh", "-c", sessionScript, cmd.Path}, cmd.Args[1:]...)
	cmd.Path, cmd.ExtraFiles = "/bin/sh", []*os.File{waits}
	return b.session(cmd, goes)
}

// session runs the first process of a terminal that can be closed while it is
// read: creack/pty makes reading its own block, and Close wait for it. Once all
// was read, goes is closed, unless it is nil.
func (b *bench) session(cmd *exec.Cmd, goes *os.File) *terminal {
	b.t.Helper()
	blocking, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 100})
	if err != nil {
		b.t.Fatal(err)
	}
	fd, err := fcntlDup(blocking)
	if err == nil {
		err = errors.Join(syscall.SetNonblock(fd, true), blocking.Close())
	}
	if err != nil {
		b.t.Fatal(err)
	}
	x := &terminal{t: b.t, cmd: cmd, pty: os.NewFile(uintptr(fd), "terminal"), grown: make(chan struct{}), ended: make(chan struct{})}
	go x.watch(goes)
	b.t.Cleanup(func() {
		x.signal(syscall.SIGKILL)
		_ = x.pty.Close()
		<-x.ended
	})
	return x
}

// fcntlDup duplicates a file for this process alone.
func fcntlDup(f *os.File) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	return fd, err
}

// signal sends a signal to the program, by its group.
func (x *terminal) signal(s syscall.Signal) { _ = syscall.Kill(-x.cmd.Process.Pid, s) }

func (x *terminal) watch(goes *os.File) {
	defer close(x.ended)
	emulator := vt10x.New(vt10x.WithWriter(x.pty), vt10x.WithSize(100, 50))
	buffer := make([]byte, 4096)
	for {
		n, err := x.pty.Read(buffer)
		chunk, _, all := bytes.Cut(buffer[:n], []byte{allWritten})
		_, _ = emulator.Write(chunk)
		x.mu.Lock()
		x.raw.Write(chunk)
		close(x.grown)
		x.grown = make(chan struct{})
		x.mu.Unlock()
		if all || err != nil {
			_ = goes.Close()
		}
		if err != nil {
			_ = x.cmd.Wait()
			return
		}
	}
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[a-zA-Z]|\x1b[78]`)

// expect waits for one of the texts and returns which came first, and what
// stood before it.
func (x *terminal) expect(texts ...string) (found, before string) {
	x.t.Helper()
	deadline := time.After(patience)
	for {
		x.mu.Lock()
		shown := escapes.ReplaceAllString(x.raw.String(), "")
		shown = shown[min(x.read, len(shown)):]
		grown := x.grown
		x.mu.Unlock()
		first := -1
		for _, text := range texts {
			if at := strings.Index(shown, text); at >= 0 && (first < 0 || at < first) {
				first, found = at, text
			}
		}
		if first >= 0 {
			x.read += first + len(found)
			return found, shown
		}
		select {
		case <-grown:
		case <-x.ended:
			x.t.Fatalf("the program ended without %q; it said:\n%s", texts, shown)
		case <-deadline:
			x.t.Fatalf("no %q came; the screen says:\n%s", texts, shown)
		}
	}
}

func (x *terminal) send(text string) {
	x.t.Helper()
	if _, err := io.WriteString(x.pty, text); err != nil {
		x.t.Fatal(err)
	}
}

// exit waits for the program and returns its exit code and what it still said.
func (x *terminal) exit() (int, string) {
	x.t.Helper()
	select {
	case <-x.ended:
	case <-time.After(patience):
		x.t.Fatalf("the program does not end; it said:\n%s", x.all())
	}
	return x.cmd.ProcessState.ExitCode(), x.all()
}

func (x *terminal) all() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return escapes.ReplaceAllString(x.raw.String(), "")
}

// questions of setup in the lab, in order, as --plain asks them; the last one
// of each pair is what is typed, "" for the default.
var questions = [][2]string{
	{"Asset Name, as", "Acme Support"}, {"Email ID: the mailbox", ""}, {"Who signs in to Google", ""}, {"Webex Connect URL", ""},
	{"Call Back URL, copied", ""}, {"Forwarding Address, copied", ""}, {"Who may sign in to the app?", "1"}, {"Google project ID", ""},
	{"App name, shown", "Acme Mail"}, {"User support email", ""},
	{"Publish the app?", ""}, {"Home page of your", ""}, {"Privacy policy page", ""}, {"Done?", "yes"},
	{"Done?", "2"}, {"Done?", "2"}, {"Path of the downloaded client JSON", ""},
	{"Does it?", ""}, {"What did Generate Token fill in?", ""}, {"Done?", "2"},
}

func TestSetupByHandInNumberedLines(t *testing.T) {
	t.Parallel()
	port := testPort(t)
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{port}})
	x := b.start("setup", "--plain")
	for _, q := range questions {
		x.expect(q[0])
		x.expect("> ")
		x.send(q[1] + "\n")
	}
	code, said := x.exit()
	if code != 0 || strings.Contains(x.raw.String(), "\x1b") {
		t.Errorf("exit code %d, escape codes: %v; it said:\n%s", code, strings.Contains(x.raw.String(), "\x1b"), said)
	}
	b.isProven("acme-support.asset.json", "Acme Support")
}

func TestSetupByHandWithArrowKeys(t *testing.T) {
	t.Parallel()
	const up, enter = "\x1b[A", "\r"
	port := testPort(t)
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{port}})
	x := b.start("setup")
	for _, q := range questions {
		if q[0] == "Done?" {
			x.expect("? Done? [arrow keys") // once answered, it stands there without the hint
		} else {
			x.expect("? " + q[0])
		}
		switch q[1] {
		case "2", "yes", "1", "":
			x.send(enter) // in a lab, what is wanted is the default
		default:
			x.send(q[1] + enter)
		}
	}
	if code, said := x.exit(); code != 0 {
		t.Fatalf("exit code %d; it said:\n%s", code, said)
	}
	b.isProven("acme-support.asset.json", "Acme Support")

	// Arrow keys choose what is not the default: stop at a step.
	x = b.start("setup", "second")
	for _, q := range questions[:14] {
		x.expect("? " + q[0])
		x.send(enter)
	}
	x.expect("? Done? [arrow keys")
	x.send(up + enter) // not yet
	code, said := x.exit()
	if code != 3 || !strings.HasSuffix(strings.TrimSpace(said), "mailasset setup second") {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
}

// TestKilledAtEveryQuestion kills the program with SIGKILL at each question in
// turn; the next run asks nothing again that was answered.
func TestKilledAtEveryQuestion(t *testing.T) {
	t.Parallel()
	port := testPort(t)
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{port}})
	for i, q := range questions {
		x := b.start("setup", "--plain")
		_, before := x.expect(q[0])
		if i > 0 && q[0] != "Done?" {
			for _, earlier := range questions[:i] {
				if earlier[0] != "Done?" && strings.Contains(before, earlier[0]) {
					t.Fatalf("asked again before %q: %q\n%s", q[0], earlier[0], before)
				}
			}
		}
		x.expect("> ")
		x.send(q[1] + "\n")
		if i == len(questions)-1 {
			if code, said := x.exit(); code != 0 {
				t.Fatalf("exit code %d; it said:\n%s", code, said)
			}
			break
		}
		x.expect(questions[i+1][0]) // the answer was taken
		x.signal(syscall.SIGKILL)
		x.exit()
	}
	b.isProven("acme-support.asset.json", "Acme Support")
	if left, _ := filepath.Glob(filepath.Join(b.dir, "state", "mailasset", "*", ".*tmp*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestInterruptedWhileTheBrowserIsAwaited(t *testing.T) {
	t.Parallel()
	port := testPort(t)
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{port}})
	for _, c := range []struct {
		name string
		stop func(x *terminal)
	}{
		{"Ctrl-C", func(x *terminal) { x.send("\x03") }},
		{"SIGTERM", func(x *terminal) { x.signal(syscall.SIGTERM) }},
		{"SIGHUP", func(x *terminal) { x.signal(syscall.SIGHUP) }},
	} {
		x := b.start("setup", "acme", "--yes", "--no-browser")
		x.expect("Waiting for your browser")
		c.stop(x)
		code, said := x.exit()
		if code != 3 || !strings.HasSuffix(strings.TrimSpace(said), "\nmailasset setup acme --no-browser --yes") {
			t.Errorf("%s: exit code %d; it said:\n%s", c.name, code, said[max(0, len(said)-400):])
		}
	}
	x := b.start("setup", "acme", "--yes")
	if code, said := x.exit(); code != 0 {
		t.Fatalf("exit code %d; it said:\n%s", code, said)
	}
}

// TestPastedAddress signs in on "another machine": the page that the browser
// cannot load is pasted into the waiting prompt.
func TestPastedAddress(t *testing.T) {
	t.Parallel()
	port := testPort(t)
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{port}})
	x := b.start("setup", "acme", "--yes", "--no-browser")
	_, before := x.expect("paste that page's address here:")
	address := regexp.MustCompile(`http://\S+/o/oauth2/auth\?\S+`).FindString(before)
	x.send("no address\n")
	x.expect("not the answer to this sign-in")
	x.send(redirectOf(t, address) + "\n")
	if code, said := x.exit(); code != 0 {
		t.Fatalf("exit code %d; it said:\n%s", code, said)
	}
	b.isProven("acme.asset.json", "Acme")
}

// isProven reads the configuration as a user would find it.
func (b *bench) isProven(file, name string) {
	b.t.Helper()
	path := filepath.Join(b.dir, file)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		b.t.Fatalf("%s: %v, %v", file, info, err)
	}
	doc, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	var c struct {
		Asset struct{ Name string }
		Proof []struct{ Check, Status string }
	}
	if err := json.Unmarshal(doc, &c); err != nil {
		b.t.Fatal(err)
	}
	if c.Asset.Name != name || len(c.Proof) == 0 {
		b.t.Errorf("the file is of %q and holds %d proofs", c.Asset.Name, len(c.Proof))
	}
	for _, p := range c.Proof {
		if p.Status != "pass" {
			b.t.Errorf("%s is %s", p.Check, p.Status)
		}
	}
}

// redirectOf signs in like a browser and returns the redirect address instead of
// following it.
func redirectOf(t *testing.T, address string) string {
	t.Helper()
	last, err := lastRedirect(address)
	if err != nil {
		t.Fatal(err)
	}
	return last
}
