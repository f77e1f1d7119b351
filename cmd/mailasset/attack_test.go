//go:build !windows

// What strangers can do to the real program while it waits for the browser,
// and what a broken token endpoint does to it.

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"mailasset/internal/lab"
)

// exhaustive runs every point and every combination instead of a choice.
var exhaustive = os.Getenv("EXHAUSTIVE") != ""

// job is the real program without a terminal.
type job struct {
	t              *testing.T
	cmd            *exec.Cmd
	stdout, stderr *transcript
	ended          chan struct{}
}

// transcript is what a stream said so far.
type transcript struct {
	mu    sync.Mutex
	text  bytes.Buffer
	grown chan struct{}
}

func newTranscript() *transcript { return &transcript{grown: make(chan struct{})} }

func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.grown)
	s.grown = make(chan struct{})
	return s.text.Write(p)
}

func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *transcript) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grown
}

// robotBench is a bench whose lab plays the human, on a port of its own.
func robotBench(t *testing.T, faults ...string) (*bench, int) {
	t.Helper()
	port := testPort(t)
	return newBench(t, lab.Config{Robot: true, RedirectPorts: []int{port}, Faults: faults}), port
}

// apart is the same lab seen from a folder of its own: another state, another
// current folder.
func (b *bench) apart(t *testing.T, extra ...string) *bench {
	t.Helper()
	dir := t.TempDir()
	return &bench{t: t, dir: dir, lab: b.lab, env: append(append([]string{}, b.env...), append(
		[]string{"HOME=" + dir, "XDG_STATE_HOME=" + filepath.Join(dir, "state")}, extra...)...)}
}

