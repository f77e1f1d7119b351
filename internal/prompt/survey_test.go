//go:build unix

package prompt

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	down, up, enter, left = "\x1b[B", "\x1b[A", "\r", "\x1b[D"
	ctrlC, ctrlD          = "\x03", "\x04"
)

var errTooShort = errors.New("at least three letters")

func atLeastThree(s string) error {
	if len(s) < 3 {
		return errTooShort
	}
	return nil
}

var (
	userType = Question{ID: "google.user_type", Text: "Who may sign in?", Help: "Internal needs Workspace.", Default: "external", Choices: []Choice{
		{"internal", "Only my organisation"}, {"external", "Anybody"}, {"both", "First one, then the other"}}}
	mailbox = Question{ID: "asset.email", Text: "Mailbox", Help: "The address people write to.", Default: "support@example.com", Check: atLeastThree}
	token   = Question{ID: "connect.token", Text: "Token", Secret: true, Check: atLeastThree}
)

func TestSurvey(t *testing.T) {
	plain := userType
	plain.Default = ""
	afresh := mailbox
	afresh.Afresh = true
	for name, test := range map[string]struct {
		question Question
		script   []string // seen, typed, seen, typed...
		want     string
		err      error
	}{
		"enter takes the default choice":    {userType, []string{"other", enter}, "external", nil},
		"without a default the first":       {plain, []string{"other", enter}, "internal", nil},
		"arrow keys walk the list":          {plain, []string{"other", down + enter}, "external", nil},
		"arrow keys of the other mode":      {plain, []string{"other", "\x1bOB\x1bOB\x1bOM"}, "both", nil},
		"typing narrows by label":           {plain, []string{"other", "any", "any", enter}, "external", nil},
		"typing narrows by value":           {plain, []string{"other", "ext", "ext", enter}, "external", nil},
		"typing narrows by number":          {plain, []string{"other", "3", "3", enter}, "both", nil},
		"help in a list":                    {userType, []string{"other", "?", "needs Workspace", enter}, "external", nil},
		"text":                              {mailbox, []string{"Mailbox", "desk@example.com" + enter}, "desk@example.com", nil},
		"enter takes the default text":      {mailbox, []string{"(support@example.com)", enter}, "support@example.com", nil},
		"help at a text":                    {mailbox, []string{"Mailbox", "?" + enter, "people write to", "desk" + enter}, "desk", nil},
		"editing in the middle":             {mailbox, []string{"Mailbox", "dsk" + left + left + "e" + enter}, "desk", nil},
		"refused text is there to correct":  {mailbox, []string{"Mailbox", "de" + enter, "three letters", "", "de", "sk" + enter}, "desk", nil},
		"refused text is gone afresh":       {afresh, []string{"Mailbox", "de" + enter, "three letters", "", "Mailbox", "desk" + enter}, "desk", nil},
		"Ctrl-U clears the line":            {mailbox, []string{"Mailbox", "wrong" + left + left + "\x15desk" + enter}, "desk", nil},
		"Ctrl-U takes a refused text away":  {mailbox, []string{"Mailbox", "de" + enter, "three letters", "", "de", "\x15other" + enter}, "other", nil},
		"Ctrl-U and Enter: the default":     {mailbox, []string{"Mailbox", "wrong\x15" + enter}, "support@example.com", nil},
		"Ctrl-U in a secret":                {token, []string{"Token", "wrong\x15hunter2" + enter}, "hunter2", nil},
		"Ctrl-U in a list":                  {userType, []string{"other", "both\x15" + down + enter}, "external", nil},
		"Ctrl-W takes the last word":        {mailbox, []string{"Mailbox", "one two  \x17\x17\x17\x17desk" + enter}, "desk", nil},
		"Ctrl-W takes the word before":      {mailbox, []string{"Mailbox", "one two three" + "\x1b[H\x06" + strings.Repeat("\x1b[C", 6) + "\x17" + enter}, "one  three", nil},
		"Ctrl-A and Ctrl-E":                 {mailbox, []string{"Mailbox", "es\x01d\x05k" + enter}, "desk", nil},
		"a paste with line breaks is seen":  {mailbox, []string{"Mailbox", "\x1b[200~desk\r\nand more\n\x1b[201~", "desk  and more", enter}, "desk  and more", nil},
		"keys that are none change nothing": {mailbox, []string{"Mailbox", "\x1b[1;5Cd\x1bxes\x1b\x1b", "des", "k" + enter}, "desk", nil},
		"an R typed before the report":      {mailbox, []string{"Mailbox", "RuSR" + enter}, "RuSR", nil},
		"secret":                            {token, []string{"Token", "hunter2" + enter}, "hunter2", nil},
		"Ctrl-C at a text":                  {mailbox, []string{"Mailbox", "de" + ctrlC}, "", ErrInterrupted},
		"Ctrl-C in a list":                  {userType, []string{"other", ctrlC}, "", ErrInterrupted},
		"Ctrl-D at a text takes no default": {mailbox, []string{"Mailbox", ctrlD}, "", ErrClosed},
		"Ctrl-D in a list takes no default": {userType, []string{"other", ctrlD}, "", ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulate(t, false)
			got, err := e.ask(&Survey{In: e.Tty(), Err: e.Tty()}, test.question, test.script...)
			if got != test.want || !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
				t.Errorf("got %q, %v; want %q, %v\nscreen %q", got, err, test.want, test.err, e.raw)
			}
			if strings.Contains(e.raw.String(), "hunter2") {
				t.Errorf("the secret is echoed: %q", e.raw)
			}
		})
	}
}

