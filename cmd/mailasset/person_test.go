//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mailasset/internal/lab"
)

// TestThisIsNotWhatISee: a person who sees another page is shown what is known
// of it, says what is there, and is asked again.
func TestThisIsNotWhatISee(t *testing.T) {
	t.Parallel()
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	x := b.start("setup", "acme", "--plain")
	for _, q := range questions[:4] {
		x.expect(q[0])
		x.expect("> ")
		x.send("\n")
	}
	x.expect("type: different")
	x.expect("Call Back URL, copied")
	x.expect("> ")
	x.send("different\n")
	x.expect("There is no Call Back URL on the form")
	x.expect("What do you see instead?")
	x.expect("> ")
	x.send("a form without that field\n")
	x.expect("Call Back URL, copied")
	x.expect("> ")
	x.send("\n")
	x.expect("Forwarding Address, copied")
	x.send("\x03")
	if code, said := x.exit(); code != 3 {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
	doc, err := os.ReadFile(filepath.Join(b.dir, "state", "mailasset", "acme", "session.json"))
	if err != nil || !strings.Contains(string(doc), "a form without that field") {
		t.Errorf("not kept for the report: %s, %v", doc, err)
	}
}

// TestWaitsForAChangeOnTheConsole: a redirect URI that Google has not heard of
// yet is waited for; the wait can be stopped, and goes on in the next run.
func TestWaitsForAChangeOnTheConsole(t *testing.T) {
	t.Parallel()
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	b.faults("redirect-uri-mismatch")
	x := b.start("setup", "acme", "--yes")
	x.expect("redirect-uri-mismatch")
	x.expect("Not there yet (asked once, ")
	x.send("\x03")
	if code, said := x.exit(); code != 3 || !strings.HasSuffix(strings.TrimSpace(said), "mailasset setup acme --yes") {
		t.Fatalf("exit code %d; it said:\n%s", code, said)
	}
	x = b.start("setup", "acme", "--yes")
	x.expect("Not there yet (asked once, ")
	b.faults()
	x.expect("Both redirect URIs are registered")
	if code, said := x.exit(); code != 0 {
		t.Fatalf("exit code %d; it said:\n%s", code, said)
	}
	b.isProven("acme.asset.json", "Acme")
}

func (b *bench) faults(names ...string) {
	b.t.Helper()
	if err := b.lab.SetFaults(names...); err != nil {
		b.t.Fatal(err)
	}
}

// TestAnotherMailboxSignsIn: both addresses are shown, nothing is stored, and one
// key signs in again with a choice of account.
func TestAnotherMailboxSignsIn(t *testing.T) {
	t.Parallel()
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	b.faults("wrong-account")
	x := b.start("setup", "acme", "--plain")
	for _, q := range questions[:17] {
		x.expect(q[0])
		x.expect("> ")
		x.send(q[1] + "\n")
	}
	x.expect("Signed in as other@lab.test, but this asset needs support@lab.test")
	x.expect("Sign in again?")
	x.expect("> ")
	secrets, err := os.ReadFile(filepath.Join(b.dir, "state", "mailasset", "acme", "secrets.json"))
	if err != nil || strings.Contains(string(secrets), "refreshToken") {
		t.Errorf("a token of the wrong mailbox was stored, or nothing was: %v", err)
	}
	b.faults()
	x.send("yes\n")
	x.expect("prompt=select_account+consent")
	x.expect("Does it?") // signed in and proven: the step Webex Connect
	x.send("2\n")
	x.expect("What did Generate Token fill in?")
	x.send("1\n")
	if code, said := x.exit(); code != 3 {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
}

// TestOverSSH: the line that lets the browser at the other end reach this
// program, and the address on the clipboard of that terminal.
func TestOverSSH(t *testing.T) {
	t.Parallel()
	port := testPort(t)
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{port}})
	b.env = append(b.env, "SSH_CONNECTION=192.0.2.7 50000 192.0.2.1 22", "USER=admin")
	x := b.start("setup", "acme", "--yes", "--no-browser")
	x.expect("ssh -L " + strconv.Itoa(port) + ":127.0.0.1:" + strconv.Itoa(port) + " admin@192.0.2.1")
	x.expect("paste that page's address here:")
	x.send("c\n")
	x.expect("Copied")
	if !strings.Contains(x.rawText(), "\x1b]52;c;") {
		t.Error("nothing was sent to the clipboard")
	}
	x.send("\x03")
	if code, said := x.exit(); code != 3 {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
}

func (x *terminal) rawText() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.raw.String()
}
