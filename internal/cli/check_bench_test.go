package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/lab"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// roundTrip is what every round trip to the lab takes longer: a connection that
// is made, a request, and a line of SMTP with its answer.
const roundTrip = 20 * time.Millisecond

// farTransport is HTTP over such a line.
type farTransport struct{ *http.Transport }

func (f farTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(roundTrip)
	return f.Transport.RoundTrip(r)
}

// dialer is how a connection is made.
type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// farDial is a dialer over such a line.
func farDial(dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		time.Sleep(roundTrip)
		return dial(ctx, network, address)
	}
}

// farMail is one whose connections speak line by line, as SMTP does.
func farMail(dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := farDial(dial)(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &farConn{Conn: conn}, nil
	}
}

// farConn holds up the first read after something was said.
type farConn struct {
	net.Conn
	said atomic.Bool
}

func (c *farConn) Write(p []byte) (int, error) {
	c.said.Store(true)
	return c.Conn.Write(p)
}

func (c *farConn) Read(p []byte) (int, error) {
	if c.said.Swap(false) {
		time.Sleep(roundTrip)
	}
	return c.Conn.Read(p)
}

// farLab is a lab at the end of a long line, and a state directory with so many
// of its assets.
type farLab struct {
	dir       string
	endpoints asset.Endpoints
}

func newFarLab(b *testing.B, assets int) *farLab {
	b.Helper()
	b.Setenv("MAILASSET_KEYRING", "off")
	l, err := lab.Start(lab.Config{Robot: true, Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	f := &farLab{dir: b.TempDir()}
	doc, err := json.Marshal(l.Endpoints())
	if err := errors.Join(err, json.Unmarshal(doc, &f.endpoints)); err != nil {
		b.Fatal(err)
	}
	client, err := oauth.ReadClient(f.endpoints.ClientJSON)
	if err != nil {
		b.Fatal(err)
	}
	tokens := f.consent(b, client)
	for i := range assets {
		s, err := session.Open(f.dir, fmt.Sprintf("asset-%03d", i))
		if err != nil {
			b.Fatal(err)
		}
		s.Lab, s.RedirectPort = true, wizard.DefaultPort
		s.Answers = map[string]string{
			"asset.name": fmt.Sprintf("Asset %03d", i), "asset.email": f.endpoints.Mailbox, "connect.url": f.endpoints.ConnectURL,
			"connect.callback_url": f.endpoints.CallbackURL, "asset.forwarding_address": f.endpoints.ForwardingAddress,
		}
		s.Client = &session.Client{ID: client.ID, AuthURI: client.AuthURI, TokenURI: client.TokenURI, RedirectURIs: client.RedirectURIs}
		s.Secrets = session.Secrets{ClientID: client.ID, ClientSecret: client.Secret, Tokens: tokens, Account: f.endpoints.Mailbox}
		if err := errors.Join(s.SaveSecrets(), s.Save()); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
	return f
}

// consent has the lab's robot sign in.
func (f *farLab) consent(b *testing.B, client *oauth.Client) *asset.Tokens {
	b.Helper()
	jar, _ := cookiejar.New(nil)
	code, verifier := "", oauth2.GenerateVerifier()
	browser := http.Client{Jar: jar, CheckRedirect: func(r *http.Request, before []*http.Request) error {
		if code = r.URL.Query().Get("code"); code != "" || len(before) > 9 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	redirect := oauth.RedirectURI(wizard.DefaultPort)
	config := oauth2.Config{ClientID: client.ID, RedirectURL: redirect, Scopes: []string{asset.Gmail.Scope}, Endpoint: oauth2.Endpoint{AuthURL: client.AuthURI}}
	page, err := browser.Get(config.AuthCodeURL("a-state", oauth2.AccessTypeOffline, oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("prompt", "consent")))
	if err != nil {
		b.Fatal(err)
	}
	page.Body.Close()
	endpoint := oauth.TokenEndpoint{Client: client, HTTP: http.DefaultClient, Now: time.Now, Timeout: 20 * time.Second}
	token, err := endpoint.Exchange(b.Context(), secret.New(code), asset.Gmail.Scope, redirect, verifier)
	if err != nil {
		b.Fatal(err)
	}
	return &asset.Tokens{
		AccessToken: token.Access, RefreshToken: token.Refresh, TokenType: token.Type, Scope: token.Scope,
		Validity: int(token.Validity.Seconds()), IssuedAt: token.IssuedAt, ExpiresAt: token.ExpiresAt,
	}
}

// check checks as the command does, over the long line.
func (f *farLab) check(b *testing.B, o checkOptions) time.Duration {
	b.Helper()
	out, err := os.Create(filepath.Join(b.TempDir(), "out"))
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	o.app = &app{Streams: Streams{In: out, Out: out, Err: out, Getenv: environment(nil)}, lang: msg.English}
	o.app.dir, o.app.output, o.app.timeout, o.app.noInput = f.dir, "text", 30*time.Second, true
	o.tier = string(check.Online)
	env, err := o.app.world(b.Context(), loginOptions{}, f.endpoints)
	if err != nil {
		b.Fatal(err)
	}
	transport := env.HTTP.Transport.(*http.Transport)
	defer transport.CloseIdleConnections()
	transport.DialContext = farDial(new(net.Dialer).DialContext)
	env.HTTP = &http.Client{Transport: farTransport{transport}}
	if o.wizard, err = wizard.New(env); err != nil {
		b.Fatal(err)
	}
	o.world = gated(o.wizard.World(), true)
	o.world.Dial = farMail(o.world.Dial)
	begun := time.Now()
	targets, err := o.find(b.Context())
	if err == nil {
		err = o.run(b.Context(), targets)
	}
	took := time.Since(begun)
	if err != nil {
		_, _ = out.Seek(0, io.SeekStart)
		said, _ := io.ReadAll(out)
		b.Fatalf("%v\n%.3000s", err, said)
	}
	return took
}

// chain are the round trips that must follow each other when one asset is
// checked: to the token endpoint a connection and the refresh; then, on the port
// with STARTTLS, a connection, EHLO, STARTTLS, the handshake, EHLO, AUTH and
// QUIT. Everything else goes on beside it.
const chain = 2 + 7

// BenchmarkCheckOne reports how much longer one asset takes than its longest
// chain of round trips.
func BenchmarkCheckOne(b *testing.B) {
	log.SetOutput(io.Discard)
	f := newFarLab(b, 1)
	var took time.Duration
	for b.Loop() {
		took += f.check(b, checkOptions{})
	}
	b.ReportMetric(took.Seconds()/float64(b.N)/(chain*roundTrip.Seconds()), "chains/op")
}

// BenchmarkCheckAll reports how much faster 200 assets are checked with --all
// than one by one, and the memory that the whole process, the lab in it, got
// from the system. One by one is measured on a part of them.
func BenchmarkCheckAll(b *testing.B) {
	log.SetOutput(io.Discard)
	const assets, part = 200, 10
	f := newFarLab(b, assets)
	var together, apart time.Duration
	for b.Loop() {
		together += f.check(b, checkOptions{all: true})
		for i := range part {
			apart += f.check(b, checkOptions{targets: []string{fmt.Sprintf("asset-%03d", i)}})
		}
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(apart.Seconds()/part*assets/together.Seconds(), "times-faster")
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB-with-lab")
}
