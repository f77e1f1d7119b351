package guide

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/msg"
)

// told fails when a letter does not say all these words, in this order.
func toldIn(t *testing.T, role string, o LetterOptions, words ...string) {
	t.Helper()
	o.Width = 80
	rest := strings.Join(strings.Fields(letterIn(t, FormatText, role, o)), " ")
	for _, word := range words {
		_, after, found := strings.Cut(rest, word)
		if !found {
			t.Errorf("%s %s does not say %q there", role, o.Lang, word)
			continue
		}
		rest = after
	}
}

func TestRoles(t *testing.T) {
	want := []string{"google-cloud-admin", "mailbox-owner", "workspace-admin", "webex-connect-admin"}
	if !slices.Equal(Roles(), want) {
		t.Errorf("got %v", Roles())
	}
	Roles()[0] = "changed"
	book, err := letters()
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, l := range book.Letters {
		have = append(have, l.Role)
	}
	if !slices.Equal(have, Roles()) {
		t.Errorf("letters to %v", have)
	}
	var unknown *RoleError
	err = pack(t).Letter(nil, FormatText, "boss", LetterOptions{})
	if !errors.As(err, &unknown) || unknown.Role != "boss" || !strings.Contains(err.Error(), "mailbox-owner") {
		t.Errorf("got %v", err)
	}
}

// The client's file is a secret, and everything else may go by mail.
func TestCloudAdminLetter(t *testing.T) {
	o := LetterOptions{Lang: msg.English, Values: usual, Branch: external}
	toldIn(t, "google-cloud-admin", o, "15 minutes", "1. Project", "projectcreate", "2. Gmail API", "Enable", "3. Branding",
		full["homePage"], "4. Audience", "Publish app -> Confirm", "5. Data Access", full["scope"], "6. Client",
		full["origin"], full["callbackUrl"], full["loopbackRedirect"], "Download JSON", "What to send back",
		"never by mail or chat", "client_secret_", "password manager")
	o.Lang = msg.Dutch
	toldIn(t, "google-cloud-admin", o, "15 minuten", "Publish app -> Confirm", full["callbackUrl"], "Wat je terugstuurt",
		"nooit via mail of chat", "client_secret_", "wachtwoordkluis")
}

func TestMailboxOwnerLetter(t *testing.T) {
	o := LetterOptions{Lang: msg.English, Values: usual, Branch: external}
	toldIn(t, "mailbox-owner", o, "works until 2026-11-22 18:00", usual["authorizationLink"], "support@example.com",
		"Advanced -> Go to Webex Mail (unsafe)", "does not load", "That is expected", "address bar",
		full["forwardingAddress"], "send back", "at once", "lives for minutes")
	o.Lang = msg.Dutch
	toldIn(t, "mailbox-owner", o, "tot 2026-11-22 18:00", usual["authorizationLink"], "Geavanceerd -> Ga naar Webex Mail (onveilig)",
		"niet laadt", "Dat hoort zo", "adresbalk", full["forwardingAddress"], "meteen", "leeft enkele minuten")
	toldIn(t, "mailbox-owner", LetterOptions{Lang: msg.English, Values: full}, "sign in as jan@example.com")

	text := letterIn(t, FormatText, "mailbox-owner", o)
	for _, not := range []string{"mailasset", "debuglogs"} {
		if strings.Contains(text, not) {
			t.Errorf("the owner reads about %q", not)
		}
	}
}

// Without a link the sender learns how to make one.
func TestMailboxOwnerLetterWithoutLink(t *testing.T) {
	o := LetterOptions{Lang: msg.English, Values: Values{"name": "support", "email": "support@example.com"}}
	toldIn(t, "mailbox-owner", o, "To the sender", "`mailasset token support --start`", "<sign-in link>",
		"sign in once more", "forward the mailbox", "<Forwarding Address of the asset>")
	if text := letterIn(t, FormatText, "mailbox-owner", o); strings.Contains(text, "works until") {
		t.Errorf("a part without its value:\n%s", text)
	}
}

