package asset

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// ConnectAction is what a push did.
type ConnectAction string

// The actions.
const (
	Created   ConnectAction = "created"
	Updated   ConnectAction = "updated"
	Unchanged ConnectAction = "unchanged"
)

// Pushed is the outcome of a push.
type Pushed struct {
	ID     string
	Action ConnectAction
	ConnectReceipt
	// After is the failure of a request that had been carried out after all, as a
	// look at the asset showed; nil where it was answered.
	After error
	// Asset is what Webex Connect has now; nil where it could not be read, and
	// Unread says why.
	Asset  *ConnectAsset
	Unread error
}

// Create makes a new asset. Whoever calls has looked that there is none of this
// Email ID. Where the outcome of the request is open, the list is asked once;
// an asset that is there now was created. Errors are *ConnectError, whose State
// tells what the look showed, and *MappingError.
func (a *ConnectAPI) Create(ctx context.Context, c *Configuration) (Pushed, error) {
	got, err := a.call(ctx, request{act: actCreate, op: a.Mapping.Operations.Create, email: c.Asset.EmailID, config: c})
	if err != nil {
		return a.createdAfterAll(ctx, c, err)
	}
	done := Pushed{Action: Created, ConnectReceipt: got.ConnectReceipt, ID: a.assetIn(got.document, got.ConnectReceipt).ID}
	if done.ID == "" {
		if done.ID, err = a.newID(ctx, c); err != nil {
			return done, err
		}
	}
	return a.seen(ctx, done), nil
}

// newID finds the id of an asset that was just created and whose answer does not
// tell it.
func (a *ConnectAPI) newID(ctx context.Context, c *Configuration) (string, error) {
	unknown := &MappingError{Reason: MappingMismatch, Missing: []string{"answer.id"}}
	if !a.Lists() {
		return "", unknown
	}
	found, err := a.Find(ctx, c.Asset.EmailID)
	switch {
	case err != nil:
		unknown.Err = err
		return "", unknown
	case len(found) != 1:
		return "", unknown
	}
	return found[0].ID, nil
}

func (a *ConnectAPI) createdAfterAll(ctx context.Context, c *Configuration, err error) (Pushed, error) {
	var failed *ConnectError
	if !errors.As(err, &failed) || !failed.open() {
		return Pushed{}, err
	}
	failed.State = StateUnknown
	if ctx.Err() != nil || !a.Lists() {
		return Pushed{}, err
	}
	found, looked := a.Find(ctx, c.Asset.EmailID)
	switch {
	case looked != nil:
		failed.Err = errors.Join(failed.Err, fmt.Errorf("look for it afterwards: %w", looked))
	case len(found) == 0:
		failed.State = StateAbsent
	case len(found) > 1:
		failed.State = StateSeveral
	default:
		return a.seen(ctx, Pushed{ID: found[0].ID, Action: Created, ConnectReceipt: failed.ConnectReceipt, After: failed}), nil
	}
	return Pushed{}, err
}

// Update brings an asset to the state of the configuration. Where the outcome
// of the request is open, the asset is read once. Errors are like those of
// Create.
func (a *ConnectAPI) Update(ctx context.Context, before *ConnectAsset, c *Configuration) (Pushed, error) {
	got, err := a.call(ctx, request{act: actUpdate, op: a.Mapping.Operations.Update, id: before.ID, email: c.Asset.EmailID, config: c, before: before})
	if err != nil {
		return a.updatedAfterAll(ctx, before, c, err)
	}
	return a.seen(ctx, Pushed{ID: before.ID, Action: Updated, ConnectReceipt: got.ConnectReceipt}), nil
}

func (a *ConnectAPI) updatedAfterAll(ctx context.Context, before *ConnectAsset, c *Configuration, err error) (Pushed, error) {
	var failed *ConnectError
	if !errors.As(err, &failed) || !failed.open() {
		return Pushed{}, err
	}
	failed.State = StateUnknown
	if ctx.Err() != nil {
		return Pushed{}, err
	}
	now, looked := a.Get(ctx, before.ID)
	if looked != nil {
		failed.Err = errors.Join(failed.Err, fmt.Errorf("look at it afterwards: %w", looked))
		return Pushed{}, err
	}
	old, left := len(before.Compare(c).Settable()), len(now.Compare(c).Settable())
	switch {
	case old > 0 && left == 0:
		return Pushed{ID: before.ID, Action: Updated, ConnectReceipt: failed.ConnectReceipt, After: failed, Asset: now}, nil
	case old > 0 && left == old:
		failed.State = StateBefore
	}
	return Pushed{}, err
}

// seen reads the asset after it was written: what was stored is told by that,
// not by the answer to the writing.
func (a *ConnectAPI) seen(ctx context.Context, done Pushed) Pushed {
	done.Asset, done.Unread = a.Get(ctx, done.ID)
	return done
}

// Look finds the asset before anything is written: by the id that is known for
// it, else by its Email ID. It returns the asset of that id, nil where there is
// none any more, and those of the same Email ID that have another id; others is
// nil where own was found or the API cannot list. That there is no asset is said
// only where it is certain: else the error is a *RefusedIDError or a
// *MappingError of the reason MappingPaged. Other errors are *ConnectError and
// *MappingError.
func (a *ConnectAPI) Look(ctx context.Context, id, email string) (own *ConnectAsset, others []*ConnectAsset, err error) {
	var refused error
	if id != "" {
		if own, refused = a.Get(ctx, id); refused == nil {
			return own, nil, nil
		}
		if !isGone(refused) && !isUnclear(refused) || !a.Lists() {
			return nil, nil, refused
		}
	}
	if !a.Lists() {
		return nil, nil, nil
	}
	all, paged, err := a.list(ctx, email)
	if err != nil {
		return nil, nil, err
	}
	if slices.ContainsFunc(all, func(s *ConnectAsset) bool { return s.ID == id }) {
		return nil, nil, refused // it is there: the refusal means something else
	}
	if others = of(email, all); len(others) > 0 {
		return nil, others, nil
	}
	if paged == nil && isUnclear(refused) {
		return nil, nil, &RefusedIDError{id, refused}
	}
	return nil, nil, paged
}
