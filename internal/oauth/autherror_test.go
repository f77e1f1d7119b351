package oauth

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"net/url"
	"strings"
	"testing"
)

// pageSample is an error page as Google would make it, google.md section 1.4.
type pageSample struct {
	code, message, help string
	status              int
	details             [][2]string
	prefix              string // of the encoded form, as recorded
}

const (
	sampleClient = "1234567890-abcdefghij0123456789abcdefghij01.apps.googleusercontent.com"
	sampleState  = "made-up-state-AbCdEf0123456789-xyz"
	samplePolicy = "https://developers.google.com/identity/protocols/oauth2/policies#secure-response-handling"
	sampleTester = "https://support.google.com/accounts/answer/3466521?p=app_notverified"
)

var pageSamples = []pageSample{
	{"redirect_uri_mismatch", "\nYou can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy.\n\nIf you're the app developer, register the redirect URI.\n  ",
		"", 400, [][2]string{{"redirect_uri", "http://localhost:3000/ "}}, "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2"},
	{"redirect_uri_mismatch", "Je kunt niet inloggen bij deze app omdat deze niet voldoet aan het OAuth 2.0-beleid van Google — één adres ontbreekt.",
		"", 400, [][2]string{{"origin", "https://tenant.us.webexconnect.io"}}, "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2"},
	{"invalid_client", "The OAuth client was not found.", "", 401, nil, "Cg5pbnZhbGlkX2NsaWVudB"},
	{"invalid_client", "De OAuth-client is niet gevonden.", "", 401, nil, "Cg5pbnZhbGlkX2NsaWVudB"},
	{"deleted_client", "The OAuth client was deleted.", "", 401, nil, "Cg5kZWxldGVkX2NsaWVudB"},
	{"deleted_client", "De OAuth-client is verwijderd.", "", 401, nil, "Cg5kZWxldGVkX2NsaWVudB"},
	{"access_denied", "The developer hasn’t given you access to this app. It’s currently being tested.", sampleTester, 403,
		[][2]string{{"client_id", sampleClient}, {"scope", "https://mail.google.com/"}, {"state", sampleState}, {"access_type", "offline"}}, "Cg1hY2Nlc3NfZGVuaWVk"},
	{"invalid_request", "Required parameter is missing: response_type", "", 400, nil, "Cg9pbnZhbGlkX3JlcXVlc3"},
	{"invalid_request", "Deze app voldoet niet aan het beleid van Google.", samplePolicy, 400, [][2]string{{"redirect_uri", "https://a.invalid/cb"}}, "Cg9pbnZhbGlkX3JlcXVlc3"},
	{"invalid_request", "device_id and device_name are required for private IP: http://192.168.1.5/cb", "", 400, nil, "Cg9pbnZhbGlkX3JlcXVlc3"},
	{"origin_mismatch", "Register the JavaScript origin.", "", 400, [][2]string{{"origin", "http://x.test"}}, ""},
	{"org_internal", "This client is restricted to users within its organization.", "", 403, nil, ""},
	{"admin_policy_enforced", "Access blocked: your institution's admin needs to review it.", "", 400, nil, ""},
	{"disallowed_useragent", "Use secure browsers.", samplePolicy, 403, nil, ""},
	{"access_not_configured", "Your institution's admin has not configured access.", "", 400, nil, ""},
	{"invalid_grant", "Try again.", "", 400, nil, ""},
	{"invalid_scope", "Some requested scopes were invalid.", "", 400, nil, ""},
}

type wireMessage []byte

func (m *wireMessage) text(field int, s string) *wireMessage {
	*m = binary.AppendUvarint(binary.AppendUvarint(*m, uint64(field)<<3|2), uint64(len(s)))
	*m = append(*m, s...)
	return m
}

func (m *wireMessage) varint(field int, v uint64) *wireMessage {
	*m = binary.AppendUvarint(binary.AppendUvarint(*m, uint64(field)<<3), v)
	return m
}

func (m *wireMessage) base64() string { return base64.URLEncoding.EncodeToString(*m) }

func (s pageSample) message6() wireMessage {
	var m, shown wireMessage
	m.text(1, s.code).text(2, s.message)
	if s.help != "" {
		m.text(3, s.help)
	}
	m.varint(4, uint64(s.status))
	for _, d := range s.details {
		var pair wireMessage
		pair.text(1, d[0]).text(2, d[1])
		m.text(5, string(pair))
	}
	shown.varint(1, 1).text(2, s.message)
	if s.help != "" {
		shown.text(3, s.help)
	}
	m.text(6, string(shown))
	return m
}

