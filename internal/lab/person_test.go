package lab

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// person uses the console as a browser without scripts lets one: opens
// pages, fills the fields that are there and presses the buttons that can be
// pressed.
type person struct {
	t    *testing.T
	f    *fixture
	c    *http.Client
	page page
}

func (f *fixture) person(t *testing.T) *person {
	t.Helper()
	return &person{t: t, f: f, c: f.browser(t)}
}

func (p *person) open(path string) *person {
	p.t.Helper()
	p.page = do(p.t, p.c, http.MethodGet, p.f.URL+path, "", "")
	return p
}

// fields are what is typed, by the name of the input. A name that several
// inputs share takes several values.
type fields = url.Values

// press fills the form around the button of that text and presses it.
func (p *person) press(text string, typed fields) *person {
	p.t.Helper()
	return p.pressNth(0, text, typed)
}

// pressNth is for buttons that look the same.
func (p *person) pressNth(n int, text string, typed fields) *person {
	p.t.Helper()
	root, err := html.Parse(strings.NewReader(p.page.body))
	if err != nil {
		p.t.Fatal(err)
	}
	var button *html.Node
	for node := range root.Descendants() {
		if node.Data == "button" && textOf(node) == text && !has(node, "disabled") && attribute(node, "aria-hidden") == "" {
			if n--; n < 0 {
				button = node
				break
			}
		}
	}
	if button == nil {
		p.t.Fatalf("there is no button %q to press on %s:\n%s", text, p.page.url, p.page.body)
	}
	return p.pressNode(button, typed)
}

// pressNode fills the form around a button and sends it.
func (p *person) pressNode(button *html.Node, typed fields) *person {
	p.t.Helper()
	form := button.Parent
	for form.Data != "form" {
		form = form.Parent
	}
	body := p.filled(form, typed)
	if name := attribute(button, "name"); name != "" {
		body.Set(name, attribute(button, "value"))
	}
	target, err := p.page.url.Parse(attribute(form, "action"))
	if err != nil {
		p.t.Fatal(err)
	}
	if attribute(form, "method") == "get" {
		target.RawQuery = body.Encode()
		p.page = do(p.t, p.c, http.MethodGet, target.String(), "", "")
		return p
	}
	p.page = do(p.t, p.c, http.MethodPost, target.String(), formType, body.Encode())
	return p
}

// filled are the form's values with what was typed into them.
func (p *person) filled(form *html.Node, typed fields) url.Values {
	p.t.Helper()
	body, left := url.Values{}, map[string][]string{}
	for name, values := range typed {
		left[name] = slices.Clone(values)
	}
	for node := range form.Descendants() {
		name := attribute(node, "name")
		if name == "" || node.Data == "button" || has(node, "disabled") {
			continue
		}
		values, given := left[name]
		switch {
		case node.Data == "select":
			body.Set(name, p.chosen(node, values))
			delete(left, name)
		case attribute(node, "type") == "radio" || attribute(node, "type") == "checkbox":
			if value := attribute(node, "value"); slices.Contains(values, value) || !given && has(node, "checked") {
				body.Add(name, value)
				left[name] = slices.DeleteFunc(values, func(v string) bool { return v == value })
			}
		case len(values) > 0:
			body.Add(name, values[0])
			left[name] = values[1:]
		case node.Data == "textarea":
			body.Add(name, textOf(node))
		default:
			body.Add(name, attribute(node, "value"))
		}
	}
	for name, values := range left {
		if len(values) > 0 {
			p.t.Fatalf("there is no field %s for %q on %s", name, values, p.page.url)
		}
	}
	return body
}

// chosen is the option a drop-down has after one was wished.
func (p *person) chosen(list *html.Node, wished []string) string {
	p.t.Helper()
	var options []string
	now := ""
	for node := range list.Descendants() {
		if node.Data != "option" || has(node, "disabled") {
			continue
		}
		value := textOf(node)
		if has(node, "value") {
			value = attribute(node, "value")
		}
		if len(wished) > 0 && wished[0] == textOf(node) {
			wished = []string{value} // chosen by what the list shows
		}
		options = append(options, value)
		if has(node, "selected") || len(options) == 1 {
			now = value
		}
	}
	if len(wished) == 0 {
		return now
	}
	if !slices.Contains(options, wished[0]) {
		p.t.Fatalf("%s offers %q, not %q", attribute(list, "name"), options, wished[0])
	}
	return wished[0]
}

// sees checks what the page shows.
func (p *person) sees(texts ...string) *person {
	p.t.Helper()
	plain := html.UnescapeString(p.page.body)
	for _, text := range texts {
		if !strings.Contains(plain, text) {
			_, shown, _ := strings.Cut(plain, "<main")
			p.t.Fatalf("%s does not show %q:\n%s", p.page.url, text, shown)
		}
	}
	return p
}

func (p *person) seesNot(text string) *person {
	p.t.Helper()
	if strings.Contains(html.UnescapeString(p.page.body), text) {
		p.t.Errorf("%s shows %q", p.page.url, text)
	}
	return p
}

func (p *person) at(path string) *person {
	p.t.Helper()
	if p.page.url.Path != path {
		p.t.Fatalf("at %s, not %s:\n%s", p.page.url.Path, path, p.page.body)
	}
	return p
}

// link is the address of the link with that text.
func (p *person) link(text string) string {
	p.t.Helper()
	root, err := html.Parse(strings.NewReader(p.page.body))
	if err != nil {
		p.t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.Data == "a" && textOf(node) == text {
			return attribute(node, "href")
		}
	}
	p.t.Fatalf("there is no link %q on %s", text, p.page.url)
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for node := range n.Descendants() {
		if node.Type == html.TextNode {
			b.WriteString(node.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
