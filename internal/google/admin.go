package google

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"mailasset/internal/secret"
)

// Admin creates a project and switches its Gmail API on with the credential of
// a person (Cloud Resource Manager v3, Service Usage v1; google.md section 6).
type Admin struct {
	HTTP            *http.Client
	ResourceManager string // base address; "" is Google's own
	ServiceUsage    string // base address; "" is Google's own
	TokenInfo       string // whole address; "" is Google's own
	Credential      Credential
	Timeout         time.Duration // bound on one request; 0 is 30 s
	Patience        time.Duration // bound on an operation and what follows it; 0 is 3 minutes

	// Poll waits before another look; attempt counts from 0. It returns the
	// error of a context that ends meanwhile. nil is Backoff.
	Poll func(ctx context.Context, attempt int) error
}

const (
	maxAnswer = 4 << 20 // bytes of one answer
	repeats   = 3       // times a reading request is repeated
)

// Backoff waits half a second, then half as long again each time, at most ten
// seconds.
func Backoff(ctx context.Context, attempt int) error {
	timer := time.NewTimer(backoff(attempt))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func backoff(attempt int) time.Duration {
	wait := 500 * time.Millisecond
	for range min(attempt, 8) {
		wait += wait / 2
	}
	return min(wait, 10*time.Second)
}

func (a Admin) wait(ctx context.Context, attempt int) error {
	if a.Poll != nil {
		return a.Poll(ctx, attempt)
	}
	return Backoff(ctx, attempt)
}

func (a Admin) patiently(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, orElse(a.Patience, 3*time.Minute))
}

// options points a generated client at an endpoint, as this credential.
func (a Admin) options(endpoint string) []option.ClientOption {
	client := noRedirects(a.HTTP)
	knows := new(secret.Redactor)
	knows.Know("admin-token", a.Credential.Token)
	client.Transport = scrubbing{a.Credential.QuotaProject, knows, bearer{a.Credential.Token, client.Transport}}
	all := []option.ClientOption{option.WithHTTPClient(client)}
	if endpoint != "" {
		all = append(all, option.WithEndpoint(strings.TrimSuffix(endpoint, "/")+"/"))
	}
	return all
}

// noRedirects returns a copy of the client that follows nobody: a redirect
// would carry the token, or a form with secrets, to whoever it names.
func noRedirects(given *http.Client) *http.Client {
	if given == nil {
		given = http.DefaultClient
	}
	client := *given
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// scrubbing names the project that pays (with Application Default Credentials:
// https://docs.cloud.google.com/docs/authentication/troubleshoot-adc), bounds
// the answer and takes the token out of it, so that no error can repeat it.
type scrubbing struct {
	quotaProject string
	knows        *secret.Redactor
	next         http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (s scrubbing) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.quotaProject != "" {
		r = r.Clone(r.Context())
		r.Header.Set("X-Goog-User-Project", s.quotaProject)
	}
	answer, err := s.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	text, err := readAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		return nil, err
	}
	clean := s.knows.Redact(string(text))
	answer.Body, answer.ContentLength = io.NopCloser(strings.NewReader(clean)), int64(len(clean))
	return answer, nil
}

func readAll(body io.Reader) ([]byte, error) {
	var text bytes.Buffer
	n, err := text.ReadFrom(io.LimitReader(body, maxAnswer+1))
	if err == nil && n > maxAnswer {
		err = fmt.Errorf("the answer is longer than %d bytes", maxAnswer)
	}
	return text.Bytes(), err
}

// read sends a request that changes nothing and repeats it a few times while
// the answer speaks of a passing trouble.
func read[T any](ctx context.Context, a Admin, send func(context.Context) (T, error)) (T, error) {
	for attempt := 0; ; attempt++ {
		v, err := once(ctx, a, send)
		_, passing := Answered(err)
		if !passing || attempt == repeats || a.wait(ctx, attempt) != nil {
			return v, err
		}
	}
}

// once sends a request one time, within Timeout.
func once[T any](ctx context.Context, a Admin, send func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, orElse(a.Timeout, 30*time.Second))
	defer cancel()
	return send(ctx)
}

// operation is what both APIs' long-running operations have in common.
type operation struct {
	name     string
	done     bool
	failure  *OperationError
	response []byte
}

// errGone says that Google no longer knows an operation: it keeps them for
// some hours.
var errGone = errors.New("the operation is no longer there")

// await looks at an operation until it has ended, and returns how.
func (a Admin) await(ctx context.Context, op operation, look func(ctx context.Context, name string) (operation, error)) (operation, error) {
	for attempt := 0; !op.done; attempt++ {
		if op.name == "" {
			return op, errors.New("the answer names no operation")
		}
		if err := a.wait(ctx, attempt); err != nil {
			return op, fmt.Errorf("operation %s has not ended yet: %w", op.name, err)
		}
		next, err := read(ctx, a, func(ctx context.Context) (operation, error) { return look(ctx, op.name) })
		if isNotFound(err) {
			return op, fmt.Errorf("%w: %s", errGone, op.name)
		}
		if err != nil {
			return op, err
		}
		op = next
	}
	if op.failure != nil {
		return op, op.failure
	}
	return op, nil
}

func isNotFound(err error) bool {
	var api *googleapi.Error
	return errors.As(err, &api) && api.Code == http.StatusNotFound
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}
