// The real program against servers that others wrote: a certified OpenID
// provider (npm oidc-provider) and an SMTP server (npm smtp-server). What only
// our own lab accepts would show here.

package main_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mailasset/internal/mail"
	"mailasset/internal/secret"
)

const (
	interopFolder = "../../testdata/interop"
	mailScope     = "https://mail.google.com/"
	patience      = 30 * time.Second // bound on everything that is waited for
)

// TestInterop is one test, so that the program is built and the provider
// started once. Its parts run one after another: they share the redirect port
// that the provider has registered.
func TestInterop(t *testing.T) {
	needServers(t)
	t.Parallel()
	p := newPeer(t)
	t.Run("token", p.testToken)
	t.Run("token masked", p.testTokenMasked)
	t.Run("token of OpenID", p.testTokenOpenID)
	t.Run("token not trusted", p.testTokenNotTrusted)
	t.Run("token over plain http", p.testTokenPlainHTTP)
	t.Run("token declined", p.testTokenDeclined)
	t.Run("token with a wrong secret", p.testTokenWrongSecret)
	t.Run("setup", p.testSetup)
	t.Run("smtp", p.testSMTP)
}

// BenchmarkRedirect measures what a person waits for after the sign-in: from
// the browser's turn to the callback until the program has ended. It is a
// benchmark, because no test should fail for a busy machine.
func BenchmarkRedirect(b *testing.B) {
	needServers(b)
	p := newPeer(b)
	var waited, provider float64
	for b.Loop() {
		o := p.run(b, story{p.tokenArgs(p.provider.ClientJSON, "--trust-endpoints"), "accept"})
		o.wantExit(b, 0)
		waited += millis(o.ended.Sub(o.visit.Redirected))
		provider += o.seen.Token[0].Millis
	}
	b.ReportMetric(waited/float64(b.N), "redirect-to-exit-ms")
	b.ReportMetric(provider/float64(b.N), "provider-ms")
}

// needServers skips where npm's servers are not installed, but not in CI, which
// installs them.
func needServers(t testing.TB) {
	t.Helper()
	_, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(interopFolder, "node_modules", "oidc-provider"))
	}
	if err == nil {
		return
	}
	if os.Getenv("INTEROP") == "required" {
		t.Fatal(err)
	}
	t.Skip("node or npm's servers are missing: `npm ci --prefix testdata/interop` makes this run")
}

// build builds the program by itself: a story that runs inside the test binary
// would not notice what main does. Unlike a release it is not stripped.
func build(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "mailasset")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", program, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// freePort finds a port for the redirect. It lies below the ranges from which
// systems pick ports for outgoing connections: one of those could take it
// before the program does.
func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 20000 + mathrand.IntN(12000)
		if l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

// startNode starts a server of testdata/interop and reads into ready the line
// of JSON that says it listens. It ends with the test, and also when the test
// is killed: its standard input ends then.
func startNode(t testing.TB, ready any, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "node", args...)
	c.Dir = interopFolder
	c.WaitDelay = patience
	var complaints bytes.Buffer
	c.Stderr = &complaints
	_, err := c.StdinPipe() // held open by the command
	must(t, err)
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	t.Cleanup(func() {
		_ = c.Wait() // killed: the context of the test has ended
		if t.Failed() {
			t.Logf("%s said:\n%s", args[0], complaints.String())
		}
	})
	late := time.AfterFunc(patience, func() { _ = c.Process.Kill() })
	defer late.Stop()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatalf("%s: not ready: %v", args[0], err)
	}
	must(t, json.Unmarshal(line, ready))
}

// peer is the program and the provider it meets.
type peer struct {
	program  string
	port     int
	client   url.Values // client_id and client_secret
	provider struct {
		ClientJSON                                    string
		Authorization, Token, Introspection, Requests string
		UserInfo                                      string
	}
}

func newPeer(t testing.TB) *peer {
	t.Helper()
	p := &peer{program: build(t), port: freePort(t)}
	clientJSON := filepath.Join(t.TempDir(), "client.json")
	startNode(t, &p.provider, "provider.mjs", p.redirectURI(), clientJSON)
	p.readClient(t)
	return p
}

