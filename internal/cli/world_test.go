package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// labAt is an app whose MAILASSET_LAB is this.
func labAt(address string) *app {
	a := &app{Streams: Streams{Getenv: environment(map[string]string{"MAILASSET_LAB": address})}, lang: msg.English}
	a.timeout = 5 * time.Second
	return a
}

func TestNoLabIsMeant(t *testing.T) {
	if e, err := labAt("").labEndpoints(context.Background()); err != nil || e.Lab() {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestALabTellsWhereItListens(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"url": "http://%s", "mailbox": "support@lab.test"}`, r.Host)
	}))
	defer server.Close()
	for _, address := range []string{server.URL, server.URL + "/"} {
		if e, err := labAt(address).labEndpoints(context.Background()); err != nil || e.URL != server.URL || e.Mailbox != "support@lab.test" {
			t.Errorf("%s: %+v, %v", address, e, err)
		}
	}
}

func TestWhatIsNoLab(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"404":           http.NotFound,
		"HTML":          func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html><title>Sign in</title>") },
		"empty":         func(http.ResponseWriter, *http.Request) {},
		"another JSON":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"status": "up"}`) },
		"a list":        func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `[]`) },
		"an error page": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, `{"url": "http://127.0.0.1:1"}`, 500) },
		"huge": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"mailbox": %q, "url": "http://127.0.0.1:1"}`, strings.Repeat("x", 2<<20))
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(answer)
			defer server.Close()
			e, err := labAt(server.URL).labEndpoints(context.Background())
			if err == nil || e.Lab() || !strings.Contains(err.Error(), server.URL+" is no lab") || exitCode(err) != exitFailed {
				t.Errorf("%+v, %v", e, err)
			}
		})
	}
}

func TestALabThatIsGone(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if e, err := labAt(server.URL).labEndpoints(context.Background()); err == nil || e.Lab() || exitCode(err) != exitFailed {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestAnotherMachineIsNotAsked: a listener stands where the name would lead,
// and hears nothing.
func TestAnotherMachineIsNotAsked(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for _, address := range []string{"http://lab.example.com" + port, "https://127.0.0.1" + port, "http://0.0.0.0" + port, "http://127.0.0.1@lab.example.com" + port} {
		if _, err := labAt(address).labEndpoints(context.Background()); exitCode(err) != exitUsage {
			t.Errorf("%s: %v", address, err)
		}
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests were made", asked.Load())
	}
}

func TestLabAndRealNameTheWayOut(t *testing.T) {
	for isLab, want := range map[bool]string{true: "point MAILASSET_LAB at that lab", false: "unset MAILASSET_LAB"} {
		err := labMismatch("support", isLab)
		if exitCode(err) != exitUsage || !strings.Contains(err.Error(), "support") || !strings.Contains(err.Error(), want) {
			t.Errorf("a lab's: %v: %v", isLab, err)
		}
	}
}

func TestEveryReasonHasItsWords(t *testing.T) {
	for reason, want := range map[prompt.Reason]msg.Text{
		prompt.NotYAML: msg.AnswersNotYAML, prompt.TooLong: msg.AnswersTooLong, prompt.NotAMap: msg.AnswersNotAMap,
		prompt.NotScalar: msg.AnswersNotScalar, prompt.Duplicate: msg.AnswersDuplicate,
	} {
		if got := answersReason(reason); got != want {
			t.Errorf("%s: %+v, want %+v", reason, got, want)
		}
	}
}

func TestWhichAssetIsMeant(t *testing.T) {
	a := &app{lang: msg.English}
	a.dir = t.TempDir()
	pick := func(name string) (string, error) { return a.oneAsset(context.Background(), &wizard.Wizard{}, name) }
	if _, err := pick(""); exitCode(err) != exitUsage || err.Error() != msg.NoAssets.En {
		t.Errorf("none: %v", err)
	}
	keepAsset(t, a.dir, "support")
	if name, err := pick(""); err != nil || name != "support" {
		t.Errorf("one: %q, %v", name, err)
	}
	keepAsset(t, a.dir, "sales")
	if _, err := pick(""); exitCode(err) != exitUsage || !strings.Contains(err.Error(), "sales, support") {
		t.Errorf("several: %v", err)
	}
	if name, err := pick("sales"); err != nil || name != "sales" {
		t.Errorf("the one named: %q, %v", name, err)
	}
	for _, name := range []string{"../sales", "Sales", "a b", "-", "sales/", "."} {
		if _, err := pick(name); exitCode(err) != exitUsage || !strings.Contains(err.Error(), fmt.Sprintf("%q", name)) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func keepAsset(t *testing.T, dir, name string) {
	t.Helper()
	s, err := session.Open(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
}

func TestDownloadsFolder(t *testing.T) {
	for name, c := range map[string]struct {
		xdg    string // XDG_CONFIG_HOME, below the home folder where it begins with a slash
		config string
		want   string
	}{
		"nothing said":    {"", "", "Downloads"},
		"in the home":     {"", "XDG_DOWNLOAD_DIR=\"$HOME/Saved\"\n", "Saved"},
		"a comment first": {"", "# XDG_DOWNLOAD_DIR=\"$HOME/No\"\nXDG_DOWNLOAD_DIR=\"$HOME/Saved\"\n", "Saved"},
		"another folder":  {"", "XDG_DESKTOP_DIR=\"$HOME/Saved\"\n", "Downloads"},
		"not there":       {"", "XDG_DOWNLOAD_DIR=\"$HOME/Gone\"\n", ""},
		"a file":          {"", "XDG_DOWNLOAD_DIR=\"$HOME/a-file\"\n", ""},
		"XDG_CONFIG_HOME": {"/settings", "XDG_DOWNLOAD_DIR=\"$HOME/Saved\"\n", "Saved"},
		"a relative one":  {"settings", "XDG_DOWNLOAD_DIR=\"$HOME/Saved\"\n", "Saved"},
		"the last counts": {"/settings", "XDG_DOWNLOAD_DIR=\"$HOME/Gone\"\n  XDG_DOWNLOAD_DIR=$HOME/my\\ own\n", "my own"},
		"not from /":      {"/settings", "XDG_DOWNLOAD_DIR=\"Saved\"\n", "Downloads"},
		"not the home":    {"/settings", "XDG_DOWNLOAD_DIR=\"$HOMEWARD/Saved\"\n", "Downloads"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			t.Setenv("USERPROFILE", home)
			for _, dir := range []string{"Downloads", "Saved", "my own", ".config", "settings"} {
				if err := os.Mkdir(filepath.Join(home, dir), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			write(t, filepath.Join(home, "a-file"), "")
			config := filepath.Join(home, ".config")
			if strings.HasPrefix(c.xdg, "/") {
				config = filepath.Join(home, c.xdg)
				c.xdg = config
			}
			if c.config != "" {
				write(t, filepath.Join(config, "user-dirs.dirs"), c.config)
			}
			want := c.want
			if want != "" {
				want = filepath.Join(home, want)
			}
			a := &app{Streams: Streams{Getenv: environment(map[string]string{"XDG_CONFIG_HOME": c.xdg})}}
			if got := filepath.Clean(a.downloads()); got != filepath.Clean(want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSSHTarget(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"":                   {},
		"192.0.2.7":          {"SSH_CONNECTION": "198.51.100.1 50000 192.0.2.7 22"},
		"admin@192.0.2.7":    {"SSH_CONNECTION": "198.51.100.1 50000 192.0.2.7 22", "USER": "admin"},
		"admin@2001:db8::22": {"SSH_CONNECTION": "2001:db8::1 50000 2001:db8::22 22", "USER": "admin"},
	} {
		if got := (&app{Streams: Streams{Getenv: environment(env)}}).sshTarget(); got != want {
			t.Errorf("with %v: %q, want %q", env, got, want)
		}
	}
	short := environment(map[string]string{"SSH_CONNECTION": "198.51.100.1 50000", "USER": "admin"})
	if got := (&app{Streams: Streams{Getenv: short}}).sshTarget(); got != "" {
		t.Errorf("half a connection: %q", got)
	}
}

func TestMarksAreWordsWithPlainAndBareInAFile(t *testing.T) {
	a := &app{Streams: Streams{Err: tempFile(t)}, lang: msg.Dutch}
	if got, want := a.marks(), (wizard.Marks{Pass: "+", Warn: "!", Fail: "x", Skip: "-"}); got != want {
		t.Errorf("in a file: %+v", got)
	}
	a.plain = true
	if got, want := a.marks(), (wizard.Marks{Pass: "goed:", Warn: "let op:", Fail: "fout:", Skip: "overgeslagen:"}); got != want {
		t.Errorf("plain: %+v", got)
	}
	if got := a.width(); got != 80 {
		t.Errorf("a file is %d wide", got)
	}
}

func TestAnEmptyEndpointIsTheRealWorld(t *testing.T) {
	if got := (asset.Endpoints{}).Provider(); got.TokenURL != asset.Gmail.TokenURL || got.SMTPServer != asset.Gmail.SMTPServer {
		t.Errorf("%+v", got)
	}
}
