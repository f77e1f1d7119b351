package lab

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Scene is a failure as a support report tells it (lab.json in the archive): a
// lab that begins with it shows the same one. It names nobody.
type Scene struct {
	Version      int               `json:"version"`
	Findings     []string          `json:"findings"`     // what the checks found: "CHECK: CODE", or the check alone
	SignIn       string            `json:"signIn"`       // code with which the last sign-in ended, "" where there are tokens since
	Faults       []string          `json:"faults"`       // codes that the checks found; all there is in an older report
	Unregistered []string          `json:"unregistered"` // redirect URIs that Google did not know: connect, loopback
	Fields       map[string]string `json:"fields"`       // values of the form that are not the usual ones; "" is missing
	Tokens       string            `json:"tokens"`       // both, access, refresh or none
	Testing      bool              `json:"testing"`      // the refresh token has a stated end
	Ended        bool              `json:"ended"`        // and has passed it
	Shared       bool              `json:"shared"`       // somebody else signs in for the mailbox
}

const (
	sceneFile    = "lab.json"
	sceneVersion = 1
	maxScene     = 1 << 20
)

// ReadScene reads the scene out of a support report. Everything in it is
// somebody else's: what this lab does not know is left out.
func ReadScene(path string) (*Scene, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("read the report %s: %w", path, err)
	}
	defer archive.Close()
	f, err := archive.Open(sceneFile)
	if err != nil {
		return nil, fmt.Errorf("read the report %s: there is no %s in it", path, sceneFile)
	}
	defer f.Close()
	doc, err := io.ReadAll(io.LimitReader(f, maxScene))
	var s Scene
	if err == nil {
		err = json.Unmarshal(doc, &s)
	}
	if err == nil && s.Version != sceneVersion {
		err = errors.New("it was written by another version of the program")
	}
	if err != nil {
		return nil, fmt.Errorf("read %s in the report %s: %w", sceneFile, path, err)
	}
	return &s, nil
}

// enact brings the ready client and its mailbox into the state of the scene.
func (w *world) enact(s *Scene) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.projects) == 0 {
		return
	}
	c := w.projects[0].clients[0]
	c.redirects = slices.DeleteFunc(slices.Clone(c.redirects), func(uri string) bool {
		kind := "connect"
		if strings.HasPrefix(uri, "http://127.0.0.1") {
			kind = "loopback"
		}
		return slices.Contains(s.Unregistered, kind)
	})
	c.live = c.redirects
}

// sceneTokens mints what the asset of the scene holds.
func (w *world) sceneTokens(s *Scene) *tokenAnswer {
	w.mu.Lock()
	defer w.mu.Unlock()
	account, scope := mailbox, scopes{scopeMail}
	if s.Shared || s.tells("wrong-account") {
		account = otherAccount
	}
	if s.tells("scope-missing") {
		scope = scopes{scopeSend}
	}
	p := w.projects[0]
	return w.mint(&code{account: account, scope: scope, client: p.clients[0].id, project: p.id, offline: true, consent: true})
}

// writeSceneAsset writes the configuration of the scene's asset with this lab's
// values in it, and returns its path.
func (l *Lab) writeSceneAsset(s *Scene) (string, error) {
	fields := l.usualFields()
	if s.Shared {
		fields["authentication.loginId"] = otherAccount
	}
	for key, value := range s.Fields {
		if _, known := fields[key]; known && mayTell(key, value) {
			fields[key] = value
		} else if other, known := others[key]; known && value == "other" {
			fields[key] = other
		}
	}
	l.swapPort(fields, s)
	doc := map[string]any{"schemaVersion": 1, "lab": true, "asset": map[string]any{}, "authentication": map[string]any{}}
	for key, value := range fields {
		object, name, _ := strings.Cut(key, ".")
		doc[object].(map[string]any)[name] = value
	}
	authentication := doc["authentication"].(map[string]any)
	port, _ := strconv.Atoi(fields["authentication.port"])
	authentication["port"], authentication["reviewConsent"] = max(port, 1), true
	if tokens := l.tokensOf(s); tokens != nil {
		doc["tokens"] = tokens
	}
	text, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return "", fmt.Errorf("encode the asset of the report: %w", err)
	}
	l.endpoints.RedirectPort = l.config.RedirectPorts[0]
	path := filepath.Join(l.config.Dir, "support.asset.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", fmt.Errorf("write the asset of the report: %w", err)
	}
	return path, nil
}

