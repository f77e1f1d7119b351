package lab

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// decoded is an authError, read here by hand: the lab's own decoder would
// share the mistakes of its encoder.
type decoded struct {
	code, message, help string
	status              int
	details             map[string]string
	copied              []string // field 6
}

func decodeByHand(t *testing.T, parameter string) decoded {
	t.Helper()
	raw, err := base64.URLEncoding.DecodeString(parameter)
	if err != nil {
		t.Fatalf("authError is not URL-safe base64: %v", err)
	}
	d := decoded{details: map[string]string{}}
	walk(t, raw, func(field int, number uint64, content []byte) {
		switch field {
		case 1:
			d.code = string(content)
		case 2:
			d.message = string(content)
		case 3:
			d.help = string(content)
		case 4:
			d.status = int(number)
		case 5:
			var pair [3]string
			walk(t, content, func(f int, _ uint64, c []byte) { pair[f] = string(c) })
			d.details[pair[1]] = pair[2]
		case 6:
			walk(t, content, func(_ int, _ uint64, c []byte) { d.copied = append(d.copied, string(c)) })
		default:
			t.Errorf("unknown field %d", field)
		}
	})
	return d
}

func walk(t *testing.T, b []byte, visit func(field int, number uint64, content []byte)) {
	t.Helper()
	varint := func() (v uint64) {
		for shift := 0; len(b) > 0; shift += 7 {
			c := b[0]
			b = b[1:]
			v |= uint64(c&0x7f) << shift
			if c < 0x80 {
				return v
			}
		}
		t.Fatal("a number has no end")
		return 0
	}
	for len(b) > 0 {
		tag := varint()
		v := varint()
		switch tag & 7 {
		case 0:
			visit(int(tag>>3), v, nil)
		case 2:
			if v > uint64(len(b)) {
				t.Fatal("a field has no end")
			}
			visit(int(tag>>3), 0, b[:v])
			b = b[v:]
		default:
			t.Fatalf("wire type %d", tag&7)
		}
	}
}

// preflight asks without a session and follows nothing.
func preflight(t *testing.T, method, address string) *url.URL {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	p := do(t, c, method, address, "", "")
	if p.status != http.StatusFound {
		t.Fatalf("%s: status %d", method, p.status)
	}
	return p.location(t)
}

// errorOf holds the redirect to the error page against its form and decodes it.
func errorOf(t *testing.T, u *url.URL) decoded {
	t.Helper()
	if u.Path != "/signin/oauth/error" || u.Query().Get("flowName") != "GeneralOAuthFlow" {
		t.Fatalf("no error page: %s", u.Path)
	}
	return decodeByHand(t, u.Query().Get("authError"))
}

