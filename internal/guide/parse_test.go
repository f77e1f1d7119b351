package guide

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/msg"
)

// small returns a pack in which only the step audience has all there can be.
// Each test breaks one line of it.
func small() string {
	var b strings.Builder
	b.WriteString("version: \"1\"\nverified: 2026-11-22\nsteps:\n")
	for _, id := range IDs() {
		fmt.Fprintf(&b, "  - id: %s\n    title: {en: A, nl: B}\n    purpose: {en: A, nl: B}\n", id)
		if id == "audience" {
			b.WriteString(`    tac: ["1"]
    page:
      name: {en: A, nl: B}
      link: https://example.com/a?project={project}
    actions:
      - when: {audience: external, account: consumer}
        needs: loginId
        say: {en: A, nl: B}
        begin: [Go, {en: A, nl: B}]
        fields:
          - {label: A, value: "{email}"}
          - {label: A, kind: secret, note: {en: A, nl: B}}
    alternates:
      - {sees: {en: A, nl: B}, do: {en: A, nl: B}}
`)
		}
		fmt.Fprintf(&b, "    why: {en: A, nl: B}\n    verified: 2026-11-22 # %s\n    source: https://example.com/source\n", id)
	}
	b.WriteString("about: {title: {en: A, nl: B}, text: {en: A, nl: B}, needs: [{say: {en: A, nl: B}}]}\nchapters:\n")
	fmt.Fprintf(&b, "  - {title: A, steps: [%s]}\n", strings.Join(IDs(), ", "))
	for _, number := range chapterNumbers() {
		fmt.Fprintf(&b, "  - {number: %q, title: A}\n", number)
	}
	return b.String()
}

func TestParseSmall(t *testing.T) {
	p, err := Parse([]byte(small()))
	if err != nil {
		t.Fatal(err)
	}
	step, ok := p.Step("audience")
	if !ok || step.Actions[0].Begin[0] != (Label{En: "Go", Nl: "Go"}) || step.Actions[0].When.Account != "consumer" {
		t.Errorf("read as %+v", step)
	}
	withoutProof := strings.Replace(small(), small()[strings.Index(small(), "  - id: proof"):strings.Index(small(), "  - id: connect")], "", 1)
	if _, err := Parse([]byte(withoutProof)); err != nil {
		t.Errorf("a pack without the program's own step: %v", err)
	}
}

// problems returns the leaves of a joined error.
func problems(t *testing.T, err error) []*PackError {
	t.Helper()
	all := Problems(err)
	if err != nil && len(all) == 0 {
		t.Fatalf("%T is no *PackError: %v", err, err)
	}
	return all
}

