package lab

import (
	"net/http"
	"strings"
	"testing"
)

// The rules of facts/google.md 2.1 to 2.4, each with a URI it refuses and one
// beside it that is good, as the console says them.
func TestURIRules(t *testing.T) {
	for uri, want := range map[string]string{
		"https://mail.example.com/cb":                    "",
		"https://mail.example.co.uk:8443/cb?app=1":       "",
		"http://localhost:8473/callback":                 "",
		"http://127.0.0.1:8473/callback":                 "",
		"http://[::1]:8473/callback":                     "",
		"http://mail.example.com/cb":                     "must use https",
		"https://192.168.1.5/cb":                         needsTopLevel,
		"https://203.0.113.9/cb":                         needsTopLevel,
		"https://[2001:db8::1]/cb":                       needsTopLevel,
		"https://mail.lab.test/cb":                       needsTopLevel,
		"https://printer.local/cb":                       needsTopLevel,
		"https://intranet/cb":                            needsTopLevel,
		"https://router.lan/cb":                          needsTopLevel,
		"http://app.localhost:3000/cb":                   needsPrivate,
		"https://co.uk/cb":                               needsPrivate,
		"https://com/cb":                                 needsPrivate,
		"com.example.app:/cb":                            needsDomain,
		"urn:ietf:wg:oauth:2.0:oob":                      needsDomain,
		"/callback":                                      needsDomain,
		"https:///cb":                                    needsDomain,
		"https://x.googleusercontent.com/cb":             "googleusercontent.com",
		"https://bit.ly/cb":                              "shortens",
		"https://bit.ly/google-callback":                 "",
		"https://bit.ly/google-callback/x":               "",
		"https://user@mail.example.com/cb":               "user information",
		"https://mail.example.com/a/../cb":               "traversal",
		"https://mail.example.com/a/%2e%2e/cb":           "traversal",
		"https://mail.example.com/a%2F..%2Fcb":           "traversal",
		"https://mail.example.com/a/%252e%252e/cb":       "traversal",
		`https://mail.example.com/a\..\cb`:               "traversal",
		"https://mail.example.com/a..b/cb":               "",
		"https://mail.example.com/cb?to=https://a.test/": "open redirect",
		"https://mail.example.com/cb#part":               "fragment",
		"https://mail.example.com/cb#":                   "fragment",
		"https://mail.example.com/*":                     "wildcard",
		"https://mail.example.com/c b":                   "blanks",
		"https://mail.example.com/cb\n":                  "blanks",
		"https://mail.ex\u00e4mple.com/cb":               "blanks",
		"https://mail.example.com/%zz":                   "valid URI",
		"https://mail.example.com/cb?a=%zz":              "valid URI",
		"https://mail.example.com/%00":                   "valid URI",
		"https://mail.example.com/%C0%80":                "valid URI",
	} {
		if got := redirectProblem(uri); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", uri, got, want)
		}
	}
	for origin, want := range map[string]string{
		"https://acme.example.com":      "",
		"https://acme.example.com:8443": "",
		"http://localhost:3000":         "",
		"https://acme.example.com/":     `must not contain a path or end with "/"`,
		"https://acme.example.com/cb":   "must not contain a path",
		"https://acme.example.com?a=b":  "must not contain a path",
		"https://acme.example.com?":     "must not contain a path",
		"https://acme.example.com#a":    "fragment",
		"https://*.example.com":         "wildcard",
		"http://acme.example.com":       "must use https",
		"https://acme.test":             needsTopLevel,
	} {
		if got := originProblem(origin); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", origin, got, want)
		}
	}
}

// The console says which input is wrong, and keeps what was typed.
func TestConsoleMarksTheWrongURI(t *testing.T) {
	f := start(t, Config{})
	p := f.person(t).client(readyID, loopback, "https://mail.lab.test/cb", loopback)
	p.sees("Invalid Redirect: "+needsTopLevel, "Invalid Redirect: must not be given twice.", `value="https://mail.lab.test/cb"`)
	if p.page.status != 400 || strings.Count(p.page.body, `class="wrong"`) != 2 {
		t.Errorf("%d, %d marks", p.page.status, strings.Count(p.page.body, `class="wrong"`))
	}
	// The callback pasted under the origins, as people do.
	p.press("Create", fields{"origin": {f.CallbackURL}, "redirect": {loopback, "", ""}}).sees(`Invalid Origin: URIs must not contain a path or end with "/".`)
	p.press("Create", fields{"name": {""}, "origin": {""}}).sees("Name is required.")
	p.press("Create", fields{"name": {"Again"}}).sees("OAuth client created")
	if answer := do(t, p.c, http.MethodPost, f.URL+"/auth/clients/create?project="+readyID, formType, "do=create&name=x&type=desktop"); answer.status != 400 {
		t.Errorf("another type: %d", answer.status)
	}
	// The domains of its URIs are authorized by themselves.
	f.person(t).client(readyID, "https://eu.webexconnect.io/callback").sees("OAuth client created")
	f.person(t).open("/auth/branding?project=" + readyID).sees(`value="webexconnect.io"`)
}
