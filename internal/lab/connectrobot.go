package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// connectControls are the lab's own controls of the Webex Connect tenant.
func (l *Lab) connectControls(mux *http.ServeMux) {
	mux.HandleFunc("POST /lab/connect/fill", l.fillForm)
	mux.HandleFunc("POST /lab/connect/refresh", l.forceRefresh)
	mux.HandleFunc("POST /lab/connect/shape", l.changeShape)
	mux.HandleFunc("GET /lab/connect/mails", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, l.tenant.mails()) })
}

// changeShape switches the shape of the Digital Asset API, and the mapping
// file with it.
func (l *Lab) changeShape(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Shape string `json:"shape"`
	}
	if !readJSON(w, r, &wanted) {
		return
	}
	shape, err := findShape(wanted.Shape)
	if err == nil {
		_, err = shape.writeMapping(l.config.Dir)
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	l.tenant.mu.Lock()
	l.tenant.shape = shape
	l.tenant.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]string{"shape": shape.name})
}

func (s *connectStore) shapeName() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shape.name
}

// filledForm is what came of filling the form.
type filledForm struct {
	Asset       string `json:"assetId"`
	TokenFilled bool   `json:"tokenFilled"`
	Error       string `json:"error"`
}

// fillTime is the longest the robot takes over the form.
const fillTime = 30 * time.Second

// fillForm answers POST /lab/connect/fill, in a lab with a robot only: it
// takes the form's values by their keys and does what a person would.
func (l *Lab) fillForm(w http.ResponseWriter, r *http.Request) {
	if !l.config.Robot {
		writeJSON(w, http.StatusConflict, filledForm{Error: "this lab has no robot: a person fills the form of Webex Connect"})
		return
	}
	var values map[string]string
	if !readJSON(w, r, &values) {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), fillTime)
	defer cancel()
	writeJSON(w, http.StatusOK, l.fill(ctx, values))
}

// fill opens the form, fills it in, presses Generate Token and then Save, in a
// browser that follows the real redirects. An asset of that Email ID is
// opened; only where there is none a new one is made.
func (l *Lab) fill(ctx context.Context, values map[string]string) filledForm {
	form := url.Values{}
	for key, value := range values {
		form.Set(key, value)
	}
	if values[keyLogin] != "" && values[keyShared] == "" {
		form.Set(keyShared, "true")
	}
	browser, err := l.newConnectBrowser(ctx, assetSettings{keyEmail: values[keyEmail], keyLogin: values[keyLogin], keyShared: form.Get(keyShared)}.login())
	if err != nil {
		return filledForm{Error: err.Error()}
	}
	defer browser.CloseIdleConnections()
	path := l.tenant.formOf(values[keyEmail])
	if path == "" {
		path = newEmailPath
	}
	at, err := browser.ask(http.MethodGet, path, nil)
	for _, press := range []string{"generate", "save"} {
		if err == nil {
			form.Set("do", press)
			at, err = browser.ask(http.MethodPost, at, form)
		}
	}
	filled := filledForm{Asset: strings.TrimPrefix(at, appsPath+"/")}
	if err != nil {
		filled.Error = err.Error()
		filled.Asset = ""
		return filled
	}
	l.tenant.mu.Lock()
	defer l.tenant.mu.Unlock()
	a := l.tenant.savedAsset(filled.Asset)
	filled.TokenFilled = a != nil && a.saved.tokens.access != "" && a.saved.tokens.refresh != ""
	return filled
}

// formOf is where the saved asset of an Email ID is opened, "" without one.
func (s *connectStore) formOf(email string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.savedAssets() {
		if strings.EqualFold(a.saved.settings[keyEmail], email) {
			return appsPath + "/" + a.id
		}
	}
	return ""
}

// connectBrowser is the robot's browser on the portal.
type connectBrowser struct {
	http.Client
	ctx    context.Context
	origin string
}

// newConnectBrowser makes a browser in which the account is signed in, if the
// lab knows it.
func (l *Lab) newConnectBrowser(ctx context.Context, account string) (*connectBrowser, error) {
	jar := new(cookies)
	google, err := url.Parse(l.world.issuer)
	if err != nil {
		return nil, fmt.Errorf("read the lab's address: %w", err)
	}
	if l.world.hasAccount(account) {
		jar.SetCookies(google, []*http.Cookie{{Name: sessionCookie, Value: l.world.newSession(account)}})
	}
	return &connectBrowser{Client: http.Client{Jar: jar, Transport: localTransport()}, ctx: ctx, origin: l.world.connect.origin}, nil
}

// ask opens a page of the portal, or submits its form, and returns the path it
// ends on. A page that refuses is an error with what it says.
func (b *connectBrowser) ask(method, path string, form url.Values) (string, error) {
	r, err := http.NewRequestWithContext(b.ctx, method, b.origin+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("open %s: %w", path, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := b.Do(r)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", path, err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	ended := response.Request.URL
	if response.StatusCode >= http.StatusBadRequest {
		if problem, _ := url.PathUnescape(response.Header.Get(problemHeader)); problem != "" {
			return "", errors.New(problem)
		}
		return "", fmt.Errorf("%s answered %s", ended.Path, response.Status)
	}
	if ended.Host != strings.TrimPrefix(b.origin, "http://") {
		return "", fmt.Errorf("the browser was left at %s", ended.Path)
	}
	return ended.Path, nil
}
