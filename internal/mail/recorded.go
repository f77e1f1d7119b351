package mail

import (
	"strconv"
	"strings"
)

// ParseReply reads a reply as somebody recorded it: one line, or the lines of
// one reply, each with its code ("535-5.7.8 Username and Password not
// accepted."). It reports whether that is a reply. What a server repeats of a
// secret is not known here: whoever passes the text on hides it first.
func ParseReply(text string) (Reply, bool) {
	code, messages := 0, []string{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		number, message, ok := replyLine(strings.TrimSpace(line))
		if !ok || code != 0 && number != code {
			return Reply{}, false
		}
		code = number
		messages = append(messages, message)
	}
	if code == 0 {
		return Reply{}, false
	}
	return parse(code, strings.Join(messages, "\n"), new(hider)).Reply, true
}

// replyLine splits a line of a reply, RFC 5321 section 4.2.1.
func replyLine(line string) (code int, message string, ok bool) {
	if len(line) < 3 || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return 0, "", false
	}
	code, err := strconv.Atoi(line[:3])
	if err != nil || code < 200 || code > 599 {
		return 0, "", false
	}
	return code, line[min(len(line), 4):], true
}

// ParseChallenge decodes what stands behind a recorded 334. It reports whether
// that is a refusal of XOAUTH2 and not, for one, the question for a password.
func ParseChallenge(base64 string) (*Challenge, bool) {
	c, ok := parseChallenge(base64, new(hider))
	if !ok || c.Status == "" && c.Schemes == "" {
		return nil, false
	}
	return c, true
}
