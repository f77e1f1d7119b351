package diagnose

import (
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

func TestTheCommandThatRuns(t *testing.T) {
	foreign := &ForeignEndpointError{AuthURI: "https://login.example/auth", TokenURI: "https://login.example/token"}
	mailbox := &check.AccountError{Want: "support@acme.example", Got: "kim@acme.example"}
	for _, tt := range []struct {
		name, asset, command string
		err                  error
		want                 string
	}{
		{"nameless token, foreign", "", "mailasset token --client-json 'my client.json'", foreign, "`mailasset token --client-json 'my client.json' --trust-endpoints`"},
		{"setup, foreign", "acme", "mailasset setup acme --client-json c.json --dir /d", foreign, "`mailasset setup acme --client-json c.json --dir /d --trust-endpoints`"},
		{"check, foreign", "acme", "mailasset check acme", foreign, "`mailasset setup acme --client-json FILE --trust-endpoints`"},
		{"nothing known, foreign", "", "", foreign, "`mailasset setup --client-json FILE --trust-endpoints`"},
		{"trusted before", "", "mailasset token --trust-endpoints --client-json c.json", foreign, "`mailasset token --client-json c.json --trust-endpoints`"},
		{"declined, nameless", "", "mailasset token --client-json c.json --trust-endpoints", callback("access_denied", ""), "`mailasset token --client-json c.json --trust-endpoints`"},
		{"declined, finishing", "acme", "mailasset token acme --finish --dir /d", callback("access_denied", ""), "`mailasset token acme --dir /d --start`"},
		{"declined, in setup", "acme", "mailasset setup acme --yes", callback("access_denied", ""), "`mailasset token acme`"},
		{"declined, unknown", "acme", "", callback("access_denied", ""), "`mailasset token acme`"},
		{"declined, another program", "acme", "gcloud auth login", callback("access_denied", ""), "`mailasset token acme`"},
		{"other file, nameless", "", "mailasset token --client-json 'it'\\''s.json' --no-browser", defect(oauth.DefectDesktop, 0, nil), "`mailasset token --no-browser --client-json FILE`"},
		{"other file, setup", "acme", "mailasset setup acme --client-json=c.json", defect(oauth.DefectDesktop, 0, nil), "`mailasset setup acme --client-json FILE`"},
		{"other port, nameless", "", "mailasset token --client-json c.json --redirect-port 8473", &oauth.PortError{Port: 8473}, "`mailasset token --client-json c.json --redirect-port 8474`"},
		{"a new flag", "", "mailasset token --client-json c.json", mailbox, "`mailasset token --client-json c.json --login-hint support@acme.example`"},
		{"setup is meant", "", "mailasset token --client-json c.json", mailbox, "`mailasset setup --answer asset.login_id=kim@acme.example`"},
		{"check of a file", "", "mailasset check 'a b.asset.json' --only smtp.login --tier online", reply("greeting", 421, "", "later", nil), "`mailasset check 'a b.asset.json' --tier online --only smtp.login`"},
		{"as it was typed", "acme", "mailasset check acme --dir /d", answered(403, apiDisabled), "`mailasset check acme --dir /d`"},
		{"same command", "", "mailasset check a.asset.json", kept("write", asset.ErrForeignFile), ""},
		{"started late", "acme", "mailasset token acme --finish", pending(oauth.PendingExpired), "`mailasset token acme --start`"},
		{"started late, unknown", "acme", "", pending(oauth.PendingExpired), "`mailasset token acme --start`"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Explain(tt.err, Context{Name: tt.asset, Command: tt.command})
			if got := strings.Join(f.Fix, "\n"); !strings.Contains(got, tt.want) {
				t.Errorf("got\n%s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSameCommand(t *testing.T) {
	const line = "mailasset check support.asset.json --dir /d"
	for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
		without, with := Context{Lang: lang}, Context{Lang: lang, Command: line}
		words := map[msg.Lang]string{msg.English: "the same command", msg.Dutch: "hetzelfde commando"}[lang]
		for _, code := range []string{"port-in-use", "provider-unreachable", "provider-error", "proxy-intercepts", "clock-skew",
			"state-locked", "state-unwritable", "state-exposed", "answers-invalid", "tos-not-accepted", "adc-missing"} {
			err := recordings[code][0].err
			if got := strings.Join(Explain(err, without).Fix, "\n"); !strings.Contains(got, words) {
				t.Errorf("%s (%s): %s", code, lang, got)
			}
			got := strings.Join(Explain(err, with).Fix, "\n")
			if strings.Contains(got, words) || !strings.Contains(got, "`"+line+"`") {
				t.Errorf("%s (%s), with the command: %s", code, lang, got)
			}
		}
	}
}

// What was typed is shown, not filled, and neither steers the terminal nor
// tells a secret.
func TestTypedIsNotTrusted(t *testing.T) {
	c := Context{Command: "mailasset token --client-json {port}\x1b[2J --dir GOCSPX-made-up-secret"}
	for _, err := range []error{callback("access_denied", ""), exchange(400, "temporarily_unavailable", ""), &ForeignEndpointError{}} {
		got := strings.Join(Explain(err, c).Fix, "\n")
		if !strings.Contains(got, "{port}") || strings.ContainsAny(got, "\x1b") || strings.Contains(got, "GOCSPX-") {
			t.Errorf("%s", got)
		}
	}
}

func TestWithout(t *testing.T) {
	for _, tt := range []struct {
		line, flag string
		valued     bool
		want       string
	}{
		{"m token --a 1 --b", "--a", true, "m token --b"},
		{"m token --a=1 --b", "--a", true, "m token --b"},
		{"m token --a 'x y' --b", "--a", true, "m token --b"},
		{`m token --a x\ y --b`, "--a", true, "m token --b"},
		{"m token --b --a 1", "--a", true, "m token --b"},
		{"m token --watch name", "--watch", false, "m token name"},
		{"m token --watching name", "--watch", false, "m token --watching name"},
		{"m token", "--a", true, "m token"},
	} {
		if got := without(tt.line, tt.flag, tt.valued); got != tt.want {
			t.Errorf("%s without %s: %s", tt.line, tt.flag, got)
		}
	}
}

// TestTheExportThatMeetsAForeignFile is tried again as it was typed, with another
// file; where no export runs, setup writes the file.
func TestTheExportThatMeetsAForeignFile(t *testing.T) {
	err := &asset.ForeignFileError{Path: "/tmp/sales.asset.json", Name: "Sales"}
	for command, want := range map[string]string{
		"mailasset export acme --file 'a b.json' --redact --dir /s": "`mailasset export acme --redact --dir /s --file OTHER`",
		"mailasset export acme --file=a.json":                       "`mailasset export acme --file OTHER --dir /s`",
		"mailasset setup acme":                                      "`mailasset setup acme --out OTHER.asset.json --dir /s`",
		"":                                                          "`mailasset setup acme --out OTHER.asset.json --dir /s`",
	} {
		f := Explain(err, Context{Name: "acme", Dir: "/s", Command: command})
		if said := strings.Join(f.Fix, "\n"); f.Code != "asset-file-invalid" || !strings.Contains(said, want) {
			t.Errorf("%q: %s %s", command, f.Code, said)
		}
	}
}
