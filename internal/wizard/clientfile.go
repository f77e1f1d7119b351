package wizard

import (
	"errors"
	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
	"os"
	"path/filepath"
	"strings"
)

// clientGiven returns the client whose JSON was named beforehand, nil when there
// is none or it cannot be read: then the question says why.
func (w *Wizard) clientGiven() *oauth.Client {
	c, err := w.readGiven()
	if c == nil && err == nil && w.Endpoints.ClientJSON != "" {
		c, err = w.ReadClient(w.Endpoints.ClientJSON)
	}
	if err != nil {
		return nil
	}
	return c
}

// readGiven reads the client JSON that was given beforehand; nil without one.
func (w *Wizard) readGiven() (*oauth.Client, error) {
	path := w.Given["google.client_json"]
	if path == "" {
		return nil, nil
	}
	return w.ReadClient(path)
}

// trusted refuses a client of another provider that nobody said to trust before
// the first step. Whatever else is wrong with the file is said at its own step:
// it may not even be there yet.
func (w *Wizard) trusted() error {
	_, err := w.readGiven()
	var foreign *diagnose.ForeignEndpointError
	if errors.As(err, &foreign) {
		return foreign
	}
	return nil
}

// givenForeign reports whether the client that was given beforehand is another
// provider's.
func (w *Wizard) givenForeign() bool {
	c, err := w.readGiven()
	return c != nil && err == nil && w.Foreign(c)
}

// isForeign reports whether the asset's client is another provider's, as far as
// that is known: a client that was given beats the one of an earlier run.
func (w *Wizard) isForeign(s *session.Session) bool {
	if c, err := w.readGiven(); c != nil && err == nil {
		return w.Foreign(c)
	}
	return s.Client != nil && s.Client.Foreign
}

// ReadClient reads a client JSON and refuses endpoints that are not the
// provider's, unless the user trusts them.
func (w *Wizard) ReadClient(path string) (*oauth.Client, error) {
	c, err := oauth.ReadClient(expandHome(path))
	if err != nil {
		return nil, err
	}
	w.Known.Know("client secret", c.Secret)
	return c, w.checkEndpoints(c)
}

// Foreign reports whether a client's endpoints are not the provider's own.
func (w *Wizard) Foreign(c *oauth.Client) bool {
	p := w.Provider()
	return !p.Owns(c.AuthURI) || !p.Owns(c.TokenURI)
}

// checkEndpoints lets foreign endpoints pass only when the user trusts them,
// and plain http only on loopback even then.
func (w *Wizard) checkEndpoints(c *oauth.Client) error {
	if !w.Foreign(c) {
		return nil
	}
	plain := !protected(c.AuthURI) || !protected(c.TokenURI)
	if w.TrustEndpoints && !plain {
		return nil
	}
	return &diagnose.ForeignEndpointError{AuthURI: c.AuthURI, TokenURI: c.TokenURI, PlainHTTP: plain}
}

// protected reports whether an address is https, or plain http that never
// leaves this machine.
func protected(address string) bool {
	if strings.HasPrefix(address, "https://") {
		return true
	}
	return strings.HasPrefix(address, "http://") && asset.IsLoopback(hostOf(address))
}

// FullPath is a path that holds in every folder.
func FullPath(path string) string {
	absolute, err := filepath.Abs(expandHome(path))
	if err != nil { // there is no current folder
		return path
	}
	return absolute
}

// expandHome lets people write ~ as in a shell.
func expandHome(path string) string {
	rest, found := strings.CutPrefix(path, "~"+string(filepath.Separator))
	if home, err := os.UserHomeDir(); found && err == nil {
		return filepath.Join(home, rest)
	}
	return path
}
