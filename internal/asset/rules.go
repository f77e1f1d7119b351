package asset

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"mailasset/internal/lazyregexp"
)

// Field is a value of the asset, named like the question that asks for it.
type Field string

// The fields that rules of this package speak about.
const (
	FieldName              Field = "asset.name"
	FieldEmail             Field = "asset.email"
	FieldLoginID           Field = "asset.login_id"
	FieldForwardingAddress Field = "asset.forwarding_address"
	FieldConnectURL        Field = "connect.url"
	FieldCallbackURL       Field = "connect.callback_url"
	FieldHomePage          Field = "google.home_page"
	FieldPrivacyPolicy     Field = "google.privacy_policy"
	FieldProjectID         Field = "google.project_id"
	FieldAppName           Field = "google.app_name"
	FieldSupportEmail      Field = "google.support_email"
	FieldRedirect          Field = "redirect"
	FieldPort              Field = "authentication.port"
	FieldSecurity          Field = "authentication.security"
	FieldScope             Field = "authentication.scope"
	FieldRegion            Field = "connect.region"
	FieldType              Field = "authentication.type"
	FieldSMTPServer        Field = "authentication.smtpServer"
	FieldUsername          Field = "authentication.username"
	FieldAuthorizationURL  Field = "authentication.authorizationUrl"
	FieldAccessTokenURL    Field = "authentication.accessTokenUrl"
	FieldRefreshTokenURL   Field = "authentication.refreshTokenUrl"
)

// paths are the places in the configuration of the fields that are named after
// a question.
var paths = map[Field]string{
	FieldEmail:             "asset.emailId",
	FieldLoginID:           "authentication.loginId",
	FieldForwardingAddress: "asset.forwardingAddress",
	FieldConnectURL:        "asset.connectUrl",
	FieldCallbackURL:       "authentication.callbackUrl",
	FieldRegion:            "asset.region",
	FieldProjectID:         "google.projectId",
}

// Path is the place of the field in the configuration, such as "asset.emailId".
func (f Field) Path() string {
	if path, ok := paths[f]; ok {
		return path
	}
	return string(f)
}

// Rule names the rule that a value breaks.
type Rule string

// The rules. Those of an address (from RuleScheme on) are Google's rules for
// redirect URIs, google.md section 2.1, with its numbers; the form of Webex
// Connect takes no address that Google would refuse.
const (
	RuleEmpty         Rule = "empty"
	RuleName          Rule = "name"           // letters, digits, space, hyphen
	RuleEmail         Rule = "email"          // one plain address
	RulePair          Rule = "port-security"  // 465 goes with SSL, 587 with STARTTLS
	RuleOAuth         Rule = "oauth"          // the form's other choice, a password, Google takes no more
	RuleHost          Rule = "host"           // a host name and nothing else
	RuleRegion        Rule = "region"         // one of Webex Connect's
	RuleMailScope     Rule = "mail-scope"     // SMTP XOAUTH2 needs the full mail scope
	RuleMailbox       Rule = "mailbox"        // row 6: the Username is the mailbox; only remarked, never refused
	RuleProjectID     Rule = "project-id"     // google.md section 6.1
	RuleURL           Rule = "url"            // not an absolute address
	RuleScheme        Rule = "scheme"         // 1: https, http on loopback only
	RuleRawIP         Rule = "raw-ip"         // 2: no raw address but loopback
	RuleSuffix        Rule = "public-suffix"  // 3: ends in a public domain
	RuleGoogleHost    Rule = "google-host"    // 3: not googleusercontent.com
	RuleUserinfo      Rule = "userinfo"       // 5
	RuleTraversal     Rule = "path-traversal" // 6
	RuleOpenRedirect  Rule = "open-redirect"  // 7
	RuleFragment      Rule = "fragment"       // 8
	RuleWildcard      Rule = "wildcard"       // 9
	RuleCharacters    Rule = "characters"     // 9: non-printable, bad escape, NUL
	RulePath          Rule = "path"           // a callback has a path; an origin has none
	RuleShortener     Rule = "shortener"      // 4
	RuleNoPage        Rule = "no-page"        // an address that answers "not found"
	RuleForeignDomain Rule = "repository"     // a home page that Google's Branding refuses
	RuleProvider      Rule = "provider"       // an address that is not Google's beside one that is
)

