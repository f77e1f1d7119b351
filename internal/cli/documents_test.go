package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/secret"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

func TestOutcomeIsTheWorstVerdict(t *testing.T) {
	for _, c := range []struct {
		verdicts       []check.Status
		normal, strict int
	}{
		{[]check.Status{check.Pass}, exitDone, exitDone},
		{[]check.Status{check.Warn}, exitDone, exitFound},
		{[]check.Status{check.Unknown}, exitFailed, exitFailed},
		{[]check.Status{check.Fail}, exitFound, exitFound},
		{[]check.Status{check.Pass, check.Warn}, exitDone, exitFound},
		{[]check.Status{check.Unknown, check.Warn}, exitFailed, exitFound},
		{[]check.Status{check.Unknown, check.Fail}, exitFound, exitFound},
		{[]check.Status{check.Fail, check.Pass}, exitFound, exitFound},
	} {
		documents := make([]checkDocument, len(c.verdicts))
		for i, v := range c.verdicts {
			documents[i] = checkDocument{Verdict: v, Checks: []checkedLink{{Status: v}}}
		}
		for strict, want := range map[bool]int{false: c.normal, true: c.strict} {
			a := &app{}
			if got := a.conclude((&checkOptions{strict: strict}).outcome(documents)); got != want {
				t.Errorf("%q, strict %v: exit code %d, want %d", c.verdicts, strict, got, want)
			}
		}
	}
	outweighed := checkDocument{Verdict: check.Unknown, Checks: []checkedLink{{Status: check.Warn}, {Status: check.Unknown}}}
	if got := new(app).conclude((&checkOptions{strict: true}).outcome([]checkDocument{outweighed})); got != exitFound {
		t.Errorf("a warning beside what could not be told: exit code %d with --strict, want %d", got, exitFound)
	}
}

func TestCheckDocumentHasTheKeysOfTheContract(t *testing.T) {
	full := checkDocument{Asset: "support", Tier: "online", Verdict: check.Fail, Checks: []checkedLink{{
		ID: "smtp.login", Status: check.Fail, Summary: "s", Code: "c", Cause: "c", Fix: []string{"f"}, Who: "you", Link: "l",
		Facts: map[string]any{"a": "b"}, Millis: 4,
	}}}
	text, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(document)), []string{"asset", "checks", "tier", "verdict"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	link := document["checks"].([]any)[0].(map[string]any)
	want := []string{"cause", "code", "facts", "fix", "id", "link", "millis", "status", "summary", "who"}
	if got := slices.Sorted(maps.Keys(link)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTokensAreMaskedUnlessDisclosed(t *testing.T) {
	at := time.Date(2026, 5, 29, 10, 0, 0, 0, time.UTC)
	tokens := asset.Tokens{
		AccessToken: secret.New("made-up-access"), RefreshToken: secret.New("made-up-refresh"), TokenType: "Bearer",
		Scope: "https://mail.google.com/", Validity: 3599, IssuedAt: at, ExpiresAt: at.Add(time.Hour),
	}
	var masked, clear bytes.Buffer
	if err := writeTokens(&masked, tokens); err != nil {
		t.Fatal(err)
	}
	if err := writeTokens(&clear, tokens.Disclosed()); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"made-up-access", "made-up-refresh"} {
		if strings.Contains(masked.String(), value) || !strings.Contains(clear.String(), value) {
			t.Errorf("%s: masked %s, clear %s", value, &masked, &clear)
		}
	}
	if !strings.Contains(masked.String(), "refreshTokenExpiresAt  -\n") || !strings.Contains(masked.String(), "2026-05-29T10:00:00Z") {
		t.Errorf("the times are not told: %s", &masked)
	}
	ends := at.AddDate(0, 0, 7)
	tokens.RefreshTokenExpiresAt = &ends
	masked.Reset()
	if err := writeTokens(&masked, tokens); err != nil || !strings.Contains(masked.String(), "refreshTokenExpiresAt  2026-06-05T10:00:00Z\n") {
		t.Errorf("%v: %s", err, &masked)
	}
}

// TestAShellReadsTheCommandBack asks a real shell.
func TestAShellReadsTheCommandBack(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here")
	}
	words := []string{"a b", "it's", "", "$HOME", "`x`", "~", "a\nb", `back\slash`, "*", "a;b", "x&y", "é ü", "#", "{a,b}", "!", "--x=y", "a\tb", `"q"`}
	got, err := exec.Command(sh, "-c", `printf '%s|' `+shellLine(words)).Output()
	if want := strings.Join(words, "|") + "|"; err != nil || string(got) != want {
		t.Errorf("%v: got %q, want %q", err, got, want)
	}
}

