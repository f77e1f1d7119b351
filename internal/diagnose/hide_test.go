package diagnose

import (
	"strings"
	"testing"

	"mailasset/internal/msg"
)

func TestHideSecrets(t *testing.T) {
	for text, kept := range map[string]string{
		"password=MADEUPpass1 then": "then", "code_verifier=MADEUPverifier123 x": "code_verifier=", "?state=MADEUPstate123": "state=",
		"a code=MADEUP.AQABcode b": "code=", "AUTH LOGIN TUFERVVQTUFERVVQ": "AUTH LOGIN", "334 UGFzc3dvcmQ6\nTUFERVVQTUFERVVQ\n535 no": "535 no",
		"-----BEGIN RSA PRIVATE KEY-----\nMADEUPMADEUP\n-----END RSA PRIVATE KEY----- rest": "rest",
		"-----BEGIN PRIVATE KEY-----MADEUP cut":                                             "[secret]", "AGE-SECRET-KEY-1MADEUPMADEUP x": "x",
		"https://jane:MADEUP!x@proxy.example:3128/": "@proxy.example:3128/", "https%3A%2F%2Fjane:MADEUP@proxy.example": "@proxy.example",
		"https://a.example/cb?token=MADEUPx&y=1": "&y=1", "https://a.example/cb#id_token=MADEUPx": "https://a.example/cb#id_token=",
		"MADEUPNjY0ZTg5ZDItMDY5Ny00_P0A1_1eb65fdf-9643 x": "x", "Authorization: Bearer MADEUPMADEUPMADEUP": "Authorization:",
	} {
		got := HideSecrets(text)
		if strings.Contains(got, "MADEUP") || strings.Contains(got, "TUFERVVQ") || strings.Contains(got, "jane") || !strings.Contains(got, kept) {
			t.Errorf("%q became %q", text, got)
		}
	}
	for _, text := range []string{
		"https://acme.us.webexconnect.io/callback", "the code 403 and the state of 2026", "redirect-uri-mismatch", "kim@acme.example", "mail to kim@acme.example, https://a.example/@x",
		"invalid token: expired", "154386967473-i8abcdefghij0123456789abcdef.apps.googleusercontent.com", "a bearer of news", "/home/TestOneThing12345678901/state",
	} {
		if got := HideUnknown(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := HideUnknown("it shows MADEUPwebexNjY0ZTg5ZDItMDY5Ny00MADEUP there"); got != "it shows [secret] there" {
		t.Error(got)
	}
}

func TestFactsAreClean(t *testing.T) {
	seen := Explain(&NamedError{Code: "redirect-uri-mismatch", Facts: map[string]string{
		"redirect_uri": "https://jane:Hunter2made@x.example/cb?token=MADEUPx1", "got": "a\u200bb \u202e\x1b[31m", "value": "MADEUPwebexNjY0ZTg5ZDIt",
	}}, Context{})
	all := seen.Summary + seen.Cause + strings.Join(seen.Fix, "\n")
	for _, value := range seen.Facts {
		all += value
	}
	for _, leak := range []string{"Hunter2", "MADEUP", "\u200b", "\u202e", "\x1b"} {
		if strings.Contains(all, leak) {
			t.Errorf("%q is shown: %q", leak, all)
		}
	}
}

// TestNobodyIsToldToRegisterAStranger: a page that an attacker chose must not
// become an instruction to let him in.
func TestNobodyIsToldToRegisterAStranger(t *testing.T) {
	for _, c := range []Context{acme, {Foreign: true, LoopbackURI: acme.LoopbackURI, CallbackURL: acme.CallbackURL}} {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			for _, sent := range []string{"https://evil.example/cb", "https://acme.us.webexconnect.io.evil.example/callback", "http://127.0.0.1:8474/callback"} {
				c.Lang = lang
				f := Explain(mismatch(sent), c)
				first := map[msg.Lang]string{msg.English: "Do not register", msg.Dutch: "Registreer het verstuurde adres niet"}[lang]
				if len(f.Fix) != 2 || !strings.HasPrefix(f.Fix[0], first) || strings.Contains(strings.Join(f.Fix, " "), sent) {
					t.Errorf("%s: %q", sent, f.Fix)
				}
			}
		}
		forged := &NamedError{Code: "redirect-uri-mismatch", Facts: map[string]string{"redirect_uri": "https://evil.example/cb", "source": "listed", "match": ""}}
		if f := Explain(forged, c); len(f.Fix) != 2 || strings.Contains(strings.Join(f.Fix, " "), "evil") {
			t.Errorf("a document decides: %q", f.Fix)
		}
		for _, sent := range []string{acme.CallbackURL, acme.LoopbackURI} {
			if f := Explain(mismatch(sent), c); !strings.Contains(strings.Join(f.Fix, " "), sent) {
				t.Errorf("%s: %q", sent, f.Fix)
			}
		}
	}
}
