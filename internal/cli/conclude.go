package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf16"

	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/sheet"
	"mailasset/internal/wizard"
)

// The exit codes of the contract, as `mailasset help exit-codes` prints them.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitStopped = 3
	exitFound   = 4
)

// waitingError says that everything was done but what waits.
type waitingError struct{ what []string }

// Error implements error.
func (e *waitingError) Error() string { return strings.Join(e.what, ", ") }

// exitError is an outcome that was already told: only its code is left.
type exitError struct{ code int }

// Error implements error.
func (e *exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// known is an error together with what is known about the asset at hand.
type known struct {
	err     error
	context diagnose.Context
}

// Error implements error.
func (e *known) Error() string { return e.err.Error() }

// Unwrap returns the error alone.
func (e *known) Unwrap() error { return e.err }

// conclude turns the outcome of a command into words and an exit code. It is
// the only place that does.
func (a *app) conclude(err error) int {
	var told *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &told):
		return told.code
	}
	code := exitCode(err)
	finding := a.finding(err)
	if a.redact != nil {
		finding = redacted(finding, a.redact)
	}
	var waiting *waitingError
	if a.output == "json" && !errors.As(err, &waiting) { // what waits has its result, which is the one document
		a.writeJSON(map[string]any{"error": errorDocument(finding)})
	}
	a.tell(code, finding, err)
	return code
}

func exitCode(err error) int {
	var usage *usageError
	var missing *prompt.MissingError
	var unknown *prompt.UnknownIDError
	var stopped *wizard.StoppedError
	var waiting *waitingError
	switch {
	case errors.As(err, &usage), errors.As(err, &missing), errors.As(err, &unknown):
		return exitUsage
	case errors.As(err, &stopped), errors.As(err, &waiting), errors.Is(err, context.Canceled),
		errors.Is(err, prompt.ErrInterrupted), errors.Is(err, prompt.ErrClosed):
		return exitStopped
	}
	return exitFailed
}

// selfTold is an error that says itself what it means, because it is no broken
// link of the chain.
type selfTold interface {
	error
	finding(lang msg.Lang) diagnose.Finding
}

// finding says what an error means, where it is one of the catalog.
func (a *app) finding(err error) diagnose.Finding {
	c := a.about(err)
	var missing *prompt.MissingError
	var waiting *waitingError
	var reopened *sheet.ReopenedError
	var own selfTold
	var invalid *prompt.InvalidError
	var choice *prompt.ChoiceError
	switch {
	case errors.As(err, &own):
		return own.finding(a.lang)
	case errors.As(err, &reopened):
		return reopenedFinding(a.lang, reopened)
	case errors.As(err, &missing):
		return missingFinding(a.lang, missing)
	case errors.As(err, &invalid) && errors.As(err, &choice):
		return diagnose.Explain(&diagnose.AnswersError{ID: invalid.ID, Reason: msg.AnswersChoice.In(a.lang, choice.Got, strings.Join(choice.Want, ", "))}, c)
	case errors.As(err, &waiting):
		return diagnose.Finding{Summary: msg.StillWaiting.In(a.lang, waiting.Error()), Who: "you"}
	case exitCode(err) == exitStopped:
		return diagnose.Finding{Summary: msg.StoppedShort.In(a.lang), Who: "you"}
	case exitCode(err) == exitUsage:
		return diagnose.Finding{Summary: a.usageText(err), Fix: []string{a.usageFix()}, Who: "you"}
	}
	return diagnose.Explain(err, c)
}

// about is what is known of the asset at hand: what came with the error, else the
// state directory and whose file in it is exposed.
func (a *app) about(err error) diagnose.Context {
	var k *known
	if errors.As(err, &k) {
		return k.context
	}
	c := diagnose.Context{Lang: a.lang}
	if a.dirGiven {
		c.Dir = shellLine([]string{a.dir})
	}
	var open *session.ExposedError
	if errors.As(err, &open) {
		if rest, inside := strings.CutPrefix(open.Path, a.dir+string(filepath.Separator)); inside {
			c.Name, _, _ = strings.Cut(rest, string(filepath.Separator))
		}
	}
	return c
}

