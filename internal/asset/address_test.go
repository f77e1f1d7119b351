package asset

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// ruleOf is the rule that an error of this package speaks of, "" for none.
func ruleOf(t *testing.T, field Field, value string, err error) Rule {
	t.Helper()
	if err == nil {
		return ""
	}
	var broken *RuleError
	if !errors.As(err, &broken) {
		t.Fatalf("%q: %T is no *RuleError", value, err)
	}
	if broken.Field != field || broken.Value != value {
		t.Errorf("%q: the error speaks of %s %q", value, broken.Field, broken.Value)
	}
	return broken.Rule
}

// google.md section 2.1: the rules of a redirect URI, by their numbers. What
// is accepted is so for our own URI; a callback must not be http besides.
func TestRedirectRules(t *testing.T) {
	tests := map[string]map[string]Rule{
		"1 scheme": {
			"https://mail.example.com/callback":  "",
			"HTTPS://mail.example.com/callback":  "",
			"http://127.0.0.1:8473/callback":     "",
			"http://localhost:8473/callback":     "",
			"http://LOCALHOST:8473/callback":     "",
			"http://[::1]:8473/callback":         "",
			"http://mail.example.com/callback":   RuleScheme,
			"http://127.0.0.1.example.com/cb":    RuleScheme,
			"http://app.localhost/callback":      RuleScheme,
			"http://10.0.0.7/callback":           RuleScheme,
			"ftp://mail.example.com/callback":    RuleScheme,
			"com.example.app://callback/x":       RuleScheme,
			"com.example.app:/callback":          RuleURL,
			"javascript:alert(1)":                RuleURL,
			"urn:ietf:wg:oauth:2.0:oob":          RuleURL,
			"mail.example.com/callback":          RuleURL,
			"//mail.example.com/callback":        RuleScheme,
			"/callback":                          RuleURL,
			"https:///callback":                  RuleURL,
			"https://:443/callback":              RuleURL,
			"https:mail.example.com/callback":    RuleURL,
			"https://mail.example.com:x/":        RuleURL,
			"https://mail.example.com:8443/cb":   "",
			"https://mail.example.com:65536/cb":  RuleURL,
			"https://mail.example.com:0/cb":      RuleURL,
			"https://mail.example.com:/callback": RuleURL,
			"":                                   RuleEmpty,
		},
		"2 raw address": {
			"https://127.0.0.1/callback":             "",
			"https://10.0.0.7/callback":              RuleRawIP,
			"https://192.168.1.1:8443/callback":      RuleRawIP,
			"https://8.8.8.8/callback":               RuleRawIP,
			"https://0.0.0.0/callback":               RuleRawIP,
			"https://[2001:db8::1]/callback":         RuleRawIP,
			"https://[fe80::1%25eth0]/callback":      RuleRawIP,
			"https://2130706433/callback":            RuleSuffix,
			"https://0x7f.1/callback":                RuleSuffix,
			"https://0177.0.0.1/callback":            RuleSuffix,
			"https://10.0.0.7./callback":             RuleRawIP,
			"https://10.0.0.7.nip.example.com/cb":    "",
			"https://ip-10-0-0-7.example.com/cb":     "",
			"https://[::ffff:10.0.0.7]/callback":     RuleRawIP,
			"http://[::ffff:127.0.0.1]:8473/cb":      "",
			"http://127.9.9.9:8473/callback":         "",
			"https://tenant.us.webexconnect.io/cb":   "",
			"https://tenant.imiconnect.io/callback":  "",
			"https://oauth.us.webexconnect.io/cb":    "",
			"https://a.very.deep.name.example.co.uk": "",
		},
		"3 public suffix": {
			"https://mail.example.co.uk/callback":          "",
			"https://MAIL.Example.COM/callback":            "",
			"https://xn--bcher-kva.example/callback":       RuleSuffix,
			"https://xn--bcher-kva.com/callback":           "",
			"https://someone.github.io/callback":           "",
			"https://co.uk/callback":                       RuleSuffix,
			"https://com/callback":                         RuleSuffix,
			"https://github.io/callback":                   RuleSuffix,
			"https://mail.local/callback":                  RuleSuffix,
			"https://mail.lab.test/callback":               RuleSuffix,
			"https://mail.lan/callback":                    RuleSuffix,
			"https://intranet/callback":                    RuleSuffix,
			"https://app.localhost/callback":               RuleSuffix,
			"https://mail.example.com./callback":           "",
			"https://mail.example.com../callback":          RuleURL,
			"https://.com/callback":                        RuleURL,
			"https://mail..example.com/callback":           RuleURL,
			"https://-mail.example.com/callback":           RuleURL,
			"https://mail.exa$mple.com/callback":           RuleURL,
			"https://my_tenant.imiconnect.io/callback":     "",
			"https://" + strings.Repeat("a", 64) + ".com/": RuleURL,
			"https://googleusercontent.com/callback":       RuleGoogleHost,
			"https://x.googleusercontent.com/callback":     RuleGoogleHost,
			"https://X.GoogleUserContent.com/callback":     RuleGoogleHost,
			"https://googleusercontent.com./callback":      RuleGoogleHost,
			"https://notgoogleusercontent.com/callback":    "",
		},
		"4 shorteners": {
			"https://bit.ly/callback":          RuleShortener,
			"https://T.co/callback":            RuleShortener,
			"https://bit.ly./callback":         RuleShortener,
			"https://rabbit.ly/callback":       "",
			"https://bit.ly.example.com/short": "",
		},
		"5 userinfo": {
			"https://user@mail.example.com/cb":     RuleUserinfo,
			"https://user:pw@mail.example.com/cb":  RuleUserinfo,
			"https://@mail.example.com/callback":   RuleUserinfo,
			"http://user@127.0.0.1:8473/callback":  RuleUserinfo,
			"https://mail.example.com/c@llback":    "",
			"https://mail.example.com/cb?x=a@b.nl": "",
		},
		"6 path traversal": {
			"https://mail.example.com/a/../callback":         RuleTraversal,
			"https://mail.example.com/..":                    RuleTraversal,
			"https://mail.example.com/..hidden":              RuleTraversal,
			"https://mail.example.com/a/%2e%2e/callback":     RuleTraversal,
			"https://mail.example.com/a/.%2E/callback":       RuleTraversal,
			"https://mail.example.com/a%2f..%2fcallback":     RuleTraversal,
			"https://mail.example.com/a%2F%2e%2Ecallback":    RuleTraversal,
			`https://mail.example.com/a\..\callback`:         RuleTraversal,
			"https://mail.example.com/a%5c..%5Ccallback":     RuleTraversal,
			"https://mail.example.com/a%5C%2E%2e/callback":   RuleTraversal,
			"https://mail.example.com/a/%252e%252e/callback": RuleTraversal,
			"https://mail.example.com/cb?p=/../x":            RuleTraversal,
			"https://mail.example.com/cb?p=%2f%2E.":          RuleTraversal,
			"http://127.0.0.1:8473/a/../callback":            RuleTraversal,
			"https://mail.example.com/a/./callback":          "",
			"https://mail.example.com/a..b/callback":         "",
			"https://mail.example.com/callback..":            "",
		},
		"7 open redirect": {
			"https://mail.example.com/cb?next=https://evil.example.net":       RuleOpenRedirect,
			"https://mail.example.com/cb?next=http%3A%2F%2Fevil.example.net":  RuleOpenRedirect,
			"https://mail.example.com/cb?next=HTTPS://evil.example.net":       RuleOpenRedirect,
			"https://mail.example.com/cb?next=//evil.example.net":             RuleOpenRedirect,
			"https://mail.example.com/cb?next=%20https://evil.example.net":    RuleOpenRedirect,
			`https://mail.example.com/cb?next=\\evil.example.net`:             RuleOpenRedirect,
			"https://mail.example.com/cb?next=/%5Cevil.example.net":           RuleOpenRedirect,
			"https://mail.example.com/cb?https://evil.example.net":            RuleOpenRedirect,
			"https://mail.example.com/cb?a=1&b=2&next=https://e.example.net":  RuleOpenRedirect,
			"https://mail.example.com/cb?a=1;next=https://e.example.net":      RuleOpenRedirect,
			"https://mail.example.com/cb?tenant=7&next=/inbox":                "",
			"https://mail.example.com/cb?protocol=https":                      "",
			"https://mail.example.com/https://mail.example.net/is-only-path":  "",
			"https://mail.example.com/cb?text=see%20https://mail.example.com": "",
		},
		"8 fragment": {
			"https://mail.example.com/callback#top":   RuleFragment,
			"https://mail.example.com/callback#":      RuleFragment,
			"http://127.0.0.1:8473/callback#x":        RuleFragment,
			"https://mail.example.com/callback%23top": "",
		},
		"9 characters": {
			"https://*.example.com/callback":             RuleWildcard,
			"https://mail.example.com/*":                 RuleWildcard,
			"https://mail.example.com/cb?x=*":            RuleWildcard,
			"https://mail.example.com/call back":         RuleCharacters,
			"https://mail.example.com/callback\n":        RuleCharacters,
			"https://mail.example.com/\x00":              RuleCharacters,
			"https://mail.example.com/\x7f":              RuleCharacters,
			"\thttps://mail.example.com/":                RuleCharacters,
			"https://mail.example.com/%00":               RuleCharacters,
			"https://mail.example.com/%c0%80":            RuleCharacters,
			"https://mail.example.com/cb?x=%C0%80":       RuleCharacters,
			"https://mail.example.com/%":                 RuleCharacters,
			"https://mail.example.com/%zz":               RuleCharacters,
			"https://mail.example.com/%4":                RuleCharacters,
			"https://mail.example.com/cb?x=%g1":          RuleCharacters,
			"https://m%61il.example.com/callback":        RuleCharacters,
			"https://b\u00fccher.example.com/callback":   RuleCharacters,
			"https://mail.example.com/caf\u00e9":         RuleCharacters,
			"https://b%C3%BCcher.com/callback":           RuleURL,
			"https://mail.example.com/\xff":              RuleCharacters,
			"https://mail.example.com/caf%C3%A9":         "",
			"https://mail.example.com/%2500":             "",
			"https://mail.example.com\\@evil.com/":       RuleURL,
			`https://mail.example.com\callback`:          RuleURL,
			`https://mail.example.com/a\callback`:        "",
			"https://mail.example.com/a%20b?x=%41&y=%2A": "",
		},
	}
	for rule, addresses := range tests {
		for address, want := range addresses {
			t.Run(rule+"/"+address, func(t *testing.T) {
				if got := ruleOf(t, FieldRedirect, address, CheckRedirectURI(address)); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	}
}

// The callback is Webex Connect's, so plain http and loopback are for a lab
// only, and a path stands behind the host.
func TestCallbackURL(t *testing.T) {
	tests := map[string]struct{ real, lab Rule }{
		"https://tenant.us.webexconnect.io/callback":      {"", ""},
		"https://tenant.us.webexconnect.io:8443/callback": {"", ""},
		"https://tenant.us.webexconnect.io/a/b?c=d":       {"", ""},
		"https://tenant.us.webexconnect.io":               {RulePath, RulePath},
		"https://tenant.us.webexconnect.io/":              {RulePath, RulePath},
		"https://tenant.us.webexconnect.io?x=1":           {RulePath, RulePath},
		"https://tenant.us.webexconnect.io/callback#x":    {RuleFragment, RuleFragment},
		"https://*.us.webexconnect.io/callback":           {RuleWildcard, RuleWildcard},
		"http://tenant.us.webexconnect.io/callback":       {RuleScheme, RuleScheme},
		"https://10.1.2.3/callback":                       {RuleRawIP, RuleRawIP},
		"http://localhost:4100/callback":                  {RuleScheme, ""},
		"http://127.0.0.1:4100/callback":                  {RuleScheme, ""},
		"http://127.0.0.1:4100/":                          {RuleScheme, RulePath},
		"https://localhost/callback":                      {RuleRawIP, ""},
		"https://[::1]/callback":                          {RuleRawIP, ""},
		"":                                                {RuleEmpty, RuleEmpty},
	}
	for address, want := range tests {
		for _, lab := range []bool{false, true} {
			want := map[bool]Rule{false: want.real, true: want.lab}[lab]
			if got := ruleOf(t, FieldCallbackURL, address, CheckCallbackURL(address, lab)); got != want {
				t.Errorf("%q, lab %v: got %q, want %q", address, lab, got, want)
			}
		}
	}
}

func TestConnectURL(t *testing.T) {
	tests := map[string]struct{ real, lab Rule }{
		"https://tenant.us.webexconnect.io":            {"", ""},
		"https://tenant.us.webexconnect.io/":           {"", ""},
		"https://tenant.us.webexconnect.io/apps?a=b":   {"", ""},
		"https://tenant.us.webexconnect.io/#/apps":     {RuleFragment, RuleFragment},
		"https://me@tenant.us.webexconnect.io":         {RuleUserinfo, RuleUserinfo},
		"https://tenant.us.webexconnect.local":         {RuleSuffix, RuleSuffix},
		"https://x.googleusercontent.com":              {RuleGoogleHost, RuleGoogleHost},
		"http://tenant.us.webexconnect.io":             {RuleScheme, RuleScheme},
		"tenant.us.webexconnect.io":                    {RuleURL, RuleURL},
		"http://localhost:4100":                        {RuleScheme, ""},
		"https://192.168.4.1":                          {RuleRawIP, RuleRawIP},
		"https://tenant.us.webexconnect.io/apps%zz":    {RuleCharacters, RuleCharacters},
		"https://tenant.us.webexconnect.io/a/../b":     {"", ""}, // Origin drops it
		"https://tenant.us.webexconnect.io https://x.": {RuleCharacters, RuleCharacters},
		"": {RuleEmpty, RuleEmpty},
	}
	for address, want := range tests {
		if got := ruleOf(t, FieldConnectURL, address, CheckConnectURL(address, false)); got != want.real {
			t.Errorf("%q: got %q, want %q", address, got, want.real)
		}
		if got := ruleOf(t, FieldConnectURL, address, CheckConnectURL(address, true)); got != want.lab {
			t.Errorf("%q in a lab: got %q, want %q", address, got, want.lab)
		}
	}
}

// google.md section 4.1: repository pages made Branding fail to save where a
// Pages site saved.
func TestWebPage(t *testing.T) {
	for address, want := range map[string]Rule{
		"https://www.example.com":                    "",
		"https://www.example.com/privacy?lang=nl":    "",
		"https://someone.github.io/project/":         "",
		"https://someone.gitlab.io/project/":         "",
		"https://github.com/someone/project":         RuleForeignDomain,
		"https://GitHub.com/someone/project":         RuleForeignDomain,
		"https://github.com./someone/project":        RuleForeignDomain,
		"https://www.github.com/someone/project":     RuleForeignDomain,
		"https://gist.github.com/someone/1":          RuleForeignDomain,
		"https://gitlab.com/someone/project":         RuleForeignDomain,
		"https://bitbucket.org/someone/project":      RuleForeignDomain,
		"https://notgithub.com/someone":              "",
		"http://www.example.com":                     RuleScheme,
		"http://localhost/":                          RuleScheme,
		"https://localhost/":                         RuleRawIP,
		"https://www.example.test":                   RuleSuffix,
		"https://www.example.com/#privacy":           RuleFragment,
		"www.example.com":                            RuleURL,
		"https://www.example.com/our privacy policy": RuleCharacters,
		"": RuleEmpty,
	} {
		for _, field := range []Field{FieldHomePage, FieldPrivacyPolicy} {
			if got := ruleOf(t, field, address, CheckWebPage(field, address)); got != want {
				t.Errorf("%q: got %q, want %q", address, got, want)
			}
		}
	}
}

func TestRegistrableDomain(t *testing.T) {
	for host, want := range map[string]string{
		"tenant.us.webexconnect.io": "webexconnect.io", "webexconnect.io": "webexconnect.io",
		"Tenant.IMIconnect.io": "imiconnect.io", "a.b.example.co.uk": "example.co.uk", "tenant.example.com.": "example.com",
		"someone.github.io": "someone.github.io", "co.uk": "", "com": "", "localhost": "", "mail.lab.test": "",
		"127.0.0.1": "", "::1": "", "": "", ".com": "", "..": "",
	} {
		if got := RegistrableDomain(host); got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.255.0.9": true, "::1": true, "[::1]": true,
		"localhost.": false, "app.localhost": false, "128.0.0.1": false, "0.0.0.0": false, "::": false, "": false,
	} {
		if got := IsLoopback(host); got != want {
			t.Errorf("%q: got %v", host, got)
		}
	}
}

// seeds are addresses from which a fuzzer finds its way to the others.
var seeds = []string{
	"https://tenant.us.webexconnect.io/callback", "http://127.0.0.1:8473/callback", "http://[::1]:1/", "https://a.b/%2e%2e?x=//y",
	"https://user@host.com:65535/\\..", "https://b%C3%BCcher.com./?a;b=%zz", "//*", "https://[fe80::1%25e]/#", "\x00",
}

// upholds fails unless an address that passed keeps the promises of the rules.
func upholds(t *testing.T, address string, loopbackHTTP bool) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%q passed and does not parse: %v", address, err)
	}
	loopback := IsLoopback(strings.ToLower(u.Hostname()))
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback || !loopbackHTTP):
		t.Errorf("%q passed with the scheme %s", address, u.Scheme)
	case loopback && !loopbackHTTP, u.User != nil, u.Hostname() == "", u.Opaque != "":
		t.Errorf("%q passed with its authority", address)
	case strings.ContainsAny(address, "#* \t\r\n\x00"), strings.Contains(address, "%00"), len(address) != utf8.RuneCountInString(address):
		t.Errorf("%q passed with its characters", address)
	case strings.Contains(u.Path, "/.."), strings.Contains(u.Path, `\..`):
		t.Errorf("%q passed with its path", address)
	case !loopback && RegistrableDomain(u.Hostname()) == "":
		t.Errorf("%q passed without a registrable domain", address)
	case Origin(address) == "":
		t.Errorf("%q passed and has no origin", address)
	}
}

func FuzzCheckRedirectURI(f *testing.F) {
	for _, address := range seeds {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if CheckRedirectURI(address) == nil {
			upholds(t, address, true)
		}
	})
}

func FuzzCheckCallbackURL(f *testing.F) {
	for _, address := range seeds {
		f.Add(address, true)
		f.Add(address, false)
	}
	f.Fuzz(func(t *testing.T, address string, lab bool) {
		if CheckCallbackURL(address, lab) != nil {
			return
		}
		upholds(t, address, lab)
		if err := CheckRedirectURI(address); err != nil {
			t.Errorf("a good callback is a bad redirect URI: %v", err)
		}
		if CheckCallbackURL(address, true) != nil {
			t.Errorf("%q is refused in a lab only", address)
		}
	})
}