func TestAuthorizationChecks(t *testing.T) {
	f := start(t, Config{})
	const policyHelp = "https://developers.google.com/identity/protocols/oauth2/policies#secure-response-handling"
	tests := map[string]struct {
		query   url.Values
		code    string // "" when the sign-in page follows
		message string // contained
		status  int
		help    string
	}{
		"good":                   {query: f.with()},
		"Connect callback":       {query: f.with("redirect_uri", f.CallbackURL)},
		"unknown parameter":      {query: f.with("enable_granular_consent", "true", "x", "y")},
		"several scopes":         {query: f.with("scope", scopeMail+" openid email")},
		"no state, no PKCE":      {query: f.with("state", "", "code_challenge", "", "code_challenge_method", "")},
		"plain challenge":        {query: f.with("code_challenge", verifier, "code_challenge_method", "")},
		"both prompts":           {query: f.with("prompt", "select_account consent")},
		"nothing":                {url.Values{}, "invalid_request", "Required parameter is missing: response_type", 400, ""},
		"no response type":       {f.with("response_type", ""), "invalid_request", "Required parameter is missing: response_type", 400, ""},
		"token response":         {f.with("response_type", "token"), "invalid_request", "response_type token", 400, ""},
		"no client":              {f.with("client_id", ""), "invalid_request", "client_id", 400, ""},
		"unknown client":         {f.with("client_id", "1-x.apps.googleusercontent.com"), "invalid_client", "The OAuth client was not found.", 401, ""},
		"client with newline":    {f.with("client_id", f.file.Web.ClientID+"\n"), "invalid_client", "The OAuth client was not found.", 401, ""},
		"unknown before policy":  {f.with("client_id", "x", "redirect_uri", "http://a.invalid/"), "invalid_client", "", 401, ""},
		"no redirect":            {f.with("redirect_uri", ""), "invalid_request", "Missing required parameter: redirect_uri", 400, ""},
		"trailing slash":         {f.with("redirect_uri", loopback+"/"), "redirect_uri_mismatch", "", 400, ""},
		"other port":             {f.with("redirect_uri", "http://127.0.0.1:8474/callback"), "redirect_uri_mismatch", "", 400, ""},
		"localhost for address":  {f.with("redirect_uri", "http://localhost:8473/callback"), "redirect_uri_mismatch", "", 400, ""},
		"other case":             {f.with("redirect_uri", "http://127.0.0.1:8473/Callback"), "redirect_uri_mismatch", "", 400, ""},
		"unregistered public":    {f.with("redirect_uri", "https://unregistered.example.com/cb"), "redirect_uri_mismatch", "", 400, ""},
		"IPv6 loopback":          {f.with("redirect_uri", "http://[::1]:8473/callback"), "redirect_uri_mismatch", "", 400, ""},
		"negative control":       {f.with("redirect_uri", "https://mailasset.invalid/cb"), "invalid_request", "policy", 400, policyHelp},
		"private address":        {f.with("redirect_uri", "http://192.168.1.5/cb"), "invalid_request", "device_id and device_name are required for private IP: http://192.168.1.5/cb", 400, ""},
		"public address":         {f.with("redirect_uri", "https://203.0.113.9/cb"), "invalid_request", "policy", 400, policyHelp},
		"http elsewhere":         {f.with("redirect_uri", "http://unregistered.example.com/cb"), "invalid_request", "policy", 400, policyHelp},
		"custom scheme":          {f.with("redirect_uri", "com.example:/cb"), "invalid_request", "policy", 400, policyHelp},
		"out of band":            {f.with("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"), "invalid_request", "policy", 400, policyHelp},
		"fragment":               {f.with("redirect_uri", loopback+"#x"), "invalid_request", "policy", 400, policyHelp},
		"user info":              {f.with("redirect_uri", "https://u@unregistered.example.com/"), "invalid_request", "policy", 400, policyHelp},
		"traversal":              {f.with("redirect_uri", "https://unregistered.example.com/a/../b"), "invalid_request", "policy", 400, policyHelp},
		"encoded traversal":      {f.with("redirect_uri", "https://unregistered.example.com/a/%2e%2e/b"), "invalid_request", "policy", 400, policyHelp},
		"star":                   {f.with("redirect_uri", "https://*.example.com/"), "invalid_request", "policy", 400, policyHelp},
		"no top-level domain":    {f.with("redirect_uri", "https://intranet/cb"), "invalid_request", "policy", 400, policyHelp},
		"test domain":            {f.with("redirect_uri", "https://mail.lab.test/cb"), "invalid_request", "policy", 400, policyHelp},
		"Google's user content":  {f.with("redirect_uri", "https://x.googleusercontent.com/"), "invalid_request", "policy", 400, policyHelp},
		"blank in it":            {f.with("redirect_uri", loopback+" "), "invalid_request", "policy", 400, policyHelp},
		"no scope":               {f.with("scope", " "), "invalid_request", "Missing required parameter: scope", 400, ""},
		"unknown scope":          {f.with("scope", scopeMail+" https://mail.google.com"), "invalid_scope", "", 400, ""},
		"comma between scopes":   {f.with("scope", scopeMail+",openid"), "invalid_scope", "", 400, ""},
		"odd access type":        {f.with("access_type", "always"), "invalid_request", "access_type", 400, ""},
		"odd prompt":             {f.with("prompt", "Consent"), "invalid_request", "prompt", 400, ""},
		"none and more":          {f.with("prompt", "none consent"), "invalid_request", "prompt", 400, ""},
		"odd challenge method":   {f.with("code_challenge_method", "S512"), "invalid_request", "code_challenge_method", 400, ""},
		"short challenge":        {f.with("code_challenge", "short"), "invalid_request", "code_challenge", 400, ""},
		"method but no challege": {f.with("code_challenge", ""), "invalid_request", "code_challenge", 400, ""},
		"a parameter twice":      {url.Values{"response_type": {"code", "code"}}, "invalid_request", "more than once: response_type", 400, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				for _, path := range []string{"/o/oauth2/v2/auth?", "/o/oauth2/auth?"} {
					u := preflight(t, method, f.Accounts+path+test.query.Encode())
					if test.code == "" {
						if u.Path != "/v3/signin/identifier" {
							t.Fatalf("%s %s: %s", method, path, u.Path)
						}
						continue
					}
					d := errorOf(t, u)
					if d.code != test.code || d.status != test.status || d.help != test.help || !strings.Contains(d.message, test.message) {
						t.Errorf("%s %s: %+v", method, path, d)
					}
					if len(d.copied) < 2 || d.copied[1] != d.message {
						t.Errorf("field 6 is no copy of field 2: %q", d.copied)
					}
					if got, want := u.Query().Get("client_id"), test.query.Get("client_id"); got != want {
						t.Errorf("client_id %q, want %q", got, want)
					}
				}
			}
		})
	}
}

