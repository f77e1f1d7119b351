package prompt

import (
	"context"
	"errors"
	"go/parser"
	gotoken "go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// person answers everything and counts how often.
type person struct {
	answer string
	asked  int
}

func (p *person) Ask(context.Context, Question) (string, error) {
	p.asked++
	return p.answer, nil
}

var errRefused = errors.New("refused")

func refuse(word string) func(string) error {
	return func(s string) error {
		if s == word {
			return errRefused
		}
		return nil
	}
}

func TestAnswers(t *testing.T) {
	port := Question{ID: "smtp.port", Default: "465", Choices: []Choice{{"465", "implicit TLS"}, {"587", "STARTTLS"}}}
	name := Question{ID: "asset.name", Default: "Support", Check: refuse("bad")}
	noDefault := Question{ID: "step.audience.done", Choices: []Choice{{"yes", "Yes"}, {"no", "No"}}}
	deliberate := Question{ID: "push.adopt", Default: "no", Deliberate: true}
	publish := Question{ID: "google.publish", Default: "yes", Commits: true}
	badDefault := Question{ID: "asset.name", Default: "bad", Check: refuse("bad")}
	given := func(id, value string) map[string]string { return map[string]string{id: value} }
	for label, test := range map[string]struct {
		answers  Answers
		question Question
		want     string
		err      error
		asked    int // of a person, who says "asked"; -1: nobody is there
	}{
		"given":                          {Answers{Values: given("asset.name", " Desk\u200b ")}, name, "Desk", nil, 0},
		"given beats the default":        {Answers{Values: given("asset.name", "Desk"), Defaults: true}, name, "Desk", nil, 0},
		"given by value":                 {Answers{Values: given("smtp.port", "587")}, port, "587", nil, 0},
		"given by label":                 {Answers{Values: given("smtp.port", "starttls")}, port, "587", nil, 0},
		"given by number":                {Answers{Values: given("smtp.port", "2")}, port, "", &InvalidError{"smtp.port", &ChoiceError{"2", []string{"465", "587"}}}, 0},
		"given and refused":              {Answers{Values: given("asset.name", "bad")}, name, "", &InvalidError{"asset.name", errRefused}, 0},
		"given empty is an answer":       {Answers{Values: given("asset.name", "")}, name, "", nil, 0},
		"given for another":              {Answers{Values: given("asset.email", "x")}, name, "asked", nil, 1},
		"a default is asked about":       {Answers{}, name, "asked", nil, 1},
		"--yes takes a default":          {Answers{Defaults: true}, name, "Support", nil, 0},
		"--yes takes a default choice":   {Answers{Defaults: true}, port, "465", nil, 0},
		"--yes takes no empty default":   {Answers{Defaults: true}, noDefault, "asked", nil, 1},
		"--yes takes no bad default":     {Answers{Defaults: true}, badDefault, "asked", nil, 1},
		"--yes takes no deliberate one":  {Answers{Defaults: true}, deliberate, "asked", nil, 1},
		"unattended takes a default":     {Answers{Unattended: true}, name, "Support", nil, 0},
		"unattended commits to nothing":  {Answers{Unattended: true}, publish, "", &MissingError{[]string{"google.publish"}, "yes"}, -1},
		"--yes commits":                  {Answers{Unattended: true, Defaults: true}, publish, "yes", nil, -1},
		"nobody to ask deliberately":     {Answers{Defaults: true}, deliberate, "", &MissingError{IDs: []string{"push.adopt"}}, -1},
		"given deliberately":             {Answers{Values: given("push.adopt", "yes"), Defaults: true}, deliberate, "yes", nil, -1},
		"nobody to ask":                  {Answers{}, name, "", &MissingError{IDs: []string{"asset.name"}}, -1},
		"nobody to ask, --yes":           {Answers{Defaults: true}, noDefault, "", &MissingError{IDs: []string{"step.audience.done"}}, -1},
		"nobody to ask, a bad default":   {Answers{Defaults: true}, badDefault, "", &MissingError{IDs: []string{"asset.name"}}, -1},
		"nobody to ask, but a default":   {Answers{Defaults: true}, name, "Support", nil, -1},
		"nobody to ask, but it is given": {Answers{Values: given("asset.name", "Desk")}, name, "Desk", nil, -1},
	} {
		t.Run(label, func(t *testing.T) {
			p := &person{answer: "asked"}
			if test.asked >= 0 {
				test.answers.Next = p
			}
			got, err := test.answers.Ask(t.Context(), test.question)
			if got != test.want || !reflect.DeepEqual(err, test.err) || p.asked != max(0, test.asked) {
				t.Errorf("got %q, %v, asked %d times; want %q, %v, %d", got, err, p.asked, test.want, test.err, test.asked)
			}
		})
	}
}

func TestAnswersEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Answers{Values: map[string]string{"a": "b"}}).Ask(ctx, Question{ID: "a"}); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestErrorsSayWhatTheyHold(t *testing.T) {
	for want, err := range map[string]error{
		"no answer to asset.name":                         &MissingError{IDs: []string{"asset.name"}},
		"asset.name: refused":                             &InvalidError{"asset.name", errRefused},
		"google.user_type: not one of internal, external": &InvalidError{"google.user_type", &ChoiceError{"everybody", []string{"internal", "external"}}},
		"line 3: asset.name: this id is answered twice":   &AnswersError{Line: 3, ID: "asset.name", Reason: Duplicate},
		"an answer is written ID=VALUE":                   &AnswersError{Reason: NoEquals},
		"line 2: this is not YAML: refused":               &AnswersError{Line: 2, Reason: NotYAML, Err: errRefused},
		`line 2: no question has the id "asset.nam"`:      &UnknownIDError{"asset.nam", 2},
		`no question has the id "asset.nam"`:              &UnknownIDError{ID: "asset.nam"},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	if !errors.Is(&InvalidError{"a", errRefused}, errRefused) || !errors.Is(&AnswersError{Err: errRefused}, errRefused) {
		t.Error("the cause is out of reach")
	}
}

func TestAPersonMayAnswerInEveryWay(t *testing.T) {
	port := Question{Default: "465", Choices: []Choice{{"465", "implicit TLS"}, {"587", "STARTTLS"}, {"1", "the number one"}}}
	for typed, want := range map[string]string{
		"": "465", "587": "587", "StartTLS": "587", " 2\n": "587", "3": "1",
		"1": "1", // a value beats a number
		"0": "", "4": "", "-1": "", "STARTTL": "",
	} {
		got, err := port.accept(typed)
		if _, refused := errors.AsType[*ChoiceError](err); got != want || refused != (want == "") {
			t.Errorf("%q: got %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestReasonIsInTheUsersWords(t *testing.T) {
	if got := reason(&ChoiceError{}, func(error) string { return "explained" }, Words{}); got != "That is not one of the choices." {
		t.Errorf("got %q", got)
	}
	if got := reason(&ChoiceError{}, nil, Words{NotAChoice: "nee"}); got != "nee" {
		t.Errorf("got %q", got)
	}
	if got := reason(errRefused, nil, Words{}); got != "refused" {
		t.Errorf("got %q", got)
	}
	if got := reason(errRefused, func(error) string { return "explained" }, Words{}); got != "explained" {
		t.Errorf("got %q", got)
	}
}

// The archived library stays behind one file, so that it can be replaced there.
func TestOneFileKnowsSurvey(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var knowing []string
	for _, file := range files {
		parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			if strings.Contains(i.Path.Value, "AlecAivazis/survey") && !slices.Contains(knowing, file) {
				knowing = append(knowing, file)
			}
		}
	}
	if !slices.Equal(knowing, []string{"survey.go"}) {
		t.Errorf("survey is imported by %q", knowing)
	}
}
