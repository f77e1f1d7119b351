package diagnose

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/oauth"
)

var (
	connectHost   = lazyregexp.New(`(?i)\bassetmanagement\.\w+\.webexconnect\.io\b|\bin Webex Connect: status \d{3}`)
	namedStatus   = lazyregexp.New(`(?i)\b([45]\d\d) (?:Bad Request|Unauthorized|Forbidden|Not Found|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Timeout)\b`)
	succeeded     = lazyregexp.New(`(?i)\bHTTP(?:/[\d.]+)?[ :]+(?:status |code )?2\d\d\b|\bstatus(?:[ _]?code)?["']?[ :=]+["']?2\d\d\b|\b(?:200 OK|201 Created|204 No Content)\b`)
	transactionID = lazyregexp.New(`(?i)\btrans(?:action)?_?id["']?[ :=]+["']?([\w-]{4,80})`)
)

// statusWords tell the status of an answer that was copied without it. Words of
// two of them tell nothing.
var statusWords = []struct {
	status int
	is     wording
}{
	{http.StatusOK, saying(`\b(?:saved|created|updated|success(?:ful(?:ly)?)?)\b`)},
	{http.StatusTooManyRequests, saying(`rate.?limit / too many requests`)},
	{http.StatusUnauthorized, saying(`\btoken (?:\S+ ){0,2}(?:expired|missing|invalid|revoked|not valid)\b / ` +
		`\b(?:expired|missing|invalid|revoked) (?:\w+ )?token\b / unauthori[sz]ed / \bauthentication (?:has )?failed / \bauthorization header\b`)},
	{http.StatusForbidden, saying(`forbidden / no access / not authori[sz]ed to / not (?:allowed|permitted) to / access denied / permissions?\b / privileges?\b / ` +
		`\b(?:required|sufficient|insufficient|necessary) scopes?\b`)},
	{http.StatusBadRequest, saying(`bad request / mandatory / \bparameters?\b / \bfields?\b / \battributes?\b`)},
	{http.StatusInternalServerError, saying(`internal (?:server )?error`)},
}

// connectAnswer reads an answer of the Digital Asset API of Webex Connect
// (webex-connect.md section 3): its transid is what tells it from others.
func connectAnswer(p pasted, o object) error {
	trans := cmp.Or(o.text("transid"), o.text("transId"), o.text("transID"))
	if trans == "" || o.text("code") == "" && o.text("description") == "" {
		return nil
	}
	status := connectStatus(p, o)
	if status < http.StatusBadRequest {
		return nil
	}
	return connectError(status, o.text("code"), o.text("description"), trans)
}

// connectIn reads an answer of that API that is no JSON.
func connectIn(p pasted) error {
	status := connectStatus(p, nil)
	if status < http.StatusBadRequest || !connectHost().MatchString(p.flat) {
		return nil
	}
	trans := ""
	if m := transactionID().FindStringSubmatch(p.flat); m != nil {
		trans = m[1]
	}
	return connectError(status, "", "", trans)
}

func connectError(status int, code, description, trans string) error {
	return &asset.ConnectError{Act: "ask Webex Connect", Status: status, Sent: true, ConnectReceipt: asset.ConnectReceipt{
		Code: oauth.Printable(code), Description: oauth.Printable(description), TransID: oauth.Printable(trans),
	}}
}

// connectStatus finds the HTTP status: beside the answer, in it, or in its
// words; 0 where nothing tells it. One of success goes before every word.
func connectStatus(p pasted, o object) int {
	for _, found := range [][]string{httpStatus().FindStringSubmatch(p.flat), namedStatus().FindStringSubmatch(p.flat)} {
		if found != nil {
			status, _ := strconv.Atoi(found[1])
			return status
		}
	}
	if succeeded().MatchString(p.flat) {
		return http.StatusOK
	}
	for _, name := range []string{"status", "httpStatus", "statusCode", "code"} {
		if status, ok := o.number(name); ok && status >= 400 && status < 600 {
			return status
		}
	}
	return saidStatus(o.text("description"))
}

// saidStatus is the one status that a description speaks of, else 0.
func saidStatus(said string) int {
	status := 0
	for _, w := range statusWords {
		if !w.is.in(pasted{flat: said, low: strings.ToLower(said)}) {
			continue
		}
		if status != 0 {
			return 0
		}
		status = w.status
	}
	return status
}
