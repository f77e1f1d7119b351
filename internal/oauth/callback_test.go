package oauth

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
)

// attacks are requests to the local server that must not disturb the login.
// HOST, PORT, STATE and ORIGIN (the provider's) stand for the real ones.
var attacks = []struct {
	name    string
	request string
	status  int  // what the attacker gets
	stray   int  // how many more strangers are counted
	foreign bool // the answer is net/http's, before our handler
}{
	// Answers to the redirect URI that are not ours.
	{name: "no query", request: callback(""), status: 400, stray: 1},
	{name: "state missing", request: callback("?code=stolen"), status: 400, stray: 1},
	{name: "state empty", request: callback("?code=stolen&state="), status: 400, stray: 1},
	{name: "state guessed", request: callback("?code=stolen&state=guess"), status: 400, stray: 1},
	{name: "state cut short", request: callback("?code=stolen&state=STATEHEAD"), status: 400, stray: 1},
	{name: "state with more behind", request: callback("?code=stolen&state=STATEx"), status: 400, stray: 1},
	{name: "state with a blank behind", request: callback("?code=stolen&state=STATE%20"), status: 400, stray: 1},
	{name: "state in other case", request: callback("?code=stolen&state=STATESWAPPED"), status: 400, stray: 1},
	{name: "state under another name", request: callback("?code=stolen&State=STATE"), status: 400, stray: 1},
	{name: "state twice, ours first", request: callback("?code=stolen&state=STATE&state=x"), status: 400, stray: 1},
	{name: "state twice, ours last", request: callback("?code=stolen&state=x&state=STATE"), status: 400, stray: 1},
	{name: "state without code", request: callback("?state=STATE"), status: 400, stray: 1},
	{name: "code empty", request: callback("?code=&state=STATE"), status: 400, stray: 1},
	{name: "code twice", request: callback("?code=stolen&code=other&state=STATE"), status: 400, stray: 1},
	{name: "error without state", request: callback("?error=access_denied"), status: 400, stray: 1},
	{name: "error with a guessed state", request: callback("?error=access_denied&state=guess"), status: 400, stray: 1},
	{name: "error twice", request: callback("?error=a&error=b&state=STATE"), status: 400, stray: 1},
	{name: "issuer another", request: callback("?code=stolen&state=STATE&iss=https://evil.example"), status: 400, stray: 1},
	{name: "issuer with another port", request: callback("?code=stolen&state=STATE&iss=http://127.0.0.1:1"), status: 400, stray: 1},
	{name: "issuer with another scheme", request: callback("?code=stolen&state=STATE&iss=ORIGINS"), status: 400, stray: 1},
	{name: "issuer as user of another", request: callback("?code=stolen&state=STATE&iss=ORIGIN@evil.example"), status: 400, stray: 1},
	{name: "issuer no address", request: callback("?code=stolen&state=STATE&iss=%25zz"), status: 400, stray: 1},
	{name: "issuer empty", request: callback("?code=stolen&state=STATE&iss="), status: 400, stray: 1},
	{name: "issuer twice", request: callback("?code=stolen&state=STATE&iss=ORIGIN&iss=ORIGIN"), status: 400, stray: 1},
	{name: "issuer another with an error", request: callback("?error=x&state=STATE&iss=https://evil.example"), status: 400, stray: 1},
	{name: "percent-encoding broken", request: callback("?code=stolen&state=STATE&x=%zz"), status: 400, stray: 1},
	{name: "semicolons", request: callback("?code=stolen;state=STATE"), status: 400, stray: 1},
	{name: "null bytes", request: callback("?code=stolen&state=STATE%00"), status: 400, stray: 1},
	{name: "parameters without end", request: callback("?" + strings.Repeat("a&", 8_000)), status: 400, stray: 1},
	{name: "query of 17 KiB", request: callback("?state=" + strings.Repeat("x", 17<<10)), status: 400, stray: 1},
	{name: "query of 64 KiB", request: callback("?state=" + strings.Repeat("x", 64<<10)), status: 431, foreign: true},
	{name: "headers of 64 KiB", request: "GET /callback?code=x&state=STATE HTTP/1.1\r\nHost: HOST\r\nCookie: " +
		strings.Repeat("x", 64<<10) + "\r\n\r\n", status: 431, foreign: true},

	// Other methods: nothing but GET is a redirect.
	{name: "HEAD", request: with("HEAD"), status: 405},
	{name: "POST", request: with("POST"), status: 405},
	{name: "PUT", request: with("PUT"), status: 405},
	{name: "OPTIONS", request: with("OPTIONS"), status: 405},
	{name: "OPTIONS of the server", request: "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 405},
	{name: "TRACE", request: with("TRACE"), status: 405},
	{name: "method in lower case", request: with("get"), status: 405},
	{name: "CONNECT", request: "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 405},
	{name: "POST with the answer in its body", request: "POST /callback HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
		"Content-Length: 11\r\n\r\ncode=stolen", status: 405},
	{name: "HTTP/2 preface", request: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400},

	// Names that resolve to 127.0.0.1 (DNS rebinding), and other hosts.
	{name: "host another", request: asHost("evil.example"), status: 400},
	{name: "host another on our port", request: asHost("evil.example:PORT"), status: 400},
	{name: "host localhost", request: asHost("localhost:PORT"), status: 400},
	{name: "host without port", request: asHost("127.0.0.1"), status: 400},
	{name: "host with another port", request: asHost("127.0.0.1:1"), status: 400},
	{name: "host with a dot", request: asHost("127.0.0.1.:PORT"), status: 400},
	{name: "host in IPv6", request: asHost("[::1]:PORT"), status: 400},
	{name: "host short", request: asHost("127.1:PORT"), status: 400},
	{name: "host empty", request: asHost(""), status: 400},
	{name: "host missing", request: "GET /callback?code=x&state=STATE HTTP/1.1\r\n\r\n", status: 400, foreign: true},
	{name: "host missing in HTTP/1.0", request: "GET /callback?code=x&state=STATE HTTP/1.0\r\n\r\n", status: 400},
	{name: "host twice", request: "GET /callback?code=x&state=STATE HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n", status: 400, foreign: true},
	{name: "host in the target another", request: get("http://evil.example/callback?code=x&state=STATE", "HOST"), status: 400},

	// Paths beside the redirect URI.
	{name: "favicon", request: get("/favicon.ico", "HOST"), status: 404},
	{name: "root", request: get("/?code=x&state=STATE", "HOST"), status: 404},
	{name: "path with a slash behind", request: get("/callback/?code=x&state=STATE", "HOST"), status: 404},
	{name: "path with two slashes", request: get("//callback?code=x&state=STATE", "HOST"), status: 404},
	{name: "path with dots", request: get("/x/../callback?code=x&state=STATE", "HOST"), status: 404},
	{name: "path in other case", request: get("/Callback?code=x&state=STATE", "HOST"), status: 404},
	{name: "path with an escaped slash", request: get("/callback%2f?code=x&state=STATE", "HOST"), status: 404},
	{name: "path with an escaped letter", request: get("/%63allback?code=x&state=STATE", "HOST"), status: 404},
	{name: "path with a parameter", request: get("/callback;x?code=x&state=STATE", "HOST"), status: 404},
	{name: "start address guessed", request: get("/start/AAAAAAAAAAAAAAAAAAAAAA", "HOST"), status: 404},
	{name: "start address without random part", request: get("/start/", "HOST"), status: 404},

	// No request at all.
	{name: "no HTTP", request: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", status: 400, foreign: true},
	{name: "expectation unknown", request: "GET /callback HTTP/1.1\r\nHost: HOST\r\nExpect: tea\r\n\r\n", status: 417, foreign: true},
}

func callback(query string) string { return get("/callback"+query, "HOST") }

func with(method string) string {
	return strings.Replace(callback("?code=stolen&state=STATE"), "GET", method, 1)
}

func asHost(host string) string { return get("/callback?code=stolen&state=STATE", host) }

// in puts the real values into the text of a request.
func (l *login) in(request string) string {
	state := l.state
	swapped := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, state)
	_, port, _ := strings.Cut(l.host, ":")
	return strings.NewReplacer("STATESWAPPED", swapped, "STATEHEAD", state[:len(state)-1], "STATE", state,
		"ORIGINS", strings.Replace(l.provider.URL, "http", "https", 1), "ORIGIN", l.provider.URL,
		"HOST", l.host, "PORT", port).Replace(request)
}

func TestAttacksLeaveTheLoginUnharmed(t *testing.T) {
	for _, tt := range attacks {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			l := signIn(t, good)
			c := l.dial(t)
			raw := l.in(tt.request)
			go func() { _, _ = c.Write([]byte(raw)) }() // the server may answer before it has read all
			if strings.HasPrefix(raw, "HEAD") {
				if status := headStatus(t, c); status != tt.status {
					t.Errorf("status %d, want %d", status, tt.status)
				}
			} else {
				got := receive(t, c)
				if got.status != tt.status {
					t.Errorf("status %d, want %d", got.status, tt.status)
				}
				if !tt.foreign {
					shielded(t, got.header)
				}
				discreet(t, "the answer", got.body, secretsOf(l.Attempt))
			}
			if n := l.provider.requests(); n != 0 {
				t.Errorf("%d token requests, want none", n)
			}
			if n := l.Strangers(); n != tt.stray {
				t.Errorf("%d strangers counted, want %d", n, tt.stray)
			}
			l.succeeds(t)
		})
	}
}

