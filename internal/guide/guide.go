// Package guide holds the procedure as data: the steps a person walks through
// in Google's console, in Gmail and in Webex Connect, in English and in Dutch.
// It writes one of them on a terminal, all of them as a document, or those that
// another person has to carry out as a letter, with the asset's own values.
package guide

import (
	_ "embed" // pack.yaml
	"slices"
	"sync"

	"mailasset/internal/msg"
)

// Text is a sentence in every language. It may hold placeholders such as
// {project}, which [Values] fill.
type Text struct {
	En string `yaml:"en" check:"required"`
	Nl string `yaml:"nl" check:"required"`
}

// In returns the sentence in the language, its placeholders as they stand.
func (t Text) In(lang msg.Lang) string {
	if lang == msg.Dutch {
		return t.Nl
	}
	return t.En
}

// Label is a word as it stands on a screen. In the pack it is one string where
// the screen says the same in both languages, else a mapping.
type Label struct {
	// En and Nl are the label today, on an English and on a Dutch screen.
	En string `yaml:"en" check:"required"`
	Nl string `yaml:"nl" check:"required"`
	// Was is the label of 2022, where it had another name or another place.
	Was string `yaml:"was"`
	// Doc is the name in the Dutch edition of Cisco's document, which a Dutch
	// reader may hold beside the form. It is shown with fields only.
	Doc string `yaml:"doc"`
}

// In returns the label in the language.
func (l Label) In(lang msg.Lang) string { return Text{En: l.En, Nl: l.Nl}.In(lang) }

// Pack is one edition of the procedure.
type Pack struct {
	// Version names the edition; a later one sorts after an earlier one.
	Version string `yaml:"version" check:"required"`
	// Verified is the day the edition was compiled, as 2006-01-02.
	Verified string `yaml:"verified" check:"date"`
	// About is how the document begins.
	About About `yaml:"about" check:"required"`
	// Steps are in the order in which they are carried out.
	Steps []Step `yaml:"steps" check:"required"`
	// Chapters tell the same steps in the order of Cisco's document.
	Chapters []Chapter `yaml:"chapters" check:"required"`
}

// Step returns the step with the id, and whether the pack has it.
func (p *Pack) Step(id string) (Step, bool) {
	for _, step := range p.Steps {
		if step.ID == id {
			return step, true
		}
	}
	return Step{}, false
}

// Step is one thing to bring about.
type Step struct {
	// ID is one of [IDs].
	ID string `yaml:"id" check:"step"`
	// Title is a word or two.
	Title Text `yaml:"title" check:"required"`
	// Purpose is one sentence: what is true afterwards.
	Purpose Text `yaml:"purpose" check:"required"`
	// TAC lists the steps of Cisco's document that this one carries out.
	TAC []string `yaml:"tac" check:"tac"`
	// TACNote says how the step relates to that document where numbers cannot.
	TACNote Text `yaml:"tacNote"`
	// Page is where the step begins.
	Page Page `yaml:"page"`
	// Actions are in the order in which a person carries them out.
	Actions []Action `yaml:"actions"`
	// After is what the person should see when all went well.
	After Text `yaml:"after"`
	// Why is the reason the step exists.
	Why Text `yaml:"why" check:"required"`
	// Alternates answer "this is not what I see".
	Alternates []Alternate `yaml:"alternates"`
	// Verified is the day the step was last held against its sources.
	Verified string `yaml:"verified" check:"date"`
	// Source is the page that the step rests on most.
	Source string `yaml:"source" check:"source"`
}

// Page is a screen and the way to it.
type Page struct {
	// Name is the way by hand: the menus, in order.
	Name Text `yaml:"name" check:"required"`
	// As is the account with which to open the page. A letter leaves it out, as
	// its reader has another.
	As string `yaml:"as"`
	// Link opens the page; it may hold placeholders. Empty where no link is known.
	Link string `yaml:"link" check:"link"`
	// Was is the page's name in 2022, where it had another.
	Was string `yaml:"was"`
}

// Action is one thing to do: a sentence, what to fill in, what to press.
type Action struct {
	When Branch `yaml:"when"`
	// Needs names a placeholder: without its value the action is not shown.
	// After "!" it is the other way round.
	Needs string `yaml:"needs" check:"placeholder"`
	// TAC is the one step of Cisco's document under which the action stands,
	// where the step that it is part of carries out several.
	TAC string `yaml:"tac" check:"chapter"`
	// Page is set when the action happens on another page than the step.
	Page Page `yaml:"page"`
	// Say is the sentence; the rest follows in the order of these fields.
	Say Text `yaml:"say" check:"required"`
	// Begin lists buttons and menus that are pressed before the fields show.
	Begin []Label `yaml:"begin"`
	// Fields are filled in, chosen, ticked or copied out.
	Fields []Field `yaml:"fields"`
	// Press lists the buttons that are pressed afterwards, in their order.
	Press []Label `yaml:"press"`
	// Then says what that brings about, or warns.
	Then Text `yaml:"then"`
}

// Kinds of fields.
const (
	Type   = "type"   // the value is pasted
	Choose = "choose" // the value is one of a list
	Tick   = "tick"   // a box to tick
	Copy   = "copy"   // the page shows the value; it is copied out
	Secret = "secret" // pasted, but never shown here
)

// Field is one value on a form.
type Field struct {
	When  Branch `yaml:"when"`
	Label Label  `yaml:"label" check:"required"`
	// Kind is one of the kinds above; empty is [Type].
	Kind string `yaml:"kind" check:"kind"`
	// Value is a template such as {email}, or what to choose. A field to paste
	// that has none has a Note.
	Value string `yaml:"value"`
	// Note says in words what belongs in the field, or what to beware of.
	Note Text `yaml:"note"`
	// Why is the reason for the value.
	Why Text `yaml:"why"`
}

// Alternate is an answer to "this is not what I see".
type Alternate struct {
	When Branch `yaml:"when"`
	// Needs is as that of an action.
	Needs string `yaml:"needs" check:"placeholder"`
	// Sees is the symptom.
	Sees Text `yaml:"sees" check:"required"`
	// Do is what to do about it.
	Do Text `yaml:"do" check:"required"`
	// Page is where to do it, when that is elsewhere.
	Page Page `yaml:"page"`
}

// ids are the steps of setup, in order. The step proof is the program's own
// work: the pack may leave it out.
var ids = []string{
	"asset", "project", "api", "branding", "audience", "data-access",
	"client", "tokens", "proof", "connect", "forwarding",
}

// IDs returns the ids of all steps of the setup in order.
func IDs() []string { return slices.Clone(ids) }

// Number returns the position of the step in the setup, counted from 1.
func (s Step) Number() int { return slices.Index(ids, s.ID) + 1 }

//go:embed pack.yaml
var packYAML []byte

// embedded is parsed when it is first needed, so that starting the program
// costs nothing.
var embedded = sync.OnceValues(func() (*Pack, error) { return Parse(packYAML) })

// Embedded returns the pack that came with the program. Callers share it and
// must not change it.
func Embedded() (*Pack, error) { return embedded() }
