package wizard

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"google.golang.org/api/googleapi"

	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/lab"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
)

// request is what the tokens step asks for, with the lab's ready client.
func (g stage) request(t *testing.T) MintRequest {
	t.Helper()
	client, err := g.w.ReadClient(g.w.Endpoints.ClientJSON)
	must(t, err)
	return MintRequest{Client: client, Scope: g.w.Provider().Scope, Login: g.w.Endpoints.Mailbox, LoginHint: g.w.Endpoints.Mailbox, Port: g.w.Port}
}

func TestWhichTokensAreAccepted(t *testing.T) {
	for name, c := range map[string]struct {
		fault  string
		change func(*MintRequest)
		want   any
	}{
		"good":                     {"", func(*MintRequest) {}, nil},
		"no refresh token":         {"refresh-token-missing", func(*MintRequest) {}, new(*check.NoRefreshTokenError)},
		"scope missing":            {"scope-missing", func(*MintRequest) {}, new(*check.ScopeError)},
		"wrong account":            {"wrong-account", func(*MintRequest) {}, new(*check.AccountError)},
		"whoever signs in":         {"wrong-account", func(m *MintRequest) { m.Login = "" }, nil},
		"hinted at":                {"wrong-account", func(m *MintRequest) { m.LoginHint = "other@lab.test" }, new(*check.AccountError)},
		"unseen, for a stored one": {"gmail-500", func(m *MintRequest) { m.Holding = true }, new(*googleapi.Error)},
		"foreign, without refresh": {"refresh-token-missing", func(m *MintRequest) { m.Foreign = true }, nil},
		"foreign, other account":   {"wrong-account", func(m *MintRequest) { m.Foreign = true }, nil},
		"mailbox cannot be told":   {"gmail-api-disabled", func(*MintRequest) {}, nil},
		"declined":                 {"consent-declined", func(*MintRequest) {}, new(*oauth.CallbackError)},
		"code refused":             {"code-rejected", func(*MintRequest) {}, new(*oauth.TokenError)},
	} {
		t.Run(name, func(t *testing.T) {
			var faults []string
			if c.fault != "" {
				faults = []string{c.fault}
			}
			g := onStage(t, faults...)
			m := g.request(t)
			c.change(&m)
			got, err := g.w.Mint(t.Context(), m)
			if c.want == nil {
				if err != nil || got == nil || got.Tokens.AccessToken.Empty() {
					t.Fatalf("%+v, %v", got, err)
				}
			} else if !errors.As(err, c.want) || got != nil {
				t.Fatalf("%+v, %v", got, err)
			}
			if warned := strings.Contains(g.said.String(), "gave no refresh token"); warned != (name == "foreign, without refresh") {
				t.Errorf("it said\n%s", g.said)
			}
		})
	}
}

func TestThePersonMayTryAgainWithTheRightAccount(t *testing.T) {
	g := onStage(t, "wrong-account")
	var asked int
	g.w.CanAsk = true
	g.w.Ask = recorder{prompt.Answers{Defaults: true}, func(id string) {
		asked++
		if id != "token.retry" || !strings.Contains(g.said.String(), "Signed in as other@lab.test, but this asset needs support@lab.test") {
			t.Errorf("asked %s after\n%s", id, g.said)
		}
		must(t, g.lab.SetFaults())
	}}
	got, err := g.w.Mint(t.Context(), g.request(t))
	if err != nil || got.Tokens.RefreshToken.Empty() || asked != 1 {
		t.Fatalf("%+v, %v after %d questions", got, err, asked)
	}
	if !saysInOrder(g.said.String(), "prompt=consent", "prompt=select_account+consent") && !saysInOrder(g.said.String(), "prompt=consent", "prompt=select_account%20consent") {
		t.Errorf("the choice of account was not offered:\n%s", g.said)
	}
}

