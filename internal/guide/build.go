package guide

import (
	"fmt"
	"slices"
	"strings"

	"mailasset/internal/msg"
)

// builder says what a page holds for one reader.
type builder struct {
	filler
	branch Branch
	blocks []block
}

func newBuilder(lang msg.Lang, v Values, b Branch) *builder {
	if b.Reader == "" {
		b.Reader = readerSetup
	}
	return &builder{filler: filler{lang: lang, values: v}, branch: b}
}

func (b *builder) add(blocks ...block) { b.blocks = append(b.blocks, blocks...) }

// entry adds a text beside its word. An empty text adds nothing.
func (b *builder) entry(word Text, text Text) {
	if text != (Text{}) {
		b.add(entry{b.word(word), b.say(text)})
	}
}

// remark adds a text below what stands before.
func (b *builder) remark(text Text) {
	if text != (Text{}) {
		b.add(entry{"", b.say(text)})
	}
}

// note adds a remark that begins with a word such as "Formerly:".
func (b *builder) note(word Text, text string) {
	if text != "" {
		b.add(entry{"", append(plain(b.word(word)+" "), b.spans(text, words)...)})
	}
}

// inside builds blocks that are part of another one.
func (b *builder) inside(build func()) []block {
	outer := b.blocks
	b.blocks = nil
	build()
	inner := b.blocks
	b.blocks = outer
	return inner
}

// instructions adds a whole step but its heading and its alternates.
func (b *builder) instructions(s Step) {
	b.opening(s)
	b.actions(s.Actions)
	b.ending(s)
}

func (b *builder) opening(s Step) {
	b.add(para{b.say(s.Purpose)}, gap{})
	b.page(s.Page)
}

func (b *builder) ending(s Step) {
	b.entry(wordAfter, s.After)
	b.entry(wordWhy, s.Why)
	b.entry(wordCisco, s.TACNote)
}

// title is "Step 4 of 11 · Branding".
func (b *builder) title(s Step) line {
	head := fmt.Sprintf("%s %d %s %d · ", b.word(wordStep), s.Number(), b.word(wordOf), len(ids))
	return append(plain(head), b.say(s.Title)...)
}

// standing is "TAC steps 2.1 and 2.5 · last checked 2026-11-22".
func (b *builder) standing(s Step) string {
	standing := b.word(wordChecked) + " " + s.Verified
	if tac := b.tac(s.TAC); tac != "" {
		standing = tac + " · " + standing
	}
	return standing
}

// tac lists the steps of Cisco's document: "TAC steps 2.1, 2.2 and 2.5".
func (b *builder) tac(numbers []string) string {
	switch last := len(numbers) - 1; last {
	case -1:
		return ""
	case 0:
		return b.word(wordTAC) + " " + numbers[0]
	default:
		return b.word(wordTACs) + " " + strings.Join(numbers[:last], ", ") + " " + b.word(wordAnd) + " " + numbers[last]
	}
}

// page adds the way to a page, and its link alone.
func (b *builder) page(p Page) {
	if p.Name == (Text{}) {
		return
	}
	name := b.say(p.Name)
	if as := b.account(p); len(as) > 0 {
		name = append(append(name, span{words, b.word(wordSignedInAs)}), as...)
	}
	b.add(entry{b.word(wordOpen), name})
	b.note(wordFormerly, p.Was)
	b.link(p)
	if strings.Contains(p.Link, "{project}") && b.values.get("project") == "" {
		b.remark(noProject)
	}
	b.add(gap{})
}

// account is whom to open a page as. The reader of a letter knows that best.
func (b *builder) account(p Page) line {
	if b.branch.Reader == readerLetter {
		return nil
	}
	if account := b.values.get("consoleAccount"); account != "" && p.console() {
		return line{{given, account}}
	}
	return b.line(p.As)
}

