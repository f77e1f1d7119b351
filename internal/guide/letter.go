package guide

import (
	_ "embed" // letters.yaml
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"mailasset/internal/msg"
)

// roles are those to whom work can be handed over, in the order of the work.
var roles = []string{"google-cloud-admin", "mailbox-owner", "workspace-admin", "webex-connect-admin"}

// Roles returns those to whom a letter can be written.
func Roles() []string { return slices.Clone(roles) }

// RoleError names a role to which there is no letter.
type RoleError struct{ Role string }

// Error names the role and those that there are.
func (e *RoleError) Error() string {
	return fmt.Sprintf("no role %q, only %s", e.Role, strings.Join(roles, ", "))
}

// LetterOptions say for whom a letter is written.
type LetterOptions struct {
	Lang   msg.Lang
	Values Values // may be empty
	Branch Branch
	// Width is that of text, in columns.
	Width int
}

// How something is sent back.
const (
	openly = "openly" // ordinary mail will do
	safely = "safely" // it is a secret
)

// letterBook is the file of all letters.
type letterBook struct {
	Verified string   `yaml:"verified" check:"date"`
	Letters  []letter `yaml:"letters" check:"required"`
}

// letter is what one person is asked to do.
type letter struct {
	Role string `yaml:"role" check:"role"`
	// Title is the subject line.
	Title Text `yaml:"title" check:"required"`
	// To says who the letter is for.
	To Text `yaml:"to" check:"required"`
	// Why says what is asked and for what, in two sentences.
	Why Text `yaml:"why" check:"required"`
	// Takes says how long it takes.
	Takes Text      `yaml:"takes" check:"required"`
	Parts []section `yaml:"parts" check:"required"`
	Back  []parcel  `yaml:"back" check:"required"`
	// Risks are what can go wrong beside what the parts name.
	Risks []Alternate `yaml:"risks"`
}

// section is one thing to do. Where it names a step of the pack, it shows what
// it does not say itself as the step says it.
type section struct {
	When  Branch `yaml:"when"`
	Needs string `yaml:"needs" check:"placeholder"`
	Step  string `yaml:"step" check:"of"`
	Title Text   `yaml:"title"`
	Say   Text   `yaml:"say"`
	Page  Page   `yaml:"page"`
	// Actions follow those of the step.
	Actions    []Action    `yaml:"actions"`
	After      Text        `yaml:"after"`
	Alternates []Alternate `yaml:"alternates"`
}

// parcel is one thing to send back.
type parcel struct {
	When  Branch `yaml:"when"`
	Needs string `yaml:"needs" check:"placeholder"`
	How   string `yaml:"how" check:"how"`
	Say   Text   `yaml:"say" check:"required"`
}

//go:embed letters.yaml
var lettersYAML []byte

// letters is parsed when it is first needed.
var letters = sync.OnceValues(func() (*letterBook, error) { return read[letterBook](lettersYAML, (*checker).letters) })

// letters checks the file of the letters.
func (c *checker) letters(root *yaml.Node) { checkAs[letterBook](c, root) }

// Letter writes the letter for one role: what to do and why, the exact clicks
// and values, what to send back and how. There is no secret in it. A role that
// does not exist is a [*RoleError], a format a [*FormatError].
func (p *Pack) Letter(w io.Writer, f Format, role string, o LetterOptions) error {
	book, err := letters()
	if err != nil {
		return fmt.Errorf("read the letters: %w", err)
	}
	at := slices.IndexFunc(book.Letters, func(l letter) bool { return l.Role == role })
	if at < 0 {
		return &RoleError{role}
	}
	o.Branch.Reader = readerLetter
	b := newBuilder(o.Lang, o.Values, o.Branch)
	b.letter(p, book.Letters[at])
	b.legend()
	b.add(gap{}, para{plain(sentence(b.word(wordChecked) + " " + book.Verified))})
	return b.writeTo(w, f, o.Width)
}

func (b *builder) letter(p *Pack, l letter) {
	b.add(heading{1, b.say(l.Title)})
	b.entry(wordFor, l.To)
	b.entry(wordTakes, l.Takes)
	b.add(gap{}, para{b.say(sayHello)}, gap{}, para{b.say(l.Why)}, gap{}, para{b.say(sayLetter)})
	number := 0
	for _, s := range l.Parts {
		if s.When.Applies(b.branch) && b.values.meet(s.Needs) {
			number++
			b.section(p, s, number)
		}
	}
	b.back(l.Back)
	if len(l.Risks) > 0 {
		b.add(heading{2, b.say(headRisks)})
		b.alternates(Text{}, l.Risks)
	}
	b.add(gap{}, para{b.say(sayAsk)}, gap{}, para{b.say(sayThanks)})
}

// section adds one numbered part of a letter.
func (b *builder) section(p *Pack, s section, number int) {
	step, _ := p.Step(s.Step) // none is an empty one
	b.add(heading{2, append(plain(fmt.Sprintf("%d. ", number)), b.say(first(s.Title, step.Title))...)})
	if say := first(s.Say, step.Purpose); say != (Text{}) {
		b.add(para{append(b.only(s.When), b.say(say)...)}, gap{})
	}
	if s.Page.Name == (Text{}) {
		s.Page = step.Page
	}
	b.page(s.Page)
	b.actions(slices.Concat(step.Actions, s.Actions))
	b.entry(wordAfter, first(s.After, step.After))
	if len(s.Alternates) == 0 {
		s.Alternates = step.Alternates
	}
	b.alternates(wordIfNot, s.Alternates)
}

// first returns the first text that says something.
func first(texts ...Text) Text {
	for _, text := range texts {
		if text != (Text{}) {
			return text
		}
	}
	return Text{}
}

// back says what to send back: what may go openly, what may not, and how.
func (b *builder) back(all []parcel) {
	b.add(heading{2, b.say(headBack)})
	for _, how := range []string{openly, safely} {
		var list bullets
		for _, one := range all {
			if one.How == how && one.When.Applies(b.branch) && b.values.meet(one.Needs) {
				list.items = append(list.items, append(b.only(one.When), b.say(one.Say)...))
			}
		}
		if len(list.items) > 0 {
			b.add(gap{}, para{b.say(sayHow[how])}, gap{}, list)
			if how == safely {
				b.add(gap{}, para{b.say(saySafe)})
			}
		}
	}
	b.add(gap{}, para{b.say(sayNever)})
}
