//go:build !windows

// Whatever ends the program while it waits for somebody: the terminal is as it
// was, the state is kept, and the next run goes on. And the places it runs in.

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// answersBut writes an answers file in which nothing is missing but one
// question: the program stops there.
func (b *bench) answersBut(missing string) string {
	b.t.Helper()
	e := b.lab.Endpoints()
	answers := map[string]string{
		"asset.name": "Acme", "asset.email": e.Mailbox, "asset.login_id": e.Mailbox, "connect.url": e.ConnectURL, "connect.callback_url": e.CallbackURL,
		"asset.forwarding_address": e.ForwardingAddress, "google.project_id": "webex-mail-lab", "google.user_type": "external",
		"google.app_name": "Acme Mail", "google.support_email": e.Mailbox, "google.publish": "publish",
		"google.home_page": "https://www.example.com/", "google.privacy_policy": "https://www.example.com/privacy",
		"google.client_json": e.ClientJSON, "step.branding.done": "yes", "step.audience.done": "yes", "step.data-access.done": "yes",
		"step.connect.done": "yes", "step.forwarding.done": "yes",
	}
	delete(answers, missing)
	doc, err := json.Marshal(answers) // JSON is YAML
	if err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(b.t.TempDir(), "answers.yaml")
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

const someClient = "1234567890-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"

// wait is one kind of waiting for somebody.
type wait struct {
	name    string
	missing string // the question without an answer
	args    []string
	faults  []string
	before  string // a question that comes before it, and what is typed there
	typed   string
	shown   []string // in order; after the last one it waits
	echo    string   // of a "~" that is typed there
	kept    bool     // what was typed is there again after a stop
	answer  string   // typed there, it goes on

	toTheEnd bool // once interrupted, one more run comes through
}

// questionsAsked are the waits for an answer, of every kind of prompt.
var questionsAsked = []wait{
	{name: "input", missing: "asset.email", shown: []string{"? Email ID"}, echo: "~", kept: true, answer: "\x15\r", toTheEnd: true},
	{name: "list", missing: "google.user_type", shown: []string{"? Who may sign in to the app?", "Internal"}, echo: "~", answer: "\x15\x1b[A\x1b[B\r"},
	{name: "done", missing: "step.data-access.done", shown: []string{"? Done?", "not yet"}, echo: "~", answer: "\x15\r"},
	{name: "password", missing: "google.client_json", before: "? Path of the downloaded", typed: someClient + "\r", shown: []string{"? Client secret"}, echo: "*"},
	{name: "line", missing: "asset.email", args: []string{"--plain"}, shown: []string{"Email ID", "] > "}, answer: "\n"},
	{name: "numbered list", missing: "google.user_type", args: []string{"--plain"}, shown: []string{"Who may sign in", "Type a number", "] > "}, answer: "\n"},
	{name: "password in a line", missing: "google.client_json", args: []string{"--plain"}, before: "Path of the downloaded", typed: someClient + "\n", shown: []string{"Client secret", "\n> "}},
}

// browserAwaited are the waits for what somebody does elsewhere.
var browserAwaited = []wait{
	{name: "browser", args: []string{"--no-browser"}, shown: []string{"address here:"}, toTheEnd: true},
	{name: "browser, plain", args: []string{"--no-browser", "--plain"}, shown: []string{"address here:"}},
	{name: "propagation", faults: []string{"redirect-uri-mismatch"}, shown: []string{"Asking again every"}, toTheEnd: true},
}

// reach brings a program to where it waits.
func (w wait) reach(x *terminal) {
	x.t.Helper()
	if w.before != "" { // unless it was answered in an earlier run
		if found, _ := x.expect(w.before, w.shown[0]); found == w.shown[0] {
			w.shown = w.shown[1:]
		} else {
			x.send(w.typed)
		}
	}
	for _, text := range w.shown {
		x.expect(text)
	}
}

// probe types where it waits: the echo comes when the cursor reports that survey
// asked for have come.
func (w wait) probe(x *terminal, again bool) {
	x.t.Helper()
	if w.echo == "" {
		return
	}
	if !again || !w.kept {
		x.send("~")
	}
	x.expect(w.echo)
}

func (w wait) command(b *bench) []string {
	return append([]string{"setup", "acme", "--answers", b.answersBut(w.missing)}, w.args...)
}

// ends are the ways to end a waiting program.
var ends = []struct {
	name string
	end  func(x *terminal)
	mute bool // nothing can be read afterwards
}{
	{"Ctrl-C", func(x *terminal) { x.send("\x03") }, false},
	{"SIGINT", signal(syscall.SIGINT), false},
	{"SIGTERM", signal(syscall.SIGTERM), false},
	{"SIGHUP", signal(syscall.SIGHUP), false},
	{"terminal closed", func(x *terminal) { _ = x.pty.Close() }, true},
}

func signal(s syscall.Signal) func(*terminal) { return func(x *terminal) { x.signal(s) } }

func TestInterruptedAtEveryWait(t *testing.T) {
	t.Parallel()
	for _, w := range slices.Concat(questionsAsked, browserAwaited) {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t)
			if err := b.lab.SetFaults(w.faults...); err != nil {
				t.Fatal(err)
			}
			for _, e := range ends {
				args := w.command(b)
				x := b.attach(b.command(args...))
				w.reach(x)
				e.end(x)
				if e.mute && w.missing == "" {
					x.signal(syscall.SIGHUP) // as the shell does then; a question finds out by itself
				}
				x.endsWith(e.name, e.mute, "mailasset "+strings.Join(args, " "))
				b.remembers(e.name)
			}
			if !w.toTheEnd {
				return
			}
			if err := b.lab.SetFaults(); err != nil {
				t.Fatal(err)
			}
			if code, _, stderr := b.run("setup", "acme", "--yes"); code != 0 {
				t.Fatalf("the next run ends with %d:\n%s", code, stderr)
			}
			b.isProven("acme.asset.json", "Acme")
		})
	}
}

