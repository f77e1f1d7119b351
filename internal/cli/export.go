package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

type exportOptions struct {
	app *app

	name        string
	format      string
	file        string
	redact      bool
	encryptTo   []string
	template    bool
	schema      bool
	showSecrets bool

	form asset.Format
	to   asset.Recipients
	env  wizard.Env
}

func (a *app) exportCommand() *cobra.Command {
	o := &exportOptions{app: a}
	c := &cobra.Command{
		Use:   "export [NAME]",
		Short: msg.HelpExport.In(a.lang),
		Long:  msg.HelpExportLong.In(a.lang),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.name = args[0]
			}
			if err := o.check(); err != nil {
				return err
			}
			return runExport(c.Context(), o)
		},
	}
	c.Flags().StringVar(&o.format, "format", "", msg.FlagExportFormat.In(a.lang))
	c.Flags().StringVar(&o.file, "file", "", msg.FlagExportFile.In(a.lang))
	c.Flags().BoolVar(&o.redact, "redact", false, msg.FlagExportRedact.In(a.lang))
	c.Flags().StringArrayVar(&o.encryptTo, "encrypt-to", nil, msg.FlagEncryptTo.In(a.lang))
	c.Flags().BoolVar(&o.template, "template", false, msg.FlagExportTemplate.In(a.lang))
	c.Flags().BoolVar(&o.schema, "schema", false, msg.FlagExportSchema.In(a.lang))
	c.Flags().BoolVar(&o.showSecrets, "show-secrets", false, msg.FlagExportShow.In(a.lang))
	return c
}

func (o *exportOptions) check() error {
	blank := o.template || o.schema
	for _, pair := range []struct {
		both     bool
		one, two string
	}{
		{o.template && o.schema, "--template", "--schema"},
		{o.redact && o.showSecrets, "--redact", "--show-secrets"},
		{o.template && len(o.encryptTo) > 0, "--template", "--encrypt-to"},
		{o.schema && len(o.encryptTo) > 0, "--schema", "--encrypt-to"},
		{o.schema && o.format != "", "--schema", "--format"},
	} {
		if pair.both {
			return usage(msg.ExportNotBoth, pair.one, pair.two)
		}
	}
	if blank && o.name != "" {
		return usage(msg.ExportNoName)
	}
	if o.file == "-" {
		o.file = ""
	}
	return errors.Join(o.chooseForm(), o.readRecipients())
}

// chooseForm takes the format that was asked for, else the one that the file's
// name tells.
func (o *exportOptions) chooseForm() error {
	known := asset.Formats()
	o.form = asset.Format(o.format)
	if o.format == "" {
		o.form = asset.FormatOf(o.file)
	}
	switch {
	case o.form == "" && o.template:
		o.form = asset.FormatYAML
	case o.form == "":
		o.form = asset.FormatJSON
	}
	switch {
	case !slices.Contains(known, o.form):
		return usage(msg.ExportNoFormat, string(o.form), joined(known))
	case o.template && o.form != asset.FormatJSON && o.form != asset.FormatYAML:
		return usage(msg.ExportTemplateForms, o.form)
	}
	return nil
}

func (o *exportOptions) readRecipients() error {
	var err error
	o.to, err = asset.ParseRecipients(o.encryptTo)
	var bad *asset.RecipientError
	if !errors.As(err, &bad) {
		return err
	}
	switch bad.Defect {
	case asset.RecipientSSH:
		return usage(msg.RecipientSSH, shellLine([]string{cmp.Or(bad.Recipient, "…")}))
	case asset.RecipientIdentity:
		return usage(msg.RecipientIdentity)
	case asset.RecipientMixed:
		return usage(msg.RecipientMixed)
	}
	return usage(msg.RecipientUnknown, shellLine([]string{cmp.Or(bad.Recipient, "…")}))
}

