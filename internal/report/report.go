// Package report makes the support bundle: one archive that a customer can
// attach to a case and a support engineer can read in minutes. It holds no
// secret, only names and fingerprints of secrets, and mail addresses only where
// the customer wants that.
package report

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// Source is what a bundle is made of.
type Source struct {
	Lang    msg.Lang
	Now     time.Time
	Session *session.Session // with its secrets, so that they can be found
	Steps   []string         // ids of the procedure's steps, in order
	Config  *asset.Configuration
	Checked []Checked
	// Checks is the document of `check -o json` about the same results.
	Checks any
	// Surroundings is what the network and the machine look like from here.
	Surroundings Surroundings
	// WithAddresses leaves mail addresses as they are.
	WithAddresses bool
}

// Checked is what one check found and, where it found something, what that
// means.
type Checked struct {
	Result  check.Result
	Finding diagnose.Finding // zero where the check found nothing
}

// File is one file of the bundle.
type File struct {
	Name string
	Text string
}

// The files of a bundle, in the order in which they are read.
const (
	fileReport        = "report.md"
	fileChecks        = "checks.json"
	fileConfiguration = "configuration.json"
	fileSession       = "session.json"
	fileSurroundings  = "surroundings.json"
	fileLab           = "lab.json"
)

// Bundle makes the files of the bundle. Nothing in them is a secret: what the
// session and the configuration hold as one is replaced by its name and a
// fingerprint, the same for the same secret within this bundle and another in
// the next.
func Bundle(s Source) ([]File, error) {
	hide := newMask(s)
	var files []File
	add := func(name string, text string) { files = append(files, File{name, text}) }
	add(fileReport, hide.text(s.markdown(hide)))
	for _, part := range []struct {
		name string
		make func() (any, error)
	}{
		{fileChecks, func() (any, error) { return s.Checks, nil }},
		{fileConfiguration, func() (any, error) { return hide.configuration(s.Config) }},
		{fileSession, func() (any, error) { return s.remembered(), nil }},
		{fileSurroundings, func() (any, error) { return s.Surroundings, nil }},
		{fileLab, func() (any, error) { return s.scene(), nil }},
	} {
		v, err := part.make()
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", part.name, err)
		}
		doc, err := indented(v)
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", part.name, err)
		}
		add(part.name, hide.document(doc))
	}
	return files, nil
}

// remembered is the session without the folders of this machine, which name
// people.
func (s Source) remembered() *session.Session {
	if s.Session == nil {
		return nil
	}
	bare := *s.Session
	bare.OutFile, bare.AdoptedFrom = fileName(bare.OutFile), fileName(bare.AdoptedFrom)
	bare.Answers = maps.Clone(bare.Answers)
	if file, given := bare.Answers["google.client_json"]; given {
		bare.Answers["google.client_json"] = fileName(file)
	}
	if bare.Client != nil {
		client := *bare.Client
		client.From, bare.Client = fileName(client.From), &client
	}
	return &bare
}

// fileName is a path without its folders; "" stays.
func fileName(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}

// indented leaves &, < and > as they are, for people read it.
func indented(v any) (string, error) {
	var doc bytes.Buffer
	e := json.NewEncoder(&doc)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return doc.String(), err
}

// Archive writes the files as a zip archive, which opens with a double click
// everywhere.
func Archive(w io.Writer, files []File, at time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: at.UTC()})
		if err == nil {
			_, err = io.WriteString(entry, f.Text)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	return z.Close()
}

// named are the secrets of the source by the names they get.
func (s Source) named() map[string]secret.String {
	all := map[string]secret.String{}
	put := func(name string, v secret.String) {
		if !v.Empty() {
			all[name] = v
		}
	}
	tokens := func(t *asset.Tokens) {
		if t != nil {
			put("access token", t.AccessToken)
			put("refresh token", t.RefreshToken)
		}
	}
	if s.Config != nil {
		put("client secret", s.Config.Authentication.ClientSecret)
		tokens(s.Config.Tokens)
	}
	if s.Session != nil {
		put("client secret", s.Session.Secrets.ClientSecret)
		tokens(s.Session.Secrets.Tokens)
	}
	return all
}
