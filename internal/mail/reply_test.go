package mail

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
	"unicode"
)

func TestParseReply(t *testing.T) {
	hide := newHider(mailbox, accessToken, saslString)
	for message, want := range map[string]Reply{
		"":                         {Code: 535},
		"5.7.8":                    {535, "5.7.8", ""},
		"5.7.8 no":                 {535, "5.7.8", "no"},
		"5.7.8 no\n5.7.8  not you": {535, "5.7.8", "no not you"},
		"no\n5.7.8 not you":        {535, "5.7.8", "no not you"},
		"5.7 no":                   {535, "", "5.7 no"},
		"5.7.8888 no":              {535, "", "5.7.8888 no"},
		"3.7.8 no":                 {535, "", "3.7.8 no"},
		"\ttab\x00\u202enul":       {535, "", "tab..nul"},
	} {
		if got := parse(535, message, hide).Reply; got != want {
			t.Errorf("%q: got %+v, want %+v", message, got, want)
		}
	}
	if got := parse(535, strings.Repeat("é", textLimit), hide).Text; len(got) > textLimit || strings.Contains(got, ".") {
		t.Errorf("a long text is cut to %d bytes: …%q", len(got), got[len(got)-4:])
	}
}

func TestParseChallenge(t *testing.T) {
	hide := newHider(mailbox, accessToken, saslString)
	for raw, want := range map[string]string{
		encode(`{"status":"401","schemes":"bearer","scope":"s"}`):               `{"401" "bearer" "s" ""} true`,
		base64.RawStdEncoding.EncodeToString([]byte(`{"status":400}`)):          `{"400" "" "" ""} true`,
		" " + encode(`{"status":["no text"],"scope":null,"more":{"openid":1}}`): `{"" "" "" ""} true`,
		encode(`null`): `{"" "" "" "bnVsbA=="} false`,
		encode(`[1]`):  `{"" "" "" "WzFd"} false`,
		"\x1b[2J":      `{"" "" "" ".[2J"} false`,
	} {
		got, readable := parseChallenge(raw, hide)
		if text := fmt.Sprintf("%q %t", *got, readable); text != want {
			t.Errorf("%q: got %s, want %s", raw, text, want)
		}
	}
	if got, readable := parseChallenge(" ", hide); got != nil || readable {
		t.Errorf("empty: got %v, %t", got, readable)
	}
}

// Whatever text a value is wrapped into, its base64 has the same middle.
func TestTheBase64OfATokenIsHiddenAtAnyOffset(t *testing.T) {
	hide := newHider("", accessToken, saslString)
	for before := range 7 {
		for after := range 7 {
			text := strings.Repeat("<", before) + accessToken + strings.Repeat(">", after)
			if got := hide.mask(encode(text)); len(got) > len(hidden)+20 || !strings.Contains(got, hidden) {
				t.Errorf("%d before, %d after: %s", before, after, got)
			}
		}
	}
	if got, want := hide.mask(accessToken+accessToken+" and "+accessToken[3:]), hidden+" and "+hidden; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := newHider("a", "tiny", "short").mask("a tiny banana"); got != "a tiny banana" {
		t.Errorf("a text is shredded: %q", got)
	}
	if got := newHider("", "short-one", saslString).mask("a short-one"); got != "a "+hidden {
		t.Errorf("a short token is shown: %q", got)
	}
}

// fed is a connection on which the bytes have arrived.
type fed struct {
	net.Conn
	io.Reader
}

func (f fed) Read(p []byte) (int, error) { return f.Reader.Read(p) }

// FuzzAnswer reads answers and challenges from arbitrary bytes: nothing panics,
// nothing unprintable and nothing of the token is shown.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"220 smtp.test ESMTP\r\n", "535-5.7.8 a\r\n535 5.7.8 b\r\n", "334 " + challenge + "\r\n", "334 eyJ\r\n", "334 \r\n",
		"535-a\r\n536 b\r\n535 c\r\n", "HTTP/1.1 400\r\n\r\n", "\x15\x03\x01\x00\x02\x02\x46", "535", "", "535 " + accessToken + "\r\n",
		"334 " + encode(`{"status":1e99,"scope":"`+accessToken+`"}`) + "\n",
	} {
		f.Add([]byte(seed))
	}
	hide := newHider(mailbox, accessToken, saslString)
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	f.Cleanup(cancel)
	f.Fuzz(func(t *testing.T, arrived []byte) {
		d := &dialogue{ctx: ctx, hide: hide, report: new(Report)}
		d.raw = &tap{Conn: fed{Reader: strings.NewReader(string(arrived))}}
		d.speakOver(d.raw)
		a, err := d.listen(phaseAuth)
		c, readable := parseChallenge(a.raw, hide)
		if readable && c.Raw != "" {
			t.Errorf("a readable challenge is left raw: %+v", c)
		}
		shown := fmt.Sprint(err, a.lines, a.Reply, d.refused(phaseAuth, a, c))
		if c != nil {
			shown += c.Status + c.Schemes + c.Scope + c.Raw
		}
		assertHidden(t, shown)
		if strings.ContainsFunc(shown, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("shown: %q", shown)
		}
	})
}
