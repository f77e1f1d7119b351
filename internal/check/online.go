package check

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/google"
	"mailasset/internal/mail"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

// isTransient reports whether the counterpart could not be asked, was not
// understood, or answered that it has trouble of its own: then nothing is proven
// either way. Only a refusal proves something.
func isTransient(err error) bool {
	var token *oauth.TokenError
	if errors.As(err, &token) {
		return token.Failure != oauth.FailureRejected
	}
	answered, temporary := google.Answered(err)
	return !answered || temporary
}

func (r *run) mailboxIdentity(ctx context.Context) Result {
	if r.Foreign {
		return Result{Status: Skip, Summary: msg.CheckIdentityForeign.Line()}
	}
	token, none := r.withToken(ctx)
	if none.Status != "" {
		return none
	}
	got, err := r.gmail().Address(ctx, token)
	if err != nil {
		return found(tokenStatus(err), msg.CheckIdentityUnread.Line(), err)
	}
	if err := CompareAccount(r.Config.Login(), got); err != nil {
		return found(Fail, msg.CheckIdentityWrong.Line(got, r.Config.Login()), err)
	}
	return passed(msg.CheckIdentityGood.Line(got), map[string]any{"emailAddress": got})
}

// CompareAccount returns an *AccountError unless the mailbox that signed in is
// the one that is wanted. Gmail ignores case.
func CompareAccount(want, got string) error {
	if strings.EqualFold(want, got) {
		return nil
	}
	return &AccountError{Want: want, Got: got}
}

func (r *run) smtpLogin(ctx context.Context) Result {
	if r.Foreign && r.isProviders(r.Config.Authentication.SMTPServer) {
		return Result{Status: Skip, Summary: msg.CheckIdentityForeign.Line()} // it would be sent another's token
	}
	token, none := r.withToken(ctx)
	if none.Status != "" {
		return none
	}
	server, lacks := r.server()
	if lacks != "" {
		return lacking(lacks)
	}
	other := r.otherPort(ctx, server, token)
	report, err := r.login(ctx, server, token)
	facts := map[string]any{"login": report}
	if o, asked := <-other; asked {
		facts["otherPort"] = o
	}
	return r.judgeSMTP(server, facts, err)
}

// server is where the asset sends its mail. The string names the value that is
// lacking.
func (r *run) server() (server mail.Server, lacks string) {
	a := r.Config.Authentication
	switch {
	case a.SMTPServer == "":
		lacks = "authentication.smtpServer"
	case a.Security != asset.SSL && a.Security != asset.STARTTLS:
		lacks = "authentication.security"
	case a.Username == "":
		lacks = "authentication.username"
	}
	return mail.Server{Host: a.SMTPServer, Port: a.Port, Security: mail.Security(a.Security)}, lacks
}

// isProviders reports whether a mail server is the provider's own: Google's have
// several names (https://support.google.com/a/answer/176600).
func (r *run) isProviders(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == r.Provider.SMTPServer || isBelow(host, "gmail.com") || isBelow(host, "googlemail.com") || isBelow(host, "google.com")
}

func isBelow(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }

func (r *run) prober() mail.Prober {
	return mail.Prober{Roots: r.Roots, Dial: r.Dial, Now: r.Now, Timeout: r.Timeout, Tell: r.Tell}
}

func (r *run) login(ctx context.Context, server mail.Server, token secret.String) (mail.Report, error) {
	return r.prober().Login(ctx, server, r.Config.Authentication.Username, token)
}

// otherLogin is the fact about the provider's other port.
type otherLogin struct {
	mail.Report
	Error string `json:"error,omitempty"`
}

// otherPort tries the provider's other port at the same time, as a fact only:
// the asset is judged on its own. The channel is closed empty where the server
// is not the provider's.
func (r *run) otherPort(ctx context.Context, own mail.Server, token secret.String) <-chan otherLogin {
	answer := make(chan otherLogin, 1)
	server := mail.Server{Host: own.Host, Port: r.Provider.StartTLSPort, Security: mail.STARTTLS}
	if own.Security == mail.STARTTLS {
		server.Port, server.Security = r.Provider.TLSPort, mail.SSL
	}
	if own.Host != r.Provider.SMTPServer || own.Port == server.Port {
		close(answer)
		return answer
	}
	go func() {
		defer close(answer)
		report, err := r.login(ctx, server, token)
		login := otherLogin{Report: report}
		if err != nil {
			login.Error = err.Error()
		}
		answer <- login
	}()
	return answer
}

func (r *run) judgeSMTP(server mail.Server, facts map[string]any, err error) Result {
	if err == nil {
		return passed(msg.CheckSMTPGood.Line(server.String(), string(server.Security)), facts)
	}
	identity, asked := r.wait("mailbox.identity")
	var wrong *AccountError
	if asked && errors.As(identity.Err, &wrong) {
		return Result{Status: Skip, Summary: msg.CheckGroundGone.Line("mailbox.identity"), Facts: facts}
	}
	status := smtpStatus(err)
	var reply *mail.ReplyError
	switch isReply := errors.As(err, &reply); {
	case isReply && reply.Code == 535 && r.Config.SharedMailbox():
		err = &AccountError{Want: r.Config.Authentication.Username, Got: r.Config.Login()}
	case isReply && status == Fail:
		scope, _ := r.wait("token.scope")
		err = &LoginError{Err: err, IdentityHolds: identity.Status == Pass, ScopeHolds: scope.Status == Pass}
	}
	err = r.clock.compared(err)
	return Result{Status: status, Summary: msg.CheckSMTPFailed.Line(server.String()), Err: err, Facts: facts}
}

// smtpStatus is unknown for what a firewall at this desk can cause: Webex
// Connect sends from its own cloud.
func smtpStatus(err error) Status {
	var connect *mail.ConnectError
	var foreign x509.UnknownAuthorityError
	var reply *mail.ReplyError
	switch {
	case errors.As(err, &connect):
		return Unknown
	case errors.As(err, &foreign) && foreign.Cert.Issuer.String() != foreign.Cert.Subject.String():
		return Unknown // a certificate that a proxy on the way makes up
	case errors.As(err, &reply) && reply.Code >= 400 && reply.Code < 500:
		return Unknown
	}
	return Fail
}
