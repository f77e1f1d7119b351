package diagnose

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/google"
	"mailasset/internal/lab"
	"mailasset/internal/mail"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

// stage is a lab with what a person, a browser and the program can do at it.
type stage struct {
	*lab.Lab
	t      *testing.T
	client *oauth.Client
	at     asset.Endpoints
	roots  *x509.CertPool
	token  *oauth.Token // of a sign-in without faults
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{Lab: startLab(t, lab.Config{Robot: true}), t: t}
	doc, err := json.Marshal(s.Endpoints())
	s.must(err)
	s.must(json.Unmarshal(doc, &s.at))
	s.client, err = oauth.ReadClient(s.at.ClientJSON)
	s.must(err)
	pem, err := os.ReadFile(s.at.CAFile)
	s.must(err)
	s.roots = x509.NewCertPool()
	s.roots.AppendCertsFromPEM(pem)
	f, p := flow(t, s.Lab)
	s.token, err = f.Finish(t.Context(), p, end(t, p.AuthorizationURL()))
	s.must(err)
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// check runs one check of the asset of the sign-in.
func (s *stage) check(id string) error {
	p := s.at.Provider()
	tokens := &asset.Tokens{AccessToken: s.token.Access, RefreshToken: s.token.Refresh, Scope: s.token.Scope, ExpiresAt: s.token.ExpiresAt}
	if !s.token.RefreshExpiresAt.IsZero() {
		tokens.RefreshTokenExpiresAt = &s.token.RefreshExpiresAt
	}
	subject := check.Subject{Provider: p, Config: &asset.Configuration{
		Lab: true, Asset: asset.Asset{Name: "Support", EmailID: s.at.Mailbox},
		Authentication: asset.Authentication{SMTPServer: p.SMTPServer, Username: s.at.Mailbox, Port: p.TLSPort, Security: asset.SSL, ClientID: s.client.ID,
			ClientSecret: s.client.Secret, AuthorizationURL: p.AuthorizationURL, Scope: p.Scope, AccessTokenURL: p.TokenURL, RefreshTokenURL: p.TokenURL},
		Tokens: tokens,
	}}
	w := check.World{HTTP: http.DefaultClient, Roots: s.roots, Now: time.Now, Timeout: 20 * time.Second, Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	results := check.Run(s.t.Context(), w, subject, check.Options{Tier: check.Online, Only: []string{id}}, func(check.Result) {})
	return results[0].Err
}

// asked returns the answer to a request as it comes.
func (s *stage) asked(method, address, bearer string, form url.Values) string {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(form.Encode()))
	s.must(err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(request)
	s.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	s.must(err)
	return string(body)
}

// signIn is a sign-in in the browser: where it ends, and what comes of it here.
func (s *stage) signIn() (shown string, err error) {
	f, p := flow(s.t, s.Lab)
	shown = end(s.t, p.AuthorizationURL())
	token, err := f.Finish(s.t.Context(), p, shown)
	if err == nil {
		s.token = token
	}
	return shown, err
}

// exchanged is the token endpoint's answer to a code, as it comes.
func (s *stage) exchanged() string {
	query := url.Values{"client_id": {s.client.ID}, "redirect_uri": {"http://127.0.0.1:8473/callback"}, "response_type": {"code"},
		"scope": {"https://mail.google.com/"}, "access_type": {"offline"}, "prompt": {"consent"}, "state": {"made-up-state"}}
	back, err := url.Parse(end(s.t, s.at.Provider().AuthorizationURL+"?"+query.Encode()))
	s.must(err)
	return s.posted(url.Values{"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")}, "redirect_uri": query["redirect_uri"]})
}

func (s *stage) posted(form url.Values) string {
	form.Set("client_id", s.client.ID)
	form.Set("client_secret", s.client.Secret.Reveal())
	return s.asked(http.MethodPost, s.at.Token, "", form)
}