// headStatus reads an answer that has no body whatever its length says.
func headStatus(t *testing.T, c net.Conn) int {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: http.MethodHead})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	shielded(t, resp.Header)
	return resp.StatusCode
}

// shielded checks the headers that every answer of ours has.
func shielded(t testing.TB, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control":          "no-store",
		"Referrer-Policy":        "no-referrer",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "script-src 'sha256-"} {
		if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, want) {
			t.Errorf("Content-Security-Policy lacks %s: %q", want, policy)
		}
	}
}

// TestRedirectsThatAreOurs has what differs from the plain redirect and answers
// the attempt all the same.
func TestRedirectsThatAreOurs(t *testing.T) {
	for _, tt := range []struct{ name, request string }{
		{"plain", callback("?code=C&state=STATE")},
		{"unknown parameters", callback("?state=STATE&code=C&scope=x&authuser=0&prompt=consent&scope=y")},
		{"issuer", callback("?code=C&state=STATE&iss=ORIGIN")},
		{"issuer with a slash", callback("?code=C&state=STATE&iss=ORIGIN/")},
		{"issuer with a path", callback("?code=C&state=STATE&iss=ORIGIN/realms/made-up")},
		{"state escaped needlessly", callback("?%73tate=STATE&code=C")},
		{"absolute-form target", get("http://HOST/callback?code=C&state=STATE", "HOST")},
		{"absolute-form target, host another", get("http://HOST/callback?code=C&state=STATE", "evil.example")},
		{"HTTP/1.0", "GET /callback?code=C&state=STATE HTTP/1.0\r\nHost: HOST\r\n\r\n"},
		{"keep-alive asked", "GET /callback?code=C&state=STATE HTTP/1.1\r\nHost: HOST\r\nConnection: keep-alive\r\n\r\n"},
		{"expectation of 100-continue", "GET /callback?code=C&state=STATE HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"},
		{"another request right behind", callback("?code=C&state=STATE") + get("/favicon.ico", "HOST")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			l := signIn(t, good)
			if got := l.send(t, l.in(tt.request)); got.status != http.StatusOK {
				t.Errorf("status %d, want 200", got.status)
			} else {
				shielded(t, got.header)
			}
			if token, err := l.end(t); err != nil || token.Refresh.Reveal() != someRefresh {
				t.Errorf("the login ended with %v, %v", token, err)
			}
			if n := l.provider.requests(); n != 1 || l.provider.posts[0].Get("code") != "C" {
				t.Errorf("%d token requests: %v", n, l.provider.posts)
			}
		})
	}
}