// command is the program as the user of this bench starts it.
func (b *bench) command(args ...string) *exec.Cmd {
	b.t.Helper()
	program, err := exec.LookPath("mailasset")
	if err != nil {
		b.t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = b.dir, b.env, patience
	return cmd
}

// begin starts the program without a terminal.
func (b *bench) begin(args ...string) *job { return b.beginWith(nil, args...) }

func (b *bench) beginWith(stdin io.Reader, args ...string) *job {
	b.t.Helper()
	j := &job{t: b.t, cmd: b.command(args...), stdout: newTranscript(), stderr: newTranscript(), ended: make(chan struct{})}
	j.cmd.Stdin, j.cmd.Stdout, j.cmd.Stderr = stdin, j.stdout, j.stderr
	if err := j.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	go func() {
		defer close(j.ended)
		_ = j.cmd.Wait()
	}()
	b.t.Cleanup(func() {
		_ = j.cmd.Process.Kill()
		<-j.ended
	})
	return j
}

// run runs the program to its end.
func (b *bench) run(args ...string) (code int, stdout, stderr string) {
	b.t.Helper()
	return b.begin(args...).end()
}

func (j *job) end() (code int, stdout, stderr string) {
	j.t.Helper()
	select {
	case <-j.ended:
	case <-time.After(patience):
		j.t.Fatalf("the program does not end; it said:\n%s", j.stderr)
	}
	return j.cmd.ProcessState.ExitCode(), j.stdout.String(), j.stderr.String()
}

// says waits until stderr matches, and returns the match.
func (j *job) says(pattern *regexp.Regexp) string {
	j.t.Helper()
	deadline := time.After(patience)
	for {
		grown := j.stderr.wait()
		if found := pattern.FindString(j.stderr.String()); found != "" {
			return found
		}
		select {
		case <-grown:
		case <-j.ended:
			j.t.Fatalf("the program ended without %s; it said:\n%s", pattern, j.stderr)
		case <-deadline:
			j.t.Fatalf("no %s came; stderr:\n%s", pattern, j.stderr)
		}
	}
}

var (
	authLine    = regexp.MustCompile(`(?m)^http://127\.0\.0\.1:\d+/o/oauth2/auth\?\S+$`)
	waitingLine = regexp.MustCompile(`Waiting for your browser`)
)

// login is a program that waits for its browser, seen by an attacker who
// knows more than any real one: the authorization URL.
type login struct {
	*job
	lab    *lab.Lab
	auth   string
	state  string
	origin string // the provider's
	host   string // the program's own
}

func (b *bench) login(args ...string) *login {
	b.t.Helper()
	return b.waitingLogin(b.begin(append(args, "--no-browser")...))
}

func (b *bench) waitingLogin(j *job) *login {
	b.t.Helper()
	auth := j.says(authLine)
	j.says(waitingLine)
	u, err := url.Parse(auth)
	if err != nil {
		b.t.Fatal(err)
	}
	redirect, err := url.Parse(u.Query().Get("redirect_uri"))
	if err != nil {
		b.t.Fatal(err)
	}
	return &login{job: j, lab: b.lab, auth: auth, state: u.Query().Get("state"), origin: u.Scheme + "://" + u.Host, host: redirect.Host}
}

// completes signs in as the right person, in the right browser.
func (l *login) completes() (stdout, stderr string) {
	l.t.Helper()
	status, _, page := l.get(redirectOf(l.t, l.auth))
	if status != http.StatusOK || !strings.Contains(page, "</html>") {
		l.t.Errorf("the right answer got status %d: %s", status, page)
	}
	code, stdout, stderr := l.end()
	if code != 0 {
		l.t.Fatalf("exit code %d; it said:\n%s", code, stderr)
	}
	return stdout, stderr
}

// get fetches an address on a connection of its own.
func (l *login) get(address string) (int, http.Header, string) {
	l.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	r, err := client.Get(address)
	if err != nil {
		l.t.Fatal(err)
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return r.StatusCode, r.Header, string(page)
}

func (l *login) dial() net.Conn {
	l.t.Helper()
	c, err := net.DialTimeout("tcp4", l.host, patience)
	if err != nil {
		l.t.Fatalf("the program listens no more: %v", err)
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	return c
}

// in puts what is true of this login into the text of a request.
func (l *login) in(request string) string {
	swap := func(r rune) rune {
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return r ^ 0x20
		}
		return r
	}
	_, port, _ := strings.Cut(l.host, ":")
	return strings.NewReplacer("SWAPPED", strings.Map(swap, l.state), "HEAD-OF-STATE", l.state[:len(l.state)-1],
		"STATE", l.state, "ORIGIN", l.origin, "TLSORIGIN", strings.Replace(l.origin, "http", "https", 1),
		"HOST", l.host, "PORT", port).Replace(request)
}

// sends writes raw bytes and reads one answer.
func (l *login) sends(request string) (int, http.Header, string) {
	l.t.Helper()
	c := l.dial()
	defer c.Close()
	go func() { _, _ = io.WriteString(c, l.in(request)) }() // it may answer before it has read all
	method, _, _ := strings.Cut(request, " ")
	r, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
	if err != nil {
		l.t.Fatalf("no answer: %v", err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	return r.StatusCode, r.Header, string(body)
}

// exchanges counts the codes that were exchanged with a verifier of ours:
// asking about a client with a made-up code is no login.
func exchanges(t *testing.T, l *lab.Lab) (granted, refused int) {
	t.Helper()
	r, err := http.Get(l.Endpoints().URL + "/lab/exchanges")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var all []struct {
		Grant, Error string
		PKCE         bool
	}
	if err := json.NewDecoder(r.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		switch {
		case e.Grant != "authorization_code" || !e.PKCE:
		case e.Error == "":
			granted++
		default:
			refused++
		}
	}
	return granted, refused
}

// tokenRequests counts everything posted to the token endpoint.
func tokenRequests(l *lab.Lab) (n int) {
	for _, r := range l.Requests() {
		if r.Path == "/token" {
			n++
		}
	}
	return n
}

func get(target string) string { return "GET " + target + " HTTP/1.1\r\nHost: HOST\r\n\r\n" }

func answer(query string) string { return get("/callback?" + query) }

func asHost(host string) string {
	return "GET /callback?code=stolen&state=STATE HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
}

func method(name string) string {
	return name + " /callback?code=stolen&state=STATE HTTP/1.1\r\nHost: HOST\r\n\r\n"
}

// attack is one request that must leave the login unharmed. A status of 0 is
// a connection that is closed without a word, or any refusal of net/http's.
type attack struct {
	name    string
	request string
	status  int
	counted bool // as a stranger's answer
	foreign bool // the answer is net/http's own
}

var attacks = []attack{
	{name: "nothing in the query", request: get("/callback"), status: 400, counted: true},
	{name: "a question mark alone", request: answer(""), status: 400, counted: true},
	{name: "no state", request: answer("code=stolen"), status: 400, counted: true},
	{name: "empty state", request: answer("code=stolen&state="), status: 400, counted: true},
	{name: "guessed state", request: answer("code=stolen&state=guess"), status: 400, counted: true},
	{name: "state cut short", request: answer("code=stolen&state=HEAD-OF-STATE"), status: 400, counted: true},
	{name: "state and more", request: answer("code=stolen&state=STATEx"), status: 400, counted: true},
	{name: "state and a null byte", request: answer("code=stolen&state=STATE%00"), status: 400, counted: true},
	{name: "state and a blank", request: answer("code=stolen&state=STATE+"), status: 400, counted: true},
	{name: "state in other case", request: answer("code=stolen&state=SWAPPED"), status: 400, counted: true},
	{name: "state by another name", request: answer("code=stolen&STATE=STATE"), status: 400, counted: true},
	{name: "state as an array", request: answer("code=stolen&state[]=STATE"), status: 400, counted: true},
	{name: "state twice, ours first", request: answer("code=stolen&state=STATE&state=x"), status: 400, counted: true},
	{name: "state twice, ours last", request: answer("code=stolen&state=x&state=STATE"), status: 400, counted: true},
	{name: "state twice, both ours", request: answer("code=stolen&state=STATE&state=STATE"), status: 400, counted: true},
	{name: "state in the fragment", request: answer("code=stolen#state=STATE"), status: 400, counted: true},
	{name: "state escaped twice", request: answer("code=stolen&state=%2553TATE"), status: 400, counted: true},
	{name: "state and no code", request: answer("state=STATE"), status: 400, counted: true},
	{name: "empty code", request: answer("code=&state=STATE"), status: 400, counted: true},
	{name: "two codes", request: answer("code=stolen&code=other&state=STATE"), status: 400, counted: true},
	{name: "error without state", request: answer("error=access_denied"), status: 400, counted: true},
	{name: "error with a guessed state", request: answer("error=access_denied&state=guess"), status: 400, counted: true},
	{name: "two errors", request: answer("error=a&error=b&state=STATE"), status: 400, counted: true},
	{name: "empty error", request: answer("error=&state=STATE"), status: 400, counted: true},
	{name: "token in the query", request: answer("access_token=stolen&token_type=Bearer&state=STATE"), status: 400, counted: true},
	{name: "foreign issuer", request: answer("code=stolen&state=STATE&iss=https://evil.example"), status: 400, counted: true},
	{name: "Google as issuer of a lab", request: answer("code=stolen&state=STATE&iss=https://accounts.google.com"), status: 400, counted: true},
	{name: "issuer on another port", request: answer("code=stolen&state=STATE&iss=http://127.0.0.1:1"), status: 400, counted: true},
	{name: "issuer of another scheme", request: answer("code=stolen&state=STATE&iss=TLSORIGIN"), status: 400, counted: true},
	{name: "issuer with us as user", request: answer("code=stolen&state=STATE&iss=ORIGIN@evil.example"), status: 400, counted: true},
	{name: "issuer that goes on", request: answer("code=stolen&state=STATE&iss=ORIGIN.evil.example"), status: 400, counted: true},
	{name: "empty issuer", request: answer("code=stolen&state=STATE&iss="), status: 400, counted: true},
	{name: "two issuers", request: answer("code=stolen&state=STATE&iss=ORIGIN&iss=ORIGIN"), status: 400, counted: true},
	{name: "issuer no address", request: answer("code=stolen&state=STATE&iss=%25zz"), status: 400, counted: true},
	{name: "foreign issuer of an error", request: answer("error=x&state=STATE&iss=https://evil.example"), status: 400, counted: true},
	{name: "broken escapes", request: answer("code=stolen&state=STATE&x=%zz"), status: 400, counted: true},
	{name: "semicolons", request: answer("code=stolen;state=STATE"), status: 400, counted: true},
	{name: "8,000 parameters", request: answer(strings.Repeat("a&", 8_000)), status: 400, counted: true},
	{name: "query of 15 KiB", request: answer("state=" + strings.Repeat("x", 15<<10)), status: 400, counted: true},
	{name: "query of 1 MiB", request: answer("state=" + strings.Repeat("x", 1<<20)), status: 431, foreign: true},
	{name: "cookies of 1 MiB", request: "GET /callback HTTP/1.1\r\nHost: HOST\r\nCookie: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", status: 431, foreign: true},
	{name: "100,000 headers", request: "GET /callback HTTP/1.1\r\nHost: HOST\r\n" + strings.Repeat("a:b\r\n", 100_000) + "\r\n", status: 431, foreign: true},

	{name: "HEAD", request: method("HEAD"), status: 405},
	{name: "POST", request: method("POST"), status: 405},
	{name: "PUT", request: method("PUT"), status: 405},
	{name: "DELETE", request: method("DELETE"), status: 405},
	{name: "PATCH", request: method("PATCH"), status: 405},
	{name: "TRACE", request: method("TRACE"), status: 405},
	{name: "OPTIONS", request: method("OPTIONS"), status: 405},
	{name: "OPTIONS of the server", request: "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 405},
	{name: "CONNECT", request: "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 405},
	{name: "get in lower case", request: method("get"), status: 405},
	{name: "form_post", request: "POST /callback HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
		"Content-Length: 11\r\n\r\ncode=stolen", status: 405},
	{name: "preflight of another origin", request: "OPTIONS /callback HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\n" +
		"Access-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n\r\n", status: 405},
	{name: "WebSocket of another origin", request: "GET /ws HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\nUpgrade: websocket\r\n" +
		"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", status: 404},

	{name: "rebound name", request: asHost("evil.example"), status: 400},
	{name: "rebound name with our port", request: asHost("evil.example:PORT"), status: 400},
	{name: "localhost", request: asHost("localhost:PORT"), status: 400},
	{name: "host without port", request: asHost("127.0.0.1"), status: 400},
	{name: "host with another port", request: asHost("127.0.0.1:1"), status: 400},
	{name: "host with a dot", request: asHost("127.0.0.1.:PORT"), status: 400},
	{name: "host in IPv6", request: asHost("[::1]:PORT"), status: 400},
	{name: "host mapped to IPv6", request: asHost("[::ffff:127.0.0.1]:PORT"), status: 400},
	{name: "host in short", request: asHost("127.1:PORT"), status: 400},
	{name: "host as a number", request: asHost("2130706433:PORT"), status: 400},
	{name: "host with a user", request: asHost("x@HOST"), status: 400, foreign: true},
	{name: "empty host", request: asHost(""), status: 400},
	{name: "no host", request: "GET /callback?code=stolen&state=STATE HTTP/1.1\r\n\r\n", status: 400, foreign: true},
	{name: "no host in HTTP/1.0", request: "GET /callback?code=stolen&state=STATE HTTP/1.0\r\n\r\n", status: 400},
	{name: "two hosts", request: "GET /callback HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n", status: 400, foreign: true},
	{name: "foreign host in the target", request: get("http://evil.example/callback?code=stolen&state=STATE"), status: 400},
	{name: "forwarded host", request: "GET /callback?code=stolen&state=STATE HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: HOST\r\n\r\n", status: 400},

	{name: "favicon", request: get("/favicon.ico"), status: 404},
	{name: "root", request: get("/?code=stolen&state=STATE"), status: 404},
	{name: "slash behind", request: get("/callback/?code=stolen&state=STATE"), status: 404},
	{name: "two slashes", request: get("//callback?code=stolen&state=STATE"), status: 404},
	{name: "dots", request: get("/x/../callback?code=stolen&state=STATE"), status: 404},
	{name: "path in other case", request: get("/CALLBACK?code=stolen&state=STATE"), status: 404},
	{name: "escaped letter", request: get("/%63allback?code=stolen&state=STATE"), status: 404},
	{name: "escaped slash", request: get("/callback%2f?code=stolen&state=STATE"), status: 404},
	{name: "start without its random part", request: get("/start/"), status: 404},
	{name: "start guessed", request: get("/start/AAAAAAAAAAAAAAAAAAAAAA"), status: 404},
	{name: "lab's controls", request: get("/lab/faults"), status: 404},
	{name: "debugger", request: get("/debug/pprof/"), status: 404},

	{name: "TLS hello", request: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", status: 400, foreign: true},
	{name: "HTTP/2 preface", request: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400},
	{name: "HTTP/3.7", request: "GET /callback HTTP/3.7\r\nHost: HOST\r\n\r\n", status: 505, foreign: true},
	{name: "SMTP", request: "EHLO evil.example\r\n\r\n", status: 400, foreign: true},
	{name: "unknown expectation", request: "GET /callback HTTP/1.1\r\nHost: HOST\r\nExpect: tea\r\n\r\n", status: 417, foreign: true},
	{name: "smuggled request", request: "POST /callback HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" +
		"0\r\n\r\nGET /callback?code=stolen&state=STATE HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 405},
	{name: "second request behind the first", request: get("/favicon.ico") + answer("code=stolen&state=STATE"), status: 404},
}

// TestAttacks sends every attack to a waiting token and to a waiting setup;
// the login is completed afterwards.
func TestAttacks(t *testing.T) {
	t.Parallel()
	t.Run("token", func(t *testing.T) {
		t.Parallel()
		b, _ := robotBench(t)
		l := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON, "-o", "json", "--show-secrets")
		l.survivesAttacks(t)
		stdout, stderr := l.completes()
		l.reported(stderr)
		var tokens struct{ AccessToken, RefreshToken string }
		if err := json.Unmarshal([]byte(stdout), &tokens); err != nil || tokens.AccessToken == "" || tokens.RefreshToken == "" {
			t.Errorf("stdout is %v: %s", err, stdout)
		}
		if granted, refused := exchanges(t, b.lab); granted != 1 || refused != 0 || tokenRequests(b.lab) != 1 {
			t.Errorf("%d codes exchanged, %d refused, %d token requests", granted, refused, tokenRequests(b.lab))
		}
	})
	t.Run("setup", func(t *testing.T) {
		t.Parallel()
		b, _ := robotBench(t)
		l := b.login("setup", "acme", "--yes", "-o", "json")
		l.survivesAttacks(t)
		_, stderr := l.completes()
		l.reported(stderr)
		b.isProven("acme.asset.json", "Acme")
		if granted, refused := exchanges(t, b.lab); granted != 1 || refused != 0 {
			t.Errorf("%d codes exchanged, %d refused", granted, refused)
		}
	})
}

func (l *login) survivesAttacks(t *testing.T) {
	before := tokenRequests(l.lab)
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			victim := *l
			victim.job = &job{t: t, cmd: l.cmd, stdout: l.stdout, stderr: l.stderr, ended: l.ended}
			status, header, body := victim.sends(a.request)
			if status != a.status {
				t.Errorf("status %d, want %d", status, a.status)
			}
			if !a.foreign {
				shielded(t, header)
			}
			if strings.Contains(body, l.state) || strings.Contains(body, "stolen") {
				t.Errorf("the answer repeats what was sent: %s", body)
			}
			victim.unharmed(before)
		})
	}
}

// unharmed: it lives, it listens, it answers as ever, and asked nobody.
func (l *login) unharmed(before int) {
	l.t.Helper()
	if status, _, _ := l.sends(get("/favicon.ico")); status != http.StatusNotFound {
		l.t.Errorf("afterwards: status %d, want 404", status)
	}
	select {
	case <-l.ended:
		l.t.Fatalf("the program ended; it said:\n%s", l.stderr)
	default:
	}
	if n := tokenRequests(l.lab); n != before {
		l.t.Errorf("%d token requests", n-before)
	}
}

// reported: what was refused is told once, with its number.
func (l *login) reported(stderr string) {
	l.t.Helper()
	want := 0
	for _, a := range attacks {
		if a.counted {
			want++
		}
	}
	if line := fmt.Sprintf("Meanwhile %d request", want); strings.Count(stderr, line) != 1 {
		l.t.Errorf("stderr lacks %q; it says:\n%s", line, stderr)
	}
}

// shielded: the headers that every answer of ours has.
func shielded(t *testing.T, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	policy := h.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("Content-Security-Policy: %q", policy)
	}
	if h.Get("Access-Control-Allow-Origin") != "" || h.Get("Set-Cookie") != "" {
		t.Errorf("headers that open a door: %v", h)
	}
}

// TestSiege has what a single request cannot show: connections that are held,
// and many at once. The login ends well, and soon, while they all stand.
func TestSiege(t *testing.T) {
	t.Parallel()
	const many = 100
	for _, siege := range []struct {
		name string
		lay  func(l *login)
	}{
		{"silent connections", func(l *login) {
			for range many {
				c := l.dial()
				l.t.Cleanup(func() { _ = c.Close() })
			}
		}},
		{"headers that never end", func(l *login) {
			for range many {
				c := l.dial()
				l.t.Cleanup(func() { _ = c.Close() })
				_, _ = io.WriteString(c, l.in("GET /callback?code=x&state=STATE HTTP/1.1\r\nHost: HOST\r\nX-A"))
			}
		}},
		{"bodies that never end", func(l *login) {
			for range many {
				c := l.dial()
				l.t.Cleanup(func() { _ = c.Close() })
				_, _ = io.WriteString(c, l.in("POST /callback HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1000000\r\n\r\n"))
			}
		}},
		{"answers that nobody reads", func(l *login) {
			for range many {
				c := l.dial()
				l.t.Cleanup(func() { _ = c.Close() })
				_, _ = io.WriteString(c, l.in(answer("code=x&state=guess")))
			}
		}},
		{"connections that are reset", func(l *login) {
			for range many {
				c := l.dial()
				_ = c.(*net.TCPConn).SetLinger(0)
				_, _ = io.WriteString(c, l.in(answer("code=x&state=guess")))
				_ = c.Close()
			}
		}},
	} {
		t.Run(siege.name, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t)
			l := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON)
			siege.lay(l)
			began := time.Now()
			l.completes()
			// The program drops slow clients after five seconds: less than that, and
			// it did not wait for them.
			if took := time.Since(began); took > 4*time.Second && !underRace {
				t.Errorf("the login took %v", took)
			}
			if granted, refused := exchanges(t, b.lab); granted != 1 || refused != 0 {
				t.Errorf("%d codes exchanged, %d refused", granted, refused)
			}
		})
	}
}

