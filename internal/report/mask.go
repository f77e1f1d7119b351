package report

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

// mask hides what a bundle may not tell.
type mask struct {
	secrets       *secret.Redactor
	known         *secret.Redactor  // the asset's own addresses, by their numbers
	addresses     map[string]string // by address in lower case: its number
	made          map[string]bool   // what stands for addresses
	withAddresses bool
}

func newMask(s Source) *mask {
	m := &mask{
		secrets: new(secret.Redactor), known: new(secret.Redactor), addresses: map[string]string{}, made: map[string]bool{},
		withAddresses: s.WithAddresses,
	}
	for name, value := range s.named() {
		m.secrets.Know(name, value)
	}
	for _, address := range s.addresses() {
		if whole := mailAddress().FindString(address); whole == address && address != "" {
			m.known.KnowText(address, m.address(address))
		}
	}
	return m
}

// addresses are those of the asset itself, in a stable order.
func (s Source) addresses() []string {
	var all []string
	if c := s.Config; c != nil {
		all = append(all, c.Asset.EmailID, c.Authentication.Username, c.Asset.ForwardingAddress)
	}
	if s.Session != nil {
		for _, name := range slices.Sorted(maps.Keys(s.Session.Answers)) {
			all = append(all, s.Session.Answers[name])
		}
		for _, one := range s.Session.Mints {
			all = append(all, one.Account)
		}
	}
	return all
}

// text makes a text of somebody's fit for the bundle: without what could steer a
// terminal, secrets, folders that name people, and mail addresses. What it
// returns it leaves as it is.
func (m *mask) text(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = oauth.Inert(line)
	}
	text = m.secrets.Redact(strings.Join(lines, "\n"))
	text = diagnose.HideUnknown(text)
	text = homeFolder().ReplaceAllString(text, "${1}[user]${2}")
	if m.withAddresses {
		return text
	}
	text = namedAddress().ReplaceAllString(text, "$1")
	text = m.known.Redact(text)
	text = mailAddress().ReplaceAllStringFunc(text, m.address)
	return encoded().ReplaceAllStringFunc(text, concealed)
}

// document does the same to each string of a JSON document.
func (m *mask) document(text string) string {
	return jsonString().ReplaceAllStringFunc(text, func(quoted string) string {
		var plain string
		if json.Unmarshal([]byte(quoted), &plain) != nil {
			return quoted
		}
		doc, err := indented(m.text(plain))
		if err != nil {
			return quoted
		}
		return strings.TrimSpace(doc)
	})
}

// The forms of what names people. The sign in an address may be escaped, and
// letters of all languages may stand before and behind it.
const (
	localPart = "(?:\"[^\"\\n]{1,64}\"|(?:[\\p{L}\\p{M}\\p{N}._+'&!#$*^~{}|-]|%(?:25)*(?:[89A-Fa-f][0-9A-Fa-f]|2[7BbDdEe])){1,320})"
	atSign    = `(?i:@|＠|﹫|%(?:25)*40|&#0*64;|&#x0*40;|&commat;|\\u0040|\\x40)`
	mailHost  = `(?:\[[0-9A-Fa-f.:]+\]|[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*)`
)

var (
	mailAddress  = lazyregexp.New(localPart + atSign + mailHost)
	spelledAt    = lazyregexp.New(atSign)
	namedAddress = lazyregexp.New("(?:\"[^\"\\n]{1,80}\"|\\p{Lu}[\\p{L}\\p{M}'.-]*(?: (?:\\p{Lu}[\\p{L}\\p{M}'.-]*|van|de|der|den|von|la|le|di|da|el|bin|ter|ten)){0,5}) *((?:<|&lt;)" + localPart + atSign + mailHost + ")")
	homeFolder   = lazyregexp.New(`(?i)((?:/home|/Users)/|\b[A-Z]:[\\/]{1,4}(?:Users|Documents and Settings)[\\/]{1,4})(?:[^\\/:"<>|\s]+(?: [^\\/:"<>|\s]+){0,3}(\\)|[^\\/:"<>|\s]+)`)
	jsonString   = lazyregexp.New(`"(?:[^"\\]|\\.)*"`)
	encoded      = lazyregexp.New(`[A-Za-z0-9+/_-]{16,}={0,2}`)
)

// address keeps the domain, for much hangs on it, and gives the name before it
// a number, so that it can still be told whether two are the same.
func (m *mask) address(found string) string {
	kept := found[:len(found)-len(strings.TrimLeft(found, `'&!#$*^~{}|.`))] // what stands before an address in a text
	found = found[len(kept):]
	if m.made[found] {
		return kept + found
	}
	at := spelledAt().FindStringIndex(found)
	if strings.HasPrefix(found, `"`) { // a quoted name may hold the sign itself
		end := 1 + strings.Index(found[1:], `"`)
		at = spelledAt().FindStringIndex(found[end:])
		at = []int{at[0] + end, at[1] + end}
	}
	name, domain := found[:at[0]], found[at[1]:]
	key := strings.ToLower(name + "@" + domain)
	if m.addresses[key] == "" {
		m.addresses[key] = fmt.Sprintf("address-%d", len(m.addresses)+1)
	}
	masked := m.addresses[key] + found[at[0]:at[1]] + domain
	m.made[masked] = true
	return kept + masked
}

// concealed is what stands for a text in base64 that holds an address of
// somebody whom nobody here knows.
func concealed(found string) string {
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(found, "="))
	doc, err := base64.RawStdEncoding.DecodeString(plain[:len(plain)&^3])
	if err == nil && utf8.Valid(doc) && strings.Contains(mailAddress().FindString(string(doc)), ".") {
		return "[base64]"
	}
	return found
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
