package msg

import (
	"slices"
	"testing"
)

func TestUnbroken(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                    nil,
		"   ":                                 nil,
		"one two":                             {"one", "two"},
		" one\ttwo\n three ":                  {"one", "two", "three"},
		"run `mailasset check acme` now":      {"run", "`mailasset check acme`", "now"},
		"run `mailasset`, then `a b`.":        {"run", "`mailasset`,", "then", "`a b`."},
		"`a b` and `c d e`":                   {"`a b`", "and", "`c d e`"},
		"(`a b`)":                             {"(`a b`)"},
		"`a b` `c d`":                         {"`a b`", "`c d`"},
		"never `closed at all":                {"never", "`closed at all"},
		"see https://example.com/a?b=c&d for": {"see", "https://example.com/a?b=c&d", "for"},
		"`a b``c d` e":                        {"`a b``c d`", "e"},
	} {
		if got := unbroken(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		width int
		want  string
	}{
		"empty":               {"", 10, ""},
		"fits":                {"one two", 10, "one two"},
		"fits exactly":        {"one two", 7, "one two"},
		"one too many":        {"one two", 6, "one\n  two"},
		"several lines":       {"a bb ccc dddd", 5, "a bb\n  ccc\n  dddd"},
		"longer than a line":  {"a bbbbbbbbbbbb c", 5, "a\n  bbbbbbbbbbbb\n  c"},
		"first is too long":   {"bbbbbbbbbbbb c", 5, "bbbbbbbbbbbb\n  c"},
		"a command":           {"run `a b c d` now", 8, "run\n  `a b c d`\n  now"},
		"letters, not bytes":  {"één één", 7, "één één"},
		"blanks become one":   {"one \n  two", 10, "one two"},
		"an address":          {"open https://example.com/path", 12, "open\n  https://example.com/path"},
		"no width whatsoever": {"a b", 0, "a\n  b"},
	} {
		if got := Wrap(c.text, c.width, "  "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