// TestFlood: however many strangers come with however long headers, the login
// goes through, the program's memory does not grow with them, and nothing of it
// reaches the screen.
func TestFlood(t *testing.T) {
	t.Parallel()
	const many, most = 900, 16 << 10 // kB that the flood may cost
	b, _ := robotBench(t)
	l := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON)
	before, told := peakMemory(l.cmd.Process.Pid)
	long := l.in("GET /callback?code=x HTTP/1.1\r\nHost: HOST\r\nCookie: ") + strings.Repeat("x", 15<<10)
	began := time.Now()
	var answered sync.WaitGroup
	for i := range many {
		c := l.dial()
		t.Cleanup(func() { _ = c.Close() })
		if i%2 == 0 {
			go func() { _, _ = io.WriteString(c, long) }()
			continue
		}
		answered.Go(func() {
			_, _ = io.WriteString(c, long+"\r\n\r\n")
			_, _ = io.Copy(io.Discard, c)
		})
	}
	answered.Wait()
	after, _ := peakMemory(l.cmd.Process.Pid)
	_, stderr := l.completes()
	if took := time.Since(began); took > 5*time.Second && !underRace {
		t.Errorf("flood and login took %v", took)
	}
	if grown := after - before; told && grown > most && !underRace {
		t.Errorf("the flood cost %d kB of memory", grown)
	}
	if strings.Contains(stderr, "http: ") {
		t.Errorf("it said\n%s", stderr)
	}
}

