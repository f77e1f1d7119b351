package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"mailasset/internal/secret"
)

// Revoke ends the grant that a token belongs to (RFC 7009 section 2.1). It makes
// one request, with the token in the body and nowhere else, and follows no
// redirect: the token must not be sent anywhere but to the endpoint. Errors are
// *TokenError; [AlreadyEnded] knows the one that leaves nothing to do.
func (e TokenEndpoint) Revoke(ctx context.Context, endpoint string, token secret.String) error {
	ctx, cancel := context.WithTimeout(ctx, e.Timeout)
	defer cancel()
	failed := &TokenError{Act: "revoke the token", Endpoint: endpoint, Failure: FailureUnreachable}
	body := url.Values{"token": {token.Reveal()}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(body))
	if err != nil {
		failed.Err = err
		return failed
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := *e.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	seen := e.witness()
	client.Transport = seen
	response, err := client.Do(request)
	failed.Between, failed.RetryAfter = seen.between, seen.after
	if err != nil {
		var transport *url.Error
		if errors.As(err, &transport) {
			err = transport.Err
		}
		failed.Err = &quoted{err, e.plain(err.Error(), token)}
		return failed
	}
	defer response.Body.Close()
	return e.revoked(failed, response, token)
}

// revoked reads the answer: the status tells success, RFC 7009 section 2.2, but
// for the page of a network's own sign-in, which ended nothing; an error is that
// of RFC 6749 section 5.2.
func (e TokenEndpoint) revoked(failed *TokenError, response *http.Response, token secret.String) error {
	failed.Status = response.StatusCode
	if failed.Status == http.StatusOK && !failed.Page {
		return nil
	}
	failed.Failure, failed.Host = FailureServer, e.plain(failed.Host, token)
	var answer struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	const most = 1 << 20
	if err := json.NewDecoder(io.LimitReader(response.Body, most)).Decode(&answer); err == nil {
		failed.Code, failed.Description = e.plain(answer.Error, token), e.plain(answer.Description, token)
	}
	if failed.Code != "" && failed.Status >= 400 && failed.Status < 500 && failed.Status != http.StatusTooManyRequests {
		failed.Failure = FailureRejected
	}
	return failed
}

// AlreadyEnded reports whether a token could not be revoked because it is no
// longer alive, as Google says it.
func AlreadyEnded(err error) bool {
	var e *TokenError
	return errors.As(err, &e) && e.Failure == FailureRejected && e.Status == http.StatusBadRequest && e.Code == "invalid_token"
}
