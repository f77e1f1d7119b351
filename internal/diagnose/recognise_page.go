package diagnose

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"mailasset/internal/asset"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/oauth"
)

// errorPageIn reads the address of Google's error page. Where it is cut off
// before the code, the page's text beside it may still tell.
func errorPageIn(p pasted) error {
	page, err := oauth.ParseErrorPage(p.raw)
	if err != nil {
		return errorValueIn(p)
	}
	if page.Code == "" {
		if told, ok := pageTextIn(p).(*oauth.PageError); ok {
			return told
		}
	}
	if page.ClientID == "" {
		page.ClientID = clientIDIn(p)
	}
	return page
}

// errorValue is what the parameter that tells the error begins like: a field of
// 8 to 47 bytes, which is the code.
var errorValue = lazyregexp.New(`(?:^|[\s"'=])(C[ghi][A-Za-z0-9_+/-]{14,})`)

// errorValueIn reads that parameter's value without the address around it.
func errorValueIn(p pasted) error {
	const tries = 8
	raw := ends(p.raw, maxRead)
	for _, at := range errorValue().FindAllStringSubmatchIndex(raw, tries) {
		page, err := oauth.ParseErrorPage("https://accounts.google.com/signin/oauth/error?authError=" + raw[at[2]:])
		if err == nil && slices.Contains(callbackCodes, page.Code) {
			page.ClientID = cmp.Or(page.ClientID, clientIDIn(p))
			return page
		}
	}
	return nil
}

// callbackCodes are those that a provider sends back to the redirect address
// (RFC 6749 section 4.1.2.1, OpenID Connect Core 1.0 section 3.1.2.6, and Google's).
var callbackCodes = strings.Fields(`access_denied invalid_request unauthorized_client unsupported_response_type invalid_scope
	server_error temporarily_unavailable login_required interaction_required consent_required account_selection_required
	org_internal admin_policy_enforced access_not_configured redirect_uri_mismatch invalid_client deleted_client disallowed_useragent`)

var (
	callbackError = lazyregexp.New(`[?&#]error=([a-z_]{4,40})\b`)
	callbackHost  = lazyregexp.New(`(?i)^https?://(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\]|(?:[\w-]+\.)+(?:webexconnect|imiconnect)\.io)(?::\d+)?(?:[/?#]|$)`)
)

// callbackIn reads the redirect address with the error that the browser brought
// back: ours, or that of Webex Connect. Wrapping may have torn it apart. An
// address elsewhere is the answer to another program.
func callbackIn(p pasted) error {
	for _, text := range []string{decoded(p.flat), decoded(strings.ReplaceAll(p.text, "\n", ""))} {
		m := callbackError().FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		code := text[m[2]:m[3]]
		begin := strings.LastIndex(text[:m[0]], "http")
		if begin < 0 && m[0] > 0 || !slices.Contains(callbackCodes, code) || begin >= 0 && strings.ContainsAny(text[begin:m[0]], " \t") {
			continue
		}
		if begin >= 0 && !callbackHost().MatchString(text[begin:m[0]]) {
			continue
		}
		query, _ := url.ParseQuery(strings.Fields(text[m[0]+1:] + " ")[0]) // what can be read of it
		return &oauth.CallbackError{Code: code, Description: oauth.Printable(query.Get("error_description"))}
	}
	return nil
}

// pageError is a code of Google's error page with the status that it shows.
type pageError struct {
	code   string
	status int
	// word finds the code in a text. It is nil for one that is no ordinary words:
	// that is known wherever it stands, however a screen has broken it.
	word func() *regexp.Regexp
}

// pageErrors are google.md section 1.2.
var pageErrors = sync.OnceValue(func() []pageError {
	return []pageError{
		{"redirect_uri_mismatch", http.StatusBadRequest, nil},
		{"admin_policy_enforced", http.StatusBadRequest, nil},
		{"disallowed_useragent", http.StatusForbidden, nil},
		{"access_not_configured", http.StatusBadRequest, inWords("access_not_configured")},
		{"origin_mismatch", http.StatusBadRequest, inWords("origin_mismatch")},
		{"deleted_client", http.StatusUnauthorized, inWords("deleted_client")},
		{"invalid_client", http.StatusUnauthorized, inWords("invalid_client")},
		{"org_internal", http.StatusForbidden, inWords("org_internal")},
		{"access_denied", http.StatusForbidden, inWords("access_denied")},
		{"invalid_request", http.StatusBadRequest, inWords("invalid_request")},
		{"invalid_scope", http.StatusBadRequest, inWords("invalid_scope")},
		{"invalid_grant", http.StatusBadRequest, inWords("invalid_grant")},
	}
})

// inWords finds a code with the blanks that a reader of screenshots puts beside
// an underscore.
func inWords(code string) func() *regexp.Regexp {
	return lazyregexp.New(`(?i)\b` + strings.ReplaceAll(code, "_", `\s?_\s?`) + `\b`)
}

