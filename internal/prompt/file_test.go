package prompt

import (
	"errors"
	"io"
	"maps"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func known(id string) bool { return strings.HasPrefix(id, "asset.") || strings.HasPrefix(id, "step.") }

func TestReadAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		want map[string]string
	}{
		"empty":             {"", map[string]string{}},
		"comments only":     {"# nothing yet\n\n", map[string]string{}},
		"a document mark":   {"---\n", map[string]string{}},
		"plain":             {"asset.name: Support\nasset.email: support@example.com\n", map[string]string{"asset.name": "Support", "asset.email": "support@example.com"}},
		"as written":        {"step.a.done: yes\nstep.b.done: no\nasset.port: 0465\nasset.day: 2026-11-29\nasset.ratio: 1e3\n", map[string]string{"step.a.done": "yes", "step.b.done": "no", "asset.port": "0465", "asset.day": "2026-11-29", "asset.ratio": "1e3"}},
		"no value":          {"asset.name:\nasset.email: ~\nasset.url: ''\n", map[string]string{"asset.url": ""}},
		"quotes, a colon":   {`asset.url: "https://tenant.us.webexconnect.io/callback"` + "\nasset.name: 'It''s'\n", map[string]string{"asset.url": "https://tenant.us.webexconnect.io/callback", "asset.name": "It's"}},
		"Windows, with BOM": {"\ufeffasset.name: Support\r\nasset.email: a@b.nl\r\n", map[string]string{"asset.name": "Support", "asset.email": "a@b.nl"}},
		"a folded text":     {"asset.name: >\n  Two\n  lines\n", map[string]string{"asset.name": "Two lines"}},
		"JSON is YAML":      {`{"asset.name": "Support", "asset.port": 465}`, map[string]string{"asset.name": "Support", "asset.port": "465"}},
		"one document":      {"asset.name: Support\n...\n", map[string]string{"asset.name": "Support"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadAnswers(strings.NewReader(test.file), known)
			if err != nil || !maps.Equal(got, test.want) {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestReadAnswersRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		want error
	}{
		"an unknown id":      {"asset.name: a\nasst.email: b\n", &UnknownIDError{"asst.email", 2}},
		"a nested map":       {"asset.name: a\nasset.email:\n  work: b\n", &AnswersError{Line: 3, ID: "asset.email", Reason: NotScalar}},
		"a list":             {"asset.email: [a, b]\n", &AnswersError{Line: 1, ID: "asset.email", Reason: NotScalar}},
		"an alias":           {"asset.name: &n a\nasset.email: *n\n", &AnswersError{Line: 2, ID: "asset.email", Reason: NotScalar}},
		"the same id twice":  {"asset.name: a\n\nasset.name: b\n", &AnswersError{Line: 3, ID: "asset.name", Reason: Duplicate}},
		"twice, once empty":  {"asset.name:\nasset.name: b\n", &AnswersError{Line: 2, ID: "asset.name", Reason: Duplicate}},
		"a list of answers":  {"- asset.name\n", &AnswersError{Line: 1, Reason: NotAMap}},
		"one word":           {"\nSupport\n", &AnswersError{Line: 2, Reason: NotAMap}},
		"a map for an id":    {"asset.name: a\n? {a: b}\n: c\n", &AnswersError{Line: 2, Reason: NotAMap}},
		"two documents":      {"asset.name: a\n---\nasset.email: b\n", &AnswersError{Line: 2, Reason: NotAMap}},
		"more than 1 MiB":    {"asset.name: a\n" + strings.Repeat("#", maxAnswers), &AnswersError{Line: 2, Reason: TooLong}},
		"exactly 1 MiB of #": {"asset.nam: a\n" + strings.Repeat("#", maxAnswers-13), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadAnswers(strings.NewReader(test.file), known)
			if test.want == nil {
				test.want = &UnknownIDError{"asset.nam", 1}
				known := func(id string) bool { return id == "asset.name" }
				got, err = ReadAnswers(strings.NewReader(test.file), known)
			}
			if got != nil || !reflect.DeepEqual(err, test.want) {
				t.Errorf("got %q, %v; want %v", got, err, test.want)
			}
		})
	}
}

func TestReadAnswersThatAreNotYAML(t *testing.T) {
	for file, line := range map[string]int{
		"asset.name: a: b\n":                    1,
		"asset.name: \xff\n":                    1,
		"# \na\n\xff\xfe":                       3,
		"asset.name: a\nasset.email: 'b\n":      2, // where the quote begins
		"asset.name: a\n\tasset.email: b\n":     2,
		"asset.name: a\nasset.email: b\n: [c":   3,
		"asset.name: a\n---\nasset.email: [b\n": 3,
		"asset.name: [a\n":                      2, // where it should have ended
		"asset.name: *a\n":                      0, // the library gives no line for an anchor
	} {
		_, err := ReadAnswers(strings.NewReader(file), known)
		e, ok := errors.AsType[*AnswersError](err)
		if !ok || e.Reason != NotYAML || e.Line != line || e.Err == nil || strings.Contains(e.Err.Error(), "yaml") {
			t.Errorf("%q: got %v, want line %d", file, err, line)
		}
	}
}

func TestReadAnswersThatCannotBeRead(t *testing.T) {
	if _, err := ReadAnswers(iotest.ErrReader(io.ErrUnexpectedEOF), nil); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
}

func TestParseAnswer(t *testing.T) {
	for _, test := range []struct {
		given, id, value string
		err              error
	}{
		{"asset.name=Support", "asset.name", "Support", nil},
		{" asset.name = Our desk \n", "asset.name", "Our desk", nil},
		{"asset.url=https://h/?a=b", "asset.url", "https://h/?a=b", nil},
		{"asset.name=", "asset.name", "", nil},
		{"asset.name", "", "", &AnswersError{Reason: NoEquals}},
		{"connect.url=x", "", "", &UnknownIDError{ID: "connect.url"}},
		{"=x", "", "", &UnknownIDError{}},
	} {
		id, value, err := ParseAnswer(test.given, known)
		if id != test.id || value != test.value || !reflect.DeepEqual(err, test.err) {
			t.Errorf("%q: got %q, %q, %v", test.given, id, value, err)
		}
	}
	if id, _, err := ParseAnswer("any=1", nil); id != "any" || err != nil {
		t.Errorf("every id is known: %q, %v", id, err)
	}
}

func FuzzReadAnswers(f *testing.F) {
	for _, seed := range []string{"asset.name: a\n", "a: &x [*x]", "? {a: b}\n: c", "- a", "\ufeffa: 'b", "a: |\n b\n---\n", "<<: {a: b}", "!!binary a: b", "{a: b, a: c}", "%YAML 9.9\n---\na"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		answers, err := ReadAnswers(strings.NewReader(file), nil)
		if err != nil {
			if _, ok := errors.AsType[*AnswersError](err); !ok || answers != nil {
				t.Errorf("got %q, %T: %v", answers, err, err)
			}
			return
		}
		for id, value := range answers {
			if value != Clean(value) {
				t.Errorf("%q is not clean: %q", id, value)
			}
		}
	})
}
