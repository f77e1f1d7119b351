package lab

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"sync"
)

//go:embed pages/*.html pages/console/*.html pages/gmail/*.html
var pageFiles embed.FS

// pages are the lab's pages by name. Each stands in a file of its own and
// fills the layout, those of the console its frame. They are parsed when the first is drawn: most runs of the
// program start no lab.
var pages = sync.OnceValue(func() map[string]*template.Template {
	return parsePages("callback", "chooser", "consent", "error", "front", "garbage", "gmail/add", "gmail/proceed", "gmail/sent", "gmail/settings", "gmail/verify", "identifier", "portal", "stopped", "unavailable", "warning",
		"connect-apps", "connect-email", "connect-log", "connect-logs", "connect-mails", "connect-register",
		"console/audience", "console/blocked", "console/branding", "console/client", "console/clientcreate", "console/clientcreated",
		"console/clients", "console/deleted", "console/library", "console/overview", "console/picker", "console/projectcreate",
		"console/publish", "console/scopes", "console/scopesedit", "console/start", "console/terms", "console/unconfigured")
})

// pageFunctions number the inputs of a form from one.
var pageFunctions = template.FuncMap{"inc": func(i int) int { return i + 1 }}

func parsePages(names ...string) map[string]*template.Template {
	parsed := map[string]*template.Template{}
	for _, name := range names {
		files := []string{"pages/layout.html"}
		if strings.HasPrefix(name, "console/") {
			files = append(files, "pages/console/frame.html", "pages/console/fields.html")
		}
		if name == "portal" || strings.HasPrefix(name, "connect-") {
			files = append(files, "pages/connect-frame.html")
		}
		if strings.HasPrefix(name, "gmail/") {
			files = append(files, "pages/gmail/frame.html")
		}
		parsed[name] = template.Must(template.New("layout.html").Funcs(pageFunctions).ParseFS(pageFiles, append(files, "pages/"+name+".html")...))
	}
	return parsed
}

// render answers with a page. It works without scripts and loads nothing from
// anywhere.
func render(w http.ResponseWriter, status int, name string, data any) {
	var page bytes.Buffer
	if err := pages()[name].ExecuteTemplate(&page, "layout.html", data); err != nil {
		http.Error(w, "the page "+name+" cannot be drawn: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	// The addresses carry state. A stricter policy would make browsers send
	// "Origin: null" with the lab's own forms.
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the client may be gone
}
