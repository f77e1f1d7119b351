package session

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"mailasset/internal/asset"
	"mailasset/internal/secret"
)

// No test of this folder may open the keyring of whoever runs it.
func init() { _ = os.Setenv(KeyringVariable, "off") }

// memory is a keyring that can be made to fail.
type memory struct {
	values map[string]string
	fail   map[string]error // by method
	wrong  bool             // gives back something else
	seen   func()           // before every call
}

func (m *memory) act(method string) error {
	if m.seen != nil {
		m.seen()
	}
	return m.fail[method]
}

func (m *memory) Set(_, user, value string) error {
	if err := m.act("set"); err != nil {
		return err
	}
	m.values[user] = value
	return nil
}

func (m *memory) Get(_, user string) (string, error) {
	if err := m.act("get"); err != nil {
		return "", err
	}
	value, there := m.values[user]
	if !there {
		return "", keyring.ErrNotFound
	}
	if m.wrong && !strings.HasSuffix(user, "-probe") {
		return value[:len(value)/2], nil
	}
	return value, nil
}

func (m *memory) Delete(_, user string) error {
	if err := m.act("delete"); err != nil {
		return err
	}
	if _, there := m.values[user]; !there {
		return keyring.ErrNotFound
	}
	delete(m.values, user)
	return nil
}

func newMemory() *memory { return &memory{values: map[string]string{}, fail: map[string]error{}} }

// opened is the asset with that keyring; its secrets are read.
func opened(t *testing.T, dir string, r ring) *Session {
	t.Helper()
	s, err := OpenPublic(dir, "support")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.ring = r
	if err := s.ReadSecrets(); err != nil {
		t.Fatal(err)
	}
	return s
}

// again reads what a later run would read.
func again(t *testing.T, dir string, r ring) (*Session, error) {
	t.Helper()
	s, err := ReadPublic(dir, "support")
	if err != nil {
		t.Fatal(err)
	}
	s.ring = r
	return s, s.ReadSecrets()
}

func secrets(n int) Secrets {
	return Secrets{ClientID: "4711", ClientSecret: secret.New(madeUp[n]), Account: "support@example.com"}
}

func kinds(s *Session) string {
	var all []string
	for _, n := range s.Notices() {
		all = append(all, string(n.Kind))
	}
	return strings.Join(all, " ")
}

func inFile(t *testing.T, dir string) bool {
	t.Helper()
	_, err := os.Stat(filepath.Join(dir, "support", secretsFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func same(t *testing.T, s *Session, want Secrets) {
	t.Helper()
	if !reflect.DeepEqual(s.Secrets, want) {
		t.Errorf("got %s of %s", s.Secrets.ClientSecret.Hint(), s.Secrets.ClientID)
	}
}

func TestSecretsGoToTheKeyring(t *testing.T) {
	keyring.MockInit()
	dir, r := t.TempDir(), ring{vault: system{}}
	s := opened(t, dir, r)
	s.Secrets = secrets(0)
	if err := s.SaveSecrets(); err != nil || s.SecretsIn != InKeyring || inFile(t, dir) || kinds(s) != "keyring" {
		t.Fatalf("in %q, a file: %v, %v", s.SecretsIn, inFile(t, dir), err)
	}
	if _, err := keyring.Get(service, s.entry()+"-probe"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the probe is left: %v", err)
	}
	s.Secrets = secrets(1)
	if err := s.SaveSecrets(); err != nil || kinds(s) != "" {
		t.Errorf("the second time it is said again, or %v", err)
	}
	got, err := again(t, dir, r)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, secrets(1))
	doc, err := os.ReadFile(filepath.Join(dir, "support", sessionFile))
	if err != nil || strings.Contains(string(doc), "made-up") {
		t.Errorf("the session holds a secret, %v", err)
	}
}

func TestTwoStateDirectoriesDoNotShareAnEntry(t *testing.T) {
	one, other := &Session{Name: "support", dir: "/a/support"}, &Session{Name: "support", dir: "/b/support"}
	if one.entry() == other.entry() || !strings.HasPrefix(one.entry(), "support-") {
		t.Errorf("%s and %s", one.entry(), other.entry())
	}
}

// choices are keyrings and what is chosen with them.
var choices = map[string]struct {
	ring  ring
	lab   bool
	large bool
	place Place
	said  string
}{
	"healthy":            {ring: ring{vault: newMemory()}, place: InKeyring, said: "keyring"},
	"switched off":       {ring: ring{why: ErrKeyringOff}, place: InFile, said: "file"},
	"no keyring":         {ring: ring{why: ErrNoKeyring}, place: InFile, said: "file"},
	"lab":                {ring: ring{vault: newMemory()}, lab: true, place: InFile},
	"too large":          {ring: ring{vault: newMemory()}, large: true, place: InFile, said: "file"},
	"cannot be written":  {ring: ring{vault: &memory{fail: map[string]error{"set": errors.New("locked")}}}, place: InFile, said: "file"},
	"cannot be read":     {ring: ring{vault: &memory{values: map[string]string{}, fail: map[string]error{"get": errors.New("locked")}}}, place: InFile, said: "file"},
	"cannot be cleared":  {ring: ring{vault: &memory{values: map[string]string{}, fail: map[string]error{"delete": errors.New("locked")}}}, place: InFile, said: "file"},
	"gives back another": {ring: ring{vault: &memory{values: map[string]string{}, fail: map[string]error{}, wrong: true}}, place: InFile, said: "file"},
}

func TestTheChoiceIsKept(t *testing.T) {
	for name, tt := range choices {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := opened(t, dir, tt.ring)
			s.Lab, s.Secrets = tt.lab, secrets(0)
			if tt.large {
				s.Secrets.Tokens = &asset.Tokens{AccessToken: secret.New(strings.Repeat("x", largest))}
			}
			want := s.Secrets
			if err := s.SaveSecrets(); err != nil || s.SecretsIn != tt.place || kinds(s) != tt.said || inFile(t, dir) != (tt.place == InFile) {
				t.Fatalf("in %q, a file: %v, %v", s.SecretsIn, inFile(t, dir), err)
			}
			if m, ok := tt.ring.vault.(*memory); ok && tt.place == InFile && len(m.values) > 0 && m.fail["delete"] == nil {
				t.Errorf("%d values are left in the keyring", len(m.values))
			}
			// A later run, with a healthy keyring, sticks to it.
			healthy := tt.ring
			if tt.place == InFile {
				healthy = ring{vault: newMemory()}
			}
			s.Close()
			s = opened(t, dir, healthy)
			same(t, s, want)
			if err := s.SaveSecrets(); err != nil || s.SecretsIn != tt.place || kinds(s) != "" {
				t.Errorf("later in %q, %v", s.SecretsIn, err)
			}
		})
	}
}

