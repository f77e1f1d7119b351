package check

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"

	"mailasset/internal/asset"
	"mailasset/internal/lab"
	"mailasset/internal/mail"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

const loopback = "http://127.0.0.1:8473/callback"

// bench is a lab, and an asset in it that was set up by its robot.
type bench struct {
	*lab.Lab
	World
	Subject
	wire *wire
}

// wire is the HTTP transport: it knows every token that came over it, and lets
// a test look at a request, or hold it up.
type wire struct {
	before  func(*http.Request)
	mu      sync.Mutex
	asked   []string
	secrets []string
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.asked = append(w.asked, r.URL.Path)
	w.mu.Unlock()
	if w.before != nil {
		w.before(r)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || r.URL.Path != "/token" {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	var answer struct {
		Access string `json:"access_token"`
	}
	if json.Unmarshal(body, &answer) == nil && answer.Access != "" {
		w.mu.Lock()
		w.secrets = append(w.secrets, answer.Access)
		w.mu.Unlock()
	}
	return response, err
}

// noPause is an [oauth.Pause] that takes no time.
func noPause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// set starts a lab, signs in with the given faults on, and leaves them on.
func set(t *testing.T, faults ...string) *bench {
	t.Helper()
	l, err := lab.Start(lab.Config{Robot: true, Dir: t.TempDir(), Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	var at asset.Endpoints
	doc, err := json.Marshal(l.Endpoints())
	if err := errors.Join(err, json.Unmarshal(doc, &at)); err != nil {
		t.Fatal(err)
	}
	client, err := oauth.ReadClient(at.ClientJSON)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(at.CAFile)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("no roots: %v", err)
	}
	p := at.Provider()
	b := &bench{Lab: l, wire: &wire{}}
	b.World = World{HTTP: &http.Client{Transport: b.wire}, Roots: roots, Now: time.Now, Timeout: 20 * time.Second, Pause: noPause}
	b.Subject = Subject{Provider: p, Loopback: loopback, Redirects: client.RedirectURIs, Config: &asset.Configuration{
		SchemaVersion: asset.SchemaVersion, Lab: true,
		Asset: asset.Asset{Name: "Support", EmailID: at.Mailbox, ForwardingAddress: at.ForwardingAddress, ConnectURL: at.ConnectURL},
		Authentication: asset.Authentication{
			Type: "OAuth 2.0", SMTPServer: p.SMTPServer, Username: at.Mailbox, Port: p.TLSPort, Security: asset.SSL, ClientID: client.ID,
			ClientSecret: client.Secret, CallbackURL: at.CallbackURL, AuthorizationURL: p.AuthorizationURL, Scope: p.Scope,
			AccessTokenURL: p.TokenURL, RefreshTokenURL: p.TokenURL, ReviewConsent: true,
		},
		Tokens: signIn(t, p, client),
	}}
	tokens := b.Config.Tokens
	b.wire.secrets = []string{client.Secret.Reveal(), tokens.AccessToken.Reveal(), tokens.RefreshToken.Reveal()}
	return b
}

// signIn has the lab's robot consent, and redeems the code.
func signIn(t *testing.T, p asset.Provider, client *oauth.Client) *asset.Tokens {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	code, verifier := "", oauth2.GenerateVerifier()
	browser := http.Client{Jar: jar, CheckRedirect: func(r *http.Request, before []*http.Request) error {
		if code = r.URL.Query().Get("code"); code != "" || len(before) > 9 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	config := oauth2.Config{ClientID: client.ID, RedirectURL: loopback, Scopes: strings.Fields(p.Scope), Endpoint: oauth2.Endpoint{AuthURL: p.AuthorizationURL}}
	page, err := browser.Get(config.AuthCodeURL("a-state", oauth2.AccessTypeOffline, oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("prompt", "consent")))
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	endpoint := oauth.TokenEndpoint{Client: client, HTTP: http.DefaultClient, Now: time.Now, Timeout: 20 * time.Second}
	token, err := endpoint.Exchange(t.Context(), secret.New(code), p.Scope, loopback, verifier)
	if err != nil {
		t.Fatal(err)
	}
	tokens := &asset.Tokens{
		AccessToken: token.Access, RefreshToken: token.Refresh, TokenType: token.Type, Scope: token.Scope,
		Validity: int(token.Validity.Seconds()), IssuedAt: token.IssuedAt, ExpiresAt: token.ExpiresAt,
	}
	if !token.RefreshExpiresAt.IsZero() {
		tokens.RefreshTokenExpiresAt = &token.RefreshExpiresAt
	}
	return tokens
}

func (b *bench) faults(t *testing.T, names ...string) {
	t.Helper()
	if err := b.SetFaults(names...); err != nil {
		t.Fatal(err)
	}
}

// run runs the checks and fails when a result shows a secret, or when what was
// reported is not what came out.
func (b *bench) run(t *testing.T, ctx context.Context, o Options) []Result {
	t.Helper()
	var reported []Result
	results := Run(ctx, b.World, b.Subject, o, func(r Result) { reported = append(reported, r) })
	if letters(reported) != letters(results) || !slices.Equal(ids(reported), ids(results)) {
		t.Errorf("reported %q, returned %q", letters(reported), letters(results))
	}
	b.wire.mu.Lock()
	defer b.wire.mu.Unlock()
	for _, r := range results {
		facts, err := json.Marshal(r.Facts)
		if err != nil {
			t.Errorf("%s: the facts are no JSON: %v", r.ID, err)
		}
		shown := fmt.Sprintf("%s %v %+v %s %s", facts, r.Err, r.Facts, r.Summary.In(msg.English), r.Summary.In(msg.Dutch))
		for _, value := range b.wire.secrets {
			if value != "" && strings.Contains(shown, value) {
				t.Errorf("%s shows a secret: %s", r.ID, shown)
			}
		}
		if r.Summary.IsZero() || strings.Contains(shown, "%!") || r.Summary.In(msg.English) == r.Summary.In(msg.Dutch) {
			t.Errorf("%s says %s", r.ID, shown)
		}
		if (r.Err == nil) != (r.Status == Pass || r.Status == Skip) {
			t.Errorf("%s is %s with the error %v", r.ID, r.Status, r.Err)
		}
	}
	return results
}

// only runs one check.
func (b *bench) only(t *testing.T, id string) Result {
	t.Helper()
	results := b.run(t, t.Context(), Options{Tier: Online, Only: []string{id}})
	if len(results) != 1 || results[0].ID != id {
		t.Fatalf("ran %q", ids(results))
	}
	return results[0]
}

func ids(results []Result) []string {
	list := []string{}
	for _, r := range results {
		list = append(list, r.ID)
	}
	return list
}

// letters are the outcomes in the order of the list: p w f u, and - for skip.
func letters(results []Result) string {
	letters := ""
	for _, r := range results {
		letters += map[Status]string{Pass: "p", Warn: "w", Fail: "f", Unknown: "u", Skip: "-"}[r.Status]
	}
	return letters
}

// says is the English sentence.
func says(r Result) string { return r.Summary.In(msg.English) }

// kind names the type by which package diagnose will know an error.
func kind(err error) string {
	for name, is := range map[string]bool{
		"token": is[*oauth.TokenError](err), "api": is[*googleapi.Error](err), "account": is[*AccountError](err),
		"scope": is[*ScopeError](err), "no refresh": is[*NoRefreshTokenError](err), "lifetime": is[*LifetimeError](err),
		"forwarding": is[*ForwardingError](err), "echo": is[*EchoError](err),
		"page": is[*oauth.PageError](err), "redirects": is[*RedirectsError](err), "client": is[*ClientShapeError](err), "rule": is[*asset.RuleError](err),
		"reply": is[*mail.ReplyError](err), "connect": is[*mail.ConnectError](err), "tls": is[*mail.TLSError](err),
		"no xoauth2": is[*mail.NoXOAUTH2Error](err), "not smtp": is[*mail.NotSMTPError](err), "deadline": errors.Is(err, context.DeadlineExceeded) && !is[*oauth.TokenError](err) && !is[*mail.ConnectError](err),
	} {
		if is {
			return name
		}
	}
	return fmt.Sprint(err)
}

func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}
