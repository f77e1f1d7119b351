package lab

import (
	"net/http"
	"net/url"
	"strings"
)

// gmailSettingsPath is where Gmail's settings open. In Gmail the rest of the
// address, #settings/fwdandpop, never leaves the browser.
const gmailSettingsPath = "/mail/u/0/"

// gmailPages are Gmail's settings and the page behind the link of a
// confirmation mail (facts/webex-connect.md section 2).
func (l *Lab) gmailPages(mux *http.ServeMux) {
	for _, path := range []string{"/mail/{$}", "/mail/u/{index}/{$}"} {
		mux.HandleFunc("GET "+path, l.forwardingPage)
		mux.HandleFunc("POST "+path, l.forwardingForm)
	}
	mux.HandleFunc("GET /mail/{link}", l.verifyPage)
	mux.HandleFunc("POST /mail/{link}", l.verifyForm)
}

// mailboxOf is whose settings are shown: the signed-in account's, else those
// of the account the address names, else the mailbox's.
func (l *Lab) mailboxOf(r *http.Request) string {
	account := l.sessionOf(r)
	if account == "" {
		account = strings.ToLower(r.URL.Query().Get("authuser"))
	}
	if l.world.hasAccount(account) {
		return account
	}
	return mailbox
}

func (l *Lab) forwardingPage(w http.ResponseWriter, r *http.Request) {
	done := ""
	if r.URL.Query().Get("saved") != "" {
		done = say(r, "Your preferences have been saved.", "Je voorkeuren zijn opgeslagen.")
	}
	l.showForwarding(w, r, done, "")
}

// choice is an entry of a drop-down, in English and in Dutch.
type choice struct{ Value, Label, Dutch string }

var dispositions = []choice{
	{leaveInInbox, "keep Gmail's copy in the Inbox", "de kopie van Gmail in de inbox bewaren"},
	{markRead, "mark Gmail's copy as read", "de kopie van Gmail markeren als gelezen"},
	{archive, "archive Gmail's copy", "de kopie van Gmail archiveren"},
	{trash, "delete Gmail's copy", "de kopie van Gmail verwijderen"},
}

func (l *Lab) showForwarding(w http.ResponseWriter, r *http.Request, done, problem string) {
	seen := l.world.seenForwarding(l.mailboxOf(r))
	var accepted, pending []string
	for _, a := range seen.addresses {
		if a.accepted {
			accepted = append(accepted, a.address)
		} else {
			pending = append(pending, a.address)
		}
	}
	l.showGmail(w, r, "settings", problem, map[string]any{
		"Done": done, "Accepted": accepted, "Pending": pending, "Enabled": seen.enabled, "Target": seen.address,
		"Disposition": seen.disposition, "Dispositions": dispositions,
	})
}

// showGmail draws a page of Gmail; one with a problem is a 400 that a program
// finds in a header too.
func (l *Lab) showGmail(w http.ResponseWriter, r *http.Request, page, problem string, data map[string]any) {
	data["Account"], data["Here"], data["Problem"], data["Nl"] = l.mailboxOf(r), here(r), problem, inDutch(r)
	status := http.StatusOK
	if problem != "" {
		status = http.StatusBadRequest
		w.Header().Set(problemHeader, url.PathEscape(problem))
	}
	render(w, status, "gmail/"+page, data)
}

// forwardingForm takes every button of the settings and of the dialogs over
// them.
func (l *Lab) forwardingForm(w http.ResponseWriter, r *http.Request) {
	account, asked := l.mailboxOf(r), r.PostFormValue("asked")
	switch r.PostFormValue("do") {
	case "add":
		l.showGmail(w, r, "add", "", map[string]any{"New": ""})
	case "next", "proceed":
		l.addForwarding(w, r, account)
	case "resend":
		l.askForConsent(w, r, account, asked)
	case "verify":
		if !l.world.confirmByCode(account, asked, r.PostFormValue("code")) {
			l.showForwarding(w, r, "", say(r, "That is not the confirmation code that was sent to ", "Dat is niet de bevestigingscode die is gestuurd naar ")+asked+".")
			return
		}
		l.showForwarding(w, r, asked+say(r, " is confirmed. Choose it below, then press Save Changes.", " is bevestigd. Kies het hieronder en klik op Wijzigingen opslaan."), "")
	case "remove":
		l.world.removeForwarding(account, asked)
		backTo(w, r)
	case "save":
		l.saveChanges(w, r, account)
	default: // Cancel and OK
		backTo(w, r)
	}
}

