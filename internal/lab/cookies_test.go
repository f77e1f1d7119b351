package lab

import (
	"net/http"
	"net/url"
	"testing"
)

func TestCookies(t *testing.T) {
	page := func(address string) *url.URL {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	jar := new(cookies)
	jar.SetCookies(page("http://127.0.0.1:1/a"), []*http.Cookie{{Name: "session", Value: "old"}, {Name: "other", Value: "stays"}})
	jar.SetCookies(page("http://127.0.0.1:2/b"), []*http.Cookie{{Name: "session", Value: "new"}})
	if got := jar.Cookies(page("http://127.0.0.1:1/")); len(got) != 2 || got[0].Value != "stays" || got[1].Value != "new" {
		t.Errorf("got %v", got)
	}
	jar.SetCookies(page("http://127.0.0.1:1/"), []*http.Cookie{{Name: "session", MaxAge: -1}})
	if got := jar.Cookies(page("http://127.0.0.1:1/")); len(got) != 1 || got[0].Name != "other" {
		t.Errorf("after a removal: %v", got)
	}
	if got := jar.Cookies(page("http://localhost:1/")); got != nil {
		t.Errorf("another host gets %v", got)
	}
}