// TestInterruptedAtTheFirstQuestion: nothing is kept yet, and the same command
// begins again.
func TestInterruptedAtTheFirstQuestion(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	for _, mode := range []string{"--no-color", "--plain"} {
		for _, e := range ends {
			x := b.attach(b.command("setup", mode))
			x.expect("Asset Name, as")
			e.end(x)
			x.endsWith(mode+", "+e.name, e.mute, "mailasset setup "+mode)
		}
	}
	if left, err := filepath.Glob(filepath.Join(b.dir, "state", "mailasset", "*")); left != nil || err != nil {
		t.Errorf("there is %v, %v", left, err)
	}
}

// endsWith: exit code 3, the command that goes on is the very last line, and the
// terminal is as it was.
func (x *terminal) endsWith(how string, mute bool, resume string) {
	x.t.Helper()
	code, said := x.exit()
	if code != 3 || !mute && !strings.HasSuffix(said, "\r\n"+resume+"\r\n") {
		x.t.Errorf("%s: exit code %d; it said at last:\n%s", how, code, said[max(0, len(said)-300):])
	}
	if !mute {
		x.restored(how)
	}
}

// restored compares the terminal's modes with those of a new one, and looks at
// what it was told and not untold.
func (x *terminal) restored(where string) {
	x.t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		x.t.Fatal(err)
	}
	defer master.Close()
	defer tty.Close()
	if fresh, used := modes(x.t, master), modes(x.t, x.pty); !reflect.DeepEqual(fresh, used) {
		x.t.Errorf("%s: the terminal is left with %+v, was %+v", where, used, fresh)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	raw := x.raw.String()
	for on, off := range map[string]string{"\x1b[?2004h": "\x1b[?2004l", "\x1b[?25l": "\x1b[?25h"} {
		if strings.LastIndex(raw, on) > strings.LastIndex(raw, off) {
			x.t.Errorf("%s: %q was sent and never %q", where, on, off)
		}
	}
}

// modes are those of the terminal at the other end.
func modes(t *testing.T, master *os.File) (state *term.State) {
	t.Helper()
	conn, err := master.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var failed error
	err = conn.Control(func(fd uintptr) { state, failed = term.GetState(int(fd)) })
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	return state
}

// remembers: the session is there, whole, with its name; the lock is free.
func (b *bench) remembers(where string) {
	b.t.Helper()
	folder := filepath.Join(b.dir, "state", "mailasset", "acme")
	text, err := os.ReadFile(filepath.Join(folder, "session.json"))
	var session struct{ Answers map[string]string }
	if err == nil {
		err = json.Unmarshal(text, &session)
	}
	if err != nil || session.Answers["asset.name"] != "Acme" {
		b.t.Errorf("%s: %v, answers %v", where, err, session.Answers)
	}
	if _, err := os.Stat(filepath.Join(folder, "holder")); err == nil {
		b.t.Errorf("%s: the lock still names a holder", where)
	}
}

