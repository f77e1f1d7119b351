package check

import (
	"context"
	"sync"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

// tokens refreshes once per run, for whoever asks first.
type tokens struct {
	run   *run
	once  sync.Once
	fresh *oauth.Token
	err   error
}

// refreshed returns a token that was refreshed with the stored one.
func (t *tokens) refreshed(ctx context.Context) (*oauth.Token, error) {
	t.once.Do(func() {
		r := t.run
		t.fresh, t.err = r.tokenEndpoint().Refresh(ctx, r.Config.Tokens.RefreshToken, r.Config.Tokens.Scope)
	})
	return t.fresh, t.err
}

// lacks names the value without which nothing can be refreshed, "" when all
// are there.
func (t *tokens) lacks() string {
	c := t.run.Config
	switch {
	case c.Authentication.ClientID == "":
		return "authentication.clientId"
	case c.Authentication.ClientSecret.Empty():
		return "authentication.clientSecret"
	case c.Authentication.RefreshTokenURL == "":
		return "authentication.refreshTokenUrl"
	case c.Tokens == nil || c.Tokens.RefreshToken.Empty():
		return "tokens.refreshToken"
	}
	return ""
}

// access returns an access token to check with. With a selection of checks
// that leaves the refresh out, a stored one that has not expired is used as it
// is. The string names the value that is lacking.
func (t *tokens) access(ctx context.Context) (token secret.String, lacks string, err error) {
	stored := t.run.Config.Tokens
	_, refreshing := t.run.results["token.refresh"]
	if !refreshing && stored != nil && !stored.AccessToken.Empty() && t.run.Now().Before(stored.ExpiresAt) {
		return stored.AccessToken, "", nil
	}
	if lacks := t.lacks(); lacks != "" {
		return secret.String{}, lacks, nil
	}
	fresh, err := t.refreshed(ctx)
	if err != nil {
		return secret.String{}, "", err
	}
	return fresh.Access, "", nil
}

// scope is the scope of the refreshed token where the refresh is part of the
// run (the checks that ask wait for it), else the stored one.
func (t *tokens) scope(ctx context.Context) string {
	if _, refreshing := t.run.results["token.refresh"]; refreshing && t.lacks() == "" {
		if fresh, err := t.refreshed(ctx); err == nil {
			return fresh.Scope
		}
	}
	if stored := t.run.Config.Tokens; stored != nil {
		return stored.Scope
	}
	return ""
}

func (r *run) tokenRefresh(ctx context.Context) Result {
	stored := r.Config.Tokens
	if stored != nil && stored.RefreshToken.Empty() && !stored.AccessToken.Empty() {
		return found(Fail, msg.CheckNoRefreshToken.Line(), &NoRefreshTokenError{})
	}
	if lacks := r.tokens.lacks(); lacks != "" {
		return lacking(lacks)
	}
	fresh, err := r.tokens.refreshed(ctx)
	if err != nil {
		return found(tokenStatus(err), msg.CheckRefreshFailed.Line(), err)
	}
	return passed(msg.CheckRefreshGood.Line(), map[string]any{"validity": int(fresh.Validity.Seconds())})
}

// withToken returns a token to ask with, or the result that there is none.
func (r *run) withToken(ctx context.Context) (secret.String, Result) {
	token, lacks, err := r.tokens.access(ctx)
	switch {
	case lacks != "":
		return token, lacking(lacks)
	case err != nil:
		return token, found(tokenStatus(err), msg.CheckRefreshFailed.Line(), err)
	}
	return token, Result{}
}

// tokenStatus tells a refusal from an endpoint that could not be asked.
func tokenStatus(err error) Status {
	if isTransient(err) {
		return Unknown
	}
	return Fail
}
