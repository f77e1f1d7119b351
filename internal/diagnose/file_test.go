package diagnose

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

// assetFileWith is an asset's file with something wrong in it.
func assetFileWith(problems ...asset.Problem) error {
	return &asset.FileError{Path: "a.asset.json", Problems: problems}
}

// Every place has its own step, with its line and what belongs there.
func TestEveryPlaceInAFileIsAStep(t *testing.T) {
	content := func(d asset.Defect, want string) error { return &asset.ContentError{Defect: d, Want: want} }
	problems := []asset.Problem{
		{Err: content(asset.DefectDeep, "")},
		{Path: "asset", Err: content(asset.DefectMissing, "")},
		{Line: 4, Path: "asset.name", Err: &asset.RuleError{Field: asset.FieldName, Rule: asset.RuleName}},
		{Line: 7, Path: "authentication.security", Err: content(asset.DefectChoice, "None, SSL, STARTTLS")},
		{Line: 8, Path: "authentication.port", Err: content(asset.DefectRange, "1-65535")},
		{Line: 9, Path: "authentication.scope", Err: &asset.RuleError{Field: asset.FieldScope, Rule: asset.RuleMailScope}},
		{Line: 12, Path: "a\x1b[2Jb", Err: errors.New("unheard of")},
		{Line: 13, Path: "asset.conectUrl", Err: content(asset.DefectUnknown, "asset.connectUrl")},
	}
	for lang, want := range map[msg.Lang][]string{
		msg.English: {
			"it is nested too deep.",
			"asset: this key is missing.",
			"Line 4, asset.name: Webex Connect takes letters",
			"Line 7, authentication.security: one of these belongs here: None, SSL, STARTTLS.",
			"Line 8, authentication.port: the number is out of bounds (1-65535).",
			"Line 9, authentication.scope: Sending over SMTP needs the scope https://mail.google.com/;",
			"Line 12, a [2Jb: it does not fit the schema",
			"Line 13, asset.conectUrl: this key is not known; was asset.connectUrl meant?",
		},
		msg.Dutch: {
			"het is te diep genest.",
			"asset: deze sleutel ontbreekt.",
			"Regel 4, asset.name: Webex Connect accepteert letters",
			"Regel 7, authentication.security: hier hoort een van deze waarden: None, SSL, STARTTLS.",
			"Regel 8, authentication.port: het getal valt buiten de grenzen (1-65535).",
			"Regel 9, authentication.scope: Versturen via SMTP vraagt het bereik https://mail.google.com/;",
			"Regel 12, a [2Jb: het past niet bij het schema",
			"Regel 13, asset.conectUrl: deze sleutel is onbekend; was asset.connectUrl bedoeld?",
		},
	} {
		f := Explain(assetFileWith(problems...), Context{Lang: lang})
		if f.Code != "asset-file-invalid" || !strings.Contains(f.Cause, "8") || !slices.EqualFunc(f.Fix, want, strings.HasPrefix) {
			t.Errorf("%s: %s, %q, %q", lang, f.Code, f.Cause, f.Fix)
		}
		if strings.ContainsAny(strings.Join(f.Fix, ""), "{}\x1b") {
			t.Errorf("%s: %q", lang, f.Fix)
		}
	}
}

func TestEveryDefectHasWords(t *testing.T) {
	for _, d := range []asset.Defect{asset.DefectDeep, asset.DefectMany, asset.DefectKey, asset.DefectTwice, asset.DefectAlias, asset.DefectTag, asset.DefectNumber, asset.DefectZeros, asset.DefectUnknown,
		asset.DefectMissing, asset.DefectType, asset.DefectChoice, asset.DefectRange, asset.DefectTime, asset.DefectSchema} {
		if words := defectSays()[string(d)]; words.En == "" || words.Nl == "" || words.En == words.Nl {
			t.Errorf("%s: %q, %q", d, words.En, words.Nl)
		}
	}
	for _, d := range []asset.Defect{asset.DefectLarge, asset.DefectEmpty, asset.DefectSyntax, asset.DefectSecond} {
		if words := assetFileWords()[string(d)]; words.En == "" || words.Nl == "" {
			t.Errorf("%s: %q, %q", d, words.En, words.Nl)
		}
	}
}

// A file of many places is read to the fiftieth.
func TestStepsHaveABound(t *testing.T) {
	many := slices.Repeat([]asset.Problem{{Line: 1, Path: "proof[0].at", Err: &asset.ContentError{Defect: asset.DefectTime}}}, 99)
	if f := Explain(assetFileWith(many...), Context{}); len(f.Fix) != 50 || !strings.Contains(f.Cause, "99") {
		t.Errorf("%d steps: %s", len(f.Fix), f.Cause)
	}
}
