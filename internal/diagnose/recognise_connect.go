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
	transactionID = lazyregexp.New(`(?i)\btrans(?:action)?_?id["']?[ :=]+["']?([\w-]{4,80})`)
)

// statusWords tell the status of an answer that was copied without it.
var statusWords = []struct {
	status int
	is     wording
}{
	{http.StatusTooManyRequests, saying(`rate.?limit`, `too many requests`)},
	{http.StatusUnauthorized, saying(`token.{0,30}(?:expired|missing|invalid)`, `(?:expired|missing|invalid).{0,30}token`, `unauthori[sz]ed`, `authentication`)},
	{http.StatusForbidden, saying(`forbidden`, `no access`, `not (?:allowed|permitted|authori[sz]ed)`, `access denied`)},
	{http.StatusBadRequest, saying(`bad request`, `mandatory`, `missing`, `invalid`, `required`)},
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
// words; 0 where nothing tells it.
func connectStatus(p pasted, o object) int {
	for _, found := range [][]string{httpStatus().FindStringSubmatch(p.flat), namedStatus().FindStringSubmatch(p.flat)} {
		if found != nil {
			status, _ := strconv.Atoi(found[1])
			return status
		}
	}
	for _, name := range []string{"status", "httpStatus", "statusCode", "code"} {
		if status, ok := o.number(name); ok && status >= 400 && status < 600 {
			return status
		}
	}
	for _, w := range statusWords {
		if said := o.text("description"); w.is.in(pasted{flat: said, low: strings.ToLower(said)}) {
			return w.status
		}
	}
	return 0
}
