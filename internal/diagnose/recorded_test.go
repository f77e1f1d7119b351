package diagnose

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"google.golang.org/api/googleapi"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/mail"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

// recording is an error as it was met, and the facts that must be read from it.
type recording struct {
	name  string
	err   error
	facts facts // all of them, where given
}

const tokenURL = "https://oauth2.googleapis.com/token"

func refused(act string, status int, code, description string) error {
	return &oauth.TokenError{Act: act, Endpoint: tokenURL, Failure: oauth.FailureRejected, Status: status, Code: code, Description: description}
}

func exchange(status int, code, description string) error {
	return refused("exchange the code", status, code, description)
}

func refresh(status int, code, description string) error {
	return refused("refresh the token", status, code, description)
}

func unreachable(err error) error {
	return &oauth.TokenError{Act: "refresh the token", Endpoint: tokenURL, Failure: oauth.FailureUnreachable, Err: err}
}

func callback(code, description string) error {
	return &oauth.CallbackError{Code: code, Description: description}
}

// answered reads a recorded answer of Google's APIs as its client does.
func answered(status int, body string) error {
	return googleapi.CheckResponse(&http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))})
}

const apiDisabled = `{"error": {"code": 403,
 "message": "Gmail API has not been used in project 123456789012 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=123456789012 then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.",
 "errors": [{"message": "Gmail API has not been used", "domain": "usageLimits", "reason": "accessNotConfigured", "extendedHelp": "https://console.developers.google.com"}],
 "status": "PERMISSION_DENIED",
 "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
   "metadata": {"service": "gmail.googleapis.com", "consumer": "projects/123456789012"}}]}}`

const apiDisabledNewForm = `{"error": {"code": 403, "message": "The API is off.", "status": "PERMISSION_DENIED",
 "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "metadata": {"consumer": "projects/987654321098"}}, "a stranger's detail"]}}`

func reason(code int, reason, message string) string {
	return fmt.Sprintf(`{"error": {"code": %d, "message": %q, "errors": [{"message": %q, "domain": "global", "reason": %q}]}}`, code, message, message, reason)
}

var (
	tlsPort      = mail.Server{Host: "smtp.gmail.com", Port: 465, Security: mail.SSL}
	startTLSPort = mail.Server{Host: "smtp.gmail.com", Port: 587, Security: mail.STARTTLS}
)

func reply(phase string, code int, enhanced, text string, challenge *mail.Challenge) error {
	return &mail.ReplyError{Server: tlsPort, Phase: phase, Code: code, Enhanced: enhanced, Text: text, Challenge: challenge}
}

// notValid is a mail server's certificate that is not valid now, and what is known
// of the clock.
func notValid(told bool, ahead time.Duration) error {
	e := &mail.TLSError{Server: tlsPort, Phase: "tls", Err: x509.CertificateInvalidError{Cert: companyCertificate, Reason: x509.Expired}}
	return &check.CertificateError{Err: e, Told: told, Ahead: ahead}
}

func dialed(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443}, Err: err}
}

func got(err error) error {
	return &url.Error{Op: "Get", URL: "https://gmail.googleapis.com/gmail/v1/users/me/profile?alt=json", Err: err}
}

var companyCertificate = &x509.Certificate{
	Issuer:    pkix.Name{CommonName: "Example Proxy CA", Organization: []string{"Example Corp"}},
	NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	NotAfter:  time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
}

func broken(field asset.Field, value string, rule asset.Rule) error {
	return &asset.RuleError{Field: field, Value: value, Rule: rule}
}

func defect(d oauth.Defect, line int, err error) error {
	return &oauth.ClientError{Path: "client_secret_1.json", Defect: d, Line: line, Err: err}
}

func kept(act string, err error) error {
	return &session.StateError{Act: act, Path: "/home/kim/.local/state/mailasset/support/session.json", Err: err}
}

func syntaxError() error {
	var v any
	return json.Unmarshal([]byte(`{"asset": `), &v)
}

