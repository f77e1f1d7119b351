package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// reach makes the API ready to be spoken to: region, organization and token,
// asked for where nothing tells them.
func (o *pushOptions) reach(ctx context.Context, s *session.Session, api *asset.ConnectAPI) error {
	region, err := o.app.region(ctx, o.env, s, o.config.Asset.Region)
	if err != nil {
		return err
	}
	if found, known := asset.FindRegion(region); known && !o.env.Endpoints.Lab() {
		api.Base = found.Base
	}
	if api.OrganizationID, err = o.app.organization(ctx, o.env, s); err != nil {
		return err
	}
	api.Token, err = o.token(ctx, s)
	return err
}

// token is the Webex token: the one that is there without asking, else a
// person's. It is never an argument, and kept only on wish, in a keyring.
func (o *pushOptions) token(ctx context.Context, s *session.Session) (secret.String, error) {
	token, err := o.app.givenToken(o.env, o.connectOptions, s)
	if err != nil || !token.Empty() {
		return token, err
	}
	if !o.env.CanAsk {
		return token, usage(msg.NoWebexToken)
	}
	typed, err := o.env.Ask.Ask(ctx, prompt.Question{
		ID: "connect.token", Text: msg.AskConnectToken.In(o.app.lang), Help: msg.HelpConnectToken.In(o.app.lang), Secret: true,
		Check: func(token string) error {
			if checkToken(token) != nil {
				return errors.New(msg.TokenOdd.In(o.app.lang))
			}
			return nil
		},
	})
	if err != nil {
		return secret.String{}, err
	}
	token = secret.New(typed)
	o.env.Known.Know("Webex token", token)
	return token, o.offerToKeep(ctx, s, token)
}

// offerToKeep asks whether a typed token may go to the keyring. It lives for a
// short time, so no is the default, and a keyring that fails stops nothing.
func (o *pushOptions) offerToKeep(ctx context.Context, s *session.Session, token secret.String) error {
	_, given := o.env.Given["push.keep_token"]
	if !s.HasKeyring() || !o.env.CanAsk && !given {
		return nil
	}
	env := o.env
	env.Yes = false // --yes confirms a push, not the keeping of a secret
	keep, err := env.Confirm(ctx, prompt.Question{ID: "push.keep_token", Text: msg.AskKeepToken.In(o.app.lang)})
	if err != nil || !keep {
		return err
	}
	if err := s.KeepWebexToken(token); err != nil {
		o.say(msg.TokenKeptNot, o.wizard.Marks.Warn, err)
	}
	return nil
}

// say writes a line for a person.
func (o *pushOptions) say(t msg.Text, args ...any) {
	fmt.Fprintln(o.app.Err, o.env.Known.Redact(inertLines(t.In(o.app.lang, args...))))
}

// row writes a line without words of its own.
func (o *pushOptions) row(format string, args ...any) {
	fmt.Fprintln(o.app.Err, o.env.Known.Redact(oauth.Inert(fmt.Sprintf(format, args...))))
}

// push looks, asks, writes, and looks again.
func (o *pushOptions) push(ctx context.Context, s *session.Session) error {
	api, err := o.app.connectAPI(o.env, o.connectOptions, o.config.Asset.Region, "")
	if err != nil {
		return err
	}
	if err := errors.Join(o.ready(), o.inFile(errors.Join(api.Mapping.Check(&o.config), api.Mapping.CheckConfirmed()))); err != nil {
		return err
	}
	if err := o.reach(ctx, s, api); err != nil {
		return err
	}
	own, err := o.find(ctx, s, api)
	if err != nil {
		return errors.Join(o.inFile(err), o.failed(s, err))
	}
	done, err := o.write(ctx, s, api, own)
	if err != nil {
		return errors.Join(o.inFile(err), o.failed(s, err))
	}
	if err := o.remember(s, done); err != nil {
		return err
	}
	o.report(s, done)
	return nil
}

