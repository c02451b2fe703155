package web

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
)

// Proxies are the addresses whose word is taken for where a request came from.
// The zero value trusts none.
type Proxies struct{ trusted []netip.Prefix }

// ParseProxies reads addresses and networks, separated by commas: "127.0.0.1,
// 10.1.0.0/16, fd00::/8". An empty text, or "none", trusts nobody.
func ParseProxies(text string) (Proxies, error) {
	var p Proxies
	if text = strings.TrimSpace(text); text == "" || text == "none" {
		return p, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		network, err := netip.ParsePrefix(part)
		if address, single := netip.ParseAddr(part); single == nil && address.Zone() == "" {
			network, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return Proxies{}, fmt.Errorf("%q is not an address or a network: write them like 127.0.0.1,10.1.0.0/16",
				part)
		}
		if a := network.Addr(); a.Is4In6() && network.Bits() >= 96 {
			network = netip.PrefixFrom(a.Unmap(), network.Bits()-96)
		}
		p.trusted = append(p.trusted, network.Masked())
	}
	return p, nil
}

// Trusts reports whether the other end of a connection is a trusted proxy.
func (p Proxies) Trusts(peer net.Addr) bool {
	near, ok := parseHop(peer.String())
	return ok && p.trusts(near)
}

func (p Proxies) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(p.trusted, func(n netip.Prefix) bool { return n.Contains(a) })
}

// maxHops bounds how many forwarded addresses are looked at.
const maxHops = 32

// client is the address of the person behind a request: the other end of the
// connection, or if that is a trusted proxy, the nearest address that its
// headers name and that is not a trusted proxy itself. What stands further out
// was written by whoever asks. It ends at the last trusted address when the
// headers cannot be read.
func (p Proxies) client(r *http.Request) string {
	near, ok := parseHop(r.RemoteAddr)
	if !ok {
		return r.RemoteAddr
	}
	if !p.trusts(near) {
		return near.String()
	}
	hops := forwardedFor(r.Header)
	for i := range min(len(hops), maxHops) {
		far, ok := parseHop(hops[len(hops)-1-i])
		if !ok {
			break
		}
		if near = far; !p.trusts(near) {
			break
		}
	}
	return near.String()
}

// forwardedFor lists the addresses that a request passed, the nearest last. A
// proxy that writes X-Forwarded-For hands a Forwarded of its visitor on as it
// is, so the second is only read where the first is missing.
func forwardedFor(h http.Header) (hops []string) {
	if lines := h.Values("X-Forwarded-For"); len(lines) > 0 {
		return strings.Split(strings.Join(lines, ","), ",")
	}
	for element := range strings.SplitSeq(strings.Join(h.Values("Forwarded"), ","), ",") {
		for pair := range strings.SplitSeq(element, ";") {
			name, value, _ := strings.Cut(pair, "=")
			if strings.EqualFold(strings.TrimSpace(name), "for") {
				hops = append(hops, strings.Trim(strings.TrimSpace(value), `"`))
			}
		}
	}
	return hops
}

// parseHop reads an address with or without its port: "192.0.2.1",
// "192.0.2.1:443", "2001:db8::1", "[2001:db8::1]:443" (RFC 7239 6).
func parseHop(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

// untold warns once that forwarded headers arrive and no proxy is trusted to say
// where a request came from: an operator has forgotten to name it.
func (p Proxies) untold(log *slog.Logger, next http.Handler) http.Handler {
	if len(p.trusted) > 0 {
		return next
	}
	var told sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header["X-Forwarded-For"] != nil || r.Header["Forwarded"] != nil {
			told.Do(func() {
				log.WarnContext(r.Context(),
					"a request names where it was forwarded from, and no proxy is trusted to say so: "+
						"start with --trusted-proxies if there is one")
			})
		}
		next.ServeHTTP(w, r)
	})
}
