package diagnose

import (
	"strings"
	"testing"

	"mailasset/internal/check"
	"mailasset/internal/msg"
)

func TestNearestRegistered(t *testing.T) {
	const sent = "https://acme.us.webexconnect.io/callback"
	for _, tt := range []struct{ name, sent, registered, kind, marked string }{
		{"slash extra", sent, sent + "/", "slash-extra", sent + "[/]"},
		{"slash missing", sent + "/", sent, "slash-missing", sent + "[]"},
		{"case", sent, "https://acme.us.webexconnect.io/Callback", "case", "https://acme.us.webexconnect.io/[C]allback"},
		{"scheme", sent, "http://acme.us.webexconnect.io/callback", "scheme", "http[:]//acme.us.webexconnect.io/callback"},
		{"port", "http://127.0.0.1:8473/callback", "http://127.0.0.1:8080/callback", "port", "http://127.0.0.1:8[0]80/callback"},
		{"host", "http://127.0.0.1:8473/callback", "http://localhost:8473/callback", "host", "http://[l]ocalhost:8473/callback"},
		{"path", sent, "https://acme.us.webexconnect.io/oauth", "other", "https://acme.us.webexconnect.io/[o]auth"},
		{"query", sent, sent + "?x=1", "other", sent + "[?]x=1"},
		{"escape", sent, sent + "%zz", "other", sent + "[%]zz"},
		{"other script", "https://acme.example/cà", "https://acme.example/cé", "other", "https://acme.example/c[é]"},
		{"nothing like it", sent, "urn:x", "", ""},
		{"no address any more", sent, sent + strings.Repeat("/", 2048), "", ""},
		{"nothing there", sent, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			registered := []string{"https://completely.different.example/oauth2/redirect/elsewhere", tt.registered}
			seen, ok := missingRedirects(&check.RedirectsError{Missing: []string{tt.sent}, Registered: registered})
			if !ok || seen["difference"] != tt.kind || seen["marked"] != tt.marked {
				t.Errorf("got %q, marked %q", seen["difference"], seen["marked"])
			}
			if _, known := differenceWords()[tt.kind]; !known && tt.kind != "" {
				t.Errorf("no words for %s", tt.kind)
			}
		})
	}
}

func TestWhichRedirect(t *testing.T) {
	for _, tt := range []struct {
		name, which, text string
		err               error
	}{
		{"ours", "loopback", "the redirect address of this program", &check.RedirectsError{Missing: []string{acme.LoopbackURI}}},
		{"theirs", "connect", "the Webex Connect callback", &check.RedirectsError{Missing: []string{acme.CallbackURL}}},
		{"both", "", "a redirect address", &check.RedirectsError{Missing: []string{acme.LoopbackURI, acme.CallbackURL}}},
		{"at the exchange", "loopback", "the redirect address of this program", exchange(400, "redirect_uri_mismatch", "")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Explain(tt.err, acme)
			if f.Facts["which"] != tt.which || f.Summary != tt.text+" is not registered on this OAuth client" {
				t.Errorf("%q, %s", f.Facts["which"], f.Summary)
			}
			if f.Facts["redirect_uri"] == "" {
				t.Error("the fact redirect_uri is missing")
			}
		})
	}
}

// TestFinding reads one finding whole, in both languages.
func TestFinding(t *testing.T) {
	err := &check.RedirectsError{Missing: []string{acme.CallbackURL}, Registered: []string{acme.CallbackURL + "/"}}
	for lang, want := range map[msg.Lang]string{
		msg.English: `the Webex Connect callback is not registered on this OAuth client
Google compares redirect addresses character by character. Needed: https://acme.us.webexconnect.io/callback. Nearest registered: https://acme.us.webexconnect.io/callback[/], with a "/" too many at the end. This was read from the client JSON, which shows the day it was downloaded. An address you added later is not in it.
Open https://console.cloud.google.com/auth/clients?project=webex-mail-4711 and choose your web client (Clients, formerly Credentials). Under Authorized redirect URIs, not under JavaScript origins: Add URI -> https://acme.us.webexconnect.io/callback -> Save.
Wait: it takes 5 minutes to a few hours. ` + "`mailasset check acme-support --watch`" + ` waits for it.
https://console.cloud.google.com/auth/clients?project=webex-mail-4711`,
		msg.Dutch: `de callback van Webex Connect staat niet geregistreerd bij deze OAuth-client
Google vergelijkt redirect-adressen teken voor teken. Nodig: https://acme.us.webexconnect.io/callback. Dichtstbij geregistreerd: https://acme.us.webexconnect.io/callback[/], met een "/" te veel aan het eind. Dit staat zo in de client-JSON, en die toont de dag waarop je hem downloadde. Een adres dat je later toevoegde, staat er niet in.
Open https://console.cloud.google.com/auth/clients?project=webex-mail-4711 en kies je webclient (Clients, voorheen Credentials). Onder Authorized redirect URIs, niet onder JavaScript origins: Add URI -> https://acme.us.webexconnect.io/callback -> Save.
Wacht: het duurt 5 minuten tot een paar uur. ` + "`mailasset check acme-support --watch`" + ` wacht erop.
https://console.cloud.google.com/auth/clients?project=webex-mail-4711`,
	} {
		c := acme
		c.Lang = lang
		f := Explain(err, c)
		got := strings.Join(append(append([]string{f.Summary, f.Cause}, f.Fix...), f.Link), "\n")
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", lang, got, want)
		}
	}
}
