//go:build !windows

// The paste sheet as people use it: on a terminal, without one, and as a page in
// a real browser (Debian's chromium, driven over its debugging pipe).

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hinshun/vt10x"

	"mailasset/internal/lab"
)

// sheetBench is a bench with one asset that is set up.
func sheetBench(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, lab.Config{Robot: true, RedirectPorts: []int{testPort(t)}})
	b.env = append(b.env, "MAILASSET_KEYRING=off")
	b.said("setup", "acme", "--yes", "--no-input")
	return b
}

// sheetItem is one item of `sheet -o json`.
type sheetItem struct {
	ID, Label, Direction, Value string
	Secret                      bool
	Ticked                      *time.Time
}

// items reads the sheet as JSON, and the secret from the configuration file.
func (b *bench) items() (all []sheetItem, clientSecret string) {
	b.t.Helper()
	cmd := exec.Command("mailasset", "sheet", "acme", "-o", "json")
	cmd.Dir, cmd.Env = b.dir, b.env
	out, err := cmd.Output()
	var document struct{ Items []sheetItem }
	if err != nil || json.Unmarshal(out, &document) != nil {
		b.t.Fatalf("%v: %s", err, out)
	}
	file, err := os.ReadFile(filepath.Join(b.dir, "acme.asset.json"))
	var config struct{ Authentication struct{ ClientSecret string } }
	if err != nil || json.Unmarshal(file, &config) != nil || config.Authentication.ClientSecret == "" {
		b.t.Fatalf("%v: no client secret in the configuration", err)
	}
	return document.Items, config.Authentication.ClientSecret
}

// servedSheet is `sheet --page` that runs.
type servedSheet struct {
	t       *testing.T
	cmd     *exec.Cmd
	address string
	ended   chan struct{}
	mu      sync.Mutex
	said    bytes.Buffer
}

func (b *bench) serveSheet(args ...string) *servedSheet {
	b.t.Helper()
	s := &servedSheet{t: b.t, ended: make(chan struct{})}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.cmd = exec.CommandContext(ctx, "mailasset", append([]string{"sheet", "acme", "--page", "--no-browser"}, args...)...)
	s.cmd.Dir, s.cmd.Env = b.dir, b.env
	stderr, err := s.cmd.StderrPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	addresses := make(chan string, 1)
	go s.watch(stderr, addresses)
	b.t.Cleanup(func() {
		cancel()
		<-s.ended
	})
	select {
	case s.address = <-addresses:
	case <-s.ended:
		b.t.Fatalf("the program ended; it said:\n%s", s.text())
	}
	return s
}

func (s *servedSheet) watch(stderr io.Reader, addresses chan<- string) {
	defer close(s.ended)
	address := regexp.MustCompile(`^http://127\.0\.0\.1:\d+/open/[\w-]{43}$`)
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		s.mu.Lock()
		fmt.Fprintln(&s.said, lines.Text())
		s.mu.Unlock()
		if address.MatchString(lines.Text()) {
			addresses <- lines.Text()
		}
	}
	_ = s.cmd.Wait()
}

func (s *servedSheet) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

func (s *servedSheet) exit() (int, string) {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatalf("the program does not end; it said:\n%s", s.text())
	}
	return s.cmd.ProcessState.ExitCode(), s.text()
}

// chromium is a browser that is driven over its debugging pipe: messages of JSON
// that end with a zero byte.
type chromium struct {
	t       *testing.T
	in      io.WriteCloser
	session string

	mu       sync.Mutex
	last     int
	waiting  map[int]chan json.RawMessage
	problems []string        // console errors and exceptions
	hosts    map[string]bool // asked by the page
}

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
	c := &chromium{t: t, in: toBrowser, waiting: map[int]chan json.RawMessage{}, hosts: map[string]bool{}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.listen(fromBrowser)
	}()
	t.Cleanup(func() {
		c.close()
		_ = cmd.Wait()
		cancel()
		_ = fromBrowser.Close()
		<-ended
	})
	c.attach()
	return c
}

func (c *chromium) close() {
	_, _ = io.WriteString(c.in, `{"id":1000000,"method":"Browser.close"}`+"\x00")
	_ = c.in.Close()
}

func (c *chromium) attach() {
	c.t.Helper()
	var target struct{ TargetID, SessionID string }
	c.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	c.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	c.session = target.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		c.call(domain+".enable", nil, nil)
	}
	c.call("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
}

