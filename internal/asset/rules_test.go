package asset

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mailasset/internal/secret"
)

func TestEmail(t *testing.T) {
	good := []string{
		"support@example.com", "Support.Desk@Example.COM", "support+webex@example.com", "s@e.nl", "o'brien@example.ie",
		"0f1e2d3c4b5a69788796a5b4c3d2e1f0@mail-us.imiconnect.io", "support@mail.example.co.uk", "support@lab.test",
		"support@xn--bcher-kva.com", "a_b-c.d@my-host.example.com",
	}
	for _, address := range good {
		if err := CheckEmail(FieldEmail, address); err != nil {
			t.Errorf("%q is refused: %v", address, err)
		}
	}
	if got := ruleOf(t, FieldLoginID, "", CheckEmail(FieldLoginID, "")); got != RuleEmpty {
		t.Errorf("nothing breaks %q", got)
	}
	bad := map[string][]string{
		"no address":    {"support", "@", "@example.com", "support@", "support.example.com", "mailto:support@example.com"},
		"two":           {"a@b@example.com", "a@example.com,b@example.com", "a@example.com b@example.com", "a@example.com;b@example.com"},
		"display name":  {"Support <support@example.com>", "<support@example.com>", `"Support" <support@example.com>`, "support@example.com (desk)", "support@example.com(desk)"},
		"white space":   {" support@example.com", "support@example.com ", "support@example.com\n", "support@example.com\r\nBcc: x@example.com", "sup port@example.com", "support@exam ple.com", "support\t@example.com", "support@example.com\x00"},
		"quoted":        {`"support"@example.com`, `"sup port"@example.com`, `"@"@example.com`},
		"domain":        {"support@localhost", "support@example", "support@.com", "support@example..com", "support@example.com.", "support@-example.com", "support@exa_mple!.com", "support@example.com/x"},
		"raw address":   {"support@[10.0.0.7]", "support@10.0.0.7", "support@[IPv6:::1]", "support@127.1"},
		"dots":          {".support@example.com", "support.@example.com", "sup..port@example.com"},
		"beyond ASCII":  {"jörg@example.com", "support@bücher.com", "ѕupport@example.com", "サポート@example.com", "support@例え.jp"},
		"invisible":     {"support\u200b@example.com", "support@example.com\u200e", "\ufeffsupport@example.com", "support@example\u00ad.com", "support\u00a0@example.com"},
		"broken":        {"support\xff@example.com", "support@exam\xc3ple.com"},
		"too long":      {strings.Repeat("a", 65) + "@example.com", "a@" + strings.Repeat("a", 64) + ".com", "a@" + strings.Repeat("a.", 130) + "com"},
		"source routes": {"<@relay.example.com:support@example.com>", "support%example.com@relay", "relay!support"},
	}
	for kind, addresses := range bad {
		for _, address := range addresses {
			if got := ruleOf(t, FieldForwardingAddress, address, CheckEmail(FieldForwardingAddress, address)); got != RuleEmail {
				t.Errorf("%s: %q breaks %q", kind, address, got)
			}
		}
	}
}

func FuzzCheckEmail(f *testing.F) {
	for _, address := range []string{"support@example.com", `"a b"@[::1]`, "a\u200b@b.c", "A <a@b.c>", "a@b.c (d)"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if CheckEmail(FieldEmail, address) != nil {
			return
		}
		local, domain, found := strings.Cut(address, "@")
		odd := func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"<>()[],;:\@`, r) }
		if !found || local == "" || strings.ContainsFunc(local+domain, odd) || !strings.Contains(domain, ".") {
			t.Errorf("%q passed", address)
		}
	})
}

