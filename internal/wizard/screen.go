package wizard

import (
	"fmt"
	"strings"

	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/session"
)

// titles are the steps as the first screen lists them.
var titles = map[string]msg.Text{
	"asset": msg.TitleAsset, "project": msg.TitleProject, "api": msg.TitleAPI, "branding": msg.TitleBranding,
	"audience": msg.TitleAudience, "data-access": msg.TitleDataAccess, "client": msg.TitleClient, "tokens": msg.TitleTokens,
	"proof": msg.TitleProof, "connect": msg.TitleConnect, "forwarding": msg.TitleForwarding,
}

func stepNumber(id string) int {
	for i, known := range guide.IDs() {
		if known == id {
			return i + 1
		}
	}
	return 0
}

// welcome is the first screen; a setup that was begun before goes on with one
// line.
func (w *Wizard) welcome(s *session.Session, steps int) {
	if len(s.Steps) > 0 {
		w.note(msg.GoesOn.Line(s.Answer("asset.name")))
		return
	}
	fmt.Fprintln(w.Err, msg.Welcome.In(w.Lang, steps))
	fmt.Fprintln(w.Err)
	for i, id := range guide.IDs() {
		cell := fmt.Sprintf("%2d  %s", i+1, titles[id].In(w.Lang))
		end := i%3 == 2 || i == steps-1
		if end {
			fmt.Fprintln(w.Err, cell)
		} else {
			fmt.Fprint(w.Err, cell, strings.Repeat(" ", max(1, 26-len([]rune(cell)))))
		}
	}
}

// alreadyDone says that a step needs nothing.
func (w *Wizard) alreadyDone(step Step) {
	fmt.Fprintf(w.Err, "%s %s\n", w.Marks.Pass, msg.AlreadyDone.In(w.Lang, stepNumber(step.ID()), titles[step.ID()].In(w.Lang)))
}
