package diagnose

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/lazyregexp"
	"mailasset/internal/oauth"
	"mailasset/internal/session"
)

// ForeignEndpointError says that a client JSON names endpoints that are not
// Google's, and nobody said that they may be used.
type ForeignEndpointError struct {
	AuthURI, TokenURI string
	PlainHTTP         bool // one of them is http, and not on loopback
}

// Error implements error.
func (e *ForeignEndpointError) Error() string {
	return fmt.Sprintf("read client JSON: endpoints that are not Google's: %s and %s", e.AuthURI, e.TokenURI)
}

// ofFiles judges the files that are read: the client JSON and the asset's own.
var ofFiles verdict = func(err error) (string, facts) {
	if e, ok := find[oauth.ClientError](err); ok {
		return clientFile(e)
	}
	if e, ok := find[check.ClientShapeError](err); ok {
		return "client-json-invalid", facts{"defect": "shape-" + e.What}
	}
	if e, ok := find[ForeignEndpointError](err); ok {
		seen := facts{"defect": "foreign", "authUri": e.AuthURI, "tokenUri": e.TokenURI}
		if e.PlainHTTP {
			seen["defect"] = "plain-http"
		}
		return "client-json-invalid", seen
	}
	if errors.Is(err, asset.ErrForeignFile) {
		return "asset-file-invalid", facts{"path": named(err, replacing()), "reason": "foreign"}
	}
	if e, ok := find[asset.FileError](err); ok {
		seen := facts{"path": e.Path, "reason": contentReason(e.Err)}
		if e.Line > 0 {
			seen["line"] = strconv.Itoa(e.Line)
		}
		return "asset-file-invalid", seen
	}
	if e, ok := find[session.StateError](err); ok && damaged(e.Err) {
		seen := facts{"path": e.Path, "reason": "damaged"}
		if strings.Contains(textOf(e.Err), "newer program") {
			seen["reason"] = "newer"
		}
		return "asset-file-invalid", seen
	}
	return "", nil
}

// clientFile sorts the defects of a client JSON: another type of client, a file
// that lacks something, a file that is none.
func clientFile(e *oauth.ClientError) (string, facts) {
	seen := facts{"defect": string(e.Defect), "path": e.Path}
	if e.Line > 0 {
		seen["line"] = strconv.Itoa(e.Line)
	}
	if e.Defect == oauth.DefectUnreadable {
		seen["defect"] = string(e.Defect) + "-" + systemReason(e.Err)
	}
	switch e.Defect {
	case oauth.DefectDesktop, oauth.DefectServiceAccount, oauth.DefectAuthorizedUser:
		return "client-type-wrong", seen
	case oauth.DefectNoID, oauth.DefectNoSecret, oauth.DefectNoRedirects, oauth.DefectNoEndpoints:
		return "client-json-incomplete", seen
	}
	return "client-json-invalid", seen
}

// damaged reports a file of the state whose content cannot be used, as against
// one that the system does not let us reach.
func damaged(err error) bool {
	return err != nil && systemReason(err) == "other" && !errors.Is(err, fs.ErrNotExist)
}

// contentReason says in one word what is wrong with an asset's file.
func contentReason(err error) string {
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	if reason := systemReason(err); reason != "other" {
		return reason
	}
	switch {
	case errors.As(err, &syntax):
		return "syntax"
	case errors.As(err, &mistyped):
		return "type"
	case strings.Contains(textOf(err), "larger than"):
		return "large"
	}
	return "schema"
}

// systemReason says in one word why the operating system refused, and "other"
// when it was not the system.
func systemReason(err error) string {
	switch errno := errnoOf(err); {
	case errors.Is(err, fs.ErrNotExist):
		return "absent"
	case isAny(err, syscall.ENOSPC, syscall.EDQUOT), onWindows(errno, 112, 39):
		return "full"
	case errors.Is(err, syscall.EROFS), onWindows(errno, 19):
		return "read-only"
	case errors.Is(err, fs.ErrPermission):
		return "denied"
	case errors.Is(err, syscall.ENOTDIR), onWindows(errno, 267):
		return "not-a-folder"
	case errors.Is(err, syscall.EISDIR):
		return "is-a-folder"
	case errno != 0:
		return "system"
	}
	return "other"
}

// What the writers of package asset name in their text and nowhere else.
var (
	replacing = lazyregexp.New(`replace (.+?): ` + regexp.QuoteMeta(asset.ErrForeignFile.Error()))
	writing   = lazyregexp.New(`\bwrite (.+?): `)
)

// named takes a path out of an error's text.
func named(err error, pattern *regexp.Regexp) string {
	if m := pattern.FindStringSubmatch(textOf(err)); m != nil {
		return m[1]
	}
	return ""
}
