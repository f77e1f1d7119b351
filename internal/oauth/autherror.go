package oauth

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrNotAnErrorPage says that a text holds no address of the provider's error
// page.
var ErrNotAnErrorPage = errors.New("read the error page's address: there is none in this text")

// PageError is what the address of Google's own error page says: most failures
// of a sign-in are shown there and never reach the redirect URI (DOC, google.md
// section 1.2). It keeps neither the address nor the state inside it.
type PageError struct {
	Code      string // "redirect_uri_mismatch"; "" when the address ends before it
	Message   string // the provider's words, in the browser's language: show, do not match
	HelpURL   string
	Status    int // 400, 401, 403; 0 when not told
	Details   map[string]string
	ClientID  string
	Flow      string
	Truncated bool // the address was cut off, or more of it cannot be read
}

// Error implements error.
func (e *PageError) Error() string {
	if e.Code == "" {
		return "sign in: the provider showed an error page, whose address is cut off"
	}
	text := "sign in: the provider's page says "
	if e.Status != 0 {
		text += fmt.Sprintf("%d ", e.Status)
	}
	text += e.Code
	if e.Message != "" {
		text += fmt.Sprintf(" (%s)", e.Message)
	}
	return text
}

const (
	pagePath      = "/signin/oauth/error" // and /v2 below it (OBS, google.md section 1.4)
	pageParameter = "authError"
	maxPasted     = 32 << 10 // of a pasted text that is looked at
	maxPayload    = 16 << 10 // of the parameter
	maxPieces     = 2048     // into which wrapping may have torn the parameter
)

// ParseErrorPage reads the address of Google's error page the way people paste
// it: whole or cut off, wrapped and quoted by a mail program, percent-encoded
// again, with other text around it, from any host. The format is undocumented
// (OBS, google.md section 1.4), so all of it is read leniently. An address that
// ends before the code gives a PageError without one; a text without such an
// address gives ErrNotAnErrorPage.
func ParseErrorPage(address string) (*PageError, error) {
	joined, ends := unwrap(excerpt(address))
	plain := unescape(joined)
	page := readPage(joined, ends)
	if page == nil {
		_, path, isAddress := strings.Cut(plain, "://")
		if !isAddress || !strings.Contains(path, pagePath) {
			return nil, ErrNotAnErrorPage
		}
		page = &PageError{Truncated: true}
	}
	page.readSiblings(plain)
	return page, nil
}

// excerpt bounds a long text to the part around the parameter.
func excerpt(text string) string {
	if len(text) <= maxPasted {
		return text
	}
	from := max(0, strings.Index(text, pageParameter)-maxPasted/8)
	return text[from:min(len(text), from+maxPasted)]
}

// unwrap joins what blanks, line ends and the quoting of mail programs tore
// apart: an address has no blanks. The ends are those of the pieces, because
// after any of them the address may be over and other words begin.
func unwrap(text string) (joined string, ends []int) {
	var b strings.Builder
	for piece := range strings.FieldsSeq(pageNoise().Replace(text)) {
		b.WriteString(strings.TrimLeft(piece, ">"))
		ends = append(ends, b.Len())
	}
	return b.String(), ends
}

// pageNoise undoes how mark-up and scripts write an address, and drops what
// cannot be seen.
func pageNoise() *strings.Replacer {
	return strings.NewReplacer("&amp;", "&", `\u003d`, "=", `\u003D`, "=", `\u0026`, "&", `\x3d`, "=", `\x26`, "&",
		`\/`, "/", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "")
}

// unescape decodes percent-encoding as often as it was laid on, up to three
// times. What is no escape stays, and one that is cut off at the end is dropped.
func unescape(s string) string {
	for range 3 {
		next := unescapeOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func unescapeOnce(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "%")
		b.WriteString(before)
		switch {
		case !found:
			return b.String()
		case len(after) < 2:
			return b.String()
		}
		if c, err := url.PathUnescape("%" + after[:2]); err == nil {
			b.WriteString(c)
			after = after[2:]
		} else {
			b.WriteByte('%')
		}
		s = after
	}
}

// readPage reads the first parameter that tells a code, nil when none does.
func readPage(joined string, ends []int) *PageError {
	for from, tries := 0, 0; tries < 8; tries++ {
		i := strings.Index(joined[from:], pageParameter)
		if i < 0 {
			return nil
		}
		at := from + i
		from = at + len(pageParameter)
		if page := readWrapped(joined, at, ends); page != nil && page.Code != "" {
			return page
		}
	}
	return nil
}

