// Package oauth is the OAuth 2.0 client of the program: the client JSON, the
// authorization code flow over a loopback redirect (RFC 6749, 7636, 8252), the
// token endpoint. It imports nothing of the program but package secret, so
// that it can be audited alone, and gives facts, never advice.
package oauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"mailasset/internal/secret"
)

// maxClientJSON is far above any client file: Google's have less than 2 KiB.
const maxClientJSON = 1 << 20

// silence is how long a pipe that stands in the place of the file may keep its
// reader waiting.
const silence = 30 * time.Second

// Client is an OAuth client of type "Web application", as its JSON describes it.
type Client struct {
	ID                string
	Secret            secret.String
	ProjectID         string
	AuthURI           string
	TokenURI          string
	RedirectURIs      []string // a snapshot of the day the file was downloaded
	JavaScriptOrigins []string
}

// ProjectNumber returns the number before the first hyphen of the client id,
// which is the project's (observed, google.md section 8), else "".
func (c *Client) ProjectNumber() string {
	number, rest, found := strings.Cut(c.ID, "-")
	if !found || rest == "" || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return number
}

// Defect names what is wrong with a client JSON.
type Defect string

// The defects, most of them the common wrong files of google.md section 8.
const (
	DefectUnreadable     Defect = "unreadable"      // the file cannot be opened or read
	DefectTooLarge       Defect = "too-large"       // more than 1 MiB
	DefectNotJSON        Defect = "not-json"        // not JSON at all
	DefectTruncated      Defect = "truncated"       // JSON that ends too early
	DefectServiceAccount Defect = "service-account" // a service account's key
	DefectAuthorizedUser Defect = "authorized-user" // gcloud's own credential
	DefectDesktop        Defect = "desktop"         // a client of type Desktop app
	DefectNoClient       Defect = "no-client"       // neither "web" nor "installed"
	DefectNoID           Defect = "no-id"
	DefectNoSecret       Defect = "no-secret"
	DefectNoRedirects    Defect = "no-redirect-uris"
	DefectNoEndpoints    Defect = "no-endpoints" // auth_uri or token_uri missing
)

// ClientError says what is wrong with a client JSON, and in which file. Line is
// the line of a syntax error, else 0.
type ClientError struct {
	Path   string
	Defect Defect
	Line   int
	Err    error
}

// Error implements error. It repeats nothing of the file, which may be secret.
func (e *ClientError) Error() string {
	text := "read client JSON"
	if e.Path != "" {
		text += " " + e.Path
	}
	text += ": " + string(e.Defect)
	if e.Line > 0 {
		text += fmt.Sprintf(" (line %d)", e.Line)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the operating system's error of an unreadable file.
func (e *ClientError) Unwrap() error { return e.Err }

// ReadClient reads the JSON of a web client from a file. Errors are
// *ClientError.
func ReadClient(path string) (*Client, error) {
	data, err := readBounded(path)
	if err != nil {
		return nil, err
	}
	c, err := ParseClient(data)
	var bad *ClientError
	if errors.As(err, &bad) {
		bad.Path = path
	}
	return c, err
}

func readBounded(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a named pipe that nobody writes to is empty
	if err != nil {
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		return nil, &ClientError{Path: path, Defect: DefectUnreadable, Err: err}
	}
	defer f.Close()
	_ = f.SetReadDeadline(time.Now().Add(silence)) // a regular file has no deadlines and needs none
	data, err := io.ReadAll(io.LimitReader(f, maxClientJSON+1))
	switch {
	case err != nil:
		return nil, &ClientError{Path: path, Defect: DefectUnreadable, Err: errors.Unwrap(err)}
	case len(data) > maxClientJSON:
		return nil, &ClientError{Path: path, Defect: DefectTooLarge}
	}
	return data, nil
}

// clientFile is what may stand in a downloaded JSON (google.md section 8).
type clientFile struct {
	Type      string       `json:"type"`
	Web       *clientEntry `json:"web"`
	Installed *clientEntry `json:"installed"`
}

type clientEntry struct {
	ClientID          string        `json:"client_id"`
	ClientSecret      secret.String `json:"client_secret"`
	ProjectID         string        `json:"project_id"`
	AuthURI           string        `json:"auth_uri"`
	TokenURI          string        `json:"token_uri"`
	RedirectURIs      []string      `json:"redirect_uris"`
	JavaScriptOrigins []string      `json:"javascript_origins"`
}

// ParseClient reads the JSON of a web client. It is ours because
// google.ConfigFromJSON fails without redirect_uris and always takes the first.
// Errors are *ClientError.
func ParseClient(data []byte) (*Client, error) {
	var file clientFile
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, syntaxError(data, err)
	}
	switch {
	case file.Type == "service_account":
		return nil, &ClientError{Defect: DefectServiceAccount}
	case file.Type == "authorized_user":
		return nil, &ClientError{Defect: DefectAuthorizedUser}
	case file.Web == nil && file.Installed != nil:
		return nil, &ClientError{Defect: DefectDesktop}
	case file.Web == nil:
		return nil, &ClientError{Defect: DefectNoClient}
	}
	return file.Web.client()
}

func (e *clientEntry) client() (*Client, error) {
	switch {
	case e.ClientID == "":
		return nil, &ClientError{Defect: DefectNoID}
	case e.ClientSecret.Empty():
		return nil, &ClientError{Defect: DefectNoSecret}
	case len(e.RedirectURIs) == 0:
		return nil, &ClientError{Defect: DefectNoRedirects}
	case e.AuthURI == "" || e.TokenURI == "":
		return nil, &ClientError{Defect: DefectNoEndpoints}
	}
	return &Client{
		ID: e.ClientID, Secret: e.ClientSecret, ProjectID: e.ProjectID,
		AuthURI: e.AuthURI, TokenURI: e.TokenURI,
		RedirectURIs: e.RedirectURIs, JavaScriptOrigins: e.JavaScriptOrigins,
	}, nil
}

// syntaxError tells a file that ends too early from one that is no JSON.
func syntaxError(data []byte, err error) *ClientError {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return &ClientError{Defect: DefectNoClient}
	}
	lineAt := func(n int) int { return 1 + bytes.Count(data[:max(n, 0)], []byte("\n")) }
	begins := bytes.HasPrefix(bytes.TrimSpace(data), []byte("{"))
	if begins && strings.Contains(syntax.Error(), "unexpected end") {
		return &ClientError{Defect: DefectTruncated, Line: lineAt(len(data))}
	}
	wrong := min(int(syntax.Offset), len(data)) - 1 // the offset is behind the wrong byte
	return &ClientError{Defect: DefectNotJSON, Line: lineAt(wrong)}
}