// statusBefore finds what Google writes in every language: the number, a
// colon, the code. The word before it is the language's.
var statusBefore = lazyregexp.New(`\b(400|401|403)\s?[:;.,]?\s?([a-z][a-zA-Z0-9_|!\[\]() .-]{6,60})`)

// pageTextIn reads the text of Google's error page.
func pageTextIn(p pasted) error {
	if anothers().MatchString(p.low) {
		return nil
	}
	page := pageCodeIn(p)
	signed := page.Code != "" || pageSigns.in(p)
	for _, s := range pageSentences() {
		if s.vague && !signed {
			continue
		}
		if said := s.is.find(p); said != "" && (page.Code == "" || page.Code == s.code || s.outweighs == page.Code) {
			page.Code, page.Message = s.code, cmp.Or(s.message, oauth.Printable(said))
			break
		}
	}
	if page.Code == "" {
		return nil
	}
	known := slices.IndexFunc(pageErrors(), func(e pageError) bool { return e.code == page.Code })
	page.Status, page.ClientID = cmp.Or(page.Status, pageErrors()[known].status), clientIDIn(p)
	for _, name := range []string{"redirect_uri", "origin"} {
		if value := detailIn(p, name); strings.Contains(value, ":") && len(value) <= 2048 {
			page.Details[name] = oauth.Printable(value)
		}
	}
	if page.Code == "invalid_request" && keepingSafe().in(p) {
		page.HelpURL = "https://developers.google.com/identity/protocols/oauth2/policies#secure-response-handling"
	}
	return page
}

// commonCodes are those that every provider has (RFC 6749): more must show that
// one is Google's.
var commonCodes = strings.Fields(`access_denied invalid_client invalid_request invalid_scope invalid_grant`)

// What shows that a code is the page's and not somebody else's: what stands on
// the page beside it, or a line of its own with a word, the status and the code.
// The name alone shows nothing: Google has many products. What follows the code
// on its line must not say whose it is.
var (
	pageSigns = saying(`\bgoogle(?:'s)? (?:says|said|shows|gives|sign|login|log in|account|oauth|auth |consent|page|blocks|verification|zegt|toont|geeft|pagina|blokkeert) / ` +
		`accounts\.google\.com / google-account / (?:sign|log|logged|aanmelden|inloggen)\S* (?:in |on )?(?:to|with|via|bij|met) google / ` +
		`request details / verzoekdetails / details van verzoek / flowName / access blocked / toegang geblokkeerd / ` +
		`see error details / foutdetails / signin/oauth/error / redirect_uri= / apps\.googleusercontent\.com / webexconnect\.io`)
	pageHeading = lazyregexp.New(`authorization error|autorisatiefout`)
	pageLine    = lazyregexp.New(`(?m)^\W*[\p{L}\d]+[ \t]?(?:400|401|403)[ \t]?[:;.,]?[ \t]?([A-Za-z][A-Za-z0-9_|!-]*(?:[ _-]+[A-Za-z0-9_|!-]+){0,6})\W*$`)
	pageStart   = lazyregexp.New(`(?m)^\W*[\p{L}\d]+[ \t]?(?:400|401|403)[ \t]?[:;.,]?[ \t]?([a-z]+(?:_[a-z]+)+)[ \t.,:;-]+(\S.*)$`)
	ofWhat      = lazyregexp.New(`(?i)\b(?:for|on|to|in|from|by|at|of|with|when|while|via|voor|op|bij|van|naar|door|met|uit|tijdens|s3|bucket|api)\b`)
)

// anothers is what shows that an answer is another provider's: they have the same
// codes.
var anothers = lazyregexp.New(`\berror_uri["']?\s*[:=]\s*["']?https?://(?:[a-z0-9-]+\.)*(?:github|microsoftonline|okta|auth0|gitlab|slack|zoom|spotify)\.|` +
	`invalid client secret provided|must match the registered callback url|invalid client or invalid client credentials|invalid_client: invalid redirect uri`)

// The names of other providers show it where nothing of ours is named.
var (
	otherNames = lazyregexp.New(`\b(?:keycloak|git(?:hub|lab)|spotify|azure|entra|okta|auth0|zoom|slack|salesforce|dropbox|hubspot|strava|paypal|zoho|cognito|atlassian|jira|shopify|xero|discord)\b`)
	ourNames   = lazyregexp.New(`google|gmail|webex|127\.0\.0\.1|localhost`)
)

// namesAnother reports whether a text names another provider and not Google.
func namesAnother(p pasted) bool {
	return otherNames().MatchString(p.low) && !ourNames().MatchString(p.low)
}

