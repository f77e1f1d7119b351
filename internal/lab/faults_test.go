package lab

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/cloudresourcemanager/v3"
)

// shown is a fault's effect as a client meets it. It runs with the fault on in
// a lab with a robot; token is a good one from before.
type shown func(t *testing.T, f *fixture, token *oauth2.Token)

// refusedPage: the browser ends on the error page with this code.
func refusedPage(code string, status int) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		p := do(t, f.browser(t), http.MethodGet, f.authURL(f.with()), "", "")
		if d := errorOf(t, p.url); d.code != code || d.status != status || p.status != status {
			t.Errorf("page %d, %+v", p.status, d)
		}
	}
}

// refusedExchange: the token endpoint refuses a good exchange like this.
func refusedExchange(status int, code, description string) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		got, answer := f.post(t, f.exchange(f.consent(t, f.with()).Get("code")))
		if got != status || answer["error"] != code || (description != "" && answer["error_description"] != description) {
			t.Errorf("%d %v", got, answer)
		}
	}
}

// refusedProfile: the Gmail API refuses a good token like this.
func refusedProfile(status int, reason string) shown {
	return func(t *testing.T, f *fixture, token *oauth2.Token) {
		_, err := f.profile(t, "me", token.AccessToken)
		if s, r := reasonOf(err); s != status || r != reason {
			t.Errorf("%d %s (%v)", s, r, err)
		}
	}
}

// refusedLogin: the mail server answers a good token like this.
func refusedLogin(prefix string) shown {
	return func(t *testing.T, f *fixture, token *oauth2.Token) {
		f.greeted(t).ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, token.AccessToken), prefix)
	}
}

// refusedCertificate: the handshake fails with an error of this type, on both
// ports.
func refusedCertificate[E error](holds func(E) bool) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		var got E
		if err := f.handshake(t, "127.0.0.1"); !errors.As(err, &got) || !holds(got) {
			t.Errorf("implicit TLS: %v", err)
		}
	}
}

// hangs: nothing comes back until the client gives up.
func hangs(ask func(ctx context.Context, f *fixture) (*http.Response, error)) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		done := make(chan error, 1)
		before := len(f.Requests())
		go func() {
			response, err := ask(ctx, f)
			if err == nil {
				_ = response.Body.Close()
			}
			done <- err
		}()
		waitFor(t, "the request", func() bool { return len(f.Requests()) > before })
		select {
		case err := <-done:
			t.Fatalf("answered: %v", err)
		default:
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	}
}

func request(ctx context.Context, method, address, contentType, body string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", contentType)
	return http.DefaultClient.Do(r)
}

