package session

import (
	"mailasset/internal/asset"
	"mailasset/internal/secret"
)

// Secrets is what is kept apart from the session: a 0600 file beside it. The
// client's id stands with its secret, so that the two can never be of
// different clients after a crash between two writes.
type Secrets struct {
	ClientID     string        `json:"clientId,omitempty"`
	ClientSecret secret.String `json:"clientSecret"`
	Tokens       *asset.Tokens `json:"tokens,omitempty"`
	Account      string        `json:"account,omitempty"` // who signed in for the tokens
}

// disclosed returns a copy that marshals its values in clear, for the file.
func (s Secrets) disclosed() Secrets {
	s.ClientSecret = s.ClientSecret.Disclosed()
	if s.Tokens != nil {
		t := s.Tokens.Disclosed()
		s.Tokens = &t
	}
	return s
}
