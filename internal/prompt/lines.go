package prompt

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// Lines asks in numbered lines and redraws nothing: for --plain, screen
// readers, serial lines and TERM=dumb. Ctrl-C at its prompt is a signal to the
// process, so it arrives as the end of the context.
type Lines struct {
	In      *os.File           // a terminal
	Err     io.Writer          // questions go here
	Explain func(error) string // turns the error of a Check into words; nil: its text
	Words   Words
	// TypeAhead keeps what was typed before the question appeared, for a terminal
	// that a script feeds. Otherwise it is dropped: the second line of a paste
	// must not answer the next question unseen.
	TypeAhead bool
}

// Ask implements [Asker].
func (l Lines) Ask(ctx context.Context, q Question) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	l.drop()
	text := l.text(q)
	for {
		typed, err := l.read(ctx, q, text)
		if err != nil {
			l.say("")
			return "", err
		}
		if q.Help != "" && Clean(typed) == "?" {
			l.drop()
			text = q.Help + "\n"
			continue
		}
		answer, err := q.accept(typed)
		if err == nil {
			return answer, nil
		}
		l.drop()
		text = reason(err, l.Explain, l.Words) + "\n"
	}
}

// drop is called before something is shown, not just before the prompt: a
// person may answer as soon as there is something to read.
func (l Lines) drop() {
	if !l.TypeAhead {
		discard(l.In)
	}
}

// say writes a line. Nothing can be done where stderr does not take it.
func (l Lines) say(line string) { _, _ = fmt.Fprintln(l.Err, line) }

// text is the question with its choices.
func (l Lines) text(q Question) string {
	words := l.Words.orEnglish()
	var b strings.Builder
	b.WriteString(q.Text)
	if q.Help != "" {
		b.WriteString(" (" + words.Help + ")")
	}
	b.WriteByte('\n')
	for i, c := range q.Choices {
		fmt.Fprintf(&b, "  %d  %s\n", i+1, c.Label)
	}
	if len(q.Choices) > 0 {
		b.WriteString(words.Choose + "\n")
	}
	return b.String()
}

// prompt is the last line before the cursor.
func (q Question) prompt() string {
	shown := q.Default
	if i := q.index(q.Default); i >= 0 {
		shown = q.Choices[i].Label
	}
	if shown == "" || q.Secret {
		return "> "
	}
	return "[" + shown + "] > "
}

// read shows the text and returns what is typed. After the program was stopped the
// question is shown again; what was typed for it since then is not dropped.
func (l Lines) read(ctx context.Context, q Question, text string) (string, error) {
	once := l.readLine
	if q.Secret {
		once = l.readSecret
	}
	defer continues.tell()
	for {
		typed, err := once(ctx, text+q.prompt())
		switch err {
		case errSuspended:
			l.say("")
			suspend()
		case ErrContinued:
		default:
			return typed, err
		}
		text = l.text(q)
	}
}

func (l Lines) readLine(ctx context.Context, text string) (string, error) {
	count := continues.now()
	_, _ = io.WriteString(l.Err, text)
	return readLine(ctx, l.In, count)
}

// readSecret reads in raw mode, where nothing is echoed. term.ReadPassword
// would do, but nothing can end its waiting. The text appears only when echo is
// off: what is typed or pasted at the sight of it must not be seen either.
func (l Lines) readSecret(ctx context.Context, text string) (string, error) {
	before, count, err := makeRaw(l.In)
	if err != nil {
		return "", terminalError("turn echo off", err)
	}
	_, _ = io.WriteString(l.Err, strings.ReplaceAll(text, "\n", "\r\n"))
	var line []byte
	err = untilContinued(ctx, l.In, count, func(r io.Reader) (err error) {
		line, err = untilReturn(r)
		return err
	})
	restored := term.Restore(int(l.In.Fd()), before)
	if err != nil {
		return "", err
	}
	l.say("")
	if restored != nil {
		return "", terminalError("turn echo on", restored)
	}
	return string(line), nil
}

// untilReturn does in raw mode what the terminal does otherwise.
func untilReturn(r io.Reader) ([]byte, error) {
	const backspace = 0x08
	var line []byte
	var b [1]byte
	for {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return nil, readError(err)
		}
		switch b[0] {
		case '\r', '\n':
			return line, nil
		case interrupt:
			return nil, ErrInterrupted
		case endOfText:
			return nil, ErrClosed
		case suspension:
			return nil, errSuspended
		case killLine:
			line = nil
		case backspace, del:
			_, size := utf8.DecodeLastRune(line)
			line = line[:len(line)-size]
		default:
			line = append(line, b[0])
		}
	}
}