// TestInterruptedWhileACounterpartHangs: no network wait outlives Ctrl-C, and
// a second one ends the program whatever it does.
func TestInterruptedWhileACounterpartHangs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault string
		until string // seen on stderr just before it hangs
	}{
		{"token-hang", "Google is asked whether"},
		{"gmail-hang", "Waiting for your browser"},
		{"smtp-hang", "mailbox.identity"},
		{"smtp-drip", "mailbox.identity"},
	} {
		for _, times := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s, %d", tt.fault, times), func(t *testing.T) {
				t.Parallel()
				b, _ := robotBench(t, tt.fault)
				j := b.begin("setup", "acme", "--yes")
				j.says(regexp.MustCompile(regexp.QuoteMeta(tt.until)))
				began := time.Now()
				for range times {
					_ = j.cmd.Process.Signal(syscall.SIGINT)
				}
				code, _, stderr := j.end()
				killed := times == 2 && code == -1 // by the second
				if code != 3 && !killed {
					t.Errorf("exit code %d:\n%s", code, stderr)
				}
				if took := time.Since(began); took > 15*time.Second { // of the 30 that a network answer may take
					t.Errorf("it took %v", took)
				}
				if !killed && !strings.HasSuffix(strings.TrimSpace(stderr), "\nmailasset setup acme --yes") {
					t.Errorf("it said at last:\n%s", stderr[max(0, len(stderr)-300):])
				}
			})
		}
	}
}

// TestInterruptedCheckAndToken: a command that keeps nothing is begun again by the
// same line; the asset is as it was.
func TestInterruptedCheckAndToken(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	if code, _, stderr := b.run("setup", "acme", "--yes"); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	if err := b.lab.SetFaults("smtp-hang"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   []string
		until  string
		resume string
	}{
		{[]string{"check", "acme", "--only", "mailbox.identity,smtp.login"}, "mailbox.identity", "mailasset check acme --only mailbox.identity,smtp.login"},
		{[]string{"token", "acme", "--no-browser"}, "address here:", "mailasset token acme --no-browser"},
	} {
		x := b.attach(b.command(tt.args...))
		x.expect(tt.until)
		x.send("\x03")
		x.endsWith(tt.args[0], false, tt.resume)
	}
	if err := b.lab.SetFaults(); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := b.run("check", "acme"); code != 0 {
		t.Errorf("exit code %d:\n%s", code, stderr)
	}
}

// stops are the ways to suspend a program. Where Ctrl-Z is a key like others the
// program suspends itself; nothing can be done before a signal from outside.
var stops = []struct {
	name string
	stop func(x *terminal, pid int)
}{
	{"Ctrl-Z", func(x *terminal, _ int) { x.send("\x1a") }},
	{"SIGTSTP", func(_ *terminal, pid int) { _ = syscall.Kill(pid, syscall.SIGTSTP) }},
	{"SIGSTOP", func(_ *terminal, pid int) { _ = syscall.Kill(pid, syscall.SIGSTOP) }},
}

// TestSuspendedAtEveryQuestion stops the program under a shell with job control
// and goes on with it: the question is put again, in the same mode of the
// terminal, and can be answered.
func TestSuspendedAtEveryQuestion(t *testing.T) {
	t.Parallel()
	bash := jobShell(t)
	for _, w := range questionsAsked {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t)
			x := b.shell(bash)
			x.send("mailasset " + strings.Join(w.command(b), " ") + "\n")
			w.reach(x)
			w.probe(x, false)
			pid, asking := b.holder(), modes(t, x.pty)
			for _, s := range stops {
				s.stop(x, pid)
				x.expect("Stopped")
				x.expect("$ ")
				x.send("fg\n")
				for _, text := range w.shown {
					x.expect(text)
				}
				w.probe(x, true)
				if again := modes(t, x.pty); !reflect.DeepEqual(asking, again) {
					t.Errorf("%s: the terminal is %+v at the question, was %+v", s.name, again, asking)
				}
			}
			if w.answer == "" { // a secret: what is typed stays as unseen as before
				const secret = "made-up-and-not-to-be-seen"
				x.send(secret + "\r")
				if found, _ := x.expect(secret, "client."); found == secret {
					t.Error("the password is on the screen")
				}
				x.expect("Give the client once more") // the lab refuses the made-up secret
				x.expect("Path of the downloaded")
				x.send("\x03")
				x.expect("Go on with:")
			} else {
				x.send(w.answer)
				x.expect("Written")
			}
			x.leaves()
			if w.answer != "" {
				b.isProven("acme.asset.json", "Acme")
			}
		})
	}
}

