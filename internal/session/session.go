// Package session is what the program remembers about one asset between two
// runs: the answers given, how far each step came, and, apart from those, the
// secrets. Everything is written whole or not at all, and one process at a time
// may change it.
package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/wholefile"
)

// schemaVersion is the version of session.json this program writes.
const schemaVersion = 1

// How says on what ground a step counts as done.
type How string

// The grounds. What a person stated is not what the program saw, and both
// check and the report keep them apart.
const (
	Stated   How = "stated"
	Observed How = "observed"
)

// Record is what is kept about a step that was done.
type Record struct {
	How How       `json:"how"`
	At  time.Time `json:"at"`
}

// Client is what the client JSON said, without its secret.
type Client struct {
	ID                string   `json:"id"`
	ProjectID         string   `json:"projectId,omitempty"`
	AuthURI           string   `json:"authUri"`
	TokenURI          string   `json:"tokenUri"`
	RedirectURIs      []string `json:"redirectUris"`
	JavaScriptOrigins []string `json:"javascriptOrigins,omitempty"`
	Foreign           bool     `json:"foreign,omitempty"` // endpoints that are not the provider's
	From              string   `json:"from,omitempty"`    // the answer by which it came: the file's path, or a word where there was none
}

// Session is the state of one asset, session.json. It holds no secret. A
// Session that Open returned holds the asset's lock until Close.
type Session struct {
	SchemaVersion int               `json:"schemaVersion"`
	Name          string            `json:"name"` // short name
	Lab           bool              `json:"lab,omitempty"`
	Answers       map[string]string `json:"answers"`
	Steps         map[string]Record `json:"steps"`
	RedirectPort  int               `json:"redirectPort,omitempty"`
	StartTLS      bool              `json:"startTls,omitempty"`    // an adopted asset that sends by STARTTLS
	SMTPServer    string            `json:"smtpServer,omitempty"`  // of an adopted asset at another provider
	NoLoopback    bool              `json:"noLoopback,omitempty"`  // an adopted asset whose client never learnt our redirect URI
	Adopting      bool              `json:"adopting,omitempty"`    // a file is being taken over: not all of it is kept and proven yet
	OutFile       string            `json:"outFile,omitempty"`     // absolute
	Written       *asset.Owner      `json:"written,omitempty"`     // whose OutFile is: of a renamed asset, under the old name until it is written again
	AdoptedFrom   string            `json:"adoptedFrom,omitempty"` // absolute: the file that was taken over, whose keys that nobody understood go along
	Client        *Client           `json:"client,omitempty"`
	Proof         []asset.Proof     `json:"proof,omitempty"`
	Seen          []Sighting        `json:"seen,omitempty"`
	Complete      bool              `json:"complete"` // the last walk came to its end and nothing waits
	SecretsIn     Place             `json:"secrets,omitempty"`
	Mints         []Mints           `json:"mints,omitempty"`
	Generated     *time.Time        `json:"generated,omitempty"`    // when somebody stated that Generate Token filled the form
	ConnectAsset  *ConnectAsset     `json:"connectAsset,omitempty"` // the asset of our own in Webex Connect
	ConnectCalls  []ConnectCall     `json:"connectCalls,omitempty"`
	WebexToken    Place             `json:"webexToken,omitempty"` // where the Webex token is kept, "" where it is not

	Secrets Secrets `json:"-"`

	dir     string
	unread  bool // only the name is known, see OpenToRemove
	lock    *lock
	ring    ring
	serial  int // of the secrets as they were last read or written
	notices []Notice
}

