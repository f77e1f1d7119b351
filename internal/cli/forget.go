package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// googleRevocation ends grants at Google (google.md section 3.4).
const googleRevocation = "https://oauth2.googleapis.com/revoke"

type forgetOptions struct {
	app *app

	name   string
	revoke bool

	damage   *session.StateError // why what is kept cannot be read, nil when it can
	env      wizard.Env
	endpoint string // of the revocation
}

// What became of the grant at Google.
const (
	grantKept   = "kept"
	grantEnded  = "ended"
	grantBefore = "ended-before"
	grantNone   = "none" // there was no token to end it with
)

// forgotten is what forget prints as JSON.
type forgotten struct {
	Asset string `json:"asset"`
	Grant string `json:"grant"`
	File  string `json:"file"` // the configuration that stays, "" where there is none
}

func (a *app) forgetCommand() *cobra.Command {
	o := &forgetOptions{app: a}
	c := &cobra.Command{
		Use:   "forget NAME [--revoke]",
		Short: msg.HelpForget.In(a.lang),
		Long:  msg.HelpForgetLong.In(a.lang),
		Args:  exactlyOne,
		RunE: func(c *cobra.Command, args []string) error {
			o.name = args[0]
			return runForget(c.Context(), o)
		},
	}
	c.Flags().BoolVar(&o.revoke, "revoke", false, msg.FlagRevoke.In(a.lang))
	return c
}

// runForget removes an asset from this machine. The lock is held from the first
// question on, so that what is removed is what was asked about.
func runForget(ctx context.Context, o *forgetOptions) error {
	a := o.app
	if !shortName().MatchString(o.name) {
		return unknownAsset(o.name)
	}
	if _, err := session.ReadPublic(a.dir, o.name); errors.Is(err, fs.ErrNotExist) {
		return unknownAsset(o.name)
	}
	s, damage, err := session.OpenToRemove(a.dir, o.name)
	if err != nil {
		return err
	}
	defer s.Close()
	o.damage = damage
	if err := o.prepare(ctx, s); err != nil {
		return err
	}
	a.resume = o.line()
	if err := o.confirm(ctx, s); err != nil {
		return err
	}
	grant, err := o.endGrant(ctx, s)
	if err != nil {
		return &known{err, o.about(s)}
	}
	left, err := s.Remove()
	if err != nil {
		return &known{err, o.about(s)}
	}
	session.SweepPending(a.dir, a.now()) // of clients: no asset's folder goes with them
	o.report(s, grant, left)
	return nil
}

// prepare finds out what --revoke needs. Without it no lab and no network is
// needed: an asset outlives its lab.
func (o *forgetOptions) prepare(ctx context.Context, s *session.Session) error {
	var endpoints asset.Endpoints
	var err error
	if o.revoke {
		if o.damage != nil {
			return usage(msg.RevokeUnread, o.damage.Path)
		}
		if endpoints, err = o.app.labEndpoints(ctx); err != nil {
			return err
		}
		switch {
		case s.Lab != endpoints.Lab():
			return labMismatch(s.Name, s.Lab)
		case s.Client != nil && s.Client.Foreign:
			return usage(msg.RevokeForeign, s.Name, s.Client.TokenURI)
		}
	}
	o.endpoint = googleRevocation
	if endpoints.Lab() {
		o.endpoint = endpoints.Accounts + "/revoke"
	}
	o.env, err = o.app.world(ctx, loginOptions{}, endpoints)
	return err
}

// confirm asks whether the asset may be forgotten. No is the default, and then
// nothing is touched.
func (o *forgetOptions) confirm(ctx context.Context, s *session.Session) error {
	if o.damage != nil {
		fmt.Fprintln(o.app.Err, msg.ForgetUnread.In(o.app.lang, o.damage.Path, o.damage.Err))
		return o.ask(ctx, "forget.confirm", msg.AskForgetUnread.In(o.app.lang, s.Name))
	}
	file := msg.ForgetNoFile.In(o.app.lang)
	if kept := fileOf(s); kept != "" {
		file = msg.ForgetFile.In(o.app.lang, kept)
	}
	about := cmp.Or(s.Answer("asset.email"), s.Answer("asset.name"), s.Name)
	return o.ask(ctx, "forget.confirm", msg.AskForget.In(o.app.lang, s.Name, about, file))
}

