package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/session"
	"mailasset/internal/wholefile"
	"mailasset/internal/wizard"
	"path/filepath"
	"strings"
)

// open finds the session to go on with, or begins one: the name of the asset
// is the first question, because the state lies under it.
func (o *setupOptions) open(ctx context.Context, w *wizard.Wizard) (*session.Session, error) {
	name, assetName := o.name, ""
	var err error
	if name == "" {
		name, err = o.unfinished(w)
	}
	if _, readErr := session.ReadPublic(o.app.dir, name); err == nil && (name == "" || readErr != nil) {
		w.Welcome(o.app.labEnds)
	}
	if err == nil && name == "" {
		if assetName, err = w.Ask.Ask(ctx, w.NameQuestion("")); err == nil {
			name, err = o.freeName(assetName, w)
		}
	}
	if err != nil {
		return nil, err
	}
	s, err := session.Open(o.app.dir, name)
	if err != nil {
		return nil, err
	}
	if err := o.begin(s, assetName, w); err != nil {
		s.Adopting = o.adopted != nil && mayAdopt(s) // all of the file is still to be taken over
		o.goOnWith(s)
		s.Abandon()
		about := w.Context(s)
		about.Command = shellLine(o.app.resume)
		return nil, &known{err, about}
	}
	o.app.warnOfPlaces(ctx, w, s)
	return s, nil
}

// begin fills in what a session needs before its first step.
func (o *setupOptions) begin(s *session.Session, assetName string, w *wizard.Wizard) error {
	lab := w.Endpoints.Lab()
	if len(s.Answers) == 0 {
		s.Lab = lab
	}
	if s.Lab != lab {
		return labMismatch(s.Name, s.Lab)
	}
	if err := o.keepApart(s, w); err != nil {
		return err
	}
	switch {
	case assetName != "":
		s.Answers["asset.name"] = assetName
	case s.Answer("asset.name") == "" && w.Given["asset.name"] == "" && !w.CanAsk:
		s.Answers["asset.name"] = strings.ToUpper(s.Name[:1]) + s.Name[1:]
	}
	return o.placeFile(s, w)
}

// placeFile decides where the configuration goes, and finds out before any
// token is minted whether it can be written there. The file that is taken over is
// written only by who names it with --out.
func (o *setupOptions) placeFile(s *session.Session, w *wizard.Wizard) error {
	out := o.out
	if out == "" && s.OutFile == "" {
		if out = s.Name + ".asset.json"; o.isAdopted(out) {
			out = s.Name + "-2.asset.json"
		}
	}
	if out != "" {
		absolute, err := filepath.Abs(out)
		if err != nil {
			return usage(msg.NoFolderHere, "--out", err)
		}
		s.OutFile = absolute
	}
	if err := o.ownFile(s, w); err != nil {
		return err
	}
	if err := wholefile.Probe(s.OutFile); err != nil {
		return &session.StateError{Act: "write", Path: s.OutFile, Err: unwrapPath(err)}
	}
	return wholefile.SweepBeside(s.OutFile)
}

// ownFile finds out whether the file is there already and is another asset's. The
// answers of earlier runs say what the asset is called in it; those of this run
// may change that.
func (o *setupOptions) ownFile(s *session.Session, w *wizard.Wizard) error {
	kept := asset.Owner{Name: s.Answer("asset.name"), Email: s.Answer("asset.email")}
	next := asset.Owner{Name: kept.Name, Email: cmp.Or(w.Given["asset.email"], kept.Email, w.Endpoints.Mailbox)}
	owners := []asset.Owner{kept, next}
	if s.Written != nil {
		owners = append(owners, *s.Written)
	}
	if o.isAdopted(s.OutFile) {
		owners = append(owners, o.adopted.Owner())
	}
	there, err := asset.OwnerOf(s.OutFile, s.Lab, owners...)
	if there != nil {
		s.Written = there
	}
	return err
}

// unfinished returns the only asset whose setup has not come to its end, ""
// when there is none or more than one.
func (o *setupOptions) unfinished(w *wizard.Wizard) (string, error) {
	if _, given := w.Given["asset.name"]; given {
		return "", nil
	}
	names, err := session.Names(o.app.dir)
	if err != nil {
		return "", err
	}
	found := ""
	for _, name := range names {
		s, err := session.ReadPublic(o.app.dir, name)
		if err != nil || s.Complete || s.Lab != w.Endpoints.Lab() {
			continue
		}
		if kept, _ := o.otherAsset(s, w); kept != "" {
			continue
		}
		if found != "" {
			return "", nil
		}
		found = name
	}
	return found, nil
}

// freeName makes the short name of a new asset. An asset that is known by the
// very same name is gone on with, unless --from names another one.
func (o *setupOptions) freeName(assetName string, w *wizard.Wizard) (string, error) {
	short := asset.ShortName(assetName)
	for n := 1; ; n++ {
		name := short
		if n > 1 {
			name = fmt.Sprintf("%s-%d", short, n)
		}
		s, err := session.ReadPublic(o.app.dir, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return name, nil
		case err != nil:
			return "", err
		case s.Answer("asset.name") == assetName && s.Lab == w.Endpoints.Lab():
			if kept, _ := o.otherAsset(s, w); kept == "" {
				return name, nil
			}
		}
	}
}
