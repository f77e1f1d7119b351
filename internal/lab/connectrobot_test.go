package lab

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	f := start(t, Config{Robot: true})
	values := map[string]string{}
	for key, typed := range f.gmailForm() {
		values[key] = typed[0]
	}
	fill := func(changes ...string) (int, filledForm) {
		for i := 0; i+1 < len(changes); i += 2 {
			values[changes[i]] = changes[i+1]
		}
		p := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/connect/fill", "application/json", encoded(t, values))
		return p.status, decodedAs[filledForm](t, p.body)
	}
	status, first := fill()
	if status != 200 || first.Error != "" || !first.TokenFilled || f.asset(t, first.Asset).saved.settings[keyName] != "SupportGmail" {
		t.Fatalf("%d %+v", status, first)
	}
	// Again opens the asset that is there; the secret may stay away.
	if _, again := fill(keyName, "Support Gmail 2", keyClientSecret, ""); again != first || f.asset(t, first.Asset).saved.settings[keyName] != "Support Gmail 2" {
		t.Errorf("again: %+v", again)
	}
	for want, change := range map[string][2]string{
		"Asset Name: Only letters": {keyName, "Support_Gmail"},
		"Enter a valid URL":        {keyAuthorization, "nowhere"},
		"invalid_client":           {keyClientSecret, "made-up"},
	} {
		before := values[change[0]]
		if status, got := fill(change[0], change[1]); status != 200 || !strings.Contains(got.Error, want) || got.Asset != "" || got.TokenFilled {
			t.Errorf("%s: %d %+v", want, status, got)
		}
		values[change[0]] = before
	}
	f.set(t, "redirect-uri-invalid")
	if _, got := fill(); !strings.Contains(got.Error, errorPath+" answered 400") {
		t.Errorf("refused by Google: %+v", got)
	}
	f.set(t, "callback-timeout")
	if _, got := fill(); !strings.Contains(got.Error, "the browser was left at ") {
		t.Errorf("not sent back: %+v", got)
	}
	f.set(t)
	// A shared mailbox: its person signs in.
	_, shared := fill(keyEmail, "info@lab.test", keyLogin, otherAccount, keyClientSecret, f.file.Web.ClientSecret)
	access, _ := f.world.liveAccess(f.asset(t, shared.Asset).saved.tokens.access)
	if shared.Error != "" || shared.Asset == first.Asset || access.account != otherAccount {
		t.Errorf("shared: %+v, %s", shared, access.account)
	}
	if got := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/connect/fill", "application/json", `[]`); got.status != 400 {
		t.Errorf("no map: %d", got.status)
	}
	if got := do(t, http.DefaultClient, http.MethodPost, start(t, Config{}).URL+"/lab/connect/fill", "application/json", `{}`); got.status != 409 {
		t.Errorf("without a robot: %d", got.status)
	}
}

func TestConnectFiles(t *testing.T) {
	f := start(t, Config{})
	for _, path := range []string{f.ConnectTokenFile, f.ConnectMappingFile} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	data, err := os.ReadFile(f.ConnectTokenFile)
	if err != nil || !strings.HasPrefix(string(data), "connect-lab-") {
		t.Errorf("the token does not say that it is made up (%v)", err)
	}
	if f.ConnectAPI != f.ConnectURL+"/connectapi" || len(f.OrganizationID) != 36 || f.ConnectShape != "a" {
		t.Errorf("endpoints %+v", f.Endpoints)
	}
	if _, err := Start(Config{ConnectShape: "z", Dir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), `unknown shape "z"`) {
		t.Errorf("an unknown shape: %v", err)
	}
}