var faultTests = map[string]shown{
	"redirect-uri-mismatch": refusedPage("redirect_uri_mismatch", 400),
	"redirect-uri-invalid":  refusedPage("invalid_request", 400),
	"client-not-found":      refusedPage("invalid_client", 401),
	"client-deleted":        refusedPage("deleted_client", 401),
	"client-secret-invalid": refusedExchange(401, "invalid_client", "The provided client secret is invalid."),
	"not-a-test-user":       refusedPage("access_denied", 403),
	"org-internal":          refusedPage("org_internal", 403),
	"admin-policy-enforced": refusedPage("admin_policy_enforced", 400),
	"access-not-configured": refusedPage("access_not_configured", 400),
	"disallowed-useragent":  refusedPage("disallowed_useragent", 403),
	"wrong-session": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		p := do(t, f.browser(t), http.MethodGet, f.authURL(f.with()), "", "")
		if d := errorOf(t, p.url); d.message != "Required parameter is missing: response_type" {
			t.Errorf("%+v", d)
		}
		if u := preflight(t, http.MethodGet, f.authURL(f.with())); u.Path != identifierPath {
			t.Errorf("seen before sign-in: %s", u.Path)
		}
	},
	"consent-declined": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		if got := f.consent(t, f.with()); got.Get("error") != "access_denied" || got.Get("state") != "a-state" {
			t.Errorf("sent back with %v", got)
		}
	},
	"testing-token-expires": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		if _, answer := f.post(t, f.exchange(f.consent(t, f.with()).Get("code"))); answer["refresh_token_expires_in"] != 604799.0 {
			t.Errorf("answer %v", answer)
		}
	},
	"refresh-token-missing": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		if _, answer := f.post(t, f.exchange(f.consent(t, f.with()).Get("code"))); answer["refresh_token"] != nil || answer["access_token"] == nil {
			t.Errorf("answer %v", answer)
		}
	},
	"refresh-token-dead": func(t *testing.T, f *fixture, token *oauth2.Token) {
		status, answer := f.post(t, f.exchange("", "code", "", "grant_type", "refresh_token", "refresh_token", token.RefreshToken))
		if status != 400 || answer["error_description"] != "Token has been expired or revoked." {
			t.Errorf("%d %v", status, answer)
		}
	},
	"scope-missing": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		for asked, want := range map[string]string{scopeMail: scopeSend, scopeMail + " openid": "openid"} {
			back := f.consent(t, f.with("scope", asked))
			_, answer := f.post(t, f.exchange(back.Get("code")))
			if back.Get("scope") != want || answer["scope"] != want {
				t.Errorf("asked %q: callback %q, token %v", asked, back.Get("scope"), answer["scope"])
			}
		}
	},
	"wrong-account": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		_, answer := f.post(t, f.exchange(f.consent(t, f.with("login_hint", mailbox)).Get("code")))
		token, _ := answer["access_token"].(string)
		if p, err := f.profile(t, "me", token); err != nil || p.EmailAddress != otherAccount {
			t.Errorf("%+v, %v", p, err)
		}
		f.greeted(t).ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, token), "334 ")
	},
	"gmail-api-disabled":    refusedProfile(403, "accessNotConfigured"),
	"mail-service-disabled": refusedProfile(400, "failedPrecondition"),
	"gmail-500":             refusedProfile(500, "backendError"),
	"gmail-hang": hangs(func(ctx context.Context, f *fixture) (*http.Response, error) {
		return request(ctx, http.MethodGet, f.Gmail+"/gmail/v1/users/me/profile", "", "")
	}),

	"forwarding-missing":   forwarded("off"),
	"forwarding-pending":   forwarded("OURS pending, off"),
	"forwarding-off":       forwarded("OURS accepted, off"),
	"forwarding-elsewhere": forwarded("ELSEWHERE accepted, OURS accepted, to ELSEWHERE leaveInInbox"),
	"mail-lost": func(t *testing.T, f *fixture, token *oauth2.Token) {
		f.mail(t, mailbox, token.AccessToken, "Message-ID: <lost@client.test>\r\nSubject: lost\r\n\r\nx\r\n", mailbox)
		if mails := f.world.mails(); len(mails) == 0 || mails[len(mails)-1].Subject != "lost" {
			t.Errorf("the server took %+v", mails)
		}
		f.set(t)
		if found := f.search(t, token.AccessToken, "rfc822msgid:lost@client.test"); len(found) != 0 || len(f.inbound()) != 0 {
			t.Errorf("%v, %v", found, f.inbound())
		}
	},

	"code-rejected": refusedExchange(400, "invalid_grant", "Bad Request"),

	"connect-token-expired": refusedCall(401),
	"connect-forbidden":     refusedCall(403),
	"connect-bad-request":   refusedCall(400),
	"connect-rate-limited":  refusedCall(429),
	"connect-server-error":  refusedCall(500),
	"connect-hang":          hangingCall,
	"connect-drop":          droppedCall,
	"connect-form-resets":   resetForm,
	"provider-error": func(t *testing.T, f *fixture, token *oauth2.Token) {
		for _, path := range []string{"/token", "/tokeninfo", "/revoke"} {
			if p := do(t, http.DefaultClient, http.MethodPost, f.URL+path, formType, "token=x"); p.status != 503 {
				t.Errorf("%s: %d", path, p.status)
			}
		}
		refusedProfile(503, "backendError")(t, f, token)
	},
	"token-500": refusedExchange(500, "internal_failure", ""),
	"token-garbage": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		p := do(t, http.DefaultClient, http.MethodPost, f.Token, formType, "")
		if p.status != 200 || !strings.HasPrefix(p.body, "<!doctype html>") || !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
			t.Errorf("%d %.40s", p.status, p.body)
		}
	},
	"token-empty": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		if p := do(t, http.DefaultClient, http.MethodPost, f.Token, formType, ""); p.status != 200 || strings.TrimSpace(p.body) != "{}" {
			t.Errorf("%d %s", p.status, p.body)
		}
	},
	"token-hang": func(t *testing.T, f *fixture, token *oauth2.Token) {
		for _, kind := range []string{formType, "application/json"} { // a body nobody asked for must not hide that the client went
			hangs(func(ctx context.Context, f *fixture) (*http.Response, error) {
				return request(ctx, http.MethodPost, f.Token, kind, f.exchange("x").Encode())
			})(t, f, token)
		}
	},
	"token-slow": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		ctx, cancel := context.WithCancel(t.Context())
		response, err := request(ctx, http.MethodPost, f.Token, formType, f.exchange(f.consent(t, f.with()).Get("code")).Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		first := make([]byte, 2)
		if n, err := response.Body.Read(first); n != 1 || err != nil || first[0] != '{' || response.StatusCode != 200 {
			t.Errorf("%d %q %v", n, first, err)
		}
		cancel()
		if _, err := io.ReadAll(response.Body); !errors.Is(err, context.Canceled) {
			t.Errorf("came to an end: %v", err)
		}
	},

	"smtp-auth-rejected": refusedLogin("334 "),
	"smtp-throttled":     refusedLogin("454 4.7.0 Too many login attempts"),
	"smtp-temporary":     refusedLogin("454 4.7.0 Cannot authenticate due to temporary system problem"),
	"smtp-refused":       refusedLogin("534 5.7.14"),
	"smtp-no-xoauth2": func(t *testing.T, f *fixture, token *oauth2.Token) {
		c := f.greeted(t)
		if ehlo := c.ask(t, "EHLO client.test", "250-"); !strings.Contains(ehlo, "AUTH LOGIN PLAIN PLAIN-CLIENTTOKEN\n") {
			t.Errorf("EHLO %q", ehlo)
		}
		c.ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, token.AccessToken), "504 5.7.4")
	},
	"smtp-sending-limit": func(t *testing.T, f *fixture, token *oauth2.Token) {
		c := f.mailClient(t, false)
		if err := c.Auth(xoauth2Client{mailbox, token.AccessToken}); err != nil {
			t.Fatal(err)
		}
		if err := c.SendMail(mailbox, []string{mailbox}, strings.NewReader("Subject: x\r\n\r\nx\r\n")); replyCode(err) != 550 || !strings.Contains(err.Error(), "sending limit") {
			t.Errorf("%v", err)
		}
	},
	"smtp-not-smtp": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		mustDial(t, f.SMTPSTARTTLS).expect(t, "HTTP/1.1 400")
		if err := f.handshake(t, "127.0.0.1"); err == nil || !strings.Contains(err.Error(), "first record does not look like a TLS handshake") {
			t.Errorf("%v", err)
		}
	},
	"smtp-unreachable": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		for _, address := range []string{f.SMTPTLS, f.SMTPSTARTTLS} {
			c, err := net.Dial("tcp", address)
			if err == nil {
				_, err = c.Read(make([]byte, 1))
				_ = c.Close()
			}
			if err == nil {
				t.Errorf("%s speaks", address)
			}
		}
	},
	"smtp-greeting-421": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		for _, c := range []*line{mustDial(t, f.SMTPSTARTTLS), mustDial(t, f.SMTPTLS).secure(t, f)} {
			c.expect(t, "421 4.7.0")
			if _, err := c.read(); !errors.Is(err, io.EOF) {
				t.Errorf("the connection goes on: %v", err)
			}
		}
	},
	"smtp-drip": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		for _, c := range []*line{mustDial(t, f.SMTPSTARTTLS), mustDial(t, f.SMTPTLS).secure(t, f)} {
			b := make([]byte, 64)
			if n, err := c.conn.Read(b); n != 1 || err != nil || b[0] != '2' {
				t.Errorf("%d %q %v", n, b[:n], err)
			}
		}
	},
	"smtp-hang": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		c := mustDial(t, f.SMTPTLS).secure(t, f)
		c.expect(t, "220 ")
		c.send(t, "EHLO client.test")
		_ = c.conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		var timeout net.Error
		if reply, err := c.read(); !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%q, %v", reply, err)
		}
	},
	"smtp-reset": func(t *testing.T, f *fixture, token *oauth2.Token) {
		c := f.greeted(t)
		c.send(t, "AUTH XOAUTH2 "+xoauth2(mailbox, token.AccessToken))
		if reply, err := c.read(); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("%q, %v: no reset", reply, err)
		}
	},
	"smtp-tls":             refusedCertificate(func(e x509.UnknownAuthorityError) bool { return e.Cert.Issuer.String() == e.Cert.Subject.String() }),
	"smtp-cert-expired":    refusedCertificate(func(e x509.CertificateInvalidError) bool { return e.Reason == x509.Expired }),
	"smtp-cert-wrong-name": refusedCertificate(func(e x509.HostnameError) bool { return e.Host == "127.0.0.1" }),

	"project-quota":    refusedOperation(8, "exceeded your allotted project quota"),
	"project-id-taken": refusedOperation(6, "already exists"),
	"tos-not-accepted": func(t *testing.T, f *fixture, token *oauth2.Token) {
		refusedOperation(9, "Callers must accept Terms of Service")(t, f, token)
		refusedAdmin("", "400 FAILED_PRECONDITION UREQ_TOS_NOT_ACCEPTED", "Precondition")(t, f, token)
		p := f.person(t).open("/terms/cloud")
		p.open("/projectcreate").sees("terms of service must be accepted").press("Create", fields{"name": {"Acme Mail"}}).sees("Callers must accept")
		// Accepting helps the account that accepts, and no other.
		p.open("/terms/cloud").press("Agree and continue", nil).sees("Tick that you agree").press("Agree and continue", fields{"agree": {"yes"}}).sees("has accepted")
		p.open("/projectcreate").press("Create", fields{"name": {"Acme Mail"}}).at("/auth/overview")
		manager, _ := f.admin(t)
		if o, err := created(t, manager, &cloudresourcemanager.Project{ProjectId: "acme-mail-4713"}); err != nil || o.Error == nil || o.Error.Code != 9 {
			t.Errorf("accepted by another account: %+v, %v", o, err)
		}
		p.open("/apis/library/drive.googleapis.com?project="+readyID).press("Enable", nil).sees("/terms/universal")
	},
	"permission-denied": refusedAdmin("403 PERMISSION_DENIED", "403 PERMISSION_DENIED AUTH_PERMISSION_DENIED", "denied|permission"),
	"org-policy":        refusedAdmin("403 PERMISSION_DENIED", "400 FAILED_PRECONDITION RESOURCE_USAGE_RESTRICTION_VIOLATED", "constraints"),
	"mfa-required": func(t *testing.T, f *fixture, token *oauth2.Token) {
		refusedAdmin("403 PERMISSION_DENIED", "403 PERMISSION_DENIED", "2-Step Verification")(t, f, token)
		f.person(t).open("/auth/clients?project="+readyID).sees("Turn on 2-Step Verification", mailbox)
	},
	"quota-project-missing": refusedAdmin("403 PERMISSION_DENIED SERVICE_DISABLED", "403 PERMISSION_DENIED SERVICE_DISABLED", "requires a quota project"),
	"publish-blocked": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		p := f.person(t).open("/auth/audience?project=" + readyID)
		p.press("Back to testing", nil).sees(`value="publish" disabled`, "Go to Branding")
		f.set(t)
		p.open("/auth/audience?project="+readyID).press("Publish app", nil).press("Confirm", nil).sees("In production")
	},
	"propagation-delay": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		q := f.with("redirect_uri", "https://mail.acme.example.com/callback")
		client := "/auth/clients/" + f.file.Web.ClientID + "?project=" + readyID
		p := f.person(t).open(client).pressNth(1, "Add URI", nil)
		p.press("Save", fields{"redirect": append(slices.Clone(f.file.Web.RedirectURIs), q.Get("redirect_uri"))}).sees("saved", q.Get("redirect_uri"))
		if u := preflight(t, http.MethodGet, f.authURL(q)); errorOf(t, u).code != "redirect_uri_mismatch" {
			t.Errorf("known at once: %s", u)
		}
		f.set(t)
		if u := preflight(t, http.MethodGet, f.authURL(q)); u.Path != identifierPath {
			t.Errorf("not known after the delay: %s", u)
		}
	},

	"callback-timeout": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		if p := do(t, f.browser(t), http.MethodGet, f.authURL(f.with()), "", ""); p.status != 200 || !strings.Contains(p.body, "callback-timeout") {
			t.Errorf("%d %s", p.status, p.body)
		}
	},
	"callback-state-mismatch": func(t *testing.T, f *fixture, _ *oauth2.Token) {
		var arrived []url.Values // the stranger's request ends before the browser's begins
		port, origin := callbackServer(t, func(w http.ResponseWriter, r *http.Request) { arrived = append(arrived, r.URL.Query()) })
		own := start(t, Config{Robot: true, RedirectPorts: []int{port}, Faults: f.faults.list()})
		if err := own.Browse(t.Context(), own.authURL(own.with("redirect_uri", origin+"/callback"))); err != nil {
			t.Fatal(err)
		}
		if len(arrived) != 2 || arrived[0].Get("state") == "a-state" || arrived[0].Get("code") == "" || arrived[1].Get("state") != "a-state" {
			t.Fatalf("arrived %v", arrived)
		}
		if status, answer := own.post(t, own.exchange(arrived[0].Get("code"))); status != 400 {
			t.Errorf("the stranger's code is good: %v", answer)
		}
	},
}

