package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wholefile"
	"mailasset/internal/wizard"
)

// delivery is a document on its way out, and the asset it is of; a blank one has
// none.
type delivery struct {
	doc     []byte
	config  asset.Configuration
	session *session.Session
}

// exported is what export prints as JSON once a file was written.
type exported struct {
	Asset   string `json:"asset,omitempty"`
	File    string `json:"file"`
	Format  string `json:"format"`
	Secrets string `json:"secrets"`
}

// What became of the secrets.
const (
	secretsNone      = "none"
	secretsMasked    = "masked"
	secretsClear     = "clear"
	secretsEncrypted = "encrypted"
)

func (o *exportOptions) secrets(d delivery) string {
	switch {
	case d.session == nil:
		return secretsNone
	case !o.disclose():
		return secretsMasked
	case len(o.to) > 0:
		return secretsEncrypted
	}
	return secretsClear
}

// deliver encrypts the document where that was asked for, and writes it.
func (o *exportOptions) deliver(ctx context.Context, d delivery) error {
	if len(o.to) > 0 {
		sealed, err := o.to.Seal(d.doc)
		if err != nil {
			return err
		}
		d.doc = sealed
	}
	if o.file != "" {
		return o.deliverFile(ctx, d)
	}
	return o.deliverStdout(d)
}

// deliverStdout prints the document. With -o json what is not JSON itself
// becomes a text in it.
func (o *exportOptions) deliverStdout(d delivery) error {
	a := o.app
	if a.output == "json" && (o.form != asset.FormatJSON || len(o.to) > 0) && !o.schema {
		a.writeJSON(map[string]string{"format": string(o.form), "secrets": o.secrets(d), "text": string(d.doc)})
		return nil
	}
	if _, err := a.Out.Write(append(bytes.TrimRight(d.doc, "\n"), '\n')); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	if o.secrets(d) == secretsMasked && !o.redact {
		fmt.Fprintln(a.Err, msg.ExportSecretsMasked.In(a.lang))
	}
	return nil
}

// deliverFile writes the document, and reads it back: said to be written is only
// what is there.
func (o *exportOptions) deliverFile(ctx context.Context, d delivery) error {
	a := o.app
	path, err := filepath.Abs(o.file)
	if err != nil {
		return usage(msg.NoFolderHere, "--file", err)
	}
	if folder := filepath.Dir(path); !isFolder(folder) {
		return usage(msg.ExportNoFolder, folder)
	}
	said := map[string]msg.Text{secretsMasked: msg.ExportedMasked, secretsNone: msg.ExportedMasked, secretsClear: msg.Exported, secretsEncrypted: msg.ExportedSealed}[o.secrets(d)]
	there, err := o.mayReplace(ctx, path, d)
	if err != nil {
		return err
	}
	if there {
		said = msg.ExportedSame
	}
	if err := wholefile.Write(path, d.doc); err != nil {
		return &session.StateError{Act: "write", Path: path, Err: unwrapPath(err)}
	}
	if back, err := os.ReadFile(path); err != nil || !bytes.Equal(back, d.doc) {
		return &session.StateError{Act: "write", Path: path, Err: errors.Join(errors.New("what is there afterwards differs"), err)}
	}
	if o.secrets(d) == secretsClear {
		a.warnOfExposure(ctx, o.env.Marks, path)
	}
	fmt.Fprintln(a.Err, said.In(a.lang, path))
	if a.output == "json" {
		done := exported{File: path, Format: string(o.form), Secrets: o.secrets(d)}
		if d.session != nil {
			done.Asset = d.session.Name
		}
		a.writeJSON(done)
		return nil
	}
	fmt.Fprintln(a.Out, path)
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mayReplace reports whether just this document is there already. Another
// asset's configuration is never replaced; what is no configuration of this
// asset, or was changed after it, only if somebody says so.
func (o *exportOptions) mayReplace(ctx context.Context, path string, d delivery) (same bool, err error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return false, nil // whether it can be written, writing tells
	case info.IsDir():
		o.app.resume = nil // it would meet the folder again
		return false, &session.StateError{Act: "write", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return false, usage(msg.ExportNoFile, path)
	}
	if info.Size() == int64(len(d.doc)) {
		if now, err := os.ReadFile(path); err == nil && bytes.Equal(now, d.doc) {
			return true, nil
		}
	}
	name := ""
	if d.session != nil {
		name = d.session.Name
	}
	question := msg.AskOverwriteNewer.In(o.app.lang, path, name)
	var foreign *asset.ForeignFileError
	switch err := asset.CheckOverwrite(path, d.config.Lab, d.config.Owner()); {
	case errors.As(err, &foreign) && foreign.Name != "":
		return false, err
	case err != nil, d.session == nil:
		question = msg.AskOverwriteForeign.In(o.app.lang, path)
	case !info.ModTime().After(changed(d.session)):
		return false, nil
	}
	if !o.env.CanAsk {
		fmt.Fprintln(o.app.Err, question) // who reads a log wants to see what it was about
	}
	yes, err := o.env.Confirm(ctx, prompt.Question{ID: "export.overwrite", Text: question})
	if err == nil && !yes {
		fmt.Fprintln(o.app.Err, msg.NotExported.In(o.app.lang))
		return false, &wizard.StoppedError{Step: "export"}
	}
	return false, err
}

// changed is when the asset's state last changed.
func changed(s *session.Session) time.Time {
	var last time.Time
	for _, name := range []string{"session.json", "secrets.json"} {
		if info, err := os.Stat(filepath.Join(s.Dir(), name)); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}

// warnOfUnknown says which keys of a configuration file are probably mistyped.
// Others are kept in silence: one of them may be a secret in the wrong place.
func (a *app) warnOfUnknown(path string, c *asset.Configuration) {
	for _, u := range c.Unknown() {
		if u.Near != "" {
			fmt.Fprintln(a.Err, msg.UnknownKey.In(a.lang, path, u.Line, strings.Trim(strconv.Quote(u.Path), `"`), u.Near))
		}
	}
}
