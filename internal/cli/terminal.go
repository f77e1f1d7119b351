package cli

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"

	"golang.org/x/term"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/wizard"
)

// marks are words with --plain, so that nothing is said by a symbol or a
// colour alone.
func (a *app) marks() wizard.Marks {
	say := func(t msg.Text) string { return t.In(a.lang) }
	switch {
	case a.plain:
		return wizard.Marks{Pass: say(msg.MarkPass), Warn: say(msg.MarkWarn), Fail: say(msg.MarkFail), Skip: say(msg.MarkSkip)}
	case a.noColor || !term.IsTerminal(int(a.Err.Fd())):
		return wizard.Marks{Pass: "+", Warn: "!", Fail: "x", Skip: "-"}
	}
	colour := func(code, mark string) string { return "\x1b[" + code + "m" + mark + "\x1b[0m" }
	return wizard.Marks{Pass: colour("32", "+"), Warn: colour("33", "!"), Fail: colour("31", "x"), Skip: colour("2", "-")}
}

// width is that of the terminal, else 80 columns.
func (a *app) width() int {
	if w, _, err := term.GetSize(int(a.Err.Fd())); err == nil && w > 0 {
		return w
	}
	return 80
}

// fit breaks a text between words at the width of the terminal; the last column
// stays free, for the cursor.
func (a *app) fit(text, indent string) string {
	return msg.Wrap(text, max(20, a.width()-1-len(indent)), indent)
}

func promptWords(lang msg.Lang) prompt.Words {
	return prompt.Words{
		Choose: msg.PromptChoose.In(lang), NotAChoice: msg.PromptNotAChoice.In(lang),
		Help: msg.PromptHelp.In(lang), Arrows: msg.PromptArrows.In(lang),
	}
}

func tlsConfig(roots *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

func checkLabURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || !asset.IsLoopback(u.Hostname()) {
		return usage(msg.UsageValue, "MAILASSET_LAB", msg.TakesLab.Line(), address)
	}
	return nil
}

// answersReason says in words why an answers file cannot be read.
func answersReason(r prompt.Reason) msg.Text {
	switch r {
	case prompt.TooLong:
		return msg.AnswersTooLong
	case prompt.NotAMap:
		return msg.AnswersNotAMap
	case prompt.NotScalar:
		return msg.AnswersNotScalar
	case prompt.Duplicate:
		return msg.AnswersDuplicate
	}
	return msg.AnswersNotYAML
}
