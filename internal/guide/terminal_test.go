package guide

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mailasset/internal/msg"
)

var update = flag.Bool("update", false, "write the golden files anew")

// full holds a value for every placeholder.
var full = Values{
	"project": "webex-mail-4711", "projectNumber": "123456789012", "email": "support@example.com",
	"appName": "Webex Mail", "supportEmail": "support@example.com", "homePage": "https://www.example.com/",
	"privacyPolicy": "https://www.example.com/privacy", "authorizedDomains": "webexconnect.io, example.com",
	"developerContact": "admin@example.com", "testUser": "support@example.com", "scope": "https://mail.google.com/",
	"clientName": "Webex Connect", "origin": "https://acme.us.webexconnect.io",
	"callbackUrl":       "https://acme.us.webexconnect.io/callback",
	"loopbackRedirect":  "http://127.0.0.1:8473/callback",
	"forwardingAddress": "0123456789abcdef0123456789abcdef@mail-us.imiconnect.io",
	"smtpServer":        "smtp.gmail.com", "port": "465", "security": "SSL",
	"authorizationUrl": "https://accounts.google.com/o/oauth2/auth", "tokenUrl": "https://oauth2.googleapis.com/token",
	"clientId": "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
	"loginId":  "jan@example.com", "assetName": "Support", "username": "support@example.com",
	"name": "support", "authorizationLink": "https://accounts.google.com/o/oauth2/auth?client_id=123456789012-abc&state=x", "linkValidUntil": "2026-11-22 18:00",
}

// setup is a reader of whom nothing else is known.
var setup = Branch{Reader: readerSetup}

var languages = []msg.Lang{msg.English, msg.Dutch}

// render returns a step of the embedded pack with every value filled in.
func render(t *testing.T, id string, lang msg.Lang, b Branch, width int) string {
	t.Helper()
	return renderWith(t, id, lang, full, b, width)
}

func renderWith(t *testing.T, id string, lang msg.Lang, v Values, b Branch, width int) string {
	t.Helper()
	step, ok := pack(t).Step(id)
	if !ok {
		t.Fatalf("no step %q", id)
	}
	var out strings.Builder
	if err := step.Terminal(&out, lang, v, b, width); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTerminalGolden(t *testing.T) {
	usual := maps.Clone(full)
	delete(usual, "loginId") // most mailboxes are not shared
	for _, lang := range languages {
		for _, id := range IDs() {
			compare(t, fmt.Sprintf("%s.%s", id, lang), renderWith(t, id, lang, usual, Branch{Audience: "external"}, 80))
		}
		compare(t, fmt.Sprintf("narrow.%s", lang), render(t, "branding", lang, Branch{}, 60))
		compare(t, fmt.Sprintf("wide.%s", lang), render(t, "tokens", lang, Branch{Audience: "internal", Account: "workspace"}, 100))
		compare(t, fmt.Sprintf("empty.%s", lang), renderWith(t, "connect", lang, nil, Branch{}, 80))
	}
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s differs; look at it, then run with -update. Got:\n%s", path, got)
	}
}

// pasted returns every value and every link of a step, each of which must
// stand alone on a line.
func pasted(s Step, lang msg.Lang) []string {
	var all []string
	if s.Page.Link != "" {
		all = append(all, s.Link(full))
	}
	for _, action := range s.Actions {
		if !full.meet(action.Needs) || !action.When.Applies(setup) {
			continue
		}
		if action.Page.Link != "" {
			all = append(all, action.Page.link(full))
		}
		for _, field := range action.Fields {
			if field.Kind == "" || field.Kind == Type || field.Kind == Copy {
				all = append(all, (&filler{values: full, lang: lang}).each(field.Value)...)
			}
		}
	}
	for _, alternate := range s.Alternates {
		if alternate.Page.Link != "" && alternate.When.Applies(setup) {
			all = append(all, alternate.Page.link(full))
		}
	}
	return all
}

