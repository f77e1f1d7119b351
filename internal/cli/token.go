package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

type tokenOptions struct {
	app     *app
	flags   *pflag.FlagSet // of this command
	globals *pflag.FlagSet // those of them that every command has

	loginOptions
	name        string
	scope       string
	loginHint   string
	showSecrets bool
	start       bool
	finish      bool
	spent       bool // what --start began cannot be finished any more
}

func (a *app) tokenCommand() *cobra.Command {
	o := &tokenOptions{app: a}
	c := &cobra.Command{
		Use:   "token [NAME]",
		Short: msg.HelpToken.In(a.lang),
		Long:  msg.HelpTokenLong.In(a.lang),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.name = args[0]
			}
			o.globals = c.InheritedFlags()
			if o.start && o.finish {
				return usage(msg.ExportNotBoth, "--start", "--finish")
			}
			if err := o.loginOptions.check(); err != nil {
				return err
			}
			return runToken(c.Context(), o)
		},
	}
	o.register(c.Flags(), a.lang)
	return c
}

func (o *tokenOptions) register(f *pflag.FlagSet, lang msg.Lang) {
	o.flags = f
	o.loginOptions.register(f, lang)
	f.StringVar(&o.scope, "scope", "", msg.FlagScope.In(lang))
	f.StringVar(&o.loginHint, "login-hint", "", msg.FlagLoginHint.In(lang))
	f.BoolVar(&o.showSecrets, "show-secrets", false, msg.FlagShowSecrets.In(lang))
	f.BoolVar(&o.start, "start", false, msg.FlagStart.In(lang))
	f.BoolVar(&o.finish, "finish", false, msg.FlagFinish.In(lang))
}

func runToken(ctx context.Context, o *tokenOptions) error {
	endpoints, err := o.app.labEndpoints(ctx)
	if err != nil {
		return err
	}
	env, err := o.app.world(ctx, o.loginOptions, endpoints)
	if err != nil {
		return err
	}
	w, err := wizard.New(env)
	if err != nil {
		return err
	}
	if !o.finish {
		session.SweepPending(o.app.dir, o.app.now())
	}
	if o.name == "" && o.clientJSON != "" {
		return o.nameless(ctx, w)
	}
	return o.named(ctx, w)
}

// nameless mints tokens for the client in a file. Nothing is stored but, between
// --start and --finish, what the exchange needs.
func (o *tokenOptions) nameless(ctx context.Context, w *wizard.Wizard) error {
	client, err := w.ReadClient(o.clientJSON)
	if err != nil {
		return o.failed(err, o.about(w, nil))
	}
	m := wizard.MintRequest{
		Client: client, Scope: w.Provider().Scope, LoginHint: w.Endpoints.Mailbox,
		Port: o.port(client), Foreign: w.Foreign(client),
	}
	o.wish(&m)
	m.Login = m.LoginHint
	path := session.NamelessPendingPath(o.app.dir, client.ID)
	if o.start {
		o.app.warnOfExposure(ctx, w.Marks, path)
		return o.begin(w, m, path)
	}
	minted, err := o.mint(ctx, w, m, path)
	if err != nil {
		return o.failed(err, o.about(w, &m))
	}
	return o.print(minted.Tokens)
}

// mint fetches tokens in one go, or finishes what --start began.
func (o *tokenOptions) mint(ctx context.Context, w *wizard.Wizard, m wizard.MintRequest, path string) (*wizard.Minted, error) {
	if o.finish {
		return o.end(ctx, w, m, path)
	}
	return w.Mint(ctx, m)
}

// about is what is known of a sign-in that belongs to no asset.
func (o *tokenOptions) about(w *wizard.Wizard, m *wizard.MintRequest) diagnose.Context {
	c := w.Context(nil)
	if m != nil {
		c.Foreign, c.ClientID, c.LoopbackURI, c.Email = m.Foreign, m.Client.ID, oauth.RedirectURI(m.Port), m.LoginHint
	}
	return c
}

// port is the wished one, else the one loopback port of the client JSON, else
// the usual one.
func (o *tokenOptions) port(c *oauth.Client) int {
	if o.redirectPort != 0 {
		return o.redirectPort
	}
	if port := wizard.RegisteredPort(c.RedirectURIs); port != 0 {
		return port
	}
	return wizard.DefaultPort
}

