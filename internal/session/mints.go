package session

import (
	"fmt"
	"time"
)

// Mints counts the refresh tokens that were minted for one client and mailbox.
type Mints struct {
	ClientID string    `json:"clientId"`
	Account  string    `json:"account"`
	Count    int       `json:"count"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
}

// mintsNear is from how many refresh tokens on somebody is warned: Google keeps
// 100 alive per account and client, and the next silently ends the oldest
// (https://developers.google.com/identity/protocols/oauth2#expiration).
const mintsNear = 50

// MintLimitError says that many refresh tokens were minted for a client and
// mailbox.
type MintLimitError struct {
	Count             int
	ClientID, Account string
}

// Error implements error.
func (e *MintLimitError) Error() string {
	return fmt.Sprintf("count the refresh tokens: %d were minted for %s with this client, and the 101st ends the oldest", e.Count, e.Account)
}

// Minted counts one more refresh token. Errors are *MintLimitError; the token
// is counted all the same.
func (s *Session) Minted(clientID, account string, at time.Time) error {
	at = at.UTC().Truncate(time.Second)
	m := s.mints(clientID, account)
	if m.Count == 0 {
		m.First = at
	}
	m.Count, m.Last = m.Count+1, at
	if m.Count < mintsNear {
		return nil
	}
	return &MintLimitError{m.Count, clientID, account}
}

func (s *Session) mints(clientID, account string) *Mints {
	for i := range s.Mints {
		if m := &s.Mints[i]; m.ClientID == clientID && m.Account == account {
			return m
		}
	}
	s.Mints = append(s.Mints, Mints{ClientID: clientID, Account: account})
	return &s.Mints[len(s.Mints)-1]
}