func (p *peer) redirectURI() string { return fmt.Sprintf("http://127.0.0.1:%d/callback", p.port) }

func (p *peer) readClient(t testing.TB) {
	t.Helper()
	var file struct{ Web map[string]any }
	doc, err := os.ReadFile(p.provider.ClientJSON)
	must(t, err)
	must(t, json.Unmarshal(doc, &file))
	p.client = url.Values{}
	for _, key := range []string{"client_id", "client_secret"} {
		p.client.Set(key, file.Web[key].(string))
	}
}

// editedClient writes a copy of the client JSON in which some values differ.
func (p *peer) editedClient(t testing.TB, edits map[string]any) string {
	t.Helper()
	var file struct {
		Web map[string]any `json:"web"`
	}
	doc, err := os.ReadFile(p.provider.ClientJSON)
	must(t, err)
	must(t, json.Unmarshal(doc, &file))
	maps.Copy(file.Web, edits)
	doc, err = json.Marshal(file)
	must(t, err)
	path := filepath.Join(t.TempDir(), "client.json")
	must(t, os.WriteFile(path, doc, 0o600))
	return path
}

// story is one run of the program.
type story struct {
	args   []string
	answer string // what the person does on the provider's page, "accept" or "decline"
}

// outcome is what came of a run.
type outcome struct {
	exit           int
	stdout, stderr string
	ended          time.Time
	home           string
	visit          visit // the browser's; zero where none was opened
	seen           requests
}

// requests is what the provider saw and gave.
type requests struct {
	Authorization int
	Token         []struct {
		Status int
		Millis float64
	}
	Issued []string
}

// run runs the program without a terminal, in a home of its own, with this test
// binary as its browser.
func (p *peer) run(t testing.TB, s story) outcome {
	t.Helper()
	before := p.requests(t)
	desk := newDesk(t)
	o := outcome{home: t.TempDir()}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, p.program, s.args...)
	c.Env = desk.environment(t, o.home, s.answer)
	c.WaitDelay = time.Second
	var stdout, stderr strings.Builder
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	o.ended = time.Now()
	o.stdout, o.stderr, o.exit = stdout.String(), stderr.String(), c.ProcessState.ExitCode()
	var ended *exec.ExitError
	if err != nil && (!errors.As(err, &ended) || ctx.Err() != nil) {
		t.Fatalf("%v: %v\n%s", s.args, err, o.stderr)
	}
	o.seen = p.requests(t)
	o.seen.Authorization -= before.Authorization
	o.seen.Token = o.seen.Token[len(before.Token):]
	o.seen.Issued = o.seen.Issued[len(before.Issued):]
	if o.seen.Authorization > 0 {
		o.visit = desk.visited(t)
	}
	return o
}

func (p *peer) requests(t testing.TB) requests {
	t.Helper()
	var r requests
	ask(t, http.MethodGet, p.provider.Requests, nil, &r)
	return r
}

// isLive asks the provider about an access token.
func (p *peer) isLive(t testing.TB, token string) {
	t.Helper()
	form := maps.Clone(p.client)
	form.Set("token", token)
	var answer struct {
		Active bool
		Scope  string
	}
	ask(t, http.MethodPost, p.provider.Introspection, form, &answer)
	if !answer.Active || !slices.Contains(strings.Fields(answer.Scope), mailScope) {
		t.Errorf("the provider says of the access token: %+v", answer)
	}
}

// ask puts a request to the provider that must succeed.
func ask(t testing.TB, method, address string, form url.Values, into any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	must(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := direct.Do(request)
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s\n%s", method, address, response.Status, body)
	}
	must(t, json.Unmarshal(body, into))
}

var direct = &http.Client{Transport: &http.Transport{}, Timeout: patience} // no proxy

// The stories of `token`.

func (p *peer) tokenArgs(clientJSON string, more ...string) []string {
	return append([]string{"token", "--client-json", clientJSON, "-o", "json"}, more...)
}

