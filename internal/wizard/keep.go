package wizard

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

var worseWords = map[string]msg.Text{
	check.WorseNoRefresh: msg.WorseNoRefresh, check.WorseLifetime: msg.WorseLifetime, check.WorseScope: msg.WorseScope,
}

// worse says in what a new token is worse than the old one, "" when it is not.
func worse(old, fresh *asset.Tokens) string {
	granted := strings.Fields(fresh.Scope)
	switch {
	case old == nil:
		return ""
	case !old.RefreshToken.Empty() && fresh.RefreshToken.Empty():
		return check.WorseNoRefresh
	case old.RefreshTokenExpiresAt == nil && fresh.RefreshTokenExpiresAt != nil:
		return check.WorseLifetime
	}
	for _, scope := range strings.Fields(old.Scope) {
		if !slices.Contains(granted, scope) {
			return check.WorseScope
		}
	}
	return ""
}

// mayReplace asks before a stored token of the same account is replaced by a
// worse one. Without anybody to ask, only --yes replaces it.
func (w *Wizard) mayReplace(ctx context.Context, s *session.Session, fresh *asset.Tokens) error {
	what := worse(s.Secrets.Tokens, fresh)
	if what == "" || !w.mayBeOurs(s) {
		return nil
	}
	words := worseWords[what].In(w.Lang)
	yes, err := w.Confirm(ctx, prompt.Question{
		ID: "token.replace", Text: msg.AskReplaceToken.In(w.Lang, words), Help: msg.HelpReplaceToken.In(w.Lang),
	})
	var missing *prompt.MissingError
	if err != nil && !errors.As(err, &missing) {
		return err
	}
	if yes {
		return nil
	}
	w.note(msg.TokenKept.Line(words))
	return &check.WorseTokenError{What: what}
}

// Confirm puts a yes-or-no question whose harmless answer is no. Only --yes or
// an answer given beforehand says yes without a person, and nothing says no in
// the place of one: where --yes must not answer (Yes is false), the question is
// put all the same, or ends with a *prompt.MissingError.
func (e Env) Confirm(ctx context.Context, q prompt.Question) (bool, error) {
	if _, given := e.Given[q.ID]; e.Yes && !given {
		return true, nil
	}
	q.Default, q.Deliberate = "no", true
	q.Choices = []prompt.Choice{{Value: "no", Label: msg.AnswerNo.In(e.Lang)}, {Value: "yes", Label: msg.AnswerYes.In(e.Lang)}}
	answer, err := e.Ask.Ask(ctx, q)
	return answer == "yes", err
}

// storage says where the secrets lie, once it was decided or changed.
func (w *Wizard) storage(s *session.Session) {
	for _, n := range s.Notices() {
		why := keyringReason(n.Err)
		switch n.Kind {
		case session.NoticeKeyring:
			w.note(msg.SecretsInKeyring.Line(w.Marks.Pass))
		case session.NoticeFile:
			w.note(msg.SecretsInFile.Line(w.Marks.Pass, n.Path, why))
		case session.NoticeFellBack:
			w.note(msg.SecretsFellBack.Line(w.Marks.Warn, why, n.Path))
		case session.NoticeGone:
			w.note(msg.SecretsGone.Line(w.Marks.Warn, why))
		}
	}
}

// reason is a text of the catalog as an argument of another.
type reason struct{ msg.Text }

// In implements [msg.Phrase].
func (r reason) In(lang msg.Lang) string { return r.Text.In(lang) }

// keyringReason says why a keyring is not used; what the system said about its
// own keyring is shown only where nothing better is known.
func keyringReason(err error) msg.Phrase {
	switch {
	case errors.Is(err, session.ErrKeyringOff):
		return reason{msg.KeyringIsOff}
	case errors.Is(err, session.ErrKeyringSilent):
		return reason{msg.KeyringIsSilent}
	case errors.Is(err, session.ErrKeyringChanged):
		return reason{msg.KeyringIsChanged}
	case errors.Is(err, session.ErrTooLarge):
		return reason{msg.KeyringTooSmall}
	case err == nil, errors.Is(err, session.ErrNoKeyring):
		return reason{msg.KeyringNotThere}
	}
	text := oneLine(err.Error())
	return reason{msg.Text{En: text, Nl: text}}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// minted counts a refresh token, and warns when there are many.
func (w *Wizard) minted(s *session.Session, tokens *asset.Tokens) {
	if tokens.RefreshToken.Empty() || s.Client == nil {
		return
	}
	if err := s.Minted(s.Client.ID, w.login(s), w.Now()); err != nil && !s.Client.Foreign {
		w.finding(s, err)
	}
}

// ProveTokens refreshes once with what was stored and compares the mailbox:
// before that nobody may speak of success. What fails is returned as it was
// found.
func (w *Wizard) ProveTokens(ctx context.Context, s *session.Session) error {
	if s.Client.Foreign && s.Secrets.Tokens.RefreshToken.Empty() {
		return nil // its provider gives none, which was said
	}
	only := []string{"token.refresh", "mailbox.identity"}
	results := check.Run(ctx, w.World(), w.Subject(s), check.Options{Tier: check.Online, Only: only}, func(check.Result) {})
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.learnAccount(s, results); err != nil {
		return err
	}
	for _, r := range results {
		if r.Err != nil && (r.Status == check.Fail || r.Status == check.Unknown) {
			return r.Err
		}
	}
	return nil
}