func TestThePersonMayStopAfterTheWrongAccount(t *testing.T) {
	g := onStage(t, "wrong-account")
	g.w.CanAsk, g.w.Ask = true, scriptedAsker{"token.retry": "no"}
	var wrong *check.AccountError
	if got, err := g.w.Mint(t.Context(), g.request(t)); got != nil || !errors.As(err, &wrong) {
		t.Errorf("%+v, %v", got, err)
	}
	g.w.Ask = scriptedAsker{}
	var missing *prompt.MissingError
	if got, err := g.w.Mint(t.Context(), g.request(t)); got != nil || !errors.As(err, &missing) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestABrowserThatDoesNotOpenIsSaidAndAwaited(t *testing.T) {
	g := onStage(t)
	g.w.Browse = func(context.Context, string) error { return errors.New("no display") }
	m := g.request(t)
	opened := make(chan struct{})
	g.w.ReadLine = func(ctx context.Context) (string, error) {
		close(opened)
		<-ctx.Done()
		return "", ctx.Err()
	}
	go func() {
		<-opened
		_ = lab.Follow(context.Background(), lastAddress(g.said.String())) // the person opens the printed address elsewhere
	}()
	if got, err := g.w.Mint(t.Context(), m); err != nil || got.Tokens.RefreshToken.Empty() {
		t.Errorf("%+v, %v", got, err)
	}
}

// lastAddress is the address that stands alone on a line.
func lastAddress(text string) string {
	found := ""
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "http") && !strings.Contains(line, " ") {
			found = line
		}
	}
	return found
}