// created is the answer to creating a project, or how its operation ended.
func (s *stage) created() (shown string, err error) {
	owner, err := google.FromTokenFile(s.at.AdminTokenFile)
	s.must(err)
	a := google.Admin{ResourceManager: s.at.ResourceManager, ServiceUsage: s.at.ServiceUsage, Credential: owner, Timeout: 20 * time.Second,
		Poll: func(ctx context.Context, _ int) error { return ctx.Err() }}
	_, failed := a.CreateProject(s.t.Context(), "webex-mail-x7", "Webex Mail", "")
	file, err := os.ReadFile(s.at.AdminTokenFile)
	s.must(err)
	bearer, base := strings.TrimSpace(string(file)), strings.TrimSuffix(s.at.ResourceManager, "/")
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, base+"/v3/projects", strings.NewReader(`{"projectId":"webex-mail-x7","displayName":"Webex Mail"}`))
	s.must(err)
	request.Header.Set("Authorization", "Bearer "+bearer)
	answer, err := http.DefaultClient.Do(request)
	s.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	s.must(err)
	var operation struct {
		Name string
		Done bool
	}
	_ = json.Unmarshal(body, &operation) // an error has neither
	for range 10 {
		if operation.Name == "" || operation.Done {
			break
		}
		body = []byte(s.asked(http.MethodGet, base+"/v3/"+operation.Name, bearer, nil))
		s.must(json.Unmarshal(body, &operation))
	}
	return string(body), failed
}

// dialogue is a login at the mail server as a log has it.
func (s *stage) dialogue() string {
	dialer := &tls.Dialer{NetDialer: &net.Dialer{Timeout: 10 * time.Second}, Config: &tls.Config{RootCAs: s.roots, ServerName: "127.0.0.1"}}
	c, err := dialer.DialContext(s.t.Context(), "tcp", s.at.SMTPTLS)
	s.must(err)
	defer c.Close()
	s.must(c.SetDeadline(time.Now().Add(20 * time.Second)))
	var log strings.Builder
	in := bufio.NewReader(c)
	read := func() string {
		for {
			line, err := in.ReadString('\n')
			if line != "" {
				log.WriteString("S: " + line)
			}
			if err != nil || len(line) < 4 || line[3] != '-' {
				return line
			}
		}
	}
	say := func(line string) string {
		log.WriteString("C: " + line + "\r\n")
		_, _ = io.WriteString(c, line+"\r\n")
		return read()
	}
	read()
	say("EHLO mailasset")
	response := base64.StdEncoding.EncodeToString([]byte("user=" + s.at.Mailbox + "\x01auth=Bearer " + s.token.Access.Reveal() + "\x01\x01"))
	if strings.HasPrefix(say("AUTH XOAUTH2 "+response), "334") {
		say("")
	}
	return log.String()
}

