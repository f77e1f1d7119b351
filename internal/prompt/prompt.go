// Package prompt holds questions as data and the askers that put them to a
// person: on a terminal with arrow keys, in numbered lines, or not at all
// because the answers were given beforehand.
//
// Nothing here writes to stdout: that belongs to results.
package prompt

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// Question is what is asked, as data.
type Question struct {
	// ID names the question in answers files, flags and tests, in any
	// language: "asset.email".
	ID string
	// Text is the question itself, in the user's language.
	Text string
	// Help is shown on "?"; without it "?" is an answer like any other.
	Help string
	// Default is taken when nothing is typed; for a question with choices it
	// is the Value of one. Where a list is walked with arrow keys, something is
	// always marked: without a Default the first choice, so put a harmless one
	// first where Enter must not mean yes.
	Default string
	// Choices are the only answers there are; none means free text.
	Choices []Choice
	// Check refuses an answer; nil takes any. It sees the cleaned answer, or
	// the Value of a choice.
	Check func(string) error
	// Deliberate: the Default is for who presses Enter. Nothing else takes it,
	// [Answers.Defaults] neither: the question is put, or lacks its answer.
	Deliberate bool
	// Afresh: a refused answer is not offered for correction. What is pasted, or
	// may be a secret in the wrong place, is better given anew.
	Afresh bool
	// Commits: the Default makes, publishes or states something. It is taken by who
	// presses Enter and by [Answers.Defaults], not where merely nobody is asked.
	Commits bool
	// Secret answers are not echoed, not offered again and in no error.
	Secret bool
}

// Choice is one answer to pick: Value is stored, Label is shown. A person may
// type either, in upper or lower case, or its number.
type Choice struct{ Value, Label string }

// Asker puts a question to somebody and returns the cleaned answer.
type Asker interface {
	Ask(ctx context.Context, q Question) (string, error)
}

// Words are the few sentences the askers themselves need, in the user's
// language. An empty one is said in English.
type Words struct {
	Choose     string // above the prompt of a numbered question: "Type a number or the text."
	NotAChoice string // after an answer that is none of the choices
	Help       string // where "?" shows more: "? for help"
	Arrows     string // beside a list walked with arrow keys
}

func (w Words) orEnglish() Words {
	or := func(s *string, english string) {
		if *s == "" {
			*s = english
		}
	}
	or(&w.Choose, "Type a number or the text.")
	or(&w.NotAChoice, "That is not one of the choices.")
	or(&w.Help, "? for help")
	or(&w.Arrows, "arrow keys to move, type to filter")
	return w
}

// Interactive reports whether both files are terminals: only then a question
// can be put to a person.
func Interactive(in, err *os.File) bool {
	terminal := func(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }
	return terminal(in) && terminal(err)
}

// accept turns what a person typed into the answer.
func (q Question) accept(typed string) (string, error) {
	answer := Clean(typed)
	if answer == "" {
		answer = q.Default
	}
	if i := q.number(answer); i >= 0 && q.index(answer) < 0 {
		answer = q.Choices[i].Value
	}
	return q.validate(answer)
}

// validate returns the Value that an answer by Value or Label stands for, or
// why it is refused. Numbers do not count here: they shift when a choice is
// added, and an answers file is kept.
func (q Question) validate(answer string) (string, error) {
	if len(q.Choices) > 0 {
		i := q.index(answer)
		if i < 0 {
			return "", newChoiceError(answer, q.Choices)
		}
		answer = q.Choices[i].Value
	}
	if q.Check != nil {
		if err := q.Check(answer); err != nil {
			return "", err
		}
	}
	return answer, nil
}

// index finds a choice by Value, else by Label; -1 if there is none.
func (q Question) index(answer string) int {
	i := slices.IndexFunc(q.Choices, func(c Choice) bool { return strings.EqualFold(c.Value, answer) })
	if i < 0 {
		i = slices.IndexFunc(q.Choices, func(c Choice) bool { return strings.EqualFold(c.Label, answer) })
	}
	return i
}

// number finds a choice by its place in the list, counted from 1; else -1.
func (q Question) number(answer string) int {
	n, err := strconv.Atoi(answer)
	if err != nil || n < 1 || n > len(q.Choices) {
		return -1
	}
	return n - 1
}
