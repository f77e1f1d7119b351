package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// pendingLife is how long a person may take from Generate Token to the
	// callback.
	pendingLife = 10 * time.Minute
	// exchangeTime is the longest the tenant waits for a token endpoint.
	exchangeTime = 10 * time.Second
)

// pendingToken is a Generate Token whose answer has not come: the asset and
// what stood in its form.
type pendingToken struct {
	asset    string
	settings assetSettings
	expires  time.Time
}

func (t connectTokens) expires() time.Time { return t.since.Add(t.validity) }

// state is what the portal says of the tokens.
func (t connectTokens) state() string {
	switch {
	case t.access == "":
		return "not generated"
	case t.failed != "":
		return "refresh failed"
	}
	return "generated"
}

// due reports whether nine tenths of the validity are over.
func (t connectTokens) due(now time.Time) bool {
	return t.access != "" && t.failed == "" && !now.Before(t.since.Add(t.validity*9/10))
}

// beginToken is Generate Token: where the browser goes. The consent page is
// asked for only with the tick (facts/webex-connect.md section 1, row 16). The
// caller holds mu.
func (s *connectStore) beginToken(a *emailAsset) string {
	now := s.world.now()
	maps.DeleteFunc(s.pending, func(_ string, p pendingToken) bool { return now.After(p.expires) })
	state, settings := s.world.random.text(32, letters), maps.Clone(a.open.settings)
	s.pending[state] = pendingToken{asset: a.id, settings: settings, expires: now.Add(pendingLife)}
	a.problem = ""
	q := url.Values{
		"client_id": {settings[keyClientID]}, "redirect_uri": {s.world.connect.callback()}, "response_type": {"code"},
		"scope": {settings[keyScope]}, "access_type": {"offline"}, "state": {state},
	}
	if settings[keyReview] == "true" {
		q.Set("prompt", "consent")
	}
	return withAnswer(settings[keyAuthorization], q)
}

// takePending returns the Generate Token a state belongs to, once.
func (s *connectStore) takePending(state string) (pendingToken, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pending[state]
	delete(s.pending, state)
	return p, ok && !s.world.now().After(p.expires)
}

// connectCallback is where the provider sends the browser back to. The code is
// exchanged here, by the tenant itself. A code that answers no Generate Token
// is left alone. No code is ever shown.
func (l *Lab) connectCallback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p, ours := l.tenant.takePending(q.Get("state"))
	problem := ""
	switch {
	case q.Get("error") != "":
		problem = q.Get("error")
	case q.Get("code") == "":
		problem = "neither a code nor an error came"
	case ours:
		problem = l.fillTokens(p, q.Get("code"))
	}
	back := ""
	if ours {
		back = appsPath + "/" + p.asset
		l.tenant.note(p.asset, problem)
	}
	switch {
	case problem != "":
		w.Header().Set(problemHeader, url.PathEscape(problem))
		render(w, http.StatusBadRequest, "callback", map[string]any{"Error": problem, "Back": back})
	case ours:
		http.Redirect(w, r, back+"?done=generated", http.StatusSeeOther)
	default:
		render(w, http.StatusOK, "callback", map[string]any{})
	}
}

// note remembers why a Generate Token failed.
func (s *connectStore) note(id, problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.find(id); a != nil {
		a.problem = problem
	}
}

// fillTokens exchanges the code and puts the tokens into the form, where Save
// finds them; what it returns is why not.
func (l *Lab) fillTokens(p pendingToken, code string) string {
	answer, err := l.askTokens(p.settings[keyTokenURL], url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {l.world.connect.callback()},
		"client_id": {p.settings[keyClientID]}, "client_secret": {p.settings[keyClientSecret]},
	})
	if err != nil {
		return err.Error()
	}
	l.tenant.mu.Lock()
	defer l.tenant.mu.Unlock()
	a := l.tenant.find(p.asset)
	if a == nil {
		return "the form is gone: open it again and press Generate Token"
	}
	state := a.state()
	state.tokens = connectTokens{access: answer.AccessToken, refresh: answer.RefreshToken, since: l.world.now(), validity: answer.validity()}
	a.open = &state
	return ""
}

// issuedTokens is what the tenant reads of a token answer.
type issuedTokens struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int    `json:"expires_in"`
	Error        string `json:"error"`
	Description  string `json:"error_description"`
}

func (t issuedTokens) validity() time.Duration { return time.Duration(t.ExpiresIn) * time.Second }

// askTokens posts to a token endpoint of this machine, the client secret in
// the body, as the platform does. Whoever asked may go meanwhile: a code and a
// refresh are carried through all the same.
func (l *Lab) askTokens(endpoint string, form url.Values) (issuedTokens, error) {
	var tokens issuedTokens
	ctx, cancel := context.WithTimeout(l.ctx, exchangeTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return tokens, errors.New("the token URL is no address")
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	transport := localTransport()
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(r)
	if err != nil {
		return tokens, fmt.Errorf("the token URL does not answer: %w", err)
	}
	defer response.Body.Close()
	err = json.NewDecoder(io.LimitReader(response.Body, 1<<16)).Decode(&tokens)
	switch {
	case err != nil && response.StatusCode == http.StatusOK:
		return tokens, errors.New("the token URL answered with something that is not JSON")
	case tokens.Error != "":
		return tokens, errors.New(strings.TrimSuffix(tokens.Error+": "+tokens.Description, ": "))
	case response.StatusCode != http.StatusOK:
		return tokens, fmt.Errorf("the token URL answered %d", response.StatusCode)
	case tokens.AccessToken == "":
		return tokens, errors.New("the token URL answered without an access token")
	}
	return tokens, nil
}
