package lab

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The keys of the form's rows: those of mailasset's configuration, so that a
// program can fill the form from it.
const (
	keyName          = "asset.name"
	keyEmail         = "asset.emailId"
	keyForwarding    = "asset.forwardingAddress"
	keyType          = "authentication.type"
	keySMTPServer    = "authentication.smtpServer"
	keyUsername      = "authentication.username"
	keyPort          = "authentication.port"
	keySecurity      = "authentication.security"
	keyClientID      = "authentication.clientId"
	keyClientSecret  = "authentication.clientSecret"
	keyCallback      = "authentication.callbackUrl"
	keyAuthorization = "authentication.authorizationUrl"
	keyScope         = "authentication.scope"
	keyTokenURL      = "authentication.accessTokenUrl"
	keyRefreshURL    = "authentication.refreshTokenUrl"
	keyShared        = "authentication.sharedMailbox"
	keyLogin         = "authentication.loginId"
	keyReview        = "authentication.reviewConsent"

	keyAccessToken  = "tokens.accessToken"
	keyRefreshToken = "tokens.refreshToken"
	keyValidity     = "tokens.validity"

	typeOAuth    = "OAuth 2.0"
	typePassword = "Username & Password"
)

// formRow is one row of the email form.
type formRow struct {
	Key, Label string
	Kind       string // text, secret, choice, tick, given or filled
	Choices    []string
	Hint       string
}

// emailRows are the rows of the email form in the order of the screen
// (facts/webex-connect.md section 1). From oauthRows on they appear only when
// Authentication Type is OAuth 2.0.
var emailRows = []formRow{
	{Key: keyName, Label: "Asset Name", Kind: "text"},
	{Key: keyEmail, Label: "Email ID", Kind: "text"},
	{Key: keyForwarding, Label: "Forwarding Address", Kind: "given"},
	{Key: keyType, Label: "Authentication Type", Kind: "choice", Choices: []string{typePassword, typeOAuth}},
	{Key: keySMTPServer, Label: "SMTP Server", Kind: "text"},
	{Key: keyUsername, Label: "Username", Kind: "text"},
	{Key: keyPort, Label: "Port", Kind: "text"},
	{Key: keySecurity, Label: "Security", Kind: "choice", Choices: []string{"None", "SSL", "STARTTLS"}},
	{Key: keyClientID, Label: "Client ID", Kind: "text"},
	{Key: keyClientSecret, Label: "Client Secret", Kind: "secret"},
	{Key: keyCallback, Label: "Call Back URL", Kind: "given"},
	{Key: keyAuthorization, Label: "Authorization URL", Kind: "text"},
	{Key: keyScope, Label: "Scope", Kind: "text"},
	{Key: keyTokenURL, Label: "Access Token URL", Kind: "text"},
	{Key: keyRefreshURL, Label: "Refresh Token URL", Kind: "text"},
	{Key: keyShared, Label: "Use different email address than the asset email ID for generating tokens", Kind: "tick"},
	{Key: keyLogin, Label: "Login ID For Generating Token", Kind: "text"},
	{Key: keyReview, Label: "I would like to explicitly review before providing consent for authentication", Kind: "tick"},
	{Key: keyAccessToken, Label: "Access Token", Kind: "filled"},
	{Key: keyRefreshToken, Label: "Refresh Token", Kind: "filled"},
	{Key: keyValidity, Label: "Validity", Kind: "filled"},
}

const oauthRows = 8

// typed reports whether a person fills the row.
func (r formRow) typed() bool { return r.Kind != "given" && r.Kind != "filled" }

// labelOf is the label of a row.
func labelOf(key string) string {
	i := slices.IndexFunc(emailRows, func(r formRow) bool { return r.Key == key })
	return emailRows[i].Label
}

// assetSettings are what a person or a program sets of an email asset, by the
// rows' keys; ticks are "true" or "false".
type assetSettings map[string]string

// merge puts typed values over the settings. An empty secret leaves the one
// that is there: neither the form nor the API shows it again.
func (s assetSettings) merge(typed map[string]string) assetSettings {
	merged := maps.Clone(s)
	for _, row := range emailRows {
		value, given := typed[row.Key]
		if !given || !row.typed() || row.Kind == "secret" && value == "" {
			continue
		}
		merged[row.Key] = strings.TrimSpace(value)
	}
	return merged
}

// login is the address that is to sign in.
func (s assetSettings) login() string {
	if s[keyShared] == "true" && s[keyLogin] != "" {
		return s[keyLogin]
	}
	return s[keyEmail]
}

// rowProblem is what is wrong with one row.
type rowProblem struct{ key, text string }

// problems are what the form refuses, in the order of its rows.
func (s assetSettings) problems() []rowProblem {
	var found []rowProblem
	for _, row := range emailRows {
		if !row.typed() {
			continue
		}
		if text := s.problemOf(row); text != "" {
			found = append(found, rowProblem{row.Key, text})
		}
	}
	return found
}

// problemOf is what the form refuses of one row, "" when nothing.
func (s assetSettings) problemOf(row formRow) string {
	value := s[row.Key]
	optional := row.Kind == "tick" || row.Key == keyLogin && s[keyShared] != "true"
	switch {
	case value == "" && optional:
		return ""
	case value == "":
		return "This field is required."
	case row.Kind == "tick":
		return tickProblem(value)
	case row.Kind == "choice" && !slices.Contains(row.Choices, value):
		return "Choose one of: " + strings.Join(row.Choices, ", ") + "."
	}
	switch row.Key {
	case keyType:
		if value == typePassword {
			return "Google no longer accepts it, and this lab plays Google. Choose " + typeOAuth + "."
		}
	case keyName:
		return nameProblem(value)
	case keyEmail, keyLogin:
		if !isAddress(value) {
			return "Enter one valid email address."
		}
	case keyPort:
		if port, err := strconv.Atoi(value); err != nil || port < 1 || port > 65535 {
			return "Enter a port number."
		}
	case keyAuthorization, keyTokenURL, keyRefreshURL:
		if u, err := url.Parse(value); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return "Enter a valid URL."
		}
	}
	return ""
}

func tickProblem(value string) string {
	if value != "true" && value != "false" {
		return "It is true or false."
	}
	return ""
}

// nameProblem is what is wrong with an asset name: of the punctuation only the
// hyphen is known to be taken, and the underscore to be refused.
func nameProblem(name string) string {
	allowed := func(r rune) bool { return strings.ContainsRune(letters+" -", r) || r > 127 }
	if strings.IndexFunc(name, func(r rune) bool { return !allowed(r) }) < 0 {
		return ""
	}
	return "Only letters, digits, spaces and hyphens are allowed; an underscore is not."
}

// outside is the first of the provider's addresses that is not on this
// machine; the lab sends nobody there.
func (s assetSettings) outside() (key string, found bool) {
	for _, key := range []string{keyAuthorization, keyTokenURL, keyRefreshURL} {
		if u, err := url.Parse(s[key]); err != nil || !isLoopbackHost(u.Hostname()) {
			return key, true
		}
	}
	return "", false
}
