package prompt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/term"
)

// reportWait bounds how long a terminal may take to say where its cursor is:
// long enough for the slowest line, short enough for a person to wait once.
const reportWait = 3 * time.Second

// errNoReport: on a bare pseudo-terminal survey waits for a cursor report for
// ever.
var errNoReport = errors.New("the terminal does not say where its cursor is")

// Survey asks on a terminal with arrow keys, line editing and a list to pick
// from; the question is shown on Err. It is the one place that knows the survey
// library. On a terminal that does not report its cursor it turns, after three
// seconds, into [Lines] for good. Not for concurrent use.
//
// The terminal is left as it was found however Ask ends, also when the context
// ends while a person is typing: a program that is told to stop ends the
// context and waits for Ask. What was typed before a question is dropped, and
// line breaks in a paste become blanks that a person sees before pressing Enter
// (where the terminal marks pastes; else the rest of the paste is dropped).
type Survey struct {
	In, Err *os.File           // both terminals, see [Interactive]
	Explain func(error) string // turns the error of a Check into words; nil: its text
	Words   Words
	NoColor bool
	// Fit breaks a text between words so that it fits the terminal; each further
	// line begins with the indent, for which the first one leaves room. nil: the
	// terminal breaks it where it must.
	Fit func(text, indent string) string

	wait  time.Duration // reportWait, if not zero
	plain bool
	ahead []byte // typed for a question that is put again after a stop
}

// The templates are survey's own without their English: what is said comes from
// Words, by way of the one free text in survey's configuration, SuggestInput.
const (
	helpPart     = `{{if .ShowHelp}}{{color .Config.Icons.Help.Format}}{{.Help}}{{color "reset"}}{{"\n"}}{{end}}`
	questionPart = `{{color .Config.Icons.Question.Format}}{{.Config.Icons.Question.Text}} {{color "reset"}}` +
		`{{color "default+hb"}}{{.Message}} {{color "reset"}}{{if .ShowAnswer}}{{color "cyan"}}{{.Answer}}{{color "reset"}}{{"\n"}}` +
		`{{else}}{{with .Config.SuggestInput}}{{color "cyan"}}[{{.}}]{{color "reset"}} {{end}}`
	fieldTemplate = helpPart + questionPart + `{{with .Default}}{{$.Break}}{{color "white"}}({{.}}) {{color "reset"}}{{end}}{{end}}`
	listTemplate  = `{{define "option"}}{{if eq .SelectedIndex .CurrentIndex}}{{color .Config.Icons.SelectFocus.Format}}` +
		`{{.Config.Icons.SelectFocus.Text}} {{else}}{{color "default"}}  {{end}}{{.CurrentOpt.Value}}{{color "reset"}}{{"\n"}}{{end}}` +
		helpPart + questionPart + `{{.FilterMessage}}{{"\n"}}{{range $ix, $option := .PageEntries}}{{template "option" $.IterateOption $ix $option}}{{end}}{{end}}`
)

// A variable of survey's package is the only way to a list's template. It is
// set once: the one below depends on nothing.
func init() { survey.SelectQuestionTemplate = listTemplate }

// Ask implements [Asker].
func (s *Survey) Ask(ctx context.Context, q Question) (string, error) {
	defer continues.tell()
	discard(s.In)
	var typed string
	for !s.plain {
		var err error
		typed, err = s.once(ctx, q, typed)
		switch {
		case errors.Is(err, errNoReport):
			s.plain = true
			continue
		case errors.Is(err, errSuspended):
			suspend()
			continue
		case errors.Is(err, ErrContinued):
			continue
		case err != nil:
			return "", err
		}
		answer, err := q.accept(typed)
		if err == nil {
			return answer, nil
		}
		if q.Afresh {
			typed = ""
		}
		discard(s.In)
		_, _ = fmt.Fprintln(s.Err, s.fit(reason(err, s.Explain, s.Words), ""))
	}
	return Lines{In: s.In, Err: s.Err, Explain: s.Explain, Words: s.Words}.Ask(ctx, q)
}

// once shows the question one time; typed is what was refused or interrupted by
// a suspension before, and is there to be corrected. When the program was
// suspended now, once returns what stands in the field with the error.
func (s *Survey) once(ctx context.Context, q Question, typed string) (answer string, err error) {
	// Survey turns echo off only when the question stands on the screen: a
	// secret pasted at once was seen. The terminal is raw before that.
	before, count, err := quiet(s.In)
	if err != nil {
		return "", terminalError("turn echo off", err)
	}
	waiting, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	k := &keys{tty: s.In.Fd(), text: s.ahead}
	s.ahead = nil
	err = untilContinued(waiting, s.In, count, func(in io.Reader) (err error) {
		k.in = in
		answer, err = s.run(q, typed, k, cancel)
		return err
	})
	if bracketed && k.pending() && context.Cause(waiting) != errNoReport {
		s.swallow(k)
	}
	// Whatever survey restored, this is how it was found.
	restored := term.Restore(int(s.In.Fd()), before)
	if context.Cause(waiting) != nil {
		_, _ = fmt.Fprintln(s.Err) // survey leaves the line half written when it is stopped
		return "", cmp.Or(ctx.Err(), errNoReport)
	}
	if err == nil && restored != nil {
		return "", terminalError("turn echo on", restored)
	}
	return s.outcome(k, cmp.Or(answer, typed), answer, err)
}

