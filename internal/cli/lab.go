package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mailasset/internal/diagnose"
	"mailasset/internal/lab"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

// lastPortBase leaves room for the lab's four ports.
const lastPortBase = 65532

type labOptions struct {
	app *app

	faults        []string
	robot         bool
	portBase      int
	redirectPorts []int
	seed          int64
	fresh         bool
	fromReport    string
	connectShape  string
}

func (a *app) labCommand() *cobra.Command {
	o := &labOptions{app: a}
	c := &cobra.Command{
		Use:   "lab",
		Short: msg.HelpLab.In(a.lang),
		Long:  msg.HelpLabLong.In(a.lang),
		Args:  atMost(0),
		RunE:  func(c *cobra.Command, _ []string) error { return runLab(c.Context(), o) },
	}
	c.Flags().StringSliceVar(&o.faults, "fault", nil, msg.FlagFault.In(a.lang))
	c.Flags().BoolVar(&o.robot, "robot", false, msg.FlagRobot.In(a.lang))
	c.Flags().IntVar(&o.portBase, "port-base", 0, msg.FlagPortBase.In(a.lang))
	c.Flags().IntSliceVar(&o.redirectPorts, "redirect-port", nil, msg.FlagLabRedirectPort.In(a.lang))
	c.Flags().BoolVar(&o.fresh, "fresh", false, msg.FlagFresh.In(a.lang))
	c.Flags().StringVar(&o.fromReport, "from-report", "", msg.FlagFromReport.In(a.lang))
	c.Flags().StringVar(&o.connectShape, "connect-shape", "a", msg.FlagConnectShape.In(a.lang))
	c.Flags().Int64Var(&o.seed, "seed", 0, msg.FlagSeed.In(a.lang))
	c.AddCommand(&cobra.Command{
		Use:   "faults",
		Short: msg.HelpLabFaults.In(a.lang),
		Args:  atMost(0),
		RunE:  func(*cobra.Command, []string) error { return a.listFaults() },
	})
	return c
}

// labPortError says that a port of those that --port-base wishes is not to be had.
type labPortError struct{ err *oauth.PortError }

// Error implements error.
func (e *labPortError) Error() string { return "start the lab: " + e.err.Error() }

// finding tells it as a port of the redirect that is taken, which must be that
// one; this need not.
func (e *labPortError) finding(lang msg.Lang) diagnose.Finding {
	f := diagnose.Explain(e.err, diagnose.Context{Lang: lang})
	f.Cause, f.Fix, f.Link = msg.LabPortCause.In(lang), []string{msg.LabPortFix.In(lang)}, ""
	return f
}

// runLab runs a lab until the user ends it, which is success.
func runLab(ctx context.Context, o *labOptions) error {
	for _, name := range o.faults {
		if !lab.IsFault(name) {
			return usage(msg.UsageFault, name)
		}
	}
	if o.portBase < 0 || o.portBase > lastPortBase {
		return usage(msg.UsageValue, "--port-base", msg.TakesPortBase.Line(lastPortBase), strconv.Itoa(o.portBase))
	}
	scene, err := o.scene()
	if err != nil {
		return err
	}
	l, err := lab.Start(lab.Config{
		Faults: o.faults, Robot: o.robot, Fresh: o.fresh, PortBase: o.portBase, RedirectPorts: o.redirectPorts, Seed: o.seed,
		Scene: scene, ConnectShape: o.connectShape,
	})
	var listening *net.OpError
	if errors.As(err, &listening) && o.portBase != 0 {
		if at, known := listening.Addr.(*net.TCPAddr); known {
			return &labPortError{&oauth.PortError{Port: at.Port, Err: err}}
		}
	}
	if err != nil {
		return fmt.Errorf("start the lab: %w", err)
	}
	defer l.Close()
	e := l.Endpoints()
	if o.app.output == "json" {
		o.app.writeJSON(e)
	} else {
		o.writeEndpoints(l)
		if scene != nil {
			o.writePlay(scene.Play(), e)
		}
	}
	<-ctx.Done()
	return nil
}

// scene is the failure of the report that was named, nil without one.
func (o *labOptions) scene() (*lab.Scene, error) {
	switch {
	case o.fromReport == "":
		return nil, nil
	case o.fresh:
		return nil, usage(msg.FreshOrReport)
	}
	return lab.ReadScene(o.fromReport)
}

func (o *labOptions) writeEndpoints(l *lab.Lab) {
	e := l.Endpoints()
	for _, row := range [][2]string{
		{"url", e.URL}, {"accounts", e.Accounts}, {"token", e.Token}, {"gmail", e.Gmail}, {"connect", e.Connect},
		{"resourceManager", e.ResourceManager}, {"serviceUsage", e.ServiceUsage}, {"console", e.Console},
		{"smtpTLS", e.SMTPTLS}, {"smtpSTARTTLS", e.SMTPSTARTTLS}, {"caFile", e.CAFile},
		{"mailbox", e.Mailbox}, {"clientJson", e.ClientJSON}, {"adminTokenFile", e.AdminTokenFile}, {"gmailSettings", e.GmailSettings},
		{"connectApi", e.ConnectAPI}, {"organizationId", e.OrganizationID}, {"connectTokenFile", e.ConnectTokenFile}, {"connectMapping", e.ConnectMappingFile},
	} {
		fmt.Fprintf(o.app.Out, "%-16s %s\n", row[0], row[1])
	}
	if e.AssetFile != "" {
		fmt.Fprintf(o.app.Out, "%-16s %s\n", "assetFile", e.AssetFile)
	}
	fmt.Fprintln(o.app.Err, msg.LabRuns.In(o.app.lang, e.URL))
}

// writePlay says what of the report the lab plays and how to see it, and what
// it cannot play.
func (o *labOptions) writePlay(p lab.Play, e lab.Endpoints) {
	say := func(t msg.Text, args ...any) { fmt.Fprintln(o.app.Err, t.In(o.app.lang, args...)) }
	if p.Plays == nil && p.Cannot == nil {
		say(msg.LabNoFailure)
		return
	}
	say(msg.LabPlays, cmp.Or(strings.Join(p.Plays, ", "), "-"))
	if p.Cannot != nil {
		say(msg.LabCannot, strings.Join(p.Cannot, ", "))
	}
	if p.Check {
		say(msg.LabShows, e.URL, e.AssetFile)
	}
	if p.SignIn {
		say(msg.LabShowsSignIn, e.URL, e.ClientJSON)
	}
}

func (a *app) listFaults() error {
	faults := lab.Faults()
	if a.output == "json" {
		names := make([]string, len(faults))
		for i, f := range faults {
			names[i] = f.Name
		}
		a.writeJSON(names)
		return nil
	}
	for _, f := range faults {
		fmt.Fprintf(a.Out, "%-24s %s\n", f.Name, f.About)
	}
	return nil
}