func TestSurveySpeaksTheUsersLanguage(t *testing.T) {
	e := emulate(t, false)
	s := &Survey{In: e.Tty(), Err: e.Tty(), NoColor: true,
		Explain: func(err error) string { return "dat is te kort" },
		Words:   Words{Arrows: "pijltjes om te kiezen", Help: "? voor uitleg"}}
	var kind, address string
	e.with(func() {
		e.sees("[pijltjes om te kiezen, ? voor uitleg]")
		e.types(enter)
		e.sees("[? voor uitleg]")
		e.types("de" + enter)
		e.sees("dat is te kort")
		e.sees("Mailbox")
		e.types("sk" + enter)
	}, func(ctx context.Context) {
		kind, _ = s.Ask(ctx, userType)
		address, _ = s.Ask(ctx, mailbox)
	})
	if kind != "external" || address != "desk" {
		t.Errorf("got %q, %q", kind, address)
	}
	for _, english := range []string{"Use arrows", "for help", "Sorry", "\x1b[0m", "\x1b[36m", "\x1b[0;36m"} {
		count(t, e.raw.String(), english, 0)
	}
}

func TestSurveyEndsWithTheContext(t *testing.T) {
	for _, test := range []struct {
		question Question
		echo     string
	}{{userType, "xy"}, {mailbox, "xy"}, {token, "**"}} {
		q := test.question
		t.Run(q.ID, func(t *testing.T) {
			e := emulate(t, false)
			ask, stop := context.WithCancel(t.Context())
			defer stop()
			e.with(func() {
				e.sees(q.Text)
				e.types("xy")
				e.sees(test.echo) // in the middle of typing
				stop()
			}, func(context.Context) {
				unchanged(t, e.Tty(), func() {
					if answer, err := (&Survey{In: e.Tty(), Err: e.Tty()}).Ask(ask, q); answer != "" || err != context.Canceled {
						t.Errorf("got %q, %v", answer, err)
					}
				})
			})
			count(t, e.raw.String(), pasteOff, 1)
		})
	}
}

func TestSurveyLeavesLaterInputAlone(t *testing.T) {
	e := emulate(t, false)
	ask, stop := context.WithCancel(t.Context())
	e.with(func() {
		e.sees("Mailbox")
		stop()
	}, func(ctx context.Context) {
		unchanged(t, e.Tty(), func() {
			if _, err := (&Survey{In: e.Tty(), Err: e.Tty()}).Ask(ask, mailbox); err != context.Canceled {
				t.Errorf("got %v", err)
			}
		})
		e.types("later\n")
		if line, err := LineReader(e.Tty())(ctx); line != "later" || err != nil {
			t.Errorf("got %q, %v", line, err)
		}
	})
}

func TestSurveyDropsWhatWasTypedBefore(t *testing.T) {
	e := emulate(t, false)
	echoed := make(chan struct{})
	e.with(func() {
		e.types("unseen\n")
		e.sees("unseen")
		close(echoed)
		e.sees("Mailbox")
		e.types("seen" + enter)
	}, func(ctx context.Context) {
		<-echoed
		if answer, err := (&Survey{In: e.Tty(), Err: e.Tty()}).Ask(ctx, mailbox); answer != "seen" || err != nil {
			t.Errorf("got %q, %v", answer, err)
		}
	})
}

// On a bare pseudo-terminal survey alone waits for ever.
func TestSurveyTurnsIntoLinesWithoutACursorReport(t *testing.T) {
	e := emulate(t, true)
	s := &Survey{In: e.Tty(), Err: e.Tty(), wait: 10 * time.Millisecond}
	var first, second string
	e.with(func() {
		e.sees("[support@example.com] > ")
		e.types("desk\n")
		e.sees("> ")
		e.types("2\n")
	}, func(ctx context.Context) {
		unchanged(t, e.Tty(), func() { first, _ = s.Ask(ctx, mailbox) })
		second, _ = s.Ask(ctx, userType)
	})
	if first != "desk" || second != "external" {
		t.Errorf("got %q, %q", first, second)
	}
}

func TestSurveyIsInterruptedWhileItWaitsForTheCursor(t *testing.T) {
	e := emulate(t, true)
	_, err := e.ask(&Survey{In: e.Tty(), Err: e.Tty(), wait: bound}, mailbox, "\x1b[6n", "x"+ctrlC, "\x1b[6n", "\x1b[24;80R\x1b[1;9R")
	if err != ErrInterrupted {
		t.Errorf("got %v", err)
	}
}

