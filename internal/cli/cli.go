// Package cli is the front door: the command tree, the wiring of the real
// world, and the one place where errors become words and exit codes.
//
// Stdout carries the result of a command and nothing else. Everything meant
// for a person, from questions to errors, goes to stderr.
package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailasset/internal/msg"
	"mailasset/internal/session"
)

// Streams are the standard streams and the environment of the process.
type Streams struct {
	In, Out, Err *os.File
	Getenv       func(string) string
}

// OS returns the streams and the environment of this process.
func OS() Streams { return Streams{os.Stdin, os.Stdout, os.Stderr, os.Getenv} }

// Main runs one command line and returns the exit code. Only the caller exits.
func Main(args []string, streams Streams) int {
	ctx, end := context.WithCancel(context.Background())
	defer end()
	app := &app{Streams: streams, args: args, lang: languageOf(args, streams.Getenv)}
	root := app.root()
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	app.path = command.CommandPath()
	if err != nil && !app.started {
		err = &usageError{err}
		if wantsJSON(args, streams.Getenv) {
			app.output = "json"
		}
	}
	return app.conclude(err)
}

// app is what the commands share while one of them runs.
type app struct {
	Streams
	options
	telling sync.Mutex
	args    []string // the command line
	path    string   // the command's words
	lang    msg.Lang
	started bool          // the command line was understood
	called  []*pflag.Flag // the flags of the command line
	resume  []string      // the command that goes on where this one stops; nil: the same again
	labEnds bool          // the state ends with a lab inside this process
	redact  func(string) string
	adopted map[string]string // answers that a configuration file holds
}

// now is the time of day.
func (a *app) now() time.Time { return time.Now() }

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "mailasset",
		Short:             msg.HelpRoot.In(a.lang),
		Long:              msg.HelpRootLong.In(a.lang),
		Version:           versionText(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: a.begin,
		Args:              atMost(0),
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SetVersionTemplate("mailasset {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(usageTemplate(a.lang))
	a.options.register(root.PersistentFlags(), a.lang)
	root.AddCommand(a.setupCommand(), a.checkCommand(), a.tokenCommand(), a.guideCommand(), a.handoverCommand(),
		a.exportCommand(), a.sheetCommand(), a.reportCommand(), a.pushCommand(), a.explainCommand(), a.listCommand(), a.forgetCommand(), a.labCommand(), a.versionCommand())
	root.AddCommand(a.helpTopics()...)
	a.translate(root)
	return root
}

// translate gives cobra's own commands and flags the user's language.
func (a *app) translate(root *cobra.Command) {
	root.PersistentFlags().BoolP("help", "h", false, msg.FlagHelp.In(a.lang))
	root.Flags().Bool("version", false, msg.HelpVersion.In(a.lang))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short = msg.HelpHelp.In(a.lang)
		case "completion":
			c.Short = msg.HelpCompletion.In(a.lang)
		}
	}
}

// begin is what every command does first that has something to interrupt.
func (a *app) begin(c *cobra.Command, args []string) error {
	if err := a.understand(c, args); err != nil {
		return err
	}
	heedSignals(c)
	return nil
}

// heedSignals ends the command's context with the first signal. A second one finds
// the default behaviour: the program ends at once. To listen takes a sixth of the
// time of a start (measured), so it is left to commands that need it.
func heedSignals(c *cobra.Command) {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop)
	c.SetContext(ctx)
}

// understand completes the options from the environment, once the command line was
// understood.
func (a *app) understand(c *cobra.Command, _ []string) error {
	c.Flags().Visit(func(f *pflag.Flag) { a.called = append(a.called, f) })
	if err := fromEnvironment(c.Flags(), a.Getenv); err != nil {
		return err
	}
	if err := a.options.complete(a.Getenv); err != nil {
		return err
	}
	if _, err := a.typedAnswers(); err != nil {
		return err
	}
	a.started = true
	session.KeyringSlow = func(bound time.Duration) {
		fmt.Fprintln(a.Err, msg.KeyringAwaited.Line(msg.Span(bound)).In(a.lang))
	}
	return nil
}

// fromEnvironment sets every flag that was not given from its variable,
// MAILASSET_ and its name in capitals. --lab has none: MAILASSET_LAB points at
// a running lab.
func fromEnvironment(flags *pflag.FlagSet, getenv func(string) string) (err error) {
	flags.VisitAll(func(f *pflag.Flag) {
		value := getenv(variable(f.Name))
		if f.Changed || value == "" || f.Name == "lab" || f.Name == "help" || f.Name == "version" || err != nil {
			return
		}
		if flags.Set(f.Name, value) != nil {
			err = badValue(variable(f.Name), f, value)
		}
	})
	return err
}

func variable(flag string) string {
	return "MAILASSET_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// wantsJSON looks for the form of the output on a command line that was not
// understood.
func wantsJSON(args []string, getenv func(string) string) bool {
	for i, arg := range args {
		switch {
		case arg == "--output=json", arg == "-ojson":
			return true
		case (arg == "-o" || arg == "--output") && i+1 < len(args):
			return args[i+1] == "json"
		}
	}
	return getenv("MAILASSET_OUTPUT") == "json"
}

// languageOf finds the language before the command line is read, because the
// help texts need it.
func languageOf(args []string, getenv func(string) string) msg.Lang {
	candidates := []string{}
	for i, arg := range args {
		if value, found := strings.CutPrefix(arg, "--lang="); found {
			candidates = append(candidates, value)
		} else if arg == "--lang" && i+1 < len(args) {
			candidates = append(candidates, args[i+1])
		}
	}
	candidates = append(candidates, getenv("MAILASSET_LANG"))
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			candidates = append(candidates, value)
			break
		}
	}
	for _, c := range candidates {
		if c != "" {
			lang, _ := msg.ParseLang(c)
			return lang
		}
	}
	return msg.English
}
