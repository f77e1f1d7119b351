package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"mailasset/internal/msg"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// warnOfPlaces says when the state or the configuration lies where others can
// come to see it.
func (a *app) warnOfPlaces(ctx context.Context, w *wizard.Wizard, s *session.Session) {
	a.warnOfExposure(ctx, w.Marks, s.Dir(), s.OutFile)
}

func (a *app) warnOfExposure(ctx context.Context, marks wizard.Marks, paths ...string) {
	words := map[session.ExposureKind]msg.Text{session.InWorkTree: msg.ExposedInWorkTree, session.Synced: msg.ExposedSynced}
	for _, e := range session.Exposures(ctx, a.Getenv, paths...) {
		fmt.Fprintln(a.Err, words[e.Kind].In(a.lang, marks.Warn, e.Path, e.By))
	}
}

// unwrapPath is an operating system's error without the path, which the caller
// names.
func unwrapPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
