package guide

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/msg"
)

// fill returns a template as it stands on a terminal.
func fill(v Values, template string, lang msg.Lang) string {
	return (&filler{values: v, lang: lang}).line(template).String()
}

func TestFill(t *testing.T) {
	v := Values{
		"email":   " support@example.com\n",
		"appName": "Webex\x1b[2J Mail\u200b",
		"project": "{email}",
	}
	for template, want := range map[string]string{
		"as {email}, twice {email}": "as support@example.com, twice support@example.com",
		"{appName}":                 "Webex[2J Mail", // cannot steer the terminal
		"{project}":                 "{email}",       // a value is not filled again
		"{scope} and {port}":        "<scope> and <poort>",
		"nothing":                   "nothing",
	} {
		if got := fill(v, template, msg.Dutch); got != want {
			t.Errorf("%q: got %q, want %q", template, got, want)
		}
	}
	if got := fill(v, "{project}{loginId}", msg.English); got != "{email}<login ID>" {
		t.Errorf("got %q", got)
	}
}

func TestPlaceholdersOfTheContract(t *testing.T) {
	for _, name := range strings.Fields(`project projectNumber email appName supportEmail homePage privacyPolicy
		authorizedDomains developerContact testUser scope clientName origin callbackUrl loopbackRedirect
		forwardingAddress smtpServer port security authorizationUrl tokenUrl clientId loginId assetName username
		name signInAs adminDomain forwardingDomain authorizationLink linkValidUntil`) {
		slot, ok := placeholders[name]
		if !ok || slot.words.En == "" || slot.words.Nl == "" {
			t.Errorf("{%s}: %+v", name, slot)
		}
	}
}

func TestLink(t *testing.T) {
	for _, test := range []struct {
		link   string
		values Values
		want   string
	}{
		{"https://example.com/a?project={project}", Values{"project": "webex-mail"}, "https://example.com/a?project=webex-mail"},
		{"https://example.com/a?project={project}", Values{"project": "a&b=c d"}, "https://example.com/a?project=a%26b%3Dc+d"},
		{"https://example.com/a?project={project}", nil, "https://example.com/a"},
		{"https://example.com/a?x=1&project={project}", nil, "https://example.com/a?x=1"},
		{"https://example.com/a?u={email}#part", Values{"email": "a@example.com"}, "https://example.com/a?u=a%40example.com#part"},
		{"https://example.com/a?u={email}#part", nil, "https://example.com/a#part"},
		{"https://example.com/a#part", nil, "https://example.com/a#part"},
		{"{origin}", Values{"origin": "https://acme.example/"}, "https://acme.example"},
		{"{origin}/assets", Values{"origin": "https://acme.example/"}, "https://acme.example/assets"},
		{"{origin}/assets", nil, ""},
		{"", full, ""},
	} {
		if got := (Step{Page: Page{Link: test.link}}).Link(test.values); got != test.want {
			t.Errorf("%s with %v: got %q, want %q", test.link, test.values, got, test.want)
		}
	}
}

func TestLinkAs(t *testing.T) {
	step, _ := pack(t).Step("audience")
	link := step.LinkAs(full, "jan+a@example.com")
	u, err := url.Parse(link)
	if err != nil || u.Host != "accounts.google.com" || u.Path != "/AccountChooser" {
		t.Fatalf("got %q, %v", link, err)
	}
	if q := u.Query(); q.Get("Email") != "jan+a@example.com" || q.Get("continue") != step.Link(full) {
		t.Errorf("got %v", q)
	}
	if u, _ := url.Parse(step.LinkAs(full, "")); u.Query().Has("Email") || u.Query().Get("continue") != step.Link(full) {
		t.Errorf("without an address: %v", u)
	}
	for _, id := range []string{"asset", "tokens"} {
		step, _ := pack(t).Step(id)
		if got := step.LinkAs(full, "jan@example.com"); got != step.Link(full) {
			t.Errorf("%s is not Google's: %q", id, got)
		}
	}
	hostile := Step{Page: Page{Link: "https://evilgoogle.com/"}}
	if got := hostile.LinkAs(nil, "jan@example.com"); got != "https://evilgoogle.com/" {
		t.Errorf("a foreign page went through Google's account chooser: %q", got)
	}
}

