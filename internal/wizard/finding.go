package wizard

import (
	"fmt"
	"io"
	"strings"

	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
)

// WriteFinding writes a finding for a person: what, and below it cause, fix,
// who and link, each beginning in the same column.
func WriteFinding(w io.Writer, lang msg.Lang, width int, mark string, f diagnose.Finding) {
	if f.Summary != "" {
		fmt.Fprintf(w, "%s %s\n", mark, f.Summary)
	}
	row := func(label msg.Text, text string) {
		if text != "" {
			fmt.Fprintf(w, "    %-9s %s\n", label.In(lang), msg.Wrap(text, max(width, 60)-14, strings.Repeat(" ", 14)))
		}
	}
	row(msg.FindingCause, f.Cause)
	for i, fix := range f.Fix {
		if len(f.Fix) > 1 {
			fix = fmt.Sprintf("%d. %s", i+1, fix)
		}
		label := msg.FindingFix
		if i > 0 {
			label = msg.Text{En: " ", Nl: " "}
		}
		row(label, fix)
	}
	row(msg.FindingWho, msg.Who(f.Who).In(lang))
	row(msg.FindingLink, f.Link)
	if f.Code != "" {
		row(msg.FindingCode, f.Code)
	}
}
