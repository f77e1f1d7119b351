package lab

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const settingsTitle = "Forwarding and POP/IMAP"

// settings opens Gmail's settings where the lab says they are.
func (p *person) settings() *person {
	p.t.Helper()
	return p.open(strings.TrimPrefix(p.f.GmailSettings, p.f.URL)).sees(settingsTitle)
}

// addForwarding clicks through to the confirmation mail.
func (p *person) addForwarding(address string) *person {
	p.t.Helper()
	p.settings().press("Add a forwarding address", nil).press("Next", fields{"new": {address}})
	return p.sees("Confirm forwarding address").press("Proceed", nil)
}

var (
	codeInMail = regexp.MustCompile(`code: ([0-9]{9})\r\n`)
	linkInMail = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+(/mail/vf-\S+)\r\n`)
)

// confirmation reads code and link out of the last mail the forwarding
// address got.
func (f *fixture) confirmation(t *testing.T) (code, link string) {
	t.Helper()
	got := f.inbound()
	if len(got) == 0 {
		t.Fatal("no confirmation mail came")
	}
	last := got[len(got)-1]
	if last.From != "forwarding-noreply@google.com" || !slices.Equal(last.To, []string{f.ForwardingAddress}) || last.Via != "" ||
		last.Subject != "Gmail Forwarding Confirmation - Receive Mail from "+mailbox || last.header("Subject") != last.Subject || last.At.IsZero() {
		t.Errorf("%+v", last)
	}
	foundCode, foundLink := codeInMail.FindStringSubmatch(last.Body), linkInMail.FindStringSubmatch(last.Body)
	if foundCode == nil || foundLink == nil {
		t.Fatalf("the mail says:\n%s", last.Body)
	}
	return foundCode[1], foundLink[1]
}

// From nothing to forwarded mail, by clicking only, once with the code and
// once with the link.
func TestForwardingByHand(t *testing.T) {
	for name, confirm := range map[string]func(p *person, code, link string){
		"code": func(p *person, code, _ string) {
			p.press("OK", nil).sees("Verify", p.f.ForwardingAddress)
			p.press("Verify", fields{"code": {"000000000"}}).sees("not the confirmation code")
			p.press("Verify", fields{"code": {" " + code + " "}}).sees("is confirmed")
		},
		"link": func(p *person, _, link string) {
			stranger := p.f.person(p.t).open(link).sees("Confirm that mail of", mailbox)
			if got := p.f.forwardingSeen(p.t, p.f.planted(scopeMail)); got != "OURS pending, off" {
				p.t.Errorf("to open the link confirmed it: %s", got)
			}
			stranger.press("Confirm", nil).sees("Confirmation Success!", mailbox, p.f.ForwardingAddress)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, Config{Fresh: true})
			token := f.planted(scopeMail)
			seen := func(want string) {
				t.Helper()
				if got := f.forwardingSeen(t, token); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
			p := f.person(t).settings().sees(mailbox, "Disable forwarding").seesNot("Forward a copy of incoming mail to")
			p.addForwarding(f.ForwardingAddress).sees("A confirmation code has been sent to", f.ForwardingAddress)
			seen("OURS pending, off")
			code, link := f.confirmation(t)
			confirm(p, code, link)
			seen("OURS accepted, off")
			p.settings().sees("Forward a copy of incoming mail to").press("Save Changes", fields{"forward": {"on"}, "disposition": {archive}})
			p.sees("preferences have been saved", "(in use)")
			seen("OURS accepted, to OURS archive")
			f.mail(t, mailbox, token, letter, mailbox)
			if got := f.inbound(); len(got) != 2 || got[1].MessageID != "<one@client.test>" {
				t.Errorf("%+v", got)
			}
			if ids := f.search(t, token, "in:inbox"); len(ids) != 0 {
				t.Error("archived mail lies in the inbox")
			}
			p.settings().press("Save Changes", fields{"forward": {"off"}}).seesNot("(in use)")
			seen("OURS accepted, off")
			f.mail(t, mailbox, token, strings.Replace(letter, "one@", "two@", 1), mailbox)
			if got := f.inbound(); len(got) != 2 {
				t.Errorf("forwarded while it is off: %+v", got)
			}
			p.settings().press("Remove address", nil).seesNot(f.ForwardingAddress)
			seen("off")
		})
	}
}

func TestForwardingRefusals(t *testing.T) {
	f := start(t, Config{Fresh: true})
	p := f.person(t)
	for typed, want := range map[string]string{
		"nobody": "not a valid email address", "": "not a valid email address", mailbox: "cannot forward to itself",
	} {
		p.settings().press("Add a forwarding address", nil).press("Next", fields{"new": {typed}}).sees(want)
	}
	p.press("Cancel", nil).sees(settingsTitle)
	p.addForwarding(strings.ToUpper(f.ForwardingAddress)).press("OK", nil).press("Add a forwarding address", nil)
	p.press("Next", fields{"new": {f.ForwardingAddress}}).sees("has been added already")

	// A new mail replaces the code and the link of the one before.
	code, link := f.confirmation(t)
	p.settings().press("Re-send email", nil).sees("has been sent")
	newCode, newLink := f.confirmation(t)
	if code == newCode || link == newLink {
		t.Error("the same again")
	}
	p.settings().press("Verify", fields{"code": {code}}).sees("not the confirmation code")
	if p.open(link).sees("This link is not valid"); p.page.status != http.StatusNotFound {
		t.Errorf("the old link: %d", p.page.status)
	}
	if p.open("/mail/something"); p.page.status != http.StatusNotFound {
		t.Errorf("no link at all: %d", p.page.status)
	}

	// Forms that no page would send.
	post := func(form url.Values) page {
		return do(t, p.c, http.MethodPost, f.GmailSettings, formType, form.Encode())
	}
	for name, form := range map[string]url.Values{
		"not confirmed":       {"do": {"save"}, "forward": {"on"}, "address": {f.ForwardingAddress}},
		"never added":         {"do": {"save"}, "forward": {"on"}, "address": {"x@example.com"}},
		"unknown disposition": {"do": {"save"}, "forward": {"off"}, "disposition": {"shred"}},
		"no code was sent":    {"do": {"verify"}, "asked": {"x@example.com"}, "code": {""}},
		"no address":          {"do": {"resend"}, "asked": {"x"}},
	} {
		if answer := post(form); answer.status != 400 || answer.header.Get(problemHeader) == "" {
			t.Errorf("%s: %d", name, answer.status)
		}
	}
	if got := f.forwardingSeen(t, f.planted(scopeMail)); got != "OURS pending, off" {
		t.Errorf("something was changed: %s", got)
	}
}

// Each mailbox has settings of its own, and one that forwards to another that
// forwards back does not do so for ever.
func TestForwardingBetweenMailboxes(t *testing.T) {
	f := start(t, Config{})
	support, other := f.planted(scopeMail), f.plantedFor(otherAccount, scopeMail)
	p := f.person(t).open("/mail/?authuser="+url.QueryEscape(otherAccount)).sees(settingsTitle, otherAccount)
	p.press("Add a forwarding address", nil).press("Next", fields{"new": {mailbox}}).press("Proceed", nil).sees("needs no confirmation", otherAccount)
	p.press("Save Changes", fields{"forward": {"on"}}).sees("(in use)", otherAccount)
	p = f.person(t).settings().sees(mailbox).press("Add a forwarding address", nil).press("Next", fields{"new": {otherAccount}}).press("Proceed", nil)
	p.press("Save Changes", fields{"forward": {"on"}, "address": {otherAccount}, "disposition": {markRead}}).sees("(in use)")

	f.mail(t, mailbox, support, letter, otherAccount)
	for token, want := range map[string][]string{
		support: {"SENT", "INBOX"}, // one's own mail comes back as read, for forwarding says so
		other:   {"INBOX", "UNREAD"},
	} {
		if m := f.found(t, token, "rfc822msgid:one@client.test", "minimal"); !slices.Equal(m.LabelIds, want) {
			t.Errorf("got %q, want %q", m.LabelIds, want)
		}
	}
	if got := f.inbound(); len(got) != 0 {
		t.Errorf("%+v", got)
	}

	// An address outside the organization is asked, even one of Gmail's own.
	consumer := f.plantedFor(consumerAccount, scopeMail)
	f.person(t).settings().press("Add a forwarding address", nil).press("Next", fields{"new": {consumerAccount}}).press("Proceed", nil).sees("has been sent")
	f.found(t, consumer, "in:inbox subject:Confirmation", "full")

	// A copy in the trash is listed for who looks there.
	p = f.person(t).settings()
	p.press("Save Changes", fields{"forward": {"on"}, "address": {f.ForwardingAddress}, "disposition": {trash}})
	f.mail(t, otherAccount, other, strings.Replace(letter, "one@", "two@", 1), mailbox)
	if got := f.inbound(); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	for q, want := range map[string]int{"rfc822msgid:two@client.test": 0, "in:trash rfc822msgid:two@client.test": 1, "in:anywhere rfc822msgid:two@client.test": 1} {
		if got := f.search(t, support, q); len(got) != want {
			t.Errorf("%s finds %q", q, got)
		}
	}
}

// The account chooser leads to Gmail's settings, also with Google's own link.
func TestSettingsThroughTheChooser(t *testing.T) {
	f := start(t, Config{})
	p := f.person(t)
	p.open(p.settings().link("Switch account")).press(otherAccount, nil).at(gmailSettingsPath).sees(settingsTitle, otherAccount)
	target := "https://mail.google.com/mail/u/0/#settings/fwdandpop"
	p.open(chooserPath+"?continue="+url.QueryEscape(target)).press(mailbox, nil).at(gmailSettingsPath).sees(mailbox)
	if p.open("/").sees("Gmail settings"); p.link(f.GmailSettings) != gmailSettingsPath {
		t.Error("the front page leads elsewhere")
	}
}

// A fault decides what is seen, whatever a person does meanwhile.
func TestForwardingFaultsOverrideTheState(t *testing.T) {
	f := start(t, Config{Faults: []string{"forwarding-pending"}})
	token := f.planted(scopeMail)
	f.person(t).settings().press("Re-send email", nil).sees("has been sent")
	code, _ := f.confirmation(t)
	f.person(t).settings().press("Verify", fields{"code": {code}}).sees("Waiting for confirmation")
	f.mail(t, mailbox, token, letter, mailbox)
	if got := f.inbound(); len(got) != 1 {
		t.Errorf("forwarded to an address that waits: %+v", got)
	}
	f.set(t, "forwarding-elsewhere")
	f.person(t).settings().sees(elsewhere, "(in use)")
	f.mail(t, mailbox, token, strings.Replace(letter, "one@", "two@", 1), mailbox)
	if got := f.inbound(); len(got) != 1 {
		t.Errorf("forwarded elsewhere, and yet %+v", got)
	}
}