// recordedFirst holds what was met at the token endpoint, in the mailbox and on
// this computer.
var recordedFirst = map[string][]recording{
	"redirect-uri-mismatch": {
		{"exchange", exchange(400, "redirect_uri_mismatch", "Bad Request"), nil},
		{"callback", callback("redirect_uri_mismatch", ""), nil},
		{"snapshot, slash", &check.RedirectsError{Missing: []string{"https://acme.us.webexconnect.io/callback"}, Registered: []string{"http://127.0.0.1:8473/callback", "https://acme.us.webexconnect.io/callback/"}},
			facts{"redirect_uri": "https://acme.us.webexconnect.io/callback", "source": "client-json", "nearest": "https://acme.us.webexconnect.io/callback/",
				"marked": "https://acme.us.webexconnect.io/callback[/]", "differsAt": "41", "difference": "slash-extra"}},
		{"snapshot, both", &check.RedirectsError{Missing: []string{"http://127.0.0.1:8473/callback", "https://a.example/callback"}}, nil},
		{"snapshot, empty", &check.RedirectsError{}, nil},
	},
	"client-not-found": {
		{"exchange", exchange(401, "invalid_client", "The OAuth client was not found."), facts{"host": "oauth2.googleapis.com", "status": "401", "phase": "exchange", "error": "invalid_client", "answer": "invalid_client (The OAuth client was not found.)"}},
		{"refresh", refresh(401, "invalid_client", "The OAuth client was not found."), nil},
		{"callback", callback("invalid_client", ""), nil},
	},
	"client-deleted": {
		{"exchange", exchange(401, "deleted_client", "The OAuth client was deleted."), nil},
		{"refresh", refresh(401, "invalid_client", "The OAuth client was deleted."), nil},
	},
	"client-secret-invalid": {
		{"exchange", exchange(401, "invalid_client", "The provided client secret is invalid."), nil},
		{"short words", refresh(401, "invalid_client", "Unauthorized"), nil},
		{"none sent", exchange(400, "invalid_request", "client_secret is missing."), nil},
	},
	"consent-declined":      {{"callback", callback("access_denied", ""), facts{"error": "access_denied", "answer": "access_denied", "phase": "callback"}}},
	"org-internal":          {{"callback", callback("org_internal", "Internal app"), nil}, {"exchange", exchange(403, "org_internal", ""), nil}},
	"admin-policy-enforced": {{"callback", callback("admin_policy_enforced", ""), nil}, {"refresh", refresh(400, "admin_policy_enforced", "Your administrator"), nil}, {"api", answered(403, reason(403, "domainPolicy", "The domain administrators have disabled Gmail apps.")), nil}},
	"access-not-configured": {{"callback", callback("access_not_configured", ""), nil}, {"exchange", exchange(400, "access_not_configured", ""), nil}},
	"scope-missing": {
		{"granted less", &check.ScopeError{Want: "https://mail.google.com/", Granted: "openid"}, facts{"scope": "https://mail.google.com/", "granted": "openid"}},
		{"api", answered(403, reason(403, "insufficientPermissions", "Insufficient Permission")), nil},
	},
	"wrong-account": {{"other", &check.AccountError{Want: "support@example.com", Got: "kim@example.com"}, facts{"want": "support@example.com", "got": "kim@example.com"}}},
	"testing-token-expires": {
		{"alive", &check.LifetimeError{ExpiresAt: time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC)}, facts{"state": "alive", "expiresAt": "2026-11-29T10:00:00Z"}},
		{"dead", &check.LifetimeError{ExpiresAt: time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC), Dead: true}, nil},
	},
	"refresh-token-missing": {{"answer", &check.NoRefreshTokenError{}, nil}},
	"refresh-token-dead": {
		{"revoked", refresh(400, "invalid_grant", "Token has been expired or revoked."), facts{"host": "oauth2.googleapis.com", "status": "400", "phase": "refresh", "error": "invalid_grant", "answer": "invalid_grant (Token has been expired or revoked.)"}},
		{"session ended", refresh(400, "invalid_grant", "reauth related error (invalid_rapt)"), nil},
		{"another client's", refresh(401, "unauthorized_client", "Unauthorized"), nil},
		{"api", answered(401, reason(401, "authError", "Invalid Credentials")), nil},
	},
	"code-rejected": {
		{"used", exchange(400, "invalid_grant", "Bad Request"), nil},
		{"garbled", exchange(400, "invalid_grant", "Malformed auth code."), nil},
		{"verifier", exchange(400, "invalid_grant", "Missing code verifier."), nil},
		{"request", exchange(400, "invalid_request", "Missing required parameter: code"), nil},
	},
	"gmail-api-disabled": {
		{"both forms", answered(403, apiDisabled), nil},
		{"new form", answered(403, apiDisabledNewForm), facts{"status": "403", "answer": "The API is off.", "projectNumber": "987654321098"}},
	},
	"mail-service-disabled": {{"api", answered(400, reason(400, "failedPrecondition", "Mail service not enabled")), facts{"status": "400", "answer": "Mail service not enabled"}}},
	"permission-denied":     {{"delegation", answered(403, reason(403, "forbidden", "Delegation denied for kim@example.com")), nil}},
	"smtp-auth-rejected": {
		{"challenge", reply("auth", 535, "5.7.8", "Username and Password not accepted.", &mail.Challenge{Status: "400", Schemes: "Bearer", Scope: "https://mail.google.com/"}), facts{
			"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "phase": "auth", "answer": "535 5.7.8 Username and Password not accepted.",
			"challengeStatus": "400", "challengeScope": "https://mail.google.com/"}},
		{"bare", reply("auth", 535, "", "rejected", nil), nil},
		{"two challenges", reply("auth", 334, "", "", &mail.Challenge{Raw: "??"}), nil},
		{"odd number", reply("auth", 554, "5.7.8", "no", nil), nil},
	},
	"smtp-throttled": {{"454", reply("auth", 454, "4.7.0", "Too many login attempts, please try again later.", nil), nil}},
	"smtp-temporary": {
		{"454", reply("auth", 454, "4.7.0", "Cannot authenticate due to temporary system problem.", nil), nil},
		{"421", reply("greeting", 421, "4.7.0", "Try again later, closing connection.", nil), nil},
	},
	"smtp-refused": {
		{"530", reply("auth", 530, "5.7.0", "Must issue a STARTTLS command first", nil), nil},
		{"534", reply("auth", 534, "5.7.9", "Application-specific password required", nil), nil},
		{"554", reply("greeting", 554, "", "No SMTP service here", nil), nil},
		{"ehlo", reply("ehlo", 550, "5.7.1", "policy", nil), nil},
		{"browser", reply("auth", 534, "5.7.14", "Please log in via your web browser and then try again.", nil), facts{
			"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "phase": "auth", "reason": "browser", "answer": "534 5.7.14 Please log in via your web browser and then try again."}},
		{"no login", reply("mail", 530, "5.7.0", "Authentication Required.", nil), nil},
		{"sender", reply("mail", 553, "5.7.1", "not allowed", nil), nil},
		{"recipient", reply("rcpt", 550, "5.1.1", "no such user", nil), nil},
		{"content", reply("data", 552, "5.7.0", "blocked", nil), nil},
	},
	"smtp-unreachable": {
		{"refused", &mail.ConnectError{Server: tlsPort, Phase: "dial", Err: dialed(os.NewSyscallError("connect", syscall.ECONNREFUSED))},
			facts{"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "phase": "dial", "reason": "refused"}},
		{"silent", &mail.ConnectError{Server: startTLSPort, Phase: "greeting", Err: context.DeadlineExceeded}, nil},
		{"no name", &mail.ConnectError{Server: tlsPort, Phase: "dial", Err: dialed(&net.DNSError{Err: "no such host", Name: "smtp.gmail.com", IsNotFound: true})}, nil},
		{"closed", &mail.ConnectError{Server: tlsPort, Phase: "ehlo", Err: io.EOF}, nil},
	},
	"smtp-not-smtp": {
		{"http", &mail.NotSMTPError{Server: tlsPort, Got: "HTTP/1.1 400 Bad Request", Speaks: mail.SpeaksHTTP}, facts{
			"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "answer": "HTTP/1.1 400 Bad Request", "speaks": "http"}},
		{"unknown", &mail.NotSMTPError{Server: tlsPort}, nil},
	},
	"smtp-tls": {
		{"company", &mail.TLSError{Server: tlsPort, Phase: "tls", Issuer: "CN=Example Proxy CA", Err: x509.UnknownAuthorityError{Cert: companyCertificate}}, nil},
		{"expired", &mail.TLSError{Server: tlsPort, Phase: "tls", Err: x509.CertificateInvalidError{Cert: companyCertificate, Reason: x509.Expired}}, nil},
		{"other name", &mail.TLSError{Server: tlsPort, Phase: "tls", Issuer: "CN=Made-up CA", Chain: []mail.Certificate{{DNSNames: strings.Fields("a.example b.example c.example d.example e.example f.example")}},
			Err: x509.HostnameError{Certificate: companyCertificate, Host: "smtp.gmail.com"}}, facts{"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "phase": "tls",
			"issuer": "CN=Made-up CA", "reason": "wrong-name", "names": "a.example, b.example, c.example, d.example, e.example, …"}},
		{"expired, right clock", notValid(true, 0), facts{"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "phase": "tls", "reason": "expired-server",
			"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-06-01T00:00:00Z"}},
		{"expired, wrong clock", notValid(true, -90*time.Minute), facts{"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "phase": "tls", "reason": "expired-clock",
			"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-06-01T00:00:00Z", "minutes": "90", "direction": "behind"}},
		{"expired, not compared", notValid(false, 0), nil},
		{"not offered", &mail.TLSError{Server: startTLSPort, Phase: "starttls", Err: mail.ErrNotOffered}, nil},
		{"refused", &mail.TLSError{Server: startTLSPort, Phase: "starttls", Err: mail.ErrRefused, Reply: mail.Reply{Code: 454, Enhanced: "4.7.0", Text: "TLS not available"}}, facts{
			"server": "smtp.gmail.com:587", "smtpPort": "587", "security": "STARTTLS", "phase": "starttls", "reason": "refused", "answer": "454 4.7.0 TLS not available"}},
		{"alert", &mail.TLSError{Server: tlsPort, Phase: "tls", Err: &net.OpError{Op: "remote error", Err: tls.AlertError(40)}}, nil},
	},
	"smtp-no-xoauth2":    {{"plain only", &mail.NoXOAUTH2Error{Server: tlsPort, Offered: []string{"LOGIN", "PLAIN"}}, facts{"server": "smtp.gmail.com:465", "smtpPort": "465", "security": "SSL", "offered": "LOGIN, PLAIN"}}},
	"smtp-sending-limit": {{"550", reply("auth", 550, "5.4.5", "Daily user sending limit exceeded.", nil), nil}},
	"mail-echo-missing":  {{"lost", &check.EchoError{MessageID: "made-up@acme.example", Waited: 30 * time.Second}, facts{"messageId": "made-up@acme.example", "after": "30s"}}},
	"port-in-use":        {{"taken", &oauth.PortError{Port: 8473, Err: os.NewSyscallError("bind", addressInUse)}, facts{"port": "8473"}}, {"taken by one that is known", &oauth.PortError{Port: 8473, Err: os.NewSyscallError("bind", addressInUse), Holder: "nc (pid 4711)"}, facts{"port": "8473", "holder": "nc (pid 4711)"}}},
	"port-forbidden": {
		{"low", &oauth.PortError{Port: 80, Err: os.NewSyscallError("bind", syscall.EACCES)}, facts{"port": "80", "answer": "bind: permission denied"}},
		{"none", &oauth.PortError{Port: 80}, nil},
	},
	"callback-timeout": {
		{"nobody", &oauth.TimeoutError{After: 10 * time.Minute}, facts{"after": "10 min", "strangers": "0"}},
		{"strangers", &oauth.TimeoutError{After: 90 * time.Second, Strangers: 3}, facts{"after": "1m30s", "strangers": "3"}},
	},
	"provider-unreachable": {
		{"no name", unreachable(dialed(&net.DNSError{Err: "no such host", Name: "oauth2.googleapis.com", IsNotFound: true})), facts{"host": "oauth2.googleapis.com", "reason": "dns"}},
		{"deadline", unreachable(context.DeadlineExceeded), facts{"host": "oauth2.googleapis.com", "reason": "timeout"}},
		{"api refused", got(dialed(os.NewSyscallError("connect", syscall.ECONNREFUSED))), facts{"host": "gmail.googleapis.com", "reason": "refused"}},
		{"api deadline", context.DeadlineExceeded, facts{"reason": "timeout"}},
		{"proxy", got(&net.OpError{Op: "proxyconnect", Net: "tcp", Err: syscall.ECONNREFUSED}), facts{"host": "gmail.googleapis.com", "reason": "proxy"}},
		//lint:ignore ST1005 the text is that of net/http
		{"proxy login", got(errors.New("Proxy Authentication Required")), facts{"host": "gmail.googleapis.com", "reason": "proxy"}},
		{"offline", got(dialed(os.NewSyscallError("connect", syscall.ENETUNREACH))), facts{"host": "gmail.googleapis.com", "reason": "route"}},
		{"guest network", got(errors.New("http: server gave HTTP response to HTTPS client")), facts{"host": "gmail.googleapis.com", "reason": "not-tls"}},
		{"reset", got(&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}), facts{"host": "gmail.googleapis.com", "reason": "closed"}},
		{"closed", got(io.EOF), facts{"host": "gmail.googleapis.com", "reason": "closed"}},
		{"bare", dialed(errors.New("odd")), facts{"host": "192.0.2.1:443", "reason": "other"}},
		{"bare name", &net.DNSError{Err: "no such host", Name: "accounts.google.com"}, facts{"host": "accounts.google.com", "reason": "dns"}},
	},
	"provider-error": {
		{"callback", callback("server_error", ""), nil},
		{"scope", callback("invalid_scope", "Some requested scopes were invalid"), nil},
		{"busy", callback("temporarily_unavailable", ""), nil},
		{"503", &oauth.TokenError{Act: "exchange the code", Endpoint: tokenURL, Failure: oauth.FailureServer, Status: 503}, facts{"host": "oauth2.googleapis.com", "phase": "exchange", "status": "503", "answer": "HTTP 503"}},
		{"500 with a word", &oauth.TokenError{Act: "exchange the code", Endpoint: tokenURL, Failure: oauth.FailureServer, Status: 500, Code: "internal_failure"}, facts{"host": "oauth2.googleapis.com", "phase": "exchange", "status": "500", "error": "internal_failure", "answer": "HTTP 500: internal_failure"}},
		{"garbled", &oauth.TokenError{Act: "exchange the code", Endpoint: tokenURL, Failure: oauth.FailureGarbled}, nil},
		{"refresh request", refresh(400, "invalid_request", "Missing required parameter: refresh_token"), nil},
		{"api 503", answered(503, "<html>Service unavailable</html>"), facts{"status": "503", "answer": "HTTP 503"}},
		{"api rate", answered(403, reason(403, "rateLimitExceeded", "Rate Limit Exceeded")), nil},
	},
	"proxy-intercepts": {
		{"token", unreachable(&tls.CertificateVerificationError{UnverifiedCertificates: []*x509.Certificate{companyCertificate}, Err: x509.UnknownAuthorityError{Cert: companyCertificate}}),
			facts{"host": "oauth2.googleapis.com", "issuer": "CN=Example Proxy CA,O=Example Corp"}},
		{"api", got(x509.UnknownAuthorityError{Cert: companyCertificate}), nil},
		{"other name", got(x509.HostnameError{Certificate: companyCertificate, Host: "gmail.googleapis.com"}), nil},
		{"macOS", got(&tls.CertificateVerificationError{Err: errors.New("x509: certificate is not trusted")}), facts{"host": "gmail.googleapis.com"}},
	},
	"clock-skew": {{"expired", got(&tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Cert: companyCertificate, Reason: x509.Expired}}),
		facts{"host": "gmail.googleapis.com", "notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-06-01T00:00:00Z"}}},
	"redirect-uri-invalid": {{"raw address", broken(asset.FieldRedirect, "https://10.0.0.5/callback", asset.RuleRawIP), facts{"field": "redirect", "rule": "raw-ip", "value": "https://10.0.0.5/callback"}}},
	"asset-name-invalid":   {{"underscore", asset.CheckName("Support_Gmail"), facts{"field": "asset.name", "rule": "name", "value": "Support_Gmail"}}, {"empty", asset.CheckName(""), facts{"field": "asset.name", "rule": "empty"}}},
	"email-invalid": {
		{"mailbox", asset.CheckEmail(asset.FieldEmail, "Support <support@example.com>"), nil},
		{"login", asset.CheckEmail(asset.FieldLoginID, "kim"), nil},
		{"forwarding", asset.CheckEmail(asset.FieldForwardingAddress, "x@y"), nil},
	},
	"callback-url-invalid": {
		{"star", asset.CheckCallbackURL("https://é*.example.com/callback", false), facts{"field": "connect.callback_url", "rule": "wildcard", "value": "https://é*.example.com/callback", "at": "10"}},
		{"http", asset.CheckCallbackURL("http://acme.us.webexconnect.io/callback", false), nil},
	},
	"answers-invalid": {
		{"file", &AnswersError{Path: "answers.yaml", Line: 3, ID: "asset.email", Reason: "this id is answered twice"}, facts{"path": "answers.yaml", "line": "3", "field": "asset.email", "reason": "this id is answered twice", "rule": "answers"}},
		{"no file", &AnswersError{Path: "missing.yaml", Reason: "there is no file of that name"}, facts{"path": "missing.yaml", "reason": "there is no file of that name", "rule": "answers-file"}},
		{"standard input", &AnswersError{Path: "-", Line: 1, Reason: "it is not YAML"}, facts{"path": "-", "line": "1", "reason": "it is not YAML", "rule": "answers-stdin"}},
		{"choice", &AnswersError{ID: "google.publish", Reason: "maybe is not one of: publish, stay-in-testing"}, facts{"field": "google.publish", "reason": "maybe is not one of: publish, stay-in-testing", "rule": "answers"}},
		{"flag", &AnswersError{Reason: "an answer is written ID=VALUE"}, nil},
		{"tenant", asset.CheckConnectURL("acme", false), nil},
		{"home page", asset.CheckWebPage(asset.FieldHomePage, "https://github.com/acme/mail"), nil},
		{"port", broken(asset.FieldPort, "465 STARTTLS", asset.RulePair), nil},
		{"scope", broken(asset.FieldScope, "gmail.send", asset.RuleMailScope), nil},
	},
	"client-type-wrong":      {{"desktop", defect(oauth.DefectDesktop, 0, nil), facts{"path": "client_secret_1.json", "defect": "desktop"}}, {"service account", defect(oauth.DefectServiceAccount, 0, nil), nil}, {"gcloud", defect(oauth.DefectAuthorizedUser, 0, nil), nil}},
	"client-json-incomplete": {{"secret", defect(oauth.DefectNoSecret, 0, nil), nil}, {"redirects", defect(oauth.DefectNoRedirects, 0, nil), nil}, {"id", defect(oauth.DefectNoID, 0, nil), nil}, {"endpoints", defect(oauth.DefectNoEndpoints, 0, nil), nil}},
	"client-json-invalid": {
		{"absent", defect(oauth.DefectUnreadable, 0, syscall.ENOENT), facts{"path": "client_secret_1.json", "defect": "unreadable-absent"}},
		{"denied", defect(oauth.DefectUnreadable, 0, syscall.EACCES), facts{"path": "client_secret_1.json", "defect": "unreadable-denied"}},
		{"folder", defect(oauth.DefectUnreadable, 0, syscall.EISDIR), nil},
		{"unreadable", defect(oauth.DefectUnreadable, 0, syscall.EIO), nil},
		{"unexplained", defect(oauth.DefectUnreadable, 0, nil), nil},
		{"50 MB", defect(oauth.DefectTooLarge, 0, nil), nil},
		{"text", defect(oauth.DefectNotJSON, 1, nil), nil},
		{"truncated", defect(oauth.DefectTruncated, 7, nil), facts{"path": "client_secret_1.json", "defect": "truncated", "line": "7"}},
		{"other JSON", defect(oauth.DefectNoClient, 0, nil), nil},
		{"foreign", &ForeignEndpointError{AuthURI: "https://login.example/auth", TokenURI: "https://login.example/token"}, facts{"defect": "foreign", "authUri": "https://login.example/auth", "tokenUri": "https://login.example/token"}},
		{"plain http", &ForeignEndpointError{AuthURI: "http://login.example/auth", TokenURI: "http://login.example/token", PlainHTTP: true}, nil},
		{"id", &check.ClientShapeError{What: "id"}, facts{"defect": "shape-id"}},
		{"secret", &check.ClientShapeError{What: "secret"}, nil},
	},
	"asset-file-invalid": {
		{"absent", &asset.FileError{Path: "a.asset.json", Err: syscall.ENOENT}, facts{"path": "a.asset.json", "reason": "absent"}},
		{"denied", &asset.FileError{Path: "a.asset.json", Err: syscall.EACCES}, nil},
		{"syntax", assetFileWith(asset.Problem{Line: 4, Err: &asset.ContentError{Defect: asset.DefectSyntax, Want: "JSON"}}), facts{"path": "a.asset.json", "line": "4", "reason": "syntax", "form": "JSON", "count": "1"}},
		{"second", assetFileWith(asset.Problem{Line: 4, Err: &asset.ContentError{Defect: asset.DefectSecond}}), nil},
		{"empty", assetFileWith(asset.Problem{Err: &asset.ContentError{Defect: asset.DefectEmpty}}), nil},
		{"large", assetFileWith(asset.Problem{Err: &asset.ContentError{Defect: asset.DefectLarge}}), nil},
		{"newer", assetFileWith(asset.Problem{Line: 1, Path: "schemaVersion", Err: &asset.ContentError{Defect: asset.DefectVersion, Want: "1"}}), facts{"path": "a.asset.json", "line": "1", "reason": "newer", "count": "1"}},
		{"type", assetFileWith(asset.Problem{Line: 4, Path: "authentication.port", Err: &asset.ContentError{Defect: asset.DefectType, Want: "integer"}}), facts{"path": "a.asset.json", "line": "4", "reason": "place", "count": "1"}},
		{"places", assetFileWith(
			asset.Problem{Path: "asset", Err: &asset.ContentError{Defect: asset.DefectMissing}},
			asset.Problem{Line: 7, Path: "authentication.security", Err: &asset.ContentError{Defect: asset.DefectChoice, Want: "None, SSL, STARTTLS"}},
			asset.Problem{Line: 9, Path: "authentication.scope", Err: broken(asset.FieldScope, "", asset.RuleMailScope)},
		), facts{"path": "a.asset.json", "line": "7", "reason": "places", "count": "3"}},
		{"foreign", &asset.ForeignFileError{Path: "b.asset.json", Name: "Support", Email: "support@example.com"}, facts{"path": "b.asset.json", "reason": "foreign"}},
		{"foreign, bare", asset.ErrForeignFile, facts{"reason": "foreign"}},
		{"damaged state", kept("read", syntaxError()), nil},
		{"newer state", kept("read", errors.New("written by a newer program (version 9)")), nil},
	},
	"state-locked": {{"held", &session.LockedError{Name: "support", PID: 4711}, facts{"asset": "support", "pid": "4711"}}, {"silent", &session.LockedError{Name: "support"}, facts{"asset": "support"}}},
	"state-unwritable": {
		{"full", kept("write", syscall.ENOSPC), facts{"path": "/home/kim/.local/state/mailasset/support/session.json", "reason": "full", "act": "write"}},
		{"quota", kept("write", syscall.EDQUOT), nil},
		{"denied", kept("write", syscall.EACCES), nil},
		{"unreadable", kept("read", syscall.EACCES), nil},
		{"read-only", kept("lock", syscall.EROFS), nil},
		{"not a folder", kept("make the folder", syscall.ENOTDIR), nil},
		{"folder", kept("read", syscall.EISDIR), nil},
		{"disk", kept("write", syscall.EIO), nil},
		{"no folder", &session.StateError{Act: "write", Path: "/home/kim/my assets/a.asset.json", Err: syscall.ENOENT}, facts{"path": "/home/kim/my assets/a.asset.json", "reason": "no-folder", "act": "write", "quotedPath": "'/home/kim/my assets'"}},
		{"asset file", fmt.Errorf("write out/a.asset.json: %w", syscall.EACCES), facts{"path": "out/a.asset.json", "reason": "denied"}},
		{"rename", &os.LinkError{Op: "rename", Old: ".a", New: "out/a", Err: syscall.EACCES}, facts{"path": "out/a", "reason": "denied"}},
		{"full, other", &fs.PathError{Op: "write", Path: "bundle.zip", Err: syscall.ENOSPC}, facts{"path": "bundle.zip", "reason": "full"}},
		{"probe", &fs.PathError{Op: "open", Path: "out/.a.mailasset-tmp-1", Err: syscall.EACCES}, facts{"path": "out", "reason": "denied"}},
	},
	"state-exposed": {{"group", &session.ExposedError{Path: "/home/kim/Application Support/session.json", Mode: 0o644}, facts{
		"path": "/home/kim/Application Support/session.json", "mode": "0644", "quotedPath": "'/home/kim/Application Support/session.json'"}},
		{"folder", &session.ExposedError{Path: "/home/kim/state", Mode: fs.ModeDir | 0o777}, facts{
			"path": "/home/kim/state", "mode": "0777", "quotedPath": "/home/kim/state", "access": "write"}},
		{"Windows", &session.ExposedError{Path: `D:\state\session.json`, Readers: []string{"Everyone", `BUILTIN\Users`}, Self: `DESK\kim`}, facts{
			"path": `D:\state\session.json`, "readers": `Everyone, BUILTIN\Users`, "remove": `"Everyone" "BUILTIN\Users"`, "self": `DESK\kim`}}},
}