func TestLinesThatGoOn(t *testing.T) {
	odd := &app{}
	odd.dir, odd.dirGiven = "/tmp/it's here", true
	plain := &app{}
	plain.dir = "/somewhere"
	s := &session.Session{Name: "support"}
	for want, line := range map[string][]string{
		`mailasset setup support`:                                 (&setupOptions{app: plain}).resumeLine(s),
		`mailasset setup support --dir '/tmp/it'\''s here'`:       (&setupOptions{app: odd}).resumeLine(s),
		`mailasset setup --lab`:                                   (&setupOptions{app: plain, lab: true}).resumeLine(s),
		`mailasset setup --lab support --dir '/tmp/it'\''s here'`: (&setupOptions{app: odd, lab: true}).resumeLine(s),
	} {
		if got := shellLine(line); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestLinesOfTokenHoldWhatWasTyped: each of them must work as it stands.
func TestLinesOfTokenHoldWhatWasTyped(t *testing.T) {
	for _, c := range []struct{ name, typed, line, finish, check string }{
		{"support", "", "mailasset token support", "mailasset token support --finish", "mailasset check support"},
		{"support", "--dir /s --finish", "mailasset token support --dir /s --finish", "mailasset token support --dir /s --finish", "mailasset check support --dir /s"},
		{"", "--client-json c.json --trust-endpoints --ca-file ca.pem --start", "mailasset token --ca-file ca.pem --client-json c.json --trust-endpoints --start",
			"mailasset token --ca-file ca.pem --client-json c.json --trust-endpoints --finish", ""},
		{"support", "--redirect-port=9000 -ojson --answer token.address=http://127.0.0.1/?code=made-up", "mailasset token support --output json --redirect-port 9000",
			"mailasset token support --output json --redirect-port 9000 --finish", "mailasset check support --output json"},
		{"support", "--redirect-port 8555 --no-input=false --scope 'a", "mailasset token support --no-input=false --scope ''\\''a'", "", ""}, // the environment has the port
	} {
		a := &app{Streams: Streams{Getenv: environment(map[string]string{"MAILASSET_REDIRECT_PORT": "8555"})}}
		o := &tokenOptions{app: a, name: c.name, globals: pflag.NewFlagSet("", pflag.ContinueOnError)}
		a.options.register(o.globals, msg.English)
		o.register(pflag.NewFlagSet("", pflag.ContinueOnError), msg.English)
		o.flags.AddFlagSet(o.globals)
		err := o.flags.Parse(strings.Fields(c.typed))
		o.flags.Visit(func(f *pflag.Flag) { a.called = append(a.called, f) })
		if err != nil {
			t.Fatal(err)
		}
		for want, line := range map[string][]string{c.line: o.line(o.mode()), c.finish: o.line("--finish"), c.check: o.checkLine()} {
			if got := shellLine(line); want != "" && got != want {
				t.Errorf("%s: got %s, want %s", c.typed, got, want)
			}
		}
	}
}

// tree is the command tree in a language.
func tree(lang msg.Lang) *cobra.Command {
	return (&app{Streams: Streams{Getenv: environment(nil)}, lang: lang}).root()
}

func TestEveryCommandExplainsItselfInBothLanguages(t *testing.T) {
	english, dutch := tree(msg.English).Commands(), tree(msg.Dutch).Commands()
	if len(english) != len(dutch) || len(english) < 10 {
		t.Fatalf("%d commands in English, %d in Dutch", len(english), len(dutch))
	}
	for i, en := range english {
		nl := dutch[i]
		if en.Name() == "completion" || en.Name() == "help" {
			continue // cobra's own, of which only the short line is ours
		}
		if en.Short == "" || nl.Short == "" || en.Short == nl.Short {
			t.Errorf("%s: %q, %q", en.Name(), en.Short, nl.Short)
		}
		if en.Long != "" && en.Long == nl.Long || (en.Long == "") != (nl.Long == "") {
			t.Errorf("%s is explained in one language only", en.Name())
		}
		en.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if other := nl.LocalFlags().Lookup(f.Name); f.Usage == "" || other == nil || other.Usage == f.Usage {
				t.Errorf("%s --%s: %q is not in both languages", en.Name(), f.Name, f.Usage)
			}
		})
	}
}

