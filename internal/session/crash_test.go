package session

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// fromBefore is an asset of a program that knew no keyring.
func fromBefore(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s := opened(t, dir, ring{why: ErrKeyringOff})
	s.Secrets = secrets(0)
	doc, err := json.Marshal(s.Secrets.disclosed())
	if err := errors.Join(err, s.Save(), os.WriteFile(s.secretsPath(), doc, 0o600)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	return dir
}

// moment is what a process that is killed now leaves behind.
type moment struct {
	files  map[string][]byte
	values map[string]string
}

func now(t *testing.T, dir string, m *memory) moment {
	t.Helper()
	at := moment{map[string][]byte{}, maps.Clone(m.values)}
	for _, name := range []string{sessionFile, secretsFile} {
		if doc, err := os.ReadFile(filepath.Join(dir, "support", name)); err == nil {
			at.files[name] = doc
		}
	}
	return at
}

// restore puts a moment back.
func (at moment) restore(t *testing.T, dir string, m *memory) {
	t.Helper()
	m.values = maps.Clone(at.values)
	for _, name := range []string{sessionFile, secretsFile} {
		path := filepath.Join(dir, "support", name)
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if doc, there := at.files[name]; there {
			if err := os.WriteFile(path, doc, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// beginnings are assets whose secrets are about to be written anew.
var beginnings = map[string]func(t *testing.T) (string, *memory){
	"from the file": func(t *testing.T) (string, *memory) { return fromBefore(t), newMemory() },
	"within the keyring": func(t *testing.T) (string, *memory) {
		dir, m, s := inKeyring(t)
		s.Close()
		return dir, m
	},
	"back to the file": func(t *testing.T) (string, *memory) {
		dir, m, s := inKeyring(t)
		s.Close()
		m.fail["set"] = errors.New("locked")
		return dir, m
	},
}

// Killed at any call of the keyring, on the way there and on the way back, the
// secrets are the old ones or the new ones, whole.
func TestKilledAtEveryCallOfTheKeyring(t *testing.T) {
	for name, begin := range beginnings {
		t.Run(name, func(t *testing.T) {
			dir, m := begin(t)
			moments := momentsOfAWrite(t, dir, m)
			for i, at := range moments {
				at.restore(t, dir, m)
				s := opened(t, dir, ring{vault: m})
				if got := s.Secrets; !reflect.DeepEqual(got, secrets(0)) && !reflect.DeepEqual(got, secrets(1)) {
					t.Errorf("moment %d: neither the old nor the new secrets", i)
				}
				if i == len(moments)-1 {
					same(t, s, secrets(1))
				}
				s.Close()
			}
		})
	}
}

// momentsOfAWrite replaces the secrets and returns what lay there before every
// call of the keyring, and at the end.
func momentsOfAWrite(t *testing.T, dir string, m *memory) []moment {
	t.Helper()
	s := opened(t, dir, ring{vault: m})
	defer s.Close()
	same(t, s, secrets(0))
	var moments []moment
	m.seen = func() { moments = append(moments, now(t, dir, m)) }
	s.Secrets = secrets(1)
	if err := s.SaveSecrets(); err != nil {
		t.Fatal(err)
	}
	m.seen()
	m.seen = nil
	clear(m.fail)
	if len(moments) < 3 {
		t.Fatalf("only %d moments", len(moments))
	}
	return moments
}

// A crash on the way from the file to the keyring leaves one of the two values
// readable, whole, and the next run tidies up.
func TestACrashBetweenTheTwoPlaces(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before func(m *memory, s *Session) // what the crash left
		want   Secrets
		place  Place
	}{
		{"the keyring written, not named", func(m *memory, s *Session) { m.values[s.entry()] = entryOf(t, 1, secrets(1)) }, secrets(0), ""},
		{"named, the file not removed", func(m *memory, s *Session) {
			m.values[s.entry()] = entryOf(t, 1, secrets(1))
			s.SecretsIn = InKeyring
		}, secrets(1), InKeyring},
		{"fallen back, not named", func(m *memory, s *Session) {
			m.values[s.entry()] = entryOf(t, 1, secrets(1))
			s.SecretsIn, s.serial, s.Secrets = InKeyring, 1, secrets(2)
			if err := s.writeFile(stored{2, s.Secrets.disclosed()}); err != nil {
				t.Fatal(err)
			}
		}, secrets(2), InKeyring},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, m := fromBefore(t), newMemory()
			s := opened(t, dir, ring{vault: m})
			tt.before(m, s)
			if err := s.Save(); err != nil {
				t.Fatal(err)
			}
			s.Close()
			s = opened(t, dir, ring{vault: m})
			same(t, s, tt.want)
			if err := s.SaveSecrets(); err != nil || s.SecretsIn != InKeyring || inFile(t, dir) {
				t.Errorf("in %q, a file: %v, %v", s.SecretsIn, inFile(t, dir), err)
			}
			same(t, s, tt.want)
		})
	}
}

func entryOf(t *testing.T, serial int, s Secrets) string {
	t.Helper()
	doc, err := json.Marshal(stored{serial, s.disclosed()})
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// Every write can fail: the session that cannot be saved does not name the new
// place, and what is read afterwards is whole.
func TestAFailedWriteKeepsOnePlaceReadable(t *testing.T) {
	dir, m := fromBefore(t), newMemory()
	s := opened(t, dir, ring{vault: m})
	s.Secrets = secrets(1)
	path := filepath.Join(dir, "support", sessionFile)
	kept, err := os.ReadFile(path)
	if err := errors.Join(err, os.Remove(path), os.Mkdir(path, 0o700), os.WriteFile(filepath.Join(path, "in the way"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	var failed *StateError
	if err := s.SaveSecrets(); !errors.As(err, &failed) || s.SecretsIn != "" || !inFile(t, dir) {
		t.Errorf("in %q, a file: %v, %v", s.SecretsIn, inFile(t, dir), err)
	}
	if err := errors.Join(os.RemoveAll(path), os.WriteFile(path, kept, 0o600)); err != nil {
		t.Fatal(err)
	}
	got, err := again(t, dir, ring{vault: m})
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, secrets(0))
}

func TestADamagedEntryIsNotShown(t *testing.T) {
	dir, m, s := inKeyring(t)
	m.values[s.entry()] = `{"clientSecret": "` + madeUp[0]
	_, err := again(t, dir, ring{vault: m})
	var failed *KeyringError
	if !errors.As(err, &failed) || strings.Contains(err.Error(), "made-up") {
		t.Errorf("got %v", err)
	}
}
