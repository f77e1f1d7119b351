package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/session"
)

// page writes report.md, in the customer's language.
type page struct {
	strings.Builder
	Source
	hide *mask
}

// markdown is the readable top of the bundle: the first broken link first, then
// all of them, then what surrounds them.
func (s Source) markdown(hide *mask) string {
	p := &page{Source: s, hide: hide}
	p.head()
	p.links()
	p.findings()
	p.steps()
	p.seen()
	p.timeline()
	p.network()
	p.files()
	return p.String()
}

func (p *page) say(t msg.Text, args ...any) string { return t.In(p.Lang, args...) }

func (p *page) title(t msg.Text) { fmt.Fprintf(p, "\n## %s\n\n", p.say(t)) }

func (p *page) head() {
	name := ""
	if p.Config != nil {
		name = p.Config.Asset.Name
	}
	fmt.Fprintf(p, "# %s\n\n", p.say(msg.ReportTitle, p.cell(name)))
	results := make([]check.Result, len(p.Checked))
	for i, c := range p.Checked {
		results[i] = c.Result
	}
	fmt.Fprintf(p, "- %s\n", p.say(msg.ReportMade, msg.Moment(p.Now).In(p.Lang)))
	fmt.Fprintf(p, "- %s\n", p.say(msg.ReportVerdict, string(check.Verdict(results))))
	if first := p.first(); first != nil {
		fmt.Fprintf(p, "- %s\n", p.say(msg.ReportFirst, first.Result.ID, first.code()))
	} else {
		fmt.Fprintf(p, "- %s\n", p.say(msg.ReportNoneBroken))
	}
	fmt.Fprintf(p, "- %s\n", p.say(msg.ReportSecrets))
	if !p.WithAddresses {
		fmt.Fprintf(p, "- %s\n", p.say(msg.ReportAddresses))
	}
}

// first is the check to begin with: the first that failed, else the first that
// found anything.
func (p *page) first() *Checked {
	for _, wanted := range []func(Checked) bool{func(c Checked) bool { return c.Result.Status == check.Fail }, found} {
		if i := slices.IndexFunc(p.Checked, wanted); i >= 0 {
			return &p.Checked[i]
		}
	}
	return nil
}

func (c Checked) code() string {
	if c.Finding.Code == "" {
		return "-"
	}
	return c.Finding.Code
}

func (p *page) links() {
	p.title(msg.ReportLinks)
	fmt.Fprintf(p, "| %s | %s | %s | %s |\n|---|---|---|---|\n", p.say(msg.ReportCheck), p.say(msg.ReportStatus), p.say(msg.ReportCode), p.say(msg.ReportSummary))
	for _, c := range p.Checked {
		fmt.Fprintf(p, "| %s | %s | %s | %s |\n", c.Result.ID, c.Result.Status, c.code(), p.cell(c.Result.Summary.In(p.Lang)))
	}
}

// cell keeps a text of somebody's inside its cell: nothing in it is Markdown
// or HTML any more, and nothing confidential is left.
func (p *page) cell(text string) string { return literal().Replace(p.hide.text(text)) }

func literal() *strings.Replacer {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "[", `\[`, "]", `\]`, "!", `\!`, "`", "\\`")
}

// prose does so to a text of the catalog, which sets commands in backticks and
// may repeat what a server said: no link, no picture and no HTML comes of it.
func (p *page) prose(text string) string {
	return strings.NewReplacer("<", "&lt;", "](", `]\(`, "][", `]\[`, "]:", `]\:`, "![", `\!\[`).Replace(p.hide.text(text))
}

func (p *page) findings() {
	for _, c := range p.Checked {
		if !found(c) || c.Finding.Summary == "" {
			continue
		}
		fmt.Fprintf(p, "\n### %s: %s\n\n%s\n", c.Result.ID, c.code(), p.prose(c.Finding.Cause))
		for i, step := range c.Finding.Fix {
			fmt.Fprintf(p, "\n%d. %s", i+1, p.prose(step))
		}
		if c.Finding.Fix != nil {
			fmt.Fprintln(p)
		}
		if who := msg.Who(c.Finding.Who).In(p.Lang); who != "" {
			fmt.Fprintf(p, "\n%s: %s\n", p.say(msg.FindingWho), who)
		}
	}
}

