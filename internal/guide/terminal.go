package guide

import (
	"io"

	"mailasset/internal/msg"
)

// Terminal writes the whole step for a terminal of the given width; lines are
// wrapped between 40 and 100 columns. Links and values stand alone on their
// lines from the first column on and are never broken. No colour is used.
func (s Step) Terminal(w io.Writer, lang msg.Lang, v Values, b Branch, width int) error {
	return onTerminal(w, lang, v, b, width, func(page *builder) {
		page.step(s)
		page.alternates(wordIfNot, s.Alternates)
	})
}

// Instructions writes what [Step.Terminal] does, without the answers to "this
// is not what I see".
func (s Step) Instructions(w io.Writer, lang msg.Lang, v Values, b Branch, width int) error {
	return onTerminal(w, lang, v, b, width, func(page *builder) { page.step(s) })
}

// Otherwise writes only the answers to "this is not what I see".
func (s Step) Otherwise(w io.Writer, lang msg.Lang, v Values, b Branch, width int) error {
	return onTerminal(w, lang, v, b, width, func(page *builder) { page.alternates(wordIfNot, s.Alternates) })
}

func onTerminal(w io.Writer, lang msg.Lang, v Values, b Branch, width int, build func(*builder)) error {
	page := newBuilder(lang, v, b)
	build(page)
	_, err := io.WriteString(w, asText(page.blocks, width))
	return err
}

// step adds a step as it stands alone on a terminal.
func (b *builder) step(s Step) {
	b.add(banner{b.title(s).String(), b.standing(s)})
	b.instructions(s)
}
