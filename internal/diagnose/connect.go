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
	if e, ok := find[asset.MappingError](err); ok {
		return "connect-mapping-missing", mappingFacts(e)
	}
	e, ok := find[asset.ConnectError](err)
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
	return code, seen
}

// connectCode goes by the status alone: what code and description may say is
// not documented. 404 is about an id or a path in the mapping, and so are the
// other statuses from 400 on.
func connectCode(e *asset.ConnectError) string {
	switch {
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
	case e.Status >= 500:
		return "error"
	case e.Status >= 300:
		return "redirect"
	case errors.Is(e.Err, asset.ErrConnectGarbled), errors.Is(e.Err, asset.ErrConnectTooLarge):
		return "garbled"
	case errors.Is(e.Err, context.DeadlineExceeded), errors.As(e.Err, &timeout) && timeout.Timeout():
		return "silent"
	}
	return "dropped"
}

func mappingFacts(e *asset.MappingError) facts {
	seen := facts{
		"path": e.Path, "quotedPath": quote(e.Path), "reason": string(e.Reason), "missing": strings.Join(e.Missing, ", "), "problem": e.Detail,
		"transid": e.Receipt.TransID, "trackingid": e.Receipt.TrackingID,
	}
	if e.Line > 0 {
		seen["line"] = strconv.Itoa(e.Line)
	}
	if e.Err != nil && e.Detail == "" {
		seen["problem"] = textOf(e.Err)
	}
	return seen
}
