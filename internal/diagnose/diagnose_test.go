package diagnose

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mailasset/internal/mail"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

// contract is the list of codes in design/diagnosis.md, in its order.
var contract = strings.Fields(`
redirect-uri-mismatch redirect-uri-invalid origin-mismatch client-not-found client-deleted client-secret-invalid
client-type-wrong client-json-incomplete not-a-test-user consent-declined org-internal wrong-session
admin-policy-enforced access-not-configured disallowed-useragent unverified-app publish-blocked testing-token-expires
refresh-token-missing refresh-token-dead scope-missing wrong-account gmail-api-disabled mail-service-disabled
tos-not-accepted project-quota project-id-taken project-id-invalid permission-denied mfa-required adc-missing
quota-project-missing smtp-auth-rejected smtp-throttled smtp-temporary smtp-refused smtp-unreachable smtp-not-smtp
smtp-tls smtp-no-xoauth2 smtp-sending-limit mail-echo-missing forwarding-missing forwarding-pending forwarding-off forwarding-elsewhere
port-in-use port-forbidden callback-timeout callback-state-mismatch provider-unreachable provider-error
proxy-intercepts clock-skew connect-token-expired connect-forbidden connect-bad-request connect-rate-limited
connect-server-error connect-mapping-missing connect-asset-differs connect-asset-missing connect-token-missing asset-name-invalid email-invalid callback-url-invalid client-json-invalid
asset-file-invalid answers-invalid code-rejected state-locked state-unwritable state-exposed mint-limit-near`)

// later are the codes that no typed error of today's program can mean.
var later []string

// acme is a Context in which everything is known.
var acme = Context{
	Lang: msg.English, Name: "acme-support", ProjectID: "webex-mail-4711", ClientID: "123456789012-abc.apps.googleusercontent.com",
	Email: "support@acme.example", CallbackURL: "https://acme.us.webexconnect.io/callback", LoopbackURI: "http://127.0.0.1:8473/callback",
	ForwardingAddress: "x@mail-us.imiconnect.io", Now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
}

func TestCodesAreThoseOfTheContract(t *testing.T) {
	codes := Codes()
	if unique := slices.Compact(slices.Sorted(slices.Values(codes))); len(unique) != len(codes) {
		t.Errorf("a code appears twice: %d codes, %d of them different", len(codes), len(unique))
	}
	for _, code := range codes {
		if !slices.Contains(contract, code) {
			t.Errorf("%s is not in diagnosis.md", code)
		}
	}
	for _, code := range contract {
		if slices.Contains(codes, code) == slices.Contains(later, code) {
			t.Errorf("%s must be either in the catalog or in the list of those to come", code)
		}
	}
}

// Every recorded error is taken by its entry and by no other, so that no order
// of the table can hide an entry.
func TestOneEntryTakesEachRecordedError(t *testing.T) {
	for _, code := range Codes() {
		if len(recordings[code]) == 0 {
			t.Errorf("%s has no recorded error", code)
		}
	}
	for code, list := range recordings {
		for _, r := range list {
			t.Run(code+"/"+r.name, func(t *testing.T) {
				wrapped := fmt.Errorf("step tokens: %w", r.err)
				var takers []string
				for _, e := range catalog() {
					if _, ok := e.takes(wrapped); ok {
						takers = append(takers, e.code)
					}
				}
				if !slices.Equal(takers, []string{code}) {
					t.Fatalf("taken by %q: %v", takers, wrapped)
				}
				f := Explain(wrapped, Context{})
				if f.Code != code {
					t.Errorf("explained as %q", f.Code)
				}
				if r.facts != nil && !maps.Equal(r.facts, facts(f.Facts)) {
					t.Errorf("facts\n%q, want\n%q", f.Facts, r.facts)
				}
			})
		}
	}
}