// Each fault that a counterpart can cause: what the program makes of it and what
// explain makes of what a person saw have one code.
func TestFaultByFault(t *testing.T) {
	s := newStage(t)
	onPage := func(string) (string, error) { return s.signIn() }
	login := func(string) (string, error) { return s.dialogue(), s.check("smtp.login") }
	said := func(string) (string, error) { // there is no dialogue to show: the program's own words
		err := s.check("smtp.login")
		return fmt.Sprint(err), err
	}
	project := func(string) (string, error) { return s.created() }
	profile := func(string) (string, error) {
		return s.asked(http.MethodGet, s.at.Provider().API+"gmail/v1/users/me/profile", s.token.Access.Reveal(), nil), s.check("mailbox.identity")
	}
	refreshed := func(string) (string, error) {
		return s.posted(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {s.token.Refresh.Reveal()}}), s.check("token.refresh")
	}
	minted := func(id string) func(string) (string, error) {
		return func(string) (string, error) {
			good := s.token
			defer func() { s.token = good }()
			if _, err := s.signIn(); err != nil {
				return "", err
			}
			return s.exchanged(), s.check(id)
		}
	}
	exchanged := func(string) (string, error) {
		_, err := s.signIn()
		return s.posted(url.Values{"grant_type": {"authorization_code"}, "code": {"4/0made-up-code-0123456789"}, "redirect_uri": {"http://127.0.0.1:8473/callback"}}), err
	}
	for _, tt := range []struct {
		fault, code string
		happen      func(string) (shown string, failed error)
	}{
		{"redirect-uri-mismatch", "", onPage}, {"redirect-uri-invalid", "", onPage}, {"client-not-found", "", onPage}, {"client-deleted", "", onPage},
		{"not-a-test-user", "", onPage}, {"consent-declined", "", onPage}, {"org-internal", "", onPage}, {"wrong-session", "", onPage},
		{"admin-policy-enforced", "", onPage}, {"access-not-configured", "", onPage}, {"disallowed-useragent", "", onPage},
		{"client-secret-invalid", "", refreshed}, {"refresh-token-dead", "", refreshed}, {"code-rejected", "", exchanged},
		{"testing-token-expires", "", minted("token.lifetime")}, {"scope-missing", "", minted("token.scope")},
		{"gmail-api-disabled", "", profile}, {"mail-service-disabled", "", profile}, {"provider-error", "", profile}, {"gmail-500", "provider-error", profile},
		{"tos-not-accepted", "", project}, {"project-quota", "", project}, {"project-id-taken", "", project}, {"permission-denied", "", project},
		{"org-policy", "permission-denied", project}, {"mfa-required", "", project}, {"quota-project-missing", "", project},
		{"smtp-auth-rejected", "", login}, {"smtp-throttled", "", login}, {"smtp-temporary", "", login}, {"smtp-refused", "", login},
		{"smtp-no-xoauth2", "", login}, {"smtp-greeting-421", "smtp-temporary", login},
		{"smtp-not-smtp", "", said}, {"smtp-unreachable", "", said}, {"smtp-tls", "", said}, {"smtp-cert-expired", "smtp-tls", said}, {"smtp-reset", "smtp-unreachable", said},
	} {
		want := tt.code
		if want == "" {
			want = tt.fault
		}
		setFault(t, s.Lab, tt.fault)
		shown, failed := tt.happen(tt.fault)
		program := Explain(failed, acme).Code
		explained, err := codeOf(shown)
		t.Logf("%-24s program %-24s explain %s", tt.fault, program, explained)
		if program != want || explained != want {
			t.Errorf("%s: the program says %q (%v), explain %q (%v) of\n%s", tt.fault, program, failed, explained, err, hideSecrets(shown))
		}
		s.noSecrets(tt.fault, err)
	}
}

// noSecrets holds what explain says against the secrets of the lab.
func (s *stage) noSecrets(where string, err error) {
	s.t.Helper()
	doc, marshalErr := json.Marshal(Explain(err, acme))
	s.must(marshalErr)
	for _, v := range []secret.String{s.token.Access, s.token.Refresh, s.client.Secret} {
		if v.Reveal() != "" && strings.Contains(string(doc), v.Reveal()) {
			s.t.Errorf("%s: a secret is repeated: %s", where, doc)
		}
	}
}

// The server's other refusals of a login, as a log has them and as the prober
// reads them, have one code.
func TestDialoguesOfTheProber(t *testing.T) {
	s := newStage(t)
	for _, fault := range []string{"smtp-auth-rejected", "smtp-throttled"} {
		setFault(t, s.Lab, fault)
		p := s.at.Provider()
		_, failed := mail.Prober{Roots: s.roots}.Login(t.Context(), mail.Server{Host: p.SMTPServer, Port: p.TLSPort, Security: mail.SSL}, s.at.Mailbox, s.token.Access)
		if got, err := codeOf(failed.Error()); got != fault {
			t.Errorf("%s: %s (%v) of %v", fault, got, err, failed)
		}
	}
}
