package google

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func writeFile(t *testing.T, text string, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // the umask takes bits away
		t.Fatal(err)
	}
	return path
}

func TestFromTokenFile(t *testing.T) {
	for _, text := range []string{adminToken, adminToken + "\n", "\ufeff " + adminToken + "\r\n\r\n", "\u200b" + adminToken + "\u00a0"} {
		path := writeFile(t, text, 0o600)
		c, err := FromTokenFile(path)
		if err != nil || c.Token.Reveal() != adminToken || c.Source != SourceTokenFile || c.Path != path || c.Exposed {
			t.Errorf("%q: got %+v, %v", text, c, err)
		}
	}
	for text, want := range map[string]Kind{
		"": KindEmpty, " \r\n\ufeff": KindEmpty,
		`{"access_token":"` + adminToken + `"}`: KindUnreadable,
		adminToken + "\n" + adminToken:          KindUnreadable,
		"Bearer " + adminToken:                  KindUnreadable,
		adminToken + "é":                        KindUnreadable,
		strings.Repeat("x", maxFile+1):          KindUnreadable,
	} {
		_, err := FromTokenFile(writeFile(t, text, 0o600))
		var no *CredentialError
		if !errors.As(err, &no) || no.Kind != want || no.Source != SourceTokenFile || no.Path == "" {
			t.Errorf("%.40q: got %v, want %s", text, err, want)
		}
		noToken(t, err)
	}
}

func TestFromTokenFileThatIsNone(t *testing.T) {
	for path, want := range map[string]Kind{filepath.Join(t.TempDir(), "none"): KindMissing, t.TempDir(): KindUnreadable} {
		_, err := FromTokenFile(path)
		var no *CredentialError
		if !errors.As(err, &no) || no.Kind != want || no.Unwrap() == nil {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestATokenFileThatOthersCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such bits")
	}
	for mode, want := range map[fs.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o644: true} {
		if c, err := FromTokenFile(writeFile(t, adminToken, mode)); err != nil || c.Exposed != want {
			t.Errorf("%o: exposed %v, %v", mode, c.Exposed, err)
		}
	}
}

func TestDiscover(t *testing.T) {
	s := script(t, map[string][]answer{"POST /token": {{200, `{"access_token":"` + adminToken + `"}`}}})
	signedIn := func(_ context.Context, _ string, args ...string) ([]byte, error) {
		if args[0] == "auth" {
			return []byte(adminToken + "\n"), nil
		}
		return []byte("admin@example.com\n"), nil
	}
	absent := func(context.Context, string, ...string) ([]byte, error) {
		return nil, &exec.Error{Name: "gcloud", Err: exec.ErrNotFound}
	}
	full := adcWorld(t, person, s)
	bare := full
	bare.Getenv = func(name string) string { return map[string]string{"HOME": t.TempDir()}[name] }
	for name, tt := range map[string]struct {
		file   string
		run    Runner
		world  Options
		source Source
		tried  int
	}{
		"the given file":          {writeFile(t, adminToken, 0o600), nil, bare, SourceTokenFile, 0},
		"gcloud before the other": {"", signedIn, full, SourceGcloud, 0},
		"what gcloud left behind": {"", absent, full, SourceADC, 1},
		"nothing":                 {"", absent, bare, "", 2},
		"a given file is a word":  {writeFile(t, "", 0o600), signedIn, full, "", 0},
	} {
		o := tt.world
		o.TokenFile, o.Run = tt.file, tt.run
		c, err := Discover(t.Context(), o)
		noToken(t, err)
		var none *NoCredentialError
		if errors.As(err, &none) {
			c.Tried = none.Tried
		}
		if c.Source != tt.source || len(c.Tried) != tt.tried || (err == nil) != (tt.source != "") {
			t.Errorf("%s: got %+v, %v", name, c, err)
		}
		checkTried(t, c.Tried, none)
	}
}

// checkTried holds that each source was asked in order and has nothing.
func checkTried(t *testing.T, tried []Attempt, none *NoCredentialError) {
	t.Helper()
	for i, source := range []Source{SourceGcloud, SourceADC}[:len(tried)] {
		var no *CredentialError
		if tried[i].Source != source || !errors.As(tried[i].Err, &no) || no.Kind != KindMissing || none != nil && !errors.Is(none, no) {
			t.Errorf("%s was tried: %v", source, tried[i].Err)
		}
	}
}

func TestDiscoverEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := Options{Run: func(ctx context.Context, _ string, _ ...string) ([]byte, error) {
		cancel()
		return nil, ctx.Err()
	}, Getenv: func(string) string { t.Error("it goes on"); return "" }}
	if _, err := Discover(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
