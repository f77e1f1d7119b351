//go:build !windows

// A real browser for the tests, and the hands of a person at it.

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// chromium is one tab of a browser.
type chromium struct {
	*browser
	session string
}

// browser is Debian's chromium, driven over its debugging pipe: messages of JSON
// that end with a zero byte.
type browser struct {
	t  *testing.T
	in io.WriteCloser

	mu       sync.Mutex
	last     int
	waiting  map[int]chan json.RawMessage
	problems []string        // console errors and exceptions
	hosts    map[string]bool // asked by the pages
}

// newChromium is the first tab of a new browser.
func newChromium(t *testing.T) *chromium {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("INTEROP") == "required" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip("no chromium here (INTEROP=required makes this a failure)")
	}
	fromTest, toBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fromBrowser, toTest, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	cmd := exec.CommandContext(ctx, path, "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(),
		"--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--hide-scrollbars", "--proxy-server=127.0.0.1:1", "--proxy-bypass-list=127.0.0.1", "about:blank")
	cmd.ExtraFiles = []*os.File{fromTest, toTest}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = fromTest.Close(), toTest.Close()
	b := &browser{t: t, in: toBrowser, waiting: map[int]chan json.RawMessage{}, hosts: map[string]bool{}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.listen(fromBrowser)
	}()
	t.Cleanup(func() {
		b.close()
		_ = cmd.Wait()
		cancel()
		_ = fromBrowser.Close()
		<-ended
	})
	return b.tab()
}

func (b *browser) close() {
	_, _ = io.WriteString(b.in, `{"id":1000000,"method":"Browser.close"}`+"\x00")
	_ = b.in.Close()
}

// tab opens one more tab. What it asks and complains about is the browser's.
func (b *browser) tab() *chromium {
	b.t.Helper()
	c := &chromium{browser: b}
	var target struct{ TargetID, SessionID string }
	c.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	c.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	c.session = target.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		c.call(domain+".enable", nil, nil)
	}
	c.call("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
	return c
}

// listen takes answers and events until the browser ends.
func (b *browser) listen(from io.Reader) {
	for r := bufio.NewReader(from); ; {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m struct {
			ID     int
			Method string
			Result json.RawMessage
			Params json.RawMessage
		}
		if json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m) != nil {
			continue
		}
		b.mu.Lock()
		if answer := b.waiting[m.ID]; answer != nil {
			delete(b.waiting, m.ID)
			if m.Result == nil {
				m.Result = json.RawMessage("{}") // evaluating was ended by another page
			}
			answer <- m.Result
		}
		b.event(m.Method, m.Params)
		b.mu.Unlock()
	}
}

func (b *browser) event(method string, params json.RawMessage) {
	switch method {
	case "Log.entryAdded":
		var p struct{ Entry struct{ Level string } }
		if _ = json.Unmarshal(params, &p); p.Entry.Level == "verbose" {
			return // advice to whoever made the page
		}
		b.problems = append(b.problems, method+": "+string(params))
	case "Runtime.exceptionThrown":
		b.problems = append(b.problems, method+": "+string(params))
	case "Runtime.consoleAPICalled":
		b.problems = append(b.problems, "console: "+string(params))
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		_ = json.Unmarshal(params, &p)
		b.hosts[p.Request.URL] = true
	}
}

// call asks the browser and decodes its answer into result, which may be nil.
func (c *chromium) call(method string, params any, result any) {
	c.t.Helper()
	if !c.ask(method, params, result, patience) {
		c.t.Fatalf("%s: no answer", method)
	}
}

// ask is call with a bound of its own; it reports whether an answer came.
func (c *chromium) ask(method string, params any, result any, wait time.Duration) bool {
	c.t.Helper()
	answer := make(chan json.RawMessage, 1)
	c.mu.Lock()
	c.last++
	c.waiting[c.last] = answer
	message := map[string]any{"id": c.last, "method": method, "params": params}
	if params == nil {
		message["params"] = map[string]any{}
	}
	if c.session != "" {
		message["sessionId"] = c.session
	}
	c.mu.Unlock()
	text, err := json.Marshal(message)
	if err == nil {
		_, err = c.in.Write(append(text, 0))
	}
	if err != nil {
		c.t.Fatal(err)
	}
	select {
	case found := <-answer:
		if result != nil && json.Unmarshal(found, result) != nil {
			c.t.Fatalf("%s: %s", method, found)
		}
		return true
	case <-time.After(wait):
		return false
	}
}