func (p *peer) testToken(t *testing.T) {
	o := p.run(t, story{p.tokenArgs(p.provider.ClientJSON, "--trust-endpoints", "--show-secrets"), "accept"})
	o.wantExit(t, 0)
	o.wantOneTokenRequest(t, http.StatusOK)
	tokens := p.tokenDocument(t, o.stdout)
	p.isLive(t, tokens.AccessToken)
	p.wantRefreshable(t, tokens.RefreshToken)
	p.wantAuthorizationURL(t, o.stderr)
	o.wantNoSecret(t, "stderr", o.stderr, p.client.Get("client_secret"))
	o.wantPage(t, http.StatusOK)
	o.wantNothingStored(t)
	t.Logf("redirect to exit: %.1f ms, the provider's own time %.1f ms of it", millis(o.ended.Sub(o.visit.Redirected)), o.seen.Token[0].Millis)
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// tokens is the token document as the contract has it.
type tokens struct {
	AccessToken, RefreshToken, TokenType, Scope string
	Validity                                    int
	IssuedAt, ExpiresAt                         time.Time
	RefreshTokenExpiresAt                       *time.Time
}

func (p *peer) tokenDocument(t testing.TB, stdout string) tokens {
	t.Helper()
	var keys map[string]json.RawMessage
	oneDocument(t, stdout, &keys)
	want := []string{"accessToken", "expiresAt", "issuedAt", "refreshToken", "refreshTokenExpiresAt", "scope", "tokenType", "validity"}
	if got := slices.Sorted(maps.Keys(keys)); !slices.Equal(got, want) {
		t.Errorf("keys of the token document: %q, want %q", got, want)
	}
	var d tokens
	oneDocument(t, stdout, &d)
	if d.TokenType != "Bearer" || d.Scope != mailScope || d.Validity != 3600 || d.RefreshTokenExpiresAt != nil {
		t.Errorf("token document: type %q, scope %q, validity %d, refresh token ends %v", d.TokenType, d.Scope, d.Validity, d.RefreshTokenExpiresAt)
	}
	if got := d.ExpiresAt.Sub(d.IssuedAt); got != time.Hour || time.Since(d.IssuedAt) > patience {
		t.Errorf("token document: issued at %v, expires %v later", d.IssuedAt, got)
	}
	return d
}

// oneDocument decodes text that must be one JSON document and nothing else.
func oneDocument(t testing.TB, text string, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("stdout is no JSON document: %v\n%s", err, text)
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Errorf("stdout goes on after its document (%v):\n%s", err, text)
	}
}

func (p *peer) wantRefreshable(t testing.TB, refreshToken string) {
	t.Helper()
	form := maps.Clone(p.client)
	form.Set("grant_type", "refresh_token")
	form.Set("refresh_token", refreshToken)
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	ask(t, http.MethodPost, p.provider.Token, form, &answer)
	p.isLive(t, answer.AccessToken)
}

// wantAuthorizationURL looks for the address that a person may have to copy:
// alone on its line, with what the flow needs in it.
func (p *peer) wantAuthorizationURL(t testing.TB, stderr string) {
	t.Helper()
	var found []string
	for line := range strings.Lines(stderr) {
		if strings.Contains(line, p.provider.Authorization) {
			found = append(found, strings.TrimSuffix(line, "\n"))
		}
	}
	if len(found) != 1 || !strings.HasPrefix(found[0], p.provider.Authorization+"?") || strings.ContainsAny(found[0], " \t\r\x1b") {
		t.Fatalf("lines with the authorization URL: %q", found)
	}
	address, err := url.Parse(found[0])
	must(t, err)
	query := address.Query()
	for key, want := range map[string]string{
		"response_type": "code", "client_id": p.client.Get("client_id"), "redirect_uri": p.redirectURI(),
		"scope": mailScope, "code_challenge_method": "S256", "access_type": "offline", "prompt": "consent",
	} {
		if got := query.Get(key); got != want {
			t.Errorf("authorization URL: %s is %q, want %q", key, got, want)
		}
	}
	if len(query.Get("state")) < 43 || len(query.Get("code_challenge")) != 43 {
		t.Errorf("authorization URL: state or code_challenge are too short: %s", found[0])
	}
}

