package secret

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// minLength is the shortest value the Redactor replaces: shorter ones would
// shred the text around them.
const minLength = 8

// redactedPrefix begins what the Redactor writes in a secret's place.
const redactedPrefix = "[secret:"

// Redactor replaces known secrets in whole documents by their name and a short
// fingerprint. The fingerprint is keyed anew for every Redactor, so the same
// secret looks the same within one report and different across two. It works
// on documents, not on a stream: a secret split over two writes would slip
// through. Safe for concurrent use; the zero Redactor knows nothing.
type Redactor struct {
	mu    sync.RWMutex
	key   []byte
	known []replacement
}

type replacement struct{ value, label string }

// Know adds secrets under a name, in the forms they take in other documents:
// plain, query-escaped and base64. Values shorter than eight characters are
// left out.
func (r *Redactor) Know(name string, secrets ...String) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		if v := s.Reveal(); len(v) >= minLength {
			r.add(v, redactedPrefix+name+" "+r.fingerprint(v)+"]")
		}
	}
	slices.SortStableFunc(r.known, func(a, b replacement) int {
		return cmp.Compare(len(b.value), len(a.value))
	})
}

// Label returns what stands for a secret in a document: its name and its
// fingerprint, also for one that is too short to be found in a text.
func (r *Redactor) Label(name string, s String) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return redactedPrefix + name + " " + r.fingerprint(s.Reveal()) + "]"
}

func (r *Redactor) add(value, label string) {
	forms := []string{value, url.QueryEscape(value), url.PathEscape(value),
		base64.StdEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte(value))}
	for _, form := range forms {
		known := func(k replacement) bool { return k.value == form }
		if !slices.ContainsFunc(r.known, known) {
			r.known = append(r.known, replacement{form, label})
		}
	}
}

func (r *Redactor) fingerprint(value string) string {
	if r.key == nil {
		r.key = make([]byte, 32)
		_, _ = rand.Read(r.key) // never fails since Go 1.24
	}
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(value))
	return hex.EncodeToString(mac.Sum(nil))[:6]
}

// Redact returns the document with every known secret replaced, longest first.
func (r *Redactor) Redact(document string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, k := range r.known {
		document = strings.ReplaceAll(document, k.value, k.label)
	}
	return document
}