// TestEveryFault holds each name in Faults against a row above, and shows that
// switching it on and off while the lab runs takes effect at once.
func TestEveryFault(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t)
	for _, fault := range Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			show, ok := faultTests[fault.Name]
			if !ok {
				t.Fatal("no test shows this fault")
			}
			if fault.About == "" || strings.ContainsAny(fault.About, "\n") {
				t.Errorf("about: %q", fault.About)
			}
			f.set(t, fault.Name)
			show(t, f, token)
			f.set(t)
			f.healthy(t)
		})
	}
	// A fault that was in the way of a client has let go of it.
	waitFor(t, "the spoiled connections", func() bool {
		all := stacks()
		return !slices.ContainsFunc([]string{"lab.hang", "lab.trickle", ").drip", ").say", "lab.(*mailServer).newSession"},
			func(name string) bool { return strings.Contains(all, name) })
	})
	for name := range faultTests {
		if !slices.ContainsFunc(Faults(), func(fault Fault) bool { return fault.Name == name }) {
			t.Errorf("a test for an unknown fault %s", name)
		}
	}
}

// healthy walks the whole way: sign-in, tokens, profile, mail server.
func (f *fixture) healthy(t *testing.T) {
	t.Helper()
	token := f.login(t)
	if p, err := f.profile(t, "me", token.AccessToken); err != nil || p.EmailAddress != mailbox {
		t.Errorf("%+v, %v", p, err)
	}
	c := f.mailClient(t, true)
	if err := c.Auth(xoauth2Client{mailbox, token.AccessToken}); err != nil {
		t.Error(err)
	}
	_ = c.Close()
}

