package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

func environment(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{usage(msg.UsageAnswer), exitUsage},
		{fmt.Errorf("ask: %w", &prompt.MissingError{IDs: []string{"asset.email"}}), exitUsage},
		{fmt.Errorf("read: %w", &prompt.UnknownIDError{ID: "x"}), exitUsage},
		{&known{err: &wizard.StoppedError{Step: "api"}}, exitStopped},
		{&waitingError{[]string{"forwarding"}}, exitStopped},
		{fmt.Errorf("wait: %w", context.Canceled), exitStopped},
		{prompt.ErrInterrupted, exitStopped},
		{prompt.ErrClosed, exitStopped},
		{&oauth.CallbackError{Code: "access_denied"}, exitFailed},
		{fmt.Errorf("ask: %w", context.DeadlineExceeded), exitFailed},
		{&prompt.InvalidError{ID: "asset.email", Err: &asset.RuleError{}}, exitFailed},
		{errors.New("anything"), exitFailed},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v: exit code %d, want %d", c.err, got, c.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		args []string
		env  map[string]string
		want msg.Lang
	}{
		{nil, nil, msg.English},
		{[]string{"setup", "--lang", "nl"}, nil, msg.Dutch},
		{[]string{"--lang=nl", "setup"}, map[string]string{"LC_ALL": "en_US.UTF-8"}, msg.Dutch},
		{[]string{"setup", "--lang"}, nil, msg.English},
		{nil, map[string]string{"MAILASSET_LANG": "nl", "LANG": "en_US"}, msg.Dutch},
		{nil, map[string]string{"LANG": "nl_NL.UTF-8"}, msg.Dutch},
		{nil, map[string]string{"LC_ALL": "C", "LANG": "nl_NL.UTF-8"}, msg.English},
		{nil, map[string]string{"LC_MESSAGES": "nl_BE", "LANG": "fr_BE"}, msg.Dutch},
	} {
		if got := languageOf(c.args, environment(c.env)); got != c.want {
			t.Errorf("%q with %v: %s, want %s", c.args, c.env, got, c.want)
		}
	}
}

func TestVariablesStandForFlags(t *testing.T) {
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	var o options
	o.register(flags, msg.English)
	lab := flags.Bool("lab", false, "")
	if err := flags.Parse([]string{"--output", "json"}); err != nil {
		t.Fatal(err)
	}
	env := environment(map[string]string{
		"MAILASSET_OUTPUT": "text", "MAILASSET_NO_INPUT": "1", "MAILASSET_TIMEOUT": "5s", "MAILASSET_ANSWER": "asset.name=X", "MAILASSET_LAB": "http://127.0.0.1:1",
	})
	if err := fromEnvironment(flags, env); err != nil {
		t.Fatal(err)
	}
	if o.output != "json" || !o.noInput || o.timeout != 5*time.Second || !slices.Equal(o.answer, []string{"asset.name=X"}) || *lab {
		t.Errorf("%+v, lab %v", o, *lab)
	}
	err := fromEnvironment(flags, environment(map[string]string{"MAILASSET_YES": "perhaps"}))
	if err == nil || !strings.Contains(err.Error(), "MAILASSET_YES") {
		t.Errorf("a wrong variable gives %v", err)
	}
}

func TestEnvironmentCompletesOptions(t *testing.T) {
	for name, c := range map[string]struct {
		env                     map[string]string
		noInput, plain, noColor bool
	}{
		"nothing":    {map[string]string{}, false, false, false},
		"CI":         {map[string]string{"CI": "true"}, true, false, false},
		"CI off":     {map[string]string{"CI": "false"}, false, false, false},
		"NO_COLOR":   {map[string]string{"NO_COLOR": "1"}, false, false, true},
		"CLICOLOR=0": {map[string]string{"CLICOLOR": "0"}, false, false, true},
		"TERM=dumb":  {map[string]string{"TERM": "dumb"}, false, true, true},
	} {
		o := options{output: "text", timeout: time.Second, dir: t.TempDir()}
		if err := o.complete(environment(c.env)); err != nil {
			t.Fatal(err)
		}
		if o.noInput != c.noInput || o.plain != c.plain || o.noColor != c.noColor {
			t.Errorf("%s: no-input %v, plain %v, no-color %v", name, o.noInput, o.plain, o.noColor)
		}
	}
}

func TestStateDir(t *testing.T) {
	t.Setenv("HOME", "/home/somebody")
	for want, env := range map[string]map[string]string{
		"/state/mailasset":                      {"XDG_STATE_HOME": "/state"},
		"/home/somebody/.local/state/mailasset": {"XDG_STATE_HOME": "relative"},
	} {
		if got, err := stateDir(environment(env)); err != nil || filepath.ToSlash(got) != want && os.PathSeparator == '/' && !strings.Contains(got, "Library") {
			t.Errorf("with %v: %q, %v; want %q", env, got, err, want)
		}
	}
}

