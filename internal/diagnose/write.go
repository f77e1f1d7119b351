package diagnose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mailasset/internal/asset"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

// lexicon holds the phrases of an entry by the placeholder that they fill.
type lexicon map[string]phrase

// phrase is the words for one placeholder, chosen by a value.
type phrase struct {
	by    string // the value that chooses
	of    map[string]msg.Text
	other msg.Text // for every other value; may be empty
}

func (p phrase) pick(value string) msg.Text {
	if text, ok := p.of[value]; ok {
		return text
	}
	return p.other
}

var placeholder = lazyregexp.New(`\{[A-Za-z_]+\}`)

// namePlaceholder takes the blank before the asset's name along: a command
// without a name means the only asset there is.
var namePlaceholder = lazyregexp.New(` ?\{name\}`)

// writer writes the texts of one finding.
type writer struct {
	lang   msg.Lang
	words  lexicon
	values map[string]string
	google bool
	lab    string // in the place of Google's pages
	dir    string // for every command
}

func newWriter(words lexicon, seen facts, c Context) *writer {
	return &writer{c.Lang, words, valuesOf(seen, c), !c.Foreign, strings.TrimSuffix(c.LabURL, "/"), clean(c.Dir)}
}

// write fills a text: phrases may hold placeholders and those that all entries
// share, values may not.
func (w *writer) write(t msg.Text) string {
	text := w.say(w.say(t.In(w.lang), w.words), common())
	text = w.asTyped(text)
	text = namePlaceholder().ReplaceAllStringFunc(text, func(match string) string {
		if w.values["name"] == "" {
			return ""
		}
		return strings.Replace(match, "{name}", w.values["name"], 1)
	})
	text = w.pages(tidy(text), "https://mail.google.com/")
	return w.here(placeholder().ReplaceAllStringFunc(text, func(match string) string {
		return w.pages(w.value(strings.Trim(match, "{}")), "https://mail.google.com/mail/")
	}))
}

// pages makes Google's pages those of a lab, which serves them itself. The
// address of Gmail is told along: alone it is the scope, where it comes as a
// value.
func (w *writer) pages(text, gmail string) string {
	if w.lab == "" {
		return text
	}
	for _, page := range []string{"https://console.cloud.google.com/", "https://accounts.google.com/"} {
		text = strings.ReplaceAll(text, page, w.lab+"/")
	}
	return strings.ReplaceAll(text, gmail, w.lab+strings.TrimPrefix(gmail, "https://mail.google.com"))
}

// ownLine is a command line in a text.
var ownLine = lazyregexp.New("`mailasset [^`]*`")

// here makes commands those of this run, with the state directory that was
// named.
func (w *writer) here(text string) string {
	if w.dir == "" {
		return text
	}
	return ownLine().ReplaceAllStringFunc(text, func(line string) string {
		if strings.Contains(line, " --dir") || strings.HasPrefix(line, "`mailasset lab") || strings.HasPrefix(line, "`mailasset help") {
			return line
		}
		return strings.TrimSuffix(line, "`") + " --dir " + w.dir + "`"
	})
}

// say puts phrases in the places of their names.
func (w *writer) say(text string, words lexicon) string {
	return placeholder().ReplaceAllStringFunc(text, func(match string) string {
		p, ok := words[strings.Trim(match, "{}")]
		if !ok {
			return match
		}
		return p.pick(w.values[p.by]).In(w.lang)
	})
}

func (w *writer) value(name string) string {
	if v := w.values[name]; v != "" {
		return v
	}
	return missing()[name].In(w.lang)
}

// link fills an address. One that leads to Google's pages means nothing for
// another provider.
func (w *writer) link(address string) string {
	address = w.write(msg.Text{En: address, Nl: address})
	if !w.google && strings.Contains(address, ".google.com/") {
		return ""
	}
	return address
}

var gap = lazyregexp.New(` ([.,:])( |$)`)

// tidy closes the gaps that empty phrases leave.
func tidy(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
	return gap().ReplaceAllString(text, "$1$2")
}

