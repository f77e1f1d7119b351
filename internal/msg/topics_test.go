package msg

import (
	"fmt"
	"strings"
	"testing"
)

var languages = []Lang{English, Dutch}

func TestEveryExitCodeIsExplained(t *testing.T) {
	for _, lang := range languages {
		page := "\n" + TopicExitCodesLong.In(lang)
		for code := range 5 {
			if strings.Count(page, fmt.Sprintf("\n%d  ", code)) != 1 {
				t.Errorf("%s: exit code %d is not explained once", lang, code)
			}
		}
	}
}

// TestTopicsNameTheSameThings: what is no prose stands in both languages.
func TestTopicsNameTheSameThings(t *testing.T) {
	for page, names := range map[Text][]string{
		TopicEnvironmentLong: {
			"MAILASSET_LAB", "BROWSER", "HTTPS_PROXY", "NO_PROXY", "XDG_STATE_HOME", "NO_COLOR", "TERM=dumb", "MAILASSET_KEYRING",
			"LC_ALL", "LC_MESSAGES", "LANG", "accounts.google.com", "oauth2.googleapis.com", "gmail.googleapis.com", "smtp.gmail.com",
		},
		TopicFilesLong:   {"session.json", "secrets.json", "pending.json", "NAME.asset.json", "0600", "XDG_STATE_HOME"},
		TopicAnswersLong: {"--answer", "step.<id>.done", "%s", "yes", "no"},
	} {
		for _, lang := range languages {
			for _, name := range names {
				if !strings.Contains(page.In(lang), name) {
					t.Errorf("%s: the page does not name %s:\n%s", lang, name, page.In(lang))
				}
			}
		}
	}
}

func TestTopicsFitATerminal(t *testing.T) {
	for _, page := range []Text{TopicExitCodesLong, TopicEnvironmentLong, TopicFilesLong, TopicAnswersLong} {
		for _, lang := range languages {
			for line := range strings.Lines(page.In(lang)) {
				if len([]rune(line)) > 121 {
					t.Errorf("%s: too long: %s", lang, line)
				}
			}
		}
	}
}