// outcome says what the error means with which survey ended.
func (s *Survey) outcome(k *keys, stands, answer string, err error) (string, error) {
	switch {
	case err == nil:
		return answer, nil
	case err == ErrContinued && k.failed != ErrInterrupted:
		s.ahead = k.text
		return stands, err // survey may not have come to show what stood there
	case errors.Is(err, errSuspended):
		_, _ = fmt.Fprintln(s.Err)
		return answer, errSuspended
	case err == ErrContinued, errors.Is(err, terminal.InterruptErr), errors.Is(err, ErrInterrupted):
		return "", ErrInterrupted
	}
	_, _ = fmt.Fprintln(s.Err)
	return "", readError(err)
}

// lateWait bounds how long a cursor report is waited for that nobody needs any
// more: the way to the terminal and back, also over a slow line.
const lateWait = time.Second

// swallow takes the reports that are on their way before echo is turned on
// again: the shell would find them at its prompt, as if they had been typed.
func (s *Survey) swallow(k *keys) {
	_, _, _ = quiet(s.In) // after a stop it may be no more
	k.failed = nil
	ctx, cancel := context.WithTimeout(context.Background(), lateWait)
	defer cancel()
	_ = listen(ctx, s.In, func(in io.Reader) error {
		var chunk [1024]byte
		for k.pending() {
			n, err := in.Read(chunk[:])
			if err != nil {
				return err
			}
			k.feed(chunk[:n])
		}
		return nil
	})
}

// run gives survey its terminal. Survey looks at no error of a cursor report
// and uses the report: with the reading cancelled it panics in the middle of a
// line.
func (s *Survey) run(q Question, typed string, k *keys, cancel context.CancelCauseFunc) (answer string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("survey: %v", p)
		}
		if err != nil && k.failed != nil {
			err = k.failed // survey says of it what it likes
		}
	}()
	wait := s.wait
	if wait == 0 {
		wait = reportWait
	}
	continued := continues.after(continues.now())
	late := time.AfterFunc(wait, func() {
		select {
		case <-continued: // time went on while the program was stopped
		case <-time.After(stopPause):
			cancel(errNoReport)
		}
	})
	late.Stop()
	defer late.Stop()
	k.arrived = func() { late.Stop() }
	out := &screen{out: s.Err, tty: s.Err.Fd(), noColor: s.NoColor, asked: func() {
		k.awaited++
		if bracketed { // on Windows the console is asked, not the wire
			late.Reset(wait)
		}
	}}
	if bracketed {
		_, _ = io.WriteString(s.Err, pasteOn)
		defer func() { _, _ = io.WriteString(s.Err, pasteOff) }()
	}
	return s.widget(q, typed, k, survey.WithStdio(k, out, s.Err))
}

func (s *Survey) fit(text, indent string) string {
	if s.Fit == nil {
		return text
	}
	return s.Fit(text, indent)
}

// indent is the width of what stands before a question.
const indent = "  "

// before is what goes between a question, as it was broken into lines, and a part
// that follows it after a blank: a line break where the part would be broken.
func (s *Survey) before(question, part string) string {
	last := question[strings.LastIndex(question, "\n")+1:]
	if part == "" || !strings.Contains(s.fit(strings.TrimLeft(last, " ")+" "+strings.ReplaceAll(part, " ", "_"), indent), "\n") {
		return ""
	}
	return "\n "
}

// widget asks with the widget that fits the question.
func (s *Survey) widget(q Question, typed string, k *keys, stdio survey.AskOpt) (answer string, err error) {
	if len(q.Choices) == 0 {
		f := &field{survey: s, question: q, typed: typed, keys: k}
		if err = survey.AskOne(f, &answer, stdio, s.configure(q)); err != nil {
			return f.typed, err
		}
		return answer, nil
	}
	var picked int
	k.list = true
	text := s.fit(q.Text, indent)
	beside := s.before(text, s.hint(q))
	for _, c := range q.Choices { // the one that is taken will stand beside the question
		beside = cmp.Or(beside, s.before(text, c.Label))
	}
	list := &survey.Select{
		Message: text + beside, Help: s.fit(q.Help, ""), PageSize: 10, Default: max(0, q.index(cmp.Or(typed, q.Default))),
	}
	for _, c := range q.Choices {
		list.Options = append(list.Options, s.fit(c.Label, indent))
	}
	if err = survey.AskOne(list, &picked, stdio, s.configure(q), survey.WithFilter(q.matches)); err != nil {
		return "", err
	}
	return q.Choices[picked].Value, nil
}

