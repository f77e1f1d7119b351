package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"mailasset/internal/asset"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// oneAsset returns the asset meant: the one named, the only one known, or the
// one a person picks.
func (a *app) oneAsset(ctx context.Context, w *wizard.Wizard, name string) (string, error) {
	if name != "" {
		if !shortName().MatchString(name) {
			return "", unknownAsset(name)
		}
		return name, nil
	}
	names, err := session.Names(a.dir)
	switch {
	case err != nil:
		return "", err
	case len(names) == 0:
		return "", usage(msg.NoAssets)
	case len(names) == 1:
		return names[0], nil
	case !w.CanAsk:
		return "", usage(msg.SeveralAssets, joined(names))
	}
	q := prompt.Question{ID: "asset", Text: msg.AskWhichAsset.In(a.lang)}
	for _, n := range names {
		q.Choices = append(q.Choices, prompt.Choice{Value: n, Label: n})
	}
	return w.Ask.Ask(ctx, q)
}

// wizard is that of a command which looks at assets, in the lab that
// MAILASSET_LAB names or in the real world.
func (a *app) wizard(ctx context.Context, login loginOptions) (*wizard.Wizard, error) {
	endpoints, err := a.labEndpoints(ctx)
	if err != nil {
		return nil, err
	}
	env, err := a.world(ctx, login, endpoints)
	if err != nil {
		return nil, err
	}
	return wizard.New(env)
}

// readKnown reads the asset that is meant, without its lock, and lets the
// redactor know its secrets.
func (a *app) readKnown(ctx context.Context, w *wizard.Wizard, name string) (*session.Session, error) {
	name, err := a.oneAsset(ctx, w, name)
	if err != nil {
		return nil, err
	}
	return a.openKnown(w, name, session.Read)
}

// openKnown is readKnown for a name that stands, with the lock where open takes
// it.
func (a *app) openKnown(w *wizard.Wizard, name string, open func(dir, name string) (*session.Session, error)) (*session.Session, error) {
	if _, err := session.ReadPublic(a.dir, name); errors.Is(err, fs.ErrNotExist) {
		return nil, unknownAsset(name) // and no folder is made for it
	}
	s, err := open(a.dir, name)
	if err != nil {
		about := w.Context(nil)
		about.Name = name
		return nil, &known{err, about}
	}
	if s.Lab != w.Endpoints.Lab() {
		s.Close()
		return nil, labMismatch(name, s.Lab)
	}
	config := w.Configuration(s)
	knowSecrets(w.Known, &config)
	return s, nil
}

// knowSecrets lets the redactor know what must not stand in what is said.
func knowSecrets(known *secret.Redactor, c *asset.Configuration) {
	known.Know("client secret", c.Authentication.ClientSecret)
	if t := c.Tokens; t != nil {
		known.Know("refresh token", t.RefreshToken)
		known.Know("access token", t.AccessToken)
	}
}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: msg.HelpList.In(a.lang),
		Args:  atMost(0),
		RunE:  func(*cobra.Command, []string) error { return a.runList() },
	}
}

// listed is one asset as list prints it.
type listed struct {
	Name     string `json:"name"`
	Asset    string `json:"asset"`
	EmailID  string `json:"emailId"`
	File     string `json:"file"`
	Lab      bool   `json:"lab"`
	Finished bool   `json:"finished"`
	Damaged  bool   `json:"damaged,omitempty"` // what is kept of it cannot be read
}

func (a *app) runList() error {
	names, err := session.Names(a.dir)
	if err != nil {
		return err
	}
	all, damages := []listed{}, []error{}
	for _, name := range names {
		s, err := session.ReadPublic(a.dir, name)
		if err != nil {
			all, damages = append(all, listed{Name: name, Damaged: true}), append(damages, err)
			continue
		}
		all = append(all, listed{Name: name, Asset: s.Answer("asset.name"), EmailID: s.Answer("asset.email"), File: s.OutFile, Lab: s.Lab, Finished: s.Complete})
	}
	if a.output == "json" {
		a.writeJSON(all)
	} else {
		a.printList(all)
	}
	for _, err := range damages {
		a.tell(exitFailed, a.finding(err), err)
	}
	if len(damages) > 0 {
		return &exitError{exitFailed}
	}
	return nil
}

func (a *app) printList(all []listed) {
	for _, l := range all {
		state := msg.ListUnfinished
		switch {
		case l.Damaged:
			state = msg.ListDamaged
		case l.Finished:
			state = msg.ListFinished
		}
		fmt.Fprintf(a.Out, "%s\t%s\t%s\n", l.Name, l.EmailID, state.In(a.lang))
	}
}
