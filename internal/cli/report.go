package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/diagnose"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
	"mailasset/internal/report"
	"mailasset/internal/session"
	"mailasset/internal/wholefile"
	"mailasset/internal/wizard"
)

type reportOptions struct {
	app *app

	name          string
	file          string
	show          bool
	withAddresses bool
}

func (a *app) reportCommand() *cobra.Command {
	o := &reportOptions{app: a}
	c := &cobra.Command{
		Use:   "report [NAME]",
		Short: msg.HelpReport.In(a.lang),
		Long:  msg.HelpReportLong.In(a.lang),
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.name = args[0]
			}
			return runReport(c.Context(), o)
		},
	}
	c.Flags().StringVar(&o.file, "file", "", msg.FlagReportFile.In(a.lang))
	c.Flags().BoolVar(&o.show, "show", false, msg.FlagReportShow.In(a.lang))
	c.Flags().BoolVar(&o.withAddresses, "with-addresses", false, msg.FlagWithAddresses.In(a.lang))
	return c
}

// runReport makes the support bundle of one asset.
func runReport(ctx context.Context, o *reportOptions) error {
	w, err := o.app.wizard(ctx, loginOptions{})
	if err != nil {
		return err
	}
	s, err := o.app.readKnown(ctx, w, o.name)
	if err != nil {
		return err
	}
	name := s.Name
	path, err := o.place(name, w.Now())
	if err != nil {
		return err
	}
	source, err := o.source(ctx, w, s)
	if err != nil {
		return err
	}
	files, err := report.Bundle(source)
	if err != nil {
		return fmt.Errorf("make the report: %w", err)
	}
	if o.show {
		return o.print(files)
	}
	if err := o.write(path, name, source, files); err != nil {
		return &known{err, w.Context(s)}
	}
	return nil
}

// place is where the bundle goes, "" where it is only shown. What can be said
// against it is said before anybody is asked.
func (o *reportOptions) place(name string, now time.Time) (string, error) {
	if o.show {
		return "", nil
	}
	path := o.file
	if path == "" {
		path = fmt.Sprintf("%s-report-%s.zip", name, now.UTC().Format("20060102-150405"))
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", usage(msg.NoFolderHere, "--file", err)
	}
	if folder := filepath.Dir(path); !isFolder(folder) {
		return "", usage(msg.ExportNoFolder, folder)
	}
	return path, o.free(path)
}

// free refuses a path at which there is something.
func (o *reportOptions) free(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return usage(msg.ReportThere, path)
	}
	return nil
}

// source runs the checks and looks around.
func (o *reportOptions) source(ctx context.Context, w *wizard.Wizard, s *session.Session) (report.Source, error) {
	subject, about := w.Subject(s), w.Context(s)
	subject.Connect = o.app.checkedConnect(w.Env, connectOptions{}, s, subject.Config)
	document := checkDocument{Asset: s.Name, Tier: string(check.Online)}
	recorded := guide.IDs()[1:] // the first asks for values, which the report has anyway
	source := report.Source{
		Lang: w.Lang, Now: w.Now(), Steps: recorded, Session: s, Config: subject.Config, WithAddresses: o.withAddresses,
	}
	checking := &checkOptions{app: o.app}
	results := check.Run(ctx, w.World(), subject, check.Options{Tier: check.Online}, func(r check.Result) {
		checked := report.Checked{Result: r}
		if r.Err != nil {
			checked.Finding = redacted(diagnose.Explain(r.Err, about), w.Known.Redact)
		}
		source.Checked = append(source.Checked, checked)
		document.Checks = append(document.Checks, checking.link(r, about, w.Known.Redact))
	})
	if err := ctx.Err(); err != nil {
		return source, err
	}
	document.Verdict = check.Verdict(results)
	source.Checks = document
	source.Surroundings = o.surroundings(ctx, w, subject.Config)
	return source, nil
}

// surroundings looks at the hosts that the checks ask, and at this machine.
func (o *reportOptions) surroundings(ctx context.Context, w *wizard.Wizard, c *asset.Configuration) report.Surroundings {
	p := w.Provider()
	addresses := []string{c.Authentication.AuthorizationURL, c.Authentication.RefreshTokenURL, p.API, c.Asset.ConnectURL}
	if host := c.Authentication.SMTPServer; host != "" {
		addresses = append(addresses, "smtp://"+host)
	}
	l := report.Looker{HTTP: w.HTTP, Timeout: w.Timeout, Proxy: http.ProxyFromEnvironment}
	return report.Surroundings{
		Program: buildOf(), StepPack: w.Pack().Version, Variables: o.variables(),
		Proxy: l.Proxies(addresses), Hosts: l.Look(ctx, addresses),
	}
}

// variables names the variables that change what the program does. Their values
// stay: a proxy's can hold a password.
func (o *reportOptions) variables() []string {
	var set []string
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if value != "" && (strings.HasPrefix(name, "MAILASSET_") || slices.Contains(observedVariables, strings.ToUpper(name))) {
			set = append(set, name)
		}
	}
	slices.Sort(set)
	return set
}

var observedVariables = []string{
	"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSH_CONNECTION", "BROWSER", "CI",
	"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "XDG_STATE_HOME", "TERM", "NO_COLOR",
}

// print shows every file of the bundle as it would be packed.
func (o *reportOptions) print(files []report.File) error {
	if o.app.output == "json" {
		all := map[string]string{}
		for _, f := range files {
			all[f.Name] = f.Text
		}
		o.app.writeJSON(all)
		return nil
	}
	for _, f := range files {
		fmt.Fprintf(o.app.Out, "==> %s <==\n\n%s\n", f.Name, inertLines(f.Text))
	}
	return nil
}

// write packs the bundle. It replaces no file: a slip in --file must not cost a
// configuration.
func (o *reportOptions) write(path, name string, s report.Source, files []report.File) error {
	if err := o.free(path); err != nil { // it may have come while the checks ran
		return err
	}
	var archive bytes.Buffer
	if err := report.Archive(&archive, files, s.Now); err != nil {
		return fmt.Errorf("make the report: %w", err)
	}
	if err := wholefile.Write(path, archive.Bytes()); err != nil {
		return &session.StateError{Act: "write", Path: path, Err: unwrapPath(err)}
	}
	fmt.Fprintln(o.app.Err, msg.ReportWritten.In(o.app.lang, path))
	if o.app.output == "json" {
		o.app.writeJSON(map[string]string{"asset": name, "file": path})
		return nil
	}
	fmt.Fprintln(o.app.Out, path)
	fmt.Fprintln(o.app.Err, msg.ReportLook.In(o.app.lang, o.app.asTyped(name)))
	return nil
}
