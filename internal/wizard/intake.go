package wizard

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
	"mailasset/internal/oauth"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
)

// pasted stands as the answer to google.client_json when id and secret were
// typed in instead of a file.
const pasted = "pasted"

// clientID is the form of a web client's id (google.md section 8).
var clientID = lazyregexp.New(`^[0-9]+-[a-z0-9]+\.apps\.googleusercontent\.com$`)

// intake returns the client: from the file that is named, from one that
// appears in the Downloads folder while the question stands, or from an id and
// a secret that are pasted.
func (w *Wizard) intake(ctx context.Context, s *session.Session) (*oauth.Client, error) {
	answer, err := w.watchedAsk(ctx, s)
	if err != nil {
		return nil, err
	}
	if clientID().MatchString(answer) {
		return w.pastedClient(ctx, s, answer)
	}
	return w.ReadClient(answer)
}

// watchedAsk asks for the client JSON and, where a person is asked, watches the
// Downloads folder meanwhile.
func (w *Wizard) watchedAsk(ctx context.Context, s *session.Session) (string, error) {
	q := w.clientQuestion()
	if s.Answers[q.ID] == pasted {
		delete(s.Answers, q.ID) // the secret that came with it is gone
	}
	if answered(s, []prompt.Question{q}) {
		return s.Answers[q.ID], nil
	}
	if _, given := w.Given[q.ID]; given || !w.CanAsk {
		return w.askPath(ctx, s, q)
	}
	if w.Downloads == "" {
		w.note(msg.PathOrID.Line())
		return w.askPath(ctx, s, q)
	}
	w.note(msg.WatchesDownloads.Line(w.Downloads))
	asking, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go w.watch(asking, clientFiles(w.Downloads), func(path string) { cancel(&arrival{path}) })
	answer, err := w.askPath(asking, s, q)
	var found *arrival
	if err != nil && errors.As(context.Cause(asking), &found) {
		w.note(msg.TookDownload.Line(found.path))
		s.Answers[q.ID] = found.path
		return found.path, s.Save()
	}
	return answer, err
}

// askPath asks and keeps a path as it holds in every folder: the next run may
// begin in another one.
func (w *Wizard) askPath(ctx context.Context, s *session.Session, q prompt.Question) (string, error) {
	answer, err := w.answer(ctx, s, q)
	if err != nil {
		return "", err
	}
	if !w.CanAsk || !clientID().MatchString(answer) {
		answer = FullPath(answer)
	}
	return answer, w.keepAnswer(s, q, answer)
}

// arrival is the end of a question that a file answered.
type arrival struct{ path string }

// Error implements error.
func (a *arrival) Error() string { return "found " + a.path }

// watchEvery is short enough to feel at once and costs one directory listing.
const watchEvery = 500 * time.Millisecond

// watch calls found with the first client JSON that was not in the Downloads
// folder before. A file that cannot be read yet is still being written.
func (w *Wizard) watch(ctx context.Context, before map[string]time.Time, found func(path string)) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for path, written := range clientFiles(w.Downloads) {
			if old, known := before[path]; known && old.Equal(written) {
				continue
			}
			if _, err := oauth.ReadClient(path); err == nil {
				found(path)
				return
			}
		}
	}
}

// clientFiles lists the files named like a client JSON, with the time each was
// written.
func clientFiles(dir string) map[string]time.Time {
	files := map[string]time.Time{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return files
	}
	for _, e := range entries {
		named, _ := filepath.Match("client_secret*.json", e.Name())
		info, err := e.Info()
		if named && err == nil && info.Mode()&fs.ModeType == 0 {
			files[filepath.Join(dir, e.Name())] = info.ModTime()
		}
	}
	return files
}

// pastedClient asks for the secret that goes with a pasted id. What the client
// has registered is not known then; the probe finds out.
func (w *Wizard) pastedClient(ctx context.Context, s *session.Session, id string) (*oauth.Client, error) {
	value, err := w.Ask.Ask(ctx, prompt.Question{
		ID: "google.client_secret", Text: msg.AskClientSecret.In(w.Lang), Secret: true,
		Check: notEmpty("google.client_secret"),
	})
	if err != nil {
		return nil, err
	}
	p := w.Provider()
	c := &oauth.Client{ID: id, Secret: secret.New(value), AuthURI: p.AuthorizationURL, TokenURI: p.TokenURL}
	w.Known.Know("client secret", c.Secret)
	s.Answers["google.client_json"] = pasted
	return c, nil
}