// TestSameAnswerAtOnce: several browsers deliver the same answer; one wins, and
// the code is posted once. A token endpoint that hangs keeps the winner busy
// while the others come.
func TestSameAnswerAtOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		browsers int
		faults   []string
		status   int // of the winner
		exit     int
	}{
		{"two", 2, nil, http.StatusOK, 0},
		{"sixteen", 16, nil, http.StatusOK, 0},
		{"two at a hanging endpoint", 2, []string{"token-hang"}, http.StatusBadGateway, 1},
		{"sixteen at a failing endpoint", 16, []string{"token-500"}, http.StatusBadGateway, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t, tt.faults...)
			l := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON, "--timeout", "3s")
			got := atOnce(redirectOf(t, l.auth), tt.browsers)
			if code, _, stderr := l.end(); code != tt.exit {
				t.Errorf("exit code %d, want %d:\n%s", code, tt.exit, stderr)
			}
			// Who comes when all is over finds nobody: 0.
			if got[tt.status] != 1 || got[tt.status]+got[http.StatusBadRequest]+got[0] != tt.browsers {
				t.Errorf("statuses and how often: %v", got)
			}
			if n := tokenRequests(b.lab); n != 1 {
				t.Errorf("%d token requests", n)
			}
		})
	}
}

// atOnce fetches an address many times at once, and counts the statuses.
func atOnce(address string, times int) map[int]int {
	statuses := make(chan int, times)
	for range times {
		go func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
			r, err := client.Get(address)
			if err != nil {
				statuses <- 0
				return
			}
			_ = r.Body.Close()
			statuses <- r.StatusCode
		}()
	}
	counts := map[int]int{}
	for range times {
		counts[<-statuses]++
	}
	return counts
}

