package check

import (
	"mailasset/internal/google"
	"mailasset/internal/oauth"
)

// How the checks reach the web: every request is bounded by World.Timeout, with
// the tries of it that are safe; a POST that somebody may have seen is never
// made twice (package oauth).

func (r *run) preflight() oauth.Preflight {
	return oauth.Preflight{HTTP: r.HTTP, Timeout: r.Timeout, Pause: r.Pause}
}

func (r *run) tokenEndpoint() oauth.TokenEndpoint {
	a := r.Config.Authentication
	return oauth.TokenEndpoint{
		Client: &oauth.Client{ID: a.ClientID, Secret: a.ClientSecret, AuthURI: a.AuthorizationURL, TokenURI: a.RefreshTokenURL},
		HTTP:   r.HTTP, Now: r.Now, Timeout: r.Timeout, Pause: r.Pause,
	}
}

func (r *run) gmail() google.Gmail {
	return google.Gmail{HTTP: oauth.JSONClient(r.HTTP, r.Now, r.Pause), Endpoint: r.Provider.API, Timeout: r.Timeout}
}
