package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/wizard"
)

// concluded is what conclude leaves behind: an exit code and two streams.
type concluded struct {
	code        int
	out, stderr string
}

// end concludes an error as the program would.
func end(t *testing.T, err error, arrange func(*app)) concluded {
	t.Helper()
	out, said := tempFile(t), tempFile(t)
	a := &app{Streams: Streams{Out: out, Err: said}, lang: msg.English}
	a.output = "json"
	if arrange != nil {
		arrange(a)
	}
	code := a.conclude(err)
	return concluded{code, content(t, out), content(t, said)}
}

func content(t *testing.T, f *os.File) string {
	t.Helper()
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// lastLine is the last line of a stream that ends with a line break.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return lines[len(lines)-1]
}

// endings are errors of every kind, with the exit code of the contract.
func endings() map[string]struct {
	err  error
	code int
} {
	type ending = struct {
		err  error
		code int
	}
	return map[string]ending{
		"usage":       {usage(msg.UsageAnswer), exitUsage},
		"missing":     {&prompt.MissingError{IDs: []string{"asset.email"}}, exitUsage},
		"unknown id":  {&prompt.UnknownIDError{ID: "asset.mail"}, exitUsage},
		"stopped":     {&wizard.StoppedError{Step: "api"}, exitStopped},
		"waiting":     {&waitingError{[]string{"forwarding", "tokens"}}, exitStopped},
		"interrupted": {prompt.ErrInterrupted, exitStopped},
		"closed":      {prompt.ErrClosed, exitStopped},
		"cancelled":   {fmt.Errorf("ask: %w", context.Canceled), exitStopped},
		"declined":    {&oauth.CallbackError{Code: "access_denied"}, exitFailed},
		"answers":     {&diagnose.AnswersError{Path: "a.yaml", Line: 3, Reason: "it is not YAML"}, exitFailed},
		"proof":       {&wizard.ProofError{Failed: []check.Result{{ID: "smtp.login", Err: errors.New("refused")}}}, exitFailed},
		"anything":    {errors.New("anything"), exitFailed},
	}
}

func TestEveryErrorIsOneJSONDocument(t *testing.T) {
	for name, e := range endings() {
		t.Run(name, func(t *testing.T) {
			got := end(t, &known{err: e.err, context: diagnose.Context{Lang: msg.English}}, nil)
			if got.code != e.code {
				t.Errorf("exit code %d, want %d", got.code, e.code)
			}
			if name == "waiting" { // its result was the one document
				if got.out != "" {
					t.Errorf("a second document: %s", got.out)
				}
				return
			}
			var document map[string]map[string]any
			if err := json.Unmarshal([]byte(got.out), &document); err != nil {
				t.Fatalf("%v in %s", err, got.out)
			}
			keys := slices.Sorted(maps.Keys(document["error"]))
			if want := []string{"cause", "code", "fix", "link", "summary", "who"}; !slices.Equal(keys, want) || len(document) != 1 {
				t.Errorf("the keys are %q, want %q", keys, want)
			}
			checkErrorTypes(t, document["error"])
		})
	}
}

// checkErrorTypes: code is null or a word, fix always an array, the rest text.
func checkErrorTypes(t *testing.T, document map[string]any) {
	t.Helper()
	switch code := document["code"].(type) {
	case nil:
	case string:
		if code == "" {
			t.Error("the code is empty, not null")
		}
	default:
		t.Errorf("the code is %v", code)
	}
	if _, isArray := document["fix"].([]any); !isArray {
		t.Errorf("fix is %v", document["fix"])
	}
	for _, key := range []string{"summary", "cause", "who", "link"} {
		if _, isText := document[key].(string); !isText {
			t.Errorf("%s is %v", key, document[key])
		}
	}
	if document["summary"] == "" {
		t.Error("there is no summary")
	}
}

