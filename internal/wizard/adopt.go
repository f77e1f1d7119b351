package wizard

import (
	"cmp"
	"context"
	"maps"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// AnswersOf are the answers that a configuration holds, by question id. What it
// lacks is asked for as usual.
func AnswersOf(c *asset.Configuration) map[string]string {
	answers := map[string]string{
		"asset.name":               c.Asset.Name,
		"asset.email":              c.Asset.EmailID,
		"asset.login_id":           c.Login(),
		"asset.forwarding_address": c.Asset.ForwardingAddress,
		"connect.url":              c.Asset.ConnectURL,
		"connect.callback_url":     c.Authentication.CallbackURL,
		"connect.region":           c.Asset.Region,
	}
	if g := c.Google; g != nil {
		answers["google.project_id"] = g.ProjectID
		answers["google.user_type"] = g.UserType
		answers["google.publish"] = map[string]string{"production": "publish", "testing": "stay-in-testing"}[g.Publishing]
	}
	maps.DeleteFunc(answers, func(_, value string) bool { return value == "" })
	return answers
}

// AdoptAsset takes in an asset that was built by hand: its client, its tokens,
// and as done what can be proven of its Google side. What cannot is walked as
// in any setup. What was answered besides the file (Given) beats it. Until all
// of it is through the session says Adopting, and it can be done again.
func (w *Wizard) AdoptAsset(ctx context.Context, s *session.Session, c *asset.Configuration) error {
	for id, value := range AnswersOf(c) {
		s.Answers[id] = cmp.Or(w.Given[id], value)
	}
	s.StartTLS = c.Authentication.Security == asset.STARTTLS
	client := w.clientOf(c)
	if s.Adopting = client != nil; !s.Adopting {
		w.note(msg.AdoptsNoClient.Line(w.Marks.Warn))
		return s.Save()
	}
	w.Known.Know("client secret", client.Secret)
	if err := w.checkEndpoints(client); err != nil {
		return err
	}
	if w.Foreign(client) {
		s.SMTPServer = c.Authentication.SMTPServer
	}
	s.Answers["google.client_json"] = pasted
	if err := s.Save(); err != nil {
		return err
	}
	if err := w.keepClient(s, client, w.tokensOf(c)); err != nil {
		return err
	}
	return w.ProveAdopted(ctx, s)
}

// clientOf is the OAuth client of a configuration, nil where it holds no whole
// one.
func (w *Wizard) clientOf(c *asset.Configuration) *oauth.Client {
	a, p := c.Authentication, w.Provider()
	if a.ClientID == "" || a.ClientSecret.Empty() {
		return nil
	}
	client := &oauth.Client{
		ID: a.ClientID, Secret: a.ClientSecret,
		AuthURI:  cmp.Or(a.AuthorizationURL, p.AuthorizationURL),
		TokenURI: cmp.Or(a.RefreshTokenURL, a.AccessTokenURL, p.TokenURL),
	}
	if c.Google != nil {
		client.ProjectID = c.Google.ProjectID
	}
	return client
}

// tokensOf are the tokens of a configuration, nil where there is no refresh
// token among them.
func (w *Wizard) tokensOf(c *asset.Configuration) *asset.Tokens {
	t := c.Tokens
	if t == nil || t.RefreshToken.Empty() {
		return nil
	}
	w.Known.Know("refresh token", t.RefreshToken)
	w.Known.Know("access token", t.AccessToken)
	return t
}

// ProveAdopted ends an adoption whose client is kept: it records the steps
// whose effect the checks see. Errors are those of the context, of a question
// and of writing the session.
func (w *Wizard) ProveAdopted(ctx context.Context, s *session.Session) error {
	w.note(msg.AdoptsProof.Line())
	good, tell := map[string]bool{}, w.Results(w.Err, w.Context(s))
	check.Run(ctx, w.World(), w.Subject(s), check.Options{Tier: check.Online, Only: proofChecks()}, func(r check.Result) {
		good[r.ID] = r.Status == check.Pass
		tell(r)
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	for step, proven := range map[string]bool{
		"project":     good["client.credentials"] && s.Answer("google.project_id") != "",
		"api":         good["mailbox.identity"],
		"branding":    good["token.scope"] && good["token.refresh"], // a consent screen granted it
		"data-access": good["token.scope"] && good["token.refresh"],
		"client":      good["client.credentials"] && good["redirect.connect"] && (good["redirect.loopback"] || good["token.refresh"]),
		"tokens":      good["token.refresh"] && good["mailbox.identity"],
	} {
		if proven {
			s.Record(step, session.Observed, w.Now())
		}
	}
	_, proven := s.Steps["client"]
	s.NoLoopback = proven && !good["redirect.loopback"] // not missed before somebody signs in here
	if good["token.scope"] {
		if err := w.askAll(ctx, s, w.audienceQuestions); err != nil {
			return err
		}
	}
	s.Adopting = false
	return s.Save()
}

// audienceQuestions are the two that the audience step needs and a consent
// screen that exists leaves open. Where nobody may be asked, they stay open.
func (w *Wizard) audienceQuestions(s *session.Session) []prompt.Question {
	if !w.CanAsk {
		return nil
	}
	questions := []prompt.Question{w.userTypeQuestion()}
	if s.Answer("google.user_type") == "external" {
		questions = append(questions, w.publishQuestion())
	}
	return questions
}