func (s pageSample) blob() string { m := s.message6(); return strings.TrimRight(m.base64(), "=") }

const pageTail = "&client_id=" + sampleClient + "&flowName=GeneralOAuthFlow"

func (s pageSample) address() string {
	return "https://accounts.google.com/signin/oauth/error?authError=" + s.blob() + pageTail
}

// want is what is read from the whole address.
func (s pageSample) want() *PageError {
	e := &PageError{Code: s.code, Message: Printable(s.message), HelpURL: s.help, Status: s.status,
		ClientID: sampleClient, Flow: "GeneralOAuthFlow"}
	for _, d := range s.details {
		if d[0] != "state" {
			e.keep(d[0], d[1])
		}
	}
	return e
}

func samePage(a, b *PageError) bool {
	return a.Code == b.Code && a.Message == b.Message && a.HelpURL == b.HelpURL && a.Status == b.Status &&
		maps.Equal(a.Details, b.Details) && a.ClientID == b.ClientID && a.Flow == b.Flow && a.Truncated == b.Truncated
}

// wrap breaks a text every n characters.
func wrap(s string, n int, with string) string {
	var b strings.Builder
	for len(s) > n {
		b.WriteString(s[:n] + with)
		s = s[n:]
	}
	return b.String() + s
}

func TestAuthErrorForms(t *testing.T) {
	forms := map[string]func(s pageSample) string{
		"whole": pageSample.address,
		"v2":    func(s pageSample) string { return strings.Replace(s.address(), "/error?", "/error/v2?", 1) },
		"another host": func(s pageSample) string {
			return strings.Replace(s.address(), "https://accounts.google.com", "http://127.0.0.1:8400", 1)
		},
		"siblings first": func(s pageSample) string {
			return "https://x/signin/oauth/error?flowName=GeneralOAuthFlow&client_id=" + sampleClient + "&authError=" + s.blob() + "&aes=1"
		},
		"padded":          func(s pageSample) string { return strings.Replace(s.address(), s.blob(), s.blob()+"==", 1) },
		"padding escaped": func(s pageSample) string { return strings.Replace(s.address(), s.blob(), s.blob()+"%3D%3D", 1) },
		"escaped":         func(s pageSample) string { return url.QueryEscape(s.address()) },
		"escaped twice":   func(s pageSample) string { return url.QueryEscape(url.QueryEscape(s.address())) },
		"inside an address": func(s pageSample) string {
			return "https://accounts.google.com/x?continue=" + url.QueryEscape(s.address()) + "&hl=nl"
		},
		"inside text": func(s pageSample) string {
			return "It says authError, at\n  " + s.address() + "\nand nothing else.\n-- \nJan"
		},
		"in angles": func(s pageSample) string { return "see <" + s.address() + "> please" },
		"mark-up":   func(s pageSample) string { return `<a href="` + html.EscapeString(s.address()) + `">here</a>` },
		"a script": func(s pageSample) string {
			return strings.NewReplacer("=", `\u003d`, "&", `\u0026`, "/", `\/`).Replace(s.address())
		},
		"lines":              func(s pageSample) string { return wrap(s.address(), 71, "\r\n") + "\n" },
		"quoted lines":       func(s pageSample) string { return "> > Hi\n> > " + wrap(s.address(), 68, "\n> > ") + "\n> > Jan" },
		"blanks":             func(s pageSample) string { return "  " + wrap(s.address(), 9, " ") },
		"quoted in one line": func(s pageSample) string { return wrap(s.address(), 40, " > ") },
		"no-break and zero":  func(s pageSample) string { return wrap(s.address(), 30, "\u200b\u00a0\ufeff") },
		"every character":    func(s pageSample) string { return wrap(s.address(), 1, "\n") },
		"escaped and lines":  func(s pageSample) string { return wrap(url.QueryEscape(url.QueryEscape(s.address())), 17, "\n") },
		"standard alphabet": func(s pageSample) string {
			return strings.Replace(s.address(), s.blob(), strings.NewReplacer("-", "%2B", "_", "%2F").Replace(s.blob()), 1)
		},
		"query alone": func(s pageSample) string { _, query, _ := strings.Cut(s.address(), "?"); return "?" + query },
	}
	for _, s := range pageSamples {
		if !strings.HasPrefix(s.blob(), s.prefix) {
			t.Errorf("%s: encoded as %.40s", s.code, s.blob())
		}
		for name, form := range forms {
			got, err := ParseErrorPage(form(s))
			if err != nil || !samePage(got, s.want()) {
				t.Errorf("%s, %s:\n%+v, %v, want\n%+v", s.code, name, got, err, s.want())
			}
		}
	}
}

