package wizard

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

func TestAFindingOnTheScreen(t *testing.T) {
	whole := diagnose.Finding{
		Code: "made-up-code", Summary: "it failed", Cause: "because of something that takes more than one line to say on a screen",
		Fix: []string{"Run `mailasset check acme`.", "Wait."}, Who: "mailbox-owner", Link: "https://example.com/",
	}
	owner := msg.Who("mailbox-owner")
	for name, c := range map[string]struct {
		lang msg.Lang
		f    diagnose.Finding
		want string
	}{
		"whole": {msg.English, whole, `x it failed
    cause     because of something that takes more than one
              line to say on a screen
    fix       1. Run ` + "`mailasset check acme`" + `.
              2. Wait.
    who       ` + owner.En + `
    link      https://example.com/
    code      made-up-code
`},
		"Dutch": {msg.Dutch, whole, `x it failed
    oorzaak   because of something that takes more than one
              line to say on a screen
    oplossing 1. Run ` + "`mailasset check acme`" + `.
              2. Wait.
    wie       ` + owner.Nl + `
    link      https://example.com/
    code      made-up-code
`},
		"one fix has no number":  {msg.English, diagnose.Finding{Summary: "it failed", Fix: []string{"Wait."}}, "x it failed\n    fix       Wait.\n"},
		"unknown to the catalog": {msg.English, diagnose.Finding{Summary: "read x: no"}, "x read x: no\n"},
		"without a summary":      {msg.English, diagnose.Finding{Cause: "why"}, "    cause     why\n"},
		"nothing":                {msg.English, diagnose.Finding{}, ""},
	} {
		var out bytes.Buffer
		WriteFinding(&out, c.lang, 60, "x", c.f)
		if out.String() != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, out.String(), c.want)
		}
	}
}

// A narrow or unknown terminal gets sixty columns; no line is wider than asked
// unless it cannot be broken.
func TestFindingsKeepTheWidth(t *testing.T) {
	f := diagnose.Finding{Cause: strings.Repeat("word ", 60), Fix: []string{strings.Repeat("more ", 40), "short"}}
	for width, most := range map[int]int{0: 60, 20: 60, 60: 60, 80: 80, 133: 133} {
		var out bytes.Buffer
		WriteFinding(&out, msg.English, width, "x", f)
		widest := 0
		for line := range strings.Lines(out.String()) {
			widest = max(widest, utf8.RuneCountInString(strings.TrimRight(line, "\n")))
			if !strings.HasPrefix(line, "    cause ") && !strings.HasPrefix(line, "    fix ") && !strings.HasPrefix(line, strings.Repeat(" ", 14)) {
				t.Errorf("%d: the column is lost in %q", width, line)
			}
		}
		if widest > most || widest < most-5 {
			t.Errorf("%d: the widest line has %d columns", width, widest)
		}
	}
}

func TestAResultIsOneLineWhenGoodAndAFindingWhenNot(t *testing.T) {
	w, s, _ := testWizard(t)
	good, bad := new(bytes.Buffer), new(bytes.Buffer)
	w.WriteResult(good, check.Result{ID: "token.scope", Status: check.Pass, Summary: msg.GmailOn.Line()}, w.Context(s))
	if got, want := good.String(), "+ token.scope        The Gmail API is on.\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	w.WriteResult(bad, check.Result{
		ID: "mailbox.identity", Status: check.Fail, Summary: msg.GmailOn.Line(), Err: &check.AccountError{Want: "a@acme.com", Got: "b@acme.com"},
	}, w.Context(s))
	if !saysInOrder(bad.String(), "x mailbox.identity  ", "\n    cause ", "\n    fix ", "a@acme.com", "\n    code ") || strings.Count(bad.String(), "\nx") > 0 {
		t.Errorf("%s", bad)
	}
}

// TestAFindingOfTwoChecksIsToldOnce: the second names the first, where the reason
// and what to do are the same.
func TestAFindingOfTwoChecksIsToldOnce(t *testing.T) {
	w, s, _ := testWizard(t)
	out := new(bytes.Buffer)
	tell := w.Results(out, w.Context(s))
	missing, other := oauth.RedirectURI(8473), "https://acme.us.webexconnect.io/callback"
	refused := func(uri string) error {
		return &oauth.PageError{Code: "redirect_uri_mismatch", Details: map[string]string{"redirect_uri": uri}}
	}
	for _, r := range []check.Result{
		{ID: "client.redirects", Status: check.Warn, Err: &check.RedirectsError{Missing: []string{missing}, Registered: []string{other}}},
		{ID: "redirect.loopback", Status: check.Fail, Err: refused(missing)},
		{ID: "redirect.connect", Status: check.Fail, Err: refused(other)},
		{ID: "mailbox.identity", Status: check.Unknown, Err: errors.New("one")},
		{ID: "smtp.login", Status: check.Unknown, Err: errors.New("two")},
	} {
		r.Summary = msg.GmailOn.Line()
		tell(r)
	}
	if n := strings.Count(out.String(), "code      redirect-uri-mismatch"); n != 2 || strings.Count(out.String(), "as above") != 1 ||
		!strings.Contains(out.String(), "x redirect.loopback  The Gmail API is on.\n    cause     as above: client.redirects\nx redirect.connect") {
		t.Errorf("%d times in full:\n%s", n, out)
	}
}

func TestMarks(t *testing.T) {
	m := Marks{Pass: "+", Warn: "!", Fail: "x", Skip: "-"}
	for status, want := range map[check.Status]string{check.Pass: "+", check.Warn: "!", check.Fail: "x", check.Unknown: "!", check.Skip: "-"} {
		if got := m.Of(status); got != want {
			t.Errorf("%s: %q, want %q", status, got, want)
		}
	}
}

func TestProgressIsWrittenOverOnlyWhereThatWorks(t *testing.T) {
	for redraw, want := range map[bool]string{false: "one\ntwo\n", true: "\r\x1b[Kone\r\x1b[Ktwo\r\x1b[K"} {
		w, _, said := testWizard(t)
		w.Redraw = redraw
		for _, line := range []string{"one", "two", ""} {
			w.progress(line)
		}
		if said.String() != want {
			t.Errorf("redraw %v: %q, want %q", redraw, said.String(), want)
		}
	}
}
