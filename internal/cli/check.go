package cli

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/wizard"
)

type checkOptions struct {
	app    *app
	wizard *wizard.Wizard
	world  check.World
	rhythm rhythm // of --watch

	connect connectOptions
	targets []string
	all     bool
	tier    string
	only    []string
	strict  bool
	watch   bool
	schema  bool
	maySend bool
}

// checkSchema is the JSON Schema (draft 2020-12) of the document that check
// prints with -o json.
//
//go:embed check.schema.json
var checkSchema []byte

func (a *app) checkCommand() *cobra.Command {
	o := &checkOptions{app: a}
	c := &cobra.Command{
		Use:   "check [NAME|FILE]...",
		Short: msg.HelpCheck.In(a.lang),
		Long:  msg.HelpCheckLong.In(a.lang, strings.Join(check.IDs(), "\n  ")),
		RunE: func(c *cobra.Command, args []string) error {
			o.targets = args
			if o.schema {
				_, err := a.Out.Write(checkSchema)
				return err
			}
			if err := o.check(); err != nil {
				return err
			}
			return runCheck(c.Context(), o)
		},
	}
	c.Flags().BoolVar(&o.all, "all", false, msg.FlagAll.In(a.lang))
	c.Flags().StringVar(&o.tier, "tier", string(check.Online), msg.FlagTier.In(a.lang))
	c.Flags().StringSliceVar(&o.only, "only", nil, msg.FlagOnly.In(a.lang))
	c.Flags().BoolVar(&o.strict, "strict", false, msg.FlagStrict.In(a.lang))
	o.connect.register(c.Flags(), a.lang)
	c.Flags().BoolVar(&o.watch, "watch", false, msg.FlagWatch.In(a.lang))
	c.Flags().BoolVar(&o.schema, "schema", false, msg.FlagCheckSchema.In(a.lang))
	return c
}

func (o *checkOptions) check() error {
	if !slices.Contains(check.Tiers(), check.Tier(o.tier)) {
		return usage(msg.CheckTierUnknown, o.tier)
	}
	if o.only != nil && len(o.only) == 0 {
		return usage(msg.CheckOnlyNothing)
	}
	if o.all && len(o.targets) > 0 {
		return usage(msg.CheckAllAlone)
	}
	for _, id := range o.only {
		if !slices.Contains(check.IDs(), id) {
			return usage(msg.CheckOnlyUnknown, id, joined(check.IDs()))
		}
		if tier := neededTier(id); !slices.Contains(o.options().IDs(), id) {
			return usage(msg.CheckOnlyBeyond, id, string(tier))
		}
	}
	return nil
}

// neededTier is the first tier that has the check.
func neededTier(id string) check.Tier {
	for _, tier := range check.Tiers() {
		if slices.Contains(check.Options{Tier: tier}.IDs(), id) {
			return tier
		}
	}
	return ""
}

func (o *checkOptions) options() check.Options {
	return check.Options{Tier: check.Tier(o.tier), Only: o.only, MaySend: o.maySend, Lang: o.app.lang}
}

// several reports whether the result is a list, whatever its length.
func (o *checkOptions) several() bool { return o.all || len(o.targets) > 1 }

// runCheck checks one asset or several, and ends with the worst outcome.
func runCheck(ctx context.Context, o *checkOptions) error {
	var err error
	if o.wizard, err = o.app.wizard(ctx, loginOptions{}); err != nil {
		return err
	}
	lab := o.wizard.Endpoints.Lab()
	o.world, o.rhythm = gated(o.wizard.World(), lab), usualRhythm(lab)
	targets, err := o.find(ctx)
	if err != nil {
		return err
	}
	return o.run(ctx, targets)
}

// run checks the targets, watches them where that was wished, and prints what
// came out.
func (o *checkOptions) run(ctx context.Context, targets []*target) error {
	var err error
	if o.maySend, err = o.consent(ctx, targets); err != nil {
		return err
	}
	o.first(ctx, targets)
	if err = ctx.Err(); err == nil && o.watch {
		err = o.watching(ctx, targets)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	documents := make([]checkDocument, len(targets))
	for i, t := range targets {
		documents[i] = o.document(t)
	}
	if o.app.output == "json" {
		o.writeDocuments(documents)
	} else {
		o.conclusion(targets, documents)
	}
	var waiting *waitingError
	if outcome := o.outcome(documents); !errors.As(err, &waiting) || exitsWith(outcome, exitFound) {
		return outcome
	}
	return err
}

func exitsWith(err error, code int) bool {
	var told *exitError
	return errors.As(err, &told) && told.code == code
}

// askSend is the question whether a mail may be sent.
const askSend = "check.send"

// consent asks before a mail is sent. Where nobody can be asked and nothing was
// said beforehand, that is a *prompt.MissingError: a check without the mail must
// not pass for the one that was asked for.
func (o *checkOptions) consent(ctx context.Context, targets []*target) (bool, error) {
	if !slices.Contains(o.options().IDs(), "send.echo") {
		return false, nil
	}
	var addresses []string
	for _, t := range targets {
		if t.err == nil && !t.subject.Foreign && !t.subject.Config.SharedMailbox() {
			addresses = append(addresses, t.subject.Config.Asset.EmailID)
		}
	}
	q := prompt.Question{ID: askSend, Help: msg.HelpSend.In(o.app.lang)}
	switch len(addresses) {
	case 0:
		return false, nil
	case 1:
		q.Text = msg.AskSend.In(o.app.lang, addresses[0])
	default:
		q.Text = msg.AskSendSeveral.In(o.app.lang, len(addresses), fewOf(addresses))
	}
	return o.wizard.Confirm(ctx, q)
}

// fewOf writes down a list that a person reads, cut where it gets long.
func fewOf(list []string) string {
	const few = 5
	if len(list) <= few {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:few], ", ") + fmt.Sprintf(", … (+%d)", len(list)-few)
}

// outcome is the exit code of the worst verdict.
func (o *checkOptions) outcome(documents []checkDocument) error {
	code := exitDone
	for _, d := range documents {
		switch {
		case d.Verdict == check.Fail, o.strict && d.warns():
			return &exitError{exitFound}
		case d.Verdict == check.Unknown:
			code = exitFailed
		}
	}
	if code != exitDone {
		return &exitError{code}
	}
	return nil
}