// TestReplay delivers an answer again, to the same login while it checks, and
// to the next one on the same port.
func TestReplay(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	first := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON)
	address := redirectOf(t, first.auth)
	if status, _, _ := first.get(address); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	if code, _, stderr := first.end(); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	if c, err := net.DialTimeout("tcp4", first.host, patience); err == nil {
		_ = c.Close()
		t.Error("it listens after its end")
	}
	second := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON)
	before := tokenRequests(b.lab)
	if status, _, _ := second.get(address); status != http.StatusBadRequest {
		t.Errorf("an answer of another login: status %d", status)
	}
	second.unharmed(before)
	second.completes()
	if granted, refused := exchanges(t, b.lab); granted != 2 || refused != 0 {
		t.Errorf("%d codes exchanged, %d refused", granted, refused)
	}
}

// TestOnlyOnTheLiteralAddress: nobody can reach the port by another one.
func TestOnlyOnTheLiteralAddress(t *testing.T) {
	t.Parallel()
	b, port := robotBench(t)
	l := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON)
	hosts := []string{"127.0.0.2", "127.1.2.3", "::1"}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && ip.IP.IsGlobalUnicast() {
			hosts = append(hosts, ip.IP.String())
		}
	}
	for _, host := range hosts {
		if c, err := net.DialTimeout("tcp", net.JoinHostPort(host, strconv.Itoa(port)), time.Second); err == nil {
			_ = c.Close()
			t.Errorf("it can be reached at %s", host)
		}
	}
	l.completes()
}