// ofThePage reports whether a code that was found is Google's: one that its
// underscores make a code, but for those that everybody has. Those are with the
// status before them, but for access_denied, which is said of anything.
func ofThePage(p pasted, code string, underscored, withStatus bool) bool {
	if underscored && !slices.Contains(commonCodes, code) || pageSigns.in(p) || withStatus && pageHeading().MatchString(p.low) {
		return true
	}
	alone := strings.Trim(p.flat, " .\"'") == code
	if (alone || underscored && withStatus) && code != "access_denied" {
		return !namesAnother(p)
	}
	for _, m := range pageLine().FindAllStringSubmatch(p.text, 16) {
		if fold(m[1]) == fold(code) {
			return true
		}
	}
	for _, m := range pageStart().FindAllStringSubmatch(p.text, 16) {
		if m[1] == code && !ofWhat().MatchString(m[2]) {
			return true
		}
	}
	return false
}

// strangeAddress is an address that is not Google's.
var strangeAddress = lazyregexp.New(`(?i)\bhttps?://\S+`)

// withoutStrangers takes out of a text the addresses of other hosts: a code in
// one of them is theirs.
func withoutStrangers(text string) string {
	return strangeAddress().ReplaceAllStringFunc(text, func(address string) string {
		if asker().MatchString(address) || callbackHost().MatchString(address) {
			return address
		}
		return ""
	})
}

// pageCodeIn finds the code; none where there is no code, or more than one.
func pageCodeIn(p pasted) *oauth.PageError {
	page := &oauth.PageError{Details: map[string]string{}, Truncated: true}
	said := withoutStrangers(p.flat)
	for _, m := range statusBefore().FindAllStringSubmatch(said, 16) {
		told := fold(m[2])
		for _, e := range pageErrors() {
			if strings.HasPrefix(told, fold(e.code)) && ofThePage(p, e.code, strings.Contains(m[2], "_"), true) {
				page.Code = e.code
				page.Status, _ = strconv.Atoi(m[1])
				return page
			}
		}
	}
	bare := fold(said)
	for _, e := range pageErrors() {
		there := e.word == nil && strings.Contains(bare, fold(e.code)) || e.word != nil && e.word().MatchString(said)
		there = there && ofThePage(p, e.code, strings.Contains(said, "_"), false)
		switch {
		case there && page.Code != "": // a list of them, or a conversation: no guess
			page.Code = ""
			return page
		case there:
			page.Code = e.code
		}
	}
	return page
}

// fold brings a text down to what survives a screenshot: letters and digits,
// those that look alike made one.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r == 'i', r == '1', r == '|', r == '!', r == '\u0131':
			return 'l'
		case r == '0':
			return 'o'
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return -1
	}, s)
	return strings.NewReplacer("rn", "m", "vv", "w").Replace(s)
}

// sentence is what a page says in words, where the code is not in the text or
// does not say enough.
type sentence struct {
	code      string
	outweighs string // a code on the same page that says less
	message   string // for the judge of the error; "" is what was found
	vague     bool   // others say it too: a sign of the page must stand beside it
	is        wording
}

