package diagnose

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

// instead is a token request that somebody else answered.
func instead(failure oauth.Failure, status int, b oauth.Between) error {
	return &oauth.TokenError{Act: "refresh the token", Endpoint: tokenURL, Failure: failure, Status: status, Between: b}
}

// shown is a token request that ended at a certificate.
func shown(b oauth.Between, err error) error {
	return &oauth.TokenError{Act: "exchange the code", Endpoint: tokenURL, Failure: oauth.FailureUnreachable, Between: b, Err: err}
}

// met is a request to Google's APIs that met somebody in between.
func met(status int, b oauth.Between, err error) error {
	return got(&oauth.BetweenError{Asked: "gmail.googleapis.com", Status: status, Between: b, Err: err})
}

// byProxy is how net/http passes on what the proxy answered.
func byProxy(status int) error {
	return &oauth.ProxyError{Proxy: "proxy.example.com:8080", Target: "oauth2.googleapis.com:443", Status: status}
}

func ring(act string, err error) error {
	return &session.KeyringError{Act: act, Name: "support", Err: err}
}

var (
	notNow   = &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Cert: companyCertificate, Reason: x509.Expired}}
	unsigned = x509.UnknownAuthorityError{Cert: companyCertificate}
)

// recordedBetween holds what stood between this computer and who was asked, and
// what the stored tokens and the keyring came to.
var recordedBetween = map[string][]recording{
	"proxy-intercepts": {
		{"token page", instead(oauth.FailureGarbled, 200, oauth.Between{Page: true}), facts{"host": "oauth2.googleapis.com", "reason": "page", "status": "200"}},
		{"token elsewhere", instead(oauth.FailureServer, 302, oauth.Between{Page: true, Host: "login.hotel.example", Clock: time.Hour}),
			facts{"host": "oauth2.googleapis.com", "reason": "page-elsewhere", "status": "302", "elsewhere": "login.hotel.example"}},
		{"token issuer", shown(oauth.Between{Issuer: "CN=Example Inspector"}, unsigned), facts{"host": "oauth2.googleapis.com", "issuer": "CN=Example Inspector"}},
		{"api page", met(511, oauth.Between{Page: true}, nil), facts{"host": "gmail.googleapis.com", "reason": "page", "status": "511"}},
		{"api elsewhere", met(302, oauth.Between{Page: true, Host: "login.hotel.example"}, nil), facts{"host": "gmail.googleapis.com", "reason": "page-elsewhere", "status": "302", "elsewhere": "login.hotel.example"}},
		{"api issuer", met(0, oauth.Between{Issuer: "CN=Example Inspector"}, unsigned), facts{"host": "gmail.googleapis.com", "issuer": "CN=Example Inspector"}},
		{"issuer alone", met(0, oauth.Between{Issuer: "CN=Example Inspector"}, errors.New("odd")), nil},
	},
	"clock-skew": {
		{"token ahead", shown(oauth.Between{Clock: 90*time.Minute + 20*time.Second}, notNow), facts{"host": "oauth2.googleapis.com",
			"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-06-01T00:00:00Z", "minutes": "90", "direction": "ahead"}},
		{"api behind", met(0, oauth.Between{Clock: -6 * time.Minute}, notNow), facts{"host": "gmail.googleapis.com",
			"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-06-01T00:00:00Z", "minutes": "6", "direction": "behind"}},
		{"within five minutes", met(0, oauth.Between{Clock: -5 * time.Minute}, notNow), facts{"host": "gmail.googleapis.com",
			"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-06-01T00:00:00Z"}},
	},
	"provider-unreachable": {
		{"proxy wants a login", unreachable(byProxy(407)), facts{"host": "oauth2.googleapis.com", "reason": "proxy", "proxy": "proxy.example.com:8080", "status": "407"}},
		{"proxy forbids", &url.Error{Op: "Get", URL: "https://gmail.googleapis.com/", Err: byProxy(403)}, facts{"host": "gmail.googleapis.com", "reason": "proxy", "proxy": "proxy.example.com:8080", "status": "403"}},
		{"proxy fails", byProxy(502), facts{"host": "oauth2.googleapis.com", "reason": "proxy", "proxy": "proxy.example.com:8080", "status": "502"}},
	},
	// A clock that is off and a page's dress do not change what Google refused.
	"refresh-token-dead": {{"clock off", &oauth.TokenError{Act: "refresh the token", Endpoint: tokenURL, Failure: oauth.FailureRejected, Status: 400, Code: "invalid_grant",
		Between: oauth.Between{Page: true, Clock: time.Hour}}, nil}},
	"mint-limit-near": {{"fifty", &session.MintLimitError{Count: 50, ClientID: "1-a.apps.googleusercontent.com", Account: "kim@acme.example"},
		facts{"count": "50", "client_id": "1-a.apps.googleusercontent.com", "account": "kim@acme.example"}}},
	"refresh-token-missing": {{"kept", &check.WorseTokenError{What: check.WorseNoRefresh}, facts{"stored": "kept"}}},
	"testing-token-expires": {{"kept", &check.WorseTokenError{What: check.WorseLifetime}, facts{"stored": "kept", "state": "kept"}}},
	"scope-missing":         {{"kept", &check.WorseTokenError{What: check.WorseScope}, facts{"stored": "kept"}}},
	"state-unwritable": {
		//lint:ignore ST1005 the text is another program's
		{"keyring locked", ring("read", errors.New("The name is locked")), facts{"store": "keyring", "asset": "support", "act": "read", "reason": "keyring", "without": "sign-in", "answer": "The name is locked"}},
		{"keyring over a socket", ring("read", dialed(errors.New("dial unix /run/user/0/bus: no such file"))), nil},
		{"keyring silent", ring("read", session.ErrKeyringSilent), facts{"store": "keyring", "asset": "support", "act": "read", "reason": "keyring-silent", "without": "sign-in"}},
		{"keyring absent", ring("read", session.ErrNoKeyring), nil},
		{"keyring off", ring("read", session.ErrKeyringOff), facts{"store": "keyring", "asset": "support", "act": "read", "reason": "keyring-off"}},
		{"keyring keeps", ring("remove", session.ErrKeyringSilent), facts{"store": "keyring", "asset": "support", "act": "remove", "reason": "keyring-silent", "without": "leave"}},
	},
}

