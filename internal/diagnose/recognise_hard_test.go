package diagnose

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

// errorPage is the address of an error page as Google makes it (google.md
// section 1.4).
func errorPage(code, message string, status int, details ...string) string {
	field := func(number byte, text string) string {
		length := string([]byte{byte(len(text))})
		if len(text) > 127 {
			length = string([]byte{byte(len(text)&0x7f | 0x80), byte(len(text) >> 7)})
		}
		return string([]byte{number<<3 | 2}) + length + text
	}
	m := field(1, code) + field(2, message) + string([]byte{4 << 3, byte(status&0x7f | 0x80), byte(status >> 7)})
	for i := 0; i+1 < len(details); i += 2 {
		m += field(5, field(1, details[i])+field(2, details[i+1]))
	}
	m += field(6, string([]byte{8, 1})+field(2, message))
	query := url.Values{"authError": {base64.URLEncoding.EncodeToString([]byte(m))}, "client_id": {acme.ClientID}, "flowName": {"GeneralOAuthFlow"}}
	return "https://accounts.google.com/signin/oauth/error?" + query.Encode()
}

var errorPages = []struct {
	code, address string
	facts         facts
}{
	{"redirect-uri-mismatch", errorPage("redirect_uri_mismatch", "Je kunt niet inloggen bij deze app.", 400, "redirect_uri", "https://acme.us.webexconnect.io/callback/"), facts{"redirect_uri": "https://acme.us.webexconnect.io/callback/"}},
	{"origin-mismatch", errorPage("redirect_uri_mismatch", "Register the JavaScript origin.", 400, "origin", "https://acme.us.webexconnect.io"), facts{"origin": "https://acme.us.webexconnect.io"}},
	{"client-not-found", errorPage("invalid_client", "Der OAuth-Client wurde nicht gefunden.", 401), nil},
	{"client-deleted", errorPage("deleted_client", "Le client OAuth a été supprimé.", 401), nil},
	{"not-a-test-user", errorPage("access_denied", "De app wordt momenteel getest.", 403, "state", "made-up-state-0123456789abcdef", "scope", "https://mail.google.com/"), nil},
	{"org-internal", errorPage("org_internal", "この クライアントは組織内のユーザーに限定されています。", 403), nil},
	{"wrong-session", errorPage("invalid_request", "Required parameter is missing: response_type", 400), nil},
	{"admin-policy-enforced", errorPage("admin_policy_enforced", "管理员", 400), nil},
}

func wrapped(s string, width int, end string) string {
	var lines []string
	for len(s) > width {
		lines, s = append(lines, s[:width]), s[width:]
	}
	return strings.Join(append(lines, s), end)
}

// An address comes as it can, and still says the same.
func TestAddressesAsPeoplePasteThem(t *testing.T) {
	for _, page := range errorPages {
		twice := url.QueryEscape(url.QueryEscape(page.address))
		for name, text := range map[string]string{
			"whole":           page.address,
			"in a sentence":   "I get this page: " + page.address + " and then nothing.",
			"quoted":          "> > " + wrapped(page.address, 60, "\n> > ") + "\n\nRegards",
			"in brackets":     "<" + page.address + ">.",
			"in quotes":       "“" + page.address + "”,",
			"wrapped":         wrapped(page.address, 72, "\r\n"),
			"wrapped, spaces": wrapped(page.address, 40, "\n    "),
			"encoded":         url.QueryEscape(page.address),
			"encoded twice":   twice,
			"both":            wrapped(twice, 76, "\n> "),
			"mark-up":         `<a href="` + strings.ReplaceAll(page.address, "&", "&amp;") + `">error</a>`,
			"invisible":       strings.ReplaceAll(page.address, "&", "\u200b&"),
			"another host":    strings.Replace(page.address, "accounts.google.com", "127.0.0.1:8400", 1),
			"lines around":    "Access blocked\n\n" + page.address + "\n\nError details",
			"without scheme":  strings.TrimPrefix(page.address, "https://"),
		} {
			err, ok := Recognise(text)
			if !ok {
				t.Errorf("%s, %s: not recognised", page.code, name)
				continue
			}
			f := Explain(err, Context{})
			if f.Code != page.code || f.Facts["client_id"] != acme.ClientID && name != "quoted" {
				t.Errorf("%s, %s: %s %q", page.code, name, f.Code, f.Facts)
			}
			for key, value := range page.facts {
				if f.Facts[key] != value {
					t.Errorf("%s, %s: %s is %q", page.code, name, key, f.Facts[key])
				}
			}
		}
	}
}

