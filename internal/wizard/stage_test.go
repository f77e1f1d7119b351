package wizard

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mailasset/internal/lab"
	"mailasset/internal/prompt"
	"mailasset/internal/session"
)

// screen keeps what is said, also by two goroutines at once.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *screen) wipe() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Reset()
}

// stage is a wizard, the session it works on, and a lab around both.
type stage struct {
	w    *Wizard
	s    *session.Session
	lab  *lab.Lab
	said *screen
}

// onStage starts a lab whose robot signs in, and a wizard that takes every
// default that the lab offers.
func onStage(t *testing.T, faults ...string) stage {
	t.Helper()
	return onStageOf(t, lab.Config{Robot: true, Faults: faults})
}

func onStageOf(t *testing.T, config lab.Config) stage {
	t.Helper()
	port := unusedPort(t)
	config.RedirectPorts, config.Dir = []int{port}, t.TempDir()
	l, err := lab.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	w, s, _ := testWizard(t)
	doc, err := json.Marshal(l.Endpoints())
	if err == nil {
		err = json.Unmarshal(doc, &w.Endpoints)
	}
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(w.Endpoints.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	said := new(screen)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	w.Err, w.Ask, w.Port = said, prompt.Answers{Defaults: true}, port
	w.HTTP, w.Roots = &http.Client{Transport: transport}, func() *x509.CertPool { return roots }
	w.Browse, w.Timeout, w.OpenTimeout = lab.Follow, patience, patience
	s.Lab, s.OutFile = true, filepath.Join(t.TempDir(), "acme.asset.json")
	return stage{w, s, l, said}
}

// unusedPort is a free port below those that systems hand out, so that no
// connection of another test takes it before the wizard does. None is given
// twice.
func unusedPort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(9000)
		if _, used := portsUsed.LoadOrStore(port, true); used {
			continue
		}
		if l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			must(t, l.Close())
			return port
		}
	}
	t.Fatal("no free port among a hundred")
	return 0
}

var portsUsed sync.Map

// answers has the given answers taken, and defaults for the rest.
func (g stage) answers(values map[string]string) {
	g.w.Given = values
	g.w.Ask = prompt.Answers{Values: values, Defaults: true}
}

// run walks the steps within a bound.
func (g stage) run(t *testing.T) (Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return g.w.Run(ctx, g.s)
}

// finished is a stage on which the whole walk was done once.
func finished(t *testing.T) stage {
	t.Helper()
	g := onStage(t)
	if _, err := g.run(t); err != nil {
		t.Fatalf("%v; it said\n%s", err, g.said)
	}
	g.said.wipe()
	return g
}

// again is the same asset in the next run of the program: a new wizard in the
// same world, and the session as it lies on the disk.
func (g stage) again(t *testing.T) stage {
	t.Helper()
	g.s.Close()
	w, err := New(g.w.Env)
	if err != nil {
		t.Fatal(err)
	}
	s, err := session.Open(filepath.Dir(g.s.Dir()), "acme")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	g.said.wipe()
	return stage{w, s, g.lab, g.said}
}

// onDisk is the session as another process would find it now.
func onDisk(t *testing.T, s *session.Session) *session.Session {
	t.Helper()
	kept, err := session.Read(filepath.Dir(s.Dir()), s.Name)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// step finds a step by its id.
func step(t *testing.T, w *Wizard, id string) Step {
	t.Helper()
	for _, st := range w.steps(new(session.Session)) {
		if st.ID() == id {
			return st
		}
	}
	t.Fatalf("there is no step %s", id)
	return nil
}

func stateOf(t *testing.T, st Step, s *session.Session) State {
	t.Helper()
	state, err := st.Done(t.Context(), s)
	must(t, err)
	return state
}

func stepIDs(w *Wizard) []string {
	var ids []string
	for _, st := range w.steps(new(session.Session)) {
		ids = append(ids, st.ID())
	}
	return ids
}

// recorder passes questions on and calls before with each.
type recorder struct {
	prompt.Asker
	before func(id string)
}

func (r recorder) Ask(ctx context.Context, q prompt.Question) (string, error) {
	r.before(q.ID)
	return r.Asker.Ask(ctx, q)
}

// turns gives the answers to each question one after the other, and for what
// it does not know the default.
type turns map[string][]string

func (a turns) Ask(_ context.Context, q prompt.Question) (string, error) {
	left := a[q.ID]
	if len(left) == 0 {
		return q.Default, nil
	}
	a[q.ID] = left[1:]
	return left[0], nil
}

func saysInOrder(text string, parts ...string) bool {
	for _, part := range parts {
		_, rest, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

// noon is the time of tests that need one.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// defaulting gives a default of its own to questions that have none.
type defaulting struct {
	prompt.Asker
	values map[string]string
}

func (d defaulting) Ask(ctx context.Context, q prompt.Question) (string, error) {
	if value, known := d.values[q.ID]; known {
		q.Default = value
	}
	return d.Asker.Ask(ctx, q)
}
