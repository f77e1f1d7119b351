package guide

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"mailasset/internal/msg"
)

// About is how the document begins.
type About struct {
	// Title names the whole procedure.
	Title Text `yaml:"title" check:"required"`
	// Text says what it is for.
	Text Text `yaml:"text" check:"required"`
	// Needs lists what to have at hand.
	Needs []Need `yaml:"needs" check:"required"`
}

// Need is one thing to have at hand.
type Need struct {
	When Branch `yaml:"when"`
	Say  Text   `yaml:"say" check:"required"`
}

// Chapter is a heading of Cisco's document with what to do for it today.
type Chapter struct {
	// Number is the document's; empty for what the document leaves out.
	Number string `yaml:"number" check:"chapter"`
	// Title says what the chapter is about. Its Doc is the document's own term.
	Title Label `yaml:"title" check:"required"`
	// Note says how today differs from the document.
	Note Text `yaml:"note"`
	// Steps are the ids of those that are told here, whole or in part: an action
	// with a number of its own stands in the chapter of that number, all else
	// in the first chapter that lists its step.
	Steps []string `yaml:"steps" check:"steps"`
}

// missingStep is the number that Cisco's document skips.
const missingStep = "3"

// chapterNumbers are all numbers in order, the missing one among them.
func chapterNumbers() []string {
	after := slices.Index(tacSteps, "4.1")
	return slices.Insert(slices.Clone(tacSteps), after, missingStep)
}

// chapters checks that the chapters tell everything once, in the document's order.
func (c *checker) chapters(root *yaml.Node) {
	list := child(root, "chapters")
	var numbers []string
	for _, chapter := range list.Content {
		if n := child(chapter, "number").Value; n != "" {
			numbers = append(numbers, n)
		}
	}
	if want := chapterNumbers(); !slices.Equal(numbers, want) {
		c.report(list, "chapters", &msg.PackNumbers, strings.Join(want, ", "))
		return
	}
	for i, step := range child(root, "steps").Content {
		c.told(step, fmt.Sprintf("steps[%d]", i), list.Content)
	}
}

// told checks that a step and each of its actions stand in some chapter.
func (c *checker) told(step *yaml.Node, path string, chapters []*yaml.Node) {
	id, where := child(step, "id").Value, map[string]bool{}
	for _, chapter := range chapters {
		for _, listed := range child(chapter, "steps").Content {
			if listed.Value == id {
				where[child(chapter, "number").Value] = true
			}
		}
	}
	if len(where) == 0 {
		c.report(step, path, &msg.PackUntold, id)
	}
	for i, action := range child(step, "actions").Content {
		if tac := child(action, "tac"); tac.Value != "" && !where[tac.Value] {
			c.report(tac, fmt.Sprintf("%s.actions[%d].tac", path, i), &msg.PackElsewhere, tac.Value, id)
		}
	}
}
