package asset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailasset/internal/secret"
)

// SchemaVersion is the version of the configuration file this program writes.
const SchemaVersion = 1

// Security is how the SMTP connection is protected, in the form's words.
type Security string

// The choices of the form that protect anything.
const (
	SSL      Security = "SSL"
	STARTTLS Security = "STARTTLS"
)

// Configuration is the asset configuration file, NAME.asset.json. A file that
// a customer wrote by hand may lack tokens, google, proof and even the secret.
type Configuration struct {
	SchemaVersion  int            `json:"schemaVersion"`
	Lab            bool           `json:"lab,omitempty"`
	Asset          Asset          `json:"asset"`
	Authentication Authentication `json:"authentication"`
	Tokens         *Tokens        `json:"tokens,omitempty"`
	Google         *Google        `json:"google,omitempty"`
	Proof          []Proof        `json:"proof,omitempty"`

	unknown []UnknownKey // kept when it is written again
}

// Asset is rows 1 to 3 of the form, and where the form is.
type Asset struct {
	Name              string `json:"name"`
	EmailID           string `json:"emailId"`
	ForwardingAddress string `json:"forwardingAddress"`
	ConnectURL        string `json:"connectUrl"`
	Region            string `json:"region"`
}

// Authentication is rows 4 to 16 of the form.
type Authentication struct {
	Type             string        `json:"type"`
	SMTPServer       string        `json:"smtpServer"`
	Username         string        `json:"username"`
	Port             int           `json:"port"`
	Security         Security      `json:"security"`
	ClientID         string        `json:"clientId"`
	ClientSecret     secret.String `json:"clientSecret"`
	CallbackURL      string        `json:"callbackUrl"`
	AuthorizationURL string        `json:"authorizationUrl"`
	Scope            string        `json:"scope"`
	AccessTokenURL   string        `json:"accessTokenUrl"`
	RefreshTokenURL  string        `json:"refreshTokenUrl"`
	LoginID          *string       `json:"loginId"`
	ReviewConsent    bool          `json:"reviewConsent"`
}

// Tokens is what the token endpoint gave. Validity is in seconds; times are UTC.
type Tokens struct {
	AccessToken           secret.String `json:"accessToken"`
	RefreshToken          secret.String `json:"refreshToken"`
	TokenType             string        `json:"tokenType"`
	Scope                 string        `json:"scope"`
	Validity              int           `json:"validity"`
	IssuedAt              time.Time     `json:"issuedAt"`
	ExpiresAt             time.Time     `json:"expiresAt"`
	RefreshTokenExpiresAt *time.Time    `json:"refreshTokenExpiresAt"`
}

// Google is what is known about the Google project behind the client.
type Google struct {
	ProjectID  string `json:"projectId"`
	UserType   string `json:"userType"`
	Publishing string `json:"publishing"`
}

// Proof is the outcome of one check.
type Proof struct {
	Check  string    `json:"check"`
	Status string    `json:"status"`
	At     time.Time `json:"at"`
}

// Login is the account that signs in for the mailbox: the Login ID of a shared
// mailbox (row 15), else the mailbox itself.
func (c *Configuration) Login() string {
	if id := c.Authentication.LoginID; id != nil && *id != "" {
		return *id
	}
	return c.Asset.EmailID
}

// SharedMailbox reports whether somebody else signs in for the mailbox. Gmail
// ignores case.
func (c *Configuration) SharedMailbox() bool { return !strings.EqualFold(c.Login(), c.Asset.EmailID) }

// Encode returns the document as JSON, as it is held against the schema and
// written. Secrets are masked unless disclose is set; that is for a file of mode
// 0600 or a person who asked for it. Times become UTC. Keys that a document held
// and nobody understood stand where they stood.
func (c Configuration) Encode(disclose bool) ([]byte, error) {
	return c.encoded(disclose, func(root *node, b *bytes.Buffer) { root.json(b, "") })
}

// EncodeYAML is Encode for YAML. Both hold the same document.
func (c Configuration) EncodeYAML(disclose bool) ([]byte, error) {
	return c.encoded(disclose, func(root *node, b *bytes.Buffer) { root.yaml(b, "") })
}

func (c Configuration) encoded(disclose bool, write func(*node, *bytes.Buffer)) ([]byte, error) {
	root, err := c.tree(disclose)
	if err != nil {
		return nil, err
	}
	var doc bytes.Buffer
	write(root, &doc)
	return append(bytes.TrimRight(doc.Bytes(), "\n"), '\n'), nil
}

// tree is the configuration as a document, in the order of the contract.
func (c Configuration) tree(disclose bool) (*node, error) {
	if c.Tokens != nil {
		tokens := c.Tokens.inUTC()
		if disclose {
			tokens = tokens.Disclosed()
		}
		c.Tokens = &tokens
	}
	if disclose {
		c.Authentication.ClientSecret = c.Authentication.ClientSecret.Disclosed()
	}
	c.Proof = slices.Clone(c.Proof)
	for i := range c.Proof {
		c.Proof[i].At = c.Proof[i].At.UTC()
	}
	doc, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	p := &parser{}
	root := p.readJSON(doc)
	c.keepUnknown(root, disclose)
	return root, nil
}

// Disclosed returns a copy that marshals its secrets in clear.
func (t Tokens) Disclosed() Tokens {
	t.AccessToken, t.RefreshToken = t.AccessToken.Disclosed(), t.RefreshToken.Disclosed()
	return t
}

func (t Tokens) inUTC() Tokens {
	t.IssuedAt, t.ExpiresAt = t.IssuedAt.UTC(), t.ExpiresAt.UTC()
	if t.RefreshTokenExpiresAt != nil {
		ends := t.RefreshTokenExpiresAt.UTC()
		t.RefreshTokenExpiresAt = &ends
	}
	return t
}

// mask is what a secret looks like where it is not shown.
var mask = fmt.Sprint(secret.New("-"))

// encode leaves &, < and > as they are, because people copy values out of the
// document.
func encode(v any) ([]byte, error) {
	var doc bytes.Buffer
	e := json.NewEncoder(&doc)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return doc.Bytes(), err
}

// disclosed is a secret as text: the mask, or the value where that was asked
// for.
func disclosed(s secret.String, disclose bool) string {
	if disclose {
		s = s.Disclosed()
	}
	text, _ := s.MarshalText() // never fails
	return string(text)
}
