package oauth

import (
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pageCodes are the codes of Google's error page (DOC and OBS, google.md
// sections 1.2 and 1.4) and the general ones of RFC 6749 section 4.1.2.1.
var pageCodes = []string{
	"redirect_uri_mismatch", "origin_mismatch", "invalid_client", "deleted_client", "org_internal",
	"admin_policy_enforced", "disallowed_useragent", "access_denied", "invalid_request", "access_not_configured",
	"invalid_grant", "invalid_scope", "unauthorized_client", "unsupported_response_type", "server_error",
}

// pageReader gathers the fields of the parameter (OBS, google.md section 1.4).
type pageReader struct {
	page    PageError
	message string // as it came: the state is taken out before it is cut
	state   string
	insane  bool // no such message: text that is none was joined to it
	whole   bool // the last field was there
}

// decodePage reads the parameter. It is sane when nothing in it speaks against
// its being such a message, or the beginning of one.
func decodePage(value string, delimited bool) (page *PageError, sane bool) {
	value = strings.NewReplacer("+", "-", "/", "_").Replace(value)
	odd := len(value)%4 == 1 // no base64 has this length: a character is missing
	if odd {
		value = value[:len(value)-1]
	}
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return &PageError{Truncated: true}, false
	}
	var r pageReader
	rest := eachField(raw, r.take)
	// A cut between two fields shows only by what does not follow: every sample
	// has a status and, last, field 6.
	r.page.Truncated = odd || rest || r.insane || r.page.Code == "" || r.page.Status == 0 || !delimited && !r.whole
	r.scrub()
	return &r.page, !r.insane
}

// take reads one field. Of a field that is cut off, only what is neither
// compared nor clicked is kept: the beginning of the message, and a code that
// its length and beginning give away.
func (r *pageReader) take(f protoField) {
	text, clean := f.string()
	if f.number > 31 || !clean && f.number <= 3 && f.wire == wireBytes {
		r.insane = true
	}
	switch {
	case f.wire == wireVarint && f.number == 4:
		if f.varint >= 100 && f.varint < 600 && r.page.Status == 0 {
			r.page.Status = int(f.varint)
		}
	case f.wire != wireBytes:
	case f.number == 1 && r.page.Code == "":
		r.page.Code = readCode(text, f.length, f.cut)
	case f.number == 2 && r.message == "":
		r.message = text
	case f.number == 3 && !f.cut:
		r.help(text)
	case f.number == 5 && !f.cut:
		r.detail(f.bytes)
	case f.number == 6 && !f.cut:
		r.whole = true
		r.copy(f.bytes)
	}
}

// readCode takes a word as the code. One that is cut off is completed where a
// single known code has its length and beginning (INF).
func readCode(text string, length uint64, cut bool) string {
	shape := func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }
	if strings.ContainsFunc(text, shape) || len(text) < 3 || length > 64 {
		return ""
	}
	if !cut {
		return text
	}
	fits := func(code string) bool { return uint64(len(code)) == length && strings.HasPrefix(code, text) }
	first := slices.IndexFunc(pageCodes, fits)
	if first < 0 || slices.ContainsFunc(pageCodes[first+1:], fits) {
		return ""
	}
	return pageCodes[first]
}

func (r *pageReader) help(address string) {
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	u, err := url.Parse(address)
	if err == nil && !strings.ContainsFunc(address, odd) && u.Scheme == "https" && u.Host != "" && u.User == nil && len(address) <= 512 && r.page.HelpURL == "" {
		r.page.HelpURL = address
	}
}

func (r *pageReader) detail(pair []byte) {
	var key, value string
	cut := eachField(pair, func(f protoField) {
		switch f.number {
		case 1:
			key, _ = f.string()
		case 2:
			value, _ = f.string()
		}
	})
	if key == "state" {
		r.state = value
	}
	if !cut {
		r.page.keep(key, value)
	}
}

// copy reads the second telling of message and link, where the first is missing.
func (r *pageReader) copy(message []byte) {
	eachField(message, func(f protoField) {
		text, _ := f.string()
		switch {
		case f.wire != wireBytes || f.cut:
		case f.number == 2 && r.message == "":
			r.message = text
		case f.number == 3:
			r.help(text)
		}
	})
}

// scrub takes the state out of what repeats it.
func (r *pageReader) scrub() {
	defer func() { r.page.Message = Printable(r.message) }()
	const shortest = 6 // what is shorter would shred the text, and is no state
	if len(r.state) < shortest {
		return
	}
	for _, form := range []string{r.state, url.QueryEscape(r.state), url.PathEscape(r.state)} {
		r.message = strings.ReplaceAll(r.message, form, "[state]")
		r.page.HelpURL = strings.ReplaceAll(r.page.HelpURL, form, "[state]")
		for key, value := range r.page.Details {
			r.page.Details[key] = strings.ReplaceAll(value, form, "[state]")
		}
	}
}

// The wire types of a protocol buffer,
// https://protobuf.dev/programming-guides/encoding/.
const (
	wireVarint = 0
	wireFixed8 = 1
	wireBytes  = 2
	wireBegin  = 3 // of a group
	wireEnd    = 4
	wireFixed4 = 5
)

// protoField is one field as it stands in a message.
type protoField struct {
	number int
	wire   int
	varint uint64
	bytes  []byte
	length uint64 // of bytes, as stated
	cut    bool   // there are fewer
}

// string returns the text of a field, and whether it is one. A character that
// the cut halved is dropped.
func (f protoField) string() (text string, clean bool) {
	b := f.bytes
	for n := 0; f.cut && n < utf8.UTFMax && len(b) > 0; n++ {
		if r, size := utf8.DecodeLastRune(b); r != utf8.RuneError || size > 1 {
			break
		}
		b = b[:len(b)-1]
	}
	text = string(b)
	odd := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	return strings.ToValidUTF8(text, "\ufffd"), utf8.ValidString(text) && !strings.ContainsFunc(text, odd)
}

// eachField hands the fields of a message out, in their order and without the
// contents of groups, and reports whether the message ends in the middle.
func eachField(b []byte, take func(protoField)) (cut bool) {
	depth := 0
	for len(b) > 0 {
		f, rest, ok := nextField(b)
		if !ok {
			return true
		}
		b = rest
		switch {
		case f.wire == wireBegin:
			depth++
		case f.wire == wireEnd:
			depth--
		case depth == 0:
			take(f)
		}
		if depth < 0 || f.cut {
			return true
		}
	}
	return depth > 0
}

func nextField(b []byte) (f protoField, rest []byte, ok bool) {
	tag, n := binary.Uvarint(b)
	if n <= 0 || tag>>3 == 0 || tag>>3 > 1<<29 {
		return f, nil, false
	}
	f.number, f.wire, b = int(tag>>3), int(tag&7), b[n:]
	size := 0
	switch f.wire {
	case wireVarint, wireBytes:
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return f, nil, false
		}
		if b = b[n:]; f.wire == wireVarint {
			f.varint = v
			return f, b, true
		}
		f.length, f.cut = v, v > uint64(len(b))
		size = int(min(v, uint64(len(b))))
		f.bytes = b[:size]
	case wireFixed8:
		size = 8
	case wireFixed4:
		size = 4
	case wireBegin, wireEnd:
	default:
		return f, nil, false
	}
	return f, b[min(size, len(b)):], size <= len(b)
}
