package diagnose

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/oauth"
)

// Sight is what only a person can see on a page, so that no error of this
// program tells it.
type Sight string

// The sights.
const (
	SightUnverifiedApp  Sight = "unverified-app"
	SightPublishBlocked Sight = "publish-blocked"
)

// SeenError says that somebody saw a page. It is made of what was pasted, or of
// the answer to a question.
type SeenError struct{ What Sight }

// Error implements error.
func (e *SeenError) Error() string { return "look at the page: " + string(e.What) }

func seeing(s Sight) func(error) (facts, bool) {
	return on(func(e *SeenError) (facts, bool) { return facts{}, e.What == s })
}

// ofPage judges what Google shows on its own page and what a probe of that page
// came to (google.md sections 1.2 to 1.5).
var ofPage verdict = func(err error) (string, facts) {
	if isAny(err, oauth.ErrControlAccepted, oauth.ErrControlUnclear) {
		return unsettled(err, facts{"reason": "probe-control"})
	}
	if e, ok := find[oauth.PageError](err); ok {
		seen := pageFacts(e)
		return pageCode(e, seen), seen
	}
	if e, ok := find[oauth.ProbeError](err); ok {
		seen := facts{"reason": "probe", "host": e.Host, "answer": "HTTP " + strconv.Itoa(e.Status)}
		switch {
		case e.Host != "":
			seen["reason"] = "probe-elsewhere"
		case e.Err != nil:
			seen["answer"] = textOf(e.Err)
		}
		return unsettled(err, seen)
	}
	return "", nil
}

// unsettled is the verdict on a question that got no answer. Where the network
// is to blame, that is said instead.
func unsettled(err error, seen facts) (string, facts) {
	if inBetween(err) {
		return "", nil
	}
	return "provider-error", seen
}

func pageFacts(e *oauth.PageError) facts {
	seen := facts{
		"phase": "page", "error": e.Code, "answer": words(e.Code, e.Message), "client_id": e.ClientID,
		"redirect_uri": e.Details["redirect_uri"], "origin": e.Details["origin"],
	}
	if e.Status != 0 {
		seen["status"] = strconv.Itoa(e.Status)
	}
	return seen
}

// pageCodes are the codes of the page that mean one thing.
var pageCodes = map[string]string{
	"access_denied":        "not-a-test-user", // who declines is sent back instead
	"origin_mismatch":      "origin-mismatch",
	"disallowed_useragent": "disallowed-useragent",
}

func pageCode(e *oauth.PageError, seen facts) string {
	switch {
	case e.Code == "":
		seen["reason"] = "page-cut-off"
		return "callback-state-mismatch"
	case e.Code == "redirect_uri_mismatch" && seen["redirect_uri"] == "" && seen["origin"] != "":
		return "origin-mismatch"
	case e.Code == "invalid_request":
		return requestCode(e, seen)
	}
	for _, codes := range []map[string]string{pageCodes, oauthCodes} {
		if code, ok := codes[e.Code]; ok {
			return code
		}
	}
	seen["reason"] = strings.ReplaceAll(e.Code, "_", "-")
	return "provider-error"
}

// requestCode tells apart what Google calls an invalid request. Its words are
// in the browser's language, so the help page and the request's own details
// come first; the two English texts are those that were recorded.
func requestCode(e *oauth.PageError, seen facts) string {
	const privateIP = "private IP"
	about, address, found := strings.Cut(e.Message, privateIP)
	if seen["redirect_uri"] == "" && found {
		seen["redirect_uri"] = strings.TrimSpace(strings.TrimPrefix(address, ":"))
	}
	switch {
	case found:
		refusedAddress(seen)
		seen["rule"] = string(asset.RuleRawIP)
		return "redirect-uri-invalid"
	case strings.Contains(about, "response_type"), strings.Contains(strings.ToLower(about), "required parameter"):
		return "wrong-session"
	case strings.Contains(e.HelpURL, "secure-response-handling"), seen["redirect_uri"] != "":
		refusedAddress(seen)
		return "redirect-uri-invalid"
	}
	seen["reason"] = "invalid-request"
	return "provider-error"
}

// refusedAddress names the rule that a redirect address breaks, where it is one
// that we know.
func refusedAddress(seen facts) {
	seen["rule"], seen["value"] = "policy", seen["redirect_uri"]
	if broken, ok := find[asset.RuleError](asset.CheckRedirectURI(seen["value"])); ok && seen["value"] != "" {
		for name, value := range ruleFacts(broken) {
			seen[name] = value
		}
	}
}

// ofAnswer judges what was pasted as the answer to a sign-in, and a sign-in
// that one command begins and another finishes.
var ofAnswer verdict = func(err error) (string, facts) {
	if errors.Is(err, oauth.ErrNotAnAnswer) {
		return "callback-state-mismatch", facts{"reason": string(oauth.PendingIncomplete)}
	}
	e, ok := find[oauth.PendingError](err)
	if !ok {
		return "", nil
	}
	seen := facts{"reason": string(e.Kind)}
	switch e.Kind {
	case oauth.PendingIncomplete, oauth.PendingWrongState, oauth.PendingWrongIssuer:
		return "callback-state-mismatch", seen
	case oauth.PendingForeignClient:
		return "client-json-invalid", facts{"defect": "other-client"}
	case oauth.PendingNoFlow:
		return "answers-invalid", facts{"rule": string(e.Kind), "field": "--client-json, --redirect-port, --scope"}
	}
	if !e.ExpiredAt.IsZero() {
		seen["expiredAt"] = e.ExpiredAt.UTC().Format(time.RFC3339)
	}
	return "code-rejected", seen
}

// whichClient notes the client that was refused. A text that names none may be
// about any.
func whichClient(seen facts, c Context) {
	if seen["client_id"] == "" && !c.Pasted {
		seen["client_id"] = c.ClientID
	}
	strangeClient(seen, c)
}

// strangeClient notes that a page is about another client than the asset's, and
// makes the links lead to that one's project.
func strangeClient(seen facts, c Context) {
	if seen["client_id"] == "" || seen["client_id"] == c.ClientID {
		return
	}
	client := oauth.Client{ID: seen["client_id"]}
	seen["ownClient"] = c.ClientID
	if c.ClientID != "" || c.ProjectID == "" {
		seen["projectNumber"] = client.ProjectNumber()
	}
}
