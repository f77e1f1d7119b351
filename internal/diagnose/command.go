package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
)

// common holds the phrases that every entry may use.
func common() lexicon {
	return lexicon{
		"signIn": {by: "waiting", of: map[string]msg.Text{"": {En: "`mailasset token {name}`", Nl: "`mailasset token {name}`"}}, other: msg.Text{
			En: "open the address above again", Nl: "open het adres hierboven opnieuw",
		}},
		"lostLink": {by: "waiting", of: map[string]msg.Text{"": {
			En: "If the link is gone, begin again: `mailasset token {name}`.",
			Nl: "Is de link weg, begin dan opnieuw: `mailasset token {name}`.",
		}}, other: msg.Text{
			En: "If the link is gone: it is the address above.",
			Nl: "Is de link weg: het is het adres hierboven.",
		}},
		"otherFile": {by: "exporting", of: map[string]msg.Text{"": {
			En: "Write to another file: `mailasset setup {name} --out OTHER.asset.json`.",
			Nl: "Schrijf naar een ander bestand: `mailasset setup {name} --out ANDER.asset.json`.",
		}}, other: msg.Text{
			En: "Write to another file: `{exporting}`.",
			Nl: "Schrijf naar een ander bestand: `{exporting}`.",
		}},
		"chmod": {by: "access", of: map[string]msg.Text{"": {En: "chmod 600", Nl: "chmod 600"}}, other: msg.Text{En: "chmod go-w", Nl: "chmod go-w"}},
		"same":  {by: "command", of: map[string]msg.Text{"": {En: "the same command", Nl: "hetzelfde commando"}}, other: msg.Text{En: "`{command}`", Nl: "`{command}`"}},
	}
}

// ownCommand is a command in a text that may be the one that is running.
var ownCommand = lazyregexp.New("`mailasset (setup|token|check) ?\\{name\\}([^`]*)`")

// asTyped puts the command line that is running where a text has the same
// command: it holds the files, folders and flags that are needed again. What the
// text adds replaces what was typed.
func (w *writer) asTyped(text string) string {
	typed := w.values["command"]
	verb := verbOf(typed)
	return ownCommand().ReplaceAllStringFunc(text, func(match string) string {
		parts := ownCommand().FindStringSubmatch(match)
		if verb == "" || parts[1] != verb && !(w.values["name"] == "" && verb == "token" && aboutClientFile(parts[2])) {
			return match
		}
		line := typed
		if rest := strings.Replace(line, " --finish", "", 1); rest != line {
			line = without(rest, "--start", false) + " --start" // its link is spent
		}
		given := strings.Fields(parts[2])
		for i, flag := range given {
			if strings.HasPrefix(flag, "--") {
				line = without(line, flag, i+1 < len(given) && !strings.HasPrefix(given[i+1], "--"))
			}
		}
		// A value, because values are not filled again.
		key := "typed" + strings.Repeat("_", len(w.values))
		w.values[key] = line
		return "`{" + key + "}" + parts[2] + "`"
	})
}

// verbOf returns which of the commands a command line is, "" for another.
func verbOf(line string) string {
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "mailasset" || !slices.Contains([]string{"setup", "token", "check"}, words[1]) {
		return ""
	}
	return words[1]
}

// aboutClientFile reports flags that `token` without a name knows as `setup` and
// `check` do: there is no asset then that could be set up or checked.
func aboutClientFile(flags string) bool {
	return strings.Contains(flags, "--client-json") || strings.Contains(flags, "--redirect-port") || strings.Contains(flags, "--timeout")
}

// without takes a flag out of a command line as a shell reads it.
func without(line, flag string, valued bool) string {
	pattern := " " + regexp.QuoteMeta(flag)
	if valued {
		pattern += `[= ](?:'[^']*'|\\.|[^\s'\\])+`
	}
	return regexp.MustCompile(pattern+`( |$)`).ReplaceAllString(line, "$1")
}

// exporting is the command that writes an export to another file, "" where none
// is running.
func exporting(c Context) string {
	if !strings.HasPrefix(c.Command, "mailasset export ") {
		return ""
	}
	return without(clean(c.Command), "--file", true) + " --file " + msg.Text{En: "OTHER", Nl: "ANDER"}.In(c.Lang)
}

// trusting is the command that takes a client JSON with endpoints of another
// provider.
func trusting(c Context) string {
	const flag = "--trust-endpoints"
	if verb := verbOf(c.Command); verb == "setup" || verb == "token" {
		return without(clean(c.Command), flag, false) + " " + flag
	}
	line := "mailasset setup"
	if c.Name != "" {
		line += " " + clean(c.Name)
	}
	return line + " --client-json " + msg.Text{En: "FILE", Nl: "BESTAND"}.In(c.Lang) + " " + flag
}