func TestWhatIsNotInTheCatalog(t *testing.T) {
	for name, err := range map[string]error{
		"unknown":           errors.New("the moon is in the way"),
		"user ended":        &mail.ConnectError{Server: tlsPort, Phase: "dial", Err: context.Canceled},
		"user ended, token": unreachable(context.Canceled),
		"no such asset":     &session.StateError{Act: "read the session", Path: "/x", Err: syscall.ENOENT},
		"unreadable PEM":    &fs.PathError{Op: "open", Path: "ca.pem", Err: syscall.EACCES},
		"browser":           &fs.PathError{Op: "fork/exec", Path: "/opt/browser", Err: syscall.EACCES},
		"closed pipe":       &fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE},
	} {
		t.Run(name, func(t *testing.T) {
			got := Explain(err, acme)
			if got.Code != "" || got.Summary != err.Error() || got.Fix == nil || len(got.Fix) > 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestNilErrors(t *testing.T) {
	if f := Explain(nil, acme); f.Code != "" || f.Summary != "" {
		t.Errorf("nil became %+v", f)
	}
	var noToken *oauth.TokenError
	var noReply *mail.ReplyError
	var noPath *fs.PathError
	for _, err := range []error{noToken, noReply, noPath, fmt.Errorf("wrapped: %w", error(noToken)), errors.Join()} {
		if f := Explain(err, acme); f.Code != "" {
			t.Errorf("a nil %T became %s", err, f.Code)
		}
	}
	for _, err := range []error{&oauth.TokenError{Failure: oauth.FailureUnreachable}, &mail.ConnectError{}, &mail.TLSError{}, &oauth.ClientError{}, &session.StateError{}} {
		_ = Explain(err, acme) // must not panic
	}
}

func TestExplainChangesNeitherErrorNorCatalog(t *testing.T) {
	err := refresh(400, "invalid_grant", "Token has been expired or revoked.")
	first := Explain(err, acme)
	first.Fix[0], first.Facts["answer"] = "changed", "changed"
	second := Explain(err, acme)
	if second.Fix[0] == "changed" || second.Facts["answer"] == "changed" {
		t.Error("two findings share memory")
	}
}

func TestJSONKeys(t *testing.T) {
	keys := func(f Finding) []string {
		doc, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(doc, &m); err != nil {
			t.Fatal(err)
		}
		return slices.Sorted(maps.Keys(m))
	}
	six := []string{"cause", "code", "fix", "link", "summary", "who"}
	if got := keys(Finding{}); !slices.Equal(got, six) {
		t.Errorf("an empty finding has %q", got)
	}
	withFacts := slices.Sorted(slices.Values(append(six, "facts")))
	if got := keys(Explain(callback("access_denied", ""), acme)); !slices.Equal(got, withFacts) {
		t.Errorf("a finding has %q", got)
	}
}

func TestNoSecretInAFinding(t *testing.T) {
	secrets := []string{"ya29.made-up-access-token", "1//0made-up-refresh-token", "4/0made-up-authorization-code", "GOCSPX-made-up-secret"}
	for _, s := range secrets {
		for _, err := range []error{exchange(400, "invalid_grant", "Malformed "+s), reply("auth", 535, "5.7.8", s, nil), errors.New("odd: " + s)} {
			doc, _ := json.Marshal(Explain(err, acme))
			if strings.Contains(string(doc), s) {
				t.Errorf("%s is shown: %s", s, doc)
			}
		}
	}
}

func TestTerminalIsNotSteered(t *testing.T) {
	hostile := "a\x1b[2Jb\u202ec\r\nd\xff"
	for _, err := range []error{callback("server_error", hostile), reply("auth", 535, "", hostile, nil), errors.New(hostile)} {
		c := acme
		c.Email, c.ProjectID, c.Name = hostile, hostile, hostile
		f := Explain(err, c)
		for _, text := range append([]string{f.Summary, f.Cause, f.Link}, f.Fix...) {
			if strings.ContainsAny(text, "\x1b\r\n\u202e") {
				t.Errorf("%q", text)
			}
		}
	}
}
