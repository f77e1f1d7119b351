package diagnose

import (
	"fmt"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

// sameInBoth are the texts that need no translation.
var sameInBoth = []string{"{closing}", "", "{why}", "{remedy}", "{again}", "{publish}", "{disturbance}", "{path}", "{reason}.", "{problem}", "{leftover}", "{first}",
	"{given} {lineSays} {rule} {place}", "{given} {rule} {place}", "{given} {rule}", "{unless}", "{what}", "{which}", "{begin}", "{ask}", "{another}", "{then}", "{open}", "{without}",
	"{why} {done} {state} {receipt} {said}", "{look}", "{why} {wrong}", "{mend}", "In {path}:", "{why} {gcloudSays} {adcSays} {said}", "{why} {elsewhere}", "{why} {stops} {stays}", "{why} {login}", "{openness} {danger}", "chmod 600", "chmod go-w", "{why} {before}", "{remove}", "{behind}",
	"{refuse}", "{correct}", "{add}", "{wait}", "{register}", "{lostLink}", "{otherFile}", "{takeOver}", "`mailasset token {name}`", "`{command}`", "{iamPage}", policyPage, connectFormPage}

// alwaysThere are the placeholders that have a value whatever is known.
var alwaysThere = strings.Fields("name provider Provider scope nextPort trusting exporting clientsPage audiencePage brandingPage scopesPage iamPage enablePage settings")

// eachText calls f with every text of the catalog.
func eachText(f func(where string, e entry, t msg.Text)) {
	for _, e := range append(slices.Clone(catalog()), entry{code: "common", words: common()}) {
		if e.link != "" && strings.Trim(e.link, "{}") != e.link {
			f(e.code+".link", e, msg.Text{En: e.link, Nl: e.link})
		}
		f(e.code+".title", e, e.title)
		f(e.code+".cause", e, e.cause)
		for i, t := range slices.Concat(e.fix, e.foreign) {
			f(fmt.Sprintf("%s.fix[%d]", e.code, i), e, t)
		}
		for name, p := range e.words {
			for value, t := range p.of {
				f(e.code+"."+name+"."+value, e, t)
			}
			f(e.code+"."+name+".other", e, p.other)
		}
	}
}

func TestBothLanguages(t *testing.T) {
	eachText(func(where string, _ entry, text msg.Text) {
		if (text.En == text.Nl) != (strings.HasSuffix(where, ".link") || slices.Contains(sameInBoth, text.En)) {
			t.Errorf("%s: %q and %q", where, text.En, text.Nl)
		}
		if (text.En == "") != (text.Nl == "") {
			t.Errorf("%s: one language is missing", where)
		}
		en, nl := placeholder().FindAllString(text.En, -1), placeholder().FindAllString(text.Nl, -1)
		slices.Sort(en)
		slices.Sort(nl)
		if !slices.Equal(en, nl) {
			t.Errorf("%s: placeholders %q and %q", where, en, nl)
		}
	})
	for name, text := range missing() {
		if text.En == "" || text.Nl == "" {
			t.Errorf("nothing stands for a missing %s", name)
		}
	}
}

func TestEveryPlaceholderHasWords(t *testing.T) {
	used := map[string]bool{}
	eachText(func(where string, e entry, text msg.Text) {
		for _, match := range placeholder().FindAllString(text.En, -1) {
			name := strings.Trim(match, "{}")
			used[name] = true
			_, phrase := e.words[name]
			_, shared := common()[name]
			_, fallback := missing()[name]
			if !phrase && !shared && !fallback && !slices.Contains(alwaysThere, name) {
				t.Errorf("%s: nothing fills {%s}", where, name)
			}
			if phrase && strings.Count(where, ".") > 1 {
				t.Errorf("%s: {%s} is a phrase within a phrase", where, name)
			}
		}
		if strings.Count(text.En, "{") != len(placeholder().FindAllString(text.En, -1)) {
			t.Errorf("%s: a brace that is no placeholder", where)
		}
	})
	for name := range missing() {
		if !used[name] {
			t.Errorf("no text uses {%s}", name)
		}
	}
	for _, e := range catalog() {
		for name := range e.words {
			if !used[name] {
				t.Errorf("%s: no text uses the phrase {%s}", e.code, name)
			}
		}
	}
}

func TestNothingIsLeftUnfilled(t *testing.T) {
	for code, list := range recordings {
		for _, r := range list {
			for _, c := range contexts() {
				checkFinding(t, code+"/"+r.name, Explain(r.err, c), c)
			}
		}
	}
	for _, e := range catalog() { // where not even a fact is known
		for _, c := range contexts() {
			checkFinding(t, e.code, e.finding(nil, c), c)
		}
	}
}

func contexts() []Context {
	dutch, foreign, shared := acme, acme, acme
	dutch.Lang, foreign.Foreign, shared.LoginID = msg.Dutch, true, "kim@acme.example"
	return []Context{{}, {Lang: msg.Dutch}, {Foreign: true}, {Lang: msg.Dutch, Foreign: true}, acme, dutch, foreign, shared}
}

var who = []string{WhoMailboxOwner, WhoCloudAdmin, WhoWorkspaceAdmin, WhoConnectAdmin, WhoNetworkAdmin, WhoYou}

func checkFinding(t *testing.T, where string, f Finding, c Context) {
	t.Helper()
	texts := append([]string{f.Summary, f.Cause, f.Link}, f.Fix...)
	for i, text := range texts {
		if strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") || strings.Contains(text, "%!") || text != strings.TrimSpace(text) {
			t.Errorf("%s (%s): %q", where, c.Lang, text)
		}
		if text == "" && i != 2 {
			t.Errorf("%s (%s): empty text %d", where, c.Lang, i)
		}
	}
	if len(f.Fix) == 0 || len(f.Fix) > 4 {
		t.Errorf("%s: %d steps", where, len(f.Fix))
	}
	if strings.HasSuffix(f.Summary, ".") {
		t.Errorf("%s: the summary is no sentence of a paragraph: %q", where, f.Summary)
	}
	if !slices.Contains(who, f.Who) {
		t.Errorf("%s: who is %q", where, f.Who)
	}
	checkLinks(t, where, texts)
	if c.Foreign && strings.Contains(f.Link, ".google.com/") {
		t.Errorf("%s: a foreign client is sent to %s", where, f.Link)
	}
}

