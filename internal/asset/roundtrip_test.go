package asset

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// withUnknown is a document that holds, at every level, what nobody knows.
const withUnknown = `{
  "schemaVersion": 1,
  "asset": {
    "name": "Support",
    "emailId": "support@example.com",
    "forwardingAddress": "",
    "connectUrl": "https://tenant.us.webexconnect.io",
    "region": "us",
    "colour": "grün 🎨 ' \" \\ # : - \u0085\u2028\ufeff\u007f\u0000\t",
    "no": "no",
    "with space": "12:30:45"
  },
  "authentication": {
    "type": "OAuth 2.0",
    "smtpServer": "smtp.gmail.com",
    "username": "support@example.com",
    "port": 465,
    "security": "SSL",
    "clientId": "4711",
    "clientSecret": "made-up-client-secret-0123456789",
    "callbackUrl": "https://tenant.us.webexconnect.io/callback",
    "authorizationUrl": "https://accounts.google.com/o/oauth2/auth",
    "scope": "https://mail.google.com/",
    "accessTokenUrl": "https://oauth2.googleapis.com/token",
    "refreshTokenUrl": "https://oauth2.googleapis.com/token",
    "loginId": null,
    "reviewConsent": true,
    "note": "one\ntwo\n\n  three\n"
  },
  "tokens": {
    "accessToken": "made-up-access-token-0123456789",
    "refreshToken": "made-up-refresh-token-0123456789",
    "tokenType": "Bearer",
    "scope": "https://mail.google.com/",
    "validity": 3599,
    "issuedAt": "2026-11-29T10:00:00Z",
    "expiresAt": "2026-11-29T10:59:59Z",
    "refreshTokenExpiresAt": null,
    "id": 12345678901234567890123
  },
  "google": {
    "projectId": "webex-mail-4711",
    "userType": "external",
    "publishing": "production",
    "number": -0.10e-7
  },
  "proof": [
    {
      "check": "smtp.login",
      "status": "pass",
      "at": "2026-11-29T10:00:00Z",
      "by": {
        "empty": {},
        "list": [],
        "nested": [
          [
            1,
            [
              null,
              true
            ]
          ],
          {
            "a": "b",
            "c": [
              "d"
            ]
          },
          "2026-11-29"
        ]
      }
    }
  ],
  "remark": null,
  "": false
}
`

// JSON to YAML to JSON is the same document, byte for byte, whatever is in it.
func TestRoundTripThroughYAML(t *testing.T) {
	for name, doc := range map[string]string{
		"complete": string(encoded(t, complete(), true)), "beginning": string(encoded(t, sample(), true)),
		"awkward": string(encoded(t, awkward(), true)), "unknown": withUnknown,
	} {
		first, problems := Decode([]byte(doc))
		if problems != nil {
			t.Fatalf("%s: %s", name, texts(problems))
		}
		yaml, err := first.EncodeYAML(true)
		if err != nil {
			t.Fatal(err)
		}
		second, problems := Decode(yaml)
		if problems != nil {
			t.Fatalf("%s: %s in\n%s", name, texts(problems), yaml)
		}
		if got := string(encoded(t, *second, true)); got != doc {
			t.Errorf("%s: got\n%s\nthrough\n%s", name, got, yaml)
		}
		again, err := second.EncodeYAML(true)
		if err != nil || !bytes.Equal(again, yaml) {
			t.Errorf("%s: the second YAML differs from the first: %v", name, err)
		}
	}
}