// webex-connect.md section 1 row 1: the form refuses an underscore; letters,
// digits, space and hyphen are known to pass.
func TestName(t *testing.T) {
	for name, want := range map[string]Rule{
		"Support": "", "SupportGmail": "", "Support 2": "", "support-desk": "", "Ünterstützung": "", "7": "", "Postvak IN - NL": "",
		"":        RuleEmpty,
		"a_b":     RuleName,
		" a":      RuleName,
		"a ":      RuleName,
		"-a":      RuleName,
		"a-":      RuleName,
		"a\n":     RuleName,
		"a\tb":    RuleName,
		"a.b":     RuleName,
		"a/b":     RuleName,
		"../a":    RuleName,
		"a\x00b":  RuleName,
		"a\u200b": RuleName,
		"サポート":    RuleName, // nothing of it is left in a short name
		"é":       RuleName,
	} {
		if got := ruleOf(t, FieldName, name, CheckName(name)); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// google.md section 6.1.
func TestProjectID(t *testing.T) {
	for id, want := range map[string]Rule{
		"webex-mail-4711":             "",
		"abcdef":                      "",
		"a-----1":                     "",
		"a" + strings.Repeat("b", 29): "",
		"a" + strings.Repeat("b", 30): RuleProjectID,
		"abcde":                       RuleProjectID,
		"":                            RuleProjectID,
		"4webex-mail":                 RuleProjectID,
		"-webex-mail":                 RuleProjectID,
		"webex-mail-":                 RuleProjectID,
		"Webex-mail":                  RuleProjectID,
		"webex_mail":                  RuleProjectID,
		"webex mail":                  RuleProjectID,
		"webex-mail\n":                RuleProjectID,
		"example.com:webex":           RuleProjectID,
		"wébex-mail":                  RuleProjectID,
	} {
		if got := ruleOf(t, FieldProjectID, id, CheckProjectID(id)); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}

// sample is a complete configuration without a breach. Its secrets are made
// up, and look it.
func sample() Configuration {
	return Configuration{
		SchemaVersion: SchemaVersion,
		Asset: Asset{
			Name: "Support", EmailID: "support@example.com", ForwardingAddress: "0f1e2d@mail-us.imiconnect.io",
			ConnectURL: "https://tenant.us.webexconnect.io", Region: "us",
		},
		Authentication: Authentication{
			Type: "OAuth 2.0", SMTPServer: Gmail.SMTPServer, Username: "support@example.com", Port: 465, Security: SSL,
			ClientID: "4711-made-up.apps.googleusercontent.com", ClientSecret: secret.New(madeUpSecret),
			CallbackURL: "https://tenant.us.webexconnect.io/callback?a=1&b=2", AuthorizationURL: Gmail.AuthorizationURL,
			Scope: Gmail.Scope, AccessTokenURL: Gmail.TokenURL, RefreshTokenURL: Gmail.TokenURL, ReviewConsent: true,
		},
	}
}

func TestConfigurationCheck(t *testing.T) {
	name := func(s string) *string { return &s }
	tests := map[string]struct {
		change func(*Configuration)
		want   []string
	}{
		"complete": {func(*Configuration) {}, nil},
		"nothing": {func(c *Configuration) { *c = Configuration{} }, []string{"asset.name empty", "asset.email empty", "connect.url empty", "authentication.type oauth", "authentication.smtpServer empty", "authentication.username empty", "authentication.security port-security",
			"connect.callback_url empty", "authentication.authorizationUrl empty", "authentication.scope mail-scope", "authentication.accessTokenUrl empty", "authentication.refreshTokenUrl empty"}},
		"name and callback":   {func(c *Configuration) { c.Asset.Name, c.Authentication.CallbackURL = "a_b", "http://x.nl/cb" }, []string{"asset.name name", "connect.callback_url scheme"}},
		"email":               {func(c *Configuration) { c.Asset.EmailID = "support" }, []string{"asset.email email"}},
		"no forwarding yet":   {func(c *Configuration) { c.Asset.ForwardingAddress = "" }, nil},
		"bad forwarding":      {func(c *Configuration) { c.Asset.ForwardingAddress = "x" }, []string{"asset.forwarding_address email"}},
		"connect":             {func(c *Configuration) { c.Asset.ConnectURL = "tenant" }, []string{"connect.url url"}},
		"587 STARTTLS":        {func(c *Configuration) { c.Authentication.Port, c.Authentication.Security = 587, STARTTLS }, nil},
		"587 SSL":             {func(c *Configuration) { c.Authentication.Port = 587 }, []string{"authentication.port port-security"}},
		"465 STARTTLS":        {func(c *Configuration) { c.Authentication.Security = STARTTLS }, []string{"authentication.port port-security"}},
		"25":                  {func(c *Configuration) { c.Authentication.Port = 25 }, []string{"authentication.port port-security"}},
		"None":                {func(c *Configuration) { c.Authentication.Security = "None" }, []string{"authentication.security port-security"}},
		"a lab's ports":       {func(c *Configuration) { c.Lab, c.Authentication.Port = true, 40465 }, nil},
		"a lab's security":    {func(c *Configuration) { c.Lab, c.Authentication.Security = true, "None" }, []string{"authentication.security port-security"}},
		"a lab's addresses":   {func(c *Configuration) { c.Lab, c.Asset.ConnectURL = true, "http://localhost:4100" }, nil},
		"more scopes":         {func(c *Configuration) { c.Authentication.Scope = "openid  " + Gmail.Scope + "\n" }, nil},
		"send scope":          {func(c *Configuration) { c.Authentication.Scope = Gmail.Scope + "auth/gmail.send" }, []string{"authentication.scope mail-scope"}},
		"login id":            {func(c *Configuration) { c.Authentication.LoginID = name("kim@example.com") }, nil},
		"empty login id":      {func(c *Configuration) { c.Authentication.LoginID = name("") }, nil},
		"bad login id":        {func(c *Configuration) { c.Authentication.LoginID = name("kim") }, []string{"asset.login_id email"}},
		"one foreign address": {func(c *Configuration) { c.Authentication.AccessTokenURL = "http://127.0.0.1:4000/token" }, []string{"authentication.accessTokenUrl provider"}},
		"a typo in two": {func(c *Configuration) {
			c.Authentication.AccessTokenURL, c.Authentication.RefreshTokenURL = "https://oauth2.googleapis.co/token", "https://oauth2.googleapis.co/token"
		}, []string{"authentication.accessTokenUrl provider", "authentication.refreshTokenUrl provider"}},
		"a foreign page":       {func(c *Configuration) { c.Authentication.AuthorizationURL = "https://login.example.com/auth" }, []string{"authentication.authorizationUrl provider"}},
		"Google's other names": {func(c *Configuration) { c.Authentication.AccessTokenURL = "https://www.googleapis.com/oauth2/v4/token" }, nil},
		"all foreign":          {func(c *Configuration) { foreign(c, "https://login.example.com/") }, nil},
		"all foreign, broken": {func(c *Configuration) {
			foreign(c, "https://login.example.com/")
			c.Authentication.AccessTokenURL = "http://login.example.com/"
		}, []string{"authentication.accessTokenUrl scheme"}},
		"a lab's endpoints": {func(c *Configuration) {
			foreign(c, "http://127.0.0.1:4100/")
			c.Lab, c.Authentication.AuthorizationURL = true, Gmail.AuthorizationURL
		}, nil},
		"login id is the same": {func(c *Configuration) { c.Authentication.LoginID = name(c.Asset.EmailID) }, nil},
	}
	for title, tt := range tests {
		t.Run(title, func(t *testing.T) {
			c := sample()
			tt.change(&c)
			var got []string
			for _, err := range c.Check() {
				var broken *RuleError
				if !errors.As(err, &broken) {
					t.Fatalf("%T is no *RuleError", err)
				}
				got = append(got, string(broken.Field)+" "+string(broken.Rule))
				if text := broken.Error(); !strings.Contains(text, string(broken.Field)) || !strings.Contains(text, string(broken.Rule)) {
					t.Errorf("the text %q does not say what", text)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// foreign puts all three addresses elsewhere.
func foreign(c *Configuration, at string) {
	a := &c.Authentication
	a.AuthorizationURL, a.AccessTokenURL, a.RefreshTokenURL = at+"auth", at+"token", at+"token"
}

// One address that is another provider's is enough: a secret would go there.
func TestForeign(t *testing.T) {
	for name, change := range map[string]func(*Authentication){
		"authorization": func(a *Authentication) { a.AuthorizationURL = "https://login.example.com/auth" },
		"access":        func(a *Authentication) { a.AccessTokenURL = "https://oauth2.googleapis.co/token" },
		"refresh":       func(a *Authentication) { a.RefreshTokenURL = "https://login.example.com/token" },
	} {
		c := sample()
		if c.Foreign() {
			t.Error("Google is foreign")
		}
		if change(&c.Authentication); !c.Foreign() || !c.ForeignTo(Gmail) {
			t.Errorf("%s: not foreign", name)
		}
		if c.Lab = true; c.Foreign() {
			t.Errorf("%s: a lab is foreign", name)
		}
	}
	if c := (Configuration{}); c.Foreign() {
		t.Error("nothing is foreign")
	}
}

// Gmail ignores case: the same address in other letters is nobody else's.
func TestLogin(t *testing.T) {
	for id, want := range map[string]struct {
		login  string
		shared bool
	}{
		"":                    {"support@example.com", false},
		"support@example.com": {"support@example.com", false},
		"Support@Example.com": {"Support@Example.com", false},
		"kim@example.com":     {"kim@example.com", true},
	} {
		c := sample()
		c.Authentication.LoginID = &id
		if c.Login() != want.login || c.SharedMailbox() != want.shared {
			t.Errorf("login id %q: %q signs in, shared %v", id, c.Login(), c.SharedMailbox())
		}
	}
	c := sample()
	if c.Login() != c.Asset.EmailID || c.SharedMailbox() {
		t.Error("without a login id somebody else signs in")
	}
}
