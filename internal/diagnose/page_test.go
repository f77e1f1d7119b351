package diagnose

import (
	"fmt"
	"strings"
	"testing"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

func mismatch(sent string) error {
	return page("redirect_uri_mismatch", "", "", 400, "redirect_uri", sent)
}

func TestRedirectOnThePage(t *testing.T) {
	known := acme
	known.Registered = []string{"https://acme.us.webexconnect.io/callback/", "http://127.0.0.1:8473/callback"}
	for _, tt := range []struct {
		name, sent string
		c          Context
		want       facts
	}{
		{"theirs, nearest", acme.CallbackURL, known, facts{"which": "connect", "difference": "slash-extra", "marked": acme.CallbackURL + "[/]"}},
		{"ours, listed", acme.LoopbackURI, known, facts{"which": "loopback", "source": "listed"}},
		{"ours, nothing known", acme.LoopbackURI, acme, facts{"which": "loopback"}},
		{"localhost", "http://localhost:8473/callback", known, facts{"which": "loopback", "expected": acme.LoopbackURI, "sentMarked": "http://[l]ocalhost:8473/callback", "difference": "host"}},
		{"a blank at the end", acme.CallbackURL + " ", known, facts{"which": "connect", "expected": acme.CallbackURL, "sentMarked": acme.CallbackURL + "[ ]", "difference": "other"}},
		{"another tenant", "https://other.us.webexconnect.io/callback", known, facts{"which": "connect", "sentMarked": "https://[o]ther.us.webexconnect.io/callback"}},
		{"a stranger's", "urn:ietf:wg:oauth:2.0:oob", known, facts{"which": "stranger", "expected": "", "nearest": ""}},
		{"nothing known", "https://x.example/cb", Context{}, facts{"which": "", "expected": ""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Explain(mismatch(tt.sent), tt.c)
			if f.Code != "redirect-uri-mismatch" || f.Facts["redirect_uri"] != strings.TrimSpace(tt.sent) {
				t.Errorf("%s, %q", f.Code, f.Facts["redirect_uri"])
			}
			for name, want := range tt.want {
				if f.Facts[name] != want {
					t.Errorf("%s is %q, want %q", name, f.Facts[name], want)
				}
			}
			checkFinding(t, tt.name, f, tt.c)
		})
	}
}

// TestPageFinding reads one page whole, in both languages.
func TestPageFinding(t *testing.T) {
	for lang, want := range map[msg.Lang]string{
		msg.English: `the redirect address of this program is not registered on this OAuth client
Google compares redirect addresses character by character. It received http://localhost:8473/callback. The asset has http://127.0.0.1:8473/callback; what was sent differs where marked: http://[l]ocalhost:8473/callback. Nearest registered: http://[1]27.0.0.1:8473/callback, with another host name (localhost and 127.0.0.1 are two names).
Correct it to http://127.0.0.1:8473/callback where it was entered, and sign in again, here or with Generate Token. If nobody entered it, stop and find out who sent it.`,
		msg.Dutch: `het redirect-adres van dit programma staat niet geregistreerd bij deze OAuth-client
Google vergelijkt redirect-adressen teken voor teken. Ontvangen is http://localhost:8473/callback. Bij de asset hoort http://127.0.0.1:8473/callback; wat verstuurd is, wijkt af bij de markering: http://[l]ocalhost:8473/callback. Dichtstbij geregistreerd: http://[1]27.0.0.1:8473/callback, met een andere hostnaam (localhost en 127.0.0.1 zijn twee namen).
Verbeter het tot http://127.0.0.1:8473/callback waar het is ingevuld en meld je opnieuw aan, hier of met Generate Token. Heeft niemand het ingevuld, stop dan en zoek uit wie het stuurde.`,
	} {
		c := acme
		c.Lang, c.Registered = lang, []string{acme.LoopbackURI}
		f := Explain(mismatch("http://localhost:8473/callback"), c)
		if got := strings.Join([]string{f.Summary, f.Cause, f.Fix[len(f.Fix)-1]}, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", lang, got, want)
		}
	}
}

// TestAPastedTextNamesNothing holds that what a pasted text does not name is not
// filled in with the asset's.
func TestAPastedTextNamesNothing(t *testing.T) {
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		c := acme
		c.Lang, c.Pasted, c.Registered = lang, true, []string{"http://127.0.0.1:9999/callback"}
		f := Explain(page("redirect_uri_mismatch", "", "", 400), c)
		if f.Facts["redirect_uri"] != "" || f.Facts["nearest"] != "" || len(f.Fix) != 2 {
			t.Errorf("facts %q, %d steps", f.Facts, len(f.Fix))
		}
		if !strings.Contains(f.Cause, acme.LoopbackURI) || !strings.Contains(f.Cause, acme.CallbackURL) || strings.Contains(f.Cause, "9999") {
			t.Error(f.Cause)
		}
		checkFinding(t, "no address", f, c)
		f = Explain(&oauth.PageError{Code: "invalid_client"}, c)
		if f.Facts["client_id"] != "" || strings.Contains(f.Cause, "Used: ") || strings.Contains(f.Cause, "Gebruikt: ") || !strings.Contains(f.Cause, acme.ClientID) {
			t.Errorf("facts %q: %s", f.Facts, f.Cause)
		}
		checkFinding(t, "no client", f, c)
		c.Foreign = true
		checkFinding(t, "no address, another provider", Explain(page("redirect_uri_mismatch", "", "", 400), c), c)
	}
	named := acme
	named.Pasted = true
	if f := Explain(mismatch(acme.CallbackURL), named); f.Facts["which"] != "connect" || f.Facts["match"] != "" {
		t.Errorf("an address that is named: %q", f.Facts)
	}
	if f := Explain(&oauth.PageError{Code: "invalid_client"}, acme); f.Facts["client_id"] != acme.ClientID || !strings.Contains(f.Cause, "Used: "+acme.ClientID) {
		t.Errorf("what the program met itself: %s", f.Cause)
	}
	if f := Explain(page("redirect_uri_mismatch", "", "", 400), Context{Pasted: true}); !strings.Contains(f.Cause, "the Call Back URL of the asset") {
		t.Errorf("no asset: %s", f.Cause)
	}
}