func (p *peer) testTokenMasked(t *testing.T) {
	for _, form := range []string{"json", "text"} {
		o := p.run(t, story{p.tokenArgs(p.provider.ClientJSON, "--trust-endpoints", "-o", form, "-v"), "accept"})
		o.wantExit(t, 0)
		o.wantOneTokenRequest(t, http.StatusOK)
		o.wantNoSecret(t, "stdout", o.stdout, p.client.Get("client_secret"))
		o.wantNoSecret(t, "stderr", o.stderr, p.client.Get("client_secret"))
		if form == "json" {
			p.tokenDocument(t, o.stdout)
		}
	}
}

// testTokenOpenID asks for what Google's scope does not bring: the answer then
// holds an id_token too, and the certified way to prove the token is userinfo.
func (p *peer) testTokenOpenID(t *testing.T) {
	scope := "openid email offline_access " + mailScope
	o := p.run(t, story{p.tokenArgs(p.provider.ClientJSON, "--trust-endpoints", "--show-secrets", "--scope", scope), "accept"})
	o.wantExit(t, 0)
	o.wantOneTokenRequest(t, http.StatusOK)
	if len(o.seen.Issued) != 3 {
		t.Errorf("%d tokens were issued, want an id_token among three", len(o.seen.Issued))
	}
	var document tokens
	oneDocument(t, o.stdout, &document)
	var info struct{ Email string }
	ask(t, http.MethodPost, p.provider.UserInfo, url.Values{"access_token": {document.AccessToken}}, &info)
	if document.Scope != scope || info.Email != "support@example.com" {
		t.Errorf("scope %q, userinfo %q", document.Scope, info.Email)
	}
}

func (p *peer) testTokenNotTrusted(t *testing.T) {
	o := p.run(t, story{p.tokenArgs(p.provider.ClientJSON), "accept"})
	o.wantError(t, 1, "client-json-invalid")
	o.wantNoRequest(t)
	if !strings.Contains(o.stderr, "--trust-endpoints") {
		t.Errorf("stderr does not name the flag:\n%s", o.stderr)
	}
}

// testTokenPlainHTTP: --trust-endpoints is no leave to send a secret in clear.
func (p *peer) testTokenPlainHTTP(t *testing.T) {
	for _, key := range []string{"auth_uri", "token_uri"} {
		client := p.editedClient(t, map[string]any{key: "http://login.example/" + key})
		o := p.run(t, story{p.tokenArgs(client, "--trust-endpoints"), "accept"})
		o.wantError(t, 1, "client-json-invalid")
		o.wantNoRequest(t)
	}
}

func (p *peer) testTokenDeclined(t *testing.T) {
	o := p.run(t, story{p.tokenArgs(p.provider.ClientJSON, "--trust-endpoints"), "decline"})
	o.wantError(t, 1, "consent-declined")
	o.wantPage(t, http.StatusBadRequest)
	if len(o.seen.Token) != 0 {
		t.Errorf("the token endpoint was asked: %+v", o.seen.Token)
	}
}

func (p *peer) testTokenWrongSecret(t *testing.T) {
	wrong := "not-the-secret-of-this-client"
	client := p.editedClient(t, map[string]any{"client_secret": wrong})
	o := p.run(t, story{p.tokenArgs(client, "--trust-endpoints"), "accept"})
	o.wantError(t, 1, "client-secret-invalid")
	o.wantOneTokenRequest(t, http.StatusUnauthorized)
	o.wantPage(t, http.StatusBadRequest)
	o.wantNoSecret(t, "stdout", o.stdout, wrong)
	o.wantNoSecret(t, "stderr", o.stderr, wrong)
}

// The story of `setup`: with a provider that is not Google it ends after the
// tokens.

const setupAnswers = `asset.email: support@example.com
asset.login_id: support@example.com
asset.forwarding_address: interop@mail-us.imiconnect.io
connect.url: https://interop.us.webexconnect.io
connect.callback_url: https://interop.us.webexconnect.io/callback
`

