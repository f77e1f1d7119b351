package asset

import (
	"bytes"
	_ "embed" // form.css
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"mailasset/internal/msg"
)

// FormatError names a format that there is none of.
type FormatError struct {
	Format Format
	Known  []Format
}

// Error implements error.
func (e *FormatError) Error() string {
	return fmt.Sprintf("no format %q, only %v", string(e.Format), e.Known)
}

// ExportOptions say how a configuration is written.
type ExportOptions struct {
	Lang     msg.Lang // of text and HTML
	Disclose bool     // with its secrets
}

// Export writes the configuration in a format. Errors are *FormatError, or say
// what in the configuration has no form.
func (c Configuration) Export(f Format, o ExportOptions) ([]byte, error) {
	switch f {
	case FormatJSON:
		return c.Encode(o.Disclose)
	case FormatYAML:
		return c.EncodeYAML(o.Disclose)
	case FormatEnv:
		return c.EncodeEnv(o.Disclose)
	case FormatText:
		return c.text(o), nil
	case FormatHTML:
		return c.page(o), nil
	}
	return nil, &FormatError{f, Formats()}
}

// directions are the words for them.
var directions = map[Direction]msg.Text{Typed: msg.ExportFormTyped, Given: msg.ExportFormGiven, Tick: msg.ExportFormTick, Filled: msg.ExportFormFilled}

// shown is what stands behind a field for a person to read, and whether that is
// its value.
func (f FormField) shown(o ExportOptions) (string, bool) {
	switch {
	case f.Direction == Filled:
		return msg.ExportFormLater.In(o.Lang), false
	case !f.Secret.Empty():
		return disclosed(f.Secret, o.Disclose), true
	case f.Value == "":
		return msg.ExportFormOpen.In(o.Lang), false
	}
	return strings.Map(visible, f.Value), true
}

// visible replaces what could steer a terminal or turn a line around.
func visible(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
		return utf8.RuneError
	}
	return r
}

// text is the form in the order of the screen, one field a line.
func (c Configuration) text(o ExportOptions) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\n\n", msg.ExportFormTitle.In(o.Lang, strings.Map(visible, c.Asset.Name)), msg.ExportFormWhere.In(o.Lang))
	rows, how, label := c.Form(), 0, 0
	for _, f := range rows {
		how = max(how, utf8.RuneCountInString(directions[f.Direction].In(o.Lang)))
		if f.Direction != Tick {
			label = max(label, utf8.RuneCountInString(f.Label))
		}
	}
	for _, f := range rows {
		value, _ := f.shown(o)
		word := directions[f.Direction].In(o.Lang)
		if f.Direction == Tick {
			fmt.Fprintf(&b, "%-*s  %s %s\n", how, word, box(f.Value), f.Label)
			continue
		}
		fmt.Fprintf(&b, "%-*s  %-*s  %s\n", how, word, label, f.Label, value)
	}
	fmt.Fprintf(&b, "\n%s\n%s\n", strings.ReplaceAll(msg.ExportFormLegend.In(o.Lang), ". ", ".\n"), strings.ReplaceAll(msg.ExportFormAfter.In(o.Lang), ". ", ".\n"))
	return b.Bytes()
}

func box(value string) string {
	if value == "true" {
		return "[x]"
	}
	return "[ ]"
}

//go:embed form.css
var formCSS string

// page is the form as one page that needs nothing else: no script, no picture,
// no font. Its policy forbids browsers to load any.
func (c Configuration) page(o ExportOptions) []byte {
	var b bytes.Buffer
	say := func(t msg.Text, args ...any) string { return html.EscapeString(t.In(o.Lang, args...)) }
	title := say(msg.ExportFormTitle, strings.Map(visible, c.Asset.Name))
	fmt.Fprintf(&b, `<!doctype html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>
%s</style>
</head>
<body>
<main>
<h1>%[2]s</h1>
<p>%[4]s</p>
`, o.Lang, title, formCSS, strings.ReplaceAll(say(msg.ExportFormWhere), "-&gt;", "→"))
	if o.Disclose && !c.Authentication.ClientSecret.Empty() {
		fmt.Fprintf(&b, "<p class=\"secret\">%s</p>\n", say(msg.ExportFormSecret))
	}
	fmt.Fprintf(&b, "<table>\n<thead>\n<tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>\n</thead>\n<tbody>\n",
		say(msg.ExportFormField), say(msg.ExportFormValue), say(msg.ExportFormHow))
	for _, f := range c.Form() {
		fmt.Fprintf(&b, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n", html.EscapeString(f.Label), f.cell(o), say(directions[f.Direction]))
	}
	fmt.Fprintf(&b, "</tbody>\n</table>\n<p class=\"note\">%s</p>\n<p>%s</p>\n</main>\n</body>\n</html>\n", say(msg.ExportFormLegend), say(msg.ExportFormAfter))
	return b.Bytes()
}

// cell is a field's value on the page.
func (f FormField) cell(o ExportOptions) string {
	if f.Direction == Tick {
		word := msg.ExportFormCleared
		if f.Value == "true" {
			word = msg.ExportFormTicked
		}
		return html.EscapeString(word.In(o.Lang))
	}
	value, known := f.shown(o)
	if !known {
		return `<span class="note">` + html.EscapeString(value) + "</span>"
	}
	return "<code>" + html.EscapeString(value) + "</code>"
}
