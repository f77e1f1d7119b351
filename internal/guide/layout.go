package guide

import (
	"strings"
	"unicode/utf8"
)

// gutter is the width of the column that holds the words Open, Do, Why.
const gutter = 9

// The narrowest and the widest text that is still read with ease.
const (
	minWidth = 40
	maxWidth = 100
)

// layout lays text out in two columns: one word in the gutter, the text
// beside it. What is to be pasted or opened stands alone, from the first
// column on, so that three clicks select it and nothing else.
type layout struct {
	out   strings.Builder
	width int
}

func newLayout(width int) *layout {
	return &layout{width: min(max(width, minWidth), maxWidth)}
}

// row writes a text beside its heading, wrapped. An empty text writes nothing.
func (l *layout) row(heading, text string) {
	words := split(text)
	if len(words) == 0 {
		return
	}
	for _, line := range wrap(words, l.width-gutter) {
		l.out.WriteString(pad(heading, gutter) + line + "\n")
		heading = ""
	}
}

// plain writes a paragraph over the whole width.
func (l *layout) plain(text string) {
	for _, line := range wrap(split(text), l.width) {
		l.out.WriteString(line + "\n")
	}
}

// alone writes a value or a link on a line of its own.
func (l *layout) alone(value string) {
	if value != "" {
		l.out.WriteString(value + "\n")
	}
}

// blank writes an empty line, never two.
func (l *layout) blank() {
	if so := l.out.String(); so != "" && !strings.HasSuffix(so, "\n\n") {
		l.out.WriteString("\n")
	}
}

// hang writes a text with a mark before it, its lines below one another.
func (l *layout) hang(mark, text string) {
	for _, line := range wrap(split(text), l.width-len(mark)) {
		l.out.WriteString(mark + line + "\n")
		mark = strings.Repeat(" ", len(mark))
	}
}

// ends writes left and right at the ends of one line, or of two when they do
// not fit.
func (l *layout) ends(left, right string) {
	gap := l.width - utf8.RuneCountInString(left) - utf8.RuneCountInString(right)
	if gap < 3 {
		l.plain(left)
		l.plain(right)
		return
	}
	l.out.WriteString(left + strings.Repeat(" ", gap) + right + "\n")
}

// split breaks a text into words. A command in backquotes is one word, so that
// it is copied from one line.
func split(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var words []string
	begin := 0
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '`':
			at += max(0, strings.IndexByte(text[at+1:], '`')+1)
		case ' ':
			words = append(words, text[begin:at])
			begin = at + 1
		}
	}
	if begin < len(text) {
		words = append(words, text[begin:])
	}
	return words
}

// wrap breaks words into lines of at most width characters. A word longer
// than that gets a line to itself.
func wrap(words []string, width int) []string {
	var lines []string
	line := ""
	for _, word := range words {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
