package check

import (
	"errors"

	"mailasset/internal/google"
	"mailasset/internal/mail"
	"mailasset/internal/oauth"
)

// Waits reports whether time alone may mend what a check found, or a person who
// is at it: a redirect URI or a switched-on API that has not reached all of
// Google yet, a forwarding that is being set up, and all that could not be told.
func (r Result) Waits() bool {
	var forwarding *ForwardingError
	var page *oauth.PageError
	var ungenerated *NoConnectTokenError
	switch {
	case r.Settled() || r.Err == nil:
		return false
	case r.ID == "connect.asset": // what else it lacks is of the configuration here
		return errors.As(r.Err, &ungenerated)
	case r.Status == Unknown, google.APIDisabled(r.Err):
		return true
	case errors.As(r.Err, &forwarding):
		return forwarding.Problem != ForwardingElsewhere // somebody decided that
	}
	return errors.As(r.Err, &page) && page.Code == "redirect_uri_mismatch"
}

// Open reports a result that whoever is setting up the asset may mend right now:
// a fault, or an asset in Webex Connect that is not made yet.
func (r Result) Open() bool { return !r.Settled() && (r.Err != nil || r.unmade) }

// Settled reports whether a check is not to be made again for the same
// question: it holds, or asking again does harm. A mail is sent once, and a
// server that saw too many sign-ins counts every new one (google.md section 7.1).
func (r Result) Settled() bool {
	var reply *mail.ReplyError
	return r.Status == Pass || r.ID == "send.echo" && r.Status != Skip || errors.As(r.Err, &reply) && reply.TooManyLogins()
}
