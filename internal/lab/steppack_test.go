package lab

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mailasset/internal/guide"
	"mailasset/internal/msg"
)

// follower does on the lab's pages what the step pack says, word by word: it
// presses the buttons and fills the fields by the labels that the pack gives.
type follower struct {
	*person
	lang   msg.Lang
	values guide.Values
	typed  fields // what stands in the page's fields and was not sent yet
}

// Following the pack literally leads from nothing to a client, a sign-in and
// forwarding, in both languages: what it names stands on the page it opens.
func TestFollowingTheStepPack(t *testing.T) {
	pack, err := guide.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		for _, audience := range []string{"external", "internal"} {
			t.Run(string(lang)+" "+audience, func(t *testing.T) {
				f := start(t, Config{Fresh: true})
				p := f.follower(t, lang)
				branch := guide.Branch{Audience: audience, Account: "workspace", Reader: "setup"}
				for _, id := range []string{"asset", "project", "api", "branding", "audience", "data-access", "client"} {
					step, _ := pack.Step(id)
					p.follow(step, branch)
				}
				project := f.world.findProject("acme-mail-4711")
				if project == nil || project.screen == nil || len(project.clients) != 1 || !project.services[gmailService] {
					t.Fatalf("made %+v", project)
				}
				made := project.clients[0]
				if !slices.Equal(made.redirects, []string{f.CallbackURL, loopback}) || !slices.Equal(made.origins, []string{f.ConnectURL}) {
					t.Errorf("the client has %q and %q", made.redirects, made.origins)
				}
				if s := project.screen; s.external != (audience == "external") || s.production != s.external || len(s.scopes) != 1 {
					t.Errorf("the consent screen is %+v", s)
				}

				f.file.Web.ClientID = made.id
				p.person.open(strings.TrimPrefix(f.authURL(f.with()), f.URL))
				step, _ := pack.Step("tokens")
				p.follow(step, branch)
				if p.page.location(t).Query().Get("code") == "" {
					t.Errorf("the sign-in ended at %s", p.page.url)
				}
				step, _ = pack.Step("forwarding")
				p.follow(step, branch)
				if seen := f.world.seenForwarding(mailbox); !seen.enabled || seen.address != f.ForwardingAddress {
					t.Errorf("forwarding is %+v", seen)
				}
			})
		}
	}
}

func (f *fixture) follower(t *testing.T, lang msg.Lang) *follower {
	p := f.person(t)
	p.c.Transport = speaking{string(lang), p.c.Transport}
	p.c.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), loopback) {
			return http.ErrUseLastResponse // there the client waits
		}
		return nil
	}
	return &follower{person: p, lang: lang, typed: fields{}, values: guide.Values{
		"console": f.Accounts, "accounts": f.Accounts, "mail": f.Accounts, "origin": f.ConnectURL,
		"project": "acme-mail-4711", "email": mailbox, "supportEmail": mailbox, "developerContact": mailbox, "testUser": mailbox,
		"appName": "Acme Mail", "clientName": "Acme Mail", "homePage": "https://www.example.com/", "privacyPolicy": "https://www.example.com/privacy",
		"authorizedDomains": "example.com", "scope": scopeMail, "callbackUrl": f.CallbackURL, "loopbackRedirect": loopback,
		"forwardingAddress": f.ForwardingAddress,
	}}
}

// speaking is a browser that likes one language best.
type speaking struct {
	lang string
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (s speaking) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Accept-Language", s.lang+";q=0.9, fr;q=0.8")
	return s.next.RoundTrip(r)
}

// follow carries out a step.
func (p *follower) follow(step guide.Step, branch guide.Branch) {
	p.t.Helper()
	p.visit(step.Page)
	for _, action := range step.Actions {
		if !action.When.Applies(branch) || action.Needs == "loginId" {
			continue
		}
		p.visit(action.Page)
		if len(action.Press) > 0 && !p.getThere(step, action.Press[0].En) {
			continue
		}
		var asked []guide.Field
		for _, field := range action.Fields {
			if field.When.Applies(branch) {
				asked = append(asked, field)
			}
		}
		for range max(1, len(asked)) { // "press it twice" where there are two rows
			for _, label := range action.Begin {
				p.push(label.In(p.lang), section(asked, p.lang))
			}
		}
		for _, field := range asked {
			p.fill(field)
		}
		if step.ID == "tokens" && len(asked) > 0 {
			p.push(map[msg.Lang]string{msg.English: "Next", msg.Dutch: "Volgende"}[p.lang], "")
		}
		for _, label := range action.Press {
			if label.En == "Get started" {
				continue // only where the page shows an introduction
			}
			p.push(p.filledIn(label.In(p.lang)), "")
		}
	}
}

