package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/sheet"
	"mailasset/internal/wizard"
)

type sheetOptions struct {
	app *app

	name        string
	page        bool
	noBrowser   bool
	openTimeout time.Duration
	again       bool
}

func (a *app) sheetCommand() *cobra.Command {
	o := &sheetOptions{app: a}
	c := &cobra.Command{
		Use:   "sheet [NAME]",
		Short: msg.HelpSheet.In(a.lang),
		Long:  msg.HelpSheetLong.In(a.lang),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.name = args[0]
			}
			if o.openTimeout <= 0 {
				return usage(msg.UsageValue, "--open-timeout", msg.TakesDuration.Line(), o.openTimeout.String())
			}
			return runSheet(c.Context(), o)
		},
	}
	const idle = 30 * time.Minute // filling in the form and signing in takes about ten
	c.Flags().BoolVar(&o.page, "page", false, msg.FlagSheetPage.In(a.lang))
	c.Flags().BoolVar(&o.noBrowser, "no-browser", false, msg.FlagNoBrowser.In(a.lang))
	c.Flags().DurationVar(&o.openTimeout, "open-timeout", idle, msg.FlagSheetTimeout.In(a.lang))
	c.Flags().BoolVar(&o.again, "again", false, msg.FlagSheetAgain.In(a.lang))
	return c
}

// runSheet shows the sheet of one asset: as a page, on the terminal, or, where
// there is none, whole.
func runSheet(ctx context.Context, o *sheetOptions) error {
	a := o.app
	w, s, err := o.find(ctx)
	if err != nil {
		return err
	}
	a.resume = o.resumeLine(s.Name)
	about := w.Context(s)
	config := w.Configuration(s)
	knowSecrets(w.Known, &config)
	ticks, err := o.ticks()
	if err != nil {
		return &known{err, about}
	}
	list := sheet.New(sheet.Options{
		Config: &config, About: about, GmailSettings: w.Endpoints.GmailSettings, Ticks: ticks, Keep: o.keep, Now: a.now,
	})
	switch {
	case o.page:
		err = o.serve(ctx, w, s, list)
	case a.output == "text" && o.onTerminal():
		return o.walk(ctx, w, list)
	}
	if err != nil {
		return &known{err, about}
	}
	if a.output == "json" {
		a.writeJSON(list.Document())
		return nil
	}
	if o.page {
		return nil
	}
	return list.WriteText(a.Out)
}

// find reads the asset's session, without its lock: setup may be waiting in
// another window for the form to be filled in.
func (o *sheetOptions) find(ctx context.Context) (*wizard.Wizard, *session.Session, error) {
	w, err := o.app.wizard(ctx, loginOptions{noBrowser: o.noBrowser, openTimeout: o.openTimeout})
	if err != nil {
		return nil, nil, err
	}
	s, err := o.app.readKnown(ctx, w, o.name)
	if err != nil {
		return nil, nil, err
	}
	o.name = s.Name
	return w, s, nil
}

// ticks are those of earlier runs, unless they are to be forgotten.
func (o *sheetOptions) ticks() (map[string]time.Time, error) {
	if o.again {
		return nil, nil
	}
	return session.ReadTicks(o.app.dir, o.name)
}

// keep stores the ticks.
func (o *sheetOptions) keep(ticks map[string]time.Time) error {
	return session.KeepTicks(o.app.dir, o.name, ticks)
}

// onTerminal reports whether a person reads stdout and stderr and has keys.
func (o *sheetOptions) onTerminal() bool {
	a := o.app
	return !a.noInput && prompt.Interactive(a.In, a.Err) && term.IsTerminal(int(a.Out.Fd()))
}

func (o *sheetOptions) resumeLine(name string) []string {
	line := []string{"mailasset", "sheet", name}
	if o.app.dirGiven {
		line = append(line, "--dir", o.app.dir)
	}
	if o.page {
		line = append(line, "--page")
	}
	return line
}

// walk goes through the sheet on the terminal, with single keys, or with whole
// lines where nothing may be drawn over.
func (o *sheetOptions) walk(ctx context.Context, w *wizard.Wizard, list *sheet.Sheet) error {
	a := o.app
	clipboard := &sheet.Clipboard{Programs: sheet.FindPrograms(a.Getenv, insideWSL()), Hold: sheet.OnClipboard}
	t := &sheet.Terminal{
		Sheet: list, Clipboard: clipboard, Out: a.Err, Width: a.width, Lines: a.plain, Mark: a.marks().Pass,
		Next: redrawn(prompt.LineReader(a.In)),
	}
	if w.Browse != nil {
		t.Open = func(ctx context.Context, address string) error { return opened(ctx, w.Browse, address) }
	}
	if !a.plain {
		keys, err := prompt.ReadKeys(a.In)
		if err != nil {
			return err
		}
		defer keys.Close()
		t.Next, t.Out = redrawn(keys.Key), rawTerminal{a.Err}
	}
	if a.Getenv("TERM") != "dumb" {
		clipboard.Terminal = func(sequence string) { _, _ = io.WriteString(a.Err, sequence) }
	}
	err := t.Walk(ctx)
	if errors.Is(err, sheet.ErrStopped) {
		err = &wizard.StoppedError{Step: "connect"}
	}
	return err
}

