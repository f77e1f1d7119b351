package session

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailasset/internal/secret"
)

const madeUpWebex = "made-up-webex-token-4711"

func TestTheWebexTokenIsKeptInTheKeyringOnly(t *testing.T) {
	dir, m := t.TempDir(), newMemory()
	s := opened(t, dir, ring{vault: m})
	if token, err := s.ReadWebexToken(); err != nil || !token.Empty() || !s.HasKeyring() {
		t.Fatalf("before: %v %v", token.Empty(), err)
	}
	if err := s.KeepWebexToken(secret.New(madeUpWebex)); err != nil {
		t.Fatal(err)
	}
	other, err := again(t, dir, ring{vault: m})
	if err != nil {
		t.Fatal(err)
	}
	if token, err := other.ReadWebexToken(); err != nil || token.Reveal() != madeUpWebex {
		t.Errorf("read back: %v", err)
	}
	doc, err := os.ReadFile(filepath.Join(dir, "support", sessionFile))
	if err != nil || strings.Contains(string(doc), madeUpWebex) || inFile(t, dir) {
		t.Errorf("it lies in a file, %v", err)
	}
	if _, err := s.Remove(); err != nil || len(m.values) != 0 {
		t.Errorf("forgetting leaves %d entries, %v", len(m.values), err)
	}
}

func TestTheWebexTokenWithoutAKeyring(t *testing.T) {
	s := opened(t, t.TempDir(), ring{why: ErrNoKeyring})
	var failed *KeyringError
	if err := s.KeepWebexToken(secret.New(madeUpWebex)); s.HasKeyring() || !errors.As(err, &failed) || s.WebexToken != "" {
		t.Errorf("kept nowhere, and yet %v", err)
	}
	if token, err := s.ReadWebexToken(); err != nil || !token.Empty() {
		t.Errorf("read from nowhere: %v", err)
	}

	m := newMemory()
	s = opened(t, t.TempDir(), ring{vault: m})
	if err := s.KeepWebexToken(secret.New(madeUpWebex)); err != nil {
		t.Fatal(err)
	}
	m.values = map[string]string{} // somebody cleared the keyring
	if token, err := s.ReadWebexToken(); err != nil || !token.Empty() {
		t.Errorf("gone: %v", err)
	}
	m.fail["get"] = errors.New("locked")
	if _, err := s.ReadWebexToken(); !errors.As(err, &failed) || failed.Act != "read" {
		t.Errorf("locked: %v", err)
	}
	m.fail["delete"] = errors.New("locked")
	if err := s.removeWebexToken(); !errors.As(err, &failed) || failed.Act != "remove" {
		t.Errorf("locked: %v", err)
	}
}
