package guide

import (
	"fmt"
	"strings"

	"mailasset/internal/lazyregexp"
)

// asMarkdown writes blocks as CommonMark. Paragraphs are not wrapped.
func asMarkdown(blocks []block) string {
	var m markdown
	m.write(blocks)
	return m.out.String()
}

type markdown struct {
	out    strings.Builder
	indent string // of the list item that is being written
	mark   string // the bullet or number that the next paragraph begins with
}

func (m *markdown) write(blocks []block) {
	for _, one := range blocks {
		m.block(one)
	}
}

func (m *markdown) block(one block) {
	switch b := one.(type) {
	case heading:
		m.paragraph(strings.Repeat("#", b.level) + " " + markdownLine(b.text))
	case para:
		m.text(b.text)
	case entry:
		m.worded("**"+b.word+"** ", b.word, b.text)
	case press:
		m.worded(b.word+" ", b.word, b.buttons)
	case field:
		m.worded(b.word+" ", b.word, b.text)
	case value:
		m.fence(b.text)
	case link:
		m.paragraph("<" + b.url + ">")
	case tasks:
		m.tasks(b)
	case answers:
		if b.word != "" {
			m.paragraph("**" + b.word + "**")
		}
		for _, item := range b.items {
			m.item("- ", func() {
				m.text(item.sees)
				m.paragraph("→ " + markdownLine(item.do))
				m.write(item.link)
			})
		}
	case bullets:
		for _, item := range b.items {
			m.item("- ", func() { m.text(item) })
		}
	case terms:
		for _, item := range b.items {
			m.item("- ", func() { m.text(joined(": ", item.name, item.text)) })
		}
	}
}

// paragraph writes lines that are Markdown already, and an empty one before them.
func (m *markdown) paragraph(lines ...string) {
	if m.out.Len() > 0 {
		m.out.WriteString("\n")
	}
	first := m.indent[:len(m.indent)-len(m.mark)] + m.mark
	for _, line := range lines {
		m.out.WriteString(strings.TrimRight(first+line, " ") + "\n")
		first = m.indent
	}
	m.mark = ""
}

// text writes a paragraph.
func (m *markdown) text(l line) { m.paragraph(atStart(markdownLine(l))) }

// worded writes a paragraph that begins with a word, if there is one.
func (m *markdown) worded(begin, word string, text line) {
	if word == "" {
		m.text(text)
		return
	}
	m.paragraph(begin + markdownLine(text))
}

// fence writes a value as a code block of its own, whatever it holds.
func (m *markdown) fence(value string) {
	ticks := strings.Repeat("`", max(3, longestTicks(value)+1))
	m.paragraph(ticks+"text", value, ticks)
}

func (m *markdown) tasks(t tasks) {
	for i, item := range t.items {
		mark := "- "
		if t.numbered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		m.item(mark, func() {
			m.text(item.say)
			m.write(item.body)
		})
	}
}

// item writes what belongs to one item of a list, below its mark.
func (m *markdown) item(mark string, write func()) {
	outer := m.indent
	m.indent, m.mark = outer+strings.Repeat(" ", len(mark)), mark
	write()
	m.indent = outer
}

// markdownLine writes a line so that nothing in it is taken for Markdown.
func markdownLine(l line) string {
	var b strings.Builder
	for _, s := range l {
		switch text := strings.ReplaceAll(s.text, "\n", " "); s.kind {
		case code:
			b.WriteString(codeSpan(text))
		case label:
			b.WriteString(bold(text))
		case words:
			b.WriteString(escapeMarkdown(strings.ReplaceAll(text, "->", "→")))
		default:
			b.WriteString(escapeMarkdown(text))
		}
	}
	return b.String()
}

// bold writes a text between asterisks, which may not touch blanks.
func bold(text string) string {
	inner := strings.TrimSpace(text)
	if inner == "" {
		return text
	}
	before, after, _ := strings.Cut(text, inner)
	return before + "**" + escapeMarkdown(inner) + "**" + after
}

// codeSpan writes a text between as many backquotes as it needs.
func codeSpan(text string) string {
	ticks := strings.Repeat("`", longestTicks(text)+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return ticks + text + ticks
}

// longestTicks counts the longest run of backquotes.
func longestTicks(text string) int {
	longest, run := 0, 0
	for _, r := range text {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

var markdownSign = lazyregexp.New("[\\\\`*_\\[\\]<>|~]|&[#0-9A-Za-z]")

// escapeMarkdown takes their meaning from the signs that have one anywhere.
func escapeMarkdown(text string) string { return markdownSign().ReplaceAllString(text, `\$0`) }

var markdownStart = lazyregexp.New(`^(\d*)([-+=#.)])`)

// atStart takes their meaning from the signs that have one where a paragraph
// begins: those of headings and lists.
func atStart(paragraph string) string { return markdownStart().ReplaceAllString(paragraph, `$1\$2`) }
