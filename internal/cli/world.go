package cli

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/wholefile"
	"mailasset/internal/wizard"
)

// world builds the outside world of the wizard: the one place where the real
// one is wired.
func (a *app) world(ctx context.Context, login loginOptions, endpoints asset.Endpoints) (wizard.Env, error) {
	given, err := a.givenAnswers()
	if err != nil {
		return wizard.Env{}, err
	}
	if login.clientJSON != "" {
		given["google.client_json"] = login.clientJSON
	}
	roots, err := a.roots(endpoints)
	if err != nil {
		return wizard.Env{}, err
	}
	redactor := new(secret.Redactor)
	a.redact = redactor.Redact
	env := wizard.Env{
		Err:            a.Err,
		Yes:            a.yes,
		Idle:           warm,
		SSH:            a.sshTarget(),
		Downloads:      a.downloads(),
		Now:            time.Now,
		HTTP:           &http.Client{Transport: a.transport(roots)},
		Roots:          func() *x509.CertPool { return roots },
		Endpoints:      endpoints,
		Known:          redactor,
		Lang:           a.lang,
		Marks:          a.marks(),
		Width:          a.width(),
		Redraw:         !a.plain && term.IsTerminal(int(a.Err.Fd())),
		Given:          given,
		Port:           login.redirectPort,
		TrustEndpoints: login.trustEndpoints,
		Timeout:        a.timeout,
		OpenTimeout:    login.openTimeout,
	}
	if a.dirGiven {
		env.DirFlag = shellLine([]string{a.dir})
	}
	if a.verbose {
		env.Tell = a.narrate
	}
	a.reach(&env, login)
	return env, nil
}

// reach adds what is there only sometimes: a person who answers and pastes, DNS,
// a browser.
func (a *app) reach(env *wizard.Env, login loginOptions) {
	env.Ask, env.CanAsk = a.asker(env.Given)
	if env.CanAsk {
		env.ReadLine = prompt.LineReader(a.In)
	}
	if !a.noInput && !env.Endpoints.Lab() {
		env.LookupMX = lookupMX
	}
	if !login.noBrowser {
		env.Browse = a.browser()
		_, err := a.opener()
		env.Screen = err == nil
	}
}

// givenAnswers collects what was answered beforehand: an adopted asset's, over
// which those of an answers file win, over which those of --answer win. Of the
// adopted ones those stay known as such that nothing beat.
func (a *app) givenAnswers() (map[string]string, error) {
	given := map[string]string{}
	if a.answers != "" {
		fromFile, err := a.readAnswers()
		if err != nil {
			return nil, err
		}
		maps.Copy(given, fromFile)
	}
	typed, err := a.typedAnswers()
	if err != nil {
		return nil, err
	}
	maps.Copy(given, typed)
	maps.DeleteFunc(a.adopted, func(id, _ string) bool { _, beaten := given[id]; return beaten })
	maps.Copy(given, a.adopted)
	return given, nil
}

// typedAnswers are those of --answer. An id that no question has is refused by
// every command, also by one that asks nothing.
func (a *app) typedAnswers() (map[string]string, error) {
	typed := map[string]string{}
	for _, pair := range a.answer {
		id, value, err := prompt.ParseAnswer(pair, wizard.KnownQuestion)
		var unequal *prompt.AnswersError
		switch {
		case errors.As(err, &unequal):
			return nil, usage(msg.UsageAnswer)
		case err != nil:
			return nil, &usageError{err}
		}
		typed[id] = value
	}
	return typed, nil
}

func (a *app) readAnswers() (map[string]string, error) {
	var from io.Reader = a.In
	if a.answers != "-" {
		const most = 2 << 20 // the reader of the answers takes less, and says so
		doc, err := wholefile.Read(a.answers, most)
		if err != nil {
			return nil, &diagnose.AnswersError{Path: a.answers, Reason: a.whyUnread(err)}
		}
		from = bytes.NewReader(doc)
	}
	given, err := prompt.ReadAnswers(from, wizard.KnownQuestion)
	var bad *prompt.AnswersError
	if errors.As(err, &bad) {
		return nil, &diagnose.AnswersError{Path: a.answers, Line: bad.Line, ID: bad.ID, Reason: answersReason(bad.Reason).In(a.lang)}
	}
	if err != nil {
		return nil, fmt.Errorf("read the answers in %s: %w", a.answers, err)
	}
	return given, nil
}

// whyUnread says why the system does not let a file be read.
func (a *app) whyUnread(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return msg.AnswersAbsent.In(a.lang)
	case errors.Is(err, fs.ErrPermission):
		return msg.AnswersDenied.In(a.lang)
	}
	return pathless(err)
}

