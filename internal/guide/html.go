package guide

import (
	_ "embed" // page.css
	"fmt"
	"html"
	"strings"

	"mailasset/internal/msg"
)

//go:embed page.css
var pageCSS string

// asHTML writes blocks as one page that needs nothing else: no script, no
// picture, no font. Its policy forbids browsers to load any.
func asHTML(blocks []block, lang msg.Lang) string {
	var p page
	p.write(blocks)
	return fmt.Sprintf(`<!doctype html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>
%s</style>
</head>
<body>
<main>
%s</main>
</body>
</html>
`, lang, html.EscapeString(p.title), pageCSS, p.out.String())
}

type page struct {
	out   strings.Builder
	title string
}

func (p *page) write(blocks []block) {
	for _, one := range blocks {
		p.block(one)
	}
}

func (p *page) put(format string, args ...any) { fmt.Fprintf(&p.out, format+"\n", args...) }

func (p *page) block(one block) {
	switch b := one.(type) {
	case heading:
		if b.level == 1 {
			p.title = b.text.String()
		}
		p.put("<h%d>%s</h%d>", b.level, htmlLine(b.text), b.level)
	case para:
		p.put("<p>%s</p>", htmlLine(b.text))
	case entry:
		p.entry(b)
	case press:
		p.put(`<p class="do">%s %s</p>`, html.EscapeString(b.word), htmlLine(b.buttons))
	case field:
		p.put(`<p class="do">%s %s</p>`, html.EscapeString(b.word), htmlLine(b.text))
	case value:
		p.put("<pre><code>%s</code></pre>", html.EscapeString(b.text))
	case link:
		p.put(`<p class="link"><a href="%s" rel="noreferrer">%[1]s</a></p>`, html.EscapeString(b.url))
	case tasks:
		p.tasks(b)
	case answers:
		p.answers(b)
	case bullets:
		p.put("<ul>")
		for _, item := range b.items {
			p.put("<li>%s</li>", htmlLine(item))
		}
		p.put("</ul>")
	case terms:
		p.put("<dl>")
		for _, item := range b.items {
			p.put("<dt>%s</dt>\n<dd>%s</dd>", htmlLine(item.name), htmlLine(item.text))
		}
		p.put("</dl>")
	}
}

func (p *page) entry(e entry) {
	if e.word == "" {
		p.put(`<p class="note">%s</p>`, htmlLine(e.text))
		return
	}
	p.put(`<p><strong>%s</strong> %s</p>`, html.EscapeString(e.word), htmlLine(e.text))
}

func (p *page) tasks(t tasks) {
	tag := "ul"
	if t.numbered {
		tag = "ol"
	}
	p.put(`<%s class="tasks">`, tag)
	for _, item := range t.items {
		p.put("<li>\n<p>%s</p>", htmlLine(item.say))
		p.write(item.body)
		p.put("</li>")
	}
	p.put("</%s>", tag)
}

func (p *page) answers(a answers) {
	if a.word != "" {
		p.put("<p><strong>%s</strong></p>", html.EscapeString(a.word))
	}
	p.put("<dl>")
	for _, item := range a.items {
		p.put("<dt>%s</dt>\n<dd>\n<p>%s</p>", htmlLine(item.sees), htmlLine(item.do))
		p.write(item.link)
		p.put("</dd>")
	}
	p.put("</dl>")
}

// htmlTags are those around the pieces of a line.
var htmlTags = [...]string{words: "", given: "bdi", open: "mark", code: "code", label: "b"}

// htmlLine writes a line so that nothing in it is taken for HTML. A value may
// run from right to left; it then turns nothing but itself.
func htmlLine(l line) string {
	var b strings.Builder
	for _, s := range l {
		tag := htmlTags[s.kind]
		text := s.text
		if s.kind == words || s.kind == label {
			text = strings.ReplaceAll(text, "->", "→")
		}
		if text = html.EscapeString(text); tag != "" {
			text = "<" + tag + ">" + text + "</" + tag + ">"
		}
		b.WriteString(text)
	}
	return b.String()
}
