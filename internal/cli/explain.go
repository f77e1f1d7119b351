package cli

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"mailasset/internal/asset"
	"mailasset/internal/diagnose"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
	"mailasset/internal/wizard"
)

// silence is how long a pipe that nobody named may stay open and say nothing
// before what it said counts as all: somebody else's stdin may never end.
var silence = 30 * time.Second

// maxPasted bounds what is read to be explained.
const maxPasted = 1 << 20

//go:embed explain.schema.json
var explainSchema []byte

type explainOptions struct {
	app *app

	words     []string // the text as arguments; "-" is stdin
	clipboard bool
	schema    bool
}

func (a *app) explainCommand() *cobra.Command {
	o := &explainOptions{app: a}
	c := &cobra.Command{
		Use:   "explain [TEXT|-]",
		Short: msg.HelpExplain.In(a.lang),
		Long:  msg.HelpExplainLong.In(a.lang),
		Args:  cobra.ArbitraryArgs, // without quotes it comes in many
		RunE: func(c *cobra.Command, args []string) error {
			o.words = args
			return runExplain(c.Context(), o)
		},
	}
	c.Flags().BoolVar(&o.clipboard, "clipboard", false, msg.FlagClipboard.In(a.lang))
	c.Flags().BoolVar(&o.schema, "schema", false, msg.FlagExplainSchema.In(a.lang))
	return c
}

// runExplain explains a text. It asks nobody but whoever sits there, takes no
// lock and opens no secret.
func runExplain(ctx context.Context, o *explainOptions) error {
	a := o.app
	if o.schema {
		_, err := a.Out.Write(explainSchema)
		return err
	}
	lab, err := a.pointedLab()
	if err != nil {
		return err
	}
	text, err := o.text(ctx)
	if err != nil {
		return err
	}
	failure, ok := diagnose.Recognise(text)
	if !ok {
		a.explainUnknown(text)
		return &exitError{exitFound}
	}
	about := a.explainContext(failure, text, lab)
	finding := diagnose.Explain(failure, about)
	if number := (&oauth.Client{ID: finding.Facts["client_id"]}).ProjectNumber(); number != "" && finding.Facts["projectNumber"] == "" {
		finding.Facts["projectNumber"] = number
	}
	if a.output == "json" {
		a.writeJSON(explainDocument(finding))
		return nil
	}
	a.writeExplained(finding, about)
	return nil
}

// explained is the contract's JSON of a text that is known.
type explained struct {
	Code  string            `json:"code"`
	Title string            `json:"title"`
	Cause string            `json:"cause"`
	Fix   []string          `json:"fix"`
	Who   string            `json:"who"`
	Link  string            `json:"link"`
	Facts map[string]string `json:"facts"`
}

func explainDocument(f diagnose.Finding) explained {
	facts := f.Facts
	if facts == nil {
		facts = map[string]string{}
	}
	return explained{f.Code, f.Summary, f.Cause, f.Fix, f.Who, f.Link, facts}
}

// explainUnknown says that a text is not known, and what would help.
func (a *app) explainUnknown(text string) {
	if a.output == "json" {
		a.writeJSON(map[string]any{"code": nil, "facts": map[string]string{}})
		return
	}
	words := msg.ExplainUnknown
	if strings.Contains(text, "code=") && strings.Contains(text, "state=") && strings.Contains(text, "/callback?") {
		words = msg.ExplainAnswer
	}
	if low := strings.ToLower(text); strings.Contains(low, "access blocked:") || strings.Contains(low, "toegang geblokkeerd:") {
		words = msg.ExplainTitle
	}
	fmt.Fprintln(a.Err, words.In(a.lang))
}

// writeExplained writes the finding as others are written, and below it what
// was read in the text and is not said above.
func (a *app) writeExplained(f diagnose.Finding, about diagnose.Context) {
	mark := "x"
	switch {
	case a.plain:
		mark = msg.MarkFail.In(a.lang)
	case term.IsTerminal(int(a.Out.Fd())):
		mark = a.marks().Fail
	}
	wizard.WriteFinding(a.Out, a.lang, a.width(), mark, f)
	said := strings.Join(append(slices.Clone(f.Fix), f.Summary, f.Cause, f.Link), "\n")
	for _, name := range []string{"redirect_uri", "origin", "client_id", "projectNumber", "transid"} {
		if value := f.Facts[name]; value != "" && !strings.Contains(said, value) {
			fmt.Fprintf(a.Out, "    %-9s %s %s\n", msg.FindingRead.In(a.lang), name, value)
		}
	}
	if about.Name != "" {
		fmt.Fprintln(a.Err, msg.ExplainCompared.In(a.lang, about.Name))
	}
}

// pointedLab is where the lab that MAILASSET_LAB names serves Google's pages. It is
// not asked: a text is explained when no lab runs any more, too.
func (a *app) pointedLab() (asset.Endpoints, error) {
	base := strings.TrimSuffix(a.Getenv("MAILASSET_LAB"), "/")
	if base == "" {
		return asset.Endpoints{}, nil
	}
	return asset.Endpoints{URL: base, Accounts: base}, checkLabURL(base)
}

