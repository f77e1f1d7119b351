//go:build !windows

package main

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/guide"
	"mailasset/internal/lab"
)

// onScreen are lines that read alike in both languages: what stands on Google's
// and Cisco's screens is quoted, not translated.
var onScreen = []string{
	"Forward a copy of incoming mail to",
	"I would like to explicitly review before providing consent for",
	"Use different email address than the asset email ID for generating",
	"Forwarding and POP/IMAP",
	"Assets -> Apps -> Configure New App -> Email",
	"Access data", "Google API Services", "Branding",
}

// word is one that stands alone: no part of an address, a path or a usage line.
var word = regexp.MustCompile(`^[A-Za-z][a-z']+[.,:;]?$`)

// TestDutchHasNoEnglishSentence runs what an admin reads in both languages: a
// line that comes out the same in both, and has more than a few words, is a
// stray.
func TestDutchHasNoEnglishSentence(t *testing.T) {
	t.Parallel()
	hasNoRaces(t)
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	b.said("setup", "acme", "--yes", "--no-input")
	commands := [][]string{
		{"setup", "other", "--yes", "--no-input"}, {"check", "acme"}, {"guide", "acme"}, {"guide", "acme", "--tac"}, {"help"}, {"help", "exit-codes"},
		{"help", "files"}, {"setup", "--help"}, {"token", "--help"}, {"handover", "--help"}, {"check", "--help"}, {"lab", "--help"}, {"token", "acme"},
		{"export", "--help"}, {"export", "acme", "--format", "text"}, {"export", "--template"},
	}
	for _, role := range guide.Roles() {
		commands = append(commands, []string{"handover", "acme", "--to", role})
	}
	for i, command := range commands {
		english := strings.Split(b.said(command...), "\n")
		if i == 0 {
			command = []string{"setup", "anders", "--yes", "--no-input"}
		}
		for _, line := range strings.Split(b.said(append(command, "--lang", "nl")...), "\n") {
			if stray(line) && slices.Contains(english, line) {
				t.Errorf("%s --lang nl says in English: %s", strings.Join(command, " "), line)
			}
		}
	}
}

func stray(line string) bool {
	const few = 3
	count := 0
	for _, field := range strings.Fields(line) {
		if word.MatchString(field) {
			count++
		}
	}
	wayThroughMenus := strings.Contains(line, " -> ")
	return count > few && !wayThroughMenus && !slices.ContainsFunc(onScreen, func(label string) bool { return strings.Contains(line, label) })
}

// said runs the program and returns all it says.
func (b *bench) said(args ...string) string {
	b.t.Helper()
	cmd := exec.Command("mailasset", args...)
	cmd.Dir, cmd.Env = b.dir, b.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
