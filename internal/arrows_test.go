package internal

import (
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arrows says which rooms a room imports. What is not drawn here is a mistake: move
// the code, or change the drawing on purpose. An arrow that nobody uses is one too.
var arrows = map[string]string{
	"cli":        "asset check diagnose google guide lab lazyregexp msg oauth prompt report secret session sheet wholefile wizard",
	"wizard":     "asset check diagnose google guide lazyregexp msg oauth prompt secret session",
	"check":      "asset google lazyregexp mail msg oauth secret",
	"diagnose":   "asset check google guide lazyregexp mail msg oauth session",
	"sheet":      "asset check diagnose msg secret",
	"report":     "asset check diagnose lazyregexp msg oauth secret session", // the support bundle: a room of its own beside the catalog
	"guide":      "lazyregexp msg wholefile",
	"session":    "asset secret wholefile", // it keeps the tokens and the proof in the form of the configuration
	"asset":      "lazyregexp msg secret wholefile",
	"google":     "secret wholefile",
	"mail":       "lazyregexp secret",
	"oauth":      "secret",
	"prompt":     "lazyregexp",
	"lab":        "", // a fake that shares code with the client shares its mistakes
	"msg":        "",
	"secret":     "",
	"wholefile":  "",
	"lazyregexp": "",
}

// reserved says which room alone may import a module.
var reserved = map[string][]string{
	"github.com/AlecAivazis/survey": {"prompt"},
	"github.com/spf13/cobra":        {"cli"},
	"github.com/zalando/go-keyring": {"session"},
	"google.golang.org/api":         {"google", "diagnose"}, // diagnose: the error type only
	"golang.org/x/oauth2":           {"oauth"},
	"github.com/emersion/go-smtp":   {"lab"},
}

func TestArrows(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		allowed, known := arrows[e.Name()]
		if !known {
			t.Errorf("the room %s is not on the drawing", e.Name())
			continue
		}
		all := imports(t, e.Name())
		for _, path := range all {
			checkImport(t, e.Name(), path, strings.Fields(allowed))
		}
		for _, other := range strings.Fields(allowed) {
			if !slices.Contains(all, "mailasset/internal/"+other) {
				t.Errorf("%s does not import %s: take the arrow off the drawing", e.Name(), other)
			}
		}
	}
}

func checkImport(t *testing.T, room, path string, allowed []string) {
	t.Helper()
	if other, ours := strings.CutPrefix(path, "mailasset/internal/"); ours && !slices.Contains(allowed, other) {
		t.Errorf("%s imports %s", room, other)
	}
	for module, rooms := range reserved {
		if strings.HasPrefix(path, module) && !slices.Contains(rooms, room) {
			t.Errorf("%s imports %s, which only %v may", room, path, rooms)
		}
	}
}

// imports lists what a room imports on any system, tests left out.
func imports(t *testing.T, room string) []string {
	t.Helper()
	var all []string
	for _, system := range []string{"linux", "darwin", "windows"} {
		ctx := build.Default
		ctx.GOOS = system
		p, err := ctx.ImportDir(room, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.Imports...)
	}
	return all
}

// TestOneFileImportsSurvey keeps the archived library behind one door.
func TestOneFileImportsSurvey(t *testing.T) {
	files, err := filepath.Glob("prompt/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var importing []string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `"github.com/AlecAivazis/survey/v2`) && !strings.HasSuffix(name, "_test.go") {
			importing = append(importing, name)
		}
	}
	if len(importing) != 1 {
		t.Errorf("survey is imported by %v", importing)
	}
}

// disclosing lists the files that may take a secret out of its wrapping.
var disclosing = []string{
	"asset/configuration.go", // the 0600 file, and --show-secrets
	"asset/connect.go",       // the Authorization header of the Digital Asset API
	"asset/mappingbody.go",   // the body of create and update
	"check/offline.go",       // its form is looked at
	"cli/labrobot.go",        // a lab's own form
	"cli/token.go",           // --show-secrets
	"google/adc.go",          // the refresh of Application Default Credentials
	"google/gmail.go",        // Authorization header
	"mail/mail.go",           // XOAUTH2
	"oauth/revoke.go",        // the request that ends the grant
	"oauth/split.go",         // the 0600 file of a sign-in in two commands
	"oauth/token.go",         // token request
	"secret/redact.go", "secret/secret.go",
	"session/connect.go", // the keyring's entry of the Webex token
	"session/secrets.go", // the keyring or the 0600 file
	"sheet/items.go",     // the one value that a person copies or has shown
}

func TestSecretsAreRevealedInFewPlaces(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), ".Reveal()") || strings.Contains(string(text), ".Disclosed()") {
			found[filepath.ToSlash(path)] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path := range found {
		if !slices.Contains(disclosing, path) {
			t.Errorf("%s reveals a secret and is not on the list", path)
		}
	}
	for _, path := range disclosing {
		if !found[path] {
			t.Errorf("%s is on the list and reveals nothing", path)
		}
	}
}
