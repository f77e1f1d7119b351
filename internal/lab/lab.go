// Package lab is a Google, a Gmail SMTP server and a Webex Connect that run in
// one process on 127.0.0.1, for the demonstration, for the tests and for a
// support engineer who wants to see a customer's failure. It judges: what the
// real counterpart would refuse is refused, and what a client asked wrongly is
// kept as a complaint. It imports none of our other packages, because a fake
// that shares code with the client shares its mistakes.
package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Config says what the lab is like. The zero value is a healthy lab on free
// ports.
type Config struct {
	// Faults are switched on from the start; names come from Faults.
	Faults []string
	// Robot makes the lab play the human: sign-in and consent are answered at
	// once, by the same code a submitted form reaches.
	Robot bool
	// PortBase is the first of the four ports used; 0 takes free ones.
	PortBase int
	// RedirectPorts are the ports N for which http://127.0.0.1:N/callback is
	// registered on the ready client; none given means 8473.
	RedirectPorts []int
	// Seed, when not zero, makes ids, secrets and tokens repeat. The keys of
	// the certificates never do.
	Seed int64
	// Now is the lab's clock; nil means time.Now.
	Now func() time.Time
	// Dir is where ca.pem and the client JSON are written. It must exist.
	// Empty means a temporary folder that Close removes.
	Dir string
	// Fresh starts without a project and without a client: they are made
	// through the API or on the console.
	Fresh bool
	// ConnectShape names how the Digital Asset API names its fields: "a" (also
	// when empty) or "b".
	ConnectShape string
	// Scene is the failure of a support report, to be shown again; nil: none.
	// It needs a lab that is not Fresh.
	Scene *Scene
}

// defaultRedirectPort is the loopback port the wizard uses when nobody says
// otherwise.
const defaultRedirectPort = 8473

// Lab is a running lab. Its methods are safe for concurrent use.
type Lab struct {
	config    Config
	world     *world
	tenant    *connectStore
	faults    *faultSet
	log       *journal
	mail      *mailServer
	google    http.Handler // what the robot fills is the same
	endpoints Endpoints
	removeDir func() error // nil where the folder is the user's

	ctx       context.Context // ends with the lab; hanging faults wait for it
	cancel    context.CancelFunc
	listeners []net.Listener
	servers   []*http.Server
	running   sync.WaitGroup
	mu        sync.Mutex // guards closed, so that running never grows after Close
	closed    bool

	refreshing sync.Mutex // one refresh of the tenant's tokens at a time
}

// Start begins a lab. A fault that is not in Faults is an error naming it.
func Start(c Config) (*Lab, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if len(c.RedirectPorts) == 0 {
		c.RedirectPorts = []int{defaultRedirectPort}
	}
	faults, err := newFaultSet(c.Faults)
	if err != nil {
		return nil, err
	}
	l := &Lab{config: c, faults: faults, log: &journal{}}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	if err := l.start(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	if c.Scene != nil { // what the asset holds was made before anything failed
		err = l.SetFaults(append(faults.list(), c.Scene.Play().faults...)...)
	}
	return l, err
}

func (l *Lab) start() error {
	if err := l.makeDir(); err != nil {
		return err
	}
	shape, err := findShape(l.config.ConnectShape)
	if err != nil {
		return err
	}
	open, err := l.listen()
	if err != nil {
		return err
	}
	google := "http://" + open.google.Addr().String()
	connect := fmt.Sprintf("http://localhost:%d", open.connect.Addr().(*net.TCPAddr).Port)
	l.world = newWorld(l.config, l.faults, google, connect)
	l.tenant = newConnectStore(l.world, shape)
	if l.config.Scene != nil {
		l.world.enact(l.config.Scene)
	}
	ca, err := newAuthority(l.faults)
	if err != nil {
		return err
	}
	l.endpoints = Endpoints{
		URL: google, Accounts: google, Token: google + tokenPath, Gmail: google,
		ResourceManager: google, ServiceUsage: google, Console: google + consolePath, GmailSettings: google + gmailSettingsPath,
		Connect: connect, ConnectURL: connect, CallbackURL: l.world.connect.callback(),
		ConnectAPI: connect + apiPath, OrganizationID: l.tenant.organization,
		ForwardingAddress: l.world.connect.forwardingAddress,
		SMTPTLS:           open.smtpTLS.Addr().String(),
		SMTPSTARTTLS:      open.smtpSTARTTLS.Addr().String(),
		Mailbox:           mailbox,
	}
	if err := l.writeFiles(ca); err != nil {
		return err
	}
	l.google = l.googleRoutes()
	l.serveHTTP(open.google, l.google)
	l.serveHTTP(open.connect, l.connectRoutes())
	l.serveSMTP(open.smtpTLS, open.smtpSTARTTLS, ca)
	return nil
}

// writeFiles writes what clients read from the disk, and announces it.
func (l *Lab) writeFiles(ca *authority) (err error) {
	dir, e := l.config.Dir, &l.endpoints
	if e.CAFile, err = ca.write(dir); err != nil {
		return err
	}
	// A client holds the files that are announced against this one.
	if err := os.WriteFile(filepath.Join(dir, "lab.url"), []byte(e.URL+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the lab's address: %w", err)
	}
	if e.ClientJSON, err = l.world.writeClientJSON(dir); err != nil {
		return err
	}
	if e.AdminTokenFile, err = l.world.writeAdminToken(dir); err != nil {
		return err
	}
	if e.ConnectTokenFile, err = l.tenant.writeToken(dir); err != nil {
		return err
	}
	if e.ConnectMappingFile, err = l.tenant.shape.writeMapping(dir); err != nil || l.config.Scene == nil {
		return err
	}
	e.AssetFile, err = l.writeSceneAsset(l.config.Scene)
	return err
}

func (l *Lab) makeDir() error {
	if l.config.Dir != "" {
		return nil
	}
	dir, remove, err := TempDir()
	if err != nil {
		return fmt.Errorf("make the lab's folder: %w", err)
	}
	l.config.Dir, l.removeDir = dir, remove
	return nil
}

type ports struct{ google, connect, smtpTLS, smtpSTARTTLS net.Listener }

// listen opens the four ports, on the literal loopback address only: nothing
// the lab serves is reachable from another machine.
func (l *Lab) listen() (ports, error) {
	var opened ports
	for i, target := range []*net.Listener{&opened.google, &opened.connect, &opened.smtpTLS, &opened.smtpSTARTTLS} {
		port := 0
		if l.config.PortBase != 0 {
			port = l.config.PortBase + i
		}
		listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return opened, fmt.Errorf("listen for the lab: %w", err)
		}
		l.listeners = append(l.listeners, listener)
		*target = listener
	}
	return opened, nil
}

// serveHTTP serves one origin until the lab closes.
func (l *Lab) serveHTTP(listener net.Listener, routes http.Handler) {
	server := &http.Server{
		Handler:           l.observe(routes),
		ErrorLog:          quiet(),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return l.ctx },
	}
	l.servers = append(l.servers, server)
	l.running.Go(func() { _ = server.Serve(listener) })
}