func TestShellLineReadsBack(t *testing.T) {
	got := shellLine([]string{"mailasset", "setup", "--dir", "/tmp/a b/it's", "", "$x", "plain-1"})
	if want := `mailasset setup --dir '/tmp/a b/it'\''s' '' '$x' plain-1`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOpener(t *testing.T) {
	a := &app{Streams: Streams{Getenv: environment(map[string]string{"BROWSER": "/opt/my browser"})}}
	if words, err := a.opener(); err != nil || !slices.Equal(words, []string{"/opt/my browser"}) {
		t.Errorf("$BROWSER: %q, %v", words, err)
	}
	a.Getenv = environment(nil)
	if words, err := a.opener(); err == nil && len(words) == 0 {
		t.Error("neither a way nor a reason")
	}
}

func TestOnlyALabOnThisMachine(t *testing.T) {
	for address, ok := range map[string]bool{
		"http://127.0.0.1:8400": true, "http://localhost:8400": true, "http://[::1]:8400": true,
		"https://127.0.0.1:8400": false, "http://lab.example.com": false, "http://127.0.0.1.example.com": false, "127.0.0.1:8400": false, "": false,
	} {
		if err := checkLabURL(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestVerboseNeverShowsAQuery holds -v against an address and a body that carry
// secrets.
func TestVerboseNeverShowsAQuery(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	var said bytes.Buffer
	client := &http.Client{Transport: &narrator{http.DefaultTransport, func(what string, _ time.Duration) { said.WriteString(what + "\n") }}}
	response, err := client.Post(server.URL+"/token?code=made-up-secret", "text/plain", strings.NewReader("made-up-secret"))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	server.Close()
	if _, err := client.Get(server.URL + "/again"); err == nil {
		t.Fatal("the server is still there")
	}
	if strings.Contains(said.String(), "made-up-secret") || !strings.Contains(said.String(), "/token: 404") || !strings.Contains(said.String(), "/again: no answer") {
		t.Errorf("it said %q", said.String())
	}
}

func TestFreeName(t *testing.T) {
	dir := t.TempDir()
	w, o := &wizard.Wizard{}, &setupOptions{app: &app{}}
	o.app.dir = dir
	name := func(assetName string) string {
		t.Helper()
		got, err := o.freeName(assetName, w)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	keep := func(short, assetName string) {
		t.Helper()
		s, err := session.Open(dir, short)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Answers["asset.name"] = assetName
		if err := s.Save(); err != nil {
			t.Fatal(err)
		}
	}
	if got := name("Acme Support"); got != "acme-support" {
		t.Errorf("a free name: %q", got)
	}
	keep("acme-support", "Acme-Support")
	if got := name("Acme Support"); got != "acme-support-2" {
		t.Errorf("a taken name: %q", got)
	}
	if got := name("Acme-Support"); got != "acme-support" {
		t.Errorf("the same asset: %q", got)
	}
}

func TestRoots(t *testing.T) {
	dir := t.TempDir()
	noPEM := filepath.Join(dir, "no.pem")
	if err := os.WriteFile(noPEM, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{}
	if pool, err := a.roots(asset.Endpoints{}); pool != nil || err != nil {
		t.Errorf("nothing given: %v, %v", pool, err)
	}
	for _, file := range []string{noPEM, filepath.Join(dir, "missing.pem")} {
		a.caFile = file
		_, err := a.roots(asset.Endpoints{})
		if err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", file, err)
		}
		if f := a.finding(err); !strings.Contains(f.Summary, file) || f.Cause == "" || len(f.Fix) != 1 {
			t.Errorf("%s: %+v", file, f)
		}
	}
}

func TestErrorsQuoteNoSecret(t *testing.T) {
	out, said := tempFile(t), tempFile(t)
	known := new(secret.Redactor)
	known.Know("client secret", secret.New("made-up-client-secret"))
	a := &app{Streams: Streams{Out: out, Err: said}, lang: msg.English, redact: known.Redact}
	a.output = "json"
	code := a.conclude(fmt.Errorf("ask the server: it said made-up-client-secret"))
	for _, f := range []*os.File{out, said} {
		text, err := os.ReadFile(f.Name())
		if err != nil || strings.Contains(string(text), "made-up-client-secret") || !strings.Contains(string(text), "[secret:client secret") {
			t.Errorf("it said %q, %v", text, err)
		}
	}
	if code != exitFailed {
		t.Errorf("exit code %d", code)
	}
}

func tempFile(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "stream"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestPathlessErrors(t *testing.T) {
	_, err := os.Open(filepath.Join(t.TempDir(), "missing"))
	if got := pathless(err); strings.Contains(got, "missing") || got == "" {
		t.Errorf("got %q", got)
	}
	if !errors.Is(unwrapPath(err), fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
}
