package google

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// gcloudOf puts a program called gcloud on the PATH, alone.
func gcloudOf(t *testing.T, body string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a shell script")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "gcloud"), []byte("#!/bin/sh\n"+body), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
}

func TestFromGcloud(t *testing.T) {
	for name, tt := range map[string]struct{ body, account string }{
		"with an account": {`case "$1 $2 $3" in
"auth print-access-token ") echo ` + adminToken + `; echo "WARNING: a warning" >&2;;
"config get-value account") echo "Your active configuration is: [work]" >&2; echo admin@example.com;;
*) exit 3;;
esac`, "admin@example.com"},
		"unset":            {`if [ $1 = auth ]; then echo ` + adminToken + `; else echo "(unset)" >&2; fi`, ""},
		"config fails":     {`if [ $1 = auth ]; then echo ` + adminToken + `; else exit 1; fi`, ""},
		"config says much": {`if [ $1 = auth ]; then echo ` + adminToken + `; else echo "a@b.c and more"; fi`, ""},
		"asks nothing":     {`[ "$CLOUDSDK_CORE_DISABLE_PROMPTS" = 1 ] || exit 4; read answer && exit 5; [ $1 = auth ] && echo ` + adminToken, ""},
	} {
		t.Run(name, func(t *testing.T) {
			gcloudOf(t, tt.body)
			c, err := FromGcloud(t.Context(), nil)
			if err != nil || c.Token.Reveal() != adminToken || c.Account != tt.account || c.Source != SourceGcloud || c.QuotaProject != "" {
				t.Errorf("got %+v, %v", c, err)
			}
		})
	}
}

func TestFromGcloudThatHasNone(t *testing.T) {
	for name, tt := range map[string]struct {
		body   string
		kind   Kind
		detail string
	}{
		"nobody signed in": {`echo "ERROR: (gcloud.auth.print-access-token) You do not currently have an active account selected.
Please run: $ gcloud auth login" >&2; exit 1`, KindMissing, "active account"},
		"expired": {`echo "ERROR: (gcloud.auth.print-access-token) There was a problem refreshing your current auth tokens: ('invalid_grant: Bad Request', {})
Please run: $ gcloud auth login to obtain new credentials." >&2; exit 1`, KindExpired, "invalid_grant"},
		"session over": {`echo "ERROR: Reauthentication failed. cannot prompt during non-interactive execution." >&2; exit 1`, KindExpired, "Reauthentication failed"},
		"broken":       {`echo "Traceback: no module named ` + strings.Repeat("x", 500) + `" >&2; exit 1`, KindUnreadable, "Traceback"},
		"says tokens":  {`echo "bad ya29.made-up and 1//made-up here" >&2; exit 1`, KindUnreadable, "bad [secret] and [secret] here"},
		"says nothing": {`exit 0`, KindEmpty, "printed no token"},
		"says a page":  {`echo "<html> </html>"`, KindUnreadable, "printed no token"},
		"says no end":  {`while printf xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; do i=$((i+1)); [ $i -gt 4000 ] && exit 0; done`, KindUnreadable, "printed no token"},
	} {
		t.Run(name, func(t *testing.T) {
			gcloudOf(t, tt.body)
			_, err := FromGcloud(t.Context(), nil)
			var no *CredentialError
			if !errors.As(err, &no) || no.Source != SourceGcloud || no.Kind != tt.kind || !strings.Contains(no.Detail, tt.detail) || len(err.Error()) > 450 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWhatAProgramSaysIsBounded(t *testing.T) {
	gcloudOf(t, `while printf 0123456789abcdef; printf 0123456789abcdef >&2; do i=$((i+1)); [ $i -gt 5000 ] && exit 1; done`)
	out, err := runProgram(t.Context(), "gcloud")
	var ended *exec.ExitError
	if !errors.As(err, &ended) || len(out) != maxFile || len(ended.Stderr) != maxFile {
		t.Errorf("kept %d bytes, %v", len(out), err)
	}
}

// Signed in as a service account by impersonation, gcloud warns and names the
// person all the same: Admin.Account asks Google.
func TestGcloudThatWarns(t *testing.T) {
	gcloudOf(t, `echo "WARNING: This command is using service account impersonation." >&2
if [ $1 = auth ]; then echo `+adminToken+`; else echo me@example.com; fi`)
	c, err := FromGcloud(t.Context(), nil)
	if err != nil || c.Account != "me@example.com" {
		t.Fatalf("got %+v, %v", c, err)
	}
	s := script(t, map[string][]answer{"POST /tokeninfo": {{200, `{"email":"robot@x.iam.gserviceaccount.com"}`}}})
	a, ctx, _ := s.admin()
	a.Credential = c
	if who, err := a.Account(ctx); who != "robot@x.iam.gserviceaccount.com" || err != nil {
		t.Errorf("it is %q, %v", who, err)
	}
}

func TestGcloudAndTwoSteps(t *testing.T) {
	gcloudOf(t, `echo "ERROR: 2-Step Verification is required for admin@example.com" >&2; exit 1`)
	_, err := FromGcloud(t.Context(), nil)
	var mfa *MFAError
	var ended *exec.ExitError
	if !errors.As(err, &mfa) || !errors.As(err, &ended) {
		t.Errorf("got %v", err)
	}
}

func TestGcloudThatIsNotThere(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := FromGcloud(t.Context(), nil)
	var no *CredentialError
	if !errors.As(err, &no) || no.Kind != KindMissing || no.Detail != "" {
		t.Errorf("got %v", err)
	}
}

func TestGcloudIsBounded(t *testing.T) {
	var names []string
	slow := func(ctx context.Context, name string, _ ...string) ([]byte, error) {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("nothing bounds gcloud")
		}
		names = append(names, name)
		return nil, errors.New("killed")
	}
	var no *CredentialError
	if _, err := FromGcloud(t.Context(), slow); !errors.As(err, &no) || no.Kind != KindUnreadable || names[0] != map[bool]string{false: "gcloud", true: "gcloud.cmd"}[runtime.GOOS == "windows"] {
		t.Errorf("got %v of %q", err, names)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := FromGcloud(ctx, slow); !errors.Is(err, context.Canceled) || errors.As(err, &no) && no.Kind == "" {
		t.Errorf("got %v", err)
	}
	gcloudOf(t, `echo `+adminToken)
	if _, err := FromGcloud(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