// TestAuthErrorEveryCut cuts the address off at every character: what is read
// then is never wrong, and always said to be cut.
func TestAuthErrorEveryCut(t *testing.T) {
	for _, s := range pageSamples {
		whole, want := s.address(), s.want()
		begin := strings.Index(whole, pagePath) + len(pagePath)
		end := strings.Index(whole, pageTail)
		for cut := range whole {
			got, err := ParseErrorPage(whole[:cut])
			if cut < begin {
				if !errors.Is(err, ErrNotAnErrorPage) {
					t.Errorf("%s cut to %d: %v, %v", s.code, cut, got, err)
				}
				continue
			}
			if err != nil || got.Truncated != (cut < end) {
				t.Fatalf("%s cut to %d: %+v, %v", s.code, cut, got, err)
			}
			partOf(t, fmt.Sprintf("%s cut to %d", s.code, cut), got, want)
		}
	}
}

func partOf(t *testing.T, what string, got, want *PageError) {
	t.Helper()
	part := func(got, want string) bool { return got == "" || got == want }
	if !part(got.Code, want.Code) || !part(got.HelpURL, want.HelpURL) || !part(got.ClientID, want.ClientID) ||
		!strings.HasPrefix(want.Message, got.Message) || got.Status != 0 && got.Status != want.Status ||
		!strings.HasPrefix(want.Flow, got.Flow) {
		t.Errorf("%s: %+v", what, got)
	}
	for key, value := range got.Details {
		if want.Details[key] != value {
			t.Errorf("%s: detail %s=%q", what, key, value)
		}
	}
	discreet(t, what, fmt.Sprintf("%+v %v", got, got), []string{sampleState, "authError", "ChVy", "Cg5p"})
}

// TestAuthErrorCodeGivenAway: the length and a few letters are enough, unless
// two codes have them.
func TestAuthErrorCodeGivenAway(t *testing.T) {
	for _, tt := range []struct {
		code string
		left int
		want string
	}{
		{"redirect_uri_mismatch", 3, "redirect_uri_mismatch"},
		{"admin_policy_enforced", 3, "admin_policy_enforced"},
		{"invalid_scope", 8, ""}, // invalid_grant is as long
		{"invalid_scope", 9, "invalid_scope"},
		{"redirect_uri_mismatch", 2, ""},
		{"a_code_of_tomorrow", 17, ""},
		{"a_code_of_tomorrow", 18, "a_code_of_tomorrow"},
		{"Not a code", 10, ""},
	} {
		var m wireMessage
		m.text(1, tt.code)
		m = m[:2+tt.left]
		got, err := ParseErrorPage("https://x/signin/oauth/error?authError=" + m.base64())
		if err != nil || got.Code != tt.want || !got.Truncated {
			t.Errorf("%s, %d letters: %+v, %v", tt.code, tt.left, got, err)
		}
	}
}

// TestAuthErrorWrappedOnce breaks the address at every place, with other words
// after it.
func TestAuthErrorWrappedOnce(t *testing.T) {
	s := pageSamples[6]
	whole, want := s.address(), s.want()
	for at := 1; at < len(whole); at++ {
		for _, broken := range []string{"\n", "\r\n> ", " "} {
			got, err := ParseErrorPage("Page: " + whole[:at] + broken + whole[at:] + " Regards, Jan")
			if err != nil || !samePage(got, want) {
				t.Fatalf("broken at %d by %q: %+v, %v", at, broken, got, err)
			}
		}
	}
	// Words behind an address that ends with its value are not the value's.
	for _, words := range []string{"and then", "Regards, Jan", "thanks", "Cg5p", "x=y&z", "AAAAAAAA BBBB"} {
		got, err := ParseErrorPage("https://x/signin/oauth/error?authError=" + s.blob() + "\n" + words)
		if err != nil || got.Message != want.Message || got.Code != want.Code || !maps.Equal(got.Details, want.Details) || got.Truncated {
			t.Errorf("%q: %+v, %v", words, got, err)
		}
	}
}

