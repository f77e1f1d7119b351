package sheet

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// looks is the parsed template and the policy that lets the page's own style and
// script run, talk to its own server, and nothing else. Made on first use.
var looks = sync.OnceValue(func() (l struct {
	template *template.Template
	policy   string
}) {
	l.template = template.Must(template.New("page").Parse(pageHTML))
	l.policy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src data:; connect-src 'self'" +
		"; style-src " + hashOf(pageCSS) + "; script-src " + hashOf(pageJS)
	return l
})

// hashOf returns the CSP source of an inline element's content.
func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// view is what the template is filled with.
type view struct {
	Lang   string
	Style  template.CSS
	Script template.JS
	Token  string
	Sheet  *Sheet
	Rows   []row
	Ticked int
	All    int
	Ended  bool // the program ends with this answer
	Idle   string
	Checks []checked
	Going  bool
	Words  map[string]string // for the script
	Failed string            // what a button without scripts could not do
	Title  string            // of a page that only says something
	Text   string
}

// row is one item as the page shows it.
type row struct {
	Item
	Number   int
	Does     string // what to do, in a word
	Shown    string // never a secret, unless it was asked for without scripts
	Hidden   bool   // a secret that is not shown
	IsSecret bool
	Done     bool
	Current  bool // the first that is not done
}

func (s *Server) say(t msg.Text, args ...any) string { return s.page.Sheet.say(t, args...) }

// T is a sentence of the page, by its name.
func (v view) T(name string, args ...any) string { return pageTexts[name].In(v.Sheet.Lang, args...) }

var pageTexts = map[string]msg.Text{
	"title": msg.SheetPageTitle, "intro": msg.SheetPageIntro, "toForm": msg.SheetPageToForm, "toGmail": msg.SheetPageToGmail, "form": msg.SheetPageForm,
	"checks": msg.SheetPageChecks, "progress": msg.SheetProgress, "copy": msg.SheetCopy, "reveal": msg.SheetReveal,
	"copyOf": msg.SheetCopyOf, "revealOf": msg.SheetRevealOf, "doneOf": msg.SheetDoneOf, "hidden": msg.SheetHidden,
	"again": msg.SheetAgain, "newest": msg.SheetNewest, "running": msg.SheetRunning, "noscript": msg.SheetNoScript, "keys": msg.SheetKeys,
	"ends": msg.SheetPageEnds, "ourside": msg.SheetNotOurSide, "done": msg.SheetPageDone, "printed": msg.SheetPrinted,
	"cause": msg.FindingCause, "fix": msg.FindingFix, "who": msg.FindingWho, "link": msg.FindingLink,
}

// words are the sentences that the script says.
func (s *Server) words() map[string]string {
	texts := map[string]msg.Text{
		"copied": msg.SheetSayCopied, "secret": msg.SheetSaySecret, "cleared": msg.SheetSayCleared, "held": msg.SheetSayHeld,
		"failed": msg.SheetSayFailed, "progress": msg.SheetProgress, "reveal": msg.SheetReveal, "hide": msg.SheetHide,
		"revealOf": msg.SheetRevealOf, "hideOf": msg.SheetHideOf, "done": msg.SheetPageDone,
	}
	words := map[string]string{"gone": s.say(msg.SheetPageGone, s.page.Resume)}
	for name, text := range texts {
		words[name] = s.say(text)
	}
	return words
}

// view gathers the page; shown is the id of a secret to show, "" for none.
func (s *Server) view(shown string) view {
	sheet := s.page.Sheet
	v := view{
		Lang: string(sheet.Lang), Style: template.CSS(pageCSS), Script: template.JS(pageJS), Token: s.token, Sheet: sheet,
		Idle: msg.Span(s.page.Idle).In(sheet.Lang), Words: s.words(),
	}
	v.Ticked, v.All = sheet.Progress()
	v.Checks, v.Going = s.checks.state()
	next, open := sheet.open(0)
	for n, i := range sheet.Items {
		r := s.row(n, i, shown == i.ID)
		r.Current = open && n == next
		v.Rows = append(v.Rows, r)
	}
	return v
}

func (s *Server) row(n int, i Item, show bool) row {
	_, done := s.page.Sheet.Ticked(i.ID)
	r := row{Item: i, Number: n + 1, Does: s.say(i.does()), Done: done, IsSecret: !i.Secret.Empty()}
	switch {
	case r.IsSecret && show:
		r.Shown = i.clear()
	case r.IsSecret:
		r.Shown, r.Hidden = dots, true
	case i.Direction != asset.Tick: // whose note says it
		r.Shown = i.Value
	}
	return r
}

