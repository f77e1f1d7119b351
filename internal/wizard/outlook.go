package wizard

import (
	"context"
	"net/http"
	"strings"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/session"
)

// lookBound is how long an early look at the outside may take: it warns, so it
// must not keep anybody waiting.
const lookBound = 5 * time.Second

// lookAtMailbox says early when the mailbox's domain does not receive its mail
// at Google: such an address has no Gmail to sign in to. One DNS question; no
// answer says nothing.
func (w *Wizard) lookAtMailbox(ctx context.Context, s *session.Session) {
	_, domain, _ := strings.Cut(s.Answer("asset.email"), "@")
	if w.LookupMX == nil || consumer(s) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookBound)
	defer cancel()
	hosts, err := w.LookupMX(ctx, domain)
	if err != nil || len(hosts) == 0 {
		return
	}
	for _, host := range hosts {
		host = strings.ToLower(strings.TrimSuffix(host, "."))
		if strings.HasSuffix(host, ".google.com") || strings.HasSuffix(host, ".googlemail.com") {
			return
		}
	}
	w.note(msg.MailElsewhere.Line(w.Marks.Warn, domain, hosts[0]))
}

// pageAnswers is what Branding needs of a home page beyond its form: that it
// is there. What cannot be reached from here may well be reached by Google.
func (w *Wizard) pageAnswers(field asset.Field, address string) error {
	if w.Endpoints.Lab() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookBound)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return &asset.RuleError{Field: field, Value: address, Rule: asset.RuleURL}
	}
	response, err := w.HTTP.Do(request)
	if err != nil {
		w.note(msg.PageUnreached.Line(w.Marks.Warn, address))
		return nil
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound || response.StatusCode == http.StatusGone {
		return &asset.RuleError{Field: field, Value: address, Rule: asset.RuleNoPage}
	}
	return nil
}

// checkPage holds the address of a home page or privacy policy against the
// rules, and looks whether it is there. One that was accepted in an earlier run
// is not looked at again.
func (w *Wizard) checkPage(field asset.Field, accepted string) func(string) error {
	return func(address string) error {
		err := asset.CheckWebPage(field, address)
		if err != nil || address == accepted {
			return err
		}
		return w.pageAnswers(field, address)
	}
}
