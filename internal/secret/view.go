package secret

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// view is a document as a reader may take it, with the place in the document
// that each of its bytes comes from.
type view struct {
	text     string
	from, to []int // by byte
}

// viewOf is a document without blanks, line breaks and what cannot be seen.
func viewOf(document string) view {
	return build(document, func(string) (string, int) { return "", 0 }, func(i int) (int, int) { return i, i })
}

// unwrapped takes one layer of escapes off.
func (v view) unwrapped() view {
	return build(v.text, unescape, func(i int) (int, int) { return v.from[i], v.to[i] - 1 })
}

// build reads a text character by character. decode returns what an escape at
// its beginning stands for and how long it is, 0 where none stands there; origin
// is where in the document a byte of the text begins and ends.
func build(text string, decode func(string) (string, int), origin func(int) (int, int)) view {
	var out strings.Builder
	out.Grow(len(text))
	v := view{from: make([]int, 0, len(text)), to: make([]int, 0, len(text))}
	for i := 0; i < len(text); {
		plain, size := decode(text[i:])
		if size == 0 {
			_, size = utf8.DecodeRuneInString(text[i:])
			plain = text[i : i+size]
		}
		from, _ := origin(i)
		_, last := origin(i + size - 1)
		plain = bare(plain)
		out.WriteString(plain)
		for range len(plain) {
			v.from, v.to = append(v.from, from), append(v.to, last+1)
		}
		i += size
	}
	v.text = out.String()
	return v
}

// bare leaves out blanks and what cannot be seen, and writes full-width forms
// of ASCII as ASCII. Broken UTF-8 stays as it is.
func bare(text string) string {
	if len(text) == 1 {
		if c := text[0]; c > ' ' && c != 0x7f {
			return text
		}
		return ""
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			out.WriteString(text[i : i+1])
		case unicode.IsSpace(r), unicode.In(r, unicode.Cc, unicode.Cf):
		case r >= '\uff01' && r <= '\uff5e':
			out.WriteRune(r - '\uff01' + '!')
		default:
			out.WriteString(text[i : i+size])
		}
		i += size
	}
	return out.String()
}

// lower is a text with the letters of ASCII in lower case, as long as before.
func lower(text string) string {
	all := []byte(text)
	for i, c := range all {
		if c >= 'A' && c <= 'Z' {
			all[i] = c + 'a' - 'A'
		}
	}
	return string(all)
}

// unescape reads the escape that a text begins with: of a URL, of HTML, of JSON
// or another language's string, of Markdown.
func unescape(text string) (plain string, size int) {
	switch text[0] {
	case '%':
		if n, ok := number(text, 1, 2); ok {
			return string([]byte{byte(n)}), 3
		}
	case '&':
		return entity(text)
	case '\\':
		return backslash(text)
	}
	return "", 0
}

func entity(text string) (string, int) {
	const longest = 12
	end := strings.IndexByte(text[:min(len(text), longest)], ';')
	if end < 0 {
		return "", 0
	}
	if plain := html.UnescapeString(text[:end+1]); plain != text[:end+1] {
		return plain, end + 1
	}
	return "", 0
}

func backslash(text string) (string, int) {
	if len(text) < 2 {
		return "", 0
	}
	switch c := text[1]; {
	case c == 'u':
		if n, ok := number(text, 2, 4); ok {
			return string(rune(n)), 6
		}
	case c == 'x':
		if n, ok := number(text, 2, 2); ok {
			return string([]byte{byte(n)}), 4
		}
	case strings.IndexByte("nrtbf", c) >= 0:
		return "", 2
	case c < utf8.RuneSelf && unicode.In(rune(c), unicode.Punct, unicode.Symbol):
		return text[1:2], 2
	}
	return "", 0
}

// number reads hexadecimal digits at a place.
func number(text string, at, digits int) (uint64, bool) {
	if len(text) < at+digits {
		return 0, false
	}
	n, err := strconv.ParseUint(text[at:at+digits], 16, 32)
	return n, err == nil
}