// deliver writes a part of the template whole.
func (s *Server) deliver(w http.ResponseWriter, status int, part string, v view) {
	var b strings.Builder
	if err := looks().template.ExecuteTemplate(&b, part, v); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	flushed(w, status, b.String())
}

// flushed sends an answer with its length, so that the program may end as soon
// as it returns.
func flushed(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
	_ = http.NewResponseController(w).Flush()
}

func (s *Server) deliverJSON(w http.ResponseWriter, v any) {
	doc, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	flushed(w, http.StatusOK, string(doc))
}

// notice writes a page that only says something.
func (s *Server) notice(w http.ResponseWriter, status int, title msg.Text, text string) {
	s.deliver(w, status, "notice", s.noticeView(title, text))
}

func (s *Server) noticeView(title msg.Text, text string) view {
	return view{Lang: string(s.page.Sheet.Lang), Style: template.CSS(pageCSS), Script: template.JS(pageJS), Title: s.say(title), Text: text}
}

// serveShell is what the address bar leads to: a page that holds nothing. Its
// script asks for the sheet with the token that this tab keeps.
func (s *Server) serveShell(w http.ResponseWriter, _ *http.Request) {
	s.deliver(w, http.StatusOK, "shell", s.noticeView(msg.SheetDenied, s.say(msg.SheetDeniedWhy)))
}

func (s *Server) serveSheet(w http.ResponseWriter, _ *http.Request) {
	s.checks.first()
	s.deliver(w, http.StatusOK, "sheet", s.view(""))
}

// state is what the page asks for again and again.
type state struct {
	Number   int      `json:"number"` // of two answers that overtake each other, the higher is newer
	Ticked   []string `json:"ticked"`
	Complete bool     `json:"complete"`
	Going    bool     `json:"going"`
	Checks   string   `json:"checks"`         // HTML
	Note     string   `json:"note,omitempty"` // a tick that could not be kept
}

func (s *Server) state() state {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states++
	v := s.view("")
	st := state{Number: s.states, Ticked: []string{}, Complete: v.Ticked == v.All, Going: v.Going}
	for _, r := range v.Rows {
		if r.Done {
			st.Ticked = append(st.Ticked, r.ID)
		}
	}
	var b strings.Builder
	if looks().template.ExecuteTemplate(&b, "checks", v) == nil {
		st.Checks = b.String()
	}
	return st
}

func (s *Server) serveState(w http.ResponseWriter, _ *http.Request) {
	s.checks.again()
	s.deliverJSON(w, s.state())
}

// serveValue gives one value to the script, which copies or shows it.
func (s *Server) serveValue(w http.ResponseWriter, r *http.Request) {
	i, known := s.page.Sheet.Item(r.PostFormValue("id"))
	switch {
	case !known || !i.Copyable():
		http.NotFound(w, r)
		return
	case !s.hand(i):
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	s.deliverJSON(w, map[string]string{"value": i.clear()})
}

// serveReveal shows one secret where there are no scripts.
func (s *Server) serveReveal(w http.ResponseWriter, r *http.Request) {
	i, known := s.page.Sheet.Item(r.PostFormValue("id"))
	switch {
	case !known:
		http.NotFound(w, r)
		return
	case !s.hand(i):
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	s.deliver(w, http.StatusOK, "sheet", s.view(i.ID))
}

// serveTick ticks an item or takes its tick away. The last tick ends the
// program, once the page was told.
func (s *Server) serveTick(w http.ResponseWriter, r *http.Request) {
	sheet, id, on := s.page.Sheet, r.PostFormValue("id"), r.PostFormValue("on") == "true"
	if _, known := sheet.Item(id); !known {
		http.NotFound(w, r)
		return
	}
	note := sheet.notKept(sheet.Tick(id, on))
	ends := on && sheet.Complete()
	if r.Header.Get("X-Sheet-Token") != "" {
		st := s.state()
		st.Note = note
		s.deliverJSON(w, st)
	} else {
		v := s.view("")
		v.Failed, v.Ended = note, ends
		s.deliver(w, http.StatusOK, "sheet", v)
	}
	if ends {
		s.finish(nil)
	}
}

func (s *Server) serveCheck(w http.ResponseWriter, r *http.Request) {
	s.checks.run()
	if r.Header.Get("X-Sheet-Token") == "" {
		s.serveSheet(w, r)
		return
	}
	s.deliverJSON(w, s.state())
}
