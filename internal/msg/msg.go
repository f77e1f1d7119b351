// Package msg holds every sentence a person reads that is not in the step
// pack, in English and in Dutch, side by side, so that neither can be forgotten.
package msg

import (
	"fmt"
	"strings"
	"time"
)

// Lang is a language the program speaks.
type Lang string

// The languages. English is spoken where nothing else is asked for.
const (
	English Lang = "en"
	Dutch   Lang = "nl"
)

// Text is one sentence in every language, with the same [fmt] verbs in each.
type Text struct{ En, Nl string }

// In returns the sentence in the language, its verbs filled in with args.
func (t Text) In(lang Lang, args ...any) string {
	sentence := t.En
	if lang == Dutch {
		sentence = t.Nl
	}
	if len(args) == 0 {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

// ParseLang reads a language as people and locales write it: "nl", "nl_NL.UTF-8"
// or "nl-BE" are Dutch. It reports whether it knew the language.
func ParseLang(s string) (Lang, bool) {
	code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), ".")
	code, _, _ = strings.Cut(strings.ReplaceAll(code, "-", "_"), "_")
	switch Lang(code) {
	case Dutch:
		return Dutch, true
	case English:
		return English, true
	}
	return English, false
}

// Line is a sentence together with what fills its verbs, not yet in a
// language: what a room hands out that does not know who reads it.
type Line struct {
	text Text
	args []any
}

// Line binds the sentence to its arguments. An argument that is a [Phrase]
// follows the language.
func (t Text) Line(args ...any) Line { return Line{t, args} }

// Phrase is an argument that reads differently in each language.
type Phrase interface{ In(Lang) string }

// In returns the line in the language.
func (l Line) In(lang Lang) string {
	args := make([]any, len(l.args))
	for i, a := range l.args {
		if p, ok := a.(Phrase); ok {
			a = p.In(lang)
		}
		args[i] = a
	}
	return l.text.In(lang, args...)
}

// IsZero reports whether there is no sentence.
func (l Line) IsZero() bool { return l.text == Text{} }

// Moment is a time as people read it: date and hour in local time and in UTC.
type Moment time.Time

// In implements [Phrase].
func (m Moment) In(lang Lang) string {
	local, utc := time.Time(m).Local(), time.Time(m).UTC()
	day := fmt.Sprintf("%d %s %d, %s", local.Day(), months[local.Month()-1].In(lang), local.Year(), local.Format("15:04"))
	if _, offset := local.Zone(); offset == 0 {
		return day + " UTC"
	}
	return day + " (" + utc.Format("2006-01-02 15:04") + " UTC)"
}

var months = [...]Text{
	{"January", "januari"}, {"February", "februari"}, {"March", "maart"}, {"April", "april"},
	{"May", "mei"}, {"June", "juni"}, {"July", "juli"}, {"August", "augustus"},
	{"September", "september"}, {"October", "oktober"}, {"November", "november"}, {"December", "december"},
}
