package session

import (
	"errors"
	"time"

	"github.com/zalando/go-keyring"

	"mailasset/internal/secret"
)

// ConnectAsset is the asset's counterpart in Webex Connect, as push made or
// adopted it.
type ConnectAsset struct {
	ID string    `json:"id"`
	At time.Time `json:"at"` // of the last push
	// SecretMark marks the client secret that was last sent
	// (asset.SecretMark): the API may not show one.
	SecretMark string `json:"secretMark,omitempty"`
}

// ConnectCall is one push as Webex Connect answered it. Webex support asks for
// its two ids.
type ConnectCall struct {
	At         time.Time `json:"at"`
	Outcome    string    `json:"outcome"` // created, updated, unchanged or failed
	Status     int       `json:"status,omitempty"`
	Code       string    `json:"code,omitempty"`
	TransID    string    `json:"transid,omitempty"`
	TrackingID string    `json:"trackingid,omitempty"`
}

// connectCalls is how many pushes are remembered.
const connectCalls = 10

// CalledConnect remembers a push, for the support report.
func (s *Session) CalledConnect(c ConnectCall) {
	c.At = c.At.UTC().Truncate(time.Second)
	s.ConnectCalls = append(s.ConnectCalls, c)
	s.ConnectCalls = s.ConnectCalls[max(0, len(s.ConnectCalls)-connectCalls):]
}

// HasKeyring reports whether this asset's secrets may go to the operating
// system's keyring. It opens none.
func (s *Session) HasKeyring() bool { return !s.Lab && s.ring.vault != nil }

// webexEntry is the keyring's entry of the token. It has one of its own:
// together with the asset's secrets it would be too large for some keyrings.
func (s *Session) webexEntry() string { return s.entry() + "-webex" }

// KeepWebexToken puts the token of the Digital Asset API into the keyring. There
// is no file that would take it instead. Errors are *KeyringError and
// *StateError.
func (s *Session) KeepWebexToken(token secret.String) error {
	if err := s.ring.put(unlockBound, s.webexEntry(), token.Reveal()); err != nil {
		return &KeyringError{"keep", s.Name, err}
	}
	s.WebexToken = InKeyring
	return s.Save()
}

// ReadWebexToken returns the token that was kept, empty where none was or the
// keyring holds it no longer. Errors are *KeyringError.
func (s *Session) ReadWebexToken() (secret.String, error) {
	if s.WebexToken != InKeyring {
		return secret.String{}, nil
	}
	value, err := s.ring.get(unlockBound, s.webexEntry())
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return secret.String{}, nil
	case err != nil:
		return secret.String{}, &KeyringError{"read", s.Name, err}
	}
	return secret.New(value), nil
}

// removeWebexToken takes the token out of the keyring.
func (s *Session) removeWebexToken() error {
	if s.WebexToken != InKeyring && !s.unread {
		return nil
	}
	err := s.ring.remove(unlockBound, s.webexEntry())
	if s.unread {
		return nil // what cannot be found out is noticed with the other entry
	}
	if errors.Is(err, ErrKeyringOff) {
		s.notify(NoticeGone, err)
		return nil
	}
	if err != nil {
		return &KeyringError{"remove", s.Name, err}
	}
	return nil
}
