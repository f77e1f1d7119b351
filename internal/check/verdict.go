package check

import (
	"slices"

	"mailasset/internal/msg"
)

// Verdict sums up results: the worst of them. A skip counts as nothing; but
// where nothing else is left, nothing was seen, and that is unknown: whoever
// reads only the verdict must not take it for a proof. It is pass where nobody
// wished for what was skipped (a check of something that is not configured).
func Verdict(results []Result) Status {
	verdict, seen := Pass, false
	for _, r := range results {
		if rank[r.Status] > rank[verdict] {
			verdict = r.Status
		}
		seen = seen || r.Status != Skip || r.unwished
	}
	if !seen {
		return Unknown
	}
	return verdict
}

// NothingSeen reports whether no check came to a result of its own.
func NothingSeen(results []Result) bool {
	return !slices.ContainsFunc(results, func(r Result) bool { return r.Status != Skip })
}

// Untried lists the checks that lacked a value: nothing speaks against what they
// would have proven, and nothing for it.
func Untried(results []Result) []string {
	var ids []string
	for _, r := range results {
		if r.lacks {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

var rank = map[Status]int{Skip: 0, Pass: 1, Warn: 2, Unknown: 3, Fail: 4}

// passed, lacking, unwished, groundGone and found make the usual results.
func passed(summary msg.Line, facts map[string]any) Result {
	return Result{Status: Pass, Summary: summary, Facts: facts}
}

func lacking(value string) Result {
	return Result{Status: Skip, Summary: msg.CheckLacks.Line(value), lacks: true}
}

// unstored is the skip of a check about what no configuration holds: it is
// missing in none.
func unstored(value string) Result {
	return Result{Status: Skip, Summary: msg.CheckLacks.Line(value)}
}

// unwished is the skip of a check about something that nobody configured: it
// does not count.
func unwished(summary msg.Line) Result {
	return Result{Status: Skip, Summary: summary, unwished: true}
}

func groundGone(id string) Result {
	return Result{Status: Skip, Summary: msg.CheckGroundGone.Line(id), groundless: true}
}

func found(status Status, summary msg.Line, err error) Result {
	return Result{Status: status, Summary: summary, Err: err}
}
