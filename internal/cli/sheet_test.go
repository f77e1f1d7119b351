package cli

import (
	"os"
	"testing"

	"mailasset/internal/check"
	"mailasset/internal/lab"
	"mailasset/internal/msg"
	"mailasset/internal/session"
)

// TestTheSheetLooksAtWebexConnect: its page looks with the Webex token that is
// there without asking, as check does.
func TestTheSheetLooksAtWebexConnect(t *testing.T) {
	l, err := lab.Start(lab.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a := labAt(l.Endpoints().URL)
	a.dir = remembered(t, func(s *session.Session) {
		s.Lab, s.Client, s.Secrets = true, nil, session.Secrets{}
		s.Answers = map[string]string{"asset.name": "Acme", "asset.email": l.Endpoints().Mailbox}
	})
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer nowhere.Close()
	a.In, a.Out, a.Err = nowhere, nowhere, nowhere
	o := &sheetOptions{app: a, name: "support"}
	w, s, err := o.find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var seen check.Result
	o.checks(w, s)(t.Context(), nil, func(r check.Result) {
		if r.ID == "connect.asset" {
			seen = r
		}
	})
	if got, want := seen.Summary.In(msg.English), msg.CheckConnectMissing.In(msg.English, l.Endpoints().Mailbox); got != want {
		t.Errorf("connect.asset says %q, want %q", got, want)
	}
}
