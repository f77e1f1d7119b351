//go:build !windows

// The paste sheet as people use it: on a terminal, without one, and as a page in
// a real browser (Debian's chromium, driven over its debugging pipe).

package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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
	*job
	address string
}

var openLine = regexp.MustCompile(`(?m)^http://127\.0\.0\.1:\d+/open/[\w-]{43}$`)

func (b *bench) serveSheet(args ...string) *servedSheet {
	b.t.Helper()
	j := b.begin(append([]string{"sheet", "acme", "--page", "--no-browser"}, args...)...)
	return &servedSheet{j, j.says(openLine)}
}

// origin is that of the page.
func (s *servedSheet) origin() string { return s.address[:strings.Index(s.address, "/open/")] }

func (s *servedSheet) exit() (int, string) {
	s.t.Helper()
	code, _, said := s.end()
	return code, said
}

// row is a script's name for the row of an item.
func rowOf(id string) string { return fmt.Sprintf(`document.querySelector('[data-id="%s"]')`, id) }

// heldTimers replaces the page's long timers: a test fires them itself.
const heldTimers = `window.held = []; const real = setTimeout;
window.setTimeout = (f, after, ...rest) => after > 20000 ? (held.push({ f, after }), 1e9 + held.length) : real(f, after, ...rest);`

