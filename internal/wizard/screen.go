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

// title is what the guide calls a step. A step pack may leave out the proof,
// which is the program's own work.
func (w *Wizard) title(id string) string {
	if step, ok := w.pack.Step(id); ok {
		return step.Title.In(w.Lang)
	}
	return msg.TitleProof.In(w.Lang)
}

func stepNumber(id string) int { return slices.Index(guide.IDs(), id) + 1 }

// Welcome is the first screen of a setup that begins; ends says that what is
// answered is gone when this process ends, as in a lab within it.
func (w *Wizard) Welcome(ends bool) {
	ids := guide.IDs()
	switch {
	case w.givenForeign():
		w.note(msg.WelcomeForeign.Line(len(ids)))
	case w.Endpoints.Lab():
		w.note(msg.WelcomeLab.Line(len(ids)))
	default:
		w.note(msg.Welcome.Line(len(ids)))
	}
	if ends {
		w.note(msg.StopEnds.Line())
	} else {
		w.note(msg.StopKeeps.Line())
	}
	fmt.Fprintln(w.Err)
	if w.givenForeign() {
		return
	}
	cells := make([]string, len(ids))
	for i, id := range ids {
		cells[i] = fmt.Sprintf("%2d  %s", i+1, w.title(id))
	}
	w.inColumns(cells, 26)
	fmt.Fprintln(w.Err)
}

// inColumns writes cells of a width in as many columns as the terminal holds,
// three at most.
func (w *Wizard) inColumns(cells []string, width int) {
	columns := max(1, min(3, w.Width/width))
	for i, cell := range cells {
		if i%columns == columns-1 || i == len(cells)-1 {
			fmt.Fprintln(w.Err, cell)
		} else {
			fmt.Fprint(w.Err, cell, strings.Repeat(" ", max(1, width-visible(cell))))
		}
	}
}

// visible counts the columns that a text takes; a colour takes none.
func visible(text string) int {
	n, coloured := 0, false
	for _, r := range text {
		switch {
		case r == '\x1b':
			coloured = true
		case coloured:
			coloured = r != 'm'
		default:
			n++
		}
	}
	return n
}

// end is the last screen: what was proven, in columns, and what was written.
func (w *Wizard) end(r Result) {
	if len(r.Proof) == 0 {
		return
	}
	fmt.Fprintln(w.Err)
	w.note(msg.ProofOf.Line())
	cells, widest := make([]string, len(r.Proof)), 0
	for i, p := range r.Proof {
		cells[i] = fmt.Sprintf("  %s %s", w.Marks.Of(check.Status(p.Status)), p.Check)
		widest = max(widest, visible(cells[i]))
	}
	w.inColumns(cells, widest+2)
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
	fmt.Fprintf(w.Err, "%s %s\n", w.Marks.Pass, text.In(w.Lang, stepNumber(step.ID()), w.title(step.ID())))
}
