package diagnose

import (
	"context"
	"io"
	"net/url"
	"syscall"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/check"
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
		{"page", &asset.ConnectError{Act: "list the assets in Webex Connect", Status: 200, Sent: true, Err: asset.ErrConnectGarbled}, nil},
		{"hang", lost(true, asset.StateUnknown, context.DeadlineExceeded), facts{
			"act": "create the asset in Webex Connect", "reason": "silent", "state": "unknown", "trackingid": "mailasset_0815",
		}},
		{"dropped", lost(true, asset.StateSeveral, io.EOF), facts{
			"act": "create the asset in Webex Connect", "reason": "dropped", "state": "several", "trackingid": "mailasset_0815",
		}},
		{"reset", lost(true, asset.StateAbsent, dialed(syscall.ECONNRESET)), nil},
	},
	"connect-mapping-missing": {
		{"absent", &asset.MappingError{Path: mappingAt, Reason: asset.MappingAbsent, Err: syscall.ENOENT}, nil},
		{"unreadable", &asset.MappingError{Path: mappingAt, Reason: asset.MappingUnreadable, Err: syscall.EACCES}, nil},
		{"invalid", &asset.MappingError{Path: mappingAt, Line: 7, Reason: asset.MappingInvalid, Detail: `unknown name "feilds"`}, nil},
		{"incomplete", &asset.MappingError{Path: mappingAt, Reason: asset.MappingIncomplete, Missing: []string{"answer.id", "fields.asset.name"}}, nil},
		{"unconfirmed", &asset.MappingError{Path: mappingAt, Reason: asset.MappingUnconfirmed}, nil},
		{"mismatch", &asset.MappingError{Path: mappingAt, Reason: asset.MappingMismatch, Missing: []string{"answer.items"}, Receipt: asset.ConnectReceipt{TransID: "tr-1", TrackingID: "m-1"}}, nil},
	},
	"provider-unreachable": {{"never reached Webex Connect", lost(false, "", dialed(syscall.ECONNREFUSED)), facts{"host": "assetmanagement.us.webexconnect.io", "reason": "refused"}}},
}

// What a person ends is nobody's failure.
func TestConnectEndedByTheUser(t *testing.T) {
	if f := Explain(lost(true, asset.StateUnknown, context.Canceled), acme); f.Code != "" {
		t.Errorf("explained as %s", f.Code)
	}
}

// The findings of connect.asset have no code in the catalog: they come back in
// their own words.
func TestConnectFindingsWithoutACode(t *testing.T) {
	for _, err := range []error{
		&check.DifferenceError{ID: "17", Differences: []asset.Difference{{Key: "authentication.port"}}},
		&check.NoConnectAssetError{Email: "support@acme.example"}, &check.NoConnectTokenError{ID: "17", State: "EXPIRED"},
	} {
		if f := Explain(err, acme); f.Code != "" || f.Summary != err.Error() {
			t.Errorf("%v became %+v", err, f)
		}
	}
}
