//go:build !windows

// Nothing secret leaves the program but where the contract lets it: every
// command, every outcome, every way out.

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"mailasset/internal/lab"
)

// vault knows every secret of one lab: it stands between the program and the
// lab's endpoints and reads what passes, so that nothing has to be guessed.
type vault struct {
	t      *testing.T
	lab    *lab.Lab
	server *httptest.Server

	mu      sync.Mutex
	secrets map[string]string // by value: what it is
	echoes  bool              // a Digital Asset API that repeats what it was sent is announced
}

// spied is a bench whose program talks to its lab through a vault, and whose
// browser writes down what it was given and what it was shown.
type spied struct {
	*bench
	vault  *vault
	visits string // folder
	shown  map[string]string
}

func newSpied(t *testing.T) *spied {
	t.Helper()
	b, _ := robotBench(t)
	v := newVault(t, b.lab)
	s := &spied{bench: b, vault: v, visits: t.TempDir(), shown: map[string]string{}}
	b.env = append(b.env, "MAILASSET_LAB="+v.server.URL, recordVisits+"="+s.visits)
	return s
}

func newVault(t *testing.T, l *lab.Lab) *vault {
	t.Helper()
	v := &vault{t: t, lab: l, secrets: map[string]string{}}
	e := l.Endpoints()
	origin, err := url.Parse(e.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(origin)
	proxy.ModifyResponse = v.learnAnswer
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	var announced lab.Endpoints
	v.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.learnRequest(r)
		switch {
		case r.URL.Path == "/lab/endpoints":
			_ = json.NewEncoder(w).Encode(v.announced(announced))
			return
		case strings.HasPrefix(r.URL.Path, echoPath):
			echo(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(v.server.Close)
	announced = e
	announced.Token, announced.Gmail = v.server.URL+"/token", v.server.URL
	announced.ResourceManager, announced.ServiceUsage = v.server.URL, v.server.URL
	client, err := os.ReadFile(e.ClientJSON)
	if err != nil {
		t.Fatal(err)
	}
	announced.ClientJSON = filepath.Join(t.TempDir(), filepath.Base(e.ClientJSON))
	if err := os.WriteFile(filepath.Join(filepath.Dir(announced.ClientJSON), "lab.url"), []byte(e.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	client = bytes.ReplaceAll(client, []byte(e.Token), []byte(announced.Token))
	if err := os.WriteFile(announced.ClientJSON, client, 0o600); err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile(e.AdminTokenFile)
	if err != nil {
		t.Fatal(err)
	}
	v.learn("admin token", strings.TrimSpace(string(token)))
	if token, err = os.ReadFile(e.ConnectTokenFile); err != nil {
		t.Fatal(err)
	}
	v.learn("Webex token", strings.TrimSpace(string(token)))
	v.learnJSON("client file", client)
	return v
}

// echoPath begins the Digital Asset API that repeats what it was sent.
const echoPath = "/echo"

func (v *vault) announced(e lab.Endpoints) lab.Endpoints {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.echoes {
		e.ConnectAPI = v.server.URL + echoPath
	}
	return e
}

// echo refuses a request with its secrets in the words: cut off, and with what
// cannot be seen inside.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var asset any
	_ = json.Unmarshal(body, &asset)
	said := r.Header.Get("Authorization") + " " + fmt.Sprint(asset)
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	half := len(token) / 2
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{
		"code": hex.EncodeToString([]byte(token)), "transid": strings.Repeat("x", 501-len(token)) + token,
		"description": token[:half] + "\x01" + token[half:] + " " + token[:half] + "\u202e" + token[half:] + " " + base64.StdEncoding.EncodeToString([]byte(said)),
	})
}

// secretKeys are the fields whose values are secrets, on the wire and in files.
var secretKeys = []string{
	"client_secret", "code", "code_verifier", "access_token", "refresh_token", "id_token", "token", "state", "verifier", "codeVerifier",
	"clientSecret", "accessToken", "refreshToken",
}

func (v *vault) learn(what, value string) {
	const shortest = 12 // what is shorter would be found by chance
	if len(value) < shortest {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.secrets[value] = what
}

func (v *vault) learnForm(what string, form url.Values) {
	for _, key := range secretKeys {
		for _, value := range form[key] {
			v.learn(what+" "+key, value)
		}
	}
}

func (v *vault) learnJSON(what string, doc []byte) {
	var tree any
	if json.Unmarshal(doc, &tree) == nil {
		v.learnTree(what, tree)
	}
}

func (v *vault) learnTree(what string, tree any) {
	node, _ := tree.(map[string]any)
	for key, value := range node {
		text, isText := value.(string)
		if isText && slices.Contains(secretKeys, key) {
			v.learn(what+" "+key, text)
		}
		v.learnTree(what, value)
	}
}

func (v *vault) learnRequest(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if form, err := url.ParseQuery(string(body)); err == nil {
		v.learnForm("posted", form)
	}
	v.learnForm("asked", r.URL.Query())
	v.learn("bearer", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
}

func (v *vault) learnAnswer(r *http.Response) error {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	v.learnJSON("answered", body)
	return err
}

// learnFiles reads what the program keeps where it may keep it, and what its
// browser saw.
func (s *spied) learnFiles() {
	for path := range s.files() {
		if name := filepath.Base(path); mayHoldSecrets(name) {
			text, _ := os.ReadFile(path)
			s.vault.learnJSON(name, text)
		}
	}
	paths, _ := filepath.Glob(filepath.Join(s.visits, "*.addresses"))
	for _, path := range paths {
		text, _ := os.ReadFile(path)
		for line := range strings.Lines(string(text)) {
			if u, err := url.Parse(strings.TrimSpace(line)); err == nil {
				s.vault.learnForm("browser's", u.Query())
			}
		}
	}
}

func mayHoldSecrets(name string) bool {
	return name == "secrets.json" || name == "pending.json" || strings.HasPrefix(name, "pending-") || strings.HasSuffix(name, ".asset.json")
}

// files are all files of the bench's folder.
func (s *spied) files() map[string]bool {
	all := map[string]bool{}
	_ = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all[path] = true
		}
		return nil
	})
	return all
}

// does runs a command and keeps everything it said.
func (s *spied) does(args ...string) (code int) {
	s.t.Helper()
	return s.doesWith("", args...)
}

func (s *spied) doesWith(stdin string, args ...string) (code int) {
	s.t.Helper()
	code, stdout, stderr := s.beginWith(strings.NewReader(stdin), args...).end()
	name := fmt.Sprintf("%s #%d", strings.Join(args, " "), len(s.shown))
	s.shown[name+": stdout"], s.shown[name+": stderr"] = stdout, stderr
	return code
}

// onTerminal does the same on a terminal: every byte that it was sent.
func (s *spied) onTerminal(args ...string) {
	s.t.Helper()
	x := s.start(args...)
	_, _ = x.exit()
	x.mu.Lock()
	defer x.mu.Unlock()
	s.shown["terminal: "+strings.Join(args, " ")] = x.raw.String()
}

// holdsTight searches all that came out for all that is secret.
func (s *spied) holdsTight() {
	s.t.Helper()
	s.learnFiles()
	for path := range s.files() {
		if mayHoldSecrets(filepath.Base(path)) {
			continue
		}
		if filepath.Ext(path) == ".zip" {
			for name, text := range unzip(s.t, path) {
				s.shown[path+": "+name] = text
			}
			continue
		}
		text, err := os.ReadFile(path)
		if err == nil {
			s.shown[path] = string(text)
		}
	}
	for _, kind := range []string{"*.page", "*.given"} {
		paths, _ := filepath.Glob(filepath.Join(s.visits, kind))
		for _, path := range paths {
			text, _ := os.ReadFile(path)
			s.shown[path] = string(text)
		}
	}
	if len(s.vault.secrets) < 4 {
		s.t.Fatalf("only %d secrets are known: %v", len(s.vault.secrets), slices.Collect(maps.Values(s.vault.secrets)))
	}
	for where, text := range s.shown {
		s.searched(where, text)
	}
}

// authorization is where a state may stand.
var authorization = regexp.MustCompile(`http://[^/\s"]+/o/oauth2/(v2/)?auth\?[^\s"<)]+`)

func (s *spied) searched(where, text string) {
	s.t.Helper()
	for _, hit := range s.hits(text) {
		s.t.Errorf("%s: %s", where, hit)
	}
}

// hits are the secrets that stand in a text, each in the first form found.
func (s *spied) hits(text string) (found []string) {
	text = authorization.ReplaceAllString(text, "")
	text = strings.Join(strings.Fields(text), " ") + "\x00" + strings.Map(func(r rune) rune { // also what was wrapped, and what hides in it
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) {
			return -1
		}
		return r
	}, text)
	for value, what := range s.vault.secrets {
		for form, disguise := range disguises(value) {
			if at := strings.Index(text, disguise); at >= 0 {
				found = append(found, fmt.Sprintf("shows the %s, %s: …%s…", what, form, text[max(0, at-80):min(len(text), at+len(disguise)+20)]))
				break
			}
		}
	}
	return found
}

// disguises are the forms in which a secret is still the secret.
func disguises(value string) map[string]string {
	const shortest = 12
	raw := []byte(value)
	forms := map[string]string{
		"plain": value, "escaped for a query": url.QueryEscape(value), "escaped for a path": url.PathEscape(value),
		"escaped twice": url.QueryEscape(url.QueryEscape(value)), "escaped in HTML": strings.ReplaceAll(value, "/", "&#47;"),
		"escaped in JSON": strings.ReplaceAll(value, "/", `\u002f`), "hex": hex.EncodeToString(raw), "HEX": strings.ToUpper(hex.EncodeToString(raw)),
	}
	if half := len(value) / 2; half >= shortest {
		forms["first half"], forms["second half"] = value[:half], value[half:]
	}
	for shift := range 3 {
		// Bytes before and behind share characters with the secret's first and
		// last: those are cut off.
		whole := base64.StdEncoding.EncodeToString(append(make([]byte, shift), raw...))
		from, to := (shift*8+5)/6, (shift+len(raw))*8/6
		forms[fmt.Sprintf("base64, shifted by %d", shift)] = whole[from:to]
		forms[fmt.Sprintf("base64url, shifted by %d", shift)] = strings.NewReplacer("+", "-", "/", "_").Replace(whole[from:to])
	}
	return forms
}

// TestDisguises: the search itself finds what it should.
func TestDisguises(t *testing.T) {
	t.Parallel()
	value := "GOCSPX" + "-+/?" + strings.Repeat("aZ9_~", 6)
	for _, text := range []string{
		"x" + value, value[:len(value)/2], url.QueryEscape("é " + value), hex.EncodeToString([]byte("ab" + value)),
		base64.StdEncoding.EncodeToString([]byte(value)), base64.StdEncoding.EncodeToString([]byte("a" + value + "b")),
		base64.RawURLEncoding.EncodeToString([]byte("user=x\x01auth=" + value + "\x01\x01")), base64.URLEncoding.EncodeToString([]byte("ab" + value)),
	} {
		found := false
		for _, disguise := range disguises(value) {
			found = found || strings.Contains(text, disguise)
		}
		if !found {
			t.Errorf("not found in %s", text)
		}
	}
}

// TestShownOnRequest: what is asked for is shown, and the search finds it.
func TestShownOnRequest(t *testing.T) {
	t.Parallel()
	s := newSpied(t)
	code, stdout, stderr := s.run("token", "--client-json", s.clientJSON(), "--show-secrets", "-o", "json")
	s.learnFiles()
	if hits := s.hits(stdout); code != 0 || len(hits) != 2 {
		t.Errorf("exit code %d, %d secrets are found on stdout: %v\n%s", code, len(hits), hits, stderr)
	}
	s.searched("stderr", stderr)
}

// TestNoCommandLeaks runs every command on a proven asset.
func TestNoCommandLeaks(t *testing.T) {
	t.Parallel()
	s := newSpied(t)
	client := s.clientJSON()
	s.onTerminal("setup", "acme", "--yes", "-v")
	s.onTerminal("setup", "lines", "--yes", "-v", "--plain", "--lang", "nl")
	s.isProven("acme.asset.json", "Acme")
	for _, args := range [][]string{
		{"setup", "piped", "--yes", "-v", "-o", "json"}, {"setup", "acme", "--yes", "-v"}, {"setup", "acme", "--yes", "--lang", "nl"},
		{"check", "acme", "-v"}, {"check", "acme", "-v", "-o", "json"}, {"check", "acme", "--plain", "--lang", "nl"},
		{"check", "acme", "--tier", "offline"}, {"check", "acme.asset.json", "-v"}, {"check", "--all", "-o", "json"},
		{"check", "acme", "--only", "smtp.login", "-v"}, {"check", "--schema"},
		{"token", "acme", "-v"}, {"token", "acme", "-o", "json"}, {"token", "acme", "--lang", "nl"},
		{"token", "--client-json", client, "-v"}, {"token", "--client-json", client, "-o", "json"},
		{"list"}, {"list", "-o", "json"}, {"version"}, {"help"}, {"help", "files"}, {"lab", "faults"}, {"completion", "bash"},
		{"explain", "invalid_grant"}, {"sheet", "acme"}, {"sheet", "acme", "-o", "json"}, {"sheet", "acme", "--lang", "nl"},
		{"export", "acme", "--redact"}, {"export", "acme", "--redact", "--format", "yaml"}, {"export", "acme", "--redact", "--format", "html"}, {"export", "acme", "--redact", "--format", "text"}, {"export", "acme", "--redact", "--format", "env"},
		{"push", "acme", "--dry-run"}, {"push", "acme", "--dry-run", "-o", "json"}, {"push", "acme", "--no-input"}, {"push", "acme", "--yes", "-v"},
		{"push", "acme", "--yes", "-v", "-o", "json"}, {"check", "acme", "-v"},
	} {
		code := s.does(args...)
		if masked := args[0] == "export" || slices.Contains(args, "--dry-run"); masked && code != 0 {
			t.Errorf("%s: exit code %d", args, code)
		}
	}
	s.documents()
	s.echoed()
	s.pasted()
	s.holdsTight()
}

// echoed pushes to an API that repeats what it was sent.
func (s *spied) echoed() {
	s.t.Helper()
	s.vault.mu.Lock()
	s.vault.echoes = true
	s.vault.mu.Unlock()
	for _, args := range [][]string{{"push", "acme", "--yes", "-v"}, {"push", "acme", "--yes", "-o", "json"}, {"push", "acme", "--yes", "--asset-id", "1", "--lang", "nl"}} {
		if code := s.does(args...); code == 0 {
			s.t.Errorf("%s succeeds", args)
		}
	}
}

// pasted has every secret, in every form, where a person may have pasted it:
// explain repeats none, and a report neither.
func (s *spied) pasted() {
	s.t.Helper()
	s.learnFiles()
	path := filepath.Join(s.dir, "state", "mailasset", "acme", "session.json")
	doc, err := os.ReadFile(path)
	var session map[string]any
	if err == nil {
		err = json.Unmarshal(doc, &session)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	var seen []any
	for what, value := range s.stored() {
		for form, text := range disguises(value) {
			if !strings.HasSuffix(form, " half") { // nobody can tell those
				seen = append(seen, map[string]any{"step": "client", "at": "2026-11-22T12:00:00Z", "text": what + ", " + form + ": " + text})
			}
		}
		s.doesWith("Error 400: redirect_uri_mismatch redirect_uri=https://jane:"+value+"@a.example/cb?token="+value+" flowName=a", "explain", "-")
		s.doesWith(`{"error": "invalid_grant", "error_description": "Bearer `+value+`"}`, "explain", "-", "-o", "json")
	}
	session["seen"] = seen
	spoilt, err := json.Marshal(session)
	if err == nil {
		err = os.WriteFile(path, spoilt, 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = os.WriteFile(path, doc, 0o600) }()
	for _, args := range [][]string{{"report", "acme", "--file", "a.zip"}, {"report", "acme", "--show"}, {"report", "acme", "--show", "-o", "json", "--lang", "nl"}} {
		if code := s.does(args...); code != 0 {
			s.t.Errorf("%s: exit code %d", args, code)
		}
	}
}

func (s *spied) clientJSON() string {
	s.t.Helper()
	r, err := http.Get(s.vault.server.URL + "/lab/endpoints")
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	var e lab.Endpoints
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		s.t.Fatal(err)
	}
	return e.ClientJSON
}

// documents writes guide and letters, in every format when there is time.
func (s *spied) documents() {
	s.t.Helper()
	for _, format := range []string{"text", "markdown", "html"} {
		s.does("guide", "acme", "--format", format)
		if format != "text" && !exhaustive {
			continue
		}
		for _, role := range []string{"google-cloud-admin", "mailbox-owner", "workspace-admin", "webex-connect-admin"} {
			s.does("handover", "acme", "--to", role, "--format", format)
		}
	}
	s.does("guide", "acme", "--tac", "--lang", "nl", "-o", "json")
}

// TestNoSplitSignInLeaks walks token --start and --finish, with every kind of
// wrong address before the right one.
func TestNoSplitSignInLeaks(t *testing.T) {
	t.Parallel()
	s := newSpied(t)
	if code := s.does("setup", "acme", "--yes"); code != 0 {
		t.Fatal("setup failed")
	}
	s.does("token", "acme", "--start", "-v")
	_, link, _ := s.run("token", "acme", "--start", "-o", "json")
	s.shown["start -o json"] = link
	s.documents() // the letter carries the link
	auth := authorization.FindString(strings.ReplaceAll(link, `\u0026`, "&"))
	address := redirectOf(t, auth)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s.vault.learnForm("pasted", u.Query())
	spoilt := strings.Replace(address, "state=", "state=x", 1)
	for _, wrong := range []string{
		"", "good morning", spoilt, u.Query().Get("state"), address[:len(address)/2], "{\"code\": \"" + u.Query().Get("code") + "\"}",
		address + "&iss=https://evil.example", address + "&code=again-again-again", strings.Repeat(address, 100),
	} {
		s.doesWith(wrong, "token", "acme", "--finish", "-v")
		s.doesWith(wrong, "token", "acme", "--finish", "-o", "json")
	}
	if err := s.lab.SetFaults("code-rejected"); err != nil {
		t.Fatal(err)
	}
	s.doesWith(address, "token", "acme", "--finish", "-v", "-o", "json")
	if err := s.lab.SetFaults(); err != nil {
		t.Fatal(err)
	}
	s.doesWith(address, "token", "acme", "--finish", "-v")
	s.holdsTight()
}

// leakyFaults are those at which a secret is on its way, and tried always.
var leakyFaults = []string{
	"token-garbage", "code-rejected", "client-secret-invalid", "scope-missing", "wrong-account", "smtp-auth-rejected", "provider-error",
	"callback-state-mismatch", "permission-denied",
}

// TestNoFaultLeaks has every fault strike setup, check and token.
func TestNoFaultLeaks(t *testing.T) {
	hasNoRaces(t)
	t.Parallel()
	faults := leakyFaults
	if exhaustive {
		faults = nil
		for _, f := range lab.Faults() {
			if f.Name != "gmail-api-disabled" { // setup waits for minutes until the API is on
				faults = append(faults, f.Name)
			}
		}
	}
	for _, fault := range faults {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			s := newSpied(t)
			bounds := []string{"-v", "--timeout", "500ms", "--open-timeout", "1s"}
			s.struck(fault)
			s.does(append(bounds, "setup", "acme", "--yes", "-o", "json")...)
			s.struck()
			if code := s.does("setup", "acme", "--yes", "-v"); code != 0 {
				t.Errorf("without the fault, setup ends with %d:\n%s", code, s.shown[fmt.Sprintf("setup acme --yes -v #%d: stderr", len(s.shown)-2)])
			}
			s.struck(fault)
			s.does("check", "acme", "-v", "--timeout", "500ms")
			s.does("check", "acme", "--timeout", "500ms", "-o", "json")
			s.does(append(bounds, "token", "acme", "-o", "json")...)
			s.holdsTight()
		})
	}
}