// field is survey's Input and Password in one. Its Input erased the line above
// the question when an answer was longer than the screen is wide (seen in
// v2.3.7: it counts the wrapped lines after its reader went back over them),
// and could not offer a refused answer for correction.
type field struct {
	survey.Renderer
	survey   *Survey
	question Question
	typed    string // stands in the field at the start, and when the prompt fails
	keys     *keys
	cursor   int // characters before it
}

// fieldView is what fieldTemplate shows. Break stands before the default.
type fieldView struct {
	Message, Help, Break, Default, Answer string
	ShowHelp, ShowAnswer                  bool
	Config                                *survey.PromptConfig
}

func (f *field) view(config *survey.PromptConfig) fieldView {
	s, q := f.survey, f.question
	v := fieldView{Message: s.fit(q.Text, indent), Help: s.fit(q.Help, ""), Config: config}
	if !q.Secret {
		v.Default = q.Default
	}
	return v
}

// asking is the view while the answer is typed.
func (f *field) asking(config *survey.PromptConfig) fieldView {
	v, hint := f.view(config), f.survey.hint(f.question)
	v.Message += f.survey.before(v.Message, hint)
	if v.Default != "" {
		v.Break = f.survey.before(strings.TrimRight(v.Message+" "+hint, " "), "("+v.Default+")")
	}
	return v
}

// Prompt implements [survey.Prompt].
func (f *field) Prompt(config *survey.PromptConfig) (any, error) {
	reader := f.NewRuneReader()
	_ = reader.SetTermMode() // fails where there is no terminal, and then reading does
	defer func() { _ = reader.RestoreTermMode() }()
	view, start, mask := f.asking(config), []rune(f.typed), rune(0)
	if f.question.Secret {
		start, mask = nil, config.HideCharacter
	}
	for {
		if err := f.Render(fieldTemplate, view); err != nil {
			return "", err
		}
		f.cursor = len(start)
		line, err := reader.ReadLineWithDefault(mask, start, f.edit)
		if f.typed = string(line); err != nil {
			return "", err
		}
		_ = f.NewCursor().Up(1) // the reader ends one line below the question
		if view.Help == "" || Clean(string(line)) != config.HelpInput {
			return string(line), nil
		}
		view.ShowHelp, start = true, nil
	}
}

// edit sees every key before survey's reader acts on it, which knows no way to
// erase a line or a word: it follows the cursor, and has them erased character
// by character.
func (f *field) edit(key rune, line []rune) ([]rune, bool, error) {
	switch key {
	case killLine:
		f.keys.erase(len(line))
		f.keys.first(string(terminal.SpecialKeyEnd))
	case killWord:
		before := strings.TrimRight(string(line[:f.cursor]), " ")
		f.keys.erase(f.cursor - len([]rune(before[:strings.LastIndex(before, " ")+1])))
	case terminal.KeyBackspace, terminal.KeyDelete, terminal.KeyArrowLeft:
		f.cursor = max(0, f.cursor-1)
	case terminal.KeyArrowRight:
		f.cursor = min(len(line), f.cursor+1)
	case terminal.SpecialKeyHome:
		f.cursor = 0
	case terminal.SpecialKeyEnd:
		f.cursor = len(line)
	default:
		if !unicode.IsControl(key) && key != terminal.IgnoreKey {
			f.cursor++
		}
	}
	return line, false, nil
}

// Cleanup implements [survey.Prompt]: the question stays with its answer. How
// long a secret is stays hidden.
func (f *field) Cleanup(config *survey.PromptConfig, answer any) error {
	view := f.view(config)
	view.ShowAnswer = true
	typed, _ := answer.(string)
	if view.Answer = cmp.Or(Clean(typed), view.Default); f.question.Secret {
		view.Answer = strings.Repeat(string(config.HideCharacter), 8)
	}
	view.Message += f.survey.before(view.Message, view.Answer)
	return f.Render(fieldTemplate, view)
}

// configure puts the hint in the user's language where the templates take it
// from.
func (s *Survey) configure(q Question) survey.AskOpt {
	return func(options *survey.AskOptions) error {
		options.PromptConfig.SuggestInput = strings.Trim(s.hint(q), "[]")
		options.PromptConfig.ShowCursor = true
		return nil
	}
}

// matches narrows the list while a person types: by label, value or number.
func (q Question) matches(typed, _ string, i int) bool {
	typed = strings.ToLower(typed)
	return strings.Contains(strings.ToLower(q.Choices[i].Label), typed) ||
		strings.HasPrefix(strings.ToLower(q.Choices[i].Value), typed) || typed == strconv.Itoa(i+1)
}

// hint says beside a question how it is answered.
func (s *Survey) hint(q Question) string {
	words := s.Words.orEnglish()
	var hint []string
	if len(q.Choices) > 0 {
		hint = append(hint, words.Arrows)
	}
	if q.Help != "" {
		hint = append(hint, words.Help)
	}
	if hint == nil {
		return ""
	}
	return "[" + strings.Join(hint, ", ") + "]"
}
