package lab

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"google.golang.org/api/gmail/v1"
)

// forwardingSeen is what the Gmail API tells of the mailbox's forwarding, in
// one line: each address with its status, then where mail goes.
func (f *fixture) forwardingSeen(t *testing.T, token string) string {
	t.Helper()
	settings := f.gmail(t, token).Settings
	list, err := settings.ForwardingAddresses.List("me").Do()
	if err != nil {
		t.Fatal(err)
	}
	auto, err := settings.GetAutoForwarding("me").Do()
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, a := range list.ForwardingAddresses {
		one, err := settings.ForwardingAddresses.Get("me", a.ForwardingEmail).Do()
		if err != nil || one.ForwardingEmail != a.ForwardingEmail || one.VerificationStatus != a.VerificationStatus {
			t.Errorf("%s in the list is %+v alone (%v)", a.ForwardingEmail, one, err)
		}
		words = append(words, a.ForwardingEmail+" "+a.VerificationStatus)
	}
	state := "off"
	if auto.Enabled {
		state = "to " + auto.EmailAddress + " " + auto.Disposition
	} else if auto.EmailAddress != "" || auto.Disposition != "" {
		t.Errorf("disabled, and yet %+v", auto)
	}
	named := strings.ReplaceAll(strings.Join(append(words, state), ", "), f.ForwardingAddress, "OURS")
	return strings.ReplaceAll(named, elsewhere, "ELSEWHERE")
}

const setUp = "OURS accepted, to OURS leaveInInbox"

// forwarded: the Gmail API tells this of the forwarding.
func forwarded(want string) shown {
	return func(t *testing.T, f *fixture, _ *oauth2.Token) {
		token := f.tokenFor(t, scopeMail)
		if got := f.forwardingSeen(t, token); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		f.set(t)
		if got := f.forwardingSeen(t, token); got != setUp {
			t.Errorf("after the fault: %s", got)
		}
	}
}

