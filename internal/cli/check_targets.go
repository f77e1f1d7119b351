package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// target is one asset to check, and what came out.
type target struct {
	name    string
	subject check.Subject
	about   diagnose.Context
	known   *secret.Redactor // its secrets
	err     error            // it cannot be read: nothing is checked
	results []check.Result   // of the last look
}

// find reads the assets that were named, the only one known, or with --all
// every one of this kind: a lab's or real ones. They are read one after the
// other, so that a keyring asks its owner once and not eight times. Among
// several, one that cannot be read does not keep the others from being checked.
func (o *checkOptions) find(ctx context.Context) ([]*target, error) {
	names := o.targets
	var err error
	switch {
	case o.all:
		names, err = o.everyAsset()
	case len(names) == 0:
		var name string
		name, err = o.app.oneAsset(ctx, o.wizard, "")
		names = []string{name}
	}
	if err != nil {
		return nil, err
	}
	targets := make([]*target, len(names))
	for i, name := range names {
		t := o.read(name)
		if t.err != nil && (!o.several() || exitCode(t.err) == exitUsage) {
			return nil, t.err
		}
		targets[i] = t
	}
	return targets, ctx.Err()
}

// everyAsset lists the known assets of this kind. One that cannot be read may
// be of either.
func (o *checkOptions) everyAsset() ([]string, error) {
	names, err := session.Names(o.app.dir)
	if err != nil {
		return nil, err
	}
	var ours, others []string
	for _, name := range names {
		if s, err := session.ReadPublic(o.app.dir, name); err != nil || s.Lab == o.wizard.Endpoints.Lab() {
			ours = append(ours, name)
		} else {
			others = append(others, name)
		}
	}
	if others != nil {
		text := msg.LeftOutLab
		if o.wizard.Endpoints.Lab() {
			text = msg.LeftOutReal
		}
		fmt.Fprintln(o.app.Err, text.In(o.app.lang, strings.Join(others, ", ")))
	}
	if ours == nil {
		return nil, usage(msg.NoAssets)
	}
	return ours, nil
}

// read reads one asset with its secrets.
func (o *checkOptions) read(name string) *target {
	t := &target{name: name, known: o.wizard.Known}
	if o.several() {
		t.known = new(secret.Redactor) // a text is held against its own asset's secrets only
	}
	var err error
	if t.name, t.subject, t.about, err = o.subject(name); err != nil {
		return &target{name: name, known: t.known, about: t.about, err: err}
	}
	knowSecrets(t.known, t.subject.Config)
	return t
}

// subject finds the asset behind a name or a file.
func (o *checkOptions) subject(target string) (string, check.Subject, diagnose.Context, error) {
	w := o.wizard
	if shortName().MatchString(target) {
		s, err := session.Read(o.app.dir, target)
		switch {
		case err == nil && s.Lab != w.Endpoints.Lab():
			return "", check.Subject{}, diagnose.Context{}, labMismatch(target, s.Lab)
		case err == nil:
			subject := w.Subject(s)
			subject.Connect = o.app.checkedConnect(w.Env, o.connect, s, subject.Config)
			subject.Refresh = o.refresh(s.Name)
			return s.Name, subject, w.Context(s), nil
		case !errors.Is(err, fs.ErrNotExist):
			about := w.Context(nil)
			about.Name = target
			return "", check.Subject{}, about, err
		}
		if _, err := os.Stat(target); err != nil {
			return "", check.Subject{}, diagnose.Context{}, unknownAsset(target)
		}
	}
	return o.fileSubject(target)
}

// fileSubject reads a configuration file. It may come from a customer and lack
// almost everything.
func (o *checkOptions) fileSubject(path string) (string, check.Subject, diagnose.Context, error) {
	w := o.wizard
	config, err := asset.Read(path)
	if err != nil {
		return "", check.Subject{}, w.Context(nil), err
	}
	if config.Lab != w.Endpoints.Lab() {
		return "", check.Subject{}, diagnose.Context{}, labMismatch(path, config.Lab)
	}
	o.app.warnOfExposed(path, config)
	o.app.warnOfUnknown(path, config)
	a := config.Authentication
	about := w.Context(nil)
	about.Command = shellLine([]string{"mailasset", "check", path})
	about.Email, about.LoginID, about.ClientID = config.Asset.EmailID, config.Login(), a.ClientID
	about.CallbackURL, about.ForwardingAddress = a.CallbackURL, config.Asset.ForwardingAddress
	if config.Google != nil {
		about.ProjectID = config.Google.ProjectID
	}
	subject := check.Subject{File: path, Config: config, Provider: w.Provider(), Foreign: config.ForeignTo(w.Provider())}
	if port := w.Endpoints.RedirectPort; port != 0 { // in the lab of a report the file stands for an asset of the state
		subject.File, subject.Loopback = "", oauth.RedirectURI(port)
		about.LoopbackURI = subject.Loopback
	}
	about.Foreign = subject.Foreign
	subject.Connect = o.app.checkedConnect(w.Env, o.connect, nil, config)
	return asset.ShortName(config.Asset.Name), subject, about, nil
}

// warnOfExposed says that others can read a configuration's file, where there
// are secrets in it.
func (a *app) warnOfExposed(path string, c *asset.Configuration) {
	secrets := !c.Authentication.ClientSecret.Empty() || c.Tokens != nil && !(c.Tokens.AccessToken.Empty() && c.Tokens.RefreshToken.Empty())
	if secrets && exposed(path) {
		fmt.Fprintln(a.Err, msg.FileExposed.In(a.lang, path))
	}
}

// refresh spends the refresh token of an asset under its lock, as it is kept by
// then, and keeps what the provider gave where that replaces it: check would
// else use up the only one.
func (o *checkOptions) refresh(name string) func(context.Context, func(secret.String) (*oauth.Token, error)) (*oauth.Token, error) {
	return func(_ context.Context, spend func(secret.String) (*oauth.Token, error)) (*oauth.Token, error) {
		s, err := session.Open(o.app.dir, name)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		kept := s.Secrets.Tokens
		if kept == nil {
			return nil, &check.NoRefreshTokenError{}
		}
		fresh, err := spend(kept.RefreshToken)
		if err != nil || fresh.Refresh.Empty() || fresh.Refresh.Equal(kept.RefreshToken) {
			return fresh, err
		}
		next := *kept
		next.AccessToken, next.RefreshToken, next.TokenType = fresh.Access, fresh.Refresh, fresh.Type
		next.Validity, next.IssuedAt, next.ExpiresAt = int(fresh.Validity.Seconds()), fresh.IssuedAt, fresh.ExpiresAt
		next.RefreshTokenExpiresAt = nil
		if !fresh.RefreshExpiresAt.IsZero() {
			next.RefreshTokenExpiresAt = &fresh.RefreshExpiresAt
		}
		s.Secrets.Tokens = &next
		return fresh, s.SaveSecrets()
	}
}
