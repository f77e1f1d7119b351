package check

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/secret"
)

// desk is an asset without counterparts, for checks that ask nobody.
func desk() *bench {
	now := time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC)
	return &bench{
		wire:  &wire{},
		World: World{Now: func() time.Time { return now }},
		Subject: Subject{Provider: asset.Gmail, Config: &asset.Configuration{
			Asset: asset.Asset{Name: "Support", EmailID: "support@example.com", ConnectURL: "https://tenant.us.webexconnect.io"},
			Authentication: asset.Authentication{
				Type: "OAuth 2.0", SMTPServer: asset.Gmail.SMTPServer, Port: 465, Security: asset.SSL, Scope: asset.Gmail.Scope,
				Username: "support@example.com", CallbackURL: "https://tenant.us.webexconnect.io/callback",
				AuthorizationURL: asset.Gmail.AuthorizationURL, AccessTokenURL: asset.Gmail.TokenURL, RefreshTokenURL: asset.Gmail.TokenURL,
			},
		}},
	}
}

func (b *bench) offline(t *testing.T, id string) Result {
	t.Helper()
	results := b.run(t, t.Context(), Options{Tier: Offline, Only: []string{id}})
	if len(results) != 1 {
		t.Fatalf("ran %q", ids(results))
	}
	return results[0]
}

// expect holds a result against a status and an English sentence.
func expect(t *testing.T, name string, r Result, status Status, sentence string) {
	t.Helper()
	if r.Status != status || says(r) != sentence {
		t.Errorf("%s: %s, %s: %q (%v); want %s: %q", name, r.ID, r.Status, says(r), r.Err, status, sentence)
	}
}

// A Username that is not the mailbox is remarked in a file, with its line.
func TestTheUsernameOfAFile(t *testing.T) {
	b := desk()
	b.Config.Authentication.Username = "somebody@example.com"
	expect(t, "of the state", b.offline(t, "asset.shape"), Pass, "every value follows the rules of the form")
	b.File = filepath.Join(t.TempDir(), "a.asset.json")
	c := *b.Config
	c.SchemaVersion = asset.SchemaVersion
	if err := asset.Write(b.File, c); err != nil {
		t.Fatal(err)
	}
	r := b.offline(t, "asset.shape")
	expect(t, "of a file", r, Warn, "the Username is somebody@example.com, the mailbox is "+b.Config.Asset.EmailID)
	var file *asset.FileError
	if !errors.As(r.Err, &file) || file.Path != b.File || len(file.Problems) != 1 || file.Problems[0].Line < 5 || file.Problems[0].Path != "authentication.username" {
		t.Errorf("got %v", r.Err)
	}
	b.Config.Authentication.LoginID = &b.Config.Authentication.Username
	expect(t, "with a Login ID", b.offline(t, "asset.shape"), Pass, "every value follows the rules of the form")
}

func TestAssetShape(t *testing.T) {
	b := desk()
	expect(t, "good", b.offline(t, "asset.shape"), Pass, "every value follows the rules of the form")
	b.Config.Asset.EmailID, b.Config.Authentication.Port = "support", 25
	r := b.offline(t, "asset.shape")
	expect(t, "two breaches", r, Fail, "2 values break a rule of the form")
	var all *asset.FileError
	if !errors.As(r.Err, &all) || len(all.Problems) != 2 || all.Problems[0].Path != "asset.emailId" || all.Problems[1].Path != "authentication.port" {
		t.Errorf("the breaches are %v", r.Err)
	}
	// The mail scope is Google's; another provider has one of its own.
	b = desk()
	b.Config.Authentication.Scope = "https://mail.example.net/smtp"
	expect(t, "no mail scope", b.offline(t, "asset.shape"), Fail, "one value breaks a rule of the form")
	b.Foreign = true
	expect(t, "a foreign scope", b.offline(t, "asset.shape"), Pass, "every value follows the rules of the form")
	b.Config.Asset.Name = "a_b"
	expect(t, "a foreign asset", b.offline(t, "asset.shape"), Fail, "one value breaks a rule of the form")
}

