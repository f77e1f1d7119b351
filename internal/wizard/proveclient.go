package wizard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

// clientChecks prove the client before anybody signs in.
var clientChecks = []string{"client.shape", "client.redirects", "client.credentials", "redirect.connect", "redirect.loopback"}

// proveClient asks Google anonymously whether it knows the client, its secret
// and both redirect URIs. A person who just saved them is not told off for a
// change that has not arrived yet: the program waits for it.
func (w *Wizard) proveClient(ctx context.Context, s *session.Session) error {
	if s.Client.Foreign {
		return nil
	}
	w.note(msg.ProvingClient.Line())
	results := check.Run(ctx, w.World(), w.Subject(s), check.Options{Tier: check.Online, Only: clientChecks}, w.Results(w.Err, w.Context(s)))
	if err := ctx.Err(); err != nil {
		return err
	}
	if origin := asset.Origin(s.Answer("connect.url")); s.Client.JavaScriptOrigins != nil && !slices.Contains(s.Client.JavaScriptOrigins, origin) {
		// Compared byte for byte, as Google does; a server's flow needs none.
		w.note(msg.OriginMissing.Line(w.Marks.Warn, origin, strings.Join(s.Client.JavaScriptOrigins, ", ")))
	}
	var failed []check.Result
	for _, r := range results {
		if r.Status == check.Fail {
			failed = append(failed, r)
		}
	}
	switch {
	case failed == nil:
		return nil
	case w.CanAsk && !slices.ContainsFunc(failed, func(r check.Result) bool { return !mayArrive(r) }):
		return w.awaitRegistration(ctx, s)
	}
	return &ProofError{failed}
}

// mayArrive reports whether waiting can cure a failed check: a redirect URI
// that was registered a moment ago.
func mayArrive(r check.Result) bool {
	var page *oauth.PageError
	return errors.As(r.Err, &page) && page.Code == "redirect_uri_mismatch"
}

// The pause between two looks: long enough not to be a nuisance, and short in a
// lab, where changes arrive at once.
const (
	arrivalPause    = 15 * time.Second
	arrivalPauseLab = time.Second
)

// awaitRegistration asks again until both redirect URIs are known, at most as
// long as the browser would be awaited.
func (w *Wizard) awaitRegistration(ctx context.Context, s *session.Session) error {
	client, err := w.client(s)
	if err != nil {
		return err
	}
	pause := arrivalPause
	if w.Endpoints.Lab() {
		pause = arrivalPauseLab
	}
	w.note(msg.NotArrivedYet.Line(msg.Span(pause)))
	until := w.Now().Add(w.OpenTimeout)
	ctx, cancel := context.WithTimeoutCause(ctx, w.OpenTimeout, &StoppedError{"client"})
	defer cancel()
	subject := w.Subject(s)
	uris := []string{subject.Config.Authentication.CallbackURL, subject.Loopback}
	_, err = oauth.Preflight{HTTP: w.HTTP, Timeout: w.Timeout}.Await(ctx, client, w.Provider().Scope, uris,
		func(int) time.Duration { return pause },
		func(n int, v []oauth.Verdict) {
			if slices.ContainsFunc(v, func(v oauth.Verdict) bool { return v.Answer != oauth.AnswerAccepted }) {
				w.progress(msg.StillNotThere.Line(msg.Times(n), msg.Left(until.Sub(w.Now()))).In(w.Lang))
			}
		})
	w.progress("")
	if err == nil {
		w.note(msg.ArrivedNow.Line(w.Marks.Pass))
	}
	return err
}

// progress shows a line that the next one replaces; with --plain, or where
// nobody watches, each stands on its own.
func (w *Wizard) progress(line string) {
	switch {
	case !w.Redraw && line != "":
		fmt.Fprintln(w.Err, line)
	case w.Redraw:
		fmt.Fprintf(w.Err, "\r\x1b[K%s", line)
	}
}
