// Package diagnose is the catalog of known failures: an error goes in, and what
// failed, why, how to mend it and who can comes out, in the user's language.
// The packages whose errors it knows give facts; advice is given here.
package diagnose

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"mailasset/internal/msg"
)

// Finding is a known failure in the user's language. It holds no secret.
type Finding struct {
	// Code is the promise to scripts; "" when the catalog does not know the error.
	Code string `json:"code"`
	// Summary says what failed, in one sentence.
	Summary string `json:"summary"`
	// Cause says why.
	Cause string `json:"cause"`
	// Fix holds the steps in order, each a command or a click path.
	Fix []string `json:"fix"`
	// Who can carry them out, one of the Who constants.
	Who string `json:"who"`
	// Link leads to the page where the fix begins, or to what explains it.
	Link string `json:"link"`
	// Facts are what was seen. Keys are in camelCase, but for those that OAuth
	// itself names (redirect_uri, client_id).
	Facts map[string]string `json:"facts,omitempty"`
}

// Who can mend a failure.
const (
	WhoMailboxOwner   = "mailbox-owner"
	WhoCloudAdmin     = "google-cloud-admin"
	WhoWorkspaceAdmin = "workspace-admin"
	WhoConnectAdmin   = "webex-connect-admin"
	WhoNetworkAdmin   = "network-admin"
	WhoYou            = "you"
)

// Context is what is known about the asset at hand. All of it is optional; it
// fills links and names in the texts.
type Context struct {
	Lang              msg.Lang
	Name              string // short name, for commands like `mailasset setup NAME`
	ProjectID         string
	ClientID          string
	Email             string
	LoginID           string
	CallbackURL       string
	LoopbackURI       string
	Registered        []string // redirect URIs in the client JSON, a snapshot
	ForwardingAddress string
	Command           string // the command line that runs, without secrets; "" where setup is meant
	Foreign           bool   // authorization and token URLs are not Google's
	Lab               bool
	LabURL            string // where a lab serves Google's pages; "" outside one
	Dir               string // the state directory as it must be typed again; "" for the usual one
	Waiting           bool   // a sign-in is awaited, at an address that stands above on the screen
	Pasted            bool   // the error was read in a text: what that does not name is not known
	Now               time.Time
}

// facts are what was seen of a failure, by the names that texts use.
type facts map[string]string

// entry is one known failure. Adding one means adding one value to a table.
type entry struct {
	code string
	// take recognises the error and tells what was seen.
	take func(error) (facts, bool)
	// complete adds facts that only the Context can tell.
	complete func(facts, Context)

	title, cause msg.Text
	fix          []msg.Text
	foreign      []msg.Text // the fix where the provider is not Google
	words        lexicon

	who, link string
	// steps are those of the fix that come first and hang on what the error
	// itself lists; nil where there are none.
	steps func(error, *writer) []string
	// whose says who can mend it where that hangs on what was seen; "" is who.
	whose func(facts) string
}

// catalog holds every entry. The first that takes an error explains it; the
// tests prove that no second one would take what is recorded for it.
var catalog = sync.OnceValue(func() []entry {
	return slices.Concat(
		clientEntries(), consentEntries(), pageEntries(), tokenEntries(), gmailEntries(), forwardingEntries(),
		adminEntries(), projectEntries(), smtpEntries(), loopbackEntries(), networkEntries(),
		ruleEntries(), fileEntries(), stateEntries(), connectEntries(), connectAssetEntries(),
	)
})

// Explain says what an error means for the asset at hand. An error that is not
// in the catalog comes back with its own text as the summary; nil, and what the
// user ended himself, mean nothing.
func Explain(err error, c Context) Finding {
	if err == nil {
		return Finding{}
	}
	for _, e := range catalog() {
		if seen, ok := e.takes(err); ok {
			f := e.finding(seen, c)
			if e.steps != nil {
				f.Fix = append(e.steps(err, newWriter(e.words, seen, c)), f.Fix...)
			}
			return f
		}
	}
	return Finding{Summary: textOf(err), Fix: []string{}}
}

// Codes returns the codes of the catalog in the order of its table.
func Codes() []string {
	codes := make([]string, len(catalog()))
	for i, e := range catalog() {
		codes[i] = e.code
	}
	return codes
}

// takes asks the entry. An error whose methods panic, such as a nil pointer in
// an interface, is nobody's: explaining a failure must not be the next one.
func (e entry) takes(err error) (seen facts, ok bool) {
	defer func() {
		if recover() != nil {
			seen, ok = nil, false
		}
	}()
	if err == nil || canceled(err) {
		return nil, false
	}
	if named, ok := find[NamedError](err); ok {
		return named.facts(), named.Code == e.code
	}
	return e.take(err)
}

func (e entry) finding(seen facts, c Context) Finding {
	if seen == nil {
		seen = facts{}
	}
	if e.complete != nil {
		e.complete(seen, c)
	}
	maps.DeleteFunc(seen, func(_, value string) bool { return value == "" })
	for name, value := range seen {
		seen[name] = clean(value)
	}
	w := newWriter(e.words, seen, c)
	f := Finding{
		Code:    e.code,
		Summary: w.write(e.title),
		Cause:   upperFirst(w.write(e.cause)),
		Fix:     []string{},
		Who:     e.whoCan(seen),
		Link:    w.link(e.link),
		Facts:   seen,
	}
	fix := e.fix
	if c.Foreign && e.foreign != nil {
		fix = e.foreign
	}
	for _, step := range fix {
		if text := w.write(step); text != "" {
			f.Fix = append(f.Fix, text)
		}
	}
	return f
}

func (e entry) whoCan(seen facts) string {
	if e.whose != nil {
		return cmp.Or(e.whose(seen), e.who)
	}
	return e.who
}

// find is errors.As for a pointer type that passes over a nil pointer.
func find[T any, P interface {
	*T
	error
}](err error) (P, bool) {
	var p P
	return p, errors.As(err, &p) && p != nil
}
