//go:build !windows

// From the sheet into Webex Connect: what a person copies out of the one is all
// that the other needs.

package main

import (
	"encoding/json"
	"time"
	"fmt"
	"strings"
	"testing"

	"mailasset/internal/lab"
)

// TestPortalFilledFromTheSheet: a person without a robot sets an asset up, fills
// the form of Webex Connect with nothing but what the sheet's buttons copy, has
// Generate Token bring tokens, and check finds nothing to say.
func TestPortalFilledFromTheSheet(t *testing.T) {
	t0 := time.Now()
	portal := newChromium(t)
	t.Log("chromium", time.Since(t0))
	b := newBench(t, lab.Config{RedirectPorts: []int{testPort(t)}})
	b.env = append(b.env, "MAILASSET_KEYRING=off")
	setup := b.begin("setup", "acme", "--yes", "--no-input", "--no-browser")
	portal.visit(setup.says(authLine))
	portal.the("support@lab.test", "button").click()
	portal.consent()
	if code, _, said := setup.end(); code != 0 {
		t.Fatalf("setup: exit code %d; it said:\n%s", code, said)
	}

	t.Log("setup done", time.Since(t0))
	s := b.serveSheet()
	p := &paster{t: t, sheet: portal.tab(), form: portal}
	portal.mayCopy(s.origin())
	p.sheet.size(1440, 1000, false)
	p.form.size(1440, 1000, false)
	p.sheet.visit(s.address)
	p.sheet.until(`document.querySelectorAll(".copy").length > 0`)
	p.form.front()
	p.form.visit(b.lab.Endpoints().ConnectURL)
	p.form.the("Assets: Apps", "link").click()
	p.form.the("Configure New App", "DisclosureTriangle").click()
	p.form.the("Email", "link").click()
	p.form.the("Asset Name", "textbox")
	p.form.looksAt("portal-empty")
	for _, row := range p.rows() {
		p.do(row)
	}
	p.form.looksAt("portal-saved")
	if p.pasted != 12 || p.chosen != 2 || p.compared != 2 {
		t.Errorf("%d values were pasted, %d chosen and %d compared", p.pasted, p.chosen, p.compared)
	}
	t.Log("rows done", time.Since(t0))
	b.provesConnect()
	t.Log("check done", time.Since(t0))
	p.sheet.front()
	p.sheet.size(1440, 2600, false)
	p.sheet.picture("sheet-tall-1440.png")
	p.sheet.size(360, 4200, false)
	p.sheet.picture("sheet-tall-360.png")
	for _, complaint := range b.lab.Complaints() {
		t.Error("the lab complains: " + complaint)
	}
	p.form.mu.Lock()
	defer p.form.mu.Unlock()
	for _, problem := range p.form.problems {
		t.Error(problem)
	}
}

// consent goes on past the warning about an app that is not verified.
func (c *chromium) consent() {
	c.t.Helper()
	c.the("Advanced", "DisclosureTriangle").click()
	c.the("Go to Webex Mail (unsafe)", "button").click()
	c.the("Continue", "button").click()
}

// paster is a person with the sheet in one tab and the form in another.
type paster struct {
	t                        *testing.T
	sheet, form              *chromium
	pasted, chosen, compared int
}

// sheetRow is a row as it stands on the page.
type sheetRow struct{ ID, Label, Class string }

func (p *paster) rows() (rows []sheetRow) {
	p.t.Helper()
	doc := p.sheet.eval(`[...document.querySelectorAll(".row")].map(row => ({ id: row.dataset.id, label: row.dataset.label, class: row.className }))`)
	if err := json.Unmarshal([]byte(doc), &rows); err != nil || len(rows) == 0 {
		p.t.Fatalf("%v: %s", err, doc)
	}
	return rows
}