// runExport writes what was asked for to the file or to stdout.
func runExport(ctx context.Context, o *exportOptions) error {
	if o.template || o.schema {
		return o.exportBlank(ctx)
	}
	a := o.app
	w, err := a.wizard(ctx, loginOptions{})
	if err != nil {
		return err
	}
	o.env = w.Env
	s, err := o.session(ctx, w)
	if err != nil {
		return err
	}
	config, err := o.configuration(w, s)
	if err != nil {
		a.resume = append([]string{"mailasset", "setup", s.Name}, a.dirFlag()...)
		return &known{err, w.Context(s)}
	}
	doc, err := config.Export(o.form, asset.ExportOptions{Lang: a.lang, Disclose: o.disclose()})
	if err != nil {
		return err
	}
	a.resume = o.line(s.Name)
	if err := o.deliver(ctx, delivery{doc: doc, config: config, session: s}); err != nil {
		about := w.Context(s)
		about.Command = shellLine(a.resume)
		return &known{err, about}
	}
	return nil
}

// exportBlank writes what needs no asset.
func (o *exportOptions) exportBlank(ctx context.Context) error {
	var err error
	if o.env, err = o.app.world(ctx, loginOptions{}, asset.Endpoints{}); err != nil {
		return err
	}
	doc := asset.Schema()
	if o.template {
		if doc, err = asset.Template(o.form, o.app.lang); err != nil {
			return err
		}
	}
	o.app.resume = o.line("")
	if err := o.deliver(ctx, delivery{doc: doc}); err != nil {
		return &known{err, diagnose.Context{Lang: o.app.lang, Command: shellLine(o.app.resume), Dir: o.env.DirFlag}}
	}
	return nil
}

// disclose reports whether the document holds its secrets: for the owner's eyes
// only, for whoever holds the key, or because somebody asked.
func (o *exportOptions) disclose() bool {
	return !o.redact && (o.file != "" || len(o.to) > 0 || o.showSecrets)
}

// session reads the asset that is meant.
func (o *exportOptions) session(ctx context.Context, w *wizard.Wizard) (*session.Session, error) {
	s, err := o.app.readKnown(ctx, w, o.name)
	if err == nil && o.disclose() && keyringOff(s) {
		return nil, &session.KeyringError{Act: "read", Name: s.Name, Err: session.ErrKeyringOff}
	}
	return s, err
}

// configuration is the asset's, with the keys of its file that are not ours. One
// that breaks a rule of the form is not handed out.
func (o *exportOptions) configuration(w *wizard.Wizard, s *session.Session) (asset.Configuration, error) {
	config := w.Configuration(s)
	config.TakeUnknown(s.OutFile)
	if err := errors.Join(config.Check()...); err != nil {
		return config, err
	}
	lacks := msg.Text{}
	switch {
	case s.Client == nil:
		lacks = msg.ExportClient
	case s.Secrets.ClientSecret.Empty():
		lacks = msg.ExportSecret
	case s.Secrets.Tokens == nil:
		lacks = msg.ExportTokens
	}
	if lacks.En != "" {
		fmt.Fprintln(o.app.Err, msg.ExportLacks.In(o.app.lang, lacks.In(o.app.lang), s.Name))
	}
	return config, nil
}

// line is the command that tries again.
func (o *exportOptions) line(name string) []string {
	line := []string{"mailasset", "export"}
	if name != "" {
		line = append(line, name)
	}
	for _, f := range []struct {
		given bool
		words []string
	}{
		{o.template, []string{"--template"}}, {o.schema, []string{"--schema"}}, {o.format != "", []string{"--format", o.format}},
		{o.file != "", []string{"--file", o.file}}, {o.redact, []string{"--redact"}}, {o.showSecrets, []string{"--show-secrets"}},
	} {
		if f.given {
			line = append(line, f.words...)
		}
	}
	for _, to := range o.encryptTo {
		line = append(line, "--encrypt-to", to)
	}
	return append(line, o.app.dirFlag()...)
}

// asTyped is an asset as a command line of this run takes it.
func (a *app) asTyped(name string) string { return shellLine(append([]string{name}, a.dirFlag()...)) }

// dirFlag is --dir as it was given, for a command line to print.
func (a *app) dirFlag() []string {
	if !a.dirGiven {
		return nil
	}
	return []string{"--dir", a.dir}
}
