package secret

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"
)

const disguised = "MADE-UP/token+of=forty~characters.0123456"

// worn are the forms in which a secret is still the secret.
func worn(v string) map[string]string {
	twice := url.QueryEscape(url.QueryEscape(v))
	return map[string]string{
		"plain": v, "hex": hex.EncodeToString([]byte(v)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(v))),
		"query": url.QueryEscape(v), "query, lower case": strings.ReplaceAll(url.QueryEscape(v), "%2F", "%2f"),
		"twice": twice, "three times": url.QueryEscape(twice), "slash": strings.ReplaceAll(v, "/", `\/`),
		"JSON": strings.ReplaceAll(v, "/", `\u002f`), "JSON in JSON": strings.ReplaceAll(v, "/", `\\u002f`),
		"HTML": strings.ReplaceAll(v, "/", "&#47;"), "HTML, hex": strings.ReplaceAll(v, "/", "&#x2F;"), "HTML of HTML": html.EscapeString(strings.ReplaceAll(v, "/", "&#47;")),
		"Markdown": strings.NewReplacer("-", `\-`, "/", `\/`).Replace(v), "base64": base64.StdEncoding.EncodeToString([]byte(v)),
		"base64, shifted by 1": base64.StdEncoding.EncodeToString([]byte("x" + v + "y")), "base64, shifted by 2": base64.URLEncoding.EncodeToString([]byte("ab" + v + "yz")),
		"base64 in a query": url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("x" + v))),
		"XOAUTH2":           base64.StdEncoding.EncodeToString([]byte("user=kim@acme.example\x01auth=Bearer " + v + "\x01\x01")),
		"blank":             v[:14] + " " + v[14:], "wrapped": v[:14] + "\r\n    " + v[14:], "wrapped in JSON": v[:14] + `\n` + v[14:],
		"zero width": v[:14] + "\u200b" + v[14:], "turned": v[:14] + "\u202e" + v[14:], "control": v[:14] + "\x01" + v[14:], "full-width": strings.ReplaceAll(v, "/", "\uff0f"),
	}
}

func TestRedactFindsEveryDisguise(t *testing.T) {
	r := new(Redactor)
	r.Know("token", New(disguised))
	for name, form := range worn(disguised) {
		got := r.Redact("before ☃ <" + form + "> after")
		if !strings.HasPrefix(got, "before ☃ <") || !strings.HasSuffix(got, "> after") || !strings.Contains(got, "[secret:token ") {
			t.Errorf("%s: %q", name, got)
		}
		for i := 0; i+10 <= len(form); i++ {
			if name != "XOAUTH2" && strings.Contains(got, form[i:i+10]) {
				t.Errorf("%s: %q is left in %q", name, form[i:i+10], got)
				break
			}
		}
	}
}

func TestRedactLeavesTheRest(t *testing.T) {
	r := new(Redactor)
	r.Know("token", New(disguised), New("with%2Fescapes\\n"))
	for _, text := range []string{"", "a b", "100% \\", "&#47;", "\xff\xfe%", `C:\Users\u12`, "%zz &x; \\u00", strings.Repeat("☃%25", 9), disguised[:20]} {
		if got := r.Redact(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := r.Redact("<with%2Fescapes\\n>"); strings.Contains(got, "escapes") {
		t.Errorf("a value with escapes of its own is left: %s", got)
	}
}

func TestRedactNamesTextsInAnyCase(t *testing.T) {
	r := new(Redactor)
	r.KnowText("Kim@acme.example", "address-1")
	r.KnowText("a@b", "too short")
	for _, text := range []string{"kim@acme.example", "KIM@ACME.EXAMPLE", "Kim%2540acme.example", "kim&#64;acme.example", "kim＠acme.example",
		base64.StdEncoding.EncodeToString([]byte("x kim@acme.example")), base64.StdEncoding.EncodeToString([]byte("Kim@acme.example"))} {
		if got := r.Redact("<" + text + "> a@b"); !strings.Contains(got, "address-1") || !strings.HasSuffix(got, "> a@b") {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestRedactIsBoundedInTime(t *testing.T) {
	r := new(Redactor)
	r.Know("token", New(disguised), New(strings.Repeat("a", 100)+"b"), New("%25%25%25%25%25%25%25"))
	for _, piece := range []string{"a", "%25", "\\\\", "&#38;", "A", "&", "\u200b", "%"} {
		begun := time.Now()
		r.Redact(strings.Repeat(piece, 1<<20/len(piece)))
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%q: %v", piece, took)
		}
	}
}

func FuzzRedact(f *testing.F) {
	for _, form := range worn(disguised) {
		f.Add(form)
	}
	f.Add("%25\\\\u0025&#37;\xff")
	r := new(Redactor)
	r.Know("token", New(disguised))
	f.Fuzz(func(t *testing.T, around string) {
		got := r.Redact(around + "\n" + disguised + "\n" + around)
		if strings.Contains(got, disguised) {
			t.Error("the secret is left")
		}
	})
}
