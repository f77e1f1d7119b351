package google

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"mailasset/internal/secret"
	"mailasset/internal/wholefile"
)

// Source is where a credential for Google Cloud comes from.
type Source string

// The sources, in the order in which Discover asks them.
const (
	SourceTokenFile Source = "token-file"
	SourceGcloud    Source = "gcloud"
	SourceADC       Source = "adc" // Application Default Credentials
)

// Credential is an access token of a person for Google Cloud, about an hour
// long, and what came with it.
type Credential struct {
	Source       Source
	Token        secret.String
	Account      string // whose it is, as the source says; ask [Admin.Account]
	QuotaProject string // who pays for the requests; "" with tokens of gcloud's own
	Path         string // the file it came from
	Exposed      bool   // others on this machine can read that file
	Tried        []Attempt
}

// Attempt is a source that was asked before, and why it has no credential.
type Attempt struct {
	Source Source
	Err    error
}

// Options says where a credential may be found. The zero Options is the world
// as it is.
type Options struct {
	TokenFile string // given by the user; then nothing else is tried
	Run       Runner // nil: the programs of this machine
	HTTP      *http.Client
	TokenURL  string                   // "" is Google's own
	Getenv    func(name string) string // nil is os.Getenv
	Timeout   time.Duration            // bound on one request; 0 is 30 s
}

// Discover returns the first credential that can be used. A token file that
// was given is the user's word: when it is of no use, nothing else takes its
// place. Otherwise the error is a *NoCredentialError.
func Discover(ctx context.Context, o Options) (Credential, error) {
	if o.TokenFile != "" {
		return FromTokenFile(o.TokenFile)
	}
	var tried []Attempt
	for _, source := range []Source{SourceGcloud, SourceADC} {
		var c Credential
		var err error
		if source == SourceGcloud {
			c, err = FromGcloud(ctx, o.Run)
		} else {
			c, err = FromADC(ctx, o)
		}
		if err == nil {
			c.Tried = tried
			return c, nil
		}
		if ctx.Err() != nil {
			return Credential{}, fmt.Errorf("look for a credential: %w", ctx.Err())
		}
		tried = append(tried, Attempt{source, err})
	}
	return Credential{}, &NoCredentialError{Tried: tried}
}

// FromTokenFile reads an access token that somebody put into a file, alone.
func FromTokenFile(path string) (Credential, error) {
	text, exposed, err := readSmall(path)
	if err != nil {
		return Credential{}, fileError(SourceTokenFile, path, err)
	}
	token, kind := tokenIn(text)
	if kind != "" {
		return Credential{}, &CredentialError{Source: SourceTokenFile, Kind: kind, Path: path}
	}
	return Credential{Source: SourceTokenFile, Token: token, Path: path, Exposed: exposed}, nil
}

const (
	maxFile  = 64 << 10 // of a file with a credential, and of what a program says
	maxToken = 8 << 10  // Google's have at most 2048 bytes (https://developers.google.com/identity/protocols/oauth2#size)
)

var errTooLong = errors.New("the file is too long")

// readSmall reads a file of a credential; exposed says that others can too.
func readSmall(path string) (text []byte, exposed bool, err error) {
	text, err = wholefile.Read(path, maxFile+1)
	if err == nil && len(text) > maxFile {
		err = errTooLong
	}
	if err != nil {
		return nil, false, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, false, err
	}
	// Windows has no such bits: what Go shows there says nothing.
	exposed = runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
	return text, exposed, err
}

func fileError(source Source, path string, err error) error {
	kind := KindUnreadable
	if errors.Is(err, fs.ErrNotExist) {
		kind = KindMissing
	}
	return &CredentialError{Source: source, Kind: kind, Path: path, cause: cause{err}}
}

// tokenIn takes the access token out of a file or of what a program printed.
// A kind that is not "" says why there is none.
func tokenIn(text []byte) (secret.String, Kind) {
	const invisible = "\ufeff\u200b\u200c\u200d\u2060"
	token := strings.TrimFunc(string(text), func(r rune) bool {
		return r <= ' ' || r == '\u00a0' || strings.ContainsRune(invisible, r)
	})
	switch {
	case token == "":
		return secret.String{}, KindEmpty
	case len(token) > maxToken:
		return secret.String{}, KindUnreadable
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("{}\"<>", r) }):
		return secret.String{}, KindUnreadable // JSON, a page, several lines: no token
	}
	return secret.New(token), ""
}