func (p *page) steps() {
	if p.Session == nil {
		return
	}
	p.title(msg.ReportSteps)
	for _, name := range p.Steps {
		r, recorded := p.Session.Steps[name]
		switch {
		case !recorded:
			fmt.Fprintf(p, "- %s: %s\n", name, p.say(msg.ReportUnrecorded))
		case r.How == session.Observed:
			fmt.Fprintf(p, "- %s: %s (%s)\n", name, p.say(msg.ReportObserved), stamp(r.At))
		default:
			fmt.Fprintf(p, "- %s: %s (%s)\n", name, p.say(msg.ReportStated), stamp(r.At))
		}
	}
}

func (p *page) seen() {
	if p.Session == nil || len(p.Session.Seen) == 0 {
		return
	}
	p.title(msg.ReportSeen)
	for _, s := range p.Session.Seen {
		text := p.cell(cmp.Or(s.Text, p.say(msg.ReportSeenNothing)))
		if isCode(s.Text) {
			text = "`" + s.Text + "`"
		}
		fmt.Fprintf(p, "- %s, %s: %s\n", s.Step, stamp(s.At), text)
	}
}

func (p *page) timeline() {
	events := p.events()
	slices.Sort(events) // they begin with their time
	p.title(msg.ReportTimeline)
	for _, e := range events {
		fmt.Fprintf(p, "- %s\n", e)
	}
}

// events are the lines of the timeline.
func (p *page) events() []string {
	var all []string
	add := func(at time.Time, text string) {
		if !at.IsZero() {
			all = append(all, stamp(at)+" "+p.cell(text))
		}
	}
	if s := p.Session; s != nil {
		for name, r := range s.Steps {
			add(r.At, p.say(msg.ReportStepDone, name, string(r.How)))
		}
		for _, m := range s.Mints {
			add(m.First, p.say(msg.ReportFirstMint))
			if m.Count > 1 {
				add(m.Last, p.say(msg.ReportLastMint, m.Count))
			}
		}
		for _, seen := range s.Seen {
			what := seen.Text
			if !isCode(what) { // the words of a person stand above
				what = p.say(msg.ReportSawDifferent)
			}
			add(seen.At, p.say(msg.ReportMet, seen.Step, what))
		}
		if s.Generated != nil {
			add(*s.Generated, "Generate Token")
		}
		for _, c := range s.ConnectCalls {
			add(c.At, p.say(msg.ReportPushed, c.Outcome, c.TransID, c.TrackingID))
		}
	}
	if c := p.Config; c != nil && c.Tokens != nil {
		add(c.Tokens.IssuedAt, p.say(msg.ReportTokensIssued))
		add(c.Tokens.ExpiresAt, p.say(msg.ReportAccessEnds))
		if ends := c.Tokens.RefreshTokenExpiresAt; ends != nil {
			add(*ends, p.say(msg.ReportRefreshEnds))
		}
	}
	add(p.Now, p.say(msg.ReportThis))
	return all
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func (p *page) network() {
	p.title(msg.ReportNetwork)
	if len(p.Surroundings.Proxy) == 0 {
		fmt.Fprintf(p, "- %s\n", p.say(msg.ReportNoProxy))
	}
	for _, h := range p.Surroundings.Hosts {
		fmt.Fprintf(p, "- %s: %s", h.Name, p.cell(cmp.Or(h.DNSError, strings.Join(h.Addresses, ", "))))
		proxy := p.Surroundings.Proxy[h.Name]
		if proxy != "" {
			fmt.Fprintf(p, "; %s", p.say(msg.ReportThrough, p.cell(proxy)))
		}
		switch {
		case h.TLSError != "" && (h.DNSError == "" || proxy != ""): // else DNS has said it
			fmt.Fprintf(p, "; %s", p.say(msg.ReportNoTLS, p.cell(h.TLSError)))
		case len(h.Issuers) > 0:
			fmt.Fprintf(p, "; %s", p.say(msg.ReportIssuer, p.cell(h.Issuers[0])))
		}
		fmt.Fprintln(p)
	}
}

func (p *page) files() {
	p.title(msg.ReportFiles)
	for _, f := range []struct {
		name string
		text msg.Text
	}{
		{fileChecks, msg.ReportFileChecks}, {fileConfiguration, msg.ReportFileConfiguration}, {fileSession, msg.ReportFileSession},
		{fileSurroundings, msg.ReportFileSurroundings}, {fileLab, msg.ReportFileLab},
	} {
		fmt.Fprintf(p, "- `%s`: %s\n", f.name, p.say(f.text))
	}
}