// An address that is cut off says what is left of it, and never another code.
func TestAddressesCutOff(t *testing.T) {
	for _, page := range errorPages {
		begin := strings.Index(page.address, "?")
		for end := begin + 1; end < len(page.address); end++ {
			got, err := codeOf(page.address[:end])
			whole := got == page.code
			cut := got == "callback-state-mismatch" // the address ends before it says which error it is
			vague := page.code == "origin-mismatch" && got == "redirect-uri-mismatch" || page.code == "wrong-session" && got == "provider-error"
			if !whole && !cut && !vague {
				t.Fatalf("%s, cut at %d: %s (%v)", page.code, end, got, err)
			}
		}
	}
}

// A code survives what screens, mail and word processors do to it.
func TestCodesThatAreBroken(t *testing.T) {
	for code, want := range map[string]string{
		"redirect_uri_mismatch": "redirect-uri-mismatch", "admin_policy_enforced": "admin-policy-enforced", "disallowed_useragent": "disallowed-useragent",
		"access_denied": "not-a-test-user", "org_internal": "org-internal", "invalid_client": "client-not-found", "deleted_client": "client-deleted",
		"access_not_configured": "access-not-configured",
	} {
		for _, before := range []string{"Error 403: ", "Fout 400: ", "Fehler 401: ", "Erreur 400 : ", "エラー 403: ", "错误 400：", "Ошибка 403: "} {
			for name, broken := range map[string]string{
				"whole": code, "blank after": strings.Replace(code, "_", "_ ", 1), "blanks": strings.ReplaceAll(code, "_", " "), "line": strings.Replace(code, "_", "_\n", 1),
				"in the middle": code[:len(code)-3] + "\n" + code[len(code)-3:], "hyphen": code[:4] + "-\n" + code[4:], "thin": strings.ReplaceAll(code, "_", "\u2009_\u2009"),
				"letters": strings.NewReplacer("i", "l", "m", "rn").Replace(code), "full stop": code + ".", "full width": strings.ReplaceAll(code, "_", "＿"),
			} {
				if got, err := codeOf("Access blocked\n" + before + broken + "\nRequest details"); got != want {
					t.Errorf("%s, %s%s: %s (%v)", name, before, broken, got, err)
				}
			}
		}
	}
}

// madeUp are secrets in the forms in which they are pasted.
func madeUp() map[string]string {
	response := base64.StdEncoding.EncodeToString([]byte("user=kim@acme.example\x01auth=Bearer made-up-opaque-token-0123456789\x01\x01"))
	return map[string]string{
		"code":            "4/0AVHEtk5made-up-code-0123456789",
		"encoded code":    "4%2F0AVHEtk5made-up-code-0123456789",
		"access token":    "ya29.a0made-up-access-token-0123456789",
		"refresh token":   "1//0gmade-up-refresh-token-0123456789",
		"client secret":   "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6789",
		"web token":       "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYWRlLXVwIn0.bWFkZS11cC1zaWduYXR1cmU",
		"response":        response,
		"encoded XOAUTH2": base64.StdEncoding.EncodeToString([]byte("n,a=kim@acme.example,\x01auth=Bearer made-up\x01\x01")),
	}
}