func TestAuthErrorPrefixesAndDetails(t *testing.T) {
	f := start(t, Config{})
	for name, test := range map[string]struct {
		fault, prefix string
		query         url.Values
	}{
		"redirect_uri_mismatch": {"", "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2", f.with("redirect_uri", "https://other.example.com/")},
		"invalid_client":        {"client-not-found", "Cg5pbnZhbGlkX2NsaWVudB", f.with()},
		"deleted_client":        {"client-deleted", "Cg5kZWxldGVkX2NsaWVudB", f.with()},
		"invalid_request":       {"redirect-uri-invalid", "Cg9pbnZhbGlkX3JlcXVlc3", f.with()},
	} {
		t.Run(name, func(t *testing.T) {
			if f.set(t); test.fault != "" {
				f.set(t, test.fault)
			}
			u := preflight(t, http.MethodGet, f.authURL(test.query))
			if got := u.Query().Get("authError"); !strings.HasPrefix(got, test.prefix) {
				t.Errorf("authError begins %.30s", got)
			}
			if d := errorOf(t, u); d.code != name {
				t.Errorf("code %s", d.code)
			} else if name == "redirect_uri_mismatch" && d.details["redirect_uri"] != "https://other.example.com/" {
				t.Errorf("details %v", d.details)
			}
		})
	}
}

func TestAccessDeniedCarriesTheWholeRequest(t *testing.T) {
	f := start(t, Config{Robot: true, Faults: []string{"not-a-test-user"}})
	p := do(t, f.browser(t), http.MethodGet, f.authURL(f.with()), "", "")
	d := errorOf(t, p.url)
	if d.code != "access_denied" || d.status != 403 || !strings.Contains(d.help, "answer/3466521?p=app_notverified") {
		t.Errorf("%+v", d)
	}
	for key, want := range map[string]string{"state": "a-state", "redirect_uri": loopback, "scope": scopeMail, "client_id": f.file.Web.ClientID} {
		if d.details[key] != want {
			t.Errorf("detail %s is %q", key, d.details[key])
		}
	}
	if !strings.HasPrefix(p.url.Query().Get("authError"), "Cg1hY2Nlc3NfZGVuaWVk") {
		t.Error("the stable prefix is missing")
	}
}

func TestErrorPage(t *testing.T) {
	f := start(t, Config{})
	p := do(t, f.browser(t), http.MethodGet, f.authURL(f.with("redirect_uri", "https://other.example.com/")), "", "")
	if p.status != 400 || !strings.Contains(p.body, "Error 400: redirect_uri_mismatch") || !strings.Contains(p.body, "Access blocked: Webex Mail") {
		t.Errorf("status %d:\n%s", p.status, p.body)
	}
	for name, bad := range map[string]string{
		"absent": "", "no base64": "!!!", "cut off": "ChVyZWRpcmVjd", "empty": base64.URLEncoding.EncodeToString([]byte{0x20, 0x05}),
		"other wire type": base64.URLEncoding.EncodeToString([]byte{0x0d, 1, 2, 3, 4}),
	} {
		p := get(t, f.Accounts+"/signin/oauth/error?authError="+url.QueryEscape(bad))
		if p.status != 400 || !strings.Contains(p.body, "without a readable authError") {
			t.Errorf("%s: status %d", name, p.status)
		}
	}
	hostile := (&authError{code: "<script>", message: "<img>", status: 400}).encode()
	if p := get(t, f.Accounts+"/signin/oauth/error?authError="+hostile); strings.Contains(p.body, "<script>") || strings.Contains(p.body, "<img>") {
		t.Error("the page shows foreign markup")
	}
}
