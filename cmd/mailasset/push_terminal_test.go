//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"mailasset/internal/lab"
)

// A Webex token that is typed is not shown, and a network that leads nowhere is
// told as such: nothing was written. --yes leaves what it must not answer to the
// person, and a --dry-run meanwhile needs no lock.
func TestPushAsksForTheToken(t *testing.T) {
	t.Parallel()
	const token = "made-up-webex-token-4711"
	b := newBench(t, lab.Config{})
	story, err := txtar.ParseFile("../../testdata/script/push_dryrun.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range story.Files {
		path := filepath.Join(b.dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.env = append(b.env, "MAILASSET_LAB=", "HTTPS_PROXY=http://127.0.0.1:9", "MAILASSET_KEYRING=off")
	x := b.start("push", "support", "--dir", "state", "--plain", "--yes", "--answer", "connect.region=eu")
	x.expect("Webex personal access token")
	x.send(token + "\n")
	x.expect("there no asset with the Email ID support@example.com yet?")
	if code, _, said := b.run("push", "support", "--dir", "state", "--dry-run"); code != 0 {
		t.Errorf("--dry-run beside a push: exit code %d; it said:\n%s", code, said)
	}
	x.send("yes\n")
	code, said := x.exit()
	if code != 1 || strings.Contains(said, token) || !strings.Contains(said, "provider-unreachable") || !strings.Contains(said, "assetmanagement.eu.webexconnect.io") {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
	session, err := os.ReadFile(filepath.Join(b.dir, "state", "support", "session.json"))
	if err != nil || strings.Contains(string(session), token) || strings.Contains(string(session), "connectAsset") {
		t.Errorf("%v\n%s", err, session)
	}
}
