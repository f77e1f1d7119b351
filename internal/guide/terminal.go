package guide

import (
	"fmt"
	"io"
	"strings"

	"mailasset/internal/msg"
)

// Terminal writes the whole step for a terminal of the given width; lines are
// wrapped between 40 and 100 columns. Links and values stand alone on their
// lines from the first column on and are never broken. No colour is used.
func (s Step) Terminal(w io.Writer, lang msg.Lang, v Values, b Branch, width int) error {
	r := newRenderer(lang, v, b, width)
	r.instructions(s)
	r.alternates(s.Alternates)
	return r.writeTo(w)
}

// Instructions writes what [Step.Terminal] does, without the answers to "this
// is not what I see".
func (s Step) Instructions(w io.Writer, lang msg.Lang, v Values, b Branch, width int) error {
	r := newRenderer(lang, v, b, width)
	r.instructions(s)
	return r.writeTo(w)
}

// Otherwise writes only the answers to "this is not what I see".
func (s Step) Otherwise(w io.Writer, lang msg.Lang, v Values, b Branch, width int) error {
	r := newRenderer(lang, v, b, width)
	r.alternates(s.Alternates)
	return r.writeTo(w)
}

// renderer writes one step for one reader.
type renderer struct {
	*layout
	lang   msg.Lang
	values Values
	branch Branch
}

func newRenderer(lang msg.Lang, v Values, b Branch, width int) *renderer {
	return &renderer{layout: newLayout(width), lang: lang, values: v, branch: b}
}

func (r *renderer) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, r.out.String())
	return err
}

func (r *renderer) instructions(s Step) {
	r.header(s)
	r.page(s.Page)
	r.actions(s.Actions)
	r.row(r.say(wordAfter), r.say(s.After))
	r.row(r.say(wordWhy), r.say(s.Why))
	r.row("TAC", r.say(s.TACNote))
}

// say returns a text in the reader's language, filled in.
func (r *renderer) say(t Text) string { return r.values.fill(t.In(r.lang), r.lang) }

func (r *renderer) header(s Step) {
	left := fmt.Sprintf("%s %d %s %d · %s", r.say(wordStep), s.Number(), r.say(wordOf), len(ids), r.say(s.Title))
	right := r.say(wordChecked) + " " + s.Verified
	if tac := r.tac(s.TAC); tac != "" {
		right = tac + " · " + right
	}
	r.heading(left, right)
	r.blank()
	r.plain(r.say(s.Purpose))
	r.blank()
}

// tac lists the steps of Cisco's document: "TAC steps 2.1, 2.2 and 2.5".
func (r *renderer) tac(numbers []string) string {
	switch last := len(numbers) - 1; last {
	case -1:
		return ""
	case 0:
		return r.say(wordTAC) + " " + numbers[0]
	default:
		return r.say(wordTACs) + " " + strings.Join(numbers[:last], ", ") + " " + r.say(wordAnd) + " " + numbers[last]
	}
}

// page writes the way to a page, and its link alone on the next line.
func (r *renderer) page(p Page) {
	if p.Name == (Text{}) {
		return
	}
	r.row(r.say(wordOpen), r.say(p.Name))
	r.note(wordFormerly, p.Was)
	r.link(p)
	if strings.Contains(p.Link, "{project}") && r.values.get("project") == "" {
		r.row("", r.say(noProject))
	}
	r.blank()
}

// link writes the address of a page, or what is missing to know it.
func (r *renderer) link(p Page) {
	link := p.link(r.values)
	if link == "" {
		link = r.values.fill(p.Link, r.lang)
	}
	r.alone(link)
}

func (r *renderer) actions(all []Action) {
	shown := make([]Action, 0, len(all))
	for _, action := range all {
		if action.When.Applies(r.branch) && r.values.meet(action.Needs) {
			shown = append(shown, action)
		}
	}
	for i, action := range shown {
		word := r.say(wordDo)
		if len(shown) > 1 {
			word = fmt.Sprintf("%s %d", word, i+1)
		}
		r.action(word, action)
		r.blank()
	}
}

func (r *renderer) action(word string, a Action) {
	r.row(word, r.only(a.When)+r.say(a.Say))
	r.page(a.Page)
	r.press(a.Begin)
	for _, field := range a.Fields {
		if field.When.Applies(r.branch) {
			r.blank()
			r.field(field)
		}
	}
	if len(a.Fields) > 0 && (len(a.Press) > 0 || a.Then != (Text{})) {
		r.blank()
	}
	r.press(a.Press)
	r.row("", r.say(a.Then))
}

// press writes the buttons in the order in which they are pressed, and under
// them what they were called in 2022.
func (r *renderer) press(labels []Label) {
	var now, was []string
	for _, label := range labels {
		now = append(now, r.label(label))
		if label.Was != "" {
			was = append(was, label.Was)
		}
	}
	r.row(r.say(wordPress), strings.Join(now, " -> "))
	r.note(wordFormerly, strings.Join(was, "; "))
}

// label returns what stands on the screen.
func (r *renderer) label(l Label) string { return r.values.fill(l.In(r.lang), r.lang) }

// note writes a remark after a word such as "Formerly:", if there is one.
func (r *renderer) note(word Text, text string) {
	if text != "" {
		r.row("", r.say(word)+" "+text)
	}
}

func (r *renderer) field(f Field) {
	kind := f.Kind
	if kind == "" {
		kind = Type
	}
	label := r.only(f.When) + r.label(f.Label)
	if kind == Choose && f.Value != "" {
		label += ": " + r.values.fill(f.Value, r.lang)
	}
	r.row(r.say(kindWords[kind]), label)
	r.note(wordFormerly, f.Label.Was)
	if r.lang == msg.Dutch {
		r.note(wordInDocument, f.Label.Doc)
	}
	if kind == Type || kind == Copy && r.values.has(f.Value) {
		for _, value := range r.values.each(f.Value, r.lang) {
			r.alone(value)
		}
	}
	r.row("", r.say(f.Note))
	r.row("", r.say(f.Why))
}

// only says for whom a part is meant, where that is not known of the reader.
func (r *renderer) only(when Branch) string {
	var sides []string
	if when.Audience != "" && r.branch.Audience == "" {
		sides = append(sides, r.say(branchWords[when.Audience]))
	}
	if when.Account != "" && r.branch.Account == "" {
		sides = append(sides, r.say(branchWords[when.Account]))
	}
	if len(sides) == 0 {
		return ""
	}
	return "(" + r.say(wordOnlyFor) + " " + strings.Join(sides, " "+r.say(wordAnd)+" ") + ") "
}

// alternates writes symptoms, and below each what to do about it.
func (r *renderer) alternates(all []Alternate) {
	word := r.say(wordIfNot)
	for _, alternate := range all {
		if !alternate.When.Applies(r.branch) {
			continue
		}
		r.blank()
		r.row(word, r.only(alternate.When)+r.say(alternate.Sees))
		r.row(strings.Repeat(" ", gutter-3)+"->", r.say(alternate.Do))
		r.link(alternate.Page)
		word = ""
	}
}