// TestProviderSaysNo: errors that carry our state end the login, as text.
func TestProviderSaysNo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, query, code string }{
		{"declined", "error=access_denied&state=STATE", "consent-declined"},
		{"with a code beside it", "error=access_denied&code=stolen&state=STATE", "consent-declined"},
		{"with markup", "error=server_error&error_description=<script>alert(1)</script>&state=STATE", ""},
		{"with escapes", "error=server_error&error_description=%1b]0%3bx%07%1b[2J%0d%0aerror:+x&state=STATE", ""},
		{"with our state", "error=server_error&error_description=STATE&state=STATE", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t)
			l := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON, "-o", "json")
			status, header, page := l.sends(answer(tt.query))
			if status != http.StatusBadRequest {
				t.Errorf("status %d, want 400", status)
			}
			shielded(t, header)
			code, stdout, stderr := l.end()
			if code != 1 {
				t.Errorf("exit code %d", code)
			}
			if got := errorCode(t, stdout); tt.code != "" && got != tt.code {
				t.Errorf("code %q, want %q", got, tt.code)
			}
			if strings.Contains(page, "<script>alert") || strings.ContainsAny(stdout+stderr, "\x1b\x07") {
				t.Errorf("the provider's words are not text:\n%s\n%q", page, stderr)
			}
			unstated := strings.ReplaceAll(stderr, l.auth, "")
			if strings.Contains(page+stdout+unstated, l.state) {
				t.Errorf("the state is shown:\n%s\n%s\n%s", page, stdout, stderr)
			}
			if n := tokenRequests(b.lab); n != 0 {
				t.Errorf("%d token requests", n)
			}
		})
	}
}

func errorCode(t *testing.T, stdout string) string {
	t.Helper()
	var document struct {
		Error struct{ Code, Summary string }
	}
	if err := json.Unmarshal([]byte(stdout), &document); err != nil || document.Error.Summary == "" {
		t.Fatalf("stdout is no error: %v\n%s", err, stdout)
	}
	return document.Error.Code
}

