package oauth

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kind is what became of one request to the redirect URI.
type Kind string

// The kinds, each with the status its page is sent with.
const (
	SignedIn       Kind = "signed-in"       // 200: the exchange was good
	NotAccepted    Kind = "not-accepted"    // 200: the exchange was good, Accept refused the token
	Declined       Kind = "declined"        // 400: the provider sent an error
	Rejected       Kind = "rejected"        // 400: the provider refused the code
	ProviderFailed Kind = "provider-failed" // 502: the provider failed, or gave no token
	Stranger       Kind = "stranger"        // 400: not an answer to our request
	Replay         Kind = "replay"          // 400: our request was answered before
)

func (k Kind) status() int {
	switch k {
	case SignedIn, NotAccepted:
		return http.StatusOK
	case ProviderFailed:
		return http.StatusBadGateway
	}
	return http.StatusBadRequest
}

// Outcome is what became of one request, with the facts its page may show.
// Code and Description are the provider's words, made printable.
type Outcome struct {
	Kind        Kind
	Account     string
	Code        string
	Description string
}

func failedOutcome(err error) Outcome {
	var token *TokenError
	if errors.As(err, &token) && token.Failure == FailureRejected {
		return Outcome{Kind: Rejected, Code: token.Code, Description: token.Description}
	}
	return Outcome{Kind: ProviderFailed}
}

// Page is an outcome in the user's language: plain text, no secret in it.
type Page struct {
	Lang   string // BCP 47
	Title  string // what is true now
	Text   string // what it means
	Detail string // the provider's words, if any
	Next   string // what to do now
}

//go:embed page.html
var pageHTML string

// page is the parsed template and the policy that lets its own style and
// script run and nothing else. Made on first use.
var page = sync.OnceValue(func() (p struct {
	template *template.Template
	policy   string
}) {
	p.template = template.Must(template.New("page").Parse(pageHTML))
	p.policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img-src data:" +
		"; style-src " + hashOf("style") + "; script-src " + hashOf("script")
	return p
})

// hashOf returns the CSP source of the page's one inline element of that name.
func hashOf(element string) string {
	_, after, _ := strings.Cut(pageHTML, "<"+element+">")
	content, _, _ := strings.Cut(after, "</"+element+">")
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// writePage delivers the page of an outcome whole: with its length, and
// flushed, so that the program may end as soon as it returns.
func (a *Attempt) writePage(w http.ResponseWriter, o Outcome) {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(pageTimeout))
	var b strings.Builder
	if err := page().template.Execute(&b, a.flow.Words(o)); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(o.Kind.status())
	_, _ = w.Write([]byte(b.String()))
	_ = control.Flush()
}
