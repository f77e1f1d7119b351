package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/session"
)

// run runs a command line with what stdin holds, as a process would.
func explain(t *testing.T, stdin string, env map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) *os.File {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		_, _ = f.Seek(0, io.SeekStart)
		return f
	}
	streams := Streams{file("in", stdin), file("out", ""), file("err", ""), environment(env)}
	code = Main(append([]string{"explain", "--dir", dir}, args...), streams)
	read := func(f *os.File) string {
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return code, read(streams.Out), read(streams.Err)
}

func explainSchemaOf(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	code, out, _ := explain(t, "", nil, "--schema")
	if code != exitDone {
		t.Fatalf("exit code %d", code)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal([]byte(out), &schema); err != nil {
		t.Fatal(err)
	}
	if schema.Schema != "https://json-schema.org/draft/2020-12/schema" {
		t.Errorf("the schema is of %s", schema.Schema)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

// Everything that explain prints with -o json is as its schema says, for every
// code and for what is not known.
func TestExplainIsAsItsSchemaSays(t *testing.T) {
	schema := explainSchemaOf(t)
	hold := func(where string, code, want int, out string) {
		var v any
		if err := json.Unmarshal([]byte(out), &v); err != nil {
			t.Errorf("%s: %v: %s", where, err, out)
			return
		}
		if err := schema.Validate(v); err != nil || code != want {
			t.Errorf("%s: exit code %d, %v: %s", where, code, err, out)
		}
	}
	for _, code := range diagnose.Codes() {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			a := &app{lang: lang, options: options{dir: t.TempDir()}}
			f := diagnose.Explain(&diagnose.NamedError{Code: code}, a.explainContext(&diagnose.NamedError{Code: code}, code, asset.Endpoints{}))
			doc, err := json.Marshal(explainDocument(f))
			if err != nil {
				t.Fatal(err)
			}
			hold(code, 0, 0, string(doc))
		}
	}
	names, err := filepath.Glob("../diagnose/testdata/explain/*.txt")
	if err != nil || len(names) < 100 {
		t.Fatal(err, len(names))
	}
	for _, name := range names {
		if strings.Contains(name, "redirect-uri-mismatch.en") || strings.Contains(name, "unknown.") || strings.Contains(name, "smtp-auth") {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := exitDone
			if strings.Contains(name, "unknown.") {
				want = exitFound
			}
			code, out, _ := explain(t, string(text), nil, "-", "-o", "json")
			hold(name, code, want, out)
		}
	}
	for _, bad := range []string{`{}`, `{"code": null}`, `{"code": null, "facts": {"a": "b"}}`, `{"code": "x", "facts": {}}`, `{"code": null, "facts": {}, "title": "t"}`} {
		var v any
		if err := json.Unmarshal([]byte(bad), &v); err != nil || schema.Validate(v) == nil {
			t.Errorf("the schema takes %s", bad)
		}
	}
}

func TestExplainFromWhereTheTextIs(t *testing.T) {
	const known = "Error 400: redirect_uri_mismatch"
	for name, tt := range map[string]struct {
		stdin string
		args  []string
		env   map[string]string
		want  int
		says  string // on either stream
	}{
		"argument":            {args: []string{known}, want: exitDone, says: "redirect-uri-mismatch"},
		"without quotes":      {args: strings.Fields(known), want: exitDone, says: "redirect-uri-mismatch"},
		"a dash":              {stdin: known, args: []string{"-"}, want: exitDone, says: "redirect-uri-mismatch"},
		"stdin by itself":     {stdin: known, want: exitDone, says: "redirect-uri-mismatch"},
		"Dutch":               {args: []string{"Fout 403: access_denied", "--lang", "nl"}, want: exitDone, says: "geen testgebruiker"},
		"a reply":             {args: []string{"535-5.7.8 Username and Password not accepted."}, want: exitDone, says: "smtp-auth-rejected"},
		"unknown":             {args: []string{"the moon"}, want: exitFound, says: "nothing is guessed"},
		"unknown, Dutch":      {args: []string{"de maan", "--lang", "nl"}, want: exitFound, says: "niet gegokt"},
		"a good answer":       {args: []string{"http://127.0.0.1:8473/callback?code=4/0made-up-code-0123456789&state=made-up"}, want: exitFound, says: "answer to a sign-in"},
		"nothing":             {want: exitUsage, says: "explain.text"},
		"blanks":              {stdin: " \n\n", args: []string{"-"}, want: exitUsage, says: "explain.text"},
		"nobody may be asked": {stdin: known, args: []string{"--no-input"}, want: exitUsage, says: "explain.text"},
		"both ways":           {args: []string{known, "--clipboard"}, want: exitUsage, says: "--clipboard"},
		"no clipboard":        {args: []string{"--clipboard"}, want: exitFailed, says: "clipboard"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", t.TempDir())
			code, out, errs := explain(t, tt.stdin, tt.env, tt.args...)
			if code != tt.want || !strings.Contains(out+errs, tt.says) {
				t.Errorf("exit code %d, %s%s", code, out, errs)
			}
			if (code == exitDone) != (out != "") {
				t.Errorf("stdout has %q", out)
			}
			if strings.Contains(out+errs, "made-up-code") {
				t.Errorf("a secret is repeated: %s%s", out, errs)
			}
		})
	}
}

// known writes a session as setup leaves it.
func knownAsset(t *testing.T, dir, name, email, client, callback, project string) {
	t.Helper()
	s, err := session.OpenPublic(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Answers = map[string]string{"asset.email": email, "connect.callback_url": callback, "google.project_id": project}
	s.Client = &session.Client{ID: client, RedirectURIs: []string{"http://127.0.0.1:8473/callback", callback}}
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
}

// The text is compared with the asset that it is about, and the difference is
// said.
func TestExplainComparesWithTheAsset(t *testing.T) {
	const ours, other = "1111-acme.apps.googleusercontent.com", "2222-beta.apps.googleusercontent.com"
	dir := t.TempDir()
	asked := func(text string, args ...string) (explained, string) {
		t.Helper()
		code, out, errs := explain(t, text, nil, append([]string{"-", "-o", "json", "--dir", dir}, args...)...)
		var e explained
		if err := json.Unmarshal([]byte(out), &e); err != nil || code != exitDone {
			t.Fatalf("exit code %d, %v: %s%s", code, err, out, errs)
		}
		return e, strings.Join(append(slices.Clone(e.Fix), e.Title, e.Cause, e.Link), "\n")
	}
	page := func(uri, client string) string {
		return "Error 400: redirect_uri_mismatch\nRequest details: redirect_uri=" + uri + " flowName=GeneralOAuthFlow client_id=" + client
	}
	says := func(where, said string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(said, w) {
				t.Errorf("%s: %q is missing in\n%s", where, w, said)
			}
		}
	}
	e, said := asked(page("http://localhost:3000/", ours))
	says("no asset", said, "a redirect address", "project=1111")
	if e.Facts["client_id"] != ours || e.Facts["redirect_uri"] != "http://localhost:3000/" || e.Facts["projectNumber"] != "1111" {
		t.Errorf("facts %q", e.Facts)
	}
	knownAsset(t, dir, "acme", "support@acme.example", ours, "https://acme.us.webexconnect.io/callback", "webex-mail-4711")
	e, said = asked(page("https://acme.us.webexconnect.io/callback/", ours))
	says("one slash too many", said, "the Webex Connect callback", "https://acme.us.webexconnect.io/callback[/]", "differs where marked", "Do not register", "project=webex-mail-4711")
	if e.Facts["which"] != "connect" || e.Facts["expected"] != "https://acme.us.webexconnect.io/callback" || e.Facts["projectNumber"] != "1111" {
		t.Errorf("facts %q", e.Facts)
	}
	_, said = asked(page("http://127.0.0.1:8473/callback", ours))
	says("ours", said, "the redirect address of this program", "The client JSON does list it")
	_, said = asked(page("http://127.0.0.1:8473/callback", other))
	says("another client", said, "another client than the asset's", other, ours, "project=2222")
	_, said = asked("Error 403: access_denied")
	says("the only asset", said, "support@acme.example", "mailasset token acme --dir "+dir)
	e, said = asked("Error 400: redirect_uri_mismatch")
	says("no address", said, "names no address", "https://acme.us.webexconnect.io/callback")
	if e.Facts["redirect_uri"] != "" || strings.Contains(said, "Nearest registered") {
		t.Errorf("an address is made up: %s", said)
	}
	if code, _, errs := explain(t, "", nil, "Access blocked: Authorization Error"); code != exitFound || !strings.Contains(errs, "only the title") {
		t.Errorf("a title: %d, %s", code, errs)
	}
	e, said = asked("Error 401: invalid_client")
	if e.Facts["client_id"] != "" || strings.Contains(said, "Used: ") {
		t.Errorf("a client is made up: %s", said)
	}
	knownAsset(t, dir, "beta", "info@beta.example", other, "https://beta.eu.webexconnect.io/callback", "beta-mail")
	_, said = asked(page("http://127.0.0.1:8473/callback", other))
	says("the one of two", said, "mailasset check beta --watch", "project=beta-mail")
	_, said = asked("Fout 403: access_denied\ninfo@beta.example")
	says("the one of two, by its mailbox", said, "info@beta.example", "mailasset token beta")
	_, said = asked("Error 403: access_denied")
	if strings.Contains(said, "acme") || strings.Contains(said, "beta") {
		t.Errorf("a text about neither is compared: %s", said)
	}
	_, said = asked(`{"asset": "beta", "checks": [{"id": "token.refresh", "status": "fail", "code": "refresh-token-dead"}]}`)
	says("a document of check", said, "mailasset token beta")
	if err := os.WriteFile(filepath.Join(dir, "beta", "session.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, said = asked("Error 403: access_denied")
	says("a session that is broken", said, "Publish app")
	code, out, errs := explain(t, "", nil, page("https://acme.us.webexconnect.io/callback/", ours), "--dir", dir)
	says("as text", out+errs, "x the Webex Connect callback", "Compared with the asset acme.", "code      redirect-uri-mismatch")
	if code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

// The clipboard is read with a bound on time and size.
func TestClipboard(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-ins are shell scripts")
	}
	bin := t.TempDir()
	stand := func(script string) {
		t.Helper()
		for _, name := range []string{"xclip", "pbpaste"} {
			if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+"/bin"+string(os.PathListSeparator)+"/usr/bin")
	for name, tt := range map[string]struct {
		script, says string
		want         int
	}{
		"text":   {"echo 'Error 400: redirect_uri_mismatch'", "redirect-uri-mismatch", exitDone},
		"empty":  {"true", "there is no text on the clipboard", exitFailed},
		"fails":  {"echo 'no display' >&2; exit 1", "no display", exitFailed},
		"broken": {"exit 3", "exit status 3", exitFailed},
		"huge":   {"echo 'Error 400: redirect_uri_mismatch'; yes | head -c 3000000", "redirect-uri-mismatch", exitDone},
	} {
		stand(tt.script)
		code, out, errs := explain(t, "", map[string]string{"DISPLAY": ":0"}, "--clipboard")
		if code != tt.want || !strings.Contains(out+errs, tt.says) {
			t.Errorf("%s: exit code %d, %s%s", name, code, out, errs)
		}
	}
	stand("exec sleep 60")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	a := &app{Streams: Streams{Getenv: environment(map[string]string{"DISPLAY": ":0"})}}
	if _, err := a.clipboard(ctx); err == nil || time.Since(begin) > 20*time.Second {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
}

// Reading stdin ends with its context, and at a bound.
func TestReadBounded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, w := io.Pipe()
	defer w.Close()
	if _, err := readBounded(ctx, r, 0); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if text, err := readBounded(t.Context(), bytes.NewReader(make([]byte, 2*maxPasted)), 0); err != nil || len(text) != maxPasted {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	if _, err := readBounded(t.Context(), io.MultiReader(strings.NewReader("x"), failing{}), time.Minute); err == nil {
		t.Error("an error is lost")
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("broken") }

// Without arguments stdin is looked at unasked: one that stays open and silent
// ends the wait, and what came before the silence is explained.
func TestExplainDoesNotWaitForASilentPipe(t *testing.T) {
	usual := silence
	t.Cleanup(func() { silence = usual })
	silence = 20 * time.Millisecond
	for said, want := range map[string]int{"": exitUsage, "error 400: redirect_uri_mismatch": exitDone} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := os.CreateTemp(t.TempDir(), "out")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.WriteString(said); err != nil {
			t.Fatal(err)
		}
		code := Main([]string{"explain", "--dir", t.TempDir()}, Streams{r, out, out, environment(nil)})
		if text, _ := os.ReadFile(out.Name()); code != want {
			t.Errorf("%q: exit code %d, want %d: %s", said, code, want, text)
		}
		_, _, _ = w.Close(), r.Close(), out.Close()
	}
}

// A stream that is named with - may be slow.
func TestReadBoundedWaitsForAStreamThatWasAskedFor(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, "invalid_")
		time.AfterFunc(20*time.Millisecond, func() { _, _ = io.WriteString(w, "grant"); _ = w.Close() })
	}()
	if text, err := readBounded(t.Context(), r, 0); err != nil || text != "invalid_grant" {
		t.Errorf("got %q, %v", text, err)
	}
}
