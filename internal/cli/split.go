package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// begin begins a sign-in that --finish ends, perhaps by somebody else's hand.
// The authorization URL is the result.
func (o *tokenOptions) begin(w *wizard.Wizard, m wizard.MintRequest, path string) error {
	pending, err := w.Begin(m)
	if err != nil {
		return err
	}
	o.tellReplaced(path)
	if err := session.WritePending(path, pending.Encode()); err != nil {
		return err
	}
	a := o.app
	if a.output == "json" {
		a.writeJSON(map[string]any{
			"authorizationUrl": pending.AuthorizationURL(), "redirectUri": pending.RedirectURI, "expiresAt": pending.ExpiresAt,
		})
	} else {
		fmt.Fprintln(a.Out, pending.AuthorizationURL())
	}
	fmt.Fprintf(a.Err, "\n%s\n%s\n", msg.Begun.In(a.lang, msg.Moment(pending.ExpiresAt).In(a.lang)), shellLine(o.line("--finish")))
	return nil
}

// end takes the address of a begun sign-in and exchanges its code. What can no
// longer be finished is removed; what was only pasted wrongly is kept.
func (o *tokenOptions) end(ctx context.Context, w *wizard.Wizard, m wizard.MintRequest, path string) (*wizard.Minted, error) {
	data, err := session.ReadPending(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage(msg.NothingBegun)
	}
	if err != nil {
		return nil, err
	}
	pending, err := oauth.DecodePending(data)
	if err != nil {
		o.drop(path)
		return nil, err
	}
	m.Scope = pending.Scope
	if o.name == "" {
		m.Login, m.LoginHint = pending.LoginHint, pending.LoginHint
	}
	address, err := o.address(ctx, w)
	if err != nil {
		return nil, err
	}
	minted, err := w.Finish(ctx, m, pending, address)
	if !mayBeCorrected(err) {
		o.drop(path)
	}
	return minted, err
}

// drop removes a sign-in that can no longer be finished.
func (o *tokenOptions) drop(path string) {
	session.RemovePending(path)
	o.spent = true
}

// tellReplaced says whose link ends where another is begun.
func (o *tokenOptions) tellReplaced(path string) {
	data, err := session.ReadPending(path)
	if err != nil {
		return
	}
	if old, err := oauth.DecodePending(data); err == nil && !old.Expired(o.app.now()) {
		fmt.Fprintln(o.app.Err, msg.LinkReplaced.In(o.app.lang, msg.Moment(old.CreatedAt).In(o.app.lang)))
	}
}

// mayBeCorrected reports whether the same sign-in can be finished by pasting
// something better.
func mayBeCorrected(err error) bool {
	var pending *oauth.PendingError
	if errors.As(err, &pending) {
		switch pending.Kind {
		case oauth.PendingIncomplete, oauth.PendingWrongState, oauth.PendingWrongIssuer:
			return true
		}
	}
	var page *oauth.PageError
	return errors.Is(err, oauth.ErrNotAnAnswer) || errors.As(err, &page) || errors.Is(err, context.Canceled)
}

// address is where the browser ended: asked for on a terminal, else read from
// stdin. Never an argument: others on this machine can list those.
func (o *tokenOptions) address(ctx context.Context, w *wizard.Wizard) (string, error) {
	if w.CanAsk {
		return w.Ask.Ask(ctx, prompt.Question{ID: "token.address", Text: msg.AskAddress.In(o.app.lang), Help: msg.HelpAddress.In(o.app.lang)})
	}
	const most = 64 << 10
	text, err := io.ReadAll(io.LimitReader(o.app.In, most))
	if err != nil {
		return "", fmt.Errorf("read the address from stdin: %w", err)
	}
	return string(text), nil
}
