package guide

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// pack returns the embedded pack.
func pack(t testing.TB) *Pack {
	t.Helper()
	p, err := Embedded()
	if err != nil {
		t.Fatalf("the embedded pack:\n%v", err)
	}
	return p
}

// walk calls visit for every value inside v, with the path to it.
func walk(v reflect.Value, path string, visit func(path string, v reflect.Value)) {
	visit(path, v)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			walk(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			name := path + "[]"
			if step, ok := v.Index(i).Interface().(Step); ok {
				name = step.ID
			}
			walk(v.Index(i), name, visit)
		}
	}
}

// walkAll calls visit for every value of the embedded pack and of the letters.
func walkAll(t *testing.T, visit func(path string, v reflect.Value)) {
	t.Helper()
	book, err := letters()
	if err != nil {
		t.Fatalf("the letters:\n%v", err)
	}
	walk(reflect.ValueOf(*pack(t)), "pack", visit)
	walk(reflect.ValueOf(*book), "letters", visit)
}

func TestEmbeddedIsParsedOnceAndComplete(t *testing.T) {
	p := pack(t)
	if again := pack(t); again != p {
		t.Error("parsed a second time")
	}
	var have []string
	for i, step := range p.Steps {
		have = append(have, step.ID)
		if step.Number() != i+1 {
			t.Errorf("step %s has number %d, want %d", step.ID, step.Number(), i+1)
		}
	}
	want := strings.Fields("asset project api branding audience data-access client tokens proof connect forwarding")
	if !slices.Equal(have, want) || !slices.Equal(IDs(), want) {
		t.Errorf("steps %v, IDs %v, want %v", have, IDs(), want)
	}
	if _, ok := p.Step("nothing"); ok {
		t.Error("a step that is not there was found")
	}
}

func TestIDsCannotBeChangedFromOutside(t *testing.T) {
	IDs()[0] = "changed"
	if IDs()[0] != "asset" {
		t.Error("the caller's change reached the package")
	}
}

// A step that a person carries out says all that the person needs.
func TestEveryStepIsWhole(t *testing.T) {
	for _, step := range pack(t).Steps {
		if step.ID == "proof" {
			if len(step.Actions) > 0 {
				t.Error("proof is the program's work, not a person's")
			}
			continue
		}
		switch {
		case len(step.Actions) == 0:
			t.Errorf("%s: no actions", step.ID)
		case step.After == (Text{}):
			t.Errorf("%s: does not say what is seen afterwards", step.ID)
		case len(step.Alternates) < 3:
			t.Errorf("%s: only %d alternates", step.ID, len(step.Alternates))
		case len(step.TAC) == 0 && step.TACNote == (Text{}):
			t.Errorf("%s: says nothing about Cisco's document", step.ID)
		case step.Verified != pack(t).Verified:
			t.Errorf("%s: verified %s, the pack %s", step.ID, step.Verified, pack(t).Verified)
		case step.Page.Link == "" && step.ID != "tokens":
			t.Errorf("%s: no link", step.ID)
		}
	}
}

func TestBothLanguages(t *testing.T) {
	walkAll(t, func(path string, v reflect.Value) {
		switch text := v.Interface().(type) {
		case Text:
			if (text.En == "") != (text.Nl == "") {
				t.Errorf("%s stands in one language only: %q %q", path, text.En, text.Nl)
			}
		case Label:
			if text.En == "" || text.Nl == "" {
				t.Errorf("%s stands in one language only: %q %q", path, text.En, text.Nl)
			}
		}
	})
}

// sameInBoth are the names of screens, which are quoted as they stand.
var sameInBoth = []string{
	"Asset", "Project", "Gmail API", "Branding", "Audience", "Data Access", "Client", "Tokens",
	"Webex Connect", "Clients", "Overview", "IAM",
	"Google Cloud console -> New Project",
	"Google Cloud console -> APIs & Services -> Library -> Gmail API",
	"Google Auth Platform -> Overview", "Google Auth Platform -> Branding", "Google Auth Platform -> Audience",
	"Google Auth Platform -> Data Access", "Google Auth Platform -> Clients -> Create client",
	// The words around the texts.
	"Open", "TAC",
	// Missing values.
	"scope",
}

