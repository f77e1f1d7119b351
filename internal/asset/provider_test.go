package asset

import "testing"

var labEndpoints = Endpoints{
	URL: "http://127.0.0.1:4100", Accounts: "http://127.0.0.1:4100", Token: "http://127.0.0.1:4100/token",
	Gmail: "http://127.0.0.1:4100", SMTPTLS: "127.0.0.1:4465", SMTPStartTLS: "127.0.0.1:4587",
}

func TestEndpointsProvider(t *testing.T) {
	if got := (Endpoints{}).Provider(); got != Gmail || (Endpoints{}).Lab() {
		t.Errorf("without a lab the provider is %+v", got)
	}
	want := Provider{
		AuthorizationURL: "http://127.0.0.1:4100/o/oauth2/auth", TokenURL: "http://127.0.0.1:4100/token",
		Scope: Gmail.Scope, SMTPServer: "127.0.0.1", TLSPort: 4465, StartTLSPort: 4587, API: "http://127.0.0.1:4100/",
	}
	if got := labEndpoints.Provider(); got != want || !labEndpoints.Lab() {
		t.Errorf("got %+v, want %+v", got, want)
	}
	slashed := labEndpoints
	slashed.Gmail += "/"
	if got := slashed.Provider().API; got != want.API {
		t.Errorf("a trailing slash makes it %q", got)
	}
}

func TestOwns(t *testing.T) {
	lab := labEndpoints.Provider()
	for address, want := range map[string]struct{ gmail, lab bool }{
		"https://accounts.google.com/o/oauth2/auth":         {true, false},
		"https://accounts.google.com/o/oauth2/v2/auth":      {true, false},
		"https://accounts.google.com/o/oauth2/token":        {true, false},
		"https://oauth2.googleapis.com/token":               {true, false},
		"https://www.googleapis.com/oauth2/v3/token":        {true, false},
		"https://www.googleapis.com/oauth2/v4/token":        {true, false},
		"https://accounts.google.com/o/oauth2/auth/":        {false, false},
		"http://accounts.google.com/o/oauth2/auth":          {false, false},
		"https://accounts.google.com.evil.net/token":        {false, false},
		"https://oauth2.googleapis.com/token?x=https://e.x": {false, false},
		"http://127.0.0.1:4100/token":                       {false, true},
		"http://127.0.0.1:4100/o/oauth2/auth":               {false, true},
		"":                                                  {false, false},
	} {
		if got := Gmail.Owns(address); got != want.gmail {
			t.Errorf("Gmail owns %q: %v", address, got)
		}
		if got := lab.Owns(address); got != want.lab {
			t.Errorf("the lab owns %q: %v", address, got)
		}
	}
}
