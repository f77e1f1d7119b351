package diagnose

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"mailasset/internal/lazyregexp"
	"mailasset/internal/mail"
)

var (
	// replyInLine finds a reply behind what logs and libraries put before it: a
	// time, "S:", "<<<", "Invalid login:", "(535, b'".
	replyInLine = lazyregexp.New(`(?:^|[^\w.+:/-]|[a-zA-Z]: ?)([2345]\d\d)(?:([ -])|, ?b?["'])\s*([^\n]*)`)
	// repeated is the beginning of a next line in a reply that was put on one.
	repeated    = lazyregexp.New(`(?:\s|\\[rn])+([2345]\d\d)[ -]([245]\.\d{1,3}\.\d{1,3})\s`)
	authAttempt = lazyregexp.New(`(?i)\bAUTH (?:XOAUTH2|OAUTHBEARER|PLAIN|LOGIN|\[secret\])|\b334\b`)
	hello       = lazyregexp.New(`(?i)^\W*(?:C: ?)?(?:EHLO|HELO)\b|[>:] ?(?:EHLO|HELO)\b`)
	envelope    = lazyregexp.New(`(?i)(?:^|[>:] ?)\W*(?:C: ?)?(MAIL FROM:|RCPT TO:|DATA\s*$)`)
	ofAMail     = lazyregexp.New(`(?i)\b(?:unsolicited|spam|SPF|DKIM|DMARC|unauthenticated mail|message size|content|attachment)\b`)
	offeredWays = lazyregexp.New(`(?i)\b250[ -]AUTH[ =]([A-Z0-9 -]+)`)
	serverName  = lazyregexp.New(`(?i)\b((?:smtp|mail|relay|mx)[a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?::| port |[ ,'"]+(?:on )?(?:port )?)?(465|587|25)?\b`)
)

// smtpWords are the marks of a dialogue, or of one reply.
var smtpWords = sync.OnceValue(func() wording {
	return saying(`smtp`, `ehlo`, `helo`, `starttls`, `AUTH XOAUTH2`, `AUTH PLAIN`, `AUTH LOGIN`, `AUTH OAUTHBEARER`,
		`Username and Password not accepted`, `Too many login attempts`, `Authentication failed`, `Authentication unsuccessful`, `\b[45]\.\d{1,3}\.\d{1,3}\b`)
})

// What this program itself says of a login, with --verbose and in logs.
var (
	ownLogin     = lazyregexp.New(`\bsign in to ([\w.-]+):(\d{2,5}): `)
	ownNotSMTP   = lazyregexp.New(`answered with "([^"]{0,100})", which is no SMTP`)
	ownUnoffered = lazyregexp.New(`XOAUTH2 is not offered, only ([A-Z0-9 -]+)|no mechanism is offered`)
)

// ownLoginIn reads what this program says of a server that it did not come to
// sign in to.
func ownLoginIn(p pasted) error {
	if !ownLogin().MatchString(p.flat) {
		return nil
	}
	if m := ownNotSMTP().FindStringSubmatch(p.flat); m != nil {
		e := &mail.NotSMTPError{Server: serverIn(p), Got: m[1]}
		if strings.HasPrefix(m[1], "HTTP/") {
			e.Speaks = mail.SpeaksHTTP
		}
		return e
	}
	if m := ownUnoffered().FindStringSubmatch(p.flat); m != nil {
		return &mail.NoXOAUTH2Error{Server: serverIn(p), Offered: strings.Fields(m[1])}
	}
	return nil
}

// smtpCodes are those of a failed reply (RFC 5321 section 4.2.3, RFC 4954
// section 6, RFC 3207).
var smtpCodes = []int{421, 432, 450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 521, 523, 530, 534, 535, 538, 550, 552, 553, 554}

// serverIn finds the mail server that a text is about.
func serverIn(p pasted) mail.Server {
	s := mail.Server{}
	if m := ownLogin().FindStringSubmatch(p.flat); m != nil {
		s.Host = m[1]
		s.Port, _ = strconv.Atoi(m[2])
	} else if m := serverName().FindStringSubmatch(p.flat); m != nil {
		s.Host = strings.ToLower(m[1])
		s.Port, _ = strconv.Atoi(m[2])
	} else if strings.Contains(p.low, " gsmtp") {
		s.Host = "smtp.gmail.com"
	}
	switch s.Port {
	case 465:
		s.Security = mail.SSL
	case 587, 25:
		s.Security = mail.STARTTLS
	}
	return s
}

// recorded is a reply in a dialogue, and what came before it.
type recorded struct {
	mail.Reply
	phase string // that had been begun
}

// repliesIn finds the replies of a dialogue, those of several lines put
// together.
func repliesIn(p pasted) []recorded {
	var all []recorded
	phase := "greeting"
	lines := strings.Split(p.text, "\n")
	for i := 0; i < len(lines); i++ {
		switch {
		case authAttempt().MatchString(lines[i]):
			phase = "auth"
		case phase == "greeting" && hello().MatchString(lines[i]):
			phase = "ehlo"
		}
		if m := envelope().FindStringSubmatch(lines[i]); m != nil {
			phase = map[string]string{"MAIL": "mail", "RCPT": "rcpt", "DATA": "data"}[strings.ToUpper(m[1][:4])]
		}
		line, more, ok := replyOf(lines[i])
		if !ok {
			continue
		}
		whole := line
		for more && i+1 < len(lines) {
			next, again, ok := replyOf(lines[i+1])
			if !ok || next[:3] != line[:3] {
				break
			}
			whole, more = whole+"\n"+next, again
			i++
		}
		if reply, ok := mail.ParseReply(whole); ok {
			all = append(all, recorded{reply, phase})
		}
	}
	return all
}

