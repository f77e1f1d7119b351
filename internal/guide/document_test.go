package guide

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mailasset/internal/msg"
)

// usual are the values of a mailbox that is not shared.
var usual = func() Values {
	v := maps.Clone(full)
	delete(v, "loginId")
	return v
}()

// external is the reader of most golden files.
var external = Branch{Audience: "external", Account: "workspace"}

func documentIn(t *testing.T, f Format, o DocumentOptions) string {
	t.Helper()
	var out strings.Builder
	if o.Width == 0 {
		o.Width = 80
	}
	if err := pack(t).Document(&out, f, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func letterIn(t *testing.T, f Format, role string, o LetterOptions) string {
	t.Helper()
	var out strings.Builder
	if o.Width == 0 {
		o.Width = 80
	}
	if err := pack(t).Letter(&out, f, role, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// written is one document or letter.
type written struct {
	name string
	f    Format
	lang msg.Lang
	page string
}

// writtenBefore keeps what pages wrote, as many tests look at the same.
var writtenBefore = map[string][]written{}

// pages calls check with every document and every letter for the values.
func pages(t *testing.T, v Values, b Branch, check func(name string, f Format, lang msg.Lang, page string)) {
	t.Helper()
	key := fmt.Sprint(v, b)
	if writtenBefore[key] == nil {
		writtenBefore[key] = writeAll(t, v, b)
	}
	for _, w := range writtenBefore[key] {
		check(w.name, w.f, w.lang, w.page)
	}
}

func writeAll(t *testing.T, v Values, b Branch) (all []written) {
	t.Helper()
	for _, f := range Formats() {
		for _, lang := range languages {
			for name, tac := range map[string]bool{"guide": false, "tac": true} {
				page := documentIn(t, f, DocumentOptions{Lang: lang, Values: v, Branch: b, TAC: tac})
				all = append(all, written{fmt.Sprintf("%s.%s.%s", name, f, lang), f, lang, page})
			}
			for _, role := range Roles() {
				page := letterIn(t, f, role, LetterOptions{Lang: lang, Values: v, Branch: b})
				all = append(all, written{fmt.Sprintf("letter.%s.%s.%s", role, f, lang), f, lang, page})
			}
		}
	}
	return all
}

func TestPagesGolden(t *testing.T) {
	pages(t, usual, external, func(name string, _ Format, _ msg.Lang, page string) { compare(t, name, page) })
	pages(t, nil, Branch{}, func(name string, _ Format, _ msg.Lang, page string) { compare(t, "open."+name, page) })
}

// With all values there is nothing open; without, everything open is explained.
func TestOpenValuesAreExplained(t *testing.T) {
	head := map[msg.Lang]string{msg.English: "Still open", msg.Dutch: "Nog open"}
	pages(t, usual, external, func(name string, f Format, lang msg.Lang, page string) {
		if strings.Contains(page, head[lang]) {
			t.Errorf("%s: something is open", name)
		}
	})
	open := regexp.MustCompile(`<[^<>\n]+(\n {9}[^<>\n]+)?>`)
	pages(t, nil, Branch{}, func(name string, f Format, lang msg.Lang, page string) {
		if f != FormatText {
			return
		}
		before, legend, found := strings.Cut(page, head[lang]+"\n")
		if !found {
			t.Fatalf("%s: no legend", name)
		}
		for _, match := range open.FindAllString(before, -1) {
			if words := strings.Join(strings.Fields(match), " "); !strings.Contains(legend, "\n"+words+"\n") {
				t.Errorf("%s: %s is not explained", name, words)
			}
		}
	})
}

func TestNoBracesAreLeft(t *testing.T) {
	braces := func(name string, f Format, _ msg.Lang, page string) {
		if f == FormatHTML {
			_, page, _ = strings.Cut(page, "</style>")
		}
		if at := strings.IndexAny(page, "{}"); at >= 0 {
			t.Errorf("%s: %q", name, page[max(0, at-40):min(len(page), at+40)])
		}
	}
	pages(t, full, Branch{}, braces)
	pages(t, nil, external, braces)
}

// What a caller keeps beside the values never reaches a page, and no page has
// anything of the shape of a secret.
func TestNoSecrets(t *testing.T) {
	v := maps.Clone(full)
	for _, name := range []string{"clientSecret", "secret", "refreshToken", "accessToken", "code", "verifier", "password"} {
		v[name] = "leaked-" + name
	}
	pages(t, v, Branch{}, func(name string, _ Format, _ msg.Lang, page string) {
		for _, shape := range []string{"leaked-", "GOCSPX-", "ya29.", "1//", "code_verifier", `"client_secret"`} {
			if strings.Contains(page, shape) {
				t.Errorf("%s holds %q", name, shape)
			}
		}
	})
}

// english are words that no Dutch sentence has. Labels of screens are quoted, so
// they are left out of what is looked at.
const english = `(?i)\b(the|this|that|you|your|which|with|if|is not|are|must|should|because|before|when)\b`

func TestDutchHasNoEnglishSentence(t *testing.T) {
	strays := regexp.MustCompile(english)
	quoted := regexp.MustCompile(`\*\*[^*]+\*\*|"[^"]+"|“[^”]+”`) // labels and quotations
	pages(t, usual, Branch{}, func(name string, f Format, lang msg.Lang, page string) {
		if f != FormatMarkdown || lang != msg.Dutch {
			return
		}
		for line := range strings.Lines(page) {
			if stray := strays.FindString(quoted.ReplaceAllString(line, "")); stray != "" {
				t.Errorf("%s: %q in %q", name, stray, line)
			}
		}
	})
}

func TestTACOrder(t *testing.T) {
	for _, lang := range languages {
		page := documentIn(t, FormatMarkdown, DocumentOptions{Lang: lang, Values: usual, Branch: external, TAC: true})
		var have []string
		for _, m := range regexp.MustCompile(`(?m)^## TAC (\S+) · (.*)$`).FindAllStringSubmatch(page, -1) {
			have = append(have, m[1])
			if quoted := strings.Contains(m[2], "“"); quoted != (lang == msg.Dutch && m[1] != "3") {
				t.Errorf("%s: the document's own term in %q: %v", lang, m[0], quoted)
			}
		}
		if want := strings.Fields("1 2.1 2.2 2.3 2.4 2.5 2.6 3 4.1 4.2 4.3 4.4 4.5"); !slices.Equal(have, want) {
			t.Errorf("%s: %v", lang, have)
		}
	}
}

// The order of Cisco's document tells neither more nor less.
func TestTACTellsEverythingOnce(t *testing.T) {
	count := func(page, part string) int { return strings.Count(page, "\n"+part+"\n") }
	for _, branch := range []Branch{{}, external, {Audience: "internal", Account: "workspace"}} {
		options := DocumentOptions{Lang: msg.English, Values: full, Branch: branch}
		plain := documentIn(t, FormatHTML, options)
		options.TAC = true
		tac := documentIn(t, FormatHTML, options)
		for part := range strings.Lines(plain) {
			part = strings.TrimSuffix(part, "\n")
			if !strings.HasPrefix(part, "<h2") && !strings.Contains(part, "last checked") && count(plain, part) > count(tac, part) {
				t.Errorf("%+v: missing %q", branch, part)
			}
		}
		for _, step := range pack(t).Steps {
			for _, action := range step.Actions {
				say := "<p>" + htmlLine((&filler{values: full}).line(action.Say.En)) + "</p>"
				if count(tac, say) > 1 {
					t.Errorf("%+v: twice: %s", branch, say)
				}
			}
		}
	}
}

func TestPagesFitTheirWidth(t *testing.T) {
	for _, width := range []int{40, 60, 100} {
		for _, lang := range languages {
			texts := []string{documentIn(t, FormatText, DocumentOptions{Lang: lang, Values: full, TAC: true, Width: width})}
			for _, role := range Roles() {
				texts = append(texts, letterIn(t, FormatText, role, LetterOptions{Lang: lang, Values: full, Width: width}))
			}
			for line := range strings.Lines(strings.Join(texts, "")) {
				line = strings.TrimSuffix(line, "\n")
				oneWord := !strings.Contains(strings.TrimSpace(line), " ") || strings.Contains(line, "`")
				if utf8.RuneCountInString(line) > width && !oneWord {
					t.Errorf("%s at %d: %q", lang, width, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Errorf("%s at %d: blanks at the end of %q", lang, width, line)
				}
			}
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	var out strings.Builder
	for name, err := range map[string]error{
		"document": pack(t).Document(&out, "pdf", DocumentOptions{}),
		"letter":   pack(t).Letter(&out, "pdf", "mailbox-owner", LetterOptions{}),
	} {
		var unknown *FormatError
		if !errors.As(err, &unknown) || unknown.Format != "pdf" || err.Error() != `no format "pdf", only text, markdown, html` {
			t.Errorf("%s: %v", name, err)
		}
	}
	if out.Len() > 0 {
		t.Errorf("written all the same: %q", out.String())
	}
}

func TestPagesReportTheWriter(t *testing.T) {
	for name, err := range map[string]error{
		"document": pack(t).Document(brokenWriter{}, FormatHTML, DocumentOptions{}),
		"letter":   pack(t).Letter(brokenWriter{}, FormatText, "mailbox-owner", LetterOptions{}),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A pack may leave out the program's own step.
func TestDocumentWithoutProof(t *testing.T) {
	p := *pack(t)
	p.Steps = slices.DeleteFunc(slices.Clone(p.Steps), func(s Step) bool { return s.ID == "proof" })
	for _, tac := range []bool{false, true} {
		var out strings.Builder
		if err := p.Document(&out, FormatText, DocumentOptions{Lang: msg.English, TAC: tac}); err != nil || strings.Contains(out.String(), "Proof") {
			t.Errorf("tac %v: %v", tac, err)
		}
	}
}

// The 22 values that Cisco's document has a person type in: each but the secret
// is given to paste or to choose.
func TestValuesOfTheTACDocument(t *testing.T) {
	for id, labels := range map[string][]string{
		"project":  {"Project name"},
		"branding": {"App name", "User support email", "Authorized domains", "Email addresses"},
		"audience": {"Test users"},
		"client":   {"Name", "Authorized JavaScript origins", "Authorized redirect URIs"},
		"connect": {
			"Asset Name", "Email ID", "Authentication Type", "SMTP Server", "Username", "Port", "Security", "Client ID",
			"Client Secret", "Authorization URL", "Scope", "Access Token URL", "Refresh Token URL",
		},
	} {
		step, _ := pack(t).Step(id)
		given := map[string]bool{}
		for _, action := range step.Actions {
			for _, f := range action.Fields {
				if f.When.Applies(setup) {
					given[f.Label.En] = f.Value != "" || f.Kind == Secret
				}
			}
		}
		for _, label := range labels {
			if !given[label] {
				t.Errorf("%s: %s is left to be typed", id, label)
			}
		}
	}
}
