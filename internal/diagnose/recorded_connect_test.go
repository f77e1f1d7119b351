package diagnose

import (
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
)

// said is a refusal of the Digital Asset API in its own words.
func said(status int, code, description string, state asset.ConnectState) error {
	return &asset.ConnectError{
		Act: "create the asset in Webex Connect", Status: status, Sent: true, State: state,
		ConnectReceipt: asset.ConnectReceipt{Code: code, Description: description, TransID: "tr-4711", TrackingID: "mailasset_0815"},
	}
}

// lost is a request without an answer.
func lost(sent bool, state asset.ConnectState, err error) error {
	return &asset.ConnectError{
		Act: "create the asset in Webex Connect", Sent: sent, State: state, ConnectReceipt: asset.ConnectReceipt{TrackingID: "mailasset_0815"},
		Err: &url.Error{Op: "Post", URL: "https://assetmanagement.us.webexconnect.io/connectapi/v2/digital/app?channel=email", Err: err},
	}
}

const mappingAt = "/home/kim/.local/state/mailasset/connect-mapping.yaml"

// recordedConnect holds what the Digital Asset API says, and what is wrong with
// mappings.
var recordedConnect = map[string][]recording{
	"connect-token-expired": {{"expired", said(401, "1401", "The token has expired.", ""), facts{
		"act": "create the asset in Webex Connect", "error": "1401", "answer": "1401 (The token has expired.)", "status": "401", "transid": "tr-4711", "trackingid": "mailasset_0815",
	}}},
	"connect-forbidden": {{"no access", said(403, "1403", "No access to the organization", ""), nil}, {"bare", said(403, "", "", ""), nil}},
	"connect-bad-request": {
		{"field", said(400, "1400", "A field is missing: name", ""), nil}, {"not found", said(404, "", "", ""), nil}, {"conflict", said(409, "", "duplicate", ""), nil},
	},
	"connect-rate-limited": {{"absent", said(429, "", "", asset.StateAbsent), nil}, {"before", said(429, "", "slow down", asset.StateBefore), nil}},
	"connect-server-error": {
		{"500", said(500, "1500", "internal", asset.StateUnknown), nil},
		{"redirect", said(302, "", "", asset.StateUnknown), nil},
		{"a page that refuses", &asset.ConnectError{Act: "read the asset in Webex Connect", Status: 403, Sent: true, Err: asset.ErrConnectGarbled, ConnectReceipt: asset.ConnectReceipt{TrackingID: "mailasset_0815"}}, facts{
			"act": "read the asset in Webex Connect", "status": "403", "reason": "garbled", "trackingid": "mailasset_0815",
		}},
		{"a page of a gateway", &asset.ConnectError{Act: "read the asset in Webex Connect", Status: 502, Sent: true, Err: asset.ErrConnectGarbled}, nil},
		{"a page that sends on", &asset.ConnectError{Act: "read the asset in Webex Connect", Status: 302, Sent: true, Err: asset.ErrConnectGarbled}, facts{
			"act": "read the asset in Webex Connect", "status": "302", "reason": "redirect",
		}},
		{"and the look afterwards fails", &asset.ConnectError{Act: "create the asset in Webex Connect", Sent: true, State: asset.StateUnknown, Err: errors.Join(io.EOF, &asset.MappingError{Reason: asset.MappingPaged})}, facts{
			"act": "create the asset in Webex Connect", "reason": "dropped", "outcome": "open", "state": "unknown",
		}},
		{"page", &asset.ConnectError{Act: "list the assets in Webex Connect", Status: 200, Sent: true, Err: asset.ErrConnectGarbled}, nil},
		{"hang", lost(true, asset.StateUnknown, context.DeadlineExceeded), facts{
			"act": "create the asset in Webex Connect", "reason": "silent", "outcome": "open", "state": "unknown", "trackingid": "mailasset_0815",
		}},
		{"a look that hangs", &asset.ConnectError{Act: "list the assets in Webex Connect", Sent: true, Err: context.DeadlineExceeded}, facts{
			"act": "list the assets in Webex Connect", "reason": "silent", "outcome": "nothing-written",
		}},
		{"dropped", lost(true, asset.StateSeveral, io.EOF), facts{
			"act": "create the asset in Webex Connect", "reason": "dropped", "outcome": "open", "state": "several", "trackingid": "mailasset_0815",
		}},
		{"reset", lost(true, asset.StateAbsent, dialed(syscall.ECONNRESET)), nil},
	},
	"connect-mapping-missing": {
		{"absent", &asset.MappingError{Path: mappingAt, Reason: asset.MappingAbsent, Err: syscall.ENOENT}, nil},
		{"unreadable", &asset.MappingError{Path: mappingAt, Reason: asset.MappingUnreadable, Err: syscall.EACCES}, facts{"path": mappingAt, "quotedPath": mappingAt, "reason": "unreadable", "defect": "unreadable-denied"}},
		{"folder", &asset.MappingError{Path: mappingAt, Reason: asset.MappingUnreadable, Err: syscall.EISDIR}, nil},
		{"on the way", &asset.MappingError{Path: mappingAt, Reason: asset.MappingUnreadable, Err: syscall.ENOTDIR}, nil},
		{"by the system", &asset.MappingError{Path: mappingAt, Reason: asset.MappingUnreadable, Err: syscall.EIO}, nil},
		{"invalid", &asset.MappingError{Path: mappingAt, Line: 7, Reason: asset.MappingInvalid, Flaw: asset.FlawName, Given: "feilds"}, facts{
			"path": mappingAt, "quotedPath": mappingAt, "reason": "invalid", "defect": "unknown-name", "line": "7", "value": "feilds",
		}},
		{"invalid without a line", &asset.MappingError{Path: mappingAt, Reason: asset.MappingInvalid, Flaw: asset.FlawNumber, Place: "authentication.port", Given: "SSL"}, nil},
		{"invalid without a place", &asset.MappingError{Path: mappingAt, Reason: asset.MappingInvalid, Flaw: asset.FlawHole}, nil},
		{"paged", &asset.MappingError{Path: mappingAt, Reason: asset.MappingPaged, Missing: []string{"paging.next"}, Receipt: asset.ConnectReceipt{TransID: "tr-1", TrackingID: "m-1"}}, nil},
		{"incomplete", &asset.MappingError{Path: mappingAt, Reason: asset.MappingIncomplete, Missing: []string{"answer.id", "fields.asset.name"}}, nil},
		{"unconfirmed", &asset.MappingError{Path: mappingAt, Reason: asset.MappingUnconfirmed}, nil},
		{"mismatch", &asset.MappingError{Path: mappingAt, Reason: asset.MappingMismatch, Missing: []string{"answer.items"}, Receipt: asset.ConnectReceipt{TransID: "tr-1", TrackingID: "m-1"}}, nil},
	},
	"connect-asset-differs": {
		{"name", &check.DifferenceError{ID: "17", Differences: []asset.Difference{{Key: "asset.name", Label: "Asset Name", Here: "Support", There: "Sales desk"}}}, facts{
			"assetId": "17", "differs": "asset.name", "count": "1", "side": "there", "settings": "--answer 'asset.name=Sales desk'",
		}},
		{"given", &check.DifferenceError{ID: "17", Differences: []asset.Difference{{Key: "authentication.callbackUrl", Label: "Call Back URL", Here: "https://a.us.webexconnect.io/callback", There: "https://b.us.webexconnect.io/callback", Given: true}}}, nil},
		{"both", &check.DifferenceError{ID: "17", Differences: []asset.Difference{
			{Key: "asset.forwardingAddress", Label: "Forwarding Address", Here: "x@mail-us.imiconnect.io", There: "y z@mail-us.imiconnect.io", Given: true},
			{Key: "authentication.clientSecret", Label: "Client Secret", Secret: true},
		}}, nil},
		{"empty", &check.DifferenceError{ID: "17", Differences: []asset.Difference{
			{Key: "authentication.port", Label: "Port", Here: "465", There: "587"}, {Key: "authentication.username", Label: "Username", Here: "support@acme.example"},
		}}, nil},
	},
	"connect-asset-missing": {
		{"none", &check.NoConnectAssetError{Email: "support@acme.example"}, facts{"email": "support@acme.example", "reason": "absent"}},
		{"several", &check.NoConnectAssetError{Email: "support@acme.example", IDs: []string{"17", "21"}}, facts{
			"email": "support@acme.example", "reason": "several", "count": "2", "assetIds": "17, 21",
		}},
	},
	"connect-token-missing": {
		{"none", &check.NoConnectTokenError{ID: "17"}, facts{"assetId": "17"}},
		{"failed", &check.NoConnectTokenError{ID: "17", State: "REFRESH_FAILED"}, facts{"assetId": "17", "tokenState": "REFRESH_FAILED"}},
	},
	"provider-unreachable": {{"never reached Webex Connect", lost(false, "", dialed(syscall.ECONNREFUSED)), facts{"host": "assetmanagement.us.webexconnect.io", "reason": "refused"}}},
}

