package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// readAdopted reads the configuration that --from names, if it names one. Its
// values count as answers given beforehand.
func (o *setupOptions) readAdopted(endpoints asset.Endpoints) error {
	if o.from == "" {
		return nil
	}
	config, err := readByHand(o.from)
	if err != nil {
		return err
	}
	if config.Lab != endpoints.Lab() {
		return labMismatch(o.from, config.Lab)
	}
	o.app.warnOfExposed(o.from, config)
	o.app.warnOfUnknown(o.from, config)
	o.app.adopted, o.adopted = wizard.AnswersOf(config), config
	return nil
}

// adopt takes the file over, or takes that up again where an earlier run was
// stopped. Once the client is kept, the file is not needed for it.
func (o *setupOptions) adopt(ctx context.Context, w *wizard.Wizard, s *session.Session) error {
	switch {
	case o.adopted != nil && mayAdopt(s):
		from, err := filepath.Abs(o.from)
		if err != nil {
			return usage(msg.NoFolderHere, "--from", err)
		}
		s.AdoptedFrom = from
		return w.AdoptAsset(ctx, s, o.adopted)
	case s.Adopting && s.Client != nil:
		return w.ProveAdopted(ctx, s)
	}
	return nil
}

// isAdopted reports whether path is the very file that is taken over.
func (o *setupOptions) isAdopted(path string) bool {
	if o.adopted == nil {
		return false
	}
	from, err := os.Stat(o.from)
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(from, there)
}

// mayAdopt reports whether a file can still be taken over into a session: one
// with a client of its own beats it.
func mayAdopt(s *session.Session) bool { return s.Client == nil || s.Adopting }

// otherAsset returns by what a known asset and that of the file differ, "" where
// they can be the same: their addresses, else their client IDs.
func (o *setupOptions) otherAsset(s *session.Session, w *wizard.Wizard) (kept, inFile string) {
	if o.adopted == nil {
		return "", ""
	}
	kept, inFile = s.Answer("asset.email"), w.Given["asset.email"]
	if kept != "" && inFile != "" && !strings.EqualFold(kept, inFile) {
		return kept, inFile
	}
	inFile = o.adopted.Authentication.ClientID
	if s.Client != nil && inFile != "" && s.Client.ID != inFile {
		return s.Client.ID, inFile
	}
	return "", ""
}

// keepApart sees to it that two assets never mix: the file of another asset is
// refused, and what a file says of an asset with a client of its own is no
// answer.
func (o *setupOptions) keepApart(s *session.Session, w *wizard.Wizard) error {
	if o.adopted == nil {
		return nil
	}
	if kept, inFile := o.otherAsset(s, w); kept != "" {
		return usage(msg.AdoptsOther, s.Name, kept, o.from, inFile)
	}
	if mayAdopt(s) {
		return nil
	}
	for id := range o.app.adopted {
		delete(w.Given, id)
	}
	fmt.Fprintln(o.app.Err, msg.AdoptsKnown.In(o.app.lang, s.Name, o.from))
	return nil
}

// readByHand reads a configuration that may be incomplete, since what it lacks
// is asked for, but holds nothing that breaks a rule: every such place is told
// at once. The scope is not taken from it.
func readByHand(path string) (*asset.Configuration, error) {
	config, err := asset.ReadChecked(path)
	var file *asset.FileError
	if !errors.As(err, &file) || file.Problems == nil {
		return config, err
	}
	file.Problems = slices.DeleteFunc(file.Problems, func(p asset.Problem) bool {
		var rule *asset.RuleError
		return errors.As(p.Err, &rule) && (rule.Rule == asset.RuleEmpty || rule.Rule == asset.RuleMailScope)
	})
	if slices.ContainsFunc(file.Problems, func(p asset.Problem) bool { return !p.Hint() }) {
		return nil, file
	}
	return asset.Read(path)
}
