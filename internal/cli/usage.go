package cli

import (
	"cmp"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailasset/internal/msg"
	"mailasset/internal/prompt"
)

// usageError is a command line that was not understood.
type usageError struct{ err error }

// Error implements error.
func (e *usageError) Error() string { return e.err.Error() }

// Unwrap returns what is wrong.
func (e *usageError) Unwrap() error { return e.err }

// usage says what is wrong with the command line, in the user's language once it
// is known who reads it.
func usage(text msg.Text, args ...any) error { return &usageError{&lineError{text.Line(args...)}} }

// lineError is a sentence as an error; as text it is English.
type lineError struct{ line msg.Line }

// Error implements error.
func (e *lineError) Error() string { return e.line.In(msg.English) }

// joined lists the words that would be understood.
func joined[T ~string](words []T) string {
	var b strings.Builder
	for i, word := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(word))
	}
	return b.String()
}

// unknownAsset says that no asset has the name.
func unknownAsset(name string) error { return usage(msg.UnknownAsset, name) }

// labMismatch says that a lab's asset met the real world, or the other way
// round: the two never mix.
func labMismatch(name string, labAsset bool) error {
	if labAsset {
		return usage(msg.AssetOfALab, name)
	}
	return usage(msg.AssetForReal, name)
}

// atMost is cobra.MaximumNArgs with sentences of ours.
func atMost(count int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) <= count:
			return nil
		case !c.HasAvailableSubCommands():
			return usage(map[bool]msg.Text{true: msg.UsageNoWords, false: msg.UsageOneName}[count == 0], c.CommandPath())
		}
		c.SuggestionsMinimumDistance = 2 // cobra's own
		if near := c.SuggestionsFor(args[0]); len(near) > 0 {
			return usage(msg.UsageCommandNear, args[0], joined(near))
		}
		return usage(msg.UsageCommand, args[0])
	}
}

// exactlyOne is cobra.ExactArgs(1) with sentences of ours.
func exactlyOne(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage(msg.UsageTooFew, c.CommandPath())
	}
	return atMost(1)(c, args)
}

// flagError says what pflag found wrong with a flag.
func flagError(_ *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var value *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		return usage(msg.UsageFlag, name)
	case errors.As(err, &bare):
		return usage(msg.UsageFlagBare, "--"+bare.GetFlag().Name)
	case errors.As(err, &value):
		return badValue("--"+value.GetFlag().Name, value.GetFlag(), value.GetValue())
	}
	return &usageError{err}
}

// badValue says what a flag takes instead; name is how it was given.
func badValue(name string, f *pflag.Flag, value string) error {
	takes, known := map[string]msg.Text{"int": msg.TakesNumber, "int64": msg.TakesNumber, "uint64": msg.TakesNumber, "bool": msg.TakesBool, "duration": msg.TakesDuration}[f.Value.Type()]
	if !known {
		takes = msg.TakesOther
	}
	return usage(msg.UsageValue, name, takes.Line(), value)
}

// usageText says what is wrong with the command line.
func (a *app) usageText(err error) string {
	var sentence *lineError
	var id *prompt.UnknownIDError
	switch {
	case errors.As(err, &sentence):
		return sentence.line.In(a.lang)
	case errors.As(err, &id) && id.Line > 0:
		return msg.UsageAnswerLine.In(a.lang, a.answers, id.Line, id.ID)
	case errors.As(err, &id):
		return msg.UsageAnswerID.In(a.lang, id.ID)
	}
	return err.Error()
}

// usageFix names the page on which the command stands.
func (a *app) usageFix() string {
	return msg.UsageFix.In(a.lang, cmp.Or(a.path, "mailasset")+" --help")
}
