package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

type checkOptions struct {
	app *app

	targets []string
	tier    string
	only    []string
	strict  bool
}

func (a *app) checkCommand() *cobra.Command {
	o := &checkOptions{app: a}
	c := &cobra.Command{
		Use:   "check [NAME|FILE]...",
		Short: msg.HelpCheck.In(a.lang),
		Long:  msg.HelpCheckLong.In(a.lang, strings.Join(check.IDs(), "\n  ")),
		RunE: func(c *cobra.Command, args []string) error {
			o.targets = args
			if err := o.check(); err != nil {
				return err
			}
			return runCheck(c.Context(), o)
		},
	}
	c.Flags().StringVar(&o.tier, "tier", string(check.Online), msg.FlagTier.In(a.lang))
	c.Flags().StringSliceVar(&o.only, "only", nil, msg.FlagOnly.In(a.lang))
	c.Flags().BoolVar(&o.strict, "strict", false, msg.FlagStrict.In(a.lang))
	return c
}

func (o *checkOptions) check() error {
	if o.tier != string(check.Offline) && o.tier != string(check.Online) {
		return usage(fmt.Sprintf("--tier takes offline or online, not %q", o.tier))
	}
	if o.only != nil && len(o.only) == 0 {
		return usage("--only names at least one check")
	}
	for _, id := range o.only {
		if !slices.Contains(check.IDs(), id) {
			return usage(fmt.Sprintf("--only: there is no check %q (there are %s)", id, strings.Join(check.IDs(), ", ")))
		}
	}
	return nil
}

// runCheck checks one asset or several, and ends with the worst outcome.
func runCheck(ctx context.Context, o *checkOptions) error {
	endpoints, err := o.app.labEndpoints(ctx)
	if err != nil {
		return err
	}
	env, err := o.app.world(ctx, loginOptions{}, endpoints)
	if err != nil {
		return err
	}
	w, err := wizard.New(env)
	if err != nil {
		return err
	}
	targets := o.targets
	if len(targets) == 0 {
		name, err := o.app.oneAsset(ctx, w, "")
		if err != nil {
			return err
		}
		targets = []string{name}
	}
	documents := make([]checkDocument, len(targets))
	for i, target := range targets {
		if documents[i], err = o.one(ctx, w, target); err != nil {
			return err
		}
	}
	if o.app.output == "json" {
		o.writeDocuments(documents)
	}
	return o.outcome(documents)
}

func (o *checkOptions) writeDocuments(documents []checkDocument) {
	if len(documents) == 1 {
		o.app.writeJSON(documents[0])
		return
	}
	o.app.writeJSON(documents)
}

