// Package check proves the links of an email asset's chain, one check per
// link, and changes nothing. Only the tier send sends anything: one mail from
// the asset to itself.
package check

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"slices"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/secret"
)

// Status is the outcome of a check.
type Status string

// The outcomes. Unknown means that it could not be told, which is not a
// failure; Skip that the ground was missing.
const (
	Pass    Status = "pass"
	Warn    Status = "warn"
	Fail    Status = "fail"
	Unknown Status = "unknown"
	Skip    Status = "skip"
)

// Tier says how far a run of checks may go.
type Tier string

// The tiers, each with those before it: files and arithmetic only, asking the
// counterparts, and sending a mail to oneself.
const (
	Offline Tier = "offline"
	Online  Tier = "online"
	Send    Tier = "send"
)

// Tiers lists them in their order.
func Tiers() []Tier { return []Tier{Offline, Online, Send} }

// reaches reports whether a run of the tier t includes checks of the other.
func (t Tier) reaches(other Tier) bool {
	return slices.Index(Tiers(), other) <= slices.Index(Tiers(), t)
}

// World is how the counterparts are reached.
type World struct {
	HTTP    *http.Client
	Roots   *x509.CertPool                                                    // for SMTP; nil: the system's
	Dial    func(ctx context.Context, network, addr string) (net.Conn, error) // for SMTP; nil: a plain one
	Now     func() time.Time
	Timeout time.Duration                         // bound on each request, with every try of it, and each SMTP dialogue
	Pause   oauth.Pause                           // between two tries of a request; nil sleeps
	Tell    func(what string, took time.Duration) // of each SMTP dialogue; nil: nobody is told
}

// Subject is the asset that is checked.
type Subject struct {
	File      string // that the configuration was read from, "" for an asset of the state
	Config    *asset.Configuration
	Provider  asset.Provider
	Foreign   bool     // the endpoints are not the provider's
	Loopback  string   // our own redirect URI, "" when not known
	Redirects []string // those in the client JSON, nil when there was none
	Connect   Connect

	// Refresh carries out a refresh where the provider may replace the refresh
	// token, as a foreign one may, and keeps what it gave: spend is to be called
	// once, with the token that is kept then. nil: nobody can keep one, so it is
	// spent only where token.refresh is asked for by its id.
	Refresh func(ctx context.Context, spend func(stored secret.String) (*oauth.Token, error)) (*oauth.Token, error)
}

// Result is what one check found.
type Result struct {
	ID      string
	Status  Status
	Summary msg.Line       // one sentence
	Err     error          // typed; what package diagnose explains
	Facts   map[string]any // what was seen
	Took    time.Duration

	unmade     bool // a skip because Webex Connect has no such asset, which nobody asked for
	groundless bool // a skip because of another check, not of a missing value
	lacks      bool // a skip because of a missing value
	unwished   bool // a skip because nobody configured what it is about
}

// probe is one check: its id, the tier it belongs to, and the checks that must
// not have failed before it has any ground.
type probe struct {
	id    string
	tier  Tier
	needs []string
	run   func(*run, context.Context) Result
}

// probes is the list, in the order of the contract. needs name earlier ones.
var probes = []probe{
	{"asset.shape", Offline, nil, (*run).assetShape},
	{"client.shape", Offline, nil, (*run).clientShape},
	{"client.redirects", Offline, nil, (*run).clientRedirects},
	{"client.credentials", Online, nil, (*run).clientCredentials},
	{"redirect.connect", Online, nil, (*run).redirectConnect},
	{"redirect.loopback", Online, nil, (*run).redirectLoopback},
	{"token.refresh", Online, nil, (*run).tokenRefresh},
	{"token.scope", Offline, []string{"token.refresh"}, (*run).tokenScope},
	{"token.lifetime", Offline, nil, (*run).tokenLifetime},
	{"mailbox.identity", Online, []string{"token.refresh", "token.scope"}, (*run).mailboxIdentity},
	{"smtp.login", Online, []string{"token.refresh", "token.scope"}, (*run).smtpLogin},
	{"forwarding.address", Online, []string{"token.refresh", "token.scope"}, (*run).forwardingAddress},
	{"forwarding.active", Online, []string{"token.refresh", "token.scope"}, (*run).forwardingActive},
	{"send.echo", Send, []string{"token.refresh", "token.scope", "mailbox.identity", "smtp.login"}, (*run).sendEcho},
	{"connect.asset", Online, nil, (*run).connectAsset},
}