// replyOf takes the reply out of a line, and says whether another line of it is
// to come.
func replyOf(line string) (reply string, more, ok bool) {
	m := replyInLine().FindStringSubmatch(line)
	if m == nil {
		bare := strings.TrimSpace(line)
		return bare, false, len(bare) == 3 && bare[0] >= '2' && bare[0] <= '5'
	}
	text := strings.TrimRight(m[3], `'")`)
	text = repeated().ReplaceAllString(text, " ")
	return m[1] + " " + text, m[2] == "-", true
}

// smtpIn reads an SMTP dialogue, or one reply of it.
func smtpIn(p pasted) error {
	if !smtpWords().in(p) {
		return nil
	}
	replies := repliesIn(p)
	refusals := slices.DeleteFunc(slices.Clone(replies), func(r recorded) bool { return !refuses(r.Reply) })
	if len(refusals) == 0 {
		return unofferedIn(p)
	}
	decides := refusals[0]
	for _, r := range refusals { // one of a command's form is not why a login fails
		if decides.Code/10 == 50 && r.Code/10 != 50 {
			decides = r
		}
	}
	if decides.Code == 504 {
		if err := unofferedIn(p); err != nil {
			return err
		}
	}
	server := serverIn(p)
	if strings.Contains(strings.ToLower(decides.Text), "tls not available") {
		return &mail.TLSError{Server: server, Phase: "starttls", Err: mail.ErrRefused, Reply: decides.Reply}
	}
	e := &mail.ReplyError{Server: server, Phase: phaseOf(decides), Code: decides.Code, Enhanced: decides.Enhanced, Text: decides.Text}
	e.Challenge = challengeOf(p)
	return e
}

// refuses reports a reply that is a refusal, and SMTP's beyond doubt: its
// enhanced code goes with its code, or it has none.
func refuses(r mail.Reply) bool {
	switch {
	case !slices.Contains(smtpCodes, r.Code):
		return false
	case strings.HasPrefix(r.Enhanced, "5.1.") || strings.HasPrefix(r.Enhanced, "5.2."):
		return false // about the recipient of a mail
	case r.Enhanced != "":
		return int(r.Enhanced[0]-'0') == r.Code/100
	}
	return r.Code != 550 && r.Code != 552 // without more, these are about a mail too
}

// phaseOf tells how far the login had come. Some replies are of one phase only.
func phaseOf(r recorded) string {
	signIn := []int{432, 454, 530, 534, 535, 538}
	if slices.Contains(signIn, r.Code) || r.Enhanced == "5.7.8" || r.Enhanced == "5.4.5" {
		return "auth"
	}
	if r.Code/100 == 5 && (r.Code == 552 || r.Enhanced == "5.3.4" || strings.HasPrefix(r.Enhanced, "5.6.") || strings.HasPrefix(r.Enhanced, "5.7.2") || ofAMail().MatchString(r.Text)) {
		return "data" // of a mail's content, whatever of the dialogue was pasted
	}
	return r.phase
}

// unofferedIn reads a dialogue whose server does not offer XOAUTH2.
func unofferedIn(p pasted) error {
	m := offeredWays().FindStringSubmatch(p.text)
	if m == nil || strings.Contains(strings.ToUpper(m[1]), "XOAUTH2") {
		return nil
	}
	return &mail.NoXOAUTH2Error{Server: serverIn(p), Offered: strings.Fields(m[1])}
}

// challenge finds what may be the challenge of a refused login, alone or behind
// its 334. Screens break it.
var challenge = lazyregexp.New(`(?:^|[^\w+/=.-])(?:334[ -])?(ey[A-Za-z0-9+/][A-Za-z0-9+/=_% ]{20,600})`)

// challengeOf decodes the challenge in a text, nil where there is none.
func challengeOf(p pasted) *mail.Challenge {
	for _, text := range strings.Split(p.text+"\n"+p.flat, "\n") {
		for _, m := range challenge().FindAllStringSubmatch(text, 8) {
			words := strings.Fields(unquoted(m[1]))
			for n := len(words); n > 0; n-- {
				if c, ok := mail.ParseChallenge(strings.Join(words[:n], "")); ok {
					return c
				}
			}
		}
	}
	return nil
}

func unquoted(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// challengeIn reads a challenge that stands alone, without the reply that
// follows it.
func challengeIn(p pasted) error {
	c := challengeOf(p)
	if c == nil || slices.ContainsFunc(repliesIn(p), func(r recorded) bool { return refuses(r.Reply) }) {
		return nil
	}
	return &mail.ReplyError{Server: serverIn(p), Phase: "auth", Code: 334, Challenge: c}
}
