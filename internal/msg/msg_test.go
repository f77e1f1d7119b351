package msg

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// same lists the sentences that read alike in both languages.
var same = []string{
	"asset", "project", "branding", "client", "tokens", "proof", "Webex Connect", "Gmail API", "User support email", "link", "code",
	"april", "september", "november", "december", "%d min", "%g s",
}

var verbs = regexp.MustCompile(`%[0-9.+-]*[a-zA-Z]`)

// TestEverySentenceIsInBothLanguages reads the source, because a package's
// variables cannot be listed at run time.
func TestEverySentenceIsInBothLanguages(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			pair, ok := n.(*ast.CompositeLit)
			if !ok || len(pair.Elts) != 2 {
				return true
			}
			en, isText := text(pair.Elts[0])
			nl, isText2 := text(pair.Elts[1])
			if isText && isText2 {
				seen++
				checkPair(t, en, nl)
			}
			return true
		})
	}
	if seen < 100 {
		t.Errorf("only %d sentences were found: does the test still read the source rightly?", seen)
	}
}

func text(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(literal.Value)
	return s, err == nil
}

func checkPair(t *testing.T, en, nl string) {
	t.Helper()
	switch {
	case en == "" || nl == "":
		t.Errorf("one language is empty: %q, %q", en, nl)
	case en == nl && !slices.Contains(same, strings.ToLower(en)) && !slices.Contains(same, en):
		t.Errorf("not translated: %q", en)
	case !slices.Equal(verbs.FindAllString(en, -1), verbs.FindAllString(nl, -1)):
		t.Errorf("the verbs differ:\n%q\n%q", en, nl)
	}
}

func TestLinesFollowTheLanguage(t *testing.T) {
	zone := time.Local
	t.Cleanup(func() { time.Local = zone })
	time.Local = time.FixedZone("CET", 3600)
	at := Moment(time.Date(2026, 5, 29, 10, 0, 0, 0, time.UTC))
	line := CheckLifetimeEnds.Line(at)
	if got, want := line.In(English), "the refresh token dies on 29 May 2026, 11:00 (2026-05-29 10:00 UTC)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := line.In(Dutch), "het refresh token vervalt op 29 mei 2026, 11:00 (2026-05-29 10:00 UTC)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	time.Local = time.UTC
	if got, want := at.In(English), "29 May 2026, 10:00 UTC"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !(Line{}).IsZero() || line.IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestSpans(t *testing.T) {
	for d, want := range map[time.Duration]string{10 * time.Minute: "10 min", 90 * time.Second: "90 s", 300 * time.Millisecond: "0.3 s"} {
		if got := Span(d).In(English); got != want {
			t.Errorf("%v reads %q, want %q", d, got, want)
		}
	}
}

func TestCountsAndClocks(t *testing.T) {
	for d, want := range map[time.Duration]string{10 * time.Minute: "10:00", 582 * time.Second: "9:42", 5 * time.Second: "0:05", -time.Second: "0:00"} {
		if got := Left(d).In(English); got != want {
			t.Errorf("%v reads %q, want %q", d, got, want)
		}
	}
	if got := Times(1).In(English) + ", " + Times(2).In(Dutch); got != "once, 2 keer" {
		t.Error(got)
	}
}

func TestParseLang(t *testing.T) {
	for tag, want := range map[string]Lang{
		"nl": Dutch, "NL": Dutch, "nl_NL.UTF-8": Dutch, "nl-BE": Dutch, "nl_NL@euro": Dutch,
		"en": English, "en_US.UTF-8": English, "C": "", "C.UTF-8": "", "de_DE": "", "": "", "nld": "",
	} {
		got, known := ParseLang(tag)
		if known != (want != "") || known && got != want {
			t.Errorf("%q is %q (known: %v), want %q", tag, got, known, want)
		}
	}
}

func TestPageWordsKnowEveryOutcome(t *testing.T) {
	for _, outcome := range []string{"signed-in", "not-accepted", "declined", "rejected", "provider-failed", "stranger", "replay"} {
		title, words, next := PageWords(outcome, false)
		if title.En == "" || words.En == "" || next.En == "" || strings.Contains(words.En, "%s") {
			t.Errorf("%s: %q, %q, %q", outcome, title.En, words.En, next.En)
		}
	}
	if _, words, _ := PageWords("signed-in", true); !strings.Contains(words.In(Dutch, "a@lab.test"), "a@lab.test") {
		t.Error("the account is not named")
	}
	for _, role := range []string{"you", "mailbox-owner", "google-cloud-admin", "workspace-admin", "webex-connect-admin", "network-admin"} {
		if Who(role).Nl == "" {
			t.Errorf("no words for %s", role)
		}
	}
	for _, verdict := range []string{"pass", "warn", "unknown", "fail"} {
		if Verdict(verdict).Nl == "" {
			t.Errorf("no words for %s", verdict)
		}
	}
}
