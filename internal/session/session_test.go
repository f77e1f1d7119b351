package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/secret"
)

// The secrets of the tests: made up, and of no form a scanner knows.
var madeUp = []string{"made-up-client-secret-0123456789", "made-up-access-token-0123456789", "made-up-refresh-token-0123456789"}

var noon = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, dir, name string) *Session {
	t.Helper()
	s, err := Open(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// saved is a session that uses every field, saved in a new folder and closed.
func saved(t *testing.T) (dir string, s *Session) {
	t.Helper()
	dir = t.TempDir()
	s = open(t, dir, "support")
	ends := noon.Add(7 * 24 * time.Hour)
	s.Lab, s.RedirectPort, s.OutFile, s.Complete = true, 8473, "/home/kim/support.asset.json", true
	s.Answers["asset.email"] = "support@example.com"
	s.Record("project", Stated, noon)
	s.Record("tokens", Observed, noon)
	s.Client = &Client{
		ID: "4711", ProjectID: "webex-mail", AuthURI: "https://a.example/auth", TokenURI: "https://a.example/token",
		RedirectURIs: []string{"http://127.0.0.1:8473/callback"}, JavaScriptOrigins: []string{"https://a.example"}, Foreign: true,
	}
	s.Proof = []asset.Proof{{Check: "smtp.login", Status: "pass", At: noon}}
	s.Seen = []Sighting{{Step: "branding", Text: "another page", At: noon}}
	s.Secrets = Secrets{ClientID: "4711", ClientSecret: secret.New(madeUp[0]), Account: "support@example.com", Tokens: &asset.Tokens{
		AccessToken: secret.New(madeUp[1]), RefreshToken: secret.New(madeUp[2]), TokenType: "Bearer", Scope: asset.Gmail.Scope,
		Validity: 3599, IssuedAt: noon, ExpiresAt: noon.Add(time.Hour), RefreshTokenExpiresAt: &ends,
	}}
	if err := errors.Join(s.Save(), s.SaveSecrets()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	return dir, s
}

// content is what is remembered, without how it is held.
func content(s *Session) Session {
	c := *s
	c.lock = nil
	return c
}

func TestANewSession(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	s := open(t, dir, "support")
	want := Session{SchemaVersion: 1, Name: "support", Answers: map[string]string{}, Steps: map[string]Record{}, dir: filepath.Join(dir, "support"), ring: systemRing()}
	if got := content(s); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if s.Dir() != want.dir || s.Answer("asset.email") != "" {
		t.Errorf("in %s", s.Dir())
	}
	// Nothing is remembered before Save.
	if _, err := Read(dir, "support"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read %v", err)
	}
	if names, err := Names(dir); err != nil || len(names) != 0 {
		t.Errorf("known: %q, %v", names, err)
	}
}

func TestReopen(t *testing.T) {
	dir, old := saved(t)
	for name, again := range map[string]func() (*Session, error){
		"open": func() (*Session, error) { return Open(dir, "support") },
		"read": func() (*Session, error) { return Read(dir, "support") },
	} {
		s, err := again()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if got, want := content(s), content(old); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, got, want)
		}
		if s.Answer("asset.email") != "support@example.com" {
			t.Errorf("%s: the answer is lost", name)
		}
	}
}

// The folder says what the asset is called: a copied or renamed one must not
// send the next command to another.
func TestARenamedFolderRenamesTheSession(t *testing.T) {
	dir, _ := saved(t)
	if err := os.Rename(filepath.Join(dir, "support"), filepath.Join(dir, "sales")); err != nil {
		t.Fatal(err)
	}
	if s := open(t, dir, "sales"); s.Name != "sales" || s.Dir() != filepath.Join(dir, "sales") {
		t.Errorf("got %s in %s", s.Name, s.Dir())
	}
}

func TestSecretsAreKeptApart(t *testing.T) {
	dir, _ := saved(t)
	files := map[string]string{}
	for _, name := range []string{sessionFile, secretsFile} {
		doc, err := os.ReadFile(filepath.Join(dir, "support", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(doc)
	}
	for _, value := range madeUp {
		if strings.Contains(files[sessionFile], value) {
			t.Errorf("%s holds %s", sessionFile, value)
		}
		if !strings.Contains(files[secretsFile], value) {
			t.Errorf("%s lacks %s", secretsFile, value)
		}
	}
	if strings.Contains(files[sessionFile], "secret]") {
		t.Error("the session has a place for a secret")
	}
}

// A field that is added to the session must not carry a secret by its type.
func TestNoFieldOfTheSessionIsASecret(t *testing.T) {
	hidden := reflect.TypeFor[secret.String]()
	var walk func(reflect.Type, string)
	walk = func(typ reflect.Type, place string) {
		switch {
		case typ == hidden:
			t.Errorf("%s is a secret", place)
		case typ.Kind() == reflect.Pointer, typ.Kind() == reflect.Slice, typ.Kind() == reflect.Map:
			walk(typ.Elem(), place)
		case typ.Kind() == reflect.Struct && typ != reflect.TypeFor[time.Time]():
			for field := range typ.Fields() {
				if field.IsExported() && field.Tag.Get("json") != "-" {
					walk(field.Type, place+"."+field.Name)
				}
			}
		}
	}
	walk(reflect.TypeFor[Session](), "Session")
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps who may read a file elsewhere")
	}
	dir := filepath.Join(t.TempDir(), "state")
	s := open(t, dir, "support")
	if err := errors.Join(s.Save(), s.SaveSecrets()); err != nil {
		t.Fatal(err)
	}
	seen := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if seen++; err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil || seen != 6 { // two folders, session, secrets, lock, holder
		t.Errorf("saw %d files, %v", seen, err)
	}
}

func TestAnExposedFileIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps who may read a file elsewhere")
	}
	dir, _ := saved(t)
	for mode, refused := range map[fs.FileMode]bool{0o644: true, 0o640: true, 0o604: true, 0o620: true, 0o601: true, 0o700: false, 0o400: false} {
		for _, name := range []string{sessionFile, secretsFile} {
			path := filepath.Join(dir, "support", name)
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			for _, again := range []func(string, string) (*Session, error){Open, Read} {
				s, err := again(dir, "support")
				var exposed *ExposedError
				if got := errors.As(err, &exposed); got != refused || !refused && err != nil {
					t.Errorf("%s with mode %v: %v", name, mode, err)
				}
				if refused && (exposed.Path != path || exposed.Mode.Perm() != mode || !strings.Contains(err.Error(), path)) {
					t.Errorf("the error says %v", err)
				}
				if err == nil {
					s.Close()
				}
			}
			_ = os.Chmod(path, 0o600)
		}
	}
}

func TestAFolderThatOthersWriteToIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps who may write to a folder elsewhere")
	}
	dir, _ := saved(t)
	folder := filepath.Join(dir, "support")
	for _, c := range []struct {
		state, asset fs.FileMode
		refused      string
	}{
		{0o700, 0o700, ""}, {0o755, 0o755, ""}, {fs.ModeSticky | 0o777, 0o700, ""},
		{0o777, 0o700, dir}, {0o770, 0o700, dir}, {0o702, 0o700, dir},
		{0o700, 0o777, folder}, {0o700, 0o720, folder}, {0o700, fs.ModeSticky | 0o777, folder},
	} {
		if err := errors.Join(os.Chmod(dir, c.state), os.Chmod(folder, c.asset)); err != nil {
			t.Fatal(err)
		}
		for _, again := range []func(string, string) (*Session, error){Open, Read} {
			s, err := again(dir, "support")
			var exposed *ExposedError
			if !errors.As(err, &exposed) && (err != nil || c.refused != "") || exposed != nil && (exposed.Path != c.refused || !exposed.Mode.IsDir()) {
				t.Errorf("%v over %v: %v", c.state, c.asset, err)
			}
			if err == nil {
				s.Close()
			}
		}
		err := WritePending(NamelessPendingPath(dir, "1"), []byte("{}"))
		if refused := c.refused == dir; errors.As(err, new(*ExposedError)) != refused {
			t.Errorf("%v: a sign-in is begun, %v", c.state, err)
		}
	}
}

