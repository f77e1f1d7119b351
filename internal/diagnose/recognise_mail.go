package diagnose

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"mailasset/internal/check"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/mail"
)

var (
	// replyInLine finds what may be a reply behind what logs and libraries put
	// before it: a time, "S:", "<<<", "Invalid login:", "(535, b'".
	replyInLine = lazyregexp.New(`(?:^|[^\w.+:/-]|[a-zA-Z]: ?)([2345]\d\d)(?:([ -])|, ?b?["'])`)
	// repeated is the beginning of a next line in a reply that was put on one.
	repeated    = lazyregexp.New(`(?:\s|\\[rn])+[2345]\d\d[ -][245]\.\d{1,3}\.\d{1,3}\s|(?:\\[rn])+[245]\.\d{1,3}\.\d{1,3}\s`)
	enhanced    = lazyregexp.New(`^\s*([245])\.\d{1,3}\.\d{1,3}\b`)
	authAttempt = lazyregexp.New(`(?i)\bAUTH (?:XOAUTH2|OAUTHBEARER|PLAIN|LOGIN|\[secret\])|\b334\b`)
	hello       = lazyregexp.New(`(?i)^\W*(?:C: ?)?(?:EHLO|HELO)\b|[>:] ?(?:EHLO|HELO)\b`)
	envelope    = lazyregexp.New(`(?i)(?:^|[>:] ?)\W*(?:C: ?)?(MAIL FROM:|RCPT TO:|DATA\s*$)`)
	ofAMail     = lazyregexp.New(`(?i)\b(?:unsolicited|spam|SPF|DKIM|DMARC|unauthenticated mail|message size|content|attachment)\b`)
	offeredWays = lazyregexp.New(`(?i)\b250[ -]AUTH[ =]([A-Z0-9 -]+)`)
	// serverName is no part of an address of a page or of a person.
	serverName = lazyregexp.New(`(?i)(?:^|[^\w.@/-]|\bsmtps?://)((?:[a-z0-9]+-)?(?:smtp|mail|relay|mx)(?:[0-9-][a-z0-9-]*)?(?:\.[a-z0-9-]+)*\.([a-z]{2,}))(?:(?::| port |[ ,'"]+(?:on )?(?:port )?)(465|587|25))?\b`)

	// spoken is a line of a dialogue and of nothing else.
	spoken = lazyregexp.New(`(?im)(?:^|[>:\]] ?)(?:[CS]: ?)?(?:(?:EHLO|HELO) \S|AUTH (?:XOAUTH2|OAUTHBEARER|PLAIN|LOGIN|\[secret\])|MAIL FROM:|220[ -]\S+ E?SMTP\b|250-[A-Z])|^\W*(?:C: ?)?STARTTLS\s*$`)
	// marked ends what stands before a reply in a dialogue.
	marked = lazyregexp.New(`(?i)^\s*$|[>\]<*|("'-]\s*$|(?:^|\W)(?:S|server|response|reply|said):\s*$`)
	// serverSays is how servers begin a reply that has no enhanced code: RFC 5321
	// section 4.3.2, RFC 4954, and what is common.
	serverSays = lazyregexp.New(`(?i)^\s*(?:error:? |[a-z0-9-]+(?:\.[a-z0-9-]+)+:? )?(?:` +
		`(?:incorrect|invalid|bad|temporary|wrong)? ?(?:smtp )?(?:authentication (?:failed|failure|unsuccessful|required|rejected|data|credentials|mechanism|is required|exchange)|` +
		`(?:login|user ?name|password|credentials)(?: (?:and|or) password)?(?: is| was| are)? (?:incorrect|invalid|failed|denied|rejected|not accepted))|` +
		`incorrect authentication|invalid (?:login|credentials)|bad credentials|too many (?:login|connections|concurrent|messages|recipients|errors)|` +
		`service (?:not available|unavailable, closing|closing)|closing (?:connection|transmission)|try again later|(?:server )?too busy|` +
		`(?:syntax error|unrecognized|command (?:not|unrecognized|unknown|parameter)|bad sequence|unknown command|error in parameters)|` +
		`must issue a starttls|(?:tls|encryption) (?:not available|required)|starttls\b|(?:requested )?(?:mail )?action (?:not taken|aborted)|mailbox (?:unavailable|busy|name)|` +
		`transaction failed|relay(?:ing)? (?:access )?(?:denied|not permitted)|no smtp service|insufficient system storage|local error|please authenticate|` +
		`temporary local problem|message (?:rejected|refused|size)|greylist|unauthenticated|authorization failed|auth (?:failed|failure|error|denied|rejected|required))`)
)