var address = regexp.MustCompile(`https?://[^\s,;()"]+`)

func checkLinks(t *testing.T, where string, texts []string) {
	t.Helper()
	for i, text := range texts {
		if i == 2 && text != "" && !strings.HasPrefix(text, "https://") {
			t.Errorf("%s: link %q", where, text)
		}
		for _, a := range address.FindAllString(text, -1) {
			if _, err := url.Parse(a); err != nil && !strings.Contains(a, "[") { // with a mark it is no address
				t.Errorf("%s: %v", where, err)
			}
			if strings.Contains(a, "console.cloud.google.com") && (strings.Contains(a, "<") || strings.HasSuffix(a, "project=")) {
				t.Errorf("%s: %q leads nowhere", where, a)
			}
		}
	}
}

// commands are what this program has, with the flags of each that texts may
// name, and everywhere those that every command has: `mailasset help` lists them.
var (
	commands = map[string]string{
		"setup": "--admin-token-file --client-json --lab --no-browser --open-timeout --out --redirect-port --step-pack --trust-endpoints",
		"check": "--all --mapping --only --strict --tier --token-file --watch",
		"token": "--client-json --finish --login-hint --no-browser --open-timeout --redirect-port --scope --show-secrets --start --trust-endpoints",
		"guide": "--format --step-pack --tac", "handover": "--format --step-pack --to", "forget": "--revoke",
		"lab": "--fault --fresh --port-base --redirect-port --robot --seed", "list": "", "version": "", "help": "", "completion": "",
		"explain": "--clipboard --schema", "sheet": "", "export": "--encrypt-to --file --format --redact --schema --show-secrets --template", "push": "--asset-id --dry-run --learn --mapping --template --token-file", "report": "",
	}
	everywhere = "--answer --answers --ca-file --dir --help --lang --no-color --no-input --output --plain --timeout --verbose --yes"
	command    = regexp.MustCompile("`mailasset ?([a-z]+)?[^`]*`")
	flag       = regexp.MustCompile(`(?:^|[\s` + "`" + `])(--[a-z-]+)`)
)

func TestCommandsExist(t *testing.T) {
	all := strings.Fields(everywhere)
	for _, own := range commands {
		all = append(all, strings.Fields(own)...)
	}
	eachText(func(where string, _ entry, text msg.Text) {
		for _, s := range []string{text.En, text.Nl} {
			if strings.Count(s, "`")%2 != 0 {
				t.Errorf("%s: a backquote is not closed: %s", where, s)
			}
			for _, m := range command.FindAllStringSubmatch(s, -1) {
				own, ok := commands[m[1]]
				if !ok {
					t.Errorf("%s: no such command: %s", where, m[0])
				}
				for _, f := range flag.FindAllStringSubmatch(m[0], -1) {
					if !slices.Contains(strings.Fields(own+" "+everywhere), f[1]) {
						t.Errorf("%s: %s has no such flag: %s", where, m[1], f[1])
					}
				}
			}
			for _, m := range flag.FindAllStringSubmatch(s, -1) { // also where a flag stands alone
				if !slices.Contains(all, m[1]) {
					t.Errorf("%s: no such flag: %s", where, m[1])
				}
			}
		}
	})
}

func TestEveryRuleHasWords(t *testing.T) {
	rules := []asset.Rule{
		asset.RuleEmpty, asset.RuleName, asset.RuleEmail, asset.RulePair, asset.RuleMailScope, asset.RuleURL, asset.RuleScheme,
		asset.RuleRawIP, asset.RuleSuffix, asset.RuleGoogleHost, asset.RuleUserinfo, asset.RuleTraversal, asset.RuleOpenRedirect,
		asset.RuleFragment, asset.RuleWildcard, asset.RuleCharacters, asset.RulePath, asset.RuleShortener, asset.RuleForeignDomain, asset.RuleNoPage, asset.RuleProjectID,
		asset.RuleOAuth, asset.RuleHost, asset.RuleRegion, asset.RuleProvider,
	}
	seen := map[string]asset.Rule{}
	for _, r := range rules {
		f := Explain(broken(asset.FieldCallbackURL, "https://x", r), acme)
		if strings.Contains(f.Cause, "breaks a rule") || seen[f.Cause] != "" {
			t.Errorf("%s is said as %q, like %q", r, f.Cause, seen[f.Cause])
		}
		seen[f.Cause] = r
	}
}

// The words for this system are used; those for others are held by the tests
// above.
func TestWordsForThisSystem(t *testing.T) {
	f := Explain(recordings["port-in-use"][0].err, acme)
	want := map[string]string{"linux": "ss -ltnp", "windows": "netstat -ano", "darwin": "lsof -nP"}[runtime.GOOS]
	if want == "" {
		want = "lsof -nP"
	}
	if !strings.Contains(f.Fix[0], want) {
		t.Errorf("%q does not tell %s", f.Fix[0], want)
	}
}