// missingFinding names every answer that is missing now.
func missingFinding(lang msg.Lang, e *prompt.MissingError) diagnose.Finding {
	ids := strings.Join(e.IDs, ", ")
	f := diagnose.Finding{Summary: msg.MissingAnswer.In(lang, ids), Fix: []string{msg.MissingAnswerFix.In(lang, ids)}, Who: "you"}
	switch {
	case len(e.IDs) > 1:
		f.Fix[0] = msg.MissingAnswersFix.In(lang)
	case ids == askAdopt:
		f.Fix[0] = msg.MissingAdoptFix.In(lang)
	case ids == askSend:
		f.Fix[0] = msg.AgreeToSend.In(lang)
	}
	if e.Default != "" {
		f.Fix = append(f.Fix, msg.MissingAnswerYes.In(lang, e.Default))
	}
	return f
}

// tell writes the error for a person. The command that goes on stands last,
// alone on its line.
func (a *app) tell(code int, f diagnose.Finding, err error) {
	fmt.Fprintln(a.Err)
	var proof *wizard.ProofError
	switch {
	case code == exitStopped:
		fmt.Fprintln(a.Err, f.Summary)
	case errors.As(err, &proof):
		fmt.Fprintf(a.Err, "%s%s\n", msg.ErrorPrefix.In(a.lang), msg.ProofFailed.In(a.lang, len(proof.Failed)))
	default:
		wizard.WriteFinding(a.Err, a.lang, a.width(), strings.TrimSpace(msg.ErrorPrefix.In(a.lang)), f)
	}
	a.tellResume(code, f.Code)
}

// tellResume ends with the command that goes on. A command that was stopped
// before it had anything to keep is begun again.
func (a *app) tellResume(code int, finding string) {
	text, line := msg.Resume, a.resume
	switch {
	case code == exitUsage, line == nil && code != exitStopped:
		return
	case line == nil:
		text, line = msg.GoOnWith, append([]string{"mailasset"}, a.args...)
	case a.labEnds:
		text = msg.LabGone
	case code == exitStopped:
		text = msg.KeptGoOn
	case finding == "state-unwritable":
		text = msg.ResumeUnsaved // the last answer may be what was not
	}
	fmt.Fprintf(a.Err, "\n%s\n%s\n", a.fit(text.In(a.lang), ""), shellLine(line))
}

// errorDocument is the contract's JSON of an error: code is null where the
// catalog does not know it.
func errorDocument(f diagnose.Finding) map[string]any {
	var code any
	if f.Code != "" {
		code = f.Code
	}
	fix := f.Fix
	if fix == nil {
		fix = []string{}
	}
	return map[string]any{"code": code, "summary": f.Summary, "cause": f.Cause, "fix": fix, "who": f.Who, "link": f.Link}
}

// redacted takes known secrets out of a finding: it may quote what a server
// said.
func redacted(f diagnose.Finding, redact func(string) string) diagnose.Finding {
	f.Summary, f.Cause, f.Link = redact(f.Summary), redact(f.Cause), redact(f.Link)
	fix := make([]string, len(f.Fix))
	for i, line := range f.Fix {
		fix[i] = redact(line)
	}
	f.Fix = fix
	return f
}

func (a *app) writeJSON(v any) {
	var doc strings.Builder
	encoder := json.NewEncoder(&doc)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(v)
	_, _ = io.WriteString(a.Out, escaped(doc.String()))
}

// escaped writes the characters of a JSON document that could steer a terminal
// as escapes. They stand in its strings alone.
func escaped(document string) string {
	if strings.IndexFunc(document, steers) < 0 {
		return document
	}
	var out strings.Builder
	for _, r := range document {
		if !steers(r) {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}

func steers(r rune) bool { return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) }

// inertLines makes text that others may have written fit for a terminal, and
// keeps its lines.
func inertLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = oauth.Inert(line)
	}
	return strings.Join(lines, "\n")
}

// shellLine writes a command so that a shell reads it back as it is.
func shellLine(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = word
		if word == "" || strings.ContainsAny(word, " \t\n'\"\\$`&|;<>()*?[]#~!{}") {
			quoted[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
