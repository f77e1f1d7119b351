package guide

import (
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mailasset/internal/msg"
)

// hostile values try to be more than a value, in every format.
var hostile = func() Values {
	v := maps.Clone(full)
	const nasty = "<script>alert(1)</script> `x` ``` [a](javascript:x) **b** | \" ' &lt; # \x1b[31m\u202egpj\u2028\x00"
	for _, name := range []string{"assetName", "appName", "email", "project", "homePage", "loginId", "clientId", "linkValidUntil", "name"} {
		v[name] = name + nasty
	}
	v["authorizedDomains"] = "a.example\n```\n<b>\n# head,- item"
	v["origin"] = "javascript:alert(1)"
	v["authorizationLink"] = "data:text/html,<script>alert(1)</script>"
	return v
}()

// parsed reads a page strictly: every tag must be closed in order.
func parsed(t *testing.T, name, page string, visit func(tag string, attributes map[string]string)) {
	t.Helper()
	void := []string{"meta"}
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF || len(open) > 0 {
				t.Errorf("%s: %v, left open: %v", name, z.Err(), open)
			}
			return
		case html.StartTagToken:
			token := z.Token()
			attributes := map[string]string{}
			for _, a := range token.Attr {
				attributes[a.Key] = a.Val
			}
			visit(token.Data, attributes)
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			token := z.Token()
			if last := len(open) - 1; last < 0 || open[last] != token.Data {
				t.Fatalf("%s: </%s> closes %v", name, token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
}

var (
	knownTags = strings.Fields(`html head meta title style body main h1 h2 h3 p a b bdi strong code mark pre ol ul li dl dt dd`)
	knownAttr = strings.Fields(`lang charset http-equiv content name class href rel`)
)

// An HTML page needs nothing but itself, runs nothing, and links only to where
// a browser goes by https.
func TestHTMLIsSafeAndWhole(t *testing.T) {
	check := func(name string, f Format, lang msg.Lang, page string) {
		if f != FormatHTML {
			return
		}
		level := 0
		parsed(t, name, page, func(tag string, attributes map[string]string) {
			if !slices.Contains(knownTags, tag) {
				t.Errorf("%s: <%s>", name, tag)
			}
			for key := range attributes {
				if !slices.Contains(knownAttr, key) {
					t.Errorf("%s: %s in <%s>", name, key, tag)
				}
			}
			if tag == "html" && attributes["lang"] != string(lang) {
				t.Errorf("%s: lang %q", name, attributes["lang"])
			}
			if tag == "a" && !strings.HasPrefix(attributes["href"], "https://") {
				t.Errorf("%s: a link to %q", name, attributes["href"])
			}
			if len(tag) == 2 && tag[0] == 'h' {
				next := int(tag[1] - '0')
				if next > level+1 || next == 1 && level > 0 {
					t.Errorf("%s: h%d after h%d", name, next, level)
				}
				level = next
			}
		})
		if strings.Contains(pageCSS, "url(") || strings.Contains(pageCSS, "@import") {
			t.Error("the style loads something")
		}
	}
	pages(t, full, Branch{}, check)
	pages(t, nil, external, check)
	pages(t, hostile, Branch{}, check)
}

func TestHTMLShowsHostileValuesAsTheyAre(t *testing.T) {
	page := documentIn(t, FormatHTML, DocumentOptions{Lang: msg.English, Values: hostile})
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
	}
	if want := hostile.get("appName"); !strings.Contains(text.String(), want) {
		t.Errorf("%q is not shown", want)
	}
}

func TestNoFormatLetsControlsThrough(t *testing.T) {
	pages(t, hostile, Branch{}, func(name string, _ Format, _ msg.Lang, page string) {
		if at := strings.IndexFunc(page, invisible); at >= 0 {
			t.Errorf("%s: an invisible character in %q", name, page[max(0, at-20):at+8])
		}
	})
}

func TestMarkdownEscapes(t *testing.T) {
	for _, test := range []struct {
		text line
		want string
	}{
		{line{{words, "a -> b & c"}}, "a → b & c"},
		{line{{given, "<b>_*[x](y)|`~&lt;\\"}}, "\\<b\\>\\_\\*\\[x\\](y)\\|\\`\\~\\&lt;\\\\"},
		{line{{given, "# a"}}, `\# a`},
		{line{{given, "12. a"}}, `12\. a`},
		{line{{given, "- a\n- b"}}, `\- a - b`},
		{line{{open, "<project id>"}}, `\<project id\>`},
		{line{{label, " Save * "}}, ` **Save \*** `},
		{line{{label, " "}}, ` `},
		{line{{code, "a `b` c"}}, "``a `b` c``"},
		{line{{code, "`b"}}, "`` `b ``"},
	} {
		if got := atStart(markdownLine(test.text)); got != test.want {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
	}
}

// A fence is longer than any in the value, so that the value cannot end it.
func TestMarkdownFences(t *testing.T) {
	if got := asMarkdown([]block{value{"a"}}); got != "```text\na\n```\n" {
		t.Errorf("got %q", got)
	}
	if got := asMarkdown([]block{value{"````"}}); got != "`````text\n````\n`````\n" {
		t.Errorf("got %q", got)
	}
	list := asMarkdown([]block{tasks{numbered: true, items: []task{{plain("a"), []block{value{"v"}}}, {plain("b"), nil}}}})
	if list != "1. a\n\n   ```text\n   v\n   ```\n\n2. b\n" {
		t.Errorf("got %q", list)
	}
}

// Nothing hostile begins a line of Markdown that is not fenced or escaped.
func TestMarkdownKeepsHostileValuesIn(t *testing.T) {
	page := documentIn(t, FormatMarkdown, DocumentOptions{Lang: msg.English, Values: hostile})
	fence := ""
	for l := range strings.Lines(page) {
		l = strings.TrimSpace(l)
		ticks := l[:len(l)-len(strings.TrimLeft(l, "`"))]
		switch {
		case fence != "" && l == fence:
			fence = ""
		case fence == "" && strings.HasSuffix(l, "text") && len(ticks) >= 3 && l == ticks+"text":
			fence = ticks
		case fence == "" && strings.Contains(strings.ReplaceAll(l, `\<`, ""), "<script"):
			if !strings.Contains(l, "``") { // a command in a code span
				t.Errorf("not escaped: %s", l)
			}
		}
	}
	if fence != "" {
		t.Errorf("a fence is left open: %q", fence)
	}
}

func TestOpens(t *testing.T) {
	for link, want := range map[string]bool{
		"https://example.com/a?b=c": true, "http://127.0.0.1:8473/callback": true, "http://[::1]:1/": true, "http://localhost:1": true,
		"http://example.com": false, "javascript:alert(1)": false, "data:text/html,x": false, "": false, "https://": false,
		"https://a@b.example": false, "https://a.example/<b>": false, "https://a.example/\"x": false, "https://a.example/a b": false, "//a.example": false,
	} {
		if opens(link) != want {
			t.Errorf("%q: %v", link, !want)
		}
	}
}

// Whatever a value holds, no format is left broken.
func FuzzValues(f *testing.F) {
	for _, v := range hostile {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, nasty string) {
		v := Values{"email": nasty, "assetName": nasty, "origin": nasty, "authorizationLink": nasty, "authorizedDomains": nasty}
		o := LetterOptions{Lang: msg.English, Values: v, Width: 80}
		parsed(t, "letter", letterIn(t, FormatHTML, "mailbox-owner", o), func(tag string, a map[string]string) {
			if !slices.Contains(knownTags, tag) || tag == "a" && !opens(a["href"]) {
				t.Errorf("<%s> %v", tag, a)
			}
		})
		letterIn(t, FormatMarkdown, "mailbox-owner", o)
	})
}