func TestForwardingAtTheStart(t *testing.T) {
	for name, test := range map[string]struct {
		config Config
		want   string
	}{
		"ready":            {Config{}, setUp},
		"ready, robot":     {Config{Robot: true}, setUp},
		"fresh, robot":     {Config{Fresh: true, Robot: true}, setUp},
		"fresh, by a hand": {Config{Fresh: true}, "off"},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, test.config)
			if got := f.forwardingSeen(t, f.planted(scopeMail)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// planted is a token nobody signed in for: a fresh lab has no client yet.
func (f *fixture) planted(scope string) string { return f.plantedFor(mailbox, scope) }

func (f *fixture) plantedFor(account, scope string) string {
	f.world.mu.Lock()
	defer f.world.mu.Unlock()
	if len(f.world.projects) == 0 {
		p, _ := f.world.addProject("acme-mail-4711", "Acme Mail", "", account, nil)
		p.services[gmailService] = true
	}
	value := f.world.random.accessToken()
	f.world.access[value] = &access{account: account, project: f.world.projects[0].id, scope: parseScopes(scope), expires: f.world.now().Add(accessLife)}
	return value
}

func TestSendAs(t *testing.T) {
	f := start(t, Config{})
	settings := f.gmail(t, f.planted(scopeMail)).Settings
	list, err := settings.SendAs.List("me").Do()
	if err != nil || len(list.SendAs) != 1 || list.SendAs[0].SendAsEmail != mailbox || !list.SendAs[0].IsPrimary || !list.SendAs[0].IsDefault {
		t.Errorf("%+v, %v", list, err)
	}
	if one, err := settings.SendAs.Get("me", mailbox).Do(); err != nil || one.SendAsEmail != mailbox {
		t.Errorf("%+v, %v", one, err)
	}
	_, err = settings.SendAs.Get("me", otherAccount).Do()
	if status, reason := reasonOf(err); status != 404 || reason != "notFound" {
		t.Errorf("an address that is none: %v", err)
	}
	_, err = settings.ForwardingAddresses.Get("me", otherAccount).Do()
	if status, reason := reasonOf(err); status != 404 || reason != "notFound" {
		t.Errorf("a forwarding address that is none: %v", err)
	}
}

func TestWritesAreRefused(t *testing.T) {
	f := start(t, Config{Robot: true})
	writes := map[string]func(s *gmail.UsersSettingsService) error{
		"switch forwarding on": func(s *gmail.UsersSettingsService) error {
			_, err := s.UpdateAutoForwarding("me", &gmail.AutoForwarding{Enabled: true, EmailAddress: otherAccount}).Do()
			return err
		},
		"add an address": func(s *gmail.UsersSettingsService) error {
			_, err := s.ForwardingAddresses.Create("me", &gmail.ForwardingAddress{ForwardingEmail: otherAccount}).Do()
			return err
		},
		"remove an address": func(s *gmail.UsersSettingsService) error {
			return s.ForwardingAddresses.Delete("me", f.ForwardingAddress).Do()
		},
		"add an alias": func(s *gmail.UsersSettingsService) error {
			_, err := s.SendAs.Create("me", &gmail.SendAs{SendAsEmail: otherAccount}).Do()
			return err
		},
		"verify an alias": func(s *gmail.UsersSettingsService) error { return s.SendAs.Verify("me", otherAccount).Do() },
		"remove an alias": func(s *gmail.UsersSettingsService) error { return s.SendAs.Delete("me", otherAccount).Do() },
	}
	mail, sharing := f.tokenFor(t, scopeMail), f.tokenFor(t, scopeSharing)
	for name, write := range writes {
		err := write(f.gmail(t, mail).Settings)
		if status, reason := reasonOf(err); status != 403 || reason != "insufficientPermissions" {
			t.Errorf("%s with the mail scope: %v", name, err)
		}
		err = write(f.gmail(t, sharing).Settings)
		if status, reason := reasonOf(err); status != 403 || reason != "forbidden" || !strings.Contains(err.Error(), "domain-wide authority") {
			t.Errorf("%s with the scope: %v", name, err)
		}
	}
	if got := f.forwardingSeen(t, mail); got != setUp {
		t.Errorf("something was written: %s", got)
	}
}

// Each method takes the scopes of Google's discovery document and no other.
func TestGmailScopes(t *testing.T) {
	documents, err := discovery()
	if err != nil {
		t.Fatal(err)
	}
	f := start(t, Config{})
	tokens := map[string]string{}
	for _, scope := range knownScopes {
		tokens[scope] = f.planted(scope)
	}
	for name, test := range map[string]struct{ verb, path string }{
		"profile":             {"GET", "profile"},
		"messages":            {"GET", "messages"},
		"message":             {"GET", "messages/1?format=minimal"},
		"auto-forwarding":     {"GET", "settings/autoForwarding"},
		"addresses":           {"GET", "settings/forwardingAddresses"},
		"address":             {"GET", "settings/forwardingAddresses/x@example.com"},
		"aliases":             {"GET", "settings/sendAs"},
		"alias":               {"GET", "settings/sendAs/" + mailbox},
		"set auto-forwarding": {"PUT", "settings/autoForwarding"},
		"add address":         {"POST", "settings/forwardingAddresses"},
		"remove address":      {"DELETE", "settings/forwardingAddresses/x@example.com"},
		"add alias":           {"POST", "settings/sendAs"},
		"remove alias":        {"DELETE", "settings/sendAs/x@example.com"},
		"verify alias":        {"POST", "settings/sendAs/x@example.com/verify"},
	} {
		address := f.Gmail + "/gmail/v1/users/me/" + test.path
		for scope, token := range tokens {
			r, err := http.NewRequestWithContext(t.Context(), test.verb, address, nil)
			if err != nil {
				t.Fatal(err)
			}
			accepted := documents[0].scopes(documents[0].Resources, r)
			if len(accepted) == 0 {
				t.Fatalf("%s: the discovery document has no such method", name)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			refused := strings.Contains(send(t, http.DefaultClient, r).body, `"insufficientPermissions"`)
			if refused == slices.Contains(accepted, scope) {
				t.Errorf("%s with %s: refused %v, the document says %q", name, scope, refused, accepted)
			}
		}
	}
}

// scopes are those the method of a request accepts.
func (d *discovered) scopes(resources map[string]*resource, r *http.Request) []string {
	for _, each := range resources {
		for _, m := range each.Methods {
			if m.HTTPMethod == r.Method && pathPattern(m.FlatPath).MatchString(strings.TrimPrefix(r.URL.Path, "/")) {
				return m.Scopes
			}
		}
		if found := d.scopes(each.Resources, r); found != nil {
			return found
		}
	}
	return nil
}

// The gate that stands before the profile stands before every method.
func TestGmailGate(t *testing.T) {
	f := start(t, Config{})
	token := f.planted(scopeMail)
	for _, path := range []string{"messages", "messages/1", "settings/autoForwarding", "settings/forwardingAddresses", "settings/sendAs"} {
		for fault, want := range map[string]string{
			"gmail-api-disabled": "accessNotConfigured", "mail-service-disabled": "Mail service not enabled",
			"gmail-500": "backendError", "provider-error": "backendError",
		} {
			f.set(t, fault)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.Gmail+"/gmail/v1/users/me/"+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			if p := send(t, &http.Client{Transport: judged{t, http.DefaultTransport}}, r); p.status < 400 || !strings.Contains(p.body, want) {
				t.Errorf("%s with %s: %d %s", path, fault, p.status, p.body)
			}
		}
		f.set(t)
		if p := get(t, f.Gmail+"/gmail/v1/users/me/"+path); p.status != 401 {
			t.Errorf("%s without a token: %d", path, p.status)
		}
	}
}
