package asset

import (
	"strconv"

	"mailasset/internal/secret"
)

// Direction says which way a value of the form goes (webex-connect.md section
// 1, column Direction).
type Direction string

// The directions.
const (
	Given  Direction = "given"  // Webex Connect shows it, the admin copies it out
	Typed  Direction = "typed"  // the admin fills it in
	Tick   Direction = "tick"   // a box to tick or to leave
	Filled Direction = "filled" // Webex Connect fills it in after Generate Token
)

// FormField is one row of the email asset form with the value of one asset.
type FormField struct {
	// Key is the place of the value in the configuration, such as
	// "authentication.clientId"; stable.
	Key string
	// Label is what stands on the form, which is in English only.
	Label     string
	Direction Direction
	// Value is what goes there, "" where it is not known or is a secret. A Tick
	// is "true" or "false".
	Value string
	// Secret is the value of a row that must stay hidden; else empty.
	Secret secret.String
}

// Form returns the rows of the email asset form in the order of the screen
// (webex-connect.md section 1). The row of the Login ID is there for a shared
// mailbox only.
func (c *Configuration) Form() []FormField {
	a := c.Authentication
	rows := []FormField{
		{Key: "asset.name", Label: "Asset Name", Direction: Typed, Value: c.Asset.Name},
		{Key: "asset.emailId", Label: "Email ID", Direction: Typed, Value: c.Asset.EmailID},
		{Key: "asset.forwardingAddress", Label: "Forwarding Address", Direction: Given, Value: c.Asset.ForwardingAddress},
		{Key: "authentication.type", Label: "Authentication Type", Direction: Typed, Value: a.Type},
		{Key: "authentication.smtpServer", Label: "SMTP Server", Direction: Typed, Value: a.SMTPServer},
		{Key: "authentication.username", Label: "Username", Direction: Typed, Value: a.Username},
		{Key: "authentication.port", Label: "Port", Direction: Typed, Value: strconv.Itoa(a.Port)},
		{Key: "authentication.security", Label: "Security", Direction: Typed, Value: string(a.Security)},
		{Key: "authentication.clientId", Label: "Client ID", Direction: Typed, Value: a.ClientID},
		{Key: "authentication.clientSecret", Label: "Client Secret", Direction: Typed, Secret: a.ClientSecret},
		{Key: "authentication.callbackUrl", Label: "Call Back URL", Direction: Given, Value: a.CallbackURL},
		{Key: "authentication.authorizationUrl", Label: "Authorization URL", Direction: Typed, Value: a.AuthorizationURL},
		{Key: "authentication.scope", Label: "Scope", Direction: Typed, Value: a.Scope},
		{Key: "authentication.accessTokenUrl", Label: "Access Token URL", Direction: Typed, Value: a.AccessTokenURL},
		{Key: "authentication.refreshTokenUrl", Label: "Refresh Token URL", Direction: Typed, Value: a.RefreshTokenURL},
	}
	if c.SharedMailbox() {
		rows = append(rows,
			FormField{Key: "authentication.sharedMailbox", Label: "Use different email address than the asset email ID for generating tokens", Direction: Tick, Value: "true"},
			FormField{Key: "authentication.loginId", Label: "Login ID For Generating Token", Direction: Typed, Value: c.Login()})
	}
	return append(rows,
		FormField{Key: "authentication.reviewConsent", Label: "I would like to explicitly review before providing consent for authentication", Direction: Tick, Value: strconv.FormatBool(a.ReviewConsent)},
		FormField{Key: "tokens.accessToken", Label: "Access Token", Direction: Filled},
		FormField{Key: "tokens.refreshToken", Label: "Refresh Token", Direction: Filled},
		FormField{Key: "tokens.validity", Label: "Validity", Direction: Filled})
}