func (p *peer) testSetup(t *testing.T) {
	folder := t.TempDir()
	answers, out := filepath.Join(folder, "answers.yaml"), filepath.Join(folder, "interop.asset.json")
	must(t, os.WriteFile(answers, []byte(setupAnswers), 0o600))
	setup := story{[]string{
		"setup", "--no-input", "--answers", answers, "--answer", "asset.name=Interop",
		"--client-json", p.provider.ClientJSON, "--trust-endpoints", "--dir", filepath.Join(folder, "state"), "--out", out, "-o", "json",
	}, "accept"}
	o := p.run(t, setup)
	o.wantExit(t, 0)
	o.wantOneTokenRequest(t, http.StatusOK)
	o.wantNoSecret(t, "stdout", o.stdout, p.client.Get("client_secret"))
	o.wantNoSecret(t, "stderr", o.stderr, p.client.Get("client_secret"))
	p.wantAuthorizationURL(t, o.stderr)
	var result struct {
		Asset, File string
		Proof       []any
	}
	oneDocument(t, o.stdout, &result)
	if result.Asset != "interop" || result.File != out || result.Proof == nil {
		t.Errorf("setup says %+v, want the file %s", result, out)
	}
	p.wantConfiguration(t, out)
	p.wantRefreshChecked(t, out)

	again := p.run(t, setup) // nobody signs in twice
	again.wantExit(t, 0)
	again.wantNoRequest(t)
}

func (p *peer) wantConfiguration(t testing.TB, file string) {
	t.Helper()
	info, err := os.Stat(file)
	must(t, err)
	if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("%s has mode %o", file, mode)
	}
	var c struct {
		Authentication struct{ ClientID, ClientSecret, AuthorizationURL, AccessTokenURL, RefreshTokenURL string }
		Tokens         tokens
		Proof          []any
	}
	doc, err := os.ReadFile(file)
	must(t, err)
	must(t, json.Unmarshal(doc, &c))
	a := c.Authentication
	if a.ClientID != p.client.Get("client_id") || a.ClientSecret != p.client.Get("client_secret") {
		t.Error("the file does not hold the client")
	}
	if a.AuthorizationURL != p.provider.Authorization || a.AccessTokenURL != p.provider.Token || a.RefreshTokenURL != p.provider.Token {
		t.Errorf("endpoints in the file: %s %s %s", a.AuthorizationURL, a.AccessTokenURL, a.RefreshTokenURL)
	}
	if len(c.Proof) != 0 {
		t.Errorf("setup went on after the tokens: %v", c.Proof)
	}
	p.isLive(t, c.Tokens.AccessToken)
}

// wantRefreshChecked has the program itself refresh the token it stored.
func (p *peer) wantRefreshChecked(t testing.TB, file string) {
	t.Helper()
	o := p.run(t, story{args: []string{"check", file, "--only", "token.refresh,token.scope", "-o", "json"}})
	o.wantExit(t, 0)
	o.wantOneTokenRequest(t, http.StatusOK)
	for _, link := range checked(t, o.stdout) {
		if link.Status != "pass" {
			t.Errorf("%+v", link)
		}
	}
}

type link struct{ ID, Status, Code string }

func checked(t testing.TB, stdout string) []link {
	t.Helper()
	var document struct{ Checks []link }
	oneDocument(t, stdout, &document)
	return document.Checks
}

// The stories of the SMTP login.

func (p *peer) testSMTP(t *testing.T) {
	const user, token = "support@example.com", "the-access-token-of-this-test"
	certificate, key := certify(t)
	var ports struct{ SSL, STARTTLS int }
	config, err := json.Marshal(map[string]string{"key": key, "cert": certificate, "user": user, "token": token})
	must(t, err)
	startNode(t, &ports, "smtp.mjs", string(config))
	for _, server := range []mail.Server{
		{Host: "127.0.0.1", Port: ports.SSL, Security: mail.SSL},
		{Host: "localhost", Port: ports.STARTTLS, Security: mail.STARTTLS},
	} {
		t.Run(string(server.Security), func(t *testing.T) {
			testProbe(t, server, certificate, user, token)
			p.testCheckSMTP(t, server, certificate, user, token)
		})
	}
}