// valuesOf are the facts and, for what they do not tell, the Context and what
// follows from both.
func valuesOf(seen facts, c Context) map[string]string {
	values := map[string]string{
		"name":         c.Name,
		"email":        c.Email,
		"account":      account(c),
		"client_id":    c.ClientID,
		"callback":     c.CallbackURL,
		"loopback":     c.LoopbackURI,
		"command":      c.Command,
		"trusting":     trusting(c),
		"exporting":    exporting(c),
		"redirect_uri": c.LoopbackURI,
		"os":           runtime.GOOS,
		"kind":         "google",
		"scope":        asset.Gmail.Scope,
		"project":      project(seen, c),
		"provider":     providerName.In(c.Lang),
	}
	if c.Foreign {
		values["provider"], values["kind"] = foreignName.In(c.Lang), "foreign"
	}
	for name, value := range values {
		values[name] = clean(value)
	}
	if c.Waiting {
		values["waiting"] = "yes"
	}
	if c.Pasted && seen["client_id"] == "" && c.ClientID != "" {
		values["told"] = "no"
	}
	if !c.Now.IsZero() {
		values["now"] = c.Now.UTC().Format(time.RFC3339)
	}
	for name, value := range seen {
		values[name] = value
	}
	for name, value := range values {
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			values[name] = t.UTC().Format("2006-01-02 15:04 UTC")
		}
	}
	values["Provider"] = upperFirst(values["provider"])
	values["nextPort"] = nextPort(values["port"])
	values["ground"] = groundOf(seen)
	values["connection"] = connectionOf(seen)
	values["asked"] = cmp.Or(seen["asked"], "https://"+seen["host"]+"/")
	consolePages(values, project(seen, c))
	return values
}

var (
	providerName = msg.Text{En: "Google", Nl: "Google"}
	foreignName  = msg.Text{En: "the provider", Nl: "de aanbieder"}
)

// account is who signs in: for a shared mailbox another than the mailbox.
func account(c Context) string {
	if c.LoginID != "" {
		return c.LoginID
	}
	return c.Email
}

// project is what Google's console takes as ?project=: the id or the number,
// which a client id begins with.
func project(seen facts, c Context) string {
	client := oauth.Client{ID: c.ClientID}
	for _, p := range []string{seen["projectNumber"], c.ProjectID, client.ProjectNumber()} {
		if p != "" {
			return clean(p)
		}
	}
	return ""
}

// consolePages adds the deep links of google.md section 5. Without a project
// the console asks for one.
func consolePages(values map[string]string, project string) {
	query := ""
	if project != "" {
		query = "project=" + url.QueryEscape(project)
	}
	for name, page := range map[string]string{
		"clientsPage":  "https://console.cloud.google.com/auth/clients",
		"audiencePage": "https://console.cloud.google.com/auth/audience",
		"brandingPage": "https://console.cloud.google.com/auth/branding",
		"scopesPage":   "https://console.cloud.google.com/auth/scopes",
		"iamPage":      "https://console.cloud.google.com/iam-admin/iam",
		"enablePage":   "https://console.cloud.google.com/flows/enableapi?apiid=gmail.googleapis.com",
	} {
		switch {
		case values[name] != "" || query == "":
		case strings.Contains(page, "?"):
			page += "&" + query
		default:
			page += "?" + query
		}
		if values[name] == "" {
			values[name] = page
		}
	}
}

// nextPort proposes another loopback port, below those that systems hand out.
func nextPort(port string) string {
	n, err := strconv.Atoi(port)
	if err != nil || n < 1024 || n >= 49151 {
		n = 8473
	}
	return strconv.Itoa(n + 1)
}

// canceled reports that the user ended it, which is no failure.
func canceled(err error) bool { return errors.Is(err, context.Canceled) }

// textOf is an error's own text on one line; fmt survives an Error method that
// does not.
func textOf(err error) string { return clean(fmt.Sprint(err)) }

// clean takes out of a value what could steer a terminal, and secrets.
func clean(s string) string { return strings.TrimSpace(hideOpaque(hideShapes(oauth.Inert(s)))) }

// secretShape is what Google's tokens, codes and client secrets look like: a
// provider may repeat in its answer what it was sent. The last is a personal
// access token of Webex.
var secretShape = lazyregexp.New(`\bya29\.[\w.-]{8,}|\b[14](?:/|%(?:25)*2[Ff])(?:[01/]|%(?:25)*2[Ff])[\w-]{16,}|\bGOCSPX-[\w-]{8,}|\b[A-Za-z0-9]{16,}_[A-Z0-9]{2,8}_[0-9A-Fa-f-]{8,}`)

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
