package sheet

import (
	"cmp"
	"context"
	"sync"
	"time"

	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
)

// runTime bounds one run of all checks; each request in it has its own bound.
const runTime = 5 * time.Minute

// mostPause bounds the pause between two looks at what is open.
const mostPause = 2 * time.Minute

// live is the state of the checks, which run beside the page.
type live struct {
	ctx   context.Context
	page  Page
	group sync.WaitGroup

	mu     sync.Mutex
	going  bool
	begun  bool
	found  map[string]checked
	stands []check.Result // of the last run: what is not looked at again
	open   bool           // something in it is
	pause  time.Duration  // before the next look at what is open
	ended  time.Time      // of the last run
}

// checked is one check as the page shows it.
type checked struct {
	ID, Status, Word, Summary string
	Finding                   *diagnose.Finding // nil: nothing was found
	Who                       string
}

func newLive(ctx context.Context, p Page) *live {
	return &live{ctx: ctx, page: p, found: map[string]checked{}, pause: p.Pause}
}

// run begins a run of all checks, unless one is going on or the page is ending.
func (l *live) run() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.going || l.ctx.Err() != nil {
		return
	}
	clear(l.found)
	l.begin(nil)
}

// begin begins a run; what stands is not looked at again.
func (l *live) begin(standing []check.Result) {
	l.going, l.begun, l.open, l.stands = true, true, false, nil
	l.group.Go(func() {
		ctx, cancel := context.WithTimeout(l.ctx, runTime)
		defer cancel()
		l.page.Checks(ctx, standing, l.report)
		l.mu.Lock()
		l.going, l.ended = false, time.Now()
		l.mu.Unlock()
	})
}

// again looks once more at what is open, if something is and the pause is over:
// the person at the page is mending it. The pause grows by half each time.
func (l *live) again() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.going || l.ctx.Err() != nil || !l.open || time.Since(l.ended) < l.pause {
		return
	}
	l.pause = min(l.pause+l.pause/2, mostPause)
	l.begin(l.stands)
}

// used ends a long pause: somebody did something.
func (l *live) used() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pause = l.page.Pause
}

// first begins the run that belongs to opening the page.
func (l *live) first() {
	l.mu.Lock()
	begun := l.begun
	l.mu.Unlock()
	if !begun {
		l.run()
	}
}

func (l *live) wait() { l.group.Wait() }

func (l *live) report(r check.Result) {
	if l.ctx.Err() != nil {
		return
	}
	s, redact := l.page.Sheet, l.page.Redact
	c := checked{ID: r.ID, Status: string(r.Status), Word: s.say(msg.SheetStatus(string(r.Status))), Summary: redact(r.Summary.In(s.Lang))}
	if r.Err != nil {
		f := diagnose.Explain(r.Err, s.about)
		f.Summary, f.Cause, f.Link = redact(f.Summary), redact(f.Cause), redact(f.Link)
		for i, step := range f.Fix {
			f.Fix[i] = redact(step)
		}
		c.Finding, c.Who = &f, msg.Who(f.Who).In(s.Lang)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.found[r.ID] = c
	l.open = l.open || r.Open()
	if r.Settled() {
		l.stands = append(l.stands, r)
	}
}

// state lists all checks, those that are not known yet as pending, and reports
// whether a run is going on.
func (l *live) state() (all []checked, going bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range l.page.IDs {
		c := l.found[id]
		c.ID, c.Status = id, cmp.Or(c.Status, "pending")
		c.Word = cmp.Or(c.Word, l.page.Sheet.say(msg.SheetPending))
		all = append(all, c)
	}
	return all, l.going
}
