package session

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/zalando/go-keyring"

	"mailasset/internal/asset"
	"mailasset/internal/secret"
	"mailasset/internal/wholefile"
)

// Secrets is what is kept apart from the session: in the operating system's
// keyring, or in a 0600 file beside the session. The client's id stands with
// its secret, so that the two can never be of different clients after a crash
// between two writes.
type Secrets struct {
	ClientID     string        `json:"clientId,omitempty"`
	ClientSecret secret.String `json:"clientSecret"`
	Tokens       *asset.Tokens `json:"tokens,omitempty"`
	Account      string        `json:"account,omitempty"` // who signed in for the tokens
}

// disclosed returns a copy that marshals its values in clear, for the store.
func (s Secrets) disclosed() Secrets {
	s.ClientSecret = s.ClientSecret.Disclosed()
	if s.Tokens != nil {
		t := s.Tokens.Disclosed()
		s.Tokens = &t
	}
	return s
}

// Place is where an asset's secrets lie.
type Place string

// The places. An asset whose secrets were never written has none yet.
const (
	InKeyring Place = "keyring"
	InFile    Place = "file"
)

// stored is the secrets as they lie in a place. Where a crash left them in
// both, the higher Serial was written later.
type stored struct {
	Serial int `json:"serial,omitempty"`
	Secrets
}

// Notice is a fact about where the secrets lie that a person should hear once.
type Notice struct {
	Kind NoticeKind
	Path string // of the file
	Err  error  // why it is the file, nil for NoticeKeyring
}

// NoticeKind says what happened to the secrets.
type NoticeKind string

// The notices.
const (
	NoticeKeyring  NoticeKind = "keyring"   // from now on they lie in the keyring
	NoticeFile     NoticeKind = "file"      // there is no keyring: they lie in the file
	NoticeFellBack NoticeKind = "fell-back" // the keyring failed: from now on the file
	NoticeGone     NoticeKind = "gone"      // the keyring holds them no longer
)

// Notices returns what happened since it was last asked.
func (s *Session) Notices() []Notice {
	all := s.notices
	s.notices = nil
	return all
}

func (s *Session) notify(kind NoticeKind, err error) {
	s.notices = append(s.notices, Notice{kind, s.secretsPath(), err})
}

func (s *Session) secretsPath() string { return filepath.Join(s.dir, secretsFile) }

// entry is the name of the asset's entry in the keyring: two state directories
// can hold assets of one name.
func (s *Session) entry() string {
	dir := filepath.Dir(s.dir)
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	sum := sha256.Sum256([]byte(dir))
	return s.Name + "-" + hex.EncodeToString(sum[:4])
}

// ReadSecrets reads the secrets from where they lie; Open and Read do it.
// Errors are *StateError, *ExposedError and *KeyringError.
func (s *Session) ReadSecrets() error {
	var file stored
	if err := readState(s.secretsPath(), &file); err != nil {
		return err
	}
	_, err := os.Stat(s.secretsPath())
	inFile := err == nil
	if s.SecretsIn != InKeyring {
		s.serial, s.Secrets = file.Serial, file.Secrets
		return nil
	}
	newest, err := s.readKeyring()
	switch {
	case err == nil && (!inFile || newest.Serial >= file.Serial):
		s.serial, s.Secrets = newest.Serial, newest.Secrets
		if s.lock != nil {
			return s.removeFile() // a write to the keyring came no further
		}
	case inFile: // a write to the file came no further, or the keyring fails now
		s.serial, s.Secrets = file.Serial, file.Secrets
	case errors.Is(err, keyring.ErrNotFound), errors.Is(err, ErrKeyringOff):
		s.notify(NoticeGone, err)
	default:
		return &KeyringError{"read", s.Name, err}
	}
	return nil
}

func (s *Session) readKeyring() (stored, error) {
	var found stored
	doc, err := s.ring.get(unlockBound, s.entry())
	if err == nil {
		err = decode([]byte(doc), &found)
	}
	return found, err
}

// SaveSecrets writes the secrets to the place that was chosen for the asset,
// or chooses one. What was written is read back and compared; only then the
// session names the new place, and only then the old one is cleared: after a
// crash one of the two can be read. Errors are *StateError.
func (s *Session) SaveSecrets() error {
	next := stored{s.serial + 1, s.Secrets.disclosed()}
	place, failed := InKeyring, error(nil)
	if !s.takesKeyring() {
		place = InFile
	} else if failed = s.writeKeyring(next); failed != nil {
		place = InFile
	}
	if place == InFile {
		if err := s.writeFile(next); err != nil {
			return err
		}
	}
	s.serial = next.Serial
	if err := s.settle(place); err != nil {
		return err
	}
	if failed != nil && !errors.Is(failed, ErrKeyringSilent) {
		_ = s.ring.remove(probeBound, s.entry()) // a half-written or older value; forget tries again
	}
	return nil
}

// takesKeyring decides for an asset whose secrets were never written. A lab's
// secrets open nothing: they stay with the lab.
func (s *Session) takesKeyring() bool {
	if s.Lab || s.SecretsIn == InFile {
		return false
	}
	if s.SecretsIn == InKeyring {
		return true
	}
	err := s.ring.why
	if s.ring.vault != nil {
		err = s.ring.probe(s.entry())
	}
	if err != nil {
		s.notify(NoticeFile, err)
	}
	return err == nil
}

// writeKeyring has the keyring hold the secrets. Where it does not, that is
// noticed.
func (s *Session) writeKeyring(next stored) error {
	doc, err := json.Marshal(next)
	if err == nil {
		err = s.ring.put(unlockBound, s.entry(), string(doc))
	}
	switch known := s.SecretsIn == InKeyring; {
	case err != nil && known:
		s.notify(NoticeFellBack, err)
	case err != nil:
		s.notify(NoticeFile, err)
	case !known:
		s.notify(NoticeKeyring, nil)
	}
	return err
}

func (s *Session) writeFile(next stored) error {
	path := s.secretsPath()
	doc, err := marshalState(next)
	if err != nil {
		return stateError("write", path, err)
	}
	if err := wholefile.Write(path, doc); err != nil {
		return stateError("write", path, err)
	}
	back, err := os.ReadFile(path)
	if err == nil && !bytes.Equal(back, doc) {
		err = errors.New("what was read back is not what was written")
	}
	if err != nil {
		return stateError("read back", path, err)
	}
	return nil
}

// settle makes the place that was written the one that is read. The file goes
// once the keyring is named.
func (s *Session) settle(place Place) error {
	old := s.SecretsIn
	if old != place {
		s.SecretsIn = place
		if err := s.Save(); err != nil {
			s.SecretsIn = old
			return err
		}
	}
	if place == InKeyring {
		return s.removeFile()
	}
	return nil
}

func (s *Session) removeFile() error {
	if err := os.Remove(s.secretsPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return stateError("remove", s.secretsPath(), err)
	}
	return nil
}