// google.md section 8.
func TestClientShape(t *testing.T) {
	const id, usual = "4711-abc123.apps.googleusercontent.com", "GOCSPX" + "-made-up-made-up-made-up"
	const good, odd = "client ID and secret have the usual form", "the client does not have the usual form"
	for name, tt := range map[string]struct {
		id, secret string
		foreign    bool
		status     Status
		says, what string
	}{
		"usual":           {id, usual, false, Pass, good, ""},
		"no id":           {"", usual, false, Skip, "not tried: authentication.clientId is not known here", ""},
		"no secret":       {id, "", false, Skip, "not tried: authentication.clientSecret is not known here", ""},
		"old id":          {"4711.apps.googleusercontent.com", usual, false, Warn, odd, "id"},
		"a line break":    {id + "\n", usual, false, Warn, odd, "id"},
		"an address":      {"https://" + id, usual, false, Warn, odd, "id"},
		"old secret":      {id, "made-up-and-24-long-0123", false, Warn, odd, "secret"},
		"a blank":         {id, usual + " ", false, Warn, odd, "secret"},
		"cut":             {id, usual[:20], false, Warn, odd, "secret"},
		"foreign":         {"webex", "s3", true, Pass, "the client is not Google's, its form is its provider's business", ""},
		"foreign, no id ": {"", "s3", true, Skip, "not tried: authentication.clientId is not known here", ""},
	} {
		b := desk()
		b.Foreign = tt.foreign
		b.Config.Authentication.ClientID, b.Config.Authentication.ClientSecret = tt.id, secret.New(tt.secret)
		if len(tt.secret) > 4 {
			b.wire.secrets = []string{tt.secret}
		}
		r := b.offline(t, "client.shape")
		expect(t, name, r, tt.status, tt.says)
		var odd *ClientShapeError
		if errors.As(r.Err, &odd); tt.what != "" && (odd == nil || odd.What != tt.what) {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

// The comparison is byte for byte, as Google's is (google.md section 2.1).
func TestClientRedirects(t *testing.T) {
	callback := desk().Config.Authentication.CallbackURL
	for name, tt := range map[string]struct {
		loopback   string
		registered []string
		missing    []string
	}{
		"both":               {loopback, []string{"https://a.example", loopback, callback}, nil},
		"ours is not known":  {"", []string{callback}, nil},
		"neither":            {loopback, []string{}, []string{loopback, callback}},
		"a slash":            {loopback, []string{loopback + "/", callback}, []string{loopback}},
		"localhost":          {loopback, []string{"http://localhost:8473/callback", callback}, []string{loopback}},
		"another port":       {loopback, []string{"http://127.0.0.1:8474/callback", callback}, []string{loopback}},
		"upper case":         {loopback, []string{loopback, "https://Tenant.us.webexconnect.io/callback"}, []string{callback}},
		"without its scheme": {loopback, []string{loopback, callback[len("https://"):]}, []string{callback}},
	} {
		b := desk()
		b.Loopback, b.Redirects = tt.loopback, tt.registered
		r := b.offline(t, "client.redirects")
		var missed *RedirectsError
		if errors.As(r.Err, &missed); tt.missing == nil {
			expect(t, name, r, Pass, "the client JSON lists both redirect URIs")
		} else if r.Status != Warn || missed == nil || !slices.Equal(missed.Missing, tt.missing) || !slices.Equal(missed.Registered, tt.registered) {
			t.Errorf("%s: %s %v", name, r.Status, r.Err)
		}
	}
	expect(t, "no client JSON", desk().offline(t, "client.redirects"), Skip, "not tried: redirect_uris is not known here")
}

func TestTokenScope(t *testing.T) {
	for name, tt := range map[string]struct {
		granted string
		foreign string // the scope of the form, where the provider is foreign
		status  Status
		lacks   string
	}{
		"granted":            {asset.Gmail.Scope, "", Pass, ""},
		"among others":       {"openid " + asset.Gmail.Scope + "  email", "", Pass, ""},
		"only its beginning": {asset.Gmail.Scope + "send", "", Fail, asset.Gmail.Scope},
		"another":            {"https://www.googleapis.com/auth/gmail.send", "", Fail, asset.Gmail.Scope},
		"foreign":            {"smtp offline", "offline smtp", Pass, ""},
		"half of it":         {"smtp", "offline smtp", Fail, "offline"},
	} {
		b := desk()
		b.Config.Tokens = &asset.Tokens{Scope: tt.granted}
		if tt.foreign != "" {
			b.Foreign, b.Config.Authentication.Scope = true, tt.foreign
		}
		r := b.offline(t, "token.scope")
		var missing *ScopeError
		if errors.As(r.Err, &missing); r.Status != tt.status || tt.lacks != "" && (missing == nil || *missing != ScopeError{tt.lacks, tt.granted}) {
			t.Errorf("%s: %s %v", name, r.Status, r.Err)
		}
	}
	b := desk()
	const lacking = "not tried: tokens.scope is not known here"
	expect(t, "no tokens", b.offline(t, "token.scope"), Skip, lacking)
	b.Config.Tokens = &asset.Tokens{}
	expect(t, "no scope", b.offline(t, "token.scope"), Skip, lacking)
}

func TestTokenLifetime(t *testing.T) {
	b := desk()
	now := b.Now()
	expect(t, "no tokens", b.offline(t, "token.lifetime"), Skip, "not tried: tokens is not known here")
	b.Config.Tokens = &asset.Tokens{}
	expect(t, "no refresh token", b.offline(t, "token.lifetime"), Skip, "not tried: tokens.refreshToken is not known here")
	b.Config.Tokens.RefreshToken = secret.New("made-up-refresh-token")
	expect(t, "no end", b.offline(t, "token.lifetime"), Pass, "the refresh token has no stated end")
	for left, want := range map[time.Duration]Status{time.Second: Warn, 7 * 24 * time.Hour: Warn, 0: Fail, -time.Hour: Fail} {
		ends := now.Add(left).In(time.FixedZone("CET", 3600))
		b.Config.Tokens.RefreshTokenExpiresAt = &ends
		r := b.offline(t, "token.lifetime")
		sentence := msg.CheckLifetimeEnds
		if want == Fail {
			sentence = msg.CheckLifetimeDead
		}
		expect(t, left.String(), r, want, sentence.Line(msg.Moment(ends)).In(msg.English))
		var end *LifetimeError
		if !errors.As(r.Err, &end) || !end.ExpiresAt.Equal(ends) || end.Dead != (want == Fail) {
			t.Errorf("%v left: %v", left, r.Err)
		}
		if got, ok := r.Facts["expiresAt"].(time.Time); !ok || got != ends.UTC() {
			t.Errorf("%v left: the fact is %v", left, r.Facts)
		}
	}
}