// enter counts a piece of work that Close waits for; it is false once the lab
// is closing.
func (l *Lab) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.running.Add(1)
	return true
}

// Close ends everything the lab runs and waits for it. Calling it again does
// nothing.
func (l *Lab) Close() error {
	l.mu.Lock()
	closed := l.closed
	l.closed = true
	l.mu.Unlock()
	if closed {
		return nil
	}
	l.cancel()
	var failed []error
	for _, listener := range l.listeners {
		failed = append(failed, listener.Close())
	}
	for _, server := range l.servers {
		// It finds its listener closed already, which is no failure.
		if err := server.Close(); !errors.Is(err, net.ErrClosed) {
			failed = append(failed, err)
		}
	}
	if l.mail != nil {
		l.mail.close()
	}
	l.running.Wait()
	if l.removeDir != nil {
		failed = append(failed, l.removeDir())
	}
	return errors.Join(failed...)
}

// Endpoints says where each part of a lab listens and what it is filled with.
// The keys are those of `mailasset lab -o json`.
type Endpoints struct {
	URL                string `json:"url"`
	Accounts           string `json:"accounts"`
	Token              string `json:"token"`
	Gmail              string `json:"gmail"`
	ResourceManager    string `json:"resourceManager"`
	ServiceUsage       string `json:"serviceUsage"`
	Console            string `json:"console"`
	GmailSettings      string `json:"gmailSettings"`
	AdminTokenFile     string `json:"adminTokenFile"`
	Connect            string `json:"connect"`
	ConnectAPI         string `json:"connectApi"`
	ConnectTokenFile   string `json:"connectTokenFile"`
	ConnectMappingFile string `json:"connectMappingFile"`
	ConnectShape       string `json:"connectShape"` // as it is now
	OrganizationID     string `json:"organizationId"`
	SMTPTLS            string `json:"smtpTLS"`
	SMTPSTARTTLS       string `json:"smtpSTARTTLS"`
	CAFile             string `json:"caFile"`
	Mailbox            string `json:"mailbox"`
	ClientJSON         string `json:"clientJson"`             // "" in a fresh lab
	AssetFile          string `json:"assetFile,omitempty"`    // of the scene
	RedirectPort       int    `json:"redirectPort,omitempty"` // of that asset
	ConnectURL         string `json:"connectUrl"`
	CallbackURL        string `json:"callbackUrl"`
	ForwardingAddress  string `json:"forwardingAddress"`
}

// Endpoints returns where the parts of this lab listen.
func (l *Lab) Endpoints() Endpoints {
	e := l.endpoints
	e.ConnectShape = l.tenant.shapeName()
	return e
}

// SetFaults replaces the faults that are on, while the lab runs.
func (l *Lab) SetFaults(names ...string) error {
	if err := l.faults.replace(names); err != nil {
		return err
	}
	l.world.propagate()
	return nil
}

// Faults returns the faults that are on.
func (l *Lab) Faults() []string { return l.faults.list() }

// Complaints returns what clients asked wrongly so far, oldest first.
func (l *Lab) Complaints() []string { return l.log.complaintList() }

// Requests returns the HTTP requests received so far, oldest first, without
// those to /lab/.
func (l *Lab) Requests() []Request { return l.log.requestList() }
