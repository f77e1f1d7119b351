package lab

import (
	"net/http"
	"net/url"
)

// refreshOutcome is what became of one asset's tokens.
type refreshOutcome struct {
	Asset string `json:"assetId"`
	State string `json:"tokenState"`
	Error string `json:"error"`
}

// refreshTokens refreshes the tokens of saved assets, those that are due or
// all of them. The platform does it on its own before they expire; the lab
// does it when somebody looks. A refresh that failed is not tried again until
// a person generates anew, or it is forced.
func (l *Lab) refreshTokens(force bool) []refreshOutcome {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	type job struct {
		id    string
		state assetState
	}
	var jobs []job
	l.tenant.mu.Lock()
	for _, a := range l.tenant.savedAssets() {
		if t := a.saved.tokens; t.due(l.world.now()) || force && t.access != "" {
			jobs = append(jobs, job{a.id, a.saved})
		}
	}
	l.tenant.mu.Unlock()
	outcomes := []refreshOutcome{}
	for _, j := range jobs {
		tokens := l.refreshed(j.state)
		l.tenant.keep(j.id, j.state.tokens, tokens)
		outcomes = append(outcomes, refreshOutcome{j.id, tokens.state(), tokens.failed})
	}
	return outcomes
}

// refreshed are the tokens after a refresh; a provider that answers with no
// new refresh token leaves the old one.
func (l *Lab) refreshed(state assetState) connectTokens {
	tokens := state.tokens
	if tokens.refresh == "" {
		tokens.failed = "there is no refresh token"
		return tokens
	}
	answer, err := l.askTokens(state.settings[keyRefreshURL], url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {tokens.refresh},
		"client_id": {state.settings[keyClientID]}, "client_secret": {state.settings[keyClientSecret]},
	})
	if err != nil {
		tokens.failed = err.Error()
		return tokens
	}
	tokens.access, tokens.since, tokens.validity, tokens.failed = answer.AccessToken, l.world.now(), answer.validity(), ""
	if answer.RefreshToken != "" {
		tokens.refresh = answer.RefreshToken
	}
	return tokens
}

// keep writes refreshed tokens unless others were generated meanwhile, and
// mails the owner when it failed (facts/webex-connect.md section 1, row 17).
func (s *connectStore) keep(id string, before, after connectTokens) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.savedAsset(id)
	if a == nil || a.saved.tokens != before {
		return
	}
	a.saved.tokens = after
	if a.open != nil && a.open.tokens == before {
		a.open.tokens = after
	}
	if after.failed == "" {
		return
	}
	name := a.saved.settings[keyName]
	s.ownerMails = append(s.ownerMails, ownerMail{
		To: adminAccount, At: s.world.now(), Subject: "Access token of " + name + " could not be refreshed",
		Body: "The access token of the email asset " + name + " (" + a.saved.settings[keyEmail] + ") could not be refreshed: " + after.failed +
			".\nUntil it is generated again, no mail can be sent from this asset. Open Assets, Apps, " + name + " and press Generate Token, then Save.",
	})
}

// forceRefresh answers POST /lab/connect/refresh.
func (l *Lab) forceRefresh(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"assets": l.refreshTokens(true)})
}