// redrawn has the item shown again after the program was stopped.
func redrawn(next func(context.Context) (string, error)) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		answer, err := next(ctx)
		if errors.Is(err, prompt.ErrContinued) {
			err = sheet.ErrRedraw
		}
		return answer, err
	}
}

// opened opens a page. An opener that is still there after a moment is a browser
// that runs, and nobody waits for its end.
func opened(ctx context.Context, browse func(context.Context, string) error, address string) error {
	const moment = time.Second
	ended := make(chan error, 1)
	go func() { ended <- browse(ctx, address) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	case <-time.After(moment):
	}
	return nil
}

// rawTerminal returns the carriage, which a raw terminal does not.
type rawTerminal struct{ io.Writer }

// Write implements [io.Writer].
func (r rawTerminal) Write(p []byte) (int, error) {
	if _, err := io.WriteString(r.Writer, strings.ReplaceAll(string(p), "\n", "\r\n")); err != nil {
		return 0, err
	}
	return len(p), nil
}

// pauseOfChecks is that of the page, which spares Google.
const pauseOfChecks = 15 * time.Second

// serve shows the sheet as a page until everything is ticked.
func (o *sheetOptions) serve(ctx context.Context, w *wizard.Wizard, s *session.Session, list *sheet.Sheet) error {
	a := o.app
	server, err := sheet.Page{
		Sheet: list, IDs: check.Options{Tier: check.Online}.IDs(), Checks: o.checks(w, s), Redact: w.Known.Redact, Pause: pauseOfChecks,
		Idle: o.openTimeout, Resume: shellLine(a.resume),
	}.Listen(ctx)
	if err != nil {
		return err
	}
	remove := o.invite(ctx, w, server)
	defer remove()
	err = server.Wait()
	if idle, ok := errors.AsType[*sheet.IdleError](err); ok {
		fmt.Fprintf(a.Err, "\n%s\n", msg.SheetPageIdle.In(a.lang, msg.Span(idle.After).In(a.lang)))
		err = &wizard.StoppedError{Step: "connect"}
	}
	if err == nil {
		fmt.Fprintln(a.Err, msg.SheetAllTicked.In(a.lang))
	}
	return err
}

// invite prints the address alone on its line, and then has it opened. What it
// returns removes what the browser was given; once the address was opened, that
// is gone already.
func (o *sheetOptions) invite(ctx context.Context, w *wizard.Wizard, server *sheet.Server) (remove func()) {
	a := o.app
	fmt.Fprintf(a.Err, "%s\n\n%s\n\n", msg.SheetPageOpen.In(a.lang), server.Address())
	if ssh := w.SSH; ssh != "" {
		fmt.Fprintln(a.Err, msg.OverSSH.In(a.lang, server.Port(), server.Port(), ssh))
	}
	fmt.Fprintln(a.Err, msg.SheetPageWaits.In(a.lang, msg.Span(o.openTimeout).In(a.lang)))
	if w.Browse == nil {
		return func() {}
	}
	address, remove, err := a.handOver(server.Address())
	if err != nil {
		fmt.Fprintln(a.Err, msg.BrowserFailed.In(a.lang, err))
		return remove
	}
	go func() {
		if err := w.Browse(ctx, address); err != nil && ctx.Err() == nil {
			fmt.Fprintln(a.Err, msg.BrowserFailed.In(a.lang, err))
		}
	}()
	go func() {
		select {
		case <-server.Opened():
			remove()
		case <-ctx.Done():
		}
	}()
	return remove
}

// reopenedFinding says what an address that was opened twice may mean.
func reopenedFinding(lang msg.Lang, e *sheet.ReopenedError) diagnose.Finding {
	f := diagnose.Finding{
		Summary: msg.SheetReopened.In(lang), Cause: msg.SheetReopenedWhy.In(lang), Who: diagnose.WhoYou,
		Fix: []string{msg.SheetReopenedAgain.In(lang)},
	}
	if len(e.Secrets) > 0 {
		f.Cause = msg.SheetReopenedSecret.In(lang, strings.Join(e.Secrets, ", "))
		f.Fix = append(f.Fix, msg.SheetReopenedRotate.In(lang))
	}
	f.Fix = append(f.Fix, msg.SheetReopenedReport.In(lang))
	return f
}

// checks runs the asset's checks with what is stored by then: the page may stay
// open while another window mints tokens again.
func (o *sheetOptions) checks(w *wizard.Wizard, s *session.Session) func(context.Context, []check.Result, func(check.Result)) {
	return func(ctx context.Context, standing []check.Result, report func(check.Result)) {
		if fresh, err := session.Read(o.app.dir, o.name); err == nil {
			s = fresh
		}
		subject := w.Subject(s)
		knowSecrets(w.Known, subject.Config)
		subject.Connect = o.app.checkedConnect(w.Env, connectOptions{}, s, subject.Config)
		check.Run(ctx, w.World(), subject, check.Options{Tier: check.Online, Standing: standing}, report)
	}
}