// listen takes answers and events until the browser ends.
func (c *chromium) listen(from io.Reader) {
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
		c.mu.Lock()
		if answer := c.waiting[m.ID]; answer != nil {
			delete(c.waiting, m.ID)
			if m.Result == nil {
				m.Result = json.RawMessage("{}") // evaluating was ended by another page
			}
			answer <- m.Result
		}
		c.event(m.Method, m.Params)
		c.mu.Unlock()
	}
}

func (c *chromium) event(method string, params json.RawMessage) {
	switch method {
	case "Runtime.exceptionThrown", "Log.entryAdded":
		c.problems = append(c.problems, method+": "+string(params))
	case "Runtime.consoleAPICalled":
		c.problems = append(c.problems, "console: "+string(params))
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		_ = json.Unmarshal(params, &p)
		c.hosts[p.Request.URL] = true
	}
}

// call asks the browser and decodes its answer into result, which may be nil.
func (c *chromium) call(method string, params any, result any) {
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
	case <-time.After(patience):
		c.t.Fatalf("%s: no answer", method)
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

// row is a script's name for the row of an item.
func rowOf(id string) string { return fmt.Sprintf(`document.querySelector('[data-id="%s"]')`, id) }

// heldTimers replaces the page's long timers: a test fires them itself.
const heldTimers = `window.held = []; const real = setTimeout;
window.setTimeout = (f, after, ...rest) => after > 20000 ? (held.push({ f, after }), 1e9 + held.length) : real(f, after, ...rest);`

func TestSheetInARealBrowser(t *testing.T) {
	b := sheetBench(t)
	items, clientSecret := b.items()
	s := b.serveSheet("-o", "json")
	c := newChromium(t)
	origin := s.address[:strings.Index(s.address, "/open/")]
	c.call("Browser.grantPermissions", map[string]any{"permissions": []string{"clipboardReadWrite", "clipboardSanitizedWrite"}, "origin": origin}, nil)
	c.call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": heldTimers}, nil)
	c.size(1440, 1000, false)
	c.visit(s.address)
	if got := c.text(`location.href`); got != origin+"/" {
		t.Errorf("the address bar shows %s", got)
	}
	holdsNoSecret := func(when string) {
		t.Helper()
		if strings.Contains(c.text(`document.documentElement.outerHTML`), clientSecret) {
			t.Errorf("%s the secret is in the page", when)
		}
	}
	holdsNoSecret("at first")
	c.until(`document.getElementById("running").hidden && document.querySelectorAll(".check.pass").length > 5`)
	c.looks(t)
	for _, i := range items {
		if c.eval(rowOf(i.ID)+`.querySelector(".copy") !== null`) != "true" {
			if i.Direction == "typed" || i.Direction == "given" {
				t.Errorf("%s has no copy button", i.ID)
			}
			continue
		}
		want := i.Value
		if i.Secret {
			want = clientSecret
		}
		c.eval(`navigator.clipboard.writeText("-")`)
		c.eval(`document.getElementById("status").textContent = ""; ` + rowOf(i.ID) + `.querySelector(".copy").click()`)
		c.until(`document.getElementById("status").textContent !== ""`)
		if got := c.clipboard(); got != want {
			t.Errorf("%s: the clipboard holds %q", i.ID, got)
		}
	}
	holdsNoSecret("after copying")
	c.secretLeaves(t, clientSecret)
	c.revealed(t, clientSecret, holdsNoSecret)
	c.walk(t, items)

	code, said := s.exit()
	if code != 0 || strings.Contains(said, clientSecret) {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
	c.until(`!document.getElementById("ended").hidden`)
	holdsNoSecret("in the end")
	c.size(360, 800, false)

	dutch := b.serveSheet("--lang", "nl", "--again")
	c.visit(dutch.address)
	if got := c.eval(`document.documentElement.scrollWidth <= innerWidth && document.documentElement.lang === "nl"`); got != "true" {
		t.Error("in Dutch the page is wider than the window")
	}
	c.withoutScripts(t, clientSecret)
	origins := []string{origin + "/", dutch.address[:strings.Index(dutch.address, "open/")], "data:"}
	c.mu.Lock()
	problems := slices.Clone(c.problems)
	c.mu.Unlock()
	for _, p := range problems {
		t.Error(p)
	}
	for address := range c.hosts {
		if !slices.ContainsFunc(origins, func(o string) bool { return strings.HasPrefix(address, o) }) {
			t.Errorf("the page asked %s", address)
		}
	}

	_ = dutch.cmd.Process.Signal(os.Interrupt)
	if code, said := dutch.exit(); code != 3 || !strings.HasSuffix(said, "\nmailasset sheet acme --page\n") {
		t.Errorf("Ctrl-C: exit code %d; it said:\n%s", code, said)
	}
	c.eval(`document.querySelector(".tick button").click()`)
	c.until(`document.getElementById("ended").textContent.includes("mailasset sheet acme --page")`)
}

// looks holds the page at two widths, in light and dark, and as it is printed.
func (c *chromium) looks(t *testing.T) {
	t.Helper()
	const some = 8
	c.eval(fmt.Sprintf(`for (const b of [...document.querySelectorAll(".tick button")].slice(0, %d)) b.click()`, some))
	c.until(fmt.Sprintf(`document.querySelectorAll(".row.done").length === %d`, some))
	for _, width := range []int{360, 1440} {
		c.size(width, 720, false)
		if c.eval(`document.documentElement.scrollWidth <= innerWidth`) != "true" {
			t.Errorf("at %d px the page is wider than the window", width)
		}
		c.eval(`document.querySelectorAll(".row")[6].scrollIntoView({ behavior: "instant" })`)
		c.picture(fmt.Sprintf("sheet-%d.png", width))
	}
	c.size(1440, 720, true)
	c.picture("sheet-dark.png")
	c.call("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
	if got := c.text(`getComputedStyle(document.querySelector(".secret .value")).visibility`); got != "hidden" {
		t.Errorf("on paper a secret's place is %s", got)
	}
	c.call("Emulation.setEmulatedMedia", map[string]any{"media": ""}, nil)
}

// secretLeaves fires the timer that takes a copied secret off the clipboard.
func (c *chromium) secretLeaves(t *testing.T, clientSecret string) {
	t.Helper()
	c.eval(`held.length = 0; ` + rowOf("authentication.clientSecret") + `.querySelector(".copy").click()`)
	c.until(`held.length > 0`)
	if got := c.clipboard(); got != clientSecret {
		t.Errorf("the clipboard holds %q", got)
	}
	if got := c.eval(`held[0].after`); got != "45000" {
		t.Errorf("the secret stays for %s ms", got)
	}
	c.eval(`held[0].f()`)
	if got := c.clipboard(); got != "" {
		t.Errorf("after 45 s the clipboard holds %q", got)
	}
}

// revealed shows the secret, and has it hidden again by each way there is.
func (c *chromium) revealed(t *testing.T, clientSecret string, hidden func(string)) {
	t.Helper()
	row := rowOf("authentication.clientSecret")
	for _, hide := range []string{
		row + `.querySelector(".reveal button").click()`, `held.at(-1).f()`, `dispatchEvent(new Event("blur"))`,
		`dispatchEvent(new Event("beforeprint"))`,
	} {
		c.eval(row + `.querySelector(".reveal button").click()`)
		c.until(row + `.querySelector(".value").textContent === ` + fmt.Sprintf("%q", clientSecret))
		c.eval(hide)
		hidden("after " + hide)
	}
	if got := c.text(row + `.querySelector(".reveal button").getAttribute("aria-label")`); got != "Show Client Secret" {
		t.Errorf("the button is called %q", got)
	}
}

// withoutScripts shows the secret and ticks a row by the page's forms alone.
func (c *chromium) withoutScripts(t *testing.T, clientSecret string) {
	t.Helper()
	c.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	c.call("Page.reload", nil, nil)
	c.until(`document.querySelector(".copy")?.hidden`)
	c.eval(rowOf("authentication.clientSecret") + `.querySelector(".reveal button").click()`)
	c.until(rowOf("authentication.clientSecret") + `?.querySelector(".value").textContent === ` + fmt.Sprintf("%q", clientSecret))
	c.eval(rowOf("asset.name") + `.querySelector(".tick button").click()`)
	c.until(`document.querySelectorAll(".row.done").length === 1`)
	if strings.Contains(c.text(`document.documentElement.outerHTML`), clientSecret) {
		t.Error("the secret is still shown")
	}
	c.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": false}, nil)
	c.call("Page.navigate", map[string]any{"url": c.text(`location.origin`)}, nil)
	c.until(`document.querySelector(".copy")?.hidden === false`)
}

// walk does what is left with the keyboard alone: Tab reaches a row, Space ticks,
// c copies and goes on.
func (c *chromium) walk(t *testing.T, items []sheetItem) {
	t.Helper()
	c.eval(`document.activeElement.blur()`)
	for range 4 * len(items) {
		c.press("Tab")
		if c.eval(`document.activeElement.matches(".tick button")`) == "true" {
			break
		}
	}
	c.press("n")
	c.press("b")
	if c.eval(`document.activeElement.closest(".row") === document.querySelector(".row")`) != "true" {
		t.Error("n and b do not come back to the first row")
	}
	c.eval(`for (const b of document.querySelectorAll(".row.done .tick button")) b.click()`)
	c.until(`document.querySelector(".row.done") === null`)
	c.press("c")
	for n := range items {
		if n == len(items)-1 {
			break
		}
		c.until(fmt.Sprintf(`document.querySelectorAll(".row.done").length === %d && document.activeElement.closest(".row") === document.querySelectorAll(".row")[%d]`, n+1, n+1))
		if n == 3 {
			c.eval(`document.activeElement.closest(".row").querySelector(".tick button").focus()`)
			c.press(" ") // a tick is a button like any other
			c.press("n")
			continue
		}
		c.press("c")
	}
}

func TestSheetOnATerminal(t *testing.T) {
	b := sheetBench(t)
	items, clientSecret := b.items()
	x := b.start("sheet")
	copied := func(label, value string) {
		t.Helper()
		x.expect(label + ": copied")
		sequence := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(value)) + "\a"
		if !strings.Contains(x.rawText(), sequence) {
			t.Errorf("%s was not sent to the clipboard", label)
		}
	}
	at := slices.IndexFunc(items, func(i sheetItem) bool { return i.Secret })
	for n, i := range items[:at] {
		x.expect(fmt.Sprintf("%d of %d · %s", n+1, len(items), i.Label))
		x.send("c")
		copied(i.Label, i.Value)
	}
	x.expect("Client Secret", "[r] show")
	x.send("r")
	x.expect(clientSecret)
	x.send("c")
	copied("Client Secret", clientSecret)
	x.expect("Call Back URL", "[q] stop")
	x.send("q")
	x.expect("taken off the clipboard")
	code, said := x.exit()
	if code != 3 || !strings.HasSuffix(strings.TrimSpace(said), "\nmailasset sheet acme") || !strings.Contains(x.rawText(), "\x1b]52;c;IA==\a") {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
	if screen := x.screenText(); strings.Contains(screen, clientSecret) || !strings.Contains(screen, "Client ID: copied") {
		t.Errorf("the screen shows:\n%s", screen)
	}

	x = b.start("sheet", "acme")
	x.expect("Call Back URL", "[q] stop")
	_ = x.cmd.Process.Signal(syscall.SIGTERM)
	if code, said := x.exit(); code != 3 || !strings.HasSuffix(strings.TrimSpace(said), "\nmailasset sheet acme") {
		t.Errorf("SIGTERM: exit code %d; it said:\n%s", code, said)
	}

	// What was ticked is kept; --plain draws nothing over and numbers the lines.
	x = b.start("sheet", "acme", "--plain")
	for n := at + 1; n < len(items); n++ {
		x.expect(fmt.Sprintf("%d of %d · %s", n+1, len(items), items[n].Label))
		x.expect("> ")
		x.send("\n")
	}
	x.expect("Everything is ticked.")
	if code, said := x.exit(); code != 0 || strings.Contains(strings.ReplaceAll(x.rawText(), "\x1b]52", ""), "\x1b") {
		t.Errorf("exit code %d; it said:\n%s", code, said)
	}
	if after, _ := b.items(); slices.ContainsFunc(after, func(i sheetItem) bool { return i.Ticked == nil }) {
		t.Errorf("not every tick was kept: %v", after)
	}
}

// screenText is what stands on the terminal now: what was drawn over is gone.
func (x *terminal) screenText() string {
	screen := vt10x.New(vt10x.WithSize(100, 50))
	_, _ = screen.Write([]byte(x.rawText()))
	return screen.String()
}