func TestWorkspaceAdminLetter(t *testing.T) {
	o := LetterOptions{Lang: msg.English, Values: usual, Branch: Branch{Audience: "internal", Account: "workspace"}}
	toldIn(t, "workspace-admin", o, "Google Workspace of example.com", "App access control",
		"https://admin.google.com/ac/owl/list?tab=configuredApps", full["clientId"], "Trusted", "may take hours",
		"https://admin.google.com/ac/owl/settings", "Trust internal apps", "mail-us.imiconnect.io", "enduseraccess")
	o.Branch = external
	if text := letterIn(t, FormatText, "workspace-admin", o); strings.Contains(text, "Trust internal apps") {
		t.Error("an External app is no internal one")
	}
}

func TestConnectAdminLetter(t *testing.T) {
	o := LetterOptions{Lang: msg.English, Values: usual, Branch: external}
	toldIn(t, "webex-connect-admin", o, "1. Now", "Forwarding Address", "Call Back URL", "2. Later", "Wait until", "published",
		"SMTP Server", "smtp.gmail.com", "Not in this letter", "Generate Token", "descriptive logs",
		"3. Then", "Decrypt logs", "4. Last", "cannot be changed afterwards", "must not be deleted", "Register To Webex Engage", "as none of it is secret")
	if text := letterIn(t, FormatText, "webex-connect-admin", o); strings.Count(text, "descriptive logs on") != 1 || strings.Count(text, "Press    Register To Webex Engage") != 1 {
		t.Errorf("something stands twice, or too early:\n%s", text)
	}
}

var forTheProgram = regexp.MustCompile(`(?i)\b(step|stap) \d|[^-]mailasset\b`)

// Readers of a letter have no program, and no step has a number there.
func TestLettersStandAlone(t *testing.T) {
	for _, lang := range languages {
		for _, role := range Roles() {
			text := letterIn(t, FormatText, role, LetterOptions{Lang: lang, Values: full, Width: 100})
			for _, not := range []string{"`", "handover", "TAC"} {
				if strings.Contains(text, not) {
					t.Errorf("%s %s holds %q", role, lang, not)
				}
			}
			if step := forTheProgram.FindString(text); step != "" {
				t.Errorf("%s %s holds %q", role, lang, step)
			}
		}
	}
}

func TestLettersAreChecked(t *testing.T) {
	const whole = "verified: 2026-11-22\nletters:\n  - role: mailbox-owner\n    title: {en: A, nl: B}\n    to: {en: A, nl: B}\n" +
		"    why: {en: A, nl: B}\n    takes: {en: A, nl: B}\n    parts: [{step: api}]\n    back: [{how: openly, say: {en: A, nl: B}}]\n"
	if _, err := read[letterBook]([]byte(whole), (*checker).letters); err != nil {
		t.Fatal(err)
	}
	for _, test := range [][3]string{
		{"role: mailbox-owner", "role: boss", "line 3: letters[0].role: \"boss\" is none of"},
		{"step: api", "step: publish", "line 8: letters[0].parts[0].step: \"publish\" is none of"},
		{"how: openly", "how: somehow", "line 9: letters[0].back[0].how: \"somehow\" is none of"},
		{"how: openly, ", "", "line 9: letters[0].back[0].how: missing"},
		{"to: {en: A, nl: B}", "to: {en: A}", "line 5: letters[0].to.nl: missing"},
		{"why: {en: A", "why: {en: \"{boss}\"", "unknown placeholder {boss}"},
	} {
		_, err := read[letterBook]([]byte(strings.Replace(whole, test[0], test[1], 1)), (*checker).letters)
		if err == nil || !strings.Contains(err.Error(), test[2]) {
			t.Errorf("%s: %v", test[1], err)
		}
	}
}
