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
	"sort"
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

// replacement is one form of a value, and what stands for it in a document.
type replacement struct {
	form, label string
	folded      bool // in lower case: found whatever the case
}

// Know adds secrets under a name. They are found plain, in hex, in base64 at any
// offset, escaped for URLs, HTML, JSON and Markdown, up to three times over, and
// with blanks, line breaks and invisible characters inside. Values shorter than
// eight characters are left out.
func (r *Redactor) Know(name string, secrets ...String) {
	for _, s := range secrets {
		if v := s.Reveal(); len(v) >= minLength {
			r.mu.Lock()
			r.add(v, redactedPrefix+name+" "+r.fingerprint(v)+"]", false)
			r.mu.Unlock()
		}
	}
}

// KnowText adds a value that is no secret and still is not to be told, such as
// a mail address, by what is to stand for it. It is found as secrets are, and
// in any case of its letters.
func (r *Redactor) KnowText(value, label string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(value) < minLength {
		return
	}
	r.add(value, label, true)
	r.add(strings.ToLower(value), label, true)
}

// Label returns what stands for a secret in a document: its name and its
// fingerprint, also for one that is too short to be found in a text.
func (r *Redactor) Label(name string, s String) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return redactedPrefix + name + " " + r.fingerprint(s.Reveal()) + "]"
}

func (r *Redactor) add(value, label string, anyCase bool) {
	put := func(form string, folded bool) {
		one := replacement{form, label, folded}
		same := func(k replacement) bool { return k.form == form && k.folded == folded }
		if !slices.ContainsFunc(r.known, same) {
			r.known = append(r.known, one)
		}
	}
	plain := bare(value)
	if anyCase {
		put(lower(plain), true)
	} else {
		put(plain, false)
		put(bare(url.QueryEscape(value)), false)
	}
	put(hex.EncodeToString([]byte(value)), true)
	for shift := range 3 {
		// The first and the last character hold bits of what stands around.
		whole := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), value...))
		form := whole[(shift*8+5)/6 : (shift+len(value))*8/6]
		put(form, false)
		put(strings.NewReplacer("+", "-", "/", "_").Replace(form), false)
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

// Redact returns the document with every known secret replaced, the longest
// where several begin at one place. What it costs grows with the length of the
// document and the number of secrets.
func (r *Redactor) Redact(document string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if len(r.known) == 0 {
		return document
	}
	var found []place
	seen := viewOf(document)
	for range unwrappings {
		found = r.search(seen, found)
		next := seen.unwrapped()
		if next.text == seen.text {
			break
		}
		seen = next
	}
	return replaced(document, found)
}

// unwrappings is how many views are searched: as it is, and escaped once, twice
// and three times.
const unwrappings = 4

// place is where a secret stands in a document.
type place struct {
	from, to int
	label    string
}

func (r *Redactor) search(seen view, found []place) []place {
	folded := lower(seen.text)
	for _, k := range r.known {
		text := seen.text
		if k.folded {
			text = folded
		}
		for at := 0; ; {
			i := strings.Index(text[at:], k.form)
			if i < 0 {
				break
			}
			at += i + len(k.form)
			found = append(found, place{seen.from[at-len(k.form)], seen.to[at-1], k.label})
		}
	}
	return found
}

// replaced writes the labels in the places. Where places overlap, all of them
// give way to the label of the longest at the first.
func replaced(document string, places []place) string {
	if len(places) == 0 {
		return document
	}
	sort.SliceStable(places, func(i, j int) bool { // slices.SortStableFunc is compiled anew for each type
		a, b := places[i], places[j]
		return cmp.Or(a.from-b.from, b.to-a.to) < 0
	})
	var out strings.Builder
	shown := 0 // document[:shown] is written, or hidden
	for _, p := range places {
		if p.from >= shown {
			out.WriteString(document[shown:p.from] + p.label)
		}
		shown = max(shown, p.to)
	}
	return out.String() + document[shown:]
}
