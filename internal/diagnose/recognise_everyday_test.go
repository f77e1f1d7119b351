package diagnose

import (
	"strings"
	"testing"
)

// Words and numbers that errors are made of stand in other texts too. None of
// these is explained.
func TestOrdinaryTextsAreNotExplained(t *testing.T) {
	for _, text := range []string{
		"Our smtp relay sent 450 mails yesterday",
		"SMTP outage: 500 users affected, please check",
		"Release 5.7.1 fixes 535 bugs",
		"Meeting at 4.7.1 release: 421 tickets open",
		"mailchimp smtp plan: 500 emails/month",
		"250 mails sent by smtp\n450 mails bounced\n500 mails queued",
		"500 users of our SMTP service got the newsletter",
		"Ticket 535: smtp settings of the scanner",
		"SMTP settings: port 587, limit 500 per hour",
		"SMTP AUTH LOGIN: 535 users have it switched on",
		"smtp 2.0: 450 downloads",
		"nginx: 502 Bad Gateway in front of the smtp dashboard",
		"HTTP/1.1 503 Service Unavailable (smtp-admin)",
		"The SMTP queue holds 421 messages, the version is 4.2.1",
		"Upgrade to 4.5.0 brings 503 fixes",
		"Postfix 5.5.2 needs 500 MB for its smtp queue",
		"Invoice 535-5 for smtp hosting",
		"the mail relay is asked 450 times a day, says smtp.acme.example",
		"smtp load test\n500\n421",
		"SMTP Server: smtp.gmail.com\nSecurity: STARTTLS\nLimit: 500 per day",
		"AUTH LOGIN: 535 users of smtp.acme.example have it switched on",
		"Google Drive: access_denied for shared folder",
		"Google Ads API: invalid_request, please check the query",
		"Google Cloud Storage: access_denied on the bucket",
		"Google Sheets add-on: invalid_scope in the manifest",
		"Error 403: access_denied while opening the report",
		"mysql: access_denied for 'root'@'127.0.0.1'",
		"INVALID_CLIENT: Invalid redirect URI",
		"Okta says access_denied",
		"Zoom API: invalid_grant",
		"Keycloak: invalid_grant (Invalid user credentials)",
		"our partner's API says invalid_client",
		`{"error":"redirect_uri_mismatch","error_description":"The redirect_uri MUST match the registered callback URL for this application.","error_uri":"https://docs.github.com/apps/managing-oauth-apps/troubleshooting"}`,
		`{"error":"invalid_grant","error_description":"Invalid user credentials"}`,
		`{"error":"invalid_grant","error_description":"authentication failure"}`,
		`{"error":"invalid_grant","error_description":"Invalid JWT Signature."}`,
		`{"error":"invalid_request","error_description":"Username is required"}`,
		`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`,
		"Stripe: missing required parameter: customer",
		"Please register the redirect URI at the partner before Friday",
		"The app is currently being tested by our QA team",
		"De app wordt momenteel getest door ons team",
		"This tool may only be used within its organization",
		"Our SSL certificate has expired, who renews it?",
		"Should we use a self-signed certificate for the printer?",
		"Hostname mismatch between DNS and the inventory",
		"Could not connect to server: the printer is off",
		"curl: (7) Failed to connect to db.acme.example port 5432 after 2 ms: Couldn't connect to server",
		"x509: certificate is valid for a.acme.example, not b.acme.example",
		"Invalid redirect: the page has moved",
		"Unable to locate credentials. You can configure credentials by running aws configure.",
		"DefaultAzureCredential failed to retrieve a token",
		"CgkIARIFaGVsbG8gd29ybGQgdGhpcw==",
		"see smtplib.py and mail.authenticationfailedexception",
	} {
		if got, err := codeOf(text); got != "unknown" {
			t.Errorf("%q: %s (%v)", text, got, err)
		}
	}
}