// hanging never answers before the test ends.
type hanging struct{ ended chan struct{} }

func (h hanging) wait() error                        { <-h.ended; return errors.New("ended") }
func (h hanging) Set(string, string, string) error   { return h.wait() }
func (h hanging) Get(string, string) (string, error) { return "", h.wait() }
func (h hanging) Delete(string, string) error        { return h.wait() }

func TestAHangingKeyringIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := hanging{make(chan struct{})}
		defer close(h.ended)
		begun := time.Now()
		var told []time.Duration
		KeyringSlow = func(bound time.Duration) { told = append(told, bound, time.Since(begun)) }
		defer func() { KeyringSlow = nil }()
		if err := (ring{vault: h}).probe("support"); !errors.Is(err, ErrKeyringSilent) || time.Since(begun) != probeBound {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
		begun = time.Now()
		if _, err := (ring{vault: h}).get(unlockBound, "support"); !errors.Is(err, ErrKeyringSilent) || time.Since(begun) != unlockBound {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
		if want := []time.Duration{probeBound, slowAfter, unlockBound, slowAfter}; !slices.Equal(told, want) {
			t.Errorf("told %v, want %v", told, want)
		}
	})
}

func TestWhereThereIsNoKeyring(t *testing.T) {
	for _, err := range []error{
		&net.OpError{Op: "dial", Net: "unix", Err: fs.ErrNotExist},
		&exec.Error{Name: "dbus-launch", Err: exec.ErrNotFound},
		errors.New("The name org.freedesktop.secrets was not provided by any .service files"),
	} {
		if _, got := (ring{vault: &memory{fail: map[string]error{"get": err}}}).get(probeBound, "support"); !errors.Is(got, ErrNoKeyring) || errors.Is(got, fs.ErrNotExist) {
			t.Errorf("%v: %v", err, got)
		}
	}
	locked := errors.New("locked")
	if _, got := (ring{vault: &memory{fail: map[string]error{"get": locked}}}).get(probeBound, "support"); got != locked {
		t.Errorf("got %v", got)
	}
}

func TestAFailingMock(t *testing.T) {
	keyring.MockInitWithError(errors.New("no keyring"))
	s := opened(t, t.TempDir(), ring{vault: system{}})
	s.Secrets = secrets(0)
	if err := s.SaveSecrets(); err != nil || s.SecretsIn != InFile {
		t.Errorf("in %q, %v", s.SecretsIn, err)
	}
}

// inKeyring is an asset whose secrets lie in the keyring.
func inKeyring(t *testing.T) (string, *memory, *Session) {
	t.Helper()
	dir, m := t.TempDir(), newMemory()
	s := opened(t, dir, ring{vault: m})
	s.Secrets = secrets(0)
	if err := s.SaveSecrets(); err != nil || kinds(s) != "keyring" {
		t.Fatal(err)
	}
	return dir, m, s
}

func TestAKeyringThatFailsLater(t *testing.T) {
	locked := errors.New("locked")
	t.Run("writing falls back", func(t *testing.T) {
		dir, m, s := inKeyring(t)
		m.fail["set"] = locked
		s.Secrets = secrets(1)
		if err := s.SaveSecrets(); err != nil || s.SecretsIn != InFile || kinds(s) != "fell-back" || len(m.values) != 0 {
			t.Fatalf("in %q, %d values left, %v", s.SecretsIn, len(m.values), err)
		}
		got, err := again(t, dir, ring{vault: newMemory()})
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, secrets(1))
	})
	t.Run("reading is an error", func(t *testing.T) {
		dir, m, _ := inKeyring(t)
		m.fail["get"] = locked
		_, err := again(t, dir, ring{vault: m})
		var failed *KeyringError
		if !errors.As(err, &failed) || !errors.Is(err, locked) || failed.Name != "support" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("gone or off begins anew", func(t *testing.T) {
		dir, _, s := inKeyring(t)
		s.Close()
		for _, r := range []ring{{vault: newMemory()}, {why: ErrKeyringOff}} {
			got, err := again(t, dir, r)
			if err != nil || kinds(got) != "gone" || !got.Secrets.ClientSecret.Empty() {
				t.Errorf("got %v", err)
			}
		}
		s = opened(t, dir, ring{why: ErrKeyringOff})
		s.Secrets = secrets(1)
		if err := s.SaveSecrets(); err != nil || s.SecretsIn != InFile {
			t.Errorf("in %q, %v", s.SecretsIn, err)
		}
	})
}
