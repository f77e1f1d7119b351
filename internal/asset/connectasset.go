package asset

import (
	"context"
	"slices"
	"strings"
)

// ConnectAsset is an email asset as Webex Connect has it.
type ConnectAsset struct {
	ID    string
	Email string
	ConnectReceipt

	fields  any // the object that the fields are counted from
	mapping *Mapping
}

// Compare holds the asset against its configuration.
func (s *ConnectAsset) Compare(c *Configuration) Comparison { return s.mapping.compare(c, s.fields) }

// Value returns what Webex Connect has for a key of the form that is no secret,
// "" where it tells nothing.
func (s *ConnectAsset) Value(key string) string {
	if key == "authentication.clientSecret" {
		return ""
	}
	return s.mapping.value(key, s.fields)
}

// TokenKnowledge is what is known of the tokens that Generate Token makes.
type TokenKnowledge string

// What is known of them.
const (
	TokenUntold  TokenKnowledge = ""        // the mapping or the answer does not tell
	TokenValid   TokenKnowledge = "valid"   // the state is one of those that mean so
	TokenInvalid TokenKnowledge = "invalid" // it is another one
	TokenUnclear TokenKnowledge = "unclear" // nobody said what this state means
)

// TokenState returns the state of the asset's tokens in the API's own word, and
// what that means.
func (s *ConnectAsset) TokenState() (string, TokenKnowledge) {
	m := s.mapping.Answer
	if !m.HasTokenState {
		return "", TokenUntold
	}
	value, there := m.TokenState.in(s.fields)
	if !there && len(m.TokenValid) == 0 {
		return "", TokenUntold
	}
	state := scalarText(value)
	switch {
	case slices.ContainsFunc(m.TokenValid, func(valid string) bool { return strings.EqualFold(valid, state) }):
		return state, TokenValid
	case len(m.TokenValid) > 0:
		return state, TokenInvalid
	}
	return state, TokenUnclear
}

// Get reads an asset. Errors are *ConnectError and *MappingError.
func (a *ConnectAPI) Get(ctx context.Context, id string) (*ConnectAsset, error) {
	got, err := a.call(ctx, request{act: actGet, op: a.Mapping.Operations.Get, id: id})
	if err != nil {
		return nil, err
	}
	found := a.assetIn(got.document, got.ConnectReceipt)
	if found.ID == "" {
		found.ID = id // it was asked for by it
	}
	return found, nil
}

// Lists reports whether the API can be asked for the assets there are.
func (a *ConnectAPI) Lists() bool { return !a.Mapping.Operations.List.none() }

// Find lists the assets of an Email ID. Errors are *ConnectError and
// *MappingError; one of the reason MappingPaged where the list shows none and is
// not whole.
func (a *ConnectAPI) Find(ctx context.Context, email string) ([]*ConnectAsset, error) {
	all, paged, err := a.list(ctx, email)
	found := of(email, all)
	if err == nil && len(found) == 0 {
		err = paged
	}
	return found, err
}

// of are those of an Email ID; Gmail ignores case.
func of(email string, all []*ConnectAsset) []*ConnectAsset {
	var found []*ConnectAsset
	for _, one := range all {
		if strings.EqualFold(one.Email, email) {
			found = append(found, one)
		}
	}
	return found
}

// list lists the assets there are. An answer that does not show ids and Email
// IDs is a *MappingError: it would pass for a list in which the asset is not.
// paged is one too, where the answer says that there are more.
func (a *ConnectAPI) list(ctx context.Context, email string) (all []*ConnectAsset, paged, err error) {
	got, err := a.call(ctx, request{act: actList, op: a.Mapping.Operations.List, email: email})
	if err != nil {
		return nil, nil, err
	}
	mismatch := func(what string) error {
		return &MappingError{Reason: MappingMismatch, Missing: []string{what}, Receipt: got.ConnectReceipt}
	}
	value, there := a.Mapping.Answer.Items.in(got.document)
	items, isList := value.([]any)
	if !there || !isList && value != nil {
		return nil, nil, mismatch("answer.items")
	}
	for _, item := range items {
		all = append(all, a.assetIn(item, got.ConnectReceipt))
	}
	switch {
	case len(all) > 0 && !slices.ContainsFunc(all, func(s *ConnectAsset) bool { return s.Email != "" }):
		return nil, nil, mismatch("fields.asset.emailId")
	case slices.ContainsFunc(all, func(s *ConnectAsset) bool { return s.ID == "" }):
		return nil, nil, mismatch("answer.id")
	}
	if sign := signOfMore(got, a.Mapping.Answer.Items, len(items)); sign != "" {
		paged = &MappingError{Reason: MappingPaged, Missing: []string{sign}, Receipt: got.ConnectReceipt}
	}
	return all, paged, nil
}

// assetIn reads an answer, or an item of a list. The id may stand beside the
// asset or in it.
func (a *ConnectAPI) assetIn(document any, receipt ConnectReceipt) *ConnectAsset {
	m := a.Mapping
	fields, there := m.Answer.Asset.in(document)
	if !there {
		fields = document // an item of a list need not be wrapped like an answer
	}
	s := &ConnectAsset{ConnectReceipt: receipt, fields: fields, mapping: m, Email: m.value("asset.emailId", fields)}
	for _, place := range []any{document, fields} {
		if id, found := m.Answer.ID.in(place); found && s.ID == "" {
			s.ID = scalarText(id)
		}
	}
	return s
}
