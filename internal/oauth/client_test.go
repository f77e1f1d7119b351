package oauth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// goodClient is a downloaded client JSON as google.md section 8 describes it.
const goodClient = `{
  "web": {
    "client_id": "1234-made-up.apps.example",
    "project_id": "made-up-project",
    "auth_uri": "https://accounts.example/o/oauth2/auth",
    "token_uri": "https://oauth2.example/token",
    "auth_provider_x509_cert_url": "https://oauth2.example/certs",
    "client_secret": "made-up-client-secret-0001",
    "redirect_uris": ["http://127.0.0.1:8085/callback", "https://connect.example/cb"],
    "javascript_origins": ["https://connect.example"]
  }
}
`

// without cuts the line of a key out of the good client.
func without(key string) string {
	var kept []string
	for _, line := range strings.Split(goodClient, "\n") {
		if !strings.Contains(line, `"`+key+`"`) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func swap(old, new string) string { return strings.Replace(goodClient, old, new, 1) }

func TestGoodClients(t *testing.T) {
	for name, text := range map[string]string{
		"as downloaded":        goodClient,
		"behind a BOM":         "\xef\xbb\xbf" + goodClient,
		"with CRLF":            strings.ReplaceAll(goodClient, "\n", "\r\n"),
		"with blanks around":   "\n\n  " + goodClient + "\n\t ",
		"without last newline": strings.TrimSpace(goodClient),
		"beside an installed":  swap(`{`, `{"installed": {"client_id": "x"},`),
	} {
		path := filepath.Join(t.TempDir(), "client.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := ReadClient(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Secret.Reveal() != clientSecret {
			t.Errorf("%s: the secret is %q", name, c.Secret.Reveal())
		}
		want := &Client{
			ID: clientID, Secret: c.Secret, ProjectID: "made-up-project",
			AuthURI: "https://accounts.example/o/oauth2/auth", TokenURI: "https://oauth2.example/token",
			RedirectURIs:      []string{"http://127.0.0.1:8085/callback", "https://connect.example/cb"},
			JavaScriptOrigins: []string{"https://connect.example"},
		}
		if !reflect.DeepEqual(c, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, c, want)
		}
		if shown := fmt.Sprintf("%v %+v %#v", c, *c, c); strings.Contains(shown, clientSecret) {
			t.Errorf("%s: the secret is shown: %s", name, shown)
		}
	}
}

func TestWrongClients(t *testing.T) {
	const secrets = `"client_secret": "made-up-client-secret-0001", "private_key": "made-up-client-secret-0001"`
	for _, tt := range []struct {
		name, text string
		defect     Defect
		line       int
	}{
		{"desktop", swap(`"web"`, `"installed"`), DefectDesktop, 0},
		{"service account", `{"type": "service_account", ` + secrets + `}`, DefectServiceAccount, 0},
		{"authorized user", `{"type": "authorized_user", ` + secrets + `}`, DefectAuthorizedUser, 0},
		{"empty", "", DefectNotJSON, 1},
		{"blanks", " \n\n ", DefectNotJSON, 3},
		{"BOM alone", "\xef\xbb\xbf", DefectNotJSON, 1},
		{"null", "null", DefectNoClient, 0},
		{"[]", "[]", DefectNoClient, 0},
		{"the client in a list", "[" + goodClient + "]", DefectNoClient, 0},
		{"{}", "{}", DefectNoClient, 0},
		{"a number", "5", DefectNoClient, 0},
		{"a text", `"` + clientSecret + `"`, DefectNoClient, 0},
		{"web is null", `{"web": null}`, DefectNoClient, 0},
		{"web is a text", `{"web": "` + clientSecret + `"}`, DefectNoClient, 0},
		{"web is a list", `{"web": ["` + clientSecret + `"]}`, DefectNoClient, 0},
		{"another kind", `{"cognito": {` + secrets + `}}`, DefectNoClient, 0},
		{"HTML", "<!doctype html>\n<title>Sign in " + clientSecret + "</title>", DefectNotJSON, 1},
		{"YAML", "web:\n  client_secret: " + clientSecret, DefectNotJSON, 1},
		{"UTF-16", "\xff\xfe{\x00\"\x00w\x00", DefectNotJSON, 1},
		{"binary", "\x00\x01\x02\x03", DefectNotJSON, 1},
		{"two documents", goodClient + goodClient, DefectNotJSON, 13},
		{"quote missing", swap(`"made-up-project"`, `made-up-project"`), DefectNotJSON, 4},
		{"line break in a text", swap(`made-up-project`, "made\nup"), DefectNotJSON, 4},
		{"nested without end", strings.Repeat(`{"web":`, 20_000), DefectNotJSON, 1},
		{"no id", without("client_id"), DefectNoID, 0},
		{"id empty", swap(clientID, ""), DefectNoID, 0},
		{"id a number", swap(`"`+clientID+`"`, "5"), DefectNoClient, 0},
		{"no secret", without("client_secret"), DefectNoSecret, 0},
		{"secret empty", swap(clientSecret, ""), DefectNoSecret, 0},
		{"secret null", swap(`"`+clientSecret+`"`, "null"), DefectNoSecret, 0},
		{"secret in a list", swap(`"`+clientSecret+`"`, `["`+clientSecret+`"]`), DefectNoClient, 0},
		{"no redirect URIs", without("redirect_uris"), DefectNoRedirects, 0},
		{"redirect URIs empty", swap(`["http://127.0.0.1:8085/callback", "https://connect.example/cb"]`, "[]"), DefectNoRedirects, 0},
		{"redirect URIs a text", swap(`["http://127.0.0.1:8085/callback", "https://connect.example/cb"]`, `"x"`), DefectNoClient, 0},
		{"no auth_uri", without("auth_uri"), DefectNoEndpoints, 0},
		{"no token_uri", without("token_uri"), DefectNoEndpoints, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "client.json")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := ReadClient(path)
			var bad *ClientError
			if c != nil || !errors.As(err, &bad) {
				t.Fatalf("%v, %v", c, err)
			}
			if *bad != (ClientError{Path: path, Defect: tt.defect, Line: tt.line}) {
				t.Errorf("%#v, want %s in line %d", bad, tt.defect, tt.line)
			}
			reticent(t, err, path)
		})
	}
}

