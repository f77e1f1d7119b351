package lab

import (
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
	"strings"
)

const (
	helpPolicy   = "https://developers.google.com/identity/protocols/oauth2/policies#secure-response-handling"
	helpTestUser = "https://support.google.com/accounts/answer/3466521?p=app_notverified"
)

// authError is a failure Google shows on its own page and never sends to the
// redirect URI (facts/google.md 1.2).
type authError struct {
	code    string
	message string
	help    string
	status  int
	details [][2]string
}

func (e *authError) withDetail(key, value string) *authError {
	e.details = append(e.details, [2]string{key, value})
	return e
}

func badRequest(message string) *authError {
	return &authError{code: "invalid_request", message: message, status: http.StatusBadRequest}
}

// encode returns the value of the authError parameter: URL-safe base64 of the
// protocol buffer in facts/google.md 1.4.
func (e *authError) encode() string {
	var m protoMessage
	m.text(1, e.code)
	m.text(2, e.message)
	if e.help != "" {
		m.text(3, e.help)
	}
	m.number(4, uint64(e.status))
	for _, d := range e.details {
		var pair protoMessage
		pair.text(1, d[0])
		pair.text(2, d[1])
		m.text(5, string(pair))
	}
	var shown protoMessage // a copy of fields 2 and 3
	shown.number(1, 1)
	shown.text(2, e.message)
	if e.help != "" {
		shown.text(3, e.help)
	}
	m.text(6, string(shown))
	return base64.URLEncoding.EncodeToString(m)
}

// decodeAuthError reads fields 1, 2 and 4 back for the error page.
func decodeAuthError(s string) (*authError, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return nil, false
	}
	e := &authError{status: http.StatusBadRequest}
	for len(raw) > 0 {
		field, number, text, rest, ok := nextField(raw)
		if !ok {
			return nil, false
		}
		raw = rest
		switch field {
		case 1:
			e.code = text
		case 2:
			e.message = text
		case 3:
			e.help = text
		case 4:
			e.status = int(number)
		}
	}
	return e, e.code != "" && e.status >= 400 && e.status < 600
}

// protoMessage is a protocol buffer message under construction. Two wire types
// are all the parameter uses: 0 for numbers, 2 for text and messages.
type protoMessage []byte

func (m *protoMessage) number(field int, v uint64) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3)
	*m = binary.AppendUvarint(*m, v)
}

func (m *protoMessage) text(field int, s string) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|2)
	*m = binary.AppendUvarint(*m, uint64(len(s)))
	*m = append(*m, s...)
}

func nextField(b []byte) (field int, number uint64, text string, rest []byte, ok bool) {
	tag, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, 0, "", nil, false
	}
	b = b[n:]
	v, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, 0, "", nil, false
	}
	b = b[n:]
	switch {
	case tag&7 == 0:
		return int(tag >> 3), v, "", b, true
	case tag&7 == 2 && v <= uint64(len(b)):
		return int(tag >> 3), 0, string(b[:v]), b[v:], true
	}
	return 0, 0, "", nil, false
}

// refuse sends the browser to the error page, as Google does.
func (l *Lab) refuse(w http.ResponseWriter, r *http.Request, e *authError) {
	q := url.Values{"authError": {e.encode()}, "flowName": {flowName}}
	if id := r.URL.Query().Get("client_id"); id != "" {
		q.Set("client_id", id)
	}
	http.Redirect(w, r, l.world.issuer+errorPath+"?"+q.Encode(), http.StatusFound)
}

// errorPage shows what the authError parameter says.
func (l *Lab) errorPage(w http.ResponseWriter, r *http.Request) {
	e, ok := decodeAuthError(r.URL.Query().Get("authError"))
	if !ok {
		e = &authError{code: "invalid_request", message: "The error page was opened without a readable authError.", status: http.StatusBadRequest}
	}
	app := "The app"
	if known, ok := l.world.findClient(r.URL.Query().Get("client_id")); ok {
		app = known.project.screen.app()
	}
	render(w, e.status, "error", map[string]any{
		"App": app, "Code": e.code, "Status": e.status, "Message": e.message, "Help": e.help,
	})
}