func TestWhatIsTooLateToFinishIsSwept(t *testing.T) {
	dir, _ := saved(t)
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	begun := func(ends time.Time) []byte { return fmt.Appendf(nil, `{"expiresAt":%q}`, ends.Format(time.RFC3339)) }
	own, late, fresh, odd := PendingPath(dir, "support"), NamelessPendingPath(dir, "1"), NamelessPendingPath(dir, "2"), NamelessPendingPath(dir, "3")
	for path, doc := range map[string][]byte{own: begun(at), late: begun(at.Add(-48 * time.Hour)), fresh: begun(at.Add(time.Second)), odd: []byte("{")} {
		if err := WritePending(path, doc); err != nil {
			t.Fatal(err)
		}
	}
	SweepPending(dir, at)
	SweepPending(filepath.Join(dir, "not-there"), at)
	for path, there := range map[string]bool{own: false, late: false, fresh: true, odd: true, filepath.Join(dir, "support", sessionFile): true} {
		if _, err := os.Stat(path); (err == nil) != there {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// damage replaces a file of the state, and fails unless it is refused at path
// and left as it is.
func damage(t *testing.T, dir, name string, doc []byte) *StateError {
	t.Helper()
	path := filepath.Join(dir, "support", name)
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	var last *StateError
	attempts := []func(string, string) (*Session, error){Read, Open}
	if len(doc)%50 != 0 {
		attempts = attempts[:1] // Open syncs what it writes, and takes its time
	}
	for _, again := range attempts {
		_, err := again(dir, "support")
		if !errors.As(err, &last) || last.Path != path {
			t.Fatalf("%s as %.20q…: got %v", name, doc, err)
		}
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, doc) {
		t.Errorf("%s was changed, %v", name, err)
	}
	return last
}

func TestADamagedFileIsRefusedAndKept(t *testing.T) {
	dir, _ := saved(t)
	for _, name := range []string{sessionFile, secretsFile} {
		whole, err := os.ReadFile(filepath.Join(dir, "support", name))
		if err != nil {
			t.Fatal(err)
		}
		for cut := 0; cut < len(whole)-1; cut += 10 {
			damage(t, dir, name, whole[:cut])
		}
		for _, doc := range []string{"null", " null\n", "[]", "7", `"text"`, "not JSON", string(whole) + "}", "\x00\x00\x00"} {
			damage(t, dir, name, []byte(doc))
		}
		if err := os.WriteFile(filepath.Join(dir, "support", name), whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir, "support") // and nothing of this holds the lock
}

func TestADamagedSecretIsNotShown(t *testing.T) {
	dir, _ := saved(t)
	for _, doc := range []string{
		`{"clientSecret": ["` + madeUp[0] + `"]}`, `{"tokens": "` + madeUp[1] + `"}`, `{"tokens": {"refreshToken": "` + madeUp[2] + `"`,
		`{"tokens": {"issuedAt": "` + madeUp[2] + `"}}`,
	} {
		if err := damage(t, dir, secretsFile, []byte(doc)); strings.Contains(err.Error(), "made-up") {
			t.Errorf("shown: %v", err)
		}
	}
}

func TestANewerSessionIsRefused(t *testing.T) {
	dir, _ := saved(t)
	if err := damage(t, dir, sessionFile, []byte(`{"schemaVersion": 2, "answers": {}}`)); !strings.Contains(err.Error(), "version 2") {
		t.Errorf("got %v", err)
	}
}

func TestAnOldSessionLacksFields(t *testing.T) {
	dir, _ := saved(t)
	for _, doc := range []string{"{}", `{"answers": null, "steps": null}`, `{"schemaVersion": 1, "later": 7}`} {
		if err := os.WriteFile(filepath.Join(dir, "support", sessionFile), []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, dir, "support")
		s.Answers["asset.email"] = "support@example.com" // would panic on a nil map
		s.Record("project", Stated, noon)
		if err := s.Save(); err != nil {
			t.Error(err)
		}
		s.Close()
	}
}

func TestNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a [b]* ?\\ {c} ü")
	if names, err := Names(dir); err != nil || len(names) != 0 {
		t.Errorf("without a folder: %q, %v", names, err)
	}
	for _, name := range []string{"support", "sales", "support-2", "a"} {
		if err := open(t, dir, name).Save(); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir, "never-saved")
	if err := os.WriteFile(filepath.Join(dir, "a-file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if names, err := Names(dir); err != nil || !reflect.DeepEqual(names, []string{"a", "sales", "support", "support-2"}) {
		t.Errorf("got %q, %v", names, err)
	}
	_, err := Names(filepath.Join(dir, "a-file"))
	var failed *StateError
	if !errors.As(err, &failed) {
		t.Errorf("a folder that cannot be read passes for an empty one: %v", err)
	}
}

// An observation is worth more than a statement, and the first date is kept.
func TestRecord(t *testing.T) {
	later := noon.Add(time.Hour)
	tests := map[string]struct {
		first, second How
		want          Record
	}{
		"stated again":            {Stated, Stated, Record{Stated, noon}},
		"stated, then observed":   {Stated, Observed, Record{Observed, later}},
		"observed again":          {Observed, Observed, Record{Observed, noon}},
		"observed is not weaker ": {Observed, Stated, Record{Observed, noon}},
	}
	for name, tt := range tests {
		s := &Session{Steps: map[string]Record{}}
		s.Record("branding", tt.first, noon.In(time.FixedZone("CET", 3600)).Add(300*time.Millisecond))
		s.Record("branding", tt.second, later)
		if got := s.Steps["branding"]; got != tt.want {
			t.Errorf("%s: got %+v", name, got)
		}
		s.Forget("branding")
		s.Forget("branding")
		if _, known := s.Steps["branding"]; known {
			t.Errorf("%s: not forgotten", name)
		}
		s.Record("branding", tt.second, later)
		if got, want := s.Steps["branding"], (Record{tt.second, later}); got != want {
			t.Errorf("%s: walked again: %+v", name, got)
		}
	}
}

func TestAFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var failed *StateError
	if _, err := Open(file, "support"); !errors.As(err, &failed) || failed.Path != filepath.Join(file, "support") {
		t.Errorf("got %v", err)
	}
	if _, err := Read(file, "support"); !errors.As(err, &failed) {
		t.Errorf("got %v", err)
	}
	dir, s := saved(t)
	if err := os.RemoveAll(filepath.Join(dir, "support")); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(); !errors.As(err, &failed) || failed.Act != "write" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("saved into a folder that went: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	for _, doc := range []string{`{"schemaVersion":1,"answers":{"a":"b"},"steps":{"a":{"how":"stated","at":"2026-11-29T12:00:00Z"}}}`, `{"client":null,"seen":[{}]}`, "null", "{"} {
		f.Add([]byte(doc), []byte(`{"clientSecret":"x","tokens":{"validity":1}}`))
	}
	dir := f.TempDir()
	s, err := Open(dir, "support")
	if err != nil {
		f.Fatal(err)
	}
	s.Close()
	f.Fuzz(func(t *testing.T, session, secrets []byte) {
		folder := filepath.Join(dir, "support")
		if err := errors.Join(os.WriteFile(filepath.Join(folder, sessionFile), session, 0o600), os.WriteFile(filepath.Join(folder, secretsFile), secrets, 0o600)); err != nil {
			t.Fatal(err)
		}
		s, err := Read(dir, "support")
		if err != nil {
			var failed *StateError
			if !errors.As(err, &failed) {
				t.Errorf("%T is no *StateError", err)
			}
			return
		}
		s.Answers["a"] = "b"
		s.Record("a", Observed, noon)
		if s.Name != "support" || s.SchemaVersion > schemaVersion {
			t.Errorf("got %s, version %d", s.Name, s.SchemaVersion)
		}
		if _, err := json.Marshal(s); err != nil {
			t.Errorf("cannot be saved again: %v", err)
		}
	})
}
