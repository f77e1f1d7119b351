package lab

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/oauth2"
)

func TestRobotConsole(t *testing.T) {
	f := start(t, Config{Fresh: true, Robot: true})
	wish := ConsoleWish{
		Project: "acme-mail-4711", AppName: "Acme Mail", SupportEmail: mailbox, UserType: "external", Publish: true,
		HomePage: "https://www.example.com/", PrivacyPolicy: "https://www.example.com/privacy",
		Origins: []string{f.ConnectURL}, RedirectURIs: []string{loopback, f.CallbackURL}, ClientName: "Webex Connect",
	}
	body, err := json.Marshal(wish)
	if err != nil {
		t.Fatal(err)
	}
	answer := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/robot/console", "application/json", string(body))
	var made struct{ ClientJSON string }
	if err := json.Unmarshal([]byte(answer.body), &made); err != nil || answer.status != 200 {
		t.Fatalf("%d %s %v", answer.status, answer.body, err)
	}
	data, err := os.ReadFile(made.ClientJSON)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &f.file); err != nil || filepath.Base(made.ClientJSON) != "client_secret_"+f.file.Web.ClientID+".json" {
		t.Fatalf("%s: %v", made.ClientJSON, err)
	}
	f.healthy(t)

	// Again on the same project, now in Testing on another one, and Internal.
	wish.AppName, wish.ClientName = "Acme Mail 2", ""
	if _, err := f.RobotConsole(t.Context(), wish); err != nil {
		t.Error(err)
	}
	f.person(t).open("/auth/branding?project=acme-mail-4711").sees("Acme Mail 2")
	wish.UserType = "internal"
	if _, err := f.RobotConsole(t.Context(), wish); err != nil {
		t.Error(err)
	}
	wish.Project, wish.UserType, wish.Publish = "acme-test-4711", "external", false
	if path, err := f.RobotConsole(t.Context(), wish); err != nil || path == made.ClientJSON {
		t.Errorf("%s, %v", path, err)
	}
	f.person(t).open("/auth/audience?project=acme-test-4711").sees("Testing", mailbox)
	for want, change := range map[string]func(*ConsoleWish){
		"create the project: the console says: project_id must be": func(w *ConsoleWish) { w.Project = "bad" },
		"Invalid Redirect: must end with a public top-level":       func(w *ConsoleWish) { w.RedirectURIs = []string{"https://mail.lab.test/cb"} },
		"choose one of the addresses offered":                      func(w *ConsoleWish) { w.SupportEmail = "stranger@acme.example" },
		"press Publish app: the console says: The app cannot": func(w *ConsoleWish) {
			w.Project, w.HomePage, w.Publish = "acme-more-4711", "", true
		},
	} {
		spoiled := wish
		change(&spoiled)
		if path, err := f.RobotConsole(t.Context(), spoiled); path != "" || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %q, %v", want, path, err)
		}
	}
	for _, body := range []string{`{"unknown": 1}`, `{"project": "bad"}`} {
		if answer := do(t, http.DefaultClient, http.MethodPost, f.URL+"/lab/robot/console", "application/json", body); answer.status < 400 {
			t.Errorf("%s: %d", body, answer.status)
		}
	}
	if answer := do(t, http.DefaultClient, http.MethodPost, start(t, Config{}).URL+"/lab/robot/console", "application/json", string(body)); answer.status != 403 {
		t.Errorf("without a robot: %d", answer.status)
	}
}

// A code and a refresh token belong to the client they were issued to.
func TestGrantsAreBoundToTheirClient(t *testing.T) {
	f := start(t, Config{Robot: true})
	path, err := f.RobotConsole(t.Context(), ConsoleWish{Project: readyID, AppName: "Webex Mail", SupportEmail: mailbox, UserType: "external",
		HomePage: "https://www.example.com/", PrivacyPolicy: "https://www.example.com/privacy", RedirectURIs: []string{loopback}})
	if err != nil {
		t.Fatal(err)
	}
	token, code := f.login(t), f.consent(t, f.with()).Get("code")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &f.file); err != nil {
		t.Fatal(err)
	}
	if status, answer := f.post(t, f.exchange(code)); status != 400 || answer["error"] != "invalid_grant" {
		t.Errorf("another client's code: %d %v", status, answer)
	}
	_, err = f.oauth().TokenSource(t.Context(), &oauth2.Token{RefreshToken: token.RefreshToken}).Token()
	if err == nil || !strings.Contains(err.Error(), "unauthorized_client") {
		t.Errorf("another client's refresh token: %v", err)
	}
}