// No secret of a pasted text comes back, wherever in it it stands.
func TestPastedSecretsAreNotRepeated(t *testing.T) {
	opaque := "made-up-0pAqUe-vAlUe" // a secret without a shape: known by what stands before it
	for name, value := range madeUp() {
		for _, form := range []string{
			"535-5.7.8 Username and Password not accepted. %s",
			`{"error":"invalid_grant","error_description":"Malformed auth code. %s"}`,
			`{"error":{"code":403,"message":"Gmail API has not been used in project 1234 before or it is disabled. %s","errors":[{"reason":"accessNotConfigured"}],"status":"PERMISSION_DENIED"}}`,
			"googleapi: Error 403: Gmail API has not been used in project 1234 before or it is disabled. %s, accessNotConfigured",
			"Error 400: redirect_uri_mismatch Request details: redirect_uri=http://127.0.0.1:8473/callback?code=%s flowName=GeneralOAuthFlow",
			"Error 400: redirect_uri_mismatch Request details: state=%s redirect_uri=http://localhost:3000/%[1]s flowName=GeneralOAuthFlow",
			"http://127.0.0.1:8473/callback?error=access_denied&error_description=%s&state=%[1]s",
			`{"code":"1001","description":"Token %s expired","transid":"%[1]s"}`,
			`{"code":"smtp-tls","facts":{"answer":"%s","server":"%[1]s"}}`,
			"ERROR: (gcloud.projects.create) Callers must accept Terms of Service %s",
			"oauth2: \"invalid_grant\" \"%s\"",
			"C: AUTH XOAUTH2 %s\nS: 535 5.7.8 no, not %[1]s",
			"listen tcp 127.0.0.1:8473: bind: address already in use %s",
			"Post \"https://oauth2.googleapis.com/token?code=%s\": x509: certificate signed by unknown authority",
			"%s\nError 403: access_denied",
		} {
			discreet(t, name, fmt.Sprintf(form, value), value)
		}
	}
	for _, form := range []string{
		`{"error":"invalid_client","error_description":"The provided client secret is invalid.","client_secret":"%s"}`,
		`{"error":"invalid_grant","error_description":"Token has been expired or revoked. refresh_token=%s"}`,
		`{"error":"invalid_grant","error_description":"code=%s&state=%[1]s was used"}`,
		"535 5.7.8 Username and Password not accepted. Authorization: Bearer %s",
		"535 5.7.8 no. AUTH PLAIN %s",
		"C: AUTH PLAIN %s1\nS: 535 5.7.8 bad credentials %[1]s1",
		"Error 400: redirect_uri_mismatch Request details: redirect_uri=http://127.0.0.1:8473/?state=%s&code=%[1]s client_secret=%[1]s flowName=GeneralOAuthFlow",
		"Error 400: redirect_uri_mismatch Request details: redirect_uri=http%%3A%%2F%%2F127.0.0.1%%2F%%3Fcode%%3D%s flowName=GeneralOAuthFlow",
		"https://acme.us.webexconnect.io/cb?error=access_denied&error_description=code%%3D%s&state=%[1]s",
		"https://accounts.google.com/signin/oauth/error?authError=" + "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2" + "&state=%s",
	} {
		discreet(t, "opaque", fmt.Sprintf(form, opaque), opaque)
	}
}

// discreet explains a text and holds the outcome against a secret in it.
func discreet(t *testing.T, name, text, value string) {
	t.Helper()
	err, ok := Recognise(text)
	if !ok {
		t.Errorf("%s: not recognised: %s", name, text)
		return
	}
	for _, c := range []Context{{}, acme} {
		doc, marshalErr := json.Marshal(Explain(err, c))
		if marshalErr != nil {
			t.Fatal(marshalErr)
		}
		shown := string(doc) + err.Error()
		plain, _ := url.PathUnescape(value)
		for _, v := range []string{value, plain} {
			if v != "" && strings.Contains(shown, v) {
				t.Errorf("%s: it is repeated: %s\nfrom %s", name, shown, text)
			}
		}
	}
}

