package guide

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// asText writes blocks as plain text of the given width.
func asText(blocks []block, width int) string {
	l := newLayout(width)
	l.write(blocks)
	return l.out.String()
}

func (l *layout) write(blocks []block) {
	for _, one := range blocks {
		l.block(one)
	}
}

func (l *layout) block(one block) {
	switch b := one.(type) {
	case banner:
		l.ends(b.left, b.right)
		l.blank()
	case heading:
		l.head(b)
	case para:
		l.plain(b.text.String())
	case entry:
		l.row(b.word, b.text.String())
	case press:
		l.row(b.word, b.buttons.String())
	case field:
		l.row(b.word, b.text.String())
	case value:
		l.alone(b.text)
	case link:
		l.alone(b.url)
	case tasks:
		l.tasks(b)
	case answers:
		l.answers(b)
	case bullets:
		for _, item := range b.items {
			l.hang("- ", item.String())
		}
	case terms:
		for _, item := range b.items {
			l.plain(item.name.String())
			l.row("", item.text.String())
		}
	case gap:
		l.blank()
	}
}

// head writes a heading: the title of all with a double line below it, a part
// with a single one.
func (l *layout) head(h heading) {
	l.blank()
	lines := wrap(split(h.text.String()), l.width)
	longest := 0
	for _, text := range lines {
		l.alone(text)
		longest = max(longest, utf8.RuneCountInString(text))
	}
	if h.level < 3 {
		l.alone(strings.Repeat(map[int]string{1: "=", 2: "-"}[h.level], longest))
	}
	l.blank()
}

func (l *layout) tasks(t tasks) {
	for i, item := range t.items {
		word := t.word
		if t.numbered {
			word = fmt.Sprintf("%s %d", word, i+1)
		}
		l.row(word, item.say.String())
		l.write(item.body)
		l.blank()
	}
}

// answers writes symptoms, and below each what to do about it.
func (l *layout) answers(a answers) {
	word := a.word
	for _, item := range a.items {
		l.blank()
		l.row(word, item.sees.String())
		l.row(strings.Repeat(" ", gutter-3)+"->", item.do.String())
		l.write(item.link)
		word = ""
	}
}