// Faults that are on from the start also shape the client JSON, a snapshot.
func TestFaultFromTheStart(t *testing.T) {
	f := start(t, Config{Faults: []string{"redirect-uri-mismatch"}})
	if got := f.file.Web.RedirectURIs; !slices.Equal(got, []string{f.CallbackURL}) {
		t.Errorf("redirect URIs %q", got)
	}
	if u := preflight(t, http.MethodGet, f.authURL(f.with("redirect_uri", f.CallbackURL))); u.Path != identifierPath {
		t.Errorf("the Connect callback is refused too: %s", u.Path)
	}
}

// The same names fault every endpoint they concern, not only the first met.
func TestFaultsElsewhere(t *testing.T) {
	f := start(t, Config{Robot: true})
	token := f.login(t)
	code := func() string { return f.consent(t, f.with()).Get("code") }
	for fault, want := range map[string]string{
		"client-not-found": "401 invalid_client The OAuth client was not found.",
		"client-deleted":   "401 deleted_client The OAuth client was deleted.",
	} {
		form := f.exchange(code())
		f.set(t, fault)
		status, answer := f.post(t, form)
		if got := fmt.Sprintf("%d %v %v", status, answer["error"], answer["error_description"]); got != want {
			t.Errorf("%s: %s", fault, got)
		}
		f.set(t)
	}
	f.set(t, "mail-service-disabled")
	f.greeted(t).ask(t, "AUTH XOAUTH2 "+xoauth2(mailbox, token.AccessToken), "334 ")
	for _, fault := range []string{"smtp-tls", "smtp-cert-expired", "smtp-cert-wrong-name"} {
		f.set(t)
		c := mustDial(t, f.SMTPSTARTTLS)
		c.expect(t, "220 ")
		c.ask(t, "EHLO client.test", "250-")
		f.set(t, fault)
		c.ask(t, "STARTTLS", "220 ")
		if err := starttls(t, f, c); err == nil {
			t.Errorf("%s: STARTTLS is trusted", fault)
		}
	}
}

