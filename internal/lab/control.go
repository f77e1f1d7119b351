package lab

import (
	"encoding/json"
	"net/http"
)

// googleRoutes is the origin that plays accounts.google.com,
// oauth2.googleapis.com and gmail.googleapis.com, and carries the lab's own
// controls under /lab/.
func (l *Lab) googleRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", l.frontPage)
	mux.HandleFunc("GET /o/oauth2/v2/auth", l.authorize)
	mux.HandleFunc("GET /o/oauth2/auth", l.authorize)
	mux.HandleFunc("GET "+identifierPath, l.identifierPage)
	mux.HandleFunc("POST "+identifierPath, l.identifierForm)
	mux.HandleFunc("GET "+warningPath, l.warningPage)
	mux.HandleFunc("POST "+warningPath, l.warningForm)
	mux.HandleFunc("GET "+consentPath, l.consentPage)
	mux.HandleFunc("POST "+consentPath, l.consentForm)
	mux.HandleFunc("GET "+errorPath, l.errorPage)

	mux.HandleFunc(tokenPath, l.token)
	mux.HandleFunc("/tokeninfo", l.tokeninfo)
	mux.HandleFunc("/revoke", l.revoke)

	l.gmailRoutes(mux)
	l.gmailPages(mux)
	l.managerRoutes(mux)
	l.usageRoutes(mux)
	l.consoleRoutes(mux)
	l.connectControls(mux)

	mux.HandleFunc("GET /lab/endpoints", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, l.Endpoints()) })
	mux.HandleFunc("GET /lab/complaints", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, l.log.complaintList()) })
	mux.HandleFunc("GET /lab/requests", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, l.log.requestList()) })
	mux.HandleFunc("GET /lab/exchanges", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, l.log.exchangeList()) })
	mux.HandleFunc("GET /lab/mails", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, l.world.mails()) })
	mux.HandleFunc("GET /lab/faults", l.showFaults)
	mux.HandleFunc("POST /lab/faults", l.changeFaults)
	mux.HandleFunc("POST /lab/account", l.changeAccount)
	mux.HandleFunc("POST /lab/robot/console", l.robotConsole)
	// A page elsewhere must not switch faults or sign accounts in.
	return http.NewCrossOriginProtection().Handler(mux)
}

// faultList is what /lab/faults shows: those that are on, and all there are.
type faultList struct {
	Faults []string `json:"faults"`
	Known  []Fault  `json:"known"`
}

func (l *Lab) showFaults(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, faultList{Faults: l.faults.list(), Known: Faults()})
}

func (l *Lab) changeFaults(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Faults []string `json:"faults"`
	}
	if !readJSON(w, r, &wanted) {
		return
	}
	if err := l.SetFaults(wanted.Faults...); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	l.showFaults(w, r)
}

func (l *Lab) changeAccount(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Account string `json:"account"`
	}
	if !readJSON(w, r, &wanted) {
		return
	}
	if err := l.world.signInAs(wanted.Account); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, wanted)
}

// readJSON reads a control's body; on a bad one it has answered 400.
func readJSON(w http.ResponseWriter, r *http.Request, v any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "read the request: " + err.Error()})
		return false
	}
	return true
}