// mailSuffixes end the name of a mail server that is told without a port.
var mailSuffixes = strings.Fields(`com net org io nl be de eu uk fr es it at ch lu ie dk se no fi pl pt cz hu ro gr us ca mx br au nz in jp cn kr sg hk tw za
	info biz edu gov cloud email online app dev tech example invalid local lan test internal intern corp home`)

// smtpWords are the marks of a dialogue, or of one reply.
var smtpWords = sync.OnceValue(func() wording {
	return saying(`smtp / ehlo / helo / starttls / AUTH XOAUTH2 / AUTH PLAIN / AUTH LOGIN / AUTH OAUTHBEARER / ` +
		`Username and Password not accepted / Too many login attempts / Authentication failed / Authentication unsuccessful / Incorrect authentication data / \b[45]\.\d{1,3}\.\d{1,3}\b`)
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
	} else if m := namedServer(p.flat); m != nil {
		s.Host = strings.ToLower(m[1])
		s.Port, _ = strconv.Atoi(m[3])
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

// namedServer finds a name that is a mail server's: names of files and classes
// look like one, and so do the ids of checks.
func namedServer(text string) []string {
	for _, m := range serverName().FindAllStringSubmatch(text, 32) {
		host, suffix := strings.ToLower(m[1]), strings.ToLower(m[2])
		if !slices.Contains(check.IDs(), host) && (m[3] != "" || slices.Contains(mailSuffixes, suffix)) {
			return m
		}
	}
	return nil
}

// recorded is a reply in a dialogue, and what came before it.
type recorded struct {
	mail.Reply
	phase string // that had been begun
	sure  bool   // it is a reply, and no number in a sentence
}

// repliesIn finds the replies of a dialogue, those of several lines put
// together.
func repliesIn(p pasted) []recorded {
	var all []recorded
	phase := "greeting"
	dialogue := spoken().MatchString(p.text)
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
		line := replyOf(lines[i], dialogue)
		if line.text == "" {
			continue
		}
		whole, more := line.text, line.more
		for more && i+1 < len(lines) {
			next := replyOf(lines[i+1], dialogue)
			if next.text == "" || next.text[:3] != line.text[:3] {
				break
			}
			whole, more = whole+"\n"+next.text, next.more
			i++
		}
		if reply, ok := mail.ParseReply(whole); ok {
			all = append(all, recorded{reply, phase, line.sure})
		}
	}
	return all
}

// replyLine is what a line holds of a reply; no text is none.
type replyLine struct {
	text string
	more bool // another line of it is to come
	sure bool
}

// replyOf takes the reply out of a line: the first that is one beyond doubt, else
// the first number that can be one.
func replyOf(line string, dialogue bool) replyLine {
	const most = 16
	first := replyLine{}
	for _, at := range replyInLine().FindAllStringSubmatchIndex(line, most) {
		text := strings.TrimRight(strings.TrimLeft(line[at[1]:], " "), `'")`)
		found := replyLine{text: line[at[2]:at[3]] + " " + repeated().ReplaceAllString(text, " "), more: at[4] >= 0 && line[at[4]] == '-'}
		class := enhanced().FindStringSubmatch(text)
		inTuple := at[4] < 0 && strings.HasSuffix(line[:at[2]], "(") // of Python: (535, b'...')
		switch {
		case class != nil:
			found.sure = class[1] == line[at[2]:at[2]+1]
		case inTuple, serverSays().MatchString(text):
			found.sure = true
		case dialogue:
			found.sure = marked().MatchString(line[:at[2]])
		}
		if found.sure {
			return found
		}
		if first.text == "" {
			first = found
		}
	}
	if bare := strings.TrimSpace(line); first.text == "" && len(bare) == 3 && bare[0] >= '2' && bare[0] <= '5' {
		return replyLine{text: bare, sure: dialogue}
	}
	return first
}

// smtpIn reads an SMTP dialogue, or one reply of it.
func smtpIn(p pasted) error {
	if !smtpWords().in(p) {
		return nil
	}
	replies := repliesIn(p)
	refusals := slices.DeleteFunc(slices.Clone(replies), func(r recorded) bool { return !r.refuses() })
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
func (r recorded) refuses() bool {
	switch {
	case !r.sure:
		return false
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
	if c == nil || slices.ContainsFunc(repliesIn(p), recorded.refuses) {
		return nil
	}
	return &mail.ReplyError{Server: serverIn(p), Phase: "auth", Code: 334, Challenge: c}
}