// RuleError says which rule a value breaks. It carries no advice.
type RuleError struct {
	Field Field
	Value string
	Rule  Rule
}

// Error implements error.
func (e *RuleError) Error() string {
	return fmt.Sprintf("check %s: %q breaks the rule %q", e.Field, e.Value, e.Rule)
}

// namePattern is what is known to be taken as an asset name: an underscore is
// refused (lab guide), the rest of the punctuation was never shown to work.
var namePattern = lazyregexp.New(`^[\p{L}\p{N}]([\p{L}\p{N} -]*[\p{L}\p{N}])?$`)

// CheckName holds an asset name against the rules of the form, row 1.
func CheckName(name string) error {
	switch {
	case name == "":
		return &RuleError{FieldName, name, RuleEmpty}
	case !namePattern().MatchString(name), ShortName(name) == "":
		return &RuleError{FieldName, name, RuleName}
	}
	return nil
}

// CheckEmail holds an address against row 2 of the form: one plain address
// whose domain has a dot. It must be ASCII, as Google's addresses are: a letter
// that only looks like one, or a zero-width one that was pasted along, would
// come out much later as another account.
func CheckEmail(field Field, address string) error {
	if address == "" {
		return &RuleError{field, address, RuleEmpty}
	}
	parsed, err := mail.ParseAddress(address)
	local, domain, _ := strings.Cut(address, "@")
	if err != nil || parsed.Address != address || strings.ContainsRune(address, '"') ||
		strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) ||
		len(local) > 64 || !isMailDomain(strings.ToLower(domain)) {
		return &RuleError{field, address, RuleEmail}
	}
	return nil
}

// isMailDomain reports whether a name can follow the @: at least two labels, of
// which the last is no number, as it would be in a raw address.
func isMailDomain(domain string) bool {
	last := domain[strings.LastIndex(domain, ".")+1:]
	return isHostName(domain) && last != domain && strings.Trim(last, "0123456789") != ""
}

// projectID is Google's rule for the id of a project (google.md section 6.1).
var projectID = lazyregexp.New(`^[a-z][a-z0-9-]{4,28}[a-z0-9]$`)

// CheckProjectID holds an id against Google's rule for project ids.
func CheckProjectID(id string) error {
	if !projectID().MatchString(id) {
		return &RuleError{FieldProjectID, id, RuleProjectID}
	}
	return nil
}

// Check holds the whole configuration against the rules of the form and
// returns every breach, in the order of the form, as *RuleError. Setup, export,
// push and check all ask here. The client id and its secret are looked at by the
// check client.shape.
func (c *Configuration) Check() []error {
	a := c.Authentication
	checks := []error{
		CheckName(c.Asset.Name),
		CheckEmail(FieldEmail, c.Asset.EmailID),
		c.checkForwarding(),
		CheckConnectURL(c.Asset.ConnectURL, c.Lab),
		c.checkRegion(),
		checkType(a.Type),
		CheckSMTPServer(a.SMTPServer, c.Lab),
		CheckEmail(FieldUsername, a.Username),
		checkPair(a.Port, a.Security, c.Lab),
		CheckCallbackURL(a.CallbackURL, c.Lab),
		c.checkEndpoint(FieldAuthorizationURL, a.AuthorizationURL),
		c.checkScope(),
		c.checkEndpoint(FieldAccessTokenURL, a.AccessTokenURL),
		c.checkEndpoint(FieldRefreshTokenURL, a.RefreshTokenURL),
	}
	if c.SharedMailbox() {
		checks = append(checks, CheckEmail(FieldLoginID, c.Login()))
	}
	return slices.DeleteFunc(checks, func(err error) bool { return err == nil })
}