// What a person ends is nobody's failure.
func TestConnectEndedByTheUser(t *testing.T) {
	if f := Explain(lost(true, asset.StateUnknown, context.Canceled), acme); f.Code != "" {
		t.Errorf("explained as %s", f.Code)
	}
}

// Every flaw of a mapping has words of its own, in both languages, and where no
// line is known the sentence is whole.
func TestEveryFlawHasWords(t *testing.T) {
	flaws := []asset.MappingFlaw{
		asset.FlawLarge, asset.FlawSyntax, asset.FlawObject, asset.FlawTwice, asset.FlawName, asset.FlawKey, asset.FlawText, asset.FlawList, asset.FlawScalar,
		asset.FlawConfirmed, asset.FlawMethod, asset.FlawTarget, asset.FlawWithoutID, asset.FlawWithID, asset.FlawType, asset.FlawNoPath, asset.FlawPathDeep,
		asset.FlawPathIndex, asset.FlawPathDot, asset.FlawPathEscape, asset.FlawPathEmpty, asset.FlawTaken, asset.FlawInValue, asset.FlawBody, asset.FlawHole,
		asset.FlawNumber, asset.FlawBoolean, asset.FlawFixedNumber, asset.FlawFixedTag,
	}
	seen := map[string]asset.MappingFlaw{}
	for _, flaw := range flaws {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			c := acme
			c.Lang = lang
			for line, begins := range map[int]string{0: "In " + mappingAt + ":", 7: "In " + mappingAt + ", " + map[msg.Lang]string{msg.English: "line", msg.Dutch: "regel"}[lang] + " 7:"} {
				bad := &asset.MappingError{Path: mappingAt, Line: line, Reason: asset.MappingInvalid, Flaw: flaw, Given: "x", Want: "9"}
				f := Explain(bad, c)
				if before := seen[f.Cause]; before != "" || !strings.HasPrefix(f.Cause, begins+" ") || strings.Contains(f.Cause, mappingFlaws().other.In(lang)) {
					t.Errorf("%s in line %d: %q, like %q", flaw, line, f.Cause, before)
				}
				seen[f.Cause] = flaw
				checkFinding(t, string(flaw), f, c)
			}
		}
	}
}

