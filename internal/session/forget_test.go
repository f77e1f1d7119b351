package session

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestRemoveTakesEverything(t *testing.T) {
	dir, m, s := inKeyring(t)
	for _, name := range []string{secretsFile, pendingFile, "." + sessionFile + ".mailasset-tmp-4711"} {
		if err := os.WriteFile(filepath.Join(s.Dir(), name), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	left, err := s.Remove()
	if err != nil || left || len(m.values) != 0 {
		t.Fatalf("left %v, %d values, %v", left, len(m.values), err)
	}
	if _, err := os.Stat(s.Dir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
	if names, err := Names(dir); err != nil || len(names) != 0 {
		t.Errorf("known: %q, %v", names, err)
	}
	open(t, dir, "support") // the lock is free
}

func TestRemoveLeavesWhatIsNotOurs(t *testing.T) {
	dir, _, s := inKeyring(t)
	letter := filepath.Join(s.Dir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if left, err := s.Remove(); err != nil || !left {
		t.Errorf("left %v, %v", left, err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "support"))
	if err != nil || len(entries) != 1 || entries[0].Name() != "letter.txt" {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// An asset that cannot be removed whole is not removed by half.
func TestRemoveNeedsTheKeyring(t *testing.T) {
	dir, m, s := inKeyring(t)
	m.fail["delete"] = errors.New("locked")
	var failed *KeyringError
	if _, err := s.Remove(); !errors.As(err, &failed) {
		t.Errorf("got %v", err)
	}
	if got, err := again(t, dir, ring{vault: m}); err != nil || got.Secrets.ClientSecret.Empty() {
		t.Errorf("it is gone: %v", err)
	}
	// The user knows that the entry stays: he switched the keyring off.
	s.ring = ring{why: ErrKeyringOff}
	if _, err := s.Remove(); err != nil || kinds(s) != "gone" || len(m.values) != 1 {
		t.Errorf("got %v", err)
	}
}

func TestRemoveTriesAKeyringThatIsNotNamed(t *testing.T) {
	dir, m := fromBefore(t), newMemory()
	s := opened(t, dir, ring{vault: m})
	m.values[s.entry()] = "of a crash"
	m.fail["delete"] = errors.New("locked")
	if err := s.removeEntry(); err != nil {
		t.Error(err)
	}
	clear(m.fail)
	if _, err := s.Remove(); err != nil || len(m.values) != 0 {
		t.Errorf("%d values, %v", len(m.values), err)
	}
}

// TestRemoveWhatCannotBeRead: the name is enough to find the files and the
// keyring's entry.
func TestRemoveWhatCannotBeRead(t *testing.T) {
	for name, doc := range map[string]string{
		"cut short": `{"schemaVersion": 1, "name": "supp`, "empty": "", "null": "null", "another form": `{"answers": []}`, "binary": "\x00\x01",
	} {
		t.Run(name, func(t *testing.T) {
			dir, m, s := inKeyring(t)
			s.Close()
			write := func(name, doc string) {
				if err := os.WriteFile(filepath.Join(s.Dir(), name), []byte(doc), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write(sessionFile, doc)
			write(secretsFile, "{")
			var damaged *StateError
			if _, err := OpenPublic(dir, "support"); !errors.As(err, &damaged) {
				t.Fatalf("opened: %v", err)
			}
			again, damage, err := OpenToRemove(dir, "support")
			if err != nil || damage == nil || damage.Path != filepath.Join(s.Dir(), sessionFile) {
				t.Fatalf("damage %v, %v", damage, err)
			}
			again.ring = ring{vault: m}
			if left, err := again.Remove(); err != nil || left || len(m.values) != 0 || kinds(again) != "" {
				t.Errorf("left %v, %d values, %v", left, len(m.values), err)
			}
			open(t, dir, "support") // the lock is free, and nothing is known
		})
	}
}

func TestRemoveWhatCannotBeReadWithoutAKeyring(t *testing.T) {
	locked := newMemory()
	locked.fail["delete"] = errors.New("locked")
	for name, out := range map[string]ring{"off": {why: ErrKeyringOff}, "none": {why: ErrNoKeyring}, "locked": {vault: locked}} {
		t.Run(name, func(t *testing.T) {
			dir, _, s := inKeyring(t)
			s.Close()
			if err := os.WriteFile(filepath.Join(s.Dir(), sessionFile), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			again, _, err := OpenToRemove(dir, "support")
			if err != nil {
				t.Fatal(err)
			}
			again.ring = out
			if left, err := again.Remove(); err != nil || left || kinds(again) != "gone" {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}

// What can be read, or will be once others cannot, is not damaged.
func TestOpenToRemoveIsOpenOtherwise(t *testing.T) {
	dir, _, s := inKeyring(t)
	s.Close()
	path := filepath.Join(s.Dir(), sessionFile)
	whole, damage, err := OpenToRemove(dir, "support")
	if err != nil || damage != nil || whole.SecretsIn != InKeyring {
		t.Fatalf("damage %v, %v", damage, err)
	}
	if _, _, err := OpenToRemove(dir, "support"); !errors.As(err, new(*LockedError)) {
		t.Errorf("a second time: %v", err)
	}
	whole.Close()
	if err := os.WriteFile(path, []byte(`{"schemaVersion": 99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, damage, err := OpenToRemove(dir, "support"); !errors.As(err, new(*StateError)) || damage != nil {
		t.Errorf("of a newer program: damage %v, %v", damage, err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, damage, err := OpenToRemove(dir, "support"); !errors.As(err, new(*ExposedError)) || damage != nil {
		t.Errorf("readable by others: damage %v, %v", damage, err)
	}
}

func TestManyMints(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, "support")
	for n := 1; n <= 60; n++ {
		err := s.Minted("4711", "support@example.com", noon.Add(time.Duration(n)*time.Minute))
		var near *MintLimitError
		if got := errors.As(err, &near); got != (n >= 50) || got && (near.Count != n || near.ClientID != "4711" || near.Account != "support@example.com") {
			t.Fatalf("%d: %v", n, err)
		}
	}
	if err := errors.Join(s.Minted("4712", "support@example.com", noon), s.Minted("4711", "sales@example.com", noon), s.Save()); err != nil {
		t.Error(err)
	}
	again, err := Read(dir, "support")
	want := Mints{"4711", "support@example.com", 60, noon.Add(time.Minute), noon.Add(time.Hour)}
	if err != nil || len(again.Mints) != 3 || again.Mints[0] != want {
		t.Errorf("got %+v, %v", again.Mints, err)
	}
}
