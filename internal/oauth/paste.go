package oauth

import (
	"errors"
	"net/url"
	"strings"
)

// ErrNotAnAnswer says that pasted text is no answer to this sign-in.
var ErrNotAnAnswer = errors.New("read what was pasted: no answer to this sign-in")

// Paste takes what a person copied from the browser's address bar after
// signing in: the whole redirect address, its query alone, or the code. The
// state is checked wherever it is there; without it the code is worthless to
// anybody but us, by PKCE. ErrNotAnAnswer leaves the flow waiting.
func (a *Attempt) Paste(text string) error {
	query, err := parsePaste(text)
	if err != nil {
		return err
	}
	if !query.Has("state") {
		query.Set("state", a.state)
	}
	outcome, r := a.deliver(query)
	if r == nil {
		if outcome.Kind == Replay {
			return nil
		}
		return ErrNotAnAnswer
	}
	a.settled <- *r
	return nil
}

func parsePaste(text string) (url.Values, error) {
	text = strings.TrimSpace(text)
	raw := text
	if before, after, found := strings.Cut(text, "?"); found {
		if strings.Contains(before, "=") {
			return nil, ErrNotAnAnswer // two queries in one: whose state would count?
		}
		raw = after
	}
	raw, _, _ = strings.Cut(strings.TrimPrefix(raw, "#"), "#") // browsers append a fragment
	if strings.Contains(raw, "code=") || strings.Contains(raw, "error=") {
		query, err := url.ParseQuery(raw)
		if err != nil || query.Get("code") == "" && query.Get("error") == "" {
			return nil, ErrNotAnAnswer
		}
		return query, nil
	}
	code, err := bareCode(text)
	if err != nil {
		return nil, err
	}
	return url.Values{"code": {code}}, nil
}

// bareCode takes a code alone: visible ASCII (RFC 6749 appendix A.11), and
// nothing that addresses, queries, mail addresses or markup are made of, but for
// the padding of base64. Google's have a slash, which an address bar shows
// escaped.
func bareCode(text string) (string, error) {
	if unescaped, err := url.PathUnescape(text); err == nil {
		text = unescaped
	}
	const shortest, longest = 16, 2048
	odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>"&?=@`, r) }
	if len(text) < shortest || len(text) > longest || strings.Contains(text, "://") ||
		strings.ContainsFunc(strings.TrimRight(text, "="), odd) {
		return "", ErrNotAnAnswer
	}
	return text, nil
}