func TestTheCatalogCodeIsGivenOnlyWhereThereIsOne(t *testing.T) {
	for name, want := range map[string]string{"answers": `"code": "answers-invalid"`, "usage": `"code": null`} {
		if got := end(t, endings()[name].err, nil); !strings.Contains(got.out, want) {
			t.Errorf("%s: no %s in %s", name, want, got.out)
		}
	}
}

// TestTheResumeCommandStandsLastAndAlone: only a wrong command line gets none,
// for the same line would be wrong again.
func TestTheResumeCommandStandsLastAndAlone(t *testing.T) {
	for name, e := range endings() {
		got := end(t, e.err, func(a *app) { a.resume = []string{"mailasset", "setup", "support", "--dir", "/tmp/a b"} })
		isThere := lastLine(got.stderr) == "mailasset setup support --dir '/tmp/a b'"
		if isThere != (e.code != exitUsage) {
			t.Errorf("%s: stderr is\n%s", name, got.stderr)
		}
	}
}

// TestStoppedBeforeAnythingIsKept: the same command again is the one that goes
// on. An error there is not cured by that.
func TestStoppedBeforeAnythingIsKept(t *testing.T) {
	for name, e := range endings() {
		got := end(t, e.err, func(a *app) { a.args = []string{"setup", "--answers", "my answers.yaml"} })
		isThere := strings.HasSuffix(got.stderr, "\n"+msg.GoOnWith.En+"\nmailasset setup --answers 'my answers.yaml'\n")
		if isThere != (e.code == exitStopped) {
			t.Errorf("%s: stderr is\n%s", name, got.stderr)
		}
	}
}

func TestWordsBeforeTheResumeCommand(t *testing.T) {
	for _, c := range []struct {
		name    string
		labEnds bool
		want    msg.Text
	}{
		{"stopped", false, msg.KeptGoOn}, {"anything", false, msg.Resume},
		{"stopped", true, msg.LabGone}, {"anything", true, msg.LabGone},
	} {
		for _, lang := range []msg.Lang{msg.English, msg.Dutch} {
			got := end(t, endings()[c.name].err, func(a *app) {
				a.lang, a.labEnds, a.resume = lang, c.labEnds, []string{"mailasset", "setup"}
			})
			if !strings.HasSuffix(got.stderr, "\n"+c.want.In(lang)+"\nmailasset setup\n") {
				t.Errorf("%s, the lab ends: %v, %s:\n%s", c.name, c.labEnds, lang, got.stderr)
			}
		}
	}
}

func TestWhatWasToldIsNotToldAgain(t *testing.T) {
	for _, err := range []error{nil, &exitError{exitFound}, fmt.Errorf("check: %w", &exitError{exitFailed})} {
		if got := end(t, err, nil); got.out != "" || got.stderr != "" {
			t.Errorf("%v: %q, %q", err, got.out, got.stderr)
		}
	}
	if got := end(t, &exitError{exitFound}, nil); got.code != exitFound {
		t.Errorf("exit code %d", got.code)
	}
}

func TestTextWritesNothingToStdout(t *testing.T) {
	for name, e := range endings() {
		if got := end(t, e.err, func(a *app) { a.output = "text" }); got.out != "" || got.stderr == "" {
			t.Errorf("%s: %q, %q", name, got.out, got.stderr)
		}
	}
}

// TestALabsPortThatIsTaken: it can listen elsewhere, and no network administrator
// is needed for it.
func TestALabsPortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	err = runLab(t.Context(), &labOptions{app: &app{}, portBase: min(port, lastPortBase), connectShape: "a"})
	got := end(t, err, nil)
	for _, part := range []string{`"code": "port-in-use"`, "another --port-base", strconv.Itoa(port)} {
		if !strings.Contains(got.out, part) || strings.Contains(got.out, "proxy") || got.code != exitFailed {
			t.Errorf("no %s in %s, exit code %d", part, got.out, got.code)
		}
	}
	if got := end(t, runLab(t.Context(), &labOptions{app: &app{}, portBase: lastPortBase + 1}), nil); got.code != exitUsage {
		t.Errorf("exit code %d:\n%s", got.code, got.stderr)
	}
}
