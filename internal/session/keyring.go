package session

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// KeyringVariable is the environment variable that, set to "off", keeps the
// program away from the operating system's keyring.
const KeyringVariable = "MAILASSET_KEYRING"

// ErrKeyringOff says that the user switched the keyring off.
var ErrKeyringOff = errors.New(KeyringVariable + " is off")

// ErrKeyringSilent says that the keyring did not answer in time.
var ErrKeyringSilent = errors.New("no answer in time")

// ErrKeyringChanged says that the keyring gave back another value than it was
// given.
var ErrKeyringChanged = errors.New("what was read back is not what was written")

// ErrTooLarge says that the secrets are larger than every keyring takes.
var ErrTooLarge = errors.New("the secrets are larger than a keyring takes")

// ErrNoKeyring says that this system has no keyring.
var ErrNoKeyring = errors.New("there is no keyring")

// KeyringError says that secrets which lie in the operating system's keyring
// could not be reached. The way out without it is [KeyringVariable].
type KeyringError struct {
	Act  string // "read", "keep" or "remove"
	Name string // of the asset
	Err  error
}

// Error implements error. A keyring's errors do not repeat values.
func (e *KeyringError) Error() string {
	return fmt.Sprintf("%s the secrets of %s in the keyring: %v", e.Act, e.Name, e.Err)
}

// Unwrap returns the cause.
func (e *KeyringError) Unwrap() error { return e.Err }

const (
	// service is under which name the entries stand in the keyring.
	service = "mailasset"
	// largest is the size of a Windows credential, the smallest of all.
	largest = 2560
	// probeBound is how long a keyring may take that nobody is known to use: on
	// a machine without a desktop a call can hang for ever.
	probeBound = 3 * time.Second
	// unlockBound leaves a person the time to type a keyring's password.
	unlockBound = 30 * time.Second
	// slowAfter is when a person who waits is told for what.
	slowAfter = time.Second
)

// KeyringSlow is told, once a call has taken a second, how long it may take. Set
// it before anything is opened; nil tells nobody.
var KeyringSlow func(bound time.Duration)

// vault is a store of named values: the system's keyring, or a test's.
type vault interface {
	Set(service, user, value string) error
	Get(service, user string) (string, error)
	Delete(service, user string) error
}

// system is the keyring of this operating system.
type system struct{}

// Set implements [vault].
func (system) Set(service, user, value string) error { return keyring.Set(service, user, value) }

// Get implements [vault].
func (system) Get(service, user string) (string, error) { return keyring.Get(service, user) }

// Delete implements [vault].
func (system) Delete(service, user string) error { return keyring.Delete(service, user) }

// ring is a vault whose every call ends in time. Without a vault it says why.
type ring struct {
	vault vault
	why   error
}

// systemRing is the system's keyring, unless it is switched off or there can be
// none. It calls nothing: a keyring is opened when it is needed.
func systemRing() ring {
	switch {
	case os.Getenv(KeyringVariable) == "off":
		return ring{why: ErrKeyringOff}
	case runtime.GOOS != "windows" && runtime.GOOS != "darwin" && !sessionBus():
		return ring{why: ErrNoKeyring}
	}
	return ring{vault: system{}}
}

// sessionBus reports whether a D-Bus runs for this user. The library would
// otherwise start one, which outlives this process.
func sessionBus() bool {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join("/run/user", fmt.Sprint(os.Getuid()), name)); err == nil {
			return true
		}
	}
	return false
}

// put writes a value and counts it as written only when it comes back the same.
func (r ring) put(bound time.Duration, user, value string) error {
	if len(value) > largest {
		return ErrTooLarge
	}
	_, err := r.within(bound, func(v vault) (string, error) { return "", v.Set(service, user, value) })
	if err != nil {
		return err
	}
	back, err := r.get(bound, user)
	if err == nil && back != value {
		err = ErrKeyringChanged
	}
	return err
}

func (r ring) get(bound time.Duration, user string) (string, error) {
	return r.within(bound, func(v vault) (string, error) { return v.Get(service, user) })
}

// remove deletes an entry. One that is not there is removed already.
func (r ring) remove(bound time.Duration, user string) error {
	_, err := r.within(bound, func(v vault) (string, error) { return "", v.Delete(service, user) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

// probe tries the keyring with an entry that is thrown away.
func (r ring) probe(user string) error {
	const value = "is there a keyring?"
	user += "-probe"
	_, err := r.within(probeBound, func(v vault) (string, error) {
		if err := v.Set(service, user, value); err != nil {
			return "", err
		}
		back, err := v.Get(service, user)
		if err == nil && back != value {
			err = ErrKeyringChanged
		}
		if removed := v.Delete(service, user); err == nil {
			err = removed
		}
		return "", err
	})
	return err
}

// within calls the vault and waits no longer than the bound. A call that hangs
// is left behind; it ends with the process.
func (r ring) within(bound time.Duration, call func(vault) (string, error)) (string, error) {
	if r.vault == nil {
		return "", r.why
	}
	type answer struct {
		value string
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := call(r.vault)
		answered <- answer{value, err}
	}()
	slow, limit := time.NewTimer(slowAfter), time.NewTimer(bound)
	defer slow.Stop()
	defer limit.Stop()
	for {
		select {
		case a := <-answered:
			return a.value, absent(a.err)
		case <-slow.C:
			if KeyringSlow != nil {
				KeyringSlow(bound)
			}
		case <-limit.C:
			return "", ErrKeyringSilent
		}
	}
}

// absent names what is no failure of a keyring but the lack of one: there is no
// bus to be reached, nothing that would start one, or no keyring on it.
func absent(err error) error {
	var dialed *net.OpError
	if errors.As(err, &dialed) || errors.Is(err, exec.ErrNotFound) || err != nil && strings.Contains(err.Error(), noService) {
		return fmt.Errorf("%w: %v", ErrNoKeyring, err) // a missing socket is no missing asset
	}
	return err
}

// noService is what a bus says of a name that no service has (dbus-daemon,
// org.freedesktop.DBus.Error.ServiceUnknown).
const noService = "org.freedesktop.secrets was not provided"