func TestTheEnvironmentPageNamesVariablesThatExist(t *testing.T) {
	known := map[string]bool{"MAILASSET_LAB": true, "MAILASSET_KEYRING": true, "MAILASSET_": true}
	root := tree(msg.English)
	for _, c := range append(root.Commands(), root) {
		for _, flags := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			flags.VisitAll(func(f *pflag.Flag) { known[variable(f.Name)] = true })
		}
	}
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		words := strings.FieldsFunc(msg.TopicEnvironmentLong.In(lang), func(r rune) bool {
			return r != '_' && (r < 'A' || r > 'Z')
		})
		for _, word := range words {
			if strings.HasPrefix(word, "MAILASSET_") && !known[word] {
				t.Errorf("%s: %s is no flag's variable", lang, word)
			}
		}
	}
}

// TestTheResumeLineIsCalledAsThisRunWas: with its flags, without what is saved
// and without the answer that stopped it. What a variable sets is not typed.
func TestTheResumeLineIsCalledAsThisRunWas(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--lang", "nl", "--plain", "--ca-file=a b.pem", "--no-browser", "--trust-endpoints", "--redirect-port", "9000", "--yes", "--no-input"},
			"--ca-file 'a b.pem' --lang nl --no-browser --no-input --plain --redirect-port 9000 --trust-endpoints --yes"},
		{[]string{"--out", "x.json", "--client-json", "client.json", "--answers", "a.yaml", "-o", "json"}, "--answers a.yaml --output json"},
		{[]string{"--client-json", "other.json", "--plain=false"}, "--client-json other.json --plain=false"},
		{[]string{"--answer", "asset.email=a@b.example", "--answer", "connect.url=https://x", "--answer", "step.api.done=yes", "--answer", "step.branding.done=no",
			"--answer", "step.audience.done=yes"}, "--answer connect.url=https://x --answer step.audience.done=yes"},
	} {
		a := &app{Streams: Streams{Getenv: func(name string) string { return map[string]string{"MAILASSET_OPEN_TIMEOUT": "3m"}[name] }}}
		command := a.setupCommand()
		a.options.register(command.Flags(), a.lang)
		if err := command.ParseFlags(append(c.args, "--dir", dir)); err != nil {
			t.Fatal(err)
		}
		if err := a.understand(command, nil); err != nil {
			t.Fatal(err)
		}
		s := opens(t, dir, "support")
		s.Answers["asset.email"], s.Answers["google.client_json"] = "a@b.example", wizard.FullPath("client.json")
		s.Record("api", session.Stated, time.Now())
		if got, want := shellLine((&setupOptions{app: a}).resumeLine(s)), "mailasset setup support --dir "+dir+" "+c.want; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		s.Close()
	}
}
