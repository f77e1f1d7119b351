//go:build !windows

// From the sheet into Webex Connect: what a person copies out of the one is all
// that the other needs.

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/lab"
)

// TestPortalFilledFromTheSheet: a person without a robot sets an asset up, fills
// the form of Webex Connect with nothing but what the sheet's buttons copy, has
// Generate Token bring tokens, and check finds nothing to say.
func TestPortalFilledFromTheSheet(t *testing.T) {
	t.Parallel()
	portal := newChromium(t)
	b := newBench(t, lab.Config{RedirectPorts: []int{testPort(t)}})
	b.env = append(b.env, "MAILASSET_KEYRING=off")
	setup := b.begin("setup", "acme", "--yes", "--no-input", "--no-browser")
	portal.visit(setup.says(authLine))
	portal.the("support@lab.test", "button").click()
	portal.consent()
	if code, _, said := setup.end(); code != 0 {
		t.Fatalf("setup: exit code %d; it said:\n%s", code, said)
	}

	s := b.serveSheet()
	p := &paster{t: t, sheet: portal.tab(), form: portal}
	portal.mayCopy(s.origin())
	p.sheet.size(1440, 1000, false)
	p.sheet.visit(s.address)
	address := p.sheet.the("Open Webex Connect", "link").js(`function () { return this.href }`)
	p.form.front()
	p.form.visit(address)
	p.form.the("Assets", "link").click()
	p.form.the("Configure New App", "DisclosureTriangle").click()
	p.form.the("Email", "link").click()
	p.form.the("Asset Name", "textbox")
	for _, row := range p.rows() {
		p.do(row)
	}
	if p.pasted != 11 || p.chosen != 2 || p.compared != 2 || p.filled != 3 {
		t.Errorf("%d values were pasted, %d chosen, %d compared, and %d filled in by Webex Connect", p.pasted, p.chosen, p.compared, p.filled)
	}
	p.sheet.front()
	p.sheet.until(`document.getElementById("running").hidden`)
	p.sheet.the("Check again", "button").click()
	p.sheet.until(`[...document.querySelectorAll(".check.pass code")].some(id => id.textContent === "connect.asset")`)
	p.sheet.picture("portal-sheet.png")
	b.provesConnect()

	for _, complaint := range b.lab.Complaints() {
		t.Error("the lab complains: " + complaint)
	}
	portal.mu.Lock()
	defer portal.mu.Unlock()
	for _, problem := range portal.problems {
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

// paster is a person with the sheet in one tab and the form in another, and how
// many rows they did.
type paster struct {
	t           *testing.T
	sheet, form *chromium

	pasted, chosen, compared, filled int
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
		want := "•••••••• (filled)"
		if row.ID == "tokens.validity" {
			want = "3599"
		}
		if got := p.form.the(row.Label, "status").value(); got != want {
			p.t.Errorf("%s: %q stands there", row.Label, got)
		}
		p.filled++
	case row.ID == "action.generate-token":
		p.form.fits("portal-form")
		p.form.the(row.Label, "button").click()
		p.form.consent() // who signed in for setup still is
		p.form.until(`document.querySelector(".done")?.textContent.includes("press Save")`)
	case row.ID == "action.save":
		p.form.the(row.Label, "button").click()
		p.form.until(`document.querySelector(".done")?.textContent === "Saved."`)
	case row.ID == "action.forward":
		address := p.sheet.the("Open Gmail", "link").js(`function () { return this.href }`)
		p.form.visit(address)
		p.form.the("Add a forwarding address", "button")
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
	field := p.form.the(row.Label, "textbox", "combobox")
	if field.kind == "combobox" {
		p.choose(row, field, value)
		return
	}
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
	p.chosen++
	if row.ID != "authentication.type" {
		list.choose(value)
		return
	}
	if len(p.form.shown("Client ID", "textbox")) > 0 {
		p.t.Error("the fields of OAuth 2.0 are there before it is chosen")
	}
	list.choose(value)
	p.form.the("Client ID", "textbox")
}

// provesConnect holds what check says of an asset that is at work.
func (b *bench) provesConnect() {
	b.t.Helper()
	code, out, said := b.run("check", "acme", "-o", "json")
	type link struct{ ID, Status, Summary string }
	var found struct {
		Verdict string
		Checks  []link
	}
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != 0 || found.Verdict != "pass" {
		b.t.Errorf("check: exit code %d, verdict %q, %v; it said:\n%s", code, found.Verdict, err, said)
	}
	for _, id := range []string{"connect.asset", "forwarding.active"} {
		if !slices.ContainsFunc(found.Checks, func(c link) bool { return c.ID == id && c.Status == "pass" }) {
			b.t.Errorf("%s is no pass: %+v", id, found.Checks)
		}
	}
}

// fits holds the page at two widths.
func (c *chromium) fits(name string) {
	c.t.Helper()
	for _, width := range []int{360, 1440} {
		c.size(width, 1000, false)
		if c.eval(`document.documentElement.scrollWidth <= innerWidth`) != "true" {
			c.t.Errorf("%s: at %d px the page is wider than the window", name, width)
		}
		c.picture(fmt.Sprintf("%s-%d.png", name, width))
	}
}
