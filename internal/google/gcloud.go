package google

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// Runner runs a program and returns what it printed. What it wrote to stderr
// is in the error, as in the *exec.ExitError of [exec.Cmd.Output].
type Runner func(ctx context.Context, name string, args ...string) (stdout []byte, err error)

// gcloudTime bounds each call of gcloud: a Python program that may ask Google.
const gcloudTime = 20 * time.Second

// FromGcloud takes the token of the account that gcloud is signed in with. Its
// client has the scope cloud-platform and pays for the requests itself. run is
// nil for the programs of this machine.
func FromGcloud(ctx context.Context, run Runner) (Credential, error) {
	if run == nil {
		run = runProgram
	}
	name := "gcloud"
	if runtime.GOOS == "windows" {
		name = "gcloud.cmd" // the installer's name
	}
	ctx, cancel := context.WithTimeout(ctx, gcloudTime)
	defer cancel()
	printed, err := run(ctx, name, "auth", "print-access-token")
	if err != nil {
		if ctx.Err() != nil {
			return Credential{}, fmt.Errorf("ask gcloud for a token: %w", ctx.Err())
		}
		return Credential{}, gcloudError(err)
	}
	token, kind := tokenIn(printed)
	if kind != "" {
		return Credential{}, &CredentialError{Source: SourceGcloud, Kind: kind, Detail: "gcloud auth print-access-token printed no token"}
	}
	c := Credential{Source: SourceGcloud, Token: token}
	// Who it is, is a courtesy here: Admin.Account asks Google.
	if printed, err := run(ctx, name, "config", "get-value", "account"); err == nil {
		if account := strings.TrimSpace(string(printed)); strings.Contains(account, "@") && len(strings.Fields(account)) == 1 {
			c.Account = account
		}
	}
	return c, nil
}

func gcloudError(err error) error {
	e := &CredentialError{Source: SourceGcloud, Kind: KindUnreadable, cause: cause{err}}
	var ended *exec.ExitError
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		e.Kind = KindMissing
		return e
	}
	if !errors.As(err, &ended) {
		return e
	}
	e.Detail = withoutTokens(string(ended.Stderr))
	// An expired login also gets the advice to run "gcloud auth login".
	for _, mark := range []struct {
		text string
		kind Kind
	}{
		{"reauth", KindExpired}, {"refreshing your current auth tokens", KindExpired}, {"invalid_grant", KindExpired},
		{"active account", KindMissing}, {"credentialed account", KindMissing},
	} {
		if strings.Contains(strings.ToLower(e.Detail), mark.text) {
			e.Kind = mark.kind
			break
		}
	}
	if wantsMFA(e.Detail) {
		e.cause = cause{&MFAError{e.cause}}
	}
	return e
}

// withoutTokens keeps what a program said, in one line and without anything
// that has the form of a token of Google's (google.md section 8).
func withoutTokens(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if strings.Contains(w, "ya29.") || strings.Contains(w, "1//") {
			words[i] = "[secret]"
		}
	}
	return oneLine(strings.Join(words, " "))
}

// runProgram runs a program of this machine that must not ask anything.
func runProgram(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "CLOUDSDK_CORE_DISABLE_PROMPTS=1")
	cmd.WaitDelay = time.Second // a child of gcloud's may hold on to the pipes
	var out, said capped
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		ended.Stderr = said.kept
	}
	return out.kept, err
}

// capped keeps the beginning of what is written to it. It is no bytes.Buffer:
// that would read from the pipe itself, without a bound.
type capped struct{ kept []byte }

// Write implements [io.Writer].
func (c *capped) Write(p []byte) (int, error) {
	c.kept = append(c.kept, p[:min(len(p), maxFile-len(c.kept))]...)
	return len(p), nil
}
