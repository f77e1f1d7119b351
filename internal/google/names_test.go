package google

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

func TestCheckID(t *testing.T) {
	for id, want := range map[string]Rule{
		"webex-mail": "", "abc123": "", "a-----b": "", "webex-mail-0123456789012345678": "", "classless-mail": "", "null-mail": "",
		"": RuleLength, "mail1": RuleLength, "webex-mail-01234567890123456789": RuleLength,
		"Webex-mail": RuleCharacters, "webex_mail": RuleCharacters, "webex.mail": RuleCharacters, "wébex-mail": RuleCharacters, "webex mail": RuleCharacters,
		"1webex-mail": RuleStart, "-webex-mail": RuleStart,
		"webex-mail-":  RuleEnd,
		"my-google-id": RuleRestricted,
	} {
		err := CheckID(id)
		if want == "" {
			if err != nil {
				t.Errorf("%q: got %v", id, err)
			}
			continue
		}
		var invalid *IDInvalidError
		if !errors.As(err, &invalid) || invalid.Rule != want || invalid.ID != id {
			t.Errorf("%q: got %v, want %q", id, err, want)
		}
	}
}

func TestSuggestID(t *testing.T) {
	for _, tt := range []struct{ name, salt, want string }{
		{"Webex Mail", "", "webex-mail"},
		{"Webex Mail", "x7k2", "webex-mail-x7k2"},
		{"  Support --- & Sales!  ", "", "support-sales"},
		{"", "", "mail-project"},
		{"", "7", "mail-7"},
		{"日本", "ab", "mail-ab"},
		{"1st line", "", "mail-1st-line"},
		{"a", "", "mail-a"},
		{"Google Support", "", "goo-gle-support"},
		{"Classless", "ssl", "clas-sless-s-sl"},
		{"undefined null", "", "unde-fined-nu-ll"},
		{"A name that is much longer than thirty characters", "x7k2", "a-name-that-is-much-longe-x7k2"},
		{"A name that is much long - than thirty characters", "x7k2", "a-name-that-is-much-long-x7k2"},
		{"Support", "a very long salt", "support-a-very-l"},
		{"Support", "---", "support"},
		{"Café", "", "mail-caf"},
	} {
		if got := SuggestID(tt.name, tt.salt); got != tt.want {
			t.Errorf("%q, %q: got %q, want %q", tt.name, tt.salt, got, tt.want)
		}
	}
}

func TestDisplayName(t *testing.T) {
	for name, want := range map[string]string{
		"Webex Mail": "Webex Mail", "": "Mail", "HR": "Mail HR", "A b": "Mail A b", "Tom's \"desk\"!": "Tom's \"desk\"!",
		"Sales & Support / EMEA": "Sales Support EMEA", "Café": "Mail Caf", "日本語": "Mail",
		"A name that is much longer than thirty characters": "A name that is much longer tha",
		"A name that is cut at a blank x y":                 "A name that is cut at a blank",
	} {
		if got := DisplayName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// The rules once more, as the documentation writes them.
var (
	documentedID   = regexp.MustCompile(`^[a-z][a-z0-9-]{4,28}[a-z0-9]$`)
	documentedName = regexp.MustCompile(`^[A-Za-z0-9'" !-]{4,30}$`)
)

func FuzzSuggestID(f *testing.F) {
	for _, seed := range []string{"", "Webex Mail", "google", "gosslogle", "sssll", "---", "0", "ÅÄÖ", "K", strings.Repeat("ssl", 20), "undefinednullssl"} {
		f.Add(seed, "")
		f.Add("Support", seed)
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, name, salt string) {
		id := SuggestID(name, salt)
		if !documentedID.MatchString(id) || CheckID(id) != nil {
			t.Errorf("%q, %q: %q is no id: %v", name, salt, id, CheckID(id))
		}
		for _, word := range restricted {
			if strings.Contains(id, word) {
				t.Errorf("%q, %q: %q contains %q", name, salt, id, word)
			}
		}
		if got := DisplayName(name); !documentedName.MatchString(got) || strings.TrimSpace(got) != got {
			t.Errorf("%q: %q is no display name", name, got)
		}
	})
}
