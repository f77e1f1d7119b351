package wizard

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
)

// WriteFinding writes a finding for a person: what, and below it cause, fix,
// who and link, each beginning in the same column.
func WriteFinding(w io.Writer, lang msg.Lang, width int, mark string, f diagnose.Finding) {
	if f.Summary != "" {
		fmt.Fprintf(w, "%s %s\n", mark, f.Summary)
	}
	row := func(label msg.Text, text string) {
		if text != "" {
			fmt.Fprintf(w, "    %-9s %s\n", label.In(lang), wrapped(text, max(width, 60)-14, strings.Repeat(" ", 14)))
		}
	}
	row(msg.FindingCause, f.Cause)
	for i, fix := range f.Fix {
		if len(f.Fix) > 1 {
			fix = fmt.Sprintf("%d. %s", i+1, fix)
		}
		label := msg.FindingFix
		if i > 0 {
			label = msg.Text{En: " ", Nl: " "}
		}
		row(label, fix)
	}
	row(msg.FindingWho, msg.Who(f.Who).In(lang))
	row(msg.FindingLink, f.Link)
	if f.Code != "" {
		row(msg.FindingCode, f.Code)
	}
}

// unbroken splits a text into what may not be broken: words, addresses, and
// commands in backquotes, which people copy.
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

// wrapped breaks a text between words, each further line behind the indent.
func wrapped(text string, width int, indent string) string {
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