func (o *forgetOptions) ask(ctx context.Context, id, text string) error {
	yes, err := o.env.Confirm(ctx, prompt.Question{ID: id, Text: text})
	if err == nil && !yes {
		fmt.Fprintln(o.app.Err, msg.NotForgotten.In(o.app.lang))
		return &wizard.StoppedError{Step: "forget"}
	}
	return err
}

// endGrant ends the grant at Google where that was wished, asked for apart: it
// reaches further than this machine.
func (o *forgetOptions) endGrant(ctx context.Context, s *session.Session) (string, error) {
	if !o.revoke {
		return grantKept, nil
	}
	if err := s.ReadSecrets(); err != nil {
		return "", err
	}
	if keyringOff(s) {
		return "", &session.KeyringError{Act: "read", Name: s.Name, Err: session.ErrKeyringOff}
	}
	tokens := s.Secrets.Tokens
	if tokens == nil || tokens.RefreshToken.Empty() {
		fmt.Fprintln(o.app.Err, msg.NothingToEnd.In(o.app.lang))
		return grantNone, nil
	}
	o.env.Known.Know("client secret", s.Secrets.ClientSecret)
	o.env.Known.Know("refresh token", tokens.RefreshToken)
	account := cmp.Or(s.Secrets.Account, s.Answer("asset.email"))
	if err := o.ask(ctx, "forget.revoke", msg.AskRevoke.In(o.app.lang, account, s.Answer("asset.email"))); err != nil {
		return "", err
	}
	endpoint := oauth.TokenEndpoint{
		Client: &oauth.Client{ID: s.Secrets.ClientID, Secret: s.Secrets.ClientSecret},
		HTTP:   o.env.HTTP, Now: o.env.Now, Timeout: o.env.Timeout,
	}
	err := endpoint.Revoke(ctx, o.endpoint, tokens.RefreshToken)
	switch {
	case oauth.AlreadyEnded(err):
		fmt.Fprintln(o.app.Err, msg.RevokedBefore.In(o.app.lang, account))
		return grantBefore, nil
	case err != nil:
		return "", err
	}
	fmt.Fprintln(o.app.Err, msg.Revoked.In(o.app.lang, account))
	return grantEnded, nil
}

// report says what is gone and what stays.
func (o *forgetOptions) report(s *session.Session, grant string, left bool) {
	a, file := o.app, fileOf(s)
	say := func(t msg.Text, args ...any) { fmt.Fprintln(a.Err, t.In(a.lang, args...)) }
	say(msg.Forgotten, s.Name)
	if file != "" {
		say(msg.FileStays, file)
	}
	if left {
		say(msg.FolderStays, s.Dir())
	}
	for _, n := range s.Notices() {
		if o.damage != nil {
			say(msg.EntryMayStay, n.Err)
		} else if errors.Is(n.Err, session.ErrKeyringOff) {
			say(msg.EntryStays)
		}
	}
	if a.output == "json" {
		a.writeJSON(forgotten{s.Name, grant, file})
	}
}

// keyringOff reports whether secrets lie in a keyring that may not be opened.
func keyringOff(s *session.Session) bool {
	return slices.ContainsFunc(s.Notices(), func(n session.Notice) bool { return errors.Is(n.Err, session.ErrKeyringOff) })
}

// fileOf is the asset's configuration where it is there.
func fileOf(s *session.Session) string {
	if _, err := os.Stat(s.OutFile); err != nil {
		return ""
	}
	return s.OutFile
}

// line is the command that tries again.
func (o *forgetOptions) line() []string {
	line := []string{"mailasset", "forget", o.name}
	if o.revoke {
		line = append(line, "--revoke")
	}
	if o.app.dirGiven {
		line = append(line, "--dir", o.app.dir)
	}
	return line
}

func (o *forgetOptions) about(s *session.Session) diagnose.Context {
	c := diagnose.Context{
		Lang: o.app.lang, Now: o.app.now(), Lab: s.Lab, Name: s.Name,
		Email: s.Answer("asset.email"), Command: shellLine(o.line()),
	}
	if s.Client != nil {
		c.ClientID = s.Client.ID
	}
	return c
}