// do does what a row of the sheet says.
func (p *paster) do(row sheetRow) {
	p.t.Helper()
	defer func(t0 time.Time) { p.t.Logf("%s %v", row.ID, time.Since(t0)) }(time.Now())
	is := func(direction string) bool { return strings.HasPrefix(row.Class, "row "+direction) }
	switch {
	case is("given"):
		if copied, there := p.copied(row), p.form.the(row.Label, "status").value(); copied != there {
			p.t.Errorf("%s: the sheet has %q, the form %q", row.Label, copied, there)
		}
		p.compared++
	case is("typed"):
		p.typed(row)
	case is("tick"):
		p.form.front()
		box := p.form.the(row.Label, "checkbox")
		box.click()
		if box.js(`function () { return String(this.checked) }`) != "true" {
			p.t.Errorf("%s: not ticked", row.Label)
		}
	case is("filled"):
		p.t.Run(row.ID, func(t *testing.T) {
			if value := p.form.the(row.Label, "status").value(); value == "" {
				t.Error("not filled")
			}
		})
	case row.ID == "action.generate-token":
		p.form.looksAt("portal-filled")
		p.form.the(row.Label, "button").click()
		p.form.consent() // who signed in for setup still is
		p.form.until(`document.querySelector(".done")?.textContent.includes("press Save")`)
	case row.ID == "action.save":
		p.form.the(row.Label, "button").click()
		p.form.until(`document.querySelector(".done")?.textContent === "Saved."`)
	}
}

// copied presses the copy button of a row and reads the clipboard.
func (p *paster) copied(row sheetRow) string {
	p.t.Helper()
	p.sheet.front()
	p.sheet.eval(`document.getElementById("status").textContent = ""; navigator.clipboard.writeText("-")`)
	p.sheet.the("Copy "+row.Label, "button").click()
	p.sheet.until(`document.getElementById("status").textContent !== ""`)
	return p.sheet.clipboard()
}

// typed brings a value into the field of the same label.
func (p *paster) typed(row sheetRow) {
	p.t.Helper()
	value := p.copied(row)
	p.form.front()
	if lists := p.form.shown(row.Label, "combobox"); len(lists) == 1 {
		p.choose(row, lists[0], value)
		return
	}
	field := p.form.the(row.Label, "textbox")
	field.paste()
	if got := field.value(); got != value || value == "" || value == "-" {
		p.t.Errorf("%s: %q was pasted, and %q stands there", row.Label, value, got)
	}
	p.pasted++
}

// choose chooses what the sheet names. The fields of OAuth 2.0 are there from
// then on.
func (p *paster) choose(row sheetRow, list element, value string) {
	p.t.Helper()
	there := func() bool { return len(p.form.shown("Client ID", "textbox")) == 1 }
	before := there()
	list.choose(value)
	if oauth := row.ID == "authentication.type"; oauth && (before || !there()) {
		p.t.Errorf("the fields of OAuth 2.0 are there before the choice: %v; after it: %v", before, there())
	}
	p.chosen++
}

// provesConnect runs check and holds it to everything but what a person has not
// configured.
func (b *bench) provesConnect() {
	b.t.Helper()
	code, out, said := b.run("check", "acme", "-o", "json")
	var found struct {
		Verdict string
		Checks  []struct{ ID, Status, Summary string }
	}
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != 0 || found.Verdict != "pass" {
		b.t.Errorf("check: exit code %d, verdict %q, %v; it said:\n%s%s", code, found.Verdict, err, out, said)
	}
	status := map[string]string{}
	for _, c := range found.Checks {
		status[c.ID] = c.Status
	}
	for _, id := range []string{"connect.asset", "forwarding.active", "token.refresh", "smtp.login"} {
		if status[id] != "pass" {
			b.t.Errorf("%s is %q in %+v", id, status[id], found.Checks)
		}
	}
}

// looksAt holds the page at two widths.
func (c *chromium) looksAt(name string) {
	c.t.Helper()
	for _, width := range []int{360, 1440} {
		c.size(width, 2300, false)
		if c.eval(`document.documentElement.scrollWidth <= innerWidth`) != "true" {
			c.t.Errorf("%s: at %d px the page is wider than the window", name, width)
		}
		c.picture(fmt.Sprintf("%s-%d.png", name, width))
	}
}