// outcome is the exit code of the worst verdict.
func (o *checkOptions) outcome(documents []checkDocument) error {
	code := exitDone
	for _, d := range documents {
		switch {
		case d.Verdict == check.Fail, d.Verdict == check.Warn && o.strict:
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

// checkDocument is the contract's JSON of one asset's checks.
type checkDocument struct {
	Asset   string        `json:"asset"`
	Tier    string        `json:"tier"`
	Verdict check.Status  `json:"verdict"`
	Checks  []checkedLink `json:"checks"`
}

// checkedLink is one check; code to link are there when it found something.
type checkedLink struct {
	ID      string         `json:"id"`
	Status  check.Status   `json:"status"`
	Summary string         `json:"summary"`
	Code    string         `json:"code,omitempty"`
	Cause   string         `json:"cause,omitempty"`
	Fix     []string       `json:"fix,omitempty"`
	Who     string         `json:"who,omitempty"`
	Link    string         `json:"link,omitempty"`
	Facts   map[string]any `json:"facts,omitempty"`
	Millis  int64          `json:"millis"`
}

// one checks one asset. With -o text each result is a line on stdout as soon
// as it is known.
func (o *checkOptions) one(ctx context.Context, w *wizard.Wizard, target string) (checkDocument, error) {
	name, subject, about, err := o.subject(w, target)
	if err != nil {
		return checkDocument{}, err
	}
	known := w.Known
	known.Know("client secret", subject.Config.Authentication.ClientSecret)
	if t := subject.Config.Tokens; t != nil {
		known.Know("refresh token", t.RefreshToken)
		known.Know("access token", t.AccessToken)
	}
	text := o.app.output == "text"
	if text && len(o.targets) > 1 {
		fmt.Fprintf(o.app.Out, "%s\n", name)
	}
	results := check.Run(ctx, w.World(), subject, check.Options{Tier: check.Tier(o.tier), Only: o.only}, func(r check.Result) {
		if text {
			w.WriteResult(o.app.Out, r, about)
		}
	})
	if err := ctx.Err(); err != nil {
		return checkDocument{}, err
	}
	document := checkDocument{Asset: name, Tier: o.tier, Verdict: check.Verdict(results)}
	for _, r := range results {
		document.Checks = append(document.Checks, o.link(r, about, known.Redact))
	}
	if text {
		fmt.Fprintln(o.app.Out, msg.Verdict(string(document.Verdict)).In(o.app.lang))
	}
	return document, nil
}

func (o *checkOptions) link(r check.Result, about diagnose.Context, redact func(string) string) checkedLink {
	link := checkedLink{ID: r.ID, Status: r.Status, Summary: redact(r.Summary.In(o.app.lang)), Facts: r.Facts, Millis: r.Took.Milliseconds()}
	if r.Err == nil {
		return link
	}
	f := redacted(diagnose.Explain(r.Err, about), redact)
	link.Code, link.Cause, link.Fix, link.Who, link.Link = f.Code, f.Cause, f.Fix, f.Who, f.Link
	for key, value := range f.Facts {
		if link.Facts == nil {
			link.Facts = map[string]any{}
		}
		if _, told := link.Facts[key]; !told {
			link.Facts[key] = redact(value)
		}
	}
	return link
}

// subject finds the asset behind a name or a file.
func (o *checkOptions) subject(w *wizard.Wizard, target string) (string, check.Subject, diagnose.Context, error) {
	if shortName().MatchString(target) {
		s, err := session.Read(o.app.dir, target)
		switch {
		case err == nil && s.Lab != w.Endpoints.Lab():
			return "", check.Subject{}, diagnose.Context{}, labMismatch(target, s.Lab)
		case err == nil:
			return s.Name, w.Subject(s), w.Context(s), nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", check.Subject{}, diagnose.Context{}, err
		}
		if _, err := os.Stat(target); err != nil {
			return "", check.Subject{}, diagnose.Context{}, unknownAsset(target)
		}
	}
	return o.fileSubject(w, target)
}

// fileSubject reads a configuration file. It may come from a customer and lack
// almost everything.
func (o *checkOptions) fileSubject(w *wizard.Wizard, path string) (string, check.Subject, diagnose.Context, error) {
	config, err := asset.Read(path)
	if err != nil {
		return "", check.Subject{}, diagnose.Context{}, err
	}
	if config.Lab != w.Endpoints.Lab() {
		return "", check.Subject{}, diagnose.Context{}, labMismatch(path, config.Lab)
	}
	if exposed(path) {
		fmt.Fprintln(o.app.Err, msg.FileExposed.In(o.app.lang, path))
	}
	p := w.Provider()
	a := config.Authentication
	about := w.Context(nil)
	about.Command = shellLine([]string{"mailasset", "check", path})
	about.Email, about.LoginID, about.ClientID = config.Asset.EmailID, config.Login(), a.ClientID
	about.CallbackURL, about.ForwardingAddress = a.CallbackURL, config.Asset.ForwardingAddress
	if config.Google != nil {
		about.ProjectID = config.Google.ProjectID
	}
	client := &oauth.Client{AuthURI: a.AuthorizationURL, TokenURI: a.RefreshTokenURL}
	subject := check.Subject{Config: config, Provider: p, Foreign: a.RefreshTokenURL != "" && w.Foreign(client)}
	about.Foreign = subject.Foreign
	return asset.ShortName(config.Asset.Name), subject, about, nil
}
