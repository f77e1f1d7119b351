package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestPagesSayWhatIsTrue: each outcome of an exchange has its status, is told
// before Wait returns, and holds nothing secret.
func TestPagesSayWhatIsTrue(t *testing.T) {
	refused := errors.New("another mailbox signed in")
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		accept func(context.Context, *Token) (string, error)
		kind   Kind
		status int
		says   string
	}{
		{"good", good, nil, SignedIn, 200, ""},
		{"good, account told", good, accept("box@mail.example", nil), SignedIn, 200, "box@mail.example"},
		{"good, account with markup", good, accept("<b>box</b>", nil), SignedIn, 200, "&lt;b&gt;box&lt;/b&gt;"},
		{"good, not accepted", good, accept("other@mail.example", refused), NotAccepted, 200, "other@mail.example"},
		{"code refused", says(400, "application/json", `{"error":"invalid_grant","error_description":"<script>alert(1)</script>"}`),
			nil, Rejected, 400, "invalid_grant &lt;script&gt;"},
		{"client refused, secret repeated", says(401, "application/json", `{"error":"invalid_client","error_description":"`+clientSecret+`"}`),
			nil, Rejected, 400, "invalid_client [secret:"},
		{"code repeated", says(400, "application/json", `{"error":"invalid_grant","error_description":"no `+someCode+`"}`),
			nil, Rejected, 400, "invalid_grant no [secret:"},
		{"provider failed", says(500, "text/html", "<script>alert(1)</script>"), nil, ProviderFailed, 502, ""},
		{"provider failed, in JSON", says(503, "application/json", `{"error":"temporarily_unavailable"}`), nil, ProviderFailed, 502, ""},
		{"no token", says(200, "application/json", "{}"), nil, ProviderFailed, 502, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leakless(t)
			p := newProvider(t, tt.answer)
			f := flowTo(p)
			f.Accept = tt.accept
			l := await(listenTo(t, context.Background(), f), p)
			got := l.comeBack(t)
			if got.status != tt.status || !strings.Contains(got.body, "<h1>"+string(tt.kind)+"</h1>") || !strings.Contains(got.body, tt.says) {
				t.Errorf("status %d, want %d %s: %s", got.status, tt.status, tt.kind, got.body)
			}
			if strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "<b>") {
				t.Errorf("a stranger's words are markup: %s", got.body)
			}
			shielded(t, got.header)
			discreet(t, "the page", got.body, secretsOf(l.Attempt))
			token, err := l.end(t)
			if (token != nil) != (tt.kind == SignedIn) || (err != nil) == (tt.kind == SignedIn) {
				t.Errorf("the login ended with %v, %v", token, err)
			}
			if tt.kind == NotAccepted && err != refused {
				t.Errorf("the login ended with %v, want what Accept returned", err)
			}
			if n := p.requests(); n != 1 {
				t.Errorf("%d token requests, want 1", n)
			}
		})
	}
}

func accept(account string, err error) func(context.Context, *Token) (string, error) {
	return func(context.Context, *Token) (string, error) { return account, err }
}

// TestPageComesAfterTheExchange and after Accept: nothing is said before it is
// true.
func TestPageComesAfterTheExchange(t *testing.T) {
	leakless(t)
	g := newGate()
	p := newProvider(t, good)
	f := flowTo(p)
	f.Accept = func(context.Context, *Token) (string, error) {
		g.reached <- struct{}{}
		<-g.open
		return "", nil
	}
	l := await(listenTo(t, context.Background(), f), p)
	c := l.dial(t)
	_, _ = io.WriteString(c, get(CallbackPath+"?"+l.genuine(), l.host))
	within(t, g.reached)
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	if n, err := c.Read(make([]byte, 1)); n > 0 || err == nil {
		t.Error("the page began before the token was looked at")
	}
	_ = c.SetReadDeadline(time.Now().Add(enough))
	close(g.open)
	if got := receive(t, c); got.status != http.StatusOK {
		t.Errorf("status %d", got.status)
	}
	if _, err := l.end(t); err != nil {
		t.Error(err)
	}
}

// TestPageIsWhole although the program ends right behind it: big pages too, and
// fifty times.
func TestPageIsWhole(t *testing.T) {
	leakless(t)
	p := newProvider(t, good)
	f := flowTo(p)
	words := f.Words
	f.Words = func(o Outcome) Page {
		page := words(o)
		page.Text = strings.Repeat("a long word ", 50_000)
		return page
	}
	for range 50 {
		l := await(listenTo(t, context.Background(), f), p)
		got := l.comeBack(t) // compares the length
		if !strings.HasSuffix(got.body, "</html>\n") || got.header.Get("Content-Length") == "" {
			t.Fatalf("the page is cut off after %d bytes", len(got.body))
		}
		if _, err := l.end(t); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPolicyFitsThePage: the one style and the one script of a page as it is
// delivered have the hashes of its policy, and nothing is fetched.
func TestPolicyFitsThePage(t *testing.T) {
	leakless(t)
	l := signIn(t, good)
	got := l.comeBack(t)
	for _, element := range []string{"style", "script"} {
		found := regexp.MustCompile(`(?s)<`+element+`>(.*?)</`+element+`>`).FindAllStringSubmatch(got.body, -1)
		if len(found) != 1 {
			t.Fatalf("%d elements %s", len(found), element)
		}
		sum := sha256.Sum256([]byte(found[0][1]))
		want := element + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	if loads := regexp.MustCompile(`(?i)\b(src|href|action|url)\s*[=(]\s*"?[^"d]`).FindString(got.body); loads != "" {
		t.Errorf("the page fetches something: %s", loads)
	}
	if !strings.Contains(got.body, `history.replaceState(null, "", location.pathname)`) ||
		!strings.Contains(got.body, `<link rel="icon" href="data:,">`) {
		t.Errorf("the code stays in the address bar, or an icon is fetched: %s", got.body)
	}
	if _, err := l.end(t); err != nil {
		t.Error(err)
	}
}