// A long text is read, however it is made, and what stands at its end is found.
// The race detector, which has nothing to find in one goroutine, gets less of it.
func TestLongTexts(t *testing.T) {
	size := 1 << 20
	if underRace {
		size /= 16
	}
	long := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	words := long("nothing of note happens here\n")
	for name, text := range map[string]string{
		"words": words, "braces": long("{"), "quotes": long(`{"a":`), "percent": long("%25"), "replies": long("250-SMTP fine\n"), "base64": long("eyJh"),
	} {
		if got, err := codeOf(text); got != "unknown" {
			t.Errorf("%s: %s (%v)", name, got, err)
		}
	}
	if got, err := codeOf(words + "\nError 400: redirect_uri_mismatch"); got != "redirect-uri-mismatch" {
		t.Errorf("at the end: %s (%v)", got, err)
	}
	if got, err := codeOf(words[:9*size/10] + errorPages[0].address + words[:size/20]); got != "redirect-uri-mismatch" {
		t.Errorf("in the middle: %s (%v)", got, err)
	}
}

// What the catalog says, in either language, is read back as the code that it
// is: with the code below it, as a document, and by its title alone where no
// other entry says the same.
func TestOwnFindingsAreReadBack(t *testing.T) {
	for code, list := range recordings {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			c := acme
			c.Lang = lang
			f := Explain(list[0].err, c)
			doc, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{
				"text":     "x " + f.Summary + "\n    cause     " + f.Cause + "\n    code      " + code,
				"document": string(doc), "error": `{"error": ` + string(doc) + `}`, "cut off": string(doc)[:len(doc)-2], "code": code,
			} {
				if got, err := codeOf(text); got != code {
					t.Errorf("%s, %s (%s): %s (%v)", code, name, lang, got, err)
				}
			}
			if got, err := codeOf("x smtp.login         " + f.Summary); got != code && got != "unknown" {
				t.Errorf("%s, title (%s): %s (%v): %s", code, lang, got, err, f.Summary)
			}
		}
	}
}

func TestNamedErrorsOfEveryCode(t *testing.T) {
	for _, code := range Codes() {
		f := Explain(fmt.Errorf("pasted: %w", &NamedError{Code: code}), acme)
		if f.Code != code {
			t.Errorf("%s is explained as %q", code, f.Code)
		}
		checkFinding(t, code, f, acme)
	}
	if f := Explain(&NamedError{Code: "no-such-code"}, acme); f.Code != "" {
		t.Errorf("%+v", f)
	}
}

func FuzzRecognise(f *testing.F) {
	for _, text := range pastedFiles(f) {
		f.Add(text)
	}
	for _, page := range errorPages {
		f.Add(page.address)
		f.Add(wrapped(url.QueryEscape(page.address), 50, "\n> "))
	}
	codes := Codes()
	f.Fuzz(func(t *testing.T, text string) {
		err, ok := Recognise(text)
		if ok != (err != nil) {
			t.Fatalf("%v, %v", err, ok)
		}
		if !ok {
			return
		}
		found := Explain(err, acme)
		if !slices.Contains(codes, found.Code) {
			t.Fatalf("%T: %v is not in the catalog", err, err)
		}
		doc, marshalErr := json.Marshal(found)
		if marshalErr != nil {
			t.Fatal(marshalErr)
		}
		if s := secretShape().FindString(string(doc)); s != "" {
			t.Errorf("%q is shown", s)
		}
		for _, said := range append(append([]string{found.Summary, found.Cause, found.Link}, found.Fix...), found.Facts["answer"], found.Facts["redirect_uri"]) {
			if oauth.Printable(said) == "" && said != "" || strings.ContainsAny(said, "\x1b\r\n\u202e") {
				t.Errorf("%q", said)
			}
		}
		if found.Link != "" && !strings.HasPrefix(found.Link, "https://") {
			t.Errorf("link %q", found.Link)
		}
	})
}