func testProbe(t *testing.T, server mail.Server, certificate, user, token string) {
	doc, err := os.ReadFile(certificate)
	must(t, err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(doc)
	prober := mail.Prober{Roots: roots, Timeout: patience}
	report, err := prober.Login(t.Context(), server, user, secret.New(token))
	if err != nil || report.Reply.Code != 235 || !slices.Equal(report.Mechanisms, []string{"XOAUTH2"}) {
		t.Errorf("login: %v, reply %v, mechanisms %q", err, report.Reply, report.Mechanisms)
	}
	for _, wrong := range []struct{ user, token string }{{user, "another-token"}, {"somebody@example.com", token}} {
		_, err = prober.Login(t.Context(), server, wrong.user, secret.New(wrong.token))
		var refused *mail.ReplyError
		if !errors.As(err, &refused) || refused.Code != 535 || refused.Challenge == nil || refused.Challenge.Status != "401" {
			t.Errorf("login as %s with %s: %#v", wrong.user, wrong.token, err)
		}
	}
	_, err = mail.Prober{Timeout: patience}.Login(t.Context(), server, user, secret.New(token))
	var untrusted *mail.TLSError
	if !errors.As(err, &untrusted) {
		t.Errorf("login without the root: %v, want a *mail.TLSError", err)
	}
}

// testCheckSMTP has the program check a file that somebody wrote by hand: it
// holds a token that has not expired, and little else.
func (p *peer) testCheckSMTP(t *testing.T, server mail.Server, certificate, user, token string) {
	for _, run := range []struct {
		token  string
		exit   int
		status string
	}{{token, 0, "pass"}, {"another-token-that-is-refused", 4, "fail"}} {
		file := handWritten(t, server, user, run.token)
		o := p.run(t, story{args: []string{"check", file, "--only", "smtp.login", "--ca-file", certificate, "-o", "json"}})
		o.wantExit(t, run.exit)
		o.wantNoSecret(t, "stdout", o.stdout, run.token)
		o.wantNoSecret(t, "stderr", o.stderr, run.token)
		if links := checked(t, o.stdout); len(links) != 1 || links[0].ID != "smtp.login" || links[0].Status != run.status {
			t.Errorf("checks: %+v, want smtp.login to %s\n%s", links, run.status, o.stdout)
		}
	}
}

func handWritten(t testing.TB, server mail.Server, user, token string) string {
	t.Helper()
	doc, err := json.Marshal(map[string]any{
		"schemaVersion": 1,
		"asset":         map[string]any{"name": "Interop", "emailId": user},
		"authentication": map[string]any{
			"type": "OAuth 2.0", "smtpServer": server.Host, "port": server.Port, "security": server.Security, "username": user, "clientId": "none",
		},
		"tokens": map[string]any{"accessToken": token, "expiresAt": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)},
	})
	must(t, err)
	file := filepath.Join(t.TempDir(), "interop.asset.json")
	must(t, os.WriteFile(file, doc, 0o600))
	return file
}