// What people read of each, in both languages.
func TestWordsInBetween(t *testing.T) {
	for _, tt := range []struct{ code, name, en, nl string }{
		{"proxy-intercepts", "token page", "something else than oauth2.googleapis.com answered", "iets anders dan oauth2.googleapis.com gaf het antwoord"},
		{"proxy-intercepts", "api elsewhere", "leads on to login.hotel.example.", "leidt door naar login.hotel.example."},
		{"proxy-intercepts", "token issuer", "signed by CN=Example Inspector.", "ondertekend door CN=Example Inspector."},
		{"clock-skew", "token ahead", "by 90 minutes or more ahead.", "90 minuten of meer voor."},
		{"clock-skew", "api behind", "by 6 minutes or more behind.", "6 minuten of meer achter."},
		{"provider-unreachable", "proxy wants a login", "http://NAME:PASSWORD@proxy.example.com:8080,", "http://NAAM:WACHTWOORD@proxy.example.com:8080,"},
		{"provider-unreachable", "proxy forbids", "let gmail.googleapis.com through", "om gmail.googleapis.com door te laten"},
		{"mint-limit-near", "fifty", "50 refresh tokens were minted for kim@acme.example", "voor kim@acme.example zijn met deze client 50 refresh-tokens gemaakt"},
		{"refresh-token-missing", "kept", "The good token that is stored was kept.", "Het goede token dat is opgeslagen, is bewaard gebleven."},
		{"testing-token-expires", "kept", "The good token that is stored was kept.", "Het goede token dat is opgeslagen, is bewaard gebleven."},
		{"scope-missing", "kept", "The good token that is stored was kept.", "Het goede token dat is opgeslagen, is bewaard gebleven."},
		{"state-unwritable", "keyring locked", "MAILASSET_KEYRING=off in the environment, then give the client again and sign in with `mailasset setup support --client-json FILE`", "MAILASSET_KEYRING=off in de omgeving, geef de client opnieuw op en meld je aan met `mailasset setup support --client-json BESTAND`"},
		{"state-unwritable", "keyring off", "Remove MAILASSET_KEYRING from", "Haal MAILASSET_KEYRING uit"},
		{"state-unwritable", "keyring keeps", "cannot be removed", "is niet te verwijderen"},
	} {
		found := false
		for _, r := range recordedBetween[tt.code] {
			if r.name != tt.name {
				continue
			}
			found = true
			for lang, want := range map[msg.Lang]string{msg.English: tt.en, msg.Dutch: tt.nl} {
				c := acme
				c.Lang = lang
				f := Explain(fmt.Errorf("step: %w", r.err), c)
				if said := strings.Join(append([]string{f.Summary, f.Cause}, f.Fix...), "\n"); f.Code != tt.code || !strings.Contains(said, want) {
					t.Errorf("%s/%s (%s), %s:\n%s\nwant %s", tt.code, tt.name, lang, f.Code, said, want)
				}
			}
		}
		if !found {
			t.Errorf("%s/%s is not recorded", tt.code, tt.name)
		}
	}
}
