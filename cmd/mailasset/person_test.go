//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailasset/internal/lab"
)

// TestThisIsNotWhatISee: a person who sees another page is shown what is known
// of it, says what is there, and is asked again.
func TestThisIsNotWhatISee(t *testing.T) {
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	x := b.start("setup", "acme", "--plain")
	x.expect("type: different")
	x.expect("Email ID: the mailbox")
	x.expect("> ")
	x.send("different\n")
	x.expect("There is no Call Back URL on the form")
	x.expect("What do you see instead?")
	x.expect("> ")
	x.send("a form without that field\n")
	x.expect("Email ID: the mailbox")
	x.expect("> ")
	x.send("\n")
	x.expect("Who signs in to Google")
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
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	b.faults("redirect-uri-mismatch")
	x := b.start("setup", "acme", "--yes")
	x.expect("redirect-uri-mismatch")
	x.expect("Not there yet (asked 1 times")
	x.send("\x03")
	if code, said := x.exit(); code != 3 || !strings.HasSuffix(strings.TrimSpace(said), "mailasset setup acme") {
		t.Fatalf("exit code %d; it said:\n%s", code, said)
	}
	x = b.start("setup", "acme", "--yes")
	x.expect("Not there yet (asked 1 times")
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