// Sighting is what a person saw instead of what the guide described.
type Sighting struct {
	Step string    `json:"step"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Open takes the lock of the asset, begins a new session where there is none,
// and removes what a killed process left half-written. Errors are
// *LockedError, *StateError, *ExposedError and *KeyringError.
func Open(dir, name string) (*Session, error) { return withSecrets(OpenPublic(dir, name)) }

// OpenPublic is Open without the secrets: the keyring stays closed.
func OpenPublic(dir, name string) (*Session, error) { return openWith(dir, name, load) }

// openWith takes the lock and loads the session under it.
func openWith(dir, name string, load func(folder, name string) (*Session, error)) (*Session, error) {
	folder := filepath.Join(dir, name)
	if err := wholefile.MkdirAll(dir); err != nil {
		return nil, stateError("make the folder", folder, err)
	}
	if err := unshared(dir, fs.ModeSticky); err != nil {
		return nil, err
	}
	if err := wholefile.MkdirAll(folder); err != nil {
		return nil, stateError("make the folder", folder, err)
	}
	if err := unshared(folder, 0); err != nil {
		return nil, err
	}
	l, err := acquire(folder, name)
	if err != nil {
		return nil, err
	}
	s, err := load(folder, name)
	if err == nil {
		err = wholefile.Sweep(folder)
	}
	if err != nil {
		l.release()
		return nil, err
	}
	s.lock = l
	return s, nil
}

// Read reads the session of a known asset without its lock, to look only.
// Errors are *StateError, *ExposedError and *KeyringError; a *StateError that
// wraps [fs.ErrNotExist] means no such asset.
func Read(dir, name string) (*Session, error) { return withSecrets(ReadPublic(dir, name)) }

// ReadPublic is Read without the secrets: the keyring stays closed.
func ReadPublic(dir, name string) (*Session, error) {
	folder := filepath.Join(dir, name)
	if _, err := os.Stat(filepath.Join(folder, sessionFile)); err != nil {
		return nil, stateError("read the session", folder, err)
	}
	if err := unsharedAsset(folder); err != nil {
		return nil, err
	}
	return load(folder, name)
}

// withSecrets reads the secrets too, or gives the lock back.
func withSecrets(s *Session, err error) (*Session, error) {
	if err != nil {
		return nil, err
	}
	if err := s.ReadSecrets(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Names lists the assets known in the state directory, in order of name.
func Names(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, stateError("list the assets in", dir, err)
	}
	var names []string
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(dir, e.Name(), sessionFile)); err == nil {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

const (
	sessionFile = "session.json"
	secretsFile = "secrets.json"
	lockFile    = "lock"
)

// errNewer: what a later version keeps, and where, is not known here.
var errNewer = errors.New("written by a newer program")

// blank is a session of which only the name is known.
func blank(folder, name string) *Session {
	return &Session{SchemaVersion: schemaVersion, Name: name, dir: folder, ring: systemRing()}
}

func load(folder, name string) (*Session, error) {
	s := blank(folder, name)
	if err := readState(filepath.Join(folder, sessionFile), s); err != nil {
		return nil, err
	}
	if s.SchemaVersion > schemaVersion {
		err := fmt.Errorf("%w (version %d)", errNewer, s.SchemaVersion)
		return nil, stateError("read", filepath.Join(folder, sessionFile), err)
	}
	s.Name = name // a folder that was renamed by hand has a new one
	if s.Answers == nil {
		s.Answers = map[string]string{}
	}
	if s.Steps == nil {
		s.Steps = map[string]Record{}
	}
	return s, nil
}

// Save writes the session. Errors are *StateError.
func (s *Session) Save() error {
	s.SchemaVersion = schemaVersion
	return writeState(filepath.Join(s.dir, sessionFile), s)
}

// Close gives the lock back. Closing again does nothing: the lock may be
// somebody else's by then.
func (s *Session) Close() {
	if s.lock != nil {
		s.lock.release()
		s.lock = nil
	}
}

// Dir is the folder in which the asset's state lies.
func (s *Session) Dir() string { return s.dir }

// Answer returns what was answered to a question, "" if nothing was.
func (s *Session) Answer(id string) string { return s.Answers[id] }

// Record notes that a step is done, and on what ground. What was once observed
// is not weakened to stated, and a date once kept is not moved.
func (s *Session) Record(step string, how How, at time.Time) {
	old, known := s.Steps[step]
	if known && (old.How == how || old.How == Observed) {
		return
	}
	s.Steps[step] = Record{How: how, At: at.UTC().Truncate(time.Second)}
}

// Forget drops the record of a step, so that it is walked again.
func (s *Session) Forget(step string) { delete(s.Steps, step) }

func marshalState(v any) ([]byte, error) {
	doc, err := json.MarshalIndent(v, "", "  ")
	return append(doc, '\n'), err
}
