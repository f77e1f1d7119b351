package wizard

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/google"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
)

// MintRequest says which tokens are wanted, and from whom.
type MintRequest struct {
	Client    *oauth.Client
	Scope     string
	Login     string // the mailbox that must sign in, with Google; "" is anyone
	LoginHint string // whom the provider is asked to offer
	Holding   bool   // a token that may be Login's is kept already
	Port      int
	Prompt    string // as Google takes it; "" is "consent"
	Foreign   bool   // the provider is not Google: nothing peculiar to Google is asked
}

// Minted is what one sign-in brought.
type Minted struct {
	Tokens  *asset.Tokens
	Account string // whose mailbox they open, "" where that was not seen
}

// flow is the sign-in that the request asks for; account takes who signed in.
func (w *Wizard) flow(m MintRequest, account *string) oauth.Flow {
	return oauth.Flow{
		Endpoint:  oauth.TokenEndpoint{Client: m.Client, HTTP: w.HTTP, Now: w.Now, Timeout: w.Timeout},
		Scope:     m.Scope,
		LoginHint: m.LoginHint,
		Prompt:    cmp.Or(m.Prompt, "consent"),
		Port:      m.Port,
		Words:     w.page,
		Idle:      w.Idle,
		Accept: func(ctx context.Context, t *oauth.Token) (_ string, err error) {
			w.Known.Know("access token", t.Access)
			w.Known.Know("refresh token", t.Refresh)
			w.tellClock(t.Clock)
			*account, err = w.accept(ctx, m, t)
			return *account, err
		},
	}
}

// tellClock warns that this computer's clock is wrong: nothing fails by it yet,
// but the times of the tokens are off by as much.
func (w *Wizard) tellClock(ahead time.Duration) {
	switch minutes := int(ahead.Abs().Round(time.Minute) / time.Minute); {
	case ahead > 0:
		w.note(msg.ClockAhead.Line(w.Marks.Warn, minutes))
	case ahead < 0:
		w.note(msg.ClockBehind.Line(w.Marks.Warn, minutes))
	}
}

// Mint walks a person through one sign-in and returns the tokens, which are
// not stored yet. When another mailbox signed in, a person who is there may try
// again, and is offered the choice of account.
func (w *Wizard) Mint(ctx context.Context, m MintRequest) (*Minted, error) {
	for {
		minted, err := w.mintOnce(ctx, m)
		w.met(err)
		var wrong *check.AccountError
		if !errors.As(err, &wrong) || !w.CanAsk {
			return minted, err
		}
		again, askErr := w.retry(ctx, wrong)
		if askErr != nil {
			return nil, askErr
		}
		if !again {
			return nil, err
		}
		m.Prompt = "select_account consent"
	}
}

// retry says which account signed in instead of which, and asks whether to try
// again.
func (w *Wizard) retry(ctx context.Context, wrong *check.AccountError) (bool, error) {
	w.note(msg.WrongAccount.Line(w.Marks.Fail, wrong.Got, wrong.Want))
	answer, err := w.Ask.Ask(ctx, prompt.Question{
		ID: "token.retry", Text: msg.AskRetry.In(w.Lang), Default: "yes", Commits: true,
		Choices: []prompt.Choice{{Value: "yes", Label: msg.ChoiceRetry.In(w.Lang)}, {Value: "no", Label: msg.ChoiceStop.In(w.Lang)}},
	})
	return answer == "yes", err
}