// pageSentences are in English and Dutch, and where they are seen often in
// other languages.
var pageSentences = sync.OnceValue(func() []sentence {
	return []sentence{
		{code: "invalid_request", is: saying(`device_id and device_name are required for private IP:? ?\S*`)},
		{code: "invalid_request", message: "Required parameter is missing", is: saying(
			`required parameter is missing: (?:response_type|redirect_uri|client_id|scope) / missing required parameter: (?:response_type|redirect_uri|client_id|scope)`)},
		{code: "invalid_request", message: "Required parameter is missing", vague: true, is: saying(
			`required parameter is missing / missing required parameter / (?:verplichte|vereiste) parameter ontbreekt / ` +
				`erforderlicher Parameter fehlt / paramètre obligatoire manquant / falta (?:un|el) parámetro obligatorio`)},
		{code: "origin_mismatch", outweighs: "redirect_uri_mismatch", is: saying(
			`register the JavaScript origin / registreer de JavaScript-(?:origin|oorsprong|bron)`)},
		{code: "redirect_uri_mismatch", is: saying(`register the redirect URI in the google / registreer de (?:redirect|omleidings)-URI in (?:de )?google`)},
		{code: "redirect_uri_mismatch", vague: true, is: saying(`register the redirect URI / registreer de (?:redirect|omleidings)-URI`)},
		{code: "access_denied", is: saying(
			`(?:has(?: not|n't) completed|has failed to complete|failed to complete) the Google verification process / developer-approved testers / developer hasn't given you access to this app / ` +
				`het (?:verificatieproces van Google|Google-verificatieproces) (?:nog )?niet (?:voltooid|doorlopen|afgerond) / ` +
				`door de ontwikkelaar (?:zijn )?goedgekeurd / ` +
				`\S+prozess von Google (?:noch )?nicht abgeschlossen / Google-\S+prozess (?:noch )?nicht abgeschlossen / ` +
				`n'a pas (?:terminé|effectué) la (?:procédure|validation).{0,20} Google / ` +
				`no ha completado el proceso de verificación de Google / non ha completato la procedura di verifica di Google / ` +
				`não (?:concluiu|completou) o processo de (?:verificação|validação) d[oa] Google / ` +
				`nie (?:ukończył|przeszł|zakończył)\S* (?:procesu )?weryfikacji (?:\S+ )?Google`)},
		{code: "access_denied", vague: true, is: saying(`the app is (?:currently )?being tested / app wordt (?:momenteel|op dit moment) getest`)},
		{code: "invalid_client", is: saying(`the OAuth client was not found / OAuth-client (?:is|werd) niet gevonden / ` +
			`OAuth-Client wurde nicht gefunden / client OAuth (?:est )?introuvable`)},
		{code: "deleted_client", is: saying(`the OAuth client was deleted / OAuth-client is verwijderd / OAuth-Client wurde gelöscht`)},
		{code: "org_internal", is: saying(`restricted to users within its organi[sz]ation / ` +
			`alleen (?:beschikbaar |toegankelijk )?voor gebruikers binnen (?:de|de eigen|zijn|haar) organisatie`)},
		{code: "org_internal", vague: true, is: saying(`only be used within its organi[sz]ation / ` +
			`alleen (?:worden gebruikt |beschikbaar |toegankelijk )?(?:voor gebruikers )?binnen (?:de|de eigen|zijn|haar) organisatie`)},
		{code: "admin_policy_enforced", is: saying(`account data is restricted by policies within your organi[sz]ation / ` +
			`accountgegevens (?:is|wordt) beperkt door (?:het )?beleid (?:binnen|van) je organisatie`)},
		{code: "access_not_configured", is: saying(`institution's admin (?:needs to review|has not configured) / ` +
			`beheerder van je (?:instelling|school) moet .{1,60} (?:beoordelen|controleren)`)},
		{code: "disallowed_useragent", is: saying(`this browser or app may not be secure / use secure browsers.{0,3} policy / ` +
			`deze browser of app is mogelijk niet veilig`)},
	}
})

// keepingSafe is what the page says of an address that Google's policy refuses:
// the link behind its "Learn more" is not in the text.
var keepingSafe = sync.OnceValue(func() wording {
	return saying(`secure-response-handling / policy for keeping apps secure / Google validation rules / ` +
		`om apps veilig te houden / validatieregels van Google`)
})

// consoleSays is what the console says beside a redirect address that it does not
// take (google.md section 2.3).
var consoleSays = lazyregexp.New(`invalid redirect: must (?:contain a (domain)|end with a public top-level|use a domain that is a valid top private)`)

// consoleIn reads what the console says of a redirect address, which may stand
// beside it.
func consoleIn(p pasted) error {
	said := consoleSays().FindStringSubmatch(p.low)
	if said == nil {
		return nil
	}
	err := asset.CheckRedirectURI(trimmed(strangeAddress().FindString(p.flat)))
	if broken, ok := find[asset.RuleError](err); ok && broken.Value != "" {
		return broken
	}
	if said[1] != "" {
		return &asset.RuleError{Field: asset.FieldRedirect, Rule: asset.RuleURL}
	}
	return &asset.RuleError{Field: asset.FieldRedirect, Rule: asset.RuleSuffix}
}

// sights are what only a person can see, in words.
var sights = []struct {
	what Sight
	is   wording
}{
	{SightPublishBlocked, saying(
		`\bpublish app\b.{0,60}\b(?:gr[ea]y|gr[ea]yed|disabled|(?:cannot|can't|can not) be (?:pressed|clicked)) / \bgr[ea]y(?:ed)?\b.{0,40}\bpublish app\b / ` +
			`\b(?:publish app|app publiceren)\b.{0,60}\b(?:grijs|uitgegrijsd|uitgeschakeld|niet (?:te klikken|klikbaar|aanklikbaar)) / ` +
			`\bgrijs\b.{0,40}\b(?:publish app|app publiceren)\b`)},
	{SightUnverifiedApp, saying(
		`Google (?:hasn't|has not) verified this app / this app (?:isn't|is not) verified / ` +
			`Google heeft deze app niet (?:geverifieerd|gecontroleerd) / deze app is niet (?:door Google )?geverifieerd / ` +
			`Google hat diese App nicht (?:überprüft|bestätigt) / Google n'a pas (?:encore )?validé cette application / ` +
			`Google no ha verificado esta aplicación / Google non ha verificato (?:quest'app|questa app)`)},
}

func sightIn(p pasted) error {
	for _, s := range sights {
		if s.is.in(p) {
			return &SeenError{What: s.what}
		}
	}
	return nil
}
