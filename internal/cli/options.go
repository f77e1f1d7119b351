package cli

import (
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"mailasset/internal/msg"
)

// options are the flags that every command knows.
type options struct {
	dir     string
	langTag string
	output  string
	plain   bool
	noInput bool
	answers string
	answer  []string
	yes     bool
	timeout time.Duration
	caFile  string
	verbose bool
	noColor bool

	dirGiven bool
}

func (o *options) register(f *pflag.FlagSet, lang msg.Lang) {
	say := func(t msg.Text) string { return t.In(lang) }
	f.StringVar(&o.dir, "dir", "", say(msg.FlagDir))
	f.StringVar(&o.langTag, "lang", "", say(msg.FlagLang))
	f.StringVarP(&o.output, "output", "o", "text", say(msg.FlagOutput))
	f.BoolVar(&o.plain, "plain", false, say(msg.FlagPlain))
	f.BoolVar(&o.noInput, "no-input", false, say(msg.FlagNoInput))
	f.StringVar(&o.answers, "answers", "", say(msg.FlagAnswers))
	f.StringArrayVar(&o.answer, "answer", nil, say(msg.FlagAnswer))
	f.BoolVar(&o.yes, "yes", false, say(msg.FlagYes))
	f.DurationVar(&o.timeout, "timeout", 30*time.Second, say(msg.FlagTimeout))
	f.StringVar(&o.caFile, "ca-file", "", say(msg.FlagCAFile))
	f.BoolVarP(&o.verbose, "verbose", "v", false, say(msg.FlagVerbose))
	f.BoolVar(&o.noColor, "no-color", false, say(msg.FlagNoColor))
}

// complete checks the options and fills in what the environment says.
func (o *options) complete(getenv func(string) string) error {
	if o.output != "text" && o.output != "json" {
		return usage(msg.UsageValue, "--output", msg.TakesOutput.Line(), o.output)
	}
	if o.langTag != "" {
		if _, known := msg.ParseLang(o.langTag); !known {
			return usage(msg.UsageValue, "--lang", msg.TakesLang.Line(), o.langTag)
		}
	}
	if o.timeout <= 0 {
		return usage(msg.UsageValue, "--timeout", msg.TakesDuration.Line(), o.timeout.String())
	}
	if getenv("NO_COLOR") != "" || getenv("TERM") == "dumb" || getenv("CLICOLOR") == "0" {
		o.noColor = true
	}
	if getenv("TERM") == "dumb" {
		o.plain = true
	}
	if ci := getenv("CI"); ci != "" && ci != "false" && ci != "0" {
		o.noInput = true
	}
	o.dirGiven = o.dir != ""
	if o.dirGiven {
		absolute, err := filepath.Abs(o.dir)
		if err != nil {
			return usage(msg.NoFolderHere, "--dir", err)
		}
		o.dir = absolute
		return nil
	}
	dir, err := stateDir(getenv)
	o.dir = dir
	return err
}

// loginOptions are the flags of the commands that sign somebody in.
type loginOptions struct {
	clientJSON     string
	redirectPort   int
	noBrowser      bool
	openTimeout    time.Duration
	trustEndpoints bool

	flags *pflag.FlagSet // tells which were given
}

func (o *loginOptions) register(f *pflag.FlagSet, lang msg.Lang) {
	o.flags = f
	f.StringVar(&o.clientJSON, "client-json", "", msg.FlagClientJSON.In(lang))
	f.IntVar(&o.redirectPort, "redirect-port", 0, msg.FlagRedirectPort.In(lang))
	f.BoolVar(&o.noBrowser, "no-browser", false, msg.FlagNoBrowser.In(lang))
	f.DurationVar(&o.openTimeout, "open-timeout", 10*time.Minute, msg.FlagOpenTimeout.In(lang))
	f.BoolVar(&o.trustEndpoints, "trust-endpoints", false, msg.FlagTrustEndpoints.In(lang))
}

func (o *loginOptions) check() error {
	switch {
	case o.redirectPort < 0 || o.redirectPort > 65535, o.redirectPort == 0 && o.flags.Changed("redirect-port"):
		return usage(msg.UsageValue, "--redirect-port", msg.TakesPort.Line(), strconv.Itoa(o.redirectPort))
	case o.openTimeout <= 0:
		return usage(msg.UsageValue, "--open-timeout", msg.TakesDuration.Line(), o.openTimeout.String())
	}
	return nil
}

// flagsAgain are the flags of the command line as they must be typed again, those
// that wanted says yes to. What the environment says it will say again.
func (a *app) flagsAgain(wanted func(flag, value string) bool) []string {
	var words []string
	for _, f := range a.called {
		if a.Getenv(variable(f.Name)) == f.Value.String() {
			continue
		}
		values := []string{f.Value.String()}
		if f.Name == "dir" {
			values[0] = a.dir // also from another folder
		}
		if list, many := f.Value.(pflag.SliceValue); many {
			values = list.GetSlice()
		}
		for _, value := range values {
			switch {
			case !wanted(f.Name, value):
			case f.Value.Type() != "bool":
				words = append(words, "--"+f.Name, value)
			case value == "true":
				words = append(words, "--"+f.Name)
			default:
				words = append(words, "--"+f.Name+"="+value)
			}
		}
	}
	return words
}
