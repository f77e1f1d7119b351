package mail

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"unicode"

	"mailasset/internal/lazyregexp"
)

// Reply is a server's answer, RFC 5321 section 4.2.
type Reply struct {
	Code     int    `json:"code"`
	Enhanced string `json:"enhanced,omitempty"` // RFC 3463, such as 5.7.8
	Text     string `json:"text,omitempty"`     // one line, whatever the server sent
}

// String returns the reply as a server writes it.
func (r Reply) String() string {
	return strings.Join(strings.Fields(strconv.Itoa(r.Code)+" "+r.Enhanced+" "+r.Text), " ")
}

// Challenge is why XOAUTH2 was refused: the JSON behind a 334, decoded.
// https://developers.google.com/workspace/gmail/imap/xoauth2-protocol#error_response
type Challenge struct {
	Status  string `json:"status,omitempty"` // like an HTTP status: 400, 401
	Schemes string `json:"schemes,omitempty"`
	Scope   string `json:"scope,omitempty"` // the one the server wants
	// Raw is what was sent, only when it could not be read.
	Raw string `json:"raw,omitempty"`
}

// textLimit bounds the text of one reply. Google's longest is below 300 bytes;
// RFC 5321 section 4.5.3.1.5 allows 512 for a line.
const textLimit = 1024

// enhancedCode begins each line of a reply, RFC 2034 section 4.
var enhancedCode = lazyregexp.New(`^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)`)

// answer is a reply and what its readers need of it.
type answer struct {
	Reply
	lines []string // shown: hidden and printable
	raw   string   // as sent: only for decoding, it may hold the token
}

// parse reads the message behind a reply's code, lines joined by a newline.
func parse(code int, message string, hide *hider) answer {
	a := answer{Reply: Reply{Code: code}, raw: message}
	for _, line := range strings.Split(hide.mask(message), "\n") {
		a.lines = append(a.lines, printable(line, textLimit))
	}
	if code == 334 {
		return a // a challenge is data, no text
	}
	var words []string
	for _, line := range a.lines {
		if match := enhancedCode().FindStringSubmatch(line); match != nil {
			if a.Enhanced == "" {
				a.Enhanced = match[1]
			}
			line = line[len(match[0]):]
		}
		words = append(words, strings.Fields(line)...)
	}
	a.Text = printable(strings.Join(words, " "), textLimit)
	return a
}

// parseChallenge decodes a 334. It reports whether it could; nil is an empty one.
func parseChallenge(raw string, hide *hider) (*Challenge, bool) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return nil, false
	}
	// Some servers leave the padding out; both forms decode this way.
	document, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(raw, "="))
	var fields map[string]any
	if err == nil {
		err = json.Unmarshal(document, &fields)
	}
	if err != nil || fields == nil {
		return &Challenge{Raw: printable(hide.mask(raw), textLimit)}, false
	}
	field := func(name string) string {
		switch v := fields[name].(type) {
		case string:
			return printable(hide.mask(v), textLimit)
		case float64: // Google sends a string, others a number
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return ""
	}
	return &Challenge{Status: field("status"), Schemes: field("schemes"), Scope: field("scope")}, true
}

// printable makes a stranger's text safe to show: no control characters, which
// a terminal would obey, no broken UTF-8, at most limit bytes.
func printable(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			return '.'
		}
		return r
	}, text)
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "")
	}
	return text
}