// TestWhileTheSignInWaits advises no command that the lock would refuse.
func TestWhileTheSignInWaits(t *testing.T) {
	for _, err := range []error{
		page("access_denied", "", testerHelp, 403), page("org_internal", "", "", 403), page("origin_mismatch", "", "", 400),
		page("disallowed_useragent", "", "", 403), page("invalid_request", "Required parameter is missing", "", 400),
	} {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			c := acme
			c.Lang, c.Waiting = lang, true
			f := Explain(err, c)
			said := strings.Join(f.Fix, "\n")
			if strings.Contains(said, "mailasset token") || !strings.Contains(said, "above") && !strings.Contains(said, "hierboven") {
				t.Errorf("%s: %s", f.Code, said)
			}
			checkFinding(t, f.Code, f, c)
			c.Waiting = false
			if said := strings.Join(Explain(err, c).Fix, "\n"); !strings.Contains(said, "`mailasset token "+acme.Name) {
				t.Errorf("%s, later: %s", f.Code, said)
			}
		}
	}
}

func TestAnotherClientsPage(t *testing.T) {
	c := acme
	c.ClientID = "987654321098-own.apps.googleusercontent.com"
	for _, err := range []error{mismatch(acme.CallbackURL), page("invalid_client", "", "", 401), page("deleted_client", "", "", 401), page("access_denied", "", testerHelp, 403)} {
		f := Explain(err, c)
		if !strings.Contains(f.Cause, "another client than the asset's: "+acme.ClientID+" instead of "+c.ClientID) {
			t.Errorf("%s: %s", f.Code, f.Cause)
		}
		if f.Code != "client-deleted" && !strings.HasSuffix(f.Link, "?project=123456789012") {
			t.Errorf("%s leads to %s", f.Code, f.Link)
		}
		if own := Explain(err, acme); strings.Contains(own.Cause, "another client") || own.Facts["projectNumber"] != "" {
			t.Errorf("%s: the asset's own client is a stranger: %s", own.Code, own.Cause)
		}
	}
}