func TestAuthErrorKeepsNoSecrets(t *testing.T) {
	s := pageSample{code: "access_denied", message: "For " + sampleState + " and " + strings.Repeat("x", 280) + sampleState, status: 403,
		help: "https://support.google.com/x?s=" + sampleState,
		details: [][2]string{
			{"request_url", "https://x.test/?s=" + sampleState}, {"state", sampleState}, {"code", someCode}, {"code_challenge", "made-up-challenge"},
			{"nonce", "made-up-nonce"}, {"id_token_hint", "made-up-hint"}, {"client_secret", clientSecret}, {"other", "4/0AbCd"},
			{"else", "1//0gMadeUp"}, {"odd", "ya29.MadeUp0123456789MadeUp"}, {"random", "MadeUp0123456789MadeUp"},
			{"redirect_uri", "https://x.test/cb\x1b[2J\n"}, {"device_name", "a laptop"}, {"", "nothing"}, {"login_hint", "support@lab.test"},
		}}
	got, err := ParseErrorPage(s.address())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"redirect_uri": "https://x.test/cb\ufffd[2J\ufffd", "device_name": "a laptop", "login_hint": "support@lab.test"}
	if !maps.Equal(got.Details, want) {
		t.Errorf("details %q", got.Details)
	}
	asJSON, _ := json.Marshal(got)
	text := fmt.Sprintf("%v %+v %#v %s %q", got, got, got, asJSON, got.Error())
	discreet(t, "the error", text, []string{sampleState, "made-up", someCode, clientSecret, s.blob()[:40], "0gMadeUp", "0AbCd", "MadeUp0123456789MadeUp", "\x1b"})
	many := pageSample{code: "access_denied", status: 403}
	for i := range 100 {
		many.details = append(many.details, [2]string{fmt.Sprintf("detail%d", i), "x"})
	}
	if got, err := ParseErrorPage(many.address()); err != nil || len(got.Details) != 32 {
		t.Errorf("%d details, %v", len(got.Details), err)
	}
}

// TestAuthErrorLenient reads messages that are not as documented.
func TestAuthErrorLenient(t *testing.T) {
	begin := func() *wireMessage { return new(wireMessage).text(1, "invalid_client") }
	rawField := func(m *wireMessage, bytes ...byte) *wireMessage { *m = append(*m, bytes...); return m }
	for name, tt := range map[string]struct {
		message *wireMessage
		want    PageError
	}{
		"code alone":        {begin(), PageError{Code: "invalid_client", Truncated: true}},
		"unknown fields":    {begin().text(9, "\xff\x00").varint(12, 1<<60).varint(4, 401), PageError{Code: "invalid_client", Status: 401}},
		"fixed fields":      {rawField(begin().varint(4, 401), 0x39, 1, 2, 3, 4, 5, 6, 7, 8, 0x3d, 1, 2, 3, 4), PageError{Code: "invalid_client", Status: 401}},
		"group":             {rawField(begin().varint(4, 401), 0x3b, 0x20, 0x07, 0x12, 0x01, 'x', 0x3c), PageError{Code: "invalid_client", Status: 401}},
		"open group":        {rawField(begin().varint(4, 401), 0x3b), PageError{Code: "invalid_client", Status: 401, Truncated: true}},
		"end of no group":   {rawField(begin().varint(4, 401), 0x3c), PageError{Code: "invalid_client", Status: 401, Truncated: true}},
		"wire type 7":       {rawField(begin().varint(4, 401), 0x3f), PageError{Code: "invalid_client", Status: 401, Truncated: true}},
		"field 0":           {rawField(begin().varint(4, 401), 0x00), PageError{Code: "invalid_client", Status: 401, Truncated: true}},
		"overlong varint":   {rawField(begin(), 0x20, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), PageError{Code: "invalid_client", Truncated: true}},
		"huge length":       {rawField(begin().varint(4, 401), 0x2a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), PageError{Code: "invalid_client", Status: 401, Truncated: true}},
		"cut fixed":         {rawField(begin().varint(4, 401), 0x39, 1), PageError{Code: "invalid_client", Status: 401, Truncated: true}},
		"odd status":        {begin().varint(4, 1<<40), PageError{Code: "invalid_client", Truncated: true}},
		"status as text":    {begin().text(4, "401"), PageError{Code: "invalid_client", Truncated: true}},
		"code as number":    {new(wireMessage).varint(1, 7).text(1, "org_internal").varint(4, 403), PageError{Code: "org_internal", Status: 403}},
		"first code counts": {begin().text(1, "org_internal").varint(4, 401).varint(4, 403), PageError{Code: "invalid_client", Status: 401}},
		"link to a script":  {begin().text(3, "javascript:alert(1)").varint(4, 401), PageError{Code: "invalid_client", Status: 401}},
		"link with escapes": {begin().text(3, "https://google.com/#\x1b[2J").varint(4, 401), PageError{Code: "invalid_client", Status: 401, Truncated: true}},
		"link with a user":  {begin().text(3, "https://google.com@evil.test/").varint(4, 401), PageError{Code: "invalid_client", Status: 401}},
		"message in 6": {begin().varint(4, 401).text(6, string(*new(wireMessage).varint(1, 1).text(2, "Words.").text(3, samplePolicy))),
			PageError{Code: "invalid_client", Status: 401, Message: "Words.", HelpURL: samplePolicy}},
		"markup and escapes": {begin().text(2, "<b>\x1b[2J\u202eX").varint(4, 401), PageError{Code: "invalid_client", Status: 401, Message: "<b> [2JX", Truncated: true}},
		"pair without end":   {begin().varint(4, 401).text(5, "\x0a\x0cred"), PageError{Code: "invalid_client", Status: 401}},
	} {
		got, err := ParseErrorPage("https://x/signin/oauth/error?authError=" + strings.TrimRight(tt.message.base64(), "=") + "&x=")
		if err != nil || !samePage(got, &tt.want) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, &tt.want)
		}
	}
}

