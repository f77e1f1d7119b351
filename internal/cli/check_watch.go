package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailasset/internal/check"
	"mailasset/internal/msg"
)

// rhythm is how often --watch looks again, and how long. The pause grows by
// half each time: what takes minutes is not asked for every few seconds.
type rhythm struct{ first, most, bound time.Duration }

// usualRhythm spares Google; a lab need not be spared.
func usualRhythm(inLab bool) rhythm {
	const bound = 30 * time.Minute
	if inLab {
		return rhythm{250 * time.Millisecond, 5 * time.Second, bound}
	}
	return rhythm{5 * time.Second, time.Minute, bound}
}

// watching looks again until nothing waits: what holds is left alone, what
// cannot mend by waiting ends the watch of its asset. A *waitingError says that
// the bound was reached first.
func (o *checkOptions) watching(ctx context.Context, targets []*target) error {
	s := o.screen()
	defer s.clear()
	until := o.wizard.Now().Add(o.rhythm.bound)
	pause := o.rhythm.first
	for said := false; ; pause = min(pause+pause/2, o.rhythm.most) {
		waiting := o.waiting(targets)
		left := until.Sub(o.wizard.Now())
		switch {
		case waiting == nil:
			return nil
		case left <= 0:
			return &waitingError{waiting}
		case !said && !s.on:
			fmt.Fprintln(o.app.Err, msg.WatchBegins.In(o.app.lang, fewOf(waiting), msg.Span(o.rhythm.bound).In(o.app.lang)))
		}
		said = true
		if err := o.pause(ctx, s, fewOf(waiting), min(pause, left), until); err != nil {
			return err
		}
		o.again(ctx, s, targets)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// pause waits for the next look, and counts down where a line may be written
// over.
func (o *checkOptions) pause(ctx context.Context, s *screen, waiting string, d time.Duration, until time.Time) error {
	next := time.NewTimer(d)
	defer next.Stop()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	look := o.wizard.Now().Add(d)
	for {
		now := o.wizard.Now()
		s.show(msg.WatchLine.In(o.app.lang, waiting, clock(look.Sub(now)), clock(until.Sub(now))))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-next.C:
			return nil
		case <-tick.C:
		}
	}
}

// clock writes a length of time as minutes and seconds.
func clock(d time.Duration) string {
	seconds := int(max(d, 0).Round(time.Second).Seconds())
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// again looks once more at the targets that wait, and says what changed.
func (o *checkOptions) again(ctx context.Context, s *screen, targets []*target) {
	var open []*target
	before := map[*target][]check.Result{}
	for _, t := range targets {
		if waits(t) != nil {
			open = append(open, t)
			before[t] = t.results
		}
	}
	o.each(ctx, open, func(*target, int) {}, func(_ int, t *target) {
		if ctx.Err() != nil {
			return
		}
		for i, r := range t.results {
			if same(r, before[t][i]) || o.app.output != "text" {
				continue
			}
			s.clear()
			if o.several() {
				fmt.Fprintf(o.app.Out, "%s: ", t.name)
			}
			o.wizard.WriteResult(o.app.Out, r, t.about)
		}
	})
}

// same reports whether a check came to what it came to before.
func same(a, b check.Result) bool {
	errText := func(r check.Result) string {
		if r.Err == nil {
			return ""
		}
		return r.Err.Error()
	}
	return a.Status == b.Status && a.Summary.In(msg.English) == b.Summary.In(msg.English) && errText(a) == errText(b)
}

// standing are the results that are taken over into the next look.
func standing(results []check.Result) []check.Result {
	return slices.DeleteFunc(slices.Clone(results), func(r check.Result) bool { return !r.Settled() })
}

// waits lists the checks of a target that may mend by waiting; none where
// another cannot: then waiting brings nothing.
func waits(t *target) []string {
	var ids []string
	for _, r := range t.results {
		switch {
		case r.Waits():
			ids = append(ids, r.ID)
		case r.Status == check.Fail:
			return nil
		}
	}
	return ids
}

// waiting lists what is waited for.
func (o *checkOptions) waiting(targets []*target) []string {
	var all []string
	for _, t := range targets {
		ids := waits(t)
		if o.several() && ids != nil {
			ids = []string{t.name + " (" + strings.Join(ids, ", ") + ")"}
		}
		all = append(all, ids...)
	}
	return all
}