func TestSheetInARealBrowser(t *testing.T) {
	t.Parallel()
	b := sheetBench(t)
	items, clientSecret := b.items()
	s := b.serveSheet("-o", "json")
	c := newChromium(t)
	origin := s.origin()
	c.mayCopy(origin)
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
	c.reloaded(t, s)
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
	c.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	c.visit(dutch.address)
	if got := c.eval(`document.documentElement.scrollWidth <= innerWidth && document.documentElement.lang === "nl"`); got != "true" {
		t.Error("in Dutch the page is wider than the window")
	}
	c.withoutScripts(t, clientSecret)
	origins := []string{origin + "/", dutch.origin() + "/", "data:"}
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

// reloaded loads the page again, which shows what it showed, and opens its
// address bar's address in another tab, which shows nothing.
func (c *chromium) reloaded(t *testing.T, s *servedSheet) {
	t.Helper()
	c.eval(`document.body.dataset.before = "yes"`)
	c.call("Page.reload", nil, nil)
	c.until(`document.body?.dataset.before === undefined && document.querySelector(".copy")?.hidden === false`)
	if got := c.text(`location.href + " " + document.title`); got != s.origin()+"/ Email asset Acme" {
		t.Errorf("loaded again, it is %s", got)
	}
	other := c.tab()
	other.visit(s.origin() + "/")
	if got := other.text(`document.body.textContent`); !strings.Contains(got, "not in this tab") || strings.Contains(got, "Client ID") {
		t.Errorf("another tab shows %s", got)
	}
	other.call("Page.close", nil, nil)
	c.front()
}

// withoutScripts shows the secret and ticks a row by the page's forms alone.
func (c *chromium) withoutScripts(t *testing.T, clientSecret string) {
	t.Helper()
	c.until(`document.querySelector(".copy")?.hidden`)
	c.eval(rowOf("authentication.clientSecret") + `.querySelector(".reveal button").click()`)
	c.until(rowOf("authentication.clientSecret") + `?.querySelector(".value").textContent === ` + fmt.Sprintf("%q", clientSecret))
	c.eval(rowOf("asset.name") + `.querySelector(".tick button").click()`)
	c.until(`document.querySelectorAll(".row.done").length === 1`)
	if strings.Contains(c.text(`document.documentElement.outerHTML`), clientSecret) {
		t.Error("the secret is still shown")
	}
	c.eval(`[...document.querySelectorAll("noscript form button")].at(-1).click()`)
	c.until(`location.pathname === "/sheet" && document.querySelectorAll(".row.done").length === 1`)
	c.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": false}, nil)
	c.eval(`document.querySelector(".tick button").click()`) // still by its form
	c.until(`document.querySelector(".copy")?.hidden === false && location.pathname === "/"`)
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
	last := len(items) - 1
	for n := range last {
		c.until(fmt.Sprintf(`document.querySelectorAll(".row.done").length === %d && document.activeElement.closest(".row") === document.querySelectorAll(".row")[%d]`, n+1, n+1))
		if n == 3 {
			c.eval(`document.activeElement.closest(".row").querySelector(".tick button").focus()`)
			c.press(" ") // a tick is a button like any other
			c.press("n")
			continue
		}
		c.press("c")
	}
	// The last row is a click: copying its address leaves it to be done.
	row := fmt.Sprintf(`document.querySelectorAll(".row")[%d]`, last)
	c.until(row + `.contains(document.activeElement)`)
	c.eval(`document.getElementById("status").textContent = ""`)
	c.press("c")
	c.until(`document.getElementById("status").textContent.includes("copied")`)
	if c.eval(`document.getElementById("ended").hidden && !`+row+`.matches(".done")`) != "true" {
		t.Error("copying the forwarding address ticks its row")
	}
	c.press("t")
}

// TestSheetIsOpenedByAFile: no word of a command on this machine holds the
// address. The browser gets a page of its owner's alone that leads there, and
// that is gone when it did.
func TestSheetIsOpenedByAFile(t *testing.T) {
	t.Parallel()
	b := sheetBench(t)
	_, clientSecret := b.items()
	heard, temp := filepath.Join(b.dir, "heard"), filepath.Join(b.dir, "temp")
	if err := os.Mkdir(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	b.env = append(b.env, "TMPDIR="+temp, "HOME="+b.dir, "BROWSER="+script(t, `printf '%s\n' "$#" "$@" > `+heard+".new && mv "+heard+".new "+heard))
	j := b.begin("sheet", "acme", "--page")
	address := j.says(openLine)
	words := strings.Fields(awaitFile(t, heard))
	given, err := url.Parse(words[len(words)-1])
	if err != nil || len(words) != 2 || given.Scheme != "file" {
		t.Fatalf("the browser was given %q", words)
	}
	page, err := os.ReadFile(given.Path)
	if err != nil || !strings.Contains(string(page), `content="0;url=`+address+`"`) {
		t.Fatalf("%v: the page does not lead to %s: %s", err, address, page)
	}
	file, errFile := os.Stat(given.Path)
	folder, errFolder := os.Stat(filepath.Dir(given.Path))
	if errFile != nil || errFolder != nil || file.Mode().Perm() != 0o600 || folder.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v: %v in %v", errFile, errFolder, file, folder)
	}
	c := newChromium(t)
	c.visit(given.String())
	c.until(`location.protocol === "http:" && document.querySelector(".copy")?.hidden === false`)
	for end := time.Now().Add(patience); ; <-time.After(5 * time.Millisecond) {
		left, err := os.ReadDir(temp)
		if err == nil && len(left) == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%v: %v is left", err, left)
		}
	}
	c.eval(rowOf("authentication.clientSecret") + `.querySelector(".reveal button").click()`)
	c.until(rowOf("authentication.clientSecret") + `.querySelector(".value").textContent === ` + fmt.Sprintf("%q", clientSecret))

	second, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = second.Body.Close()
	code, _, said := j.end()
	if code != 1 || second.StatusCode != http.StatusGone || strings.Contains(said, clientSecret) {
		t.Errorf("exit code %d, status %d; it said:\n%s", code, second.StatusCode, said)
	}
	flat := strings.Join(strings.Fields(said), " ")
	for _, want := range []string{"error: the address of the sheet was opened twice", "Shown or copied before that: Client Secret.", "-> Add secret.", " mailasset sheet acme --page"} {
		if !strings.Contains(flat, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	c.eval(`document.querySelector(".tick button").click()`)
	c.until(`!document.getElementById("ended").hidden`)
}

// TestSheetTellsOtherPortsNothing: a browser sends what it keeps for 127.0.0.1 to
// every program that listens there. What it sends opens nothing.
func TestSheetTellsOtherPortsNothing(t *testing.T) {
	t.Parallel()
	b := sheetBench(t)
	_, clientSecret := b.items()
	s := b.serveSheet()
	c := newChromium(t)
	c.visit(s.address)
	c.until(`document.querySelector(".copy")?.hidden === false`)
	sent := make(chan http.Header, 8)
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/grab" {
			sent <- r.Header
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<link rel="icon" href="data:,"><script>fetch("/grab").then(() => { document.title = "grabbed" })</script>`)
	}))
	defer stranger.Close()
	lured := c.tab()
	lured.visit(stranger.URL)
	lured.until(`document.title === "grabbed"`)
	stolen := <-sent
	stolen.Set("Origin", s.origin())
	stolen.Set("Content-Type", "application/x-www-form-urlencoded")
	for path, form := range map[string]string{"/": "", "/sheet": "id=x", "/value": "id=authentication.clientSecret", "/reveal": "id=authentication.clientSecret"} {
		method := http.MethodPost
		if form == "" {
			method = http.MethodGet
		}
		r, err := http.NewRequest(method, s.origin()+path, strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = stolen.Clone()
		r.Header.Del("Accept-Encoding")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || strings.Contains(string(text), "token=") || strings.Contains(string(text), "Client ID") || strings.Contains(string(text), clientSecret) {
			t.Errorf("%s: %v: %d %s", path, err, answer.StatusCode, text)
		}
	}
	if stolen.Get("Cookie") != "" {
		t.Errorf("the browser sent the cookie %s", stolen.Get("Cookie"))
	}
}

func TestSheetOnATerminal(t *testing.T) {
	t.Parallel()
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
	x.signal(syscall.SIGTERM)
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
	x.expect("Do what stands here")
	x.send("\n")
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
