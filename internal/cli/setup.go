package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailasset/internal/asset"
	"mailasset/internal/google"
	"mailasset/internal/lab"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

type setupOptions struct {
	app *app

	loginOptions
	name string
	out  string
	lab  bool
	from string // configuration of an asset that was built by hand

	adopted *asset.Configuration // what from holds, nil without it
	refused string               // id of an answer that stopped this run

	stepPack       string
	adminTokenFile string
}

func (a *app) setupCommand() *cobra.Command {
	o := &setupOptions{app: a}
	c := &cobra.Command{
		Use:   "setup [NAME]",
		Short: msg.HelpSetup.In(a.lang),
		Long:  msg.HelpSetupLong.In(a.lang),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.name = args[0]
			}
			if err := o.check(); err != nil {
				return err
			}
			return runSetup(c.Context(), o)
		},
	}
	o.loginOptions.register(c.Flags(), a.lang)
	c.Flags().StringVar(&o.out, "out", "", msg.FlagOut.In(a.lang))
	c.Flags().StringVar(&o.from, "from", "", msg.FlagFrom.In(a.lang))
	c.Flags().StringVar(&o.stepPack, "step-pack", "", msg.FlagStepPack.In(a.lang))
	c.Flags().StringVar(&o.adminTokenFile, "admin-token-file", "", msg.FlagAdminTokenFile.In(a.lang))
	c.Flags().BoolVar(&o.lab, "lab", false, msg.FlagLab.In(a.lang))
	return c
}

