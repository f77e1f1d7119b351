package prompt

import (
	"strings"
	"unicode"

	"mailasset/internal/lazyregexp"
)

// sequence is what a terminal sends for keys and around a paste: "\x1b[200~".
var sequence = lazyregexp.New("\x1b(?:\\[[0-?]*[ -/]*[@-~]|O[A-Za-z])")

// Clean removes what pasting drags along: blanks around the text, line breaks
// (inside the text they become one blank), characters that cannot be seen, the
// byte order mark and the marks a terminal puts around a paste. People have
// typed a right id a third time because the browser copied a zero-width space.
func Clean(s string) string {
	s = sequence().ReplaceAllString(strings.ToValidUTF8(s, ""), "")
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			gap = true
			continue
		case unicode.IsControl(r) || unseen(r):
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return strings.TrimFunc(b.String(), func(r rune) bool { return unicode.IsSpace(r) || joiner(r) })
}

// unseen characters have no business in an answer at any place: zero-width
// space, word joiner, byte order mark, soft hyphen and direction marks.
func unseen(r rune) bool {
	return r == '\u00ad' || r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\u2060' || r == '\ufeff' ||
		r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// joiner characters shape the letters beside them, in Persian and in emoji, and
// are rubbish only at the ends.
func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }
