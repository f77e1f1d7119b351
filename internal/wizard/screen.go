package wizard

import (
	"fmt"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/check"
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

// Welcome is the first screen of a setup that begins.
func (w *Wizard) Welcome() {
	ids := guide.IDs()
	fmt.Fprintf(w.Err, "mailasset · %s\n\n", msg.Welcome.In(w.Lang, len(ids)))
	for i, id := range ids {
		cell := fmt.Sprintf("%2d  %s", i+1, titles[id].In(w.Lang))
		if i%3 == 2 || i == len(ids)-1 {
			fmt.Fprintln(w.Err, cell)
		} else {
			fmt.Fprint(w.Err, cell, strings.Repeat(" ", max(1, 26-len([]rune(cell)))))
		}
	}
	fmt.Fprintln(w.Err)
}

// end is the last screen: what was proven, in columns, and what was written.
func (w *Wizard) end(r Result) {
	if len(r.Proof) == 0 {
		return
	}
	fmt.Fprintln(w.Err)
	w.note(msg.ProofOf.Line())
	for i, p := range r.Proof {
		cell := fmt.Sprintf("%s %s", w.Marks.Of(check.Status(p.Status)), p.Check)
		if i%3 == 2 || i == len(r.Proof)-1 {
			fmt.Fprintln(w.Err, "  "+cell)
		} else {
			fmt.Fprintf(w.Err, "  %s%s", cell, strings.Repeat(" ", max(1, 20-len([]rune(p.Check)))))
		}
	}
	forwards := func(p asset.Proof) bool { return p.Check == "forwarding.active" && p.Status == string(check.Pass) }
	if slices.ContainsFunc(r.Proof, forwards) {
		w.note(msg.NotSeenToken.Line())
	} else {
		w.note(msg.NotSeenFromHere.Line())
	}
}

// alreadyDone says that a step needs nothing.
func (w *Wizard) alreadyDone(s *session.Session, step Step) {
	text := msg.AlreadyDone
	if s.Steps[step.ID()].How == session.Stated {
		text = msg.StatedDone // nobody looked
	}
	fmt.Fprintf(w.Err, "%s %s\n", w.Marks.Pass, text.In(w.Lang, stepNumber(step.ID()), titles[step.ID()].In(w.Lang)))
}
