package secret

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const madeUp = "made-up-secret-that-is-long-enough-to-hint"

type holder struct {
	Public String
	hidden String
}

func TestNothingShowsASecret(t *testing.T) {
	s := New(madeUp)
	h := holder{s, s}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%o", "%b", "%c", "%U", "%e", "%t"} {
		for _, v := range []any{s, &s, s.Disclosed(), h, &h, []String{s}, map[string]String{"k": s}, [1]String{s}} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("login", "secret", s, "disclosed", s.Disclosed(), "holder", h, "pointer", &h)
	}
	if err := json.NewEncoder(&out).Encode(h); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&out, fmt.Errorf("sign in: %w", errors.Join(fmt.Errorf("token %v", s), fmt.Errorf("%s", s))))
	shown := out.String()
	for _, form := range []string{madeUp, fmt.Sprintf("%x", madeUp), fmt.Sprintf("%X", madeUp), fmt.Sprintf("%d", []byte(madeUp))} {
		if strings.Contains(shown, form) {
			t.Errorf("the secret is shown as %.20q…", form)
		}
	}
	if !strings.Contains(shown, masked) {
		t.Error("the mask is not shown either: did anything print?")
	}
}

func TestDisclosedMarshalsTheValue(t *testing.T) {
	got, err := json.Marshal(map[string]String{"token": New(madeUp).Disclosed()})
	if err != nil || string(got) != `{"token":"`+madeUp+`"}` {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestAMaskReadsAsEmpty(t *testing.T) {
	r := new(Redactor)
	r.Know("token", New(madeUp))
	for _, text := range []string{"", masked, r.Redact(madeUp)} {
		s := New("before")
		if err := s.UnmarshalText([]byte(text)); err != nil || !s.Empty() {
			t.Errorf("%q reads as a value, %v", text, err)
		}
	}
	var s String
	if err := s.UnmarshalText([]byte(madeUp)); err != nil || s.Reveal() != madeUp {
		t.Errorf("a value does not survive: %v", err)
	}
}

func TestHintAndEqual(t *testing.T) {
	for value, want := range map[string]string{"": "", "short": masked, madeUp: "…hint"} {
		if got := New(value).Hint(); got != want {
			t.Errorf("hint of %q: %q, want %q", value, got, want)
		}
	}
	if !New(madeUp).Equal(New(madeUp)) || New(madeUp).Equal(New("other")) || !New("").Equal(String{}) {
		t.Error("Equal is wrong")
	}
}

func TestRedactReplacesEveryForm(t *testing.T) {
	value, longer := "made/up+token=", "made/up+token=and-more"
	r := new(Redactor)
	r.Know("token", New(value))
	r.Know("longer", New(longer))
	r.Know("tiny", New("a"))
	text := "banana " + value + " made%2Fup%2Btoken%3D bWFkZS91cCt0b2tlbj0= bWFkZS91cCt0b2tlbj0 " + longer
	got := r.Redact(text)
	for _, form := range []string{value, "made%2F", "bWFkZS"} {
		if strings.Contains(got, form) {
			t.Errorf("%q is left in %q", form, got)
		}
	}
	if !strings.HasPrefix(got, "banana [secret:token ") || !strings.Contains(got, "[secret:longer ") {
		t.Errorf("got %q", got)
	}
}

func TestFingerprintsMatchWithinOneRedactorOnly(t *testing.T) {
	one, two := new(Redactor), new(Redactor)
	one.Know("token", New(madeUp))
	two.Know("token", New(madeUp))
	if first := one.Redact(madeUp); first != one.Redact(madeUp) {
		t.Error("the same secret has two fingerprints in one report")
	}
	if one.Redact(madeUp) == two.Redact(madeUp) {
		t.Error("two reports can be joined by their fingerprints")
	}
}