// link adds the address of a page, or what is missing to know it. A page of
// the console goes by way of the account chooser where the account is known.
func (b *builder) link(p Page) {
	address := p.link(b.values)
	if account := b.values.get("consoleAccount"); account != "" && p.console() && b.branch.Reader == readerSetup {
		address = p.linkAs(b.values, account)
	}
	switch {
	case opens(address):
		b.add(link{address})
	case address != "":
		b.add(value{address})
	case p.Link != "":
		b.add(value{line(b.spans(p.Link, words)).String()})
	}
}

func (b *builder) actions(all []Action) {
	list := tasks{word: b.word(wordDo)}
	for _, action := range all {
		if action.When.Applies(b.branch) && b.values.meet(action.Needs) {
			list.items = append(list.items, b.action(action))
		}
	}
	list.numbered = len(list.items) > 1
	if len(list.items) > 0 {
		b.add(list)
	}
}

func (b *builder) action(a Action) task {
	say := append(b.only(a.When), b.say(a.Say)...)
	return task{say, b.inside(func() {
		b.page(a.Page)
		b.press(a.Begin)
		for _, field := range a.Fields {
			if field.When.Applies(b.branch) {
				b.add(gap{})
				b.field(field)
			}
		}
		if len(a.Fields) > 0 && (len(a.Press) > 0 || a.Then != (Text{})) {
			b.add(gap{})
		}
		b.press(a.Press)
		b.remark(a.Then)
	})}
}

// press adds buttons, and under them what they were called in 2022.
func (b *builder) press(labels []Label) {
	if len(labels) == 0 {
		return
	}
	var now []line
	var was []string
	for _, label := range labels {
		now = append(now, b.label(label))
		if label.Was != "" {
			was = append(was, label.Was)
		}
	}
	b.add(press{b.word(wordPress), joined(" -> ", now...)})
	b.note(wordFormerly, strings.Join(was, "; "))
}

func (b *builder) field(f Field) {
	kind := f.Kind
	if kind == "" {
		kind = Type
	}
	text := append(b.only(f.When), b.label(f.Label)...)
	if kind == Choose && f.Value != "" {
		text = append(append(text, span{words, ": "}), b.spans(f.Value, label)...)
	}
	b.add(field{b.word(kindWords[kind]), text})
	b.note(wordFormerly, f.Label.Was)
	if b.lang == msg.Dutch && b.branch.Reader == readerSetup {
		b.note(wordInDocument, f.Label.Doc)
	}
	if kind == Type || kind == Copy && b.values.has(f.Value) {
		for _, one := range b.each(f.Value) {
			b.add(value{one})
		}
	}
	b.remark(f.Note)
	b.remark(f.Why)
}

// only says for whom a part is meant, where that is not known of the reader.
func (b *builder) only(when Branch) line {
	var sides []string
	if when.Audience != "" && b.branch.Audience == "" {
		sides = append(sides, b.word(branchWords[when.Audience]))
	}
	if when.Account != "" && b.branch.Account == "" {
		sides = append(sides, b.word(branchWords[when.Account]))
	}
	if len(sides) == 0 {
		return nil
	}
	return plain("(" + b.word(wordOnlyFor) + " " + strings.Join(sides, " "+b.word(wordAnd)+" ") + ") ")
}

// alternates adds symptoms, and with each what to do about it.
func (b *builder) alternates(word Text, all []Alternate) {
	list := answers{word: b.word(word)}
	for _, alternate := range all {
		if alternate.When.Applies(b.branch) && b.values.meet(alternate.Needs) {
			list.items = append(list.items, answer{
				sees: append(b.only(alternate.When), b.say(alternate.Sees)...),
				do:   b.say(alternate.Do),
				link: b.inside(func() { b.link(alternate.Page) }),
			})
		}
	}
	if len(list.items) > 0 {
		b.add(list)
	}
}

// legend explains the names that stand for missing values.
func (b *builder) legend() {
	if len(b.missing) == 0 {
		return
	}
	names := slices.Clone(b.missing)
	b.add(heading{2, b.say(headOpen)}, para{b.say(sayOpen)}, gap{})
	var list terms
	for _, name := range names {
		slot := placeholders[name]
		list.items = append(list.items, term{line{{open, "<" + b.word(slot.words) + ">"}}, b.say(slot.from)})
	}
	b.add(list)
}
