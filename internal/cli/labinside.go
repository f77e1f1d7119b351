package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"

	"mailasset/internal/asset"
	"mailasset/internal/lab"
	"mailasset/internal/msg"
)

// labInside is a lab that runs within setup and ends with it.
type labInside struct {
	lab       *lab.Lab
	endpoints asset.Endpoints
	port      int
	stateDir  string // removed at the end; "" when the user named another
	remove    func() error
}

// startLab starts a lab for --lab, unless MAILASSET_LAB names a running one.
func (o *setupOptions) startLab(running asset.Endpoints) (*labInside, error) {
	inside := &labInside{port: o.redirectPort}
	if !o.lab || running.Lab() {
		return inside, nil
	}
	if inside.port == 0 {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		inside.port = port
	}
	if !o.app.dirGiven {
		dir, remove, err := lab.TempDir()
		if err != nil {
			return nil, fmt.Errorf("make a folder for the lab's state: %w", err)
		}
		inside.stateDir, inside.remove, o.app.dir = dir, remove, dir
	}
	l, err := lab.Start(lab.Config{Robot: o.app.yes, Fresh: !o.app.yes, RedirectPorts: []int{inside.port}})
	if err != nil {
		inside.close()
		return nil, fmt.Errorf("start the lab: %w", err)
	}
	inside.lab = l
	inside.endpoints, err = endpointsOf(l)
	if err != nil {
		inside.close()
		return nil, err
	}
	fmt.Fprintln(o.app.Err, o.app.fit(msg.LabStarted.In(o.app.lang, inside.endpoints.URL), ""))
	return inside, nil
}

func (i *labInside) close() {
	if i.lab != nil {
		_ = i.lab.Close()
	}
	if i.remove != nil {
		_ = i.remove()
	}
}

// endpointsOf reads the endpoints as any client of the lab does: through their
// JSON.
func endpointsOf(l *lab.Lab) (asset.Endpoints, error) {
	var e asset.Endpoints
	doc, err := json.Marshal(l.Endpoints())
	if err == nil {
		err = json.Unmarshal(doc, &e)
	}
	return e, err
}

// freePort finds a port below those that systems hand out: no other connection
// takes it before the redirect is listened for.
func freePort() (int, error) {
	var last error
	for range 100 {
		l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", 29000+rand.IntN(3000)))
		if err == nil {
			return l.Addr().(*net.TCPAddr).Port, l.Close()
		}
		last = err
	}
	return 0, fmt.Errorf("find a free port: %w", last)
}
