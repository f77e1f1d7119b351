package lab

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"
)

// refusalChallenge is what Gmail says before it refuses a token
// (facts/google.md 7.1).
const refusalChallenge = `{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`

var (
	allMechanisms      = []string{"LOGIN", "PLAIN", "XOAUTH2", "PLAIN-CLIENTTOKEN", "OAUTHBEARER", "XOAUTH"}
	passwordMechanisms = []string{"LOGIN", "PLAIN", "PLAIN-CLIENTTOKEN"}
)

// AuthMechanisms is the AUTH line of the EHLO answer; there is none before TLS.
func (s *session) AuthMechanisms() []string {
	if !s.secure() {
		return nil
	}
	return s.offered()
}

func (s *session) offered() []string {
	if s.lab.faults.on("smtp-no-xoauth2") {
		return passwordMechanisms
	}
	return allMechanisms
}

// Auth begins an AUTH dialogue.
func (s *session) Auth(mechanism string) (sasl.Server, error) {
	switch {
	case !s.secure():
		return dialogue(s.refuseClearText), nil
	case !slices.Contains(s.offered(), mechanism):
		return nil, reply(504, 5, 7, 4, "Unrecognized Authentication Type - gsmtp")
	case s.account != "":
		return nil, reply(503, 5, 5, 1, "Already authenticated - gsmtp")
	case s.lab.faults.on("smtp-reset"):
		s.reset()
		return nil, errors.New("the connection is reset")
	}
	switch mechanism {
	case "XOAUTH2":
		return s.bearerDialogue(parseXOAUTH2), nil
	case "OAUTHBEARER":
		return s.bearerDialogue(parseOAuthBearer), nil
	case "LOGIN":
		return s.passwordDialogue("Username:", "Password:"), nil
	case "PLAIN":
		return s.passwordDialogue(""), nil
	}
	return s.passwordDialogue(), nil
}

// dialogue is a function that plays a SASL server: it is given each answer of
// the client, nil when there is none yet, and returns the next challenge or an
// end. go-smtp has "Authentication succeeded" built in, so even a good end is
// an error here: one that carries Gmail's own reply.
type dialogue func(answer []byte) (challenge []byte, end error)

// Next implements sasl.Server.
func (d dialogue) Next(answer []byte) (challenge []byte, done bool, err error) {
	challenge, err = d(answer)
	return challenge, false, err
}

func (s *session) refuseClearText(answer []byte) ([]byte, error) {
	if answer != nil {
		s.lab.log.complain("smtp: a credential was sent in clear")
	} else {
		s.lab.log.complain("smtp: AUTH was tried before STARTTLS")
	}
	return nil, reply(530, 5, 7, 0, "Must issue a STARTTLS command first. - gsmtp")
}

// passwordDialogue takes as many answers as there are prompts and refuses:
// Google accepts no passwords here. An initial response answers the first.
func (s *session) passwordDialogue(prompts ...string) dialogue {
	asked := 0
	return func(answer []byte) ([]byte, error) {
		if answer != nil && asked == 0 {
			asked++
		}
		if asked < len(prompts) {
			asked++
			return []byte(prompts[asked-1]), nil
		}
		return nil, reply(534, 5, 7, 9, "Application-specific password required. For more information, go to",
			" https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp")
	}
}

// credential is what both token mechanisms carry.
type credential struct{ user, token string }

// bearerDialogue takes the token at once or after an empty 334.
func (s *session) bearerDialogue(parse func(string) credential) dialogue {
	return func(answer []byte) ([]byte, error) {
		if answer == nil {
			return nil, nil
		}
		return nil, s.judgeToken(parse(string(answer)))
	}
}

func (s *session) judgeToken(c credential) error {
	switch {
	case s.lab.faults.on("smtp-throttled"):
		return reply(454, 4, 7, 0, "Too many login attempts, please try again later. - gsmtp")
	case s.lab.faults.on("smtp-temporary"):
		return reply(454, 4, 7, 0, "Cannot authenticate due to temporary system problem. Try again later. - gsmtp")
	case s.lab.faults.on("smtp-refused"):
		return reply(534, 5, 7, 14, "Please log in via your web browser and then try again. - gsmtp")
	case !s.lab.acceptsMail(c):
		return s.refuseToken()
	}
	s.account = strings.ToLower(c.user)
	return reply(235, 2, 7, 0, "Accepted")
}

// acceptsMail reports whether the token opens this mailbox: it must live, hold
// the mail scope and be the user's own.
func (l *Lab) acceptsMail(c credential) bool {
	if l.faults.on("smtp-auth-rejected") || l.faults.on("mail-service-disabled") {
		return false
	}
	a, ok := l.world.liveAccess(c.token)
	return ok && a.scope.has(scopeMail) && strings.EqualFold(a.account, c.user)
}

// refuseToken plays the last act of a refused token: a challenge, the client's
// empty line, the 535. It reads that line from the connection itself, because
// go-smtp answers a "*" there on its own, with 501, where the lab wants to say
// 535 and to note that the line was not empty. Nothing can be lost: a client
// may not send ahead during AUTH (RFC 4954 section 4).
func (s *session) refuseToken() error {
	challenge := base64.StdEncoding.EncodeToString([]byte(refusalChallenge))
	if _, err := fmt.Fprintf(s.conn.Conn(), "334 %s\r\n", challenge); err != nil {
		return err
	}
	line, err := readLine(s.conn.Conn())
	if err != nil || line != "" {
		s.lab.log.complain("smtp: no empty line after a 334")
	}
	return reply(535, 5, 7, 8, "Username and Password not accepted. For more information, go to",
		" https://support.google.com/mail/?p=BadCredentials - gsmtp")
}

// readLine reads one line byte by byte, so that nothing behind it is taken
// from go-smtp's own reader.
func readLine(r io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < 12288 {
		if _, err := io.ReadFull(r, one); err != nil {
			return "", err
		}
		if one[0] == '\n' {
			return strings.TrimRight(string(line), "\r"), nil
		}
		line = append(line, one[0])
	}
	return "", errors.New("the line is too long")
}

// parseXOAUTH2 reads "user=" user ^A "auth=Bearer " token ^A ^A
// (facts/google.md 7.1). What does not fit gives an empty credential.
func parseXOAUTH2(s string) credential {
	fields, ok := strings.CutSuffix(s, "\x01\x01")
	user, auth, found := strings.Cut(fields, "\x01")
	user, isUser := strings.CutPrefix(user, "user=")
	token, isBearer := cutBearer(auth)
	if !ok || !found || !isUser || !isBearer {
		return credential{}
	}
	return credential{user, token}
}

// parseOAuthBearer reads RFC 7628 section 3.1: a GS2 header, then key=value
// pairs, each ended by ^A, and one ^A more.
func parseOAuthBearer(s string) credential {
	header, pairs, _ := strings.Cut(s, "\x01")
	parts := strings.Split(header, ",")
	pairs, ok := strings.CutSuffix(pairs, "\x01\x01")
	if !ok || len(parts) != 3 {
		return credential{}
	}
	user, isUser := strings.CutPrefix(parts[1], "a=")
	for pair := range strings.SplitSeq(pairs, "\x01") {
		if token, isBearer := cutBearer(pair); isBearer && isUser {
			return credential{user, token}
		}
	}
	return credential{}
}

func cutBearer(s string) (string, bool) {
	const prefix = "auth=bearer "
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}