func TestWidth(t *testing.T) {
	for _, lang := range languages {
		for _, step := range pack(t).Steps {
			exempt := pasted(step, lang)
			for _, width := range []int{60, 80, 100} {
				for line := range strings.Lines(render(t, step.ID, lang, Branch{}, width)) {
					line = strings.TrimSuffix(line, "\n")
					oneWord := !strings.Contains(strings.TrimSpace(line), " ")
					if utf8.RuneCountInString(line) > width && !oneWord && !slices.Contains(exempt, line) {
						t.Errorf("%s %s: wider than %d: %q", step.ID, lang, width, line)
					}
					if strings.TrimRight(line, " ") != line {
						t.Errorf("%s %s: blanks at the end of %q", step.ID, lang, line)
					}
				}
			}
		}
	}
}

// Outside 40 to 100 columns the text keeps its width: it would not be read.
func TestWidthHasBounds(t *testing.T) {
	for _, pair := range [][2]int{{-1, 40}, {0, 40}, {39, 40}, {200, 100}} {
		got := render(t, "audience", msg.English, Branch{}, pair[0])
		if want := render(t, "audience", msg.English, Branch{}, pair[1]); got != want {
			t.Errorf("width %d is not laid out as %d", pair[0], pair[1])
		}
	}
}

// Three clicks select a line. It must hold the value and nothing else.
func TestValuesStandAlone(t *testing.T) {
	for _, lang := range languages {
		for _, step := range pack(t).Steps {
			lines := strings.Split(render(t, step.ID, lang, Branch{}, 60), "\n")
			for _, value := range pasted(step, lang) {
				if !slices.Contains(lines, value) {
					t.Errorf("%s %s: %q does not stand alone", step.ID, lang, value)
				}
			}
		}
	}
}

func TestDomainsOneByOne(t *testing.T) {
	lines := strings.Split(render(t, "branding", msg.English, Branch{}, 80), "\n")
	at := slices.Index(lines, "webexconnect.io")
	if at < 0 || lines[at+1] != "example.com" {
		t.Errorf("the domains do not stand one below the other:\n%s", strings.Join(lines, "\n"))
	}
	v := Values{"appName": "Acme, Inc.", "homePage": "https://a.example/\n https://b.example/ "}
	f := &filler{values: v, lang: msg.English}
	if got := f.each("{appName}"); !slices.Equal(got, []string{"Acme, Inc."}) {
		t.Errorf("a comma split a name: %q", got)
	}
	if got := f.each("{homePage}"); !slices.Equal(got, []string{"https://a.example/", "https://b.example/"}) {
		t.Errorf("lines: %q", got)
	}
}

func TestBranches(t *testing.T) {
	for _, test := range []struct {
		step    string
		branch  Branch
		has     []string
		hasNone []string
	}{
		{"audience", Branch{Audience: "external"}, []string{"Publish app -> Confirm"}, []string{"(only for External", "Check that the user type"}},
		{"audience", Branch{Audience: "internal", Account: "workspace"}, []string{"Check that the user type"}, []string{"Press "}},
		{"audience", Branch{}, []string{"(only for External) Publish", "(only for Internal and a Workspace account) Check"}, nil},
		{"audience", Branch{Audience: "external", Account: "workspace"}, nil, []string{"gmail.com"}},
		{"project", Branch{Account: "consumer"}, []string{"Location: No organization"}, []string{"handover"}},
		{"project", Branch{Audience: "internal", Account: "workspace"}, []string{"Choose your organisation"}, []string{"No organization"}},
		{"branding", Branch{Audience: "internal", Account: "workspace"}, []string{"Audience: Internal", "webexconnect.io"}, []string{"Application home page"}},
		{"branding", Branch{Audience: "external", Account: "consumer"}, []string{"Audience: External", "home page"}, []string{"Audience: Internal"}},
		{"tokens", Branch{Audience: "internal", Account: "workspace"}, []string{"org_internal", "admin_policy_enforced"}, []string{"unsafe"}},
		{"tokens", Branch{Audience: "external", Account: "consumer"}, []string{"Go to Webex Mail (unsafe)"}, []string{"org_internal", "admin_policy"}},
	} {
		got := render(t, test.step, msg.English, test.branch, 100)
		for _, part := range test.has {
			if !strings.Contains(got, part) {
				t.Errorf("%s %+v: lacks %q", test.step, test.branch, part)
			}
		}
		for _, part := range test.hasNone {
			if strings.Contains(got, part) {
				t.Errorf("%s %+v: holds %q", test.step, test.branch, part)
			}
		}
	}
}

