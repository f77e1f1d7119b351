package lab

import (
	"slices"
	"strings"
)

// Play is what a lab makes of what a report tells.
type Play struct {
	Plays  []string // faults, and codes that the state of the asset brings about
	Cannot []string // findings that it cannot show
	Check  bool     // a check of the scene's asset shows something of it
	SignIn bool     // a sign-in does

	faults []string
}

// Play says what of the scene this lab plays.
func (s *Scene) Play() Play {
	var p Play
	for _, f := range s.findings() {
		check, code := apart(f)
		switch fault := s.cause(check, code); fault {
		case noFault:
			p.Cannot = append(p.Cannot, f)
		case byState:
			p.Check = true
			p.Plays = once(p.Plays, code)
		default:
			p.Check = true
			p.Plays, p.faults = once(p.Plays, fault), once(p.faults, fault)
		}
	}
	switch {
	case s.SignIn == "" || !plain(s.SignIn):
	case slices.Contains(ofSignIn, s.SignIn):
		p.SignIn = true
		p.Plays, p.faults = once(p.Plays, s.SignIn), once(p.faults, s.SignIn)
	case s.tells(s.SignIn):
		p.SignIn = true // what the check shows stands in its way too
	default:
		p.Cannot = append(p.Cannot, "tokens: "+s.SignIn)
	}
	return p
}

// once adds a name to a list that does not hold it.
func once(list []string, name string) []string {
	if slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}

// findings are those that the report tells. An older one tells no checks.
func (s *Scene) findings() []string {
	found := s.Findings
	if found == nil {
		found = s.Faults
	}
	return slices.DeleteFunc(slices.Clone(found), func(f string) bool { return !plain(f) })
}

// apart are the check and the code of a finding; the check is "" where only the
// code is told.
func apart(finding string) (check, code string) {
	check, code, two := strings.Cut(finding, ": ")
	if !two {
		return "", finding
	}
	return check, code
}

// plain reports whether a name of a report looks like one of ours: it is shown
// on a terminal.
func plain(name string) bool {
	const most = 80
	strange := func(r rune) bool { return (r < 'a' || r > 'z') && !strings.ContainsRune("0123456789-.: ", r) }
	return len(name) <= most && !strings.ContainsFunc(name, strange)
}

// tells reports whether a check found the code.
func (s *Scene) tells(code string) bool {
	for _, f := range s.findings() {
		if _, found := apart(f); found == code {
			return true
		}
	}
	return false
}

// ofSignIn are the faults that only a sign-in meets. What a check sees too is
// played where a check still found it: it may have been mended since.
var ofSignIn = []string{
	"not-a-test-user", "consent-declined", "org-internal", "wrong-session", "admin-policy-enforced", "access-not-configured",
	"disallowed-useragent", "refresh-token-missing", "scope-missing", "wrong-account", "code-rejected", "callback-timeout",
}

// What stands for a fault where none is needed, or none would do.
const (
	byState = "-" // the state of the asset and its client shows the code
	noFault = ""
)

// cause is the fault that shows again what a check found.
func (s *Scene) cause(check, code string) string {
	who, _, _ := strings.Cut(check, ".")
	switch {
	case code == "":
		return noFault
	case check == "asset.shape" && s.breaks(code),
		code == "refresh-token-missing" && s.Tokens == "access",
		code == "testing-token-expires" && s.Testing,
		code == "redirect-uri-mismatch" && slices.Contains(s.Unregistered, "connect"): // the client itself lacks it
		return byState
	case check == "asset.shape", check == "client.redirects" && s.Unregistered == nil:
		return noFault
	case code == "provider-unreachable", code == "provider-error" && who != "", code == "proxy-intercepts":
		return s.ofTransport(who, code)
	case IsFault(code):
		return code
	}
	return noFault
}

// ofTransport is the fault behind a code that hangs on who was asked.
func (s *Scene) ofTransport(who, code string) string {
	switch who {
	case "client", "token":
		switch {
		case code == "provider-error":
			return "token-500"
		case code == "proxy-intercepts":
			return "token-garbage"
		case who == "token" && !slices.Contains(s.Findings, "client.credentials: "+code):
			return "token-slow" // an endpoint that is silent is so to the client's check too
		}
		return "token-hang"
	case "mailbox", "forwarding":
		switch code {
		case "provider-error":
			return "gmail-500"
		case "provider-unreachable":
			return "gmail-hang"
		}
	}
	return noFault
}

// breaks reports whether the fields of the scene break the rule of that code: a
// value that names somebody is not told.
func (s *Scene) breaks(code string) bool {
	field := ""
	switch code {
	case "asset-name-invalid":
		field = "asset.name"
	case "email-invalid":
		field = "asset.emailId"
	case "callback-url-invalid":
		field = "authentication.callbackUrl"
	default:
		return len(s.Fields) > 0
	}
	_, told := s.Fields[field]
	return told
}
