package check

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
)

// The usual forms of Google's ids and secrets (google.md section 8). Very old
// ones differ and still work, so a stranger form is a warning.
var (
	usualID     = lazyregexp.New(`^[0-9]+-[a-z0-9]+\.apps\.googleusercontent\.com$`)
	usualSecret = lazyregexp.New(`^GOCSPX-[A-Za-z0-9_-]{20,}$`)
)

func (r *run) assetShape(context.Context) Result {
	broken := slices.DeleteFunc(r.Config.Check(), r.isOthersBusiness)
	switch len(broken) {
	case 0:
		return r.username()
	case 1:
		return found(Fail, msg.CheckShapeOne.Line(), r.inFile(broken[0]))
	}
	return found(Fail, msg.CheckShapeBroken.Line(len(broken)), r.allOf(broken))
}

// username remarks on a Username that is not the mailbox, in a file that somebody
// wrote: row 6 of the form (webex-connect.md section 1). With a Login ID it is the
// business of two accounts.
func (r *run) username() Result {
	c := r.Config
	name := c.Authentication.Username
	if r.File == "" || c.SharedMailbox() || strings.EqualFold(name, c.Asset.EmailID) {
		return passed(msg.CheckShapeGood.Line(), nil)
	}
	place := asset.FieldUsername.Path()
	odd := &asset.RuleError{Field: asset.FieldUsername, Rule: asset.RuleMailbox}
	return found(Warn, msg.CheckShapeUsername.Line(name, c.Asset.EmailID), &asset.FileError{
		Path: r.File, Problems: []asset.Problem{{Line: asset.LineOf(r.File, place), Path: place, Err: odd}},
	})
}

// inFile tells the one place that breaks a rule: where a file was read as several
// are, with its line.
func (r *run) inFile(broken error) error {
	if r.File == "" {
		return broken
	}
	return r.allOf([]error{broken})
}

// allOf tells every place that breaks a rule, with its line where a file was
// read.
func (r *run) allOf(broken []error) error {
	var file *asset.FileError
	if r.File != "" {
		if _, err := asset.ReadChecked(r.File); errors.As(err, &file) && len(file.Problems) >= len(broken) {
			return file
		}
	}
	all := &asset.FileError{Path: r.Config.Asset.Name}
	for _, err := range broken {
		var rule *asset.RuleError
		if errors.As(err, &rule) {
			all.Problems = append(all.Problems, asset.Problem{Path: rule.Field.Path(), Err: rule})
		}
	}
	return all
}

// isOthersBusiness recognises what is Google's alone among the rules of the form:
// its scope, and that the mail server is known without being named.
func (r *run) isOthersBusiness(err error) bool {
	var broken *asset.RuleError
	return r.Foreign && errors.As(err, &broken) &&
		(broken.Rule == asset.RuleMailScope || broken.Rule == asset.RuleEmpty && broken.Field == asset.FieldSMTPServer)
}

func (r *run) clientShape(context.Context) Result {
	a := r.Config.Authentication
	switch {
	case a.ClientID == "":
		return lacking("authentication.clientId")
	case r.Foreign:
		return passed(msg.CheckClientForeign.Line(), nil)
	case !usualID().MatchString(a.ClientID):
		return found(Warn, msg.CheckClientUnusual.Line(), &ClientShapeError{"id"})
	case a.ClientSecret.Empty():
		return lacking("authentication.clientSecret")
	case !usualSecret().MatchString(a.ClientSecret.Reveal()):
		return found(Warn, msg.CheckClientUnusual.Line(), &ClientShapeError{"secret"})
	}
	return passed(msg.CheckClientGood.Line(), nil)
}

// clientRedirects compares byte for byte, as the provider does.
func (r *run) clientRedirects(context.Context) Result {
	if r.Redirects == nil {
		return unstored("redirect_uris")
	}
	var missing []string
	for _, uri := range []string{r.Loopback, r.Config.Authentication.CallbackURL} {
		if uri != "" && !slices.Contains(r.Redirects, uri) {
			missing = append(missing, uri)
		}
	}
	if missing != nil && r.settled(missing) {
		return passed(msg.CheckRedirectsSettled.Line(), nil)
	}
	if missing != nil {
		return found(Warn, msg.CheckRedirectsMissing.Line(strings.Join(missing, ", ")), &RedirectsError{missing, r.Redirects})
	}
	return passed(msg.CheckRedirectsGood.Line(), nil)
}

func (r *run) tokenScope(ctx context.Context) Result {
	granted := r.tokens.scope(ctx)
	if granted == "" {
		return lacking("tokens.scope")
	}
	want := r.Provider.Scope
	if r.Foreign {
		want = r.Config.Authentication.Scope
	}
	for _, scope := range strings.Fields(want) {
		if !slices.Contains(strings.Fields(granted), scope) {
			return found(Fail, msg.CheckScopeMissing.Line(scope), &ScopeError{scope, granted})
		}
	}
	return passed(msg.CheckScopeGood.Line(want), map[string]any{"scope": granted})
}

func (r *run) tokenLifetime(context.Context) Result {
	t := r.Config.Tokens
	switch {
	case t == nil:
		return lacking("tokens")
	case t.RefreshTokenExpiresAt == nil && t.RefreshToken.Empty():
		return lacking("tokens.refreshToken")
	case t.RefreshTokenExpiresAt == nil:
		if refresh, asked := r.wait("token.refresh"); asked && refresh.Status == Fail {
			return Result{Status: Skip, Summary: msg.CheckGroundGone.Line("token.refresh"), groundless: true}
		}
		return passed(msg.CheckLifetimeGood.Line(), nil)
	}
	ends := t.RefreshTokenExpiresAt.UTC()
	result := Result{Status: Warn, Facts: map[string]any{"expiresAt": ends}, Summary: msg.CheckLifetimeEnds.Line(msg.Moment(ends))}
	dead := !r.Now().Before(ends)
	if dead {
		result.Status, result.Summary = Fail, msg.CheckLifetimeDead.Line(msg.Moment(ends))
	}
	result.Err = &LifetimeError{ExpiresAt: ends, Dead: dead}
	return result
}

// settled reports whether Google was asked for each of the URIs in this run and
// knows them: the client JSON is then only older than the client.
func (r *run) settled(missing []string) bool {
	ids := map[string]string{r.Config.Authentication.CallbackURL: "redirect.connect", r.Loopback: "redirect.loopback"}
	for _, uri := range missing {
		if probed, asked := r.wait(ids[uri]); !asked || probed.Status != Pass {
			return false
		}
	}
	return true
}