// beside are grounds that a check asks beside of, to spare a round trip: only
// its verdict waits for theirs, and is a skip where they are gone.
var beside = map[string][]string{
	"token.refresh":      {"client.credentials"},
	"forwarding.address": {"mailbox.identity"},
	"forwarding.active":  {"mailbox.identity", "forwarding.address"},
}

// IDs lists the checks in their order.
func IDs() []string {
	ids := make([]string, len(probes))
	for i, p := range probes {
		ids[i] = p.id
	}
	return ids
}

// Options narrow a run, and allow it a mail.
type Options struct {
	Tier    Tier
	Only    []string // ids; nil: all
	MaySend bool     // somebody agreed to the mail of the tier send
	Lang    msg.Lang // of that mail

	// Standing are results of an earlier run that are taken over as they are.
	// What is not among them is looked at again.
	Standing []Result
}

func (o Options) selected() []probe {
	var chosen []probe
	for _, p := range probes {
		if (o.Only == nil || slices.Contains(o.Only, p.id)) && o.Tier.reaches(p.tier) {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// IDs lists the checks of a run, in their order.
func (o Options) IDs() []string {
	ids := []string{}
	for _, p := range o.selected() {
		ids = append(ids, p.id)
	}
	return ids
}

// run is one run of the checks over a subject.
type run struct {
	World
	Subject
	options Options
	tokens  tokens
	probing redirects
	clock   *clock
	results map[string]*pending
}

// pending is a check that runs: done is closed when its result stands.
type pending struct {
	done   chan struct{}
	result Result
	stands bool // from an earlier run
}

// Run runs the selected checks, those that do not wait for each other at the
// same time, and calls report with each result in the order of the list, as
// soon as it and those before it are known.
func Run(ctx context.Context, w World, s Subject, o Options, report func(Result)) []Result {
	chosen := o.selected()
	r := &run{World: w, Subject: s, options: o, results: map[string]*pending{}}
	r.clock = watched(&r.World)
	r.tokens.run = r
	r.probing.run = r
	for _, p := range chosen {
		r.results[p.id] = &pending{done: make(chan struct{})}
	}
	for _, known := range o.Standing {
		if own, part := r.results[known.ID]; part {
			own.result, own.stands = known, true
			close(own.done)
		}
	}
	for _, p := range chosen {
		if !r.results[p.id].stands {
			go r.start(ctx, p)
		}
	}
	results := make([]Result, len(chosen))
	for i, p := range chosen {
		done := r.results[p.id]
		<-done.done
		results[i] = done.result
		report(done.result)
	}
	return results
}

func (r *run) start(ctx context.Context, p probe) {
	own := r.results[p.id]
	defer close(own.done)
	if own.result = r.onGround(p.needs); own.result.Status == "" {
		begun := r.Now()
		own.result = p.run(r, ctx)
		took := r.Now().Sub(begun)
		if gone := r.onGround(beside[p.id]); gone.Status != "" {
			own.result = gone
		}
		own.result.Took = took
	}
	own.result.ID = p.id
}

// onGround waits for other checks of the run and returns the skip that one of
// them makes, or nothing.
func (r *run) onGround(needs []string) Result {
	for _, need := range needs {
		if ground, waits := r.wait(need); waits && !r.holds(ground) {
			return groundGone(need)
		}
	}
	return Result{}
}

// wait returns the result of another check of this run; false where it is not
// part of the run.
func (r *run) wait(id string) (Result, bool) {
	other, part := r.results[id]
	if !part {
		return Result{}, false
	}
	<-other.done
	return other.result, true
}

// holds reports whether a check leaves ground to stand on. One that lacked a
// value removed none: who needs the same value will miss it, and name it. Nor
// did a probe that could not tell: it was to spare the next one a refusal.
func (r *run) holds(ground Result) bool {
	switch ground.Status {
	case Fail:
		return false
	case Unknown:
		return ground.ID == "client.credentials"
	case Warn:
		return ground.ID != "forwarding.address" // one that nobody has confirmed
	}
	return !ground.groundless
}
