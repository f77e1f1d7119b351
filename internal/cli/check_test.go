package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// However many ask, so many requests and mail connections are open to one host,
// and another host has places of its own.
func TestTheGate(t *testing.T) {
	var inside, most atomic.Int32
	enough := make(chan struct{})
	full := sync.OnceFunc(func() { close(enough) })
	enter := func() {
		now := inside.Add(1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		if now == maxInFlight {
			full()
		}
		<-enough
		inside.Add(-1)
	}
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { enter() }))
	defer server.Close()
	w := gated(check.World{HTTP: server.Client()}, false)
	var all sync.WaitGroup
	for range 3 * maxInFlight {
		all.Go(func() {
			answer, err := w.HTTP.Get(server.URL)
			if err != nil {
				t.Error(err)
				return
			}
			answer.Body.Close()
		})
	}
	all.Wait()
	if most.Load() != maxInFlight {
		t.Errorf("%d requests at once", most.Load())
	}

	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	address := listener.Addr().String()
	open := make([]net.Conn, maxInFlight)
	for i := range open {
		if open[i], err = w.Dial(t.Context(), "tcp", address); err != nil {
			t.Fatal(err)
		}
	}
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := w.Dial(short, "tcp", address); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one more: %v", err)
	}
	if _, err := w.Dial(t.Context(), "tcp", "127.0.0.1:0"); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("another host: %v", err)
	}
	open[0].Close()
	open[0].Close() // leaves once
	again, err := w.Dial(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	for _, conn := range open[1:] {
		conn.Close()
	}
}

func TestFactsAreRedactedWhateverTheirForm(t *testing.T) {
	type report struct {
		Greeting string           `json:"greeting"`
		Lines    []string         `json:"lines"`
		Timings  map[string]int64 `json:"timingsMs"`
		Inner    struct{ A string }
		At       time.Time `json:"at"`
	}
	facts := map[string]any{
		"login": report{Greeting: "hello made-up", Lines: []string{"x made-up"}, Timings: map[string]int64{"auth": 9007199254740993}, At: time.Unix(0, 0).UTC()},
		"other": map[string]any{"made-up": []any{"made-up", 1, true, nil}}, "validity": 3599,
	}
	clean := redactedFacts(facts, func(s string) string { return strings.ReplaceAll(s, "made-up", "[hidden]") })
	doc, err := json.Marshal(clean)
	want := `{"login":{"Inner":{"A":""},"at":"1970-01-01T00:00:00Z","greeting":"hello [hidden]","lines":["x [hidden]"],"timingsMs":{"auth":9007199254740993}},` +
		`"other":{"[hidden]":["[hidden]",1,true,null]},"validity":3599}`
	if err != nil || string(doc) != want {
		t.Errorf("got %s, %v", doc, err)
	}
	if facts["login"].(report).Greeting != "hello made-up" {
		t.Error("the facts themselves were changed")
	}
	if redactedFacts(nil, strings.ToUpper) != nil || redactedFacts(map[string]any{"f": func() {}}, strings.ToUpper) != nil {
		t.Error("no facts, and facts that are no JSON, are something")
	}
}

// watcher is a watch over results that a test makes up.
func watcher(t *testing.T, bound time.Duration) (*checkOptions, *os.File) {
	t.Helper()
	said := tempFile(t)
	a := &app{Streams: Streams{Out: tempFile(t), Err: said}, lang: msg.English}
	a.output = "text"
	o := &checkOptions{app: a, tier: "online", rhythm: rhythm{time.Millisecond, 2 * time.Millisecond, bound}}
	o.wizard = &wizard.Wizard{Env: wizard.Env{Now: time.Now, Width: 80}}
	return o, said
}

