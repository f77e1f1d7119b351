package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// find looks for the asset in Webex Connect before anything is written: nil
// where a new one may be made. Never a second one of the same Email ID: one
// that this program did not make is taken over on wish only.
func (o *pushOptions) find(ctx context.Context, s *session.Session, api *asset.ConnectAPI) (*asset.ConnectAsset, error) {
	email, id := o.config.Asset.EmailID, o.ownID(s)
	own, others, err := api.Look(ctx, id, email)
	var refused *asset.RefusedIDError
	switch {
	case errors.As(err, &refused) && o.assetID == "":
		return nil, o.confirmed(ctx, false, noneYet, msg.AskGone.In(o.app.lang, refused.ID, email))
	case isPaged(err) && o.assetID == "":
		return nil, o.mayBeElsewhere(ctx, email)
	case err != nil && !isPaged(err):
		return nil, err
	case own != nil:
		if err := o.mayMove(ctx, api, own); err != nil {
			return nil, err
		}
		return own, o.mayAdopt(ctx, s, own)
	case o.assetID != "":
		return nil, errors.New(msg.PushNoSuch.In(o.app.lang, o.assetID))
	case len(others) > 1:
		return nil, o.several(others)
	case len(others) == 1:
		if err := o.mayAdopt(ctx, s, others[0]); err != nil {
			return nil, err
		}
		return api.Get(ctx, others[0].ID) // an item of a list need not tell all
	case !api.Lists():
		return nil, o.mayBeNew(ctx, email)
	}
	o.say(msg.PushLooked, o.wizard.Marks.Pass, email)
	return nil, nil
}

// several refuses where it cannot be told which asset is meant.
func (o *pushOptions) several(all []*asset.ConnectAsset) error {
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = one.ID
	}
	return errors.New(msg.PushSeveral.In(o.app.lang, len(all), o.config.Asset.EmailID, strings.Join(ids, ", ")))
}

// mayMove looks, where our asset has another Email ID there than here, that no
// other asset has that one.
func (o *pushOptions) mayMove(ctx context.Context, api *asset.ConnectAPI, own *asset.ConnectAsset) error {
	email := o.config.Asset.EmailID
	if strings.EqualFold(own.Email, email) || !api.Lists() {
		return nil
	}
	others, err := api.Find(ctx, email)
	if isPaged(err) {
		return o.mayBeElsewhere(ctx, email)
	}
	if err != nil || len(others) == 0 {
		return err
	}
	return o.several(append(others, own))
}

// mayAdopt asks before an asset is taken over that this program did not make.
// --yes does not answer that: whoever made it may want it as it is.
func (o *pushOptions) mayAdopt(ctx context.Context, s *session.Session, found *asset.ConnectAsset) error {
	named := o.assetID == found.ID && strings.EqualFold(found.Email, o.config.Asset.EmailID)
	if named || s.ConnectAsset != nil && s.ConnectAsset.ID == found.ID {
		o.say(msg.PushFoundOwn, o.wizard.Marks.Pass, found.ID)
		return nil
	}
	return o.confirmed(ctx, false, askAdopt, msg.AskAdopt.In(o.app.lang, found.ID, found.Email))
}

// askAdopt is the id of the question whether an asset is taken over.
const askAdopt = "push.adopt"

// mayBeNew has a person look where the API cannot.
func (o *pushOptions) mayBeNew(ctx context.Context, email string) error {
	return o.confirmed(ctx, false, noneYet, msg.AskNoneYet.In(o.app.lang, email))
}

// mayBeElsewhere has a person look where the API shows a part of its list only.
func (o *pushOptions) mayBeElsewhere(ctx context.Context, email string) error {
	return o.confirmed(ctx, false, noneYet, msg.AskNoneElsewhere.In(o.app.lang, email))
}

// noneYet is the question that guards against a second asset. --yes never
// answers it.
const noneYet = "push.none_yet"

// isPaged reports a list that goes on.
func isPaged(err error) bool {
	var bad *asset.MappingError
	return errors.As(err, &bad) && bad.Reason == asset.MappingPaged
}

// confirmed asks a question whose no stops the push. yes says whether --yes
// answers it.
func (o *pushOptions) confirmed(ctx context.Context, yes bool, id, text string) error {
	env := o.env
	env.Yes = env.Yes && yes
	agreed, err := env.Confirm(ctx, prompt.Question{ID: id, Text: text})
	o.showUnasked(err, text)
	if err == nil && !agreed {
		if !o.env.CanAsk {
			o.say(msg.AnsweredNo, text, id) // who reads a log wants to see to what
		}
		o.say(msg.NotPushed)
		return &wizard.StoppedError{Step: "push"}
	}
	return err
}

// showUnasked shows a question that nobody could be asked: its id alone does
// not tell what it was about.
func (o *pushOptions) showUnasked(err error, text string) {
	var missing *prompt.MissingError
	if errors.As(err, &missing) {
		o.row("%s", text)
	}
}

// write creates or updates, once somebody agreed. An asset that is as it should
// be is left alone.
func (o *pushOptions) write(ctx context.Context, s *session.Session, api *asset.ConnectAPI, own *asset.ConnectAsset) (asset.Pushed, error) {
	email := o.config.Asset.EmailID
	if own == nil {
		if err := o.confirmed(ctx, true, "push.confirm", msg.AskPushCreate.In(o.app.lang, o.config.Asset.Name, email)); err != nil {
			return asset.Pushed{}, err
		}
		return api.Create(ctx, &o.config)
	}
	compared := own.Compare(&o.config)
	resent := o.secretIsNew(s, own, compared)
	if len(compared.Settable()) == 0 && !resent {
		return asset.Pushed{ID: own.ID, Action: asset.Unchanged, ConnectReceipt: own.ConnectReceipt, Asset: own}, nil
	}
	o.differences(compared.Settable())
	if resent {
		o.say(msg.PushSecret, "Client Secret")
	}
	if err := o.confirmed(ctx, true, "push.confirm", msg.AskPushUpdate.In(o.app.lang, own.ID, email)); err != nil {
		return asset.Pushed{}, err
	}
	return api.Update(ctx, own, &o.config)
}

// secretIsNew reports that the client secret may be another one there: the API
// does not show it, and it is not the one that was last sent.
func (o *pushOptions) secretIsNew(s *session.Session, own *asset.ConnectAsset, compared asset.Comparison) bool {
	if !slices.Contains(compared.Unseen, "authentication.clientSecret") {
		return false
	}
	mark := asset.SecretMark(own.ID, o.config.Authentication.ClientSecret)
	return s.ConnectAsset == nil || s.ConnectAsset.ID != own.ID || s.ConnectAsset.SecretMark != mark
}