// The numbers of the actions have no gaps when a branch leaves some out.
func TestActionsAreNumbered(t *testing.T) {
	got := render(t, "forwarding", msg.Dutch, Branch{}, 80)
	for n := 1; n <= 5; n++ {
		if !strings.Contains(got, fmt.Sprintf("\nDoe %d ", n)) {
			t.Errorf("no action %d:\n%s", n, got)
		}
	}
	one := render(t, "audience", msg.English, Branch{Audience: "internal", Account: "workspace"}, 80)
	if !strings.Contains(one, "\nDo       ") {
		t.Errorf("a single action has a number:\n%s", one)
	}
}

func TestSharedMailbox(t *testing.T) {
	for login, want := range map[string]bool{"": false, "jan@example.com": true} {
		v := Values{"loginId": login}
		got := renderWith(t, "connect", msg.English, v, Branch{}, 80)
		if strings.Contains(got, "Paste    Login ID For Generating Token\n") != want {
			t.Errorf("login id %q: the shared mailbox is asked for: %v", login, !want)
		}
	}
}

func TestMissingValuesAreNamed(t *testing.T) {
	for lang, words := range map[msg.Lang][]string{
		msg.English: {"\n<asset name>\n", "\n<mailbox address>\n", "\n<token URL>\n", "\n<Webex Connect address>\n"},
		msg.Dutch:   {"\n<naam van de asset>\n", "\n<adres van de mailbox>\n", "\n<token-URL>\n", "\n<adres van Webex Connect>\n"},
	} {
		got := renderWith(t, "connect", lang, nil, Branch{}, 80)
		for _, word := range words {
			if !strings.Contains(got, word) {
				t.Errorf("%s: %q is missing", lang, word)
			}
		}
	}
	got := renderWith(t, "audience", msg.Dutch, nil, Branch{}, 80)
	if !strings.Contains(got, "\nhttps://console.cloud.google.com/auth/audience\n") || !strings.Contains(got, "<project-id>") {
		t.Errorf("without a project:\n%s", got)
	}
	if got := renderWith(t, "asset", msg.English, nil, Branch{}, 80); strings.Contains(got, "<Call Back URL") {
		t.Errorf("what is still to be copied stands as if it were known:\n%s", got)
	}
}

func TestInstructionsAndOtherwiseMakeTheWhole(t *testing.T) {
	for _, step := range pack(t).Steps {
		var do, different strings.Builder
		err := errors.Join(
			step.Instructions(&do, msg.Dutch, full, Branch{}, 80),
			step.Otherwise(&different, msg.Dutch, full, Branch{}, 80))
		if err != nil {
			t.Fatal(err)
		}
		whole := do.String()
		if different.Len() > 0 {
			whole += "\n" + different.String()
		}
		if want := render(t, step.ID, msg.Dutch, Branch{}, 80); whole != want {
			t.Errorf("%s: the parts differ from the whole:\n%s", step.ID, whole)
		}
	}
}

type brokenWriter struct{}

var errBroken = errors.New("pipe closed")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestTerminalReportsTheWriter(t *testing.T) {
	step, _ := pack(t).Step("asset")
	if err := step.Terminal(brokenWriter{}, msg.English, nil, Branch{}, 80); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}
