package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

type pushOptions struct {
	app *app
	connectOptions

	name     string
	assetID  string
	dryRun   bool
	learn    bool
	template bool

	env    wizard.Env
	wizard *wizard.Wizard
	config asset.Configuration
}

// pushed is what push prints as JSON.
type pushed struct {
	Asset      string              `json:"asset"`
	ID         string              `json:"id"`
	Action     asset.ConnectAction `json:"action"`
	TransID    string              `json:"transid"`
	TrackingID string              `json:"trackingid"`
}

func (a *app) pushCommand() *cobra.Command {
	o := &pushOptions{app: a}
	c := &cobra.Command{
		Use:   "push [NAME]",
		Short: msg.HelpPush.In(a.lang),
		Long:  msg.HelpPushLong.In(a.lang),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.name = args[0]
			}
			if err := o.check(); err != nil {
				return err
			}
			return runPush(c.Context(), o)
		},
	}
	o.connectOptions.register(c.Flags(), a.lang)
	c.Flags().StringVar(&o.assetID, "asset-id", "", msg.FlagAssetID.In(a.lang))
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, msg.FlagDryRun.In(a.lang))
	c.Flags().BoolVar(&o.learn, "learn", false, msg.FlagLearn.In(a.lang))
	c.Flags().BoolVar(&o.template, "template", false, msg.FlagTemplate.In(a.lang))
	return c
}

func (o *pushOptions) check() error {
	switch {
	case o.learn && o.dryRun:
		return usage(msg.ExportNotBoth, "--learn", "--dry-run")
	case o.template && (o.learn || o.dryRun || o.name != ""):
		return usage(msg.UsageAlone, "--template")
	case o.assetID != "" && checkToken(o.assetID) != nil:
		return usage(msg.UsageValue, "--asset-id", msg.TakesWord.Line(), o.assetID)
	}
	return nil
}

// runPush brings an asset to Webex Connect. Its lock is held from the look on,
// so that no two runs of this machine update it at once; --dry-run needs none.
func runPush(ctx context.Context, o *pushOptions) error {
	if o.template {
		_, err := o.app.Out.Write(asset.MappingTemplate())
		return err
	}
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	o.app.resume = o.line()
	switch {
	case o.dryRun:
		err = o.describe(s)
	case o.learn:
		err = o.runLearn(ctx, s)
	default:
		err = o.push(ctx, s)
	}
	if err != nil {
		about := o.wizard.Context(s)
		about.Command = shellLine(o.line())
		return &known{err, about}
	}
	return nil
}

// open finds the asset and takes its lock, which --dry-run does without.
func (o *pushOptions) open(ctx context.Context) (*session.Session, error) {
	var err error
	if o.wizard, err = o.app.wizard(ctx, loginOptions{}); err != nil {
		return nil, err
	}
	o.env = o.wizard.Env
	if o.name, err = o.app.oneAsset(ctx, o.wizard, o.name); err != nil {
		return nil, err
	}
	take := session.Open
	if o.dryRun {
		take = session.Read // it changes nothing: another run need not wait
	}
	s, err := o.app.openKnown(o.wizard, o.name, take)
	if err != nil {
		return nil, err
	}
	o.config = o.wizard.Configuration(s)
	return s, nil
}

// line is the command that tries again.
func (o *pushOptions) line() []string {
	line := []string{"mailasset", "push", o.name}
	for _, f := range []struct {
		name, value string
		on          bool
	}{
		{"--asset-id", o.assetID, false}, {"--mapping", o.mapping, false}, {"--token-file", o.tokenFile, false},
		{"--learn", "", o.learn}, {"--dry-run", "", o.dryRun},
	} {
		switch {
		case f.on:
			line = append(line, f.name)
		case f.value != "":
			line = append(line, f.name, f.value)
		}
	}
	return append(line, o.app.dirFlag()...)
}

// unreadyError says which fields of the form an asset lacks, by their labels,
// and the command that fills them in.
type unreadyError struct {
	lacking []string
	finish  string
}

// Error implements error.
func (e *unreadyError) Error() string {
	return "the asset is not ready for Webex Connect: it lacks " + strings.Join(e.lacking, ", ")
}

func (e *unreadyError) finding(lang msg.Lang) diagnose.Finding {
	return diagnose.Finding{
		Summary: msg.PushLacks.In(lang, strings.Join(e.lacking, ", ")), Fix: []string{msg.PushLacksFix.In(lang, e.finish)}, Who: "you",
	}
}

// ready holds the asset against the rules of the form and against what push
// cannot do without.
func (o *pushOptions) ready() error {
	var lacking []string
	for _, f := range o.config.Form() {
		if f.Direction == asset.Typed && f.Value == "" && f.Secret.Empty() {
			lacking = append(lacking, f.Label)
		}
	}
	if lacking != nil {
		o.app.resume = append([]string{"mailasset", "setup", o.name}, o.app.dirFlag()...)
		return &unreadyError{lacking: lacking, finish: shellLine(o.app.resume)}
	}
	return errors.Join(o.config.Check()...)
}

// describe shows what would be sent, and asks nobody anything.
func (o *pushOptions) describe(s *session.Session) error {
	api, err := o.app.connectAPI(o.env, o.connectOptions, o.config.Asset.Region, cmp.Or(
		o.env.Given["connect.organization_id"], s.Answer("connect.organization_id"), o.env.Endpoints.OrganizationID, "<connect.organization_id>"))
	if err != nil {
		return err
	}
	api.Base = cmp.Or(api.Base, "<connect.region>")
	if err := errors.Join(o.ready(), o.inFile(api.Mapping.Check(&o.config))); err != nil {
		return err
	}
	request, err := api.Describe(&o.config, o.ownID(s), msg.UniqueHere.In(o.app.lang))
	if err != nil {
		return o.inFile(err)
	}
	o.say(msg.DryRunNote)
	if api.Mapping.CheckConfirmed() != nil {
		o.say(msg.DryRunUnconfirmed)
	}
	if o.app.output == "json" {
		o.app.writeJSON(request)
		return nil
	}
	fmt.Fprintf(o.app.Out, "%s %s\n", request.Method, request.URL)
	for _, h := range request.Headers {
		fmt.Fprintf(o.app.Out, "%s: %s\n", h.Name, h.Value)
	}
	fmt.Fprintf(o.app.Out, "\n%s", request.Body)
	return nil
}

// ownID is the id of our asset in Webex Connect: the one wished, else the one
// of an earlier push.
func (o *pushOptions) ownID(s *session.Session) string {
	if o.assetID == "" && s.ConnectAsset != nil {
		return s.ConnectAsset.ID
	}
	return o.assetID
}

// inFile names the mapping file in an error about the mapping.
func (o *pushOptions) inFile(err error) error {
	var bad *asset.MappingError
	if errors.As(err, &bad) && bad.Path == "" {
		bad.Path = o.mappingPath(o.app, o.env.Endpoints)
	}
	return err
}
