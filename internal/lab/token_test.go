package lab

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

const formType = "application/x-www-form-urlencoded"

func (f *fixture) post(t *testing.T, form url.Values) (int, map[string]any) {
	t.Helper()
	p := do(t, http.DefaultClient, http.MethodPost, f.Token, formType, form.Encode())
	var answer map[string]any
	if err := json.Unmarshal([]byte(p.body), &answer); err != nil {
		t.Fatalf("%v in %s", err, p.body)
	}
	return p.status, answer
}

// exchange is a good code exchange with some parameters changed.
func (f *fixture) exchange(code string, changes ...string) url.Values {
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {loopback}, "code_verifier": {verifier},
		"client_id": {f.file.Web.ClientID}, "client_secret": {f.file.Web.ClientSecret},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			form.Del(changes[i])
		}
	}
	return form
}

func TestTokenErrors(t *testing.T) {
	f := start(t, Config{Robot: true})
	plain := []string{"code_challenge", verifier, "code_challenge_method", "plain"}
	for name, test := range map[string]struct {
		request     []string // changes to the authorization request
		form        []string // changes to the exchange
		status      int
		code, texts string
	}{
		"good":                     {nil, nil, 200, "", ""},
		"good, plain challenge":    {plain, nil, 200, "", ""},
		"good, no challenge":       {[]string{"code_challenge", "", "code_challenge_method", ""}, []string{"code_verifier", ""}, 200, "", ""},
		"no grant type":            {nil, []string{"grant_type", ""}, 400, "invalid_request", "Required parameter is missing: grant_type"},
		"odd grant type":           {nil, []string{"grant_type", "password"}, 400, "unsupported_grant_type", "Invalid grant_type: password"},
		"no client id":             {nil, []string{"client_id", ""}, 400, "invalid_request", "Missing required parameter: client_id"},
		"unknown client":           {nil, []string{"client_id", "1-x.apps.googleusercontent.com"}, 401, "invalid_client", "The OAuth client was not found."},
		"unknown client, no code":  {nil, []string{"client_id", "x", "code", "bogus"}, 401, "invalid_client", "The OAuth client was not found."},
		"no secret":                {nil, []string{"client_secret", ""}, 400, "invalid_request", "client_secret is missing."},
		"wrong secret":             {nil, []string{"client_secret", "wrong"}, 401, "invalid_client", "The provided client secret is invalid."},
		"wrong secret before code": {nil, []string{"client_secret", "wrong", "code", "bogus"}, 401, "invalid_client", "The provided client secret is invalid."},
		"bogus code":               {nil, []string{"code", "bogus"}, 400, "invalid_grant", "Malformed auth code."},
		"encoded code":             {nil, []string{"code", "4%2Flab"}, 400, "invalid_grant", "Malformed auth code."},
		"no code":                  {nil, []string{"code", ""}, 400, "invalid_request", "Missing required parameter: code"},
		"no redirect":              {nil, []string{"redirect_uri", ""}, 400, "invalid_request", "Missing required parameter: redirect_uri"},
		"other redirect":           {nil, []string{"redirect_uri", f.CallbackURL}, 400, "redirect_uri_mismatch", "Bad Request"},
		"no verifier":              {nil, []string{"code_verifier", ""}, 400, "invalid_grant", "Missing code verifier."},
		"wrong verifier":           {nil, []string{"code_verifier", oauth2.GenerateVerifier()}, 400, "invalid_grant", "Invalid code verifier."},
		"wrong plain verifier":     {plain, []string{"code_verifier", oauth2.GenerateVerifier()}, 400, "invalid_grant", "Invalid code verifier."},
		"refresh without token":    {nil, []string{"grant_type", "refresh_token"}, 400, "invalid_request", "Missing required parameter: refresh_token"},
		"refresh with nonsense":    {nil, []string{"grant_type", "refresh_token", "refresh_token", "nonsense"}, 400, "invalid_grant", "Bad Request"},
		"refresh with unknown":     {nil, []string{"grant_type", "refresh_token", "refresh_token", "1//" + "lab-unknown"}, 400, "invalid_grant", "Token has been expired or revoked."},
	} {
		t.Run(name, func(t *testing.T) {
			code := f.consent(t, f.with(test.request...)).Get("code")
			status, answer := f.post(t, f.exchange(code, test.form...))
			description, _ := answer["error_description"].(string)
			if got, _ := answer["error"].(string); status != test.status || got != test.code || description != test.texts {
				t.Errorf("%d %s %q, want %d %s %q", status, got, description, test.status, test.code, test.texts)
			}
		})
	}
}

func TestTokenAnswer(t *testing.T) {
	f := start(t, Config{Robot: true})
	_, answer := f.post(t, f.exchange(f.consent(t, f.with()).Get("code")))
	for key, want := range map[string]any{"expires_in": 3599.0, "token_type": "Bearer", "scope": scopeMail} {
		if answer[key] != want {
			t.Errorf("%s is %v, want %v", key, answer[key], want)
		}
	}
	if _, ok := answer["refresh_token_expires_in"]; ok {
		t.Error("a published app's refresh token expires")
	}
	access, _ := answer["access_token"].(string)
	refresh, _ := answer["refresh_token"].(string)
	if !strings.HasPrefix(access, "ya29."+"lab-") || !strings.HasPrefix(refresh, "1//"+"lab-") {
		t.Error("the tokens do not say that they are made up")
	}
}