// addForwarding takes Next, then Proceed.
func (l *Lab) addForwarding(w http.ResponseWriter, r *http.Request, account string) {
	address := strings.ToLower(strings.TrimSpace(r.PostFormValue("new")))
	problem := ""
	switch known := l.world.seenForwarding(account).find(address); {
	case !isAddress(address):
		problem = address + say(r, " is not a valid email address.", " is geen geldig e-mailadres.")
	case address == account:
		problem = say(r, "A mailbox cannot forward to itself.", "Een mailbox kan niet naar zichzelf doorsturen.")
	case known != nil:
		problem = address + say(r, " has been added already.", " is al toegevoegd.")
	}
	switch {
	case problem != "":
		l.showGmail(w, r, "add", problem, map[string]any{"New": address})
	case r.PostFormValue("do") == "next":
		l.showGmail(w, r, "proceed", "", map[string]any{"New": address})
	default:
		l.askForConsent(w, r, account, address)
	}
}

// askForConsent sends the confirmation mail.
func (l *Lab) askForConsent(w http.ResponseWriter, r *http.Request, account, address string) {
	if !isAddress(address) {
		l.showForwarding(w, r, "", address+say(r, " is not a valid email address.", " is geen geldig e-mailadres."))
		return
	}
	if !l.world.requestForwarding(account, address) {
		l.showForwarding(w, r, address+say(r, " belongs to your organization and needs no confirmation.", " hoort bij je organisatie en hoeft niet bevestigd te worden."), "")
		return
	}
	l.showGmail(w, r, "sent", "", map[string]any{"New": address})
}

func (l *Lab) saveChanges(w http.ResponseWriter, r *http.Request, account string) {
	enabled, disposition := r.PostFormValue("forward") == "on", r.PostFormValue("disposition")
	if disposition == "" {
		disposition = leaveInInbox
	}
	known := false
	for _, d := range dispositions {
		known = known || d.Value == disposition
	}
	if !known || !l.world.saveForwarding(account, enabled, r.PostFormValue("address"), disposition) {
		l.showForwarding(w, r, "", say(r, "Choose a confirmed forwarding address.", "Kies een bevestigd doorstuuradres."))
		return
	}
	q := r.URL.Query()
	q.Set("saved", "1")
	http.Redirect(w, r, r.URL.Path+"?"+q.Encode(), http.StatusSeeOther)
}

// backTo shows the settings again, without what an earlier button said.
func backTo(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	q.Del("saved")
	http.Redirect(w, r, (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String(), http.StatusSeeOther)
}

// verifyPage is what the link in a confirmation mail opens. It needs nobody
// signed in, and to open it confirms nothing: programs that look at links must
// not.
func (l *Lab) verifyPage(w http.ResponseWriter, r *http.Request) { l.showVerify(w, r, false) }

// verifyForm takes Confirm.
func (l *Lab) verifyForm(w http.ResponseWriter, r *http.Request) { l.showVerify(w, r, true) }

func (l *Lab) showVerify(w http.ResponseWriter, r *http.Request, yes bool) {
	token, ours := strings.CutPrefix(r.URL.Path, verifyPath)
	if !ours {
		http.NotFound(w, r)
		return
	}
	account, address, found := l.world.confirmByLink(token, yes)
	problem, status := "", http.StatusOK
	if !found {
		problem, status = say(r, "This link is not valid, or a newer mail has replaced it.", "Deze link is niet geldig, of er is een nieuwere mail voor in de plaats gekomen."), http.StatusNotFound
		w.Header().Set(problemHeader, url.PathEscape(problem))
	}
	render(w, status, "gmail/verify", map[string]any{
		"Account": "", "Here": here(r), "Problem": problem, "From": account, "To": address, "Confirmed": found && yes, "Nl": inDutch(r),
	})
}