// readWrapped reads the parameter that begins at a place. Where its value runs
// on to the end of a piece, the next piece may be its continuation or a word
// that follows it: the longest that still makes sense is taken.
func readWrapped(joined string, at int, ends []int) *PageError {
	var best *PageError
	for _, end := range following(ends, at+len(pageParameter)) {
		if end-at > maxPayload {
			break
		}
		value, delimited, found := payload(unescape(joined[at:end]))
		if !found {
			continue
		}
		page, sane := decodePage(value, delimited)
		if best == nil || sane && (best.Truncated || !page.Truncated) {
			best = page
		}
		if delimited {
			break
		}
	}
	return best
}

func following(ends []int, at int) []int {
	i, _ := slices.BinarySearch(ends, at)
	return ends[i:min(len(ends), i+maxPieces)]
}

// payload cuts the parameter's base64 from a text that begins with its name,
// and says whether something ends it.
func payload(text string) (value string, delimited, found bool) {
	text, found = strings.CutPrefix(text, pageParameter+"=")
	if !found {
		return "", false, false
	}
	end := strings.IndexFunc(text, func(r rune) bool { return !isBase64(r) })
	if end < 0 {
		return text, false, true
	}
	return text[:end], true, true
}

func isBase64(r rune) bool { return isWord(r) || r == '-' || r == '+' || r == '/' }

func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_'
}

// readSiblings reads the parameters beside authError. A client id that the end
// of the text may have cut is left out: it would be compared.
func (e *PageError) readSiblings(plain string) {
	const ending = ".apps.googleusercontent.com"
	id, ended := sibling(plain, "client_id", func(r rune) bool { return isWord(r) || r == '-' || r == '.' })
	if i := strings.Index(id, ending); i >= 0 {
		id, ended = id[:i+len(ending)], true
	}
	if ended && len(id) <= 256 {
		e.ClientID = id
	}
	if id := e.Details["client_id"]; e.ClientID == "" {
		e.ClientID = id
	}
	flow, _ := sibling(plain, "flowName", isWord)
	for _, known := range []string{"GeneralOAuthFlow", "GeneralOAuthLite"} {
		if strings.HasPrefix(flow, known) {
			flow = known // words that follow the address were joined to it
		}
	}
	if len(flow) <= 64 {
		e.Flow = flow
	}
}

func sibling(plain, name string, allowed func(rune) bool) (value string, ended bool) {
	for _, before := range []string{"?", "&"} {
		_, value, found := strings.Cut(plain, before+name+"=")
		if !found {
			continue
		}
		if end := strings.IndexFunc(value, func(r rune) bool { return !allowed(r) }); end >= 0 {
			return value[:end], true
		}
		return value, false
	}
	return "", false
}

// keep adds a detail of the request, unless it could let somebody in.
func (e *PageError) keep(key, value string) {
	const most = 32
	key = Printable(key)
	if key == "" || len(key) > 64 || len(value) > 4096 || len(e.Details) >= most || confidential(key, value) {
		return
	}
	if e.Details == nil {
		e.Details = map[string]string{}
	}
	if _, told := e.Details[key]; !told {
		e.Details[key] = strings.Map(visible, value)
	}
}

// visible replaces what could move the cursor. Blanks stay where they are: one
// at the end of a redirect URI may be the very mistake.
func visible(r rune) rune {
	if r != ' ' && Printable(string(r)) == "" {
		return utf8.RuneError
	}
	return r
}

// harmless are the parameters of a request whose values may look random and are
// no secret.
var harmless = []string{"redirect_uri", "origin", "client_id", "response_type", "scope", "access_type", "prompt", "login_hint"}

// confidential reports whether a detail is the state, a code, or looks like one.
func confidential(key, value string) bool {
	if slices.Contains(harmless, key) {
		return false
	}
	key = strings.ToLower(key)
	for _, part := range []string{"state", "code", "token", "secret", "nonce", "verifier", "assertion", "session", "cookie", "password", "key"} {
		if strings.Contains(key, part) {
			return true
		}
	}
	const longest = 20 // of a word that says something
	words := strings.FieldsFuncSeq(value, func(r rune) bool { return !isWord(r) && r != '-' })
	for word := range words {
		if len(word) >= longest && strings.ContainsAny(word, "0123456789") {
			return true
		}
	}
	return strings.HasPrefix(value, "4/") || strings.HasPrefix(value, "1//")
}
