package prompt

import (
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for given, want := range map[string]string{
		"":                                 "",
		"plain":                            "plain",
		"  a b \t\r\n":                     "a b",
		"\u00a0id\u00a0":                   "id",
		"\u3000id\u2003":                   "id",
		"Our\u00a0desk":                    "Our\u00a0desk",
		"\ufeff123-x.apps\u200b.example\n": "123-x.apps.example",
		"\u200b \ufeff id \u2060":          "id",
		"\u202asupport@example.com\u202c":  "support@example.com",
		"soft\u00adhyphen":                 "softhyphen",
		"\u200cid\u200d":                   "id",
		"می\u200cخواهم":                    "می\u200cخواهم",
		"👩\u200d💻":                         "👩\u200d💻",
		"one\ntwo":                         "one two",
		"one \r\n\r\n two":                 "one   two",
		"\x1b[200~pasted\x1b[201~":         "pasted",
		"\x1b[24;80Rlate":                  "late",
		"\x1bOAup\x1b[1;5Cright":           "upright",
		"bell\a and\x00 nul\x7f":           "bell and nul",
		`"quoted"`:                         `"quoted"`,
		"not\xffUTF-8":                     "notUTF-8",
		"\x1b[20\x1b[200~0~":               "[200~",
	} {
		if got := Clean(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"a", " \u200b\u00a0a", "\x1b[200~a\nb\x1b[201~", "\x1b\x1b[[A", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		if again := Clean(once); again != once || !utf8.ValidString(once) {
			t.Errorf("%q: %q, cleaned again %q", s, once, again)
		}
	})
}