func TestAuthErrorNone(t *testing.T) {
	for _, text := range []string{
		"", " \n", "redirect_uri_mismatch", "Error 400: redirect_uri_mismatch", "https://accounts.google.com/signin/oauth/consent?authuser=0",
		"http://127.0.0.1:8473/callback?code=" + someCode + "&state=" + sampleState, "the path /signin/oauth/error is Google's",
		"authError=", "authError", "authError=%%%", "?authError=AAAA", "authError=hello&x", "https://x/?authError=" + strings.Repeat("A", 5000),
		strings.Repeat("authError=", 5000), strings.Repeat("x ", 100000), strings.Repeat("%25", 50000),
	} {
		if got, err := ParseErrorPage(text); got != nil || !errors.Is(err, ErrNotAnErrorPage) {
			t.Errorf("%.60q: %+v, %v", text, got, err)
		}
	}
	// An error page it is, but nothing can be read of it.
	for _, query := range []string{"", "?", "?authError", "?authError=", "?authError=C", "?authError=%", "?authError=AAAA&x", "/v2?authError=!!"} {
		got, err := ParseErrorPage("https://accounts.google.com/signin/oauth/error" + query)
		if err != nil || got.Code != "" || !got.Truncated || !strings.Contains(got.Error(), "cut off") {
			t.Errorf("%q: %+v, %v", query, got, err)
		}
	}
	// Far inside a long text.
	long := strings.Repeat("word ", 40000) + pageSamples[0].address() + strings.Repeat(" word", 40000)
	if got, err := ParseErrorPage(long); err != nil || !samePage(got, pageSamples[0].want()) {
		t.Errorf("in a long text: %+v, %v", got, err)
	}
}

func TestAuthErrorText(t *testing.T) {
	for want, e := range map[string]PageError{
		"sign in: the provider's page says 401 invalid_client (Nicht gefunden.)": {Code: "invalid_client", Status: 401, Message: "Nicht gefunden."},
		"sign in: the provider's page says org_internal":                         {Code: "org_internal"},
	} {
		if e.Error() != want {
			t.Error(e.Error())
		}
	}
}

func FuzzAuthError(f *testing.F) {
	for _, s := range pageSamples {
		f.Add(s.address())
		f.Add(wrap(url.QueryEscape(s.address()), 50, "\n> "))
	}
	f.Add("https://x/signin/oauth/error?authError=%25253D&client_id=\xff")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseErrorPage(text)
		if (e == nil) == (err == nil) || err != nil && !errors.Is(err, ErrNotAnErrorPage) {
			t.Fatalf("%v, %v", e, err)
		}
		if e == nil {
			return
		}
		if strings.ContainsAny(e.Error()+e.ClientID+e.Flow+e.HelpURL, "\x00\x1b\n\r\u202e") || len(e.Details) > 32 || e.Code == "" && !e.Truncated {
			t.Errorf("%+v", e)
		}
		for key := range e.Details {
			if strings.Contains(strings.ToLower(key), "state") || strings.Contains(strings.ToLower(key), "token") {
				t.Errorf("detail %q", key)
			}
		}
	})
}
