package check

import (
	"context"
	"errors"
	"sync"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

// client is the subject's OAuth client, for a probe.
func (r *run) client() *oauth.Client {
	a := r.Config.Authentication
	return &oauth.Client{ID: a.ClientID, Secret: a.ClientSecret, AuthURI: a.AuthorizationURL, TokenURI: a.AccessTokenURL}
}

// clientCredentials proves id and secret without a sign-in.
func (r *run) clientCredentials(ctx context.Context) Result {
	a := r.Config.Authentication
	switch {
	case r.Foreign:
		return Result{Status: Skip, Summary: msg.CheckProbeForeign.Line()}
	case a.ClientID == "":
		return lacking("authentication.clientId")
	case a.ClientSecret.Empty():
		return lacking("authentication.clientSecret")
	case a.AccessTokenURL == "":
		return lacking("authentication.accessTokenUrl")
	case !r.Provider.Owns(a.AccessTokenURL):
		return Result{Status: Skip, Summary: msg.CheckProbeForeign.Line()} // it would be sent the secret
	}
	uri := a.CallbackURL
	if uri == "" {
		uri = r.Loopback
	}
	v := r.preflight().Credentials(ctx, r.client(), uri)
	switch v.Answer {
	case oauth.AnswerAccepted:
		return passed(msg.CheckCredentialsGood.Line(), nil)
	case oauth.AnswerRefused:
		return found(Fail, msg.CheckCredentialsRefused.Line(), v.Err)
	}
	return found(Unknown, msg.CheckCredentialsUnclear.Line(), v.Err)
}

// redirects probes all redirect URIs of a run at once, for whoever asks first:
// they share one negative control.
type redirects struct {
	run      *run
	once     sync.Once
	verdicts map[string]oauth.Verdict
	err      error
}

func (p *redirects) verdict(ctx context.Context, uri string) (oauth.Verdict, error) {
	p.once.Do(func() {
		r := p.run
		var uris []string
		for _, u := range []string{r.Config.Authentication.CallbackURL, r.Loopback} {
			if u != "" {
				uris = append(uris, u)
			}
		}
		verdicts, err := r.preflight().Redirects(ctx, r.client(), r.Config.Authentication.Scope, uris...)
		p.err = err
		p.verdicts = map[string]oauth.Verdict{}
		for _, v := range verdicts {
			p.verdicts[v.RedirectURI] = v
		}
	})
	return p.verdicts[uri], p.err
}

func (r *run) redirectConnect(ctx context.Context) Result {
	return r.redirect(ctx, r.Config.Authentication.CallbackURL, "authentication.callbackUrl")
}

func (r *run) redirectLoopback(ctx context.Context) Result {
	if r.Loopback == "" {
		return unstored("redirect port")
	}
	return r.redirect(ctx, r.Loopback, "redirect port")
}

// redirect asks whether the client has the URI registered.
func (r *run) redirect(ctx context.Context, uri, value string) Result {
	a := r.Config.Authentication
	switch {
	case r.Foreign:
		return Result{Status: Skip, Summary: msg.CheckProbeForeign.Line()}
	case uri == "":
		return lacking(value)
	case a.ClientID == "":
		return lacking("authentication.clientId")
	case a.AuthorizationURL == "":
		return lacking("authentication.authorizationUrl")
	case !r.Provider.Owns(a.AuthorizationURL):
		return Result{Status: Skip, Summary: msg.CheckProbeForeign.Line()}
	}
	v, err := r.probing.verdict(ctx, uri)
	facts := map[string]any{"redirectUri": uri}
	switch {
	case v.Answer == oauth.AnswerAccepted && err == nil:
		return passed(msg.CheckRedirectGood.Line(uri), facts)
	case v.Answer == oauth.AnswerRefused && r.clientGone(v.Err):
		gone := groundGone("client.credentials")
		gone.Facts = facts
		return gone
	case v.Answer == oauth.AnswerRefused:
		return Result{Status: Fail, Summary: msg.CheckRedirectRefused.Line(uri), Err: v.Err, Facts: facts}
	case err == nil:
		err = v.Err
	}
	return Result{Status: Unknown, Summary: msg.CheckRedirectUnclear.Line(uri), Err: err, Facts: facts}
}

// clientGone reports whether a redirect was refused because there is no such
// client, which client.credentials says better.
func (r *run) clientGone(err error) bool {
	var page *oauth.PageError
	if !errors.As(err, &page) || page.Code != "invalid_client" && page.Code != "deleted_client" {
		return false
	}
	credentials, asked := r.wait("client.credentials")
	return asked && credentials.Status == Fail
}