func TestNeeds(t *testing.T) {
	v := Values{"loginId": "jan@example.com", "email": "  "}
	for needs, want := range map[string]bool{"": true, "loginId": true, "!loginId": false, "email": false, "!email": true} {
		if v.meet(needs) != want {
			t.Errorf("%q: %v", needs, !want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, nil},
		{"één twee drie", 8, []string{"één twee", "drie"}},
		{"a verylongwordhere b", 6, []string{"a", "verylongwordhere", "b"}},
		{"run `mailasset check --watch` now", 16, []string{"run", "`mailasset check --watch`", "now"}},
		{"(`a b`), c", 5, []string{"(`a b`),", "c"}},
		{"a lone ` tick", 6, []string{"a lone", "` tick"}},
	} {
		if got := wrap(split(test.text), test.width); !slices.Equal(got, test.want) {
			t.Errorf("%q at %d: %q", test.text, test.width, got)
		}
	}
}

// The lab stands in for Google's console and its sign-in pages.
func TestLabLinks(t *testing.T) {
	audience, _ := pack(t).Step("audience")
	for _, test := range []struct{ console, accounts, link, as string }{
		{"", "", "https://console.cloud.google.com/auth/audience", "https://accounts.google.com/AccountChooser?Email=a%40b.c&continue=https%3A%2F%2Fconsole.cloud.google.com%2Fauth%2Faudience"},
		{"http://127.0.0.1:1234/", "", "http://127.0.0.1:1234/auth/audience", "http://127.0.0.1:1234/auth/audience"},
		{"http://127.0.0.1:1234", "http://127.0.0.1:99", "http://127.0.0.1:1234/auth/audience", "http://127.0.0.1:99/AccountChooser?Email=a%40b.c&continue=http%3A%2F%2F127.0.0.1%3A1234%2Fauth%2Faudience"},
		{"javascript:alert(1)", "http://example.com", "https://console.cloud.google.com/auth/audience", "https://accounts.google.com/AccountChooser?Email=a%40b.c&continue=https%3A%2F%2Fconsole.cloud.google.com%2Fauth%2Faudience"},
		{"https://lab.example/path", "", "https://console.cloud.google.com/auth/audience", "https://accounts.google.com/AccountChooser?Email=a%40b.c&continue=https%3A%2F%2Fconsole.cloud.google.com%2Fauth%2Faudience"},
	} {
		v := Values{"console": test.console, "accounts": test.accounts}
		if got := audience.Link(v); got != test.link {
			t.Errorf("%+v: link %q", test, got)
		}
		if got := audience.LinkAs(v, "a@b.c"); got != test.as {
			t.Errorf("%+v: link as %q", test, got)
		}
	}
	page := documentIn(t, FormatText, DocumentOptions{Values: Values{"console": "http://127.0.0.1:1234"}})
	if before, _, _ := strings.Cut(page, "\nSources\n"); strings.Contains(before, "console.cloud.google.com") {
		t.Error("a page of the lab's guide leads to Google's console")
	}
}

// Where another account is signed in, links to the console go by way of the
// account chooser, and no others do.
func TestConsoleAccount(t *testing.T) {
	v := Values{"consoleAccount": "admin@example.com", "project": "p", "email": "support@example.com", "supportEmail": "support@example.com"}
	const chooser = "\nhttps://accounts.google.com/AccountChooser?Email=admin%40example.com&continue=https%3A%2F%2Fconsole.cloud.google.com%2F"
	for step, want := range map[string]string{
		"audience": chooser + "auth%2Faudience%3Fproject%3Dp\n",
		"branding": chooser + "auth%2Foverview%2Fcreate%3Fproject%3Dp\n",
		"project":  "New Project, signed in as admin@example.com\n",
	} {
		if got := renderWith(t, step, msg.English, v, Branch{}, 80); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", step, want, got)
		}
	}
	if got := renderWith(t, "forwarding", msg.English, v, Branch{}, 80); strings.Contains(got, "AccountChooser") {
		t.Errorf("the mailbox is opened as the wrong account:\n%s", got)
	}
	if got := letterIn(t, FormatText, "google-cloud-admin", LetterOptions{Values: v}); strings.Contains(got, "admin@example.com") {
		t.Errorf("the letter sends its reader to the sender's account:\n%s", got)
	}
}

func TestDerivedValues(t *testing.T) {
	v := Values{"email": "support@mail.example.com", "forwardingAddress": "x@mail-us.imiconnect.io"}
	for name, want := range map[string]string{"signInAs": "support@mail.example.com", "adminDomain": "mail.example.com", "forwardingDomain": "mail-us.imiconnect.io"} {
		if got := v.get(name); got != want {
			t.Errorf("%s: got %q", name, got)
		}
	}
	v["loginId"], v["adminDomain"] = "jan@example.com", "example.com"
	if v.get("signInAs") != "jan@example.com" || v.get("adminDomain") != "example.com" {
		t.Errorf("got %q, %q", v.get("signInAs"), v.get("adminDomain"))
	}
	if got := (Values{}).get("adminDomain"); got != "" {
		t.Errorf("from nothing: %q", got)
	}
}

func TestCommandsAreOnePiece(t *testing.T) {
	f := &filler{values: Values{"name": "a`b"}}
	if got := f.line("run `mailasset token {name}` and ` alone"); len(got) != 3 || got[1] != (span{code, "mailasset token a`b"}) {
		t.Errorf("got %q", got)
	}
}
