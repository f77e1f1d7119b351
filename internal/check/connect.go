package check

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

// Connect is how the asset is looked at in Webex Connect. The zero Connect looks
// at nothing: nobody gave a token.
type Connect struct {
	API *asset.ConnectAPI
	ID  string // of our asset, "" where push did not make it
	Err error  // why there is no API although there is a token
	// Optional says that nobody asked for this check, as in a lab, which has a
	// token for everybody: then an asset that is not there yet is no failure.
	Optional bool
}

// DifferenceError says that Webex Connect has other values than the
// configuration.
type DifferenceError struct {
	ID          string // of the asset
	Differences []asset.Difference
}

// Error implements error.
func (e *DifferenceError) Error() string {
	keys := make([]string, len(e.Differences))
	for i, d := range e.Differences {
		keys[i] = d.Key
	}
	return fmt.Sprintf("compare the asset %s in Webex Connect: it differs in %s", e.ID, strings.Join(keys, ", "))
}

// NoConnectAssetError says that Webex Connect has no asset for the mailbox, or
// more than one. IDs are those there are.
type NoConnectAssetError struct {
	Email string
	IDs   []string
}

// Error implements error.
func (e *NoConnectAssetError) Error() string {
	if len(e.IDs) > 1 {
		return fmt.Sprintf("find the asset of %s in Webex Connect: there are %d, %s", e.Email, len(e.IDs), strings.Join(e.IDs, ", "))
	}
	return fmt.Sprintf("find the asset of %s in Webex Connect: there is none", e.Email)
}

// NoConnectTokenError says that the asset in Webex Connect has no valid tokens:
// nobody pressed Generate Token, or a refresh failed. State is the API's word.
type NoConnectTokenError struct{ ID, State string }

// Error implements error.
func (e *NoConnectTokenError) Error() string {
	return fmt.Sprintf("look at the tokens of the asset %s in Webex Connect: their state is %q", e.ID, e.State)
}

// connectAsset proves that Webex Connect has the asset as it is configured, and
// that its Generate Token was done. Of all checks this one alone sees what
// Webex Connect has; a refusal of the API says nothing about the asset.
func (r *run) connectAsset(ctx context.Context) Result {
	switch {
	case r.Connect.Err != nil:
		return found(Unknown, msg.CheckConnectUnread.Line(), r.Connect.Err)
	case r.Connect.API == nil:
		return unwished(msg.CheckConnectUnwished.Line())
	case r.Connect.API.OrganizationID == "":
		return lacking("connect.organization_id")
	case r.Connect.API.Base == "":
		return lacking("asset.region")
	case r.Config.Asset.EmailID == "":
		return lacking("asset.emailId")
	}
	if err := r.Connect.API.Mapping.CheckConfirmed(); err != nil {
		return found(Unknown, msg.CheckConnectUnread.Line(), err)
	}
	own, err := r.findConnect(ctx)
	var missing *NoConnectAssetError
	switch {
	case errors.As(err, &missing) && len(missing.IDs) > 1:
		return found(Fail, msg.CheckConnectSeveral.Line(len(missing.IDs), r.Config.Asset.EmailID), err)
	case missing != nil && r.Connect.Optional:
		skip := unwished(msg.CheckConnectMissing.Line(r.Config.Asset.EmailID))
		skip.unmade = true
		return skip
	case missing != nil:
		return found(Fail, msg.CheckConnectMissing.Line(r.Config.Asset.EmailID), err)
	case err != nil:
		return found(Unknown, msg.CheckConnectUnread.Line(), err)
	}
	return r.judgeConnect(own)
}

// findConnect finds the asset: by the id that push kept, else by its Email ID.
func (r *run) findConnect(ctx context.Context) (*asset.ConnectAsset, error) {
	api, email := r.Connect.API, r.Config.Asset.EmailID
	if r.Connect.ID == "" && !api.Lists() {
		return nil, &asset.MappingError{Reason: asset.MappingIncomplete, Missing: []string{"operations.list"}}
	}
	own, others, err := api.Look(ctx, r.Connect.ID, email)
	switch {
	case err != nil, own != nil:
		return own, err
	case len(others) == 1:
		return api.Get(ctx, others[0].ID) // an item of a list need not tell all
	}
	missing := &NoConnectAssetError{Email: email}
	for _, o := range others {
		missing.IDs = append(missing.IDs, o.ID)
	}
	return nil, missing
}

// judgeConnect compares. A name that differs disturbs nobody.
func (r *run) judgeConnect(own *asset.ConnectAsset) Result {
	compared := own.Compare(r.Config)
	facts := map[string]any{"assetId": own.ID, "transid": own.TransID, "trackingid": own.TrackingID, "compared": compared.Compared}
	if compared.Unseen != nil {
		facts["notTold"] = compared.Unseen
	}
	state, known := own.TokenState()
	if known != asset.TokenUntold {
		facts["tokenState"] = state
	}
	if len(compared.Differences) > 0 {
		return r.differs(own, compared, facts)
	}
	switch {
	case known == asset.TokenInvalid, known == asset.TokenUnclear && state == "":
		err := &NoConnectTokenError{own.ID, state}
		return Result{Status: Fail, Summary: msg.CheckConnectNoToken.Line(), Err: err, Facts: facts}
	case known == asset.TokenValid:
		return passed(msg.CheckConnectGood.Line(own.ID, compared.Compared), facts)
	}
	return passed(msg.CheckConnectSame.Line(own.ID, compared.Compared), facts)
}

func (r *run) differs(own *asset.ConnectAsset, compared asset.Comparison, facts map[string]any) Result {
	status, labels := Warn, []string{}
	told := map[string]any{}
	for _, d := range compared.Differences {
		told[d.Key] = map[string]string{"here": d.Here, "webexConnect": d.There}
		if d.Secret {
			told[d.Key] = "another one"
		}
		labels = append(labels, d.Label)
		if d.Key != "asset.name" && d.Key != "authentication.reviewConsent" {
			status = Fail
		}
	}
	facts["differences"] = told
	err := &DifferenceError{own.ID, compared.Differences}
	return Result{Status: status, Summary: msg.CheckConnectDiffers.Line(own.ID, strings.Join(labels, ", ")), Err: err, Facts: facts}
}
