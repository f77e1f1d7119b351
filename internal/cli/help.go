package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"mailasset/internal/msg"
	"mailasset/internal/wizard"
)

// helpTopics are pages of `mailasset help` that are no commands.
func (a *app) helpTopics() []*cobra.Command {
	topic := func(name string, short, long msg.Text) *cobra.Command {
		return &cobra.Command{Use: name, Short: short.In(a.lang), Long: long.In(a.lang)}
	}
	return []*cobra.Command{
		topic("exit-codes", msg.TopicExitCodes, msg.TopicExitCodesLong),
		topic("environment", msg.TopicEnvironment, msg.TopicEnvironmentLong),
		{Use: "answers", Short: msg.TopicAnswers.In(a.lang), Long: msg.TopicAnswersLong.In(a.lang, strings.Join(wizard.Questions(), "\n  "))},
		topic("files", msg.TopicFiles, msg.TopicFilesLong),
	}
}

// usageTemplate is cobra's, in the user's language and without what this
// program does not have.
func usageTemplate(lang msg.Lang) string {
	say := func(t msg.Text) string { return t.In(lang) }
	return say(msg.UsageUsage) + `:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]{{end}}{{if .HasExample}}

` + say(msg.UsageExamples) + `:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

` + say(msg.UsageCommands) + `:{{range .Commands}}{{if (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + say(msg.UsageFlags) + `:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

` + say(msg.UsageGlobalFlags) + `:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasHelpSubCommands}}

` + say(msg.UsageTopics) + `:{{range .Commands}}{{if .IsAdditionalHelpTopicCommand}}
  {{rpad .Name .CommandPathPadding}} {{.Short}}{{end}}{{end}}{{end}}
`
}
