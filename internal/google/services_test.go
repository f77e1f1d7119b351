package google

import (
	"context"
	"errors"
	"strings"
	"testing"
)

const (
	enable  = "POST /v1/projects/webex-mail-1/services/gmail.googleapis.com:enable"
	state   = "GET /v1/projects/webex-mail-1/services/gmail.googleapis.com"
	lookAt  = "GET /v1/operations/acat.p2-1"
	begun   = `{"name":"operations/acat.p2-1"}`
	noop    = `{"name":"operations/noop.DONE_OPERATION","done":true,"response":{"@type":"x","service":{"state":"ENABLED"}}}`
	enabled = `{"name":"projects/1/services/gmail.googleapis.com","state":"ENABLED"}`
	not     = `{"name":"projects/1/services/gmail.googleapis.com","state":"DISABLED"}`
)

func TestEnableGmail(t *testing.T) {
	for name, tt := range map[string]struct {
		answers map[string][]answer
		waits   int
	}{
		"it was on":             {map[string][]answer{enable: {{200, noop}}, state: {{200, enabled}}}, 0},
		"polled":                {map[string][]answer{enable: {{200, begun}}, lookAt: {{200, begun}, {200, noop}}, state: {{200, enabled}}}, 2},
		"the state follows":     {map[string][]answer{enable: {{200, noop}}, state: {{200, not}, {500, ""}, {200, not}, {200, enabled}}}, 3},
		"the operation is gone": {map[string][]answer{enable: {{200, begun}}, lookAt: {{404, notFound}}, state: {{200, not}, {200, enabled}}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, tt.answers)
			a, ctx, waits := s.admin()
			if err := a.EnableGmail(ctx, "webex-mail-1"); err != nil {
				t.Error(err)
			}
			if *waits != tt.waits || s.times(enable) != 1 || strings.TrimSpace(s.asked[0].body) != "{}" {
				t.Errorf("waited %d times, asked %d times, sent %q", *waits, s.times(enable), s.asked[0].body)
			}
		})
	}
}

func TestEnableGmailThatFails(t *testing.T) {
	for name, tt := range map[string]struct {
		answers map[string][]answer
		want    string
	}{
		"not found":         {map[string][]answer{enable: {{404, notFound}}}, "enable the Gmail API in webex-mail-1: Google answered 404: Requested entity was not found."},
		"in the operation":  {map[string][]answer{enable: {{200, begun}}, lookAt: {{200, `{"done":true,"error":{"code":13,"message":"Internal error"}}`}}}, "enable the Gmail API in webex-mail-1: the operation failed with code 13: Internal error"},
		"not to be read":    {map[string][]answer{enable: {{200, noop}}, state: {{403, denied}}}, "look at the Gmail API of webex-mail-1: permission denied"},
		"posted only once":  {map[string][]answer{enable: {{503, ""}}}, "enable the Gmail API in webex-mail-1: Google answered 503"},
		"a page for a yes":  {map[string][]answer{enable: {{200, "<html>"}}}, "enable the Gmail API in webex-mail-1: invalid character '<' looking for beginning of value"},
		"an unnamed answer": {map[string][]answer{enable: {{200, "{}"}}}, "enable the Gmail API in webex-mail-1: the answer names no operation"},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, tt.answers)
			a, ctx, _ := s.admin()
			if err := a.EnableGmail(ctx, "webex-mail-1"); err == nil || err.Error() != tt.want {
				t.Errorf("got %v", err)
			}
			if s.times(enable) != 1 {
				t.Errorf("asked %d times", s.times(enable))
			}
		})
	}
}

func TestEnableGmailThatNeverIs(t *testing.T) {
	for _, answers := range []map[string][]answer{
		{enable: {{200, noop}}, state: {{200, not}}},
		{enable: {{200, begun}}, lookAt: {{200, begun}}},
	} {
		s := script(t, answers)
		a, ctx, _ := s.admin()
		if err := a.EnableGmail(ctx, "webex-mail-1"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

func TestGmailEnabled(t *testing.T) {
	s := script(t, map[string][]answer{state: {{200, enabled}, {200, not}, {200, `{}`}}})
	a, ctx, _ := s.admin()
	for _, want := range []bool{true, false, false} {
		if on, err := a.GmailEnabled(ctx, "webex-mail-1"); on != want || err != nil {
			t.Errorf("got %v, %v", on, err)
		}
	}
}