// A text that is the same in both languages was probably not translated.
func TestNoStrays(t *testing.T) {
	unused := slices.Clone(sameInBoth)
	check := func(path string, text Text) {
		if text.En == "" || plainConsole(text.En) != plainConsole(text.Nl) {
			return
		}
		unused = slices.DeleteFunc(unused, func(s string) bool { return s == text.En })
		if !slices.Contains(sameInBoth, text.En) {
			t.Errorf("%s is the same in Dutch: %q", path, text.En)
		}
	}
	walkAll(t, func(path string, v reflect.Value) {
		if text, ok := v.Interface().(Text); ok {
			check(path, text)
		}
	})
	for name, slot := range placeholders {
		check(name, slot.words)
		check(name, slot.from)
	}
	for _, text := range []Text{
		wordStep, wordOf, wordTAC, wordTACs, wordAnd, wordChecked, wordOpen, wordDo, wordPress,
		wordAfter, wordWhy, wordIfNot, wordFormerly, wordInDocument, wordOnlyFor, wordSignedInAs, wordCisco, noProject,
		headNeeds, headTAC, headOpen, headSources, sayReading, sayTAC, sayTerm, sayContinued, sayOpen, saySources, sayEdition,
		wordFor, wordTakes, headBack, headRisks, sayHello, sayLetter, sayAsk, sayThanks, sayNever, sayHow[openly], sayHow[safely], saySafe,
	} {
		check("words", text)
	}
	if len(unused) > 0 {
		t.Errorf("allowed to be the same, but no longer in use: %q", unused)
	}
}

// plainConsole makes "Cloud console" and "Cloud-console" alike.
func plainConsole(s string) string { return strings.ReplaceAll(s, "Cloud-console", "Cloud console") }

func TestTACDocumentIsCovered(t *testing.T) {
	var have []string
	for _, step := range pack(t).Steps {
		have = append(have, step.TAC...)
	}
	for _, number := range tacSteps {
		if !slices.Contains(have, number) {
			t.Errorf("no step carries out step %s of Cisco's document", number)
		}
	}
	for _, id := range []string{"api", "data-access"} {
		step, _ := pack(t).Step(id)
		if !strings.Contains(step.TACNote.En, "missing step 3") || !strings.Contains(step.TACNote.Nl, "ontbrekende stap 3") {
			t.Errorf("%s does not say that it fills the missing step 3", id)
		}
	}
}

// knownHosts are the only places a pack of ours sends people to.
var knownHosts = []string{
	"console.cloud.google.com", "admin.google.com", "accounts.google.com", "myaccount.google.com", "mail.google.com", "support.google.com",
	"cloud.google.com", "docs.cloud.google.com", "developers.google.com", "help.webexconnect.io",
	"acme.us.webexconnect.io",
}

func TestLinks(t *testing.T) {
	check := func(path, link string) {
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "https" || !slices.Contains(knownHosts, u.Host) || strings.Contains(link, "{") {
			t.Errorf("%s: %q is not an https link to a known host", path, link)
		}
	}
	walkAll(t, func(path string, v reflect.Value) {
		switch at := v.Interface().(type) {
		case Page:
			if at.Link != "" {
				check(path, at.link(full))
			}
		case Step:
			check(path, at.Source)
		}
	})
}

// Every placeholder of the contract is used somewhere, or no sheet, guide or
// letter would ever ask for its value.
func TestPlaceholdersAreUsed(t *testing.T) {
	rest := maps.Clone(placeholders)
	walkAll(t, func(_ string, v reflect.Value) {
		if v.Kind() != reflect.String {
			return
		}
		for _, match := range placeholder().FindAllString(v.String(), -1) {
			delete(rest, strings.Trim(match, "{}"))
		}
	})
	delete(rest, "projectNumber") // what Google's own links hold instead of the id
	for name := range rest {
		t.Errorf("{%s} is used nowhere", name)
	}
	for name := range full {
		if _, known := placeholders[name]; !known {
			t.Errorf("the tests fill {%s}, which nobody knows", name)
		}
	}
}

func TestSecretsHaveNoPlaceholder(t *testing.T) {
	for name := range placeholders {
		if strings.Contains(strings.ToLower(name), "secret") || strings.HasSuffix(name, "Token") {
			t.Errorf("{%s} could show a secret", name)
		}
	}
}

func TestBranchApplies(t *testing.T) {
	external, internal := Branch{Audience: "external"}, Branch{Audience: "internal", Account: "workspace"}
	for _, test := range []struct {
		name         string
		part, reader Branch
		want         bool
	}{
		{"everybody", Branch{}, internal, true},
		{"reader unknown", internal, Branch{}, true},
		{"same", external, external, true},
		{"other audience", external, internal, false},
		{"other account", Branch{Account: "consumer"}, internal, false},
		{"half known", internal, Branch{Account: "workspace"}, true},
	} {
		if got := test.part.Applies(test.reader); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
		if got := test.reader.Applies(test.part); got != test.want {
			t.Errorf("%s: other way round %v", test.name, got)
		}
	}
}
