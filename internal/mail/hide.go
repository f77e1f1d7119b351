package mail

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// hidden is what stands where a server repeated what it was sent.
const hidden = "[hidden]"

// window is the shortest piece of a secret that is hidden: long enough that no
// ordinary text matches by chance, short enough that what slips through is of
// no use.
const window = 16

// minWhole is the shortest value that is hidden at all: "a@b.nl" has six.
const minWhole = 6

// hider hides what was sent to a server in what the server says. Package secret
// has a Redactor for documents, which finds whole values; servers cut what they
// repeat, wrap it over lines and wrap it in base64 at any offset, so here every
// piece of sixteen bytes counts. And its mark is the same in every run, so that
// two replies can be compared.
type hider struct {
	pieces map[string]struct{}
	whole  []string // values shorter than a piece, and the address
}

func newHider(user, token, response string) *hider {
	h := &hider{pieces: map[string]struct{}{}}
	for _, value := range []string{response, token} {
		for _, form := range forms(value) {
			h.add(form)
		}
	}
	if len(user) >= minWhole {
		h.whole = append(h.whole, user, base64.StdEncoding.EncodeToString([]byte(user)))
	}
	return h
}

func (h *hider) add(form string) {
	if len(form) < window {
		if len(form) >= minWhole {
			h.whole = append(h.whole, form)
		}
		return
	}
	for i := 0; i+window <= len(form); i++ {
		h.pieces[form[i:i+window]] = struct{}{}
	}
}

// forms are the ways a value comes back in other documents.
func forms(value string) []string {
	list := []string{
		value, url.QueryEscape(value), url.PathEscape(value),
		hex.EncodeToString([]byte(value)), strings.ToUpper(hex.EncodeToString([]byte(value))),
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			list = append(list, within(encoding, value, before))
		}
	}
	return list
}

// within returns the characters that stand for value in the base64 of a longer
// text, with that many bytes (modulo three) before it. Its neighbours share the
// first and the last character; those are left out.
func within(encoding *base64.Encoding, value string, before int) string {
	encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", before) + value))
	return encoded[(before*8+5)/6 : (before+len(value))*8/6]
}

// mask returns the text with every piece of what was sent hidden.
func (h *hider) mask(text string) string {
	for _, value := range h.whole {
		text = strings.ReplaceAll(text, value, hidden)
	}
	var out strings.Builder
	shown := 0 // text[:shown] is in out, or hidden
	for i := 0; i+window <= len(text); i++ {
		if _, sent := h.pieces[text[i:i+window]]; !sent {
			continue
		}
		if i > shown || shown == 0 { // else the piece goes on with the one before
			out.WriteString(text[shown:i] + hidden)
		}
		shown = i + window
	}
	return out.String() + text[shown:]
}