func TestIssuerByOrigin(t *testing.T) {
	for _, tt := range []struct {
		server, iss string
		same        bool
	}{
		{"https://accounts.example/o/auth", "https://accounts.example", true},
		{"https://accounts.example/o/auth", "https://ACCOUNTS.example/", true},
		{"https://accounts.example/o/auth", "https://accounts.example:443", true},
		{"https://accounts.example:443/o/auth", "https://accounts.example", true},
		{"http://accounts.example:80/o/auth", "http://accounts.example", true},
		{"https://accounts.example/o/auth", "https://accounts.example:80", false},
		{"https://accounts.example/o/auth", "http://accounts.example", false},
		{"https://accounts.example/o/auth", "https://accounts.example.evil.example", false},
		{"https://accounts.example/o/auth", "https:accounts.example", false},
		{"https://accounts.example/o/auth", "accounts.example", false},
		{"https://accounts.example/o/auth", "//accounts.example", false},
	} {
		a := &Attempt{flow: Flow{Endpoint: TokenEndpoint{Client: &Client{AuthURI: tt.server}}}}
		if got := a.issuedHere(map[string][]string{"iss": {tt.iss}}); got != tt.same {
			t.Errorf("issuer %s of %s: %v, want %v", tt.iss, tt.server, got, tt.same)
		}
	}
}

func TestDeclined(t *testing.T) {
	for _, tt := range []struct{ name, query, code, description string }{
		{"by the user", "?error=access_denied&state=STATE", "access_denied", ""},
		{"with words", "?error=access_denied&error_description=The+user+said+no&state=STATE", "access_denied", "The user said no"},
		{"although there is a code", "?error=access_denied&code=C&state=STATE", "access_denied", ""},
		{"with markup", "?error=x&error_description=<script>alert(1)</script>&state=STATE", "x", "<script>alert(1)</script>"},
		{"with escapes", "?error=%1b[2Jx&error_description=a%0d%0ab%e2%80%aec&state=STATE", "[2Jx", "a  bc"},
		{"with our own state in it", "?error=x&error_description=state+STATE&state=STATE", "x", "state [secret:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			l := signIn(t, good)
			got := l.send(t, l.in(callback(tt.query)))
			if got.status != http.StatusBadRequest || !strings.Contains(got.body, string(Declined)) {
				t.Errorf("status %d: %s", got.status, got.body)
			}
			shielded(t, got.header)
			if strings.Contains(got.body, "<script>alert") {
				t.Errorf("the provider's words are markup: %s", got.body)
			}
			discreet(t, "the page", got.body, secretsOf(l.Attempt))
			_, err := l.end(t)
			var declined *CallbackError
			if !errors.As(err, &declined) || declined.Code != tt.code || !strings.HasPrefix(declined.Description, tt.description) {
				t.Errorf("the login ended with %v", err)
			}
			discreet(t, "the error", err.Error(), secretsOf(l.Attempt))
			if n := l.provider.requests(); n != 0 {
				t.Errorf("%d token requests, want none", n)
			}
		})
	}
}