// getThere does what the pack says in words before a button, and reports whether
// the button is to be pressed.
func (p *follower) getThere(step guide.Step, button string) bool {
	p.t.Helper()
	switch button {
	case "Create":
		if step.ID == "project" {
			p.push("Edit", "") // the note of Project name tells of it
		}
	case "Decrypt logs":
		p.push("Debug logs", "")
		p.push("Switch descriptive logs on", "")
		p.push("1", "") // the transaction
	case "Confirm":
		_, link := p.f.confirmation(p.t)
		p.open(link)
	case "Save Changes":
		p.visit(step.Page)
	case "Register To Webex Engage":
		return false // no form was saved here
	}
	return true
}

// section is the heading under which an action's buttons stand where two look
// the same.
func section(asked []guide.Field, lang msg.Lang) string {
	if len(asked) == 0 {
		return ""
	}
	return asked[0].Label.In(lang)
}

func (p *follower) visit(page guide.Page) {
	p.t.Helper()
	link := (guide.Step{Page: page}).Link(p.values)
	if link == "" {
		return
	}
	p.page = do(p.t, p.c, http.MethodGet, link, "", "")
	p.typed = fields{}
}

func (p *follower) filledIn(text string) string {
	for name, value := range p.values {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

// nodes are the page's, those after the heading where one is wanted and there.
func (p *follower) nodes(heading string) []*html.Node {
	p.t.Helper()
	root, err := html.Parse(strings.NewReader(p.page.body))
	if err != nil {
		p.t.Fatal(err)
	}
	all := slices.Collect(root.Descendants())
	at := slices.IndexFunc(all, func(n *html.Node) bool {
		return heads(n, heading)
	})
	return all[max(0, at):]
}

// heads reports whether a node is the heading of that name, which may have a
// number before it.
func heads(n *html.Node, name string) bool {
	return name != "" && (n.Data == "h1" || n.Data == "h2") && (textOf(n) == name || strings.HasSuffix(textOf(n), " "+name))
}

// push presses a button, follows a link or opens what is folded away.
func (p *follower) push(label, heading string) {
	p.t.Helper()
	for _, n := range p.nodes(heading) {
		if textOf(n) != label || has(n, "disabled") || attribute(n, "aria-hidden") != "" {
			continue
		}
		switch n.Data {
		case "summary":
			return
		case "a":
			if target, err := p.page.url.Parse(attribute(n, "href")); err == nil && !has(n, "download") {
				p.page = do(p.t, p.c, http.MethodGet, target.String(), "", "")
			}
			return
		case "button":
			p.pressNode(n, p.typed)
			p.typed = fields{}
			if p.page.status >= 400 {
				p.t.Fatalf("%q is refused: %s", label, p.page.header.Get(problemHeader))
			}
			return
		}
	}
	p.t.Fatalf("there is no %q to press on %s", label, p.page.url)
}

// fill types, chooses or ticks. A field of several rows stands under a heading
// of its name.
func (p *follower) fill(field guide.Field) {
	p.t.Helper()
	label, value := field.Label.In(p.lang), p.filledIn(field.Value)
	nodes := p.nodes(label)
	headed := len(nodes) > 0 && heads(nodes[0], label)
	for _, n := range nodes {
		if n.Data != "label" || !headed && !strings.Contains(textOf(n), label) {
			if field.Kind == guide.Copy && textOf(n) == label {
				return
			}
			continue
		}
		for inside := range n.Descendants() {
			name, kind := attribute(inside, "name"), attribute(inside, "type")
			switch {
			case name == "" || kind == "radio" && headed && !strings.HasPrefix(textOf(n), value):
				continue
			case kind == "radio" || kind == "checkbox":
				p.typed[name] = []string{attribute(inside, "value")}
			case value != "":
				p.typed[name] = append(p.typed[name], value)
			}
			return
		}
	}
	p.t.Fatalf("there is no field %q on %s", label, p.page.url)
}
