package lab

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// robotAccount is the account the lab chooses when it plays the human: the one
// that is signed in, else the hinted one, else the mailbox.
func (l *Lab) robotAccount(session, hint string) string {
	switch {
	case session != "":
		return session
	case l.world.hasAccount(hint):
		return hint
	}
	return mailbox
}

// Browse does what a browser does with the robot on: it gets the page and
// follows redirects with a cookie jar to the end. A final answer of 400 or
// above is an error. It never leaves this machine.
func (l *Lab) Browse(ctx context.Context, url string) error { return Follow(ctx, url) }

// Follow does what a browser does with a page of a lab: it opens it and follows
// every redirect, with cookies, to the end. A lab whose robot is on signs in by
// itself on the way. The error says that the last answer was one.
func Follow(ctx context.Context, url string) error {
	transport := localTransport()
	defer transport.CloseIdleConnections()
	client := &http.Client{Jar: new(cookies), Transport: transport}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("browse: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("browse: %w", err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return fmt.Errorf("read the last page: %w", err)
	}
	if response.StatusCode >= 400 {
		return fmt.Errorf("browse: %s answered %s", response.Request.URL.Path, response.Status)
	}
	return nil
}

// callAsStranger requests a redirect address the way any other page on the
// machine could. What comes of it is the client's business.
func (l *Lab) callAsStranger(ctx context.Context, address string) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return
	}
	transport := localTransport()
	defer transport.CloseIdleConnections()
	if response, err := transport.RoundTrip(request); err == nil {
		_ = response.Body.Close()
	}
}

// localTransport reaches 127.0.0.1 and nothing else: no proxy, no name lookup.
func localTransport() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		if !isLoopbackHost(host) {
			return nil, fmt.Errorf("%s is not on this machine", host)
		}
		var d net.Dialer
		return d.DialContext(ctx, "tcp4", net.JoinHostPort("127.0.0.1", port))
	}}
}
