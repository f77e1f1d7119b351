package lab

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestConsumerAccount(t *testing.T) {
	f := start(t, Config{})
	p := f.person(t)
	p.open("/AccountChooser?continue="+url.QueryEscape("https://console.cloud.google.com/projectcreate")).press(consumerAccount, nil).at("/projectcreate").sees("No organization")
	p.press("Create", fields{"name": {"My Mail"}, "id": {"my-mail-4711"}})
	p.open("/auth/overview/create?project=my-mail-4711").press("Next", fields{"app-name": {"A"}, "support-email": {consumerAccount}}).sees("this account has none")
	answer := do(t, p.c, http.MethodPost, f.URL+"/auth/overview/create?project=my-mail-4711", formType,
		url.Values{"app-name": {"A"}, "support-email": {consumerAccount}, "audience": {"internal"}, "contact": {consumerAccount}, "agree": {"yes"}}.Encode())
	if answer.status != 400 || !strings.Contains(answer.body, "Choose External") {
		t.Errorf("Internal for a consumer: %d", answer.status)
	}
	// What is not his he does not see, by id or by number, and others not his.
	if p.open("/auth/branding?project=" + readyID).sees("You need additional access"); p.page.status != 403 {
		t.Errorf("a stranger's project: %d", p.page.status)
	}
	p.open("/console").sees("my-mail-4711").seesNot(readyID)
	f.person(t).open("/console").sees(readyID).seesNot("my-mail-4711")
	number, _, _ := strings.Cut(f.file.Web.ClientID, "-")
	f.person(t).open("/console/auth/branding?project=" + number).sees("Webex Mail")
}

func TestAccountChooserLeadsNowhereElse(t *testing.T) {
	f := start(t, Config{Robot: true})
	for target, want := range map[string]string{
		"/auth/clients?project=" + readyID:                                       "/auth/clients",
		"https://console.developers.google.com/auth/audience?project=" + readyID: "/auth/audience",
		f.URL + "/auth/scopes?project=" + readyID:                                "/auth/scopes",
		"https://evil.example.com/auth/clients":                                  "/console",
		"//evil.example.com/":                                                    "/console",
		"https://console.cloud.google.com//evil.example.com/":                    "/console",
		"javascript:alert(1)":                                                    "/console",
		"":                                                                       "/console",
	} {
		f.person(t).open("/AccountChooser?continue=" + url.QueryEscape(target)).at(want)
	}
	if p := do(t, f.browser(t), http.MethodPost, f.URL+chooserPath, formType, "account=stranger@lab.test"); p.status != 400 {
		t.Errorf("an unknown account: %d", p.status)
	}
}

func TestTestUserCap(t *testing.T) {
	f := start(t, Config{Fresh: true})
	p := f.person(t).configured("acme-mail-4711", "external")
	var many []string
	for i := range 99 {
		many = append(many, fmt.Sprintf("user%d@example.com", i))
	}
	p.open("/auth/audience?project=acme-mail-4711").press("Save", fields{"users": {strings.Join(many, ", ")}}).sees("99 users")
	p.press("Save", fields{"users": {"no address"}}).sees("is not an email address")
	p.press("Save", fields{"users": {"a@example.com b@example.com"}}).sees("limit of 100")
	p.press("Save", fields{"users": {"a@example.com"}}).press("Remove", nil).sees("100 users").press("Save", fields{"users": {"b@example.com"}}).sees("limit of 100")
}
