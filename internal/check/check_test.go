package check

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestIDs(t *testing.T) {
	// Those of commands.md that are built, in its order.
	want := "asset.shape client.shape client.redirects client.credentials redirect.connect redirect.loopback token.refresh token.scope token.lifetime mailbox.identity smtp.login forwarding.address forwarding.active send.echo"
	if got := strings.Join(IDs(), " "); !strings.HasPrefix(got, want) {
		t.Errorf("got %s", got)
	}
	for id := range beside {
		if !slices.Contains(IDs(), id) {
			t.Errorf("%s is no check", id)
		}
	}
	for i, p := range probes {
		for _, need := range append(slices.Clone(p.needs), beside[p.id]...) {
			if at := slices.Index(IDs(), need); at < 0 || at >= i {
				t.Errorf("%s waits for %s, which is not before it", p.id, need)
			}
		}
	}
}

// ours are the checks that need no API token of Webex Connect.
var ours = slices.DeleteFunc(Options{Tier: Online}.IDs(), func(id string) bool { return id == "connect.asset" })

// chain are those of one mailbox that sends: what comes before the forwarding.
var chain = ours[:slices.Index(ours, "smtp.login")+1]

func TestVerdict(t *testing.T) {
	for list, want := range map[string]Status{
		"": Unknown, "p": Pass, "-": Unknown, "---": Unknown, "o": Pass, "-o-": Pass, "p-p": Pass, "pw": Warn, "wp-": Warn, "pu": Unknown, "uw": Unknown,
		"f": Fail, "fu": Fail, "uf": Fail, "wfp": Fail, "-f-": Fail,
	} {
		var results []Result
		for _, letter := range strings.Split(list, "") {
			if letter != "" {
				status := map[string]Status{"p": Pass, "w": Warn, "u": Unknown, "f": Fail, "-": Skip, "o": Skip}[letter]
				results = append(results, Result{Status: status, unwished: letter == "o"})
			}
		}
		if got := Verdict(results); got != want {
			t.Errorf("%q: got %s, want %s", list, got, want)
		}
	}
}

// Every fault that these checks can see. Those of the second table are on when
// the tokens are minted. The letters stand for asset.shape, client.shape,
// client.redirects, client.credentials, redirect.connect, redirect.loopback,
// token.refresh, token.scope, token.lifetime, mailbox.identity, smtp.login,
// forwarding.address and forwarding.active.
func TestFaults(t *testing.T) {
	while := map[string]struct{ want, kind string }{
		"":                      {"ppppppppppppp", ""},
		"client-not-found":      {"pppf----p----", "token"},
		"client-deleted":        {"pppf----p----", "token"},
		"client-secret-invalid": {"pppfpp--p----", "token"},
		"redirect-uri-mismatch": {"pppppfppppppp", "page"},
		"refresh-token-dead":    {"ppppppf------", "token"},
		"provider-error":        {"pppuppu-p----", "token"},
		"token-500":             {"pppuppu-p----", "token"},
		"token-garbage":         {"pppuppu-p----", "token"},
		"token-empty":           {"pppuppu-p----", "token"},
		"token-hang":            {"pppuppu-p----", "token"},
		"gmail-api-disabled":    {"pppppppppfp--", "api"},
		"mail-service-disabled": {"pppppppppff--", "api"},
		"gmail-500":             {"pppppppppup--", "api"},
		"gmail-hang":            {"pppppppppup--", "deadline"},
		"smtp-auth-rejected":    {"ppppppppppfpp", "reply"},
		"smtp-refused":          {"ppppppppppfpp", "reply"},
		"smtp-throttled":        {"ppppppppppupp", "reply"},
		"smtp-temporary":        {"ppppppppppupp", "reply"},
		"smtp-greeting-421":     {"ppppppppppupp", "reply"},
		"smtp-no-xoauth2":       {"ppppppppppfpp", "no xoauth2"},
		"smtp-not-smtp":         {"ppppppppppfpp", "not smtp"},
		"smtp-tls":              {"ppppppppppfpp", "tls"},
		"smtp-cert-expired":     {"ppppppppppfpp", "tls"},
		"smtp-cert-wrong-name":  {"ppppppppppfpp", "tls"},
		"smtp-unreachable":      {"ppppppppppupp", "connect"},
		"smtp-reset":            {"ppppppppppupp", "connect"},
		"smtp-hang":             {"ppppppppppupp", "connect"},
		"forwarding-missing":    {"pppppppppppf-", "forwarding"},
		"forwarding-pending":    {"pppppppppppw-", "forwarding"},
		"forwarding-off":        {"ppppppppppppf", "forwarding"},
		"forwarding-elsewhere":  {"ppppppppppppf", "forwarding"},
		"smtp-drip":             {"ppppppppppupp", "connect"},
	}
	before := map[string]struct{ want, kind string }{
		"redirect-uri-mismatch": {"ppppppppppppp", ""},
		"scope-missing":         {"pppppppfp----", "scope"},
		"wrong-account":         {"pppppppppf---", "account"},
		"testing-token-expires": {"ppppppppwpppp", "lifetime"},
		"refresh-token-missing": {"ppppppf------", "no refresh"},
	}
	judge := func(t *testing.T, b *bench, want, wantKind string) {
		results := b.run(t, t.Context(), Options{Tier: Online, Only: ours})
		if got := letters(results); got != want || !slices.Equal(ids(results), ours) {
			t.Errorf("got %s, want %s", got, want)
		}
		for _, r := range results {
			if r.Err != nil && wantKind != "" {
				if got := kind(r.Err); got != wantKind {
					t.Errorf("%s: the error is of the kind %q", r.ID, got)
				}
				break // the first is the cause
			}
		}
		if complaints := b.Complaints(); len(complaints) > 0 {
			t.Errorf("the lab complains: %q", complaints)
		}
	}
	healthy := set(t)
	for fault, tt := range while {
		healthy.faults(t, strings.Fields(fault)...)
		healthy.Timeout = 20 * time.Second
		if strings.Contains(fault, "hang") || strings.Contains(fault, "drip") {
			healthy.Timeout = 300 * time.Millisecond
		}
		t.Run("while/"+fault, func(t *testing.T) { judge(t, healthy, tt.want, tt.kind) })
	}
	for fault, tt := range before {
		t.Run("before/"+fault, func(t *testing.T) {
			b := set(t)
			if fault == "redirect-uri-mismatch" {
				b.Redirects = []string{b.Config.Authentication.CallbackURL, loopback + "/"}
			} else {
				b = set(t, fault)
			}
			judge(t, b, tt.want, tt.kind)
		})
	}
}

