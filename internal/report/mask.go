package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/secret"
)

// mask hides what a bundle may not tell.
type mask struct {
	secrets       *secret.Redactor
	named         map[string]secret.String
	addresses     map[string]string // by address in lower case
	withAddresses bool
}

func newMask(s Source) *mask {
	m := &mask{secrets: new(secret.Redactor), named: s.named(), addresses: map[string]string{}, withAddresses: s.WithAddresses}
	for name, value := range m.named {
		m.secrets.Know(name, value)
	}
	return m
}

// apply hides known secrets, what has the form of one, and mail addresses.
func (m *mask) apply(text string) string {
	text = m.secrets.Redact(text)
	text = secretForm().ReplaceAllString(text, "[secret]")
	if m.withAddresses {
		return text
	}
	return mailAddress().ReplaceAllStringFunc(text, m.address)
}

// secretForm is what Google's tokens, codes and client secrets look like, and a
// Bearer header: one that the session does not know may stand in what somebody
// pasted.
var secretForm = lazyregexp.New(`\bya29\.[\w.-]{8,}|\b[14](?:/|%2F)[/01][\w-]{16,}|\bGOCSPX-[\w-]{8,}|(?i:\bbearer )[\w.~+/=-]{16,}|\beyJ[\w-]{16,}\.[\w-]{8,}\.[\w-]*`)

// mailAddress finds addresses, also where the @ is percent-encoded.
var mailAddress = lazyregexp.New(`[A-Za-z0-9._+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)

// address keeps the domain, for much hangs on it, and gives the name before it
// a number, so that it can still be told whether two are the same.
func (m *mask) address(found string) string {
	at := "@"
	if strings.Contains(found, "%40") {
		at = "%40"
	}
	name, domain, _ := strings.Cut(found, at)
	key := strings.ToLower(name + "@" + domain)
	if m.addresses[key] == "" {
		m.addresses[key] = fmt.Sprintf("address-%d", len(m.addresses)+1)
	}
	return m.addresses[key] + at + domain
}

// configuration is the document of a configuration with each secret's name and
// fingerprint in its place.
func (m *mask) configuration(c *asset.Configuration) (any, error) {
	if c == nil {
		return nil, nil
	}
	masked, err := c.Encode(false)
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if err := json.Unmarshal(masked, &doc); err != nil {
		return nil, err
	}
	m.label(doc, "authentication", "clientSecret", "client secret", c.Authentication.ClientSecret)
	if t := c.Tokens; t != nil {
		m.label(doc, "tokens", "accessToken", "access token", t.AccessToken)
		m.label(doc, "tokens", "refreshToken", "refresh token", t.RefreshToken)
	}
	return doc, nil
}

func (m *mask) label(doc map[string]any, object, key, name string, value secret.String) {
	if inner, ok := doc[object].(map[string]any); ok && !value.Empty() {
		inner[key] = m.secrets.Label(name, value)
	}
}
