package fetch

import (
	"errors"
	"fmt"
	"net/netip"
)

// ErrPrivate says that an address is not one of the public internet.
var ErrPrivate = errors.New("the address is not public")

// privateError is ErrPrivate with the host and address that were meant.
type privateError struct {
	host string
	addr netip.Addr
}

func (e *privateError) Error() string {
	where := e.addr.String()
	if e.host != where {
		where = e.host + " (" + where + ")"
	}
	return fmt.Sprintf("%s is inside a private network, so nothing was sent there: use a public address, or allow "+
		"private ones", where)
}

func (e *privateError) Is(target error) bool { return target == ErrPrivate }

// reserved are the ranges that reach nobody in public, or somebody whom nobody
// in public should reach (RFC 6890 and the cloud providers' own services).
var reserved = prefixes(
	"0.0.0.0/8",        // this network
	"10.0.0.0/8",       // private, RFC 1918
	"100.64.0.0/10",    // carrier-grade NAT, RFC 6598; Alibaba's metadata
	"127.0.0.0/8",      // loopback
	"168.63.129.16/32", // Azure's host agent
	"169.254.0.0/16",   // link-local; the clouds' metadata
	"172.16.0.0/12",    // private, RFC 1918
	"192.0.0.0/24",     // IETF assignments; Oracle's metadata
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays
	"192.168.0.0/16",   // private, RFC 1918
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved, and broadcast
	"::/96",            // unspecified, loopback, IPv4-compatible
	"100::/64",         // discard
	"2001::/23",        // IETF assignments, Teredo
	"2001:db8::/32",    // documentation
	"3fff::/20",        // documentation
	"5f00::/16",        // segment routing
	"64:ff9b:1::/48",   // local NAT64
	"fc00::/7",         // unique local; AWS's metadata
	"fe80::/10",        // link-local
	"fec0::/10",        // site-local
	"ff00::/8",         // multicast
)

func prefixes(text ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(text))
	for i, t := range text {
		all[i] = netip.MustParsePrefix(t)
	}
	return all
}

var (
	global = netip.MustParsePrefix("2000::/3") // all that IANA gives out of IPv6
	nat64  = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4 = netip.MustParsePrefix("2002::/16")
)

// isPublic reports whether an address is one of the public internet. An IPv4
// address inside an IPv6 one counts as what it is.
func isPublic(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	if a.Is4() {
		return true
	}
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return isPublic(netip.AddrFrom4([4]byte(b[12:16])))
	case sixTo4.Contains(a):
		return isPublic(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return global.Contains(a)
}