func TestUnknownKeysAreToldAndKept(t *testing.T) {
	c, problems := Decode([]byte(`schemaVersion: 1
asset: {name: Support, emailId: support@example.com, e-mail: x}
authentication:
  type: OAuth 2.0
  smtpSrever: smtp.gmail.com
  smtpServer: smtp.gmail.com
  port: 465
  security: SSL
  clientId: '4711'
client_secret: ` + madeUpSecret + `
remark: [1, {x: ` + madeUpAccess + `}]
` + madeUpRefresh + `: 1
`))
	if problems != nil {
		t.Fatal(texts(problems))
	}
	type told struct {
		Line       int
		Path, Near string
	}
	var got []told
	for _, u := range c.Unknown() {
		got = append(got, told{u.Line, u.Path, u.Near})
	}
	want := []told{
		{2, "asset.e-mail", "asset.emailId"}, {5, "authentication.smtpSrever", "authentication.smtpServer"},
		{10, "client_secret", "authentication.clientSecret"}, {11, "remark", ""}, {12, madeUpRefresh, ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if doc := string(encoded(t, *c, false)); strings.Contains(doc, "made-up") || !strings.Contains(doc, `"client_secret": "[secret]"`) || !strings.Contains(doc, `"remark": "[secret]"`) {
		t.Errorf("masked:\n%s", doc)
	}
}

// Keys that somebody added to the file stay when the program writes it anew.
func TestWriteKeepsWhatIsNotOurs(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"support.asset.json", "support.asset.yaml"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(withUnknown), 0o600); err != nil {
			t.Fatal(err)
		}
		c := sample()
		c.Asset.ForwardingAddress = "0f1e2d@mail-eu.imiconnect.io"
		if err := Write(path, c); err != nil {
			t.Fatal(err)
		}
		written, err := Read(path)
		if err != nil || written.Asset.ForwardingAddress != c.Asset.ForwardingAddress {
			t.Fatalf("%s: %v", name, err)
		}
		var kept []string
		for _, u := range written.Unknown() {
			kept = append(kept, u.Path)
		}
		want := []string{"asset.colour", "asset.no", "asset.with space", "authentication.note", "remark", ""}
		if !reflect.DeepEqual(kept, want) {
			t.Errorf("%s: kept %q", name, kept)
		}
		text, _ := os.ReadFile(path)
		if isJSON := text[0] == '{'; isJSON != strings.HasSuffix(name, ".json") {
			t.Errorf("%s is in another format:\n%s", name, text)
		}
		again := sample()
		again.TakeUnknown(path)
		again.TakeUnknown(filepath.Join(dir, "absent"))
		if len(again.Unknown()) != len(want) {
			t.Errorf("taken over: %v", again.Unknown())
		}
	}
}

func TestSeal(t *testing.T) {
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	to, err := ParseRecipients([]string{" " + classic.Recipient().String() + "\n", hybrid.Recipient().String()})
	var mixed *RecipientError
	if !errors.As(err, &mixed) || mixed.Defect != RecipientMixed {
		t.Errorf("a key for today and one for later: %v, %v", to, err)
	}
	for _, one := range []struct {
		text string
		key  age.Identity
	}{{" " + classic.Recipient().String() + "\n", classic}, {hybrid.Recipient().String(), hybrid}} {
		to, err := ParseRecipients([]string{one.text, one.text})
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := to.Seal([]byte(withUnknown))
		if err != nil || bytes.Contains(sealed, []byte("made-up")) || !bytes.HasPrefix(sealed, []byte(armor.Header)) {
			t.Fatalf("%v: %.40s", err, sealed)
		}
		r, err := age.Decrypt(armor.NewReader(bytes.NewReader(sealed)), one.key)
		if err != nil {
			t.Fatal(err)
		}
		if doc, err := io.ReadAll(r); err != nil || string(doc) != withUnknown {
			t.Errorf("opened: %v", err)
		}
	}
	for text, want := range map[string]RecipientDefect{
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI": RecipientSSH, "ecdsa-sha2-nistp256 AAAA": RecipientSSH, classic.String(): RecipientIdentity,
		hybrid.String(): RecipientIdentity, strings.ToLower(classic.String()): RecipientIdentity, "": RecipientUnknown, "age1": RecipientUnknown,
		"kim@example.com": RecipientUnknown, classic.Recipient().String() + "\n" + hybrid.Recipient().String(): RecipientUnknown, "# a comment": RecipientUnknown,
		"# created: 2026-11-22\n# public key: " + classic.Recipient().String() + "\n" + classic.String() + "\n": RecipientIdentity,
		"-----BEGIN OPENSSH PRIVATE KEY-----\nMADEUP\n":                                                         RecipientIdentity, "x\nMADE-UP-SECRET-KEY-1\n": RecipientUnknown,
		strings.Repeat("MADE-UP-SECRET-KEY-1", 9): RecipientUnknown,
	} {
		_, err := ParseRecipients([]string{text})
		var bad *RecipientError
		if !errors.As(err, &bad) || bad.Defect != want || strings.Contains(strings.ToUpper(err.Error()), "SECRET-KEY-1") {
			t.Errorf("%.20q: %v, want %s", text, err, want)
		}
	}
}
