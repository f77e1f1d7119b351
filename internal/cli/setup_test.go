package cli

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// knownAcme keeps an asset with its client and returns its state directory.
func knownAcme(t *testing.T, change func(*session.Session)) string {
	t.Helper()
	dir := t.TempDir()
	s := opens(t, dir, "acme")
	s.Answers["asset.name"], s.Answers["asset.email"] = "Acme", "support@acme.example"
	s.Client = &session.Client{ID: "made-up-1"}
	change(s)
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	s.Close()
	return dir
}

func opens(t *testing.T, dir, name string) *session.Session {
	t.Helper()
	s, err := session.Open(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// fromFile is setup --from with a file that holds an asset called Acme, and one
// answer that was given besides.
func fromFile(t *testing.T, dir, email, client string) (*setupOptions, *wizard.Wizard, string) {
	t.Helper()
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = said.Close() })
	config := &asset.Configuration{}
	config.Asset.Name, config.Asset.EmailID, config.Asset.Region = "Acme", email, "eu"
	config.Authentication.ClientID = client
	a := &app{Streams: Streams{Err: said}, adopted: wizard.AnswersOf(config)}
	a.dir, a.answer = dir, []string{"asset.name=Acme"}
	given, err := a.givenAnswers()
	if err != nil {
		t.Fatal(err)
	}
	return &setupOptions{app: a, from: "hand.yaml", adopted: config}, &wizard.Wizard{Env: wizard.Env{Given: given}}, said.Name()
}

// TestTwoAssetsNeverMix: a file of another asset gets a name of its own, and is
// refused under the known one; of the known one it says nothing that counts.
func TestTwoAssetsNeverMix(t *testing.T) {
	whole := func(*session.Session) {}
	for name, c := range map[string]struct {
		change        func(*session.Session)
		email, client string
		free          string
		refusal       string
		told          bool // that the file does not count
	}{
		"the same":                {whole, "Support@acme.example", "made-up-1", "acme", "", true},
		"a file without a client": {whole, "support@acme.example", "", "acme", "", true},
		"another address":         {whole, "help@acme.example", "made-up-1", "acme-2", "acme is known with support@acme.example, but hand.yaml holds help@acme.example", false},
		"another client":          {whole, "support@acme.example", "made-up-2", "acme-2", "acme is known with made-up-1, but hand.yaml holds made-up-2", false},
		"being taken over":        {func(s *session.Session) { s.Adopting = true }, "support@acme.example", "made-up-1", "acme", "", false},
		"no client yet":           {func(s *session.Session) { s.Client = nil }, "support@acme.example", "made-up-2", "acme", "", false},
		"no client, other":        {func(s *session.Session) { s.Client = nil }, "help@acme.example", "made-up-2", "acme-2", "help@acme.example", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := knownAcme(t, c.change)
			o, w, said := fromFile(t, dir, c.email, c.client)
			if free, err := o.freeName("Acme", w); err != nil || free != c.free {
				t.Errorf("it is called %q, %v, want %q", free, err, c.free)
			}
			err := o.keepApart(opens(t, dir, "acme"), w)
			if c.refusal == "" && err != nil || c.refusal != "" && (err == nil || exitCode(err) != exitUsage || !strings.Contains(err.Error(), c.refusal)) {
				t.Errorf("refused: %v, want %q", err, c.refusal)
			}
			text, err := os.ReadFile(said)
			if told := strings.Contains(string(text), "acme is known already"); err != nil || told != c.told {
				t.Errorf("it said %q, %v", text, err)
			}
			if c.told && !maps.Equal(w.Given, map[string]string{"asset.name": "Acme"}) {
				t.Errorf("the file's answers count: %v", w.Given)
			}
		})
	}
}

// TestAnUnfinishedAssetIsNotThatOfTheFile: a file without a name is not taken
// for the only unfinished asset when it is another's.
func TestAnUnfinishedAssetIsNotThatOfTheFile(t *testing.T) {
	dir := knownAcme(t, func(*session.Session) {})
	for client, want := range map[string]string{"made-up-1": "acme", "made-up-2": ""} {
		o, w, _ := fromFile(t, dir, "support@acme.example", client)
		delete(w.Given, "asset.name")
		if found, err := o.unfinished(w); err != nil || found != want {
			t.Errorf("%s: %q, %v", client, found, err)
		}
	}
}

// TestTheFileBelongsToTheResumeLine until all of it is taken over.
func TestTheFileBelongsToTheResumeLine(t *testing.T) {
	o := &setupOptions{app: &app{}, from: "hand.yaml"}
	o.app.dir, o.app.dirGiven = "state", true
	for adopting, want := range map[bool][]string{
		true:  {"mailasset", "setup", "--from", "hand.yaml", "acme", "--dir", "state"},
		false: {"mailasset", "setup", "acme", "--dir", "state"},
	} {
		if got := o.resumeLine(&session.Session{Name: "acme", Adopting: adopting}); !slices.Equal(got, want) {
			t.Errorf("adopting %v: %q", adopting, got)
		}
	}
}
