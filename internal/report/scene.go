package report

import (
	"errors"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/oauth"
)

// scene is what a lab needs to know to show the same failure: lab.json.
type scene struct {
	Version int `json:"version"`
	// Findings are what the checks found, in their order: "CHECK: CODE", or the
	// check alone where the catalog does not know what it found.
	Findings []string `json:"findings"`
	// SignIn is the code with which a sign-in ended after the tokens that there
	// are, or of what was seen at it.
	SignIn string `json:"signIn,omitempty"`
	// Faults are the codes of the findings, each once.
	Faults []string `json:"faults"`
	// Unregistered are our redirect URIs that Google did not know: connect,
	// loopback.
	Unregistered []string `json:"unregistered,omitempty"`
	// Fields are the values of the form that are not the usual ones, by key: ""
	// is missing. Values that name somebody are told as "other".
	Fields map[string]string `json:"fields,omitempty"`
	// Tokens says what there is: "both", "access", "refresh" or "none".
	Tokens string `json:"tokens"`
	// Testing says that the refresh token has a stated end.
	Testing bool `json:"testing,omitempty"`
	Ended   bool `json:"ended,omitempty"`  // that end has passed
	Shared  bool `json:"shared,omitempty"` // somebody else signs in for the mailbox
}

const sceneVersion = 1

func (s Source) scene() scene {
	sc := scene{Version: sceneVersion, Findings: []string{}, SignIn: s.signIn(), Faults: []string{}, Tokens: "none"}
	for _, c := range s.Checked {
		if found(c) {
			sc.Findings = append(sc.Findings, strings.TrimSuffix(c.Result.ID+": "+c.Finding.Code, ": "))
		}
		if code := c.Finding.Code; code != "" && !slices.Contains(sc.Faults, code) {
			sc.Faults = append(sc.Faults, code)
		}
		var page *oauth.PageError
		if errors.As(c.Result.Err, &page) && page.Code == "redirect_uri_mismatch" {
			sc.Unregistered = append(sc.Unregistered, map[string]string{"redirect.connect": "connect", "redirect.loopback": "loopback"}[c.Result.ID])
		}
	}
	if s.Config == nil {
		return sc
	}
	sc.Fields = unusual(s.Config)
	sc.Shared = s.Config.SharedMailbox()
	if t := s.Config.Tokens; t != nil {
		sc.Tokens = tokensThere(t)
		if ends := t.RefreshTokenExpiresAt; ends != nil {
			sc.Testing, sc.Ended = true, !s.Now.Before(*ends)
		}
	}
	return sc
}

// signIn is how the last sign-in ended that did not bring the tokens that there
// are: a code, "" where none is known. That nobody came back says less than what
// was seen meanwhile.
func (s Source) signIn() string {
	code := ""
	if s.Session == nil {
		return ""
	}
	for _, seen := range s.Session.Seen {
		since := s.Config == nil || s.Config.Tokens == nil || seen.At.After(s.Config.Tokens.IssuedAt)
		if seen.Step == "tokens" && isCode(seen.Text) && since && (code == "" || seen.Text != "callback-timeout") {
			code = seen.Text
		}
	}
	return code
}

// isCode tells what the program recognised from what a person wrote down.
func isCode(text string) bool { return slices.Contains(diagnose.Codes(), text) }

func tokensThere(t *asset.Tokens) string {
	switch access, refresh := !t.AccessToken.Empty(), !t.RefreshToken.Empty(); {
	case access && refresh:
		return "both"
	case access:
		return "access"
	case refresh:
		return "refresh"
	}
	return "none"
}

// telling are the fields whose very value breaks a rule and names nobody.
var telling = []string{"authentication.type", "authentication.port", "authentication.security", "authentication.scope"}

// unusual are the fields that a healthy asset would hold another value in.
func unusual(c *asset.Configuration) map[string]string {
	usual := map[string]string{
		"authentication.type": "OAuth 2.0", "authentication.port": "465", "authentication.security": "SSL",
		"authentication.scope": asset.Gmail.Scope,
	}
	broken := map[string]bool{}
	for _, err := range c.Check() {
		var rule *asset.RuleError
		if errors.As(err, &rule) {
			broken[string(rule.Field)] = true
		}
	}
	fields := map[string]string{}
	for _, row := range c.Form() {
		switch {
		case row.Direction != asset.Typed && row.Direction != asset.Given:
		case row.Value == "" && row.Secret.Empty():
			fields[row.Key] = ""
		case slices.Contains(telling, row.Key) && row.Value != usual[row.Key] && !c.Lab:
			fields[row.Key] = row.Value
		case row.Key == "authentication.username" && row.Value != c.Asset.EmailID:
			fields[row.Key] = "other"
		case row.Key == "asset.name" && broken[string(asset.FieldName)]:
			fields[row.Key] = "other"
		}
	}
	return fields
}

// found reports whether a check found something that must be mended or waited
// for.
func found(c Checked) bool {
	return c.Result.Status == check.Fail || c.Result.Status == check.Warn || c.Result.Status == check.Unknown
}