// others are the values of fields that name somebody, where a report says that
// they are not the usual ones.
var others = map[string]string{"authentication.username": otherAccount, "asset.name": "Sup_port"}

// mayTell reports whether a value of a report is taken as it stands: one that
// is missing, or one of the form's own words. An address is not, for a check of
// the asset asks it.
func mayTell(key, value string) bool {
	words := map[string][]string{
		"authentication.port":     {"465", "587"},
		"authentication.security": {"None", "SSL", "STARTTLS"},
		"authentication.scope":    {scopeMail, scopeSend},
	}[key]
	return value == "" || slices.Contains(words, value)
}

// usualFields are those of an asset of this lab that works, by their place in
// the configuration.
func (l *Lab) usualFields() map[string]string {
	host, port, _ := net.SplitHostPort(l.endpoints.SMTPTLS)
	c := l.world.projects[0].clients[0]
	return map[string]string{
		"asset.name": "Support", "asset.emailId": mailbox, "asset.forwardingAddress": l.endpoints.ForwardingAddress,
		"asset.connectUrl": l.endpoints.ConnectURL, "asset.region": "us",
		"authentication.type": "OAuth 2.0", "authentication.smtpServer": host, "authentication.username": mailbox,
		"authentication.port": port, "authentication.security": "SSL",
		"authentication.clientId": c.id, "authentication.clientSecret": c.secrets[0].value,
		"authentication.callbackUrl": l.endpoints.CallbackURL, "authentication.authorizationUrl": l.endpoints.Accounts + "/o/oauth2/auth",
		"authentication.scope":          scopeMail,
		"authentication.accessTokenUrl": l.endpoints.Token, "authentication.refreshTokenUrl": l.endpoints.Token,
	}
}

// swapPort puts this lab's port in the place of Gmail's, which the report tells.
func (l *Lab) swapPort(fields map[string]string, s *Scene) {
	told := s.Fields["authentication.port"]
	if told == "" {
		told = "465"
	}
	listening := map[string]string{"465": l.endpoints.SMTPTLS, "587": l.endpoints.SMTPSTARTTLS}[told]
	if _, port, err := net.SplitHostPort(listening); err == nil {
		fields["authentication.port"] = port
	}
}

// tokensOf are the tokens of the scene as the configuration holds them, nil
// where there were none.
func (l *Lab) tokensOf(s *Scene) map[string]any {
	if s.Tokens == "none" || s.Tokens == "" {
		return nil
	}
	answer, now := l.world.sceneTokens(s), l.config.Now().UTC().Truncate(time.Second)
	tokens := map[string]any{
		"tokenType": "Bearer", "scope": answer.Scope, "validity": answer.ExpiresIn,
		"issuedAt": now, "expiresAt": now.Add(time.Duration(answer.ExpiresIn) * time.Second), "refreshTokenExpiresAt": nil,
		"accessToken": "", "refreshToken": "",
	}
	if s.Tokens != "refresh" {
		tokens["accessToken"] = answer.AccessToken
	}
	if s.Tokens != "access" {
		tokens["refreshToken"] = answer.RefreshToken
	}
	switch {
	case s.Ended:
		tokens["refreshTokenExpiresAt"] = now
	case s.Testing:
		tokens["refreshTokenExpiresAt"] = now.Add(testingLife)
	}
	return tokens
}