// With these faults it does not matter which button a person presses.
func TestFaultsMeetPeopleToo(t *testing.T) {
	f := start(t, Config{Faults: []string{"consent-declined", "wrong-account"}})
	c := f.browser(t)
	consent := f.press(t, c, f.press(t, c, f.open(t, c, f.with()), "account", mailbox), "go", "yes")
	if !strings.Contains(consent.body, otherAccount) {
		t.Errorf("the wrong account is not signed in:\n%s", consent.body)
	}
	if got := f.press(t, c, consent, "decision", "allow").location(t).Query().Get("error"); got != "access_denied" {
		t.Errorf("Continue was not turned into Cancel: %q", got)
	}
	f.set(t, "org-internal")
	if p := f.press(t, c, consent, "decision", "allow"); p.status != 403 {
		t.Errorf("an outsider consents to an Internal app: %d", p.status)
	}
}

// One place that callers may read the list without changing it for others.
func TestFaultsIsACopy(t *testing.T) {
	Faults()[0].Name = "changed"
	if Faults()[0].Name == "changed" {
		t.Error("the list is shared")
	}
	seen := map[string]bool{}
	for _, fault := range Faults() {
		if seen[fault.Name] {
			t.Errorf("%s stands twice", fault.Name)
		}
		seen[fault.Name] = true
	}
}