// visit opens a page as a browser on another machine: it cannot reach the
// redirect on this one. It returns the address at which it ends.
func visit(t *testing.T, g stage, page string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	end := ""
	browser := &http.Client{
		Jar: jar, Timeout: patience, Transport: g.w.HTTP.Transport,
		CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			end = r.URL.String()
			if strings.HasPrefix(end, oauth.RedirectURI(g.w.Port)) {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
	response, err := browser.Get(page)
	must(t, err)
	must(t, response.Body.Close())
	return end
}

func TestWhatIsPastedMeanwhile(t *testing.T) {
	g := onStage(t)
	g.w.Browse = nil
	m := g.request(t)
	// The address of an error page, as the lab's Google makes it.
	must(t, g.lab.SetFaults("redirect-uri-mismatch"))
	pending, err := g.w.Begin(m)
	must(t, err)
	errorPage := visit(t, g, pending.AuthorizationURL())
	must(t, g.lab.SetFaults())
	lines := []func() string{
		func() string { return "" },
		func() string { return "hello?" },
		func() string { return "different" },
		func() string { return "c" },
		func() string { return errorPage },
		func() string { return visit(t, g, lastAddress(beforeFindings(g.said.String()))) },
	}
	g.w.about = diagnose.Context{Lang: msg.English}
	g.w.ReadLine = func(ctx context.Context) (string, error) {
		if len(lines) == 0 {
			<-ctx.Done()
			return "", ctx.Err()
		}
		next := lines[0]
		lines = lines[1:]
		return next(), nil
	}
	got, err := g.w.Mint(t.Context(), m)
	if err != nil || got.Tokens.RefreshToken.Empty() {
		t.Fatalf("%+v, %v; it said\n%s", got, err, g.said)
	}
	if !saysInOrder(g.said.String(), "x That is not the answer to this sign-in", "If not", "Copied", "redirect address is not registered", "goes on waiting") {
		t.Errorf("it said\n%s", g.said)
	}
	if strings.Count(g.said.String(), "That is not the answer") != 1 {
		t.Errorf("an empty line was told off, or the answer was:\n%s", g.said)
	}
	if strings.Contains(g.said.String(), "\x1b") {
		t.Error("a control sequence on a plain screen")
	}
}

// beforeFindings is what was said before anything was pasted.
func beforeFindings(text string) string {
	before, _, _ := strings.Cut(text, "That is not the answer")
	return before
}

func TestASignInThatAnotherCommandFinishes(t *testing.T) {
	g := onStage(t)
	m := g.request(t)
	begun, err := g.w.Begin(m)
	must(t, err)
	kept, err := oauth.DecodePending(begun.Encode())
	must(t, err)
	got, err := g.w.Finish(t.Context(), m, kept, visit(t, g, begun.AuthorizationURL()))
	if err != nil || got.Tokens.RefreshToken.Empty() {
		t.Errorf("%+v, %v", got, err)
	}
	var pending *oauth.PendingError
	if _, err := g.w.Finish(t.Context(), m, kept, "http://127.0.0.1/callback?code=x&state=y"); !errors.As(err, &pending) {
		t.Errorf("another state: %v", err)
	}
}

func TestNobodySignsIn(t *testing.T) {
	g := onStage(t)
	g.w.Browse, g.w.OpenTimeout = nil, time.Millisecond
	if got, err := g.w.Mint(t.Context(), g.request(t)); err == nil || got != nil {
		t.Errorf("%+v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.w.Mint(ctx, g.request(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// While a sign-in is awaited the asset is locked: what to do names the address
// on the screen and no command.
func TestWhatIsSeenWhileWaitingLeadsBackToTheAddress(t *testing.T) {
	w, s, said := testWizard(t)
	w.about = w.Context(s)
	w.explained(&oauth.PageError{Code: "access_denied"})
	words := strings.Join(strings.Fields(said.String()), " ")
	if !strings.Contains(words, "open the address above again") || strings.Contains(words, "mailasset token") {
		t.Error(words)
	}
}

// TestWhatStoodInTheWayOfASignInIsKept: for the support report, as a code.
func TestWhatStoodInTheWayOfASignInIsKept(t *testing.T) {
	for _, code := range []string{"code-rejected", "refresh-token-missing", "wrong-account", "scope-missing", "consent-declined", "callback-timeout"} {
		g := onStage(t, code)
		g.w.OpenTimeout = time.Second
		if code != "callback-timeout" {
			g.w.OpenTimeout = patience
		}
		if _, err := g.run(t); err == nil {
			t.Fatalf("%s: %s", code, g.said)
		}
		if seen := onDisk(t, g.s).Seen; len(seen) != 1 || seen[0].Step != "tokens" || seen[0].Text != code {
			t.Errorf("%s: noted %+v", code, seen)
		}
	}
}

// TestWhatIsPastedWhileWaitingIsKept: what the person saw, and that nobody came
// back after it.
func TestWhatIsPastedWhileWaitingIsKept(t *testing.T) {
	g := onStage(t)
	lines := make(chan string, 3)
	for _, line := range []string{"Error 403: access_denied", "a page of jane@acme.example", "different"} {
		lines <- line
	}
	g.w.Browse, g.w.OpenTimeout = nil, time.Second
	g.w.ReadLine = func(ctx context.Context) (string, error) {
		select {
		case line := <-lines:
			return line, nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	if _, err := g.run(t); err == nil {
		t.Fatal(g.said)
	}
	seen := onDisk(t, g.s).Seen
	if len(seen) != 2 || seen[0].Text != "not-a-test-user" || seen[1].Text != "callback-timeout" {
		t.Errorf("noted %+v", seen)
	}
	ctx, stopped := context.WithCancel(t.Context())
	stopped()
	if err := g.w.Renew(ctx, g.s, func(*MintRequest) {}); !errors.Is(err, context.Canceled) || len(g.s.Seen) != 2 {
		t.Errorf("stopped: %v, noted %+v", err, g.s.Seen)
	}
}

func TestCommandsNameTheFolderOfTheRun(t *testing.T) {
	w, s, _ := testWizard(t)
	for flag, want := range map[string]string{"": s.Name + " --page", "'/a b'": s.Name + " --page --dir '/a b'"} {
		w.DirFlag = flag
		if got := w.sheetCommand(s); got != "mailasset sheet "+want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestCopyingOutIsForTerminals(t *testing.T) {
	const address = "https://accounts.google.com/o/oauth2/auth?client_id=1"
	for _, redraw := range []bool{false, true} {
		w, _, said := testWizard(t)
		w.Redraw = redraw
		w.copyOut(address)
		sequence := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(address)) + "\a"
		if strings.Contains(said.String(), sequence) != redraw || strings.Contains(said.String(), "\x1b") != redraw {
			t.Errorf("redraw %v: %q", redraw, said)
		}
		if !strings.Contains(said.String(), "Copied") {
			t.Errorf("redraw %v: it does not say so", redraw)
		}
	}
}

func TestThePageSaysEveryOutcomeInBothLanguages(t *testing.T) {
	kinds := []oauth.Kind{oauth.SignedIn, oauth.NotAccepted, oauth.Declined, oauth.Rejected, oauth.ProviderFailed, oauth.Stranger, oauth.Replay}
	for _, kind := range kinds {
		accounts := []string{""}
		if kind == oauth.SignedIn || kind == oauth.NotAccepted {
			accounts = append(accounts, "support@acme.com") // the others name none
		}
		for _, account := range accounts {
			texts := map[string]bool{}
			for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
				w, _, _ := testWizard(t)
				w.Lang = lang
				p := w.page(oauth.Outcome{Kind: kind, Account: account})
				if p.Lang != string(lang) || p.Title == "" || p.Text == "" || p.Next == "" || p.Detail != "" {
					t.Errorf("%s, %q, %s: %+v", kind, account, lang, p)
				}
				if strings.Contains(p.Text, "%") {
					t.Errorf("%s, %q, %s: %q", kind, account, lang, p.Text)
				}
				if named := account != ""; named != strings.Contains(p.Text, "support@acme.com") {
					t.Errorf("%s, %q, %s: %q", kind, account, lang, p.Text)
				}
				texts[p.Text] = true
			}
			if len(texts) != 2 {
				t.Errorf("%s is not translated", kind)
			}
		}
	}
}

func TestThePageShowsTheProvidersWords(t *testing.T) {
	w, _, _ := testWizard(t)
	for want, o := range map[string]oauth.Outcome{
		"access_denied":                  {Kind: oauth.Declined, Code: "access_denied"},
		"invalid_grant: Malformed code.": {Kind: oauth.Rejected, Code: "invalid_grant", Description: "Malformed code."},
	} {
		if got := w.page(o).Detail; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTokensOf(t *testing.T) {
	ends := noon.Add(7 * 24 * time.Hour)
	fresh := &oauth.Token{
		Access: secret.New("made-up-a"), Refresh: secret.New("made-up-r"), Type: "Bearer", Scope: "s",
		Validity: 3599 * time.Second, IssuedAt: noon, ExpiresAt: noon.Add(time.Hour),
	}
	got := tokensOf(fresh)
	if got.Validity != 3599 || got.AccessToken.Reveal() != "made-up-a" || got.RefreshToken.Reveal() != "made-up-r" || got.RefreshTokenExpiresAt != nil {
		t.Errorf("%+v", got)
	}
	fresh.RefreshExpiresAt = ends
	if got = tokensOf(fresh); got.RefreshTokenExpiresAt == nil || !got.RefreshTokenExpiresAt.Equal(ends) {
		t.Errorf("%+v", got)
	}
}

// TestAWrongClockIsNamed: the sign-in succeeds all the same.
func TestAWrongClockIsNamed(t *testing.T) {
	for want, off := range map[string]time.Duration{
		"clock-skew: this computer's clock is 12 minutes ahead": 12 * time.Minute, "clock-skew: this computer's clock is 180 minutes behind": -3 * time.Hour,
	} {
		g := onStage(t)
		g.w.Now = func() time.Time { return time.Now().Add(off) }
		if _, err := g.w.Mint(t.Context(), g.request(t)); err != nil || strings.Count(g.said.String(), want) != 1 {
			t.Errorf("%v, without %q once:\n%s", err, want, g.said)
		}
	}
	g := onStage(t)
	g.w.Now = time.Now
	if _, err := g.w.Mint(t.Context(), g.request(t)); err != nil || strings.Contains(g.said.String(), "clock-skew") {
		t.Errorf("%v:\n%s", err, g.said)
	}
}
