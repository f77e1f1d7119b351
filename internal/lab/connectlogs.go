package lab

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// logView is one transaction of the debug log.
type logView struct {
	ID                    int
	At, From, To, Subject string
	Payload               string // the whole mail
}

// inboundLog is what reached the tenant's forwarding addresses, oldest first.
func (w *world) inboundLog() []logView {
	w.mu.Lock()
	defer w.mu.Unlock()
	var views []logView
	for i, m := range w.inbound {
		var payload strings.Builder
		for _, f := range m.Header {
			payload.WriteString(f.Name + ": " + f.Value + "\n")
		}
		payload.WriteString("\n" + strings.ReplaceAll(m.Body, "\r\n", "\n"))
		views = append(views, logView{i + 1, m.At.UTC().Format(time.DateTime), m.From, strings.Join(m.To, ", "), m.Subject, payload.String()})
	}
	return views
}

// logsPage is the debug log of the tenant's live email flow.
func (l *Lab) logsPage(w http.ResponseWriter, _ *http.Request) {
	transactions := l.world.inboundLog()
	slices.Reverse(transactions) // the latest first
	l.showPortal(w, http.StatusOK, "connect-logs", map[string]any{"Transactions": transactions, "Descriptive": l.tenant.describes()})
}

func (s *connectStore) describes() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.descriptive
}

// logsForm switches descriptive logs.
func (l *Lab) logsForm(w http.ResponseWriter, r *http.Request) {
	l.tenant.mu.Lock()
	l.tenant.descriptive = r.PostFormValue("do") == "descriptive-on"
	l.tenant.mu.Unlock()
	http.Redirect(w, r, logsPath, http.StatusSeeOther)
}

// transactionPage shows one transaction: the whole mail stands in it with
// descriptive logs on and after Decrypt logs (facts/webex-connect.md section
// 2).
func (l *Lab) transactionPage(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("transaction"))
	transactions := l.world.inboundLog()
	if err != nil || n < 1 || n > len(transactions) {
		http.NotFound(w, r)
		return
	}
	data := map[string]any{"Transaction": transactions[n-1], "Descriptive": l.tenant.describes(), "Decrypted": r.URL.Query().Get("decrypt") != ""}
	l.showPortal(w, http.StatusOK, "connect-log", data)
}

// ownerMailsPage lists what the platform mailed to the tenant's owner.
func (l *Lab) ownerMailsPage(w http.ResponseWriter, _ *http.Request) {
	l.refreshTokens(false)
	l.showPortal(w, http.StatusOK, "connect-mails", map[string]any{"Mails": l.tenant.mails()})
}

func (s *connectStore) mails() []ownerMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]ownerMail{}, s.ownerMails...)
}
