package wizard

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// No test of this folder may open the keyring of whoever runs it.
func init() { _ = os.Setenv(session.KeyringVariable, "off") }

func tokens(change func(*asset.Tokens)) *asset.Tokens {
	t := &asset.Tokens{
		AccessToken: secret.New("made-up-access-token"), RefreshToken: secret.New("made-up-refresh-token"), TokenType: "Bearer",
		Scope: "https://mail.google.com/ openid", Validity: 3599,
	}
	if change != nil {
		change(t)
	}
	return t
}

var (
	week      = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	noRefresh = func(t *asset.Tokens) { t.RefreshToken = secret.String{} }
	dies      = func(t *asset.Tokens) { t.RefreshTokenExpiresAt = &week }
	less      = func(t *asset.Tokens) { t.Scope = "https://mail.google.com/" }
	more      = func(t *asset.Tokens) { t.Scope = "email openid https://mail.google.com/" }
)

func TestWorse(t *testing.T) {
	for name, c := range map[string]struct {
		old, fresh *asset.Tokens
		want       string
	}{
		"the first":            {nil, tokens(noRefresh), ""},
		"the same":             {tokens(nil), tokens(nil), ""},
		"no refresh token":     {tokens(nil), tokens(noRefresh), check.WorseNoRefresh},
		"never had one":        {tokens(noRefresh), tokens(noRefresh), ""},
		"dies":                 {tokens(nil), tokens(dies), check.WorseLifetime},
		"died before":          {tokens(dies), tokens(dies), ""},
		"dies no longer":       {tokens(dies), tokens(nil), ""},
		"less":                 {tokens(nil), tokens(less), check.WorseScope},
		"more, in other order": {tokens(nil), tokens(more), ""},
	} {
		if got := worse(c.old, c.fresh); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// holding is a wizard whose asset has a good token and a client.
func holding(t *testing.T) (*Wizard, *session.Session, func() string) {
	t.Helper()
	w, s, said := testWizard(t)
	s.OutFile = filepath.Join(t.TempDir(), "acme.asset.json")
	s.Answers["asset.email"] = "support@acme.com"
	s.Client = &session.Client{ID: "1-a.apps.googleusercontent.com", AuthURI: asset.Gmail.AuthorizationURL, TokenURI: asset.Gmail.TokenURL}
	s.Secrets = session.Secrets{ClientID: s.Client.ID, ClientSecret: secret.New("made-up-client-secret"), Account: "Support@acme.com", Tokens: tokens(nil)}
	if err := errors.Join(s.Save(), s.SaveSecrets()); err != nil {
		t.Fatal(err)
	}
	return w, s, said.String
}

// seen are tokens whose mailbox was seen.
func seen(t *asset.Tokens) *Minted { return &Minted{t, "support@acme.com"} }

func stored(t *testing.T, s *session.Session) *asset.Tokens {
	t.Helper()
	again, err := session.Read(filepath.Dir(s.Dir()), "acme")
	if err != nil {
		t.Fatal(err)
	}
	return again.Secrets.Tokens
}

func TestAGoodTokenIsNotReplacedByAWorseOne(t *testing.T) {
	person := func(answer string) func(*Wizard) {
		return func(w *Wizard) { w.CanAsk, w.Ask = true, scriptedAsker{"token.replace": answer} }
	}
	for name, c := range map[string]struct {
		set      func(*Wizard)
		replaced bool
	}{
		"nobody to ask":    {func(*Wizard) {}, false},
		"a person says no": {person("no"), false},
		"a person agrees":  {person("yes"), true},
		"--yes":            {func(w *Wizard) { w.Yes = true }, true},
		"--yes, but no given": {func(w *Wizard) {
			w.Yes, w.Given = true, map[string]string{"token.replace": "no"}
			w.Ask = prompt.Answers{Values: w.Given, Defaults: true}
		}, false},
	} {
		w, s, said := holding(t)
		c.set(w)
		err := w.Keep(context.Background(), s, seen(tokens(dies)))
		var kept *check.WorseTokenError
		if errors.As(err, &kept) == c.replaced || c.replaced && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := stored(t, s).RefreshTokenExpiresAt != nil; got != c.replaced {
			t.Errorf("%s: replaced %v", name, got)
		}
		if !c.replaced && (kept.What != check.WorseLifetime || !strings.Contains(said(), "stored token stays")) {
			t.Errorf("%s: %v; it said %q", name, err, said())
		}
		if again, err := session.ReadPublic(filepath.Dir(s.Dir()), "acme"); err != nil || len(again.Mints) != 1 || again.Mints[0].Count != 1 {
			t.Errorf("%s: the mint is not counted, %v", name, err)
		}
		if strings.Contains(said(), "made-up") {
			t.Errorf("%s: a secret is shown", name)
		}
	}
}

func TestATokenOfAnotherAccountIsReplaced(t *testing.T) {
	w, s, _ := holding(t)
	s.Answers["asset.email"] = "sales@acme.com"
	if err := w.Keep(context.Background(), s, seen(tokens(dies))); err != nil {
		t.Error(err)
	}
}

func TestAnInterruptedQuestionReplacesNothing(t *testing.T) {
	w, s, _ := holding(t)
	w.Ask = waitingAsker{make(chan string, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.Keep(ctx, s, seen(tokens(noRefresh))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if stored(t, s).RefreshToken.Empty() {
		t.Error("it was replaced")
	}
}

func TestManyMintsAreSaid(t *testing.T) {
	w, s, said := holding(t)
	for range 49 {
		w.minted(s, tokens(nil))
	}
	w.minted(s, tokens(noRefresh))
	if said() != "" {
		t.Errorf("too early: %q", said())
	}
	w.minted(s, tokens(nil))
	if !strings.Contains(said(), "50") {
		t.Errorf("it said %q", said())
	}
	before := said()
	s.Client.Foreign = true // the limit is Google's
	w.minted(s, tokens(nil))
	if said() != before || s.Mints[0].Count != 51 {
		t.Errorf("it said %q", said())
	}
}

func TestWhereSecretsLieIsSaidOnce(t *testing.T) {
	w, s, said := holding(t)
	w.storage(s)
	w.storage(s)
	if strings.Count(said(), "Secrets: in "+filepath.Join(s.Dir(), "secrets.json")) != 1 || strings.Count(said(), "\n") != 1 {
		t.Errorf("it said %q", said())
	}
	for err, want := range map[error]string{
		session.ErrKeyringOff: "MAILASSET_KEYRING", session.ErrKeyringSilent: "niet op tijd", session.ErrKeyringChanged: "andere waarde",
		session.ErrTooLarge: "passen", session.ErrNoKeyring: "geen", nil: "geen", errors.New("two\nlines"): "two lines",
	} {
		if got := keyringReason(err).In(msg.Dutch); !strings.Contains(got, want) {
			t.Errorf("%v: %q", err, got)
		}
	}
}
