package guide

import (
	"strings"

	"mailasset/internal/msg"
)

// line is a text filled in, piece by piece: each format writes the kinds of
// pieces in its own way.
type line []span

type span struct {
	kind spanKind
	text string
}

type spanKind int

const (
	words spanKind = iota // of the pack
	given                 // a value
	open                  // the name of a value that is missing
	code                  // a command, between backquotes in the pack
	label                 // what stands on a screen
)

// String returns the line as it stands on a terminal.
func (l line) String() string {
	var b strings.Builder
	for _, s := range l {
		switch s.kind {
		case code:
			b.WriteString("`" + s.text + "`")
		default:
			b.WriteString(s.text)
		}
	}
	return b.String()
}

// plain makes a line of one piece of the program's own words.
func plain(text string) line { return line{{words, text}} }

// join returns lines as one, with a separator between them.
func joined(separator string, lines ...line) line {
	var all line
	for i, l := range lines {
		if i > 0 {
			all = append(all, span{words, separator})
		}
		all = append(all, l...)
	}
	return all
}

// filler fills templates for one reader and remembers what it could not fill.
type filler struct {
	lang    msg.Lang
	values  Values
	missing []string // names of placeholders, in the order of their first use
}

// line fills a template. A command between backquotes is one piece, whatever
// it is filled with.
func (f *filler) line(template string) line {
	var all line
	for {
		before, rest, found := strings.Cut(template, "`")
		command, after, closed := strings.Cut(rest, "`")
		if !found || !closed {
			return append(all, f.spans(template, words)...)
		}
		all = append(all, f.spans(before, words)...)
		all = append(all, span{code, line(f.spans(command, words)).String()})
		template = after
	}
}

// spans fills a template without commands; what is not filled in is of the
// kind given.
func (f *filler) spans(template string, kind spanKind) []span {
	if template == "" {
		return nil
	}
	if !strings.Contains(template, "{") {
		return []span{{kind, template}}
	}
	var all []span
	at := 0
	for _, m := range placeholder().FindAllStringIndex(template, -1) {
		if at < m[0] {
			all = append(all, span{kind, template[at:m[0]]})
		}
		all = append(all, f.value(strings.Trim(template[m[0]:m[1]], "{}"), kind))
		at = m[1]
	}
	if at < len(template) {
		all = append(all, span{kind, template[at:]})
	}
	return all
}

// value returns what stands for a placeholder.
func (f *filler) value(name string, kind spanKind) span {
	if value := f.values.get(name); value != "" {
		if kind == words {
			kind = given
		}
		return span{kind, value}
	}
	f.miss(name)
	return span{open, "<" + placeholders[name].words.In(f.lang) + ">"}
}

// miss remembers a placeholder without a value.
func (f *filler) miss(name string) {
	for _, known := range f.missing {
		if known == name {
			return
		}
	}
	f.missing = append(f.missing, name)
}

// say fills a text in the reader's language.
func (f *filler) say(t Text) line { return f.line(t.In(f.lang)) }

// word returns a text that holds no placeholder.
func (f *filler) word(t Text) string { return t.In(f.lang) }

// label returns what stands on a screen.
func (f *filler) label(l Label) line { return f.spans(l.In(f.lang), label) }

// each fills a template and returns the values that are pasted one by one: a
// value of several lines is several values, and so are domains after commas.
func (f *filler) each(template string) []string {
	separators := "\n"
	if template == "{authorizedDomains}" {
		separators = ",\n"
	}
	filled := strings.FieldsFunc(line(f.spans(template, words)).String(), func(r rune) bool {
		return strings.ContainsRune(separators, r)
	})
	for i := range filled {
		filled[i] = strings.TrimSpace(filled[i])
	}
	return filled
}
