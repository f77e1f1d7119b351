package prompt

import (
	"bytes"
	"io"
	"strings"

	"mailasset/internal/lazyregexp"
)

const (
	interrupt  = 0x03 // Ctrl-C
	endOfText  = 0x04 // Ctrl-D
	lineEnd    = 0x05 // Ctrl-E
	killLine   = 0x15 // Ctrl-U
	killWord   = 0x17 // Ctrl-W
	suspension = 0x1a // Ctrl-Z
	escape     = 0x1b
	del        = 0x7f

	askPosition = "\x1b[6n"
	pasteOn     = "\x1b[?2004h"
	pasteOff    = "\x1b[?2004l"
)

var (
	position = lazyregexp.New(`^\x1b\[\d+;\d+R$`)
	colour   = lazyregexp.New(`\x1b\[[0-9;]*m`)
)

// understood are the keys survey knows, and the other spellings of them.
var understood = map[string]string{
	"[A": "\x1b[A", "[B": "\x1b[B", "[C": "\x1b[C", "[D": "\x1b[D", "[H": "\x1b[H", "[F": "\x1b[F",
	"OA": "\x1b[A", "OB": "\x1b[B", "OC": "\x1b[C", "OD": "\x1b[D", "OH": "\x1b[H", "OF": "\x1b[F",
	"[1~": "\x1b[H", "[7~": "\x1b[H", "[4~": "\x1b[F", "[8~": "\x1b[F", "[3~": "\x1b[3~", "OM": "\r",
}

// keys stands between the terminal and survey and repairs what survey does with
// keys, seen or read in the source of v2.3.7: Ctrl-D took the default; Alt with a letter and Esc
// Esc ended the prompt with an error; Ctrl with an arrow typed "5C"; the marks
// of a paste typed "0~"; what was typed before a cursor report was mistaken for
// it or lost; Ctrl-U, Ctrl-W and Ctrl-Z did nothing.
type keys struct {
	in  io.Reader
	tty uintptr

	list    bool   // survey shows a list, not a field
	awaited int    // cursor reports survey has asked for
	arrived func() // called when one is here

	text    []byte // what survey will read as keys
	reports []byte // cursor reports, always handed over before text
	failed  error  // Ctrl-C while reports are awaited, Ctrl-D, Ctrl-Z in its turn, read errors

	sequence []byte // an escape sequence that has not ended
	alone    bool   // it was the last byte of a read: likely the Esc key
	pasting  bool
}

// Fd implements survey's terminal.FileReader.
func (k *keys) Fd() uintptr { return k.tty }

// Read gives survey one cursor report when it waits for one, else keys.
func (k *keys) Read(p []byte) (int, error) {
	var chunk [1024]byte
	for {
		queue := &k.text
		if k.awaited > 0 {
			queue = &k.reports
		}
		if queue == &k.text && len(k.text) > 0 && k.text[0] == suspension {
			k.failed = errSuspended
			return 0, k.failed
		}
		if len(*queue) > 0 {
			return k.take(p, queue), nil
		}
		if k.failed != nil {
			return 0, k.failed
		}
		n, err := k.in.Read(chunk[:])
		k.feed(chunk[:n])
		if err != nil {
			k.failed = err
		}
	}
}

func (k *keys) take(p []byte, queue *[]byte) int {
	give := *queue
	if queue == &k.reports {
		give = give[:bytes.IndexByte(give, 'R')+1]
		k.awaited--
	} else if at := bytes.IndexAny(give, apart); at >= 0 {
		give = give[:max(1, at)]
	}
	n := copy(p, give) // survey reads into 4096 bytes, a report fits
	*queue = (*queue)[n:]
	return n
}

func (k *keys) feed(chunk []byte) {
	if len(chunk) == 1 && chunk[0] == '\r' {
		k.pasting = false // Enter by hand: the end of a paste was lost
	}
	for _, b := range chunk {
		if k.alone && b != '[' {
			k.sequence = k.sequence[:0]
		}
		k.alone = false
		if len(k.sequence) == 0 || !k.continues(b) {
			k.key(b)
		}
	}
	k.alone = len(k.sequence) == 1
}

// key takes a byte that belongs to no escape sequence. Inside a paste a line
// break becomes a blank, as shells do: a person sees all that was pasted in one
// line and presses Enter, and the rest of it answers no other question.
func (k *keys) key(b byte) {
	switch {
	case b == escape:
		k.sequence = append(k.sequence[:0], b)
	case k.failed != nil: // only reports are of interest now
	case b == interrupt && k.awaited > 0:
		k.failed = ErrInterrupted // survey would not look at it before its report
	case b == endOfText && !k.pasting:
		k.failed = io.EOF
	case b == lineEnd && !k.pasting:
		k.text = append(k.text, understood["[F"]...)
	case b == killLine && k.list && !k.pasting: // the one of the two that a list knows
		k.text = append(k.text, killWord)
	case k.pasting && (b == '\r' || b == '\n' || b == '\t'):
		k.text = append(k.text, ' ')
	case k.pasting && b < ' ' && b != interrupt:
	default:
		k.text = append(k.text, b)
	}
}

// continues reports whether a byte belongs to the escape sequence that has
// begun, and acts on a sequence that it ends.
func (k *keys) continues(b byte) bool {
	second := len(k.sequence) == 1
	switch {
	case b == escape || b < ' ' || second && b >= 0x80: // a new key
		k.sequence = k.sequence[:0]
		return false
	case second && (b == '[' || b == 'O'), !second && k.sequence[1] == '[' && b < '@':
		k.sequence = append(k.sequence, b)
		return true
	case !second:
		k.act(string(append(k.sequence, b)))
	}
	k.sequence = k.sequence[:0] // Alt and a letter: dropped
	return true
}

func (k *keys) act(sequence string) {
	switch {
	case sequence == "\x1b[200~":
		k.pasting = true
	case sequence == "\x1b[201~":
		k.pasting = false
	case k.pasting:
	case position().MatchString(sequence):
		if k.awaited > 0 { // else it comes too late for anybody
			k.reports = append(k.reports, sequence...)
			k.arrived()
		}
	case k.failed == nil:
		k.text = append(k.text, understood[sequence[1:]]...)
	}
}

// pending reports whether a cursor report is still on its way.
func (k *keys) pending() bool { return k.awaited > bytes.Count(k.reports, []byte{'R'}) }

// first has survey read these keys next.
func (k *keys) first(typed string) { k.text = append([]byte(typed), k.text...) }

// erase has survey read so many backspaces next.
func (k *keys) erase(n int) { k.first(strings.Repeat(string(rune(del)), n)) }

// apart are the keys that survey reads one at a time: what they bring about comes
// before what was typed after them.
const apart = string(rune(killLine)) + string(rune(killWord)) + string(rune(suspension))

// screen stands between survey and the terminal: it sees when a cursor report
// is asked for, takes colours away and returns the carriage, which a raw
// terminal does not.
type screen struct {
	out     io.Writer
	tty     uintptr
	noColor bool
	asked   func()
}

// Fd implements survey's terminal.FileWriter.
func (s *screen) Fd() uintptr { return s.tty }

// Write implements [io.Writer].
func (s *screen) Write(p []byte) (int, error) {
	text := string(p)
	for range strings.Count(text, askPosition) {
		s.asked()
	}
	if s.noColor {
		text = colour().ReplaceAllString(text, "")
	}
	text = strings.ReplaceAll(text, "\n", "\r\n")
	if _, err := io.WriteString(s.out, text); err != nil {
		return 0, err
	}
	return len(p), nil
}
