package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/secret"
)

var update = flag.Bool("update", false, "write the golden files anew")

// madeUp is the client secret of every asset here.
const madeUp = "GOCSPX-made-up-client-secret"

// noon is the time of every test.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// configuration is an asset that is set up.
func configuration() *asset.Configuration {
	g := asset.Gmail
	return &asset.Configuration{
		Asset: asset.Asset{
			Name: "Support", EmailID: "support@example.com", ForwardingAddress: strings.Repeat("0a", 16) + "@mail-us.imiconnect.io",
			ConnectURL: "https://acme.us.webexconnect.io",
		},
		Authentication: asset.Authentication{
			Type: "OAuth 2.0", SMTPServer: g.SMTPServer, Username: "support@example.com", Port: g.TLSPort, Security: asset.SSL,
			ClientID: "123-made-up.apps.googleusercontent.com", ClientSecret: secret.New(madeUp),
			CallbackURL: "https://acme.us.webexconnect.io/callback", AuthorizationURL: g.AuthorizationURL, Scope: g.Scope,
			AccessTokenURL: g.TokenURL, RefreshTokenURL: g.TokenURL, ReviewConsent: true,
		},
	}
}

// newSheet makes the sheet of an asset; kept holds what was stored last.
func newSheet(t *testing.T, c *asset.Configuration, lang msg.Lang) (s *Sheet, kept *map[string]time.Time) {
	t.Helper()
	kept = new(map[string]time.Time)
	return New(Options{
		Config: c, About: diagnose.Context{Name: "support", Lang: lang}, Now: func() time.Time { return noon },
		Keep: func(ticks map[string]time.Time) error { *kept = ticks; return nil },
	}), kept
}

func TestTheWholeSheet(t *testing.T) {
	shared, empty := configuration(), &asset.Configuration{Asset: asset.Asset{Name: "Support"}}
	login := "person@example.com"
	shared.Authentication.LoginID, shared.Authentication.ReviewConsent = &login, false
	shared.Google = &asset.Google{Publishing: "testing"}
	for name, c := range map[string]*asset.Configuration{"usual": configuration(), "shared": shared, "empty": empty} {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			s, _ := newSheet(t, c, lang)
			_ = s.Tick("asset.name", true)
			var got bytes.Buffer
			if err := s.WriteText(&got); err != nil {
				t.Fatal(err)
			}
			golden(t, name+"."+string(lang)+".golden", got.Bytes())
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: %v; got:\n%s", name, err, got)
	}
}

func TestNothingWholeShowsASecret(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	doc, err := json.Marshal(s.Document())
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := s.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if both := text.String() + string(doc); strings.Contains(both, madeUp) || strings.Count(both, "[secret]") != 2 {
		t.Errorf("got %s", both)
	}
}

// TestOrder: what is clicked stands between the rows, where the form has it.
func TestOrder(t *testing.T) {
	s, _ := newSheet(t, configuration(), msg.English)
	var ids []string
	for _, i := range s.Items {
		ids = append(ids, i.ID)
	}
	want := []string{
		"authentication.reviewConsent", "action.generate-token", "tokens.accessToken", "tokens.refreshToken", "tokens.validity",
		"action.save", "action.register", "action.forward",
	}
	if got := ids[len(ids)-len(want):]; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != len(s.Items) {
		t.Error("two items have one id")
	}
}

// TestWhereMailIsForwarded: in Gmail, in a lab's Gmail, or nowhere that is known.
func TestWhereMailIsForwarded(t *testing.T) {
	const rest = "?authuser=support%40example.com#settings/fwdandpop"
	for name, c := range map[string]struct {
		lab, foreign   bool
		settings, want string
	}{
		"Gmail":            {want: "https://mail.google.com/mail/" + rest},
		"a lab":            {lab: true, settings: "http://127.0.0.1:1/mail/u/0/", want: "http://127.0.0.1:1/mail/u/0/" + rest},
		"an older lab":     {lab: true},
		"another provider": {foreign: true},
	} {
		config := configuration()
		config.Lab = c.lab
		s := New(Options{Config: config, About: diagnose.Context{Foreign: c.foreign}, GmailSettings: c.settings, Now: time.Now})
		if got := s.Items[len(s.Items)-1].Page; got != c.want {
			t.Errorf("%s: it leads to %q", name, got)
		}
	}
}

func TestTicks(t *testing.T) {
	s, kept := newSheet(t, configuration(), msg.English)
	if at, found := s.open(3); at != 3 || !found {
		t.Errorf("the first open item is %d, %v", at, found)
	}
	for _, i := range s.Items[1:] {
		if err := s.Tick(i.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	if at, found := s.open(3); at != 0 || !found || s.Complete() {
		t.Errorf("the open item is %d, %v", at, found)
	}
	_ = s.Tick(s.Items[0].ID, true)
	if _, found := s.open(0); found || !s.Complete() || len(*kept) != len(s.Items) {
		t.Errorf("not complete, or not kept: %v", *kept)
	}
	if at := (*kept)[s.Items[0].ID]; !at.Equal(noon) {
		t.Errorf("ticked at %v", at)
	}
	_ = s.Tick(s.Items[0].ID, false)
	if _, ticked := s.Ticked(s.Items[0].ID); ticked || s.Complete() {
		t.Error("the tick is still there")
	}
	later := New(Options{Config: configuration(), Ticks: maps.Clone(*kept), Now: time.Now})
	if ticked, all := later.Progress(); ticked != all-1 {
		t.Errorf("of an earlier run %d of %d are there", ticked, all)
	}
	s.keep = func(map[string]time.Time) error { return errors.New("the disk is full") }
	if note := s.notKept(s.Tick("asset.name", true)); note != "The tick is not kept: the disk is full" {
		t.Errorf("got %q", note)
	}
	if _, ticked := s.Ticked("asset.name"); !ticked {
		t.Error("a tick that is not kept does not hold in this run either")
	}
}
