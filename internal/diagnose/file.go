package diagnose

import (
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
	"mailasset/internal/msg"
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
		seen := facts{"reason": "foreign"}
		if e, ok := find[asset.ForeignFileError](err); ok {
			seen["path"] = e.Path
		}
		return "asset-file-invalid", seen
	}
	if e, ok := find[asset.FileError](err); ok {
		return "asset-file-invalid", assetFile(e)
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

// assetFile tells what is wrong with an asset's file as a whole, or that there
// are places in it, which each have their own step.
func assetFile(e *asset.FileError) facts {
	if e.Err != nil {
		return facts{"path": e.Path, "reason": systemReason(e.Err)}
	}
	seen := facts{"path": e.Path, "reason": "places", "count": strconv.Itoa(len(e.Problems))}
	if len(e.Problems) == 1 {
		seen["reason"] = "place"
	}
	for _, p := range e.Problems {
		whole := ofWhole(p)
		if content, ok := p.Err.(*asset.ContentError); ok && content.Defect == asset.DefectSyntax {
			seen["form"] = content.Want
		}
		if p.Line > 0 && (seen["line"] == "" || whole != "") {
			seen["line"] = strconv.Itoa(p.Line)
		}
		if whole != "" {
			seen["reason"] = whole
			break
		}
	}
	return seen
}

// ofWhole is the reason why a file cannot be used as a whole, "" for a problem at
// one place.
func ofWhole(p asset.Problem) string {
	content, ok := p.Err.(*asset.ContentError)
	if !ok {
		return ""
	}
	switch content.Defect {
	case asset.DefectLarge, asset.DefectEmpty, asset.DefectSyntax, asset.DefectTab, asset.DefectSecond:
		return string(content.Defect)
	case asset.DefectVersion:
		return "newer"
	}
	return ""
}

// placeSteps are the steps for an asset's file that breaks the schema or the
// rules of the form: one a place, each with its line.
func placeSteps(err error, w *writer) []string {
	const most = 50 // more are not read
	e, ok := find[asset.FileError](err)
	if !ok {
		return nil
	}
	var steps []string
	for _, p := range e.Problems[:min(len(e.Problems), most)] {
		if ofWhole(p) != "" {
			continue // the cause says it
		}
		steps = append(steps, placeOf(p, w.lang)+w.write(contentWords(p.Err, w)))
	}
	return steps
}

// placeOf says where: the line, the key, or both.
func placeOf(p asset.Problem, lang msg.Lang) string {
	where := clean(p.Path)
	if p.Line > 0 {
		where = strings.TrimSuffix(lineWord.In(lang, p.Line)+", "+where, ", ")
	}
	if where == "" {
		return ""
	}
	return where + ": "
}

// contentWords say what belongs at a place. What the schema wants there is its
// own word, no value of the file.
func contentWords(err error, w *writer) msg.Text {
	rule, ok := err.(*asset.RuleError)
	if ok {
		return ruleWords()[string(rule.Rule)]
	}
	content, ok := err.(*asset.ContentError)
	if !ok {
		return defectSays()[string(asset.DefectSchema)]
	}
	w.values["wanted"] = clean(content.Want)
	if content.Defect == asset.DefectChoice && !strings.Contains(content.Want, ", ") {
		return defectSays()["one choice"]
	}
	if words, ok := defectSays()[string(content.Defect)+" "+content.Want]; ok {
		return words
	}
	if words, ok := defectSays()[string(content.Defect)]; ok {
		return words
	}
	return defectSays()[string(asset.DefectSchema)]
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

// writing finds what the writers of package asset name in their text and
// nowhere else.
var writing = lazyregexp.New(`\bwrite (.+?): `)

// named takes a path out of an error's text.
func named(err error, pattern *regexp.Regexp) string {
	if m := pattern.FindStringSubmatch(textOf(err)); m != nil {
		return m[1]
	}
	return ""
}
