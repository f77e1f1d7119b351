//go:build !windows

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"mailasset/internal/lab"
)

// TestCheckFitsItsSchema holds what check really prints against the schema that
// check prints: everything well, a failure, a wait, what could not be told, a
// customer's file, several assets, and one that cannot be read.
func TestCheckFitsItsSchema(t *testing.T) {
	t.Parallel()
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	b.said("setup", "acme", "--yes", "--no-input")
	var schema jsonschema.Schema
	if err := json.Unmarshal([]byte(b.said("check", "--schema")), &schema); err != nil {
		t.Fatal(err)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	fits := func(document string) error {
		var v any
		if err := json.Unmarshal([]byte(document), &v); err != nil {
			t.Fatalf("%v in %s", err, document)
		}
		return resolved.Validate(v)
	}
	broken := filepath.Join(b.dir, "state", "mailasset", "broken")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "session.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		fault, line string
		code        int
	}{
		{"", "check acme", 0},
		{"", "check acme --tier send --yes", 0},
		{"", "check acme --tier offline", 0},
		{"client-secret-invalid", "check acme", 4},
		{"smtp-auth-rejected", "check acme --lang nl", 4},
		{"forwarding-pending", "check acme", 0},
		{"forwarding-elsewhere", "check acme", 4},
		{"token-garbage", "check acme", 1},
		{"smtp-cert-expired", "check acme", 4},
		{"", "check acme.asset.json", 0},
		{"", "check acme acme.asset.json --only asset.shape", 0},
		{"", "check --all", 1},
	} {
		b.faults(strings.Fields(tt.fault)...)
		code, out, said := b.run(append(strings.Fields(tt.line), "-o", "json")...)
		if code != tt.code {
			t.Errorf("%s, %s: exit code %d, want %d; it said:\n%s", tt.fault, tt.line, code, tt.code, said)
		}
		if err := fits(out); err != nil {
			t.Errorf("%s, %s: %v", tt.fault, tt.line, err)
		}
	}
	for _, other := range []string{
		`{}`, `{"asset": "acme", "tier": "online", "verdict": "skip", "checks": []}`, `{"error": {"code": null}}`,
		`[{"asset": "acme", "tier": "online", "verdict": "pass", "checks": [{"id": "asset.shape", "status": "good", "summary": "x", "millis": 1}]}]`,
		`{"asset": "acme", "tier": "online", "verdict": "pass", "checks": [{"id": "asset.shape", "status": "pass", "summary": "x", "millis": 1, "Facts": {}}]}`,
	} {
		if fits(other) == nil {
			t.Errorf("the schema takes %s", other)
		}
	}
}

// TestCheckOnATerminal: what is going on is one line that is written over, and
// nothing is with --plain; the mail is asked about.
func TestCheckOnATerminal(t *testing.T) {
	t.Parallel()
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	b.said("setup", "acme", "--yes", "--no-input")
	x := b.start("check", "acme")
	x.expect("checking asset.shape…")
	x.expect("Every link that can be seen from here holds.")
	if code, said := x.exit(); code != 0 || !strings.Contains(said, "checking smtp.login…") || strings.Count(said, "Checked from this side") != 1 {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
	x = b.start("check", "acme", "--plain")
	if code, said := x.exit(); code != 0 || strings.Contains(said, "checking ") || strings.Contains(x.raw.String(), "\x1b") {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}

	b.faults("forwarding-pending")
	x = b.start("check", "acme", "--watch", "--lang", "nl")
	x.expect("wachten op forwarding.address · volgende controle over 0:0")
	b.faults()
	x.expect("Gmail stuurt alle e-mail door naar")
	if code, said := x.exit(); code != 0 {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}

	x = b.start("check", "acme", "--plain", "--tier", "send", "--only", "send.echo")
	x.expect("Send one mail from support@lab.test to itself?")
	x.expect("> ")
	x.send("yes\n")
	x.expect("a mail to itself was in the mailbox after")
	if code, said := x.exit(); code != 0 {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
	x = b.start("check", "acme", "--plain", "--tier", "send", "--only", "send.echo")
	x.expect("> ")
	x.send("\n") // no is the default
	x.expect("not sent: nobody agreed to the mail")
	if code, said := x.exit(); code != 1 {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
}
