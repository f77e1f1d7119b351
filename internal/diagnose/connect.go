package diagnose

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"

	"mailasset/internal/asset"
)

// ofConnect judges the Digital Asset API and the mapping that it takes. What
// never reached Webex Connect is the network's.
var ofConnect verdict = func(err error) (string, facts) {
	e, ok := find[asset.ConnectError](err)
	if bad, isMapping := find[asset.MappingError](err); isMapping {
		if _, behind := find[asset.MappingError](causeOf(e)); !behind { // else a look afterwards failed too
			return "connect-mapping-missing", mappingFacts(bad)
		}
	}
	if !ok || e.Unreached() {
		return "", nil
	}
	seen := facts{
		"act": e.Act, "error": e.Code, "answer": words(e.Code, e.Description), "state": string(e.State),
		"transid": e.TransID, "trackingid": e.TrackingID,
	}
	if e.Status != 0 {
		seen["status"] = strconv.Itoa(e.Status)
	}
	code := connectCode(e)
	if code == "connect-server-error" {
		seen["reason"] = connectReason(e)
	}
	if seen["reason"] == "silent" || seen["reason"] == "dropped" {
		seen["outcome"] = map[bool]string{true: "nothing-written", false: "open"}[e.Looked()]
	}
	return code, seen
}

// causeOf is what a request failed of, nil for no request.
func causeOf(e *asset.ConnectError) error {
	if e == nil {
		return nil
	}
	return e.Err
}

// connectCode goes by the status alone: what code and description may say is
// not documented. 404 is about an id or a path in the mapping, and so are the
// other statuses from 400 on. A page has a status too, and is nobody's word.
func connectCode(e *asset.ConnectError) string {
	switch {
	case noAnswer(e):
		return "connect-server-error"
	case e.Status == http.StatusUnauthorized:
		return "connect-token-expired"
	case e.Status == http.StatusForbidden:
		return "connect-forbidden"
	case e.Status == http.StatusTooManyRequests:
		return "connect-rate-limited"
	case e.Status >= 400 && e.Status < 500:
		return "connect-bad-request"
	}
	return "connect-server-error"
}

func connectReason(e *asset.ConnectError) string {
	var timeout net.Error
	switch {
	case e.Status >= 300 && e.Status < 400:
		return "redirect"
	case noAnswer(e):
		return "garbled"
	case e.Status >= 500:
		return "error"
	case errors.Is(e.Err, context.DeadlineExceeded), errors.As(e.Err, &timeout) && timeout.Timeout():
		return "silent"
	}
	return "dropped"
}

// noAnswer reports that what came is not of the API.
func noAnswer(e *asset.ConnectError) bool {
	return isAny(e.Err, asset.ErrConnectGarbled, asset.ErrConnectTooLarge)
}

// mappingFacts are what is wrong with a mapping. A defect says what: the flaw of
// its content, or why the system did not let it be read.
func mappingFacts(e *asset.MappingError) facts {
	seen := facts{
		"path": e.Path, "quotedPath": quote(e.Path), "reason": string(e.Reason), "missing": strings.Join(e.Missing, ", "),
		"defect": string(e.Flaw), "field": e.Place, "value": e.Given, "expected": e.Want,
		"transid": e.Receipt.TransID, "trackingid": e.Receipt.TrackingID,
	}
	switch {
	case e.Line > 0:
		seen["line"] = strconv.Itoa(e.Line)
	case e.Reason == asset.MappingInvalid && e.Place == "":
		seen["reason"] = "invalid-whole"
	case e.Reason == asset.MappingInvalid:
		seen["reason"] = "invalid-field"
	case e.Reason == asset.MappingUnreadable:
		seen["defect"] = "unreadable-" + systemReason(e.Err)
	}
	return seen
}