func TestParseNamesLineAndField(t *testing.T) {
	const audience = 3 + 4*6 // the line before "- id: audience"
	for _, test := range []struct {
		name, old, new string // in the step audience, or anywhere above it
		line           int
		field, reason  string
	}{
		{"not yaml", "    title: {en: A", "    title: {en: A}}", audience, "", "not YAML here or below: did not find"},
		{"unknown field", "    why:", "    because:", audience + 18, "steps[4].because", "unknown field"},
		{"unknown field deep", "kind: secret", "sort: secret", audience + 15, "steps[4].actions[0].fields[1].sort", "unknown field"},
		{"field missing", "    title: {en: A, nl: B}\n", "", audience + 1, "steps[4].title", "missing"},
		{"field twice", "    why: {en: A, nl: B}", "    title: {en: A, nl: B}", audience + 18, "steps[4].title", "given twice"},
		{"no Dutch", "say: {en: A, nl: B}", "say: {en: A}", audience + 11, "steps[4].actions[0].say.nl", "missing"},
		{"no English", "do: {en: A, nl: B}", "do: {nl: B}", audience + 17, "steps[4].alternates[0].do.en", "missing"},
		{"empty Dutch", "why: {en: A, nl: B}", "why: {en: A, nl: \" \"}", audience + 18, "steps[4].why.nl", "empty"},
		{"null Dutch", "why: {en: A, nl: B}", "why: {en: A, nl: }", audience + 18, "steps[4].why.nl", "empty"},
		{"empty label", "begin: [Go,", "begin: [\"\",", audience + 12, "steps[4].actions[0].begin[0]", "empty"},
		{"unknown placeholder", "say: {en: A,", "say: {en: \"{mailbox}\",", audience + 11, "steps[4].actions[0].say.en", "unknown placeholder {mailbox}"},
		{"open placeholder", "value: \"{email}\"", "value: \"{email\"", audience + 14, "steps[4].actions[0].fields[0].value", "unknown placeholder {email"},
		{"placeholder in link", "?project={project}", "?project={id}", audience + 7, "steps[4].page.link", "unknown placeholder {id}"},
		{"placeholder as host", "https://example.com/a", "https://{email}/audience", audience + 7, "steps[4].page.link", "address"},
		{"placeholder in path", "https://example.com/a", "https://example.com/{email}", audience + 7, "steps[4].page.link", "only after the question mark"},
		{"not https", "link: https://", "link: http://", audience + 7, "steps[4].page.link", "must begin with https://"},
		{"script as link", "link: https://example.com/a?project={project}", "link: \"javascript:alert(1)\"", audience + 7, "steps[4].page.link", "must begin with https://"},
		{"no host", "link: https://example.com/a?project={project}", "link: \"https:///x\"", audience + 7, "steps[4].page.link", "must name a host"},
		{"disguised host", "link: https://example.com", "link: https://google.com@example.com", audience + 7, "steps[4].page.link", "must name a host"},
		{"origin as prefix of a host", "link: https://example.com/a?project={project}", "link: \"{origin}.example.com\"", audience + 7, "steps[4].page.link", "must begin with https://"},
		{"no source", "source: https://example.com/source", "source: \"\"", audience + 20, "steps[4].source", "must begin with https://"},
		{"bad date", "verified: 2026-11-22 # audience", "verified: 22-11-2026", audience + 19, "steps[4].verified", "not a date"},
		{"no such day", "verified: 2026-11-22 # audience", "verified: 2026-02-30", audience + 19, "steps[4].verified", "not a date"},
		{"unknown step", "- id: audience", "- id: publish", audience + 1, "steps[4].id", "none of asset"},
		{"step twice", "- id: audience", "- id: branding", audience + 1, "steps[4].id", "stands twice"},
		{"unknown TAC step", "tac: [\"1\"]", "tac: [\"3\"]", audience + 4, "steps[4].tac", "has no step \"3\""},
		{"unknown audience", "audience: external", "audience: public", audience + 9, "steps[4].actions[0].when.audience", "none of internal"},
		{"unknown account", "account: consumer", "account: private", audience + 9, "steps[4].actions[0].when.account", "none of consumer"},
		{"unknown need", "needs: loginId", "needs: \"!login\"", audience + 10, "steps[4].actions[0].needs", "unknown placeholder"},
		{"unknown kind", "kind: secret", "kind: hidden", audience + 15, "steps[4].actions[0].fields[1].kind", "none of type"},
		{"secret with a value", "kind: secret,", "kind: secret, value: x,", audience + 15, "steps[4].actions[0].fields[1].value", "a secret has no value"},
		{"nothing to paste", "{label: A, value: \"{email}\"}", "{label: A}", audience + 14, "steps[4].actions[0].fields[0]", "neither a value nor a note"},
		{"escape sequence", "why: {en: A,", "why: {en: \"\\e[2J\",", audience + 18, "steps[4].why.en", "invisible"},
		{"text reversed", "why: {en: A,", "why: {en: \"\\u202Egpj\",", audience + 18, "steps[4].why.en", "invisible"},
		{"hidden by a tag", "why: {en: A,", "why: {en: !!binary G1sySg==,", audience + 18, "steps[4].why.en", "tags are not used"},
		{"anchor", "why: {en: A,", "why: {en: &a A,", audience + 18, "steps[4].why.en", "anchors"},
		{"merge key", "why: {en: A, nl: B}", "why: {<<: {en: A, nl: B}}", audience + 18, "steps[4].why.<<", "unknown field"},
		{"text for a list", "tac: [\"1\"]", "tac: 1", audience + 4, "steps[4].tac", "a list is expected"},
		{"text for a mapping", "say: {en: A, nl: B}", "say: A", audience + 11, "steps[4].actions[0].say", "a mapping of names"},
		{"list for a text", "needs: loginId", "needs: [loginId]", audience + 10, "steps[4].actions[0].needs", "a text is expected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			head, tail, _ := strings.Cut(small(), "  - id: audience")
			tail = "  - id: audience" + tail
			if !strings.Contains(tail, test.old) {
				t.Fatalf("%q does not occur", test.old)
			}
			_, err := Parse([]byte(head + strings.Replace(tail, test.old, test.new, 1)))
			if err == nil {
				t.Fatal("no error")
			}
			for _, p := range problems(t, err) {
				if p.Line == test.line && p.Field == test.field && strings.Contains(p.Reason.In(msg.English), test.reason) {
					return
				}
			}
			t.Errorf("want line %d: %s: …%s…\ngot\n%v", test.line, test.field, test.reason, err)
		})
	}
}

