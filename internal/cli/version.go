package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"mailasset/internal/msg"
)

// version is that of a release, set by the linker.
var version = "1.0-dev"

// build is what this binary says of itself.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Date    string `json:"date,omitempty"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

func buildOf() build {
	b := build{Version: version, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				b.Commit = s.Value[:min(12, len(s.Value))]
			case "vcs.time":
				b.Date = s.Value
			}
		}
	}
	return b
}

func versionText() string { return version }

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: msg.HelpVersion.In(a.lang),
		Args:  atMost(0),

		PersistentPreRunE: a.understand,
		RunE: func(*cobra.Command, []string) error {
			b := buildOf()
			if a.output == "json" {
				a.writeJSON(b)
				return nil
			}
			line := fmt.Sprintf("mailasset %s (%s %s/%s", b.Version, b.Go, b.OS, b.Arch)
			if b.Commit != "" {
				line += ", " + b.Commit + " " + b.Date
			}
			fmt.Fprintln(a.Out, line+")")
			return nil
		},
	}
}