// checkForwarding lets a missing forwarding address pass: it may wait for the
// last step.
func (c *Configuration) checkForwarding() error {
	if c.Asset.ForwardingAddress == "" {
		return nil
	}
	return CheckEmail(FieldForwardingAddress, c.Asset.ForwardingAddress)
}

// checkPair holds port and security against each other. A lab listens where it
// can.
func checkPair(port int, security Security, lab bool) error {
	switch {
	case security != SSL && security != STARTTLS:
		return &RuleError{FieldSecurity, string(security), RulePair}
	case lab, port == Gmail.TLSPort && security == SSL, port == Gmail.StartTLSPort && security == STARTTLS:
		return nil
	}
	return &RuleError{FieldPort, fmt.Sprintf("%d %s", port, security), RulePair}
}

// checkRegion lets a missing region pass: it is derived where it can be. What a
// forwarding address names is one, known here or not.
func (c *Configuration) checkRegion() error {
	r := c.Asset.Region
	if r == "" || regions[r] || r == Region(c.Asset.ForwardingAddress, "") {
		return nil
	}
	return &RuleError{FieldRegion, r, RuleRegion}
}

// oauthType is row 4 of the form.
const oauthType = "OAuth 2.0"

func checkType(kind string) error {
	if kind != oauthType {
		return &RuleError{FieldType, kind, RuleOAuth}
	}
	return nil
}

// CheckSMTPServer holds a server against row 5 of the form: the name of a host,
// without scheme or port. A lab's may be this machine.
func CheckSMTPServer(host string, lab bool) error {
	switch {
	case host == "":
		return &RuleError{FieldSMTPServer, host, RuleEmpty}
	case lab && IsLoopback(host), isMailDomain(strings.ToLower(host)):
		return nil
	}
	return &RuleError{FieldSMTPServer, host, RuleHost}
}

// checkScope asks of Google's endpoints the one scope that SMTP works with. What
// a foreign provider calls its own is not known here.
func (c *Configuration) checkScope() error {
	a := c.Authentication
	if a.Scope == "" && c.Foreign() {
		return &RuleError{FieldScope, a.Scope, RuleEmpty}
	}
	if !c.Foreign() && !slices.Contains(strings.Fields(a.Scope), Gmail.Scope) {
		return &RuleError{FieldScope, a.Scope, RuleMailScope}
	}
	return nil
}

// checkEndpoint holds one of the three addresses against its own rules, and
// against the other two: they are one provider's. Where one is Google's, those
// that are not are the odd ones, such as the typo that a secret would go to.
// What belongs together elsewhere, and in a lab, is not known here.
func (c *Configuration) checkEndpoint(field Field, address string) error {
	if err := CheckEndpoint(field, address); err != nil {
		return err
	}
	if !c.Lab && !Gmail.Owns(address) && slices.ContainsFunc(c.endpoints(), Gmail.Owns) {
		return &RuleError{field, address, RuleProvider}
	}
	return nil
}

// endpoints are the three addresses of the provider.
func (c *Configuration) endpoints() []string {
	a := c.Authentication
	return []string{a.AuthorizationURL, a.AccessTokenURL, a.RefreshTokenURL}
}

// Foreign reports whether one of the provider's addresses is neither Google's
// nor a lab's.
func (c *Configuration) Foreign() bool { return !c.Lab && c.ForeignTo(Gmail) }

// ForeignTo reports whether one of the addresses that are given is not the
// provider's: what is asked there is not asked of it, and a secret sent there
// is not sent to it.
func (c *Configuration) ForeignTo(p Provider) bool {
	return slices.ContainsFunc(c.endpoints(), func(address string) bool { return address != "" && !p.Owns(address) })
}
