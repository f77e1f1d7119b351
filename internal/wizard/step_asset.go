package wizard

import (
	"cmp"
	"context"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// assetStep learns what the asset is called and what Webex Connect shows of it.
type assetStep struct{ w *Wizard }

// ID implements [Step].
func (*assetStep) ID() string { return "asset" }

// Done implements [Step].
func (st *assetStep) Done(_ context.Context, s *session.Session) (State, error) {
	if !st.w.assetAnswered(s) {
		return Missing, nil
	}
	return Done, nil
}

func (w *Wizard) assetAnswered(s *session.Session) bool {
	return answered(s, append(w.assetQuestions(s), w.forwardingQuestion(false)))
}

// Do asks first where Webex Connect is: its page is told with that address.
func (st *assetStep) Do(ctx context.Context, s *session.Session) error {
	beforeTheForm := func(s *session.Session) []prompt.Question {
		questions := st.w.assetQuestions(s)
		return questions[:len(questions)-1]
	}
	if !st.w.CanAsk {
		beforeTheForm = st.w.assetQuestions // nobody reads the page first
	}
	if err := st.w.askAll(ctx, s, beforeTheForm); err != nil {
		return err
	}
	if err := st.w.show(s, st.ID()); err != nil {
		return err
	}
	if err := st.w.askAll(ctx, s, st.w.assetQuestions); err != nil {
		return err
	}
	st.w.lookAtCallback(s)
	if !st.w.isForeign(s) {
		st.w.lookAtMailbox(ctx, s)
	}
	address, err := st.w.optional(ctx, s, st.w.forwardingQuestion(false))
	if err == nil && address != "" && !connectDomain(address) {
		st.w.note(msg.OddForwarding.Line(st.w.Marks.Warn, address))
	}
	return err
}

// assetQuestions are those whose answers the asset cannot do without. They are
// made anew for each look, because a default may follow from an answer.
func (w *Wizard) assetQuestions(s *session.Session) []prompt.Question {
	lab := w.Endpoints.Lab()
	email := func(address string) error { return asset.CheckEmail(asset.FieldEmail, address) }
	emailHelp, loginText := msg.HelpEmail, msg.AskLoginID
	if w.isForeign(s) {
		emailHelp, loginText = msg.HelpEmailForeign, msg.AskLoginIDForeign
	}
	return []prompt.Question{
		w.NameQuestion(cmp.Or(s.Answer("asset.name"), strings.ToUpper(s.Name[:1])+s.Name[1:])),
		{ID: "asset.email", Text: msg.AskEmail.In(w.Lang), Help: emailHelp.In(w.Lang), Default: w.Endpoints.Mailbox, Check: email},
		{
			ID: "asset.login_id", Text: loginText.In(w.Lang), Help: msg.HelpLoginID.In(w.Lang), Default: s.Answer("asset.email"),
			Check: func(address string) error { return asset.CheckEmail(asset.FieldLoginID, address) },
		},
		{
			ID: "connect.url", Text: msg.AskConnectURL.In(w.Lang), Help: msg.HelpConnectURL.In(w.Lang), Default: w.Endpoints.ConnectURL,
			Check: func(address string) error { return asset.CheckConnectURL(address, lab) },
		},
		w.callbackQuestion(),
	}
}

// callbackQuestion asks for the Call Back URL that the form shows.
func (w *Wizard) callbackQuestion() prompt.Question {
	return prompt.Question{
		ID: "connect.callback_url", Text: msg.AskCallbackURL.In(w.Lang), Help: msg.HelpCallbackURL.In(w.Lang), Default: w.Endpoints.CallbackURL,
		Check: func(address string) error { return asset.CheckCallbackURL(address, w.Endpoints.Lab()) },
	}
}

// NameQuestion asks for the asset's name, before there is a session to keep
// the answer in.
func (w *Wizard) NameQuestion(name string) prompt.Question {
	if name == "" {
		name = "Support"
	}
	return prompt.Question{
		ID: "asset.name", Text: msg.AskName.In(w.Lang), Help: msg.HelpName.In(w.Lang),
		Default: name, Check: asset.CheckName,
	}
}

// forwardingQuestion asks for the forwarding address. It may go unanswered
// until the last step needs it.
func (w *Wizard) forwardingQuestion(needed bool) prompt.Question {
	q := prompt.Question{
		ID: "asset.forwarding_address", Text: msg.AskForwarding.In(w.Lang), Help: msg.HelpForwarding.In(w.Lang),
		Default: w.Endpoints.ForwardingAddress,
		Check: func(address string) error {
			if address == "" && !needed {
				return nil
			}
			return asset.CheckEmail(asset.FieldForwardingAddress, address)
		},
	}
	if !needed {
		q.Text = msg.AskForwardingLater.In(w.Lang)
	}
	return q
}

// lookAtCallback remarks on a Call Back URL that does not end as they do: a
// slash pasted along, say. It is taken all the same, for it must be copied and
// never made up (webex-connect.md section 1, row 11).
func (w *Wizard) lookAtCallback(s *session.Session) {
	if address := s.Answer("connect.callback_url"); !strings.HasSuffix(address, "/callback") {
		w.note(msg.OddCallback.Line(w.Marks.Warn, address))
	}
}

// connectDomain reports whether an address is at a domain that Webex Connect
// receives mail with (webex-connect.md section 1, row 3).
func connectDomain(address string) bool {
	domain := strings.ToLower(address[strings.LastIndex(address, "@")+1:])
	return strings.HasSuffix(domain, ".imiconnect.io") || strings.HasSuffix(domain, ".webexconnect.io")
}