// leaves ends the shell.
func (x *terminal) leaves() {
	x.t.Helper()
	x.expect("$ ")
	x.send("exit\n")
	x.exit()
}

// TestSuspendedWhileTheBrowserIsAwaited: the address is shown again; the wait
// goes on in the background too, and takes the terminal from nobody.
func TestSuspendedWhileTheBrowserIsAwaited(t *testing.T) {
	t.Parallel()
	bash := jobShell(t)
	for _, to := range []string{"fg", "bg"} {
		t.Run(to, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t)
			x := b.shell(bash)
			x.send("mailasset setup acme --yes --no-browser\n")
			x.expect("address here:")
			x.send("\x1a")
			x.expect("Stopped")
			x.expect("$ ")
			x.send(to + "\n")
			_, shown := x.expect("address here:")
			if to == "bg" {
				x.send("echo the shell has $((40+2))\n") // and the program takes nothing from it
				x.expect("the shell has 42")
			}
			answered(t, redirectOf(t, authLine.FindString(strings.ReplaceAll(shown, "\r", ""))))
			x.expect("Written")
			x.send("\n")
			x.leaves()
			b.isProven("acme.asset.json", "Acme")
		})
	}
}

// TestQuestionInTheBackground: it waits, stopped, until it is brought to the
// foreground.
func TestQuestionInTheBackground(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	x, w := b.shell(jobShell(t)), questionsAsked[0]
	x.send("mailasset " + strings.Join(w.command(b), " ") + "\n")
	w.reach(x)
	w.probe(x, false)
	x.send("\x1a")
	x.expect("Stopped")
	x.expect("$ ")
	x.send("bg; wait %1; jobs -l\n")
	x.expect("Stopped (tty output)")
	x.expect("$ ")
	x.send("fg\n")
	w.reach(x)
	w.probe(x, true)
	x.send("\x03")
	x.expect("Everything so far is kept")
	x.leaves()
}

// jobShell is a shell that can suspend a program.
func jobShell(t *testing.T) string {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err == nil {
		_, err = os.Stat("/proc/self/stat")
	}
	if err != nil {
		t.Skipf("nothing can suspend a program here: %v", err)
	}
	return bash
}

// answered delivers a redirect as a browser does.
func answered(t *testing.T, address string) {
	t.Helper()
	l := &login{job: &job{t: t}}
	if status, _, page := l.get(address); status != 200 {
		t.Errorf("status %d: %s", status, page)
	}
}

// shell is an interactive bash on a terminal of its own.
func (b *bench) shell(bash string) *terminal {
	b.t.Helper()
	cmd := exec.Command(bash, "--norc", "--noprofile", "-i")
	cmd.Dir, cmd.Env = b.dir, append(b.env, "PS1=$ ")
	x := b.session(cmd, nil)
	x.expect("$ ")
	return x
}

// holder is the process that says it works on the asset.
func (b *bench) holder() int {
	b.t.Helper()
	text := awaitFile(b.t, filepath.Join(b.dir, "state", "mailasset", "acme", "holder"))
	pid, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		b.t.Fatal(err)
	}
	return pid
}

// TestTwoSetupsAtOnce: the second names the process that holds the asset, and
// disturbs nothing.
func TestTwoSetupsAtOnce(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	first := b.login("setup", "acme", "--yes")
	for _, args := range [][]string{{"setup", "acme", "--yes"}, {"setup", "--yes"}, {"token", "acme"}, {"setup", "acme", "--yes", "-o", "json"}} {
		code, _, stderr := b.run(args...)
		if code != 1 || !strings.Contains(stderr, strconv.Itoa(first.cmd.Process.Pid)) {
			t.Errorf("%v: exit code %d, without the PID %d:\n%s", args, code, first.cmd.Process.Pid, stderr)
		}
	}
	if got := b.holder(); got != first.cmd.Process.Pid {
		t.Errorf("the lock names %d", got)
	}
	first.completes()
	b.isProven("acme.asset.json", "Acme")
	if code, _, stderr := b.run("setup", "acme", "--yes"); code != 0 {
		t.Errorf("afterwards: exit code %d\n%s", code, stderr)
	}
}