func TestParseWholeFile(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"empty":          {"", "empty"},
		"only a comment": {"# nothing\n", "empty"},
		"too large":      {strings.Repeat("#", maxPack+1), "larger than 1 MB"},
		"two documents":  {small() + "---\nversion: \"2\"\n", "line 100: a second document; a pack is one"},
		"broken second":  {small() + "---\n{\n", "line 101: not YAML"},
		"a list":         {"- a\n", "line 1: a mapping of names to values is expected here"},
		"no version":     {strings.Replace(small(), "version: \"1\"\n", "", 1), "line 1: version: missing"},
		"steps missing":  {small()[:strings.Index(small(), "  - id: asset")] + "  []\n" + small()[strings.Index(small(), "about:"):], "line 4: steps: the step \"asset\" is missing"},
		"order":          {strings.NewReplacer("id: asset", "id: project", "id: project", "id: asset").Replace(small()), "steps[1].id: the step \"asset\" comes before \"project\""},
	} {
		_, err := Parse([]byte(test.data))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

// All that is wrong is said at once, in the order of the file.
func TestParseReportsEverything(t *testing.T) {
	broken := strings.NewReplacer(
		"verified: 2026-11-22 # tokens", "verified: never",
		"id: api", "id: apis",
		"verified: 2026-11-22\nsteps", "verified: today\nsteps",
	).Replace(small())
	_, err := Parse([]byte(broken))
	if err == nil {
		t.Fatal("no error")
	}
	var fields []string
	for _, p := range problems(t, err) {
		fields = append(fields, p.Field)
	}
	if want := []string{"verified", "steps[2].id", "steps[7].verified"}; !slices.Equal(fields, want) {
		t.Errorf("got %q, want %q", fields, want)
	}
	var first *PackError
	if !errors.As(err, &first) || first.Line != 2 {
		t.Errorf("errors.As finds %+v", first)
	}
}

func TestPackErrorText(t *testing.T) {
	for want, err := range map[string]PackError{
		"line 7: steps[0].id: unknown field": {Line: 7, Field: "steps[0].id", Reason: msg.PackUnknown.Line()},
		"line 7: not YAML: x":                {Line: 7, Reason: msg.PackNotYAML.Line("x")},
		"empty":                              {Reason: msg.PackEmpty.Line()},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Whatever a file holds, Parse answers with a pack that can be shown safely
// or with errors that name themselves.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small()))
	for _, seed := range []string{"", "a: &a [*a]", "version: [", "steps: [{id: asset}]", "? {}\n: x", "!!binary x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			problems(t, err)
			return
		}
		for _, step := range p.Steps {
			var out strings.Builder
			if err := step.Terminal(&out, msg.Dutch, full, Branch{}, 80); err != nil {
				t.Fatal(err)
			}
			if at := strings.IndexFunc(out.String(), invisible); at >= 0 {
				t.Errorf("an invisible character at %d of %q", at, out.String())
			}
			if link := step.Link(full); link != "" && !strings.HasPrefix(link, "https://") {
				t.Errorf("link %q", link)
			}
		}
	})
}
