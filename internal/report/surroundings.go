package report

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Surroundings is where the program ran.
type Surroundings struct {
	Program   any               `json:"program"`   // version, commit, system
	StepPack  string            `json:"stepPack"`  // its edition
	Variables []string          `json:"variables"` // names of those set, never their values
	Proxy     map[string]string `json:"proxy,omitempty"`
	Hosts     []Host            `json:"hosts"`
}

// Host is one counterpart as the network shows it from here.
type Host struct {
	Name      string   `json:"name"`
	Addresses []string `json:"addresses,omitempty"` // what DNS answers
	DNSError  string   `json:"dnsError,omitempty"`
	// Issuers are those of the certificates in the order the server sent them:
	// a proxy that opens the traffic shows itself here.
	Issuers  []string  `json:"issuers,omitempty"`
	NotAfter time.Time `json:"notAfter,omitzero"` // of the server's own certificate
	TLSError string    `json:"tlsError,omitempty"`
}

// Looker looks at counterparts. All its looks end after Timeout.
type Looker struct {
	HTTP    *http.Client
	Proxy   func(*http.Request) (*url.URL, error) // nil: none is used
	Timeout time.Duration
}

// Look asks DNS for each host of the addresses, in their order, and shakes hands
// with each that is reached by https. It sends no request beyond what the checks
// send: one HEAD for the root of the host.
func (l Looker) Look(ctx context.Context, addresses []string) []Host {
	ctx, cancel := context.WithTimeout(ctx, l.Timeout)
	defer cancel()
	places := apart(addresses)
	hosts := make([]Host, len(places))
	var looking sync.WaitGroup
	for i, u := range places {
		looking.Go(func() { hosts[i] = l.look(ctx, u) })
	}
	looking.Wait()
	return hosts
}

// apart are the addresses of different hosts; of two for one host that which is
// reached by https, for more can be seen of it.
func apart(addresses []string) []*url.URL {
	var places []*url.URL
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Hostname() == "" {
			continue
		}
		i := slices.IndexFunc(places, func(p *url.URL) bool { return p.Hostname() == u.Hostname() })
		switch {
		case i < 0:
			places = append(places, u)
		case u.Scheme == "https":
			places[i] = u
		}
	}
	return places
}

func (l Looker) look(ctx context.Context, u *url.URL) Host {
	h := Host{Name: u.Hostname()}
	if found, err := net.DefaultResolver.LookupHost(ctx, h.Name); err != nil {
		h.DNSError = err.Error()
	} else {
		slices.Sort(found)
		h.Addresses = found
	}
	if u.Scheme != "https" {
		return h
	}
	state, err := l.shake(ctx, u)
	if err != nil {
		h.TLSError = reason(err)
		return h
	}
	for _, c := range state.PeerCertificates {
		h.Issuers = append(h.Issuers, c.Issuer.String())
	}
	if len(state.PeerCertificates) > 0 {
		h.NotAfter = state.PeerCertificates[0].NotAfter.UTC()
	}
	return h
}

// reason is an error without the request that failed, which the host tells.
func reason(err error) string {
	var request *url.Error
	if errors.As(err, &request) && request.Err != nil {
		return request.Err.Error()
	}
	return err.Error()
}

func (l Looker) shake(ctx context.Context, u *url.URL) (tls.ConnectionState, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, "https://"+u.Host+"/", nil)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	client := *l.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer response.Body.Close()
	if response.TLS == nil {
		return tls.ConnectionState{}, nil
	}
	return *response.TLS, nil
}

// Proxies says which proxy each address is reached through, without the name
// and password that its address may hold.
func (l Looker) Proxies(addresses []string) map[string]string {
	found := map[string]string{}
	for _, address := range addresses {
		request, err := http.NewRequest(http.MethodHead, address, nil)
		if err != nil || l.Proxy == nil {
			continue
		}
		switch proxy, err := l.Proxy(request); {
		case err != nil:
			found[request.URL.Hostname()] = "the proxy's address cannot be read"
		case proxy != nil:
			found[request.URL.Hostname()] = proxy.Scheme + "://" + proxy.Host
		}
	}
	return found
}