// TestManySetupsAtOnce: whoever wins, there is one asset, and it is proven.
func TestManySetupsAtOnce(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	var jobs []*job
	for range 6 {
		jobs = append(jobs, b.begin("setup", "acme", "--yes"))
	}
	won := 0
	for _, j := range jobs {
		code, _, stderr := j.end()
		switch {
		case code == 0:
			won++
		case code != 1 || !strings.Contains(stderr, "acme"):
			t.Errorf("exit code %d:\n%s", code, stderr)
		}
	}
	if won == 0 {
		t.Error("nobody won")
	}
	b.isProven("acme.asset.json", "Acme")
}

// TestSurroundings: machines on which other tools fail.
func TestSurroundings(t *testing.T) {
	t.Parallel()
	const dead = "http://127.0.0.1:9"
	for _, tt := range []struct {
		name string
		env  []string
		said string
	}{
		{"proxy for all but loopback", []string{"HTTPS_PROXY=" + dead, "HTTP_PROXY=" + dead, "https_proxy=" + dead, "http_proxy=" + dead}, ""},
		{"proxy on loopback and a NO_PROXY", []string{"HTTPS_PROXY=" + dead, "HTTP_PROXY=" + dead, "NO_PROXY=example.com"}, ""},
		{"Dutch", []string{"LANG=nl_NL.UTF-8"}, "Wachten op je browser"},
		{"language by LC_ALL", []string{"LANG=en_US.UTF-8", "LC_ALL=nl_BE"}, "Wachten op je browser"},
		{"no language", []string{"LANG=", "LC_ALL=C"}, "Waiting for your browser"},
		{"dumb terminal", []string{"TERM=dumb", "NO_COLOR=1"}, ""},
		{"CI", []string{"CI=true"}, ""},
		{"SSH", []string{"SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22", "SSH_TTY=/dev/pts/9"}, ""},
		{"no PATH", []string{"PATH="}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t)
			b = b.apart(t, tt.env...)
			code, stdout, stderr := b.run("setup", "acme", "--yes")
			if code != 0 || !strings.Contains(stderr, tt.said) {
				t.Fatalf("exit code %d, without %q:\n%s", code, tt.said, stderr)
			}
			if strings.Contains(stdout+stderr, "\x1b") {
				t.Error("escape codes where there is no terminal")
			}
			b.isProven("acme.asset.json", "Acme")
		})
	}
}

// TestInTmux: a session without a screen to open a page on; the address is
// carried to another browser by hand.
func TestInTmux(t *testing.T) {
	t.Parallel()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("no tmux here")
	}
	b, _ := robotBench(t)
	socket := filepath.Join(t.TempDir(), "s")
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), tmux, append([]string{"-S", socket, "-f", "/dev/null"}, args...)...)
		cmd.Dir, cmd.Env = b.dir, append(b.env, "BROWSER=", "DISPLAY=", "WAYLAND_DISPLAY=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	done := filepath.Join(b.dir, "done")
	run("new-session", "-d", "-x", "120", "-y", "60", "mailasset setup acme --answers "+b.answersBut("")+"; echo $? > "+done+".new; mv "+done+".new "+done)
	t.Cleanup(func() { _ = exec.Command(tmux, "-S", socket, "kill-server").Run() })
	screen := func() string { return run("capture-pane", "-p", "-J", "-S", "-") }
	shown := awaitText(t, "No browser opened", screen)
	answered(t, redirectOf(t, authLine.FindString(shown)))
	if code := strings.TrimSpace(awaitFile(t, done)); code != "0" {
		t.Errorf("exit code %s", code)
	}
	b.isProven("acme.asset.json", "Acme")
}

// awaitText waits, within a bound, until something holds a text.
func awaitText(t *testing.T, text string, look func() string) string {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		shown := look()
		if strings.Contains(shown, text) {
			return shown
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("no %q; there is:\n%s", text, shown)
		}
	}
}
