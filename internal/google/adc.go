package google

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"mailasset/internal/secret"
)

const (
	tokenURL     = "https://oauth2.googleapis.com/token"
	tokenInfoURL = "https://oauth2.googleapis.com/tokeninfo"
)

// FromADC refreshes the Application Default Credentials of a person, as
// `gcloud auth application-default login` leaves them, and reads their quota
// project (https://docs.cloud.google.com/docs/authentication/application-default-credentials).
// Those of a service account or of a machine are a *CredentialError: nobody
// accepts terms of service or owns a project there.
func FromADC(ctx context.Context, o Options) (Credential, error) {
	getenv := o.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	path := adcPath(runtime.GOOS, getenv)
	text, exposed, err := readSmall(path)
	if err != nil {
		return Credential{}, fileError(SourceADC, path, err)
	}
	var file struct {
		Type         string        `json:"type"`
		ClientID     string        `json:"client_id"`
		ClientSecret secret.String `json:"client_secret"`
		RefreshToken secret.String `json:"refresh_token"`
		QuotaProject string        `json:"quota_project_id"`
		Account      string        `json:"account"`
	}
	no := &CredentialError{Source: SourceADC, Kind: KindUnreadable, Path: path}
	switch err := json.Unmarshal(text, &file); {
	case err != nil:
		return Credential{}, no // the error of encoding/json may quote the file
	case file.Type != "authorized_user":
		no.Kind, no.Detail = KindType, oneLine(file.Type)
		return Credential{}, no
	case file.ClientID == "" || file.RefreshToken.Empty():
		return Credential{}, no
	}
	token, err := refresh(ctx, o, no, url.Values{"grant_type": {"refresh_token"}, "client_id": {file.ClientID},
		"client_secret": {file.ClientSecret.Reveal()}, "refresh_token": {file.RefreshToken.Reveal()}})
	if err != nil {
		return Credential{}, err
	}
	return Credential{Source: SourceADC, Token: token, Account: file.Account, Path: path, Exposed: exposed,
		QuotaProject: cmp.Or(getenv("GOOGLE_CLOUD_QUOTA_PROJECT"), file.QuotaProject)}, nil
}

// adcPath says where the file is: the variable, or gcloud's own place.
func adcPath(system string, getenv func(string) string) string {
	if path := getenv("GOOGLE_APPLICATION_CREDENTIALS"); path != "" {
		return path
	}
	folder := getenv("CLOUDSDK_CONFIG")
	switch {
	case folder != "":
	case system == "windows":
		folder = filepath.Join(getenv("APPDATA"), "gcloud")
	default:
		folder = filepath.Join(getenv("HOME"), ".config", "gcloud")
	}
	return filepath.Join(folder, "application_default_credentials.json")
}

// refresh sends the one refresh request (RFC 6749 section 6). no is the error
// to fill in when Google refuses.
func refresh(ctx context.Context, o Options, no *CredentialError, form url.Values) (secret.String, error) {
	status, text, err := postForm(ctx, o.HTTP, cmp.Or(o.TokenURL, tokenURL), orElse(o.Timeout, 30*time.Second), form)
	if err != nil {
		return secret.String{}, fmt.Errorf("refresh the Application Default Credentials: %w", err)
	}
	var answer struct {
		AccessToken secret.String `json:"access_token"`
		Error       string        `json:"error"`
		Subtype     string        `json:"error_subtype"`
		Description string        `json:"error_description"`
	}
	err = json.Unmarshal(text, &answer)
	switch {
	case err == nil && status == http.StatusOK && !answer.AccessToken.Empty():
		return answer.AccessToken, nil
	case err != nil || answer.Error == "" || status >= http.StatusInternalServerError:
		return secret.String{}, fmt.Errorf("refresh the Application Default Credentials: the token endpoint answered %d without a token", status)
	}
	no.Kind = KindRefused
	if answer.Error == "invalid_grant" {
		no.Kind = KindExpired
	}
	no.Detail = oneLine(cmp.Or(answer.Subtype, answer.Error))
	if wantsMFA(answer.Description) {
		no.cause = cause{&MFAError{}}
	}
	return secret.String{}, no
}

// Account says whose the credential is, or "" when that cannot be told: a
// token tells its address only with the scope userinfo.email, which gcloud's
// logins have. Google is asked before gcloud is believed, whose token can be
// another's (impersonation, an access token file).
func (a Admin) Account(ctx context.Context) (string, error) {
	form := url.Values{"access_token": {a.Credential.Token.Reveal()}} // in the body: addresses are logged
	status, text, err := postForm(ctx, a.HTTP, cmp.Or(a.TokenInfo, tokenInfoURL), orElse(a.Timeout, 30*time.Second), form)
	var answer struct {
		Email string `json:"email"`
		Error string `json:"error"`
	}
	if err == nil {
		err = json.Unmarshal(text, &answer)
	}
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("ask whose the credential is: %w", ctx.Err())
	case err == nil && status == http.StatusOK && answer.Email != "":
		return answer.Email, nil
	case err == nil && status < http.StatusInternalServerError && strings.HasPrefix(answer.Error, "invalid"):
		return "", &CredentialError{Source: a.Credential.Source, Path: a.Credential.Path, Kind: KindExpired, Detail: answer.Error}
	case a.Credential.Account != "" || err == nil && status == http.StatusOK:
		return a.Credential.Account, nil
	case err != nil && status == 0:
		return "", fmt.Errorf("ask whose the credential is: %w", err)
	}
	return "", fmt.Errorf("ask whose the credential is: tokeninfo answered %d", status)
}

// postForm posts a form with secrets once, to that address only.
func postForm(ctx context.Context, client *http.Client, address string, timeout time.Duration, form url.Values) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, nil, errors.New("the address of the endpoint is not one")
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := noRedirects(client).Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	text, err := readAll(answer.Body)
	return answer.StatusCode, text, err
}
