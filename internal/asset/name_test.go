package asset

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestShortName(t *testing.T) {
	for name, want := range map[string]string{
		"Support": "support", "Support Gmail 2": "support-gmail-2", "  a -- b_c..d  ": "a-b-c-d", "--x--": "x",
		"Ünterstützung": "nterst-tzung", "Café": "caf", "サポート": "", "": "", "___": "", "\u212a9": "k9", "a\x00b": "a-b", "../../etc": "etc",
		strings.Repeat("a", 39) + "-b":   strings.Repeat("a", 39),
		strings.Repeat("a", 40) + "b":    strings.Repeat("a", 40),
		strings.Repeat("a b ", 20):       strings.TrimSuffix(strings.Repeat("a-b-", 10), "-"),
		strings.Repeat("é", 60) + "done": "done",
	} {
		if got := ShortName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func FuzzShortName(f *testing.F) {
	for _, name := range []string{"Support Gmail", strings.Repeat("a-", 30), "İstanbul", "\xff\x00", "nul"} {
		f.Add(name)
	}
	usable := regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)
	f.Fuzz(func(t *testing.T, name string) {
		short := ShortName(name)
		if !usable.MatchString(short) || len(short) > 40 {
			t.Errorf("%q becomes %q", name, short)
		}
		if again := ShortName(short); again != short {
			t.Errorf("%q becomes %q and then %q", name, short, again)
		}
	})
}

func TestRegion(t *testing.T) {
	const plain = "https://tenant.imiconnect.io"
	for _, tt := range []struct{ forwarding, connect, want string }{
		{"0f1e@mail-us.imiconnect.io", plain, "us"},
		{"0F1E@MAIL-EU.webexconnect.io", plain, "eu"},
		{"0f1e@mail-eu.imiconnect.io", "https://tenant.us.webexconnect.io", "eu"},
		{"", "https://tenant.us.webexconnect.io", "us"},
		{"", "https://TENANT.UK.webexconnect.io:8443/x", "uk"},
		{"0f1e@mail.imiconnect.io", "https://tenant.ca.webexconnect.io", "ca"},
		{"mail-us.imiconnect.io", plain, ""},
		{"0f1e@mail-usa.imiconnect.io", plain, ""},
		{"0f1e@email-us.imiconnect.io", plain, ""},
		{"0f1e@imiconnect.io", plain, ""},
		{"", "https://tenant.nl.webexconnect.io", ""},
		{"", "https://bus.webexconnect.io", ""},
		{"", "http://[::1", ""},
		{"", "", ""},
	} {
		if got := Region(tt.forwarding, tt.connect); got != tt.want {
			t.Errorf("%q, %q: got %q, want %q", tt.forwarding, tt.connect, got, tt.want)
		}
	}
}

// google.md section 2.4: no path, no query, no trailing slash; a port other
// than the scheme's own is written.
func TestOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"https://tenant.us.webexconnect.io":          "https://tenant.us.webexconnect.io",
		"https://Tenant.US.webexconnect.io/a/b?c#d":  "https://tenant.us.webexconnect.io",
		"HTTPS://tenant.us.webexconnect.io:443/":     "https://tenant.us.webexconnect.io",
		"https://tenant.us.webexconnect.io:8443":     "https://tenant.us.webexconnect.io:8443",
		"https://tenant.us.webexconnect.io:80/":      "https://tenant.us.webexconnect.io:80",
		"http://localhost:80/x":                      "http://localhost",
		"http://localhost:443":                       "http://localhost:443",
		"http://[::1]:4100/":                         "http://[::1]:4100",
		"https://user:pw@tenant.us.webexconnect.io/": "https://tenant.us.webexconnect.io",
		"tenant.us.webexconnect.io":                  "",
		"//tenant.us.webexconnect.io/":               "",
		"https://":                                   "",
		"https://x y":                                "",
		"":                                           "",
	} {
		got := Origin(address)
		if got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
		if u, err := url.Parse(got); err != nil || u.Path != "" || u.User != nil || u.RawQuery != "" {
			t.Errorf("%q is no origin", got)
		}
	}
}