// What signs in to a server in base64 is taken out wherever it stands: behind
// the word Basic, in the answer to a question, and again in what the server says.
func TestLoginsInBase64AreNotRepeated(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte("kim@acme.example:made-up-pAssword"))
	plain := base64.StdEncoding.EncodeToString([]byte("\x00kim@acme.example\x00made-up-pAssword"))
	full := base64.StdEncoding.EncodeToString([]byte("admin\x00kim@acme.example\x00made-up-pAssword"))
	word := base64.StdEncoding.EncodeToString([]byte("made-up-pAssword"))
	for text, value := range map[string]string{
		"535 5.7.8 Username and Password not accepted: bad header Basic %s":                                                                      basic,
		"535 5.7.8 Username and Password not accepted: bad header basic %s, go away":                                                             strings.TrimRight(basic, "="),
		"C: AUTH PLAIN %s\nS: 535 5.7.8 Username and Password not accepted %[1]s":                                                                plain,
		"C: AUTH PLAIN\nS: 334\nC: %s\nS: 535 5.7.8 Username and Password not accepted %[1]s":                                                    plain,
		"535 5.7.8 Username and Password not accepted (%s)":                                                                                      full,
		"C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: a2ltQGFjbWU=\nS: 334 UGFzc3dvcmQ6\nC: %s\nS: 535 5.7.8 Username and Password not accepted %[1]s": word,
		"AUTH LOGIN %s\n535 5.7.8 Username and Password not accepted %[1]s":                                                                      word,
	} {
		discreet(t, text, fmt.Sprintf(text, value), value)
	}
	for text, want := range map[string]string{
		"535 5.7.139 Authentication unsuccessful, basic authentication is disabled.": "basic authentication is disabled",
		"535 5.7.8 AUTH LOGIN authentication failed: authentication failed":          ": authentication failed",
		"334 UGFzc3dvcmQ6\n535 Authentication failed":                                "535 Authentication failed",
	} {
		if got := hideSecrets(text); !strings.Contains(got, want) {
			t.Errorf("too much is hidden: %s", got)
		}
	}
}

// What belongs to other people's programs is not explained as ours.
func TestNothingIsGuessedOfOthers(t *testing.T) {
	for _, text := range []string{
		"403: access_denied from the S3 bucket policy",
		"Should I worry about access_denied in AWS S3?",
		"Error 403: access_denied for the bucket",
		"https://github.com/login/oauth?error=redirect_uri_mismatch",
		"https://login.example.com/callback?error=access_denied&state=x",
		"https://127.0.0.1.example.com/callback?error=access_denied",
		"The invoice 400: redirect uri mismatch was discussed",
		"401: invalid client certificate",
		"Bind for 0.0.0.0:80 failed: address already in use",
		"listen tcp :8080: bind: address already in use",
		"listen tcp 10.0.0.5:8080: bind: address already in use",
	} {
		if got, err := codeOf(text); got != "unknown" {
			t.Errorf("%s: %s (%v)", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"http://localhost:8473/callback?error=access_denied":              "consent-declined",
		"http://[::1]:8473/callback?error=access_denied":                  "consent-declined",
		"https://acme.imiconnect.io/callback?error=access_denied":         "consent-declined",
		"?error=access_denied&state=made-up":                              "consent-declined",
		"Google says access_denied, what now?":                            "not-a-test-user",
		"listen tcp [::1]:8473: bind: address already in use":             "port-in-use",
		"bind 127.0.0.1 port 8473: only one usage of each socket address": "port-in-use",
	} {
		if got, err := codeOf(text); got != want {
			t.Errorf("%s: %s (%v)", text, got, err)
		}
	}
}

// A request that was put wrong is told from trouble at the provider: waiting
// does not mend it.
func TestARequestThatWasPutWrong(t *testing.T) {
	for _, text := range []string{
		`{"error":"invalid_request","error_description":"Missing required parameter: refresh_token"}`,
		"invalid_request: Missing required parameter: refresh_token",
	} {
		err, _ := Recognise(text)
		f := Explain(err, acme)
		said := strings.Join(append(f.Fix, f.Summary, f.Cause), "\n")
		if f.Code != "provider-error" || !strings.Contains(said, "request") || strings.Contains(said, "error of its own") || strings.Contains(said, "Wait some") || strings.Contains(said, "disturbance") {
			t.Errorf("%s: %s\n%s", text, f.Code, said)
		}
	}
}