func TestAWatchHasABound(t *testing.T) {
	o, said := watcher(t, 0)
	pending := &target{name: "acme", results: []check.Result{
		{ID: "smtp.login", Status: check.Pass},
		{ID: "forwarding.address", Status: check.Warn, Err: &check.ForwardingError{Problem: check.ForwardingPending}},
	}}
	var waiting *waitingError
	err := o.watching(t.Context(), []*target{pending})
	if !errors.As(err, &waiting) || len(waiting.what) != 1 || waiting.what[0] != "forwarding.address" || exitCode(err) != exitStopped {
		t.Errorf("got %v", err)
	}
	broken := &target{name: "sales", results: append([]check.Result{{ID: "token.refresh", Status: check.Fail, Err: errors.New("dead")}}, pending.results...)}
	unread := &target{name: "gone", err: errors.New("no such file")}
	if err := o.watching(t.Context(), []*target{broken, unread}); err != nil {
		t.Errorf("nothing that waits can mend is waited for: %v", err)
	}
	o.all = true
	if err := o.watching(t.Context(), []*target{broken, pending}); !errors.As(err, &waiting) || waiting.what[0] != "acme (forwarding.address)" {
		t.Errorf("got %v", err)
	}
	o.rhythm.bound = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := o.watching(ctx, []*target{pending}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if text := content(t, said); !strings.Contains(text, "Waiting for acme (forwarding.address), at most 60 min (Ctrl-C stops).") {
		t.Errorf("it said %s", text)
	}
}

func TestTheRhythmOfAWatch(t *testing.T) {
	real, inLab := usualRhythm(false), usualRhythm(true)
	if real != (rhythm{5 * time.Second, time.Minute, 30 * time.Minute}) || inLab.bound != real.bound || inLab.first >= real.first {
		t.Errorf("%v, %v", real, inLab)
	}
	for d, want := range map[time.Duration]string{0: "0:00", -time.Second: "0:00", 59400 * time.Millisecond: "0:59", 30 * time.Minute: "30:00", 61 * time.Second: "1:01"} {
		if got := clock(d); got != want {
			t.Errorf("%v reads %s", d, got)
		}
	}
}

func TestWhatHasNotChanged(t *testing.T) {
	a := check.Result{ID: "x", Status: check.Unknown, Summary: msg.CheckRefreshFailed.Line(), Err: errors.New("one")}
	b := a
	b.Took, b.Facts = time.Second, map[string]any{"n": 1}
	if !same(a, b) {
		t.Error("times and facts are a change")
	}
	for name, change := range map[string]func(*check.Result){
		"status": func(r *check.Result) { r.Status = check.Pass }, "summary": func(r *check.Result) { r.Summary = msg.CheckRefreshGood.Line() },
		"error": func(r *check.Result) { r.Err = errors.New("two") }, "no error": func(r *check.Result) { r.Err = nil },
	} {
		c := a
		if change(&c); same(a, c) {
			t.Errorf("%s is no change", name)
		}
	}
}

// A refresh token that the provider replaced is kept, under the lock of its
// asset, and what is spent is the one that is kept by then.
func TestAReplacedRefreshTokenIsKept(t *testing.T) {
	t.Setenv("MAILASSET_KEYRING", "off")
	o, _ := watcher(t, 0)
	o.app.dir = t.TempDir()
	s, err := session.Open(o.app.dir, "acme")
	if err != nil {
		t.Fatal(err)
	}
	s.Secrets.Tokens = &asset.Tokens{AccessToken: secret.New("made-up-access-0"), RefreshToken: secret.New("made-up-refresh-0"), Scope: "smtp"}
	if err := errors.Join(s.SaveSecrets(), s.Save()); err != nil {
		t.Fatal(err)
	}
	refresh, spent := o.refresh("acme"), ""
	spend := func(stored secret.String) (*oauth.Token, error) {
		spent += stored.Reveal() + " "
		return &oauth.Token{Access: secret.New("made-up-access-1"), Refresh: secret.New("made-up-refresh-1"), Validity: time.Hour, RefreshExpiresAt: time.Unix(9e8, 0)}, nil
	}
	var locked *session.LockedError
	if _, err := refresh(t.Context(), spend); !errors.As(err, &locked) || spent != "" {
		t.Errorf("beside its holder: %v, spent %q", err, spent)
	}
	s.Close()
	for range 2 {
		if got, err := refresh(t.Context(), spend); err != nil || !got.Access.Equal(secret.New("made-up-access-1")) {
			t.Fatal(err)
		}
	}
	if spent != "made-up-refresh-0 made-up-refresh-1 " {
		t.Errorf("spent %q", spent)
	}
	if s, err = session.Read(o.app.dir, "acme"); err != nil {
		t.Fatal(err)
	}
	kept := s.Secrets.Tokens
	if !kept.RefreshToken.Equal(secret.New("made-up-refresh-1")) || !kept.AccessToken.Equal(secret.New("made-up-access-1")) || kept.Scope != "smtp" || kept.Validity != 3600 || kept.RefreshTokenExpiresAt == nil {
		t.Errorf("kept %+v", kept)
	}
	refused := errors.New("refused")
	if _, err := refresh(t.Context(), func(secret.String) (*oauth.Token, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Error(err)
	}
}

// One line of the terminal: cut at its width, gone when something is said, and
// nowhere when nothing may be written over.
func TestTheScreen(t *testing.T) {
	var out strings.Builder
	s := &screen{out: &out, on: true, width: 20}
	s.show("checking é")
	s.show(strings.Repeat("é", 40))
	s.clear()
	s.clear()
	if want := "\r\x1b[Kchecking é\r\x1b[K" + strings.Repeat("é", 18) + "…\r\x1b[K"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	out.Reset()
	off := &screen{out: &out, width: 20}
	off.show("checking")
	off.clear()
	if out.Len() != 0 {
		t.Errorf("said %q", out.String())
	}
}

func TestUsageInTheUsersLanguage(t *testing.T) {
	for _, tt := range []struct {
		o      checkOptions
		en, nl string
	}{
		{checkOptions{tier: "far"}, "--tier takes", "--tier is"},
		{checkOptions{tier: "online", only: []string{}}, "at least one check", "minstens één controle"},
		{checkOptions{tier: "online", only: []string{"smtp.logn"}}, "there is no check", "er is geen controle"},
		{checkOptions{tier: "offline", only: []string{"smtp.login"}}, "needs --tier online", "vraagt om --tier online"},
		{checkOptions{tier: "online", all: true, targets: []string{"a"}}, "takes every asset", "neemt elke asset"},
	} {
		for lang, want := range map[msg.Lang]string{msg.English: tt.en, msg.Dutch: tt.nl} {
			tt.o.app = &app{lang: lang}
			err := tt.o.check()
			if f := tt.o.app.finding(err); exitCode(err) != exitUsage || !strings.Contains(f.Summary, want) {
				t.Errorf("%s: %v, %q", lang, err, f.Summary)
			}
		}
	}
	for _, err := range []error{unknownAsset("x"), labMismatch("x", true), labMismatch("x", false)} {
		if english, dutch := (&app{lang: msg.English}).finding(err).Summary, (&app{lang: msg.Dutch}).finding(err).Summary; english != err.Error() || dutch == english {
			t.Errorf("%q, %q", english, dutch)
		}
	}
	if got := fewOf([]string{"a", "b", "c", "d", "e", "f", "g"}); got != "a, b, c, d, e, … (+2)" {
		t.Errorf("got %s", got)
	}
}