func TestSurveyAsksAgainWhenACheckRefusesAChoice(t *testing.T) {
	e := emulate(t, false)
	q := userType
	q.Check = func(value string) error {
		if value == "both" {
			return errTooShort
		}
		return nil
	}
	got, err := e.ask(&Survey{In: e.Tty(), Err: e.Tty()}, q, "other", down+enter, "three letters", "", "other", up+enter)
	if got != "external" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// Survey's own Input erases the line above when an answer wraps.
func TestSurveyLeavesWhatStandsAbove(t *testing.T) {
	for _, q := range []Question{mailbox, token} {
		e := emulate(t, false)
		long := strings.Repeat("long ", 40) + "end"
		var answer string
		e.with(func() {
			e.sees("above")
			e.sees(q.Text)
			e.types(long)
			if !q.Secret {
				e.sees("end")
			}
			e.types("\x1b[Hx\x1b[F\x15" + long + "\x1b[Hx\x1b[F" + enter)
		}, func(ctx context.Context) {
			_, _ = e.Tty().WriteString("above\n")
			answer, _ = (&Survey{In: e.Tty(), Err: e.Tty()}).Ask(ctx, q)
			_, _ = e.Tty().WriteString("below\n")
		})
		if answer != "x"+long {
			t.Errorf("got %q", answer)
		}
		var lines []string
		for line := range strings.Lines(e.vt.String()) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		want := map[string]int{mailbox.ID: 5, token.ID: 3}[q.ID]
		if len(lines) != want || lines[0] != "above" || !strings.HasPrefix(lines[1], "? "+q.Text) || lines[want-1] != "below" {
			t.Errorf("the screen shows %q", lines)
		}
	}
}

// What is asked, offered, refused and answered is broken between words, and what
// stands above and below stays.
func TestSurveyBreaksNoWord(t *testing.T) {
	fit := func(text, indent string) string { // as msg.Wrap does, for the 80 columns of the emulation
		var out []string
		line := ""
		for word := range strings.FieldsSeq(text) {
			if line != "" && len(line)+1+len(word) > 79-len(indent) {
				out, line = append(out, line), word
			} else {
				line = strings.TrimPrefix(line+" "+word, " ")
			}
		}
		return strings.Join(append(out, line), "\n"+indent)
	}
	address := "a1b2c3d4e5f6@mail-us.imiconnect.io"
	field := Question{
		ID: "asset.forwarding_address", Text: "Forwarding Address, copied from the form (Enter: later)", Help: "It ends so.", Default: address,
		Check: func(string) error { return nil },
	}
	long := Question{
		ID: "asset.email", Text: strings.Repeat("Which mailbox do customers write to? ", 4), Help: strings.Repeat("It has an address. ", 6), Default: address,
		Check: func(answer string) error {
			if answer == "x" {
				return errors.New(strings.Repeat("refused because of this. ", 5))
			}
			return nil
		},
	}
	list := Question{ID: "google.user_type", Text: "Who?", Choices: []Choice{
		{"internal", strings.Repeat("only accounts of your organisation ", 4)}, {"external", strings.Repeat("any Google account may sign in ", 4)}}}
	for _, c := range []struct {
		question Question
		script   []string
		want     string
	}{
		{field, []string{"imiconnect.io", enter}, address},
		{field, []string{"imiconnect.io", "someone.else@example.com" + enter}, "someone.else@example.com"},
		{long, []string{"imiconnect.io)", "?" + enter, "address.", "x" + enter, "because of this.", "", "x", "\x15" + enter}, address},
		{list, []string{"may sign in", down, "may sign in", up, "may sign in", down + enter}, "external"},
	} {
		e := emulate(t, false)
		var got string
		e.with(func() { e.sees("above"); e.follows(c.script...) }, func(ctx context.Context) {
			_, _ = e.Tty().WriteString("above\n")
			got, _ = (&Survey{In: e.Tty(), Err: e.Tty(), Fit: fit}).Ask(ctx, c.question)
			_, _ = e.Tty().WriteString("below\n")
		})
		if got != c.want {
			t.Errorf("%s: got %q", c.question.ID, got)
		}
		screen := e.vt.String()
		words := strings.Fields(c.question.Text + " " + c.question.Help + " above below refused because of this. Who? organisation")
		for line := range strings.Lines(screen) {
			line = strings.TrimRight(line, " \n")
			for _, word := range strings.Fields(line)[:min(1, len(strings.Fields(line)))] {
				if !strings.Contains("? > ( [", word[:1]) && !slices.Contains(words, word) && word != c.want && !strings.Contains(strings.Join(labels(c.question), " "), " "+word+" ") {
					t.Errorf("%s: a line begins with %q:\n%s", c.question.ID, word, screen)
				}
			}
		}
		if !strings.HasPrefix(screen, "above") || strings.Count(screen, "below") != 1 {
			t.Errorf("%s: the screen shows\n%s", c.question.ID, screen)
		}
	}
}

func labels(q Question) []string {
	all := []string{""}
	for _, c := range q.Choices {
		all = append(all, c.Label)
	}
	return append(all, "")
}
