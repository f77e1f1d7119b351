package diagnose

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailasset/internal/asset"
)

// pastedFiles are what people have in their hands, each in a file named by the
// code that it must be recognised as, or "unknown".
func pastedFiles(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/explain/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(err, len(names))
	}
	all := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(name), ".txt")] = string(text)
	}
	return all
}

// codeOf is the code that a pasted text is explained by, "unknown" for none.
func codeOf(text string) (string, error) {
	err, ok := Recognise(text)
	if !ok {
		return "unknown", err
	}
	return Explain(err, Context{}).Code, err
}

func TestRecognise(t *testing.T) {
	for name, text := range pastedFiles(t) {
		want, _, _ := strings.Cut(name, ".")
		if got, err := codeOf(text); got != want {
			t.Errorf("%s: %s (%T: %v)", name, got, err, err)
		}
	}
}

// An answer of Webex Connect is told by its transid and the status with it, or
// by its words.
func TestRecogniseConnectAnswers(t *testing.T) {
	for text, want := range map[string]int{
		"HTTP/1.1 401 Unauthorized\r\n\r\n{\"code\":\"1001\",\"description\":\"Token expired\",\"transid\":\"a1b2-c3\"}":                401,
		`{"code": "403", "description": "No access to the organization", "transid": "a1b2-c3"}`:                                         403,
		`403 Forbidden {"code": "7003", "description": "x", "transid": "a1b2-c3"}`:                                                      403,
		`{"code": "7001", "description": "Missing mandatory parameter", "transid": "a1b2-c3"}`:                                          400,
		`{"code": "7009", "description": "Rate limit exceeded", "transid": "a1b2-c3"}`:                                                  429,
		`{"code": 500, "description": "oops", "transId": "a1b2-c3"}`:                                                                    500,
		"POST https://assetmanagement.us.webexconnect.io/connectapi/v2/digital/app: 503 Service Unavailable, transid: a1b2-c3":          503,
		"create the asset in Webex Connect: status 401: 1001 expired (transid a1b2-c3)":                                                 401,
		`{"code": "1000", "description": "Success", "transid": "a1b2-c3"}`:                                                              0,
		`{"code": "7001", "description": "Missing mandatory parameter"}`:                                                                0,
		"HTTP/1.1 200 OK\n\n{\"code\": \"1000\", \"description\": \"Asset saved. Authentication required.\", \"transid\": \"a1b2-c3\"}": 0,
		"HTTP/2 200\n{\"code\": \"403\", \"description\": \"Token expired\", \"transid\": \"a1b2-c3\"}":                                 0,
		`{"code": "1000", "description": "Asset saved. Authentication required.", "transid": "a1b2-c3"}`:                                0,
		`{"code": "7001", "description": "Mandatory field accessTokenUrl is missing", "transid": "a1b2-c3"}`:                            400,
		`{"code": "7001", "description": "Invalid value for field scope", "transid": "a1b2-c3"}`:                                        400,
		`{"code": "7001", "description": "Access token field is invalid", "transid": "a1b2-c3"}`:                                        0,
		`{"code": "7002", "description": "The token does not have the required scope", "transid": "a1b2-c3"}`:                           403,
		`{"code": "7002", "description": "You do not have the permission", "transid": "a1b2-c3"}`:                                       403,
		`{"code": "7002", "description": "The token has expired", "transid": "a1b2-c3"}`:                                                401,
		`{"code": "7002", "description": "An underscore is not allowed in the name", "transid": "a1b2-c3"}`:                             0,
		`{"code": "7002", "description": "Token missing, or a mandatory field", "transid": "a1b2-c3"}`:                                  0,
	} {
		err, ok := Recognise(text)
		e, isConnect := find[asset.ConnectError](err)
		if want == 0 {
			if ok {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		if !isConnect || e.Status != want || e.TransID != "a1b2-c3" || !e.Sent {
			t.Errorf("%s: %+v", text, err)
			continue
		}
		if code := Explain(err, Context{}).Code; !strings.HasPrefix(code, "connect-") {
			t.Errorf("%s: %q", text, code)
		}
	}
}

// Facts are read as they stand, wrapped or encoded.
func TestRecognisedFacts(t *testing.T) {
	files := pastedFiles(t)
	const client = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"
	for name, want := range map[string]facts{
		"redirect-uri-mismatch.en-details": {"redirect_uri": "http://localhost:3000/", "client_id": client, "projectNumber": "123456789012", "status": "400", "error": "redirect_uri_mismatch"},
		"redirect-uri-mismatch.nl-details": {"redirect_uri": "https://acme.us.webexconnect.io/callback/"},
		"redirect-uri-mismatch.mail":       {"redirect_uri": "http://127.0.0.1:42813/callback"},
		"origin-mismatch.en":               {"origin": "https://acme.us.webexconnect.io"},
		"not-a-test-user.en-details":       {"redirect_uri": "http://127.0.0.1:8473/callback", "client_id": client, "status": "403"},
		"redirect-uri-invalid.private-ip":  {"redirect_uri": "http://192.168.1.5/callback", "rule": "raw-ip"},
		"redirect-uri-invalid.policy":      {"redirect_uri": "https://connect.local/callback", "rule": "public-suffix"},
		"gmail-api-disabled.line":          {"projectNumber": "123456789012", "enablePage": "https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=123456789012"},
		"gmail-api-disabled.python":        {"projectNumber": "123456789012"},
		"gmail-api-disabled.words":         {"projectNumber": "123456789012"},
		"smtp-auth-rejected.transcript":    {"challengeStatus": "400", "challengeScope": "https://mail.google.com/", "server": "smtp.gmail.com", "phase": "auth"},
		"smtp-auth-rejected.challenge-334": {"challengeStatus": "401"},
		"smtp-no-xoauth2.transcript":       {"offered": "LOGIN, PLAIN"},
		"smtp-unreachable.curl":            {"server": "smtp.gmail.com:465", "smtpPort": "465", "reason": "timeout"},
		"smtp-unreachable.node":            {"server": "smtp.gmail.com:587", "reason": "refused"},
		"provider-unreachable.curl":        {"host": "accounts.google.com", "reason": "dns"},
		"provider-unreachable.proxy":       {"host": "oauth2.googleapis.com", "reason": "proxy"},
		"port-in-use.go":                   {"port": "8473"},
		"project-id-taken.gcloud":          {"projectId": "webex-mail-4711"},
		"permission-denied.json":           {"permission": "serviceusage.services.enable", "resource": "projects/webex-mail-4711"},
		"permission-denied.policy":         {"constraint": "constraints/resourcemanager.allowedProjectCreators"},
		"scope-missing.token":              {"granted": "openid https://www.googleapis.com/auth/gmail.send"},
		"refresh-token-dead.x-oauth2":      {"phase": "refresh", "answer": "invalid_grant (Token has been expired or revoked.)"},
		"code-rejected.used":               {"phase": "exchange", "status": "400", "host": "oauth2.googleapis.com"},
		"smtp-tls.check":                   {"server": "smtp.gmail.com:465", "reason": "expired"},
		"forwarding-pending.json":          {"forwarding": "a1b2@mail-us.imiconnect.io"},
	} {
		err, ok := Recognise(files[name])
		if !ok {
			t.Errorf("%s is not recognised", name)
			continue
		}
		got := Explain(err, Context{}).Facts
		for key, value := range want {
			if got[key] != value {
				t.Errorf("%s: %s is %q, want %q", name, key, got[key], value)
			}
		}
	}
}

// What a document says can steer neither a command nor a link.
func TestForgedDocuments(t *testing.T) {
	err, ok := Recognise(pastedFiles(t)["smtp-tls.check"])
	if !ok {
		t.Fatal("not recognised")
	}
	f := Explain(err, acme)
	said := strings.Join(append(f.Fix, f.Summary, f.Cause, f.Link), "\n")
	if strings.Contains(said, "evil") || strings.Contains(said, "rm -rf") || f.Facts["name"] != "" || f.Facts["path"] != "" || f.Facts["clientsPage"] != "" {
		t.Errorf("%+v", f)
	}
}

// A page that says the app is being tested, and a mail server that Node, with no
// name at hand, gives by its number.
func TestRecognisedWithoutANameOrACode(t *testing.T) {
	for text, want := range map[string]string{
		"Access blocked: acme has not completed it\nThe app is currently being tested": "not-a-test-user",
		"Access blocked: Authorization Error\nError 403: org_internal":                 "org-internal",
		"Access blocked: this app's request is invalid\nError 400: invalid_request":    "provider-error",
		"Access blocked: Authorization Error":                                          "unknown",
		"Access blocked: this app's request is invalid":                                "unknown",
		"the mail server is currently being tested":                                    "unknown",
		"Error: connect ETIMEDOUT 142.250.102.108:465":                                 "smtp-unreachable",
		"connect ETIMEDOUT relay.acme.example:587":                                     "smtp-unreachable",
		"connect ETIMEDOUT 2a00:1450:4025:402::6c:465":                                 "smtp-unreachable",
		"connect ECONNREFUSED mailhost.acme.example:465":                               "smtp-unreachable",
		"connect ETIMEDOUT 142.250.102.108:5432":                                       "unknown",
		"connect ETIMEDOUT 142.250.102.108:4655":                                       "unknown",
	} {
		if got, _ := codeOf(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	err, _ := Recognise("connect ETIMEDOUT 142.250.102.108:465")
	if f := Explain(err, Context{}); f.Facts["server"] != "142.250.102.108:465" || f.Facts["reason"] != "timeout" {
		t.Errorf("facts %q", f.Facts)
	}
}
