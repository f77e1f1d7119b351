package mail

import (
	"encoding/base64"
	"testing"
)

func TestRecordedReplies(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Reply
		ok   bool
	}{
		{"535 5.7.8 Username and Password not accepted.", Reply{535, "5.7.8", "Username and Password not accepted."}, true},
		{" 535-5.7.8 Username and Password\r\n 535 5.7.8 not accepted. \r\n", Reply{535, "5.7.8", "Username and Password not accepted."}, true},
		{"421", Reply{Code: 421}, true},
		{"220 smtp.example ESMTP", Reply{Code: 220, Text: "smtp.example ESMTP"}, true},
		{"535-5.7.8 a\n454 4.7.0 b", Reply{}, false},
		{"5355 a", Reply{}, false},
		{"999 a", Reply{}, false},
		{"EHLO x", Reply{}, false},
		{"5x5 a", Reply{}, false},
		{"", Reply{}, false},
	} {
		if got, ok := ParseReply(tt.text); got != tt.want || ok != tt.ok {
			t.Errorf("%q: %+v, %v", tt.text, got, ok)
		}
	}
}

func TestRecordedChallenges(t *testing.T) {
	refusal := base64.StdEncoding.EncodeToString([]byte(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`))
	want := Challenge{Status: "400", Schemes: "Bearer", Scope: "https://mail.google.com/"}
	if got, ok := ParseChallenge(refusal); !ok || *got != want {
		t.Errorf("%+v, %v", got, ok)
	}
	for _, text := range []string{"", "VXNlcm5hbWU6", "??", base64.StdEncoding.EncodeToString([]byte(`{"alg":"RS256"}`))} {
		if got, ok := ParseChallenge(text); ok || got != nil {
			t.Errorf("%q became %+v", text, got)
		}
	}
}