// endpointFaults are what the counterpart can do to a login of a nameless
// token: the code, and how often the code of the login may be posted.
var endpointFaults = []struct {
	fault, code string
	posts       int
	args        []string
}{
	{"token-500", "provider-error", 1, nil},
	{"token-garbage", "proxy-intercepts", 1, nil},
	{"token-empty", "provider-error", 1, nil},
	{"token-hang", "provider-unreachable", 1, []string{"--timeout", "2s"}}, // others must answer in it, on a busy machine too
	{"token-slow", "provider-unreachable", 1, []string{"--timeout", "2s"}},
	{"code-rejected", "code-rejected", 1, nil},
	{"client-secret-invalid", "client-secret-invalid", 1, nil},
	{"refresh-token-missing", "refresh-token-missing", 1, nil},
	{"scope-missing", "scope-missing", 1, nil},
	{"wrong-account", "wrong-account", 1, nil},
	{"consent-declined", "consent-declined", 0, nil},
	{"callback-timeout", "callback-timeout", 0, []string{"--open-timeout", "300ms"}},
	{"callback-state-mismatch", "", 1, nil},
	{"provider-error", "provider-error", 1, nil},
	{"gmail-500", "", 1, nil},
	{"gmail-hang", "", 1, []string{"--timeout", "2s"}},
	{"testing-token-expires", "", 1, nil},
}

func TestTokenEndpointFaults(t *testing.T) {
	t.Parallel()
	for _, f := range endpointFaults {
		t.Run(f.fault, func(t *testing.T) {
			t.Parallel()
			b, _ := robotBench(t, f.fault)
			code, stdout, stderr := b.run(append(f.args, "token", "--client-json", b.lab.Endpoints().ClientJSON, "-o", "json")...)
			wantExit := 1
			if f.code == "" {
				wantExit = 0
			}
			if code != wantExit {
				t.Fatalf("exit code %d, want %d:\n%s", code, wantExit, stderr)
			}
			if code == 1 && errorCode(t, stdout) != f.code {
				t.Errorf("code %q, want %q:\n%s", errorCode(t, stdout), f.code, stderr)
			}
			if n := tokenRequests(b.lab); n != f.posts {
				t.Errorf("%d token requests, want %d", n, f.posts)
			}
			if left, _ := os.ReadDir(filepath.Join(b.dir, "state", "mailasset")); len(left) != 0 {
				t.Errorf("a nameless token left %v", left)
			}
		})
	}
}

// TestStoredTokensOutliveFaults mints again for a proven asset while the
// provider misbehaves: what is stored stays, byte for byte.
func TestStoredTokensOutliveFaults(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	if code, _, stderr := b.run("setup", "acme", "--yes"); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	kept := []string{filepath.Join(b.dir, "acme.asset.json"), filepath.Join(b.dir, "state", "mailasset", "acme", "secrets.json")}
	before := contents(t, kept)
	for _, f := range endpointFaults {
		if f.code == "" {
			continue
		}
		if err := b.lab.SetFaults(f.fault); err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := b.run(append(f.args, "token", "acme", "-o", "json")...)
		if code != 1 || errorCode(t, stdout) != f.code {
			t.Errorf("%s: exit code %d, code %q:\n%s", f.fault, code, errorCode(t, stdout), stderr)
		}
		if contents(t, kept) != before {
			t.Fatalf("%s: what was stored has changed", f.fault)
		}
	}
	if err := b.lab.SetFaults(); err != nil {
		t.Fatal(err)
	}
	if code, stdout, _ := b.run("check", "acme"); code != 0 {
		t.Errorf("check: exit code %d:\n%s", code, stdout)
	}
}

func contents(t *testing.T, paths []string) string {
	t.Helper()
	var all strings.Builder
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// TestPortOfAStranger: another program has the port. It is found out before a
// browser opens; nothing is sent to anybody.
func TestPortOfAStranger(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"token", "setup"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			b, port := robotBench(t)
			stranger, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				t.Fatal(err)
			}
			var visited atomic.Bool
			var served sync.WaitGroup
			served.Go(func() {
				if c, err := stranger.Accept(); err == nil {
					visited.Store(true)
					_ = c.Close()
				}
			})
			opened := filepath.Join(b.dir, "opened")
			b.env = append(b.env, "BROWSER="+script(t, "echo \"$1\" > "+opened))
			args := map[string][]string{
				"token": {"token", "--client-json", b.lab.Endpoints().ClientJSON, "-o", "json"},
				"setup": {"setup", "acme", "--yes", "-o", "json"},
			}[command]
			code, stdout, stderr := b.run(args...)
			_ = stranger.Close()
			served.Wait()
			if code != 1 || errorCode(t, stdout) != "port-in-use" {
				t.Errorf("exit code %d, %s\n%s", code, stdout, stderr)
			}
			if _, err := os.Stat(opened); err == nil || visited.Load() {
				t.Errorf("browser opened: %v, the stranger was visited: %v", err == nil, visited.Load())
			}
			if strings.Contains(stderr, "/o/oauth2/auth?") || tokenRequests(b.lab) != 0 {
				t.Errorf("it went on:\n%s", stderr)
			}
		})
	}
}

