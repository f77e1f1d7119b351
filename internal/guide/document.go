package guide

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"mailasset/internal/msg"
)

// DocumentOptions say for whom a document is written.
type DocumentOptions struct {
	Lang   msg.Lang
	Values Values // may be empty
	Branch Branch
	// TAC tells the steps in the order of Cisco's document, under its numbers.
	TAC bool
	// Width is that of text, in columns.
	Width int
}

// Document writes the whole procedure. There is no secret in it. A format that
// does not exist is a [*FormatError].
func (p *Pack) Document(w io.Writer, f Format, o DocumentOptions) error {
	b := newBuilder(o.Lang, o.Values, o.Branch)
	b.about(p.About)
	if o.TAC {
		b.chapters(p)
	} else {
		for _, step := range p.Steps {
			b.whole(step)
		}
	}
	b.legend()
	b.sources(p)
	return b.writeTo(w, f, o.Width)
}

// writeTo writes what was built, all or nothing.
func (b *builder) writeTo(w io.Writer, f Format, width int) error {
	page, err := f.in(b.blocks, b.lang, width)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, page)
	return err
}

// about adds the beginning of the document.
func (b *builder) about(a About) {
	title := b.say(a.Title)
	if name := b.values.get("assetName"); name != "" {
		title = append(append(title, span{words, ": "}), span{given, name})
	}
	b.add(heading{1, title}, para{b.say(a.Text)}, gap{}, para{b.say(sayReading)}, gap{}, heading{2, b.say(headNeeds)})
	var list bullets
	for _, need := range a.Needs {
		if need.When.Applies(b.branch) {
			list.items = append(list.items, append(b.only(need.When), b.say(need.Say)...))
		}
	}
	b.add(list)
}

// whole adds a step with its heading and its alternates.
func (b *builder) whole(s Step) {
	b.add(heading{2, b.title(s)}, para{plain(sentence(b.standing(s)))}, gap{})
	b.instructions(s)
	b.alternates(wordIfNot, s.Alternates)
}

// chapters adds all steps in the order of Cisco's document.
func (b *builder) chapters(p *Pack) {
	b.add(heading{2, b.say(headTAC)}, para{b.say(sayTAC)}, gap{})
	for i, chapter := range p.Chapters {
		b.add(heading{2, b.chapterTitle(chapter)})
		if chapter.Note != (Text{}) {
			b.add(para{b.say(chapter.Note)}, gap{})
		}
		for _, id := range chapter.Steps {
			if step, ok := p.Step(id); ok { // the pack may lack the program's own step
				b.part(step, chapter.Number, told(p.Chapters[:i], id), !told(p.Chapters[i+1:], id))
			}
		}
	}
}

// told reports whether one of the chapters lists the step.
func told(chapters []Chapter, id string) bool {
	return slices.ContainsFunc(chapters, func(c Chapter) bool { return slices.Contains(c.Steps, id) })
}

// chapterTitle is "2.4 · Authorized domains", with the document's own term.
func (b *builder) chapterTitle(c Chapter) line {
	title := b.spans(c.Title.In(b.lang), words)
	if c.Number != "" {
		title = append(plain("TAC "+c.Number+" · "), title...)
	}
	if b.lang == msg.Dutch && c.Title.Doc != "" {
		title = append(title, span{words, " (" + b.word(sayTerm) + " “" + c.Title.Doc + "”)"})
	}
	return title
}

// part adds what a chapter tells of a step: how it begins if no chapter told
// of it before, the actions that belong here, and how it ends if this is all.
func (b *builder) part(s Step, number string, begun, last bool) {
	var here []Action
	for _, action := range s.Actions {
		if action.TAC == number || action.TAC == "" && !begun {
			here = append(here, action)
		}
	}
	title := b.title(s)
	if begun {
		title = append(title, span{words, b.word(sayContinued)})
	}
	b.add(heading{3, title})
	if !begun {
		b.add(para{plain(sentence(b.word(wordChecked) + " " + s.Verified))}, gap{})
		b.opening(s)
	}
	b.actions(here)
	if last {
		b.ending(s)
		b.alternates(wordIfNot, s.Alternates)
	}
}

// sources adds when the pack was checked, and against what.
func (b *builder) sources(p *Pack) {
	b.add(heading{2, b.say(headSources)})
	b.add(para{joined(" ", b.say(saySources), plain(p.Verified+"."), b.say(sayEdition), plain(p.Version+"."))}, gap{})
	var known []string
	for _, step := range p.Steps {
		if !slices.Contains(known, step.Source) {
			known = append(known, step.Source)
			b.add(link{step.Source})
		}
	}
}

// sentence returns a text with a capital letter.
func sentence(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:size]) + text[size:]
}
