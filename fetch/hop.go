package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// hop makes one request: the first or that of a redirect. Each decides anew
// whether its address is in reach.
type hop struct {
	o     Options
	reach Reach
}

// RoundTrip implements [http.RoundTripper].
func (h *hop) RoundTrip(r *http.Request) (*http.Response, error) {
	proxy, err := h.o.Proxy(r.URL)
	if err != nil {
		return nil, refusal("the proxy of the environment cannot be used: " + err.Error())
	}
	reach := h.reach
	if proxy != nil {
		// The proxy resolves the name; what can be told beforehand is refused here.
		if err := h.checkBehindProxy(r.Context(), r.URL.Hostname()); err != nil {
			return nil, err
		}
		reach = Anywhere // the connection goes to the proxy
	}
	t := &http.Transport{
		Proxy: func(*http.Request) (*url.URL, error) { return proxy, nil },
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return h.dial(ctx, network, address, reach)
		},
		DisableKeepAlives: true, TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		ForceAttemptHTTP2: true,
	}
	return t.RoundTrip(r)
}

// checkBehindProxy refuses a host whose addresses are known and all private.
func (h *hop) checkBehindProxy(ctx context.Context, host string) error {
	if h.reach == Anywhere {
		return nil
	}
	_, err := h.addresses(ctx, host, h.reach)
	if errors.Is(err, ErrPrivate) {
		return err
	}
	return nil
}

// addresses gives those of a host that are in reach. The error is a
// *privateError if there are addresses, but none in reach.
func (h *hop) addresses(ctx context.Context, host string, reach Reach) ([]netip.Addr, error) {
	all := []netip.Addr{}
	if literal, err := netip.ParseAddr(host); err == nil {
		all = append(all, literal)
	} else if all, err = h.o.Resolver.LookupNetIP(ctx, "ip", host); err != nil {
		return nil, err
	}
	var allowed []netip.Addr
	for _, a := range all {
		if reach.Allows(a) {
			allowed = append(allowed, a.Unmap())
		}
	}
	switch {
	case len(allowed) > 0:
		return allowed, nil
	case len(all) > 0:
		return nil, &privateError{host, all[0]}
	}
	return nil, fmt.Errorf("%s has no address", host)
}

// dial resolves a name once and connects to what it resolved to, so that the
// name cannot come to mean something else in between.
func (h *hop) dial(ctx context.Context, network, address string, reach Reach) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addrs, err := h.addresses(ctx, host, reach)
	if err != nil {
		return nil, err
	}
	dial := h.o.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: 5 * time.Second, Control: control(reach)}).DialContext
	}
	var conn net.Conn
	for _, a := range addrs[:min(len(addrs), 4)] {
		if conn, err = dial(ctx, network, net.JoinHostPort(a.String(), port)); err == nil {
			break
		}
	}
	return conn, err
}

// control looks at the address once more, when the socket is there and before
// anything is sent.
func control(reach Reach) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if !reach.Allows(at.Addr()) {
			return &privateError{at.Addr().String(), at.Addr()}
		}
		return nil
	}
}