// script is an executable shell script.
func script(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "browser.sh")
	// Written under ForkLock: a child of another test that inherits the file
	// open for writing would make it "text file busy".
	syscall.ForkLock.RLock()
	err := os.WriteFile(path, []byte("#!/bin/sh\n"+lines+"\n"), 0o700)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBrowsersThatDoNotOpen are a note, not a failure.
func TestBrowsersThatDoNotOpen(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := os.OpenFile(pipe, os.O_RDWR, 0) // the end of it ends the browser that hangs
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Close() })
	for _, tt := range []struct {
		name, browser string
		note          bool
	}{
		{"fails", script(t, "exit 3"), true},
		{"is not there", "/nonexistent/browser", true},
		{"may not be run", pipe, true},
		{"hangs", script(t, "read line < "+pipe), false},
		{"is killed", script(t, "kill -9 $$"), true},
		{"says much", script(t, "yes | head -c 1000000; yes | head -c 1000000 >&2; exit 1"), true},
		{"is none, and no screen", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, _ := robotBench(t)
			b = b.apart(t, "BROWSER="+tt.browser, "DISPLAY=", "WAYLAND_DISPLAY=")
			l := b.waitingLogin(b.begin("token", "--client-json", b.lab.Endpoints().ClientJSON, "-o", "json"))
			if tt.note {
				l.says(regexp.MustCompile(`No browser opened`))
			}
			l.completes()
		})
	}
}

// TestOpenedWithOneArgument: what the browser is given is a short local
// address, good only while the login waits, and nothing else.
func TestOpenedWithOneArgument(t *testing.T) {
	t.Parallel()
	b, port := robotBench(t)
	opened := filepath.Join(b.dir, "opened")
	b.env = append(b.env, "BROWSER="+script(t, `printf '%s\n' "$#" "$@" > `+opened+".new && mv "+opened+".new "+opened))
	l := b.waitingLogin(b.begin("token", "--client-json", b.lab.Endpoints().ClientJSON))
	text := awaitFile(t, opened)
	want := regexp.MustCompile(fmt.Sprintf(`^1\nhttp://127\.0\.0\.1:%d/start/[A-Za-z0-9_-]{20,}\n$`, port))
	if !want.MatchString(text) {
		t.Fatalf("the browser was given %q", text)
	}
	address := strings.Fields(text)[1]
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: patience}
	r, err := stay.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusFound || r.Header.Get("Location") != l.auth {
		t.Errorf("status %d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	shielded(t, r.Header)
	l.completes()
	if r, err := stay.Get(address); err == nil {
		_ = r.Body.Close()
		t.Error("the start address is served after the login")
	}
}

// awaitFile waits, within a bound, until a file is there.
func awaitFile(t *testing.T, path string) string {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		text, err := os.ReadFile(path)
		if err == nil {
			return string(text)
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal(err)
		}
	}
}

func TestNobodyComes(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	began := time.Now()
	code, stdout, stderr := b.run("setup", "acme", "--yes", "--no-browser", "--open-timeout", "400ms", "-o", "json")
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("it waited only %v", took)
	}
	if code != 1 || errorCode(t, stdout) != "callback-timeout" || !strings.HasSuffix(strings.TrimSpace(stderr), "\nmailasset setup acme --no-browser --open-timeout 400ms --output json --yes") {
		t.Errorf("exit code %d, %s\n%s", code, stdout, stderr)
	}
}

// TestWaitingCostsNoCPU compares the processor time of a waiting program with
// the time that passed.
func TestWaitingCostsNoCPU(t *testing.T) {
	t.Parallel()
	b, _ := robotBench(t)
	l := b.login("token", "--client-json", b.lab.Endpoints().ClientJSON)
	const enough = 0.1 // of a processor
	share := 1.0
	for try := 0; try < 3 && share > enough; try++ { // it may still be getting ready
		before, known := cpuTime(l.cmd.Process.Pid)
		if !known {
			t.Skip("this system does not tell what a process has used")
		}
		began := time.Now()
		select {
		case <-l.ended:
			t.Fatalf("it did not wait:\n%s", l.stderr)
		case <-time.After(time.Second): // measured, not waited for
		}
		after, _ := cpuTime(l.cmd.Process.Pid)
		share = float64(after-before) / float64(time.Since(began))
	}
	if share > enough {
		t.Errorf("waiting takes %.0f %% of a processor", 100*share)
	}
	l.completes()
}

// peakMemory is the most that a process has held at once, in kB, from /proc
// (proc_pid_status(5)).
func peakMemory(pid int) (int, bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, found := strings.Cut(string(status), "VmHWM:")
	var kB int
	_, scanned := fmt.Sscan(rest, &kB)
	return kB, found && errors.Join(err, scanned) == nil
}

// cpuTime is what a process has used so far, from /proc (proc_pid_stat(5)), in
// ticks of a hundredth of a second.
func cpuTime(pid int) (time.Duration, bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, false
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2) == nil
}