// eval evaluates an expression in the page, as if a person had just pressed
// something, and returns its value as JSON.
func (c *chromium) eval(expression string) string {
	c.t.Helper()
	value, problem := c.try(expression)
	if problem != "" {
		c.t.Fatalf("%s: %s", expression, problem)
	}
	return value
}

func (c *chromium) try(expression string) (value, problem string) {
	c.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	c.call("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true}, &answer)
	if answer.ExceptionDetails != nil {
		problem = answer.ExceptionDetails.Exception.Description
	}
	return string(answer.Result.Value), problem
}

// text is eval of a string.
func (c *chromium) text(expression string) string {
	c.t.Helper()
	var s string
	if err := json.Unmarshal([]byte(c.eval(expression)), &s); err != nil {
		c.t.Fatalf("%s: %v", expression, err)
	}
	return s
}

// until waits for the page to make a condition true, also across a change of
// page, which ends whatever is evaluated.
func (c *chromium) until(condition string) {
	c.t.Helper()
	for end := time.Now().Add(patience / 2); time.Now().Before(end); <-time.After(10 * time.Millisecond) {
		if value, _ := c.try("!!(" + condition + ")"); value == "true" {
			return
		}
	}
	c.t.Fatalf("it does not come true: %s; status %q", condition, c.text(`document.getElementById("status")?.textContent ?? ""`))
}

func (c *chromium) visit(address string) {
	c.t.Helper()
	c.call("Page.navigate", map[string]any{"url": address}, nil)
	c.until(`document.readyState === "complete" && location.href !== "about:blank"`)
}

// press presses a key as a person does.
func (c *chromium) press(key string) {
	c.t.Helper()
	codes := map[string]int{"Tab": 9, "Enter": 13, " ": 32}
	event := map[string]any{"type": "keyDown", "key": key, "windowsVirtualKeyCode": codes[key]}
	switch {
	case key == "Enter":
		event["text"] = "\r"
	case len(key) == 1:
		event["text"] = key
	}
	c.call("Input.dispatchKeyEvent", event, nil)
	c.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "windowsVirtualKeyCode": codes[key]}, nil)
}

func (c *chromium) clipboard() string {
	c.t.Helper()
	return c.text(`navigator.clipboard.readText()`)
}

// mayCopy lets the pages of an origin use the clipboard without being asked.
func (b *browser) mayCopy(origin string) {
	b.t.Helper()
	anyTab := &chromium{browser: b}
	anyTab.call("Browser.grantPermissions", map[string]any{"permissions": []string{"clipboardReadWrite", "clipboardSanitizedWrite"}, "origin": origin}, nil)
}

