package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// No test of this folder may open the keyring of whoever runs it.
func init() { _ = os.Setenv(session.KeyringVariable, "off") }

const madeUpToken = "made-up-refresh-token-0001"

// remembered is an asset in a new state directory.
func remembered(t *testing.T, change func(*session.Session)) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := session.Open(dir, "support")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Answers["asset.email"] = "support@example.com"
	s.Client = &session.Client{ID: "4711", AuthURI: asset.Gmail.AuthorizationURL, TokenURI: asset.Gmail.TokenURL}
	s.Secrets = session.Secrets{
		ClientID: "4711", ClientSecret: secret.New("made-up-client-secret"), Account: "support@example.com",
		Tokens: &asset.Tokens{RefreshToken: secret.New(madeUpToken)},
	}
	change(s)
	if err := errors.Join(s.Save(), s.SaveSecrets(), s.Save()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs a command line without a terminal.
func run(t *testing.T, env map[string]string, args ...string) (code int, said string) {
	t.Helper()
	file := func(name string) *os.File {
		f, err := os.Create(filepath.Join(t.TempDir(), name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	out := file("out")
	code = Main(args, Streams{In: file("in"), Out: out, Err: out, Getenv: environment(env)})
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "made-up") {
		t.Errorf("%q shows a secret", args)
	}
	return code, string(text)
}

func there(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "support", "session.json"))
	return err == nil
}

func TestAGrantElsewhereIsNotEndedAtGoogle(t *testing.T) {
	dir := remembered(t, func(s *session.Session) {
		s.Client.Foreign, s.Client.TokenURI = true, "https://login.example.com/token"
	})
	code, said := run(t, nil, "forget", "support", "--revoke", "--yes", "--dir", dir)
	if code != exitUsage || !there(dir) || !strings.Contains(said, "https://login.example.com/token") {
		t.Errorf("exit code %d: %s", code, said)
	}
	if code, said = run(t, nil, "forget", "support", "--yes", "--dir", dir); code != exitDone || there(dir) {
		t.Errorf("exit code %d: %s", code, said)
	}
}

// Secrets in a keyring that may not be opened cannot be revoked; without that
// the asset can be forgotten, and what stays is said.
func TestForgettingPastAKeyringThatIsOff(t *testing.T) {
	dir := remembered(t, func(*session.Session) {})
	path := filepath.Join(dir, "support", "session.json")
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc = []byte(strings.Replace(string(doc), `"secrets": "file"`, `"secrets": "keyring"`, 1))
	if err := errors.Join(os.WriteFile(path, doc, 0o600), os.Remove(filepath.Join(dir, "support", "secrets.json"))); err != nil {
		t.Fatal(err)
	}
	code, said := run(t, nil, "forget", "support", "--revoke", "--yes", "--dir", dir)
	if code != exitFailed || !there(dir) || !strings.Contains(said, session.KeyringVariable) {
		t.Errorf("exit code %d: %s", code, said)
	}
	code, said = run(t, nil, "forget", "support", "--yes", "--dir", dir)
	if code != exitDone || there(dir) || !strings.Contains(said, "entry in the keyring") {
		t.Errorf("exit code %d: %s", code, said)
	}
}

// TestForgettingWhatCannotBeRead: a damaged session is shown, asked about, and no
// obstacle; it says where it cannot tell what stays.
func TestForgettingWhatCannotBeRead(t *testing.T) {
	dir := remembered(t, func(*session.Session) {})
	path := filepath.Join(dir, "support", "session.json")
	write(t, path, `{"schemaVersion": 1, "name`)
	for _, c := range []struct {
		args []string
		code int
		said []string
	}{
		{[]string{"--revoke", "--yes"}, exitUsage, []string{path, "myaccount.google.com"}},
		{[]string{"--no-input"}, exitUsage, []string{path, "unexpected end", "forget.confirm"}},
		{[]string{"--answer", "forget.confirm=no"}, exitStopped, []string{"Nothing was removed"}},
	} {
		code, said := run(t, nil, append([]string{"forget", "support", "--dir", dir}, c.args...)...)
		if code != c.code || !there(dir) || slices.ContainsFunc(c.said, func(text string) bool { return !strings.Contains(said, text) }) {
			t.Errorf("%q: exit code %d, without one of %q: %s", c.args, code, c.said, said)
		}
	}
	code, said := run(t, nil, "forget", "support", "--yes", "--dir", dir, "--lang", "nl")
	if code != exitDone || !strings.Contains(said, "niet te lezen") || !strings.Contains(said, "Misschien") {
		t.Errorf("exit code %d: %s", code, said)
	}
	if _, err := os.Stat(filepath.Join(dir, "support")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

// Ctrl-C at a question, or before the request, removes nothing.
func TestForgetInterrupted(t *testing.T) {
	dir := remembered(t, func(*session.Session) {})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := &app{Streams: Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: environment(nil)}}
	a.dir, a.noInput, a.yes, a.output = dir, true, true, "text"
	err := runForget(ctx, &forgetOptions{app: a, name: "support", revoke: true})
	if exitCode(err) != exitStopped || !there(dir) {
		t.Errorf("got %v", err)
	}
}
