package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/wizard"
)

// maxAssets is how many assets are checked at the same time.
const maxAssets = 8

// first checks all targets. With -o text, one asset's results are lines on
// stdout as soon as they are known; those of several are blocks, each written
// whole, in the order of the targets.
func (o *checkOptions) first(ctx context.Context, targets []*target) {
	s := o.screen()
	defer s.clear()
	if !o.several() {
		o.one(ctx, targets[0], s)
		return
	}
	o.each(ctx, targets, func(t *target, done int) {
		s.show(msg.CheckingMany.In(o.app.lang, done, len(targets)))
	}, func(i int, t *target) {
		if o.app.output != "text" || ctx.Err() != nil {
			return
		}
		s.clear()
		_, _ = o.app.Out.Write(o.block(t, i > 0))
	})
}

// one checks the only target.
func (o *checkOptions) one(ctx context.Context, t *target, s *screen) {
	ids := o.options().IDs()
	now := func(i int) {
		if i < len(ids) {
			s.show(msg.CheckingNow.In(o.app.lang, ids[i]))
		}
	}
	now(0)
	done, tell := 0, o.wizard.Results(o.app.Out, t.about)
	t.results = check.Run(ctx, o.world, t.subject, o.options(), func(r check.Result) {
		s.clear()
		if o.app.output == "text" {
			tell(r)
		}
		done++
		now(done)
	})
}

// each checks targets side by side, at most maxAssets at once. It tells when one
// is done, and hands each over in the order of the list once it and those
// before it are done.
func (o *checkOptions) each(ctx context.Context, targets []*target, told func(t *target, done int), inOrder func(i int, t *target)) {
	var mu sync.Mutex
	ready, next, done := make([]bool, len(targets)), 0, 0
	finished := func(i int) {
		mu.Lock()
		defer mu.Unlock()
		ready[i] = true
		done++
		for ; next < len(targets) && ready[next]; next++ {
			inOrder(next, targets[next])
		}
		told(targets[i], done)
	}
	slots := make(chan struct{}, maxAssets)
	var running sync.WaitGroup
	for i, t := range targets {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			if t.err == nil && ctx.Err() == nil {
				options := o.options()
				options.Standing = standing(t.results)
				t.results = check.Run(ctx, o.world, t.subject, options, func(check.Result) {})
			}
			finished(i)
		})
	}
	running.Wait()
}

// block is what is said about one of several assets.
func (o *checkOptions) block(t *target, apart bool) []byte {
	var b bytes.Buffer
	if apart {
		b.WriteByte('\n')
	}
	fmt.Fprintln(&b, t.name)
	if t.err != nil {
		o.writeUnread(&b, t)
		return b.Bytes()
	}
	tell := o.wizard.Results(&b, t.about)
	for _, r := range t.results {
		tell(r)
	}
	if !o.watch {
		fmt.Fprintln(&b, o.verdict(t))
	}
	return b.Bytes()
}

// writeUnread says why an asset could not be checked.
func (o *checkOptions) writeUnread(out io.Writer, t *target) {
	f := redacted(diagnose.Explain(t.err, t.about), t.known.Redact)
	wizard.WriteFinding(out, o.app.lang, o.app.width(), o.wizard.Marks.Fail, f)
}

// verdict sums up a target's results. Where less than the tier online ran, it
// speaks of what was checked only.
func (o *checkOptions) verdict(t *target) string {
	verdict := check.Verdict(t.results)
	switch {
	case check.NothingSeen(t.results) && verdict == check.Unknown:
		return msg.CheckNothingSeen.In(o.app.lang)
	case check.NothingSeen(t.results):
		return msg.CheckNothingWished.In(o.app.lang)
	}
	good := verdict == check.Pass || verdict == check.Warn
	if untried := check.Untried(t.results); untried != nil && good {
		return msg.CheckUntried.In(o.app.lang, strings.Join(untried, ", "))
	}
	if !good || len(t.results) >= len(check.Options{Tier: check.Online}.IDs()) {
		return msg.Verdict(string(verdict)).In(o.app.lang)
	}
	tried := 0
	for _, r := range t.results {
		if r.Status != check.Skip {
			tried++
		}
	}
	part := msg.CheckPartHolds
	if verdict == check.Warn {
		part = msg.CheckPartWarns
	}
	return part.In(o.app.lang, tried, len(check.IDs()))
}

// conclusion says what it all comes to, and whose side was seen.
func (o *checkOptions) conclusion(targets []*target, documents []checkDocument) {
	out := o.app.Out
	online := false
	for i, t := range targets {
		switch {
		case t.err != nil: // was said
		case !o.several():
			fmt.Fprintln(out, o.verdict(t))
		case o.watch:
			fmt.Fprintf(out, "%s: %s\n", t.name, o.verdict(t))
		}
		for _, c := range documents[i].Checks {
			online = online || c.Status == check.Pass && neededTier(c.ID) != check.Offline
		}
	}
	if online {
		if o.several() {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, msg.CheckOurSide.In(o.app.lang))
	}
}

// screen is the one line of the terminal that says what is going on and is
// written over. Where nothing may be, it says nothing.
type screen struct {
	out   io.Writer
	on    bool
	width int

	mu    sync.Mutex
	shown bool
}

func (o *checkOptions) screen() *screen {
	return &screen{out: o.app.Err, on: o.wizard.Redraw, width: o.wizard.Width}
}

func (s *screen) show(text string) {
	if !s.on {
		return
	}
	if utf8.RuneCountInString(text) >= s.width {
		text = string([]rune(text)[:max(s.width-2, 0)]) + "…"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.out, "\r\x1b[K", strings.TrimRight(text, " "))
	s.shown = true
}

// clear takes the line away.
func (s *screen) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown {
		fmt.Fprint(s.out, "\r\x1b[K")
		s.shown = false
	}
}
