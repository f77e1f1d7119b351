package diagnose

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/api/googleapi"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/google"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/mail"
	"mailasset/internal/oauth"
)

// object is one JSON object of a pasted text.
type object map[string]any

func (o object) text(name string) string {
	switch v := o[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func (o object) object(name string) object {
	m, _ := o[name].(map[string]any)
	return m
}

func (o object) number(name string) (int, bool) {
	n, err := strconv.Atoi(o.text(name))
	return n, err == nil
}

// documentIn reads the JSON in a text: an answer of the token endpoint, of
// Google's APIs or of Webex Connect, a document of this program, a client file.
func documentIn(p pasted) error {
	for _, o := range p.objects {
		for _, read := range []func(pasted, object) error{ownDocument, tokenAnswer, apiAnswer, connectAnswer, challengeAnswer, forwardingAnswer, credentialFile} {
			if err := read(p, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// objectsIn finds the objects: as they stand, with the ends of lines taken out
// of wrapped texts, and as another text quotes them.
func objectsIn(p pasted) []object {
	quoted := strings.NewReplacer(`\"`, `"`, `\n`, " ", `\\`, `\`)
	for _, text := range []string{p.text, p.flat, quoted.Replace(p.flat)} {
		if found := decodeObjects(text); len(found) > 0 {
			return found
		}
	}
	return nil
}

func decodeObjects(text string) []object {
	const tries = 12
	var found []object
	for range tries {
		begin := strings.IndexByte(text, '{')
		if begin < 0 {
			break
		}
		text = text[begin:]
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var o object
		if err := decoder.Decode(&o); err != nil {
			text = text[1:] // what stands inside may be whole
			continue
		}
		found = append(found, o)
		text = text[decoder.InputOffset():]
	}
	return found
}

// ownDocument reads what this program prints with -o json.
func ownDocument(_ pasted, o object) error {
	if checks, ok := o["checks"].([]any); ok {
		return worstCheck(o.text("asset"), checks)
	}
	if inner := o.object("error"); inner != nil {
		o = inner
	}
	code := o.text("code")
	if !slices.Contains(Codes(), code) {
		return nil
	}
	named := &NamedError{Code: code, Facts: map[string]string{}}
	for name := range o.object("facts") {
		named.Facts[name] = o.object("facts").text(name)
	}
	return named
}

// worstCheck names the first check that failed, else the first that could not
// tell, else the first warning.
func worstCheck(name string, checks []any) error {
	for _, status := range []check.Status{check.Fail, check.Unknown, check.Warn} {
		for _, item := range checks {
			link, _ := item.(map[string]any)
			if object(link).text("status") != string(status) {
				continue
			}
			if named, ok := ownDocument(pasted{}, link).(*NamedError); ok {
				named.Asset = name
				return named
			}
		}
	}
	return nil
}

// tokenAnswer reads an answer of the token endpoint (RFC 6749 sections 5.1 and
// 5.2).
func tokenAnswer(p pasted, o object) error {
	if code := o.text("error"); slices.Contains(tokenCodes, code) {
		return tokenRefusal(p, code, o.text("error_description"))
	}
	if o.text("access_token") == "" {
		return nil
	}
	if scope := o.text("scope"); scope != "" && !slices.Contains(strings.Fields(scope), asset.Gmail.Scope) {
		return &check.ScopeError{Want: asset.Gmail.Scope, Granted: scope}
	}
	if o.text("refresh_token_expires_in") != "" {
		return &check.LifetimeError{}
	}
	return nil
}

// apiAnswer reads an error of Google's APIs, and an operation that ended with
// one (https://google.aip.dev/193, https://google.aip.dev/151).
func apiAnswer(p pasted, o object) error {
	inner := o.object("error")
	code, ok := inner.number("code")
	if !ok {
		return nil
	}
	if code < http.StatusBadRequest { // google.rpc.Code
		return operationEnded(p, int64(code), inner)
	}
	document, err := json.Marshal(map[string]any{"error": inner})
	if err != nil {
		return nil
	}
	return settled(p, googleapi.CheckResponse(&http.Response{
		StatusCode: min(code, 599), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(document))),
	}))
}

func operationEnded(p pasted, code int64, inner object) error {
	var details []googleapi.RawMessage
	list, _ := inner["details"].([]any)
	for _, detail := range list {
		if raw, err := json.Marshal(detail); err == nil {
			details = append(details, raw)
		}
	}
	return cloudRefusal(p, google.Ended(code, inner.text("message"), details))
}

// settled gives a refusal of Google's APIs the type that the program gives it:
// that of the calls for the project where it is about one. What the catalog
// knows only as some error is left alone, unless the server itself is in
// trouble.
func settled(p pasted, err error) error {
	answer, ok := find[googleapi.Error](err)
	if !ok {
		return nil
	}
	if cloudWords().in(p) {
		if typed := cloudRefusal(p, answer); typed != nil {
			return typed
		}
	}
	code, _ := ofGmail(err)
	inTrouble := answer.Code >= http.StatusInternalServerError || answer.Code == http.StatusTooManyRequests
	if code == "gmail-api-disabled" && !strings.Contains(p.low, "gmail") || code == "provider-error" && !inTrouble {
		return nil
	}
	return answer
}

// challengeAnswer reads a challenge that somebody has decoded already.
func challengeAnswer(p pasted, o object) error {
	if o.text("schemes") == "" || o.text("status") == "" {
		return nil
	}
	c := &mail.Challenge{Status: o.text("status"), Schemes: o.text("schemes"), Scope: o.text("scope")}
	return &mail.ReplyError{Server: serverIn(p), Phase: "auth", Code: 334, Challenge: c}
}

// forwardingAnswer reads what the Gmail API says of a forwarding address.
func forwardingAnswer(_ pasted, o object) error {
	if o.text("verificationStatus") != "pending" || o.text("forwardingEmail") == "" {
		return nil
	}
	return &check.ForwardingError{Problem: check.ForwardingPending, Want: o.text("forwardingEmail")}
}

// credentialFile reads a credential file of the wrong kind, which was pasted
// instead of an error.
func credentialFile(_ pasted, o object) error {
	if o["installed"] == nil && o.text("type") != "service_account" && o.text("type") != "authorized_user" {
		return nil
	}
	document, err := json.Marshal(o)
	if err != nil {
		return nil
	}
	_, err = oauth.ParseClient(document)
	if broken, ok := find[oauth.ClientError](err); ok {
		return broken
	}
	return nil
}

// tokenCodes are those of the token endpoint (RFC 6749 section 5.2, google.md
// section 3.2).
var tokenCodes = strings.Fields(`invalid_grant invalid_client invalid_request unauthorized_client unsupported_grant_type invalid_scope
	redirect_uri_mismatch deleted_client org_internal admin_policy_enforced access_not_configured server_error temporarily_unavailable internal_failure`)

// eitherAct is what was done where a refusal does not tell which it was.
const eitherAct = "exchange the code or refresh the token"

// tokenRefusal is a refusal of the token endpoint, nil for one that speaks of
// other things than codes and tokens. Which request it answered shows in the
// words: a code that is used, expired or garbled is told apart from a token that
// has died, where they tell.
func tokenRefusal(p pasted, code, description string) error {
	said := strings.ToLower(description)
	if anothers().MatchString(p.low) || (code == "invalid_grant" || code == "invalid_request") && (!ofTokens().MatchString(said) || ofPassword().MatchString(said)) {
		return nil
	}
	e := &oauth.TokenError{Act: "exchange the code", Endpoint: tokenEndpoint().FindString(p.flat), Failure: oauth.FailureRejected,
		Code: code, Description: oauth.Printable(description)}
	ofCode := strings.Contains(said, "auth code") || strings.Contains(said, "verifier")
	ofToken := strings.Contains(said, "token has been") || strings.Contains(said, "invalid_rapt") || strings.Contains(said, "account has been")
	refreshing := refreshWords().MatchString(strings.NewReplacer("refresh_token_expires_in", "", "Token Refresh URL", "").Replace(p.flat))
	switch {
	case ofToken, !ofCode && (refreshing || code == "invalid_grant" && said == ""):
		e.Act = "refresh the token"
	case code == "invalid_grant" && !ofCode && !exchangeWords().MatchString(p.flat):
		e.Act = eitherAct
	}
	if m := httpStatus().FindStringSubmatch(p.flat); m != nil {
		e.Status, _ = strconv.Atoi(m[1])
	}
	return e
}

// What the words beside a code that every provider has are about: an exchange,
// and not a password or a key.
var (
	ofTokens   = lazyregexp.New(`^$|code|token|verifier|grant|bad request|rapt|account has been|redirect|client_|scope|expired|revoked|\[secret\]`)
	ofPassword = lazyregexp.New(`jwt|assertion|password|user credentials`)
)