func (o *tokenOptions) wish(m *wizard.MintRequest) {
	if o.scope != "" {
		m.Scope = o.scope
	}
	if o.loginHint != "" {
		m.LoginHint = o.loginHint
	}
}

// named mints tokens for a known asset again, and updates its state and file.
func (o *tokenOptions) named(ctx context.Context, w *wizard.Wizard) error {
	name, err := o.app.oneAsset(ctx, w, o.name)
	if err != nil {
		return err
	}
	if _, err := session.ReadPublic(o.app.dir, name); errors.Is(err, fs.ErrNotExist) {
		return unknownAsset(name)
	}
	o.name = name
	s, err := session.Open(o.app.dir, name)
	if err != nil {
		return o.failed(err, diagnose.Context{Lang: w.Lang, Dir: w.DirFlag, Name: name})
	}
	defer s.Close()
	if s.Lab != w.Endpoints.Lab() {
		return labMismatch(name, s.Lab)
	}
	m, err := w.RequestFor(s, o.wish)
	if errors.Is(err, wizard.ErrNoSecret) {
		return usage(msg.NoSecretHere, name, o.app.asTyped(name))
	}
	if err != nil {
		return usage(msg.NoClientYet, name)
	}
	o.app.warnOfPlaces(ctx, w, s)
	path := session.PendingPath(o.app.dir, name)
	if o.start {
		return o.begin(w, m, path)
	}
	minted, err := o.mint(ctx, w, m, path)
	o.app.resume = o.line(o.mode())
	if err == nil {
		err = w.Keep(ctx, s, minted)
	}
	if err == nil {
		o.app.resume = o.checkLine() // what is stored need not be minted again
		err = w.ProveTokens(ctx, s)
	}
	if err != nil {
		return o.failed(err, w.Context(s))
	}
	fmt.Fprintf(o.app.Err, "\n%s\n", msg.Written.In(o.app.lang, s.OutFile))
	return o.print(s.Secrets.Tokens)
}

// failed is an error with what is known, and with the line that is running.
func (o *tokenOptions) failed(err error, c diagnose.Context) error {
	c.Command = shellLine(o.line(o.mode()))
	return &known{err, c}
}

// mode is the flag with which the same is tried again, "" for none.
func (o *tokenOptions) mode() string {
	switch {
	case o.start, o.spent:
		return "--start"
	case o.finish:
		return "--finish"
	}
	return ""
}

// checkLine is the command that proves what this one stored.
func (o *tokenOptions) checkLine() []string {
	global := func(flag, _ string) bool { return o.globals.Lookup(flag) != nil && flag != "answer" }
	return append([]string{"mailasset", "check", o.name}, o.app.flagsAgain(global)...)
}

// line is this command as it must be typed again, with another mode.
func (o *tokenOptions) line(mode string) []string {
	line := []string{"mailasset", "token"}
	if o.name != "" {
		line = append(line, o.name)
	}
	line = append(line, o.app.flagsAgain(func(flag, _ string) bool {
		return flag != "start" && flag != "finish" && flag != "answer" // answers can be secret
	})...)
	if mode != "" {
		line = append(line, mode)
	}
	return line
}

// print writes the token document to stdout, secrets masked unless they were
// asked for.
func (o *tokenOptions) print(t *asset.Tokens) error {
	shown := *t
	if o.showSecrets {
		shown = t.Disclosed()
	}
	if o.app.output == "json" {
		o.app.writeJSON(shown)
		return nil
	}
	return writeTokens(o.app.Out, shown)
}

func writeTokens(w io.Writer, t asset.Tokens) error {
	access, err := t.AccessToken.MarshalText()
	if err != nil {
		return err
	}
	refresh, err := t.RefreshToken.MarshalText()
	if err != nil {
		return err
	}
	ends := "-"
	if t.RefreshTokenExpiresAt != nil {
		ends = t.RefreshTokenExpiresAt.Format(time.RFC3339)
	}
	_, err = fmt.Fprintf(w, "accessToken            %s\nrefreshToken           %s\ntokenType              %s\nscope                  %s\nvalidity               %d\nissuedAt               %s\nexpiresAt              %s\nrefreshTokenExpiresAt  %s\n",
		access, refresh, t.TokenType, t.Scope, t.Validity, t.IssuedAt.Format(time.RFC3339), t.ExpiresAt.Format(time.RFC3339), ends)
	return err
}
