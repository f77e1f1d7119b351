package oauth

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// madeUpCode is sent in the place of an authorization code. Whoever finds it in
// a log sees that it is none.
const madeUpCode = "mailasset-preflight-is-no-code"

// errMadeUpGranted is an answer that no authorization server gives.
var errMadeUpGranted = errors.New("the token endpoint granted a code that was made up")

// Credentials proves client id and secret with a code that was made up: it is
// refused for the code only when both are right (OBS, google.md section 1.6).
// It is one POST, with the secret in its body. Errors in the verdict are
// *TokenError.
func (p Preflight) Credentials(ctx context.Context, client *Client, redirectURI string) Verdict {
	endpoint := TokenEndpoint{
		Client:  client,
		HTTP:    &http.Client{Transport: p.transport()},
		Now:     time.Now,
		Timeout: p.timeout(),
		Pause:   p.Pause,
	}
	config := endpoint.config("", redirectURI)
	_, _, err := endpoint.post(ctx, post{act: "prove the client", send: func(ctx context.Context) (*oauth2.Token, error) {
		return config.Exchange(ctx, madeUpCode)
	}})
	v := Verdict{Answer: AnswerUnknown, Status: http.StatusOK, Err: errMadeUpGranted}
	var failure *TokenError
	if errors.As(err, &failure) {
		v = judgeToken(failure)
	}
	v.RedirectURI = redirectURI
	return v
}

func judgeToken(failure *TokenError) Verdict {
	v := Verdict{Answer: AnswerUnknown, Status: failure.Status, Err: failure}
	if failure.Failure != FailureRejected {
		return v
	}
	switch failure.Code {
	case "invalid_grant":
		v.Answer, v.Err = AnswerAccepted, nil
	case "invalid_client", "deleted_client":
		v.Answer, v.Reason = AnswerRefused, clientReason(failure)
	case pageMismatch:
		// The list of redirect URIs is the client's, so the id was found. Whether
		// the secret is looked at before the list is UNCONFIRMED (google.md
		// section 1.6): a secret must not pass for proved because it is not.
		v.Reason = ReasonOnlyID
	}
	return v
}

// clientReason tells the id from the secret by the description, which is
// English at this endpoint (OBS).
func clientReason(failure *TokenError) Reason {
	text := strings.ToLower(failure.Description)
	switch {
	case failure.Code == "deleted_client", strings.Contains(text, "deleted"):
		return ReasonClientDeleted
	case strings.Contains(text, "not found"):
		return ReasonClientNotFound
	case strings.Contains(text, "secret"):
		return ReasonSecretInvalid
	}
	return ReasonIDOrSecret
}

// Await probes until every redirect URI is accepted: a change on the console
// takes from five minutes to a few hours to arrive (google.md section 1.2).
// What was accepted is not asked for again. The n-th probe, counted from 1, is
// followed by progress, which may be nil, and a pause of interval(n); a negative
// interval ends the wait. The verdicts are those of the last whole probe, also
// beside an error: the context's, ErrControlAccepted, or that of the first URI
// that waiting cannot cure, else of the first that is not accepted.
func (p Preflight) Await(ctx context.Context, client *Client, scope string, uris []string,
	interval func(n int) time.Duration, progress func(n int, v []Verdict),
) ([]Verdict, error) {
	verdicts := make([]Verdict, len(uris))
	for i, uri := range uris {
		verdicts[i] = Verdict{RedirectURI: uri, Answer: AnswerUnknown}
	}
	for n := 1; ; n++ {
		next, err := p.again(ctx, client, scope, verdicts)
		if ctx.Err() != nil {
			return verdicts, context.Cause(ctx)
		}
		verdicts = next
		if progress != nil {
			progress(n, slices.Clone(verdicts))
		}
		first := slices.IndexFunc(verdicts, Verdict.open)
		if err != nil || first < 0 {
			return verdicts, err
		}
		if hopeless := slices.IndexFunc(verdicts, Verdict.hopeless); hopeless >= 0 {
			return verdicts, verdicts[hopeless].Err
		}
		pause := interval(n)
		if pause < 0 {
			return verdicts, verdicts[first].Err
		}
		if err := sleep(ctx, pause); err != nil {
			return verdicts, err
		}
	}
}

// again probes what is not accepted yet.
func (p Preflight) again(ctx context.Context, client *Client, scope string, old []Verdict) ([]Verdict, error) {
	var uris []string
	for _, v := range old {
		if v.open() {
			uris = append(uris, v.RedirectURI)
		}
	}
	fresh, err := p.Redirects(ctx, client, scope, uris...)
	verdicts := slices.Clone(old)
	for i := range verdicts {
		if verdicts[i].open() {
			verdicts[i], fresh = fresh[0], fresh[1:]
		}
	}
	return verdicts, err
}

func (v Verdict) open() bool { return v.Answer != AnswerAccepted }

// hopeless reports a refusal that no waiting cures: only the list of redirect
// URIs takes time to spread.
func (v Verdict) hopeless() bool {
	var page *PageError
	return v.Answer == AnswerRefused && !(errors.As(v.Err, &page) && page.Code == pageMismatch)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
