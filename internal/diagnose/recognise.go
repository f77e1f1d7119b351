package diagnose

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mailasset/internal/lazyregexp"
)

// Limits of what is looked at. Errors stand at the beginning of what people
// paste or, in a log, at its end.
const (
	maxPasted = 1 << 20
	maxRead   = 96 << 10 // of it, for what is not an address
)

// Recognise makes an error out of what somebody has in his hands: the address
// or the text of an error page, an answer in JSON, what another program printed,
// an SMTP dialogue, a finding of this program. It is of the same type as the
// error that the program itself would have met, so that one catalog explains
// both. ok is false for a text that is not known: nothing is guessed. What looks
// like a secret is taken out first.
func Recognise(text string) (err error, ok bool) {
	p := readPasted(text)
	if p.low == "" {
		return nil, false
	}
	for _, read := range readers {
		if err := read(p); err != nil {
			return err, true
		}
	}
	return nil, false
}

// readers are asked in this order: what says more about itself comes first.
var readers = []func(pasted) error{
	ownCodeIn, errorPageIn, callbackIn, documentIn, challengeIn, tokenRefusalIn,
	credentialIn, cloudIn, apiRefusalIn, connectIn, ownLoginIn, smtpIn, consoleIn, pageTextIn, sightIn, portIn, networkIn, ownTitleIn,
}

// NamedError says that a text of this program names a code of the catalog: a
// finding, or a document of check, explain or an error.
type NamedError struct {
	Code  string
	Asset string // that the document is about, where it tells
	Facts map[string]string
}

// Error implements error.
func (e *NamedError) Error() string { return "read a finding: " + e.Code }

// takenFacts are those of a document that a text may repeat. Addresses that
// people are told to open, files and numbers of processes are not among them: a
// document can come from anybody.
var takenFacts = strings.Fields(`answer challengeScope challengeStatus client_id constraint defect difference differsAt direction
	elsewhere error expected expiresAt field forwarding found got granted host issuer marked match messageId minutes names nearest notAfter
	notBefore offered origin owner ownClient permission phase port projectNumber reason redirect_uri refusedBy resource
	rule scope security sentMarked server service smtpPort source speaks state status stored strangers transid value want which`)

func (e *NamedError) facts() facts {
	seen := facts{}
	for name, value := range e.Facts {
		if slices.Contains(takenFacts, name) && len(value) <= 2048 {
			seen[name] = value
		}
	}
	return seen
}

// pasted is a text in the forms that its readers need.
type pasted struct {
	raw  string // as it came
	text string // in lines, without mail's quoting, what cannot be seen, and secrets
	flat string // all of it on one line
	low  string // the same in lower case

	objects []object // the JSON in it
}

func readPasted(text string) pasted {
	p := pasted{raw: strings.ToValidUTF8(ends(text, maxPasted), "\ufffd")}
	lines := strings.Split(plainText(ends(p.raw, maxRead)), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(quoting().ReplaceAllString(line, ""))
	}
	p.text = hideSecrets(strings.TrimSpace(strings.Join(lines, "\n")))
	p.flat = strings.Join(strings.Fields(p.text), " ")
	p.low = strings.ToLower(p.flat)
	p.objects = objectsIn(p)
	return p
}

// ends are the first and the last part of a long text.
func ends(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most/2] + "\n" + text[len(text)-most/2:]
}

// quoting is what mail programs put before each line of another's letter.
var quoting = lazyregexp.New(`^(?:\s*>)+ ?`)