// explainContext is what is known about the asset that the text is about: the
// only one, or of several the one with most of its values in the text. A session
// that cannot be read is passed over: an error is to be explained, not the state.
func (a *app) explainContext(failure error, text string, lab asset.Endpoints) diagnose.Context {
	w := &wizard.Wizard{Env: wizard.Env{Lang: a.lang, Now: a.now, Endpoints: lab}}
	if a.dirGiven {
		w.DirFlag = shellLine([]string{a.dir})
	}
	none := w.Context(nil)
	none.Pasted = true
	names, err := session.Names(a.dir)
	if err != nil {
		return none
	}
	told := haystack(diagnose.Explain(failure, none), text)
	var named *diagnose.NamedError
	errors.As(failure, &named)
	var best *session.Session
	most, ties := -1, 0
	for _, name := range names {
		s, err := session.ReadPublic(a.dir, name)
		if err != nil {
			continue
		}
		score := mentions(told, s)
		if named != nil && named.Asset == s.Name {
			score += 100
		}
		switch {
		case score > most:
			best, most, ties = s, score, 0
		case score == most:
			ties++
		}
	}
	if best == nil || ties > 0 || most == 0 && len(names) > 1 {
		return none
	}
	c := w.Context(best)
	c.Lab, c.Pasted = best.Lab, true
	return c
}

// haystack is all that a text tells, decoded, in lower case.
func haystack(f diagnose.Finding, text string) string {
	for range 2 {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	for _, value := range f.Facts {
		text += "\n" + value
	}
	return strings.ToLower(text)
}

// mentions counts which of an asset's values stand in a text.
func mentions(told string, s *session.Session) int {
	values := []string{s.Answer("asset.email"), s.Answer("asset.login_id"), s.Answer("asset.forwarding_address"),
		s.Answer("connect.callback_url"), s.Answer("google.project_id")}
	if u, err := url.Parse(s.Answer("connect.callback_url")); err == nil {
		values = append(values, u.Host)
	}
	if s.Client != nil {
		client := oauth.Client{ID: s.Client.ID}
		values = append(values, s.Client.ID, client.ProjectNumber())
	}
	score := 0
	for _, value := range values {
		if value != "" && strings.Contains(told, strings.ToLower(value)) {
			score++
		}
	}
	return score
}

// text is what is to be explained: given on the command line, on the
// clipboard, typed, or on stdin.
func (o *explainOptions) text(ctx context.Context) (string, error) {
	a := o.app
	var text string
	given, err := a.givenAnswers()
	if err != nil {
		return "", err
	}
	switch {
	case o.clipboard && len(o.words) > 0:
		return "", usage(msg.ExplainOneWay)
	case o.clipboard:
		text, err = a.clipboard(ctx)
	case len(o.words) == 1 && o.words[0] == "-":
		text, err = readBounded(ctx, a.In, 0)
	case len(o.words) > 0:
		text = strings.Join(o.words, " ")
	case given["explain.text"] != "":
		text = given["explain.text"]
	case a.noInput || a.answers == "-":
	case term.IsTerminal(int(a.In.Fd())):
		text, err = a.typed(ctx)
	default:
		text, err = readBounded(ctx, a.In, silence)
	}
	if err == nil && strings.TrimSpace(text) == "" {
		err = usage(msg.ExplainNothing)
	}
	return text, err
}

// typed takes lines from the terminal up to an empty one, or the end of input.
// A page that is pasted has empty lines inside: what is there already belongs
// to it.
func (a *app) typed(ctx context.Context) (string, error) {
	const pause = 300 * time.Millisecond // a paste has none as long
	fmt.Fprintln(a.Err, msg.AskExplain.In(a.lang))
	var text strings.Builder
	for text.Len() < maxPasted {
		line, err := a.nextLine(ctx, 0)
		if err == nil && line == "" {
			line, err = a.nextLine(ctx, pause)
			if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
				if strings.TrimSpace(text.String()) == "" {
					continue
				}
				return text.String(), nil
			}
		}
		if errors.Is(err, prompt.ErrClosed) && strings.TrimSpace(text.String()) != "" {
			return text.String(), nil
		}
		if err != nil {
			return "", err
		}
		text.WriteString(line + "\n")
	}
	return text.String(), nil
}

// nextLine waits for a line, within a bound where there is one.
func (a *app) nextLine(ctx context.Context, bound time.Duration) (string, error) {
	if bound > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, bound)
		defer cancel()
	}
	return prompt.ReadLine(ctx, a.In)
}

// readBounded reads the beginning of a stream, until it ends, ctx does, or it
// was silent for as long as quiet; 0 sets no bound to that.
func readBounded(ctx context.Context, in io.Reader, quiet time.Duration) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pieces := make(chan []byte)
	failed := make(chan error, 1)
	go func() { failed <- readPieces(ctx, io.LimitReader(in, maxPasted), pieces) }()
	var text []byte
	for {
		var silent <-chan time.Time
		if quiet > 0 {
			silent = time.After(quiet)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-silent:
			return string(text), nil
		case piece := <-pieces:
			text = append(text, piece...)
		case err := <-failed:
			if err != nil {
				return "", fmt.Errorf("read the text from stdin: %w", err)
			}
			return string(text), nil
		}
	}
}

// readPieces hands over what a stream brings as it comes, until it ends (nil),
// fails, or nobody takes it any more.
func readPieces(ctx context.Context, in io.Reader, pieces chan<- []byte) error {
	for {
		piece := make([]byte, 32<<10)
		n, err := in.Read(piece)
		if n > 0 {
			select {
			case pieces <- piece[:n]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