func (s *spied) struck(faults ...string) {
	s.t.Helper()
	if err := s.lab.SetFaults(faults...); err != nil {
		s.t.Fatal(err)
	}
}

// TestNoSpoiltFileLeaks: files that hold secrets and are wrong, in every
// place. What cannot be read must not be quoted.
func TestNoSpoiltFileLeaks(t *testing.T) {
	hasNoRaces(t)
	t.Parallel()
	s := newSpied(t)
	if code := s.does("setup", "acme", "--yes"); code != 0 {
		t.Fatal("setup failed")
	}
	s.learnFiles()
	state := filepath.Join(s.dir, "state", "mailasset", "acme")
	client := s.clientJSON()
	briefly := []string{"-o", "json", "--no-browser", "--open-timeout", "50ms"}
	for _, file := range []struct {
		path string
		args [][]string
	}{
		{filepath.Join(s.dir, "acme.asset.json"), [][]string{{"check", "acme.asset.json", "--tier", "offline", "-o", "json"}, {"check", "acme.asset.json", "--tier", "offline"}}},
		{filepath.Join(state, "secrets.json"), [][]string{{"check", "acme", "--tier", "offline"}, append(briefly, "token", "acme")}},
		{filepath.Join(state, "session.json"), [][]string{{"list", "-o", "json"}, append(briefly, "setup", "acme", "--yes")}},
		{client, [][]string{append(briefly, "token", "--client-json", client)}},
	} {
		whole, err := os.ReadFile(file.path)
		if err != nil {
			t.Fatal(err)
		}
		for i, spoilt := range s.spoil(whole) {
			if !exhaustive && i%3 != 0 {
				continue
			}
			if err := os.WriteFile(file.path, []byte(spoilt), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range file.args {
				s.does(args...)
			}
		}
		if err := os.WriteFile(file.path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.wrongAnswers()
	s.holdsTight()
}

// secretField is a secret and its key in a document of ours or of Google's.
var secretField = regexp.MustCompile(`"(client_secret|clientSecret|accessToken|refreshToken)": *("[^"]*")`)

// spoil makes documents that are wrong: cut off, and with the secret in a
// shape, or in a place, where it does not belong.
func (s *spied) spoil(whole []byte) []string {
	text := string(whole)
	spoilt := []string{text[:len(text)/2], text[:len(text)-4], text + text}
	for _, shape := range []string{`"$1": [$2]`, `"$1": {"value": $2}`, `"$1": $2 $2`, `$2: "$1"`} {
		if wrong := secretField.ReplaceAllString(text, shape); wrong != text {
			spoilt = append(spoilt, wrong)
		}
	}
	found := secretField.FindStringSubmatch(text)
	if found == nil {
		for value := range s.vault.secrets {
			found = []string{"", "", `"` + value + `"`}
			break
		}
	}
	for _, key := range []string{"schemaVersion", "validity", "issuedAt", "tokens", "authentication", "web", "lab", "port", "complete", "steps", "asset"} {
		at := regexp.MustCompile(`"` + key + `": *[^\n]`)
		if place := at.FindStringIndex(text); place != nil {
			spoilt = append(spoilt, text[:place[0]]+`"`+key+`": `+found[2]+`, "x-`+key+`": `+text[place[1]-1:])
		}
	}
	return spoilt
}

// wrongAnswers gives a secret where no answer is wanted.
func (s *spied) wrongAnswers() {
	s.t.Helper()
	var secret string
	for value, what := range s.vault.secrets {
		if strings.HasSuffix(what, "client_secret") {
			secret = value
		}
	}
	path := filepath.Join(s.t.TempDir(), "answers.yaml")
	for _, text := range []string{
		"google.client_secret: " + secret, "asset.email: [" + secret + "]", "asset.email: {a: " + secret + "}", "\t" + secret, secret,
		"google.user_type: " + secret, "connect.url: a\nconnect.url: " + secret, "asset.email: 'x" + secret,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
		s.does("setup", "wrong", "--no-input", "--answers", path)
	}
}

// recordVisits names the folder in which the browser of these tests writes down
// what it was given, where it went and what it was shown.
const recordVisits = "MAILASSET_TEST_VISITS"

func init() {
	folder := os.Getenv(recordVisits)
	if folder == "" || filepath.Base(os.Args[0]) != "robot" {
		return
	}
	if err := recordVisit(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func recordVisit(folder string) error {
	path := filepath.Join(folder, fmt.Sprint(time.Now().UnixNano()))
	given := strings.Join(append(slices.Clone(os.Args), os.Environ()...), "\n")
	if err := os.WriteFile(path+".given", []byte(given), 0o600); err != nil {
		return err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	var addresses strings.Builder
	client := &http.Client{Jar: jar, Timeout: patience, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		fmt.Fprintln(&addresses, r.URL)
		return os.WriteFile(path+".addresses", []byte(addresses.String()), 0o600)
	}}
	r, err := client.Get(os.Args[1])
	if err != nil {
		return err
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	headers, _ := httputil.DumpResponse(r, false)
	return os.WriteFile(path+".page", append(headers, page...), 0o600)
}