// The rule is named where the address tells it; else it is Google's policy.
func TestRefusedAddress(t *testing.T) {
	for sent, want := range map[string]string{
		"https://mail.acme.lan/callback":            "public-suffix",
		"http://acme.us.webexconnect.io/callback":   "scheme",
		"https://acme.us.webexconnect.io/callback#": "fragment",
		"https://acme.us.webexconnect.io/callback":  "policy",
		"": "policy",
	} {
		f := Explain(page("invalid_request", "Toegang geblokkeerd", policyHelp, 400, "redirect_uri", sent), acme)
		if f.Code != "redirect-uri-invalid" || f.Facts["rule"] != want {
			t.Errorf("%q: %s by the rule %q", sent, f.Code, f.Facts["rule"])
		}
	}
}

// Whatever proves nothing says so, and blames nobody.
func TestCouldNotTell(t *testing.T) {
	for _, err := range []error{oauth.ErrControlAccepted, &oauth.ProbeError{Status: 200}, &oauth.ProbeError{Status: 302, Host: "login.hotel.example"}} {
		f := Explain(fmt.Errorf("check: %w", err), acme)
		if f.Code != "provider-error" || f.Summary != "whether Google accepts the client could not be told" || !strings.Contains(f.Cause, "proves nothing") {
			t.Errorf("%s: %s %s", f.Code, f.Summary, f.Cause)
		}
	}
	if f := Explain(&oauth.ProbeError{Status: 302, Host: "login.hotel.example"}, acme); !strings.Contains(f.Cause, "login.hotel.example") {
		t.Errorf("where it led is not said: %s", f.Cause)
	}
}

// Each way of pasting wrongly and each page has words of its own.
func TestPagesReadDifferently(t *testing.T) {
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		said := map[string]string{}
		for _, err := range []error{
			pending(oauth.PendingIncomplete), pending(oauth.PendingWrongState), pending(oauth.PendingWrongIssuer), cutPage("C"),
			pending(oauth.PendingExpired), pending(oauth.PendingUsed), pending(oauth.PendingUnreadable), pending(oauth.PendingForeignClient), pending(oauth.PendingNoFlow),
			&SeenError{SightUnverifiedApp}, &SeenError{SightPublishBlocked},
		} {
			f := Explain(err, Context{Lang: lang})
			if said[f.Summary] != "" {
				t.Errorf("%v and %s are both %q", err, said[f.Summary], f.Summary)
			}
			said[f.Summary] = err.Error()
		}
	}
	if f := Explain(&SeenError{"the moon"}, acme); f.Code != "" {
		t.Errorf("an unknown sight became %s", f.Code)
	}
}

// The whole address is asked for, and where it begins is told.
func TestWholeAddressIsAskedFor(t *testing.T) {
	f := Explain(pending(oauth.PendingIncomplete), acme)
	if !strings.Contains(f.Cause, "begins with "+acme.LoopbackURI) || !strings.Contains(f.Fix[0], "copy all of it") {
		t.Errorf("%s\n%s", f.Cause, f.Fix[0])
	}
}

func TestHarmlessOrigin(t *testing.T) {
	f := Explain(page("origin_mismatch", "", "", 400, "origin", "https://x.test"), acme)
	if !strings.Contains(f.Cause, "harmless") || !strings.Contains(f.Summary, "https://x.test") {
		t.Errorf("%s\n%s", f.Summary, f.Cause)
	}
}
