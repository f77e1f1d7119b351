package lab

import (
	"net/http"
	"net/url"
	"sync"
)

// cookies is the jar of the robot's browser. The lab sets plain session cookies;
// net/http/cookiejar, which can do far more, is 30 kB of the program.
type cookies struct {
	mu    sync.Mutex
	hosts map[string][]*http.Cookie // ports do not count (RFC 6265 section 8.5)
}

// SetCookies implements [http.CookieJar].
func (c *cookies) SetCookies(u *url.URL, set []*http.Cookie) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hosts == nil {
		c.hosts = map[string][]*http.Cookie{}
	}
	host := u.Hostname()
	for _, cookie := range set {
		var kept []*http.Cookie
		for _, old := range c.hosts[host] {
			if old.Name != cookie.Name {
				kept = append(kept, old)
			}
		}
		if cookie.MaxAge >= 0 { // below, it is removed
			kept = append(kept, cookie)
		}
		c.hosts[host] = kept
	}
}

// Cookies implements [http.CookieJar].
func (c *cookies) Cookies(u *url.URL) []*http.Cookie {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*http.Cookie(nil), c.hosts[u.Hostname()]...)
}