// What differs is told value by value, with what should be there, and never a
// secret.
func TestDifferencesAreTold(t *testing.T) {
	steps := Explain(recordedConnect["connect-asset-differs"][2].err, acme).Fix
	want := []string{
		"Forwarding Address: Webex Connect gives y z@mail-us.imiconnect.io, and here it is x@mail-us.imiconnect.io. Take over the one there: `mailasset setup acme-support --answer 'asset.forwarding_address=y z@mail-us.imiconnect.io'`.",
		"Client Secret: Webex Connect has another one than is configured here.",
		"Bring the other values to Webex Connect: `mailasset push acme-support`. Or by hand: Assets -> Apps -> the asset -> change them -> Save.",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("%q", steps)
	}
	steps = Explain(recordedConnect["connect-asset-differs"][0].err, acme).Fix
	if want := "Is it right as it is in Webex Connect? Then take it over here: `mailasset setup acme-support --answer 'asset.name=Sales desk'`."; steps[len(steps)-1] != want {
		t.Errorf("%q", steps)
	}
	dutch := acme
	dutch.Lang = msg.Dutch
	if f := Explain(recordedConnect["connect-asset-differs"][3].err, dutch); f.Fix[0] != "Port: in Webex Connect staat 587; dat moet 465 zijn." || f.Fix[1] != "Username: in Webex Connect staat niets; dat moet support@acme.example zijn." {
		t.Errorf("%q", f.Fix)
	}
}