func TestOfflineAsksNobody(t *testing.T) {
	b := set(t)
	b.wire.before = func(r *http.Request) { t.Errorf("asked %s", r.URL) }
	b.Dial = func(_ context.Context, _, addr string) (net.Conn, error) {
		t.Errorf("dialled %s", addr)
		return nil, net.ErrClosed
	}
	results := b.run(t, t.Context(), Options{Tier: Offline})
	if want := []string{"asset.shape", "client.shape", "client.redirects", "token.scope", "token.lifetime"}; !slices.Equal(ids(results), want) || letters(results) != "ppppp" {
		t.Errorf("got %q %s", ids(results), letters(results))
	}
	if results = b.run(t, t.Context(), Options{Tier: Offline, Only: []string{"smtp.login", "asset.shape"}}); !slices.Equal(ids(results), []string{"asset.shape"}) {
		t.Errorf("got %q", ids(results))
	}
	if results = b.run(t, t.Context(), Options{Tier: Offline, Only: []string{}}); len(results) != 0 {
		t.Errorf("got %q", ids(results))
	}
}

// meet returns a function that lets two callers go on only once both are there,
// or their context ends.
func meet() func(ctx context.Context) bool {
	var both sync.WaitGroup
	both.Add(2)
	met := make(chan struct{})
	go func() {
		both.Wait()
		close(met)
	}()
	return func(ctx context.Context) bool {
		both.Done()
		select {
		case <-met:
			return true
		case <-ctx.Done():
			return false
		}
	}
}

// Neither of the two goes on before the other has begun.
func TestIdentityAndLoginOverlap(t *testing.T) {
	b := set(t)
	b.Config.Authentication.SMTPServer = "localhost" // the other port is not asked
	meeting := meet()
	b.wire.before = func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/profile") && !meeting(r.Context()) {
			t.Error("the login did not begin")
		}
	}
	b.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if !meeting(ctx) {
			t.Error("the question for the identity did not begin")
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	results := b.run(t, t.Context(), Options{Tier: Online, Only: []string{"mailbox.identity", "smtp.login"}})
	if results[0].Status != Pass {
		t.Errorf("identity: %v", results[0].Err)
	}
}

// What is known is reported while later checks still wait.
func TestReportsComeAsSoonAsTheyCan(t *testing.T) {
	b := set(t)
	early := make(chan struct{})
	b.wire.before = func(r *http.Request) {
		select {
		case <-early:
		case <-r.Context().Done():
			t.Error("the checks before the refresh were not reported")
		}
	}
	var reported []string
	Run(t.Context(), b.World, b.Subject, Options{Tier: Online}, func(r Result) {
		if reported = append(reported, r.ID); r.ID == "client.redirects" {
			close(early)
		}
	})
	if !slices.Equal(reported, Options{Tier: Online}.IDs()) {
		t.Errorf("reported %q", reported)
	}
}

// A cancelled run ends at once, and has proven nothing.
func TestACancelledRun(t *testing.T) {
	b := set(t)
	b.faults(t, "gmail-hang", "smtp-hang")
	b.Timeout = time.Hour
	b.Config.Authentication.SMTPServer = "localhost"
	b.Roots = nil
	ctx, cancel := context.WithCancel(t.Context())
	var begun sync.WaitGroup
	begun.Add(2)
	b.wire.before = func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/profile") {
			begun.Done()
		}
	}
	b.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		begun.Done()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	go func() {
		begun.Wait()
		cancel()
	}()
	asking := []string{"token.refresh", "token.scope", "mailbox.identity", "smtp.login"}
	if got := letters(b.run(t, ctx, Options{Tier: Online, Only: asking})); got != "ppuu" {
		t.Errorf("got %s", got)
	}
	b.wire.before = nil
	if got := letters(b.run(t, ctx, Options{Tier: Online, Only: chain})); got != "pppuuuu-p--" {
		t.Errorf("cancelled before: got %s", got)
	}
}

func TestTimesAreTaken(t *testing.T) {
	b := set(t)
	var mu sync.Mutex
	clock := time.Now()
	b.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		clock = clock.Add(time.Second)
		return clock
	}
	if r := b.only(t, "asset.shape"); r.Took != time.Second {
		t.Errorf("took %v", r.Took)
	}
}
