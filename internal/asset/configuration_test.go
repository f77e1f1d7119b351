package asset

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mailasset/internal/secret"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The secrets of the samples: made up, and of no form a scanner knows.
const (
	madeUpSecret  = "made-up-client-secret-0123456789"
	madeUpAccess  = "made-up-access-token-0123456789"
	madeUpRefresh = "made-up-refresh-token-0123456789"
)

var madeUp = []string{madeUpSecret, madeUpAccess, madeUpRefresh}

// complete is a sample with every key of the contract.
func complete() Configuration {
	c := sample()
	login := "kim@example.com"
	ends := time.Date(2026, 12, 6, 10, 0, 0, 0, time.UTC)
	issued := time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC)
	c.Authentication.LoginID = &login
	c.Tokens = &Tokens{
		AccessToken: secret.New(madeUpAccess), RefreshToken: secret.New(madeUpRefresh), TokenType: "Bearer", Scope: Gmail.Scope,
		Validity: 3599, IssuedAt: issued, ExpiresAt: issued.Add(3599 * time.Second), RefreshTokenExpiresAt: &ends,
	}
	c.Google = &Google{ProjectID: "webex-mail-4711", UserType: "external", Publishing: "testing"}
	c.Proof = []Proof{{"token.refresh", "pass", issued}, {"smtp.login", "unknown", issued.Add(time.Minute)}}
	return c
}

func encoded(t *testing.T, c Configuration, disclose bool) []byte {
	t.Helper()
	doc, err := c.Encode(disclose)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// golden compares a document with the file named after the test.
func golden(t *testing.T, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", strings.ReplaceAll(t.Name(), "/", "_")+".golden.json")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant, as %s has it (-update writes it anew)\n%s", got, path, want)
	}
}

func TestEncode(t *testing.T) {
	lab := sample()
	lab.Lab = true
	for name, tt := range map[string]struct {
		config   Configuration
		disclose bool
	}{
		"disclosed": {complete(), true}, "masked": {complete(), false}, "beginning": {lab, true},
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, encoded(t, tt.config, tt.disclose))
		})
	}
}

// keysOf lists the keys of a JSON document in the order they stand in it, each
// behind those above it.
func keysOf(t *testing.T, doc []byte) []string {
	t.Helper()
	var keys []string
	d := json.NewDecoder(bytes.NewReader(doc))
	var walk func(above string)
	walk = func(above string) {
		open, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		if open != json.Delim('{') && open != json.Delim('[') {
			return
		}
		for d.More() {
			below := above
			if open == json.Delim('{') {
				key, _ := d.Token()
				below = strings.TrimPrefix(above+"."+key.(string), ".")
				keys = append(keys, below)
			}
			walk(below)
		}
		_, _ = d.Token()
	}
	walk("")
	return keys
}

// commands.md, "The asset configuration": these keys, in this order.
func TestTheKeysOfTheContract(t *testing.T) {
	contract := func(above, names string) []string {
		keys := []string{above}
		for name := range strings.FieldsSeq(names) {
			keys = append(keys, above+"."+name)
		}
		return keys
	}
	want := slices.Concat([]string{"schemaVersion"},
		contract("asset", "name emailId forwardingAddress connectUrl region"),
		contract("authentication", "type smtpServer username port security clientId clientSecret callbackUrl authorizationUrl"+
			" scope accessTokenUrl refreshTokenUrl loginId reviewConsent"),
		contract("tokens", "accessToken refreshToken tokenType scope validity issuedAt expiresAt refreshTokenExpiresAt"),
		contract("google", "projectId userType publishing"),
		contract("proof", "check status at"))
	c := complete()
	c.Proof = c.Proof[:1]
	for _, disclose := range []bool{true, false} {
		if got := keysOf(t, encoded(t, c, disclose)); !slices.Equal(got, want) {
			t.Errorf("disclosed %v: got\n%q\nwant\n%q", disclose, got, want)
		}
	}
	c.Authentication.LoginID, c.Tokens.RefreshTokenExpiresAt = nil, nil
	if got := keysOf(t, encoded(t, c, true)); !slices.Equal(got, want) {
		t.Error("what is null loses its key")
	}
	known := keysOf(t, Schema())
	for _, key := range want {
		place := "properties." + strings.ReplaceAll(key, ".", ".properties.")
		place = strings.Replace(place, "proof.properties", "proof.items.properties", 1)
		if !slices.Contains(known, place) {
			t.Errorf("the schema does not know %s", key)
		}
	}
}

func TestEncodeHidesAndDiscloses(t *testing.T) {
	c := complete()
	masked, clear := string(encoded(t, c, false)), string(encoded(t, c, true))
	for _, value := range madeUp {
		if strings.Contains(masked, value) {
			t.Errorf("the masked document shows %s", value)
		}
		if !strings.Contains(clear, value) {
			t.Errorf("the disclosed document lacks %s", value)
		}
	}
	if again := string(encoded(t, c, false)); again != masked {
		t.Error("to disclose once opens the configuration for good")
	}
	if text, err := json.Marshal(c); err != nil || strings.Contains(string(text), "made-up-client-secret") {
		t.Errorf("json.Marshal shows a secret (%v)", err)
	}
	if !strings.Contains(clear, "?a=1&b=2") {
		t.Error("an address cannot be copied out of the document as it is")
	}
}

// Times are RFC 3339 UTC, whatever clock gave them.
func TestEncodeWritesUTC(t *testing.T) {
	c := complete()
	want := encoded(t, c, true)
	amsterdam := time.FixedZone("CET", 3600)
	ends := c.Tokens.RefreshTokenExpiresAt.In(amsterdam)
	c.Tokens.IssuedAt, c.Tokens.ExpiresAt, c.Tokens.RefreshTokenExpiresAt = c.Tokens.IssuedAt.In(amsterdam), c.Tokens.ExpiresAt.In(amsterdam), &ends
	for i := range c.Proof {
		c.Proof[i].At = c.Proof[i].At.In(amsterdam)
	}
	if got := encoded(t, c, true); !bytes.Equal(got, want) {
		t.Errorf("got\n%s", got)
	}
	if c.Tokens.IssuedAt.Location() != amsterdam || c.Proof[0].At.Location() != amsterdam || ends.Location() != amsterdam {
		t.Error("to encode changed the configuration")
	}
}

func TestRoundTrip(t *testing.T) {
	lab := sample()
	lab.Lab = true
	for name, c := range map[string]Configuration{"complete": complete(), "beginning": sample(), "lab": lab} {
		got, problems := Decode(encoded(t, c, true))
		if problems != nil {
			t.Fatalf("%s: %v", name, problems)
		}
		if !reflect.DeepEqual(*got, c) {
			t.Errorf("%s: got\n%s", name, encoded(t, *got, true))
		}
		masked, problems := Decode(encoded(t, c, false))
		if problems != nil || !masked.Authentication.ClientSecret.Empty() {
			t.Errorf("%s: the mask became a secret (%v)", name, problems)
		}
	}
}