// plainText straightens what word processors, mark-up and the reading of
// screenshots do to a text.
func plainText(s string) string {
	s = markup().Replace(s)
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if plain, ok := straight[r]; ok {
			b.WriteString(plain)
			continue
		}
		switch {
		case r == '\n', r >= ' ' && r < utf8.RuneSelf:
			b.WriteRune(r)
		case r == '\u2028', r == '\u2029':
			b.WriteByte('\n')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.In(r, unicode.Cc, unicode.Cf):
		case r >= '\uff01' && r <= '\uff5e': // full-width forms of ASCII
			b.WriteRune(r - '\uff01' + '!')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// markup undoes how an address or a quotation stands in the source of a page.
func markup() *strings.Replacer {
	return strings.NewReplacer("&amp;", "&", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&apos;", "'", "&lt;", "<", "&gt;", ">", "&nbsp;", " ")
}

// straight are characters by the plain ones that they stand for.
var straight = map[rune]string{
	'\r': "", '\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '`': "'", '\u00b4': "'",
	'\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u201f': `"`, '\u00ab': `"`, '\u00bb': `"`,
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '\u2013': "-", '\u2014': "-", '\u2212': "-",
	'\ufb00': "ff", '\ufb01': "fi", '\ufb02': "fl", '\ufb03': "ffi", '\ufb04': "ffl", '\ufb05': "st", '\ufb06': "st",
	'\u2026': "...", '\uff3f': "_", '\u02cd': "_", '\u2017': "_",
}

// What a pasted text may hold in confidence, beside what has the shape of a
// secret by itself: the values of these names, and what signs in to a server.
var (
	secretValue = lazyregexp.New(`(?i)\b((?:[a-z]+_)?(?:access_?token|refresh_?token|id_?token|client_?secret|code_?verifier|code_?challenge|auth_?code|assertion|passw(?:or)?d|pass|api_?key|nonce)["']?(?:\s*[:=]\s*|%(?:25)*3D)(?:b?["'])?|\bbearer\s+|\bauthorization:\s*basic\s+)([^\s"'&,;<>]{4,})`)
	queryValue  = lazyregexp.New(`(?i)([^\w%-]|%(?:25)*(?:3F|26|23|3D)|^)((?:code|state)(?:=|%(?:25)*3D))([^\s"'&,;<>]{4,})`)
	documented  = lazyregexp.New(`(?i)(["'](?:code|state)["']\s*:\s*["'])([^\s"'&,;<>]{20,})`)
	mechanism   = lazyregexp.New(`(?i)(\bAUTH\s+(?:XOAUTH2|XOAUTH|OAUTHBEARER|PLAIN|LOGIN)\s+)([A-Za-z0-9+/=_-]{8,})`)
	asked       = lazyregexp.New(`(\b334 UGFzc3dvcmQ6\s+(?:[CS<>:=-]{1,4}\s+)?)([A-Za-z0-9+/=]{4,})`) // "Password:"
	basic       = lazyregexp.New(`(?i)\bbasic\s+([a-z0-9+/_-]{8,}={0,2})`)
	inBase64    = lazyregexp.New(`[A-Za-z0-9+/_-]{12,}={0,2}`)
	response    = lazyregexp.New(`\b(?:dXNlcj|bixhP|bixhPS)[A-Za-z0-9+/=_-]{12,}`) // "user=" and "n,a=" in base64
	webToken    = lazyregexp.New(`\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+`)
)

// hideSecrets takes out of a text what must never be repeated.
func hideSecrets(s string) string {
	const hidden = "[secret]"
	s = secretShape().ReplaceAllString(s, hidden)
	s = webToken().ReplaceAllString(s, hidden)
	s = hideLogins(s, hidden)
	s = response().ReplaceAllString(s, hidden)
	s = secretValue().ReplaceAllString(s, "${1}"+hidden)
	s = replaceOpaque(s, documented(), hidden)
	return replaceOpaque(s, queryValue(), hidden)
}

// hideLogins takes out what signs in to a server in base64, and then the same
// wherever else it stands: servers repeat what they refuse.
func hideLogins(s, hidden string) string {
	var found []string
	for _, expression := range []func() *regexp.Regexp{mechanism, asked} {
		for _, m := range expression().FindAllStringSubmatch(s, 64) {
			if inMixture(m[2]) {
				found = append(found, m[2])
			}
		}
	}
	for _, m := range basic().FindAllStringSubmatch(s, 64) {
		if strings.Contains(unbased(m[1]), ":") { // else it is a word, such as "authentication"
			found = append(found, m[1])
		}
	}
	for _, word := range inBase64().FindAllString(s, 2048) {
		if strings.Count(unbased(word), "\x00") == 2 { // RFC 4616: who acts, who signs in, the password
			found = append(found, word)
		}
	}
	for _, value := range found {
		s = strings.ReplaceAll(s, value, hidden)
	}
	s = mechanism().ReplaceAllString(s, "${1}"+hidden)
	return asked().ReplaceAllString(s, "${1}"+hidden)
}

// inMixture reports whether what stands behind a mechanism can be base64, as
// against a word or another mechanism.
func inMixture(word string) bool {
	return strings.ToUpper(word) != word && (strings.ContainsAny(word, "0123456789+/=") || strings.ToLower(word[1:]) != word[1:])
}

// unbased is what a word of base64 holds, as far as it is whole.
func unbased(word string) string {
	word = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(word, "="))
	if len(word)%4 == 1 {
		word = word[:len(word)-1]
	}
	text, _ := base64.RawStdEncoding.DecodeString(word)
	return string(text)
}

// replaceOpaque replaces the last group of each match, unless it is a code of
// this program's or a status.
func replaceOpaque(s string, expression *regexp.Regexp, hidden string) string {
	return expression.ReplaceAllStringFunc(s, func(match string) string {
		parts := expression.FindStringSubmatch(match)
		value := parts[len(parts)-1]
		short := len(value) <= 4 && strings.Trim(value, "0123456789") == ""
		if short || slices.Contains(Codes(), value) || slices.Contains(callbackCodes, value) || slices.Contains(tokenCodes, value) {
			return match
		}
		return strings.TrimSuffix(match, value) + hidden
	})
}

// wording is ways to say one thing. Most are plain words, which are found much
// faster than what has to be matched.
type wording struct {
	words []string
	forms []func() *regexp.Regexp
}

// saying makes a wording of words and of regular expressions, whatever their
// case, with a slash between them.
func saying(alternatives string) wording {
	var w wording
	for text := range strings.SplitSeq(alternatives, " / ") {
		if !strings.ContainsAny(text, `\[({?*+|`) {
			w.words = append(w.words, strings.ToLower(text))
		} else {
			w.forms = append(w.forms, lazyregexp.New(lowered(text)))
		}
	}
	return w
}

// lowered is a regular expression in lower case, but for its escapes.
func lowered(expression string) string {
	parts := strings.Split(expression, `\`)
	for i, part := range parts {
		if i > 0 && part != "" {
			parts[i] = part[:1] + strings.ToLower(part[1:])
		} else {
			parts[i] = strings.ToLower(part)
		}
	}
	return strings.Join(parts, `\`)
}

// find returns the first thing that is said so, "" where nothing is.
func (w wording) find(p pasted) string {
	for _, words := range w.words {
		if at := strings.Index(p.low, words); at >= 0 {
			return p.as(at, at+len(words))
		}
	}
	for _, form := range w.forms {
		if at := form().FindStringIndex(p.low); at != nil {
			return p.as(at[0], at[1])
		}
	}
	return ""
}

func (w wording) in(p pasted) bool { return w.find(p) != "" }

// as is a part of the text by its place in lower case: as it was written, where
// the two are of one length.
func (p pasted) as(from, to int) string {
	if len(p.flat) == len(p.low) {
		return p.flat[from:to]
	}
	return p.low[from:to]
}

// firstOf returns what the first matching expression found, nil when none did.
func firstOf(text string, expressions ...func() *regexp.Regexp) []string {
	for _, e := range expressions {
		if m := e().FindStringSubmatch(text); m != nil {
			return m
		}
	}
	return nil
}

// decoded undoes percent-encoding, as often as it was laid on.
func decoded(s string) string {
	for range 3 {
		next, err := url.PathUnescape(s)
		if err != nil || next == s {
			break
		}
		s = next
	}
	return s
}

// trimmed takes off what stands around an address in a sentence.
func trimmed(address string) string {
	return strings.TrimRight(strings.TrimLeft(address, `"'(<[`), `"')>],;`)
}

var (
	clientID    = lazyregexp.New(`\b\d{4,25}(?:-[a-z0-9]{1,64})?\.apps\.googleusercontent\.com\b`)
	detailStart = lazyregexp.New(`^[A-Za-z_]{2,40}=`)
)

// clientIDIn finds the client that a text is about.
func clientIDIn(p pasted) string { return clientID().FindString(p.flat) }

// detailIn finds a detail of the request, as the error page lists them:
// "redirect_uri=https://a.example/cb flowName=GeneralOAuthFlow". Where another
// detail follows, what stands between is one value that was wrapped.
func detailIn(p pasted, name string) string {
	text := p.flat
	for _, sign := range []string{name + "=", name + ": ", name + `":"`, name + `": "`} {
		_, rest, found := strings.Cut(text, sign)
		if !found {
			continue
		}
		return trimmed(decoded(untilDetail(rest)))
	}
	if _, rest, found := strings.Cut(decoded(p.flat), name+"="); found { // all of it is encoded
		rest, _, _ = strings.Cut(rest, "&")
		return trimmed(untilDetail(rest))
	}
	return ""
}

func untilDetail(rest string) string {
	const pieces = 4 // into which a screen may have wrapped an address
	words := strings.Fields(rest[:min(len(rest), 4096)])
	if len(words) == 0 {
		return ""
	}
	value, _, _ := strings.Cut(words[0], "&")
	for i := 1; i < len(words) && i <= pieces; i++ {
		if detailStart().MatchString(words[i]) {
			return value
		}
		if i+1 < len(words) && detailStart().MatchString(words[i+1]) && !strings.Contains(words[i], ":") {
			return strings.Join(words[:i+1], "")
		}
	}
	return value
}