// reticent checks that an error says the path and the defect, nothing of the
// file.
func reticent(t *testing.T, err error, path string) {
	t.Helper()
	text := err.Error()
	if !strings.Contains(text, path) || len(text) > len(path)+100 {
		t.Errorf("it says %q", text)
	}
	for _, part := range []string{clientSecret, "made-up-client", "Sign in", "web", "character"} {
		if strings.Contains(strings.ReplaceAll(text, path, ""), part) {
			t.Errorf("it repeats %q of the file: %s", part, text)
		}
	}
}

func TestTruncatedClients(t *testing.T) {
	whole := len(strings.TrimSpace(goodClient))
	for n := 1; n < whole; n += 20 {
		_, err := ParseClient([]byte(goodClient[:n]))
		var bad *ClientError
		if !errors.As(err, &bad) || bad.Defect != DefectTruncated || bad.Line != 1+strings.Count(goodClient[:n], "\n") {
			t.Errorf("after %d bytes: %v", n, err)
		}
		if strings.Contains(err.Error(), "made-up") {
			t.Errorf("after %d bytes it repeats the file: %v", n, err)
		}
	}
}

func TestHugeClient(t *testing.T) {
	path := filepath.Join(t.TempDir(), "client.json")
	const size = 50 << 20
	if err := os.WriteFile(path, []byte(goodClient), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil { // sparse
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := ReadClient(path)
	runtime.ReadMemStats(&after)
	var bad *ClientError
	if !errors.As(err, &bad) || bad.Defect != DefectTooLarge {
		t.Errorf("%v", err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
		t.Errorf("%d bytes allocated for a file of %d", grown, size)
	}
	if err := os.WriteFile(path, []byte(goodClient+strings.Repeat(" ", maxClientJSON-len(goodClient))), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadClient(path); err != nil {
		t.Errorf("a file of just the size allowed: %v", err)
	}
}

func TestUnreadableClients(t *testing.T) {
	dir := t.TempDir()
	closed := filepath.Join(dir, "closed.json")
	if err := os.WriteFile(closed, []byte(goodClient), 0); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, path string
		cause      error
	}{
		{"missing", filepath.Join(dir, "none.json"), fs.ErrNotExist},
		{"no name", "", fs.ErrNotExist},
		{"a folder", dir, nil},
		{"below a file", filepath.Join(closed, "x"), nil},
		{"forbidden", closed, fs.ErrPermission},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := ReadClient(tt.path)
			if err == nil && tt.cause == fs.ErrPermission {
				t.Skip("nothing is forbidden to this user")
			}
			var bad *ClientError
			if c != nil || !errors.As(err, &bad) || bad.Defect != DefectUnreadable || bad.Err == nil {
				t.Fatalf("%v, %v", c, err)
			}
			if tt.cause != nil && !errors.Is(err, tt.cause) {
				t.Errorf("%v, want %v", err, tt.cause)
			}
			if n := strings.Count(err.Error(), dir); n > 1 {
				t.Errorf("the path stands there %d times: %v", n, err)
			}
		})
	}
}

func TestProjectNumber(t *testing.T) {
	for id, want := range map[string]string{
		"1234-made-up.apps.example": "1234", "1234.apps.example": "", "1234-": "", "-x": "", "12a4-x": "", "": "", "１２-x": "",
	} {
		if got := (&Client{ID: id}).ProjectNumber(); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}

func FuzzParseClient(f *testing.F) {
	for _, text := range []string{goodClient, "\xef\xbb\xbf" + goodClient, "{}", "null", "", `{"web":{}}`, `{"type":"service_account"}`, goodClient[:99]} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseClient(data)
		var bad *ClientError
		switch {
		case err == nil && (c.ID == "" || c.Secret.Empty() || len(c.RedirectURIs) == 0 || c.AuthURI == "" || c.TokenURI == ""):
			t.Errorf("a client that is none: %+v", c)
		case err != nil && (c != nil || !errors.As(err, &bad) || bad.Defect == ""):
			t.Errorf("%v, %T: %v", c, err, err)
		case err != nil && (len(err.Error()) > 100 || bad.Line > len(data)+1 || bad.Err != nil):
			t.Errorf("it says too much: %v", err)
		}
	})
}