// failed remembers what Webex Connect refused, for the support report. Whatever
// else went wrong is none of its business.
func (o *pushOptions) failed(s *session.Session, err error) error {
	var refused *asset.ConnectError
	if !errors.As(err, &refused) {
		return nil
	}
	s.CalledConnect(session.ConnectCall{
		At: o.app.now(), Outcome: "failed", Status: refused.Status, Code: refused.Code,
		TransID: refused.TransID, TrackingID: refused.TrackingID,
	})
	return s.Save()
}

// remember keeps which asset is ours, and the forwarding address where Webex
// Connect alone knew it.
func (o *pushOptions) remember(s *session.Session, done asset.Pushed) error {
	s.ConnectAsset = &session.ConnectAsset{
		ID: done.ID, At: o.app.now().UTC().Truncate(time.Second),
		SecretMark: asset.SecretMark(done.ID, o.config.Authentication.ClientSecret),
	}
	s.CalledConnect(session.ConnectCall{
		At: o.app.now(), Outcome: string(done.Action), Code: done.Code, TransID: done.TransID, TrackingID: done.TrackingID,
	})
	if done.Asset != nil && s.Answer("asset.forwarding_address") == "" {
		address := done.Asset.Value("asset.forwardingAddress")
		if address != "" && asset.CheckEmail(asset.FieldForwardingAddress, address) == nil {
			s.Answers["asset.forwarding_address"] = address
			o.say(msg.PushForwarding, o.wizard.Marks.Pass, address)
		}
	}
	return s.Save()
}

// report says what became of it.
func (o *pushOptions) report(s *session.Session, done asset.Pushed) {
	marks := o.wizard.Marks
	if done.After != nil {
		o.say(msg.PushAfterAll, marks.Warn, done.After)
	}
	switch done.Action {
	case asset.Created:
		o.say(msg.PushCreated, marks.Pass, oauth.Inert(done.ID))
	case asset.Updated:
		o.say(msg.PushUpdated, marks.Pass, oauth.Inert(done.ID))
	case asset.Unchanged:
		o.say(msg.PushUnchanged, marks.Pass)
	}
	o.row("    transid %s · trackingid %s", cmp.Or(oauth.Inert(done.TransID), "-"), cmp.Or(done.TrackingID, "-"))
	switch {
	case done.Asset == nil:
		o.say(msg.PushUnread, marks.Warn, done.Unread)
	default:
		o.reportLeft(done.Asset.Compare(&o.config))
	}
	if done.Action == asset.Created {
		o.say(msg.PushNext, s.Name)
	}
	if o.app.output == "json" {
		o.app.writeJSON(pushed{s.Name, o.env.Known.Redact(done.ID), done.Action, done.TransID, done.TrackingID})
		return
	}
	fmt.Fprintln(o.app.Out, o.env.Known.Redact(oauth.Inert(done.ID)))
}

// givenQuestions are the questions behind the values that Webex Connect gives.
var givenQuestions = map[string]string{
	"asset.forwardingAddress": "asset.forwarding_address", "authentication.callbackUrl": "connect.callback_url",
}

// reportLeft says what still differs. What Webex Connect gives itself is right
// there: this side has to follow, and so have Gmail's forwarding and Google's
// client.
func (o *pushOptions) reportLeft(compared asset.Comparison) {
	if left := compared.Settable(); len(left) > 0 {
		o.say(msg.PushStill, o.wizard.Marks.Warn)
		o.differences(left)
	}
	for _, d := range compared.Given() {
		line := []string{"mailasset", "setup", o.name, "--answer", givenQuestions[d.Key] + "=" + oauth.Inert(d.There)}
		line = append(line, o.app.dirFlag()...)
		o.say(msg.PushGiven, o.wizard.Marks.Warn, d.Label, oauth.Inert(d.There), d.Here, shellLine(line))
	}
}

// differences are lines of what Webex Connect has, and what it is to have.
func (o *pushOptions) differences(all []asset.Difference) {
	for _, d := range all {
		if d.Secret {
			o.say(msg.PushOtherSecret, d.Label)
			continue
		}
		o.row("    %-22s %s -> %s", d.Label, cmp.Or(oauth.Inert(d.There), msg.PushNothing.In(o.app.lang)), d.Here)
	}
}
