package session

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"mailasset/internal/wholefile"
)

// OpenToRemove is OpenPublic for an asset that is to be forgotten: a session
// that cannot be read is no obstacle. damage then says why it cannot, and the
// session holds the name alone. One of a newer program, and one that others can
// read, are errors as with Open.
func OpenToRemove(dir, name string) (s *Session, damage *StateError, err error) {
	s, err = openWith(dir, name, func(folder, name string) (*Session, error) {
		s, err := load(folder, name)
		if errors.As(err, &damage) && !errors.Is(err, errNewer) {
			s, err = blank(folder, name), nil
			s.unread = true
		}
		return s, err
	})
	if err != nil {
		return nil, nil, err
	}
	return s, damage, nil
}

// Remove deletes everything that is kept of the asset and gives its lock back.
// The keyring's entry goes first and the session last, so that an asset that
// was removed by half is still known and can be removed again. What this
// program did not write stays, and with it the folder; left reports that.
// Errors are *StateError and *KeyringError.
func (s *Session) Remove() (left bool, err error) {
	if err := s.removeEntry(); err != nil {
		return true, err
	}
	if err := s.removeWebexToken(); err != nil {
		return true, err
	}
	if err := wholefile.Sweep(s.dir); err != nil {
		return true, stateError("clear", s.dir, err)
	}
	for _, name := range []string{pendingFile, sheetFile, secretsFile, sessionFile} {
		path := filepath.Join(s.dir, name)
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return true, stateError("remove", path, err)
		}
	}
	return s.removeFolder() != nil, nil
}

// removeFolder removes the lock and gives it back, and then the folder if
// nothing else is in it.
func (s *Session) removeFolder() error {
	// Windows removes no file that is open; elsewhere a lock that was given back
	// may be somebody else's by the time it is removed.
	path := filepath.Join(s.dir, lockFile)
	open := os.Remove(path)
	s.Close()
	if open != nil {
		_ = os.Remove(path)
	}
	return os.Remove(s.dir)
}

// Saved reports whether anything of the session is kept.
func (s *Session) Saved() bool {
	_, err := os.Stat(filepath.Join(s.dir, sessionFile))
	return !errors.Is(err, fs.ErrNotExist)
}

// Abandon is Close for a session that was not begun after all: one that was
// never saved leaves no folder behind.
func (s *Session) Abandon() {
	if !s.Saved() {
		_ = s.removeFolder() // what else is in it is not ours
	}
	s.Close()
}

// removeEntry clears the keyring. An entry can be there although the session
// does not name the keyring, after a crash or a failure; that one is worth a
// try, no more. Where the session cannot be read there may be one or not: it is
// noticed when that cannot be found out.
func (s *Session) removeEntry() error {
	if s.Lab || s.ring.vault == nil && s.SecretsIn != InKeyring && !s.unread {
		return nil
	}
	err := s.ring.remove(unlockBound, s.entry())
	if err == nil || s.SecretsIn != InKeyring && !s.unread {
		return nil
	}
	if s.unread || errors.Is(err, ErrKeyringOff) {
		s.notify(NoticeGone, err)
		return nil
	}
	return &KeyringError{"remove", s.Name, err}
}