// asker chooses who answers questions, and says whether that is a person:
// survey on a terminal, numbered lines on one that survey cannot drive, and
// only what was given beforehand without one.
func (a *app) asker(given map[string]string) (prompt.Asker, bool) {
	answers := prompt.Answers{Values: given, Defaults: a.yes}
	onTerminal := term.IsTerminal(int(a.In.Fd()))
	if a.noInput || !onTerminal || a.answers == "-" {
		answers.Unattended = true
		return answers, false
	}
	words := promptWords(a.lang)
	explain := func(err error) string { return a.sayWhy(err) }
	if a.plain || !prompt.Interactive(a.In, a.Err) {
		answers.Next = prompt.Lines{In: a.In, Err: a.Err, Explain: explain, Words: words}
	} else {
		answers.Next = &prompt.Survey{In: a.In, Err: a.Err, Explain: explain, Words: words, NoColor: a.noColor, Fit: a.fit}
	}
	return answers, true
}

// sayWhy says in one line why an answer was refused.
func (a *app) sayWhy(err error) string {
	f := diagnose.Explain(err, diagnose.Context{Lang: a.lang})
	if f.Cause == "" {
		return f.Summary
	}
	return f.Summary + ". " + f.Cause
}

// roots are the trusted certificate authorities: nil means the system's alone;
// --ca-file and a lab's own are added to them.
func (a *app) roots(endpoints asset.Endpoints) (*x509.CertPool, error) {
	if a.caFile == "" && endpoints.CAFile == "" {
		return nil, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	for _, file := range []string{a.caFile, endpoints.CAFile} {
		if file == "" {
			continue
		}
		const most = 8 << 20 // a system's whole collection has some 250 KB
		pem, err := wholefile.Read(file, most)
		if err != nil {
			return nil, &rootsError{file, err}
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, &rootsError{file, errNoPEM}
		}
	}
	return pool, nil
}

var errNoPEM = errors.New("no PEM certificate in it")

// rootsError says why a file of certificate authorities cannot be used.
type rootsError struct {
	file string
	why  error
}

// Error implements error.
func (e *rootsError) Error() string {
	return "read the certificates in " + e.file + ": " + pathless(e.why)
}

func (e *rootsError) finding(lang msg.Lang) diagnose.Finding {
	words := msg.Text{En: pathless(e.why), Nl: pathless(e.why)}
	switch {
	case errors.Is(e.why, errNoPEM):
		words = msg.RootsNoPEM
	case errors.Is(e.why, fs.ErrNotExist):
		words = msg.RootsAbsent
	case errors.Is(e.why, fs.ErrPermission):
		words = msg.RootsDenied
	}
	return diagnose.Finding{Summary: msg.RootsUnusable.In(lang, e.file), Cause: words.In(lang), Fix: []string{msg.RootsFix.In(lang)}, Who: "you"}
}

// labEndpoints asks a running lab where its parts listen. Only loopback is
// asked: nothing else may pass for Google.
func (a *app) labEndpoints(ctx context.Context) (asset.Endpoints, error) {
	var e asset.Endpoints
	base := strings.TrimSuffix(a.Getenv("MAILASSET_LAB"), "/")
	if base == "" {
		return e, nil
	}
	if err := checkLabURL(base); err != nil {
		return e, err
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/lab/endpoints", nil)
	if err != nil {
		return e, usage(msg.UsageValue, "MAILASSET_LAB", msg.TakesLab.Line(), base)
	}
	direct := &http.Transport{} // loopback: no proxy
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := (&http.Client{Transport: direct, CheckRedirect: stay}).Do(request)
	if err != nil {
		return e, fmt.Errorf("ask the lab where it listens: %w", err)
	}
	defer response.Body.Close()
	const most = 1 << 20
	if err := json.NewDecoder(io.LimitReader(response.Body, most)).Decode(&e); err != nil || response.StatusCode != http.StatusOK || !e.Lab() {
		return asset.Endpoints{}, fmt.Errorf("ask the lab where it listens: %s is no lab", base)
	}
	for _, address := range []string{e.URL, e.Accounts, e.Token, e.Gmail, e.ResourceManager, e.ServiceUsage, e.GmailSettings, e.ConnectAPI, smtpURL(e.SMTPTLS), smtpURL(e.SMTPStartTLS)} {
		if address != "" && checkLabURL(address) != nil {
			return asset.Endpoints{}, fmt.Errorf("ask the lab where it listens: it names %q, which is not on this machine", address)
		}
	}
	if err := checkLabFiles(e); err != nil {
		return asset.Endpoints{}, err
	}
	return e, nil
}

// smtpURL lets an address be checked like the others.
func smtpURL(address string) string {
	if address == "" {
		return ""
	}
	return "http://" + address
}

// pathless is the text of an operating system's error without the path, which
// the caller names.
func pathless(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// lookupMX asks DNS which hosts receive a domain's mail, best first.
func lookupMX(ctx context.Context, domain string) ([]string, error) {
	records, err := net.DefaultResolver.LookupMX(ctx, domain)
	if err != nil {
		return nil, err
	}
	hosts := make([]string, len(records))
	for i, r := range records {
		hosts[i] = r.Host
	}
	return hosts, nil
}