// shortName is what may stand for an asset on the command line: it becomes the
// name of a folder.
var shortName = lazyregexp.New(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (o *setupOptions) check() error {
	if o.name != "" && (!shortName().MatchString(o.name) || len(o.name) > 42) {
		return usage(msg.UsageShortName, o.name)
	}
	return o.loginOptions.check()
}

// runSetup walks the whole procedure for one asset.
func runSetup(ctx context.Context, o *setupOptions) error {
	endpoints, err := o.app.labEndpoints(ctx)
	if err != nil {
		return err
	}
	inside, err := o.startLab(endpoints)
	if err != nil {
		return err
	}
	defer inside.close()
	if inside.lab != nil {
		endpoints = inside.endpoints
		o.redirectPort = inside.port
	}
	o.app.labEnds = inside.stateDir != ""
	w, err := o.wizard(ctx, endpoints)
	if err != nil {
		return err
	}
	session.SweepPending(o.app.dir, o.app.now())
	s, err := o.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Abandon()
	return o.walk(ctx, w, s)
}

// wizard is the one that walks: in a lab whose robot is on, it needs nobody.
func (o *setupOptions) wizard(ctx context.Context, endpoints asset.Endpoints) (*wizard.Wizard, error) {
	a := o.app
	if err := o.readAdopted(endpoints); err != nil {
		return nil, err
	}
	env, err := a.world(ctx, o.loginOptions, endpoints)
	if err != nil {
		return nil, err
	}
	if a.yes && endpoints.Lab() && a.Getenv("BROWSER") == "" && !o.noBrowser {
		env.Browse = lab.Follow // a lab whose robot is on signs in by itself
	}
	if a.yes && endpoints.Lab() {
		env.FillForm = robotFillsForm(env.HTTP, endpoints)
	}
	if a.labEnds {
		env.LabDir = shellLine([]string{a.dir})
	}
	env.StepPack = o.stepPack
	env.Credential = o.credential(env)
	w, err := wizard.New(env)
	if err != nil {
		return nil, err
	}
	return w, w.CheckGiven(ctx)
}

// walk takes an asset that was built by hand over, if it is one, and walks the
// steps.
func (o *setupOptions) walk(ctx context.Context, w *wizard.Wizard, s *session.Session) error {
	err := o.adopt(ctx, w, s)
	o.goOnWith(s)
	if err != nil {
		return &known{err, w.Context(s)}
	}
	result, err := w.Run(ctx, s)
	return o.finish(w, s, result, err)
}

// goOnWith notes the command that goes on: the same again, where nothing is saved.
func (o *setupOptions) goOnWith(s *session.Session) {
	o.app.resume = o.resumeLine(s)
	if !s.Saved() {
		o.app.resume = append([]string{"mailasset"}, o.app.args...)
	}
}

// resumeLine is the command that goes on where this run stops, with the flags of
// this run: the file belongs to it until all of it is taken over, and what is
// saved does not. Where the state ends with a lab it is the same command again.
func (o *setupOptions) resumeLine(s *session.Session) []string {
	line := []string{"mailasset", "setup"}
	if o.lab {
		line = append(line, "--lab")
	}
	if o.lab && !o.app.dirGiven {
		if o.name != "" {
			line = append(line, o.name)
		}
		return append(line, o.app.flagsAgain(func(flag, _ string) bool { return flag != "lab" })...)
	}
	if s.Adopting && o.from != "" {
		line = append(line, "--from", o.from)
	}
	line = append(line, s.Name)
	line = append(line, o.app.dirFlag()...)
	return append(line, o.app.flagsAgain(func(flag, value string) bool {
		switch flag {
		case "lab", "from", "dir", "out":
			return false
		case "client-json":
			return s.Answer("google.client_json") != wizard.FullPath(value)
		case "answer":
			return o.goesOn(s, value)
		}
		return true
	})...)
}

// goesOn reports whether an answer of the command line is still needed to go on:
// it is not saved, and not what stopped this run.
func (o *setupOptions) goesOn(s *session.Session, pair string) bool {
	id, value, _ := strings.Cut(pair, "=")
	step, isStep := strings.CutSuffix(strings.TrimPrefix(id, "step."), ".done")
	if _, done := s.Steps[step]; isStep && done {
		return false
	}
	if id == "google.client_json" {
		value = wizard.FullPath(value)
	}
	stops := []string{"no", "different", "not-yet", "no-refresh-token", "error"}
	return s.Answer(id) != value && id != o.refused && !slices.Contains(stops, value)
}

// finish tells what the walk came to. The result goes to stdout once the file
// is written, also when something waits.
func (o *setupOptions) finish(w *wizard.Wizard, s *session.Session, r wizard.Result, err error) error {
	a := o.app
	var invalid *prompt.InvalidError
	if errors.As(err, &invalid) {
		o.refused = invalid.ID
	}
	o.goOnWith(s) // more is saved by now
	if err != nil {
		return &known{err, w.Context(s)}
	}
	fmt.Fprintf(a.Err, "\n%s\n", msg.Written.In(a.lang, r.File))
	if a.output == "json" {
		proof := r.Proof
		if proof == nil {
			proof = []asset.Proof{}
		}
		document := map[string]any{"asset": s.Name, "file": r.File, "proof": proof}
		if r.Waiting != nil {
			document["waiting"] = r.Waiting
		}
		a.writeJSON(document)
	} else {
		fmt.Fprintln(a.Out, r.File)
	}
	if slices.Contains(r.Waiting, "forwarding") {
		fmt.Fprintln(a.Err, msg.NextWatch.In(a.lang, a.asTyped(s.Name)))
	}
	if r.Waiting != nil {
		return &known{o.waiting(s, r.Waiting), w.Context(s)}
	}
	if s.Lab {
		fmt.Fprintln(a.Err, msg.KeepLab.In(a.lang))
	} else {
		fmt.Fprintln(a.Err, msg.Keep.In(a.lang, a.asTyped(s.Name)))
	}
	return nil
}

// waiting names what is not finished, and the day a token from Testing dies.
func (o *setupOptions) waiting(s *session.Session, steps []string) error {
	words := map[string]msg.Text{"forwarding": msg.WaitsForwarding, "audience": msg.WaitsTesting, "tokens": msg.WaitsTokens}
	lang := o.app.lang
	var what []string
	for _, step := range steps {
		text := words[step].In(lang)
		if t := s.Secrets.Tokens; step == "audience" && t != nil && t.RefreshTokenExpiresAt != nil {
			text = msg.WaitsTestingDay.In(lang, msg.Moment(*t.RefreshTokenExpiresAt).In(lang))
		}
		what = append(what, text)
	}
	return &waitingError{what}
}

// credential finds who may create projects: the token file that was named, a
// lab's own, else what gcloud or Application Default Credentials hold.
func (o *setupOptions) credential(env wizard.Env) func(context.Context) (google.Credential, error) {
	options := google.Options{TokenFile: o.adminTokenFile, HTTP: env.HTTP, Getenv: o.app.Getenv, Timeout: o.app.timeout}
	if options.TokenFile == "" {
		options.TokenFile = env.Endpoints.AdminTokenFile
	}
	return func(ctx context.Context) (google.Credential, error) { return google.Discover(ctx, options) }
}