func TestCodeIsSpentByTheFirstAttempt(t *testing.T) {
	f := start(t, Config{Robot: true})
	for name, first := range map[string][]string{
		"good": nil, "wrong verifier": {"code_verifier", "wrong"}, "missing verifier": {"code_verifier", ""}, "other redirect": {"redirect_uri", f.CallbackURL},
	} {
		code := f.consent(t, f.with()).Get("code")
		f.post(t, f.exchange(code, first...))
		if status, answer := f.post(t, f.exchange(code)); status != 400 || answer["error"] != "invalid_grant" || answer["error_description"] != "Bad Request" {
			t.Errorf("after a %s attempt: %d %v", name, status, answer)
		}
	}
	if got := f.Complaints(); !slices.Equal(got, slices.Repeat([]string{"a code was posted twice"}, 4)) {
		t.Errorf("complaints %q", got)
	}
	// A client that does not know itself spends nothing.
	code := f.consent(t, f.with()).Get("code")
	f.post(t, f.exchange(code, "client_secret", "wrong"))
	if status, _ := f.post(t, f.exchange(code)); status != 200 {
		t.Errorf("after a wrong secret: %d", status)
	}
}

func TestCodeDies(t *testing.T) {
	f := start(t, Config{Robot: true})
	for _, test := range []struct {
		after time.Duration
		want  int
	}{{50 * time.Second, 200}, {61 * time.Second, 400}} {
		code := f.consent(t, f.with()).Get("code")
		f.clock.advance(test.after)
		if status, answer := f.post(t, f.exchange(code)); status != test.want {
			t.Errorf("after %v: %d %v", test.after, status, answer)
		}
	}
}

func TestTokenRequestForm(t *testing.T) {
	f := start(t, Config{Robot: true})
	form := f.exchange(f.consent(t, f.with()).Get("code")).Encode()
	for name, test := range map[string]struct {
		method, query, contentType, body string
		status                           int
		complaint                        string
	}{
		"GET":           {http.MethodGet, "?" + form, "", "", 405, "the token endpoint was asked with GET"},
		"JSON":          {http.MethodPost, "", "application/json", `{"grant_type":"authorization_code"}`, 400, "a token request's content type was not a form"},
		"no type":       {http.MethodPost, "", "", form, 400, "a token request's content type was not a form"},
		"query":         {http.MethodPost, "?" + form, formType, "", 400, "a token request carried parameters in its address"},
		"broken form":   {http.MethodPost, "", formType, "code=%zz", 400, ""},
		"charset":       {http.MethodPost, "", formType + "; charset=utf-8", "grant_type=x", 400, ""},
		"too big a one": {http.MethodPost, "", formType, "code=" + strings.Repeat("x", 1<<17), 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(f.Complaints())
			p := do(t, http.DefaultClient, test.method, f.Token+test.query, test.contentType, test.body)
			if p.status != test.status || !strings.Contains(p.body, `"error"`) || p.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%d %s", p.status, p.body)
			}
			if got := strings.Join(f.Complaints()[before:], "; "); got != test.complaint {
				t.Errorf("complaint %q, want %q", got, test.complaint)
			}
		})
	}
}

func TestClientAuthentication(t *testing.T) {
	f := start(t, Config{Robot: true})
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInParams, oauth2.AuthStyleInHeader} {
		c := f.oauth()
		c.Endpoint.AuthStyle = style
		if _, err := c.Exchange(t.Context(), f.consent(t, f.with()).Get("code"), oauth2.VerifierOption(verifier)); err != nil {
			t.Errorf("style %v: %v", style, err)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.Token, strings.NewReader(f.exchange("x").Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", formType)
	r.SetBasicAuth(f.file.Web.ClientID, f.file.Web.ClientSecret)
	send(t, http.DefaultClient, r)
	if got := strings.Join(f.Complaints(), ";"); got != "a token request sent the client secret in the body and in a Basic header" {
		t.Errorf("complaints %q", got)
	}
	got := getJSON[[]tokenRequest](t, f.URL+"/lab/exchanges")
	want := []tokenRequest{
		{"authorization_code", "body", true, ""}, {"authorization_code", "basic", true, ""}, {"authorization_code", "both", true, "invalid_grant"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("exchanges %+v", got)
	}
}

// Two posts of one code at the same moment: one wins, whatever the order.
func TestCodeIsSpentOnceUnderRace(t *testing.T) {
	f := start(t, Config{Robot: true})
	form := f.exchange(f.consent(t, f.with()).Get("code")).Encode()
	status := make(chan int)
	for range 8 {
		go func() {
			response, err := request(t.Context(), http.MethodPost, f.Token, formType, form)
			if err != nil {
				status <- 0
				return
			}
			_ = response.Body.Close()
			status <- response.StatusCode
		}()
	}
	count := map[int]int{}
	for range 8 {
		count[<-status]++
	}
	if count[200] != 1 || count[400] != 7 || len(f.Complaints()) != 7 {
		t.Errorf("answers %v, complaints %d", count, len(f.Complaints()))
	}
}

// The secret preflight of facts/google.md 1.6: which answer means what.
func TestSecretPreflight(t *testing.T) {
	f := start(t, Config{})
	for name, test := range map[string]struct {
		changes []string
		want    string
	}{
		"id wrong":     {[]string{"client_id", "1-x.apps.googleusercontent.com"}, "The OAuth client was not found."},
		"secret wrong": {[]string{"client_secret", "wrong"}, "The provided client secret is invalid."},
		"both right":   {nil, "Malformed auth code."},
	} {
		if _, answer := f.post(t, f.exchange("made-up", test.changes...)); answer["error_description"] != test.want {
			t.Errorf("%s: %v", name, answer)
		}
	}
	if got := f.Complaints(); len(got) != 0 {
		t.Errorf("a preflight is no misdeed: %q", got)
	}
}
