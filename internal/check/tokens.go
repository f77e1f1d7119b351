package check

import (
	"context"
	"errors"
	"slices"
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
		spend := func(stored secret.String) (*oauth.Token, error) {
			return r.tokenEndpoint().Refresh(ctx, stored, r.Config.Tokens.Scope)
		}
		if r.Foreign && r.Refresh != nil {
			t.fresh, t.err = r.Refresh(ctx, spend)
			return
		}
		t.fresh, t.err = spend(r.Config.Tokens.RefreshToken)
	})
	return t.fresh, t.err
}

// spares reports whether the stored refresh token must not be spent: a foreign
// provider may replace it, nobody can keep what comes, and nobody asked for it.
func (t *tokens) spares() bool {
	return t.run.Foreign && t.run.Refresh == nil && !slices.Contains(t.run.options.Only, "token.refresh")
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

// errSpared says that a token would cost the stored refresh token.
var errSpared = errors.New("refresh the token: it may be replaced, and nobody keeps the new one")

// access returns an access token to check with. With a selection of checks
// that leaves the refresh out, and where it is not to be made, a stored one that
// has not expired is used as it is. The string names the value that is lacking.
func (t *tokens) access(ctx context.Context) (token secret.String, lacks string, err error) {
	stored := t.run.Config.Tokens
	_, refreshing := t.run.results["token.refresh"]
	if t.spares() {
		refreshing = false
	}
	if !refreshing && stored != nil && !stored.AccessToken.Empty() && t.run.Now().Before(stored.ExpiresAt) {
		return stored.AccessToken, "", nil
	}
	if lacks := t.lacks(); lacks != "" {
		return secret.String{}, lacks, nil
	}
	if t.spares() {
		return secret.String{}, "", errSpared
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
	if _, refreshing := t.run.results["token.refresh"]; refreshing && t.lacks() == "" && !t.spares() {
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
	if r.tokens.spares() {
		return Result{Status: Skip, Summary: msg.CheckRefreshSpared.Line()}
	}
	fresh, err := r.tokens.refreshed(ctx)
	if err != nil {
		return found(tokenStatus(err), msg.CheckRefreshFailed.Line(), err)
	}
	facts := map[string]any{"validity": int(fresh.Validity.Seconds())}
	if r.Refresh == nil && !fresh.Refresh.Empty() && !fresh.Refresh.Equal(stored.RefreshToken) {
		facts["replaced"] = true
		return passed(msg.CheckRefreshReplaced.Line(), facts)
	}
	return passed(msg.CheckRefreshGood.Line(), facts)
}

// withToken returns a token to ask with, or the result that there is none.
func (r *run) withToken(ctx context.Context) (secret.String, Result) {
	token, lacks, err := r.tokens.access(ctx)
	switch {
	case lacks != "":
		return token, lacking(lacks)
	case errors.Is(err, errSpared):
		return token, Result{Status: Skip, Summary: msg.CheckRefreshSpared.Line()}
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
