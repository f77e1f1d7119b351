package google

import (
	"errors"
	"testing"

	"google.golang.org/api/googleapi"
)

func TestRecordedRefusals(t *testing.T) {
	var terms *TermsError
	tos := Ended(9, "", []googleapi.RawMessage{googleapi.RawMessage(precondition("TOS", "cloud", "Callers must accept Terms of Service"))})
	if err := Refusal(tos, ""); !errors.As(err, &terms) || terms.TOSID != "cloud" || !errors.Is(err, tos) {
		t.Errorf("%v", err)
	}
	var taken *IDTakenError
	if err := Refusal(&googleapi.Error{Code: 409, Message: "Requested entity already exists"}, "webex-mail-1"); !errors.As(err, &taken) || taken.ID != "webex-mail-1" {
		t.Errorf("%v", err)
	}
	for _, err := range []error{nil, errors.New("odd"), &googleapi.Error{Code: 404, Message: "Not found"}} {
		if got := Refusal(err, ""); got != nil {
			t.Errorf("%v became %v", err, got)
		}
	}
}