// What libraries, tools, consoles and pages say every day is known, with the
// facts in it.
func TestEverydayTexts(t *testing.T) {
	const needsCode = "invalid_grant (Bad Request)"
	for _, tt := range []struct {
		text, code string
		facts      facts
	}{
		{"I get 535 Authentication failed when the smtp client signs in", "smtp-auth-rejected", nil},
		{"SMTP ERROR: Password command failed: 535 Incorrect authentication data", "smtp-auth-rejected", facts{"answer": "535 Incorrect authentication data"}},
		{"Our smtp relay now says 535 5.7.8 Username and Password not accepted", "smtp-auth-rejected", nil},
		{"smtplib: (535, b'Error: authentication is off')", "smtp-auth-rejected", nil},
		{"421 Service not available, closing transmission channel (smtp)", "smtp-temporary", nil},
		{"220 relay ESMTP\nEHLO x\n421 come back tomorrow", "smtp-temporary", facts{"phase": "ehlo", "answer": "421 come back tomorrow"}},
		{"postfix/smtp[450]: status=deferred (host smtp.acme.example said: 421 4.7.0 too busy)", "smtp-temporary", facts{"server": "smtp.acme.example", "answer": "421 4.7.0 too busy"}},
		{"535-5.7.8 no (smtp-relay.gmail.com:587)", "smtp-auth-rejected", facts{"server": "smtp-relay.gmail.com:587"}},
		{"535 5.7.8 no (mx1.acme.example)", "smtp-auth-rejected", facts{"server": "mx1.acme.example"}},

		{`  File "/usr/lib/python3.11/smtplib.py", line 662, in auth
    raise SMTPAuthenticationError(code, resp)
smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. For more information, go to\n5.7.8  https://support.google.com/mail/?p=BadCredentials x - gsmtp')`,
			"smtp-auth-rejected", facts{"server": "smtp.gmail.com", "answer": "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials x - gsmtp"}},
		{"javax.mail.AuthenticationFailedException: 535-5.7.8 Username and Password not accepted.", "smtp-auth-rejected", facts{"server": ""}},
		{"x smtp.login   25 ms  535 5.7.8 no", "smtp-auth-rejected", facts{"server": ""}},

		{"535 5.7.8 no https://mail.google.com/ kim@mail.acme.example", "smtp-auth-rejected", facts{"server": ""}},
		{"535 5.7.8 no, from smtps://smtp.acme.example:465", "smtp-auth-rejected", facts{"server": "smtp.acme.example:465"}},
		{"host email-smtp.us-east-1.amazonaws.com[192.0.2.7] said: 535 5.7.8 no", "smtp-auth-rejected", facts{"server": "email-smtp.us-east-1.amazonaws.com"}},

		{"google: could not find default credentials. See https://cloud.google.com/docs/authentication/external/set-up-adc for more information", "adc-missing", nil},
		{"ERROR: (gcloud.auth.application-default.print-access-token) Your default credentials were not found.", "adc-missing", nil},
		{"google.auth.exceptions.DefaultCredentialsError: File x was not found.", "adc-missing", nil},
		{"Error: Could not load the default credentials.", "adc-missing", nil},

		{"Invalid Redirect: must end with a public top-level domain (such as .com or .org).", "redirect-uri-invalid", facts{"rule": "public-suffix", "value": ""}},
		{"https://connect.local/callback\nInvalid Redirect: must end with a public top-level domain (such as .com or .org).", "redirect-uri-invalid", facts{"rule": "public-suffix", "value": "https://connect.local/callback"}},
		{"Invalid Redirect: must use a domain that is a valid top private domain.", "redirect-uri-invalid", nil},
		{"Invalid Redirect: must contain a domain.", "redirect-uri-invalid", facts{"rule": "url"}},

		{"curl: (7) Failed to connect to smtp.gmail.com port 465 after 2 ms: Couldn't connect to server", "smtp-unreachable", facts{"reason": "refused", "server": "smtp.gmail.com:465"}},
		{"curl: (28) Failed to connect to smtp.gmail.com port 465 after 130002 ms: Couldn't connect to server", "smtp-unreachable", facts{"reason": "timeout"}},
		{"Failed to connect to oauth2.googleapis.com port 443 after 21045 ms: Could not connect to server", "provider-unreachable", facts{"reason": "timeout"}},

		{"curl: (60) SSL: no alternative certificate subject name matches target host name 'smtp.gmail.com'", "smtp-tls", facts{"reason": "wrong-name", "server": "smtp.gmail.com"}},
		{"curl: (60) SSL: no alternative certificate subject name matches target host name", "proxy-intercepts", facts{"reason": "name"}},
		{"Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: oauth2.googleapis.com. is not in the cert's altnames: DNS:proxy.corp.local", "proxy-intercepts", facts{"reason": "name", "host": "oauth2.googleapis.com"}},
		{"accounts.google.com NET::ERR_CERT_COMMON_NAME_INVALID", "proxy-intercepts", facts{"reason": "name"}},
		{"tls: failed to verify certificate: x509: certificate is valid for mail.corp.local, not smtp.gmail.com", "smtp-tls", facts{"reason": "wrong-name", "server": "smtp.gmail.com", "names": "mail.corp.local"}},
		{"ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'smtp.gmail.com'. (_ssl.c:1007)", "smtp-tls", facts{"reason": "wrong-name"}},

		{"self-signed certificate in certificate chain", "proxy-intercepts", nil},
		{"certificate has expired or is not yet valid", "clock-skew", nil},

		{"ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSsAEKWW91IGNhbid0IHNpZ24gaW4", "redirect-uri-mismatch", nil},
		{"authError: ChVyZWRpcmVjdF91cmlf\nbWlzbWF0Y2gSsAEKWW91", "redirect-uri-mismatch", nil},
		{"O app Webex Mail não concluiu o processo de verificação do Google", "not-a-test-user", nil},
		{"A app Webex Mail não concluiu o processo de validação da Google", "not-a-test-user", nil},
		{"Aplikacja Webex Mail nie ukończyła procesu weryfikacji przez Google", "not-a-test-user", nil},
		{"Diese App hat den Überprüfungsprozess von Google nicht abgeschlossen", "not-a-test-user", facts{"answer": "access_denied (Überprüfungsprozess von Google nicht abgeschlossen)"}},
		{"Error 403: access_denied The app is being tested.", "not-a-test-user", nil},
		{"Error 403: access_denied foo", "not-a-test-user", nil},
		{"Error 403, access_denied. The app is being tested.", "not-a-test-user", nil},

		{"I get Error 401: invalid_client when I sign in", "client-not-found", nil},
		{"Error 400: redirect_uri_mismatch\n\nJoin my Zoom meeting", "redirect-uri-mismatch", nil},
		{"Google says invalid_scope", "provider-error", nil},

		{`{"error":"invalid_grant","error_description":"Bad Request"}`, "code-rejected", facts{"reason": "unclear", "answer": needsCode}},
		{`('invalid_grant: Bad Request', {'error': 'invalid_grant', 'error_description': 'Bad Request'})`, "code-rejected", facts{"reason": "unclear"}},
		{"exchanging the code: " + `{"error":"invalid_grant","error_description":"Bad Request"}`, "code-rejected", facts{"reason": ""}},
		{`{"error":"invalid_grant","error_description":"Malformed auth code."}`, "code-rejected", facts{"reason": ""}},
	} {
		err, ok := Recognise(tt.text)
		if !ok {
			t.Errorf("%q is not known", tt.text)
			continue
		}
		f := Explain(err, Context{Pasted: true})
		if f.Code != tt.code {
			t.Errorf("%q: %s", tt.text, f.Code)
		}
		for name, want := range tt.facts {
			if f.Facts[name] != want {
				t.Errorf("%q: %s is %q, want %q", tt.text, name, f.Facts[name], want)
			}
		}
		checkFinding(t, tt.text, f, Context{Pasted: true})
	}
}

// A refusal that can be of a code or of a token is not told as one of the two.
func TestARefusalThatTellsNoPhase(t *testing.T) {
	err, _ := Recognise(`{"error":"invalid_grant","error_description":"Bad Request"}`)
	f := Explain(err, acme)
	if said := f.Summary + f.Cause; !strings.Contains(said, "code") || !strings.Contains(said, "refresh token") || strings.Contains(said, "the browser brought back") {
		t.Errorf("%s\n%s", f.Summary, f.Cause)
	}
}
