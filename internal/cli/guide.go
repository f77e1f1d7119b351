package cli

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// writing is what guide and handover share: which asset, in which form.
type writing struct {
	app *app

	name     string
	format   string
	stepPack string
}

func (o *writing) register(c *cobra.Command) {
	c.Flags().StringVar(&o.format, "format", string(guide.FormatText), msg.FlagFormat.In(o.app.lang))
	c.Flags().StringVar(&o.stepPack, "step-pack", "", msg.FlagStepPack.In(o.app.lang))
}

func (a *app) guideCommand() *cobra.Command {
	o := &writing{app: a}
	tac := false
	c := &cobra.Command{
		Use:   "guide [NAME]",
		Short: msg.HelpGuide.In(a.lang),
		Long:  msg.HelpGuideLong.In(a.lang),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return o.write(c.Context(), args, func(w *wizard.Wizard, s *session.Session) (string, error) {
				var b bytes.Buffer
				err := w.Pack().Document(&b, guide.Format(o.format), guide.DocumentOptions{
					Lang: a.lang, Values: w.Values(s), Branch: wizard.BranchOf(s), TAC: tac, Width: a.pageWidth(),
				})
				return b.String(), err
			})
		},
	}
	o.register(c)
	c.Flags().BoolVar(&tac, "tac", false, msg.FlagTAC.In(a.lang))
	return c
}

func (a *app) handoverCommand() *cobra.Command {
	o := &writing{app: a}
	role := ""
	c := &cobra.Command{
		Use:   "handover [NAME] --to ROLE",
		Short: msg.HelpHandover.In(a.lang),
		Long:  msg.HelpHandoverLong.In(a.lang, strings.Join(guide.Roles(), "\n  ")),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if role == "" {
				return usage(msg.NeedsRole, joined(guide.Roles()))
			}
			return o.write(c.Context(), args, func(w *wizard.Wizard, s *session.Session) (string, error) {
				var b bytes.Buffer
				values := w.Values(s)
				if err := a.addLink(values, s); err != nil {
					return "", err
				}
				err := w.Pack().Letter(&b, guide.Format(o.format), role, guide.LetterOptions{
					Lang: a.lang, Values: values, Branch: wizard.BranchOf(s), Width: a.pageWidth(),
				})
				return b.String(), err
			})
		},
	}
	o.register(c)
	c.Flags().StringVar(&role, "to", "", msg.FlagTo.In(a.lang))
	return c
}

// write finds the asset, has the page made and writes it to stdout.
func (o *writing) write(ctx context.Context, args []string, page func(*wizard.Wizard, *session.Session) (string, error)) error {
	if len(args) == 1 {
		o.name = args[0]
	}
	a := o.app
	endpoints, err := a.labEndpoints(ctx)
	if err != nil {
		return err
	}
	env, err := a.world(ctx, loginOptions{}, endpoints)
	if err != nil {
		return err
	}
	env.StepPack = o.stepPack
	w, err := wizard.New(env)
	if err != nil {
		return err
	}
	s, err := o.asset(ctx, w)
	if err != nil {
		return err
	}
	text, err := page(w, s)
	var format *guide.FormatError
	var role *guide.RoleError
	switch {
	case errors.As(err, &format):
		return usage(msg.ExportNoFormat, string(format.Format), joined(guide.Formats()))
	case errors.As(err, &role):
		return usage(msg.UsageRole, role.Role, joined(guide.Roles()))
	case err != nil:
		return err
	}
	if a.output == "json" {
		a.writeJSON(map[string]string{"format": o.format, "text": text})
		return nil
	}
	_, err = a.Out.WriteString(text)
	return err
}

// asset returns the session of the asset that is meant. Before anything is set
// up there is none, and every value stands open.
func (o *writing) asset(ctx context.Context, w *wizard.Wizard) (*session.Session, error) {
	names, err := session.Names(o.app.dir)
	if err != nil {
		return nil, err
	}
	if o.name == "" && len(names) == 0 {
		return nil, nil
	}
	name, err := o.app.oneAsset(ctx, w, o.name)
	if err != nil {
		return nil, err
	}
	s, err := session.ReadPublic(o.app.dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, unknownAsset(name)
	}
	return s, err
}

// addLink adds the authorization link of a sign-in that was begun and can still
// be finished, for the letter to the mailbox's owner.
func (a *app) addLink(values guide.Values, s *session.Session) error {
	if s == nil {
		return nil
	}
	data, err := session.ReadPending(session.PendingPath(a.dir, s.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	p, err := oauth.DecodePending(data)
	if err != nil || p.Expired(a.now()) {
		return nil // the letter then says how to begin anew
	}
	values["authorizationLink"] = p.AuthorizationURL()
	values["linkValidUntil"] = msg.Moment(p.ExpiresAt).In(a.lang)
	return nil
}

// pageWidth is that of a document: what a mail program shows without wrapping.
func (a *app) pageWidth() int { return min(a.width(), 78) }
