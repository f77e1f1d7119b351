package msg

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks a text between words so that no line is longer than width runes,
// where its words allow that; each further line begins with the indent, which
// does not count. Commands in backquotes, which people copy, are not broken.
func Wrap(text string, width int, indent string) string {
	var b strings.Builder
	column := 0
	for i, word := range unbroken(text) {
		length := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+length > width:
			b.WriteString("\n" + indent)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += length
	}
	return b.String()
}

// unbroken splits a text into what may not be broken: words, addresses, and
// commands in backquotes.
func unbroken(text string) []string {
	var words []string
	open := false
	for _, word := range strings.Fields(text) {
		if open {
			words[len(words)-1] += " " + word
		} else {
			words = append(words, word)
		}
		if strings.Count(word, "`")%2 == 1 {
			open = !open
		}
	}
	return words
}