// certify makes a certificate for this machine, and returns the paths of it and
// its key.
func certify(t testing.TB) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IsCA: true, BasicConstraintsValid: true,
	}
	certDER, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	must(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	must(t, err)
	folder := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(folder, name)
		must(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	return write("cert.pem", "CERTIFICATE", certDER), write("key.pem", "PRIVATE KEY", keyDER)
}

// What is wanted of an outcome.

func (o outcome) wantExit(t testing.TB, want int) {
	t.Helper()
	if o.exit != want {
		t.Fatalf("exit %d, want %d\nstdout:\n%s\nstderr:\n%s", o.exit, want, o.stdout, o.stderr)
	}
}

func (o outcome) wantError(t testing.TB, exit int, code string) {
	t.Helper()
	o.wantExit(t, exit)
	var document struct{ Error struct{ Code string } }
	oneDocument(t, o.stdout, &document)
	if document.Error.Code != code {
		t.Errorf("error code %q, want %q\n%s", document.Error.Code, code, o.stderr)
	}
}

func (o outcome) wantOneTokenRequest(t testing.TB, status int) {
	t.Helper()
	if len(o.seen.Token) != 1 || o.seen.Token[0].Status != status {
		t.Fatalf("token requests: %+v, want one, answered %d", o.seen.Token, status)
	}
}

func (o outcome) wantNoRequest(t testing.TB) {
	t.Helper()
	if o.seen.Authorization != 0 || len(o.seen.Token) != 0 {
		t.Errorf("the provider was asked: %+v", o.seen)
	}
}

// wantPage looks at what the browser shows in the end: a page that is there
// whole and repeats nothing that was secret.
func (o outcome) wantPage(t testing.TB, status int) {
	t.Helper()
	if o.visit.Status != status || !strings.Contains(o.visit.Page, "</html>") {
		t.Errorf("the page: status %d, want %d\n%s", o.visit.Status, status, o.visit.Page)
	}
	o.wantNoSecret(t, "the page", o.visit.Page)
}

// wantNoSecret holds a text against everything that must not be in it.
func (o outcome) wantNoSecret(t testing.TB, where, text string, more ...string) {
	t.Helper()
	hidden := slices.Concat(o.seen.Issued, more)
	if code := o.visit.Code; code != "" {
		hidden = append(hidden, code)
	}
	for _, value := range hidden {
		if strings.Contains(text, value) {
			t.Errorf("%s shows the secret %q:\n%s", where, value, text)
		}
	}
}

func (o outcome) wantNothingStored(t testing.TB) {
	t.Helper()
	must(t, filepath.WalkDir(o.home, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s was written", path)
		}
		return err
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The browser is this test binary, started by the program as $BROWSER with one
// argument, the address. It reports to the test what it came to see.

const (
	browserAnswer = "INTEROP_BROWSER"        // "accept" or "decline"
	browserReport = "INTEROP_BROWSER_REPORT" // where its visit is posted to
)

// init and not TestMain, which is for all tests of the folder.
func init() {
	answer := os.Getenv(browserAnswer)
	if answer == "" {
		return
	}
	if err := browse(os.Args[1], answer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// visit is what the browser saw.
type visit struct {
	Redirected time.Time // when it turned to the program's callback
	Code       string    // that it carried there
	Status     int       // of the last page
	Page       string
}

// browse is a person with a browser: opens the page, answers the provider's
// question, and follows wherever that leads on this machine.
func browse(address, answer string) error {
	var v visit
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{}, Timeout: patience}
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if r.URL.Hostname() != "127.0.0.1" || len(via) > 10 {
			return fmt.Errorf("redirected to %s", r.URL.Host)
		}
		if r.URL.Path == "/callback" {
			v.Redirected, v.Code = time.Now(), r.URL.Query().Get("code")
		}
		return nil
	}
	question, err := client.Get(address)
	if err != nil {
		return err
	}
	question.Body.Close()
	page, err := client.Post(question.Request.URL.String(), "text/plain", strings.NewReader(answer))
	if err != nil {
		return err
	}
	defer page.Body.Close()
	body, err := io.ReadAll(page.Body)
	if err != nil {
		return err
	}
	v.Status, v.Page = page.StatusCode, string(body)
	report, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = client.Post(os.Getenv(browserReport), "application/json", bytes.NewReader(report))
	return err
}

// desk is where the browser's report arrives: it can come after the program
// has ended.
type desk struct {
	server  *httptest.Server
	reports chan visit
}

func newDesk(t testing.TB) *desk {
	d := &desk{reports: make(chan visit, 1)}
	d.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var v visit
		if json.NewDecoder(r.Body).Decode(&v) == nil {
			d.reports <- v
		}
	}))
	t.Cleanup(d.server.Close)
	return d
}

func (d *desk) visited(t testing.TB) visit {
	t.Helper()
	select {
	case v := <-d.reports:
		return v
	case <-time.After(patience):
		t.Fatal("the browser never came to its last page")
		return visit{}
	}
}

// inherited are the variables of this process that the program gets to see:
// what systems need to start a program at all.
var inherited = regexp.MustCompile(`(?i)^(PATH|SYSTEMROOT|TEMP|TMP)=`)

func (d *desk) environment(t testing.TB, home, answer string) []string {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return !inherited.MatchString(v) })
	env = append(env, "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"), "LOCALAPPDATA="+home, "LANG=en_US.UTF-8",
		"MAILASSET_KEYRING=off", "GORACE=atexit_sleep_ms=0")
	if answer == "" {
		return env
	}
	return append(env, "BROWSER="+self, browserAnswer+"="+answer, browserReport+"="+d.server.URL)
}