func (c *chromium) size(width, height int, dark bool) {
	c.t.Helper()
	scheme := map[bool]string{false: "light", true: "dark"}[dark]
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
	c.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// picture writes what the page looks like, where SHEET_PICTURES names a folder.
func (c *chromium) picture(name string) {
	c.t.Helper()
	folder := os.Getenv("SHEET_PICTURES")
	if folder == "" {
		return
	}
	var shot struct{ Data []byte }
	c.call("Page.captureScreenshot", map[string]any{"format": "png", "optimizeForSpeed": false}, &shot)
	if err := os.WriteFile(filepath.Join(folder, name), shot.Data, 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// element is a control or a value as assistive technology finds it: by what it
// is and what it is called.
type element struct {
	c    *chromium
	node int
	kind string
}

// axNode is a node of the accessibility tree.
type axNode struct {
	Ignored          bool
	Role             struct{ Value string }
	BackendDOMNodeID int
}

// called are the nodes of that name. A question that meets a change of page gets
// no answer at all, so it is put again, each time with more patience.
func (c *chromium) called(name string) []axNode {
	c.t.Helper()
	for wait := 100 * time.Millisecond; wait < patience; wait *= 2 {
		var document struct{ Result struct{ ObjectID string } }
		var tree struct{ Nodes []axNode }
		c.call("Runtime.evaluate", map[string]any{"expression": "document"}, &document)
		question := map[string]any{"objectId": document.Result.ObjectID, "accessibleName": name}
		if c.ask("Accessibility.queryAXTree", question, &tree, wait) {
			return tree.Nodes
		}
	}
	c.t.Fatalf("the page does not say what is called %q", name)
	return nil
}

// shown are the elements of that name which a person can see and reach, of one
// of the kinds.
func (c *chromium) shown(name string, kinds ...string) []element {
	c.t.Helper()
	var found []element
	for _, n := range c.called(name) {
		if !n.Ignored && slices.Contains(kinds, n.Role.Value) {
			found = append(found, element{c, n.BackendDOMNodeID, n.Role.Value})
		}
	}
	return found
}

// the waits for the one element of that name.
func (c *chromium) the(name string, kinds ...string) element {
	c.t.Helper()
	var found []element
	for end := time.Now().Add(patience / 2); time.Now().Before(end); <-time.After(10 * time.Millisecond) {
		if found = c.shown(name, kinds...); len(found) == 1 {
			return found[0]
		}
	}
	c.t.Fatalf("%d elements are called %q on:\n%s", len(found), name, c.text(`document.body.innerText`))
	return element{}
}

// js calls a function of the page with the element as "this", and returns the
// text it returns.
func (e element) js(function string) string {
	e.c.t.Helper()
	var object struct{ Object struct{ ObjectID string } }
	e.c.call("DOM.resolveNode", map[string]any{"backendNodeId": e.node}, &object)
	var answer struct{ Result struct{ Value string } }
	e.c.call("Runtime.callFunctionOn", map[string]any{"objectId": object.Object.ObjectID, "functionDeclaration": function, "returnByValue": true}, &answer)
	return answer.Result.Value
}

// value is what stands in a field or in the place of a value.
func (e element) value() string {
	e.c.t.Helper()
	return e.js(`function () { return this.value ?? this.textContent }`)
}

// click moves to the middle of the element and presses the mouse there.
func (e element) click() {
	e.c.t.Helper()
	e.c.until(`performance.getEntriesByType("paint").length > 0`) // a page takes no click before it is drawn
	e.c.call("DOM.scrollIntoViewIfNeeded", map[string]any{"backendNodeId": e.node}, nil)
	var area struct{ Quads [][8]float64 }
	e.c.call("DOM.getContentQuads", map[string]any{"backendNodeId": e.node}, &area)
	if len(area.Quads) == 0 {
		e.c.t.Fatal("there is nothing to click on")
	}
	q := area.Quads[0]
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		e.c.call("Input.dispatchMouseEvent", map[string]any{
			"type": kind, "x": (q[0] + q[4]) / 2, "y": (q[1] + q[5]) / 2, "button": "left", "clickCount": 1,
		}, nil)
	}
}

// paste goes to the field and pastes what is on the clipboard.
func (e element) paste() {
	e.c.t.Helper()
	e.click()
	e.c.call("Input.dispatchKeyEvent", map[string]any{
		"type": "keyDown", "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 'V', "modifiers": 2, "commands": []string{"paste"},
	}, nil)
	e.c.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 'V', "modifiers": 2}, nil)
}

// choose goes to a list and types the beginning of a choice until it is chosen.
func (e element) choose(choice string) {
	e.c.t.Helper()
	e.js(`function () { this.focus() }`)
	for _, letter := range choice {
		e.c.press(string(letter))
		if e.value() == choice {
			return
		}
	}
	e.c.t.Fatalf("%q cannot be chosen: %q is", choice, e.value())
}

// front brings the tab to the front.
func (c *chromium) front() {
	c.t.Helper()
	c.call("Page.bringToFront", nil, nil)
}
