package wizard

import (
	"context"
	"errors"
	"strings"

	"mailasset/internal/check"
	"mailasset/internal/session"
)

// tokensStep has the mailbox's owner sign in once and keeps the tokens.
type tokensStep struct {
	w      *Wizard
	minted bool // in this run
}

// ID implements [Step].
func (*tokensStep) ID() string { return "tokens" }

// Done finds tokens of the right account, as far as that was seen: else the
// proof will tell. Those that die were minted in
// Testing: where that was chosen they are kept, else they are minted again,
// once a run.
func (st *tokensStep) Done(_ context.Context, s *session.Session) (State, error) {
	t := s.Secrets.Tokens
	switch {
	case t == nil, !st.w.mayBeOurs(s):
		return Missing, nil
	case t.RefreshTokenExpiresAt == nil, publishing(s) == "testing":
		return Done, nil
	case st.minted:
		return Waiting, nil
	}
	return Missing, nil
}

// Do implements [Step].
func (st *tokensStep) Do(ctx context.Context, s *session.Session) error {
	w := st.w
	if s.Client != nil && s.Client.Foreign {
		w.heading(st.ID()) // the guide's page is about Google's
	} else if err := w.show(s, st.ID()); err != nil {
		return err
	}
	err := w.Renew(ctx, s, func(*MintRequest) {})
	st.minted = err == nil
	return err
}

// Renew fetches new tokens for an asset that setup has brought as far as a
// client, and keeps them; wish changes the request.
func (w *Wizard) Renew(ctx context.Context, s *session.Session, wish func(*MintRequest)) error {
	m, err := w.RequestFor(s, wish)
	if err != nil {
		return err
	}
	minted, err := w.Mint(ctx, m)
	if err != nil {
		return err
	}
	return w.Keep(ctx, s, minted)
}

// RequestFor is the request for an asset's tokens; wish changes it. What stands
// in the way of the sign-in that follows is kept in the session.
func (w *Wizard) RequestFor(s *session.Session, wish func(*MintRequest)) (MintRequest, error) {
	client, err := w.client(s)
	if err != nil {
		return MintRequest{}, err
	}
	w.about, w.signsIn = w.Context(s), s
	m := MintRequest{
		Client: client, Scope: w.Provider().Scope, LoginHint: w.login(s), Port: w.port(s), Foreign: s.Client.Foreign,
		Holding: s.Secrets.Tokens != nil && w.mayBeOurs(s),
	}
	wish(&m)
	m.Login = w.login(s) // whatever hint was wished
	return m, nil
}

// Keep stores an asset's new tokens together with the account they belong to,
// in one write: a crash leaves either the old ones or the new ones. The proof
// of the old ones is void. A better token is not replaced without a question.
func (w *Wizard) Keep(ctx context.Context, s *session.Session, minted *Minted) error {
	tokens, account := minted.Tokens, minted.Account
	if s.Client.Foreign {
		account = w.login(s) // another provider does not tell: who it was asked for
	}
	w.minted(s, tokens)
	if err := w.mayReplace(ctx, s, tokens); err != nil {
		return errors.Join(err, s.Save())
	}
	s.Secrets.Tokens, s.Secrets.Account = tokens, account
	if err := s.SaveSecrets(); err != nil {
		return err
	}
	s.Proof = nil
	s.Record("tokens", session.Observed, w.Now())
	if tokens.RefreshTokenExpiresAt != nil {
		s.Forget("audience") // it cannot have been published before this token
		w.finding(s, &check.LifetimeError{ExpiresAt: *tokens.RefreshTokenExpiresAt})
	}
	return w.save(s)
}

// mayBeOurs reports whether the stored tokens can be those of the account that
// signs in: nothing else was seen.
func (w *Wizard) mayBeOurs(s *session.Session) bool {
	return s.Secrets.Account == "" || strings.EqualFold(s.Secrets.Account, w.login(s))
}

// learnAccount keeps whose mailbox the tokens open, once the checks saw it.
func (w *Wizard) learnAccount(s *session.Session, results []check.Result) error {
	account := s.Secrets.Account
	for i := range results {
		r := &results[i]
		var wrong *check.AccountError
		switch {
		case r.ID != "mailbox.identity":
		case r.Status == check.Pass:
			account = w.login(s)
		case errors.As(r.Err, &wrong):
			account = wrong.Got
		}
	}
	if strings.EqualFold(account, s.Secrets.Account) {
		return nil
	}
	s.Secrets.Account = account
	return s.SaveSecrets()
}