func (w *Wizard) mintOnce(ctx context.Context, m MintRequest) (*Minted, error) {
	ctx, cancel := context.WithCancel(ctx)
	var account string
	attempt, err := w.flow(m, &account).Listen(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	pasting := w.invite(ctx, attempt, m)
	token, err := attempt.Wait(w.OpenTimeout)
	cancel()
	pasting.Wait() // the terminal has one reader: the next question must not meet this one
	switch n := attempt.Strangers(); n {
	case 0:
	case 1:
		w.note(msg.Stranger.Line())
	default:
		w.note(msg.Strangers.Line(n))
	}
	if err != nil {
		return nil, err
	}
	return &Minted{tokensOf(token), account}, nil
}

// Begin begins a sign-in that another command finishes.
func (w *Wizard) Begin(m MintRequest) (*oauth.Pending, error) { return w.flow(m, new(string)).Start() }

// Finish takes the address at which the browser of a begun sign-in ended.
func (w *Wizard) Finish(ctx context.Context, m MintRequest, p *oauth.Pending, address string) (*Minted, error) {
	var account string
	token, err := w.flow(m, &account).Finish(ctx, p, address)
	w.met(err)
	if err != nil {
		return nil, err
	}
	return &Minted{tokensOf(token), account}, nil
}

// accept looks at a fresh token before the browser is answered.
func (w *Wizard) accept(ctx context.Context, m MintRequest, t *oauth.Token) (account string, err error) {
	if m.Foreign {
		if t.Refresh.Empty() {
			w.note(msg.NoRefreshTokenNote.Line(w.Marks.Warn))
		}
		return "", nil
	}
	if t.Refresh.Empty() {
		return "", &check.NoRefreshTokenError{}
	}
	if !t.HasScope(w.Provider().Scope) && m.Scope == w.Provider().Scope {
		return "", &check.ScopeError{Want: w.Provider().Scope, Granted: t.Scope}
	}
	account, err = google.Gmail{HTTP: oauth.JSONClient(w.HTTP, w.Now, nil), Endpoint: w.Provider().API, Timeout: w.Timeout}.Address(ctx, t.Access)
	switch {
	case err != nil && m.Holding:
		w.note(msg.UnseenKept.Line())
		return "", err
	case err != nil:
		return "", nil // whose mailbox it is cannot be told here; the proof will say why
	case m.Login == "":
		return account, nil
	}
	return account, check.CompareAccount(m.Login, account)
}

// invite tells the person where to sign in, opens the page, and takes a pasted
// address meanwhile; the group ends when nothing reads the terminal any more.
func (w *Wizard) invite(ctx context.Context, a *oauth.Attempt, m MintRequest) *sync.WaitGroup {
	if login := cmp.Or(m.Login, m.LoginHint); login != "" {
		w.note(msg.SignInAs.Line(login))
	}
	fmt.Fprintf(w.Err, "\n%s\n\n", a.AuthorizationURL())
	if w.SSH != "" {
		w.note(msg.OverSSH.Line(m.Port, m.Port, w.SSH))
	}
	var pasting sync.WaitGroup
	if w.ReadLine != nil {
		w.note(msg.WaitingOrPaste.Line(msg.Span(w.OpenTimeout)))
		until := w.Now().Add(w.OpenTimeout)
		pasting.Go(func() { w.takePasted(ctx, a, until) })
	} else {
		w.note(msg.Waiting.Line(msg.Span(w.OpenTimeout)))
	}
	if w.Browse != nil {
		go func() {
			if err := w.Browse(ctx, a.StartURL()); err != nil && ctx.Err() == nil {
				w.note(msg.BrowserFailed.Line(err))
			}
		}()
	}
	return &pasting
}

// takePasted reads what is pasted until the wait is over. After the program was
// suspended it shows again what is awaited, and until when.
func (w *Wizard) takePasted(ctx context.Context, a *oauth.Attempt, until time.Time) {
	for {
		line, err := w.ReadLine(ctx)
		if errors.Is(err, prompt.ErrContinued) {
			fmt.Fprintf(w.Err, "\n%s\n\n", a.AuthorizationURL())
			w.note(msg.WaitingOrPaste.Line(msg.Left(until.Sub(w.Now()))))
			continue
		}
		if err != nil {
			return
		}
		switch {
		case line == "":
		case saysDifferent(line):
			w.otherwise()
		case line == "c":
			w.copyOut(a.AuthorizationURL())
		default:
			w.paste(a, line)
		}
	}
}

// paste hands over what was pasted. The provider's error page, by its address or
// its text, is explained; the wait goes on after it.
func (w *Wizard) paste(a *oauth.Attempt, line string) {
	if page, err := oauth.ParseErrorPage(line); err == nil {
		w.explained(page)
		return
	}
	if !errors.Is(a.Paste(line), oauth.ErrNotAnAnswer) {
		return
	}
	if seen, ok := diagnose.Recognise(line); ok {
		w.explained(seen)
		return
	}
	w.note(msg.NotAnAnswer.Line(w.Marks.Fail))
}

// explained says what somebody saw instead of the end of the sign-in.
func (w *Wizard) explained(seen error) {
	about := w.about
	about.Waiting = true // the asset is locked meanwhile
	WriteFinding(w.Err, w.Lang, w.Width, w.Marks.Fail, diagnose.Explain(seen, about))
	w.met(seen)
	w.note(msg.WaitsOn.Line())
}

// met keeps for the support report what stood in the way of an asset's sign-in.
// What is kept is the code, not the text: an address can hold a secret. A state
// that cannot be written is told where the sign-in's end is kept.
func (w *Wizard) met(err error) {
	if w.signsIn == nil || err == nil {
		return
	}
	if code := diagnose.Explain(err, w.about).Code; code != "" {
		_ = w.sighted(w.signsIn, "tokens", code)
	}
}

// copyOut puts a text on the clipboard of the terminal, also of one at the other
// end of an SSH connection (OSC 52, xterm's control sequences). Terminals that
// do not know it ignore it; the text stands on the screen anyway.
func (w *Wizard) copyOut(text string) {
	if w.Redraw {
		fmt.Fprintf(w.Err, "\x1b]52;c;%s\a", base64.StdEncoding.EncodeToString([]byte(text)))
	}
	w.note(msg.Copied.Line())
}

// otherwise says what is known to look different at the sign-in, while the wait
// goes on.
func (w *Wizard) otherwise() {
	if step, ok := w.pack.Step("tokens"); ok {
		_ = step.Otherwise(w.Err, w.Lang, w.Values(nil), guide.Branch{}, w.Width)
	}
}

// page says an outcome of the redirect in the user's language.
func (w *Wizard) page(o oauth.Outcome) oauth.Page {
	p := oauth.Page{Lang: string(w.Lang), Detail: o.Code}
	if o.Description != "" {
		p.Detail += ": " + o.Description
	}
	title, text, next := msg.PageWords(string(o.Kind), o.Account != "")
	p.Title, p.Next = title.In(w.Lang), next.In(w.Lang)
	p.Text = text.In(w.Lang)
	if o.Account != "" {
		p.Text = text.In(w.Lang, o.Account)
	}
	return p
}

// tokensOf puts a fresh token into the form of the configuration.
func tokensOf(t *oauth.Token) *asset.Tokens {
	tokens := &asset.Tokens{
		AccessToken: t.Access, RefreshToken: t.Refresh, TokenType: t.Type, Scope: t.Scope,
		Validity: int(t.Validity.Seconds()), IssuedAt: t.IssuedAt, ExpiresAt: t.ExpiresAt,
	}
	if ends := t.RefreshExpiresAt; !ends.IsZero() {
		tokens.RefreshTokenExpiresAt = &ends
	}
	return tokens
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
