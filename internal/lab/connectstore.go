package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// connectStore is what the Webex Connect tenant remembers. It has a mutex of
// its own, because the tenant is a client of the accounts part as well. Whoever
// holds it may lock the world, never the other way round.
type connectStore struct {
	world        *world
	organization string    // never changes
	token        string    // never changes; a personal access token
	expires      time.Time // never changes; when the token does

	mu          sync.Mutex
	shape       *connectShape
	assets      []*emailAsset // oldest first, the open forms too
	pending     map[string]pendingToken
	ownerMails  []ownerMail // oldest first
	descriptive bool        // descriptive logs are on
	calls       connectCalls
}

// emailAsset is an email asset, or the form of one that was never saved.
type emailAsset struct {
	id, forwarding   string
	service          string    // of Webex Engage, "" before it is registered
	created, updated time.Time // zero before it is saved
	saved            assetState
	open             *assetState // what stands in the form and is not saved; nil when nothing does
	problem          string      // why the last Generate Token failed
	updating         int         // updates through the API under way
}

// assetState is what Save writes.
type assetState struct {
	settings assetSettings
	tokens   connectTokens
}

// connectTokens are what Generate Token brought; zero before it.
type connectTokens struct {
	access, refresh string
	since           time.Time
	validity        time.Duration
	failed          string // why the last refresh failed, "" when it did not
}

// ownerMail is a mail of the platform to the tenant's owner.
type ownerMail struct {
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	At      time.Time `json:"at"`
}

// connectTokenLife is longer than that of a real personal access token, for
// the reason of adminLife.
const connectTokenLife = adminLife

func newConnectStore(w *world, shape *connectShape) *connectStore {
	r := w.random
	part := func(n int) string { return r.text(n, hexChars) }
	return &connectStore{
		world: w, shape: shape,
		organization: part(8) + "-" + part(4) + "-" + part(4) + "-" + part(4) + "-" + part(12),
		token:        r.secret("connect-", 64), expires: w.now().Add(connectTokenLife),
		pending: map[string]pendingToken{},
		calls:   connectCalls{limited: map[string]time.Time{}, tracking: map[string]bool{}},
	}
}

// writeToken writes the personal access token where only its owner can read it.
func (s *connectStore) writeToken(dir string) (string, error) {
	path := filepath.Join(dir, "connect-token")
	if err := os.WriteFile(path, []byte(s.token+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("write the Webex Connect token: %w", err)
	}
	return path, nil
}

// find returns the asset or open form of that id. The caller holds mu.
func (s *connectStore) find(id string) *emailAsset {
	for _, a := range s.assets {
		if a.id == id {
			return a
		}
	}
	return nil
}

// savedAsset returns the asset of that id. The caller holds mu.
func (s *connectStore) savedAsset(id string) *emailAsset {
	if a := s.find(id); a != nil && !a.created.IsZero() {
		return a
	}
	return nil
}

// savedAssets are the assets, oldest first. The caller holds mu.
func (s *connectStore) savedAssets() []*emailAsset {
	return slices.DeleteFunc(slices.Clone(s.assets), func(a *emailAsset) bool { return a.created.IsZero() })
}

// newAsset makes an asset that is not saved. The first has the forwarding
// address the lab announces. The caller holds mu.
func (s *connectStore) newAsset() *emailAsset {
	forwarding := s.world.connect.forwardingAddress
	if slices.ContainsFunc(s.assets, func(a *emailAsset) bool { return a.forwarding == forwarding }) {
		forwarding = s.world.issueForwarding()
	}
	a := &emailAsset{id: s.world.random.text(10, digits), forwarding: forwarding}
	a.open = &assetState{settings: assetSettings{}}
	s.assets = append(s.assets, a)
	return a
}

// openForm is Configure New App -> Email: the form that was left unsaved, so
// that what was copied out of it stays right, else a new one. Whether the real
// one keeps them is unconfirmed; with connect-form-resets it does not.
func (s *connectStore) openForm(reset bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	unsaved := func(a *emailAsset) bool { return a.created.IsZero() }
	if i := slices.IndexFunc(s.assets, unsaved); i >= 0 && !reset {
		return s.assets[i].id
	}
	a := s.newAsset()
	if reset && a.forwarding == s.world.connect.forwardingAddress {
		a.forwarding = s.world.issueForwarding()
	}
	s.assets = slices.DeleteFunc(s.assets, func(other *emailAsset) bool { return unsaved(other) && other != a })
	return a.id
}

// state is what stands in the asset's form. The caller holds mu.
func (a *emailAsset) state() assetState {
	if a.open != nil {
		return *a.open
	}
	return a.saved
}

// save writes what stands in the form. The caller holds mu.
func (s *connectStore) save(a *emailAsset) {
	a.saved, a.open = a.state(), nil
	a.updated = s.world.now()
	if a.created.IsZero() {
		a.created = a.updated
	}
}

// issueForwarding makes one more forwarding address of the tenant; mail to it
// reaches the tenant too.
func (w *world) issueForwarding() string {
	_, host, _ := strings.Cut(w.connect.forwardingAddress, "@")
	address := w.random.text(32, hexChars) + "@" + host
	w.mu.Lock()
	defer w.mu.Unlock()
	w.issued = append(w.issued, address)
	return address
}

// isForwarding reports whether mail to the address reaches the tenant. The
// caller holds mu.
func (w *world) isForwarding(address string) bool {
	return address == w.connect.forwardingAddress || slices.Contains(w.issued, address)
}
